// Recomputation of stored computed fields.
#include "models/engine/orm/recompute.hpp"

#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/values/convert.hpp"

namespace chatterd {

using bridge::Sql;

std::vector<Recomputation> dependents(const Records& changed, const std::set<std::string>& fields) {
  std::vector<Recomputation> todo;
  if (changed.empty()) return todo;
  const Env env = changed.env().sudo().with_context({{"active_test", false}});
  std::map<std::pair<std::string, std::string>, Ids> reached;  // model and path → records
  for (const std::string& name : fields) {
    const Field* field = changed.model().find_field(name);
    if (field == nullptr) continue;
    for (const Registry::Trigger& trigger : env.registry().triggers(*field)) {
      const Model& model = *trigger.field->model;
      Ids ids;
      if (trigger.path.empty()) {
        ids = changed.ids();
      } else {
        const auto [place, added] = reached.try_emplace({model.name(), trigger.path});
        if (added)
          place->second = search_ids(
              env, model, Value::array({term(trigger.path, "in", changed.ids())}), {0, 0, "id"});
        ids = place->second;
      }
      if (ids.empty()) continue;
      const auto known =
          std::find_if(todo.begin(), todo.end(), [&](auto& t) { return t.field == trigger.field; });
      if (known == todo.end()) {
        todo.push_back({trigger.field, ids});
      } else {
        known->ids.insert(known->ids.end(), ids.begin(), ids.end());
        known->ids = unique(known->ids);
      }
    }
  }
  return todo;
}

namespace {

// Writes what the compute method has put into the cache, where it differs or is not known to be
// there already; says which records changed.
Ids store_computed(const Records& records, const Field& field) {
  const Env& env = records.env();
  const std::string key = cache_key(env, field);
  std::vector<std::pair<Value, Ids>> by_value;
  for (const Id id : records.ids()) {
    const Value* value = env.cache().find(field, key, id);
    if (value == nullptr) continue;
    const auto known =
        std::find_if(by_value.begin(), by_value.end(), [&](auto& v) { return v.first == *value; });
    if (known == by_value.end())
      by_value.push_back({*value, {id}});
    else
      known->second.push_back(id);
  }
  const std::set<Id> unread = std::exchange(env.unit().unread[&field], {});
  const Sql table = Sql::identifier(field.model->table()), column = Sql::identifier(field.name);
  Sql written, again;
  if (field.model->log_access()) {
    written = Sql(", write_uid = %s, write_date = (now() AT TIME ZONE 'UTC')", {env.uid()});
    // not what this transaction has written already
    again = Sql(
        " OR t.id = ANY(%s::int[]) AND t.write_date IS DISTINCT FROM (now() AT TIME ZONE 'UTC')",
        {Ids(unread.begin(), unread.end())});
  }
  Ids changed;
  for (const auto& [value, ids] : by_value) {
    const Sql parameter(placeholder(field), {to_column(env, field, value)});
    const auto rows = env.cr().execute(
        Sql("UPDATE ") + table + Sql(" t SET ") + column + Sql(" = ") + parameter + written +
        Sql(" FROM (SELECT id, ") + column + Sql(" IS DISTINCT FROM ") + parameter +
        Sql(" AS differs FROM ") + table +
        Sql(" WHERE id = ANY(%s::int[])) old WHERE t.id = old.id AND (old.differs", {ids}) + again +
        Sql(") RETURNING t.id, old.differs"));
    for (const bridge::Row row : rows)
      if (row[1].boolean()) changed.push_back(row[0].integer());
  }
  return changed;
}

void compute_and_store(const Records& records, const std::vector<const Field*>& together) {
  if (!together[0]->related.empty()) {
    for (const Records& record : records.each()) {
      Records at = record;
      const std::vector<std::string>& path = together[0]->related;
      for (std::size_t i = 0; i + 1 < path.size(); ++i) at = at.rel(path[i]);
      record.assign(together[0]->name, at.get(path.back()));
    }
  } else {
    records.call(together[0]->compute);
  }
  for (const Field* field : together) {
    if (!field->column()) continue;
    const Ids changed = store_computed(records, *field);
    if (!changed.empty())
      recompute(records.env(), dependents(records.browse(changed), {field->name}));
  }
}

std::string mark_of(const Field& field) { return field.model->name() + "." + field.name; }

}  // namespace

void compute_pending(const Env& env, const Field& field) {
  auto& pending = env.unit().pending;
  std::vector<const Field*> together;  // fields of one compute method are computed together
  Ids ids;
  for (const auto& [other, waiting] : pending) {
    if (other != &field &&
        (field.compute.empty() || other->model != field.model || other->compute != field.compute))
      continue;
    together.push_back(other);
    ids.insert(ids.end(), waiting.begin(), waiting.end());
  }
  if (together.empty()) return;
  for (const Field* other : together) pending.erase(other);
  const Env sudo = env.sudo().with_context({{"active_test", false}});
  const Records records = Records(sudo, *field.model, unique(ids)).exists();
  if (records.empty()) return;
  const std::string mark = mark_of(field);
  const bool outermost = env.unit().recomputing.insert(mark).second;
  env.cache().forget_derived();
  try {
    compute_and_store(records, together);
  } catch (...) {
    env.unit().recomputing.erase(mark);
    pending.clear();
    env.unit().unread.clear();
    throw;
  }
  if (!outermost) return;
  env.unit().recomputing.erase(mark);
  // the same field of other records, which depends on these; it ends, for only what changes makes
  // others wait
  if (pending.contains(&field)) compute_pending(env, field);
}

void recompute(const Env& env, const std::vector<Recomputation>& given) {
  // what depends on them is computed too, even where they stay
  std::vector<Recomputation> todo = given;
  for (std::size_t i = 0; i < todo.size(); ++i) {
    const Field& field = *todo[i].field;
    if (!field.related.empty() && field.binary()) continue;  // images follow in their inverse
    std::set<Id>& pending = env.unit().pending[&field];
    std::erase_if(todo[i].ids, [&](Id id) { return !pending.insert(id).second; });
    if (todo[i].ids.empty()) continue;
    const Records added = Records(env, *field.model, todo[i].ids);
    for (Recomputation& next : dependents(added, {field.name})) todo.push_back(std::move(next));
  }
  for (const Recomputation& item : todo)
    if (!env.unit().recomputing.contains(mark_of(*item.field))) compute_pending(env, *item.field);
}

void compute_new(const Records& created, const std::set<std::string>& given) {
  std::vector<Recomputation> todo;
  for (const Field* field : created.model().fields())
    if (field->column() && field->computed() && !given.contains(field->name))
      todo.push_back({field, created.ids()});
  for (const Recomputation& item : dependents(created, given))
    if (item.field->model != &created.model()) todo.push_back(item);
  if (!todo.empty()) recompute(created.env(), todo);
}

}  // namespace chatterd
