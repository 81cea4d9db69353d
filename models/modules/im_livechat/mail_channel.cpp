// What the module im_livechat adds to mail.channel: conversations with visitors of a website
// (addons/im_livechat/models/mail_channel.py).
#include "models/modules/mail/channel/mail_channel.hpp"

#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"

namespace chatterd {
namespace {

// Partners are shown by the names that they have given themselves as operators.
constexpr const char* by_username = "im_livechat_use_username";

bool is_livechat(const Records& channel) { return channel.get("channel_type") == "livechat"; }

// As stock: a direct chat is none any more, so that a post does not pin it for its members.
Value compute_is_chat(const Records& channels, const Args& args) {
  args.super(channels);
  for (const Records& channel : channels.each()) channel.assign("is_chat", is_livechat(channel));
  return nullptr;
}

// The visitor hears of his private channel by its uuid. The operator hears of the conversation only
// when the visitor has written, so that the header goes before the message.
Value channel_message_notifications(const Records& channels, const Args& args) {
  const Env& env = channels.env();
  const Records live = channels.filtered(is_livechat), others = channels - live;
  Value out = Value::array();
  if (!live.empty())
    out = args.super(live.with_context({{by_username, true}}), {{"message_format", false}});
  if (!others.empty())
    for (Value& pair : args.super(others)) out.push_back(std::move(pair));
  for (const Records& channel : live.each())
    if (channel.get("public") == "private")
      out.push_back(Value::array({channel.get("uuid"), Value(out[0][1])}));
  if (!env.browse("mail.message", to_ids(args["message"])).rel("author_id").empty()) return out;
  const Records unpinned =
      channels.rel("channel_last_seen_partner_ids").filtered([](const Records& seat) {
        return !seat.is("is_pinned");
      });
  if (unpinned.empty()) return out;
  unpinned.write({{"is_pinned", true}});
  broadcast(channels, unpinned.rel("partner_id").ids());
  return out;
}

Value channel_fetch_message(const Records& channel, const Args& args) {
  return args.super(is_livechat(channel) ? channel.with_context({{by_username, true}}) : channel);
}

// Whom the operator talks to.
std::string correspondent_name(const Records& channel) {
  const Records members = channel.rel("channel_partner_ids");
  const Id operator_id = channel.id("livechat_operator_id");
  if (contains(members.ids(), operator_id) && members.size() > 1) {
    std::string names;
    for (const Records& partner : members.each()) {
      if (partner.id() == operator_id) continue;
      names += (names.empty() ? "" : ", ") + partner.text("name");
      if (const Records country = partner.rel("country_id"); !country.empty())
        names += " (" + country.text("name") + ")";
    }
    return names;
  }
  return channel.is("anonymous_name") ? channel.text("anonymous_name")
                                      : channel.env().translate("Visitor");
}

Value channel_info_of_livechats(const Records& channels, const Args& args) {
  Value infos = args.super(channels);
  for (Value& info : infos) {
    const Records channel = channels.browse({info["id"].get<Id>()});
    if (!is_livechat(channel)) continue;
    if (const Records one = channel.rel("livechat_operator_id"); !one.empty())
      info["operator_pid"] = one.with_context({{by_username, true}}).name_get()[0];
    info["correspondent_name"] = correspondent_name(channel);
    const Records last = channels.env()["mail.message"].search(
        Value::array({term("channel_ids", "in", channel.ids())}), {0, 1, ""});
    if (!last.empty()) info["last_message_date"] = last.get("date");
  }
  return infos;
}

Value channel_fetch_slot(const Records& self, const Args& args) {
  Value slots = args.super(self);
  const Records pinned = self.env()["mail.channel.partner"].search(Value::array(
      {term("partner_id", "=", own_partner(self.env())), term("is_pinned", "=", true)}));
  slots["channel_livechat"] = channel_info(self.search(Value::array(
      {term("channel_type", "=", "livechat"), term("id", "in", pinned.rel("channel_id").ids())})));
  return slots;
}

Value define_history(const Records& self, const Args&) {
  return {{"channel_types", {"livechat"}},
          {"help", self.env().translate("See 15 last visited pages")}};
}

// Asks the visitor's page, which answers by /im_livechat/history.
Value history(const Records& channel, const Args&) {
  channel.env().notify(channel.get("uuid"), {{"_type", "history_command"}});
  return nullptr;
}

Value rating_get_parent_field_name(const Records&, const Args&) { return "livechat_channel_id"; }

}  // namespace

void extend_mail_channel_im_livechat(Registry& registry) {
  Model& m = registry.extend("mail.channel", "im_livechat");
  m.inherit({"rating.mixin"});
  m.field("anonymous_name", char_("Anonymous Name"));
  m.field("channel_type", selection("").selection_add({{"livechat", "Livechat Conversation"}}));
  m.field("livechat_channel_id", many2one("Channel", "im_livechat.channel"));
  m.field("livechat_operator_id",
          many2one("Operator", "res.partner").help("Operator for this specific channel"));
  m.field("country_id",
          many2one("Country", "res.country").help("Country of the visitor of the channel"));
  m.sql_constraint(
      "livechat_operator_id",
      "CHECK((channel_type = 'livechat' and livechat_operator_id is not null) or (channel_type != "
      "'livechat'))",
      "Livechat Operator ID is required for a channel of type livechat.");
  m.method("_compute_is_chat", On::multi, {}, compute_is_chat);
  m.method("_channel_message_notifications", On::multi, {}, channel_message_notifications);
  m.method("channel_fetch_message", On::multi, {}, channel_fetch_message);
  m.method("channel_info", On::multi, {}, channel_info_of_livechats);
  m.method("channel_fetch_slot", On::model, {}, channel_fetch_slot);
  m.method("_define_command_history", On::model, {}, define_history);
  m.method("_execute_command_history", On::multi, {{"**", nullptr}}, history);
  m.method("_rating_get_parent_field_name", On::model, {}, rating_get_parent_field_name);
}

}  // namespace chatterd
