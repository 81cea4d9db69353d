// What comes over HTTP before anybody knows who sends it.
#include <algorithm>
#include <tuple>

#include "models/engine/errors.hpp"
#include "rpc/http/proxy_protocol.hpp"
#include "rpc/http/request_parser.hpp"
#include "rpc/routes/strangers.hpp"
#include "rpc/wire/json_text.hpp"
#include "rpc/wire/jsonrpc.hpp"
#include "rpc/wire/wire_errors.hpp"
#include "rpc/wire/xmlrpc.hpp"
#include "tests/fuzz/target.hpp"

namespace chatterd::fuzz {
namespace {

using namespace chatterd::rpc;

struct Read {
  int status = 0;
  bool ended = false;
  std::string path, host, body;
  std::vector<std::string> parts;
  bool operator==(const Read&) const = default;
};

Read read_request(std::string_view input, std::size_t piece) {
  RequestParser parser(32 * 1024);
  Read out;
  std::string unread;
  HttpRequest request;
  while (!input.empty() && parser.state() != RequestParser::State::done &&
         parser.state() != RequestParser::State::failed) {
    const std::size_t size = std::min(piece, input.size());
    unread += input.substr(0, size);
    input.remove_prefix(size);
    for (;;) {
      const RequestParser::State before = parser.state();
      const std::size_t taken = parser.feed(unread);
      unread.erase(0, taken);
      if (before == RequestParser::State::head && parser.state() != before &&
          parser.state() != RequestParser::State::failed) {
        parser.read_head(request);
        parser.set_body_limit(100'000);
      }
      if (taken == 0 || unread.empty()) break;
    }
  }
  out.status = parser.state() == RequestParser::State::failed ? parser.status() : 0;
  out.ended = parser.state() != RequestParser::State::head;
  if (parser.state() != RequestParser::State::done) return out;
  out.path = request.path;
  out.host = request.host;
  (void)request.cookie("session_id");
  (void)request.mimetype();
  request.body = parser.take_body();
  out.body = request.body;
  answered([&] {
    for (const FormPart& part : parse_form(request)) out.parts.push_back(part.content);
  });
  return out;
}

// It must not matter how the network cuts a request; only a head that never ends may be refused
// sooner or later.
void http_request(std::string_view input) {
  const Read whole = read_request(input, input.size() + 1), pieces = read_request(input, 3);
  if (!pieces.ended && (!whole.ended || whole.status != 0)) return;
  if (!(whole == pieces)) std::abort();
}

// Nor a header before it; and what is taken of the bytes is the header, and none of what follows.
void proxy_header(std::string_view input) {
  const auto read = [&](std::size_t piece) {
    ProxyHeader header;
    std::size_t taken = 0;
    while (taken < input.size() && header.state() == ProxyHeader::State::incomplete)
      taken += header.feed(input.substr(taken, piece));
    const bool done = header.state() == ProxyHeader::State::done;
    return std::tuple(header.state(), done ? taken : 0, header.address(), header.tls());
  };
  if (read(input.size()) != read(3)) std::abort();
}

// Values survive being written and read again.
void json_call(std::string_view input) {
  (void)proof_in_json(input);
  answered([&] { (void)parse_json_call(input); });
  answered([&] {
    const Value value = parse_json(input);
    if (parse_json(dump_json(value)) != value) std::abort();
  });
}

void xml_call(std::string_view input) {
  (void)proof_in_xml(input);
  answered([&] {
    const XmlCall call = parse_xml_call(input);
    (void)xml_response(call.params);
  });
}

const Register http{"http_request", http_request}, proxy{"proxy_header", proxy_header},
    json{"json_call", json_call}, xml{"xml_call", xml_call};

}  // namespace
}  // namespace chatterd::fuzz
