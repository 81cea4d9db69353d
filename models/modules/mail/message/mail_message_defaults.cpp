// What a new message gets when its creator does not say: sender, reply-to address, message id,
// record name.
#include "models/modules/mail/message/mail_message_defaults.hpp"

#include "models/engine/html/email_text.hpp"
#include "models/modules/mail/message/mail_message.hpp"

namespace chatterd {

std::string default_sender(const Env& env) {
  const Records partner = env.sudo().browse("res.partner", {own_partner(env)});
  if (!partner.is("email"))
    throw UserError(
        env.translate("Unable to post message, please configure the sender's email address."));
  return html::formataddr(partner.text("name"), partner.text("email"));
}

namespace {

// A value of the new message, or what the context says about it.
Value given(const Env& env, const Value& values, const char* name) {
  if (values.contains(name)) return values[name];
  return env.context((std::string("default_") + name).c_str());
}

Value value_of(const Value& values, const char* name) {
  return values.contains(name) ? values[name] : Value();
}

Value get_default_from(const Records& self, const Args&) { return default_sender(self.env()); }

Value get_default_author(const Records& self, const Args&) { return own_partner(self.env()); }

Value get_record_name(const Records& self, const Args& args) {
  const Value model = given(self.env(), args["values"], "model");
  const Value res_id = given(self.env(), args["values"], "res_id");
  if (!truthy(model) || !truthy(res_id) || !model.is_string()) return false;
  if (self.env().registry().find(model.get<std::string>()) == nullptr) return false;
  return self.env().sudo().browse(model.get<std::string>(), {to_id(res_id)}).get("display_name");
}

Value get_reply_to(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Value& values = args["values"];
  const Value model = given(env, values, "model");
  const Value res_id = given(env, values, "res_id");
  return reply_to(
      env, value_of(values, "email_from"),
      is_thread_message(model, res_id, value_of(values, "message_type")) ? model : Value(), res_id);
}

Value get_message_id(const Records&, const Args& args) {
  const Value& values = args["values"];
  if (value_of(values, "no_auto_thread") == true)
    return html::generate_tracking_message_id("reply_to");
  const Value model = value_of(values, "model"), res_id = value_of(values, "res_id");
  if (!is_thread_message(model, res_id, value_of(values, "message_type")))
    return html::generate_tracking_message_id("private");
  return html::generate_tracking_message_id(std::to_string(to_id(res_id)) + "-" + to_text(model));
}

Value is_thread_message_method(const Records& messages, const Args& args) {
  const Value& values = args["vals"];
  if (truthy(values))
    return truthy(is_thread_message(value_of(values, "model"), value_of(values, "res_id"),
                                    value_of(values, "message_type")));
  const Records& message = messages.ensure_one();
  return is_thread_message(message.get("model"), message.get("res_id"),
                           message.get("message_type"));
}

}  // namespace

Value reply_to(const Env& env, const Value& default_address, const Value& model,
               const Value& res_id) {
  if (!truthy(model)) {
    const Value found = env["mail.thread"].call("_notify_get_reply_to", Value::array(),
                                                {{"default", default_address}});
    return found["false"];
  }
  const Records record = env.browse(to_text(model), {to_id(res_id)});
  const std::string key = std::to_string(to_id(res_id));
  const Value found =
      record.model().find_method("_notify_get_reply_to")
          ? record.call("_notify_get_reply_to", Value::array(), {{"default", default_address}})
          : env["mail.thread"].call("_notify_get_reply_to", Value::array(),
                                    {{"default", default_address},
                                     {"records", {{"model", model}, {"ids", record.ids()}}}});
  if (!found.contains(key)) throw KeyError(key);  // mail.thread itself has no records
  return found[key];
}

void define_mail_message_defaults(Model& m) {
  m.method("_get_default_from", On::model, {}, get_default_from);
  m.method("_get_default_author", On::model, {}, get_default_author);
  m.method("_get_record_name", On::model, {"values"}, get_record_name);
  m.method("_get_reply_to", On::model, {"values"}, get_reply_to);
  m.method("_get_message_id", On::model, {"values"}, get_message_id);
  m.method("is_thread_message", On::multi, {{"vals", nullptr}}, is_thread_message_method);
}

}  // namespace chatterd
