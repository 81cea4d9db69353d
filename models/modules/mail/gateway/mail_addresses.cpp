// Addresses and message ids of an incoming e-mail's headers, as people and programs write them.
#include "bridge/mail/mailboxes.hpp"
#include "models/engine/html/email_text.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/modules/mail/gateway/mail_gateway.hpp"

namespace chatterd {
namespace {

using bridge::MimePart;

// Encoded words stand for text, not for structure: a comma or an "@" in a name is none of an
// address (RFC 2047, 5). So they are put aside while the addresses are read, each as a name of its
// own between two characters that no header has.
class WordsAside {
 public:
  explicit WordsAside(const std::string& raw) {
    std::string line = bridge::unfold(raw);
    std::erase_if(line, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; });
    for (std::size_t at = 0; at < line.size();) {
      const std::size_t end = word_end(line, at);
      if (end == at) {
        text_ += line[at++];
        continue;
      }
      text_ += open + std::to_string(words_.size()) + close;
      words_.push_back(line.substr(at, end - at));
      at = end;
    }
  }
  const std::string& text() const { return text_; }

  std::string back(const std::string& text) const {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const std::size_t end = text[i] == open[0] ? text.find(close, i) : std::string::npos;
      if (end == std::string::npos) {
        out += text[i];
        continue;
      }
      out += words_.at(static_cast<std::size_t>(std::atoi(text.c_str() + i + 1)));
      i = end;
    }
    return bridge::decode_header(out);
  }

 private:
  static constexpr const char *open = "\x01", *close = "\x02";

  // Behind the encoded word at `at`; `at` when there is none.
  std::size_t word_end(const std::string& line, std::size_t at) {
    if (unending_ || line.compare(at, 2, "=?") != 0) return at;
    const std::size_t charset = line.find('?', at + 2);
    if (charset == std::string::npos || charset + 2 >= line.size() || line[charset + 2] != '?')
      return at;
    const std::size_t end = line.find("?=", charset + 3);
    unending_ = end == std::string::npos;
    return unending_ ? at : end + 2;
  }

  bool unending_ = false;  // no word ends from here on
  std::string text_;
  std::vector<std::string> words_;
};

// Goes over quoted texts and comments. Looks for no end a second time where there was none: a
// header of a million brackets is gone through once.
class Quotes {
 public:
  explicit Quotes(std::string_view line) : line_(line) {}

  // Behind the quoted text or comment at `at`; `at` when none begins there, or nothing ends it.
  std::size_t skip(std::size_t at) {
    const bool comment = line_[at] == '(';
    bool& unending = comment ? unending_comment_ : unending_quote_;
    if ((!comment && line_[at] != '"') || unending) return at;
    for (std::size_t i = at + 1; i < line_.size(); ++i) {
      if (line_[i] == '\\')
        ++i;
      else if (line_[i] == (comment ? ')' : '"'))
        return i + 1;
    }
    unending = true;
    return at;
  }

 private:
  std::string_view line_;
  bool unending_quote_ = false, unending_comment_ = false;
};

// <@relay,@relay:name@domain> is name@domain (RFC 5322, 4.4).
std::string without_source_routes(const std::string& line) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    out += line[at++];
    if (out.back() != '<' || at >= line.size() || line[at] != '@') continue;
    const std::size_t colon = line.find_first_of(":><", at);
    if (colon != std::string::npos && line[colon] == ':') at = colon + 1;
  }
  return out;
}

// What stands before an address in brackets is a name, whatever is in it: Anna @ Work <anna@x>.
// Its "@" would make an address of it, were it not quoted.
std::string with_quoted_names(const std::string& line) {
  std::string out;
  std::size_t item = 0;  // where the name that is being read begins
  bool has_at = false;
  const std::size_t last_close = line.rfind('>');
  Quotes quotes(line);
  for (std::size_t at = 0; at < line.size();) {
    if (const std::size_t end = quotes.skip(at); end > at) {
      at = end;
      continue;
    }
    const char c = line[at];
    const bool closed = c == '<' && last_close != std::string::npos && last_close > at;
    const std::size_t close = closed ? line.find('>', at) : std::string::npos;
    if (c == '<' && close != std::string::npos) {
      std::string name(html::strip(std::string_view(line).substr(item, at - item)));
      if (has_at) {
        std::erase_if(name, [](char q) { return q == '"' || q == '\\'; });
        name = '"' + name + '"';
      }
      out += name + " " + line.substr(at, close + 1 - at);
      at = item = close + 1;
      has_at = false;
      continue;
    }
    has_at = has_at || c == '@';
    ++at;
    if (c != ',' && c != ';') continue;
    out += line.substr(item, at - item);
    item = at;
    has_at = false;
  }
  return out + line.substr(item);
}

// An address as the reading leaves it, with what clings to it taken off: marks that nobody sees,
// quotation marks that it does not need, the dot of the root of all domains, the rest of a text
// around it. `name` gets what was in front of it.
void clean(html::Address& address) {
  std::string email = bridge::without_unseen(address.email);
  email = html::strip(email);
  const bool odd = email.find_first_of(" <>&") != std::string::npos && !email.starts_with('"');
  const std::size_t middle = email.rfind('@');
  if (odd && middle != std::string::npos) {
    const std::size_t begin = email.find_last_of(" <>(),;:\"", middle);
    const std::size_t start = begin == std::string::npos ? 0 : begin + 1;
    if (address.name.empty()) address.name = html::strip(email.substr(0, start ? start - 1 : 0));
    email = email.substr(start, email.find_first_of(" <>(),;:\"&", middle) - start);
  }
  if (email.size() > 2 && email.front() == '\'' && email.back() == '\'')
    email = email.substr(1, email.size() - 2);
  while (email.ends_with('.')) email.pop_back();
  const std::size_t quote = email.find("\"@");
  if (email.starts_with('"') && quote != std::string::npos && quote > 1 &&
      email.find_first_of(" \t\\\"@<>(),;:[]", 1) == quote)
    email = email.substr(1, quote - 1) + email.substr(quote + 1);
  address.email = std::move(email);
  while (address.name.ends_with("\xC2\xA0")) address.name.resize(address.name.size() - 2);
}

// Each is looked up among the contacts, several times. No server sends a mail to as many at once.
constexpr std::size_t most_addresses = 10'000;

// Comments nested a thousand deep make Python's reading fail, and ours.
std::vector<html::Address> readable_addresses(const std::string& text) {
  try {
    return html::email_split_tuples(with_quoted_names(without_source_routes(text)));
  } catch (const Error&) {
    return {};
  }
}

// <name@domain> in a text that cannot be read otherwise, such as one with a parenthesis too many.
std::vector<html::Address> bracketed_addresses(const std::string& text) {
  std::vector<html::Address> out;
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos && out.empty();) {
    const std::size_t begin = at + 1, end = text.find_first_of("<> \"(),;:", begin);
    at = begin;
    if (end == std::string::npos || text[end] != '>') continue;
    const std::string email = text.substr(begin, end - begin);
    const std::size_t middle = email.find('@');
    if (middle != std::string::npos && middle > 0 && middle + 1 < email.size())
      out.push_back({"", email});
  }
  return out;
}

}  // namespace

// The addresses of all headers of that name. A header that is one encoded word in all, against the
// rules, is decoded first.
std::vector<html::Address> addresses_of_header(const MimePart& part, const char* name) {
  std::vector<html::Address> out;
  for (const std::string& raw : part.all_headers(name)) {
    const WordsAside aside(raw);
    std::vector<html::Address> found = readable_addresses(aside.text());
    if (found.empty()) {
      found = readable_addresses(bridge::decode_header(raw));
    } else {
      for (html::Address& address : found)
        address = {aside.back(address.name), aside.back(address.email)};
    }
    if (found.empty()) found = bracketed_addresses(bridge::decode_header(raw));
    for (html::Address& address : found) clean(address);
    out.insert(out.end(), found.begin(), found.end());
    if (out.size() > most_addresses) {
      out.resize(most_addresses);
      break;
    }
  }
  return out;
}

bool has_too_many_addresses(const MimePart& part) {
  for (const char* name : {"To", "Cc", "Delivered-To", "Resent-To", "Resent-Cc"}) {
    std::size_t commas = 0;
    for (const std::string& raw : part.all_headers(name))
      commas += 1 + static_cast<std::size_t>(std::count(raw.begin(), raw.end(), ','));
    if (commas > most_addresses) return true;
  }
  return false;
}

std::vector<std::string> message_ids(const MimePart& part, const char* name) {
  std::vector<std::string> out;
  for (const std::string& raw : part.all_headers(name)) {
    // programs that fold at 78 characters cut ids too
    std::string closed = bridge::decode_header(raw);
    std::vector<std::string> as_written = html::find_message_ids(closed);
    if (as_written.empty() && closed.find('<') == std::string::npos) {
      // the ids alone, without their brackets
      for (std::size_t at = 0; (at = closed.find_first_not_of(" \t,;", at)) != std::string::npos;) {
        const std::size_t end = std::min(closed.find_first_of(" \t,;", at), closed.size());
        const std::string id = closed.substr(at, end - at);
        if (id.find('@') != std::string::npos) out.push_back("<" + id + ">");
        at = end;
      }
      continue;
    }
    std::erase_if(closed, [](char c) { return c == ' ' || c == '\t'; });
    for (std::string& id : html::find_message_ids(closed)) out.push_back(std::move(id));
    for (std::string& id : as_written)
      if (id.find(' ') != std::string::npos) out.push_back(std::move(id));
  }
  // of a thread of years the last are enough
  constexpr std::size_t most = 200;
  if (out.size() > most) out.erase(out.begin(), out.end() - most);
  return out;
}

}  // namespace chatterd
