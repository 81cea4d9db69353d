// Indexes, orphans and sequences of the tables that Discuss lives on.
#include "models/engine/doctor/doctor.hpp"
#include "models/engine/setup/indexes.hpp"

namespace chatterd::doctor {

namespace {

using bridge::Sql;

struct Proposal {
  const char* name;
  const char* table;
  const char* columns;  // as CREATE INDEX takes them; the first words tell whether an index of the
                        // kind exists
  const char* where;    // "" for all rows
  const char* serves;
};

// What large databases need besides, and Odoo 13 does not make.
constexpr Proposal proposals[] = {
    {"mail_notification_failed_idx", "mail_message_res_partner_needaction_rel", "mail_message_id",
     "notification_status IN ('bounce', 'exception')",
     "the list of failed messages when Discuss starts"},
    {"mail_message_author_failed_idx", "mail_message", "author_id, id", "",
     "an author's own messages, newest first"},
    {"mail_followers_partner_model_idx", "mail_followers", "partner_id, res_model, res_id", "",
     "what somebody follows, when rights are decided"},
    {"mail_tracking_value_message_idx", "mail_tracking_value", "mail_message_id", "",
     "tracked changes in a chatter"},
    {"ir_attachment_res_model_res_id_idx", "ir_attachment", "res_model, res_id", "",
     "the attachments of a document"},
    {"bus_bus_create_date_idx", "bus_bus", "create_date", "", "removing old notifications"}};

// The indexes that frequent requests count on: one finding, and one fix for all.
std::size_t examine_hot_indexes(bridge::Transaction& transaction, const Options& options,
                                const Add& add) {
  Finding finding{"indexes", Severity::note, "", "", {}};
  std::size_t missing = 0;
  for (const Index& index : possible_indexes(transaction)) {
    const std::int64_t rows = rows_without(transaction, index);
    if (rows < 0) continue;
    if (rows >= options.large) finding.severity = Severity::warning;
    ++missing;
    for (std::string& statement : index.create_concurrently())
      finding.fix.push_back(std::move(statement));
    finding.detail += (finding.detail.empty() ? "Slow without: " : "; ") + index.serves + " (" +
                      index.name + ", about " + std::to_string(rows) + " rows)";
  }
  if (missing == 0) return 0;
  finding.title =
      std::to_string(missing) + " indexes that frequent requests count on are not there";
  finding.detail += ". Odoo makes no such indexes; it does not mind them.";
  add(std::move(finding));
  return 1;
}

void examine_indexes(bridge::Transaction& transaction, const Options& options, const Add& add) {
  std::size_t proposed = examine_hot_indexes(transaction, options, add);
  for (const Proposal& proposal : proposals) {
    const bridge::Result found = transaction.execute(Sql(
        R"sql(
            SELECT c.reltuples::bigint, EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid
                AND i.indisvalid AND (%s <> '') = (i.indpred IS NOT NULL) AND
                array_to_string(ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, false) FROM
                generate_series(1, i.indnkeyatts) k), ', ') LIKE %s || '%%')
            FROM pg_class c
            WHERE c.oid = to_regclass(%s))sql",
        {proposal.where, proposal.columns, proposal.table}));
    if (found.empty() || found[0][0].integer() < options.large || found[0][1].boolean()) continue;
    ++proposed;
    std::string statement = std::string("CREATE INDEX CONCURRENTLY IF NOT EXISTS ") +
                            proposal.name + " ON " + proposal.table + " (" + proposal.columns + ")";
    if (*proposal.where != '\0') statement += std::string(" WHERE ") + proposal.where;
    add({std::string("index:") + proposal.name,
         Severity::warning,
         std::string("An index on ") + proposal.table + " would help",
         "It has about " + std::to_string(found[0][0].integer()) + " rows, and " + proposal.serves +
             " are read from it. Odoo makes no such index; it does not mind one.",
         {statement}});
  }
  if (proposed == 0)
    add({"indexes", Severity::ok, "The indexes suffice for the size of the tables", "", {}});
  for (const bridge::Row row : transaction.execute(
           R"sql(
               SELECT s.indexrelname, s.relname, pg_relation_size(s.indexrelid)
               FROM pg_stat_user_indexes s
                 JOIN pg_index i ON i.indexrelid = s.indexrelid
               WHERE s.idx_scan = 0
                 AND NOT i.indisunique
                 AND (s.relname LIKE 'mail\_%' OR s.relname = 'bus_bus')
                 AND pg_relation_size(s.indexrelid) > 50000000
               ORDER BY 3 DESC)sql"))
    add({"unused:" + row[0].str(),
         Severity::note,
         "The index " + row[0].str() + " was not used since statistics were reset",
         row[1].str() + ", " + std::to_string(row[2].integer() / 1000000) +
             " MB. Every message written pays for it.",
         {}});
}

// Rows that name a document which is gone: Odoo has no foreign key for these.
void examine_orphans(bridge::Transaction& transaction, const Add& add) {
  static constexpr struct {
    const char *table, *model, *document;
  } links[] = {{"mail_followers", "res_model", "mail.channel"},
               {"mail_followers", "res_model", "res.partner"},
               {"mail_message", "model", "mail.channel"},
               {"ir_attachment", "res_model", "mail.channel"}};
  bool any = false;
  for (const auto& link : links) {
    const std::string target =
        link.document == std::string("mail.channel") ? "mail_channel" : "res_partner";
    const Sql gone = Sql(std::string(" FROM ") + link.table + " t WHERE t." + link.model +
                             " = %s AND coalesce(t.res_id, 0) <> 0 AND NOT EXISTS (SELECT 1 FROM " +
                             target + " d WHERE d.id = t.res_id)",
                         {link.document});
    const Id count = transaction.execute(Sql("SELECT count(*)") + gone)[0][0].integer();
    if (count == 0) continue;
    any = true;
    Finding finding{std::string("orphans:") + link.table + ":" + link.document,
                    Severity::warning,
                    std::to_string(count) + " rows of " + link.table + " name a " + link.document +
                        " that is gone",
                    "They are shown to nobody.",
                    {}};
    // messages and files may be wanted by somebody; followers of nothing are not
    if (link.table == std::string("mail_followers"))
      finding.fix = {"DELETE FROM mail_followers t WHERE t.res_model = '" +
                     std::string(link.document) + "' AND NOT EXISTS (SELECT 1 FROM " + target +
                     " d WHERE d.id = t.res_id)"};
    add(std::move(finding));
  }
  if (!any)
    add({"orphans",
         Severity::ok,
         "No follower, message or file of a channel or contact that is gone",
         "",
         {}});
}

void examine_sequences(bridge::Transaction& transaction, const Add& add) {
  bool behind = false;
  for (const bridge::Row row : transaction.execute(
           R"sql(
               WITH tables AS MATERIALIZED (SELECT c.relname FROM pg_class c JOIN pg_attribute a
                   ON a.attrelid = c.oid AND a.attname = 'id' WHERE c.relkind = 'r' AND
                   c.relnamespace = 'public'::regnamespace AND (c.relname LIKE 'mail\_%' OR
                   c.relname IN ('bus_bus', 'bus_presence', 'ir_attachment', 'res_partner',
                   'res_users')))
               SELECT relname, pg_get_serial_sequence(quote_ident(relname), 'id')
               FROM tables
               WHERE pg_get_serial_sequence(quote_ident(relname), 'id') IS NOT NULL
               ORDER BY 1)sql")) {
    const std::string table = row[0].str(), sequence = row[1].str();
    const bridge::Result state =
        transaction.execute(Sql("SELECT coalesce((SELECT max(id) FROM \"" + table +
                                "\"), 0), last_value FROM " + sequence));
    if (state[0][0].integer() <= state[0][1].integer()) continue;
    behind = true;
    add({"sequence:" + table,
         Severity::problem,
         "The ids of " + table + " are ahead of their sequence",
         "The next row would get an id that is taken (" + std::to_string(state[0][1].integer()) +
             " of " + std::to_string(state[0][0].integer()) + ").",
         {"SELECT setval('" + sequence + "', (SELECT max(id) FROM \"" + table + "\"))"}});
  }
  if (!behind) add({"sequences", Severity::ok, "The sequences are ahead of the ids", "", {}});
}

// What models/migrate/database/bulk_loading takes off tables while a migration fills them.
void examine_interrupted_migration(bridge::Transaction& transaction, const Add& add) {
  if (transaction.execute("SELECT to_regclass('chatterd_migrate.put_aside')")[0][0].is_null())
    return;
  const bridge::Result found = transaction.execute(
      R"sql(
          SELECT count(*), string_agg(DISTINCT owner, ', ' ORDER BY owner)
          FROM chatterd_migrate.put_aside)sql");
  if (found[0][0].integer() == 0) return;
  add({"migration",
       Severity::problem,
       "A migration is under way, or was interrupted",
       std::to_string(found[0][0].integer()) + " indexes and foreign keys are put aside (" +
           found[0][1].str() +
           "). chatterd migrate puts them back at its end: go on with --resume, or take it back "
           "with migrate undo.",
       {}});
}

}  // namespace

void examine_tables(bridge::Transaction& transaction, const Options& options, const Add& add) {
  examine_indexes(transaction, options, add);
  examine_orphans(transaction, add);
  examine_sequences(transaction, add);
  examine_interrupted_migration(transaction, add);
}

}  // namespace chatterd::doctor
