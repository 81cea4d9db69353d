#include "models/engine/orm/python/python_lexer.hpp"

#include <algorithm>
#include <cctype>

#include "models/engine/orm/python/python_operations.hpp"

namespace chatterd::python {

void PythonLexer::skip_blanks() {
  for (; at_ < source_.size(); ++at_) {
    if (source_[at_] == '#')
      at_ = std::min(source_.find('\n', at_), source_.size() - 1);
    else if (!std::isspace(static_cast<unsigned char>(source_[at_])))
      return;
  }
}

void PythonLexer::advance() {
  skip_blanks();
  token_.clear();
  kind_ = Kind::end;
  if (at_ >= source_.size()) return;
  const char c = source_[at_];
  if (std::isalpha(static_cast<unsigned char>(c)) || c == '_') {
    kind_ = Kind::name;
    while (at_ < source_.size() &&
           (std::isalnum(static_cast<unsigned char>(source_[at_])) || source_[at_] == '_'))
      token_ += source_[at_++];
    const bool prefix = (token_ == "u" || token_ == "b" || token_ == "r") && at_ < source_.size() &&
                        (source_[at_] == '\'' || source_[at_] == '"');
    if (prefix) {
      token_.clear();
      read_text();
    }
  } else if (std::isdigit(static_cast<unsigned char>(c)) ||
             (c == '.' && at_ + 1 < source_.size() &&
              std::isdigit(static_cast<unsigned char>(source_[at_ + 1])))) {
    kind_ = Kind::number;
    while (at_ < source_.size() &&
           (std::isalnum(static_cast<unsigned char>(source_[at_])) || source_[at_] == '.'))
      token_ += source_[at_++];
  } else if (c == '\'' || c == '"') {
    read_text();
  } else {
    kind_ = Kind::sign;
    for (const char* two : {"==", "!=", "<=", ">=", "<>", "//", "**"})
      if (source_.substr(at_, 2) == two) token_ = two;
    if (token_.empty()) token_ = c;
    at_ += token_.size();
  }
}

void PythonLexer::read_text() {
  kind_ = Kind::text;
  const char quote = source_[at_++];
  for (;; ++at_) {
    if (at_ >= source_.size()) fail("unterminated string");
    char c = source_[at_];
    if (c == quote) break;
    if (c == '\\' && at_ + 1 < source_.size()) {
      c = source_[++at_];
      if (c == 'n')
        c = '\n';
      else if (c == 't')
        c = '\t';
      else if (c == 'r')
        c = '\r';
      else if (c != '\\' && c != '\'' && c != '"')
        token_ += '\\';
    }
    token_ += c;
  }
  ++at_;
}

bool PythonLexer::is(const char* text) const {
  return (kind_ == Kind::sign || kind_ == Kind::name) && token_ == text;
}

bool PythonLexer::take(const char* text) {
  if (!is(text)) return false;
  advance();
  return true;
}

void PythonLexer::expect(const char* text) {
  if (!take(text)) fail(std::string("expected ") + text + ", got " + token_);
}

}  // namespace chatterd::python
