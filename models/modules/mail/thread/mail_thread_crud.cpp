// What creating, changing and deleting a document does to its chatter: followers, notes, tracked
// values.
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/mail/followers/mail_followers.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"
#include "models/modules/mail/thread/mail_thread_track.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// The values a document was created with, and those that the context gave.
Value with_context_defaults(const Env& env, const Value& values) {
  Value out = values;
  for (const auto& [key, value] : env.context().items())
    if (key.starts_with("default_") && !out.contains(key.substr(8))) out[key.substr(8)] = value;
  return out;
}

void log_creation(const Records& created) {
  const Env& env = created.env();
  Value bodies = Value::object();
  Ids silent;
  for (const Records& document : created.each()) {
    const Value body = document.call("_get_creation_message");
    const Value subtype = document.call("_creation_subtype");
    if (truthy(subtype)) {
      document.sudo().call(
          "message_post", Value::array(),
          {{"body", body}, {"subtype_id", subtype}, {"author_id", own_partner(env)}});
    } else {
      silent.push_back(document.id());
      bodies[std::to_string(document.id())] = body;
    }
  }
  if (!silent.empty()) created.browse(silent).call("_message_log_batch", Value::array({bodies}));
}

Value create_threads(const Records& self, const Args& args) {
  const Env& env = self.env();
  if (env.flag("tracking_disable")) return args.super(self);
  const Value& given = args["vals_list"];
  const Value list = given.is_array() ? given : Value::array({given});
  const Records created = self.browse(to_ids(args.super(self, {{"vals_list", list}})));
  if (!env.flag("mail_create_nosubscribe") && own_partner(env)) {
    const Ids customers;  // the creator follows as an employee, whatever he is
    insert_default_followers(env, self.model().name(), created.ids(), {own_partner(env)}, {},
                             &customers);
  }
  const std::vector<Records> each = created.each();
  for (std::size_t i = 0; i < each.size() && i < list.size(); ++i)
    each[i].call("_message_auto_subscribe", Value::array({with_context_defaults(env, list[i])}));
  if (!env.flag("mail_create_nolog")) log_creation(created);
  return created.ids();
}

Value write_threads(const Records& documents, const Args& args) {
  const Env& env = documents.env();
  if (env.flag("tracking_disable")) return args.super(documents);
  const Records tracked = with_lang(documents);
  const Value fields = env.flag("mail_notrack") ? Value::object() : tracked_fields(tracked);
  const Value before = fields.empty() ? Value::object() : tracked_state(tracked, fields);
  const Value done = args.super(documents);
  documents.call("_message_auto_subscribe", Value::array({args["vals"]}));
  if (!fields.empty())
    tracked.with_env(env.replace_context(clean_context(env.context())))
        .call("message_track", Value::array({fields, before}));
  return done;
}

Value unlink(const Records& documents, const Args& args) {
  if (documents.empty()) return true;
  const Env& env = documents.env();
  const std::string model = documents.model().name();
  env["mail.message"]
      .search(Value::array({term("model", "=", model), term("res_id", "in", documents.ids()),
                            term("message_type", "!=", "user_notification")}))
      .unlink();
  const Value done = args.super(documents);
  env.cr().execute(
      Sql("DELETE FROM mail_followers WHERE res_model = %s AND res_id = ANY(%s::int[])",
          {model, documents.ids()}));
  return done;
}

Value copy_data(const Records& document, const Args& args) {
  return args.super(document.with_context({{"mail_notrack", true}}));
}

Value get_creation_message(const Records& document, const Args&) {
  const Env& env = document.ensure_one().env();
  return format(env.translate("%s created"), {model_label(env, document.model())});
}

Value creation_subtype(const Records&, const Args&) { return false; }

}  // namespace

void define_mail_thread_crud(Model& m) {
  m.method("create", On::model, {}, create_threads);
  m.method("write", On::multi, {}, write_threads);
  m.method("unlink", On::multi, {}, unlink);
  m.method("copy_data", On::multi, {}, copy_data);
  m.method("_get_creation_message", On::multi, {}, get_creation_message);
  m.method("_creation_subtype", On::multi, {}, creation_subtype);  // → a subtype's id or false
}

}  // namespace chatterd
