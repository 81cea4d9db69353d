#include "models/migrate/database/database_removal.hpp"

#include "bridge/postgres/copy_text.hpp"

namespace chatterd::migrate {
namespace {

std::string quoted(const std::string& name) { return bridge::Sql::identifier(name).text(); }

// A group, a person, a company: whatever names it keeps it.
bool kept_by_all(const Model& model) { return model.stage <= 4; }

// The batches of a model, one row a record.
const std::string removed_by_run =
    " FROM chatterd_migrate.batch b CROSS JOIN LATERAL unnest(b.source, b.target) u(source, "
    "target) WHERE b.run = %s AND b.model = %s AND b.action = 'removed'";

}  // namespace

std::map<std::string, std::int64_t> Removal::go(const SourceRows& rows) {
  std::map<std::string, std::int64_t> out;
  for (auto model = models().rbegin(); model != models().rend(); ++model) {
    if (model->stage < 1 || !schema_.columns.contains(model->table)) continue;
    if (find_gone(*model, rows) == 0) continue;
    if (model->has_id()) {
      // one that stays may hold another one
      for (std::int64_t before = 0; before != gone();) {
        before = gone();
        keep_needed(*model);
      }
      note_cleared(*model);
    }
    if (const std::int64_t count = remove(*model); count > 0) out[model->name] = count;
  }
  return out;
}

std::int64_t Removal::find_gone(const Model& model, const SourceRows& rows) {
  link_.command("DROP TABLE IF EXISTS pg_temp.migrate_there, pg_temp.migrate_gone");
  // In steps: nothing tells the planner how many rows come out of arrays.
  link_.execute(bridge::Sql(
      "CREATE TEMPORARY TABLE migrate_gone ON COMMIT DROP AS SELECT DISTINCT u.source, "
      "u.target FROM chatterd_migrate.batch b JOIN chatterd_migrate.run r ON r.id = b.run "
      "CROSS JOIN LATERAL unnest(b.source, b.target) u(source, target) WHERE r.source_key = %s "
      "AND r.state <> 'undoing' AND b.action = 'created' AND b.model = %s",
      {source_key_, model.name}));
  if (gone() == 0) return 0;
  link_.command("ANALYZE migrate_gone");
  link_.command("CREATE TEMPORARY TABLE migrate_there (source bigint, target int) ON COMMIT DROP");
  std::vector<std::string> lines;
  const auto flush = [&] {
    link_.copy_in("migrate_there", {"source", "target"}, lines);
    lines.clear();
  };
  rows(model, [&](const Row& row) {
    std::string line;
    if (model.has_id()) {
      bridge::append_copy_line(line, {row.front(), std::nullopt});
    } else {
      const Row there = translate(model, row, mapping_).row;
      if (!there[0] || !there[1]) return;
      bridge::append_copy_line(line, {there[0], there[1]});
    }
    lines.push_back(std::move(line));
    if (lines.size() >= batch_rows) flush();
  });
  flush();
  link_.command("ANALYZE migrate_there");
  const bool record = model.has_id();
  link_.execute(bridge::Sql(
      std::string("DELETE FROM migrate_gone g USING migrate_there h WHERE h.source = g.source") +
      (record ? "" : " AND h.target = g.target")));
  link_.execute(bridge::Sql("DELETE FROM migrate_gone g WHERE NOT EXISTS (SELECT FROM " +
                            quoted(model.table) + " t WHERE " +
                            (record ? "t.id = g.target"
                                    : "t." + quoted(model.key[0]) + " = g.source AND t." +
                                          quoted(model.key[1]) + " = g.target") +
                            ")"));
  link_.command("ANALYZE migrate_gone");
  return gone();
}

std::int64_t Removal::gone() {
  return link_.execute("SELECT count(*) FROM migrate_gone")[0][0].integer();
}

std::vector<Removal::Pointer> Removal::pointers_at(const Model& model) {
  std::vector<Pointer> out;
  for (const bridge::Row row : link_.execute(bridge::Sql(R"sql(
               SELECT c.conrelid::regclass::text, a.attname::text, c.confdeltype::text
               FROM pg_constraint c
                 JOIN pg_attribute a ON a.attrelid = c.conrelid
                 AND a.attnum = c.conkey[1]
                 JOIN pg_class t ON t.oid = c.conrelid
               WHERE c.contype = 'f'
                 AND c.confrelid = to_regclass(%s)
                 AND t.relkind = 'r'
               ORDER BY 1, 2)sql",
                                                         {model.table})))
    out.push_back({row[0].str(), row[1].str(), row[2].text().front()});
  return out;
}

// Those that records of others hang on, by a foreign key or by name and number, stay.
void Removal::keep_needed(const Model& model) {
  for (const Pointer& pointer : pointers_at(model)) {
    if (pointer.on_delete == 'n' && !kept_by_all(model)) continue;
    // a record that points at itself only (a partner's commercial partner) does not hold itself
    const bool own = pointer.table == model.table;
    keep(model,
         "SELECT FROM " + pointer.table + " x WHERE x." + quoted(pointer.column) + " = g.target" +
             (own ? " AND x.id NOT IN (SELECT target FROM migrate_gone)" : ""),
         pointer.table);
  }
  for (const Model& other : models()) {
    // an alias belongs to its channel, not the channel to its alias
    if (!schema_.columns.contains(other.table) || other.name == "mail.alias") continue;
    for (const Column& column : other.columns) {
      if (column.points != Points::document) continue;
      const Column& names = *other.column(column.to);
      const std::string same =
          names.points == Points::model_name
              ? "(SELECT m.model FROM ir_model m WHERE m.id = x." + quoted(column.to) + ")"
              : "x." + quoted(column.to);
      keep(model,
           "SELECT FROM " + quoted(other.table) + " x WHERE " + same + " = " + "'" + model.name +
               "' AND x." + quoted(column.name) + " = g.target",
           other.table);
    }
  }
}

void Removal::keep(const Model& model, const std::string& needed, const std::string& by) {
  const bridge::Result kept = link_.execute(bridge::Sql(
      "DELETE FROM migrate_gone g WHERE EXISTS (" + needed + ") RETURNING source, target"));
  for (const bridge::Row row : kept)
    notices_({Notice::Kind::left_out, model.name, row[0].integer(),
              "is no longer in the source and stays (" + row[1].str() + "): records of " + by +
                  " hang on it"});
}

// Rows of others that lose a pointer with it: their old values are kept for undo.
void Removal::note_cleared(const Model& model) {
  for (const Pointer& pointer : pointers_at(model))
    for (const Model& other : models())
      if (pointer.on_delete == 'n' && other.table == pointer.table && other.has_id())
        link_.execute(bridge::Sql(R"sql(
                INSERT INTO chatterd_migrate.old_row (run, model, id, was)
                SELECT %s, %s, t.id, to_jsonb(t)
                FROM )sql" + pointer.table +
                                      " t JOIN migrate_gone g ON g.target = t." +
                                      quoted(pointer.column) + " ON CONFLICT DO NOTHING",
                                  {run_, other.name}));
}

std::int64_t Removal::remove(const Model& model) {
  const std::string table = quoted(model.table);
  if (model.has_id()) {
    link_.execute(bridge::Sql(R"sql(
            INSERT INTO chatterd_migrate.old_row (run, model, id, was)
            SELECT %s, %s, t.id, to_jsonb(t)
            FROM )sql" + table + " t JOIN migrate_gone g ON g.target = t.id ON CONFLICT DO NOTHING",
                              {run_, model.name}));
    // its names go with it, as they do where Odoo deletes
    link_.execute(bridge::Sql(R"sql(
            WITH names AS (DELETE FROM ir_model_data d USING migrate_gone g WHERE d.model = %s
                AND d.res_id = g.target RETURNING d.*)
            INSERT INTO chatterd_migrate.old_row (run, model, id, was)
            SELECT %s, 'ir.model.data', names.id, to_jsonb(names)
            FROM names
            ON CONFLICT DO NOTHING)sql",
                              {model.name, run_}));
  }
  link_.execute(bridge::Sql(R"sql(
          INSERT INTO chatterd_migrate.batch (run, model, action, source, target)
          SELECT %s, %s, 'removed', array_agg(source ORDER BY source, target), array_agg(target
              ORDER BY source, target)
          FROM migrate_gone
          HAVING count(*) > 0)sql",
                            {run_, model.name}));
  return static_cast<std::int64_t>(
      link_
          .execute(
              bridge::Sql("DELETE FROM " + table + " t USING migrate_gone g WHERE " +
                          (model.has_id() ? "t.id = g.target"
                                          : "t." + quoted(model.key[0]) + " = g.source AND t." +
                                                quoted(model.key[1]) + " = g.target")))
          .affected());
}

std::map<std::string, std::int64_t> restore_removed(bridge::Connection& link,
                                                    const TargetSchema& schema, std::int64_t run) {
  std::map<std::string, std::int64_t> out;
  for (const Model& model : models()) {
    if (model.stage < 1 || !schema.columns.contains(model.table)) continue;
    const std::string table = quoted(model.table);
    std::int64_t count = 0;
    if (model.has_id()) {
      // what may point at later rows is set with the old values
      std::string later;
      for (const Column& column : model.columns)
        if (column.late && !column.needed) later += " - '" + column.name + "'";
      count = static_cast<std::int64_t>(
          link.execute(bridge::Sql(
                           "INSERT INTO " + table +
                               " SELECT r.* FROM chatterd_migrate.old_row w JOIN (SELECT u.target" +
                               removed_by_run +
                               ") gone ON gone.target = w.id CROSS JOIN LATERAL "
                               "jsonb_populate_record(NULL::" +
                               table + ", w.was" + later +
                               ") r WHERE w.run = %s AND w.model = %s ON CONFLICT DO NOTHING",
                           {run, model.name, run, model.name}))
              .affected());
    } else {
      count = static_cast<std::int64_t>(
          link.execute(bridge::Sql("INSERT INTO " + table + " (" + quoted(model.key[0]) + ", " +
                                       quoted(model.key[1]) + ") SELECT u.source, u.target" +
                                       removed_by_run + " ON CONFLICT DO NOTHING",
                                   {run, model.name}))
              .affected());
    }
    // records are counted when their old values come back
    if (count > 0 && !model.has_id()) out[model.name] = count;
  }
  link.execute(bridge::Sql(R"sql(
          INSERT INTO ir_model_data
          SELECT r.*
          FROM chatterd_migrate.old_row w
            CROSS JOIN LATERAL jsonb_populate_record(NULL::ir_model_data, w.was) r
          WHERE w.run = %s
            AND w.model = 'ir.model.data'
          ON CONFLICT DO NOTHING)sql",
                           {run}));
  return out;
}

}  // namespace chatterd::migrate
