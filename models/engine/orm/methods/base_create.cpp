// The generic create: what every model's own method ends in (BaseModel in odoo/models.py).
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/methods/base_model.hpp"
#include "models/engine/orm/methods/write_values.hpp"
#include "models/engine/orm/recompute.hpp"
#include "models/engine/orm/relations.hpp"
#include "models/engine/orm/search/parent_store.hpp"
#include "models/engine/orm/values/binary.hpp"
#include "models/engine/orm/values/convert.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {

using bridge::Sql;

namespace {

// A new record goes to the database as it was given: there a link is an id, and what is false is
// none.
Value created_link(const Field& field, const Value& value) {
  if (field.type != FieldType::many2one || !field.column() || value.is_number()) return value;
  return truthy(value) ? id_in_text(value) : Value(false);
}

// The values of one new record, sorted by where they go.
struct NewRecord {
  Value stored = Value::object();          // columns, x2many, binaries
  Value through = Value::object();         // fields with an inverse
  std::map<std::string, Value> inherited;  // parent model → values
};

Value with_defaults(const Records& records, const Value& values) {
  const Model& model = records.model();
  std::set<std::string> given_parents;
  for (const auto& [link, parent] : model.delegates())
    if (values.contains(link)) given_parents.insert(link);
  Value missing = Value::array();
  for (const Field* field : model.fields())
    if (!values.contains(field->name) && !field->automatic &&
        !(field->inherited && given_parents.contains(field->related[0])))
      missing.push_back(field->name);
  Value out = records.call("default_get", Value::array({missing}));
  for (auto& [name, value] : out.items()) {
    const Field& field = model.field_of(name);
    if (field.type == FieldType::many2many && value.is_array() && !value.empty() &&
        value[0].is_number_integer())
      value = Value::array({command::set(value)});
    else if (field.type == FieldType::one2many && value.is_array() && !value.empty() &&
             value[0].is_object()) {
      Value commands = Value::array();
      for (const Value& line : value) commands.push_back(command::create(line));
      value = commands;
    }
  }
  for (const auto& [name, value] : values.items()) out[name] = value;
  return out;
}

NewRecord sorted_values(const Records& records, const Value& given) {
  const Model& model = records.model();
  if (!given.is_object())
    throw TypeError("create() expects a dictionary of values, got " + python_repr(given));
  NewRecord out;
  const Value values = with_defaults(records, given);
  for (const auto& [name, value] : values.items()) {
    if (is_automatic(model, name)) continue;
    const Field& field = writable_field(model, name);
    if (field.store) out.stored[name] = created_link(field, value);
    if (field.inherited) {
      for (const auto& [link, parent] : model.delegates())
        if (link == field.related[0]) out.inherited[parent][field.related[1]] = value;
    } else if (has_inverse(field)) {
      out.through[name] = value;
    }
  }
  return out;
}

// One INSERT for all records; columns that a record lacks get their default.
Ids insert_rows(const Records& records, const std::vector<NewRecord>& created) {
  const Env& env = records.env();
  const Model& model = records.model();
  std::set<std::string> names;
  for (const NewRecord& record : created)
    for (const auto& [name, value] : record.stored.items())
      if (model.field_of(name).column()) names.insert(name);
  std::vector<Sql> columns, rows;
  for (const std::string& name : names) columns.push_back(Sql::identifier(name));
  if (model.log_access())
    for (const char* log : {"create_uid", "create_date", "write_uid", "write_date"})
      columns.emplace_back(log);
  for (const NewRecord& record : created) {
    std::vector<Sql> cells;
    for (const std::string& name : names) {
      const Field& field = model.field_of(name);
      if (record.stored.contains(name))
        cells.push_back(Sql(placeholder(field), {to_column(env, field, record.stored[name])}));
      else
        cells.emplace_back("NULL");
    }
    if (model.log_access()) {
      const Sql now("(now() at time zone 'UTC')");
      cells.insert(cells.end(), {Sql("%s", {env.uid()}), now, Sql("%s", {env.uid()}), now});
    }
    rows.push_back(Sql("(") + Sql::join(cells, ", ") + Sql(")"));
  }
  Sql query = Sql("INSERT INTO ") + Sql::identifier(model.table());
  if (columns.empty()) {
    Ids ids;
    for (std::size_t i = 0; i < created.size(); ++i)
      ids.push_back(env.cr().execute(query + Sql(" DEFAULT VALUES RETURNING id"))[0][0].integer());
    return ids;
  }
  query += Sql(" (") + Sql::join(columns, ", ") + Sql(") VALUES ") + Sql::join(rows, ", ") +
           Sql(" RETURNING id");
  return env.cr().execute(query).ids();
}

// What is known of a new record needs no statement to read back.
void remember_new(const Records& record, const NewRecord& values) {
  const Env& env = record.env();
  for (const Field* field : record.model().fields()) {
    if (field->column() && !field->computed() && !field->automatic) {
      const bool given = values.stored.contains(field->name);
      env.cache().set(
          *field, cache_key(env, *field), record.id(),
          given ? to_record(env, *field, values.stored[field->name]) : empty_value(*field));
    } else if (field->name == "id") {
      env.cache().set(*field, "", record.id(), record.id());
    }
  }
}

Value base_create(const Records& self, const Args& args) {
  const Value& asked = args["vals_list"];
  const Value list = asked.is_array() ? asked : Value::array({asked});
  if (list.empty()) return Value::array();
  const Records model = self.browse({});
  const Env& env = self.env();
  model.check_access_rights("create");
  std::vector<NewRecord> records;
  for (const Value& values : list) records.push_back(sorted_values(model, values));
  for (const auto& [link, parent] : self.model().delegates()) {
    for (NewRecord& record : records) {
      const Value parent_values =
          record.inherited.contains(parent) ? record.inherited[parent] : Value::object();
      if (!record.stored.contains(link) || !truthy(record.stored[link]))
        record.stored[link] = env[parent].create(parent_values).id();
      else if (!parent_values.empty())
        env.browse(parent, {to_id(record.stored[link])}).write(parent_values);
    }
  }
  const Records created = self.browse(insert_rows(model, records));
  // who makes a record may see what comes of it; whether he may make it is asked below
  if (!env.su()) env.unit().readable.learn(env.uid(), self.model(), created.ids());
  env.cache().forget_derived();
  std::set<std::string> stored_names, through_names;
  const std::vector<Records> each = created.each();
  for (std::size_t i = 0; i < each.size(); ++i) remember_new(each[i], records[i]);
  if (self.model().is_parent_store()) create_parent_paths(created);
  // lines that are made with them may ask for what is still to be computed
  for (std::size_t i = 0; i < each.size(); ++i)
    for (const Field* field : self.model().fields())
      if (field->column() && field->computed() && !records[i].stored.contains(field->name) &&
          !records[i].through.contains(field->name))
        env.unit().pending[field].insert(each[i].id());
  for (std::size_t i = 0; i < each.size(); ++i) {
    const Records bare = without_caller_defaults(each[i]);
    // in the order of the fields: a line's rights may depend on what an earlier field says
    for (const Field* field : self.model().fields()) {
      const auto given = records[i].stored.find(field->name);
      if (given == records[i].stored.end()) continue;
      stored_names.insert(field->name);
      if (field->x2many())
        apply_commands(bare, *field, *given, true);
      else if (field->store && field->binary() && !field->column() && truthy(*given) &&
               !has_inverse(*field))
        write_binary(bare, *field, *given);
    }
    for (const auto& [name, value] : records[i].through.items()) through_names.insert(name);
  }
  std::set<std::string> given_names = stored_names;
  given_names.insert(through_names.begin(), through_names.end());
  compute_new(created, given_names);
  check_constraints(created, stored_names);
  created.check_access_rule("create");
  if (!env.lang().empty() && env.lang() != "en_US")
    for (std::size_t i = 0; i < each.size(); ++i)
      for (const auto& [name, value] : records[i].stored.items()) {
        const Field& field = self.model().field_of(name);
        const Value text = field.translate ? to_record(env, field, value) : Value();
        if (text.is_string()) create_translated(each[i], field, text);
      }
  for (std::size_t i = 0; i < each.size(); ++i)
    if (!records[i].through.empty()) write_through(each[i], records[i].through);
  std::erase_if(through_names,
                [&](const std::string& name) { return stored_names.contains(name); });
  check_constraints(created, through_names);
  return created.ids();
}

}  // namespace

void define_base_create(Model& base) {
  base.method("create", On::model, {"vals_list"}, base_create);
}

}  // namespace chatterd
