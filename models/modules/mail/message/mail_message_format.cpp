// What the web client shows of a message (mail.message message_format): all messages in one
// statement.
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/values/convert.hpp"
#include "models/modules/mail/followers/mail_message_subtype.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/thread/mail_tracking_value.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// The ids on the other side of a relation of message m, as reading the field in this environment
// gives them.
Sql related_ids(const Env& env, const char* comodel, const char* relation, const char* column,
                bool active_only, const char* order) {
  const Model& model = env.registry().at(comodel);
  Sql query = Sql("(SELECT jsonb_agg(o.id ORDER BY ") + Sql(order) + Sql(") FROM ") +
              Sql::identifier(relation) + Sql(" r JOIN ") + Sql::identifier(model.table()) +
              Sql(" o ON o.id = r.") + Sql::identifier(column) +
              Sql(" WHERE r.mail_message_id = m.id");
  if (active_only) query += Sql(" AND o.active");
  const Sql rules = rule_condition(env, model, "read", "o");
  if (!rules.empty()) query += Sql(" AND (") + rules + Sql(")");
  return query + Sql(")");
}

Sql select_messages(const Records& messages) {
  const Env& env = messages.env();
  const Value active_test = env.context("active_test");
  const bool active_only = active_test.is_null() || truthy(active_test);
  return Sql(R"sql(
      SELECT m.id, m.body, m.date, m.author_id, m.email_from, m.message_type, m.subtype_id,
          m.subject, m.model, m.res_id, m.record_name, m.moderation_status, a.name AS
          author_name, a.display_name AS author_label, )sql") +
         related_ids(env, "mail.channel", "mail_message_mail_channel_rel", "mail_channel_id", false,
                     "o.id") +
         Sql(" AS channel_ids, ") +
         related_ids(env, "res.partner", "mail_message_res_partner_rel", "res_partner_id", false,
                     "o.display_name, o.id") +
         Sql(" AS partner_ids, ") +
         related_ids(env, "res.partner", "mail_message_res_partner_starred_rel", "res_partner_id",
                     active_only, "o.display_name, o.id") +
         Sql(" AS starred_partner_ids, (SELECT jsonb_agg(jsonb_build_object('id', n.id, 'partner', "
             "n.res_partner_id, 'read', coalesce(n.is_read, false), 'type', n.notification_type, "
             "'status', n.notification_status, 'active', p.active, 'share', "
             "coalesce(p.partner_share, false), 'name', p.name, 'label', p.display_name) ORDER BY "
             "n.id) FROM mail_message_res_partner_needaction_rel n LEFT JOIN res_partner p ON p.id "
             "= n.res_partner_id WHERE n.mail_message_id = m.id) AS notifications, (SELECT "
             "jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'mimetype', f.mimetype) "
             "ORDER BY f.id DESC) FROM message_attachment_rel r JOIN ir_attachment f ON f.id = "
             "r.attachment_id WHERE r.message_id = m.id) AS attachments, (SELECT "
             "jsonb_agg(to_jsonb(t) ORDER BY t.tracking_sequence, t.id) FROM mail_tracking_value t "
             "WHERE t.mail_message_id = m.id) AS tracking FROM unnest(%s::int[]) WITH ORDINALITY "
             "AS wanted(id, place) JOIN mail_message m ON m.id = wanted.id LEFT JOIN res_partner a "
             "ON a.id = m.author_id ORDER BY wanted.place",
             {messages.ids()});
}

Value list_or_empty(const bridge::Cell& cell) {
  return cell.is_null() ? Value::array() : cell.json();
}

Value false_if_null(const bridge::Cell& cell) {
  return cell.is_null() ? Value(false) : cell.json();
}

// [id, name] of partners. The stored name is what name_get gives, unless the context asks for more
// of the address, or the partner is an address without a name.
class PartnerNames {
 public:
  explicit PartnerNames(const Env& env) : env_(env.sudo()) {
    for (const char* key : {"show_address", "show_address_only", "address_inline", "show_email",
                            "html_format", "show_vat", "im_livechat_use_username"})
      plain_ = plain_ && !env.flag(key);
  }
  Value operator()(Id id, const Value& name, const Value& label) {
    if (plain_ && truthy(name) && truthy(label)) return Value::array({id, label});
    const auto [place, added] = asked_.try_emplace(id);
    if (added) place->second = env_.browse("res.partner", {id}).name_get()[0];
    return place->second;
  }

 private:
  const Env env_;
  bool plain_ = true;
  std::map<Id, Value> asked_;
};

// customer_email_status and customer_email_data, and who has (not) read the message.
void add_notifications(Value& message, const Value& notifications, PartnerNames& names) {
  bool all_sent = true, any_exception = false, any_bounce = false;
  Value waiting = Value::array(), history = Value::array(), customers = Value::array();
  for (const Value& n : notifications) {
    const Value& status = n["status"];
    if (!n["partner"].is_null())
      (n["read"].get<bool>() ? history : waiting).push_back(n["partner"]);
    if (n["type"] != "email") continue;
    all_sent = all_sent && status == "sent";
    any_exception = any_exception || status == "exception";
    any_bounce = any_bounce || status == "bounce";
    const bool failed = status == "bounce" || status == "exception" || status == "canceled";
    if (truthy(n["active"]) && (failed || truthy(n["share"]))) {
      Value entry = names(n["partner"].get<Id>(), n["name"], n["label"]);
      entry.push_back(status.is_null() ? Value(false) : status);
      customers.push_back(std::move(entry));
    }
  }
  message["customer_email_status"] = all_sent        ? "sent"
                                     : any_exception ? "exception"
                                     : any_bounce    ? "bounce"
                                                     : "ready";
  message["customer_email_data"] = std::move(customers);
  message["needaction_partner_ids"] = std::move(waiting);
  message["history_partner_ids"] = std::move(history);
}

// The main attachment of the document that was looked at last, 0 when it has none. As in Odoo, a
// message about no document with a thread goes by the one before it, and where there was none the
// whole answer is an error.
using MainAttachment = std::optional<Id>;

void find_main_attachment(const Env& env, const Value& message, MainAttachment& main) {
  if (!truthy(message["model"])) {
    if (truthy(message["res_id"])) throw KeyError("False");
    return;
  }
  const Model& model = env.registry().at(message["model"].get<std::string>());
  if (truthy(message["res_id"]) && model.is_a("mail.thread") && may(env, model, "read"))
    main = Records(env, model, {to_id(message["res_id"])}).id("message_main_attachment_id");
}

void add_attachments(const Env& env, Value& message, const Value& attachments,
                     MainAttachment& main) {
  Value out = Value::array();
  if (!attachments.empty()) {
    find_main_attachment(env, message, main);
    if (!main)
      throw Error(ErrorKind::internal,
                  "local variable 'main_attachment' referenced before assignment",
                  "builtins.UnboundLocalError");
  }
  const auto or_false = [](const Value& value) { return value.is_null() ? Value(false) : value; };
  for (const Value& attachment : attachments)
    out.push_back({{"id", attachment["id"]},
                   {"filename", attachment["name"]},
                   {"name", attachment["name"]},
                   {"mimetype", or_false(attachment["mimetype"])},
                   {"is_main", attachment["id"] == *main}});
  message["attachment_ids"] = std::move(out);
}

void add_subtype(const Env& env, const Subtypes& known, Value& message, Id subtype_id) {
  const Subtype* subtype = subtype_id ? known.find(subtype_id) : nullptr;
  if (subtype == nullptr) {
    for (const char* key : {"subtype_id", "is_note", "is_discussion", "subtype_description"})
      message[key] = false;
    return;
  }
  message["subtype_id"] = Value::array({subtype->id, subtype->name});
  message["is_note"] = subtype->id == env.ref("mail.mt_note");
  message["is_discussion"] = subtype->id == env.ref("mail.mt_comment");
  message["subtype_description"] = subtype->description;
}

// The icon of the module that a model comes from: the first that has declared it.
Value module_icon(const Env& env, const std::string& model) {
  const auto load = [&]() -> Value {
    const auto rows = env.cr().execute(Sql(R"sql(
            SELECT a.icon
            FROM ir_model m
              JOIN ir_model_data d ON d.model = 'ir.model'
              AND d.res_id = m.id
              JOIN ir_module_module a ON a.name = d.module
            WHERE m.model = %s
            ORDER BY d.id
            LIMIT 1)sql",
                                           {model}));
    return rows.empty() || rows[0][0].is_null() ? Value() : Value(rows[0][0].str());
  };
  // a message may name anything: of what is no model here, nothing is kept
  if (env.registry().find(model) == nullptr) return load();
  return *env.cached<Value>("icon/" + model, load);
}

// Layers above ask for the messages' notifications: they need no statement of their own.
void remember_notifications(const Env& env, Id message, const Value& notifications) {
  const Env sudo = env.sudo();
  const Field& list = env.registry().at("mail.message").field_of("notification_ids");
  const Model& model = env.registry().at("mail.notification");
  Value ids = Value::array();
  for (const Value& n : notifications) {
    const Id id = n["id"].get<Id>();
    ids.push_back(id);
    env.cache().set(model.field_of("notification_type"), "", id, n["type"]);
    env.cache().set(model.field_of("res_partner_id"), "", id,
                    n["partner"].is_null() ? Value(false) : n["partner"]);
  }
  env.cache().set(list, cache_key(sudo, list), message, std::move(ids));
}

// Those of the attachments that are listed, in that order.
Value in_order(const Value& attachments, const Ids& ids) {
  Value out = Value::array();
  for (const Id id : ids) {
    const auto found = std::find_if(attachments.begin(), attachments.end(),
                                    [&](const Value& one) { return one["id"] == id; });
    if (found != attachments.end()) out.push_back(*found);
  }
  return out;
}

Value format_base(const Records& messages, const Args&) {
  const Env& env = messages.env();
  Value out = Value::array();
  if (messages.empty()) return out;
  const auto known = subtypes(env);
  PartnerNames names(env);
  MainAttachment main_attachment;
  for (const bridge::Row row : env.cr().execute(select_messages(messages))) {
    const Id id = row["id"].integer();
    Value message = {{"id", id}, {"res_id", row["res_id"].integer()}};
    for (const char* name : {"body", "date", "email_from", "message_type", "subject", "model",
                             "record_name", "moderation_status"})
      message[name] = false_if_null(row[name]);
    for (const char* name : {"channel_ids", "partner_ids", "starred_partner_ids"})
      message[name] = list_or_empty(row[name]);
    Value attachments = list_or_empty(row["attachments"]);
    if (const Ids* given = JustPosted::attachments(id)) attachments = in_order(attachments, *given);
    message["author_id"] = row["author_id"].is_null()
                               ? Value::array({0, message["email_from"]})
                               : names(row["author_id"].integer(), row["author_name"].json(),
                                       row["author_label"].json());
    const Value notifications = list_or_empty(row["notifications"]);
    add_notifications(message, notifications, names);
    remember_notifications(env, id, notifications);
    add_attachments(env, message, attachments, main_attachment);
    message["tracking_value_ids"] =
        tracking_for_client(env, message["model"], list_or_empty(row["tracking"]));
    add_subtype(env, *known, message, row["subtype_id"].integer());
    message["is_notification"] = message["message_type"] == "user_notification";
    if (truthy(message["model"])) {
      const Value icon = module_icon(env, message["model"].get<std::string>());
      if (!icon.is_null()) message["module_icon"] = icon;
    }
    out.push_back(std::move(message));
  }
  return out;
}

Value message_format(const Records& messages, const Args&) {
  if (messages.empty()) return Value::array();
  messages.check_access_rights("read");
  messages.check_access_rule("read");
  Value formatted = format_readable(messages);
  if (formatted.size() < unique(messages.ids()).size())
    for (const Records& message : messages.each())
      message.get("body");  // says which one is missing
  return formatted;
}

thread_local const JustPosted* innermost_posted = nullptr;

// The ids of [[4, id], …].
Ids linked(const Value& commands) {
  Ids ids;
  for (const Value& command : commands) ids.push_back(to_id(command[1]));
  return unique(ids);
}

}  // namespace

JustPosted::JustPosted(Id message, const Value& attachments)
    : message_(message), attachments_(linked(attachments)), outer_(innermost_posted) {
  innermost_posted = this;
}

JustPosted::~JustPosted() { innermost_posted = outer_; }

const Ids* JustPosted::attachments(Id message) {
  for (const JustPosted* at = innermost_posted; at != nullptr; at = at->outer_)
    if (at->message_ == message) return &at->attachments_;
  return nullptr;
}

Value format_readable(const Records& messages) { return messages.call("_message_format_rows"); }

void define_mail_message_format(Model& m) {
  m.method("message_format", On::multi, {}, message_format);
  // The rows alone, for messages that the caller may read: extensions add their keys here.
  m.method("_message_format_rows", On::multi, {}, format_base);
}

}  // namespace chatterd
