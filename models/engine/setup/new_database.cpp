// The records of a new database. Ids of groups, users and partners are those that Odoo gives them.
#include "models/engine/setup/new_database.hpp"

#include "bridge/files/hash.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/setup/records_json.hpp"
#include "models/engine/setup/schema.hpp"
#include "models/modules/base/res/passwords.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

class NewDatabase {
 public:
  NewDatabase(bridge::Transaction& transaction, const Registry& registry, const Value& data,
              const std::set<std::string>& modules)
      : transaction_(transaction), registry_(registry), data_(data), modules_(modules) {}

  void create(const std::string& admin_password) {
    create_schema(transaction_, registry_);
    add_modules();
    add_models();
    for (const char* table : {"ir_module_category", "res_groups", "res_groups_implied_rel",
                              "res_lang", "res_currency", "res_country"})
      add_table(table);
    add_people(admin_password);
    add_table("mail_message_subtype");
    add_rights();
    add_external_ids();
    add_parameters();
    add_constraints(transaction_, registry_);
    for (const Model* model : registry_.models())
      if (!model->is_abstract())
        transaction_.execute(Sql("SELECT setval(%s, (SELECT coalesce(max(id), 0) + 1 FROM ",
                                 {model->table() + "_id_seq"}) +
                             Sql::identifier(model->table()) + Sql("), false)"));
  }

 private:
  // Objects as rows; columns that an object lacks stay NULL.
  void insert(const std::string& table, const std::vector<std::string>& columns,
              const Value& rows) {
    if (rows.empty()) return;
    std::vector<Sql> names;
    for (const std::string& column : columns) names.push_back(Sql::identifier(column));
    const Sql list = Sql::join(names, ", ");
    transaction_.execute(Sql("INSERT INTO ") + Sql::identifier(table) + Sql(" (") + list +
                         Sql(") SELECT ") + list + Sql(" FROM json_populate_recordset(null::") +
                         Sql::identifier(table) + Sql(", %s::json)", {rows.dump()}));
  }

  // What the ORM would have written into log columns.
  Value logged(Value row) const {
    for (const char* who : {"create_uid", "write_uid"}) row[who] = superuser_id;
    for (const char* when : {"create_date", "write_date"}) row[when] = now_;
    return row;
  }

  void insert_logged(const std::string& table, std::vector<std::string> columns,
                     const Value& rows) {
    Value out = Value::array();
    for (const Value& row : rows) out.push_back(logged(row));
    for (const char* log : {"create_uid", "create_date", "write_uid", "write_date"})
      columns.emplace_back(log);
    insert(table, columns, out);
  }

  void add_table(const std::string& table) {
    const Value& source = data_.at(table);
    Value rows = Value::array();
    for (const Value& values : source["rows"]) {
      Value row = Value::object();
      for (std::size_t i = 0; i < values.size(); ++i)
        row[source["columns"][i].get<std::string>()] = values[i];
      rows.push_back(row);
    }
    insert(table, source["columns"].get<std::vector<std::string>>(), rows);
  }

  void add_modules() {
    Value rows = Value::array();
    const Value& own_icon = data_.at("modules_with_icon");
    for (const std::string& name : modules_) {
      const bool own = std::find(own_icon.begin(), own_icon.end(), name) != own_icon.end();
      rows.push_back({{"name", name},
                      {"state", "installed"},
                      {"latest_version", "13.0.1.0"},
                      {"shortdesc", name},
                      {"icon", "/" + (own ? name : "base") + "/static/description/icon.png"}});
    }
    insert("ir_module_module", {"name", "state", "latest_version", "shortdesc", "icon"}, rows);
  }

  void add_models() {
    Value models = Value::array(), fields = Value::array();
    for (const Model* model : registry_.models()) {
      models.push_back({{"name", model->description()},
                        {"model", model->name()},
                        {"state", "base"},
                        {"transient", model->is_transient()},
                        {"is_mail_thread", model->is_a("mail.thread")},
                        {"is_mail_activity", model->is_a("mail.activity.mixin")},
                        {"is_mail_blacklist", model->is_a("mail.thread.blacklist")}});
    }
    insert("ir_model",
           {"name", "model", "state", "transient", "is_mail_thread", "is_mail_activity",
            "is_mail_blacklist"},
           models);
    std::map<std::string, Id> ids;
    for (const bridge::Row row : transaction_.execute("SELECT model, id FROM ir_model"))
      ids[row[0].str()] = row[1].integer();
    for (const Model* model : registry_.models())
      for (const Field* field : model->fields()) {
        Value row = described(*model, *field);
        row["model_id"] = ids.at(model->name());
        fields.push_back(std::move(row));
      }
    insert("ir_model_fields",
           {"name",      "model",   "model_id", "relation",  "relation_field", "field_description",
            "help",      "ttype",   "related",  "required",  "readonly",       "index",
            "translate", "size",    "state",    "on_delete", "selectable",     "relation_table",
            "column1",   "column2", "store",    "copied",    "tracking"},
           fields);
    add_selections();
  }

  static Value described(const Model& model, const Field& field) {
    const auto text = [](const std::string& value) {
      return value.empty() ? Value() : Value(value);
    };
    std::string related;
    for (const std::string& step : field.related) related += (related.empty() ? "" : ".") + step;
    return {{"name", field.name},
            {"model", model.name()},
            {"relation", text(field.comodel)},
            {"relation_field", text(field.inverse_name)},
            {"field_description", field.string},
            {"help", text(field.help)},
            {"ttype", type_name(field.type)},
            {"related", text(related)},
            {"required", field.required},
            {"readonly", field.readonly},
            {"index", field.index},
            {"translate", field.translate},
            {"size", field.size ? Value(field.size) : Value()},
            {"state", "base"},
            {"on_delete", field.type == FieldType::many2one ? text(field.ondelete) : Value()},
            {"selectable", true},
            {"relation_table", text(field.relation)},
            {"column1", text(field.column1)},
            {"column2", text(field.column2)},
            {"store", field.store},
            {"copied", field.copy},
            {"tracking", field.tracking ? Value(field.tracking) : Value()}};
  }

  void add_selections() {
    Value rows = Value::array();
    for (const Model* model : registry_.models())
      for (const Field* field : model->fields()) {
        std::size_t sequence = 0;
        for (const auto& [value, label] : field->selection)
          rows.push_back({{"model", model->name()},
                          {"field", field->name},
                          {"value", value},
                          {"name", label},
                          {"sequence", sequence++}});
      }
    transaction_.execute(Sql(R"sql(
            INSERT INTO ir_model_fields_selection (field_id, value, name, sequence)
            SELECT f.id, r.value, r.name, r.sequence
            FROM json_to_recordset(%s::json) AS r(model text, field text, value text, name text,
                sequence int)
              JOIN ir_model_fields f ON f.model = r.model
              AND f.name = r.field)sql",
                             {rows.dump()}));
  }

  void add_people(const std::string& admin_password) {
    const auto partner = [](Id id, const char* name, bool active, bool share,
                            const Value& email = nullptr, bool company = false) {
      return Value{{"id", id},
                   {"name", name},
                   {"display_name", name},
                   {"commercial_partner_id", id},
                   {"active", active},
                   {"email", email},
                   {"email_normalized", email},
                   {"partner_share", share},
                   {"is_company", company},
                   {"type", "contact"},
                   {"lang", "en_US"},
                   {"color", 0},
                   {"commercial_company_name", company ? Value(name) : Value()}};
    };
    insert_logged("res_partner",
                  {"id", "name", "display_name", "commercial_partner_id", "active", "email",
                   "email_normalized", "partner_share", "is_company", "type", "lang", "color",
                   "commercial_company_name"},
                  Value::array({partner(1, "My Company", true, true, nullptr, true),
                                partner(2, "OdooBot", false, true, "odoobot@example.com"),
                                partner(3, "Administrator", true, false, "admin@example.com"),
                                partner(4, "Public user", false, true),
                                partner(5, "Default User Template", false, true),
                                partner(6, "Portal User Template", false, true)}));
    const Value currency =
        transaction_.execute("SELECT id FROM res_currency WHERE name = 'EUR'")[0][0].json();
    insert_logged("res_company", {"id", "name", "partner_id", "currency_id", "sequence"},
                  Value::array({{{"id", 1},
                                 {"name", "My Company"},
                                 {"partner_id", 1},
                                 {"currency_id", currency},
                                 {"sequence", 10}}}));
    transaction_.execute("UPDATE res_partner SET company_id = 1 WHERE id IN (2, 3)");
    const auto user = [](Id id, const char* login, bool active, bool share,
                         const Value& password = nullptr) {
      return Value{{"id", id},
                   {"login", login},
                   {"active", active},
                   {"share", share},
                   {"partner_id", id + 1},
                   {"company_id", 1},
                   {"password", password},
                   {"notification_type", active ? "inbox" : "email"},
                   {"odoobot_state", "not_initialized"}};
    };
    Value users = Value::array({user(1, "__system__", false, false),
                                user(2, "admin", true, false, hash_password(admin_password)),
                                user(3, "default", false, false), user(4, "public", false, true),
                                user(5, "portaltemplate", false, true)});
    users[2]["partner_id"] = 5;
    users[3]["partner_id"] = 4;
    users[1]["signature"] = "<span>-- <br/>\nAdministrator</span>";
    insert_logged("res_users",
                  {"id", "login", "active", "share", "partner_id", "company_id", "password",
                   "notification_type", "odoobot_state", "signature"},
                  users);
    transaction_.execute(
        "INSERT INTO res_company_users_rel (cid, user_id) SELECT 1, id FROM res_users");
    for (const Value& pair : data_.at("group_users"))
      for (const Value& uid : pair[1])
        transaction_.execute(Sql("INSERT INTO res_groups_users_rel (gid, uid) VALUES (%s, %s)",
                                 {pair[0].get<Id>(), uid.get<Id>()}));
  }

  void add_rights() {
    for (const Value& row : data_.at("access")) {
      const auto made = transaction_.execute(
          Sql(R"sql(
              INSERT INTO ir_model_access (name, active, model_id, group_id, perm_read,
                  perm_write, perm_create, perm_unlink)
              SELECT %s, true, id, %s, %s, %s, %s, %s
              FROM ir_model
              WHERE model = %s
              RETURNING id)sql",
              {row[0].get<std::string>(),
               row[2].is_null() ? bridge::Param(nullptr) : bridge::Param(row[2].get<Id>()),
               row[3].get<bool>(), row[4].get<bool>(), row[5].get<bool>(), row[6].get<bool>(),
               row[1].get<std::string>()}));
      name_record(row[7], row[8], "ir.model.access", made[0][0].integer());
    }
    for (const Value& row : data_.at("rules")) {
      const auto made = transaction_.execute(
          Sql(R"sql(
              INSERT INTO ir_rule (name, active, model_id, domain_force, perm_read, perm_write,
                  perm_create, perm_unlink, global)
              SELECT %s, %s, id, %s, %s, %s, %s, %s, %s
              FROM ir_model
              WHERE model = %s
              RETURNING id)sql",
              {row[0].get<std::string>(), row[10].get<bool>(),
               row[2].is_null() ? bridge::Param(nullptr) : bridge::Param(row[2].get<std::string>()),
               row[3].get<bool>(), row[4].get<bool>(), row[5].get<bool>(), row[6].get<bool>(),
               row[7].empty(), row[1].get<std::string>()}));
      for (const Value& group : row[7])
        transaction_.execute(
            Sql("INSERT INTO rule_group_rel (rule_group_id, group_id) VALUES (%s, %s)",
                {made[0][0].integer(), group.get<Id>()}));
      name_record(row[8], row[9], "ir.rule", made[0][0].integer());
    }
  }

  void name_record(const Value& module, const Value& name, const std::string& model, Id id) {
    if (!module.is_string() || !name.is_string()) return;
    transaction_.execute(Sql(R"sql(
            INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
            VALUES (%s, %s, %s, %s, false)
            ON CONFLICT DO NOTHING)sql",
                             {module.get<std::string>(), name.get<std::string>(), model, id}));
  }

  void add_external_ids() {
    for (const Value& row : data_.at("xml_ids"))
      name_record(row[0], row[1], row[2].get<std::string>(), row[3].get<Id>());
    const std::vector<std::tuple<const char*, const char*, Id>> first = {
        {"main_company", "res.company", 1},   {"main_partner", "res.partner", 1},
        {"partner_root", "res.partner", 2},   {"partner_admin", "res.partner", 3},
        {"public_partner", "res.partner", 4}, {"user_root", "res.users", 1},
        {"user_admin", "res.users", 2},       {"default_user", "res.users", 3},
        {"public_user", "res.users", 4},      {"template_portal_user_id", "res.users", 5}};
    for (const auto& [name, model, id] : first) name_record("base", name, model, id);
    // A model belongs to the module that first declared it; what is not listed is base's.
    transaction_.execute(Sql(R"sql(
            INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
            SELECT coalesce(o.module, 'base'), 'model_' || replace(m.model, '.', '_'),
                'ir.model', m.id, false
            FROM ir_model m
              LEFT JOIN (SELECT r->>0 AS model, r->>1 AS module FROM
                  json_array_elements(%s::json) r) o ON o.model = m.model
            ORDER BY m.id
            ON CONFLICT DO NOTHING)sql",
                             {data_.at("model_modules").dump()}));
    transaction_.execute(
        R"sql(
            INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
            SELECT 'base', 'module_' || name, 'ir.module.module', id, false
            FROM ir_module_module
            ON CONFLICT DO NOTHING)sql");
  }

  void add_parameters() {
    Value rows = Value::array();
    const auto add = [&](const char* key, const std::string& value) {
      rows.push_back({{"key", key}, {"value", value}});
    };
    add("database.secret", bridge::uuid4());
    add("database.uuid", bridge::uuid4());
    add("database.create_date", now_);
    add("web.base.url", "http://localhost:8069");
    add("base.login_cooldown_after", "10");
    add("base.login_cooldown_duration", "60");
    add("base.template_portal_user_id", "5");
    add("base_setup.show_effect", "True");
    add("mail.catchall.alias", "catchall");
    add("mail.bounce.alias", "bounce");
    insert_logged("ir_config_parameter", {"key", "value"}, rows);
  }

  bridge::Transaction& transaction_;
  const Registry& registry_;
  const Value& data_;
  const std::set<std::string>& modules_;
  const std::string now_ =
      transaction_
          .execute("SELECT to_char(now() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')")[0][0]
          .str();
};

}  // namespace

void create_database(bridge::Pool& pool, const std::string& admin_password,
                     const std::set<std::string>& more) {
  const Value data = Value::parse(records_json);
  std::set<std::string> modules = more;
  for (const Value& name : data.at("modules")) modules.insert(name.get<std::string>());
  const Registry registry(modules);
  bridge::in_transaction(pool, [&](bridge::Transaction& transaction) {
    NewDatabase(transaction, registry, data, modules).create(admin_password);
  });
}

void create_beside(bridge::Transaction& transaction, std::set<std::string> modules) {
  const Value data = Value::parse(records_json);
  for (const Value& name : data.at("modules")) modules.insert(name.get<std::string>());
  const Registry registry(modules);
  NewDatabase(transaction, registry, data, modules).create("");
}

void create_first_channel(Engine& engine) {
  engine.run_sudo([](const Env& env) -> Value {
    if (env.ref("mail.channel_all_employees") != 0) return nullptr;
    const Records channel =
        env["mail.channel"].create({{"name", "general"},
                                    {"description", "General announcements for all employees."},
                                    {"group_ids", command::links({env.ref("base.group_user")})}});
    env["ir.model.data"].create({{"module", "mail"},
                                 {"name", "channel_all_employees"},
                                 {"model", "mail.channel"},
                                 {"res_id", channel.id()},
                                 {"noupdate", true}});
    channel.call("message_post", Value::array(),
                 {{"subject", "Welcome!"},
                  {"body",
                   "<p>Welcome to the #general channel.</p><p>Everybody in the company reads what "
                   "is written here.</p>"},
                  {"message_type", "comment"},
                  {"subtype", "mail.mt_comment"}});
    return nullptr;
  });
}

}  // namespace chatterd
