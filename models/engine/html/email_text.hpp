// E-mail addresses and headers as text: odoo/tools/mail.py and the parts of Python's email package
// below it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatterd::html {

struct Address {
  std::string name, email;
};

// odoo.tools.email_split_tuples: the addresses with an "@", in the lenient reading of
// email.utils.getaddresses.
std::vector<Address> email_split_tuples(std::string_view text);
// odoo.tools.email_split.
std::vector<std::string> email_split(std::string_view text);
// odoo.tools.email_split_and_format.
std::vector<std::string> email_split_and_format(std::string_view text);
// odoo.tools.email_normalize; nothing (False) unless there is exactly one address.
std::optional<std::string> email_normalize(std::string_view text);
// odoo.tools.email_escape_char: for use in an ilike pattern.
std::string email_escape_char(std::string_view address);
// res.partner _parse_partner_name: "Name <e-mail>" apart; without an address all is the name.
std::pair<std::string, std::string> split_name_and_email(std::string_view text);

// odoo.tools.formataddr. With Charset::ascii a name beyond ASCII is written as in RFC 2047. An
// address beyond ASCII stays as it is, where Odoo fails: whether it can be had shows on sending.
enum class Charset { utf8, ascii };
std::string formataddr(std::string_view name, std::string_view email,
                       Charset charset = Charset::utf8);
// odoo.tools.decode_smtp_header: RFC 2047 words decoded, in one line (bridge::decode_header).
std::string decode_smtp_header(std::string_view header);
// odoo.tools.decode_message_header of a header's occurrences.
std::string decode_message_header(const std::vector<std::string>& headers,
                                  std::string_view separator = " ");

// odoo.tools.generate_tracking_message_id: "<random.time-openerp-id@host>"; `id` is what Odoo
// writes there, such as "5-mail.channel" or "reply_to".
std::string generate_tracking_message_id(std::string_view id);

// odoo.tools.email_re.findall: every e-mail address in running text.
std::vector<std::string> find_emails(std::string_view text);
// odoo.tools.single_email_re.match: whether the text is one address and nothing else.
bool is_single_email(std::string_view text);
// odoo.tools.mail_header_msgid_re.findall: every "<…>".
std::vector<std::string> find_message_ids(std::string_view text);

}  // namespace chatterd::html
