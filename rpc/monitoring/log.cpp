// Lines on standard error.
#include "rpc/monitoring/log.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <stdexcept>

#include "bridge/text/json.hpp"
#include "rpc/wire/python_text.hpp"

namespace chatterd::rpc {

namespace {

std::atomic<Level> threshold = Level::info;
std::atomic<LogFormat> format_of_lines = LogFormat::logfmt;

constexpr const char* names[] = {"debug", "info", "warning", "error"};

// What strangers send may be longer than anybody reads.
constexpr std::size_t longest_value = 4000;

// Values are quoted when they hold a space, a quote, `=` or what does not print: a line stays a
// line, and a terminal that shows it is not told anything.
void append_value(std::string& line, std::string_view value) {
  const std::string_view shown = value.substr(0, longest_value);
  const auto is_plain = [](char c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\';
  };
  if (!value.empty() && shown.size() == value.size() &&
      std::all_of(shown.begin(), shown.end(), is_plain)) {
    line += value;  // most are
    return;
  }
  std::string quoted;
  bool plain = !value.empty();
  for (std::size_t at = 0; at < shown.size();) {
    const char c = shown[at];
    const std::size_t length = printable_length(shown, at);
    plain = plain && length > 0 && std::string_view(" \"=\\").find(c) == std::string_view::npos;
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (length == 0) {
      char code[8];
      std::snprintf(code, sizeof code, "\\x%02x", static_cast<unsigned char>(c));
      quoted += code;
    } else {
      quoted += shown.substr(at, length);
    }
    at += std::max<std::size_t>(length, 1);
  }
  if (shown.size() < value.size()) quoted += "…";
  line += plain ? quoted : '"' + quoted + '"';
}

std::string time_text() {
  const auto now = std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  const auto millis =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[32];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text + length, sizeof text - length, ".%03dZ", static_cast<int>(millis));
  return text;
}

}  // namespace

void set_log_level(Level level) { threshold.store(level, std::memory_order_relaxed); }
bool logs(Level level) { return level >= threshold.load(std::memory_order_relaxed); }

Level parse_level(std::string_view name) {
  for (int i = 0; i < 4; ++i)
    if (name == names[i]) return static_cast<Level>(i);
  throw std::invalid_argument("unknown log level '" + std::string(name) +
                              "' (debug, info, warning, error)");
}

void set_log_format(LogFormat format) { format_of_lines.store(format, std::memory_order_relaxed); }

LogFormat parse_log_format(std::string_view name) {
  if (name == "logfmt") return LogFormat::logfmt;
  if (name == "json") return LogFormat::json;
  throw std::invalid_argument("unknown log format '" + std::string(name) + "' (logfmt, json)");
}

std::string json_line(Level level, std::string_view message, std::initializer_list<LogField> fields,
                      const std::string& time) {
  const auto text = [](std::string_view value) {
    return value.size() > longest_value ? std::string(value.substr(0, longest_value)) + "…"
                                        : std::string(value);
  };
  Json line = Json::object();
  if (!time.empty()) line["time"] = time;
  line["level"] = names[static_cast<int>(level)];
  line["msg"] = text(message);
  for (const LogField& field : fields) {
    if (field.key.empty()) continue;
    const std::string key(field.key);
    const Json number = field.is_number ? Json::parse(field.value, nullptr, false) : Json();
    if (number.is_number())
      line[key] = number;
    else
      line[key] = text(field.value);
  }
  // what is no UTF-8 is shown as U+FFFD
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string log_line(Level level, std::string_view message,
                     std::initializer_list<LogField> fields) {
  std::string line = "level=";
  line += names[static_cast<int>(level)];
  line += " msg=";
  append_value(line, message);
  for (const LogField& field : fields) {
    if (field.key.empty()) continue;
    line += ' ';
    line += field.key;
    line += '=';
    append_value(line, field.value);
  }
  return line;
}

void log(Level level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!logs(level)) return;
  const std::string line = (format_of_lines.load(std::memory_order_relaxed) == LogFormat::json
                                ? json_line(level, message, fields, time_text())
                                : "time=" + time_text() + ' ' + log_line(level, message, fields)) +
                           '\n';
  // One write per line, so that lines of several threads do not mix; a full pipe only costs the
  // line.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace chatterd::rpc
