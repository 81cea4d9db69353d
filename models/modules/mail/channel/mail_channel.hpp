// The parts of mail.channel, and what they share.
#pragma once
#include <string>

#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_mail_channel_records(
    Model& m);  // mail_channel_records.cpp: create, write, unlink, computed fields
void define_mail_channel_info(Model& m);  // mail_channel_info.cpp: what clients show of channels
void define_mail_channel_members(
    Model& m);  // mail_channel_members.cpp: joining, leaving, inviting, chats
void define_mail_channel_state(Model& m);    // mail_channel_state.cpp: folded, pinned, seen, typing
void define_mail_channel_posting(Model& m);  // mail_channel_posting.cpp: message_post, who is told
void define_mail_channel_email(Model& m);    // mail_channel_email.cpp: mailing lists
void define_mail_channel_moderation(Model& m);  // mail_channel_moderation.cpp
void define_mail_channel_onchange(Model& m);    // mail_channel_onchange.cpp: its form
void define_mail_channel_commands(Model& m);    // mail_channel_commands.cpp: /help, /leave, /who

// The caller's partner.
Id own_partner(const Env& env);
// The bus channels of a partner and of a channel, as Odoo names them: [database, model, id].
Value partner_bus(const Env& env, Id partner);
Value channel_bus(const Env& env, Id channel);
// channel_info(extra_info): one object a channel, in order.
Value channel_info(const Records& channels, const Value& extra_info = false);
// _broadcast: the channels' headers to the (first users of the) partners, some of whom have just
// been added.
void broadcast(const Records& channels, const Ids& partners, const Ids& added = {});

}  // namespace chatterd
