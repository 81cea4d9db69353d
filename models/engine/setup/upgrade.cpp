// A new database is made beside the old one, in a schema of its own, and what it has more is taken
// over: so there is one description of what a database has, that which makes new ones.
#include "models/engine/setup/upgrade.hpp"

#include <algorithm>
#include <charconv>

#include "bridge/files/hash.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/values/convert.hpp"
#include "models/engine/setup/french_texts.hpp"
#include "models/engine/setup/new_database.hpp"
#include "models/engine/setup/records_json.hpp"
#include "models/engine/setup/schema_difference.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

constexpr const char* parameter = "chatterd.version";
constexpr const char* model_schema = "chatterd_upgrade";
constexpr Id lock_key = 0x63686175;
// Odoo's base says 13.0.1.3.
constexpr const char* own_base = "13.0.1.0";

// Ends the transaction of a dry run.
struct RolledBack {};

void write_version(const Env& env, const std::string& version, const std::string& state) {
  bridge::Transaction& transaction = env.cr();
  const std::string value = version + " " + state;
  if (transaction
          .execute(Sql("UPDATE ir_config_parameter SET value = %s WHERE key = %s RETURNING id",
                       {value, parameter}))
          .empty())
    transaction.execute(Sql(R"sql(
        INSERT INTO ir_config_parameter (key, value, create_uid, write_uid, create_date, write_date)
        VALUES (%s, %s, 1, 1, now() at time zone 'UTC', now() at time zone 'UTC'))sql",
                            {parameter, value}));
  env.clear_caches();  // other engines read it anew
}

// BaseModel._init_column: rows that are there get a new field's default.
Initial default_of(const Env& env) {
  return [&env](const std::string& table, const std::string& column) {
    std::optional<std::string> out;
    for (const Model* model : env.registry().models()) {
      if (model->is_abstract() || model->table() != table || !model->find_field(column)) continue;
      const Value defaults =
          env[model->name()].call("default_get", Value::array({Value::array({column})}));
      const auto found = defaults.find(column);
      if (found == defaults.end() || !found->is_primitive() || found->is_null()) continue;
      const bool nothing = *found == false && model->find_field(column)->type != FieldType::boolean;
      if (!nothing) out = found->is_string() ? found->get<std::string>() : found->dump();
    }
    return out;
  };
}

}  // namespace

MadeBy made_by(bridge::Transaction& transaction) {
  MadeBy out;
  for (const bridge::Row row : transaction.execute(
           Sql("SELECT latest_version = %s FROM ir_module_module WHERE name = 'base'", {own_base})))
    out.own = row[0].boolean();
  for (const bridge::Row row : transaction.execute(
           Sql("SELECT value FROM ir_config_parameter WHERE key = %s", {parameter}))) {
    const std::string value = row[0].str();
    const std::size_t space = value.find(' ');
    out.version = value.substr(0, space);
    if (space != value.npos) out.state = value.substr(space + 1);
  }
  return out;
}

std::string setup_state(const Registry& served) {
  const Registry registry(served.modules());  // without what others have added
  std::string all = std::string(records_json) + indexes_json;
  for (const FrenchText& text : french_texts()) all += text.source;
  for (const Model* model : registry.models()) {
    if (model->is_abstract()) continue;
    all += model->name();
    for (const Field* field : model->fields())
      all += field->name + (field->column() ? column_type(*field) : "") +
             (field->required ? "!" : "") + (field->index ? "#" : "") + field->relation;
    for (const Model::SqlConstraint& constraint : model->sql_constraints())
      all += constraint.definition;
  }
  return bridge::sha1_hex(all).substr(0, 16);
}

Upgrade upgrade_database(Engine& engine, const std::string& version, Effort effort) {
  Upgrade upgrade;
  try {
    engine.run_aside([&](const Env& env) -> Value {
      upgrade = {};
      bridge::Transaction& transaction = env.cr();
      transaction.execute(Sql("SELECT pg_advisory_xact_lock(%s)", {lock_key}));
      const std::string home = transaction.execute("SELECT current_schema()")[0][0].str();
      transaction.execute(Sql("CREATE SCHEMA ") + Sql::identifier(model_schema));
      // behind the own one, for the operators of extensions
      transaction.execute(Sql("SET LOCAL search_path TO ") + Sql::identifier(model_schema) +
                          Sql(", public"));
      create_beside(transaction, env.registry().modules());
      transaction.execute(Sql("SET LOCAL search_path TO ") + Sql::identifier(home));
      add_missing_tables(transaction, model_schema, home, default_of(env), effort, upgrade);
      // rows need the columns, which a look does not add
      if (effort == Effort::look && std::ranges::any_of(upgrade.changes, is_needed))
        throw RolledBack();
      add_missing_rows(transaction, model_schema, home, upgrade);
      transaction.execute(Sql("DROP SCHEMA ") + Sql::identifier(model_schema) + Sql(" CASCADE"));
      for (std::string& added : add_first_records(env)) upgrade.changes.push_back(std::move(added));
      if (effort != Effort::keep)
        throw RolledBack();  // before what no rollback takes back: the signals
      write_version(env, version, setup_state(env.registry()));
      transaction.execute("SELECT nextval('base_registry_signaling')");
      return nullptr;
    });
  } catch (const RolledBack&) {
  }
  return upgrade;
}

bool is_needed(const std::string& change) {
  return change.starts_with("table ") || change.starts_with("column ");
}

void note_version(Engine& engine, const std::string& version) {
  engine.run_aside([&](const Env& env) -> Value {
    write_version(env, version, setup_state(env.registry()));
    return nullptr;
  });
}

bool is_later_release(const std::string& a, const std::string& b) {
  const auto numbers = [](const std::string& text) {
    int major = 0, minor = 0;
    const char* const end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, major);
    if (first.ptr != end) std::from_chars(first.ptr + 1, end, minor);
    return std::pair(major, minor);
  };
  return numbers(a) > numbers(b);
}

}  // namespace chatterd
