// A request and its answer, as everything above the socket sees them.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/text/percent.hpp"

namespace chatterd::rpc {

using bridge::percent_decode;
using bridge::percent_encode;

using Pairs =
    std::vector<std::pair<std::string, std::string>>;  // in the order of arrival; a name may repeat

// The client of a request that is being answered. Both callbacks are called at most once, on an io
// thread or, when it has already happened, at once in the caller's; they are forgotten at the
// answer.
class Client {
 public:
  virtual ~Client() = default;
  // The client closed its connection before it had its answer.
  virtual void on_gone(std::function<void()> action) = 0;
  // The server is stopping: answer now.
  virtual void on_stop(std::function<void()> action) = 0;
};

// The addresses that a server may listen on, by whom they are for.
enum class Door : std::uint8_t { clients, addon, monitoring };

struct HttpRequest {
  std::uint64_t id = 0;
  Door door = Door::clients;  // where it came in
  std::string method;
  std::string target;  // as sent
  std::string path;    // percent-decoded
  Pairs query;         // percent-decoded
  Pairs headers;
  std::string body;
  std::string remote;  // the client's address; of X-Forwarded-For in proxy mode
  std::string scheme = "http";
  std::string host;
  std::chrono::steady_clock::time_point started{};
  std::shared_ptr<Client> client;
  std::shared_ptr<void> held;  // the memory that is reserved for it

  // The first header of that name in any case, or "".
  std::string_view header(std::string_view name) const;
  // The first query parameter of that name.
  std::optional<std::string> argument(std::string_view name) const;
  std::optional<std::string> cookie(std::string_view name) const;
  // The content type without parameters, in lower case: "application/json".
  std::string mimetype() const;
};

struct HttpResponse {
  int status = 200;
  Pairs headers;
  std::string body;
  // Instead of a body: these bytes of this file, sent without passing through memory.
  std::string file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;

  HttpResponse& set(std::string name, std::string value);
  std::string_view header(std::string_view name) const;
};

// Answers the request; callable once, from any thread. When the last copy is gone without a call,
// the server answers 500.
using Responder = std::function<void(HttpResponse)>;
using Handler = std::function<void(std::shared_ptr<HttpRequest>, Responder)>;

bool same_name(std::string_view left, std::string_view right);  // ASCII case ignored
// "a=1&b=%20x" of a query string or of application/x-www-form-urlencoded.
Pairs parse_query(std::string_view text);
const char* reason_phrase(int status);

// One part of multipart/form-data.
struct FormPart {
  std::string name;
  std::optional<std::string> filename;  // of `filename*=` where there is one; in UTF-8
  std::string content_type;
  std::string content;
};
// The parts of a form, of either encoding (form.cpp). Throws BadRequest when a multipart body has
// no end.
std::vector<FormPart> parse_form(const HttpRequest& request);

}  // namespace chatterd::rpc
