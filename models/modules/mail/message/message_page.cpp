// The statement of a page, and its rows.
#include "models/modules/mail/message/message_page.hpp"

#include <limits>

#include "bridge/postgres/short_work.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/rule_columns.hpp"

namespace chatterd {

using bridge::Sql;

namespace {

// Rows of different kinds in one answer, told apart by the first column. Every part goes from ids
// that are there already through an index: `= ANY` of an array, and LATERAL with OFFSET 0, which
// PostgreSQL does not turn into a join that reads a whole table.
//
//   0 a message with its author         4 who has starred it
//   1 its channels                      5 its notifications
//   2 a channel, as rules see it        6 its attachments
//   3 its recipients                    7 its changes of tracked fields
struct Part {
  enum { message, in_channel, channel, recipient, star, notification, attachment, tracking };
};
struct Col {
  enum : std::size_t { part, a, b, c, d, e, time, t1, t2, t3, t4, t5, t6, t7, t8, t9 };
};

// What follows WITH page AS (…): each %s is the caller's partner. An attachment comes with the main
// one of its document, where that is a channel (1) or a contact (2), and with what rules ask of it.
// SMS_NUMBER is a column that a module brings.
constexpr const char* parts_sql = R"sql(, ch AS MATERIALIZED (
  SELECT mail_message_id AS id, mail_channel_id AS channel
  FROM mail_message_mail_channel_rel
  WHERE mail_message_id = ANY((SELECT ids FROM page)::int[]))
SELECT 0, m.id, m.author_id, m.subtype_id, m.res_id, NULL::int, m.date, m.body, m.email_from,
    m.message_type, m.subject, m.model, m.record_name, m.moderation_status, p.name, p.display_name
FROM mail_message m
  LEFT JOIN LATERAL (
    SELECT name, display_name FROM res_partner WHERE id = m.author_id OFFSET 0) p ON true
WHERE m.id = ANY((SELECT ids FROM page)::int[])
UNION ALL
SELECT 1, id, channel, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM ch
UNION ALL
SELECT 2, c.id, c.group_public_id, (
      SELECT 1 FROM mail_channel_partner s
      WHERE s.channel_id = d.channel AND s.partner_id = %s::int LIMIT 1),
    NULL, NULL, NULL, c.public, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM (SELECT DISTINCT channel FROM ch) d
  CROSS JOIN LATERAL (
    SELECT id, group_public_id, public FROM mail_channel WHERE id = d.channel OFFSET 0) c
UNION ALL
SELECT 3, r.mail_message_id, p.id, p.company_id, p.partner_share::int,
    row_number() OVER (ORDER BY p.display_name, p.id)::int,
    NULL, p.type, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM mail_message_res_partner_rel r
  CROSS JOIN LATERAL (
    SELECT id, company_id, partner_share, type, display_name
    FROM res_partner WHERE id = r.res_partner_id OFFSET 0) p
WHERE r.mail_message_id = ANY((SELECT ids FROM page)::int[])
UNION ALL
SELECT 4, r.mail_message_id, p.id, p.company_id, p.partner_share::int,
    row_number() OVER (ORDER BY p.display_name, p.id)::int,
    NULL, p.type, p.active::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM mail_message_res_partner_starred_rel r
  CROSS JOIN LATERAL (
    SELECT id, company_id, partner_share, type, display_name, active
    FROM res_partner WHERE id = r.res_partner_id OFFSET 0) p
WHERE r.mail_message_id = ANY((SELECT ids FROM page)::int[])
UNION ALL
SELECT 5, n.mail_message_id, n.res_partner_id, n.id, n.is_read::int, p.partner_share::int,
    NULL, n.notification_type, n.notification_status, p.active::text, p.name, p.display_name,
    SMS_NUMBER, NULL, NULL, NULL
FROM mail_message_res_partner_needaction_rel n
  LEFT JOIN LATERAL (
    SELECT active, partner_share, name, display_name FROM res_partner
    WHERE n.notification_type <> 'inbox' AND id = n.res_partner_id OFFSET 0) p ON true
WHERE n.mail_message_id = ANY((SELECT ids FROM page)::int[])
UNION ALL
SELECT 6, r.message_id, f.id, coalesce(c.message_main_attachment_id, p.message_main_attachment_id),
    CASE WHEN c.id IS NOT NULL THEN 1 WHEN p.id IS NOT NULL THEN 2 END,
    coalesce(c.group_public_id, p.company_id), NULL, f.name, f.mimetype, coalesce(c.public, p.type),
    coalesce(c.member, p.partner_share)::text, NULL, NULL, NULL, NULL, NULL
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
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM mail_tracking_value v
WHERE v.mail_message_id = ANY((SELECT ids FROM page)::int[]))sql";

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

MessageParts::Text text_of(const bridge::Cell& cell) {
  if (cell.is_null()) return std::nullopt;
  return cell.text();
}

// Which records of a model that the page shows the caller may read.
class ReadableParts {
 public:
  ReadableParts(const Env& env, const char* model, std::vector<RowRule::Column> columns)
      : env_(env),
        model_(env.registry().at(model)),
        rule_(RowRule::of(env, model_, "read", std::move(columns))) {}
  // Whether add() has not been told of it yet.
  bool asks(Id id) { return known_.insert(id).second; }
  void add(Id id, const std::vector<RowRule::Cell>& row) {
    if (!rule_)
      undecided_.push_back(id);
    else if (rule_->restricts() && !rule_->allows(row))
      hidden_.insert(id);
  }
  // Of one row by itself, where the rule is known here.
  bool allows(const std::vector<RowRule::Cell>& row) const { return rule_ && rule_->allows(row); }
  // A rule that is not known here is PostgreSQL's to decide, in a statement of its own.
  void settle() {
    if (undecided_.empty()) return;
    const Ids all = unique(undecided_);
    Sql query = Sql("SELECT id FROM ") + Sql::identifier(model_.table()) +
                Sql(" WHERE id = ANY(%s::int[])", {all});
    if (const Sql rules = rule_condition(env_, model_, "read", model_.table()); !rules.empty())
      query += Sql(" AND (") + rules + Sql(")");
    const Ids readable = env_.cr().execute(query).ids();
    for (const Id id : all)
      if (!contains(readable, id)) hidden_.insert(id);
  }
  bool operator()(Id id) const { return !hidden_.contains(id); }

 private:
  const Env& env_;
  const Model& model_;
  const std::optional<RowRule> rule_;
  Ids undecided_;
  std::unordered_set<Id> hidden_, known_;
};

// An id with its place among others.
struct Placed {
  Id place, id;
  bool operator<(const Placed& other) const { return place < other.place; }
};

struct Loose {  // relations of a message before rules and order
  std::vector<Placed> channels, recipients, starred;
  std::vector<std::tuple<Id, Id, std::string_view>> tracking;  // sequence (NULL last), id, row
};

}  // namespace

Sql MessagePage::statement(const Env& env, const PageKey& key) {
  const Model& notifications = env.registry().at("mail.notification");
  static const std::string without_sms = [] {
    std::string text = parts_sql;
    return text.replace(text.find("SMS_NUMBER"), 10, "NULL");
  }();
  static const std::string with_sms = [] {
    std::string text = parts_sql;
    return text.replace(text.find("SMS_NUMBER"), 10, "n.sms_number");
  }();
  const bool sms = notifications.find_field("sms_number") != nullptr;
  const Sql whole = Sql("WITH page AS MATERIALIZED (") + find_page(env, key) + Sql(")") +
                    Sql(sms ? with_sms : without_sms, {own_partner(env), own_partner(env)});
  return bridge::hot_alone(whole.text(), whole.params());
}

MessagePage MessagePage::read(const Env& env, const PageKey& key) {
  return {env, key, env.cr().execute(statement(env, key))};
}

MessagePage::MessagePage(const Env& env, const PageKey& key, bridge::Result rows)
    : rows_(std::move(rows)) {
  // the messages first, in the page's order
  for (const bridge::Row row : rows_) {
    if (row[Col::part].integer() != Part::message) continue;
    MessageParts one;
    one.id = row[Col::a].integer();
    one.author = row[Col::b].integer();
    one.subtype = row[Col::c].integer();
    one.res_id = row[Col::d].integer();
    if (!row[Col::time].is_null()) one.date = row[Col::time].time();
    one.body = text_of(row[Col::t1]);
    one.email_from = text_of(row[Col::t2]);
    one.type = text_of(row[Col::t3]);
    one.subject = text_of(row[Col::t4]);
    one.model = text_of(row[Col::t5]);
    one.record_name = text_of(row[Col::t6]);
    one.moderation_status = text_of(row[Col::t7]);
    one.author_name = row[Col::t8].text();
    one.author_display_name = row[Col::t9].text();
    messages_.push_back(std::move(one));
  }
  if (messages_.empty()) return;
  std::unordered_map<Id, std::size_t> place;
  if (key.kind == PageKey::Kind::listed) {
    std::unordered_map<Id, std::size_t> wanted;
    for (const Id id : key.listed) wanted.try_emplace(id, wanted.size());
    std::sort(messages_.begin(), messages_.end(),
              [&](const auto& x, const auto& y) { return wanted[x.id] < wanted[y.id]; });
  } else {
    std::sort(messages_.begin(), messages_.end(),
              [](const auto& x, const auto& y) { return x.id > y.id; });
  }
  for (std::size_t i = 0; i < messages_.size(); ++i) place[messages_[i].id] = i;

  const Id me = own_partner(env);
  const Value active_test = env.context("active_test");
  const bool active_only = active_test.is_null() || truthy(active_test);
  ReadableParts channels(env, "mail.channel", channel_columns());
  ReadableParts partners(env, "res.partner", contact_columns());
  std::vector<Loose> loose(messages_.size());
  std::unordered_set<Id> joined;  // channels of the caller
  for (const bridge::Row row : rows_) {
    const Id kind = row[Col::part].integer();
    if (kind == Part::message) continue;
    if (kind == Part::channel) {
      const Id id = row[Col::a].integer();
      if (!row[Col::c].is_null()) joined.insert(id);
      channels.add(id, channel_cells(id, row[Col::t1].text(), row[Col::b].integer(),
                                     row[Col::c].integer() != 0));
      continue;
    }
    const std::size_t at = place.at(row[Col::a].integer());
    MessageParts& one = messages_[at];
    const Id id = row[Col::b].integer();
    switch (kind) {
      case Part::in_channel:
        loose[at].channels.push_back({id, id});
        break;
      case Part::recipient:
      case Part::star:
        if (partners.asks(id))
          partners.add(id, contact_cells(id, row[Col::c].integer(), row[Col::d].integer() != 0,
                                         row[Col::t1].text()));
        if (kind == Part::recipient)
          loose[at].recipients.push_back({row[Col::e].integer(), id});
        else if (!active_only || row[Col::t2].text() == "true")
          loose[at].starred.push_back({row[Col::e].integer(), id});
        one.near = one.near || (kind == Part::recipient && id == me && me != 0);
        break;
      case Part::notification:
        one.notifications.push_back({.id = row[Col::c].integer(),
                                     .partner = id,
                                     .read = row[Col::d].integer() != 0,
                                     .share = row[Col::e].integer() != 0,
                                     .active = row[Col::t3].text() == "true",
                                     .status = text_of(row[Col::t2]),
                                     .type = row[Col::t1].text(),
                                     .sms_number = row[Col::t6].text(),
                                     .name = row[Col::t4].text(),
                                     .display_name = row[Col::t5].text()});
        one.near = one.near || (id == me && me != 0);
        break;
      case Part::attachment: {
        one.attachments.push_back({id, row[Col::t1].text(), text_of(row[Col::t2])});
        const Id document = row[Col::d].integer(), access = row[Col::e].integer();
        const bool told = row[Col::t4].text() == "true";
        const std::string_view access_kind = row[Col::t3].text();
        if ((document == 1 &&
             channels.allows(
                 {{one.res_id, {}}, {0, access_kind}, {access, {}}, {told ? 1 : 0, {}}})) ||
            (document == 2 &&
             partners.allows(
                 {{one.res_id, {}}, {access, {}}, {told ? 1 : 0, {}}, {0, access_kind}})))
          one.main_attachment = row[Col::c].integer();
        break;
      }
      default:
        loose[at].tracking.emplace_back(
            row[Col::c].is_null() ? std::numeric_limits<Id>::max() : row[Col::c].integer(), id,
            row[Col::t1].text());
    }
  }
  channels.settle();
  partners.settle();
  const auto sorted_ids = [](std::vector<Placed>& placed, const ReadableParts& readable) {
    std::sort(placed.begin(), placed.end());
    Ids ids;
    for (const Placed& one : placed)
      if (readable(one.id)) ids.push_back(one.id);
    return ids;
  };
  for (std::size_t i = 0; i < messages_.size(); ++i) {
    MessageParts& one = messages_[i];
    for (const Placed& in : loose[i].channels) one.near = one.near || joined.contains(in.id);
    one.near = one.near || (one.author == me && me != 0);
    one.channels = sorted_ids(loose[i].channels, channels);
    one.recipients = sorted_ids(loose[i].recipients, partners);
    one.starred = sorted_ids(loose[i].starred, partners);
    std::sort(one.notifications.begin(), one.notifications.end(),
              [](const auto& x, const auto& y) { return x.id < y.id; });
    std::sort(one.attachments.begin(), one.attachments.end(),
              [](const auto& x, const auto& y) { return x.id > y.id; });
    std::sort(loose[i].tracking.begin(), loose[i].tracking.end());
    for (const auto& [sequence, id, values] : loose[i].tracking)
      one.tracking.push_back(Value::parse(values));
  }
  // an id that is asked for twice is shown twice
  if (key.kind != PageKey::Kind::listed || key.listed.size() == messages_.size()) return;
  std::vector<MessageParts> repeated;
  for (const Id id : key.listed)
    if (const auto found = place.find(id); found != place.end())
      repeated.push_back(messages_[found->second]);
  messages_ = std::move(repeated);
}

}  // namespace chatterd
