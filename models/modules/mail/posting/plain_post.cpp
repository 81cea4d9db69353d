// The two round trips of a plain comment: what has to be known, and the rows. Each step names the
// method whose work it does; those are the rule, here is only their short form.
#include "models/modules/mail/posting/plain_post.hpp"

#include <algorithm>

#include "bridge/postgres/short_work.hpp"
#include "models/engine/bus_rows.hpp"
#include "models/engine/html/email_text.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/engine/orm/values/convert.hpp"
#include "models/modules/base/res/settings.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/message/mail_message_defaults.hpp"
#include "models/modules/mail/message/message_format.hpp"
#include "models/modules/mail/posting/plain_comment.hpp"
#include "models/modules/mail/rule_columns.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// What is read of the document and the author. The id comes along: a number that is not used after
// all is lost, as with any refused insert.
constexpr const char* channel_sql = R"sql(
    SELECT c.name, c.public, c.group_public_id, c.channel_type, c.moderation,
        EXISTS (SELECT 1 FROM mail_channel_partner s
          WHERE s.channel_id = c.id AND s.partner_id = a.id),
        EXISTS (SELECT 1 FROM mail_channel_partner s
          WHERE s.channel_id = c.id AND s.partner_id = %s::int),
        a.name, a.display_name, a.email, nextval('mail_message_id_seq')
    FROM (SELECT id, name, display_name, email FROM res_partner WHERE id = %s::int OFFSET 0) a
      CROSS JOIN (SELECT id, name, public, group_public_id, channel_type, moderation
        FROM mail_channel WHERE id = %s::int OFFSET 0) c)sql";
constexpr const char* contact_sql = R"sql(
    SELECT c.display_name, c.company_id, c.partner_share::int, c.type, NULL,
        EXISTS (SELECT 1 FROM mail_followers f
          WHERE f.res_model = 'res.partner' AND f.res_id = c.id AND f.partner_id = a.id),
        NULL, a.name, a.display_name, a.email, nextval('mail_message_id_seq')
    FROM (SELECT id, name, display_name, email FROM res_partner WHERE id = %s::int OFFSET 0) a
      CROSS JOIN (SELECT id, display_name, company_id, partner_share, type
        FROM res_partner WHERE id = %s::int OFFSET 0) c)sql";

// mail.followers _get_recipient_data, from the few followers and those mentioned.
//   partners: 0, id, mentioned, active, share, company, type, how they are told, place by name
//   channels: 1, id, member, by e-mail, -, group, public, uuid, -
constexpr const char* recipients_sql = R"sql(
    WITH f AS MATERIALIZED (
      SELECT f.partner_id, f.channel_id, s.internal
      FROM mail_followers f
        CROSS JOIN LATERAL (
          SELECT 1 FROM mail_followers_mail_message_subtype_rel r
          WHERE r.mail_followers_id = f.id AND r.mail_message_subtype_id = %s::int OFFSET 0) r
        CROSS JOIN LATERAL (
          SELECT internal FROM mail_message_subtype WHERE id = %s::int OFFSET 0) s
      WHERE f.res_model = %s::varchar AND f.res_id = %s::int)
    SELECT 0, p.id, w.mentioned, p.active, coalesce(p.partner_share, false), p.company_id, p.type,
        u.notification_type, row_number() OVER (ORDER BY p.display_name, p.id)
    FROM (
        SELECT partner_id, internal, false AS mentioned FROM f
        WHERE partner_id IS NOT NULL AND channel_id IS NULL
        UNION ALL SELECT unnest(%s::int[]), false, true) w
      CROSS JOIN LATERAL (
        SELECT id, active, partner_share, company_id, type, display_name
        FROM res_partner WHERE id = w.partner_id OFFSET 0) p
      LEFT JOIN LATERAL (
        SELECT notification_type FROM res_users
        WHERE partner_id = w.partner_id AND active OFFSET 0) u ON true
    WHERE w.mentioned OR coalesce(w.internal, false) <> TRUE
      OR coalesce(p.partner_share, false) <> TRUE
    UNION ALL
    SELECT 1, c.id, EXISTS (SELECT 1 FROM mail_channel_partner s
          WHERE s.channel_id = c.id AND s.partner_id = %s::int),
        coalesce(c.email_send, false), NULL, c.group_public_id, c.public, c.uuid, NULL
    FROM f
      CROSS JOIN LATERAL (
        SELECT id, email_send, group_public_id, public, uuid
        FROM mail_channel WHERE id = f.channel_id OFFSET 0) c
    WHERE f.partner_id IS NULL)sql";

constexpr const char* insert_sql = R"sql(
    INSERT INTO mail_message (id, add_sign, author_id, body, date, email_from, message_id,
        message_type, model, moderation_status, record_name, reply_to, res_id, subtype_id,
        create_uid, create_date, write_uid, write_date)
    VALUES (%s::int, true, %s::int, %s, %s::timestamp, %s, %s, 'comment', %s, %s, %s, %s, %s::int,
        %s::int, %s::int, now() at time zone 'UTC', %s::int, now() at time zone 'UTC'))sql";

// A post on its way, from what was read to what is written.
class Post {
 public:
  Post(const Records& document, Comment comment)
      : env_(document.env()),
        model_(document.model()),
        id_(document.id()),
        me_(own_partner(env_)),
        in_channel_(model_.name() == "mail.channel"),
        comment_(std::move(comment)) {}

  // The caller's rights on the models (not on the rows).
  bool may_post() const {
    const Registry& registry = env_.registry();
    const Model& messages = registry.at("mail.message");
    return may(env_, model_, "read") && (in_channel_ || may(env_, model_, "write")) &&
           may(env_, messages, "create") && may(env_, messages, "write");
  }

  // The first round trip. False where something is not plain.
  bool read() {
    const auto channels = channel_rule(env_), contacts = contact_rule(env_, "read"),
               written = contact_rule(env_, "write");
    if (!channels || !contacts || !written) return false;
    const Id bot = env_.registry().installed("mail_bot") ? env_.ref("base.partner_root") : Id{0};
    const std::vector<bridge::Result> results = env_.cr().execute_together(
        {in_channel_ ? Sql::hot(channel_sql, {bot, me_, id_}) : Sql::hot(contact_sql, {me_, id_}),
         Sql::hot(recipients_sql, {comment_.subtype, comment_.subtype, model_.name(), id_,
                                   comment_.mentioned, me_})});
    if (results[0].empty()) return false;
    const bridge::Row row = results[0][0];
    if (in_channel_ ? !read_channel(row, *channels) : !read_contact(row, *contacts, *written))
      return false;
    // _message_compute_author
    const std::string name = row[7].str();
    author_ = {name, row[8].str()};
    if (row[9].text().empty()) return false;
    sender_ = html::formataddr(name.empty() ? "False" : name, row[9].str());
    message_ = row[10].integer();
    return read_recipients(results[1], *channels, *contacts);
  }

  // The second one, with COMMIT.
  Id write() {
    const std::string& model = model_.name();
    const Value reply_to = truthy(config_parameter(env_, "mail.catchall.domain"))
                               ? chatterd::reply_to(env_, sender_, model, id_)
                               : Value(sender_);
    bridge::Transaction& cr = env_.cr();
    const Model& messages = env_.registry().at("mail.message");
    const Value clean = to_record(env_, messages.field_of("body"), comment_.body);
    body_ = to_text(clean);
    const bridge::Param none = nullptr, accepted = std::string("accepted");
    cr.execute_later(bridge::hot_write(
        insert_sql,
        {message_, me_, clean.is_string() ? bridge::Param(body_) : none, env_.now(), sender_,
         html::generate_tracking_message_id(std::to_string(id_) + "-" + model), model,
         in_channel_ ? accepted : none, record_name_ ? bridge::Param(*record_name_) : none,
         to_text(reply_to), id_, comment_.subtype, env_.uid(), env_.uid()}));
    if (chat_)
      cr.execute_later(bridge::hot_write(
          R"sql(
              UPDATE mail_channel_partner
              SET is_pinned = true, write_uid = %s::int, write_date = now() at time zone 'UTC'
              WHERE channel_id = %s::int)sql",
          {env_.uid(), id_}));
    if (!comment_.mentioned.empty())
      cr.execute_later(bridge::hot_write(
          R"sql(
              INSERT INTO mail_message_res_partner_rel (mail_message_id, res_partner_id)
              SELECT %s::int, unnest(%s::int[]))sql",
          {message_, comment_.mentioned}));
    if (!told_channels_.empty())
      cr.execute_later(bridge::hot_write(
          R"sql(
              INSERT INTO mail_message_mail_channel_rel (mail_message_id, mail_channel_id)
              SELECT %s::int, unnest(%s::int[])
              ON CONFLICT DO NOTHING)sql",
          {message_, ids_of_told_channels()}));
    if (!inbox_.empty())
      cr.execute_later(bridge::hot_write(
          R"sql(
              INSERT INTO mail_message_res_partner_needaction_rel (mail_message_id, res_partner_id,
                  notification_type, notification_status)
              SELECT %s::int, partner, 'inbox', 'sent'
              FROM unnest(%s::int[]) WITH ORDINALITY AS listed(partner, place)
              ORDER BY place)sql",
          {message_, inbox_}));
    tell();
    return message_;
  }

 private:
  struct Channel {
    Id id;
    bool is_public;
    std::string uuid;
  };

  bool read_channel(const bridge::Row& row, const RowRule& rule) {
    const bool member = row[5].boolean();
    chat_ = row[3].text() == "chat";
    if (row[4].boolean() ||
        !rule.allows(channel_cells(id_, row[1].text(), row[2].integer(), member)))
      return false;
    // message_post of mail.channel shows a chat again to who has closed it; the bot answers in its
    if (chat_) {
      const Model& seats = env_.registry().at("mail.channel.partner");
      if (row[6].boolean() || !may(env_, seats, "read") || !may(env_, seats, "write") ||
          !rule_domain(env_, seats, "read").empty() || !rule_domain(env_, seats, "write").empty())
        return false;
    }
    record_name_ = row[0].is_null() ? std::string("False") : row[0].str();
    return true;
  }

  bool read_contact(const bridge::Row& row, const RowRule& read, const RowRule& write) {
    const auto cells = contact_cells(id_, row[1].integer(), row[2].integer() != 0, row[3].text());
    // who does not follow it yet will
    if (!read.allows(cells) || !write.allows(cells) || !row[5].boolean()) return false;
    if (!row[0].is_null()) record_name_ = row[0].str();
    return true;
  }

  // _notify_compute_recipients. False where somebody is to get an e-mail.
  bool read_recipients(const bridge::Result& rows, const RowRule& channels,
                       const RowRule& contacts) {
    std::vector<std::pair<Id, Id>> shown;  // place, id
    std::map<Id, std::string> told;
    std::size_t mentioned = 0;
    for (const bridge::Row row : rows) {
      const Id id = row[1].integer();
      if (row[0].integer() == 1) {
        if (row[3].boolean()) return false;
        if (std::any_of(told_channels_.begin(), told_channels_.end(),
                        [&](const Channel& known) { return known.id == id; }))
          continue;
        told_channels_.push_back({id, row[6].text() == "public", row[7].str()});
        if (channels.allows(channel_cells(id, row[6].text(), row[5].integer(), row[2].boolean())))
          shown_channels_.push_back(id);
        continue;
      }
      const bool seen = std::any_of(shown.begin(), shown.end(),
                                    [&](const auto& known) { return known.second == id; });
      if (row[2].boolean() && !seen) {
        ++mentioned;
        shown.emplace_back(row[8].integer(), id);
        if (!contacts.allows(contact_cells(id, row[5].integer(), row[4].boolean(), row[6].text())))
          hidden_.push_back(id);
      }
      if (id == me_ || !row[3].boolean()) continue;
      const auto [known, added] = told.try_emplace(id, row[7].str());
      if (row[7].text() != "inbox" || known->second != "inbox") return false;
      if (added) inbox_.push_back(id);
    }
    // somebody who does not exist is an error
    if (mentioned != comment_.mentioned.size()) return false;
    std::sort(shown.begin(), shown.end());
    for (const auto& [place, id] : shown)
      if (!contains(hidden_, id)) shown_partners_.push_back(id);
    std::sort(shown_channels_.begin(), shown_channels_.end());
    return true;
  }

  Ids ids_of_told_channels() const {
    Ids ids;
    for (const Channel& channel : told_channels_) ids.push_back(channel.id);
    return ids;
  }

  // The message as message_format shows it.
  std::string formatted() const {
    MessageParts parts;
    parts.id = message_;
    parts.author = me_;
    parts.subtype = comment_.subtype;
    parts.res_id = id_;
    parts.date = env_.now();
    parts.body = body_;
    parts.email_from = sender_;
    parts.type = "comment";
    parts.model = model_.name();
    if (record_name_) parts.record_name = *record_name_;
    if (in_channel_) parts.moderation_status = "accepted";
    parts.author_name = author_.first;
    parts.author_display_name = author_.second;
    parts.channels = shown_channels_;
    parts.recipients = shown_partners_;
    for (std::size_t i = 0; i < inbox_.size(); ++i)
      parts.notifications.push_back({.id = static_cast<Id>(i) + 1,
                                     .partner = inbox_[i],
                                     .status = "sent",
                                     .type = "inbox",
                                     .sms_number = {},
                                     .name = {},
                                     .display_name = {}});
    const std::string list = format_messages(env_, {parts});
    return list.substr(1, list.size() - 2);
  }

  // _notify_record_by_inbox: the inboxes, then the channels; a public one is also heard by
  // visitors, under its uuid.
  void tell() {
    if (inbox_.empty() && told_channels_.empty()) return;
    std::vector<std::string> channels;
    const auto text = [](const Value& channel) { return channel.dump(-1, ' ', true); };
    for (const Id partner : inbox_)
      channels.push_back(text(bus_channel(env_, "ir.needaction", partner)));
    for (const Channel& channel : told_channels_) {
      channels.push_back(text(bus_channel(env_, "mail.channel", channel.id)));
      if (channel.is_public) channels.push_back(text(Value(channel.uuid)));
    }
    std::vector<std::string> messages(channels.size(), ascii_json(formatted()));
    send_bus_rows(env_.unit(), std::move(channels), std::move(messages),
                  Ids(messages.size(), env_.uid()));
  }

  const Env env_;
  const Model& model_;
  const Id id_, me_;
  const bool in_channel_;
  const Comment comment_;
  bool chat_ = false;
  Id message_ = 0;
  std::pair<std::string, std::string> author_;  // name, display name
  std::string sender_, body_;
  std::optional<std::string> record_name_;
  Ids inbox_, hidden_, shown_partners_, shown_channels_;
  std::vector<Channel> told_channels_;
};

}  // namespace

std::optional<Id> post_plainly(const Records& document, const Args& args) {
  const Env& asked = document.env();
  const std::string& model = document.model().name();
  const Unit& unit = asked.unit();
  if ((model != "mail.channel" && model != "res.partner") || document.size() != 1 || asked.su() ||
      !unit.pending.empty() || !unit.bus_rows.empty() || !is_plain_context(asked.context()) ||
      !asked.has_group("base.group_user") || own_partner(asked) == 0 ||
      !knows_way(asked, document.model()))
    return std::nullopt;
  const Records known = with_lang(document);
  const std::string lang = known.env().lang();
  // the name of a channel is translated
  if (model == "mail.channel" && !lang.empty() && lang != "en_US") return std::nullopt;
  std::optional<Comment> comment = read_comment(known.env(), args);
  if (!comment ||
      !asked["ir.default"].call("get_model_defaults", Value::array({"mail.message"})).empty())
    return std::nullopt;
  Post post(known, std::move(*comment));
  if (!post.may_post() || !post.read()) return std::nullopt;
  return post.write();
}

}  // namespace chatterd
