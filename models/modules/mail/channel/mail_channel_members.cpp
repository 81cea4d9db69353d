// mail.channel: who listens; joining, leaving and inviting, and the canonical chat between people.
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Value action_follow(const Records& channel, const Args&) {
  channel.ensure_one();
  channel.get("name");  // who may not read it, or no such channel: refused here, not at writing
  const Id me = own_partner(channel.env());
  const Records mine =
      channel.rel("channel_last_seen_partner_ids").filtered([&](const Records& seat) {
        return seat.id("partner_id") == me;
      });
  if (!mine.empty()) return false;
  channel.write(
      {{"channel_last_seen_partner_ids", Value::array({command::create({{"partner_id", me}})})}});
  return true;
}

Value leave_channel(const Records& channel, const Args& args) {
  const Env& env = channel.env();
  const Id partner = to_id(args["partner"]);
  // what it looked like, while it may still be read
  const Value header = channel_info(channel, "unsubscribe")[0];
  channel.with_context({{"_moderators_known", true}})
      .write({{"channel_partner_ids", Value::array({command::unlink(partner)})}});
  env.notify(partner_bus(env, partner), header);
  if (!channel.sudo().is("email_send")) {
    const std::string notice =
        format(env.translate("<div class=\"o_mail_notification\">left <a href=\"#\" "
                             "class=\"o_channel_redirect\" data-oe-id=\"%s\">#%s</a></div>"),
               {channel.id(), channel.sudo().get("name")});
    channel.sudo().call("message_post", Value::array(),
                        {{"body", notice}, {"subtype", "mail.mt_comment"}, {"author_id", partner}});
  }
  return true;
}

Value action_unfollow(const Records& channel, const Args&) {
  return channel.call("_action_unfollow", Value::array({own_partner(channel.env())}));
}

void post_joined(const Records& channel, const Records& post_on, const Value& author) {
  const std::string notice = format(
      channel.env().translate("<div class=\"o_mail_notification\">joined <a href=\"#\" "
                              "class=\"o_channel_redirect\" data-oe-id=\"%s\">#%s</a></div>"),
      {channel.id(), channel.get("name")});
  Value values = {
      {"body", notice}, {"message_type", "notification"}, {"subtype", "mail.mt_comment"}};
  if (truthy(author)) values["author_id"] = author;
  post_on.call("message_post", Value::array(), values);
}

Value channel_invite(const Records& channels, const Args& args) {
  const Env& env = channels.env();
  const Records partners = env.browse("res.partner", to_ids(args["partner_ids"]));
  Ids all_added;
  for (const Records& channel : channels.each()) {
    channel.get("name");  // refuses who may not read it
    const Records added = partners - channel.rel("channel_partner_ids");
    all_added.insert(all_added.end(), added.ids().begin(), added.ids().end());
    Value seats = Value::array();
    for (const Id id : added.ids()) seats.push_back(command::create({{"partner_id", id}}));
    channel.write({{"channel_last_seen_partner_ids", seats}});
    // the notices name whom they speak of, also to who may not read his contact
    env.unit().readable.learn(env.uid(), added.model(), added.ids());
    for (const Records& partner : added.each()) {
      if (partner.id() == own_partner(env)) {
        post_joined(channel, channels, partner.id());
        continue;
      }
      const std::string notice = format_named(
          env.translate("<div class=\"o_mail_notification\">%(author)s invited %(new_partner)s to "
                        "<a href=\"#\" class=\"o_channel_redirect\" "
                        "data-oe-id=\"%(channel_id)s\">#%(channel_name)s</a></div>"),
          {{"author", env.user().get("display_name")},
           {"new_partner", partner.get("display_name")},
           {"channel_id", channel.id()},
           {"channel_name", channel.get("name")}});
      channels.call("message_post", Value::array(),
                    {{"body", notice},
                     {"message_type", "notification"},
                     {"subtype", "mail.mt_comment"},
                     {"author_id", partner.id()}});
    }
  }
  broadcast(channels, partners.ids(), all_added);
  return nullptr;
}

Value channel_join_and_get_info(const Records& channel, const Args&) {
  const Env& env = channel.env();
  const bool added = truthy(channel.ensure_one().call("action_follow"));
  if (added && channel.get("channel_type") == "channel" && !channel.is("email_send"))
    post_joined(channel, channel, false);
  if (added && channel.is("moderation_guidelines"))
    channel.call("_send_guidelines", Value::array({Value::array({own_partner(env)})}));
  const Value header = channel_info(channel, "join")[0];
  env.notify(partner_bus(env, own_partner(env)), header);
  return header;
}

Value channel_create(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Records channel =
      self.create({{"name", args["name"]},
                   {"public", args["privacy"]},
                   {"email_send", false},
                   {"channel_partner_ids", Value::array({command::link(own_partner(env))})}});
  const std::string notice =
      format(env.translate("<div class=\"o_mail_notification\">created <a href=\"#\" "
                           "class=\"o_channel_redirect\" data-oe-id=\"%s\">#%s</a></div>"),
             {channel.id(), channel.get("name")});
  channel.call(
      "message_post", Value::array(),
      {{"body", notice}, {"message_type", "notification"}, {"subtype", "mail.mt_comment"}});
  const Value header = channel_info(channel, "creation")[0];
  env.notify(partner_bus(env, own_partner(env)), header);
  return header;
}

// The channel between exactly these people and the caller, made when there is none.
Records chat_with(const Records& self, const Value& partners_to, bool pin) {
  const Env& env = self.env();
  if (!partners_to.is_array())
    throw AttributeError("'" + std::string(python_type(partners_to)) +
                         "' object has no attribute 'append'");
  for (const Value& partner : partners_to)
    if (!partner.is_number_integer())
      throw TypeError("'<' not supported between instances of '" +
                      std::string(python_type(partner)) + "' and 'int'");
  Ids partners = to_ids(partners_to);
  partners.push_back(own_partner(env));
  Ids sorted = partners;
  std::sort(sorted.begin(), sorted.end());
  const auto known = env.cr().execute(Sql(
      R"sql(
          SELECT p.channel_id
          FROM mail_channel c
            JOIN mail_channel_partner p ON p.channel_id = c.id
          WHERE c.public = 'private'
            AND c.channel_type = 'chat'
            AND p.partner_id = ANY(%s::int[])
          GROUP BY p.channel_id
          HAVING array_agg(p.partner_id ORDER BY p.partner_id) = %s::int[])sql",
      {partners, sorted}));
  if (!known.empty()) {
    const Records channel = self.browse({known[0][0].integer()});
    if (pin)
      env["mail.channel.partner"]
          .search(Value::array(
              {term("partner_id", "=", own_partner(env)), term("channel_id", "=", channel.id())}))
          .write({{"is_pinned", true}});
    return channel;
  }
  Value links = Value::array();
  std::string name;
  for (const Records& partner : env.sudo().browse("res.partner", partners).each()) {
    links.push_back(command::link(partner.id()));
    name += (links.size() > 1 ? ", " : "") + partner.text("name");
  }
  const Records channel = self.create({{"channel_partner_ids", links},
                                       {"public", "private"},
                                       {"channel_type", "chat"},
                                       {"email_send", false},
                                       {"name", name}});
  broadcast(channel, partners, partners);
  return channel;
}

Value channel_get(const Records& self, const Args& args) {
  if (!truthy(args["partners_to"])) return false;
  return channel_info(chat_with(self, args["partners_to"], truthy(args["pin"])))[0];
}

Value channel_get_and_minimize(const Records& self, const Args& args) {
  const Value header = self.call("channel_get", Value::array({args["partners_to"]}));
  if (truthy(header)) self.call("channel_minimize", Value::array({header["uuid"]}));
  return header;
}

}  // namespace

void define_mail_channel_members(Model& m) {
  m.method("action_follow", On::multi, {}, action_follow);
  m.method("action_unfollow", On::multi, {}, action_unfollow);
  m.method("_action_unfollow", On::multi, {"partner"}, leave_channel);
  m.method("channel_invite", On::multi, {"partner_ids"}, channel_invite);
  m.method("channel_join_and_get_info", On::multi, {}, channel_join_and_get_info);
  m.method("channel_create", On::model, {"name", {"privacy", "public"}}, channel_create);
  m.method("channel_get", On::model, {"partners_to", {"pin", true}}, channel_get);
  m.method("channel_get_and_minimize", On::model, {"partners_to"}, channel_get_and_minimize);
}

}  // namespace chatterd
