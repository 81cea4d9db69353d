// TLS for those who have no proxy in front. A connection gets a pair of sockets: what is decrypted
// goes through it to the front, which knows nothing of TLS. Costs some 50 KB a connection beyond a
// plain one; a proxy does it for less (docs/operations.md). Internal to the HTTP server.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>

#include "rpc/http/http_connection.hpp"

namespace chatterd::rpc {

class Tls {
 public:
  // PEM files; the certificate's has the chain behind it. Throws std::runtime_error in one line.
  Tls(std::string certificate, std::string key);
  ~Tls();
  // Reads them again, for connections from now on. Throws as above; then nothing has changed.
  void reload();
  // Whether nothing is left to tell clients.
  bool quiet() const;
  // On the socket's io thread: once the client has shown that it speaks TLS, `adopt` gets the inner
  // end. One that does not within ten seconds is cut off.
  void begin(boost::asio::ip::tcp::socket socket, std::function<void(Wire)> adopt);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatterd::rpc
