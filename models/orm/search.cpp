// Searching: rights, rules, the active test, order and paging (BaseModel._search, _where_calc).
#include "models/orm/search.hpp"

#include "models/orm/access.hpp"

namespace chatterd {

using bridge::Sql;

namespace {

bool mentions_active(const Value& domain) {
  for (const Value& term : domain)
    if (term.is_array() && !term.empty() && term[0] == "active") return true;
  return false;
}

Value with_active_test(const Env& env, const Model& model, const Value& domain) {
  const Value test = env.context("active_test");
  const bool wanted = test.is_null() || truthy(test);
  if (!wanted || model.find_field("active") == nullptr || mentions_active(domain)) return domain;
  Value out = domain;
  out.insert(out.begin(), Value::array({"active", "=", true}));
  return out;
}

// " FROM … WHERE …" of a search.
Sql source(const Env& env, const Model& model, const Value& domain, const Sql& joins) {
  const std::string& table = model.table();
  Sql query = Sql(" FROM ") + Sql::identifier(table) + joins;
  std::vector<Sql> conditions;
  const Sql wanted = where_clause(env, model, with_active_test(env, model, domain), table);
  if (!wanted.empty()) conditions.push_back(wanted);
  if (!env.su()) {
    if (model.is_transient()) {
      conditions.push_back(Sql("(") + Sql::identifier(table) + Sql(".create_uid = %s)", {env.uid()}));
    } else {
      const Value rules = rule_domain(env, model, "read");
      const Sql allowed =
          rules.empty() ? Sql() : where_clause(env.sudo().with_context({{"active_test", false}}), model, rules, table);
      if (!allowed.empty()) conditions.push_back(allowed);
    }
  }
  return conditions.empty() ? query : query + Sql(" WHERE ") + Sql::join(conditions, " AND ");
}

}  // namespace

Sql select_ids(const Env& env, const Model& model, const Value& domain, const SearchOptions& options, bool unordered) {
  if (!env.su()) check_may(env, model, "read");
  const OrderBy order = unordered ? OrderBy{} : order_by(env, model, options.order, model.table());
  Sql query = Sql("SELECT ") + Sql::identifier(model.table()) + Sql(".id") + source(env, model, domain, order.joins);
  if (!order.clause.empty()) query += Sql(" ORDER BY ") + order.clause;
  if (options.limit > 0) query += Sql(" LIMIT %s", {options.limit});
  if (options.offset > 0) query += Sql(" OFFSET %s", {options.offset});
  return query;
}

Ids search_ids(const Env& env, const Model& model, const Value& domain, const SearchOptions& options) {
  return env.cr().execute(select_ids(env, model, domain, options, false)).ids();
}

Id count_ids(const Env& env, const Model& model, const Value& domain) {
  if (!env.su()) check_may(env, model, "read");
  return env.cr().execute(Sql("SELECT count(*)") + source(env, model, domain, {}))[0][0].integer();
}

}  // namespace chatterd
