// The parts of mail.compose.message, the full composer of the chatter.
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_mail_compose_defaults(
    Model& m);  // mail_compose_defaults.cpp: what the composer opens with
void define_mail_compose_template(
    Model& m);  // mail_compose_template.cpp: templates in the composer
void define_mail_compose_onchange(
    Model& m);                            // mail_compose_onchange.cpp: the form of the web client
void define_mail_compose_send(Model& m);  // mail_compose_send.cpp: sending
void define_mail_thread_template(Model& m);  // mail_thread_template.cpp: message_post_with_template

}  // namespace chatterd
