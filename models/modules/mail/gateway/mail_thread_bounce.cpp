// Bounces: who could not be reached is remembered on the contacts, the documents and the
// notifications (mail.thread _routing_handle_bounce).
#include "models/engine/log.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/mail/gateway/mail_gateway.hpp"

namespace chatterd {
namespace {

// The models that count bounces.
std::vector<std::string> blacklist_models(const Env& env) {
  std::vector<std::string> out;
  for (const Model* model : env.registry().models())
    if (!model->is_abstract() && model->is_a("mail.thread.blacklist")) out.push_back(model->name());
  return out;
}

}  // namespace

void handle_bounce(const Env& env, const Value& dict) {
  const Value &email = dict["bounced_email"], &partners = dict["bounced_partner"];
  log_warning("e-mail " + to_text(dict["message_id"]) + " is a bounce and was not routed");
  if (!truthy(email)) return;
  const Env all = env.sudo();
  const Records message = all.browse("mail.message", to_ids(dict["bounced_message"]));
  Records document = all["mail.thread"];
  if (!message.empty()) {
    const Records first = message.each()[0];
    const std::string model = first.text("model");
    if (env.registry().find(model) && first.id("res_id"))
      document = all.browse(model, {first.id("res_id")}).exists();
  }
  bool done = false;
  for (const std::string& name : blacklist_models(env)) {
    const Records with_email =
        all[name].search(Value::array({term("email_normalized", "=", email)}));
    if (!with_email.empty())
      with_email.call("_message_receive_bounce", Value::array({email, partners}));
    done = !document.empty() && name == document.model().name() &&
           contains(with_email.ids(), document.id());
  }
  if (!document.empty() && !done && document.model().is_a("mail.thread"))
    document.call("_message_receive_bounce", Value::array({email, partners}));
  if (!truthy(partners) || message.empty()) return;
  const Records notifications = all["mail.notification"].search(Value::array(
      {term("mail_message_id", "in", message.ids()), term("res_partner_id", "in", partners)}));
  if (!notifications.empty()) notifications.write({{"notification_status", "bounce"}});
}

void reset_bounce(const Env& env, const Value& dict) {
  const Value& email = dict["email_from"];
  if (!truthy(email)) return;
  for (const std::string& name : blacklist_models(env)) {
    const Records reached = env.sudo()[name].search(
        Value::array({term("message_bounce", ">", 0), term("email_normalized", "=", email)}));
    if (!reached.empty()) reached.call("_message_reset_bounce", Value::array({email}));
  }
}

}  // namespace chatterd
