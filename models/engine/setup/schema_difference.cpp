// Tables, columns, constraints and indexes that are missing, in the order in which they need each
// other.
#include "models/engine/setup/schema_difference.hpp"

namespace chatterd {
namespace {

using bridge::Row;
using bridge::Sql;

class Difference {
 public:
  Difference(bridge::Transaction& transaction, const std::string& model, const std::string& home,
             const Initial& initial, Effort effort, Upgrade& upgrade)
      : transaction_(transaction),
        model_(model),
        home_(home),
        initial_(initial),
        looks_(effort == Effort::look),
        upgrade_(upgrade) {}

  void add() {
    add_tables();
    add_columns();
    add_constraints();
    add_indexes();
  }

 private:
  std::string at_home(const std::string& table) const { return in(home_, table); }

  static std::string in(const std::string& schema, const std::string& table) {
    return (Sql::identifier(schema) + Sql(".") + Sql::identifier(table)).text();
  }

  void run(const std::string& text) {
    if (!looks_) execute(text);
  }

  void execute(const std::string& text) {
    std::string escaped;
    for (const char c : text) escaped += c == '%' ? std::string("%%") : std::string(1, c);
    transaction_.execute(Sql(std::string_view(escaped)));
  }

  // What rows may stand against: noted, and left out.
  void attempt(const std::string& what, const std::string& text) {
    try {
      transaction_.savepoint([&] { run(text); });
      upgrade_.changes.push_back(what);
    } catch (const bridge::SqlError& error) {
      const std::string reason = error.what();
      upgrade_.notes.push_back(what + " is left out: " + reason.substr(0, reason.find('\n')));
    }
  }

  void add_tables() {
    for (const Row row : transaction_.execute(Sql(R"sql(
             SELECT c.relname, EXISTS (SELECT FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attname = 'id')
             FROM pg_class c
             WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r'
               AND NOT EXISTS (SELECT FROM pg_class h WHERE h.relname = c.relname AND
                   h.relnamespace = %s::regnamespace)
             ORDER BY c.relname)sql",
                                                  {model_, home_}))) {
      const std::string name = row[0].str(), table = at_home(name);
      run("CREATE TABLE " + table + " (LIKE " + in(model_, name) + " INCLUDING COMMENTS)");
      if (row[1].boolean()) {
        const std::string sequence = at_home(name + "_id_seq");
        run("CREATE SEQUENCE " + sequence + " AS integer OWNED BY " + table + ".id");
        run("ALTER TABLE " + table + " ALTER COLUMN id SET DEFAULT nextval('" + sequence + "')");
      }
      upgrade_.changes.push_back("table " + name);
    }
  }

  void add_columns() {
    for (const Row row : transaction_.execute(Sql(R"sql(
             SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                 quote_literal(col_description(c.oid, a.attnum))
             FROM pg_class c
               JOIN pg_attribute a ON a.attrelid = c.oid
               JOIN pg_class h ON h.relname = c.relname AND h.relnamespace = %s::regnamespace
             WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' AND a.attnum > 0
               AND NOT a.attisdropped
               AND NOT EXISTS (SELECT FROM pg_attribute ha WHERE ha.attrelid = h.oid
                   AND ha.attname = a.attname AND NOT ha.attisdropped)
             ORDER BY c.relname, a.attnum)sql",
                                                  {home_, model_}))) {
      const std::string table = at_home(row[0].str());
      const std::string column = Sql::identifier(row[1].str()).text();
      const std::string what = "column " + row[0].str() + "." + row[1].str() + " " + row[2].str();
      run("ALTER TABLE " + table + " ADD COLUMN " + column + " " + row[2].str());
      if (!row[4].is_null())
        run("COMMENT ON COLUMN " + table + "." + column + " IS " + row[4].str());
      upgrade_.changes.push_back(what);
      if (looks_) continue;
      if (const auto value = initial_(row[0].str(), row[1].str()))
        transaction_.execute(Sql("UPDATE ") + Sql(std::string_view(table)) + Sql(" SET ") +
                             Sql(std::string_view(column)) +
                             Sql(std::string_view(" = %s::text::" + row[2].str()), {*value}));
      if (row[3].boolean())
        attempt(what + " NOT NULL",
                "ALTER TABLE " + table + " ALTER COLUMN " + column + " SET NOT NULL");
    }
  }

  void add_constraints() {
    // Of a database that was dumped and restored, PostgreSQL writes some checks otherwise: those
    // that are not found are looked for as they are then.
    for (const Row row : missing_constraints()) {
      const std::string name = Sql::identifier(row[1].str()).text(), check = row[2].str();
      if (check.starts_with("CHECK"))
        execute("ALTER TABLE " + in(model_, row[0].str()) + " DROP CONSTRAINT " + name +
                ", ADD CONSTRAINT " + name + " " + check);
    }
    for (const Row row : missing_constraints())
      attempt("constraint " + row[1].str() + " of " + row[0].str() + ": " + row[2].str(),
              "ALTER TABLE " + at_home(row[0].str()) + " ADD CONSTRAINT " +
                  Sql::identifier(row[1].str()).text() + " " + row[2].str());
  }

  // Table, name and definition; keys before what refers to them.
  bridge::Result missing_constraints() {
    return transaction_.execute(Sql(R"sql(
             WITH known AS (
               SELECT c.relname, o.conname, o.contype,
                   replace(replace(pg_get_constraintdef(o.oid), %s || '.', ''), %s || '.', '')
                     AS definition, c.relnamespace = %s::regnamespace AS home
               FROM pg_constraint o
                 JOIN pg_class c ON c.oid = o.conrelid
               WHERE c.relnamespace IN (%s::regnamespace, %s::regnamespace)
                 AND o.contype IN ('p', 'u', 'c', 'f'))
             SELECT k.relname, k.conname, k.definition
             FROM known k
             WHERE NOT k.home
               AND NOT EXISTS (SELECT FROM known h WHERE h.home AND h.relname = k.relname AND
                   h.definition = k.definition)
             ORDER BY position(k.contype::text IN 'pucf'), k.relname, k.conname)sql",
                                    {model_, home_, home_, model_, home_}));
  }

  void add_indexes() {
    for (const Row row :
         transaction_.execute(Sql(R"sql(
             WITH known AS (
               SELECT c.relname, x.relname AS name, c.relnamespace = %s::regnamespace AS home,
                   pg_get_indexdef(i.indexrelid) AS whole,
                   regexp_replace(pg_get_indexdef(i.indexrelid),
                       '^CREATE (UNIQUE )?INDEX .* ON \S+ USING', '\1') AS definition
               FROM pg_index i
                 JOIN pg_class c ON c.oid = i.indrelid
                 JOIN pg_class x ON x.oid = i.indexrelid
               WHERE c.relnamespace IN (%s::regnamespace, %s::regnamespace)
                 AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.indexrelid))
             SELECT k.relname, k.name, replace(k.whole, ' ON ' || %s || '.', ' ON ' || %s || '.')
             FROM known k
             WHERE NOT k.home
               AND NOT EXISTS (SELECT FROM known h WHERE h.home AND h.relname = k.relname AND
                   h.definition = k.definition)
             ORDER BY k.relname, k.name)sql",
                                  {home_, model_, home_, model_, Sql::identifier(home_).text()})))
      attempt("index " + row[1].str() + " of " + row[0].str(), row[2].str());
  }

  bridge::Transaction& transaction_;
  const std::string &model_, &home_;
  const Initial& initial_;
  const bool looks_;
  Upgrade& upgrade_;
};

}  // namespace

void add_missing_tables(bridge::Transaction& transaction, const std::string& model,
                        const std::string& home, const Initial& initial, Effort effort,
                        Upgrade& upgrade) {
  Difference(transaction, model, home, initial, effort, upgrade).add();
}

}  // namespace chatterd
