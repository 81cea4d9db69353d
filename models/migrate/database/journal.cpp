// Arrays of ids by batch: a million records take some ten megabytes, and go in with one row a
// batch.
#include "models/migrate/database/journal.hpp"

namespace chatterd::migrate {
namespace {

constexpr const char* journal_tables =
    "CREATE SCHEMA IF NOT EXISTS chatterd_migrate;CREATE TABLE IF NOT EXISTS chatterd_migrate.run "
    "(id serial PRIMARY KEY, source_key text NOT NULL, source_name text, keep_ids boolean NOT "
    "NULL, state text NOT NULL, started timestamptz DEFAULT now(), ended timestamptz);ALTER TABLE "
    "chatterd_migrate.run ADD COLUMN IF NOT EXISTS selection text;CREATE TABLE IF NOT EXISTS "
    "chatterd_migrate.progress (run int, model text, last_id bigint, complete boolean, PRIMARY KEY "
    "(run, model));CREATE TABLE IF NOT EXISTS chatterd_migrate.batch (id bigserial PRIMARY KEY, "
    "run int, model text, action text, source bigint[], target int[]);CREATE TABLE IF NOT EXISTS "
    "chatterd_migrate.old_row (run int, model text, id int, was jsonb, PRIMARY KEY (run, model, "
    "id));CREATE TABLE IF NOT EXISTS chatterd_migrate.late (run int, model text, id int, field "
    "text, to_model text, to_id bigint);CREATE TABLE IF NOT EXISTS chatterd_migrate.content (run "
    "int, name text);CREATE TABLE IF NOT EXISTS chatterd_migrate.sequence (run int, name text, "
    "last bigint, called boolean);CREATE TABLE IF NOT EXISTS chatterd_migrate.put_aside (id "
    "bigserial PRIMARY KEY, owner text, make text, mend text, drop text);";

}  // namespace

Journal::Journal(bridge::Connection& connection, bool make) : connection_(connection) {
  if (make) {
    connection_.execute(journal_tables);
    widen();
  }
  there_ = !connection_.execute("SELECT to_regclass('chatterd_migrate.run')")[0][0].is_null();
}

// Journals of earlier versions knew ids of 32 bits only.
void Journal::widen() {
  if (connection_
          .execute(R"sql(
              SELECT
              FROM information_schema.columns
              WHERE table_schema = 'chatterd_migrate'
                AND table_name = 'late'
                AND column_name = 'to_id'
                AND data_type = 'integer')sql")
          .empty())
    return;
  connection_.execute("ALTER TABLE chatterd_migrate.batch ALTER COLUMN source TYPE bigint[]");
  connection_.execute("ALTER TABLE chatterd_migrate.late ALTER COLUMN to_id TYPE bigint");
}

std::vector<RunRow> Journal::runs(const std::string& source_key) const {
  std::vector<RunRow> out;
  if (!there_) return out;
  const bridge::Result found = connection_.execute(bridge::Sql(R"sql(
          SELECT id, source_key, source_name, state, keep_ids
          FROM chatterd_migrate.run
          WHERE %s IN ('', source_key)
          ORDER BY id DESC)sql",
                                                               {source_key}));
  for (const bridge::Row row : found)
    out.push_back({row[0].integer(), row[1].str(), row[2].str(), row[3].str(), row[4].boolean()});
  return out;
}

std::int64_t Journal::start(const std::string& source_key, const std::string& source_name,
                            bool keep_ids, const std::string& selection) {
  return connection_
      .execute(bridge::Sql(R"sql(
          INSERT INTO chatterd_migrate.run (source_key, source_name, keep_ids, state, selection)
          VALUES (%s, %s, %s, 'running', %s)
          RETURNING id)sql",
                           {source_key, source_name, keep_ids, selection}))[0][0]
      .integer();
}

std::int64_t Journal::other_selection(const std::string& source_key, const std::string& selection,
                                      bool everything) const {
  if (!there_) return 0;
  const bool kept = !connection_
                         .execute(
                             R"sql(
                   SELECT
                   FROM information_schema.columns
                   WHERE table_schema = 'chatterd_migrate'
                     AND table_name = 'run'
                     AND column_name = 'selection')sql")
                         .empty();
  const std::string was = kept ? "selection" : "NULL::text";
  const bridge::Result found = connection_.execute(
      bridge::Sql("SELECT id FROM chatterd_migrate.run WHERE source_key = %s AND NOT (" + was +
                      " = %s OR " + was + " IS NULL AND %s) ORDER BY id LIMIT 1",
                  {source_key, selection, everything}));
  return found.empty() ? 0 : found[0][0].integer();
}

std::int64_t Journal::removed_later(std::int64_t run, const std::string& source_key) const {
  return connection_
      .execute(bridge::Sql(R"sql(
          SELECT max(b.run)
          FROM chatterd_migrate.batch b
            JOIN chatterd_migrate.run r ON r.id = b.run
          WHERE b.run > %s
            AND r.source_key = %s
            AND b.action = 'removed')sql",
                           {run, source_key}))[0][0]
      .integer();
}

void Journal::set_state(std::int64_t run, const std::string& state) {
  connection_.execute(bridge::Sql(
      "UPDATE chatterd_migrate.run SET state = %s, ended = now() WHERE id = %s", {state, run}));
}

void Journal::forget(std::int64_t run) {
  for (const char* table : {"progress", "batch", "old_row", "late", "content", "sequence"})
    connection_.execute(bridge::Sql(
        std::string("DELETE FROM chatterd_migrate.") + table + " WHERE run = %s", {run}));
  connection_.execute(bridge::Sql("DELETE FROM chatterd_migrate.run WHERE id = %s", {run}));
  if (runs("").empty()) connection_.execute("DROP SCHEMA chatterd_migrate CASCADE");
}

void Journal::note(bridge::Connection& link, std::int64_t run, const Model& model, Action action,
                   const bridge::Ids& source, const bridge::Ids& target) {
  if (source.empty()) return;
  link.execute(bridge::Sql(
      R"sql(
          INSERT INTO chatterd_migrate.batch (run, model, action, source, target)
          VALUES (%s, %s, %s, %s, %s))sql",
      {run, model.name, action == Action::created ? "created" : "matched", source, target}));
}

void Journal::note_progress(bridge::Connection& link, std::int64_t run, const Model& model,
                            RecordId last, bool complete) {
  link.execute(bridge::Sql(R"sql(
          INSERT INTO chatterd_migrate.progress (run, model, last_id, complete)
          VALUES (%s, %s, %s, %s)
          ON CONFLICT (run, model) DO UPDATE
          SET last_id = greatest(progress.last_id, EXCLUDED.last_id), complete = EXCLUDED.complete)sql",
                           {run, model.name, last, complete}));
}

std::optional<RecordId> Journal::resume_after(std::int64_t run, const Model& model) const {
  const bridge::Result found = connection_.execute(bridge::Sql(R"sql(
          SELECT last_id, complete
          FROM chatterd_migrate.progress
          WHERE run = %s
            AND model = %s)sql",
                                                               {run, model.name}));
  if (found.empty()) return 0;
  if (found[0][1].boolean()) return std::nullopt;
  return found[0][0].integer();
}

void Journal::load(const std::string& source_key, const std::set<std::string>& tables, Mapping& all,
                   Mapping& foreign) const {
  if (!there_) return;
  for (const Model& model : models()) {
    if (!model.has_id() || !tables.contains(model.table)) continue;
    // A later run has the last word.
    const bridge::Result found = connection_.execute(bridge::Sql(
        R"sql(
            SELECT DISTINCT ON (u.source) u.source, u.target, b.action
            FROM chatterd_migrate.batch b
              JOIN chatterd_migrate.run r ON r.id = b.run
              CROSS JOIN LATERAL unnest(b.source, b.target) u(source, target)
              JOIN )sql" +
            bridge::Sql::identifier(model.table).text() +
            " t ON t.id = u.target WHERE b.model = %s AND r.source_key = %s AND r.state <> "
            "'undoing' AND b.action <> 'removed' ORDER BY u.source, b.id DESC",
        {model.name, source_key}));
    for (const bridge::Row row : found) {
      all.set(model.name, row[0].integer(), row[1].integer());
      if (row[2].text() == "matched") foreign.set(model.name, row[1].integer(), row[1].integer());
    }
  }
}

}  // namespace chatterd::migrate
