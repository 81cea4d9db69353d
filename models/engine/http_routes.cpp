// The table of HTTP routes.
#include "models/engine/http_routes.hpp"

#include <algorithm>

#include "models/engine/errors.hpp"
#include "models/modules/mail/mail_pages.hpp"
#include "models/modules/web/web_binary.hpp"

namespace chatterd {

const std::vector<HttpRoute>& http_routes() {
  using enum Auth;
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
      {"/web/image/<string:model>/<int:id>/<string:field>/<int:width>x<int:height>", open,
       web_image},
      {"/web/image/<string:model>/<int:id>/<string:field>/<int:width>x<int:height>/"
       "<string:filename>",
       open, web_image},
      {"/web/image/<int:id>", open, web_image},
      {"/web/image/<int:id>/<string:filename>", open, web_image},
      {"/web/image/<int:id>/<int:width>x<int:height>", open, web_image},
      {"/web/image/<int:id>/<int:width>x<int:height>/<string:filename>", open, web_image},
      {"/web/image/<int:id>-<string:unique>", open, web_image},
      {"/web/image/<int:id>-<string:unique>/<string:filename>", open, web_image},
      {"/web/image/<int:id>-<string:unique>/<int:width>x<int:height>", open, web_image},
      {"/web/image/<int:id>-<string:unique>/<int:width>x<int:height>/<string:filename>", open,
       web_image},
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
  return found->is_string() ? found->get<std::string>()
         : found->is_null() ? std::string()
                            : found->dump();
}

Id number_of(const HttpQuery& query, const char* name) {
  return text_of(query, name).empty() ? 0 : python_int(query.params[name]);
}

void refuse_other_arguments(const HttpQuery& query, const char* function,
                            const std::vector<std::string>& names) {
  const auto refuse_unknown = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      throw TypeError(std::string(function) + "() got an unexpected keyword argument '" + name +
                      "'");
  };
  for (const auto& [name, value] : query.params.items()) refuse_unknown(name);
  for (const UploadedFile& file : query.files) refuse_unknown(file.field);
}

void require_arguments(const HttpQuery& query, const char* function,
                       const std::vector<std::string>& names) {
  const auto given = [&](const std::string& name) {
    return query.params.contains(name) ||
           std::any_of(query.files.begin(), query.files.end(),
                       [&](const auto& file) { return file.field == name; });
  };
  std::vector<std::string> missing;
  for (const std::string& name : names)
    if (!given(name)) missing.push_back('\'' + name + '\'');
  if (missing.empty()) return;
  std::string list;
  for (std::size_t i = 0; i < missing.size(); ++i) {
    if (i > 0) list += i + 1 < missing.size() ? ", " : missing.size() > 2 ? ", and " : " and ";
    list += missing[i];
  }
  throw TypeError(std::string(function) + "() missing " + std::to_string(missing.size()) +
                  " required positional argument" + (missing.size() > 1 ? "s" : "") + ": " + list);
}

}  // namespace chatterd
