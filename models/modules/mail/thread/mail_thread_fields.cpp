// Computed fields of documents: followers, unread and failed messages, attachments; and their
// searches.
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Value get_followers(const Records& documents, const Args&) {
  std::map<Id, Value> partners, channels;
  const auto rows = documents.env().cr().execute(Sql(R"sql(
          SELECT f.res_id, f.partner_id, f.channel_id
          FROM mail_followers f
            LEFT JOIN res_partner p ON p.id = f.partner_id
          WHERE f.res_model = %s
            AND f.res_id = ANY(%s::int[])
            AND p.active IS NOT FALSE
          ORDER BY f.id)sql",
                                                     {documents.model().name(), documents.ids()}));
  for (const bridge::Row row : rows) {
    if (!row[1].is_null()) partners[row[0].integer()].push_back(row[1].integer());
    if (!row[2].is_null()) channels[row[0].integer()].push_back(row[2].integer());
  }
  const auto list = [](const std::map<Id, Value>& lists, Id id) {
    const auto found = lists.find(id);
    return found == lists.end() ? Value::array() : found->second;
  };
  for (const Records& document : documents.each()) {
    document.assign("message_partner_ids", list(partners, document.id()));
    document.assign("message_channel_ids", list(channels, document.id()));
  }
  return nullptr;
}

// The documents whose followers the condition on mail.followers finds.
Value followed_documents(const Records& self, const char* field, const Args& args) {
  if (args["operator"] == "not in")
    throw AssertionError("Do not search message_follower_ids with 'not in'");
  const Records followers = self.env().sudo()["mail.followers"].search(
      Value::array({term("res_model", "=", self.model().name()),
                    term(field, to_text(args["operator"]), args["value"])}));
  Ids ids;
  for (const Records& follower : followers.each()) ids.push_back(follower.id("res_id"));
  return Value::array({term("id", "in", unique(ids))});
}

Value search_follower_partners(const Records& self, const Args& args) {
  return followed_documents(self, "partner_id", args);
}

Value search_follower_channels(const Records& self, const Args& args) {
  return followed_documents(self, "channel_id", args);
}

Ids followed_by_caller(const Records& documents, bool all) {
  Sql query("SELECT res_id FROM mail_followers WHERE res_model = %s AND partner_id = %s",
            {documents.model().name(), own_partner(documents.env())});
  if (!all) query += Sql(" AND res_id = ANY(%s::int[])", {documents.ids()});
  return documents.env().cr().execute(query).ids();
}

Value compute_is_follower(const Records& documents, const Args&) {
  const Ids followed = followed_by_caller(documents, false);
  for (const Records& document : documents.each())
    document.assign("message_is_follower", contains(followed, document.id()));
  return nullptr;
}

Value search_is_follower(const Records& self, const Args& args) {
  const bool wanted = (args["operator"] == "=") == truthy(args["value"]);
  const bool known = args["operator"] == "=" || args["operator"] == "!=";
  return Value::array(
      {term("id", known && wanted ? "in" : "not in", followed_by_caller(self, true))});
}

// Assigns counts by document, and whether there are any.
void assign_counts(const Records& documents, const bridge::Result& rows, const char* flag,
                   const char* counter) {
  std::map<Id, Id> counts;
  for (const bridge::Row row : rows) counts[row[0].integer()] = row[1].integer();
  for (const Records& document : documents.each()) {
    const Id count = counts.contains(document.id()) ? counts[document.id()] : 0;
    document.assign(flag, count != 0);
    document.assign(counter, count);
  }
}

Value get_message_unread(const Records& documents, const Args&) {
  const Id partner = own_partner(documents.env());
  assign_counts(documents,
                documents.env().cr().execute(Sql(
                    R"sql(
              SELECT m.res_id, count(*)
              FROM mail_message m
                JOIN mail_message_mail_channel_rel r ON r.mail_message_id = m.id
                JOIN mail_channel_partner s ON s.channel_id = r.mail_channel_id
                AND s.partner_id = %s
                AND (s.seen_message_id IS NULL OR s.seen_message_id < m.id)
              WHERE m.model = %s
                AND m.res_id = ANY(%s::int[])
                AND m.message_type <> 'user_notification'
                AND (m.author_id IS NULL OR m.author_id <> %s)
                AND (m.message_type <> 'notification' OR m.model <> 'mail.channel')
              GROUP BY m.res_id)sql",
                    {partner, documents.model().name(), documents.ids(), partner})),
                "message_unread", "message_unread_counter");
  return nullptr;
}

Value get_message_needaction(const Records& documents, const Args&) {
  assign_counts(documents,
                documents.env().cr().execute(
                    Sql(R"sql(
                        SELECT m.res_id, count(*)
                        FROM mail_message m
                          JOIN mail_message_res_partner_needaction_rel r ON r.mail_message_id =
                              m.id
                          AND r.res_partner_id = %s
                          AND (r.is_read = false OR r.is_read IS NULL)
                        WHERE m.model = %s
                          AND m.res_id = ANY(%s::int[])
                          AND m.message_type <> 'user_notification'
                        GROUP BY m.res_id)sql",
                        {own_partner(documents.env()), documents.model().name(), documents.ids()})),
                "message_needaction", "message_needaction_counter");
  return nullptr;
}

Value search_message_needaction(const Records&, const Args& args) {
  return Value::array({term("message_ids.needaction", to_text(args["operator"]), args["value"])});
}

Value compute_message_has_error(const Records& documents, const Args&) {
  assign_counts(documents,
                documents.env().cr().execute(
                    Sql(R"sql(
                        SELECT m.res_id, count(*)
                        FROM mail_message m
                          JOIN mail_message_res_partner_needaction_rel r ON r.mail_message_id =
                              m.id
                          AND r.notification_status IN ('exception', 'bounce')
                        WHERE m.author_id = %s
                          AND m.model = %s
                          AND m.res_id = ANY(%s::int[])
                          AND m.message_type <> 'user_notification'
                        GROUP BY m.res_id)sql",
                        {own_partner(documents.env()), documents.model().name(), documents.ids()})),
                "message_has_error", "message_has_error_counter");
  return nullptr;
}

Value search_message_has_error(const Records& self, const Args& args) {
  return Value::array({"&", term("message_ids.has_error", to_text(args["operator"]), args["value"]),
                       term("message_ids.author_id", "=", own_partner(self.env()))});
}

Value compute_message_attachment_count(const Records& documents, const Args&) {
  std::map<Id, Id> counts;
  for (const Records& attachment :
       documents.env()["ir.attachment"]
           .search(Value::array({term("res_id", "in", documents.ids()),
                                 term("res_model", "=", documents.model().name())}))
           .each())
    ++counts[attachment.id("res_id")];
  for (const Records& document : documents.each())
    document.assign("message_attachment_count",
                    counts.contains(document.id()) ? counts[document.id()] : 0);
  return nullptr;
}

}  // namespace

void define_mail_thread_fields(Model& m) {
  m.method("_get_followers", On::multi, {}, get_followers);
  m.method("_search_follower_partners", On::model, {"operator", "value"}, search_follower_partners);
  m.method("_search_follower_channels", On::model, {"operator", "value"}, search_follower_channels);
  m.method("_compute_is_follower", On::multi, {}, compute_is_follower);
  m.method("_search_is_follower", On::model, {"operator", "value"}, search_is_follower);
  m.method("_get_message_unread", On::multi, {}, get_message_unread);
  m.method("_get_message_needaction", On::multi, {}, get_message_needaction);
  m.method("_search_message_needaction", On::model, {"operator", "value"},
           search_message_needaction);
  m.method("_compute_message_has_error", On::multi, {}, compute_message_has_error);
  m.method("_search_message_has_error", On::model, {"operator", "value"}, search_message_has_error);
  m.method("_compute_message_attachment_count", On::multi, {}, compute_message_attachment_count);
}

}  // namespace chatterd
