// Posting on documents: message_post and its relatives. What a message starts is done by the other
// parts.
#include "models/engine/html/email_text.hpp"
#include "models/engine/html/html.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/python/python_set.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/message/mail_message_defaults.hpp"
#include "models/modules/mail/posting/plain_post.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {

using bridge::Sql;

Records with_lang(const Records& records) {
  const Env& env = records.env();
  if (env.flag("lang")) return records;
  const std::string lang = env.user_info()->lang;
  return records.with_context({{"lang", lang.empty() ? Value(false) : Value(lang)}});
}

Value clean_context(const Value& context) {
  Value out = Value::object();
  for (const auto& [key, value] : context.items())
    if (!key.starts_with("default_")) out[key] = value;
  return out;
}

std::string post_access(const Records& records) {
  return to_text(records.call("_mail_post_access"));
}

namespace {

// Keyword arguments that are fields of messages, and those that are for the notification.
struct Keywords {
  Value message = Value::object(), notification = Value::object();
};

Keywords split_keywords(const Env& env, const Value& given) {
  Keywords out;
  const Model& model = env.registry().at("mail.message");
  for (const auto& [name, value] : given.items())
    (model.find_field(name) ? out.message : out.notification)[name] = value;
  return out;
}

// set(values) of ids, with Python's and Odoo's complaints about anything else. No record has one of
// the ids below 1: that is for the database to say.
Value id_set(const Value& values) {
  if (!truthy(values)) return Value::array();
  check_set(values);
  Ids ids, none;
  for (const Value& value : values.is_array() ? values : Value::array({values})) {
    if (!value.is_number_integer())
      throw ValueError(
          "message_post partner_ids and channel_ids must be integer list, not commands");
    (value.get<Id>() > 0 ? ids : none).push_back(value.get<Id>());
  }
  ids = python_set(ids);
  for (const Id id : unique(none)) ids.push_back(id);
  return ids;
}

// On flat threads every message answers the first; elsewhere an answer to an answer goes one level
// up.
Value parent_of(const Records& document, const Value& wanted) {
  const Env& env = document.env();
  if (!truthy(wanted)) {
    if (!truthy(document.call("_mail_flat_thread"))) return false;
    const auto first = env.cr().execute(Sql(R"sql(
            SELECT id
            FROM mail_message
            WHERE model = %s
              AND res_id = %s
              AND message_type <> 'user_notification'
            ORDER BY id
            LIMIT 1)sql",
                                            {document.model().name(), document.id()}));
    return first.empty() ? Value(false) : Value(first[0][0].integer());
  }
  const auto above = env.cr().execute(
      Sql("SELECT parent_id FROM mail_message WHERE id = %s AND parent_id IS NOT NULL",
          {to_id(wanted)}));
  return above.empty() ? wanted : Value(above[0][0].integer());
}

Value subtype_of(const Env& env, const Args& args) {
  if (truthy(args["subtype_id"])) return args["subtype_id"];
  if (truthy(args["subtype"]) && args["subtype"].is_structured()) return false;  // no name of any
  if (truthy(args["subtype"]) && !args["subtype"].is_string())
    throw TypeError(std::string("argument of type '") + python_type(args["subtype"]) +
                    "' is not iterable");
  std::string name = truthy(args["subtype"]) ? to_text(args["subtype"]) : "mt_note";
  if (name.find('.') == std::string::npos) name = "mail." + name;
  const Id id = env.ref(name);
  return id ? Value(id) : Value(false);
}

Value link_commands(const Value& values, const char* name) {
  Value commands = Value::array();
  if (!values.contains(name) || !truthy(values[name])) return commands;
  check_set(values[name]);
  for (const Value& id : values[name]) commands.push_back(command::link(id));
  return commands;
}

Value message_create(const Records& self, const Args& args) {
  const Value& given = args["values_list"];
  Value list = given.is_array() ? given : Value::array({given});
  for (Value& values : list) {
    for (const char* unknown : {"from", "to", "cc", "canned_response_ids"}) values.erase(unknown);
    for (const char* name : {"partner_ids", "channel_ids"})
      values[name] = link_commands(values, name);
  }
  Env env = self.env();
  if (env.context().contains("default_child_ids")) {
    Value context = env.context();
    context.erase("default_child_ids");
    env = env.replace_context(context);
  }
  return env["mail.message"].create(list).ids();
}

// The attachments that the message has besides those of the commands.
void add_pictures(const Records& message, Value& commands) {
  Ids all = to_ids(message.get("attachment_ids"));
  std::sort(all.begin(), all.end());
  for (const Id id : all)
    if (const Value link = command::link(id);
        std::find(commands.begin(), commands.end(), link) == commands.end())
      commands.push_back(link);
}

// The post of this author on this document that has the Message-Id already, or 0: a client that got
// no answer sends the same once more. A first request that is still at work is waited for.
Id posted_before(const Records& document, const Value& message_id, const Value& author) {
  if (!message_id.is_string() || message_id == "") return 0;
  const Env& env = document.env();
  const std::string key = message_id.get<std::string>();
  const auto taken =
      env.cr().execute(Sql("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", {key}));
  if (!taken[0][0].boolean()) {
    // This transaction would not see what the first one is about to commit: it begins anew then.
    env.cr().execute(Sql("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", {key}));
    env.cr().execute(
        "DO $$ BEGIN RAISE EXCEPTION 'the same message was being posted' USING ERRCODE = "
        "'serialization_failure'; END $$");
  }
  const auto found = env.cr().execute(
      Sql(R"sql(
      SELECT id
      FROM mail_message
      WHERE message_id = %s
        AND model = %s
        AND res_id = %s
        AND coalesce(author_id, 0) = %s
      ORDER BY id
      LIMIT 1)sql",
          {key, document.model().name(), document.id(), truthy(author) ? to_id(author) : 0}));
  return found.empty() ? 0 : found[0][0].integer();
}

Value message_post(const Records& self, const Args& args) {
  self.ensure_one();
  if (const auto posted = post_plainly(self, args)) return *posted;
  const Keywords keywords = split_keywords(self.env(), args.rest());
  if (self.model().name() == "mail.thread" || self.id() == 0 ||
      args["message_type"] == "user_notification")
    throw ValueError(
        "message_post should only be call to post message on record. Use message_notify instead");
  if (keywords.message.contains("model") || keywords.message.contains("res_id"))
    throw ValueError(
        "message_post doesn't support model and res_id parameters anymore. Please call "
        "message_post on record");
  const Records document = with_lang(self);
  const Env& env = document.env();
  // the name that the message keeps is read in sudo: the caller's rights on the document are asked
  // here
  document.check_access_rights("read");
  document.check_access_rule("read");
  const Value record_name =
      truthy(args["record_name"]) ? args["record_name"] : document.get("display_name");
  const Value partners = id_set(args["partner_ids"]);
  const Value channels = id_set(args["channel_ids"]);
  const Value author = document.call("_message_compute_author",
                                     Value::array({args["author_id"], args["email_from"], true}));
  if (const Id before = posted_before(document, keywords.message.value("message_id", Value()),
                                      author["author_id"]))
    return before;
  const Value subtype = subtype_of(env, args);
  if (env.flag("mail_post_autofollow") && !partners.empty())
    document.call("message_subscribe", Value::array({partners}));
  Value values = keywords.message;
  values["author_id"] = author["author_id"];
  values["email_from"] = author["email_from"];
  values["model"] = document.model().name();
  values["res_id"] = document.id();
  values["body"] = args["body"];
  values["subject"] = truthy(args["subject"]) ? args["subject"] : Value(false);
  values["message_type"] = args["message_type"];
  values["parent_id"] = parent_of(document, args["parent_id"]);
  values["subtype_id"] = subtype;
  values["partner_ids"] = partners;
  values["channel_ids"] = channels;
  values["add_sign"] = args["add_sign"];
  values["record_name"] = record_name;
  const Value attached = document.call(
      "_message_post_process_attachments",
      Value::array({truthy(args["attachments"]) ? args["attachments"] : Value::array(),
                    truthy(args["attachment_ids"]) ? args["attachment_ids"] : Value::array(),
                    values}));
  for (const auto& [name, value] : attached.items()) values[name] = value;
  Id message = 0;
  {
    const DocumentChecked checked(document, "read");
    message = to_ids(document.call("_message_create", Value::array({values}))).at(0);
  }
  // pictures of the body have become attachments too
  if (!html::find_data_images(to_text(values["body"])).empty())
    add_pictures(env.sudo().browse("mail.message", {message}), values["attachment_ids"]);
  const JustPosted fresh(env, message, values["attachment_ids"]);
  document.call("_message_set_main_attachment_id", Value::array({values["attachment_ids"]}));
  if (truthy(values["author_id"]) && values["message_type"] != "notification" &&
      !env.flag("mail_create_nosubscribe"))
    document.call("_message_subscribe", Value::array({Value::array({values["author_id"]})}));
  document.call("_message_post_after_hook", Value::array({message, values}));
  document.call("_notify_thread", Value::array({message, values}), keywords.notification);
  return message;
}

Value message_notify(const Records& self, const Args& args) {
  const Env& env = self.env();
  if (!self.empty()) self.ensure_one();
  const Keywords keywords = split_keywords(env, args.rest());
  const Value author = self.call("_message_compute_author",
                                 Value::array({args["author_id"], args["email_from"], true}));
  if (!truthy(args["partner_ids"])) {
    log_warning("message_notify called without recipients: nothing is sent");
    return recordset_text("mail.message", {});
  }
  const Records threads = env["mail.thread"];
  Value values = {{"parent_id", args["parent_id"]},
                  {"model", self.empty() ? Value(false) : Value(self.model().name())},
                  {"res_id", self.empty() ? Value(false) : Value(self.id())},
                  {"message_type", "user_notification"},
                  {"subject", args["subject"]},
                  {"body", args["body"]},
                  {"author_id", author["author_id"]},
                  {"email_from", author["email_from"]},
                  {"partner_ids", args["partner_ids"]},
                  {"subtype_id", env.ref("mail.mt_note")},
                  {"record_name", false},
                  {"reply_to", reply_to(env, author["email_from"], nullptr, nullptr)},
                  {"message_id", html::generate_tracking_message_id("message-notify")}};
  for (const auto& [name, value] : keywords.message.items()) values[name] = value;
  const Ids message = to_ids(threads.call("_message_create", Value::array({values})));
  threads.call("_notify_thread", Value::array({message.at(0), values}), keywords.notification);
  return recordset_text("mail.message", message);
}

// What notes have in common: no notification, computed once for many documents.
Value note_values(const Records& documents, const Args& args) {
  const Env& env = documents.env();
  const Value author = documents.call("_message_compute_author",
                                      Value::array({args["author_id"], args["email_from"], false}));
  return {{"subject", args["subject"]},
          {"author_id", author["author_id"]},
          {"email_from", author["email_from"]},
          {"message_type", args["message_type"]},
          {"model", documents.model().name()},
          {"subtype_id", env.ref("mail.mt_note")},
          {"record_name", false},
          {"reply_to", reply_to(env, author["email_from"], nullptr, nullptr)},
          {"message_id", html::generate_tracking_message_id("message-notify")}};
}

Value message_log(const Records& document, const Args& args) {
  Value values = note_values(document.ensure_one(), args);
  values["res_id"] = document.id();
  values["body"] = args["body"];
  for (const auto& [name, value] : args.rest().items()) values[name] = value;
  return document.sudo().call("_message_create", Value::array({values}));
}

Value message_log_batch(const Records& documents, const Args& args) {
  const Value common = note_values(documents, args);
  Value list = Value::array();
  for (const Id id : documents.ids()) {
    Value values = common;
    values["res_id"] = id;
    values["body"] = args["bodies"].value(std::to_string(id), Value(""));
    list.push_back(std::move(values));
  }
  return documents.sudo().call("_message_create", Value::array({list}));
}

Value after_hook(const Records&, const Args&) { return nullptr; }

Value flat_thread(const Records&, const Args&) { return true; }

// An attribute of Odoo's classes, which is in no table: of the documents of applications, these may
// be commented by whoever reads them.
Value post_access_of_documents(const Records& self, const Args&) {
  const Registry& registry = self.env().registry();
  const std::string& model = self.model().name();
  for (const char* open : {"hr.employee", "hr.leave", "hr.leave.allocation", "project.task",
                           "blog.post", "slide.slide"})
    if (model == open) return "read";
  return model == "product.template" && registry.installed("website_sale") ? "read" : "write";
}

Value get_mail_message_access(const Records& self, const Args& args) {
  const std::string operation = to_text(args["operation"]);
  if (operation == "write" || operation == "unlink") return "write";
  if (operation != "create") return operation;
  Records documents = self;
  if (truthy(args["model_name"])) documents = self.env()[to_text(args["model_name"])];
  if (documents.model().find_method("_mail_post_access") == nullptr) return "write";
  const std::string allowed = post_access(documents);
  return allowed == "create" || allowed == "read" || allowed == "unlink" ? Value(allowed)
                                                                         : Value("write");
}

}  // namespace

void define_mail_thread_post(Model& m) {
  const Value none = nullptr;
  m.method("message_post", On::multi,
           {"*",
            {"body", ""},
            {"subject", none},
            {"message_type", "notification"},
            {"email_from", none},
            {"author_id", none},
            {"parent_id", false},
            {"subtype_id", false},
            {"subtype", none},
            {"partner_ids", none},
            {"channel_ids", none},
            {"attachments", none},
            {"attachment_ids", none},
            {"add_sign", true},
            {"record_name", false},
            "**"},
           message_post);
  m.method("message_notify", On::multi,
           {"*",
            {"partner_ids", false},
            {"parent_id", false},
            {"model", false},
            {"res_id", false},
            {"author_id", none},
            {"email_from", none},
            {"body", ""},
            {"subject", false},
            "**"},
           message_notify);
  // values_list: values of one message or a list of them; partner_ids and channel_ids are ids →
  // message ids
  m.method("_message_create", On::multi, {"values_list"}, message_create);
  m.method("_message_log", On::multi,
           {"*",
            {"body", ""},
            {"author_id", none},
            {"email_from", none},
            {"subject", false},
            {"message_type", "notification"},
            "**"},
           message_log);
  // bodies: {document id as text: body}
  m.method("_message_log_batch", On::multi,
           {"bodies",
            {"author_id", none},
            {"email_from", none},
            {"subject", false},
            {"message_type", "notification"}},
           message_log_batch);
  m.method("_message_post_after_hook", On::multi, {"message", "msg_vals"}, after_hook);
  // Class attributes of Odoo's models: override them by a layer that answers another value.
  m.method("_mail_flat_thread", On::model, {}, flat_thread);
  m.method("_mail_post_access", On::model, {}, post_access_of_documents);
  m.method("get_mail_message_access", On::model, {"res_ids", "operation", {"model_name", none}},
           get_mail_message_access);
}

}  // namespace chatterd
