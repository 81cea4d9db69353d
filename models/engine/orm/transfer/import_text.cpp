#include "models/engine/orm/transfer/import_text.hpp"

#include <cctype>
#include <chrono>

namespace chatterd::import_text {
namespace {

// Two digits at a place, or -1.
int two(const std::string& text, std::size_t at) {
  const auto digit = [&](std::size_t i) {
    return i < text.size() && text[i] >= '0' && text[i] <= '9';
  };
  return digit(at) && digit(at + 1) ? (text[at] - '0') * 10 + text[at + 1] - '0' : -1;
}

}  // namespace

std::string lowered(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '%' ? std::string("%%") : std::string(1, c);
  return out;
}

std::string trimmed(const std::string& text) {
  const std::size_t from = text.find_first_not_of(" \t\r\n"), to = text.find_last_not_of(" \t\r\n");
  return from == std::string::npos ? "" : text.substr(from, to - from + 1);
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> out{""};
  for (const char c : text) {
    if (c == ',')
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

bool is_date(const std::string& text) {
  if (text.size() < 10 || two(text, 0) < 0 || two(text, 2) < 0 || text[4] != '-' || text[7] != '-')
    return false;
  const int month = two(text, 5), day = two(text, 8);
  using namespace std::chrono;
  return month > 0 && day > 0 && (year(two(text, 0) * 100 + two(text, 2)) / month / day).ok();
}

bool is_time(const std::string& text) {
  if (text.size() == 10) return true;
  if (text.size() > 19 || (text.size() - 10) % 3 != 0 || text[10] != ' ') return false;
  for (std::size_t at = 11; at < text.size(); at += 3) {
    if (at > 11 && text[at - 1] != ':') return false;
    const int part = two(text, at);
    if (part < 0 || part > (at == 11 ? 23 : 59)) return false;
  }
  return true;
}

}  // namespace chatterd::import_text
