// The layouts of e-mails and the text of assignments, written as QWeb writes Odoo's templates.
#include "models/mail/notification_layouts.hpp"

#include "models/html/html.hpp"

namespace chatterd {
namespace {

std::string escaped(const std::string& text) { return html::html_escape(text); }

std::string logo(const LayoutValues& v, const char* style) {
  return "<img src=\"/logo.png?company=" + (v.company_id ? std::to_string(v.company_id) : "False") + "\" style=\"" +
         style + "\" alt=\"" + escaped(v.company_name.empty() ? "False" : v.company_name) + "\"/>";
}

std::string button_action(const LayoutValues& v) {
  const std::string url = escaped(v.button_url);
  return "<div itemscope=\"itemscope\" itemtype=\"http://schema.org/EmailMessage\">\n"
         "    <div itemprop=\"potentialAction\" itemscope=\"itemscope\" itemtype=\"http://schema.org/ViewAction\">\n"
         "        <link itemprop=\"target\" href=\"" +
         url + "\"/>\n        <link itemprop=\"url\" href=\"" + url +
         "\"/>\n        <meta itemprop=\"name\" content=\"" + escaped(v.button_title) + "\"/>\n    </div>\n</div>";
}

std::string header_table(const LayoutValues& v) {
  std::string out =
      "<div summary=\"o_mail_notification\" style=\"padding: 0px; width:600px;\">\n"
      "    <table cellspacing=\"0\" cellpadding=\"0\" border=\"0\" style=\"width: 600px; margin-top: 5px;\">\n"
      "    <tbody><tr>\n    <td valign=\"center\">\n        ";
  if (v.has_button)
    out +=
        "<a href=\"" + escaped(v.button_url) +
        "\" style=\"padding: 8px 12px; font-size: 12px; color: #FFFFFF; text-decoration: none !important; font-weight: "
        "400; background-color: #875A7B; border: 0px solid #875A7B; border-radius:3px\">\n            " +
        escaped(v.button_title) + "\n        </a>";
  out += "\n        ";
  if (!v.actions.empty()) {
    out += "\n            ";
    for (const auto& [url, title] : v.actions)
      out += "\n                |\n                <a href=\"" + escaped(url) +
             "\" style=\"color: #875A7B; text-decoration:none !important;\">\n                    " + escaped(title) +
             "\n                </a>\n            ";
    out += "\n        ";
  }
  out +=
      "\n    </td>\n    <td valign=\"center\" align=\"right\">\n        " +
      logo(v, "padding: 0px; margin: 0px; height: auto; max-width: 200px; max-height: 36px;") +
      "\n    </td>\n    </tr><tr>\n    <td colspan=\"2\" style=\"text-align:center;\">\n        <hr width=\"100%\" "
      "style=\"background-color:rgb(204,204,204);border:medium none;clear:both;display:block;font-size:0px;min-height:"
      "1px;line-height:0; margin:4px 0 12px 0;\"/>\n        ";
  if (v.internal)
    out +=
        "<p style=\"background-color: #f2dede; padding: 5px; margin-bottom: 16px;\">\n            <strong>Internal "
        "communication</strong>: Replying will post an internal note. Followers won't receive any email "
        "notification.\n        </p>";
  return out + "\n    </td>\n    </tr></tbody>\n    </table>\n</div>";
}

std::string tracking_list(const LayoutValues& v) {
  std::string out = "<ul>\n    ";
  for (const auto& [field, before, after] : v.tracking)
    out += "\n        <li>" + escaped(field) + ": " + escaped(before) + " -&gt; " + escaped(after) + "</li>\n    ";
  return out + "\n</ul>";
}

std::string sent_by(const LayoutValues& v) {
  std::string out = "<p style=\"color: #555555; margin-top:32px;\">\n    Sent\n    ";
  if (!v.company_name.empty()) {
    const std::string name = "<span>" + escaped(v.company_name) + "</span>";
    out += "<span>\n    by\n    ";
    if (!v.website_url.empty())
      out += "<a href=\"" + escaped(v.website_url) + "\" style=\"text-decoration:none; color: #875A7B;\">\n        " +
             name + "\n    </a>";
    out += "\n    ";
    if (v.website_url.empty()) out += name;
    out += "\n    </span>";
  }
  return out +
         "\n    using\n    <a target=\"_blank\" href=\"https://www.odoo.com?utm_source=db&amp;utm_medium=email\" "
         "style=\"text-decoration:none; color: #875A7B;\">Odoo</a>.\n</p>";
}

}  // namespace

std::string email_layout(const LayoutValues& v) {
  std::string out = "<div>\n";
  if (v.has_button) out += button_action(v);
  out += "\n";
  if (v.has_button || !v.actions.empty() || !v.is_discussion) out += header_table(v);
  out += "\n<div>" + v.body + "</div>\n";
  if (!v.tracking.empty()) out += tracking_list(v);
  out += "\n";
  if (!v.signature.empty()) out += "<div style=\"font-size: 13px;\">" + v.signature + "</div>";
  return out + "\n" + sent_by(v) + "\n</div>\n        ";
}

std::string light_layout(const LayoutValues& v) {
  static const char* const rule =
      "<hr width=\"100%\" style=\"background-color:rgb(204,204,204);border:medium "
      "none;clear:both;display:block;font-size:"
      "0px;min-height:1px;line-height:0; ";
  static const char* const indent = "\n                ";
  std::string record = v.record_name;
  std::replace(record.begin(), record.end(), '/', '-');
  std::string out =
      "<table border=\"0\" cellpadding=\"0\" cellspacing=\"0\" style=\"padding-top: 16px; background-color: #F1F1F1; "
      "font-family:Verdana, Arial,sans-serif; color: #454748; width: 100%; border-collapse:separate;\"><tr><td "
      "align=\"center\">\n<table border=\"0\" cellpadding=\"0\" cellspacing=\"0\" width=\"590\" style=\"padding: 24px; "
      "background-color: white; color: #454748; border-collapse:separate;\">\n<tbody>\n    \n    <tr>\n        <td "
      "align=\"center\" style=\"min-width: 590px;\">\n            <table border=\"0\" cellpadding=\"0\" "
      "cellspacing=\"0\" width=\"100%\" style=\"background-color: white; padding: 0; border-collapse:separate;\">";
  out +=
      std::string(indent) + "<tr><td valign=\"middle\">\n                    <span style=\"font-size: 10px;\">Your " +
      escaped(v.model_description.empty() ? "document" : v.model_description) +
      "</span><br/>\n                    <span style=\"font-size: 20px; font-weight: bold;\">\n                       "
      " " +
      escaped(record) +
      "\n                    </span>\n                </td><td valign=\"middle\" align=\"right\">\n                   "
      " " +
      logo(v, "padding: 0px; margin: 0px; height: 48px;") +
      "\n                </td></tr>\n                <tr><td colspan=\"2\" style=\"text-align:center;\">\n             "
      "     " +
      rule + "margin:4px 0px 32px 0px;\"/>\n                </td></tr>\n            </table>\n        </td>\n    </tr>";
  out += "\n    \n    <tr>\n        <td style=\"min-width: 590px;\">\n            " + v.body +
         "\n        </td>\n    </tr>\n    \n    <tr>\n        <td align=\"center\" style=\"min-width: 590px; padding: "
         "0 8px 0 "
         "8px; font-size:11px;\">\n            " +
         rule + "margin: 16px 0px 4px 0px;\"/>\n            <b>" + escaped(v.company_name) +
         "</b><br/>\n            <div style=\"color: #999999;\">" + indent + escaped(v.company_phone) + indent;
  if (!v.company_email.empty())
    out += " |\n                    <a href=\"mailto:" + escaped(v.company_email) +
           "\" style=\"text-decoration:none; color: #999999;\">" + escaped(v.company_email) + "</a>" + indent;
  out += indent;
  if (!v.company_website.empty())
    out += " |\n                    <a href=\"" + escaped(v.company_website) +
           "\" style=\"text-decoration:none; color: #999999;\">\n                        " +
           escaped(v.company_website) + "\n                    </a>" + indent;
  return out +
         "\n            </div>\n        </td>\n    </tr>\n</tbody>\n</table>\n</td></tr>\n\n<tr><td align=\"center\" "
         "style=\"min-width: 590px;\">\n        Powered by <a target=\"_blank\" "
         "href=\"https://www.odoo.com?utm_source=db&amp;utm_medium=email\" style=\"color: "
         "#875A7B;\">Odoo</a>\n</td></tr>\n"
         "</table>\n        ";
}

bool has_view(const Env& env, const std::string& xml_id) {
  return *env.cached<bool>("view/" + xml_id, [&] {
    if (env.cr().execute("SELECT to_regclass('ir_ui_view')")[0][0].is_null()) return true;
    return !env.cr().execute(bridge::Sql("SELECT id FROM ir_ui_view WHERE id = %s", {env.ref(xml_id)})).empty();
  });
}

std::string user_assigned_text(const Records& document, const std::string& model_label) {
  const std::string label = escaped(model_label.empty() ? "document" : model_label);
  const std::string url =
      escaped("/mail/view?model=" + document.model().name() + "&res_id=" + std::to_string(document.id()));
  return "<p style=\"margin: 0px;\">\n    <span>Dear " + escaped(document.sudo().rel("user_id").text("name")) +
         ",</span><br/>\n    <span style=\"margin-top: 8px;\">You have been assigned to the " + label + " " +
         escaped(document.display_name()) +
         ".</span>\n</p>\n<p style=\"margin-top: 24px; margin-bottom: 16px;\">\n    <a href=\"" + url +
         "\" style=\"background-color:#875A7B; padding: 10px; text-decoration: none; color: #fff; border-radius: "
         "5px;\">\n"
         "            View " +
         label + "\n    </a>\n</p>\n        ";
}

}  // namespace chatterd
