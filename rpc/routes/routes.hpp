// The URL table: one row per endpoint, and the search in it.
//
// To add an endpoint, add a row to one of the add_…_routes functions (rpc/endpoints_*.cpp).
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "models/engine/route_auth.hpp"
#include "models/engine/value.hpp"
#include "rpc/http/http_message.hpp"
#include "rpc/sessions/trusted.hpp"

namespace chatterd::rpc {

struct Call;   // rpc/routes/call.hpp
class Answer;  // rpc/routes/call.hpp

// Who checks that the session of a logged-in user still holds.
enum class Verify { before_handler, in_call };

// What a client shows before a body of more than Application's stranger_limit is taken from it.
enum class Proof { session, json_call, xml_call, none };

// The answer's `result`; null is None, which leaves it out.
using JsonHandler = std::function<Value(Call&)>;
// Answers now or later, from any thread.
using JsonLaterHandler = std::function<void(std::shared_ptr<Call>, Answer)>;
using HttpHandler = std::function<HttpResponse(Call&)>;
// No session, no codec: the request as it came.
using RawHandler = Handler;
// A request that speaks for somebody else's: the call to make, or the answer when there is none.
using TrustedHandler = std::function<std::variant<TrustedCall, HttpResponse>(const HttpRequest&)>;

struct Route {
  std::string methods;  // "GET, POST"; empty: any
  // "/web/image/<string:model>/<int:id>": <name> and <string:name> match up to the next slash,
  // <int:name> digits, <path:name> everything.
  std::string pattern;
  Auth auth = Auth::user;
  std::variant<JsonHandler, JsonLaterHandler, HttpHandler, RawHandler, TrustedHandler> handler;
  std::size_t body_limit = 1 << 20;
  Proof proof = Proof::session;
  Door door = Door::clients;
  Verify verify = Verify::before_handler;
  bool on_io_thread = false;  // RawHandlers that never wait
  bool save_session = true;   // false: no cookie, no session file (Odoo's save_session)
  bool csrf = false;          // HttpHandlers that change something for a browser's form
  std::string cors;           // Access-Control-Allow-Origin
  // Served also where it is not known which of several databases is meant (Odoo's
  // nodb_routing_map).
  bool without_database = false;
  bool quiet =
      false;  // what went well is logged for debugging only: it is too much, and says nothing
};

// What matched: the row and the values of its converters, by name; integers for <int:…>.
struct Match {
  const Route* route = nullptr;  // null: no path matches
  Value arguments = Value::object();
  std::string allowed;  // when a path matches but no method: those that would
};

class RouteTable {
 public:
  RouteTable();
  ~RouteTable();
  RouteTable(RouteTable&&) noexcept;
  // Throws std::logic_error on a malformed pattern or a repeated row.
  void add(Route route);
  // As werkzeug matches: fixed text before <int>, <int> before <string>, <string> before <path>; a
  // slash at the end is ignored.
  Match find(std::string_view method, std::string_view path) const;
  std::vector<const Route*> rows() const;

 private:
  struct Pattern;
  std::vector<std::unique_ptr<Route>> rows_;
  std::unordered_map<std::string, std::vector<const Route*>> fixed_;
  std::vector<std::unique_ptr<Pattern>> patterns_;  // the most specific first
};

}  // namespace chatterd::rpc
