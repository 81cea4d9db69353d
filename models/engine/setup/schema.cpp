// From fields to tables (BaseModel._auto_init, fields.update_db, many2many relation tables).
#include "models/engine/setup/schema.hpp"

#include "models/engine/orm/values/convert.hpp"
#include "models/engine/setup/indexes.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

std::string quoted(const std::string& name) { return Sql::identifier(name).text(); }

// PostgreSQL cuts names at 63 bytes; Odoo hashes longer ones, which none of ours is.
std::string index_name(const std::string& table, const std::string& column) {
  return table + "_" + column + "_index";
}

std::string literal(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

class Schema {
 public:
  Schema(bridge::Transaction& transaction, const Registry& registry)
      : transaction_(transaction), registry_(registry) {}

  void create() {
    run("CREATE SEQUENCE base_registry_signaling INCREMENT BY 1 START WITH 1");
    run("SELECT nextval('base_registry_signaling')");
    run("CREATE SEQUENCE base_cache_signaling INCREMENT BY 1 START WITH 1");
    run("SELECT nextval('base_cache_signaling')");
    for (const Model* model : registry_.models())
      if (has_table(*model)) create_table(*model);
    for (const Model* model : registry_.models())
      if (has_table(*model)) create_relations(*model);
    // Read by session_info; it has no model here.
    run("CREATE TABLE web_tour_tour (id SERIAL NOT NULL PRIMARY KEY, name varchar NOT NULL, "
        "user_id integer REFERENCES res_users ON DELETE SET NULL)");
    // Odoo's ORM shows this column through a computed field only.
    if (!has_column("res_users", "password"))
      run("ALTER TABLE res_users ADD COLUMN password varchar");
  }

  void constrain() {
    for (const Model* model : registry_.models())
      if (has_table(*model)) add_constraints(*model);
    for (const bool foreign_keys : {false, true})
      for (const Model* model : registry_.models())
        if (has_table(*model)) add_sql_constraints(*model, foreign_keys);
    create_special_indexes();
  }

 private:
  void run(const std::string& text) {
    // a percent sign in a definition is no parameter
    std::string escaped;
    for (const char c : text) escaped += c == '%' ? std::string("%%") : std::string(1, c);
    transaction_.execute(Sql(std::string_view(escaped)));
  }

  bool has_column(const std::string& table, const std::string& column) {
    return !transaction_
                .execute({R"sql(
                    SELECT 1
                    FROM information_schema.columns
                    WHERE table_schema = current_schema()
                      AND table_name = %s
                      AND column_name = %s)sql",
                          {table, column}})
                .empty();
  }

  static bool has_table(const Model& model) { return !model.is_abstract(); }

  void create_table(const Model& model) {
    if (!tables_.insert(model.table()).second) return;
    std::string columns = "id SERIAL NOT NULL";
    for (const Field* field : model.fields()) {
      if (field->name == "id" || !field->column()) continue;
      columns += ", " + quoted(field->name) + " " + column_type(*field);
      if (field->required) columns += " NOT NULL";
    }
    if (model.is_parent_store() && !model.find_field("parent_path"))
      columns += ", parent_path varchar";
    run("CREATE TABLE " + quoted(model.table()) + " (" + columns + ", PRIMARY KEY(id))");
    run("COMMENT ON TABLE " + quoted(model.table()) + " IS " + literal(model.description()));
    for (const Field* field : model.fields()) {
      if (field->name == "id" || !field->column()) continue;
      run("COMMENT ON COLUMN " + quoted(model.table()) + "." + quoted(field->name) + " IS " +
          literal(field->string));
      if (field->index)
        run("CREATE INDEX " + quoted(index_name(model.table(), field->name)) + " ON " +
            quoted(model.table()) + " (" + quoted(field->name) + ")");
    }
  }

  void create_relations(const Model& model) {
    for (const Field* field : model.fields()) {
      if (field->type != FieldType::many2many || !field->store) continue;
      const Model* comodel = registry_.find(field->comodel);
      // a relation that is a model's own table, such as mail_channel_partner, is there already
      if (comodel == nullptr || !tables_.insert(field->relation).second) continue;
      const std::string table = quoted(field->relation), one = quoted(field->column1),
                        two = quoted(field->column2);
      run("CREATE TABLE " + table + " (" + one + " INTEGER NOT NULL, " + two +
          " INTEGER NOT NULL, UNIQUE(" + one + ", " + two + "))");
      run("COMMENT ON TABLE " + table + " IS " +
          literal("RELATION BETWEEN " + model.table() + " AND " + comodel->table()));
      run("CREATE INDEX ON " + table + " (" + one + ")");
      run("CREATE INDEX ON " + table + " (" + two + ")");
      run("ALTER TABLE " + table + " ADD FOREIGN KEY (" + one + ") REFERENCES " +
          quoted(model.table()) + "(id) ON DELETE cascade");
      run("ALTER TABLE " + table + " ADD FOREIGN KEY (" + two + ") REFERENCES " +
          quoted(comodel->table()) + "(id) ON DELETE cascade");
    }
  }

  void add_constraints(const Model& model) {
    for (const Field* field : model.fields()) {
      if (field->type != FieldType::many2one || !field->column()) continue;
      const Model* comodel = registry_.find(field->comodel);
      if (comodel == nullptr || comodel->is_abstract()) continue;
      run("ALTER TABLE " + quoted(model.table()) + " ADD FOREIGN KEY (" + quoted(field->name) +
          ") REFERENCES " + quoted(comodel->table()) + "(id) ON DELETE " + field->ondelete);
    }
  }

  // Foreign keys last: they may refer to what another model's constraint makes unique.
  void add_sql_constraints(const Model& model, bool foreign_keys) {
    for (const Model::SqlConstraint& constraint : model.sql_constraints())
      if (constraint.definition.starts_with("FOREIGN KEY") == foreign_keys)
        run("ALTER TABLE " + quoted(model.table()) + " ADD CONSTRAINT " +
            quoted(model.table() + "_" + constraint.name) + " " + constraint.definition);
  }

  // What Odoo's init() methods add beside the fields' own.
  void create_special_indexes() {
    for (const Index& index : possible_indexes(transaction_))
      for (const std::string& statement : index.create()) run(statement);
    run("CREATE INDEX mail_message_model_res_id_idx ON mail_message (model, res_id)");
    run("CREATE INDEX mail_channel_partner_seen_message_id_idx ON mail_channel_partner "
        "(channel_id, partner_id, seen_message_id)");
    run("CREATE INDEX mail_notification_res_partner_id_is_read_notification_status_mail_message_id "
        "ON mail_message_res_partner_needaction_rel (res_partner_id, is_read, notification_status, "
        "mail_message_id)");
    run("CREATE INDEX ir_attachment_res_idx ON ir_attachment (res_model, res_id)");
    run("CREATE UNIQUE INDEX ir_model_data_module_name_uniq_index ON ir_model_data (module, name)");
    run("CREATE INDEX ir_model_data_model_res_id_index ON ir_model_data (model, res_id)");
    run("CREATE INDEX ir_translation_src_md5 ON ir_translation (md5(src))");
    run("CREATE INDEX ir_translation_ltn ON ir_translation (name, lang, type)");
    run("CREATE UNIQUE INDEX ir_translation_unique ON ir_translation (type, name, lang, res_id, "
        "md5(src))");
    run("CREATE UNIQUE INDEX ir_translation_code_unique ON ir_translation (type, lang, md5(src)) "
        "WHERE type = 'code'");
    run("CREATE UNIQUE INDEX ir_translation_model_unique ON ir_translation (type, lang, name, "
        "res_id) WHERE type = 'model'");
  }

  bridge::Transaction& transaction_;
  const Registry& registry_;
  std::set<std::string> tables_;
};

}  // namespace

void create_schema(bridge::Transaction& transaction, const Registry& registry) {
  Schema(transaction, registry).create();
}

void add_constraints(bridge::Transaction& transaction, const Registry& registry) {
  Schema(transaction, registry).constrain();
}

}  // namespace chatterd
