// The tokens of an expression of Python, one at a time.
#pragma once
#include <string>
#include <string_view>

namespace chatterd::python {

// Throws std::invalid_argument for a text without an end.
class PythonLexer {
 public:
  // Stands at the first token.
  explicit PythonLexer(std::string_view source) : source_(source) { advance(); }

 protected:
  enum class Kind { end, name, number, text, sign };

  void advance();
  bool is(const char* text) const;  // the sign or name that stands here
  bool take(const char* text);      // goes on if it is this one
  void expect(const char* text);    // goes on, or throws
  std::string token_;               // of a text: what it means
  Kind kind_ = Kind::end;

 private:
  void skip_blanks();  // and comments up to the end of their line
  void read_text();

  const std::string_view source_;
  std::size_t at_ = 0;
};

}  // namespace chatterd::python
