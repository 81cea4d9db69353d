// Structured log lines in logfmt on standard error: time=… level=… msg=… key=value …
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace chatterd::rpc {

enum class Level { debug, info, warning, error };

// A value of a log line: text or a number. One without a key is left out.
struct LogField {
  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const std::string& v) : key(k), value(v) {}
  LogField(std::string_view k, const char* v) : key(k), value(v) {}
  template <class Number>
  requires std::is_arithmetic_v<Number> LogField(std::string_view k, Number v)
      : key(k), value(std::to_string(v)) {}
  std::string_view key;
  std::string value;
};

// Everything below this level is dropped. Any thread may call it at any time.
void set_log_level(Level level);
bool logs(Level level);
// "debug", "info", "warning" or "error"; throws std::invalid_argument.
Level parse_level(std::string_view name);

// One line, written whole even when threads write at once. Passwords and tokens never go in.
void log(Level level, std::string_view message, std::initializer_list<LogField> fields = {});

// The line log() writes, without the time: for tests.
std::string log_line(Level level, std::string_view message, std::initializer_list<LogField> fields);

}  // namespace chatterd::rpc
