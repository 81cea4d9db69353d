// mail.channel: the state of a listener's window (folded, minimized, pinned), what was seen, who
// types.
#include "bridge/postgres/short_work.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"
#include "models/modules/mail/rule_columns.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Records own_seats(const Env& env, const Value& condition, Id limit = 0) {
  return env["mail.channel.partner"].search(
      Value::array({term("partner_id", "=", own_partner(env)), condition}), {0, limit, ""});
}

void tell_own_tabs(const Env& env, const Value& message) {
  env.notify(partner_bus(env, own_partner(env)), message);
}

// The header for the caller's other tabs. Without a channel there is none to tell of.
void tell_header(const Records& channel) {
  const Value headers = channel_info(channel);
  if (headers.empty())
    throw Error(ErrorKind::internal, "list index out of range", "builtins.IndexError");
  tell_own_tabs(channel.env(), headers[0]);
}

Value channel_fold(const Records& self, const Args& args) {
  Value state = args["state"];
  for (const Records& seat :
       own_seats(self.env(), term("channel_id.uuid", "=", args["uuid"])).each()) {
    if (!truthy(state)) state = seat.get("fold_state") == "open" ? "folded" : "open";
    seat.write({{"fold_state", state}, {"is_minimized", state != "closed"}});
    tell_header(seat.rel("channel_id"));
  }
  return nullptr;
}

Value channel_minimize(const Records& self, const Args& args) {
  const Records seat = own_seats(self.env(), term("channel_id.uuid", "=", args["uuid"]), 1);
  seat.write({{"fold_state", truthy(args["minimized"]) ? "open" : "closed"},
              {"is_minimized", args["minimized"]}});
  tell_header(seat.rel("channel_id"));
  return nullptr;
}

Value channel_pin(const Records& self, const Args& args) {
  const Records channel = self.search(Value::array({term("uuid", "=", args["uuid"])}));
  channel.call("_execute_channel_pin", Value::array({args["pinned"]}));
  return nullptr;
}

Value execute_channel_pin(const Records& channel, const Args& args) {
  const Records seats =
      own_seats(channel.env(), term("channel_id", "=", channel.ensure_one().id()));
  if (!truthy(args["pinned"]))
    tell_own_tabs(channel.env(), channel_info(channel, "unsubscribe")[0]);
  if (!seats.empty()) seats.write({{"is_pinned", args["pinned"]}});
  return nullptr;
}

// The newest message of the channel that the caller may read; 0 when there is none.
Id last_message(const Records& channel) {
  channel.check_access_rule("read");
  const auto row = channel.env().cr().execute(Sql(
      R"sql(
          SELECT max(mail_message_id)
          FROM mail_message_mail_channel_rel
          WHERE mail_channel_id = %s)sql",
      {channel.id()}));
  return row[0][0].integer();
}

// A channel as its state needs it, with the caller's first seat.
struct SeatOf {
  Id last = 0;  // the channel's newest message
  Id id = 0, seen = 0, fetched = 0;
  std::string type;
};

// In one statement, where the rules are known here; nothing where the ordinary way has to decide.
std::optional<SeatOf> seat_of(const Records& channel) {
  const Env& env = channel.env();
  const Model& seats = env.registry().at("mail.channel.partner");
  const Method* write = seats.find_method("write");
  if (env.su() || !env.unit().pending.empty() || write == nullptr || write->chain.size() != 2 ||
      !searches_plainly(seats) || !may(env, seats, "read") || !may(env, seats, "write") ||
      !rule_domain(env, seats, "read").empty() || !rule_domain(env, seats, "write").empty())
    return std::nullopt;
  const auto rule = channel_rule(env);
  if (!rule) return std::nullopt;
  bridge::read_committed(env.cr());
  const bridge::Result rows = env.cr().execute(bridge::hot_alone(R"sql(
      SELECT c.public, c.group_public_id, c.channel_type, s.id, s.seen_message_id,
          s.fetched_message_id, (
            SELECT mail_message_id FROM mail_message_mail_channel_rel
            WHERE mail_channel_id = c.id ORDER BY mail_message_id DESC LIMIT 1)
      FROM (SELECT id, public, group_public_id, channel_type FROM mail_channel
            WHERE id = %s::int OFFSET 0) c
        LEFT JOIN LATERAL (
          SELECT id, seen_message_id, fetched_message_id FROM mail_channel_partner
          WHERE channel_id = c.id AND partner_id = %s::int ORDER BY id LIMIT 1) s ON true)sql",
                                                                 {channel.id(), own_partner(env)}));
  if (rows.empty()) return std::nullopt;
  const bridge::Row row = rows[0];
  if (!rule->allows(
          channel_cells(channel.id(), row[0].text(), row[1].integer(), !row[3].is_null())))
    return std::nullopt;
  return SeatOf{row[6].integer(), row[3].integer(), row[4].integer(), row[5].integer(),
                row[2].str()};
}

// Writes what the seat has seen or got, beside others who do so for their tabs: whoever comes
// second waits.
void move_seat(const Env& env, const SeatOf& seat, bool seen) {
  if (seat.id == 0) return;
  env.cr().execute_later(
      bridge::hot_write(seen ? R"sql(
                 UPDATE mail_channel_partner
                 SET seen_message_id = %s::int, fetched_message_id = %s::int, write_uid = %s::int,
                     write_date = now() at time zone 'UTC'
                 WHERE id = %s::int)sql"
                             : R"sql(
                 UPDATE mail_channel_partner
                 SET fetched_message_id = %s::int, write_uid = %s::int,
                     write_date = now() at time zone 'UTC'
                 WHERE id = %s::int)sql",
                        seen ? std::vector<bridge::Param>{seat.last, seat.last, env.uid(), seat.id}
                             : std::vector<bridge::Param>{seat.last, env.uid(), seat.id}));
  env.browse("mail.channel.partner", {seat.id}).invalidate();
}

Value channel_seen(const Records& channel, const Args&) {
  const Env& env = channel.env();
  const std::optional<SeatOf> known = seat_of(channel.ensure_one());
  const Id last = known ? known->last : last_message(channel);
  if (last == 0) return nullptr;
  if (known) {
    if (known->seen == last) return nullptr;
    move_seat(env, *known, true);
  } else {
    const Records seat = own_seats(env, term("channel_id", "in", channel.ids()), 1);
    if (seat.id("seen_message_id") == last) return nullptr;
    seat.write({{"seen_message_id", last}, {"fetched_message_id", last}});
  }
  Value data = {
      {"info", "channel_seen"}, {"last_message_id", last}, {"partner_id", own_partner(env)}};
  if (known ? known->type == "chat" : channel.get("channel_type") == "chat") {
    env.notify(channel_bus(env, channel.id()), data);
  } else {
    data["channel_id"] = channel.id();
    tell_own_tabs(env, data);
  }
  return last;
}

// Stops at the first channel that is no chat or has no news, as stock does.
Value channel_fetched(const Records& channels, const Args&) {
  const Env& env = channels.env();
  for (const Records& channel : channels.each()) {
    const std::optional<SeatOf> known = seat_of(channel);
    const Id last = known ? known->last : last_message(channel);
    if (last == 0 || (known ? Value(known->type) : channel.get("channel_type")) != "chat")
      return nullptr;
    if (known) {
      if (known->fetched == last) return nullptr;
      move_seat(env, *known, false);
    } else {
      const Records seat = own_seats(env, term("channel_id", "=", channel.id()), 1);
      if (seat.id("fetched_message_id") == last) return nullptr;
      seat.write({{"fetched_message_id", last}});
    }
    env.notify(
        channel_bus(env, channel.id()),
        {{"info", "channel_fetched"}, {"last_message_id", last}, {"partner_id", own_partner(env)}});
  }
  return nullptr;
}

Value channel_set_custom_name(const Records& self, const Args& args) {
  own_seats(self.env(), term("channel_id.id", "=", args["channel_id"]), 1)
      .write({{"custom_channel_name", args["name"]}});
  return nullptr;
}

Value notify_typing(const Records& channels, const Args& args) {
  const Env& env = channels.env();
  for (const Records& channel : channels.each()) {
    const Value data = {{"info", "typing_status"},
                        {"is_typing", args["is_typing"]},
                        {"is_website_user", args["is_website_user"]},
                        {"partner_id", own_partner(env)}};
    env.notify(channel_bus(env, channel.id()), data);
    env.notify(channel.get("uuid"), data);
  }
  return nullptr;
}

}  // namespace

void define_mail_channel_state(Model& m) {
  m.method("channel_fold", On::model, {"uuid", {"state", nullptr}}, channel_fold);
  m.method("channel_minimize", On::model, {"uuid", {"minimized", true}}, channel_minimize);
  m.method("channel_pin", On::model, {"uuid", {"pinned", false}}, channel_pin);
  m.method("_execute_channel_pin", On::multi, {{"pinned", false}}, execute_channel_pin);
  m.method("channel_seen", On::multi, {}, channel_seen);
  m.method("channel_fetched", On::multi, {}, channel_fetched);
  m.method("channel_set_custom_name", On::model, {"channel_id", {"name", false}},
           channel_set_custom_name);
  m.method("notify_typing", On::multi, {"is_typing", {"is_website_user", false}}, notify_typing);
}

}  // namespace chatterd
