// What the module sms adds to mail.thread.
#include "models/engine/html/python_text.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Value compute_message_has_sms_error(const Records& documents, const Args&) {
  const Env& env = documents.env();
  const Ids failed =
      documents.empty()
          ? Ids{}
          : unique(env.cr()
                       .execute(Sql(
                           R"sql(
                               SELECT msg.res_id
                               FROM mail_message msg
                                 JOIN mail_message_res_partner_needaction_rel rel ON
                                     rel.mail_message_id = msg.id
                                 AND rel.notification_type = 'sms'
                                 AND rel.notification_status = 'exception'
                               WHERE msg.author_id = %s
                                 AND msg.model = %s
                                 AND msg.res_id = ANY(%s::int[])
                                 AND msg.message_type <> 'user_notification')sql",
                           {own_partner(env), documents.model().name(), documents.ids()}))
                       .ids());
  for (const Records& document : documents.each())
    document.assign("message_has_sms_error", contains(failed, document.id()));
  return nullptr;
}

Value search_message_has_sms_error(const Records& self, const Args& args) {
  return Value::array(
      {"&", Value::array({"message_ids.has_sms_error", args["operator"], args["operand"]}),
       term("message_ids.author_id", "=", own_partner(self.env()))});
}

// The text of an SMS is made of every message, even where nobody gets one.
Value notify_thread(const Records& documents, const Args& args) {
  Value recipients = args.super(documents);
  const Value& values = args["msg_vals"];
  const Value body = truthy(values) ? values.value("body", Value()) : Value();
  if (body.is_string() && truthy(body) && html::strip(body.get_ref<const std::string&>()).empty())
    throw AttributeError("'NoneType' object has no attribute 'xpath'");
  return recipients;
}

}  // namespace

void extend_mail_thread_sms(Registry& registry) {
  Model& m = registry.extend("mail.thread", "sms");
  m.field("message_has_sms_error", boolean("SMS Delivery error")
                                       .compute("_compute_message_has_sms_error")
                                       .search("_search_message_has_sms_error")
                                       .help("If checked, some messages have a delivery error."));
  m.method("_notify_thread", On::multi, {}, notify_thread);
  m.method("_compute_message_has_sms_error", On::multi, {}, compute_message_has_sms_error);
  m.method("_search_message_has_sms_error", On::model, {"operator", "operand"},
           search_message_has_sms_error);
}

}  // namespace chatterd
