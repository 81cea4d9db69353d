// The statement of a page.
#include <limits>

#include "bridge/postgres/short_work.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/message/message_page.hpp"

namespace chatterd {

using bridge::Sql;

namespace {

// What follows WITH page AS (…), in the rows that message_page_rows.hpp tells apart: each %s is the
// caller's partner. Every part goes from ids that are there already through an index: `= ANY` of an
// array, and LATERAL with OFFSET 0, which PostgreSQL does not turn into a join that reads a whole
// table. Relations come as two arrays rather than a row a pair, and who occurs in several of them
// is looked up once. SMS_NUMBER is a column that a module brings.
constexpr const char* parts_sql = R"sql(, m AS MATERIALIZED (
  SELECT id, author_id, subtype_id, res_id, date, body, email_from, message_type, subject, model,
      record_name, moderation_status
  FROM mail_message WHERE id = ANY((SELECT ids FROM page)::int[])),
ch AS MATERIALIZED (
  SELECT mail_message_id AS id, mail_channel_id AS channel
  FROM mail_message_mail_channel_rel
  WHERE mail_message_id = ANY((SELECT ids FROM page)::int[])),
r AS MATERIALIZED (
  SELECT mail_message_id AS id, res_partner_id AS partner
  FROM mail_message_res_partner_rel
  WHERE mail_message_id = ANY((SELECT ids FROM page)::int[])),
s AS MATERIALIZED (
  SELECT mail_message_id AS id, res_partner_id AS partner
  FROM mail_message_res_partner_starred_rel
  WHERE mail_message_id = ANY((SELECT ids FROM page)::int[])),
n AS MATERIALIZED (
  SELECT id, mail_message_id AS message, coalesce(res_partner_id, 0) AS partner, is_read,
      notification_type AS kind, notification_status AS status, SMS_NUMBER AS sms
  FROM mail_message_res_partner_needaction_rel
  WHERE mail_message_id = ANY((SELECT ids FROM page)::int[]))
SELECT 0, id, author_id, subtype_id, res_id, NULL::int, date, body, email_from, message_type,
    subject, model, record_name, moderation_status
FROM m
UNION ALL
SELECT 1, NULL, NULL, NULL, NULL, NULL, NULL, array_agg(id)::text, array_agg(channel)::text,
    NULL, NULL, NULL, NULL, NULL
FROM ch
UNION ALL
SELECT 2, c.id, c.group_public_id, (
      SELECT 1 FROM mail_channel_partner s
      WHERE s.channel_id = d.channel AND s.partner_id = %s::int LIMIT 1),
    NULL, NULL, NULL, c.public, NULL, NULL, NULL, NULL, NULL, NULL
FROM (SELECT DISTINCT channel FROM ch) d
  CROSS JOIN LATERAL (
    SELECT id, group_public_id, public FROM mail_channel WHERE id = d.channel OFFSET 0) c
UNION ALL
SELECT 3, NULL, NULL, NULL, NULL, NULL, NULL, array_agg(id)::text, array_agg(partner)::text,
    NULL, NULL, NULL, NULL, NULL
FROM r
UNION ALL
SELECT 4, NULL, NULL, NULL, NULL, NULL, NULL, array_agg(id)::text, array_agg(partner)::text,
    NULL, NULL, NULL, NULL, NULL
FROM s
UNION ALL
SELECT 5, is_read::int, NULL, NULL, NULL, NULL, NULL, array_agg(message)::text,
    array_agg(partner)::text, array_agg(id)::text, kind, status, sms, NULL
FROM n GROUP BY is_read, kind, status, sms
UNION ALL
SELECT 6, r.message_id, f.id, coalesce(c.message_main_attachment_id, p.message_main_attachment_id),
    CASE WHEN c.id IS NOT NULL THEN 1 WHEN p.id IS NOT NULL THEN 2 END,
    coalesce(c.group_public_id, p.company_id), NULL, f.name, f.mimetype, coalesce(c.public, p.type),
    coalesce(c.member, p.partner_share)::text, NULL, NULL, NULL
FROM message_attachment_rel r
  CROSS JOIN LATERAL (
    SELECT id, name, mimetype FROM ir_attachment WHERE id = r.attachment_id OFFSET 0) f
  CROSS JOIN LATERAL (
    SELECT model, res_id FROM mail_message WHERE id = r.message_id OFFSET 0) m
  LEFT JOIN LATERAL (
    SELECT id, message_main_attachment_id, group_public_id, public, EXISTS (
        SELECT 1 FROM mail_channel_partner s
        WHERE s.channel_id = m.res_id AND s.partner_id = %s::int) AS member
    FROM mail_channel WHERE m.model = 'mail.channel' AND id = m.res_id OFFSET 0) c ON true
  LEFT JOIN LATERAL (
    SELECT id, message_main_attachment_id, company_id, type, partner_share
    FROM res_partner WHERE m.model = 'res.partner' AND id = m.res_id OFFSET 0) p ON true
WHERE r.message_id = ANY((SELECT ids FROM page)::int[])
UNION ALL
SELECT 7, v.mail_message_id, v.id, v.tracking_sequence, NULL, NULL, NULL, to_jsonb(v)::text,
    NULL, NULL, NULL, NULL, NULL, NULL
FROM mail_tracking_value v
WHERE v.mail_message_id = ANY((SELECT ids FROM page)::int[])
UNION ALL
SELECT 8, id, company_id, partner_share::int, row_number() OVER (ORDER BY display_name, id)::int,
    active::int, NULL, type, name, display_name, NULL, NULL, NULL, NULL
FROM res_partner
WHERE id = ANY(ARRAY(
    SELECT author_id FROM m
    UNION ALL SELECT partner FROM r
    UNION ALL SELECT partner FROM s
    UNION ALL SELECT partner FROM n WHERE kind <> 'inbox')))sql";

// The ids of a page, by the kind; the range and the limit come behind. The conditions are written
// as the indexes that serve them have them (models/engine/setup/indexes.cpp).
struct Find {
  const char *select, *id;
};
Find find_of(PageKey::Kind kind) {
  switch (kind) {
    case PageKey::Kind::channel:
      return {R"sql(SELECT mail_message_id FROM mail_message_mail_channel_rel
        WHERE mail_channel_id = %s::int)sql",
              "mail_message_id"};
    case PageKey::Kind::inbox:
      return {R"sql(SELECT mail_message_id FROM mail_message_res_partner_needaction_rel
        WHERE res_partner_id = %s::int AND (is_read = false OR is_read IS NULL))sql",
              "mail_message_id"};
    case PageKey::Kind::history:
      return {R"sql(SELECT mail_message_id FROM mail_message_res_partner_needaction_rel
        WHERE res_partner_id = %s::int AND is_read)sql",
              "mail_message_id"};
    case PageKey::Kind::starred:
      return {R"sql(SELECT mail_message_id FROM mail_message_res_partner_starred_rel
        WHERE res_partner_id = %s::int)sql",
              "mail_message_id"};
    default:
      return {R"sql(SELECT id FROM mail_message
        WHERE model = %s::varchar AND model <> 'mail.channel' AND res_id = %s::int)sql",
              "id"};
  }
}

Sql find_page(const Env& env, const PageKey& key) {
  if (key.kind == PageKey::Kind::listed) return Sql("SELECT %s::int[] AS ids", {key.listed});
  const Find find = find_of(key.kind);
  const bool own = key.kind == PageKey::Kind::inbox || key.kind == PageKey::Kind::history ||
                   key.kind == PageKey::Kind::starred;
  std::vector<bridge::Param> params;
  if (key.kind == PageKey::Kind::document) params.emplace_back(key.model);
  params.emplace_back(own ? own_partner(env) : key.id);
  std::string text = std::string("SELECT ARRAY(") + find.select;
  constexpr Id highest = std::numeric_limits<std::int32_t>::max();
  params.emplace_back(std::min(key.before.value_or(highest), highest));
  text += std::string(" AND ") + find.id + " < %s::int";
  if (key.after) {
    params.emplace_back(std::min(*key.after, highest));
    text += std::string(" AND ") + find.id + " > %s::int";
  }
  // a number in the text: PostgreSQL takes a limit that it does not see for a tenth of the rows
  text +=
      std::string(" ORDER BY ") + find.id + " DESC LIMIT " + std::to_string(key.limit) + ") AS ids";
  return Sql(text, std::move(params));
}

}  // namespace

Sql MessagePage::statement(const Env& env, const PageKey& key) {
  const Model& notifications = env.registry().at("mail.notification");
  static const std::string without_sms = [] {
    std::string text = parts_sql;
    return text.replace(text.find("SMS_NUMBER"), 10, "NULL::varchar");
  }();
  static const std::string with_sms = [] {
    std::string text = parts_sql;
    return text.replace(text.find("SMS_NUMBER"), 10, "sms_number");
  }();
  const bool sms = notifications.find_field("sms_number") != nullptr;
  const Sql whole = Sql("WITH page AS MATERIALIZED (") + find_page(env, key) + Sql(")") +
                    Sql(sms ? with_sms : without_sms, {own_partner(env), own_partner(env)});
  return bridge::hot_alone(whole.text(), whole.params());
}

}  // namespace chatterd
