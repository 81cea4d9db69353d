// HTML of messages that come from other chats. Every tag is written here or by its callers; all
// that came is escaped. It is written as Odoo's sanitizer writes it, so that cleaning it changes
// nothing.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "bridge/text/json.hpp"
#include "models/migrate/core/records.hpp"

namespace chatterd::migrate {

// &, <, > and what no text may hold (control characters) left out.
std::string html_escaped(std::string_view text);
// The same for a value in double quotes.
std::string attribute_escaped(std::string_view text);
// &amp; &lt; &gt; &quot; &#39; and what remains as it is.
std::string html_unescaped(std::string_view text);
// A link; its label alone when the address is none that one may follow (javascript:, data:).
// `label` is HTML.
std::string html_link(const std::string& url, const std::string& label);
// The begin and end of a quotation. Not <blockquote>: what is in one Odoo takes for the quoted end
// of an e-mail, and its client folds it away.
extern const char* const quote_begin;
extern const char* const quote_end;
// As Discuss writes a mention; ids are those of the source.
std::string mention_link(const char* model, RecordId id, const std::string& name);
// :smile: becomes 😄 in text that is escaped already; names that are not known stay.
std::string with_emoji(std::string_view escaped);

// Text in a chat's own markup, as HTML blocks.
using Rendered = std::function<std::string(const std::string&)>;
// The boxes that bots add below a message (Slack's "attachments", which Mattermost took over).
std::string boxes_html(const Json& boxes, const Rendered& rendered);

}  // namespace chatterd::migrate
