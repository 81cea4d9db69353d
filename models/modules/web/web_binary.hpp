// The file routes of the web client (odoo/addons/web/controllers/main.py Binary).
#pragma once
#include "models/engine/http_routes.hpp"

namespace chatterd {

HttpReply web_content(const Env& env, const HttpQuery& query);
HttpReply web_image(const Env& env, const HttpQuery& query);
HttpReply web_partner_image(const Env& env, const HttpQuery& query);
HttpReply web_binary_image(const Env& env, const HttpQuery& query);
HttpReply web_upload(const Env& env, const HttpQuery& query);
HttpReply web_upload_attachment(const Env& env, const HttpQuery& query);
HttpReply web_company_logo(const Env& env, const HttpQuery& query);

}  // namespace chatterd
