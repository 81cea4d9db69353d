// Field values: from columns, relation tables, attachments, related paths and compute methods.
#include "models/engine/orm/fetch.hpp"

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/python/python_expression.hpp"
#include "models/engine/orm/recompute.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/values/binary.hpp"
#include "models/engine/orm/values/convert.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {

using bridge::Sql;

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

void fetch_columns(const Records& records, const std::vector<const Field*>& fields) {
  const Env& env = records.env();
  const Model& model = records.model();
  Sql query("SELECT id");
  for (const Field* field : fields) query += Sql(", ") + Sql::identifier(field->name);
  query += Sql(" FROM ") + Sql::identifier(model.table()) +
           Sql(" WHERE id = ANY(%s::int[])", {records.ids()});
  bool restricted = false;
  if (!env.su()) {
    // a model may refuse more than its rules do: an attachment, for what it is attached to
    if (model.find_method("_check_read")) records.call("_check_read");
    const Sql condition = model.is_transient() ? Sql("create_uid = %s", {env.uid()})
                                               : rule_condition(env, model, "read", model.table());
    restricted = !condition.empty();
    if (restricted) query += Sql(" AND (") + condition + Sql(")");
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
  Value domain = Value::array({Value::array({inverse.name, "in", records.ids()})});
  if (inverse.type == FieldType::many2one_reference)
    domain.push_back(Value::array({inverse.model_field, "=", records.model().name()}));
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
  for (const Records& record : start.each()) {
    Records at = record;
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

void check_may_read(const Records& records) {
  if (records.env().su()) return;
  try {
    check_may(records.env(), records.model(), "read");
  } catch (const AccessError&) {
    // the model's own refusal comes first, in its words
    if (records.model().find_method("_check_read")) records.call("_check_read");
    throw;
  }
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
  if (const Value* known = cache.find(field, key, id)) return *known;
  Ids together{id};
  for (const Id other : record.prefetch_ids())
    if (other != id && together.size() < 1000 && cache.find(field, key, other) == nullptr)
      together.push_back(other);
  if (field.store && !env.su()) {
    if (!field.groups.empty())
      record.call("check_field_access_rights", Value::array({"read", Value::array({field.name})}));
    check_may_read(record);
  }
  try {
    load(Records(env, record.model(), together), field);
  } catch (const AccessError&) {
    if (together.size() == 1) throw;
    load(Records(env, record.model(), {id}), field);
  }
  if (const Value* known = cache.find(field, key, id)) return *known;
  if (field.column() || record.exists().empty())
    throw MissingError("Record does not exist or has been deleted.\n(Record: " + record.text() +
                       ", User: " + std::to_string(env.uid()) + ")");
  return empty_value(field);
}

}  // namespace chatterd
