// Headers of e-mails as text, under the names that Odoo has for it.
#include "bridge/mail/header_text.hpp"
#include "models/engine/html/email_text.hpp"

namespace chatterd::html {

std::string decode_smtp_header(std::string_view header) { return bridge::decode_header(header); }

std::string decode_message_header(const std::vector<std::string>& headers,
                                  std::string_view separator) {
  std::string text;
  bool first = true;
  for (const std::string& header : headers) {
    if (header.empty()) continue;
    if (!first) text += separator;
    first = false;
    text += bridge::decode_header(header);
  }
  return text;
}

}  // namespace chatterd::html
