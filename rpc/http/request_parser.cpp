// Reading requests with Boost.Beast's parser, and taking their targets apart.
#include "rpc/http/request_parser.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/string_body.hpp>
#include <limits>

namespace chatterd::rpc {

namespace http = boost::beast::http;

namespace {

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

int status_of(boost::system::error_code error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit) return 413;
  return 400;
}

// The part of the target after scheme and host, which proxies may send.
std::string_view origin_form(std::string_view target) {
  if (!target.starts_with("http://") && !target.starts_with("https://")) return target;
  const std::size_t slash = target.find('/', target.find("//") + 2);
  return slash == std::string_view::npos ? "/" : target.substr(slash);
}

// A line of the headers that goes on in the next one; `head` ends with their empty line, or later.
bool has_folds(std::string_view head) {
  for (std::size_t at = 0; (at = head.find('\n', at)) != std::string_view::npos;) {
    if (++at >= head.size() || head[at] == '\r' || head[at] == '\n') return false;
    if (head[at] == ' ' || head[at] == '\t') return true;
  }
  return false;
}

// Why a request is one that another server might take for a different one; nullptr when it is not.
const char* ambiguity(const http::request_header<>& message, std::string_view head) {
  std::size_t hosts = 0, lengths = 0, encodings = 0;
  bool chunked = false;
  for (const auto& field : message) {
    if (field.name() == http::field::host) ++hosts;
    if (field.name() == http::field::content_length) {
      ++lengths;
      // Beast takes a list of equal ones
      if (view(field.value()).find_first_not_of("0123456789") != std::string_view::npos)
        return "a Content-Length that is no number";
    }
    if (field.name() != http::field::transfer_encoding) continue;
    ++encodings;
    chunked = same_name(view(field.value()), "chunked");
  }
  if (hosts > 1) return "more than one Host";
  if (lengths > 1) return "more than one Content-Length";
  if (encodings > 0 && (encodings > 1 || !chunked)) return "unknown Transfer-Encoding";
  if (encodings > 0 && lengths > 0) return "Transfer-Encoding and Content-Length";
  if (encodings > 0 && message.version() < 11) return "Transfer-Encoding in HTTP/1.0";
  return has_folds(head) ? "folded header" : nullptr;
}

}  // namespace

struct RequestParser::Impl {
  http::request_parser<http::string_body> parser;
  State state = State::head;
  int status = 0;
  std::string reason;

  void fail(int code, std::string why) {
    state = State::failed;
    status = code;
    reason = std::move(why);
  }
};

RequestParser::RequestParser(std::size_t header_limit) : impl_(std::make_unique<Impl>()) {
  impl_->parser.header_limit(static_cast<std::uint32_t>(header_limit));
  impl_->parser.body_limit(boost::none);  // set per route once the target is known
}

RequestParser::~RequestParser() = default;

std::size_t RequestParser::feed(std::string_view data) {
  std::size_t taken = 0;
  while (taken < data.size() && (impl_->state == State::head || impl_->state == State::body)) {
    boost::system::error_code error;
    const std::size_t before = taken;
    taken += impl_->parser.put(boost::asio::const_buffer(data.data() + taken, data.size() - taken),
                               error);
    if (error == http::error::need_more) break;
    if (error) {
      impl_->fail(status_of(error), error.message());
      break;
    }
    if (impl_->state == State::head && impl_->parser.is_header_done()) {
      // Beast takes nothing before the headers are complete, so all of them are in this piece.
      if (const char* why = ambiguity(impl_->parser.get(), data.substr(before, taken - before))) {
        impl_->fail(400, why);
        break;
      }
      impl_->state = impl_->parser.is_done() ? State::done : State::body;
      impl_->parser.eager(true);
      break;
    }
    if (impl_->parser.is_done()) {
      impl_->state = State::done;
      break;
    }
    if (taken == before) break;
  }
  return taken;
}

RequestParser::State RequestParser::state() const { return impl_->state; }
bool RequestParser::started() const { return impl_->parser.got_some(); }
int RequestParser::status() const { return impl_->status; }
std::string RequestParser::reason() const { return impl_->reason; }

void RequestParser::read_head(HttpRequest& request) const {
  const auto& message = impl_->parser.get();
  request.method = std::string(view(message.method_string()));
  request.target = std::string(view(message.target()));
  // From an address that ends in a slash, such as "http://host/" + "/web": as Python's server reads
  // it.
  if (request.target.starts_with("//"))
    request.target.erase(
        0, std::min(request.target.find_first_not_of('/'), request.target.size()) - 1);
  const std::string_view target = origin_form(request.target);
  const std::size_t question = target.find('?');
  request.path = percent_decode(target.substr(0, question), false);
  if (question != std::string_view::npos) {
    std::string_view query = target.substr(question + 1);
    request.query = parse_query(query.substr(0, query.find('#')));
  }
  for (const auto& field : message)
    request.headers.emplace_back(std::string(view(field.name_string())),
                                 std::string(view(field.value())));
  request.host = std::string(request.header("host"));
}

void RequestParser::set_body_limit(std::uint64_t limit) {
  if (impl_->state != State::body) return;
  const auto length = impl_->parser.content_length();
  if (length && *length > limit) {
    impl_->fail(413, "body limit exceeded");
    return;
  }
  impl_->parser.body_limit(limit);
}

std::optional<std::uint64_t> RequestParser::content_length() const {
  const auto length = impl_->parser.content_length();
  return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

bool RequestParser::keep_alive() const { return impl_->parser.get().keep_alive(); }
bool RequestParser::http_1_0() const { return impl_->parser.get().version() < 11; }

bool RequestParser::expects_continue() const {
  const auto& message = impl_->parser.get();
  return message.version() >= 11 && same_name(view(message[http::field::expect]), "100-continue");
}

std::uint64_t RequestParser::received() const { return impl_->parser.get().body().size(); }
std::string_view RequestParser::body() const { return impl_->parser.get().body(); }
std::string RequestParser::take_body() { return std::move(impl_->parser.get().body()); }

}  // namespace chatterd::rpc
