// Every column and reference that points to contacts, by the constraints of the database: those of
// modules whose code is in Odoo alone are among them.
#include "models/modules/base/res/partner_merge.hpp"

#include "models/engine/orm/search/domain.hpp"

namespace chatterd {
namespace partner_merge {
namespace {

using bridge::Sql;

struct Reference {
  std::string table, column;
};

std::vector<Reference> references_to_partners(const Env& env) {
  std::vector<Reference> out;
  for (const bridge::Row row : env.cr().execute(R"sql(
           SELECT t.relname, a.attname
           FROM pg_constraint c
             JOIN pg_class t ON t.oid = c.conrelid
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
             JOIN pg_attribute k ON k.attrelid = c.confrelid AND k.attnum = c.confkey[1]
           WHERE c.contype = 'f'
             AND c.confrelid = 'res_partner'::regclass
             AND k.attname = 'id'
             AND t.relname NOT LIKE '%base_partner_merge_%'
           ORDER BY t.relname, a.attname)sql"))
    out.push_back({row[0].str(), row[1].str()});
  return out;
}

// The other columns of a table.
std::vector<std::string> others_of(const Env& env, const Reference& reference) {
  std::vector<std::string> out;
  for (const bridge::Row row : env.cr().execute(Sql(R"sql(
           SELECT column_name
           FROM information_schema.columns
           WHERE table_name = %s
             AND table_schema = current_schema()
             AND column_name <> %s)sql",
                                                    {reference.table, reference.column})))
    out.push_back(row[0].str());
  return out;
}

// A row of a relation that the contact has already is not made twice; a constraint of another kind
// is that of rows that mean the same, such as following: those of the others go.
void move_rows(const Env& env, const Reference& reference, const Ids& others, Id kept) {
  const Sql table = Sql::identifier(reference.table), column = Sql::identifier(reference.column);
  const std::vector<std::string> rest = others_of(env, reference);
  if (rest.size() == 1) {
    const Sql value = Sql::identifier(rest[0]);
    for (const Id id : others)
      env.cr().execute(
          Sql("UPDATE ") + table + Sql(" t SET ") + column + Sql(" = %s WHERE ", {kept}) + column +
          Sql(" = %s AND NOT EXISTS (SELECT 1 FROM ", {id}) + table + Sql(" w WHERE w.") + column +
          Sql(" = %s AND t.", {kept}) + value + Sql(" = w.") + value + Sql(")"));
    return;
  }
  try {
    env.cr().savepoint([&] {
      env.cr().execute(Sql("UPDATE ") + table + Sql(" SET ") + column +
                       Sql(" = %s WHERE ", {kept}) + column + Sql(" = ANY(%s::int[])", {others}));
    });
  } catch (const bridge::SqlError& error) {
    if (!error.sqlstate.starts_with("23")) throw;
    env.cr().execute(Sql("DELETE FROM ") + table + Sql(" WHERE ") + column +
                     Sql(" = ANY(%s::int[])", {others}));
  }
}

// Records that name their document by model and id.
void move_documents(const Env& env, const char* model, const char* model_field, Id from, Id kept) {
  if (env.registry().find(model) == nullptr) return;
  const Records found = env.sudo()[model].search(
      Value::array({term(model_field, "=", "res.partner"), term("res_id", "=", from)}));
  if (found.empty()) return;
  try {
    env.cr().savepoint([&] { found.write({{"res_id", kept}}); });
  } catch (const bridge::SqlError& error) {
    if (!error.sqlstate.starts_with("23")) throw;
    env.cache().clear();
    found.unlink();
  }
}

// Fields of type reference, whose values are "res.partner,5".
void move_references(const Env& env, Id from, Id kept) {
  for (const Model* model : env.registry().models()) {
    if (model->is_abstract() || model->is_foreign()) continue;
    for (const Field* field : model->fields()) {
      if (field->type != FieldType::reference || !field->column() || field->computed()) continue;
      env.sudo()[model->name()]
          .search(Value::array({term(field->name, "=", "res.partner," + std::to_string(from))}))
          .write({{field->name, "res.partner," + std::to_string(kept)}});
    }
  }
}

// What the contact that stays has not, the others give; of several the last one.
void fill_values(const Records& others, const Records& kept) {
  const Env& env = kept.env();
  Value values = Value::object();
  const Value shown = kept.call("fields_get");
  for (const auto& [name, description] : shown.items()) {
    const Field& field = kept.model().field_of(name);
    if (field.x2many() || field.computed() || field.automatic) continue;
    for (const Records& partner : (others | kept).each())
      if (const Value value = partner.get(name); truthy(value)) values[name] = value;
  }
  const Id parent = values.contains("parent_id") ? to_id(values["parent_id"]) : 0;
  values.erase("parent_id");
  kept.write(values);
  if (parent == 0 || parent == kept.id()) return;
  try {
    env.cr().savepoint([&] { kept.write({{"parent_id", parent}}); });
  } catch (const ValidationError&) {
    env.cache().clear();  // it would be its own parent: it has none
  }
}

}  // namespace
}  // namespace partner_merge

Records ordered_partners(const Env& env, const Ids& ids) {
  env.browse("res.partner", ids).read({"active"});  // with the caller's rights
  Ids ordered;
  for (const bridge::Row row : env.cr().execute(bridge::Sql(R"sql(
           SELECT p.id
           FROM unnest(%s::int[]) WITH ORDINALITY g(id, place)
             JOIN res_partner p USING (id)
           ORDER BY p.active DESC, coalesce(p.create_date, 'epoch') DESC, g.place)sql",
                                                            {ids})))
    ordered.push_back(row[0].integer());
  return env.browse("res.partner", ordered);
}

void move_to_partner(const Records& others, const Records& kept) {
  const Env& env = kept.env();
  for (const partner_merge::Reference& reference : partner_merge::references_to_partners(env))
    partner_merge::move_rows(env, reference, others.ids(), kept.id());
  env.cache().clear();
  env.clear_caches();
  for (const Id id : others.ids()) {
    partner_merge::move_documents(env, "ir.attachment", "res_model", id, kept.id());
    partner_merge::move_documents(env, "mail.followers", "res_model", id, kept.id());
    partner_merge::move_documents(env, "mail.message", "model", id, kept.id());
    partner_merge::move_documents(env, "ir.model.data", "model", id, kept.id());
    partner_merge::move_references(env, id, kept.id());
  }
  partner_merge::fill_values(others, kept);
}

}  // namespace chatterd
