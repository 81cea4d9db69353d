#include "bridge/mail/smtp.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <thread>

using namespace chatterd::bridge;

namespace {

using Refusals = std::map<std::string, std::string>;  // how a command begins, the reply

// A mail server for one session: answers each command, and keeps what it got.
class FakeServer {
 public:
  explicit FakeServer(Refusals refusals = {}) : refusals_(std::move(refusals)) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(listener_, 1) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no socket");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~FakeServer() {
    finish();
    close(listener_);
  }
  // When the session has ended, what it said can be read.
  void finish() {
    if (!thread_.joinable()) return;
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
  }
  SmtpServer address() const { return {"127.0.0.1", port_}; }

  std::vector<std::string> commands;
  std::string data;

 private:
  void serve() {
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) return;
    answer(client, "220 fake");
    std::string buffer;
    bool in_data = false;
    char chunk[4096];
    for (ssize_t got = 0; (got = read(client, chunk, sizeof chunk)) > 0;) {
      buffer.append(chunk, static_cast<std::size_t>(got));
      for (std::size_t end = 0; (end = buffer.find("\r\n")) != std::string::npos;) {
        const std::string line = buffer.substr(0, end);
        buffer.erase(0, end + 2);
        if (in_data && line != ".") {
          data += line + "\n";
          continue;
        }
        if (!in_data) commands.push_back(line);
        answer(client, in_data ? "250 queued" : reply_to(line));
        in_data = !in_data && line == "DATA";
      }
    }
    close(client);
  }
  std::string reply_to(const std::string& line) const {
    for (const auto& [start, reply] : refusals_)
      if (line.starts_with(start)) return reply;
    return line == "DATA" ? "354 go on" : "250 fine";
  }
  static void answer(int client, const std::string& text) {
    const std::string line = text + "\r\n";
    if (write(client, line.data(), line.size()) < 0) return;
  }

  const Refusals refusals_;
  int listener_ = -1, port_ = 0;
  std::thread thread_;
};

template <class Action>
std::pair<std::string, std::string> failure(Action action) {
  try {
    action();
  } catch (const SmtpError& error) {
    return {error.python_name(), error.what()};
  }
  return {"none", ""};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_message_arrives_as_it_was_given) {
  FakeServer server;
  {
    SmtpSession session(server.address());
    session.send("a@example.com", {"b@example.com", "c@example.com"}, "Subject: x\n\n.dot\nlast\n");
    session.send("a@example.com", {"d@example.com"}, "Subject: y\r\n\r\nagain\r\n");
  }
  server.finish();
  BOOST_TEST(server.data == "Subject: x\n\n..dot\nlast\nSubject: y\n\nagain\n");
  const auto said = [&](const std::string& start) {
    return std::count_if(server.commands.begin(), server.commands.end(),
                         [&](const auto& c) { return c.starts_with(start); });
  };
  BOOST_TEST(said("EHLO") == 1);  // one session for both
  BOOST_TEST(said("MAIL FROM:<a@example.com>") == 2);
  BOOST_TEST(said("RCPT TO:<c@example.com>") == 1);
  BOOST_TEST(said("RCPT TO:<d@example.com>") == 1);
}

BOOST_AUTO_TEST_CASE(nobody_listening_reads_as_in_python) {
  int port = 0;
  {
    FakeServer gone;
    port = gone.address().port;
  }
  const auto [name, text] = failure([&] { SmtpSession session(SmtpServer{"127.0.0.1", port}); });
  BOOST_TEST(name == "ConnectionRefusedError");
  BOOST_TEST(text == "111\nConnection refused");
}

BOOST_AUTO_TEST_CASE(refusals_are_told_with_the_servers_words) {
  FakeServer recipients(Refusals{{"RCPT", "550 5.1.1 unknown"}});
  {
    SmtpSession session(recipients.address());
    const auto [name, text] =
        failure([&] { session.send("a@example.com", {"b@example.com"}, "\n"); });
    BOOST_TEST(name == "SMTPRecipientsRefused");
    BOOST_TEST(text == "{'b@example.com': (550, b'5.1.1 unknown')}");
  }
  FakeServer sender(Refusals{{"MAIL", "553 not you"}});
  SmtpSession session(sender.address());
  const auto [name, text] =
      failure([&] { session.send("a@example.com", {"b@example.com"}, "\n"); });
  BOOST_TEST(name == "SMTPSenderRefused");
  BOOST_TEST(text == "553\nnot you\na@example.com");
}

BOOST_AUTO_TEST_CASE(one_accepted_recipient_is_enough) {
  FakeServer server(Refusals{{"RCPT TO:<b@", "550 no"}});
  SmtpSession session(server.address());
  BOOST_TEST(failure([&] {
               session.send("a@example.com", {"b@example.com", "c@example.com"}, "\n");
             }).first == "none");
}

BOOST_AUTO_TEST_CASE(a_server_can_be_tried_without_sending) {
  FakeServer server(Refusals{{"DATA", "554 closed today"}});
  SmtpSession session(server.address());
  BOOST_TEST(session.command("MAIL FROM:<a@example.com>").first == 250);
  const auto [code, text] = session.command("DATA");
  BOOST_TEST(code == 554);
  BOOST_TEST(text == "closed today");
}
