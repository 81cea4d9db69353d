// The table of HTTP routes.
#include "models/http_routes.hpp"

#include <charconv>

#include "models/base/web_binary.hpp"
#include "models/errors.hpp"
#include "models/mail/mail_pages.hpp"

namespace chatterd {

const std::vector<HttpRoute>& http_routes() {
  using enum HttpRoute::Auth;
  static const std::vector<HttpRoute> rows = {
      // odoo/addons/web/controllers/main.py Binary
      {"/web/content", open, web_content},
      {"/web/content/<string:xmlid>", open, web_content},
      {"/web/content/<string:xmlid>/<string:filename>", open, web_content},
      {"/web/content/<int:id>", open, web_content},
      {"/web/content/<int:id>/<string:filename>", open, web_content},
      {"/web/content/<int:id>-<string:unique>", open, web_content},
      {"/web/content/<int:id>-<string:unique>/<string:filename>", open, web_content},
      {"/web/content/<int:id>-<string:unique>/<path:extra>/<string:filename>", open, web_content},
      {"/web/content/<string:model>/<int:id>/<string:field>", open, web_content},
      {"/web/content/<string:model>/<int:id>/<string:field>/<string:filename>", open, web_content},
      {"/web/image", open, web_image},
      {"/web/image/<string:xmlid>", open, web_image},
      {"/web/image/<string:xmlid>/<string:filename>", open, web_image},
      {"/web/image/<string:xmlid>/<int:width>x<int:height>", open, web_image},
      {"/web/image/<string:xmlid>/<int:width>x<int:height>/<string:filename>", open, web_image},
      {"/web/image/<string:model>/<int:id>/<string:field>", open, web_image},
      {"/web/image/<string:model>/<int:id>/<string:field>/<string:filename>", open, web_image},
      {"/web/image/<string:model>/<int:id>/<string:field>/<int:width>x<int:height>", open, web_image},
      {"/web/image/<string:model>/<int:id>/<string:field>/<int:width>x<int:height>/<string:filename>", open, web_image},
      {"/web/image/<int:id>", open, web_image},
      {"/web/image/<int:id>/<string:filename>", open, web_image},
      {"/web/image/<int:id>/<int:width>x<int:height>", open, web_image},
      {"/web/image/<int:id>/<int:width>x<int:height>/<string:filename>", open, web_image},
      {"/web/image/<int:id>-<string:unique>", open, web_image},
      {"/web/image/<int:id>-<string:unique>/<string:filename>", open, web_image},
      {"/web/image/<int:id>-<string:unique>/<int:width>x<int:height>", open, web_image},
      {"/web/image/<int:id>-<string:unique>/<int:width>x<int:height>/<string:filename>", open, web_image},
      {"/web/partner_image", open, web_partner_image},
      {"/web/partner_image/<int:rec_id>", open, web_partner_image},
      {"/web/partner_image/<int:rec_id>/<string:field>", open, web_partner_image},
      {"/web/partner_image/<int:rec_id>/<string:field>/<string:model>", open, web_partner_image},
      {"/web/binary/image", open, web_binary_image},
      {"/web/binary/upload", user, web_upload, "", true, true},
      {"/web/binary/upload_attachment", user, web_upload_attachment, "", true, true},
      {"/web/binary/company_logo", none, web_company_logo, "", false, false, "*"},
      {"/logo", none, web_company_logo, "", false, false, "*"},
      {"/logo.png", none, web_company_logo, "", false, false, "*"},
      // odoo/addons/mail/controllers/main.py MailController
      {"/mail/view", open, mail_view},
      {"/mail/assign", user, mail_assign, "GET"},
      {"/mail/<string:res_model>/<int:res_id>/avatar/<int:partner_id>", open, mail_avatar},
  };
  return rows;
}

std::string text_of(const HttpQuery& query, const char* name) {
  const auto found = query.params.find(name);
  if (found == query.params.end()) return {};
  return found->is_string() ? found->get<std::string>() : found->is_null() ? std::string() : found->dump();
}

Id number_of(const HttpQuery& query, const char* name) {
  const std::string text = text_of(query, name);
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return 0;
  const std::size_t end = text.find_last_not_of(" \t\r\n") + 1;
  Id number = 0;
  const auto parsed = std::from_chars(text.data() + begin, text.data() + end, number);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + end)
    throw BadRequest("invalid literal for int() with base 10: " + python_repr(text));
  return number;
}

}  // namespace chatterd
