// The parts of mail.thread, and what its methods pass to each other as plain values.
//
// A message is passed by its id. `msg_vals` are the values the message was created with, or false
// when they are to be read from it; partner_ids and channel_ids in them are lists of ids. "rdata",
// the recipients:
//   {"partners": [{"id", "active", "share", "groups", "notif", "type"}], "channels": [{"id",
//   "notif", "type"}]}
#pragma once
#include <string>
#include <vector>

#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_mail_thread_fields(
    Model& m);  // mail_thread_fields.cpp: followers, counters and their searches
void define_mail_thread_crud(Model& m);  // mail_thread_crud.cpp: create, write, unlink of documents
void define_mail_thread_track(Model& m);  // mail_thread_track.cpp: notes about changed fields
void define_mail_thread_post(
    Model& m);  // mail_thread_post.cpp: message_post, message_notify, notes
void define_mail_thread_author(Model& m);  // mail_thread_author.cpp: who a message is from
void define_mail_thread_attach(Model& m);  // mail_thread_attach.cpp: attachments of posted messages
void define_mail_thread_notify(Model& m);  // mail_thread_notify.cpp: whom to tell, inbox and bus
void define_mail_thread_email(Model& m);   // mail_thread_email.cpp: e-mails to recipients
void define_mail_thread_reply(Model& m);   // mail_thread_reply.cpp: reply-to addresses
void define_mail_thread_views(Model& m);   // mail_thread_views.cpp: the chatter of a form
void define_mail_thread_help(Model& m);  // mail_thread_help.cpp: texts of empty lists, lost uploads
void define_mail_thread_follow(Model& m);     // mail_thread_follow.cpp: subscribing
void define_mail_thread_subscribe(Model& m);  // mail_thread_subscribe.cpp: automatic subscription
void define_mail_thread_recipient(
    Model& m);  // mail_thread_recipient.cpp: suggested recipients, partners by e-mail

// The environment with the user's language where the context has none (with_lang).
Records with_lang(const Records& records);
// clean_context: without default_… keys.
Value clean_context(const Value& context);
// Rows of mail.followers _get_recipient_data as partners of rdata who are all told by e-mail.
Value by_email(const Value& rows);
// mail.thread _mail_post_access and _mail_flat_thread of a model, from its method of that name.
std::string post_access(const Records& records);

// _notify_email_headers: Python's repr of the headers of e-mails about a document; null for none.
Value email_headers(const Records& document);

}  // namespace chatterd
