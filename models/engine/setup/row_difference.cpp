// Rows that are missing. A row has another id in the other schema, and so have those that it names:
// the table `ids` of the model schema says which is which.
#include "models/engine/setup/schema_difference.hpp"

namespace chatterd {
namespace {

using bridge::Row;
using bridge::Sql;

// How a row of a table is known: by columns, or ("") by its external id.
struct Kind {
  const char *table, *key, *title;
};

// In the order in which they name each other.
constexpr Kind kinds[] = {
    {"ir_module_module", "name", "module"},
    {"ir_module_category", "", "category"},
    {"ir_model", "model", "model"},
    {"ir_model_fields", "model, name", "field"},
    {"ir_model_fields_selection", "field_id, value", "choice"},
    {"res_lang", "code", "language"},
    {"res_currency", "name", "currency"},
    {"res_country", "code", "country"},
    {"res_groups", "", "group"},
    {"mail_message_subtype", "", "subtype"},
    {"ir_model_access", "", "right"},
    {"ir_rule", "", "rule"},
    {"ir_config_parameter", "key", "parameter"},
};

class Rows {
 public:
  Rows(bridge::Transaction& transaction, const std::string& model, const std::string& home,
       Upgrade& upgrade)
      : transaction_(transaction),
        model_(Sql::identifier(model)),
        home_(Sql::identifier(home)),
        schema_(model),
        upgrade_(upgrade) {}

  void add() {
    run(Sql("CREATE TABLE ") + model_ +
        Sql(".ids (place text, old int, new int, fresh bool, PRIMARY KEY (place, old))"));
    // of records that have external ids in both
    run(Sql("INSERT INTO ") + model_ +
        Sql(".ids SELECT DISTINCT ON (m.model, m.res_id) replace(m.model, '.', '_'), m.res_id, "
            "h.res_id, false FROM ") +
        model_ + Sql(".ir_model_data m JOIN ") + home_ +
        Sql(".ir_model_data h USING (module, name) ORDER BY m.model, m.res_id, h.id"));
    for (const Kind& kind : kinds) {
      if (*kind.key != '\0') meet_by_key(kind);
      add_rows(kind);
    }
    for (const auto& [table, one, one_of, two] :
         {std::tuple("rule_group_rel", "rule_group_id", "ir_rule", "group_id"),
          std::tuple("res_groups_implied_rel", "gid", "res_groups", "hid")})
      add_pairs(table, one, one_of, two);
    // of what is there now in both
    run(Sql("INSERT INTO ") + home_ +
        Sql(".ir_model_data (module, name, model, res_id, noupdate) SELECT m.module, m.name, "
            "m.model, i.new, m.noupdate FROM ") +
        model_ + Sql(".ir_model_data m JOIN ") + model_ +
        Sql(".ids i ON i.place = replace(m.model, '.', '_') AND i.old = m.res_id AND (i.fresh OR "
            "m.model IN ('ir.model', 'ir.module.module')) ON CONFLICT DO NOTHING"));
  }

 private:
  bridge::Result run(const Sql& sql) { return transaction_.execute(sql); }

  // The columns of the key, in which ids stand for what they are in the other schema.
  Sql same(const Kind& kind) const {
    if (std::string_view(kind.table) != "ir_model_fields_selection") {
      const std::string key = kind.key;
      const std::size_t comma = key.find(", ");
      std::string out = "m." + key.substr(0, comma) + " = h." + key.substr(0, comma);
      if (comma != key.npos)
        out += " AND m." + key.substr(comma + 2) + " = h." + key.substr(comma + 2);
      return Sql(std::string_view(out));
    }
    return Sql("m.value = h.value AND h.field_id = (SELECT f.new FROM ") + model_ +
           Sql(".ids f WHERE f.place = 'ir_model_fields' AND f.old = m.field_id)");
  }

  void meet_by_key(const Kind& kind) {
    const Sql table = Sql::identifier(kind.table);
    run(Sql("INSERT INTO ") + model_ + Sql(".ids SELECT DISTINCT ON (m.id) ") +
        Sql("%s, m.id, h.id, false FROM ", {kind.table}) + model_ + Sql(".") + table +
        Sql(" m JOIN ") + home_ + Sql(".") + table + Sql(" h ON ") + same(kind) +
        Sql(" ORDER BY m.id, h.id ON CONFLICT DO NOTHING"));
  }

  // What a row's column is at home: an id of the record that stands for the one that it names.
  std::pair<Sql, Sql> columns(const Kind& kind) {
    Sql names(""), values("");
    for (const Row row : run(Sql(R"sql(
             SELECT a.attname, (SELECT r.relname FROM pg_constraint o
                 JOIN pg_class r ON r.oid = o.confrelid
                 WHERE o.conrelid = a.attrelid AND o.contype = 'f' AND o.conkey = ARRAY[a.attnum]
                 LIMIT 1)
             FROM pg_attribute a
             WHERE a.attrelid = (SELECT c.oid FROM pg_class c WHERE c.relname = %s AND
                 c.relnamespace = %s::regnamespace)
               AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'id'
             ORDER BY a.attnum)sql",
                                 {kind.table, schema_}))) {
      const Sql column = Sql::identifier(row[0].str());
      names = names.text().empty() ? column : names + Sql(", ") + column;
      const Sql value = row[1].is_null()
                            ? Sql("m.") + column
                            : Sql("(SELECT i.new FROM ") + model_ +
                                  Sql(".ids i WHERE i.place = %s AND i.old = m.", {row[1].str()}) +
                                  column + Sql(")");
      values = values.text().empty() ? value : values + Sql(", ") + value;
    }
    return {names, values};
  }

  void add_rows(const Kind& kind) {
    const Sql table = Sql::identifier(kind.table);
    const bool by_key = *kind.key != '\0';
    const bridge::Result missing = run(
        Sql("SELECT m.id, ") +
        (by_key ? Sql("concat_ws('.', ") +
                      Sql(std::string_view(
                          std::string_view(kind.table) == "ir_model_fields_selection"
                              ? "(SELECT f.model || '.' || f.name FROM " + model_.text() +
                                    ".ir_model_fields f WHERE f.id = m.field_id), "
                                    "m.value"
                              : prefixed(kind.key))) +
                      Sql(") FROM ") + model_ + Sql(".") + table + Sql(" m WHERE true")
                : Sql("d.module || '.' || d.name FROM ") + model_ + Sql(".") + table +
                      Sql(" m JOIN ") + model_ +
                      Sql(".ir_model_data d ON d.res_id = m.id AND replace(d.model, '.', '_') = "
                          "%s WHERE true",
                          {kind.table})) +
        Sql(" AND NOT EXISTS (SELECT FROM ") + model_ +
        Sql(".ids i WHERE i.place = %s AND i.old = m.id) ORDER BY m.id", {kind.table}));
    if (missing.empty()) return;
    const auto [names, values] = columns(kind);
    for (const Row row : missing) {
      const bridge::Result made =
          run(Sql("INSERT INTO ") + home_ + Sql(".") + table + Sql(" (") + names +
              Sql(") SELECT ") + values + Sql(" FROM ") + model_ + Sql(".") + table +
              Sql(" m WHERE m.id = %s RETURNING id", {row[0].integer()}));
      run(Sql("INSERT INTO ") + model_ +
          Sql(".ids VALUES (%s, %s, %s, true)",
              {kind.table, row[0].integer(), made[0][0].integer()}));
      upgrade_.changes.push_back(std::string(kind.title) + " " + row[1].str());
    }
  }

  static std::string prefixed(const std::string& key) {
    const std::size_t comma = key.find(", ");
    return "m." + key.substr(0, comma) +
           (comma == key.npos ? std::string() : ", m." + key.substr(comma + 2));
  }

  // Rows of a relation where one side has just come.
  void add_pairs(const char* table, const char* one, const char* one_of, const char* two) {
    const Sql name = Sql::identifier(table), left = Sql::identifier(one),
              right = Sql::identifier(two);
    run(Sql("INSERT INTO ") + home_ + Sql(".") + name + Sql(" (") + left + Sql(", ") + right +
        Sql(") SELECT a.new, b.new FROM ") + model_ + Sql(".") + name + Sql(" r JOIN ") + model_ +
        Sql(".ids a ON a.place = %s AND a.old = r.", {one_of}) + left + Sql(" JOIN ") + model_ +
        Sql(".ids b ON b.place = 'res_groups' AND b.old = r.") + right +
        Sql(" WHERE a.fresh OR b.fresh ON CONFLICT DO NOTHING"));
  }

  bridge::Transaction& transaction_;
  const Sql model_, home_;
  const std::string& schema_;
  Upgrade& upgrade_;
};

}  // namespace

void add_missing_rows(bridge::Transaction& transaction, const std::string& model,
                      const std::string& home, Upgrade& upgrade) {
  Rows(transaction, model, home, upgrade).add();
}

}  // namespace chatterd
