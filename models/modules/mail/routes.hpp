// The JSON routes of mail's controllers (odoo/addons/mail/controllers).
#pragma once
#include "models/engine/json_routes.hpp"

namespace chatterd {

Value route_init_messaging(const Env& env, const Value& params);
std::optional<std::string> init_messaging_text(const Env& env, const Value& params);
Value route_needaction(const Env& env, const Value& params);
Value route_read_followers(const Env& env, const Value& params);
Value route_read_subscription_data(const Env& env, const Value& params);
Value route_get_partner_info(const Env& env, const Value& params);
Value route_get_suggested_recipients(const Env& env, const Value& params);
Value route_chat_post(const Env& env, const Value& params);
Value route_chat_history(const Env& env, const Value& params);
Value route_im_status(const Env& env, const Value& params);

}  // namespace chatterd
