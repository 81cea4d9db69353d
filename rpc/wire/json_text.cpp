// JSON on nlohmann, guarded.
#include "rpc/wire/json_text.hpp"

#include "bridge/text/json_text.hpp"

namespace chatterd::rpc {

namespace {

// Counts brackets and commas outside of strings. Cheap, and exact for all text that parses at all.
void check_shape(std::string_view text, std::size_t limit) {
  std::size_t depth = 0, values = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == ',') {
      if (++values > json_value_limit) throw JsonError("JSON has too many values");
    } else if (c == '[' || c == '{') {
      if (++values > json_value_limit) throw JsonError("JSON has too many values");
      if (++depth > limit)
        throw JsonError("JSON is nested deeper than " + std::to_string(limit) + " levels");
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
}

}  // namespace

Value parse_json(std::string_view text, std::size_t depth_limit) {
  check_shape(text, depth_limit);
  try {
    return bridge::read_json(text);
  } catch (const Value::exception& error) {
    throw JsonError(error.what());
  }
}

std::string dump_json(const Value& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace chatterd::rpc
