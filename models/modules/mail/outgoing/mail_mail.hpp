// What the parts of mail.mail share, and how others send mails.
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_mail_mail_send(Model& m);  // mail_mail_send.cpp: sending, and what follows from it

// Sends the mails after the commit, each in a transaction of its own, written by `sender`
// (mail.mail send, as mail.thread and the mail queue call it). Those that are not "outgoing" any
// more are left alone.
void send_after_commit(const Records& mails, Id sender);

}  // namespace chatterd
