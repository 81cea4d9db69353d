// Matching paths, as werkzeug's Map does for Odoo.
#include "rpc/routes/routes.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace chatterd::rpc {

namespace {

enum class Piece { text, integer, string, path };  // in werkzeug's order of preference

struct Token {
  Piece piece;
  std::string text;  // the fixed text, or the argument's name
};

std::vector<Token> parse_pattern(const std::string& pattern) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < pattern.size()) {
    const std::size_t open = pattern.find('<', at);
    if (open != at) tokens.push_back({Piece::text, pattern.substr(at, open - at)});
    if (open == std::string::npos) break;
    const std::size_t close = pattern.find('>', open);
    if (close == std::string::npos) throw std::logic_error("route without '>': " + pattern);
    const std::string inside = pattern.substr(open + 1, close - open - 1);
    const std::size_t colon = inside.find(':');
    const std::string kind = colon == std::string::npos ? "string" : inside.substr(0, colon);
    const std::string name = colon == std::string::npos ? inside : inside.substr(colon + 1);
    if (kind == "string")
      tokens.push_back({Piece::string, name});
    else if (kind == "int")
      tokens.push_back({Piece::integer, name});
    else if (kind == "path")
      tokens.push_back({Piece::path, name});
    else
      throw std::logic_error("unknown converter in route " + pattern);
    at = close + 1;
  }
  return tokens;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Backtracking, longest first: paths are short and rows have few converters.
bool match_tokens(const std::vector<Token>& tokens, std::size_t index, std::string_view path,
                  Value& out) {
  if (index == tokens.size()) return path.empty();
  const Token& token = tokens[index];
  if (token.piece == Piece::text)
    return path.starts_with(token.text) &&
           match_tokens(tokens, index + 1, path.substr(token.text.size()), out);
  std::size_t length = 0;
  if (token.piece == Piece::integer) {
    if (path.starts_with('-')) length = 1;
    while (length < path.size() && is_digit(path[length])) ++length;
  } else if (token.piece == Piece::string) {
    length = std::min(path.find('/'), path.size());
  } else {
    length = path.starts_with('/') ? 0 : path.size();
  }
  for (; length > 0; --length) {
    const std::string_view value = path.substr(0, length);
    Value parsed;
    if (token.piece == Piece::integer) {
      std::int64_t number = 0;
      const auto end = std::from_chars(value.data(), value.data() + value.size(), number);
      if (end.ec != std::errc() || end.ptr != value.data() + value.size()) continue;
      parsed = number;
    } else {
      parsed = value;
    }
    out[token.text] = std::move(parsed);
    if (match_tokens(tokens, index + 1, path.substr(length), out)) return true;
  }
  out.erase(token.text);
  return false;
}

bool more_specific(const std::vector<Token>& left, const std::vector<Token>& right) {
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (left[i].piece != right[i].piece) return left[i].piece < right[i].piece;
    if (left[i].piece == Piece::text && left[i].text.size() != right[i].text.size())
      return left[i].text.size() > right[i].text.size();
  }
  return left.size() > right.size();
}

// HEAD goes where GET goes.
bool allows(const Route& route, std::string_view method) {
  if (route.methods.empty()) return true;
  if (method == "HEAD") method = "GET";
  std::string_view rest = route.methods;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(", ");
    if (rest.substr(0, comma) == method) return true;
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 2);
  }
  return false;
}

}  // namespace

struct RouteTable::Pattern {
  std::vector<Token> tokens;
  const Route* route;
};

RouteTable::RouteTable() = default;
RouteTable::~RouteTable() = default;
RouteTable::RouteTable(RouteTable&&) noexcept = default;

void RouteTable::add(Route route) {
  if (!route.pattern.starts_with('/'))
    throw std::logic_error("route without '/': " + route.pattern);
  for (const auto& row : rows_)
    if (row->pattern == route.pattern && row->methods == route.methods)
      throw std::logic_error("route is there twice: " + route.pattern);
  rows_.push_back(std::make_unique<Route>(std::move(route)));
  const Route* added = rows_.back().get();
  std::vector<Token> tokens = parse_pattern(added->pattern);
  if (tokens.size() == 1 && tokens[0].piece == Piece::text) {
    fixed_[added->pattern].push_back(added);
    return;
  }
  auto pattern = std::make_unique<Pattern>(Pattern{std::move(tokens), added});
  const auto before = [](const auto& a, const auto& b) {
    return more_specific(a->tokens, b->tokens);
  };
  patterns_.insert(std::upper_bound(patterns_.begin(), patterns_.end(), pattern, before),
                   std::move(pattern));
}

Match RouteTable::find(std::string_view method, std::string_view path) const {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  Match match;
  const auto refuse = [&match](const Route& route) {
    match.allowed += (match.allowed.empty() ? "" : ", ") + route.methods;
    if (route.methods == "GET") match.allowed += ", HEAD";
  };
  if (const auto found = fixed_.find(std::string(path)); found != fixed_.end()) {
    for (const Route* route : found->second) {
      if (allows(*route, method)) {
        match.route = route;
        return match;
      }
      refuse(*route);
    }
  }
  for (const auto& pattern : patterns_) {
    Value arguments = Value::object();
    if (!match_tokens(pattern->tokens, 0, path, arguments)) continue;
    if (allows(*pattern->route, method)) {
      match.route = pattern->route;
      match.arguments = std::move(arguments);
      match.allowed.clear();
      return match;
    }
    refuse(*pattern->route);
  }
  return match;
}

std::vector<const Route*> RouteTable::rows() const {
  std::vector<const Route*> out;
  for (const auto& row : rows_) out.push_back(row.get());
  return out;
}

}  // namespace chatterd::rpc
