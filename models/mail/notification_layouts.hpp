// The texts around notifications: what Odoo's QWeb templates of the module mail make of their values.
#pragma once
#include <string>
#include <vector>

#include "models/orm/records.hpp"

namespace chatterd {

// Whether the database has the view of this external id; a database without views (standalone) counts as having
// those of the module mail.
bool has_view(const Env& env, const std::string& xml_id);

// _replace_local_links: links and pictures with the server's address (web.base.url).
std::string with_absolute_links(const Env& env, const std::string& html);

// mail.message_user_assigned.
std::string user_assigned_text(const Records& document, const std::string& model_label);

// What the layouts of e-mails show (_notify_prepare_template_context and a group of recipients).
struct LayoutValues {
  Id company_id = 0;
  std::string company_name, company_phone, company_email, company_website, website_url;
  std::string body, signature, model_description, record_name;
  std::vector<std::array<std::string, 3>> tracking;  // field, old and new value
  bool is_discussion = false, internal = false, has_button = false;
  std::string button_url, button_title;
  std::vector<std::pair<std::string, std::string>> actions;  // url, title
};
// mail.message_notification_email
std::string email_layout(const LayoutValues& values);
// mail.mail_notification_light
std::string light_layout(const LayoutValues& values);

}  // namespace chatterd
