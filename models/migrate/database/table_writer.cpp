// Set-based SQL: a batch costs a handful of statements, however many rows it has.
#include "models/migrate/database/table_writer.hpp"

#include "bridge/postgres/copy_text.hpp"

namespace chatterd::migrate {
namespace {

std::string listed(const std::vector<std::string>& names, const std::string& prefix) {
  std::string out;
  for (const std::string& name : names)
    out += (out.empty() ? "" : ", ") + prefix + bridge::Sql::identifier(name).text();
  return out;
}

}  // namespace

TargetSchema::TargetSchema(bridge::Connection& link) {
  for (const bridge::Row row : link.execute(
           R"sql(
               SELECT c.table_name::text, c.column_name::text
               FROM information_schema.columns c
                 JOIN information_schema.tables t
               USING (table_schema, table_name)
               WHERE c.table_schema = 'public'
                 AND t.table_type = 'BASE TABLE')sql"))
    columns[row[0].str()].insert(row[1].str());
  if (!columns.contains("ir_model")) return;
  for (const bridge::Row row : link.execute("SELECT model, id FROM ir_model"))
    model_ids[row[0].str()] = row[1].integer();
}

std::set<std::string> TargetSchema::tables() const {
  std::set<std::string> out;
  for (const auto& [table, names] : columns) out.insert(table);
  return out;
}

TableWriter::TableWriter(bridge::Connection& link, const Model& model, const TargetSchema& schema)
    : link_(link), model_(model), schema_(schema) {
  const std::set<std::string>& there = schema.columns.at(model.table);
  for (std::size_t i = 0; i < model.columns.size(); ++i) {
    if (!there.contains(model.columns[i].name)) continue;
    places_.push_back(i);
    names_.push_back(model.columns[i].name);
  }
  file_names_ = model.name == "ir.attachment";
  if (file_names_) names_.push_back("store_fname");
}

std::string TableWriter::column_list(const std::string& prefix) const {
  return listed(names_, prefix);
}

std::vector<std::string> TableWriter::among(const std::set<std::string>* told) const {
  if (told == nullptr) return names_;
  std::vector<std::string> out;
  for (const std::string& name : names_)
    if (told->contains(name == "store_fname" ? "checksum" : name)) out.push_back(name);
  return out;
}

std::string TableWriter::line(const Row& row) const {
  Row cells;
  cells.reserve(names_.size());
  for (const std::size_t place : places_) {
    cells.push_back(row[place]);
    if (model_.columns[place].points != Points::model_name || !row[place]) continue;
    const auto id = schema_.model_ids.find(*row[place]);
    cells.back() = id == schema_.model_ids.end() ? Cell() : cell(id->second);
  }
  if (file_names_) {
    const Cell& checksum = row[model_.at("checksum")];
    cells.push_back(checksum && row[model_.at("type")] == "binary"
                        ? Cell(checksum->substr(0, 2) + "/" + *checksum)
                        : Cell());
  }
  std::string out;
  bridge::append_copy_line(out, cells);
  return out;
}

void TableWriter::insert(const std::vector<Row>& rows) {
  if (rows.empty()) return;
  std::vector<std::string> lines;
  lines.reserve(rows.size());
  for (const Row& row : rows) lines.push_back(line(row));
  link_.copy_in(model_.table, names_, lines);
}

// The rows as a temporary table of the same types, with their number when it is asked for.
void TableWriter::load(const std::vector<Row>& rows, bool numbered) {
  link_.command("DROP TABLE IF EXISTS pg_temp.migrate_rows");
  link_.command("CREATE TEMPORARY TABLE migrate_rows ON COMMIT DROP AS SELECT " + column_list() +
                ", 0 AS migrate_number FROM " + bridge::Sql::identifier(model_.table).text() +
                " WHERE false");
  std::vector<std::string> lines;
  lines.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    lines.push_back(line(rows[i]) + "\t" + std::to_string(numbered ? i : 0));
  std::vector<std::string> names = names_;
  names.emplace_back("migrate_number");
  link_.copy_in("migrate_rows", names, lines);
  link_.command("ANALYZE migrate_rows");
}

std::int64_t TableWriter::update(const std::vector<Row>& rows, std::int64_t run,
                                 const std::set<std::string>* told) {
  const std::vector<std::string> names = among(told);
  if (rows.empty() || names.empty()) return 0;
  load(rows, false);
  const std::string table = bridge::Sql::identifier(model_.table).text();
  // A source that tells no passwords (a server, another chat) takes nobody's away.
  if (model_.name == "res.users")
    link_.execute(
        R"sql(
            UPDATE migrate_rows x
            SET password = t.password
            FROM res_users t
            WHERE t.id = x.id
              AND NOT EXISTS (SELECT FROM migrate_rows WHERE password IS NOT NULL))sql");
  const std::string differs =
      "(" + listed(names, "t.") + ") IS DISTINCT FROM (" + listed(names, "x.") + ")";
  link_.execute(bridge::Sql(R"sql(
          INSERT INTO chatterd_migrate.old_row (run, model, id, was)
          SELECT %s, %s, t.id, to_jsonb(t)
          FROM )sql" + table + " t JOIN migrate_rows x ON x.id = t.id WHERE " +
                                differs + " ON CONFLICT DO NOTHING",
                            {run, model_.name}));
  std::string set;
  for (const std::string& name : names)
    if (name != "id")
      set += (set.empty() ? "" : ", ") + bridge::Sql::identifier(name).text() + " = x." +
             bridge::Sql::identifier(name).text();
  return static_cast<std::int64_t>(
      link_
          .execute(bridge::Sql("UPDATE " + table + " t SET " + set +
                               " FROM migrate_rows x WHERE x.id = t.id AND " + differs))
          .affected());
}

std::vector<RecordId> TableWriter::find_by_key(const std::vector<Row>& rows, RecordId end) {
  std::vector<RecordId> out(rows.size());
  if (rows.empty() || model_.key.empty()) return out;
  load(rows, true);
  std::string join;
  for (const std::string& column : model_.key) {
    const std::string name = bridge::Sql::identifier(column).text();
    // The first column finds, the others decide; what will be known later only does not.
    const std::string same = "t." + name + " IS NOT DISTINCT FROM x." + name;
    if (join.empty())
      join = "t." + name + " = x." + name;
    else
      join += model_.column(column)->late ? " AND (x." + name + " IS NULL OR " + same + ")"
                                          : " AND " + same;
  }
  std::unordered_set<RecordId> taken;
  // A table that is being filled has no statistics: the planner would read all of it for the few
  // records below `end`.
  link_.command("SET LOCAL enable_seqscan TO off");
  const bridge::Result same = link_.execute(
      bridge::Sql("SELECT x.migrate_number, t.id FROM migrate_rows x JOIN " +
                      bridge::Sql::identifier(model_.table).text() + " t ON t.id < %s AND " + join +
                      " ORDER BY x.migrate_number, t.id",
                  {end}));
  link_.command("SET LOCAL enable_seqscan TO on");
  for (const bridge::Row row : same) {
    RecordId& found = out[static_cast<std::size_t>(row[0].integer())];
    if (found == 0 && taken.insert(row[1].integer()).second) found = row[1].integer();
  }
  return out;
}

std::vector<Row> TableWriter::insert_missing(const std::vector<Row>& rows) {
  std::vector<Row> out;
  if (rows.empty()) return out;
  load(rows, false);
  const std::string a = bridge::Sql::identifier(model_.key[0]).text(),
                    b = bridge::Sql::identifier(model_.key[1]).text();
  const std::string table = bridge::Sql::identifier(model_.table).text();
  for (const bridge::Row row : link_.execute(bridge::Sql(
           "INSERT INTO " + table + " (" + a + ", " + b + ") SELECT DISTINCT x." + a + ", x." + b +
           " FROM migrate_rows x WHERE NOT EXISTS (SELECT FROM " + table + " t WHERE t." + a +
           " = x." + a + " AND t." + b + " = x." + b + ") RETURNING " + a + ", " + b)))
    out.push_back({row[0].str(), row[1].str()});
  return out;
}

}  // namespace chatterd::migrate
