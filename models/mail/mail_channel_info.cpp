// mail.channel: headers, previews and slots, as the web client shows them. Nothing here costs a statement
// per channel or per member.
#include "models/host.hpp"
#include "models/mail/mail_channel.hpp"
#include "models/orm/search.hpp"
#include "models/orm/shared_caches.hpp"

namespace chatterd {

using bridge::Sql;

Id own_partner(const Env& env) { return env.user_info()->partner_id; }

Value partner_bus(const Env& env, Id partner) { return Value::array({env.host().database(), "res.partner", partner}); }

Value channel_bus(const Env& env, Id channel) { return Value::array({env.host().database(), "mail.channel", channel}); }

namespace {

Value term(const char* field, const char* op, Value value) { return Value::array({field, op, std::move(value)}); }

// id → {"id", "name", "email"}, with presence for those one talks to directly.
std::unordered_map<Id, Value> partner_infos(const Env& env, const Ids& all, const Ids& direct) {
  std::unordered_map<Id, Value> infos;
  for (const Value& row : env.sudo().browse("res.partner", all).read({"name", "email"}))
    infos[row["id"].get<Id>()] = row;
  if (direct.empty()) return infos;
  for (const Value& row : env.sudo().browse("res.partner", direct).read({"im_status"}))
    infos[row["id"].get<Id>()]["im_status"] = row["im_status"];
  const Records away = env["res.users"].search(
      Value::array({term("partner_id", "in", direct), term("out_of_office_message", "!=", false)}));
  for (const Records& user : away.each()) {
    const Id partner = user.id("partner_id");
    if (infos.contains(partner)) infos[partner]["out_of_office_message"] = user.get("out_of_office_message");
  }
  return infos;
}

Value channel_fetch_preview(const Records& channels, const Args&) {
  Value out = Value::array();
  if (channels.empty()) return out;
  std::map<Id, Id> channel_of;  // last message → channel
  for (const bridge::Row row :
       channels.env().cr().execute(Sql("SELECT c.id, (SELECT max(r.mail_message_id) FROM mail_message_mail_channel_rel "
                                       "r WHERE r.mail_channel_id = c.id) "
                                       "FROM unnest(%s::int[]) AS c(id)",
                                       {channels.ids()})))
    if (!row[1].is_null()) channel_of[row[1].integer()] = row[0].integer();
  Ids messages;
  for (const auto& [message, channel] : channel_of) messages.push_back(message);
  const Value formatted = channels.env().browse("mail.message", messages).call("message_format");
  for (const Value& message : formatted)
    out.push_back({{"id", channel_of[message["id"].get<Id>()]}, {"last_message", message}});
  return out;
}

// One listener's row of a channel.
struct Seat {
  Id partner;
  Value fetched, seen, fold_state, minimized, custom_name;
};

std::unordered_map<Id, std::vector<Seat>> seats_of(const Records& channels) {
  const Records found =
      channels.env()["mail.channel.partner"].search(Value::array({term("channel_id", "in", channels.ids())}));
  std::unordered_map<Id, std::vector<Seat>> seats;
  for (const Records& row : found.each())
    seats[row.id("channel_id")].push_back({row.id("partner_id"), row.get("fetched_message_id"),
                                           row.get("seen_message_id"), row.get("fold_state"), row.get("is_minimized"),
                                           row.get("custom_channel_name")});
  return seats;
}

Value header(const Records& channel, const Value& extra) {
  Value info = {{"id", channel.id()},
                {"name", channel.get("name")},
                {"uuid", channel.get("uuid")},
                {"state", "open"},
                {"is_minimized", false},
                {"channel_type", channel.get("channel_type")},
                {"public", channel.get("public")},
                {"mass_mailing", channel.get("email_send")},
                {"moderation", channel.get("moderation")},
                {"is_moderator", contains(to_ids(channel.get("moderator_ids")), channel.env().uid())},
                {"group_based_subscription", !channel.get("group_ids").empty()},
                {"create_uid", channel.get("create_uid")}};
  if (truthy(extra)) info["info"] = extra;
  return info;
}

}  // namespace

namespace {

// Presence is shown of those one chats with. In one channel_info it appears wherever they are listed; with
// `chats_apart`, in chats alone, as if these had been asked for separately.
Value headers(const Records& channels, const Value& extra_info, bool chats_apart) {
  Value out = Value::array();
  if (channels.empty()) return out;
  const Env& env = channels.env();
  const Id me = own_partner(env);
  const auto seats = seats_of(channels);
  const std::vector<Records> each = channels.each();
  Ids all, direct;
  for (const Records& channel : each) {
    const auto found = seats.find(channel.id());
    if (found == seats.end()) continue;
    for (const Seat& seat : found->second) {
      all.push_back(seat.partner);
      if (channel.get("channel_type") == "chat") direct.push_back(seat.partner);
    }
  }
  std::erase(all, 0);
  std::erase(direct, 0);
  const auto infos = partner_infos(env, unique(all), unique(direct));
  const auto member = [&](Id partner, bool chat) {
    Value one = infos.at(partner);
    if (chats_apart && !chat)
      for (const char* presence : {"im_status", "out_of_office_message"}) one.erase(presence);
    return one;
  };
  static const std::vector<Seat> nobody;
  for (const Records& channel : each) {
    Value info = header(channel, extra_info);
    const auto found = seats.find(channel.id());
    const std::vector<Seat>& members = found == seats.end() ? nobody : found->second;
    if (me != 0) {
      if (channel.get("channel_type") == "chat") {
        const auto other =
            std::find_if(members.begin(), members.end(), [&](const Seat& seat) { return seat.partner != me; });
        if (other != members.end() && infos.contains(other->partner))
          info["direct_partner"] = Value::array({infos.at(other->partner)});
      }
      info["message_needaction_counter"] = channel.get("message_needaction_counter");
      info["message_unread_counter"] = channel.get("message_unread_counter");
      const auto mine =
          std::find_if(members.begin(), members.end(), [&](const Seat& seat) { return seat.partner == me; });
      if (mine != members.end()) {
        info["state"] = truthy(mine->fold_state) ? mine->fold_state : Value("open");
        info["is_minimized"] = mine->minimized;
        info["seen_message_id"] = mine->seen;
        info["custom_channel_name"] = mine->custom_name;
      }
    }
    info["members"] = Value::array();
    info["seen_partners_info"] = Value::array();
    std::unordered_set<Id> listed;
    for (const Seat& seat : members) {
      if (infos.contains(seat.partner) && listed.insert(seat.partner).second)
        info["members"].push_back(member(seat.partner, channel.get("channel_type") == "chat"));
      info["seen_partners_info"].push_back({{"partner_id", seat.partner ? Value(seat.partner) : Value(false)},
                                            {"fetched_message_id", seat.fetched},
                                            {"seen_message_id", seat.seen}});
    }
    out.push_back(std::move(info));
  }
  return out;
}

}  // namespace

Value channel_info(const Records& channels, const Value& extra_info) { return headers(channels, extra_info, false); }

void broadcast(const Records& channels, const Ids& partners) {
  const Env& env = channels.env();
  for (const Records& partner : env.browse("res.partner", partners).each()) {
    const Records users = partner.rel("user_ids");
    if (users.empty()) continue;
    for (const Value& info : channel_info(channels.with_user(users.id())))
      env.notify(partner_bus(env, partner.id()), info);
  }
}

namespace {

Value info(const Records& channels, const Args& args) { return channel_info(channels, args["extra_info"]); }

Value channel_fetch_slot(const Records& self, const Args&) {
  const Env& env = self.env();
  const Id me = own_partner(env);
  Ids pinned;
  for (const bridge::Row row : env.cr().execute(Sql(
           "SELECT channel_id FROM mail_channel_partner WHERE partner_id = %s AND is_pinned AND channel_id IS NOT NULL",
           {me})))
    pinned.push_back(row[0].integer());
  const auto slot = [&](const Value& domain) { return self.search(domain); };
  const Records open = slot({term("channel_type", "=", "channel"), term("public", "in", {"public", "groups"}),
                             term("channel_partner_ids", "in", Value::array({me}))});
  const Records chats = slot({term("channel_type", "=", "chat"), term("id", "in", pinned)});
  const Records closed = slot({term("channel_type", "=", "channel"), term("public", "=", "private"),
                               term("channel_partner_ids", "in", Value::array({me}))});
  // all headers at once: what they are made of is read for all channels together
  std::unordered_map<Id, Value> by_id;
  for (Value& one : headers(open | chats | closed, false, true)) by_id[one["id"].get<Id>()] = one;
  const auto part = [&](const Records& channels) {
    Value out = Value::array();
    for (const Id id : channels.ids()) out.push_back(by_id[id]);
    return out;
  };
  return {{"channel_channel", part(open)},
          {"channel_direct_message", part(chats)},
          {"channel_private_group", part(closed)}};
}

Value channel_fetch_message(const Records& channel, const Args& args) {
  Value domain = Value::array({term("channel_ids", "in", channel.ensure_one().ids())});
  if (truthy(args["last_id"])) domain.push_back(term("id", "<", args["last_id"]));
  return channel.env()["mail.message"].call("message_fetch", Value::array(),
                                            {{"domain", domain}, {"limit", args["limit"]}});
}

Value channel_search_to_join(const Records& self, const Args& args) {
  const Id me = own_partner(self.env());
  Value domain = domain::conjunction({Value::array({term("channel_type", "=", "channel")}),
                                      Value::array({term("channel_partner_ids", "not in", Value::array({me}))}),
                                      Value::array({term("public", "!=", "private")}),
                                      truthy(args["domain"]) ? args["domain"] : Value::array()});
  if (truthy(args["name"]))
    domain = domain::conjunction({domain, Value::array({term("name", "ilike", "%" + to_text(args["name"]) + "%")})});
  return self.search(domain).read({"name", "public", "uuid", "channel_type"});
}

Value get_mention_suggestions(const Records& self, const Args& args) {
  const Value domain = domain::conjunction(
      {Value::array({term("name", "ilike", args["search"])}), Value::array({term("channel_type", "=", "channel")}),
       domain::disjunction(
           {Value::array({term("public", "!=", "private")}),
            Value::array({term("channel_partner_ids", "in", Value::array({own_partner(self.env())}))})})});
  return self.call("search_read", Value::array({domain, {"id", "name", "public"}}), {{"limit", args["limit"]}});
}

Value channel_fetch_listeners(const Records& self, const Args& args) {
  Value out = Value::array();
  for (const bridge::Row row : self.env().cr().execute(
           Sql("SELECT p.id, p.name, p.email FROM mail_channel_partner cp JOIN res_partner p ON cp.partner_id = p.id "
               "JOIN mail_channel c ON cp.channel_id = c.id WHERE c.uuid = %s",
               {to_text(args["uuid"])})))
    out.push_back(row.json());
  return out;
}

}  // namespace

void define_mail_channel_info(Model& m) {
  m.method("channel_info", On::multi, {{"extra_info", false}}, info);
  m.method("channel_fetch_preview", On::multi, {}, channel_fetch_preview);
  m.method("channel_fetch_slot", On::model, {}, channel_fetch_slot);
  m.method("channel_fetch_message", On::multi, {{"last_id", false}, {"limit", 20}}, channel_fetch_message);
  m.method("channel_search_to_join", On::model, {{"name", nullptr}, {"domain", nullptr}}, channel_search_to_join);
  m.method("get_mention_suggestions", On::model, {"search", {"limit", 8}}, get_mention_suggestions);
  m.method("channel_fetch_listeners", On::model, {"uuid"}, channel_fetch_listeners);
}

}  // namespace chatterd
