// Who is to know of a message: followers of its subtype, and those it is sent to, with how they
// want to be told (mail.followers _get_recipient_data). One statement.
#include "models/modules/mail/followers/mail_followers.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

const char* const partner_columns =
    "p.id AS pid, NULL::int AS cid, p.active, p.partner_share AS pshare, NULL::varchar AS ctype, "
    "u.notification_type AS notif, ";
const char* const channel_columns =
    "NULL::int AS pid, c.id AS cid, TRUE AS active, NULL::bool AS pshare, c.channel_type AS ctype, "
    "CASE WHEN c.email_send = TRUE THEN 'email' ELSE 'inbox' END AS notif, NULL::int[] AS groups ";

// The statement has Odoo's form, for its rows come in the order that PostgreSQL finds them in.
Sql of_followers(const std::string& model, const Ids& ids, Id subtype, const Ids& partners,
                 const Ids& channels) {
  Sql query(
      R"sql(
          WITH sub_followers AS (SELECT fol.id, fol.partner_id, fol.channel_id, subtype.internal
              FROM mail_followers fol RIGHT JOIN mail_followers_mail_message_subtype_rel subrel
              ON subrel.mail_followers_id = fol.id RIGHT JOIN mail_message_subtype subtype ON
              subtype.id = subrel.mail_message_subtype_id WHERE subrel.mail_message_subtype_id =
              %s AND fol.res_model = %s AND fol.res_id = ANY(%s::int[])) )sql",
      {subtype, model, ids});
  query += Sql("SELECT ") + Sql(partner_columns) +
           Sql("array_agg(groups.id) AS groups FROM res_partner p LEFT JOIN res_users u ON "
               "u.partner_id = p.id AND u.active LEFT JOIN res_groups_users_rel groups_rel ON "
               "groups_rel.uid = u.id LEFT JOIN res_groups groups ON groups.id = groups_rel.gid "
               "WHERE EXISTS (SELECT 1 FROM sub_followers WHERE sub_followers.channel_id IS NULL "
               "AND sub_followers.partner_id = p.id AND (coalesce(sub_followers.internal, false) "
               "<> TRUE OR coalesce(p.partner_share, false) <> TRUE)) ");
  if (!partners.empty()) query += Sql("OR p.id = ANY(%s::int[]) ", {partners});
  query += Sql("GROUP BY p.id, u.notification_type UNION SELECT ") + Sql(channel_columns) +
           Sql("FROM mail_channel c WHERE EXISTS (SELECT 1 FROM sub_followers WHERE partner_id IS "
               "NULL AND sub_followers.channel_id = c.id) ");
  if (!channels.empty()) query += Sql("OR c.id = ANY(%s::int[])", {channels});
  return query;
}

Sql of_recipients(const Ids& partners, const Ids& channels) {
  std::vector<Sql> parts;
  if (!partners.empty())
    parts.push_back(Sql("SELECT ") + Sql(partner_columns) +
                    Sql("NULL::int[] AS groups FROM res_partner p LEFT JOIN res_users u ON "
                        "u.partner_id = p.id AND u.active WHERE p.id = ANY(%s::int[])",
                        {partners}));
  if (!channels.empty())
    parts.push_back(Sql("SELECT ") + Sql(channel_columns) +
                    Sql("FROM mail_channel c WHERE c.id = ANY(%s::int[])", {channels}));
  return Sql::join(parts, " UNION ");
}

Value get_recipient_data(const Records& self, const Args& args) {
  const Value& records = args["records"];
  const Ids partners = to_ids(args["pids"]), channels = to_ids(args["cids"]);
  Sql query;
  if (truthy(records) && truthy(args["subtype_id"]))
    query = of_followers(to_text(records["model"]), to_ids(records["ids"]),
                         to_id(args["subtype_id"]), partners, channels);
  else if (!partners.empty() || !channels.empty())
    query = of_recipients(partners, channels);
  Value out = Value::array();
  if (query.empty()) return out;
  for (const bridge::Row row : self.env().cr().execute(query)) {
    Value line = Value::array();
    for (std::size_t column = 0; column < 6; ++column)
      line.push_back(row[column].is_null() ? Value() : row[column].json());
    line.push_back(row[6].is_null() ? Value::array() : Value(row[6].ids()));
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace

void define_mail_followers_recipients(Model& m) {
  // records: {"model", "ids"} or null → [[pid, cid, active, share, channel type, notif, groups],
  // …]; null for what is void
  m.method("_get_recipient_data", On::model,
           {"records", "message_type", "subtype_id", {"pids", nullptr}, {"cids", nullptr}},
           get_recipient_data);
}

}  // namespace chatterd
