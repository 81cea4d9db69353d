// Searching: rights, rules, the active test, order and paging (BaseModel._search, _where_calc).
#include "models/engine/orm/search/search.hpp"

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/domain_sql.hpp"

namespace chatterd {

using bridge::Sql;

namespace {

bool mentions_active(const Value& domain) {
  return std::any_of(domain.begin(), domain.end(), [](const Value& term) {
    return term.is_array() && !term.empty() && term[0] == "active";
  });
}

Value with_active_test(const Env& env, const Model& model, const Value& domain) {
  const Value test = env.context("active_test");
  const bool wanted = !env.context().contains("active_test") || truthy(test);
  if (!wanted || model.find_field("active") == nullptr || mentions_active(domain)) return domain;
  Value out = domain;
  out.insert(out.begin(), term("active", "=", true));
  return out;
}

bool is_generic(const Model& model, const char* name) {
  const Method* method = model.find_method(name);
  return method == nullptr || method->chain.size() <= 1;
}

// The domain's condition, as `where` makes it, and that of the rules.
template <class Where>
Sql condition_of(const Env& caller, const Model& model, const Value& wanted,
                 const std::string& alias, const Where& where) {
  if (!caller.su()) check_may(caller, model, "read");
  const auto [env, domain] = adapted_search(caller, model, wanted);
  std::vector<Sql> conditions;
  const auto add = [&](Sql condition) {
    if (!condition.empty()) conditions.push_back(std::move(condition));
  };
  add(where(env, with_active_test(env, model, domain)));
  add(rule_condition(env, model, "read", alias));
  // A plan for any person and any channel made a search for people to mention 400 times slower.
  return Sql::join(conditions, " AND ").planned_for_values();
}

}  // namespace

bool searches_plainly(const Model& model) {
  return is_generic(model, "_search") && is_generic(model, "search");
}

bool names_plainly(const Model& model) {
  return is_generic(model, "name_search") && is_generic(model, "_name_search");
}

Search adapted_search(const Env& env, const Model& model, const Value& domain) {
  if (is_generic(model, "_search_adapt")) return {env, domain};
  const Value changes = Records(env, model, {}).call("_search_adapt", Value::array({domain}));
  if (!changes.is_object()) return {env, domain};
  return {changes.contains("context") ? env.with_context(changes["context"]) : env,
          changes.contains("args") ? changes["args"] : domain};
}

Value found_names(const Records& found) {
  if (!found.env().flag(ids_only)) return found.name_get();
  Value out = Value::array();
  for (const Id id : found.ids()) out.push_back(Value::array({id, ""}));
  return out;
}

Sql search_condition(const Env& caller, const Model& model, const Value& wanted,
                     const std::string& alias) {
  return condition_of(caller, model, wanted, alias, [&](const Env& env, const Value& domain) {
    return where_clause(env, model, domain, alias);
  });
}

Sql search_source(const Env& caller, const Model& model, const Value& wanted, const Sql& joins) {
  const domain_sql::ConditionScope scope(caller, true);
  Sql tables;
  const Sql condition =
      condition_of(caller, model, wanted, model.table(), [&](const Env& env, const Value& domain) {
        return where_clause(env, model, domain, model.table(), tables);
      });
  const Sql from = Sql(" FROM ") + Sql::identifier(model.table()) + joins + tables;
  return condition.empty() ? from : from + Sql(" WHERE ") + condition;
}

Sql select_ids(const Env& env, const Model& model, const Value& domain,
               const SearchOptions& options, bool unordered) {
  const OrderBy order = unordered ? OrderBy{} : order_by(env, model, options.order, model.table());
  Sql query = Sql("SELECT ") + Sql::identifier(model.table()) + Sql(".id") +
              search_source(env, model, domain, order.joins);
  if (!order.clause.empty()) query += Sql(" ORDER BY ") + order.clause;
  if (options.limit != 0) query += Sql(" LIMIT %s", {options.limit});
  if (options.offset != 0) query += Sql(" OFFSET %s", {options.offset});
  return query;
}

Ids search_ids(const Env& env, const Model& model, const Value& domain,
               const SearchOptions& options) {
  if (!env.su()) check_may(env, model, "read");
  if (domain::is_never(domain)) return {};
  Ids ids = unique(env.cr().execute(select_ids(env, model, domain, options, false)).ids());
  // the statement has asked what reading them would ask; more of them are not worth the memory
  if (!env.su() && ids.size() <= 10'000 && model.find_method("_check_read") == nullptr)
    env.unit().readable.learn(env.uid(), model, ids);
  return ids;
}

Id count_ids(const Env& env, const Model& model, const Value& domain) {
  if (!env.su()) check_may(env, model, "read");
  if (domain::is_never(domain)) return 0;
  return env.cr()
      .execute(Sql("SELECT count(*)") + search_source(env, model, domain, {}))[0][0]
      .integer();
}

}  // namespace chatterd
