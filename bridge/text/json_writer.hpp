// JSON text written as it is needed, without values in between. The text is byte for byte what
// Json::dump() gives of the same value: no spaces, keys in the order of writing, and texts with
// nothing escaped but what has to be.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "bridge/text/json.hpp"

namespace chatterd {

class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  // A key that has nothing to escape, in an object; its value comes next.
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view utf8);
  JsonWriter& number(std::int64_t value);
  JsonWriter& boolean(bool value) { return plain(value ? "true" : "false"); }
  JsonWriter& null() { return plain("null"); }
  JsonWriter& value(const Json& value);
  // What is JSON already.
  JsonWriter& plain(std::string_view json);
  const std::string& str() const { return out_; }
  std::string take() { return std::move(out_); }
  void reserve(std::size_t bytes) { out_.reserve(bytes); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  // A comma, unless this is the first element or comes behind a key.
  void separate();

  std::string out_;
};

}  // namespace chatterd
