// From the caller's seats to his channels, all members of these, and what is unread.
#include "models/modules/mail/channel/channel_slots.hpp"

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/search/search_read.hpp"
#include "models/modules/mail/channel/channel_header.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"
#include "models/modules/mail/rule_columns.hpp"

namespace chatterd {

using bridge::Sql;

const char* slot_of(const std::optional<std::string>& type,
                    const std::optional<std::string>& access, bool pinned) {
  if (type == "chat") return pinned ? channel_slots[1] : nullptr;
  if (type != "channel") return nullptr;
  if (access == "private") return channel_slots[2];
  return access && !access->empty() ? channel_slots[0] : nullptr;
}

namespace {

// The caller's seats with their channels.
constexpr const char* own_channels = R"sql(
    SELECT c.id, s.id, c.name, c.uuid, c.channel_type, c.public, c.email_send, c.moderation,
        c.create_uid, c.group_public_id, s.fold_state, s.custom_channel_name, s.is_minimized,
        s.is_pinned, s.seen_message_id,
        EXISTS (SELECT 1 FROM mail_channel_res_groups_rel r WHERE r.mail_channel_id = s.channel_id),
        EXISTS (SELECT 1 FROM mail_channel_moderator_rel r
            WHERE r.mail_channel_id = s.channel_id AND r.res_users_id = %s::int)
    FROM mail_channel_partner s
      CROSS JOIN LATERAL (
        SELECT id, name, uuid, channel_type, public, email_send, moderation, create_uid,
            group_public_id
        FROM mail_channel c WHERE c.id = s.channel_id OFFSET 0) c
    WHERE s.partner_id = %s::int)sql";

// All seats of these channels.
constexpr const char* all_seats = R"sql(
    SELECT channel_id, id, partner_id, fetched_message_id, seen_message_id
    FROM mail_channel_partner
    WHERE channel_id = ANY(ARRAY(
        SELECT channel_id FROM mail_channel_partner WHERE partner_id = %s::int)))sql";

constexpr const char* people_sql =
    "SELECT id, name, email FROM res_partner WHERE id = ANY(%s::int[])";

struct Own {
  ChannelHeader header;
  Id seat = 0;  // the first of the caller's
  bool pinned = false;
};

std::optional<std::string> text(const bridge::Cell& cell) {
  return cell.is_null() ? std::nullopt : std::optional(cell.str());
}

std::map<Id, Own> read_own(const bridge::Result& rows, const RowRule& rule) {
  std::map<Id, Own> own;
  for (const bridge::Row row : rows) {
    const Id id = row[0].integer(), seat = row[1].integer();
    if (!rule.allows(channel_cells(id, row[5].text(), row[9].integer(), true))) continue;
    Own& one = own[id];
    one.pinned = one.pinned || row[13].boolean();
    if (one.seat != 0 && one.seat < seat) continue;
    one.seat = seat;
    ChannelHeader& header = one.header;
    header.id = id;
    header.name = text(row[2]);
    header.uuid = text(row[3]);
    header.type = text(row[4]);
    header.access = text(row[5]);
    header.by_email = row[6].boolean();
    header.moderation = row[7].boolean();
    header.create_uid = row[8].integer();
    header.own = OwnSeat{text(row[10]), text(row[11]), row[12].boolean(), row[14].integer()};
    header.by_group = row[15].boolean();
    header.moderator = row[16].boolean();
  }
  return own;
}

void add_seats(const bridge::Result& rows, std::map<Id, Own>& own) {
  std::unordered_map<Id, std::vector<std::pair<Id, Seat>>> by_channel;
  for (const bridge::Row row : rows)
    by_channel[row[0].integer()].push_back(
        {row[1].integer(), {row[2].integer(), row[3].integer(), row[4].integer()}});
  for (auto& [id, one] : own) {
    auto& seats = by_channel[id];
    std::sort(seats.begin(), seats.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [seat, who] : seats) one.header.seats.push_back(who);
  }
}

// Whether the ordinary way would find and show the same.
bool as_known(const Env& env) {
  const Registry& registry = env.registry();
  const Model &channels = registry.at("mail.channel"), &partners = registry.at("res.partner");
  const auto alone = [&](const char* method) {
    const Method* found = channels.find_method(method);
    return found != nullptr && found->chain.size() == 1;
  };
  return own_partner(env) != 0 && !env.su() && searches_plainly(channels) &&
         alone("_search_adapt") && alone("channel_fetch_slot") && alone("channel_info") &&
         PlainColumns::of(env, channels,
                          {"uuid", "channel_type", "public", "email_send", "moderation"}) &&
         PlainColumns::of(env.sudo(), partners, {"name", "email"}) &&
         rule_domain(env, registry.at("mail.channel.partner"), "read").empty();
}

PartnerInfos infos_of(const Env& env, const Ids& all, const Ids& direct) {
  if (!direct.empty()) return partner_infos(env, all, direct);
  const auto columns =
      PlainColumns::of(env.sudo(), env.registry().at("res.partner"), {"name", "email"});
  PartnerInfos out;
  for (const bridge::Row row : env.cr().execute(Sql::hot(people_sql, {all}))) {
    JsonWriter info;
    columns->write(info, row);
    out[row[0].integer()].plain = info.take();
  }
  return out;
}

}  // namespace

std::optional<std::string> channel_slots_text(const Env& env) {
  if (!as_known(env)) return std::nullopt;
  check_may(env, env.registry().at("mail.channel"), "read");
  const auto rule = channel_rule(env);
  if (!rule) return std::nullopt;
  check_may(env, env.registry().at("mail.channel.partner"), "read");
  const Id me = own_partner(env);
  const std::vector<bridge::Result> results =
      env.cr().execute_together({Sql::hot(own_channels, {env.uid(), me}), Sql::hot(all_seats, {me}),
                                 unread_statement(me), needaction_statement(me)});
  std::map<Id, Own> own = read_own(results[0], *rule);
  std::erase_if(own, [](const auto& entry) {
    const Own& one = entry.second;
    return slot_of(one.header.type, one.header.access, one.pinned) == nullptr;
  });
  add_seats(results[1], own);
  const auto unread = counts_of(results[2]), needaction = counts_of(results[3]);
  const bool translated = !env.lang().empty() && env.lang() != "en_US";
  const bool moderates =
      std::any_of(own.begin(), own.end(), [](const auto& e) { return e.second.header.moderator; });
  const bool hidden = moderates && !sees_himself(env);
  Ids ids, all, direct;
  for (const auto& [id, one] : own) ids.push_back(id);
  const std::vector<Records> records = env.browse("mail.channel", ids).each();
  std::size_t at = 0;
  for (auto& [id, one] : own) {
    ChannelHeader& header = one.header;
    if (const auto found = unread.find(id); found != unread.end()) header.unread = found->second;
    if (const auto found = needaction.find(id); found != needaction.end())
      header.needaction = found->second;
    if (hidden) header.moderator = false;
    if (translated) header.name = records[at].text("name");
    ++at;
    for (const Seat& seat : header.seats) {
      if (seat.partner == 0) continue;
      all.push_back(seat.partner);
      if (header.type == "chat") direct.push_back(seat.partner);
    }
  }
  const PartnerInfos infos = infos_of(env, unique(all), unique(direct));
  JsonWriter out;
  out.reserve(256 * all.size());
  out.begin_object();
  for (const char* slot : channel_slots) {
    out.key(slot).begin_array();
    for (const auto& [id, one] : own)
      if (slot_of(one.header.type, one.header.access, one.pinned) == slot)
        write_header(out, one.header, infos, me, false, true);
    out.end_array();
  }
  out.end_object();
  return out.take();
}

}  // namespace chatterd
