// Messages that could not be delivered, for the author's messaging menu.
#include "models/modules/mail/message/mail_message_failure.hpp"

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/mail/message/mail_message.hpp"

namespace chatterd {

using bridge::Sql;

Value failure_header(const Records& message) {
  const std::string model = message.text("model");
  const Model* known = message.env().registry().find(model);
  return {{"message_id", message.id()},
          {"record_name", message.get("record_name")},
          {"model_name", known ? Value(model_label(message.env(), *known)) : Value(false)},
          {"uuid", message.get("message_id")},
          {"res_id", message.get("res_id")},
          {"model", message.get("model")},
          {"last_message_date", message.get("date")},
          {"module_icon", "/mail/static/src/img/smiley/mailfailure.jpg"}};
}

std::map<Id, std::vector<FailureRow>> notifications_of(const Records& messages) {
  std::map<Id, std::vector<FailureRow>> out;
  const auto rows = messages.env().cr().execute(Sql(R"sql(
          SELECT n.mail_message_id, n.notification_type, n.notification_status, n.res_partner_id,
              p.name
          FROM mail_message_res_partner_needaction_rel n
            LEFT JOIN res_partner p ON p.id = n.res_partner_id
          WHERE n.mail_message_id = ANY(%s::int[])
          ORDER BY n.id)sql",
                                                    {messages.ids()}));
  const auto or_false = [](const bridge::Cell& cell) {
    return cell.is_null() ? Value(false) : cell.json();
  };
  for (const bridge::Row row : rows)
    out[row[0].integer()].push_back({row[1].str(),
                                     row[3].is_null() ? "false" : std::to_string(row[3].integer()),
                                     Value::array({or_false(row[2]), or_false(row[4])})});
  return out;
}

namespace {

Value format_mail_failures(const Records& messages, const Args&) {
  Value out = Value::array();
  const auto notifications = notifications_of(messages);
  for (const Records& message : messages.each()) {
    const auto found = notifications.find(message.id());
    if (found == notifications.end()) continue;
    bool by_email = false;
    Value recipients = Value::object();
    for (const FailureRow& row : found->second) {
      by_email = by_email || row.type == "email";
      recipients[row.partner] = row.status_and_name;
    }
    if (!by_email) continue;
    Value failure = failure_header(message);
    failure["failure_type"] = "mail";
    failure["notifications"] = std::move(recipients);
    out.push_back(std::move(failure));
  }
  return out;
}

Value message_fetch_failed(const Records& self, const Args&) {
  const Records failed = self.search(
      Value::array({term("has_error", "=", true),
                    term("author_id.id", "=", own_partner(self.env())), term("res_id", "!=", 0),
                    term("model", "!=", false), term("message_type", "!=", "user_notification")}));
  return failed.empty() ? Value::array() : failed.call("_format_mail_failures");
}

}  // namespace

std::map<Id, Ids> readable_by_author(const Records& messages) {
  const Env& env = messages.env();
  std::map<Id, Ids> by_author;
  for (const Records& message : messages.each()) {
    const std::string model = message.text("model");
    if (model.empty() || message.id("res_id") == 0 || env.registry().find(model) == nullptr)
      continue;
    const Records document = env.browse(model, {message.id("res_id")});
    // somebody who has changed to another company may not see the document any more
    if (!document.has_access_rights("read") || filter_access_rules(document, "read").empty())
      continue;
    by_author[message.id("author_id")].push_back(message.id());
  }
  return by_author;
}

namespace {

Value notify_mail_failure_update(const Records& messages, const Args&) {
  const Env& env = messages.env();
  for (const auto& [author, ids] : readable_by_author(messages))
    env.notify(bus_channel(env, "res.partner", author),
               {{"type", "mail_failure"},
                {"elements", messages.browse(ids).call("_format_mail_failures")}});
  return nullptr;
}

}  // namespace

void define_mail_message_failure(Model& m) {
  m.method("message_fetch_failed", On::multi, {}, message_fetch_failed);
  // → a list of what the messaging menu shows of a failed message
  m.method("_format_mail_failures", On::multi, {}, format_mail_failures);
  m.method("_notify_mail_failure_update", On::multi, {}, notify_mail_failure_update);
}

}  // namespace chatterd
