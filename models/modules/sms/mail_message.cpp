// What the module sms adds to mail.message.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/mail/message/mail_message_failure.hpp"
#include "models/modules/mail/message/message_format.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Value compute_has_sms_error(const Records& messages, const Args&) {
  const Ids failed = unique(messages.env()
                                .cr()
                                .execute(Sql(R"sql(
                     SELECT mail_message_id
                     FROM mail_message_res_partner_needaction_rel
                     WHERE notification_type = 'sms'
                       AND notification_status = 'exception'
                       AND mail_message_id = ANY(%s::int[]))sql",
                                             {messages.ids()}))
                                .ids());
  for (const Records& message : messages.each())
    message.assign("has_sms_error", contains(failed, message.id()));
  return nullptr;
}

Value search_has_sms_error(const Records&, const Args& args) {
  if (args["operator"] != "=" || !truthy(args["operand"])) throw NotImplementedError();
  return Value::array({"&", term("notification_ids.notification_status", "=", "exception"),
                       term("notification_ids.notification_type", "=", "sms")});
}

// A second entry for messages that were (also) sent as text messages.
Value format_mail_failures(const Records& messages, const Args& args) {
  Value out = args.super(messages);
  const auto notifications = notifications_of(messages);
  for (const Records& message : messages.each()) {
    const auto found = notifications.find(message.id());
    if (found == notifications.end()) continue;
    Value sent = Value::object();
    for (const FailureRow& row : found->second)
      if (row.type == "sms") sent[row.partner] = row.status_and_name;
    if (sent.empty()) continue;
    Value info = failure_header(message);
    info["failure_type"] = "sms";
    info["notifications"] = std::move(sent);
    info["module_icon"] = "/sms/static/img/sms_failure.svg";
    out.push_back(std::move(info));
  }
  return out;
}

// sms_ids: [notification, who or which number, status] of each text message.
void format_sms_keys(const Env& env, const MessageParts& message, JsonWriter& out) {
  out.key("sms_ids").begin_array();
  for (const MessageParts::Notification& notification : message.notifications) {
    if (notification.type != "sms") continue;
    const std::string name =
        env.sudo()
            .browse("res.partner", notification.partner ? Ids{notification.partner} : Ids{})
            .display_name();
    out.begin_array().number(notification.id);
    if (!name.empty())
      out.text(name);
    else if (!notification.sms_number.empty())
      out.text(notification.sms_number);
    else
      out.boolean(false);
    if (notification.status)
      out.text(*notification.status);
    else
      out.boolean(false);
    out.end_array();
  }
  out.end_array();
}

}  // namespace

void extend_mail_message_sms(Registry& registry) {
  Model& m = registry.extend("mail.message", "sms");
  m.field("message_type", selection("").selection_add({{"sms", "SMS"}}));
  m.field("has_sms_error", boolean("Has SMS error")
                               .compute("_compute_has_sms_error")
                               .search("_search_has_sms_error")
                               .help("Has error"));
  m.method("_compute_has_sms_error", On::multi, {}, compute_has_sms_error);
  m.method("_search_has_sms_error", On::model, {"operator", "operand"}, search_has_sms_error);
  m.method("_format_mail_failures", On::multi, {}, format_mail_failures);
  add_format_keys(m, format_sms_keys);
}

}  // namespace chatterd
