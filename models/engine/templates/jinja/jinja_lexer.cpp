// Tokens of templates, by the rules of Jinja2's lexer with trim_blocks.
#include "models/engine/templates/jinja/jinja_lexer.hpp"

#include <stdexcept>
#include <utility>

#include "bridge/text/unicode.hpp"
#include "models/engine/html/python_text.hpp"

namespace chatterd::templates {
namespace {

using Kind = Token::Kind;

// Lines end with "\n", and one at the very end is not part of the template.
std::string normalized(std::string_view source) {
  std::string out;
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source[i] != '\r') {
      out += source[i];
      continue;
    }
    out += '\n';
    if (i + 1 < source.size() && source[i + 1] == '\n') ++i;
  }
  if (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

// Where the next tag is, and of which kind.
struct Tag {
  enum Type { none, comment, line_comment, block, raw, value, line } type = none;
  std::size_t begin = 0, end = 0;  // of the tag; line tags include the white space before them
  char control = 0;                // - or + behind the tag
};

class Lexer {
 public:
  explicit Lexer(std::string source) : source_(std::move(source)) {}

  std::vector<Token> whole() {
    while (at_ < source_.size()) {
      const Tag tag = next_tag();
      add_data(source_.substr(at_, tag.begin - at_), tag.control);
      at_ = tag.end;
      switch (tag.type) {
        case Tag::none:
          break;
        case Tag::comment:
          skip_comment();
          break;
        case Tag::line_comment:
          at_ = std::min(source_.find('\n', at_), source_.size());
          break;
        case Tag::raw:
          read_raw();
          break;
        case Tag::value:
          read_inside(Kind::value_begin, Tag::value);
          break;
        case Tag::block:
        case Tag::line:
          read_inside(Kind::statement_begin, tag.type);
          break;
      }
    }
    add(Kind::end);
    return std::move(tokens_);
  }

  std::vector<Token> expression() {
    for (skip_white(); at_ < source_.size(); skip_white()) read_token();
    if (!open_.empty()) throw SyntaxError("unexpected end of template");
    add(Kind::end);
    return std::move(tokens_);
  }

 private:
  bool here(std::size_t at, std::string_view text) const {
    return source_.compare(at, text.size(), text) == 0;
  }
  void add(Kind kind, std::string text = {}) {
    if (tokens_.size() >= most_tokens) throw SyntaxError("template is too long");
    tokens_.push_back({kind, std::move(text)});
  }
  bool line_begins(std::size_t at) const { return at == 0 || source_[at - 1] == '\n'; }

  void add_data(std::string text, char control) {
    if (control == '-') text = std::string(html::rstrip(text));
    if (!text.empty()) add(Kind::data, std::move(text));
  }

  Tag tag_at(Tag::Type type, std::size_t begin, std::size_t end) const {
    const char control =
        end < source_.size() && (source_[end] == '-' || source_[end] == '+') ? source_[end] : '\0';
    return {type, begin, end + (control ? 1 : 0), control};
  }

  // <% raw %>: the offset behind it, or 0.
  std::size_t raw_begin(std::size_t at) const {
    if (!here(at, "<%")) return 0;
    std::size_t p = at + 2;
    if (p < source_.size() && (source_[p] == '-' || source_[p] == '+')) ++p;
    p = html::skip_spaces(source_, p);
    if (!here(p, "raw")) return 0;
    p = html::skip_spaces(source_, p + 3);
    if (here(p, "-%>")) return html::skip_spaces(source_, p + 3);
    return here(p, "%>") ? p + 2 : 0;
  }

  Tag next_tag() const {
    for (std::size_t at = at_; at < source_.size(); ++at) {
      const char c = source_[at];
      if (c == '<') {
        if (const std::size_t end = raw_begin(at)) {
          const char control = source_[at + 2];
          return {Tag::raw, at, end, control == '-' || control == '+' ? control : '\0'};
        }
        if (here(at, "<%doc>")) return tag_at(Tag::comment, at, at + 6);
        if (here(at, "<%")) return tag_at(Tag::block, at, at + 2);
      }
      if (c == '$' && here(at, "${")) return tag_at(Tag::value, at, at + 2);
      if (const std::size_t end = line_comment(at)) return tag_at(Tag::line_comment, at, end);
      if (const std::size_t end = line_statement(at)) return tag_at(Tag::line, at, end);
    }
    return {Tag::none, source_.size(), source_.size(), '\0'};
  }

  // ## after a line's beginning or after something, with the white space before it.
  std::size_t line_comment(std::size_t at) const {
    if (!line_begins(at) && html::is_space(static_cast<unsigned char>(source_[at - 1]))) return 0;
    std::size_t p = at;
    while (p < source_.size() && source_[p] != '\n' && html::space_at(source_, p) > 0)
      p += html::space_at(source_, p);
    return here(p, "##") ? p + 2 : 0;
  }

  std::size_t line_statement(std::size_t at) const {
    if (!line_begins(at)) return 0;
    const std::size_t p = std::min(source_.find_first_not_of(" \t\v", at), source_.size());
    return p < source_.size() && source_[p] == '%' ? p + 1 : 0;
  }

  void skip_comment() {
    const std::size_t end = source_.find("</%doc>", at_);
    if (end == std::string::npos) throw SyntaxError("Missing end of comment tag");
    const bool minus = end > at_ && source_[end - 1] == '-',
               plus = end > at_ && source_[end - 1] == '+';
    at_ = end + 7;
    if (minus)
      at_ = html::skip_spaces(source_, at_);
    else if (!plus && here(at_, "\n"))
      ++at_;
  }

  void read_raw() {
    for (std::size_t at = at_;; ++at) {
      at = source_.find("<%", at);
      if (at == std::string::npos) throw SyntaxError("Missing end of raw directive");
      std::size_t p = at + 2;
      const char control = p < source_.size() ? source_[p] : '\0';
      if (control == '-' || control == '+') ++p;
      p = html::skip_spaces(source_, p);
      if (!here(p, "endraw")) continue;
      p = html::skip_spaces(source_, p + 6);
      const std::size_t end = block_end(p);
      if (end == 0) continue;
      add_data(source_.substr(at_, at - at_), control);
      at_ = end;
      return;
    }
  }

  // +%>, -%> with the white space after it, or %> with one line end: the offset behind it, or 0.
  std::size_t block_end(std::size_t at) const {
    if (here(at, "+%>")) return at + 3;
    if (here(at, "-%>")) return html::skip_spaces(source_, at + 3);
    if (!here(at, "%>")) return 0;
    return at + 2 + (here(at + 2, "\n") ? 1 : 0);
  }

  // A line statement ends with its line, and blank lines after it belong to it.
  std::size_t line_end(std::size_t at) const {
    const std::size_t p = html::skip_spaces(source_, at);
    if (p >= source_.size()) return p;
    const std::size_t last = std::string_view(source_).substr(at, p - at).rfind('\n');
    return last == std::string_view::npos ? 0 : at + last + 1;
  }

  std::size_t value_end(std::size_t at) const {
    if (here(at, "-}")) return html::skip_spaces(source_, at + 2);
    return here(at, "}") ? at + 1 : 0;
  }

  void skip_white() { at_ = html::skip_spaces(source_, at_); }

  void read_inside(Kind begin, Tag::Type type) {
    add(begin);
    open_.clear();
    for (;;) {
      if (open_.empty()) {
        const std::size_t end = type == Tag::value   ? value_end(at_)
                                : type == Tag::block ? block_end(at_)
                                                     : line_end(at_);
        if (end != 0 || (type == Tag::line && at_ >= source_.size())) {
          at_ = std::max(at_, end);
          add(begin == Kind::value_begin ? Kind::value_end : Kind::statement_end);
          return;
        }
      }
      if (at_ >= source_.size()) throw SyntaxError("unexpected end of template");
      if (const std::size_t space = html::space_at(source_, at_))
        at_ += space;
      else
        read_token();
    }
  }

  void read_token() {
    const char c = source_[at_];
    if (std::isdigit(static_cast<unsigned char>(c))) return read_number();
    if (c == '\'' || c == '"') return read_text();
    std::size_t p = at_;
    while (p < source_.size()) {
      std::size_t next = p;
      if (!html::is_word(html::next_character(source_, next))) break;
      p = next;
    }
    if (p > at_) {
      add(Kind::name, source_.substr(at_, p - at_));
      at_ = p;
      return;
    }
    for (const char* two : {"//", "**", "==", "!=", ">=", "<="})
      if (here(at_, two)) {
        add(Kind::sign, two);
        at_ += 2;
        return;
      }
    if (std::string_view("+-*/%~<>=.:|&,;()[]{}").find(c) == std::string_view::npos)
      throw SyntaxError("unexpected char " + std::string(1, c));
    balance(c);
    add(Kind::sign, std::string(1, c));
    ++at_;
  }

  void balance(char c) {
    if (c == '(') open_ += ')';
    if (c == '[') open_ += ']';
    if (c == '{') open_ += '}';
    if (c != ')' && c != ']' && c != '}') return;
    if (open_.empty() || open_.back() != c)
      throw SyntaxError("unexpected '" + std::string(1, c) + "'");
    open_.pop_back();
  }

  std::string digits() {
    std::string out;
    while (at_ < source_.size()) {
      const bool between = source_[at_] == '_' && !out.empty() && at_ + 1 < source_.size() &&
                           std::isdigit(static_cast<unsigned char>(source_[at_ + 1]));
      if (!between && !std::isdigit(static_cast<unsigned char>(source_[at_]))) break;
      if (!between) out += source_[at_];
      ++at_;
    }
    return out;
  }

  void read_number() {
    std::string text = digits();
    const auto digit = [&](std::size_t at) {
      return at < source_.size() && std::isdigit(static_cast<unsigned char>(source_[at]));
    };
    bool real = false;
    if (here(at_, ".") && digit(at_ + 1)) {
      ++at_;
      text += "." + digits();
      real = true;
    }
    if (here(at_, "e") || here(at_, "E")) {
      const std::size_t sign = here(at_ + 1, "-") || here(at_ + 1, "+") ? 1 : 0;
      if (digit(at_ + 1 + sign)) {
        text += source_.substr(at_, 1 + sign);
        at_ += 1 + sign;
        text += digits();
        real = true;
      }
    }
    add(real ? Kind::real : Kind::integer, text);
  }

  void read_text() {
    const char quote = source_[at_];
    // Jinja knows no triple quotes: '''x''' is '' 'x' '', which is put together
    std::string out;
    for (++at_; at_ < source_.size() && source_[at_] != quote; ++at_) {
      if (source_[at_] != '\\' || at_ + 1 >= source_.size()) {
        out += source_[at_];
        continue;
      }
      escape(out);
    }
    if (at_ >= source_.size()) throw SyntaxError("unexpected char " + std::string(1, quote));
    ++at_;
    add(Kind::text, out);
  }

  // The escape at at_, which is left on its last character.
  void escape(std::string& out) {
    using namespace std::literals;
    static constexpr std::string_view letters = "ntrabfv0\\'\"";
    static constexpr std::string_view values = "\n\t\r\a\b\f\v\0\\'\""sv;
    const char c = source_[++at_];
    const std::size_t size = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (size > 0) {
      const std::string code = source_.substr(at_ + 1, size);
      if (code.size() != size ||
          code.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
        throw SyntaxError("truncated \\" + std::string(1, c) + " escape");
      const unsigned long number = std::stoul(code, nullptr, 16);
      if (number > 0x10FFFF) throw SyntaxError("illegal Unicode character");
      bridge::append_utf8(out, static_cast<char32_t>(number));
      at_ += size;
      return;
    }
    const std::size_t known = letters.find(c);
    if (known != std::string_view::npos) {
      out += values[known];
    } else if (c != '\n') {
      out += '\\';
      out += c;
    }
  }

  const std::string source_;
  std::size_t at_ = 0;
  std::string open_;  // the closing signs that are awaited
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view source) { return Lexer(normalized(source)).whole(); }
bool has_marks(std::string_view source) {
  for (const std::string_view mark : {"${", "<%", "##"})
    if (source.find(mark) != std::string_view::npos) return true;
  // a line that begins with %
  for (std::size_t at = 0; (at = source.find('%', at)) != std::string_view::npos; ++at) {
    const std::size_t before = source.substr(0, at).find_last_not_of(" \t\v");
    if (before == std::string_view::npos || source[before] == '\n' || source[before] == '\r')
      return true;
  }
  return false;
}
std::vector<Token> tokenize_expression(std::string_view source) {
  return Lexer(std::string(source)).expression();
}

}  // namespace chatterd::templates
