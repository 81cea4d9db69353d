// Finds passwords in words of the command line; what looks like one is hidden, whatever option it
// belongs to.
#include "rpc/commands/secrets.hpp"

#include <cstring>
#include <string_view>

namespace chatterd::rpc {

namespace {

constexpr std::string_view dsn_blanks = " \t\r\n";

// libpq's key=value form and the parameters of a URI: password=…, sslpassword = '…'.
void hide_values(char* word) {
  const std::string_view text(word);
  constexpr std::string_view key = "password";
  for (std::size_t at = text.find(key); at != text.npos; at = text.find(key, at + 1)) {
    std::size_t begin = text.find_first_not_of(dsn_blanks, at + key.size());
    if (begin == text.npos || text[begin] != '=') continue;
    begin = text.find_first_not_of(dsn_blanks, begin + 1);
    if (begin == text.npos) return;
    const bool quoted = text[begin] == '\'';
    if (quoted) ++begin;
    for (std::size_t i = begin; i < text.size(); ++i) {
      if (quoted ? text[i] == '\'' : dsn_blanks.find(text[i]) != dsn_blanks.npos || text[i] == '&')
        break;
      if (text[i] == '\\' && i + 1 < text.size()) word[i++] = '*';
      word[i] = '*';
    }
  }
}

// scheme://user:password@host
void hide_user_part(char* word) {
  const std::string_view text(word);
  const std::size_t scheme = text.find("://");
  if (scheme == text.npos) return;
  const std::size_t at = text.substr(0, text.find_first_of("/?", scheme + 3)).rfind('@');
  const std::size_t colon = text.find(':', scheme + 3);
  if (at == text.npos || colon == text.npos || colon > at) return;
  std::memset(word + colon + 1, '*', at - colon - 1);
}

// Boost takes the beginning of an option's name for the option.
bool names_a_password(std::string_view word) {
  return word.starts_with("--pass") || word.starts_with("--admin-p");
}

}  // namespace

std::vector<std::string> take_arguments(int count, char** words) {
  std::vector<std::string> out(words + 1, words + count);
  bool next_is_one = false;
  for (int i = 1; i < count; ++i) {
    char* const word = words[i];
    char* const equals = std::strchr(word, '=');
    const bool password = names_a_password(std::string_view(word).substr(
        0, equals == nullptr ? std::string_view::npos : static_cast<std::size_t>(equals - word)));
    if (next_is_one)
      std::memset(word, '*', std::strlen(word));
    else if (password && equals != nullptr)
      std::memset(equals + 1, '*', std::strlen(equals + 1));
    else {
      hide_values(word);
      hide_user_part(word);
    }
    next_is_one = !next_is_one && password && equals == nullptr;
  }
  return out;
}

}  // namespace chatterd::rpc
