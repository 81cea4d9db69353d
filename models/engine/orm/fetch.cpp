// Field values: from columns, relation tables, attachments, related paths and compute methods.
#include "models/engine/orm/fetch.hpp"

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/access/missing.hpp"
#include "models/engine/orm/python/python_expression.hpp"
#include "models/engine/orm/recompute.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/values/binary.hpp"
#include "models/engine/orm/values/convert.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {

using bridge::Sql;

bool opens_parent(const Env& env, const Model& model) {
  return model.find_method("_opens_parent") != nullptr &&
         truthy(Records(env, model, {}).call("_opens_parent"));
}

Value static_domain(const Field& field) {
  if (field.domain.empty() || field.domain[0] != '[') return Value::array();
  try {
    return evaluate_python(field.domain, {});
  } catch (const std::exception&) {
    return Value::array();  // it names other fields of the form: only the web client evaluates it
  }
}

Value static_context(const Field& field) {
  if (field.context.empty()) return Value::object();
  try {
    return evaluate_python(field.context, {});
  } catch (const std::exception&) {
    return Value::object();
  }
}

namespace {

bool is_pending(const Env& env, const Field& field, Id id) {
  const auto& pending = env.unit().pending;
  if (pending.empty()) return false;
  const auto found = pending.find(&field);
  return found != pending.end() && found->second.contains(id);
}

// ------------------------------------------------------------------------- who may read

// Those of the records that the caller has not been found to be allowed to read yet.
Ids unknown_to(const Env& env, const Model& model, const Ids& ids) {
  return env.su() ? Ids{} : env.unit().readable.unknown(env.uid(), model, ids);
}

// A model may refuse more than its rules do: an attachment, for what it is attached to; a message,
// for its document and its recipients.
void check_beyond_rules(const Records& records) {
  if (records.model().find_method("_check_read")) records.call("_check_read");
}

void check_may_read(const Records& records) {
  if (records.env().su()) return;
  try {
    check_may(records.env(), records.model(), "read");
  } catch (const AccessError&) {
    // the model's own refusal comes first, in its words
    check_beyond_rules(records);
    throw;
  }
}

// Rights and rules for a value that no statement with the rules in it will read. Throws
// AccessError; records that do not exist pass.
void check_readable(const Records& records) {
  const Env& env = records.env();
  const Model& model = records.model();
  const Ids asked = unknown_to(env, model, records.ids());
  if (asked.empty()) return;
  const Records all = records.browse(asked);
  check_may_read(all);
  if (model.is_abstract()) return;
  check_beyond_rules(all);
  Ids allowed = asked;
  if (const Sql condition = rule_condition(env, model, "read", model.table()); !condition.empty()) {
    allowed = env.cr()
                  .execute(Sql("SELECT id FROM ") + Sql::identifier(model.table()) +
                           Sql(" WHERE id = ANY(%s::int[]) AND (", {asked}) + condition + Sql(")"))
                  .ids();
    const Records refused = (all - all.browse(allowed)).exists();
    if (!refused.empty()) throw rule_error(refused, "read");
  }
  env.unit().readable.learn(env.uid(), model, allowed);
}

// The one gate that hands out a value of one record, whatever asks for it and wherever the value
// comes from: a column, a relation, a file, a computation, or a cache that was filled for somebody
// else. `together` are read with it, as far as the caller may.
Ids readable_together(const Records& record, const Field& field, Ids together, bool by_rules) {
  const Env& env = record.env();
  if (env.su()) return together;
  if (!field.groups.empty())
    record.call("check_field_access_rights", Value::array({"read", Value::array({field.name})}));
  if (by_rules) {
    // the statement that reads the column has the rules in it
    if (!unknown_to(env, record.model(), together).empty()) check_may_read(record);
    return together;
  }
  try {
    check_readable(Records(env, record.model(), together));
  } catch (const AccessError& error) {
    // a path begins at the record: Odoo says that the value was reached through it
    const bool path = !field.related.empty() && !field.compute_sudo;
    if (together.size() == 1) {
      if (path) throw implicit_access(record, error);
      throw;
    }
    return readable_together(record, field, {record.id()}, by_rules);
  }
  return together;
}

void fetch_columns(const Records& records, const std::vector<const Field*>& fields) {
  const Env& env = records.env();
  const Model& model = records.model();
  Sql query("SELECT id");
  for (const Field* field : fields) query += Sql(", ") + Sql::identifier(field->name);
  query += Sql(" FROM ") + Sql::identifier(model.table()) +
           Sql(" WHERE id = ANY(%s::int[])", {records.ids()});
  bool restricted = false;
  if (const Ids asked = unknown_to(env, model, records.ids()); !asked.empty()) {
    check_beyond_rules(records.browse(asked));
    const Sql condition = rule_condition(env, model, "read", model.table());
    restricted = !condition.empty();
    if (restricted && asked.size() < records.size())
      query += Sql(" AND (NOT id = ANY(%s::int[]) OR ", {asked}) + condition + Sql(")");
    else if (restricted)
      query += Sql(" AND (") + condition + Sql(")");
  }
  const bridge::Result rows = env.cr().execute(query);
  std::vector<std::string> keys;
  for (const Field* field : fields) keys.push_back(cache_key(env, *field));
  Ids found;
  for (const bridge::Row row : rows) {
    const Id id = row[0].integer();
    found.push_back(id);
    for (std::size_t i = 0; i < fields.size(); ++i)
      if (!is_pending(env, *fields[i], id))
        env.cache().set(*fields[i], keys[i], id, from_column(*fields[i], row[i + 1]));
    env.cache().set(model.field_of("id"), "", id, id);
  }
  if (!env.su()) env.unit().readable.learn(env.uid(), model, found);
  if (!env.lang().empty() && env.lang() != "en_US")
    for (const Field* field : fields)
      if (field->translate) translate_cached(env, *field, found);
  if (restricted && found.size() < records.size()) {
    const Records missing = records - records.browse(found);
    const Records forbidden = missing.exists();
    if (!forbidden.empty()) throw rule_error(forbidden, "read");
  }
}

void fetch_one2many(const Records& records, const Field& field) {
  const Env env =
      records.env().with_context({{"active_test", false}}).with_context(static_context(field));
  const Model& comodel = env.registry().at(field.comodel);
  const Field& inverse = comodel.field_of(field.inverse_name);
  Value domain = Value::array({term(inverse.name, "in", records.ids())});
  if (inverse.type == FieldType::many2one_reference)
    domain.push_back(term(inverse.model_field, "=", records.model().name()));
  domain = domain::conjunction({static_domain(field), domain});
  std::unordered_map<Id, Value> lines;
  const Records found = env[field.comodel].search(domain);
  const Records owners = found.sudo();
  for (const Records& line : owners.each())
    lines[to_id(line.get(inverse.name))].push_back(line.id());
  const std::string key = cache_key(records.env(), field);
  for (const Id id : records.ids())
    env.cache().set(field, key, id, lines.contains(id) ? lines[id] : Value::array());
}

void fetch_many2many(const Records& records, const Field& field) {
  const Env env =
      records.env().with_context({{"active_test", false}}).with_context(static_context(field));
  const Model& comodel = env.registry().at(field.comodel);
  const std::string& table = comodel.table();
  const OrderBy order = order_by(env, comodel, "", table);
  Sql query = Sql("SELECT r.") + Sql::identifier(field.column1) + Sql(", r.") +
              Sql::identifier(field.column2) + Sql(" FROM ") + Sql::identifier(field.relation) +
              Sql(" r JOIN ") + Sql::identifier(table) + Sql(" ON ") + Sql::identifier(table) +
              Sql(".id = r.") + Sql::identifier(field.column2) + order.joins + Sql(" WHERE r.") +
              Sql::identifier(field.column1) + Sql(" = ANY(%s::int[])", {records.ids()});
  Value domain = static_domain(field);
  if (!env.su()) domain = domain::conjunction({domain, rule_domain(env, comodel, "read")});
  const Sql condition = where_clause(env, comodel, domain, table);
  if (!condition.empty()) query += Sql(" AND (") + condition + Sql(")");
  if (!order.clause.empty()) query += Sql(" ORDER BY ") + order.clause;
  std::unordered_map<Id, Value> lines;
  for (const bridge::Row row : env.cr().execute(query))
    lines[row[0].integer()].push_back(row[1].integer());
  const std::string key = cache_key(records.env(), field);
  for (const Id id : records.ids())
    env.cache().set(field, key, id, lines.contains(id) ? lines[id] : Value::array());
}

// Odoo keeps archived records in the cache and leaves them out when the value is used: the caller
// has to be allowed to read whether they are.
void drop_inactive(const Records& records, const Field& field) {
  const Env& env = records.env();
  const Field* active = env.registry().at(field.comodel).find_field("active");
  const Value own = static_context(field).contains("active_test")
                        ? static_context(field)["active_test"]
                        : Value();
  const Value test = own.is_null() ? env.context("active_test") : own;
  if (active == nullptr || (!test.is_null() && !truthy(test))) return;
  const std::string key = cache_key(env, field);
  Ids all;
  for (const Id id : records.ids())
    for (const Value& line : *env.cache().find(field, key, id)) all.push_back(line.get<Id>());
  const Records lines = env.browse(field.comodel, unique(all));
  std::unordered_set<Id> kept;
  for (const Records& line : lines.each())
    if (line.is("active")) kept.insert(line.id());
  for (const Id id : records.ids()) {
    Value visible = Value::array();
    for (const Value& line : *env.cache().find(field, key, id))
      if (kept.contains(line.get<Id>())) visible.push_back(line);
    env.cache().set(field, key, id, visible);
  }
}

void compute_related(const Records& records, const Field& field) {
  const Records start = field.compute_sudo ? records.sudo() : records;
  const bool opened =
      field.inherited && !start.env().su() && opens_parent(start.env(), start.model());
  for (const Records& record : start.each()) {
    Records at = opened ? record.sudo() : record;
    try {
      for (std::size_t i = 0; i + 1 < field.related.size(); ++i) {
        at = at.rel(field.related[i]);
        if (at.size() > 1) at = Records(at.env(), at.model(), {at.id()});
      }
    } catch (const AccessError& error) {
      throw implicit_access(record, error);
    }
    record.assign(field.name, at.get(field.related.back()));
  }
}

void compute(const Records& records, const Field& field) {
  if (!field.related.empty()) return compute_related(records, field);
  const Records target = field.compute_sudo ? records.sudo() : records;
  target.call(field.compute);
}

void load(const Records& records, const Field& field) {
  if (field.column()) {
    std::vector<const Field*> fields{&field};
    if (field.prefetch)
      for (const Field* other : records.model().fields())
        if (other != &field && other->prefetch && other->column() && other->name != "id" &&
            (other->groups.empty() || field_visible(records.env(), *other)))
          fields.push_back(other);
    return fetch_columns(records, fields);
  }
  if (field.store && field.type == FieldType::one2many) {
    fetch_one2many(records, field);
    return drop_inactive(records, field);
  }
  if (field.store && field.type == FieldType::many2many) {
    fetch_many2many(records, field);
    return drop_inactive(records, field);
  }
  if (field.store && field.binary()) return read_binary(records, field);
  if (field.computed()) return compute(records, field);
  for (const Id id : records.ids())
    records.env().cache().set(field, cache_key(records.env(), field), id, empty_value(field));
}

}  // namespace

void fetch(const Records& records, const std::vector<const Field*>& fields) {
  if (records.empty()) return;
  check_may_read(records);
  std::vector<const Field*> columns;
  for (const Field* field : fields)
    if (field->column() && field->name != "id") columns.push_back(field);
  for (const Field* field : columns)
    if (records.env().unit().pending.contains(field)) compute_pending(records.env(), *field);
  fetch_columns(records, columns);
  const Field& id_field = records.model().field_of("id");
  Ids found;
  for (const Id id : records.ids())
    if (records.env().cache().find(id_field, "", id)) found.push_back(id);
  const Records present = records.browse(found);
  if (present.empty()) return;
  for (const Field* field : fields)
    if (field->store && !field->column()) load(present, *field);
}

Value field_value(const Records& record, const Field& field) {
  const Env& env = record.env();
  const Id id = record.ensure_one().id();
  if (field.name == "id") return id;
  const std::string key = cache_key(env, field);
  Cache& cache = env.cache();
  if (is_pending(env, field, id)) compute_pending(env, field);
  const bool asked = env.su() || env.unit().readable.knows(env.uid(), record.model(), id);
  if (asked && field.groups.empty())
    if (const Value* known = cache.find(field, key, id)) return *known;
  Ids together{id};
  const bool is_cached = cache.find(field, key, id) != nullptr;
  for (const Id other : record.prefetch_ids())
    if (other != id && together.size() < 1000 &&
        (is_cached || cache.find(field, key, other) == nullptr))
      together.push_back(other);
  together = readable_together(record, field, together, field.column() && !is_cached);
  if (const Value* known = cache.find(field, key, id)) return *known;
  try {
    load(Records(env, record.model(), together), field);
  } catch (const AccessError&) {
    if (together.size() == 1) throw;
    load(Records(env, record.model(), {id}), field);
  }
  if (const Value* known = cache.find(field, key, id)) return *known;
  if (field.column() || record.exists().empty()) throw missing_record(env, record.text());
  return empty_value(field);
}

}  // namespace chatterd
