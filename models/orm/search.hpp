// Domains to SQL, and ORDER BY: odoo/osv/expression.py and BaseModel._search.
#pragma once
#include <string>

#include "bridge/sql.hpp"
#include "models/orm/records.hpp"

namespace chatterd {

// Domain algebra on values (lists of terms in Polish notation).
namespace domain {
// Checks the form and adds the implicit "&". Throws the errors that stock Odoo lets through.
Value normalize(const Value& domain);
Value conjunction(const std::vector<Value>& domains);  // expression.AND
Value disjunction(const std::vector<Value>& domains);  // expression.OR
inline Value always() { return Value::array({Value::array({1, "=", 1})}); }
inline Value never() { return Value::array({Value::array({0, "=", 1})}); }
}  // namespace domain

// The condition of a domain on rows of `alias`, a name of the model's table; "" when always true.
// Throws ValueError for a bad field or operator. Rules of the model itself are not added.
bridge::Sql where_clause(const Env& env, const Model& model, const Value& domain, const std::string& alias);

struct OrderBy {
  bridge::Sql joins;   // LEFT JOINs that ordering by a many2one needs; may be empty
  bridge::Sql clause;  // without "ORDER BY"; may be empty
};
// BaseModel._generate_order_by. Lets nothing through but fields of the model, asc, desc and nulls first/last.
OrderBy order_by(const Env& env, const Model& model, const std::string& order, const std::string& alias);

// BaseModel._search for models that do not override it: ids in order, with rights and rules (unless su)
// and the active test. `_search` in the method chain ends here.
// The SELECT of the ids itself, for use inside other statements; `unordered` leaves ORDER BY out.
bridge::Sql select_ids(const Env& env, const Model& model, const Value& domain, const SearchOptions& options,
                       bool unordered);
Ids search_ids(const Env& env, const Model& model, const Value& domain, const SearchOptions& options);
Id count_ids(const Env& env, const Model& model, const Value& domain);

}  // namespace chatterd
