// What pages of websites ask (addons/im_livechat/controllers/main.py and website_livechat's):
// anybody may, from any site. A call for a database without live chat is Odoo's 404.
#pragma once
#include "models/engine/json_routes.hpp"

namespace chatterd {

Value route_livechat_init(const Env& env, const Value& params);
Value route_livechat_get_session(const Env& env, const Value& params);
Value route_livechat_feedback(const Env& env, const Value& params);
Value route_livechat_history(const Env& env, const Value& params);
Value route_livechat_notify_typing(const Env& env, const Value& params);
Value route_livechat_visitor_leave_session(const Env& env, const Value& params);
Value route_livechat_close_empty(const Env& env, const Value& params);

}  // namespace chatterd
