// Domains to SQL, and ORDER BY: odoo/osv/expression.py and BaseModel._search.
#pragma once
#include <string>

#include "bridge/postgres/sql.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

// Domain algebra on values (lists of terms in Polish notation).
namespace domain {
// Checks the form and adds the implicit "&". Throws the errors that stock Odoo lets through.
Value normalize(const Value& domain);
Value conjunction(const std::vector<Value>& domains);  // expression.AND; empty domains are left out
Value disjunction(
    const std::vector<Value>& domains);  // expression.OR; empty domains are left out, as in Odoo
inline Value always() { return Value::array({Value::array({1, "=", 1})}); }
inline Value never() { return Value::array({Value::array({0, "=", 1})}); }
}  // namespace domain

// The condition of a domain on rows of `alias`, a name of the model's table; "" when always true.
// It can stand in an AND without parentheses. Throws ValueError for a bad field or operator.
// Neither rules nor the active test of the model itself are added; those of the models that paths
// lead to are.
bridge::Sql where_clause(const Env& env, const Model& model, const Value& domain,
                         const std::string& alias);
// The same for a search: the condition may need more `tables` beside the model's, ", table AS
// alias" each, and a record then comes out once for each joined line.
bridge::Sql where_clause(const Env& env, const Model& model, const Value& domain,
                         const std::string& alias, bridge::Sql& tables);

struct OrderBy {
  bridge::Sql joins;   // LEFT JOINs that ordering by a many2one needs; may be empty
  bridge::Sql clause;  // without "ORDER BY"; may be empty
};
// BaseModel._generate_order_by. Lets nothing through but fields of the model, asc and desc: throws
// UserError for another form and ValueError for an unknown field. An empty order is the model's.
OrderBy order_by(const Env& env, const Model& model, const std::string& order,
                 const std::string& alias);

// The condition of a search on rows of `alias`: the domain, the active test and, unless su, the
// rules. Checks the right to read. For models that search plainly.
bridge::Sql search_condition(const Env& env, const Model& model, const Value& domain,
                             const std::string& alias);
// The same on the model's own table, as FROM and WHERE. Its rows are a search's: see where_clause
// for repeated ones. `joins` are LEFT JOINs besides.
bridge::Sql search_source(const Env& env, const Model& model, const Value& domain,
                          const bridge::Sql& joins);
// No layer has its own `_search`: search_condition says what a search finds, so it can be a
// sub-select. An override that only changes the domain or the context is a `_search_adapt(args)`
// instead: it answers null, or
// {"args": domain, "context": {…}} with one or both of them.
bool searches_plainly(const Model& model);
struct Search {
  Env env;
  Value domain;
};
Search adapted_search(const Env& env, const Model& model, const Value& domain);

// No layer has its own name_search or _name_search.
bool names_plainly(const Model& model);
// In the context of a name_search whose caller wants ids only: names need not be computed.
inline constexpr const char* ids_only = "name_search_ids_only";
// What a _name_search answers: [[id, name], …], with "" for the names when only ids are wanted.
Value found_names(const Records& found);

// BaseModel._search for models that do not override it: ids in order, with rights and rules (unless
// su) and the active test. `_search` in the method chain ends here.
Ids search_ids(const Env& env, const Model& model, const Value& domain,
               const SearchOptions& options);
Id count_ids(const Env& env, const Model& model, const Value& domain);
// The SELECT of the ids itself, for use inside other statements; an id may come several times, as
// the limit counts them. `unordered` leaves ORDER BY out.
bridge::Sql select_ids(const Env& env, const Model& model, const Value& domain,
                       const SearchOptions& options, bool unordered);

}  // namespace chatterd
