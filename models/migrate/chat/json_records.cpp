// Finds where an element ends by its brackets alone; what lies between is parsed on its own.
#include "models/migrate/chat/json_records.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "bridge/text/json_text.hpp"
#include "models/engine/html/python_text.hpp"

namespace chatterd::migrate {

using json = Json;

namespace {

bool space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// A byte order mark, which some tools write.
void skip_mark(std::string_view& text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
}

void parse_one(std::string_view text, std::int64_t line, const JsonSinks& sinks) {
  json value;
  try {
    value = bridge::read_json(text);
  } catch (const json::exception&) {
    // what is no UTF-8 costs itself alone
    const std::string readable = html::valid_utf8(text);
    if (readable == text) return sinks.damaged(line, "is no JSON");
    return parse_one(readable, line, sinks);
  }
  if (!value.is_object()) return sinks.damaged(line, "is no JSON object");
  sinks.record(std::move(value), line);
}

// The place after the element that begins at `from`; npos when the text ends before.
std::size_t element_end(std::string_view text, std::size_t from) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = from; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c == '\\')
        ++at;
      else if (c == '"')
        quoted = false;
      continue;
    }
    if (c == '"') quoted = true;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth < 0) return at;
    if (c == ',' && depth == 0) return at;
  }
  return std::string_view::npos;
}

}  // namespace

bool each_element(std::string_view text, const JsonSinks& sinks) {
  skip_mark(text);
  std::size_t at = 0;
  std::int64_t line = 1;
  const auto skip_space = [&] {
    for (; at < text.size() && space(text[at]); ++at)
      if (text[at] == '\n') ++line;
  };
  skip_space();
  if (at == text.size() || text[at] != '[') return false;
  ++at;
  for (;;) {
    skip_space();
    if (at < text.size() && text[at] == ']') return true;
    const std::size_t end = element_end(text, at);
    if (end == std::string_view::npos) {
      sinks.damaged(line, "the file is cut off here");
      return true;
    }
    const std::string_view element = text.substr(at, end - at);
    parse_one(element, line, sinks);
    line += std::count(element.begin(), element.end(), '\n');
    at = end;
    if (text[at] == ',')
      ++at;
    else if (text[at] != ']') {
      sinks.damaged(line, "the list is broken here");
      return true;
    }
  }
}

void each_line(const std::function<std::string()>& pieces, const JsonSinks& sinks) {
  std::string rest;
  std::int64_t line = 0;
  const auto one = [&](std::string_view text) {
    if (++line == 1) skip_mark(text);
    if (text.find_first_not_of(" \t\r") != std::string_view::npos) parse_one(text, line, sinks);
  };
  for (std::string piece = pieces(); !piece.empty(); piece = pieces()) {
    std::size_t searched = rest.size(), from = 0;
    rest += piece;
    for (std::size_t end = rest.find('\n', searched); end != std::string::npos;
         end = rest.find('\n', from)) {
      one(std::string_view(rest).substr(from, end - from));
      from = end + 1;
    }
    rest.erase(0, from);
  }
  if (!rest.empty()) one(rest);
}

std::string text_in(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (found == object.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  if (found->is_number_integer()) return found->dump();
  if (!found->is_number_float()) return {};
  char text[400];  // a moment has microseconds
  std::snprintf(text, sizeof text, "%.6f", found->get<double>());
  return text;
}

std::int64_t number_in(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (found == object.end()) return 0;
  if (found->is_number_unsigned()) {
    const auto number = found->get<std::uint64_t>();
    return number > std::numeric_limits<std::int64_t>::max() ? 0
                                                             : static_cast<std::int64_t>(number);
  }
  if (found->is_number_integer()) return found->get<std::int64_t>();
  if (found->is_number_float()) {
    const double number = found->get<double>();
    return std::abs(number) < 9e15 ? static_cast<std::int64_t>(number) : 0;
  }
  std::int64_t number = 0;
  if (found->is_string()) {
    const std::string text = found->get<std::string>();
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size()) number = 0;
  }
  return number;
}

bool truth_in(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

const json& object_in(const json& object, const char* name) {
  static const json none = json::object();
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_object() ? *found : none;
}

const json& list_in(const json& object, const char* name) {
  static const json none = json::array();
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_array() ? *found : none;
}

}  // namespace chatterd::migrate
