// Structured log lines on standard error, in logfmt (time=… level=… msg=… key=value …) or as a JSON
// object a line with the same keys, numbers as numbers.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace chatterd::rpc {

enum class Level { debug, info, warning, error };
enum class LogFormat { logfmt, json };

// A value of a log line: text or a number. One without a key is left out.
struct LogField {
  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const std::string& v) : key(k), value(v) {}
  LogField(std::string_view k, const char* v) : key(k), value(v) {}
  template <class Number>
  requires std::is_arithmetic_v<Number> LogField(std::string_view k, Number v)
      : key(k), value(std::to_string(v)), is_number(!std::is_same_v<Number, bool>) {}
  std::string_view key;
  std::string value;
  bool is_number = false;
};

// Everything below this level is dropped. Any thread may call it at any time.
void set_log_level(Level level);
bool logs(Level level);
// "debug", "info", "warning" or "error"; throws std::invalid_argument.
Level parse_level(std::string_view name);
void set_log_format(LogFormat format);
// "logfmt" or "json"; throws std::invalid_argument.
LogFormat parse_log_format(std::string_view name);

// One line, written whole even when threads write at once. Passwords and tokens never go in.
void log(Level level, std::string_view message, std::initializer_list<LogField> fields = {});

// The line log() writes, without the time: for tests.
std::string log_line(Level level, std::string_view message, std::initializer_list<LogField> fields);
std::string json_line(Level level, std::string_view message, std::initializer_list<LogField> fields,
                      const std::string& time = "");

}  // namespace chatterd::rpc
