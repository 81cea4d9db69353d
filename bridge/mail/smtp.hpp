// Sending e-mail: one session with an SMTP server, on libcurl.
//
// Blocks. A session is used by one thread at a time.
#pragma once
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace chatterd::bridge {

struct SmtpServer {
  std::string host = "localhost";
  int port = 25;
  enum class Encryption { none, starttls, ssl } encryption = Encryption::none;
  std::string user = {}, password = {};  // no log-in when user is ""
};

// what() is the text that Python's smtplib and socket have for it, as Odoo keeps it in mail.mail
// failure_reason; python_name() is the class there ("SMTPRecipientsRefused").
class SmtpError : public std::runtime_error {
 public:
  SmtpError(std::string python_name, const std::string& text)
      : std::runtime_error(text), python_name_(std::move(python_name)) {}
  const std::string& python_name() const { return python_name_; }

 private:
  std::string python_name_;
};

class SmtpSession {
 public:
  // Connects, encrypts and logs in. Throws SmtpError.
  explicit SmtpSession(const SmtpServer& server);
  ~SmtpSession();
  SmtpSession(const SmtpSession&) = delete;
  SmtpSession& operator=(const SmtpSession&) = delete;

  // Sends one message; its lines may end in LF or CRLF. Recipients that the server refuses are left
  // out as long as it takes one; the answer says which, an error each. Throws SmtpError;
  // "SMTPServerDisconnected" says that the outcome is unknown.
  std::vector<SmtpError> send(const std::string& from, const std::vector<std::string>& to,
                              const std::string& message);
  // One SMTP command → the server's code and text; DATA is the last one. Throws SmtpError when the
  // connection ends.
  std::pair<int, std::string> command(const std::string& text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatterd::bridge
