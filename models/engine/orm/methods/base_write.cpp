// The generic write and unlink: what every model's own method ends in (BaseModel in
// odoo/models.py).
#include "models/engine/orm/access/access.hpp"
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

// What a many2one is set to: an id, also as digits in a text; with what else Odoo's cache can make
// nothing of, as the [id, name] that reading gives, the link is cut.
Value written_link(const Field& field, const Value& value) {
  if (field.type != FieldType::many2one || value.is_number_integer()) return value;
  if (value.is_string() || value.is_object()) return id_in_text(value);
  return false;
}

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
    if (is_automatic(model, name)) continue;
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
  check_constraints(records.sudo(), names);
  return true;
}

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
  base.method("write", On::multi, {"vals"}, base_write);
  base.method("unlink", On::multi, {}, base_unlink);
}

}  // namespace chatterd
