// Reading of header fields.
#include "bridge/mail/header_text.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "bridge/mail/characters.hpp"
#include "bridge/mail/charset.hpp"
#include "bridge/mail/transfer.hpp"
#include "bridge/text/percent.hpp"

namespace chatterd::bridge {
namespace {

constexpr std::string_view blanks = " \t";

struct Word {
  std::size_t begin = 0, end = 0;
  std::string charset, bytes;
};

// =?charset?Q or B?text?= from `at` on.
std::optional<Word> next_word(std::string_view text, std::size_t at) {
  for (; (at = text.find("=?", at)) != std::string_view::npos; ++at) {
    const std::size_t mark = text.find('?', at + 2);
    if (mark == std::string_view::npos || mark + 2 >= text.size()) return std::nullopt;
    const char encoding = small_letter(text[mark + 1]);
    if ((encoding != 'q' && encoding != 'b') || text[mark + 2] != '?') continue;
    const std::size_t start = mark + 3, end = text.find("?=", start);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view content = text.substr(start, end - start);
    return Word{at, end + 2, std::string(text.substr(at + 2, mark - at - 2)),
                encoding == 'b' ? decode_base64(content) : decode_quoted_word(content)};
  }
  return std::nullopt;
}

// charset'language'text, as RFC 2231 begins a coded value.
struct Coded {
  std::string charset;
  std::string_view text;
};

std::optional<Coded> coded_value(std::string_view value) {
  const std::size_t first = value.find('\'');
  if (first == std::string_view::npos || first > 40) return std::nullopt;
  const std::size_t second = value.find('\'', first + 1);
  if (second == std::string_view::npos || second - first > 40) return std::nullopt;
  if (value.substr(0, first).find_first_of(" %./\\") != std::string_view::npos) return std::nullopt;
  return Coded{std::string(value.substr(0, first)), value.substr(second + 1)};
}

// A value that is not marked as coded: mail programs put encoded words there all the same, and
// some RFC 2231's text without its star.
std::string plain_value(const std::string& value) {
  if (value.find("=?") != std::string::npos) return decode_header(value);
  if (const auto coded = coded_value(value);
      coded && !coded->charset.empty() && coded->text.find('%') != std::string_view::npos)
    return decode_charset(percent_decode(coded->text, false), coded->charset);
  return in_one_line(guess_text(value));
}

struct Piece {
  int place = 0;
  bool coded = false;
  std::string value;
};

std::string joined_value(std::vector<Piece> pieces) {
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.place < b.place; });
  if (std::none_of(pieces.begin(), pieces.end(), [](const Piece& piece) { return piece.coded; })) {
    std::string all;
    for (const Piece& piece : pieces) all += piece.value;
    return plain_value(all);
  }
  std::string bytes, charset;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::string_view text = pieces[i].value;
    if (const auto coded = i == 0 ? coded_value(text) : std::nullopt; coded) {
      charset = coded->charset;
      text = coded->text;
    }
    bytes += pieces[i].coded ? percent_decode(text, false) : std::string(text);
  }
  return in_one_line(decode_charset(bytes, charset));
}

std::string_view without_blanks_behind(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Goes over "; name=value" of a line.
class ParameterScanner {
 public:
  explicit ParameterScanner(std::string_view line) : line_(line) {}

  // The text up to the next ";", which it also takes, or up to a parameter that no ";" stands
  // before.
  std::string_view head() {
    std::size_t end = std::min(line_.find_first_of(";=", at_), line_.size());
    const bool parameter = end < line_.size() && line_[end] == '=';
    if (parameter) {
      const std::string_view before = without_blanks_behind(line_.substr(0, end));
      const std::size_t blank = before.find_last_of(blanks);
      end = blank == std::string_view::npos ? 0 : blank;
    }
    const std::string_view text = trimmed(line_.substr(0, end));
    at_ = parameter ? end : std::min(end + 1, line_.size());
    return text;
  }

  struct Parameter {
    std::string name, value;
  };
  std::optional<Parameter> next() {
    while (at_ < line_.size()) {
      at_ = std::min(line_.find_first_not_of(" \t;", at_), line_.size());
      const std::size_t end = std::min(line_.find_first_of("=;", at_), line_.size());
      Parameter out{small_letters(trimmed(line_.substr(at_, end - at_))), {}};
      at_ = end;
      if (at_ >= line_.size() || line_[at_] == ';') continue;  // no value
      at_ = std::min(line_.find_first_not_of(blanks, at_ + 1), line_.size());
      out.value = at_ < line_.size() && line_[at_] == '"' ? quoted() : bare();
      if (!out.name.empty()) return out;
    }
    return std::nullopt;
  }

 private:
  std::string bare() {
    const std::size_t end = std::min(line_.find(';', at_), line_.size());
    const std::string value(trimmed(line_.substr(at_, end - at_)));
    at_ = end;
    return value;
  }

  // A quotation mark ends the value when the value can end there: some programs write marks inside
  // without their backslash. A backslash is one before a mark or a backslash, and part of a path
  // elsewhere.
  std::string quoted() {
    std::string value;
    for (++at_; at_ < line_.size(); ++at_) {
      if (line_[at_] == '\\' && at_ + 1 < line_.size() &&
          (line_[at_ + 1] == '"' || line_[at_ + 1] == '\\')) {
        value += line_[++at_];
      } else if (line_[at_] == '"') {
        const std::size_t after = line_.find_first_not_of(blanks, at_ + 1);
        if (after == std::string_view::npos || line_[after] == ';' || line_[after] == '(') {
          ++at_;
          break;
        }
        value += '"';
      } else {
        value += line_[at_];
      }
    }
    at_ = std::min(line_.find(';', at_), line_.size());
    return value;
  }

  std::string_view line_;
  std::size_t at_ = 0;
};

}  // namespace

std::string unfold(std::string_view raw) {
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\n' && raw[i] != '\r') {
      out += raw[i];
      continue;
    }
    while (i + 1 < raw.size() && (is_blank(raw[i + 1]) || raw[i + 1] == '\n' || raw[i + 1] == '\r'))
      ++i;
    out += ' ';
  }
  return out;
}

std::string decode_header(std::string_view raw) {
  const std::string text = unfold(raw);
  std::string out;
  std::size_t at = 0;
  std::string bytes, charset;  // of the words that belong together
  bool open = false;
  const auto end_words = [&] {
    if (open) out += decode_charset(bytes, charset);
    open = false;
    bytes.clear();
  };
  while (const auto word = next_word(text, at)) {
    const std::string_view between = std::string_view(text).substr(at, word->begin - at);
    const bool adjoins = open && trimmed(between).empty();
    if (!adjoins) {
      end_words();
      out += guess_text(between);
    } else if (small_letters(charset) != small_letters(word->charset)) {
      end_words();
    }
    charset = word->charset;
    bytes += word->bytes;
    open = true;
    at = word->end;
  }
  end_words();
  return in_one_line(out + guess_text(std::string_view(text).substr(at)));
}

std::string HeaderValue::parameter(std::string_view name) const {
  for (const auto& [key, text] : parameters)
    if (key == name) return text;
  return {};
}

HeaderValue parse_header_value(std::string_view raw) {
  const std::string line = unfold(raw);
  ParameterScanner scanner(line);
  HeaderValue out{small_letters(scanner.head()), {}};
  std::map<std::string, std::vector<Piece>, std::less<>> sections;
  std::vector<std::pair<std::string, std::string>> plain;
  while (auto parameter = scanner.next()) {
    std::string& name = parameter->name;
    const bool coded = name.ends_with('*');
    if (coded) name.pop_back();
    const std::size_t star = name.find('*');
    if (star == std::string::npos && !coded) {
      plain.emplace_back(name, parameter->value);
      continue;
    }
    const int place = star == std::string::npos ? 0 : std::atoi(name.c_str() + star + 1);
    sections[name.substr(0, star)].push_back({place, coded, std::move(parameter->value)});
  }
  for (auto& [name, pieces] : sections)
    if (std::string value = joined_value(std::move(pieces)); !value.empty())
      out.parameters.emplace_back(name, std::move(value));
  // of those with one name the first counts, as parameter() finds it
  std::map<std::string, bool, std::less<>> says_something;
  for (const auto& [name, value] : out.parameters) says_something.emplace(name, !value.empty());
  for (const auto& [name, value] : plain) {
    if (const auto known = says_something.find(name);
        known != says_something.end() && known->second)
      continue;
    out.parameters.emplace_back(name, plain_value(value));
    says_something.emplace(name, !out.parameters.back().second.empty());
  }
  return out;
}

std::string plain_file_name(std::string_view name) {
  while (!name.empty() && (name.back() == '/' || name.back() == '\\')) name.remove_suffix(1);
  if (const std::size_t slash = name.find_last_of("/\\"); slash != std::string_view::npos)
    name.remove_prefix(slash + 1);
  name = trimmed(name);
  return name == "." || name == ".." ? std::string() : std::string(name);
}

}  // namespace chatterd::bridge
