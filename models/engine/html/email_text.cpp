// Addresses and identifiers in text: splitting, normalising, formatting, finding.
#include "models/engine/html/email_text.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "bridge/files/hash.hpp"
#include "models/engine/errors.hpp"
#include "models/engine/html/address_list.hpp"
#include "models/engine/html/python_text.hpp"

namespace chatterd::html {
namespace {

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_domain(char c) {
  return is_ascii_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
}
bool is_local(char c) { return is_domain(c) || c == '_' || c == '%' || c == '+'; }

constexpr std::size_t longest_top_domain = 63;

// The end of [a-zA-Z0-9.-]+\.[a-zA-Z]{2,63} at `at`, or nothing.
std::optional<std::size_t> domain_end(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_domain(text[end])) ++end;
  // From the last dot back, counting the letters behind it.
  std::size_t letters = 0;
  for (std::size_t dot = end; dot-- > at + 1;) {
    if (text[dot] == '.' && letters >= 2) return dot + 1 + std::min(letters, longest_top_domain);
    letters = is_ascii_letter(text[dot]) ? letters + 1 : 0;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Address> email_split_tuples(std::string_view text) {
  std::vector<Address> addresses = parse_addresses(text);
  std::erase_if(addresses, [](const Address& address) {
    return address.email.find('@') == std::string::npos;
  });
  return addresses;
}

std::vector<std::string> email_split(std::string_view text) {
  std::vector<std::string> emails;
  for (Address& address : email_split_tuples(text)) emails.push_back(std::move(address.email));
  return emails;
}

std::vector<std::string> email_split_and_format(std::string_view text) {
  std::vector<std::string> formatted;
  for (const Address& address : email_split_tuples(text))
    formatted.push_back(formataddr(address.name, address.email));
  return formatted;
}

std::optional<std::string> email_normalize(std::string_view text) {
  const std::vector<std::string> emails = email_split(text);
  if (emails.size() != 1) return std::nullopt;
  return lower(valid_utf8(emails[0]));
}

std::string email_escape_char(std::string_view address) {
  return replace_all(replace_all(replace_all(address, "\\", "\\\\"), "%", "\\%"), "_", "\\_");
}

std::pair<std::string, std::string> split_name_and_email(std::string_view text) {
  const std::vector<std::string> emails = email_split(replace_all(text, " ", ","));
  if (emails.empty()) return {std::string(text), {}};
  const std::size_t place = text.find(emails[0]);
  if (place == std::string_view::npos) throw ValueError("substring not found");
  const std::string name = replace_all(replace_all(text.substr(0, place), "\"", ""), "<", "");
  return {std::string(strip(name)), emails[0]};
}

std::string formataddr(std::string_view name, std::string_view email, Charset charset) {
  if (name.empty()) return std::string(email);
  if (charset == Charset::ascii && !is_ascii(name))
    return "=?utf-8?b?" + bridge::base64_encode(name) + "?= <" + std::string(email) + ">";
  const std::string escaped = replace_all(replace_all(name, "\\", "\\\\"), "\"", "\\\"");
  return "\"" + escaped + "\" <" + std::string(email) + ">";
}

std::string generate_tracking_message_id(std::string_view id) {
  std::uint64_t bits = 0;
  const std::string random = bridge::random_bytes(sizeof bits);
  std::memcpy(&bits, random.data(), sizeof bits);
  // Python's random(): 53 bits, in [0, 1).
  const double fraction = static_cast<double>(bits >> 11) * 0x1p-53;
  const double now =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  std::array<char, 64> number{}, time{};
  std::snprintf(number.data(), number.size(), "%.15f", fraction);
  std::snprintf(time.data(), time.size(), "%.15f", now);
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return "<" + std::string(number.data() + 2) + "." + time.data() + "-openerp-" + std::string(id) +
         "@" + host.data() + ">";
}

std::vector<std::string> find_emails(std::string_view text) {
  std::vector<std::string> emails;
  std::size_t from = 0;
  for (std::size_t at = 0; (at = text.find('@', at)) != std::string_view::npos;) {
    std::size_t start = at;
    while (start > from && is_local(text[start - 1])) --start;
    const auto end = start < at ? domain_end(text, at + 1) : std::nullopt;
    if (!end) {
      from = ++at;
      continue;
    }
    emails.emplace_back(text.substr(start, *end - start));
    from = at = *end;
  }
  return emails;
}

bool is_single_email(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 ||
      !std::all_of(text.begin(), text.begin() + static_cast<long>(at), is_local))
    return false;
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || dot < at + 2) return false;
  const std::string_view domain = text.substr(at + 1), top = text.substr(dot + 1);
  return top.size() >= 2 && top.size() <= longest_top_domain &&
         std::all_of(domain.begin(), domain.end(), is_domain) &&
         std::all_of(top.begin(), top.end(), is_ascii_letter);
}

std::vector<std::string> find_message_ids(std::string_view text) {
  std::vector<std::string> ids;
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string_view::npos;) {
    const std::size_t end = text.find_first_of("<>", at + 1);
    if (end == std::string_view::npos) break;
    if (text[end] == '>' && end > at + 1) ids.emplace_back(text.substr(at, end - at + 1));
    at = text[end] == '>' ? end + 1 : end;
  }
  return ids;
}

}  // namespace chatterd::html
