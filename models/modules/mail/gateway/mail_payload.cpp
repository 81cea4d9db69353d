// The text and the files of an incoming e-mail (mail.thread _message_parse_extract_payload). Odoo
// goes through the parts in a row and remembers kinds that it has seen; here the parts are read as
// they lie in each other, so that no text stands twice or is left out.
#include <set>

#include "bridge/files/mimetypes.hpp"
#include "models/engine/html/body_images.hpp"
#include "models/engine/html/depth.hpp"
#include "models/engine/html/html.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/modules/mail/gateway/mail_gateway.hpp"

namespace chatterd {
namespace {

using bridge::MimePart;

bool is_multipart(const MimePart& part) { return part.type == "multipart"; }

// A part that is shown, not handed over as a file. Other texts that people read as they are are
// shown like plain ones.
bool is_inline_text(const MimePart& part) {
  static const std::set<std::string_view> shown{
      "plain", "html", "enriched", "richtext", "markdown", "x-markdown", "unknown", "x-plaintext"};
  return part.type == "text" && part.filename.empty() && part.disposition != "attachment" &&
         shown.contains(part.subtype);
}

// Marked up for programs that know the marks: a plain version is better.
bool is_marked_up(const MimePart& part) {
  return part.subtype == "enriched" || part.subtype == "richtext";
}

// A page for one program alone, beside the one for all.
bool is_page_for_one(const MimePart& part) {
  return part.type == "text" && part.filename.empty() && part.disposition != "attachment" &&
         (part.subtype == "x-amp-html" || part.subtype == "watch-html");
}

// <![if !vml]> … <![endif]>: Outlook's marks around what other programs show. libxml2 takes them
// for text.
std::string without_conditions(const std::string& page) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; (at = page.find("<!", at)) != std::string::npos;) {
    // in a comment the same words end it: <!--[if mso]> … <![endif]-->
    const bool comment = page.compare(at, 4, "<!--") == 0;
    const std::size_t end = page.find(comment ? "-->" : ">", at);
    if (end == std::string::npos) break;
    if (html::match_ignoring_case(page, at, "<![if ") ||
        html::match_ignoring_case(page, at, "<![endif")) {
      out.append(page, copied, at - copied);
      copied = end + 1;
    }
    at = end + 1;
  }
  return out.append(page, copied);
}

std::string text_of_part(const MimePart& part) {
  std::string charset = part.charset;
  if (charset.empty() && part.subtype == "html") {
    // the page may say itself what it is written in
    const std::string head = html::lower(html::valid_utf8(part.content.substr(0, 2000)));
    if (const std::size_t at = head.find("charset="); at != std::string::npos) {
      const std::size_t begin = head.find_first_not_of("\"' ", at + 8);
      if (begin != std::string::npos)
        charset = head.substr(begin, head.find_first_of("\"' />;", begin) - begin);
      // what could be read so far is no UTF-16
      if (charset.starts_with("utf-16")) charset.clear();
    }
  }
  std::string text = bridge::decode_charset(part.content, charset);
  // XHTML's declaration is about bytes, and these are characters: lxml refuses it in a text
  if (const std::size_t at = html::skip_spaces(text, 0);
      part.subtype == "html" && html::match_ignoring_case(text, at, "<?xml"))
    if (const std::size_t end = text.find('>', at); end != std::string::npos)
      text.erase(0, end + 1);
  return part.subtype == "html" ? html::without_deep_tags(without_conditions(text)) : text;
}

// The length of the white space at `at`, written as it is or by its name or number; 0: there is
// none.
std::size_t blank_at(std::string_view text, std::size_t at) {
  static constexpr std::string_view blanks[] = {
      "&nbsp;", "&#160;",   "&#xa0;",   "&#32;",        "&#9;",         "&#10;",        "&#13;",
      "&zwnj;", "&#8203;",  "&#x200b;", "\xE2\x80\x8B", "\xE2\x80\x8C", "\xEF\xBB\xBF", "&#8204;",
      "&ensp;", "&#x200c;", "&emsp;",   "&shy;",        "&#173;",       "&#xad;"};
  if (const std::size_t space = html::space_at(text, at)) return space;
  for (const std::string_view blank : blanks)
    if (text.compare(at, blank.size(), blank) == 0) return blank.size();
  return 0;
}

// Whether anything of the page would be seen: words or pictures.
bool shows_something(const std::string& page) {
  const std::string text = html::lower(page);
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '<') {
      const std::size_t blank = blank_at(text, at);
      if (blank == 0) return true;
      at += blank;
      continue;
    }
    std::size_t end = std::string::npos;
    if (text.compare(at, 4, "<img") == 0) return true;
    if (text.compare(at, 4, "<!--") == 0) {
      end = text.find("-->", at);
      if (end != std::string::npos) end += 2;
    } else {
      for (const std::string name : {"style", "script", "title"})
        if (text.compare(at + 1, name.size(), name) == 0) end = text.find("</" + name, at);
      end = text.find('>', end == std::string::npos ? at : end);
    }
    if (end == std::string::npos) return false;
    at = end + 1;
  }
  return false;
}

// Whether the part holds a page that shows something; files and mails inside it do not count.
bool holds_page(const MimePart& part) {
  if (is_inline_text(part)) return part.subtype == "html" && shows_something(text_of_part(part));
  return is_multipart(part) && std::any_of(part.parts.begin(), part.parts.end(), holds_page);
}

bool holds_words(const MimePart& part) {
  if (is_inline_text(part) && part.subtype != "html")
    return !html::strip(text_of_part(part)).empty();
  return is_multipart(part) && std::any_of(part.parts.begin(), part.parts.end(), holds_words);
}

std::string content_id(const MimePart& part) {
  // a page may name its pictures by their address instead (RFC 2557)
  std::string raw = part.header("Content-Id").value_or("");
  if (raw.empty()) raw = part.header("Content-Location").value_or("");
  std::string id = html::valid_utf8(bridge::unfold(raw));
  std::erase_if(id, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  // "<id> (a comment)"
  if (const std::size_t open = id.find('<'), close = id.find('>');
      open != std::string::npos && close != std::string::npos && close > open)
    id = id.substr(open, close - open);
  const std::size_t first = id.find_first_not_of("<>\" "), last = id.find_last_not_of("<>\" ");
  return first == std::string::npos ? std::string() : id.substr(first, last - first + 1);
}

// A name for a file that has none.
std::string made_name(const MimePart& part) {
  if (part.content_type() == "message/rfc822" && !part.parts.empty()) {
    std::string subject = bridge::decode_header(part.parts[0].header("Subject").value_or(""));
    std::replace_if(
        subject.begin(), subject.end(), [](char c) { return c == '/' || c == '\\'; }, '-');
    subject = bridge::plain_file_name(subject);
    if (subject.size() > 100) subject = subject.substr(0, html::skip_characters(subject, 0, 100));
    return (subject.empty() ? "message" : subject) + ".eml";
  }
  if (part.content_type() == "text/calendar" || part.content_type() == "application/ics")
    return "invite.ics";
  if (part.content_type() == "application/ms-tnef") return "winmail.dat";
  if (part.type == "application" && part.subtype.ends_with("pkcs7-mime")) return "smime.p7m";
  if (part.type == "application" && part.subtype.ends_with("pkcs7-signature")) return "smime.p7s";
  if (part.content_type() == "application/octet-stream") return "attachment";
  if (part.type == "image" && !content_id(part).empty())
    return "image" + bridge::guess_extension(part.content_type()).value_or("");
  return "attachment" + bridge::guess_extension(part.content_type()).value_or("");
}

class PayloadReader {
 public:
  void take(const MimePart& part) {
    if (part.content_type() == "multipart/alternative")
      take_alternative(part);
    else if (is_multipart(part))
      for (const MimePart& child : part.parts) take(child);
    else if (!is_inline_text(part))
      take_file(part);
    else if (part.subtype != "html")
      take_plain(text_of_part(part));
    else
      take_page(text_of_part(part), false);
  }

  void attach(const std::string& name, std::string content, const std::string& cid = {}) {
    payload_.attachments.push_back(Value::array(
        {name, std::move(content), cid.empty() ? Value::object() : Value({{"cid", cid}})}));
    if (!cid.empty()) payload_.names_by_cid.emplace(cid, name);
  }

  Payload finished(bool single) {
    if (has_page_ && !single) {
      html::SanitizeOptions options;
      options.sanitize_tags = false;
      options.strip_classes = true;
      payload_.body = html::sanitize(payload_.body, options);
    }
    payload_.body = html::clean_incoming_body(payload_.body, payload_.names_by_cid);
    return std::move(payload_);
  }

  // A mail that is one text is read, even where the text has a name.
  void take_single(const MimePart& part) {
    const bool read = part.type == "text" && part.disposition != "attachment";
    if (read && part.subtype == "html")
      take_page(text_of_part(part), true);
    else if (read && part.subtype == "plain")
      take_plain(text_of_part(part));
    else
      take(part);
  }

 private:
  // The last version that shows something is the best (RFC 2046), a page before plain text. Files
  // among the versions are kept.
  void take_alternative(const MimePart& part) {
    const MimePart* best = nullptr;
    for (const MimePart& child : part.parts)
      if (holds_page(child) ||
          (holds_words(child) && (!best || (!holds_page(*best) && !is_marked_up(child)))))
        best = &child;
    for (const MimePart& child : part.parts) {
      if (&child == best) {
        if (is_inline_text(child) && child.subtype == "html")
          take_page(text_of_part(child), payload_.body.empty());
        else
          take(child);
      } else if (!is_inline_text(child)) {
        if (best == nullptr || !is_page_for_one(child)) take_files_of(child);
      } else if (best == nullptr && payload_.body.empty() && child.subtype != "html") {
        take_plain(text_of_part(child));
      }
    }
  }

  void take_files_of(const MimePart& part) {
    if (is_multipart(part))
      for (const MimePart& child : part.parts) take_files_of(child);
    else if (!is_inline_text(part))
      take_file(part);
  }

  void take_file(const MimePart& part) {
    const bool handed_over = part.disposition == "attachment" && !part.filename.empty();
    if (part.content_type() == "message/delivery-status" && !handed_over)
      return;  // read as a bounce
    const std::string name = part.filename.empty() ? made_name(part) : part.filename;
    std::string cid = content_id(part);
    // some pages name their pictures by their files
    if (cid.empty() && part.type == "image") cid = part.filename;
    attach(name, part.content, cid);
  }

  void take_plain(const std::string& text) {
    if (!payload_.body.empty() && html::strip(text).empty()) return;
    // Odoo leaves the text as it is, and the cleaning takes "<name@example.com>" for a tag
    payload_.body = html::append_content_to_html(payload_.body, html::html_escape(text),
                                                 html::Content::preserved);
  }

  void take_page(const std::string& page, bool alone) {
    has_page_ = true;
    if (alone)
      payload_.body = page;
    else
      payload_.body = html::append_content_to_html(payload_.body, page, html::Content::html);
  }

  Payload payload_;
  bool has_page_ = false;
};

}  // namespace

Payload payload_of(const IncomingMail& mail, bool save_original) {
  PayloadReader reader;
  if (save_original) reader.attach("original_email.eml", mail.source);
  const bool single = !is_multipart(mail.part);
  if (single)
    reader.take_single(mail.part);
  else
    reader.take(mail.part);
  // what was left out of a mail with thousands of parts or addresses is in the mail itself
  if ((!mail.part.complete || has_too_many_addresses(mail.part)) && !save_original)
    reader.attach("original_email.eml", mail.source);
  return reader.finished(single);
}

}  // namespace chatterd
