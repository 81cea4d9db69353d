// mail.channel: what a change in its form changes in other fields.
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/methods/onchange.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"

namespace chatterd {
namespace channel_form {
namespace {

// Not everybody may write to the address of a channel that is not for everybody.
Value on_privacy(const Records& self, const Args& args) {
  const Value& values = args["values"];
  if (form_value(self, values, "public") == "public" ||
      form_value(self, values, "alias_contact") != "everyone")
    return nullptr;
  return {{"value", {{"alias_contact", "followers"}}}};
}

Value on_email_send(const Records& self, const Args& args) {
  if (truthy(form_value(self, args["values"], "email_send"))) return nullptr;
  return {{"value", {{"moderation", false}}}};
}

// Who moderates a channel is one of its moderators; without moderation there are none, and neither
// the notification nor the guidelines are sent.
Value on_moderation(const Records& self, const Args& args) {
  const Value& values = args["values"];
  if (!truthy(form_value(self, values, "moderation")))
    return {{"value",
             {{"moderation_notify", false},
              {"moderation_guidelines", false},
              {"moderator_ids", Value::array()}}}};
  Ids moderators = to_ids(form_value(self, values, "moderator_ids"));
  moderators.push_back(self.env().uid());
  return {{"value", {{"moderator_ids", Value::array({command::set(unique(moderators))})}}}};
}

}  // namespace
}  // namespace channel_form

void define_mail_channel_onchange(Model& m) {
  m.method("_onchange_public", On::multi, {"values"}, channel_form::on_privacy);
  m.method("_onchange_email_send", On::multi, {"values"}, channel_form::on_email_send);
  m.method("_onchange_moderation", On::multi, {"values"}, channel_form::on_moderation);
}

}  // namespace chatterd
