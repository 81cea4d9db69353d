// The generic create, write and unlink: what every model's own method ends in (BaseModel in
// odoo/models.py).
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/methods/base_model.hpp"
#include "models/engine/orm/recompute.hpp"
#include "models/engine/orm/relations.hpp"
#include "models/engine/orm/search/parent_store.hpp"
#include "models/engine/orm/values/binary.hpp"
#include "models/engine/orm/values/convert.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {

using bridge::Sql;

namespace {

// Columns that the ORM fills in by itself: what a caller gives for them is ignored.
bool ignored(const Model& model, const std::string& name) {
  if (name == "id" || name == "parent_path") return true;
  return model.log_access() && (name == "create_uid" || name == "create_date" ||
                                name == "write_uid" || name == "write_date");
}

const Field& writable_field(const Model& model, const std::string& name) {
  if (const Field* field = model.find_field(name)) return *field;
  throw ValueError("Invalid field " + python_repr(name) + " on model " + python_repr(model.name()));
}

bool has_inverse(const Field& field) {
  if (!field.inverse.empty()) return true;
  return !field.related.empty() && (field.inherited || !field.readonly);
}

Value id_in_text(const Value& value) {
  const std::string text = value.is_string() ? value.get<std::string>() : std::string();
  if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string::npos)
    throw ValueError("invalid input syntax for type integer: " + python_repr(value));
  return std::stoll(text);
}

// What a many2one is set to: an id, also as digits in a text; with what else Odoo's cache can make
// nothing of, as the [id, name] that reading gives, the link is cut.
Value written_link(const Field& field, const Value& value) {
  if (field.type != FieldType::many2one || value.is_number_integer()) return value;
  if (value.is_string() || value.is_object()) return id_in_text(value);
  return false;
}

// A new record goes to the database as it was given: there a link is an id, and what is false is
// none.
Value created_link(const Field& field, const Value& value) {
  if (field.type != FieldType::many2one || !field.column() || value.is_number()) return value;
  return truthy(value) ? id_in_text(value) : Value(false);
}

void validate(const Records& records, const std::set<std::string>& names) {
  for (const Model::Constraint& constraint : records.model().constraints()) {
    const bool concerned =
        std::any_of(constraint.fields.begin(), constraint.fields.end(),
                    [&](const std::string& name) { return names.contains(name); });
    if (!concerned) continue;
    static const Method check{"constraint", On::multi, {}, {}, {}};
    constraint.function(records, Args(check, 0, Value::object(), Value::object()));
  }
}

// Sends the values of computed and related fields to where they are kept.
void write_through(const Records& records, const Value& values) {
  std::map<std::string, Value> by_method;             // inverse method → values
  std::map<std::vector<std::string>, Value> by_path;  // related path without its end → values
  for (const auto& [name, value] : values.items()) {
    const Field& field = records.model().field_of(name);
    if (!field.inverse.empty()) {
      by_method[field.inverse][name] = value;
    } else {
      by_path[{field.related.begin(), field.related.end() - 1}][field.related.back()] = value;
    }
  }
  for (const auto& [path, target_values] : by_path) {
    try {
      for (const Records& record : records.each()) {
        const Field& first = records.model().field_of(path[0]);
        Records target = first.relational() ? record : records;
        // What leads to the target is in Odoo's cache since the right to write was asked for: a
        // value that has just been written does not hide it.
        if (first.column()) target = target.sudo();
        target = target.rel(path[0]).with_env(records.env());
        for (std::size_t step = 1; step < path.size(); ++step) target = target.rel(path[step]);
        if (!target.empty()) target.write(target_values);
      }
    } catch (const AccessError& error) {
      const auto& delegates = records.model().delegates();
      const bool inherited =
          path.size() == 1 && std::any_of(delegates.begin(), delegates.end(),
                                          [&](const auto& link) { return link.first == path[0]; });
      if (inherited) throw implicit_access(records, error);
      throw;
    }
  }
  for (const auto& [method, method_values] : by_method) {
    for (const Records& record : records.each()) {
      for (const auto& [name, value] : method_values.items()) {
        const Field& field = records.model().field_of(name);
        record.assign(name, to_record(records.env(), field, value));
      }
    }
    records.call(method);
  }
}

Records without_caller_defaults(const Records& records) {
  Value context = Value::object();
  for (const auto& [key, value] : records.env().context().items())
    if (!key.starts_with("default_")) context[key] = value;
  return records.with_env(records.env().replace_context(context));
}

// ---------------------------------------------------------------------------------------- write

void update_columns(const Records& records, const std::vector<const Field*>& fields,
                    const Value& values) {
  const Env& env = records.env();
  const Model& model = records.model();
  Sql query = Sql("UPDATE ") + Sql::identifier(model.table()) + Sql(" SET ");
  std::vector<Sql> settings;
  for (const Field* field : fields) {
    const Value& value = values[field->name];
    // 0 is no "no": it goes to the database as an id
    const bool zero = field->type == FieldType::many2one && value.is_number() && value == 0;
    settings.push_back(Sql::identifier(field->name) +
                       Sql(" = " + placeholder(*field),
                           {zero ? bridge::Param(Id{0}) : to_column(env, *field, value)}));
  }
  if (model.log_access()) {
    settings.push_back(Sql("write_uid = %s", {env.uid()}));
    settings.push_back(Sql("write_date = (now() at time zone 'UTC')"));
  }
  if (settings.empty()) return;
  const Ids ids = unique(records.ids());
  query += Sql::join(settings, ", ") + Sql(" WHERE id = ANY(%s::int[])", {ids});
  // records that are no more are left out silently, as Odoo's flush does
  env.cr().execute(query);
}

Value base_write(const Records& given, const Args& args) {
  const Records records = given.browse(unique(given.ids()));
  Value values = args["vals"];
  if (records.empty()) return true;
  if (!values.is_object())
    throw AttributeError("'" + std::string(python_type(values)) +
                         "' object has no attribute 'keys'");
  const Model& model = records.model();
  const Env& env = records.env();
  if (!env.su()) {
    check_may(env, model, "write");
    Value names = Value::array();
    for (const auto& [name, value] : values.items()) names.push_back(name);
    records.call("check_field_access_rights", Value::array({"write", names}));
    records.check_access_rule("write");
    // In Odoo's cache they are since then: what is written does not hide them from who writes it.
    if (may(env, model, "read")) env.unit().readable.learn(env.uid(), model, records.ids());
  }
  std::vector<const Field*> columns, relations, binaries;
  Value through = Value::object();
  std::set<std::string> names;
  for (auto& [name, value] : values.items()) {
    const Field& field = writable_field(model, name);
    if (ignored(model, name)) continue;
    value = written_link(field, value);
    names.insert(name);
    if (has_inverse(field)) through[name] = value;
    if (field.column()) {
      if (!field.translate || write_translated(records, field, to_record(env, field, value)))
        columns.push_back(&field);
    } else if (field.store && field.x2many()) {
      relations.push_back(&field);
    } else if (field.store && field.binary()) {
      binaries.push_back(&field);
    }
  }
  const auto before = dependents(records, names);
  const bool moved = model.is_parent_store() && names.contains(model.parent_name());
  update_columns(records, columns, values);
  for (const Field* field : columns) env.cache().forget(*field, records.ids());
  for (const char* log : {"write_uid", "write_date"})
    if (const Field* field = model.find_field(log)) env.cache().forget(*field, records.ids());
  env.cache().forget_derived();
  if (moved) update_parent_paths(records);
  for (const Field* field : binaries) write_binary(records, *field, values[field->name]);
  for (const Field* field : relations)
    apply_commands(without_caller_defaults(records), *field, values[field->name], false);
  if (!through.empty()) write_through(records, through);
  std::vector<Recomputation> after = dependents(records, names);
  after.insert(after.end(), before.begin(), before.end());
  std::erase_if(after, [&](const Recomputation& item) {
    return item.field->model == &model && names.contains(item.field->name);
  });
  if (!after.empty()) recompute(env, after);
  // Odoo has the rows in its cache since it asked for the right to change them: nothing is refused
  // here that a value just written hides from the caller
  validate(records.sudo(), names);
  return true;
}

// --------------------------------------------------------------------------------------- create

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
      value = Value::array({Value::array({6, 0, value})});
    else if (field.type == FieldType::one2many && value.is_array() && !value.empty() &&
             value[0].is_object()) {
      Value commands = Value::array();
      for (const Value& line : value) commands.push_back(Value::array({0, 0, line}));
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
    if (ignored(model, name)) continue;
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
  validate(created, stored_names);
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
  validate(created, through_names);
  return created.ids();
}

// --------------------------------------------------------------------------------------- unlink

// Depends on itself, along a path. Odoo follows that path before the deletion, and computes the
// field on the way: it has what the deletion leaves.
bool recursive(const Field& field) {
  return std::any_of(field.depends.begin(), field.depends.end(),
                     [&](const std::string& path) { return path.ends_with("." + field.name); });
}

Value base_unlink(const Records& records, const Args&) {
  if (records.empty()) return true;
  const Env& env = records.env();
  const Model& model = records.model();
  records.check_access_rights("unlink");
  records.check_access_rule("unlink");
  std::set<std::string> names;
  for (const Field* field : model.fields()) names.insert(field->name);
  std::vector<Recomputation> before = dependents(records, names);
  const Ids attachments =
      env.cr()
          .execute(
              Sql("SELECT id FROM ir_attachment WHERE res_model = %s AND res_id = ANY(%s::int[])",
                  {model.name(), records.ids()}))
          .ids();
  env.cr().execute(Sql("DELETE FROM ") + Sql::identifier(model.table()) +
                   Sql(" WHERE id = ANY(%s::int[])", {records.ids()}));
  env.cache().clear();
  if (env.registry().find("ir.model.data")) {
    const Ids names_of_records =
        env.cr()
            .execute(
                Sql("SELECT id FROM ir_model_data WHERE model = %s AND res_id = ANY(%s::int[])",
                    {model.name(), records.ids()}))
            .ids();
    if (!names_of_records.empty())
      env.sudo().browse("ir.model.data", names_of_records).unlink();  // clears caches
  }
  if (!attachments.empty() && model.name() != "ir.attachment")
    env.sudo().browse("ir.attachment", attachments).unlink();
  for (Recomputation& item : before)
    if (item.field->model == &model)
      std::erase_if(item.ids, [&](Id id) { return contains(records.ids(), id); });
  std::erase_if(
      before, [](const Recomputation& item) { return item.ids.empty() || recursive(*item.field); });
  if (!before.empty()) recompute(env, before);
  return true;
}

}  // namespace

void define_base_write(Model& base) {
  base.method("create", On::model, {"vals_list"}, base_create);
  base.method("write", On::multi, {"vals"}, base_write);
  base.method("unlink", On::multi, {}, base_unlink);
}

}  // namespace chatterd
