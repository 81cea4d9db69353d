// mail.channel: guidelines, and the lists of addresses that are always allowed or banned.
#include "models/engine/html/email_text.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/engine/templates/record_values.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"
#include "models/modules/mail/template/mail_views.hpp"

namespace chatterd {
namespace {

// A mail with the channel's guidelines for each partner who has an address that is not banned;
// false where there is no view for it.
Value send_guidelines_to(const Records& channel, const Args& args) {
  const Env& env = channel.env();
  channel.ensure_one();
  static const char* const view = "mail.mail_channel_send_guidelines";
  if (!has_view(env, view)) {
    log_warning("View \"" + std::string(view) + "\" was not found.");
    return false;
  }
  std::set<std::string> banned;
  for (const Records& row : env.sudo()["mail.moderation"]
                                .search(Value::array({term("status", "=", "ban"),
                                                      term("channel_id", "in", channel.ids())}))
                                .each())
    banned.insert(row.text("email"));
  for (const Records& partner : env.browse("res.partner", to_ids(args["partners"])).each()) {
    if (!partner.is("email") || banned.contains(partner.text("email"))) continue;
    const Records company = partner.rel("company_id");
    const Value catchall = company.empty() ? Value(false) : company.get("catchall");
    env["mail.mail"].create(
        {{"body_html", render_view(env, view,
                                   {{"channel", templates::records_value(channel)},
                                    {"partner", templates::records_value(partner)}})},
         {"subject", format(env.translate("Guidelines of channel %s"), {channel.get("name")})},
         {"email_from", truthy(catchall) || company.empty() ? catchall : company.get("email")},
         {"recipient_ids", Value::array({command::link(partner.id())})}});
  }
  return true;
}

Value send_guidelines(const Records& channel, const Args&) {
  const Env& env = channel.env();
  for (const Records& one : channel.each()) one.get("name");  // says so when there is none
  if (!contains(to_ids(channel.get("moderator_ids")), env.uid()) &&
      !env.has_group("base.group_system"))
    throw UserError(env.translate(
        "Only an administrator or a moderator can send guidelines to channel members!"));
  if (!truthy(channel.call("_send_guidelines",
                           Value::array({channel.rel("channel_partner_ids").ids()}))))
    throw UserError(
        env.translate("View \"mail.mail_channel_send_guidelines\" was not found. No email has been "
                      "sent. Please contact an administrator to fix this issue."));
  return nullptr;
}

// Puts the addresses on the list, or moves them there from the other.
Value update_moderation_email(const Records& channel, const Args& args) {
  std::vector<std::string> addresses;
  for (const Value& text : args["emails"]) {
    const auto found = html::email_split(to_text(text));
    if (!found.empty()) addresses.push_back(found[0]);
  }
  Value commands = Value::array();
  std::set<std::string> known;
  for (const Records& row :
       channel.env()
           .sudo()["mail.moderation"]
           .search(Value::array({term("email", "in", addresses),
                                 term("channel_id", "in", channel.ensure_one().ids())}))
           .each()) {
    known.insert(row.text("email"));
    commands.push_back(command::update(row.id(), {{"status", args["status"]}}));
  }
  for (const std::string& address : addresses)
    if (!known.contains(address))
      commands.push_back(command::create({{"email", address}, {"status", args["status"]}}));
  channel.write({{"moderation_ids", commands}});
  return true;
}

}  // namespace

void define_mail_channel_moderation(Model& m) {
  m.method("_send_guidelines", On::multi, {"partners"}, send_guidelines_to);
  m.method("send_guidelines", On::multi, {}, send_guidelines);
  m.method("_update_moderation_email", On::multi, {"emails", "status"}, update_moderation_email);
}

}  // namespace chatterd
