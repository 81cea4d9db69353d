// E-mail messages as text: reading those that gateways bring, and writing those that are sent.
//
// Pure and thread-safe. Reading never fails.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/mail/charset.hpp"
#include "bridge/mail/header_text.hpp"
#include "bridge/mail/mailboxes.hpp"

namespace chatterd::bridge {

struct MimePart {
  std::vector<std::pair<std::string, std::string>>
      headers;                // in order; values as written, with their folds; a line that is none
                              // of them has the name ""
  std::string type, subtype;  // "text", "plain": in small letters
  std::string charset;        // "" when none is named
  std::string disposition;    // "attachment", "inline", …: in small letters, or ""
  std::string filename;  // of Content-Disposition or Content-Type, decoded, without path; or ""
  std::string content;   // decoded bytes; of a message/rfc822 the message's; of multiparts ""
  // Of a multipart its parts, of message/rfc822 the message, of message/delivery-status its blocks
  // of headers.
  std::vector<MimePart> parts;
  // Of the whole mail: false when parts were left out, too many (2000) or too deep (50).
  bool complete = true;

  std::string content_type() const { return type + "/" + subtype; }
  // The first header of that name, in any case; nothing when there is none.
  std::optional<std::string> header(std::string_view name) const;
  std::vector<std::string> all_headers(std::string_view name) const;
};

// Reads any bytes, in a time that grows with their number: what is no message is a message without
// headers, what is no multipart is text.
MimePart parse_mail(std::string_view text);
// The part and all below it, in order (email.message.Message.walk).
std::vector<const MimePart*> walk(const MimePart& part);

// A Date header in UTC, "YYYY-MM-DD HH:MM:SS"; nothing unless it says one moment and no other. A
// date without a zone is in UTC.
std::optional<std::string> parse_mail_date(const std::string& text);

struct OutgoingMail {
  struct Attachment {
    std::string name, mimetype, content;
  };
  struct Header {
    std::string name, text;          // UTF-8; line breaks in it become spaces
    std::vector<Mailbox> mailboxes;  // instead of a text, where addresses stand
  };
  std::vector<Header> headers;  // one whose name is none is left out
  std::string html, plain;      // two versions of the body
  std::vector<Attachment> attachments;
};
// multipart/mixed with a multipart/alternative of both bodies and the attachments, lines ending in
// LF (ir.mail_server build_email). No text, name or type can end its header or begin another.
std::string build_mail(const OutgoingMail& mail);

}  // namespace chatterd::bridge
