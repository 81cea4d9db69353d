// The pages that mails link to (odoo/addons/mail/controllers/main.py MailController).
#pragma once
#include "models/engine/http_routes.hpp"

namespace chatterd {

HttpReply mail_view(const Env& env, const HttpQuery& query);
HttpReply mail_assign(const Env& env, const HttpQuery& query);
HttpReply mail_avatar(const Env& env, const HttpQuery& query);

}  // namespace chatterd
