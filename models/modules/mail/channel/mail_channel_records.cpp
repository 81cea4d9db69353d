// mail.channel: creating, changing and deleting channels, their computed fields and constraints.
#include "bridge/files/hash.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/relations.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/mail/channel/default_channel_image.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

constexpr const char* moderation_fields[] = {"moderation",
                                             "moderator_ids",
                                             "moderation_ids",
                                             "moderation_notify",
                                             "moderation_notify_msg",
                                             "moderation_guidelines",
                                             "moderation_guidelines_msg"};

// Odoo's picture of a channel is a file of Odoo's. Its database has it too: with each channel that
// was made without one.
constexpr const char* odoo_channel_image = "73fba6bd8431c9af23741eaf95d1df65758edff6";

Value channel_image(const Env& env) {
  return *env.cached<Value>("channel image", [&]() -> Value {
    const Records kept = env.sudo().replace_context(Value::object())["ir.attachment"].search(
        Value::array({term("checksum", "=", odoo_channel_image),
                      term("res_model", "=", "mail.channel"), term("res_field", "=", "image_128")}),
        {0, 1, ""});
    const Value image = kept.empty() ? Value() : kept.get("datas");
    return truthy(image) ? image : Value(default_channel_image);
  });
}

// Makes the users of the groups listeners, group by group; `users` has those of the groups that
// have just got some.
void subscribe_group_users(const Records& channel, const Ids& groups,
                           const Value& users = Value::object()) {
  Ids members;
  for (const Records& group : channel.env().browse("res.groups", groups).each()) {
    const std::string key = std::to_string(group.id());
    for (const Id user : users.contains(key) ? to_ids(users[key]) : group.rel("users").ids())
      members.push_back(user);
  }
  Value links = Value::array();
  for (const Id partner :
       channel.env().browse("res.users", unique(members)).rel("partner_id").ids())
    links.push_back(command::link(partner));
  channel.write({{"channel_partner_ids", links}});
}

// users: of groups, {"id": ids}, where they are known in another order than that of their names.
Value subscribe_users(const Records& channels, const Args& args) {
  for (const Records& channel : channels.each())
    subscribe_group_users(channel, channel.rel("group_ids").ids(),
                          args["users"].is_object() ? args["users"] : Value::object());
  return nullptr;
}

Value create(const Records& self, const Args& args) {
  const Value& given = args["vals_list"];
  Ids created;
  for (Value values : given.is_array() ? given : Value::array({given})) {
    if (!values.is_object())
      throw TypeError("create() expects a dictionary of values, got " + python_repr(values));
    if (!values.contains("image_128") || !truthy(values["image_128"]))
      values["image_128"] = channel_image(self.env());
    const Records model = self.with_context({{"alias_model_name", "mail.channel"},
                                             {"alias_parent_model_name", "mail.channel"},
                                             {"mail_create_nolog", true},
                                             {"mail_create_nosubscribe", true}});
    const Id id = to_ids(args.super(model, {{"vals_list", Value::array({values})}})).at(0);
    const Records channel = model.browse({id});
    channel.rel("alias_id").write({{"alias_force_thread_id", id}, {"alias_parent_thread_id", id}});
    if (values.contains("group_ids") && truthy(values["group_ids"]))
      subscribe_group_users(channel,
                            order_after({}, values["group_ids"], channel.rel("group_ids").ids()));
    if (!self.env().flag("mail_channel_noautofollow"))
      channel.call("message_subscribe", Value::array(), {{"channel_ids", Value::array({id})}});
    created.push_back(id);
  }
  return created;
}

// Who may write to the channel's address: members, as long as the values are asked for that say it
// is public.
Value default_get(const Records& self, const Args& args) {
  Value values = args.super(self);
  const Value& wanted = args["fields_list"];
  const bool asked =
      !truthy(wanted) || std::find(wanted.begin(), wanted.end(), "alias_contact") != wanted.end();
  if (asked && !truthy(values.value("alias_contact", Value())))
    values["alias_contact"] =
        values.value("public", Value()) == "public" ? "everyone" : "followers";
  return values;
}

bool may_moderate(const Records& channels) {
  const Env& env = channels.env();
  for (const Records& channel : channels.each())
    if (channel.is("moderation") && !contains(to_ids(channel.get("moderator_ids")), env.uid()))
      return env.has_group("base.group_system");
  return true;
}

// Odoo looks for the moderators when the members have changed, with the caller's rights: nobody
// takes himself off where he may not look any more, unless they are known already, as to
// action_unfollow. Who may look else is not written yet then: these are the channels of which only
// members know. Deleting seats, however, writes all.
Records may_shut_out(const Records& channels, const Value& values) {
  if (!values.is_object() || channels.env().su() || channels.env().flag("_moderators_known"))
    return channels.browse({});
  const auto takes_off = [&](const char* name) {
    if (!values.contains(name)) return false;
    const Value& commands = values[name];
    return !commands.is_array() ||
           std::any_of(commands.begin(), commands.end(), [](const Value& command) {
             return !command.is_array() || command.empty() ||
                    (command[0] != 0 && command[0] != 1 && command[0] != 4);
           });
  };
  if (takes_off("channel_last_seen_partner_ids")) return channels;
  if (!takes_off("channel_partner_ids")) return channels.browse({});
  const Ids groups = channels.env().user().rel("groups_id").ids();
  return channels.sudo()
      .filtered([&](const Records& channel) {
        const std::string open = channel.text("public");
        return open != "public" &&
               !(open == "groups" && contains(groups, channel.id("group_public_id")));
      })
      .with_env(channels.env());
}

Value write(const Records& channels, const Args& args) {
  const Env& env = channels.env();
  channels.check_access_rights("write");
  const Value& values = args["vals"];
  const auto given = [&](const char* name) {
    return values.is_object() && values.contains(name) && truthy(values[name]);
  };
  const bool moderation =
      std::any_of(std::begin(moderation_fields), std::end(moderation_fields), given);
  if (moderation && !may_moderate(channels))
    throw UserError(
        env.translate("You do not have the rights to modify fields related to moderation on one of "
                      "the channels you are modifying."));
  std::map<Id, Ids> groups;
  if (given("group_ids"))
    for (const Records& channel : channels.each())
      groups[channel.id()] = channel.sudo().rel("group_ids").ids();
  const Records closed = may_shut_out(channels, values);
  const Value done = args.super(channels);
  for (const Records& channel : closed.each()) channel.check_access_rule("read");
  for (const Records& channel : channels.each())
    if (given("group_ids"))
      subscribe_group_users(channel, order_after(groups[channel.id()], values["group_ids"],
                                                 channel.rel("group_ids").ids()));
  if (values.contains("moderation") && values["moderation"] == false)
    env["mail.message"]
        .search({term("moderation_status", "=", "pending_moderation"),
                 term("model", "=", "mail.channel"), term("res_id", "in", channels.ids())})
        .call("_moderate_accept");
  return done;
}

// A message is not sent where its writer does not see.
Value check_linked(const Records& channels, const Args& args) {
  if (args["by"] != "mail.message.channel_ids") return nullptr;
  const Env& env = channels.env();
  const Records unknown =
      channels.browse(env.unit().readable.unknown(env.uid(), channels.model(), channels.ids()));
  if (unknown.empty()) return nullptr;
  try {
    unknown.check_access_rights("read");
    unknown.check_access_rule("read");
  } catch (const MissingError&) {
    // the foreign key refuses it, in the words that Odoo has for that
  }
  return nullptr;
}

Value unlink(const Records& channels, const Args& args) {
  const Env& env = channels.env();
  const Records aliases = channels.rel("alias_id");
  const Id everybody = env.ref("mail.channel_all_employees");
  if (everybody != 0 && contains(channels.ids(), everybody) && !env.flag("_force_unlink"))
    throw UserError(
        env.translate("You cannot delete those groups, as the Whole Company group is required by "
                      "other modules."));
  const Value done = args.super(channels);
  aliases.sudo().unlink();
  return done;
}

Ids channels_of_caller(const Records& channels) {
  return channels.env()
      .cr()
      .execute(Sql(R"sql(
          SELECT channel_id
          FROM mail_channel_partner
          WHERE channel_id = ANY(%s::int[])
            AND partner_id = %s)sql",
                   {channels.ids(), own_partner(channels.env())}))
      .ids();
}

Value compute_is_member(const Records& channels, const Args&) {
  const Ids mine = channels_of_caller(channels);
  for (const Records& channel : channels.each())
    channel.assign("is_member", contains(mine, channel.id()));
  return nullptr;
}

Value compute_is_subscribed(const Records& channels, const Args&) {
  const Ids mine = channels_of_caller(channels);
  for (const Records& channel : channels.each())
    channel.assign("is_subscribed", contains(mine, channel.id()));
  return nullptr;
}

Value compute_is_chat(const Records& channels, const Args&) {
  for (const Records& channel : channels.each())
    channel.assign("is_chat", channel.get("channel_type") == "chat");
  return nullptr;
}

Value compute_is_moderator(const Records& channels, const Args&) {
  for (const Records& channel : channels.each())
    channel.assign("is_moderator",
                   contains(to_ids(channel.get("moderator_ids")), channels.env().uid()));
  return nullptr;
}

Value compute_moderation_count(const Records& channels, const Args&) {
  // of the addresses that the caller sees
  std::unordered_map<Id, Id> counts;
  for (const Value& group : channels.env()["mail.moderation"].call(
           "read_group", Value::array({Value::array({term("channel_id", "in", channels.ids())}),
                                       {"channel_id"},
                                       {"channel_id"}})))
    counts[group["channel_id"][0].get<Id>()] = group["channel_id_count"].get<Id>();
  for (const Records& channel : channels.each())
    channel.assign("moderation_count", counts[channel.id()]);
  return nullptr;
}

Value default_uuid(const Records&, const Args&) { return bridge::uuid4(); }

Value default_image(const Records& self, const Args&) { return channel_image(self.env()); }

Value default_group(const Records& self, const Args&) {
  const Id group = self.env().ref("base.group_user");
  return group ? Value(group) : Value(false);
}

Value get_alias_model_name(const Records&, const Args& args) {
  return args["vals"].is_object() && args["vals"].contains("alias_model")
             ? args["vals"]["alias_model"]
             : Value("mail.channel");
}

Value check_moderator_email(const Records& channels, const Args&) {
  const Records moderators = channels.rel("moderator_ids");
  if (moderators.empty())
    channels.check_access_rule("read");  // only those just given are in Odoo's cache
  for (const Records& moderator : moderators.each())
    if (!moderator.is("email"))
      throw ValidationError(channels.env().translate("Moderators must have an email address."));
  return nullptr;
}

Value check_moderator_is_member(const Records& channels, const Args&) {
  for (const Records& channel : channels.each()) {
    const Ids members = channel.sudo().rel("channel_partner_ids").ids();
    for (const Id partner : channel.rel("moderator_ids.partner_id").ids())
      if (!contains(members, partner))
        throw ValidationError(
            channels.env().translate("Moderators should be members of the channel they moderate."));
  }
  return nullptr;
}

Value check_moderation_parameters(const Records& channels, const Args&) {
  for (const Records& channel : channels.each())
    if (channel.is("moderation") && !channel.is("email_send"))
      throw ValidationError(channels.env().translate("Only mailing lists can be moderated."));
  return nullptr;
}

Value check_moderator_existence(const Records& channels, const Args&) {
  for (const Records& channel : channels.each())
    if (channel.is("moderation") && channel.rel("moderator_ids").empty())
      throw ValidationError(channels.env().translate("Moderated channels must have moderators."));
  return nullptr;
}

}  // namespace

void define_mail_channel_records(Model& m) {
  m.method("_check_linked", On::multi, {"by"}, check_linked);
  m.method("create", On::model, {}, create);
  m.method("write", On::multi, {}, write);
  m.method("unlink", On::multi, {}, unlink);
  m.method("default_get", On::model, {}, default_get);
  m.method("_subscribe_users", On::multi, {{"users", nullptr}}, subscribe_users);
  m.method("_compute_is_member", On::multi, {}, compute_is_member);
  m.method("_compute_is_subscribed", On::multi, {}, compute_is_subscribed);
  m.method("_compute_is_chat", On::multi, {}, compute_is_chat);
  m.method("_compute_is_moderator", On::multi, {}, compute_is_moderator);
  m.method("_compute_moderation_count", On::multi, {}, compute_moderation_count);
  m.method("_default_uuid", On::model, {}, default_uuid);
  m.method("_get_default_image", On::model, {}, default_image);
  m.method("_default_group_public_id", On::model, {}, default_group);
  m.method("get_alias_model_name", On::multi, {"vals"}, get_alias_model_name);
  // in the order of the names of Odoo's methods, in which it runs them
  m.constrains({"moderation", "email_send"}, check_moderation_parameters);
  m.constrains({"moderator_ids"}, check_moderator_email);
  m.constrains({"moderator_ids"}, check_moderator_existence);
  m.constrains({"moderator_ids", "channel_partner_ids", "channel_last_seen_partner_ids"},
               check_moderator_is_member);
}

}  // namespace chatterd
