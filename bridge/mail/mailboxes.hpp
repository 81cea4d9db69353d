// Addresses that mail is sent to: the one reading of whatever a database holds in their place
// (contacts' e-mails, lists of recipients, senders, reply addresses, headers).
//
// Pure and thread-safe; nothing throws. Addresses of mails that come in are read more leniently
// (models/engine/html/email_text.hpp): those are answered, not trusted.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace chatterd::bridge {

// Fit for a header and for an SMTP command: ASCII, one "@", no white space, no control character.
// International domains are written as DNS knows them (xn--…).
struct Mailbox {
  std::string name, email;
};

struct Mailboxes {
  struct Refused {
    std::string text, reason;  // the reason in English, a clause
  };
  std::vector<Mailbox> good;  // each address once
  std::vector<Refused> refused;
};

// "Name <a@x>, b@x; mailto:c@x": every address that the text names, and every part of it that names
// none. Nobody is guessed: of "a b@x" neither "b@x" nor anyone else is meant for sure.
Mailboxes read_mailboxes(std::string_view text);

// Without the marks that nobody sees and that come along when an address is copied (zero-width
// spaces, marks of direction, byte order marks); a no-break space is a space.
std::string without_unseen(std::string_view text);

// As a header has it: "name" <email>, the name in encoded words (RFC 2047) where it must be.
std::string written_mailbox(const Mailbox& mailbox);
// Any text for a header: in one line, in encoded words beyond ASCII, folded.
std::string written_header_text(std::string_view text);

}  // namespace chatterd::bridge
