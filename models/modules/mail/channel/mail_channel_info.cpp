// mail.channel: headers, previews and slots, as the web client shows them. Nothing here costs a
// statement per channel or per member.
#include <unordered_set>

#include "models/engine/host.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/fetch.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"
#include "models/modules/mail/message/mail_message.hpp"

namespace chatterd {

using bridge::Sql;

Id own_partner(const Env& env) { return env.user_info()->partner_id; }

Value partner_bus(const Env& env, Id partner) {
  return Value::array({env.host().database(), "res.partner", partner});
}

Value channel_bus(const Env& env, Id channel) {
  return Value::array({env.host().database(), "mail.channel", channel});
}

namespace {

// id → {"id", "name", "email"}, with presence for those one talks to directly.
std::unordered_map<Id, Value> partner_infos(const Env& env, const Ids& all, const Ids& direct) {
  std::unordered_map<Id, Value> infos;
  for (const Value& row : env.sudo().browse("res.partner", all).read({"name", "email"}))
    infos[row["id"].get<Id>()] = row;
  if (direct.empty()) return infos;
  const Value present = env["mail.channel"].call("_direct_partner_info", Value::array({direct}));
  for (const auto& [id, added] : present.items())
    for (const auto& [key, value] : added.items()) infos[added["id"].get<Id>()][key] = value;
  return infos;
}

// What modules say of partners one talks to directly, {"id": {"id", "im_status", …}}.
Value direct_partner_info(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Ids direct = to_ids(args["partners"]);
  Value infos = Value::object();
  for (const Value& row : env.sudo().browse("res.partner", direct).read({"im_status"}))
    infos[std::to_string(row["id"].get<Id>())] = row;
  const Records away = env["res.users"].search(
      Value::array({term("partner_id", "in", direct), term("out_of_office_message", "!=", false)}));
  for (const Records& user : away.each()) {
    const std::string partner = std::to_string(user.id("partner_id"));
    if (infos.contains(partner))
      infos[partner]["out_of_office_message"] = user.get("out_of_office_message");
  }
  return infos;
}

Value channel_fetch_preview(const Records& channels, const Args&) {
  Value out = Value::array();
  if (channels.empty()) return out;
  std::map<Id, Id> channel_of;  // last message → channel
  for (const bridge::Row row : channels.env().cr().execute(Sql(R"sql(
               SELECT c.id, (SELECT max(r.mail_message_id) FROM mail_message_mail_channel_rel r
                   WHERE r.mail_channel_id = c.id)
               FROM unnest(%s::int[]) AS c(id))sql",
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
  bool pinned = false;
};

// The rows that the caller may read.
std::unordered_map<Id, std::vector<Seat>> seats_of(const Records& channels) {
  const Env& env = channels.env();
  const Model& model = env.registry().at("mail.channel.partner");
  check_may(env, model, "read");
  Sql query(
      R"sql(
          SELECT channel_id, partner_id, fetched_message_id, seen_message_id, fold_state,
              is_minimized, custom_channel_name, is_pinned
          FROM mail_channel_partner
          WHERE channel_id = ANY(%s::int[]))sql",
      {channels.ids()});
  if (const Sql allowed = rule_condition(env, model, "read", "mail_channel_partner");
      !allowed.empty())
    query += Sql(" AND (") + allowed + Sql(")");
  const auto or_false = [](const bridge::Cell& cell) {
    return cell.is_null() ? Value(false) : cell.json();
  };
  std::unordered_map<Id, std::vector<Seat>> seats;
  for (const bridge::Row row : env.cr().execute(query + Sql(" ORDER BY id")))
    seats[row[0].integer()].push_back({row[1].integer(), or_false(row[2]), or_false(row[3]),
                                       or_false(row[4]), or_false(row[5]), or_false(row[6]),
                                       row[7].boolean()});
  return seats;
}

// What is counted for each channel, in one statement.
struct Facts {
  bool moderator = false, by_group = false;
  Id needaction = 0, unread = 0;  // message_needaction_counter, message_unread_counter
};
std::unordered_map<Id, Facts> facts_of(const Records& channels) {
  const Env& env = channels.env();
  const Id me = own_partner(env);
  std::unordered_map<Id, Facts> facts;
  // counted once for all channels: a count per channel reads the whole inbox for each of them
  for (const bridge::Row row :
       env.cr().execute(Sql(R"sql(
               SELECT c.id, EXISTS (SELECT 1 FROM mail_channel_moderator_rel r WHERE
                   r.mail_channel_id = c.id AND r.res_users_id = %s), EXISTS (SELECT 1 FROM
                   mail_channel_res_groups_rel r WHERE r.mail_channel_id = c.id),
                   coalesce(needaction.number, 0), coalesce(unread.number, 0)
               FROM unnest(%s::int[]) AS c(id)
                 LEFT JOIN (SELECT m.res_id, count(*) AS number FROM
                     mail_message_res_partner_needaction_rel r JOIN mail_message m ON m.id =
                     r.mail_message_id WHERE r.res_partner_id = %s AND (r.is_read = false OR
                     r.is_read IS NULL) AND m.model = 'mail.channel' AND m.res_id =
                     ANY(%s::int[]) AND m.message_type <> 'user_notification' GROUP BY m.res_id)
                     needaction ON needaction.res_id = c.id
                 LEFT JOIN (SELECT m.res_id, count(*) AS number FROM mail_channel_partner s JOIN
                     mail_message_mail_channel_rel r ON r.mail_channel_id = s.channel_id AND
                     r.mail_message_id > coalesce(s.seen_message_id, 0) JOIN mail_message m ON
                     m.id = r.mail_message_id WHERE s.partner_id = %s AND m.model =
                     'mail.channel' AND m.res_id = ANY(%s::int[]) AND m.message_type NOT IN
                     ('user_notification', 'notification') AND (m.author_id IS NULL OR
                     m.author_id <> %s) GROUP BY m.res_id) unread ON unread.res_id = c.id)sql",
                            {env.uid(), channels.ids(), me, channels.ids(), me, channels.ids(), me})
                            .planned_for_values()))
    facts[row[0].integer()] = {row[1].boolean(), row[2].boolean(), row[3].integer(),
                               row[4].integer()};
  // a moderator whose contact is private does not see himself among them
  const bool moderates = std::any_of(facts.begin(), facts.end(),
                                     [](const auto& fact) { return fact.second.moderator; });
  if (moderates &&
      env["res.users"].search_count(Value::array({Value::array({"id", "=", env.uid()})})) == 0)
    for (auto& [channel, fact] : facts) fact.moderator = false;
  return facts;
}

Value header(const Records& channel, const Facts& facts, const Value& extra) {
  Value info = {{"id", channel.id()},
                {"name", channel.get("name")},
                {"uuid", channel.get("uuid")},
                {"state", "open"},
                {"is_minimized", false},
                {"channel_type", channel.get("channel_type")},
                {"public", channel.get("public")},
                {"mass_mailing", channel.get("email_send")},
                {"moderation", channel.get("moderation")},
                {"is_moderator", facts.moderator},
                {"group_based_subscription", facts.by_group},
                {"create_uid", channel.get("create_uid")}};
  if (truthy(extra)) info["info"] = extra;
  return info;
}

// Presence is shown of those one chats with. In one channel_info it appears wherever they are
// listed; with `chats_apart`, in chats alone, as if these had been asked for separately.
Value headers(const Records& channels, const Value& extra_info, bool chats_apart,
              const std::unordered_map<Id, std::vector<Seat>>& seats) {
  Value out = Value::array();
  if (channels.empty()) return out;
  const Env& env = channels.env();
  const Id me = own_partner(env);
  const auto facts = facts_of(channels);
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
      for (const char* presence : {"im_status", "out_of_office_message", "out_of_office_date_end"})
        one.erase(presence);
    return one;
  };
  static const std::vector<Seat> nobody;
  for (const Records& channel : each) {
    Value info = header(channel, facts.at(channel.id()), extra_info);
    const auto found = seats.find(channel.id());
    const std::vector<Seat>& members = found == seats.end() ? nobody : found->second;
    if (me != 0) {
      if (channel.get("channel_type") == "chat") {
        const auto other = std::find_if(members.begin(), members.end(),
                                        [&](const Seat& seat) { return seat.partner != me; });
        if (other != members.end() && infos.contains(other->partner))
          info["direct_partner"] = Value::array({infos.at(other->partner)});
      }
      info["message_needaction_counter"] = facts.at(channel.id()).needaction;
      info["message_unread_counter"] = facts.at(channel.id()).unread;
      const auto mine = std::find_if(members.begin(), members.end(),
                                     [&](const Seat& seat) { return seat.partner == me; });
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
      info["seen_partners_info"].push_back(
          {{"partner_id", seat.partner ? Value(seat.partner) : Value(false)},
           {"fetched_message_id", seat.fetched},
           {"seen_message_id", seat.seen}});
    }
    out.push_back(std::move(info));
  }
  return out;
}

}  // namespace

Value channel_info(const Records& channels, const Value& extra_info) {
  return channels.call("channel_info", Value::array({extra_info}));
}

namespace {

// The users of somebody whom the caller may not know. Adding him to a channel has put them into
// Odoo's cache, but to leave out archived ones it reads whether they are, and is refused: by rules
// of users, or of private contacts.
Records users_of_added(const Records& partner) {
  const Env& env = partner.env();
  const Value active_test = env.context("active_test");
  const Records users =
      partner.sudo().with_context({{"active_test", false}}).rel("user_ids").with_env(env);
  if (!active_test.is_null() && !truthy(active_test)) return users;
  fetch(users - env.browse("res.users", {env.uid()}), {&users.model().field_of("active")});
  return users.filtered([](const Records& user) { return user.is("active"); });
}

}  // namespace

void broadcast(const Records& channels, const Ids& partners, const Ids& added) {
  const Env& env = channels.env();
  bool asked = false;
  std::map<Id, Value> first;  // of each channel
  for (const Records& partner : env.browse("res.partner", partners).each()) {
    Records users = partner.rel("user_ids");
    if (users.empty() && contains(added, partner.id())) users = users_of_added(partner);
    if (users.empty()) continue;
    const Records theirs = channels.with_user(users.id());
    // who invites somebody to what he may not see is refused; Odoo finds out for the first only,
    // whose reading fills its cache
    if (!std::exchange(asked, true)) {
      theirs.check_access_rights("read");
      theirs.check_access_rule("read");
    }
    for (Value info : channel_info(theirs)) {
      // Odoo's cache does not tell people apart: it keeps the numbers of the first
      Value& counted = first[info["id"].get<Id>()];
      if (counted.is_null()) counted = info;
      for (const char* number : {"message_needaction_counter", "message_unread_counter"})
        info[number] = counted[number];
      env.notify(partner_bus(env, partner.id()), info);
    }
  }
}

namespace {

Value info(const Records& channels, const Args& args) {
  if (channels.empty()) return Value::array();
  return headers(channels, args["extra_info"], false, seats_of(channels));
}

// All headers at once: what they are made of is read for all channels together.
Value channel_fetch_slot(const Records& self, const Args&) {
  const Id me = own_partner(self.env());
  const Records joined =
      self.search(Value::array({term("channel_partner_ids", "in", Value::array({me}))}));
  const auto seats = seats_of(joined);
  const auto pinned = [&](const Records& channel) {
    const auto found = seats.find(channel.id());
    return found != seats.end() &&
           std::any_of(found->second.begin(), found->second.end(),
                       [&](const Seat& seat) { return seat.partner == me && seat.pinned; });
  };
  std::map<std::string, Ids> slots;
  Ids shown;
  for (const Records& channel : joined.each()) {
    const std::string type = channel.text("channel_type"), access = channel.text("public");
    const char* slot = type == "chat"      ? (pinned(channel) ? "channel_direct_message" : nullptr)
                       : type != "channel" ? nullptr
                       : access == "private" ? "channel_private_group"
                       : access.empty()      ? nullptr
                                             : "channel_channel";
    if (slot == nullptr) continue;
    slots[slot].push_back(channel.id());
    shown.push_back(channel.id());
  }
  std::unordered_map<Id, Value> by_id;
  for (Value& one : headers(joined.browse(shown), false, true, seats))
    by_id[one["id"].get<Id>()] = one;
  Value out = Value::object();
  for (const char* slot : {"channel_channel", "channel_direct_message", "channel_private_group"}) {
    out[slot] = Value::array();
    for (const Id id : slots[slot]) out[slot].push_back(by_id[id]);
  }
  return out;
}

Value channel_fetch_message(const Records& channel, const Args& args) {
  Value domain = Value::array({term("channel_ids", "in", channel.ensure_one().ids())});
  if (truthy(args["last_id"])) domain.push_back(term("id", "<", args["last_id"]));
  return channel.env()["mail.message"].call("message_fetch", Value::array(),
                                            {{"domain", domain}, {"limit", args["limit"]}});
}

Value channel_search_to_join(const Records& self, const Args& args) {
  const Id me = own_partner(self.env());
  Value domain = domain::conjunction(
      {Value::array({term("channel_type", "=", "channel")}),
       Value::array({term("channel_partner_ids", "not in", Value::array({me}))}),
       Value::array({term("public", "!=", "private")}),
       truthy(args["domain"]) ? args["domain"] : Value::array()});
  if (truthy(args["name"])) {
    if (!args["name"].is_string())
      throw TypeError("can only concatenate str (not \"" + std::string(python_type(args["name"])) +
                      "\") to str");
    domain = domain::conjunction(
        {domain, Value::array({term("name", "ilike", "%" + to_text(args["name"]) + "%")})});
  }
  return self.search(domain).read({"name", "public", "uuid", "channel_type"});
}

Value get_mention_suggestions(const Records& self, const Args& args) {
  const Value domain = domain::conjunction(
      {Value::array({term("name", "ilike", args["search"])}),
       Value::array({term("channel_type", "=", "channel")}),
       domain::disjunction({Value::array({term("public", "!=", "private")}),
                            Value::array({term("channel_partner_ids", "in",
                                               Value::array({own_partner(self.env())}))})})});
  return self.call("search_read", Value::array({domain, {"id", "name", "public"}}),
                   {{"limit", args["limit"]}});
}

Value channel_fetch_listeners(const Records& self, const Args& args) {
  if (!args["uuid"].is_string() && !args["uuid"].is_null())
    throw Error(ErrorKind::internal,
                "operator does not exist: character varying = " + python_repr(args["uuid"]) + "\n",
                "psycopg2.errors.UndefinedFunction");
  Value out = Value::array();
  for (const bridge::Row row : self.env().cr().execute(Sql(R"sql(
           SELECT p.id, p.name, p.email
           FROM mail_channel_partner cp
             JOIN res_partner p ON cp.partner_id = p.id
             JOIN mail_channel c ON cp.channel_id = c.id
           WHERE c.uuid = %s)sql",
                                                           {to_text(args["uuid"])})))
    out.push_back(row.json());
  return out;
}

}  // namespace

void define_mail_channel_info(Model& m) {
  m.method("channel_info", On::multi, {{"extra_info", false}}, info);
  m.method("_direct_partner_info", On::model, {"partners"}, direct_partner_info);
  m.method("channel_fetch_preview", On::multi, {}, channel_fetch_preview);
  m.method("channel_fetch_slot", On::model, {}, channel_fetch_slot);
  m.method("channel_fetch_message", On::multi, {{"last_id", false}, {"limit", 20}},
           channel_fetch_message);
  m.method("channel_search_to_join", On::model, {{"name", nullptr}, {"domain", nullptr}},
           channel_search_to_join);
  m.method("get_mention_suggestions", On::model, {"search", {"limit", 8}}, get_mention_suggestions);
  m.method("channel_fetch_listeners", On::model, {"uuid"}, channel_fetch_listeners);
}

}  // namespace chatterd
