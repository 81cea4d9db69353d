// The definitions are PostgreSQL's own words.
#include "models/migrate/database/bulk_loading.hpp"

namespace chatterd::migrate {
namespace {

constexpr const char* lock_patience = "SET LOCAL lock_timeout TO '5s'";
constexpr const char* foreign_key_violation = "23503";

struct PutAside {
  std::int64_t id;
  std::string make, mend;
};

void make(bridge::Connection& link, const PutAside& thing, bool mend) {
  link.command("BEGIN");
  if (mend) link.command(thing.mend);
  link.command(thing.make);
  link.execute(bridge::Sql("DELETE FROM chatterd_migrate.put_aside WHERE id = %s", {thing.id}));
  link.command("COMMIT");
}

}  // namespace

void put_aside(bridge::Connection& link, const std::vector<std::string>& tables) {
  link.command(lock_patience);
  // They come back the other way round: indexes first.
  link.execute(bridge::Sql(
      R"sql(
          INSERT INTO chatterd_migrate.put_aside (owner, make, mend, drop)
          SELECT c.conrelid::regclass::text, format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s',
              c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)), format(CASE
              c.confdeltype WHEN 'c' THEN 'DELETE FROM %%1$s t' ELSE
              'UPDATE %%1$s t SET %%2$I = NULL' END ||
              ' WHERE t.%%2$I IS NOT NULL AND NOT EXISTS (SELECT FROM %%3$s r WHERE r.%%4$I = t.%%2$I)', c.conrelid::regclass, a.attname, c.confrelid::regclass, r.attname), format('ALTER TABLE %%s DROP CONSTRAINT %%I', c.conrelid::regclass, c.conname)
          FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid
            AND a.attnum = c.conkey[1]
            JOIN pg_attribute r ON r.attrelid = c.confrelid
            AND r.attnum = c.confkey[1]
          WHERE c.contype = 'f'
            AND cardinality(c.conkey) = 1
            AND c.conrelid = ANY(%s::text[]::regclass[]))sql",
      {tables}));
  link.execute(bridge::Sql(R"sql(
          INSERT INTO chatterd_migrate.put_aside (owner, make, mend, drop)
          SELECT i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid), '',
              format('DROP INDEX %%s', i.indexrelid::regclass)
          FROM pg_index i
          WHERE NOT i.indisunique
            AND i.indisvalid
            AND i.indrelid = ANY(%s::text[]::regclass[])
            AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid))sql",
                           {tables}));
  for (const bridge::Row row : link.execute(bridge::Sql(
           R"sql(
               SELECT drop
               FROM chatterd_migrate.put_aside
               WHERE owner = ANY(%s::text[])
               ORDER BY id)sql",
           {tables})))
    link.command(row[0].str());
}

void put_back(bridge::Connection& link, const std::string& table) {
  if (link.execute("SELECT to_regclass('chatterd_migrate.put_aside')")[0][0].is_null()) return;
  std::vector<PutAside> things;
  for (const bridge::Row row : link.execute(bridge::Sql(R"sql(
           SELECT id, make, mend
           FROM chatterd_migrate.put_aside
           WHERE %s IN ('', owner)
           ORDER BY id DESC)sql",
                                                        {table})))
    things.push_back({row[0].integer(), row[1].str(), row[2].str()});
  if (things.empty()) return;
  link.command("SET maintenance_work_mem TO '256MB'");
  for (const PutAside& thing : things) try {
      make(link, thing, false);
    } catch (const bridge::SqlError& error) {
      link.command("ROLLBACK");
      if (error.sqlstate != foreign_key_violation) throw;
      make(link, thing, true);
    }
  link.command("RESET maintenance_work_mem");
}

}  // namespace chatterd::migrate
