// E-mail messages as text: reading those that gateways bring, and writing those that are sent. On
// GMime.
//
// Pure and thread-safe. What a reader gets is what Python's email package gives Odoo.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatterd::bridge {

struct MimePart {
  std::vector<std::pair<std::string, std::string>>
      headers;                // in order; values as written, with their folds
  std::string type, subtype;  // "text", "plain": in small letters
  std::string charset;        // "" when none is named
  std::string filename;       // of Content-Disposition or Content-Type, decoded; or ""
  std::string content;        // decoded bytes; of multiparts and messages ""
  // Of a multipart its parts, of message/rfc822 the message, of message/delivery-status its blocks
  // of headers.
  std::vector<MimePart> parts;

  std::string content_type() const { return type + "/" + subtype; }
  // The first header of that name, in any case; nothing when there is none.
  std::optional<std::string> header(std::string_view name) const;
  std::vector<std::string> all_headers(std::string_view name) const;
};

// Reads any text: what is no message is a message without headers. Parts nested deeper than 50 are
// left out.
MimePart parse_mail(std::string_view text);
// The part and all below it, in order (email.message.Message.walk).
std::vector<const MimePart*> walk(const MimePart& part);
// The text in UTF-8; what can't be read becomes U+FFFD, an unknown charset counts as UTF-8.
std::string decode_charset(std::string_view bytes, const std::string& charset);

// A Date header in UTC, "YYYY-MM-DD HH:MM:SS"; nothing when it can't be read.
std::optional<std::string> parse_mail_date(const std::string& text);

struct OutgoingMail {
  struct Attachment {
    std::string name, mimetype, content;
  };
  std::vector<std::pair<std::string, std::string>>
      headers;              // UTF-8; line breaks in them become spaces
  std::string html, plain;  // two versions of the body
  std::vector<Attachment> attachments;
};
// multipart/mixed with a multipart/alternative of both bodies and the attachments, lines ending in
// LF (ir.mail_server build_email).
std::string build_mail(const OutgoingMail& mail);

}  // namespace chatterd::bridge
