// mail.channel: headers, previews and slots, as the web client shows them. Nothing here costs a
// statement per channel or per member.
#include <unordered_set>

#include "models/engine/host.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/fetch.hpp"
#include "models/engine/orm/methods/call.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/mail/channel/channel_header.hpp"
#include "models/modules/mail/channel/channel_slots.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/message/message_fetch.hpp"

namespace chatterd {

using bridge::Sql;

Id own_partner(const Env& env) { return env.user_info()->partner_id; }

Value partner_bus(const Env& env, Id partner) {
  return Value::array({env.host().database(), "res.partner", partner});
}

Value channel_bus(const Env& env, Id channel) {
  return Value::array({env.host().database(), "mail.channel", channel});
}

PartnerInfos partner_infos(const Env& env, const Ids& all, const Ids& direct) {
  std::unordered_map<Id, Value> infos;
  for (const Value& row : env.sudo().browse("res.partner", all).read({"name", "email"}))
    infos[row["id"].get<Id>()] = row;
  PartnerInfos out;
  const auto text = [](const Value& info) { return JsonWriter().value(info).take(); };
  for (const auto& [id, info] : infos) out[id].plain = out[id].present = text(info);
  if (direct.empty()) return out;
  const Value present = env["mail.channel"].call("_direct_partner_info", Value::array({direct}));
  for (const auto& [key, added] : present.items()) {
    Value& info = infos[added["id"].get<Id>()];
    info.update(added);
    out[added["id"].get<Id>()].present = text(info);
  }
  return out;
}

namespace {

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

// The listeners of a channel, as far as the caller may read them.
struct Seats {
  std::vector<Seat> all;
  std::optional<OwnSeat> own;
  bool pinned = false;  // one of the caller's own is
};

std::optional<std::string> text_or_nothing(const bridge::Cell& cell) {
  return cell.is_null() ? std::nullopt : std::optional(cell.str());
}

std::unordered_map<Id, Seats> seats_of(const Records& channels) {
  const Env& env = channels.env();
  const Id me = own_partner(env);
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
  std::unordered_map<Id, Seats> seats;
  for (const bridge::Row row : env.cr().execute(query + Sql(" ORDER BY id"))) {
    Seats& of = seats[row[0].integer()];
    of.all.push_back({row[1].integer(), row[2].integer(), row[3].integer()});
    if (row[1].integer() != me || me == 0) continue;
    of.pinned = of.pinned || row[7].boolean();
    if (!of.own)
      of.own = OwnSeat{text_or_nothing(row[4]), text_or_nothing(row[6]), row[5].boolean(),
                       row[3].integer()};
  }
  return seats;
}

// What is counted for each channel.
struct Facts {
  std::unordered_set<Id> moderator, by_group;
  std::unordered_map<Id, Id> needaction, unread;
};
Facts facts_of(const Records& channels) {
  const Env& env = channels.env();
  const Id me = own_partner(env);
  // counted once for all channels: a count per channel reads the whole inbox for each of them
  const std::vector<bridge::Result> results =
      env.cr().execute_together({Sql::hot(R"sql(
          SELECT c.id,
              EXISTS (SELECT 1 FROM mail_channel_moderator_rel r
                  WHERE r.mail_channel_id = c.id AND r.res_users_id = %s::int),
              EXISTS (SELECT 1 FROM mail_channel_res_groups_rel r WHERE r.mail_channel_id = c.id)
          FROM unnest(%s::int[]) AS c(id))sql",
                                          {env.uid(), channels.ids()}),
                                 needaction_statement(me), unread_statement(me)});
  Facts facts;
  for (const bridge::Row row : results[0]) {
    if (row[1].boolean()) facts.moderator.insert(row[0].integer());
    if (row[2].boolean()) facts.by_group.insert(row[0].integer());
  }
  facts.needaction = counts_of(results[1]);
  facts.unread = counts_of(results[2]);
  if (!facts.moderator.empty() && !sees_himself(env)) facts.moderator.clear();
  return facts;
}

Id count_in(const std::unordered_map<Id, Id>& counts, Id channel) {
  const auto found = counts.find(channel);
  return found == counts.end() ? 0 : found->second;
}

std::optional<std::string> text_of(const Records& channel, const char* field) {
  const Value value = channel.get(field);
  return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
}

// One text for each channel.
std::vector<std::string> headers(const Records& channels, const Value& extra_info, bool chats_apart,
                                 const std::unordered_map<Id, Seats>& seats) {
  if (channels.empty()) return {};
  const Env& env = channels.env();
  const Id me = own_partner(env);
  const Facts facts = facts_of(channels);
  std::vector<ChannelHeader> found;
  Ids all, direct;
  for (const Records& channel : channels.each()) {
    ChannelHeader header;
    header.id = channel.id();
    header.name = text_of(channel, "name");
    header.uuid = text_of(channel, "uuid");
    header.type = text_of(channel, "channel_type");
    header.access = text_of(channel, "public");
    header.by_email = channel.is("email_send");
    header.moderation = channel.is("moderation");
    header.create_uid = channel.id("create_uid");
    header.moderator = facts.moderator.contains(header.id);
    header.by_group = facts.by_group.contains(header.id);
    header.needaction = count_in(facts.needaction, header.id);
    header.unread = count_in(facts.unread, header.id);
    if (const auto of = seats.find(header.id); of != seats.end()) {
      header.seats = of->second.all;
      header.own = of->second.own;
    }
    for (const Seat& seat : header.seats) {
      if (seat.partner == 0) continue;
      all.push_back(seat.partner);
      if (header.type == "chat") direct.push_back(seat.partner);
    }
    found.push_back(std::move(header));
  }
  const PartnerInfos infos = partner_infos(env, unique(all), unique(direct));
  std::vector<std::string> out;
  for (const ChannelHeader& header : found) {
    JsonWriter text;
    write_header(text, header, infos, me, extra_info, chats_apart);
    out.push_back(text.take());
  }
  return out;
}

}  // namespace

bool sees_himself(const Env& env) {
  return env["res.users"].search_count(Value::array({term("id", "=", env.uid())})) != 0;
}

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
  return users.filtered([](const Records& user) { return user.sudo().is("active"); });
}

}  // namespace

void broadcast(const Records& channels, const Ids& partners, const Ids& added) {
  const Env& env = channels.env();
  // by a search: of somebody who is being added the caller may know the user, not the contact
  std::map<Id, Id> user_of;  // of a partner: his first
  for (const Records& user :
       env["res.users"].search(Value::array({term("partner_id", "in", partners)})).each())
    user_of.try_emplace(user.sudo().id("partner_id"), user.id());
  bool asked = false;
  std::map<Id, Value> first;  // of each channel
  for (const Records& partner : env.browse("res.partner", partners).each()) {
    Id user = 0;
    if (const auto found = user_of.find(partner.id()); found != user_of.end())
      user = found->second;
    else if (contains(added, partner.id()))
      user = users_of_added(partner).id();
    if (user == 0) continue;
    const Records theirs = channels.with_user(user);
    // who invites somebody to what he may not see is refused; Odoo finds out for the first only,
    // whose reading fills its cache for the others
    if (!std::exchange(asked, true)) {
      theirs.check_access_rights("read");
      theirs.check_access_rule("read");
    } else {
      env.unit().readable.learn(user, channels.model(), channels.ids());
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
  Value out = Value::array();
  if (channels.empty()) return out;
  for (const std::string& text : headers(channels, args["extra_info"], false, seats_of(channels)))
    out.push_back(Value::parse(text));
  return out;
}

// All headers at once: what they are made of is read for all channels together.
Value channel_fetch_slot(const Records& self, const Args&) {
  if (const auto text = channel_slots_text(self.env())) return Value::parse(*text);
  const Id me = own_partner(self.env());
  const Records joined =
      self.search(Value::array({term("channel_partner_ids", "in", Value::array({me}))}));
  const auto seats = seats_of(joined);
  std::map<std::string, Ids> slots;
  Ids shown;
  for (const Records& channel : joined.each()) {
    const auto found = seats.find(channel.id());
    const char* slot = slot_of(text_of(channel, "channel_type"), text_of(channel, "public"),
                               found != seats.end() && found->second.pinned);
    if (slot == nullptr) continue;
    slots[slot].push_back(channel.id());
    shown.push_back(channel.id());
  }
  std::unordered_map<Id, Value> by_id;
  const std::vector<std::string> texts = headers(joined.browse(shown), false, true, seats);
  for (std::size_t i = 0; i < texts.size(); ++i) by_id[shown[i]] = Value::parse(texts[i]);
  Value out = Value::object();
  for (const char* slot : channel_slots) {
    out[slot] = Value::array();
    for (const Id id : slots[slot]) out[slot].push_back(by_id[id]);
  }
  return out;
}

std::optional<std::string> fetch_message_text(const Records& channel, const Args& args) {
  const Value &last = args["last_id"], &limit = args["limit"];
  if (!limit.is_number_integer() || (truthy(last) && !last.is_number_integer()))
    return std::nullopt;
  PageKey key;
  key.kind = PageKey::Kind::channel;
  key.id = channel.ensure_one().id();
  key.limit = limit.get<Id>();
  if (truthy(last)) key.before = last.get<Id>();
  return fetch_page(channel.env(), key);
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
  if (args["uuid"] == Value::array()) return Value::array();  // '{}' in SQL: a text that none has
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
  m.twin("channel_fetch_message",
         reinterpret_cast<Twin>(static_cast<FastCall>(fetch_message_text)));
  m.method("channel_search_to_join", On::model, {{"name", nullptr}, {"domain", nullptr}},
           channel_search_to_join);
  m.method("get_mention_suggestions", On::model, {"search", {"limit", 8}}, get_mention_suggestions);
  m.method("channel_fetch_listeners", On::model, {"uuid"}, channel_fetch_listeners);
}

}  // namespace chatterd
