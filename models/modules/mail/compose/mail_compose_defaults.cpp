// mail.compose.message: what the composer opens with, for a document or as an answer to a message.
#include "models/engine/html/email_text.hpp"
#include "models/modules/mail/compose/mail_compose_message.hpp"
#include "models/modules/mail/message/mail_message.hpp"

namespace chatterd {
namespace {

bool lists(const Value& fields, const std::string& name) {
  return !fields.is_array() || std::find(fields.begin(), fields.end(), name) != fields.end();
}

void set_missing(Value& values, const char* key, const Value& value) {
  if (!values.contains(key)) values[key] = value;
}

void add_author(const Env& env, Value& values) {
  if (!values.contains("author_id")) {
    const Records user = env.user();
    values["author_id"] = own_partner(env);
    if (!values.contains("email_from") && user.is("email"))
      values["email_from"] = user.get("email_formatted");
  } else if (!values.contains("email_from")) {
    const Records author = env.browse("res.partner", to_ids(values["author_id"]));
    if (author.is("email"))
      values["email_from"] = html::formataddr(author.text("name"), author.text("email"));
  }
}

Value get_record_data(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Value& values = args["values"];
  const auto given = [&](const char* key) { return values.contains(key) && truthy(values[key]); };
  Value result = Value::object();
  std::string subject;
  if (given("parent_id")) {
    const Records parent = env.browse("mail.message", to_ids(values["parent_id"]));
    // a tuple of one in stock, by a comma too many
    result["record_name"] = Value::array({parent.get("record_name")});
    subject = parent.is("subject") ? parent.text("subject") : parent.text("record_name");
    if (!given("model")) result["model"] = parent.get("model");
    if (!given("res_id")) result["res_id"] = parent.get("res_id");
    Value partners = given("partner_ids") ? values["partner_ids"] : Value::array();
    const Records addressed = parent.rel("partner_ids");
    for (const Id id : addressed.ids()) partners.push_back(id);
    result["partner_ids"] = std::move(partners);
  } else if (given("model") && given("res_id")) {
    const Value names = env.browse(to_text(values["model"]), to_ids(values["res_id"])).name_get();
    result["record_name"] = names.empty() ? Value("") : names[0][1];
    subject = to_text(result["record_name"]);
  }
  const std::string prefix = env.translate("Re:");
  if (!subject.empty() && !subject.starts_with("Re:") && !subject.starts_with(prefix))
    subject = prefix + " " + subject;
  result["subject"] =
      subject.empty() && !given("parent_id") && !given("res_id") ? Value(false) : Value(subject);
  return result;
}

// A domain as Python prints it: terms are lists in a context that came as JSON.
Value active_domain(const Value& domain) {
  return domain.is_string() ? domain : Value(python_repr(domain));
}

Value composer_defaults(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Value& fields = args["fields_list"];
  // "reply" of old clients is no value of the field any more
  const bool old = env.context("default_composition_mode") == "reply";
  Value result =
      args.super(old ? self.with_context({{"default_composition_mode", "comment"}}) : self);
  add_author(env, result);
  const Value mode = env.context("mail.compose.message.mode");
  set_missing(result, "composition_mode", mode.is_null() ? Value("comment") : mode);
  set_missing(result, "model", env.context("active_model"));
  set_missing(result, "res_id", env.context("active_id"));
  set_missing(result, "parent_id", env.context("message_id"));
  const Model* model =
      result["model"].is_string() ? env.registry().find(to_text(result["model"])) : nullptr;
  if (!result.contains("no_auto_thread") &&
      (model == nullptr || model->find_method("message_post") == nullptr))
    result["no_auto_thread"] = true;
  if (result["composition_mode"] == "reply") result["composition_mode"] = "comment";
  Value more = Value::object();
  if (env.context().contains("active_domain"))
    more["active_domain"] = active_domain(env.context("active_domain"));
  if (result["composition_mode"] == "comment")
    more.update(self.call("get_record_data", Value::array({result})));
  for (const auto& [field, value] : more.items())
    if (lists(fields, field)) result[field] = value;
  // posting on oneself goes to the partner: users may not write on themselves
  if (result["model"] == "res.users" && result["res_id"] == env.uid()) {
    result["model"] = "res.partner";
    result["res_id"] = own_partner(env);
  }
  Value out = Value::object();
  for (const auto& [field, value] : result.items())
    if (lists(fields, field)) out[field] = value;
  return out;
}

// The tuple of get_record_data becomes a text when a composer is created with it.
Value create_composer(const Records& self, const Args& args) {
  const Records wizards = self;
  Value list = args["vals_list"].is_array() ? args["vals_list"] : Value::array({args["vals_list"]});
  for (Value& values : list) {
    if (values.contains("record_name")) continue;
    const Value known =
        self.call("default_get", Value::array({Value::array({"record_name", "parent_id"})}));
    if (known.contains("record_name") && known["record_name"].is_array())
      values["record_name"] = "(" + python_repr(known["record_name"][0]) + ",)";
  }
  return args.super(self, {{"vals_list", list}});
}

}  // namespace

void define_mail_compose_defaults(Model& m) {
  m.method("default_get", On::model, {}, composer_defaults);
  m.method("create", On::model, {}, create_composer);
  // values: those that default_get has found so far
  m.method("get_record_data", On::model, {"values"}, get_record_data);
}

}  // namespace chatterd
