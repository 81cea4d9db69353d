// An SMTP session on libcurl, with errors in the words of Python's smtplib.
#include "bridge/mail/smtp.hpp"

#include <curl/curl.h>

#include <cstring>

namespace chatterd::bridge {
namespace {

constexpr long connect_timeout_s = 10;
constexpr long transfer_timeout_s = 60;  // Odoo's SMTP_TIMEOUT

void start_curl() {
  static const bool started = [] { return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; }();
  if (!started) throw std::runtime_error("libcurl can't be started");
}

template <class T>
void set(CURL* curl, CURLoption option, T value) {
  if (curl_easy_setopt(curl, option, value) != CURLE_OK)
    throw std::runtime_error("libcurl refuses an option");
}

// What remains to be sent.
struct Source {
  const std::string& text;
  std::size_t at = 0;
};

std::size_t read_source(char* into, std::size_t size, std::size_t count, void* data) {
  auto& source = *static_cast<Source*>(data);
  const std::size_t length = std::min(size * count, source.text.size() - source.at);
  std::memcpy(into, source.text.data() + source.at, length);
  source.at += length;
  return length;
}

// What the server said since the last question: its answer, and the last refusal. After a refusal
// libcurl takes its leave, and the server answers that as well.
struct Replies {
  std::string first, refusal;
  std::vector<std::string> all;  // the last line of each answer
  bool then_leave = false;       // what is said after the first answer is of no interest
};

std::size_t keep_reply(char* line, std::size_t size, std::size_t count, void* data) {
  auto& replies = *static_cast<Replies*>(data);
  std::string text(line, size * count);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (replies.first.empty()) replies.first = text;
  if (text.starts_with('4') || text.starts_with('5')) replies.refusal = text;
  if (text.size() < 4 || text[3] != '-') replies.all.push_back(text);
  return size * count;
}

// A server that has said yes to DATA waits for the text and answers no QUIT: libcurl must not wait
// for that.
int leave_early(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& replies = *static_cast<const Replies*>(data);
  return replies.then_leave && !replies.first.empty() ? 1 : 0;
}

std::string with_crlf(const std::string& text) {
  std::string out;
  out.reserve(text.size() + text.size() / 40);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  return out;
}

std::string python_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' || c == '\\' ? std::string{'\\', c} : std::string{c};
  return out + "'";
}

std::string text_of(const std::string& line) {
  return line.size() > 4 ? line.substr(4) : std::string();
}

// "550 5.1.1 No such user" → "550, b'5.1.1 No such user'".
std::string reply_of(const std::string& line) {
  if (line.size() < 3) return "-1, b''";
  return line.substr(0, 3) + ", b" + python_quoted(text_of(line));
}

// The same as the arguments of an exception are shown by Odoo (loglevels.ustr): a line each.
std::string reply_lines(const std::string& line) {
  if (line.size() < 3) return "-1\n";
  return line.substr(0, 3) + "\n" + text_of(line);
}

SmtpError failed_connection(CURL* curl, CURLcode code, const std::string& line) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {"gaierror", "-2\nName or service not known"};
    case CURLE_COULDNT_CONNECT: {
      long number = 0;
      curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &number);
      if (number == 0) return {"OSError", curl_easy_strerror(code)};
      return {number == 111 ? "ConnectionRefusedError" : "OSError",
              std::to_string(number) + "\n" + std::strerror(static_cast<int>(number))};
    }
    case CURLE_OPERATION_TIMEDOUT:
      return {"timeout", "timed out"};
    case CURLE_LOGIN_DENIED:
      return {"SMTPAuthenticationError", reply_lines(line)};
    case CURLE_USE_SSL_FAILED:
      return {"SMTPNotSupportedError", "STARTTLS extension not supported by server."};
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
      return {"SMTPServerDisconnected", "Connection unexpectedly closed"};
    case CURLE_WEIRD_SERVER_REPLY:
      return {"SMTPConnectError", reply_lines(line)};
    default:
      return {"SMTPException", curl_easy_strerror(code)};
  }
}

// A recipient with the server's answer.
std::string refused_recipient(const std::string& address, const std::string& line) {
  return python_quoted(address) + ": (" + reply_of(line) + ")";
}

// Of a message that was taken: the recipients that were not. The last answers are to the
// recipients, to DATA and to the text.
std::vector<SmtpError> refusals(const std::vector<std::string>& replies,
                                const std::vector<std::string>& to) {
  std::vector<SmtpError> out;
  if (replies.size() < to.size() + 2) return out;
  const std::size_t first = replies.size() - 2 - to.size();
  for (std::size_t i = 0; i < to.size(); ++i)
    if (const std::string& line = replies[first + i]; !line.starts_with('2'))
      out.emplace_back("SMTPRecipientsRefused", "{" + refused_recipient(to[i], line) + "}");
  return out;
}

SmtpError failed_sending(CURLcode code, const std::string& details, const std::string& line,
                         const std::string& from, const std::vector<std::string>& to) {
  if (details.starts_with("MAIL failed"))
    return {"SMTPSenderRefused", reply_lines(line) + "\n" + from};
  if (details.starts_with("RCPT failed")) {
    std::string all;
    for (const std::string& address : to)
      all += (all.empty() ? "" : ", ") + refused_recipient(address, line);
    return {"SMTPRecipientsRefused", "{" + all + "}"};
  }
  if (details.starts_with("DATA failed") || code == CURLE_WEIRD_SERVER_REPLY)
    return {"SMTPDataError", reply_lines(line)};
  return {"SMTPServerDisconnected",
          code == CURLE_OPERATION_TIMEDOUT ? "timed out" : "Connection unexpectedly closed"};
}

}  // namespace

struct SmtpSession::State {
  CURL* curl = nullptr;
  char details[CURL_ERROR_SIZE] = {};
  Replies replies;
};

SmtpSession::SmtpSession(const SmtpServer& server) : state_(std::make_unique<State>()) {
  start_curl();
  CURL* curl = state_->curl = curl_easy_init();
  if (curl == nullptr) throw std::runtime_error("libcurl can't be started");
  const bool ssl = server.encryption == SmtpServer::Encryption::ssl;
  const std::string url =
      (ssl ? "smtps://" : "smtp://") + server.host + ":" + std::to_string(server.port);
  set(curl, CURLOPT_URL, url.c_str());
  set(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(curl, CURLOPT_PROXY, "");
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_ERRORBUFFER, state_->details);
  set(curl, CURLOPT_CONNECTTIMEOUT, connect_timeout_s);
  set(curl, CURLOPT_TIMEOUT, transfer_timeout_s);
  set(curl, CURLOPT_HEADERFUNCTION, keep_reply);
  set(curl, CURLOPT_HEADERDATA, &state_->replies);
  set(curl, CURLOPT_NOPROGRESS, 0L);
  set(curl, CURLOPT_XFERINFOFUNCTION, leave_early);
  set(curl, CURLOPT_XFERINFODATA, &state_->replies);
  if (server.encryption == SmtpServer::Encryption::starttls)
    set(curl, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  // Odoo 13 takes every certificate, and relays in private networks are set up with their own
  set(curl, CURLOPT_SSL_VERIFYPEER, 0L);
  set(curl, CURLOPT_SSL_VERIFYHOST, 0L);
  if (!server.user.empty()) {
    set(curl, CURLOPT_USERNAME, server.user.c_str());
    set(curl, CURLOPT_PASSWORD, server.password.c_str());
  }
  // a command that does nothing: the connection stays for the messages
  set(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
  set(curl, CURLOPT_NOBODY, 1L);
  const CURLcode code = curl_easy_perform(curl);
  if (code == CURLE_OK) return;
  const SmtpError error = failed_connection(curl, code, state_->replies.refusal);
  curl_easy_cleanup(curl);
  throw error;
}

std::pair<int, std::string> SmtpSession::command(const std::string& text) {
  CURL* curl = state_->curl;
  state_->replies = {.first = {}, .refusal = {}, .all = {}, .then_leave = text == "DATA"};
  set(curl, CURLOPT_UPLOAD, 0L);
  set(curl, CURLOPT_NOBODY, 1L);
  set(curl, CURLOPT_CUSTOMREQUEST, text.c_str());
  curl_easy_perform(curl);  // fails for all codes but 2xx; the line tells
  const std::string& line = state_->replies.first;
  if (line.size() < 3) throw SmtpError("SMTPServerDisconnected", "Connection unexpectedly closed");
  return {std::atoi(line.substr(0, 3).c_str()), line.size() > 4 ? line.substr(4) : ""};
}

SmtpSession::~SmtpSession() { curl_easy_cleanup(state_->curl); }

std::vector<SmtpError> SmtpSession::send(const std::string& from,
                                         const std::vector<std::string>& to,
                                         const std::string& message) {
  CURL* curl = state_->curl;
  curl_slist* list = nullptr;
  for (const std::string& address : to)
    list = curl_slist_append(list, ("<" + address + ">").c_str());
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> recipients(list, curl_slist_free_all);
  const std::string text = with_crlf(message);
  Source source{text};
  state_->details[0] = '\0';
  state_->replies = {};
  set(curl, CURLOPT_CUSTOMREQUEST, static_cast<const char*>(nullptr));
  set(curl, CURLOPT_NOBODY, 0L);
  set(curl, CURLOPT_UPLOAD, 1L);
  set(curl, CURLOPT_MAIL_FROM, ("<" + from + ">").c_str());
  set(curl, CURLOPT_MAIL_RCPT, recipients.get());
  set(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  set(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(text.size()));
  set(curl, CURLOPT_READFUNCTION, read_source);
  set(curl, CURLOPT_READDATA, &source);
  const CURLcode code = curl_easy_perform(curl);
  set(curl, CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
  if (code != CURLE_OK)
    throw failed_sending(code, state_->details, state_->replies.refusal, from, to);
  return refusals(state_->replies.all, to);
}

}  // namespace chatterd::bridge
