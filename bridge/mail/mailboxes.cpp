// Reading and writing of addresses that mail is sent to.
#include "bridge/mail/mailboxes.hpp"

#include <glib.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "bridge/files/hash.hpp"
#include "bridge/mail/characters.hpp"

namespace chatterd::bridge {
namespace {

constexpr std::size_t longest_address = 320;  // RFC 3696
constexpr std::size_t longest_word = 900;     // a line has at most 998 characters
constexpr std::size_t bytes_of_a_word = 45;   // 60 characters in base64: 75 with their frame
constexpr std::string_view atom_breakers = "()<>@,:;\\\"[] ";

bool is_control(char c) { return (c >= 0 && c < 0x20) || c == 0x7F; }
// The parts between commas and semicolons that stand neither in quotation marks nor in brackets. A
// mark or bracket that nothing closes is a character like others.
std::vector<std::string_view> items_of(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      std::size_t end = i + 1;
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      if (end < text.size()) i = end;
    } else if (c == '<' || c == '(') {
      const std::size_t end = text.find(c == '<' ? '>' : ')', i);
      if (end != std::string_view::npos) i = end;
    } else if (c == ',' || c == ';') {
      out.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  out.push_back(text.substr(begin));
  return out;
}

std::string unquoted(std::string_view name) {
  name = trimmed(name);
  if (name.size() < 2 || name.front() != '"' || name.back() != '"') return std::string(name);
  std::string out;
  for (std::size_t i = 1; i + 1 < name.size(); ++i) {
    if (name[i] == '\\' && i + 2 < name.size()) ++i;
    out += name[i];
  }
  return out;
}

std::string in_ascii(std::string_view domain) {
  if (is_ascii(domain)) return std::string(domain);
  const std::unique_ptr<gchar, void (*)(void*)> ascii(
      g_hostname_to_ascii(std::string(domain).c_str()), g_free);
  return ascii ? std::string(ascii.get()) : std::string();
}

bool is_domain(std::string_view domain) {
  if (domain.size() > 2 && domain.front() == '[' && domain.back() == ']')
    return std::all_of(domain.begin() + 1, domain.end() - 1, [](unsigned char c) {
      return std::isalnum(c) || c == '.' || c == ':' || c == '-';
    });
  char before = '.';
  for (const char c : domain) {
    if (c == '.' && before == '.') return false;
    if (c != '.' && c != '-' && c != '_' && !std::isalnum(static_cast<unsigned char>(c)))
      return false;
    before = c;
  }
  return before != '.';
}

// Dots may stand anywhere: telephone companies have given such addresses away.
bool is_local_part(std::string_view local) {
  if (local.size() > 2 && local.front() == '"' && local.back() == '"') {
    for (std::size_t i = 1; i + 1 < local.size(); ++i) {
      if (local[i] == '"') return false;
      if (local[i] == '\\' && ++i + 1 >= local.size()) return false;
    }
    return true;
  }
  return !local.empty() && local.find_first_of(atom_breakers) == std::string_view::npos;
}

struct Verdict {
  std::string email, reason;
};

Verdict judge(std::string_view text) {
  std::string copy(trimmed(text));
  std::string_view address = copy;
  if (address.size() > 7 && g_ascii_strncasecmp(address.data(), "mailto:", 7) == 0) {
    address.remove_prefix(7);
    address = trimmed(address.substr(0, address.find('?')));
  }
  if (address.size() > 2 && address.front() == '\'' && address.back() == '\'')
    address = address.substr(1, address.size() - 2);
  if (address.empty()) return {"", "there is no address"};
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return {"", "there is no @ in it"};
  const std::string_view local = address.substr(0, at);
  std::string_view domain = address.substr(at + 1);
  if (domain.ends_with('.')) domain.remove_suffix(1);
  if (!is_ascii(local)) return {"", "the part before the @ is not ASCII (SMTPUTF8 is not used)"};
  const std::string ascii = in_ascii(domain);
  if (!is_local_part(local) || ascii.empty() || !is_domain(ascii) ||
      local.size() + ascii.size() >= longest_address)
    return {"", "it is no e-mail address"};
  return {std::string(local) + "@" + ascii, ""};
}

void take(Mailboxes& into, std::string name, const std::string& email) {
  const auto same = [&](const Mailbox& known) { return known.email == email; };
  if (std::none_of(into.good.begin(), into.good.end(), same))
    into.good.push_back({std::move(name), email});
}

Mailboxes read_all(std::string_view text, int depth);

// Name <address>, as often as it comes.
std::string take_bracketed(std::string_view item, Mailboxes& into, int depth) {
  Mailboxes found;
  while (!trimmed(item).empty()) {
    const std::size_t open = [&] {
      // a bracket in a quoted name is none
      bool quoted = false;
      for (std::size_t i = 0; i < item.size(); ++i) {
        if (item[i] == '\\')
          ++i;
        else if (item[i] == '"')
          quoted = !quoted;
        else if (item[i] == '<' && !quoted)
          return i;
      }
      return item.find('<');
    }();
    if (open == std::string_view::npos) {
      const std::string_view rest = trimmed(item);  // a comment behind the address
      if (!found.good.empty() && rest.starts_with('(') && rest.ends_with(')')) break;
      return "it is no e-mail address";
    }
    std::size_t close = std::min(item.find('>', open), item.size());
    std::string_view inner = item.substr(open + 1, close - open - 1);
    if (inner.find('<') != std::string_view::npos) {
      const std::size_t last = item.rfind('>');
      if (last != std::string_view::npos && last > close) close = last;
      inner = item.substr(open + 1, close - open - 1);
    }
    const Verdict verdict = judge(inner);
    if (!verdict.email.empty()) {
      take(found, unquoted(item.substr(0, open)), verdict.email);
    } else {
      // a name was put around what had one already, or around several addresses
      const Mailboxes several = depth < 3 ? read_all(inner, depth + 1) : Mailboxes();
      if (several.good.empty() || !several.refused.empty()) return verdict.reason;
      for (const Mailbox& one : several.good)
        take(found, unquoted(item.substr(0, open)), one.email);
    }
    item.remove_prefix(std::min(close + 1, item.size()));
  }
  for (Mailbox& one : found.good) take(into, std::move(one.name), one.email);
  return {};
}

// Bare addresses with blanks between them, and a comment that is the name (a@x (Anna)).
std::string take_bare(std::string_view item, Mailboxes& into) {
  std::string name, rest(item);
  if (const std::size_t open = rest.find('('); open != std::string::npos) {
    const std::size_t close = rest.find(')', open);
    if (close != std::string::npos) {
      name = rest.substr(open + 1, close - open - 1);
      rest.replace(open, close - open + 1, " ");
    }
  }
  // a quoted local part may hold blanks
  if (trimmed(rest).starts_with('"')) {
    const Verdict verdict = judge(rest);
    if (!verdict.email.empty()) take(into, name, verdict.email);
    return verdict.reason;
  }
  Mailboxes found;
  for (std::size_t at = 0; (at = rest.find_first_not_of(" \t", at)) != std::string::npos;) {
    const std::size_t end = std::min(rest.find_first_of(" \t", at), rest.size());
    const Verdict verdict = judge(std::string_view(rest).substr(at, end - at));
    if (verdict.email.empty()) return verdict.reason;
    take(found, name, verdict.email);
    at = end;
  }
  if (found.good.empty()) return "there is no address";
  for (Mailbox& one : found.good) take(into, std::move(one.name), one.email);
  return {};
}

// Cuts after whole characters.
std::string encoded_words(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(at + bytes_of_a_word, text.size());
    while (end < text.size() && end > at + 1 && (text[end] & 0xC0) == 0x80) --end;
    out += (out.empty() ? "=?utf-8?b?" : "\n =?utf-8?b?") +
           base64_encode(text.substr(at, end - at)) + "?=";
    at = end;
  }
  return out;
}

std::string without_controls(std::string_view text) {
  std::string out(trimmed(text));
  std::replace_if(out.begin(), out.end(), is_control, ' ');
  return out;
}

// `depth`: of brackets around it.
Mailboxes read_all(std::string_view text, int depth) {
  Mailboxes out;
  for (const std::string_view part : items_of(text)) {
    const std::string_view item = trimmed(part);
    if (item.empty()) continue;
    const std::string reason =
        std::any_of(item.begin(), item.end(), [](char c) { return is_control(c) && c != '\t'; })
            ? "there is a line break or another control character in it"
        : item.find('<') != std::string_view::npos ? take_bracketed(item, out, depth)
                                                   : take_bare(item, out);
    if (!reason.empty()) out.refused.push_back({std::string(item), reason});
  }
  return out;
}

}  // namespace

std::string without_unseen(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view two = text.substr(i, 2), three = text.substr(i, 3);
    const bool space = two == "\xC2\xA0";
    const bool mark = three.size() == 3 && ((three >= "\xE2\x80\x8B" && three <= "\xE2\x80\x8F") ||
                                            (three >= "\xE2\x80\xAA" && three <= "\xE2\x80\xAE") ||
                                            (three >= "\xE2\x81\xA0" && three <= "\xE2\x81\xAF") ||
                                            three == "\xEF\xBB\xBF");
    if (space) out += ' ';
    if (space || mark)
      i += space ? 1 : 2;
    else
      out += text[i];
  }
  return out;
}

Mailboxes read_mailboxes(std::string_view text) { return read_all(without_unseen(text), 0); }

std::string written_mailbox(const Mailbox& mailbox) {
  const std::string name = without_controls(mailbox.name);
  if (name.empty()) return mailbox.email;
  if (!is_ascii(name) || name.size() > longest_word || name.find("=?") != std::string::npos)
    return encoded_words(name) + " <" + mailbox.email + ">";
  std::string escaped;
  for (const char c : name) {
    if (c == '\\' || c == '"') escaped += '\\';
    escaped += c;
  }
  return "\"" + escaped + "\" <" + mailbox.email + ">";
}

std::string written_header_text(std::string_view raw) {
  const std::string text = without_controls(raw);
  std::string out;
  std::size_t line = 20;  // the name
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at + 1), text.size());
    const std::string_view word = std::string_view(text).substr(at, end - at);
    if (!is_ascii(word) || word.size() > longest_word || word.find("=?") != std::string_view::npos)
      return encoded_words(text);
    if (line + word.size() > 76 && word.front() == ' ' && word.size() > 1) {
      out += '\n';
      line = 0;
    }
    out += word;
    line += word.size();
    at = end;
  }
  return out;
}

}  // namespace chatterd::bridge
