#include "models/modules/bus/bus_json.hpp"

#include <algorithm>

#include "models/engine/value.hpp"

namespace chatterd {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text, int deepest) : text_(text), left_(deepest) {}

  bool reads_all() {
    skip_blanks();
    if (!value()) return false;
    skip_blanks();
    return at_ == text_.size();
  }
  // What was read is neither good nor bad: somebody else has to decide.
  bool undecided() const { return undecided_; }

 private:
  char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) { return next() == c && (++at_, true); }
  bool take(std::string_view word) {
    return text_.substr(at_, word.size()) == word && (at_ += word.size(), true);
  }
  bool leave() {
    undecided_ = true;
    return false;
  }
  void skip_blanks() {
    while (next() == ' ' || next() == '\n' || next() == '\r' || next() == '\t') ++at_;
  }

  bool value() {
    switch (next()) {
      case '{':
        return list('}', true);
      case '[':
        return list(']', false);
      case '"':
        return text();
      case 't':
        return take("true");
      case 'f':
        return take("false");
      case 'n':
        return take("null");
      default:
        return number();
    }
  }

  bool list(char end, bool of_members) {
    if (--left_ < 0) return false;
    ++at_;
    skip_blanks();
    if (!take(end)) {
      do {
        skip_blanks();
        if (of_members) {
          if (next() != '"' || !text()) return false;
          skip_blanks();
          if (!take(':')) return false;
          skip_blanks();
        }
        if (!value()) return false;
        skip_blanks();
      } while (take(','));
      if (!take(end)) return false;
    }
    ++left_;
    return true;
  }

  bool text() {
    for (++at_; at_ < text_.size(); ++at_) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c < 0x20) return false;
      if (c >= 0x80) return leave();
      if (c != '\\') continue;
      ++at_;
      if (next() == 'u') {
        if (!escape()) return false;
      } else if (std::string_view("\"\\/bfnrt").find(next()) == std::string_view::npos ||
                 at_ >= text_.size()) {
        return false;
      }
    }
    return false;
  }

  // Of \uXXXX, from the u to its last digit.
  bool escape() {
    const std::string_view digits = text_.substr(at_ + 1, 4);
    if (digits.size() < 4 ||
        digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
      return false;
    if ((digits[0] | 0x20) == 'd' && digits[1] >= '8') return leave();
    at_ += 4;
    return true;
  }

  bool number() {
    take('-');
    const std::size_t begun = at_;
    while (next() >= '0' && next() <= '9') ++at_;
    if (at_ == begun || (text_[begun] == '0' && at_ - begun > 1)) return false;
    // larger ones, fractions and exponents may be more than a number can be
    return at_ - begun < 18 && next() != '.' && (next() | 0x20) != 'e' ? true : leave();
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  int left_;
  bool undecided_ = false;
};

// Brackets within brackets, in JSON.
int depth_of(std::string_view json) {
  int depth = 0, deepest = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (quoted && c == '\\') ++at;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '[' || c == '{') deepest = std::max(deepest, ++depth);
    if (c == ']' || c == '}') --depth;
  }
  return deepest;
}

}  // namespace

bool is_json(std::string_view text, int deepest) {
  Reader reader(text, deepest);
  if (reader.reads_all()) return true;
  return reader.undecided() && Value::accept(text) && depth_of(text) <= deepest;
}

}  // namespace chatterd
