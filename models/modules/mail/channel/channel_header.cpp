// Writing channels, and counting what is unread in them.
#include "models/modules/mail/channel/channel_header.hpp"

namespace chatterd {

using bridge::Sql;

namespace {

void write_or_false(JsonWriter& out, const std::optional<std::string>& text) {
  if (text)
    out.text(*text);
  else
    out.boolean(false);
}

void write_or_false(JsonWriter& out, Id id) {
  if (id != 0)
    out.number(id);
  else
    out.boolean(false);
}

void write_members(JsonWriter& out, const ChannelHeader& channel, const PartnerInfos& infos,
                   bool present) {
  out.key("members").begin_array();
  std::unordered_set<Id> listed;
  for (const Seat& seat : channel.seats) {
    const auto info = infos.find(seat.partner);
    if (info != infos.end() && listed.insert(seat.partner).second)
      out.plain(present ? info->second.present : info->second.plain);
  }
  out.end_array();
  out.key("seen_partners_info").begin_array();
  for (const Seat& seat : channel.seats) {
    write_or_false(out.begin_object().key("partner_id"), seat.partner);
    write_or_false(out.key("fetched_message_id"), seat.fetched);
    write_or_false(out.key("seen_message_id"), seat.seen);
    out.end_object();
  }
  out.end_array();
}

}  // namespace

void write_header(JsonWriter& out, const ChannelHeader& channel, const PartnerInfos& infos, Id me,
                  const Value& extra, bool chats_apart) {
  const OwnSeat* own = me != 0 && channel.own ? &*channel.own : nullptr;
  const bool chat = channel.type == "chat";
  out.begin_object().key("id").number(channel.id);
  write_or_false(out.key("name"), channel.name);
  write_or_false(out.key("uuid"), channel.uuid);
  out.key("state").text(own && own->fold_state && !own->fold_state->empty() ? *own->fold_state
                                                                            : "open");
  out.key("is_minimized").boolean(own && own->minimized);
  write_or_false(out.key("channel_type"), channel.type);
  write_or_false(out.key("public"), channel.access);
  out.key("mass_mailing").boolean(channel.by_email);
  out.key("moderation").boolean(channel.moderation);
  out.key("is_moderator").boolean(channel.moderator);
  out.key("group_based_subscription").boolean(channel.by_group);
  write_or_false(out.key("create_uid"), channel.create_uid);
  if (truthy(extra)) out.key("info").value(extra);
  if (me != 0) {
    if (chat) {
      const auto other = std::find_if(channel.seats.begin(), channel.seats.end(),
                                      [&](const Seat& seat) { return seat.partner != me; });
      if (other != channel.seats.end() && infos.contains(other->partner))
        out.key("direct_partner").begin_array().plain(infos.at(other->partner).present).end_array();
    }
    out.key("message_needaction_counter").number(channel.needaction);
    out.key("message_unread_counter").number(channel.unread);
    if (own) {
      write_or_false(out.key("seen_message_id"), own->seen);
      write_or_false(out.key("custom_channel_name"), own->custom_name);
    }
  }
  write_members(out, channel, infos, chat || !chats_apart);
  out.end_object();
}

// For each seat two ranges of indexes, which need no look at the messages themselves: the ids of
// what is related to the channel and newer than what its member has seen, and those of the messages
// that live there. Mostly they are the same, and the second says how many are unread. A channel
// that also gets messages which live elsewhere (of another channel, of a document that it follows)
// looks at each message. The coalesce is the index' own: other indexes, which know nothing of what
// was seen, cannot serve it, whatever PostgreSQL believes to be cheap.
Sql unread_statement(Id partner) {
  return Sql::hot(R"sql(
    WITH seats AS MATERIALIZED (
      SELECT s.channel_id, s.partner_id, coalesce(s.seen_message_id, 0) AS seen, home.unread,
          home.ids = ARRAY(
            SELECT mail_message_id FROM mail_message_mail_channel_rel r
            WHERE r.mail_channel_id = s.channel_id
              AND r.mail_message_id > coalesce(s.seen_message_id, 0)
            ORDER BY mail_message_id) AS only_home
      FROM mail_channel_partner s
        CROSS JOIN LATERAL (
          SELECT coalesce(array_agg(id), '{}') AS ids,
              count(*) FILTER (
                WHERE message_type NOT IN ('user_notification', 'notification')
                  AND (author_id IS NULL OR author_id <> s.partner_id)) AS unread
          FROM (
            SELECT id, message_type, author_id FROM mail_message m
            WHERE coalesce(m.model, '') = 'mail.channel' AND m.res_id = s.channel_id
              AND m.id > coalesce(s.seen_message_id, 0)
            ORDER BY id OFFSET 0) m) home
      WHERE s.partner_id = %s::int)
    SELECT channel_id, unread FROM seats WHERE only_home AND unread > 0
    UNION ALL
    SELECT m.res_id, count(*)
    FROM seats s
      CROSS JOIN LATERAL (
        SELECT mail_message_id FROM mail_message_mail_channel_rel r
        WHERE r.mail_channel_id = s.channel_id AND r.mail_message_id > s.seen OFFSET 0) r
      CROSS JOIN LATERAL (
        SELECT res_id FROM mail_message m
        WHERE m.id = r.mail_message_id AND m.model = 'mail.channel'
          AND m.message_type NOT IN ('user_notification', 'notification')
          AND (m.author_id IS NULL OR m.author_id <> s.partner_id) OFFSET 0) m
    WHERE NOT s.only_home
    GROUP BY m.res_id)sql",
                  {partner});
}

Sql needaction_statement(Id partner) {
  return Sql::hot(R"sql(
    SELECT m.res_id, count(*)
    FROM mail_message_res_partner_needaction_rel n
      CROSS JOIN LATERAL (
        SELECT res_id FROM mail_message m
        WHERE m.id = n.mail_message_id AND m.model = 'mail.channel'
          AND m.message_type <> 'user_notification' OFFSET 0) m
    WHERE n.res_partner_id = %s::int AND (n.is_read = false OR n.is_read IS NULL)
    GROUP BY m.res_id)sql",
                  {partner});
}

std::unordered_map<Id, Id> counts_of(const bridge::Result& rows) {
  std::unordered_map<Id, Id> counts;
  for (const bridge::Row row : rows) counts[row[0].integer()] += row[1].integer();
  return counts;
}

}  // namespace chatterd
