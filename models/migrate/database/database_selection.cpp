// The wanted records are looked up once, on the first connection; all readers get them as lists of
// ids.
#include "models/migrate/database/database_selection.hpp"

#include <map>
#include <stdexcept>

namespace chatterd::migrate {
namespace {

constexpr const char* anything = "IS NOT NULL";

std::string literal(std::string_view text) { return bridge::SnapshotReader::literal(text); }

std::string list(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + literal(text);
  return out;
}

}  // namespace

DatabaseSelection::DatabaseSelection(bridge::SnapshotReader& reader, const Selection& selection)
    : reader_(reader), all_(selection.everything()), whole_(selection.whole) {
  if (whole_) return;
  find_channels(selection);
  find_messages(selection);
  find_people(selection);
  find_attachments();
}

// The ids that a query finds, as a condition.
std::string DatabaseSelection::ids(const std::string& query) {
  std::string out = "= ANY('{";
  bool first = true;
  reader_.copy("SELECT DISTINCT id FROM (" + query + ") found(id) WHERE id IS NOT NULL ORDER BY id",
               [&](Row&& row) {
                 if (!first) out += ',';
                 first = false;
                 out += *row.front();
               });
  return out += "}'::int[])";
}

void DatabaseSelection::find_channels(const Selection& selection) {
  channels_ = anything;
  if (selection.channels.empty()) return;
  std::string found;
  for (const std::string& wanted : selection.channels) {
    const std::string query = "SELECT id FROM mail_channel WHERE id::text = " + literal(wanted) +
                              " OR uuid = " + literal(wanted) + " OR name = " + literal(wanted);
    if (!reader_.value(query))
      throw std::runtime_error("there is no channel " + wanted + " in the source");
    found += (found.empty() ? "" : " UNION ") + query;
  }
  channels_ = ids(found);
}

void DatabaseSelection::find_messages(const Selection& selection) {
  messages_ = anything;
  if (all_) return;
  std::string where = "true";
  if (!selection.channels.empty())
    where += " AND (t.model = 'mail.channel' AND t.res_id " + channels_ +
             " OR EXISTS (SELECT FROM mail_message_mail_channel_rel r WHERE r.mail_message_id = "
             "t.id AND r.mail_channel_id " +
             channels_ + "))";
  if (!selection.thread_models.empty())
    where += " AND t.model IN (" + list(selection.thread_models) + ")";
  if (!selection.since.empty())
    where += " AND t.date >= " + literal(selection.since) + "::timestamp";
  if (!selection.until.empty())
    where += " AND t.date < " + literal(selection.until) + "::timestamp";
  messages_ = ids("SELECT t.id FROM mail_message t WHERE " + where);
  if (selection.channels.empty())
    channels_ = ids(
        "SELECT res_id FROM mail_message WHERE model = 'mail.channel' AND id " + messages_ +
        " UNION SELECT mail_channel_id FROM mail_message_mail_channel_rel WHERE mail_message_id " +
        messages_);
}

std::string DatabaseSelection::in_messages(const std::string& column) const {
  return messages_ == anything ? "true" : column + " " + messages_;
}

// The threads of the wanted messages, (model, id).
std::string DatabaseSelection::documents() const {
  return "SELECT model, res_id FROM mail_message WHERE res_id > 0 AND model IS NOT NULL AND " +
         in_messages("id");
}

void DatabaseSelection::find_people(const Selection& selection) {
  std::string partners = "SELECT author_id FROM mail_message WHERE " + in_messages("id") +
                         " UNION SELECT res_id FROM mail_message WHERE model = 'res.partner' AND " +
                         in_messages("id") +
                         " UNION SELECT partner_id FROM res_company UNION SELECT partner_id FROM "
                         "mail_channel_partner WHERE channel_id " +
                         channels_ + " UNION SELECT partner_id FROM mail_followers t WHERE " +
                         condition(model("mail.followers"));
  for (const char* table : {"mail_message_res_partner_rel", "mail_message_res_partner_starred_rel",
                            "mail_message_res_partner_needaction_rel"})
    partners += std::string(" UNION SELECT res_partner_id FROM ") + table + " WHERE " +
                in_messages("mail_message_id");
  std::string users =
      "SELECT u.id FROM res_users u WHERE u.partner_id IN (" + partners +
      ") UNION SELECT moderator_id FROM mail_message WHERE " + in_messages("id") +
      " UNION SELECT create_uid FROM mail_message WHERE " + in_messages("id") +
      " UNION SELECT write_uid FROM mail_message WHERE " + in_messages("id") +
      " UNION SELECT create_uid FROM mail_channel WHERE id " + channels_ +
      " UNION SELECT write_uid FROM mail_channel WHERE id " + channels_ +
      " UNION SELECT res_users_id FROM mail_channel_moderator_rel WHERE mail_channel_id " +
      channels_ +
      " UNION SELECT a.alias_user_id FROM mail_alias a JOIN mail_channel c ON c.alias_id = a.id "
      "WHERE c.id " +
      channels_;
  if (all_)
    users += std::string(" UNION SELECT id FROM res_users") +
             (selection.archived ? "" : " WHERE active");
  users_ = ids(users);
  if (selection.all_partners)
    partners =
        std::string("SELECT id FROM res_partner") + (selection.archived ? "" : " WHERE active");
  // With them the companies that they belong to.
  partners_ =
      ids("WITH RECURSIVE wanted(id) AS (SELECT id FROM (" + partners +
          " UNION SELECT partner_id FROM res_users WHERE id " + users_ +
          ") found(id) UNION SELECT above.id FROM wanted JOIN res_partner p ON p.id = wanted.id "
          "CROSS JOIN LATERAL (VALUES (p.parent_id), (p.commercial_partner_id)) above(id) WHERE "
          "above.id IS NOT NULL) SELECT w.id FROM wanted w JOIN res_partner p ON p.id = w.id");
}

void DatabaseSelection::find_attachments() {
  attachments_ =
      ids("SELECT attachment_id FROM message_attachment_rel WHERE " + in_messages("message_id") +
          " UNION SELECT id FROM ir_attachment WHERE res_model = 'mail.channel' AND res_id " +
          channels_ +
          " UNION SELECT id FROM ir_attachment WHERE res_model = 'res.partner' AND res_id " +
          partners_ + " UNION SELECT id FROM ir_attachment WHERE res_model = 'mail.message' AND " +
          in_messages("res_id") +
          // pictures within texts
          " UNION SELECT a.id FROM mail_message m CROSS JOIN LATERAL regexp_matches(m.body, "
          "'/web/(?:image|content)/(\\d{1,9})[^\\d]', 'g') link JOIN ir_attachment a ON a.id = "
          "link[1]::int WHERE m.body LIKE '%/web/%' AND " +
          in_messages("m.id"));
}

std::string DatabaseSelection::condition(const Model& model) const {
  if (whole_) return "true";
  const std::string followed = all_ ? "true"
                                    : "(t.res_model = 'mail.channel' AND t.res_id " + channels_ +
                                          " OR (t.res_model, t.res_id) IN (" + documents() + "))";
  // by table: relations and models alike
  const std::map<std::string, std::string> conditions = {
      {"res_partner", "t.id " + partners_},
      {"res_country_state",
       "t.id IN (SELECT state_id FROM res_partner WHERE id " + partners_ + ")"},
      {"res_partner_title", "t.id IN (SELECT title FROM res_partner WHERE id " + partners_ + ")"},
      {"res_partner_industry",
       "t.id IN (SELECT industry_id FROM res_partner WHERE id " + partners_ + ")"},
      {"res_company", "true"},
      {"res_users", "t.id " + users_},
      {"res_groups_users_rel", "t.uid " + users_},
      {"res_company_users_rel", "t.user_id " + users_},
      {"res_groups",
       "t.id IN (SELECT gid FROM res_groups_users_rel WHERE uid " + users_ +
           " UNION SELECT res_groups_id FROM mail_channel_res_groups_rel WHERE mail_channel_id " +
           channels_ + " UNION SELECT group_public_id FROM mail_channel WHERE id " + channels_ +
           ")"},
      {"mail_message_subtype",
       "t.id IN (SELECT subtype_id FROM mail_message WHERE " + in_messages("id") +
           " UNION SELECT mail_message_subtype_id FROM mail_followers_mail_message_subtype_rel)"},
      {"mail_activity_type",
       "t.id IN (SELECT mail_activity_type_id FROM mail_message WHERE " + in_messages("id") + ")"},
      {"mail_alias", all_ ? "true"
                          : "t.id IN (SELECT alias_id FROM mail_channel WHERE id " + channels_ +
                                " UNION SELECT alias_id FROM res_users WHERE id " + users_ + ")"},
      {"mail_channel", "t.id " + channels_},
      {"mail_channel_res_groups_rel", "t.mail_channel_id " + channels_},
      {"mail_channel_moderator_rel", "t.mail_channel_id " + channels_},
      {"mail_moderation", "t.channel_id " + channels_},
      {"mail_message", in_messages("t.id")},
      {"mail_channel_partner", "t.channel_id " + channels_},
      {"mail_message_mail_channel_rel", in_messages("t.mail_message_id")},
      {"mail_message_res_partner_rel", in_messages("t.mail_message_id")},
      {"mail_message_res_partner_starred_rel", in_messages("t.mail_message_id")},
      {"mail_message_res_partner_needaction_rel", in_messages("t.mail_message_id")},
      {"mail_tracking_value", in_messages("t.mail_message_id")},
      {"mail_followers", followed},
      {"ir_attachment", "t.id " + attachments_},
      {"mail_shortcode", all_ ? "true" : "false"},
      {"message_attachment_rel", in_messages("t.message_id")},
      {"mail_followers_mail_message_subtype_rel",
       all_ ? "true"
            : "t.mail_followers_id IN (SELECT t.id FROM mail_followers t WHERE " + followed + ")"},
  };
  return conditions.at(model.table);
}

std::string DatabaseSelection::references() const {
  // Each model's own table, with its name where it has one.
  struct Pointed {
    std::string model, ids;
  };
  std::vector<Pointed> pointed = {
      {"res.currency", "SELECT currency_id FROM res_company"},
      {"res.country", "SELECT country_id FROM res_partner WHERE id " + partners_ +
                          " UNION SELECT s.country_id FROM res_country_state s JOIN res_partner p "
                          "ON p.state_id = s.id WHERE p.id " +
                          partners_}};
  std::string threads =
      documents() + " UNION SELECT t.res_model, t.res_id FROM mail_followers t WHERE " +
      condition(model("mail.followers")) +
      " UNION SELECT res_model, res_id FROM ir_attachment WHERE res_id > 0 AND id " + attachments_;
  // a document's model is any text that somebody wrote there: it becomes a name only when it is a
  // model whose table has numbers for ids
  for (const Row& row :
       reader_.rows("SELECT DISTINCT d.model FROM (" + threads + R"sql() d(model, id)
               JOIN ir_model m ON m.model = d.model
               JOIN information_schema.columns c ON c.table_schema = 'public'
                AND c.table_name = replace(d.model, '.', '_') AND c.column_name = 'id'
                AND c.data_type = 'integer'
               WHERE d.model ~ '^[A-Za-z0-9_.]+$' AND d.model NOT IN ('mail.channel',
                   'res.partner', 'mail.message', 'res.users', 'res.company'))sql"))
    pointed.push_back({*row[0], "SELECT id FROM (" + threads +
                                    ") d(model, id) WHERE model = " + literal(*row[0])});
  std::string out;
  for (const Pointed& one : pointed) {
    std::string table = one.model;
    for (char& c : table)
      if (c == '.') c = '_';
    const bool has_name = reader_
                              .value(
                                  R"sql(
                    SELECT 1
                    FROM information_schema.columns
                    WHERE table_schema = 'public'
                      AND column_name = 'name'
                      AND table_name = )sql" +
                                  literal(table))
                              .has_value();
    out += (out.empty() ? "" : " UNION ALL ") + std::string("SELECT ") + literal(one.model) +
           "::text AS model, t.id, " + (has_name ? "t.name::text" : "NULL::text") +
           " AS name FROM \"" + table + "\" t" +
           (one.ids.empty() ? "" : " WHERE t.id IN (" + one.ids + ")");
  }
  return out;
}

}  // namespace chatterd::migrate
