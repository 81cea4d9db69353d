// mail.channel: as a mailing list. E-mails go through the channel's alias, and those that may write
// to it are members.
#include "models/engine/html/email_text.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"

namespace chatterd {
namespace {

// Bounces after which an address gets no more of the channel's e-mails.
constexpr Id bounce_limit = 10;

bool is_mailing_list(const Records& channel) {
  return channel.is("alias_domain") && channel.is("alias_name");
}

std::string list_address(const Records& channel) {
  return channel.text("alias_name") + "@" + channel.text("alias_domain");
}

// Everybody gets the small e-mail without a link into the backend.
Value notify_get_groups(const Records& channel, const Args& args) {
  Value groups = args.super(channel);
  for (Value& group : groups)
    if (group[0] != "customer") group[1]["nobody"] = true;
  return groups;
}

Value email_header_dict(const Records& channel, const Args& args) {
  Value headers = args.super(channel);
  const auto add = [&](const char* name, const std::string& value) {
    headers.push_back(Value::array({name, value}));
  };
  add("Precedence", "list");
  // keeps MS Exchange from answering that somebody is out of office
  add("X-Auto-Response-Suppress", "OOF");
  if (is_mailing_list(channel)) {
    add("List-Id", "<" + channel.text("alias_name") + "." + channel.text("alias_domain") + ">");
    add("List-Post", "<mailto:" + list_address(channel) + ">");
    // shown as To: once the envelope is made, so that nobody takes it for a personal message
    add("X-Forge-To", "\"" + channel.text("name") + "\" <" + list_address(channel) + ">");
  }
  return headers;
}

Value email_recipient_values(const Records& channel, const Args& args) {
  const Records partners =
      channel.env().sudo().browse("res.partner", to_ids(args["recipient_ids"]));
  const Records allowed =
      partners.filtered([](const Records& partner) { return !partner.is("is_blacklisted"); });
  if (!is_mailing_list(channel)) return args.super(channel, {{"recipient_ids", allowed.ids()}});
  std::string all;
  for (const Records& partner : allowed.each())
    if (partner.is("email_normalized"))
      all += (all.empty() ? "" : ",") +
             html::formataddr(partner.text("name"), partner.text("email_normalized"));
  return {{"email_to", all}, {"recipient_ids", Value::array()}};
}

Value receive_bounce(const Records& channels, const Args& args) {
  for (const Records& partner :
       channels.env().browse("res.partner", to_ids(args["partner"])).each())
    if (to_id(partner.get("message_bounce")) >= bounce_limit)
      channels.call("_action_unfollow", Value::array({partner.id()}));
  return args.super(channels);
}

Value alias_check_contact(const Records& channel, const Args& args) {
  const Env& env = channel.env();
  const Records alias = env.browse("mail.alias", {to_id(args["alias"])});
  if (alias.text("alias_contact") != "followers" || channel.empty()) return args.super(channel);
  const Id author = to_id(args["message_dict"].value("author_id", Value(false)));
  if (!author || !contains(channel.rel("channel_partner_ids").ids(), author))
    return env.translate("restricted to channel members");
  return true;
}

}  // namespace

void define_mail_channel_email(Model& m) {
  m.method("_notify_get_groups", On::multi, {}, notify_get_groups);
  m.method("_notify_email_header_dict", On::multi, {}, email_header_dict);
  m.method("_notify_email_recipient_values", On::multi, {"recipient_ids"}, email_recipient_values);
  m.method("_message_receive_bounce", On::multi, {"email", "partner"}, receive_bounce);
  m.method("_alias_check_contact", On::multi, {"message_dict", "alias"}, alias_check_contact);
}

}  // namespace chatterd
