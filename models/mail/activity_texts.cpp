// The notes about activities: what Odoo's QWeb templates of them make of their values.
#include "models/html/html.hpp"
#include "models/mail/mail_activity.hpp"
#include "models/mail/notification_layouts.hpp"

namespace chatterd {
namespace {

std::string span(const std::string& text) { return "<span>" + html::html_escape(text) + "</span>"; }

constexpr const char* button =
    "background-color:#875A7B; padding: 8px 16px 8px 16px; text-decoration: none; color: #fff; border-radius: 5px;";

std::string feedback_lines(const std::string& feedback) {
  std::string out;
  std::size_t at = 0;
  for (;;) {
    const std::size_t end = feedback.find('\n', at);
    out += "\n            " + html::html_escape(feedback.substr(at, end == std::string::npos ? end : end - at));
    if (end == std::string::npos) break;
    out += "\n            <br/>\n        ";
    at = end + 1;
  }
  return "<div>\n        " + out + "\n        \n    </div>";
}

}  // namespace

std::string activity_assigned_text(const Records& activity, const std::string& label) {
  if (!has_view(activity.env(), "mail.message_activity_assigned"))
    throw ValueError("No record found for unique ID mail.message_activity_assigned. It may have been deleted.");
  std::string out = "<div style=\"margin: 0px; padding: 0px; font-size: 13px;\">\n    " +
                    span(activity.rel("create_uid").sudo().text("name")) + " assigned you an activity " +
                    span(activity.rel("activity_type_id").text("name")) + "\n    ";
  if (activity.is("summary")) out += "(" + span(activity.text("summary")) + ")";
  out += "\n    on " + span(activity.text("res_name")) + "\n    to close for " + span(activity.text("date_deadline")) +
         ".<br/>\n    <p style=\"margin: 16px 0px 16px 0px;\">\n        <a href=\"/mail/view?model=" +
         activity.text("res_model") + "&amp;res_id=" + std::to_string(activity.id("res_id")) + "\" style=\"" + button +
         "\">\n            View " + html::html_escape(label.empty() ? "document" : label) +
         "\n        </a>\n    </p>\n    ";
  if (activity.is("note")) out += "<div style=\"margin-top: 8px;\">" + activity.text("note") + "</div>";
  return out + "\n</div>";
}

std::string activity_done_text(const Records& activity, const std::string& feedback) {
  const Env& env = activity.env();
  if (!has_view(env, "mail.message_activity_done")) return {};
  const Records type = activity.rel("activity_type_id");
  std::string out = "<div>\n    <p>\n        <span class=\"fa " + html::html_escape(type.text("icon")) +
                    " fa-fw\"></span>" + span(type.text("name")) + " done\n        ";
  if (activity.id("user_id") != env.uid())
    out += " (originally assigned to " + span(activity.rel("user_id").sudo().text("name")) + ")";
  out += "\n        ";
  if (activity.is("summary")) out += "<span>: </span>" + span(activity.text("summary"));
  out += "\n    </p>\n    ";
  if (!feedback.empty()) out += feedback_lines(feedback);
  out += "\n    ";
  if (activity.is("note") && activity.text("note") != "<p><br></p>")
    out += "\n        <div class=\"o_mail_note_title\"><strong>Original note:</strong></div>\n        <div>" +
           activity.text("note") + "</div>\n    ";
  return out + "\n</div>";
}

}  // namespace chatterd
