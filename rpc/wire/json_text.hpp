// JSON as it crosses the wire: parsed within limits, written without ever failing.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

#include "models/engine/value.hpp"

namespace chatterd::rpc {

// nlohmann parses any depth but copies and destroys recursively; nothing that Odoo's clients send
// comes near this.
constexpr std::size_t json_depth_limit = 200;

// Each takes 16 bytes and more, whatever its text does: a large import has some hundred thousand.
constexpr std::size_t json_value_limit = 2'000'000;

class JsonError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Half a character reads as U+FFFD (bridge::read_json). Throws JsonError on broken JSON, invalid
// UTF-8, nesting beyond the limit and too many values.
Value parse_json(std::string_view text, std::size_t depth_limit = json_depth_limit);
// Compact UTF-8; bytes that are no UTF-8 come out as U+FFFD.
std::string dump_json(const Value& value);

}  // namespace chatterd::rpc
