// The e-mails that a mail.mail becomes: to whom, and with what in them.
#pragma once
#include <vector>

#include "bridge/mail/mailboxes.hpp"
#include "models/engine/orm/records.hpp"
#include "models/modules/base/ir/ir_mail_server.hpp"

namespace chatterd {

// One message for a recipient, or for all of email_to.
struct Letter {
  Id partner = 0;
  bridge::Mailboxes to;
};

// Without those whom an attempt before has reached.
std::vector<Letter> letters_of(const Records& mail);
// What is the same in all of them.
Email email_of(const Records& mail);

}  // namespace chatterd
