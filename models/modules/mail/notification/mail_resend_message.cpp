// mail.resend.message and mail.resend.cancel: the dialogs that send e-mails again that failed, or
// give them up.
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

const Value close_dialog = {{"type", "ir.actions.act_window_close"}};

bool failed(const Records& notification) {
  const Value status = notification.get("notification_status");
  return notification.get("notification_type") == "email" &&
         (status == "exception" || status == "bounce");
}

bool may_not_write(const Env& env, const char* model) {
  return !truthy(env[model].call("check_access_rights", Value::array({"write"}),
                                 {{"raise_exception", false}}));
}

Value default_get(const Records& self, const Args& args) {
  const Env& env = self.env();
  Value values = args.super(self);
  const Value id = env.context("mail_message_to_resend");
  if (!truthy(id)) throw UserError(env.translate("No message_id found in context"));
  const Records message = env.browse("mail.message", {to_id(id)});
  const Records notifications = message.rel("notification_ids").filtered(failed);
  Value lines = Value::array();
  bool any_user = false;
  for (const Records& notification : notifications.each()) {
    const Records partner = notification.rel("res_partner_id");
    any_user = any_user || !partner.rel("user_ids").empty();
    lines.push_back(command::create({{"partner_id", partner.id()},
                                     {"name", partner.get("name")},
                                     {"email", partner.get("email")},
                                     {"resend", true},
                                     {"message", notification.call("format_failure_reason")}}));
  }
  values["partner_readonly"] = may_not_write(env, any_user ? "res.users" : "res.partner");
  values["notification_ids"] = Value::array({command::set(notifications.ids())});
  values["mail_message_id"] = message.id();
  values["partner_ids"] = std::move(lines);
  return values;
}

Value compute_has_cancel(const Records& wizards, const Args&) {
  for (const Records& wizard : wizards.each())
    wizard.assign("has_cancel",
                  !wizard.rel("partner_ids")
                       .filtered([](const Records& line) { return !line.is("resend"); })
                       .empty());
  return nullptr;
}

Value compute_partner_readonly(const Records& wizards, const Args&) {
  const bool readonly = may_not_write(wizards.env(), "res.partner");
  for (const Records& wizard : wizards.each()) wizard.assign("partner_readonly", readonly);
  return nullptr;
}

void send_again(const Records& message, const Ids& partners) {
  const Env& env = message.env();
  const bool on_document = truthy(message.call("is_thread_message"));
  const Records document =
      on_document ? env.browse(message.text("model"), {message.id("res_id")}) : env["mail.thread"];
  Value rows = env["mail.followers"].call("_get_recipient_data",
                                          Value::array({Value(), "comment", false, partners}));
  // whoever wants his messages in the inbox by now gets no e-mail
  Value wanted = Value::array();
  for (Value& row : rows)
    if (!truthy(row[5]) || (truthy(row[0]) && row[5] == "email")) wanted.push_back(std::move(row));
  document.call("_notify_record_by_email",
                Value::array({message.id(), {{"partners", by_email(wanted)}}}),
                {{"check_existing", true}, {"send_after_commit", false}});
}

Value resend_mail_action(const Records& wizards, const Args&) {
  for (const Records& wizard : wizards.each()) {
    const Records lines = wizard.rel("partner_ids");
    const auto chosen = [](const Records& line) { return line.is("resend"); };
    const Ids to_send = lines.filtered(chosen).rel("partner_id").ids();
    const Ids to_cancel = (lines - lines.filtered(chosen)).rel("partner_id").ids();
    const Records cancelled =
        wizard.rel("notification_ids").filtered([&](const Records& notification) {
          return failed(notification) && contains(to_cancel, notification.id("res_partner_id"));
        });
    if (!cancelled.empty()) cancelled.sudo().write({{"notification_status", "canceled"}});
    const Records message = wizard.rel("mail_message_id");
    if (!to_send.empty()) send_again(message, to_send);
    // Says what has become of the e-mails, so it follows their sending, which follows the commit.
    wizards.env().after_commit([id = message.id(), user = wizards.env().uid()](const Env& later) {
      later.with_user(user)
          .browse("mail.message", {id})
          .exists()
          .call("_notify_mail_failure_update");
    });
  }
  return close_dialog;
}

Value cancel_mail_action(const Records& wizards, const Args&) {
  for (const Records& wizard : wizards.each()) {
    const Records cancelled = wizard.rel("notification_ids").filtered(failed);
    if (!cancelled.empty()) cancelled.sudo().write({{"notification_status", "canceled"}});
    wizard.rel("mail_message_id").call("_notify_mail_failure_update");
  }
  return close_dialog;
}

Value compute_help_message(const Records& wizards, const Args&) {
  const Env& env = wizards.env();
  const Value count = env.context("unread_counter");
  for (const Records& wizard : wizards.each())
    wizard.assign(
        "help_message",
        format(env.translate(
                   "Are you sure you want to discard %s mail delivery failures. You won't be able "
                   "to re-send these mails later!"),
               {count.is_null() ? Value("None") : count}));
  return nullptr;
}

Value cancel_resend_action(const Records& wizards, const Args&) {
  const Env& env = wizards.env();
  for (const Records& wizard : wizards.each()) {
    const auto rows =
        env.cr().execute(bridge::Sql(R"sql(
            SELECT n.id, m.id
            FROM mail_message_res_partner_needaction_rel n
              JOIN mail_message m ON m.id = n.mail_message_id
            WHERE n.notification_status IN ('bounce', 'exception')
              AND m.model = %s
              AND m.author_id = %s
            ORDER BY n.id)sql",
                                     {wizard.text("model"), env.user().id("partner_id")}));
    Ids notifications, messages;
    for (const bridge::Row row : rows) {
      notifications.push_back(row[0].integer());
      messages.push_back(row[1].integer());
    }
    if (notifications.empty()) continue;
    env.sudo()
        .browse("mail.notification", notifications)
        .write({{"notification_status", "canceled"}});
    env.browse("mail.message", unique(messages)).call("_notify_mail_failure_update");
  }
  return close_dialog;
}

void define_partner(Registry& registry) {
  Model& m = registry
                 .define("mail.resend.partner", "mail",
                         "Partner with additionnal information for mail resend")
                 .transient();
  m.field("partner_id", many2one("Partner", "res.partner").required().ondelete("cascade"));
  m.field("name", char_("Name").related("partner_id.name").related_sudo(false).readonly(false));
  m.field("email", char_("Email").related("partner_id.email").related_sudo(false).readonly(false));
  m.field("resend", boolean("Send Again").by_default(true));
  m.field("resend_wizard_id", many2one("Resend wizard", "mail.resend.message"));
  m.field("message", char_("Help message"));
}

void define_cancel(Registry& registry) {
  Model& m =
      registry.define("mail.resend.cancel", "mail", "Dismiss notification for resend by model")
          .transient();
  m.field("model", char_("Model"));
  m.field("help_message",
          char_("Help message").compute("_compute_help_message").depends({"model"}));
  m.method("_compute_help_message", On::multi, {}, compute_help_message);
  m.method("cancel_resend_action", On::multi, {}, cancel_resend_action);
}

}  // namespace

void define_mail_resend_message(Registry& registry) {
  Model& m = registry.define("mail.resend.message", "mail", "Email resend wizard").transient();
  m.field("mail_message_id", many2one("Message", "mail.message").readonly());
  m.field("partner_ids", one2many("Recipients", "mail.resend.partner", "resend_wizard_id"));
  m.field("notification_ids", many2many("Notifications", "mail.notification").readonly());
  m.field("has_cancel",
          boolean("Has Cancel").compute("_compute_has_cancel").depends({"partner_ids"}));
  m.field("partner_readonly", boolean("Partner Readonly").compute("_compute_partner_readonly"));
  m.method("default_get", On::model, {}, default_get);
  m.method("_compute_has_cancel", On::multi, {}, compute_has_cancel);
  m.method("_compute_partner_readonly", On::multi, {}, compute_partner_readonly);
  // Both → the action that closes the dialog.
  m.method("resend_mail_action", On::multi, {}, resend_mail_action);
  m.method("cancel_mail_action", On::multi, {}, cancel_mail_action);
  define_partner(registry);
  define_cancel(registry);
}

}  // namespace chatterd
