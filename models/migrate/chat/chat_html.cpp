#include "models/migrate/chat/chat_html.hpp"

#include <algorithm>

#include "bridge/text/markup.hpp"
#include "models/migrate/chat/emoji_names.hpp"
#include "models/migrate/chat/json_records.hpp"

namespace chatterd::migrate {
namespace {

bool forbidden(char c) {
  const auto code = static_cast<unsigned char>(c);
  return (code < 32 && c != '\n' && c != '\t') || code == 127;
}

std::string escaped(std::string_view text, bool quotes) {
  std::string allowed(text);
  std::erase_if(allowed, forbidden);
  return bridge::escape_markup(allowed, quotes ? "&quot;" : "");
}

bool may_follow(const std::string& url) {
  for (const char* scheme : {"http://", "https://", "mailto:", "ftp://", "tel:"})
    if (url.size() > std::string_view(scheme).size() &&
        std::equal(scheme, scheme + std::string_view(scheme).size(), url.begin(),
                   [](char a, char b) {
                     return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b);
                   }))
      return true;
  return false;
}

}  // namespace

const char* const quote_begin =
    "<div style=\"border-left-style:solid; border-left-width:3px; border-left-color:#cccccc; "
    "padding-left:8px\">";
const char* const quote_end = "</div>";

std::string html_escaped(std::string_view text) { return escaped(text, false); }
std::string attribute_escaped(std::string_view text) { return escaped(text, true); }

std::string html_unescaped(std::string_view text) {
  static constexpr std::pair<std::string_view, char> entities[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    bool found = false;
    for (const auto& [entity, c] : entities)
      if (text.substr(at, entity.size()) == entity) {
        out += c;
        at += entity.size();
        found = true;
        break;
      }
    if (!found) out += text[at++];
  }
  return out;
}

std::string html_link(const std::string& url, const std::string& label) {
  if (!may_follow(url)) return label;
  std::string plain;  // the few that an address may not hold, as a browser would send them
  for (const char c : url)
    if (c == ' ')
      plain += "%20";
    else if (c != '\n' && c != '\t')
      plain += c;
  return "<a href=\"" + attribute_escaped(plain) +
         "\" target=\"_blank\" rel=\"noreferrer noopener\">" + label + "</a>";
}

std::string mention_link(const char* model, RecordId id, const std::string& name) {
  const bool channel = std::string_view(model) == "mail.channel";
  const std::string number = std::to_string(id);
  return "<a href=\"/web#model=" + std::string(model) + "&amp;id=" + number + "\" class=\"" +
         (channel ? "o_channel_redirect" : "o_mail_redirect") + "\" data-oe-id=\"" + number +
         "\" data-oe-model=\"" + model + "\" target=\"_blank\">" + (channel ? "#" : "@") +
         html_escaped(name) + "</a>";
}

namespace {

// "flag-de": the two letters that a flag is made of.
std::string flag(std::string_view name) {
  if (!name.starts_with("flag-") || name.size() != 7) return {};
  std::string out;
  for (const char c : name.substr(5)) {
    if (c < 'a' || c > 'z') return {};
    (out += "\xF0\x9F\x87") += static_cast<char>(0xA6 + (c - 'a'));
  }
  return out;
}

}  // namespace

std::string with_emoji(std::string_view text) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = text.find(':'); at != std::string_view::npos; at = text.find(':', at)) {
    const std::size_t end =
        text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_+-'", at + 1);
    if (end == std::string_view::npos) break;
    if (text[end] != ':' || end == at + 1) {
      at = std::max(end, at + 1);
      continue;
    }
    const std::string_view name = text.substr(at + 1, end - at - 1);
    std::string found(emoji(name));
    if (found.empty()) found = flag(name);
    if (found.empty()) {
      at = end;  // 10:20:30
      continue;
    }
    out.append(text.substr(copied, at - copied));
    out.append(found);
    at = copied = end + 1;
    if (text.substr(at).starts_with(":skin-tone-") && text.size() > at + 12 &&
        text[at + 12] == ':') {
      const std::string_view tone = emoji(text.substr(at + 1, 11));
      out.append(tone);
      if (!tone.empty()) at = copied = at + 13;
    }
  }
  out.append(text.substr(copied));
  return out;
}

std::string boxes_html(const Json& boxes, const Rendered& rendered) {
  std::string out;
  for (const Json& box : boxes) {
    // what a link leads to was fetched by the chat, and nobody's words
    const bool preview = !text_in(box, "from_url").empty() && !truth_in(box, "is_msg_unfurl");
    if (preview) continue;
    std::string inner;
    const auto add = [&](const std::string& text) {
      if (!text.empty()) inner += rendered(text);
    };
    add(text_in(box, "pretext"));
    if (const std::string author = text_in(box, "author_name"); !author.empty())
      inner += "<p>" + html_escaped(author) + "</p>";
    if (const std::string title = text_in(box, "title"); !title.empty())
      inner += "<p><b>" +
               html_link(text_in(box, "title_link"), html_escaped(html_unescaped(title))) +
               "</b></p>";
    add(text_in(box, "text"));
    for (const Json& field : list_in(box, "fields")) {
      if (const std::string title = text_in(field, "title"); !title.empty())
        inner += "<p><b>" + html_escaped(html_unescaped(title)) + "</b></p>";
      const auto value = field.is_object() ? field.find("value") : field.end();
      if (value != field.end() && !value->is_null())
        add(value->is_string() ? value->get<std::string>() : value->dump());
    }
    if (const std::string picture = text_in(box, "image_url"); !picture.empty())
      inner += "<p>" + html_link(picture, html_escaped(picture)) + "</p>";
    add(text_in(box, "footer"));
    if (inner.empty()) add(text_in(box, "fallback"));
    if (!inner.empty()) out += quote_begin + inner + quote_end;
  }
  return out;
}

}  // namespace chatterd::migrate
