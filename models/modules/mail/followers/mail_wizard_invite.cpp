// mail.wizard.invite: the dialog with which the chatter adds followers, and tells them by e-mail.
#include "models/engine/html/html.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

// The text of an element as lxml serializes it when no encoding is asked for.
std::string ascii(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = html::next_character(text, at);
    if (c == '&' || c == '<' || c == '>')
      out += html::html_escape(std::string(1, static_cast<char>(c)));
    else if (c < 0x80)
      out += static_cast<char>(c);
    else
      out += "&#" + std::to_string(static_cast<std::uint32_t>(c)) + ";";
  }
  return out;
}

Value default_get(const Records& self, const Args& args) {
  const Env& env = self.env();
  Value values = args.super(self);
  if (env.flag("mail_invite_follower_channel_only")) values["send_mail"] = false;
  const Value& names = args["fields_list"];
  if (!names.is_array() || std::find(names.begin(), names.end(), "message") == names.end())
    return values;
  const Value name = values.value("res_model", Value()), id = values.value("res_id", Value());
  std::string text;
  if (truthy(name) && truthy(id)) {
    const Records document = env.browse(to_text(name), {to_id(id)});
    text = format_named(
        env.translate("%(user_name)s invited you to follow %(document)s document: %(title)s"),
        {{"user_name", env.user().get("display_name")},
         {"document", model_label(env, document.model())},
         {"title", document.get("display_name")}});
  } else {
    text = format_named(env.translate("%(user_name)s invited you to follow a new document."),
                        {{"user_name", env.user().get("display_name")}});
  }
  values["message"] =
      "<div><p>" + ascii(env.translate("Hello,")) + "</p><p>" + ascii(text) + "</p></div>";
  return values;
}

// Those who do not follow yet get an e-mail with the message, which is kept no longer than that.
// Odoo sends at once and deletes the message, and with it the mails, sent or failed. Here the
// sending follows the commit: the message is deleted when all have been sent. With mails that have
// failed at a mail server it leaves the document, and they stay in the queue, to be sent again;
// where there is no mail server they never could be.
void invite(const Records& document, const Records& wizard, const Ids& partners,
            const Value& sender) {
  const Env& env = wizard.env();
  const std::string label = model_label(env, document.model());
  const Value title = document.get("display_name");
  const Records message = env["mail.message"].create(
      {{"subject", format(env.translate("Invitation to follow %s: %s"), {label, title})},
       {"body", wizard.get("message")},
       {"record_name", title},
       {"email_from", sender},
       {"reply_to", sender},
       {"model", document.model().name()},
       {"res_id", document.id()},
       {"no_auto_thread", true},
       {"add_sign", true}});
  const Value rows = env["mail.followers"].call(
      "_get_recipient_data",
      Value::array({{{"model", document.model().name()}, {"ids", document.ids()}},
                    "comment",
                    false,
                    partners}));
  document.call(
      "_notify_record_by_email",
      Value::array({message.id(), {{"partners", by_email(rows)}, {"channels", Value::array()}}}));
  env.sudo()["mail.notification"]
      .search(Value::array({term("mail_message_id", "=", message.id())}))
      .unlink();
  env.after_commit([id = message.id()](const Env& later) {
    const Env all = later.sudo();
    const Records sent = all.browse("mail.message", {id}).exists();
    if (all["ir.mail_server"].search_count(Value::array()) == 0 ||
        all["mail.mail"].search_count(Value::array({term("mail_message_id", "=", id)})) == 0)
      sent.unlink();
    else
      sent.write({{"model", false}, {"res_id", 0}});
  });
}

Value add_followers(const Records& wizards, const Args&) {
  const Env& env = wizards.env();
  const Value sender = env["mail.message"].call("_get_default_from");
  for (const Records& wizard : wizards.each()) {
    const Records document = env.browse(wizard.text("res_model"), {wizard.id("res_id")});
    const Records partners = wizard.rel("partner_ids") - document.rel("message_partner_ids");
    const Records channels = wizard.rel("channel_ids") - document.rel("message_channel_ids");
    document.call("message_subscribe", Value::array({partners.ids(), channels.ids()}));
    // an editor that was emptied keeps a line break
    if (wizard.is("send_mail") && wizard.is("message") && wizard.get("message") != "<br>")
      invite(document, wizard, partners.ids(), sender);
  }
  return {{"type", "ir.actions.act_window_close"}};
}

}  // namespace

void define_mail_wizard_invite(Registry& registry) {
  Model& m = registry.define("mail.wizard.invite", "mail", "Invite wizard").transient();
  m.field(
      "res_model",
      char_("Related Document Model").required().index().help("Model of the followed resource"));
  m.field("res_id", integer("Related Document ID").index().help("Id of the followed resource"));
  m.field("partner_ids",
          many2many("Recipients", "res.partner")
              .help("List of partners that will be added as follower of the current document."));
  m.field("channel_ids",
          many2many("Channels", "mail.channel")
              .domain("[('channel_type', '=', 'channel')]")
              .help("List of channels that will be added as listeners of the current document."));
  m.field("message", html_("Message"));
  m.field(
      "send_mail",
      boolean("Send Email")
          .by_default(true)
          .help(
              "If checked, the partners will receive an email warning they have been added in the "
              "document's followers."));
  m.method("default_get", On::model, {}, default_get);
  // → the action that closes the dialog
  m.method("add_followers", On::multi, {}, add_followers);
}

}  // namespace chatterd
