// Internal to where_clause: one domain on its way to an SQL condition (class expression in
// odoo/osv/expression.py).
//
// A term on a field of a delegation parent, or on a path through an auto_join relation, joins the
// other table, as in Odoo: all terms with the same path speak of the same joined row. The joins of
// a condition become one EXISTS around the terms that use them, so that no row of the model comes
// out twice. Only a search itself joins the lines of a one2many plainly: a record comes out once
// for each of its lines there, which limits and counts of Odoo show.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"

namespace chatterd::domain_sql {

bool is_negative(const std::string& op);   // "!=", "not in", "not like", "not ilike"
bool is_hierarchy(const std::string& op);  // "child_of", "parent_of"
// Stored, or with a search of its own, or related to such a field; others are left out of
// conditions.
bool is_searchable(const Registry& registry, const Field& field);
// A leaf as errors show it: Odoo has made a tuple of each by the time it complains.
std::string tuple_text(const Value& leaf);
bool all_text(const Value& value);  // a string, or a list of strings that is not empty
// An alias for what a field of `alias` leads to; shortened to PostgreSQL's limit, still distinct.
std::string joined_alias(const std::string& alias, const std::string& field);

// A condition on a column of the model's own table; `what` is the column, or an expression in its
// place.
bridge::Sql comparison(const Env& env, const Field& field, const bridge::Sql& what,
                       const std::string& op, const Value& right);
// Ids as a condition: `what` is one of them.
bridge::Sql among(const bridge::Sql& what, const Ids& ids);

class Condition {
 public:
  Condition(const Env& env, const Model& model, const std::string& alias)
      : env_(env), root_{&model, alias, {}} {}
  bridge::Sql of(const Value& domain);
  // The same, where `tables` gets the joined lines, ", table AS alias" each.
  bridge::Sql of(const Value& domain, bridge::Sql& tables);

 private:
  // Where a term stands: the model that it is about, the alias of its table, and the joins that
  // lead there.
  struct Place {
    const Model* model;
    std::string alias;
    std::set<std::size_t> joins;
    bridge::Sql column(const std::string& name) const;
  };
  // A condition with the joins that it needs.
  struct Term {
    bridge::Sql sql;
    std::set<std::size_t> joins;
  };
  using Terms = std::vector<Term>;  // all must hold
  struct Join {
    std::string alias;
    bridge::Sql table, condition;
    bool lines;  // there may be several rows
  };
  // Records of a comodel: by their ids, or as those that a search would find.
  struct Lines {
    Env env;
    const Model* model;
    std::optional<Ids> ids;
    Value domain;
    bool counted = false;  // as a condition on other records
  };
  // A term with its operator and operand in canonical form.
  struct Leaf {
    std::string left, op;
    Value right;
  };

  // `internal`: the domain comes from a search method, which may use "inselect".
  Terms terms(const Place& place, const domain::Tree& tree, bool internal);
  Terms independent_terms(const Value& domain);
  bridge::Sql exists(const Term& term) const;
  Term together(Terms terms) const;
  Leaf canonical(const Value& token, bool internal) const;
  Terms leaf(const Place& place, const Value& token, bool internal);
  Terms field_leaf(const Place& place, const Leaf& leaf);
  Terms nested(const Place& place, const Value& domain);
  Place join(const Place& from, const Field& field, const Model& target,
             const std::string& from_column, const std::string& column);
  Terms joined_path(const Place& place, const Field& field, const Value& term);
  bool searches_freely() const;
  // The caller's terms on joined lines speak of those that he may read.
  void add_rules(const Place& place, Terms& terms) const;
  Terms by_search_method(const Place& place, const Field& field, const std::string& rest,
                         std::string op, Value right);
  // The domain that a one2many or many2many declares for its lines (Field.get_domain_list).
  Value lines_domain(const Field& field) const;
  bridge::Sql translated(const Place& place, const Field& field, const std::string& op,
                         const Value& right) const;

  // domain_sql_relations.cpp
  bridge::Sql in_select(const Place& place, const Leaf& leaf) const;
  Lines found(const Env& env, const Model& model, const Value& domain) const;
  Lines named(const Env& env, const Model& model, const Value& name, const Value& domain,
              const std::string& op) const;
  Ids ids_of(const Lines& lines) const;
  // `what` is the id of one of the lines.
  bridge::Sql one_of(const bridge::Sql& what, const Lines& lines, const std::string& alias) const;
  // The record has one of the lines in its x2many field.
  bridge::Sql has_line(const Place& place, const Field& field, const Lines& lines) const;
  bridge::Sql has_any_line(const Place& place, const Field& field) const;
  Ids owners_of(const Field& field, const Records& lines) const;
  bridge::Sql one2many(const Place& place, const Field& field, const std::string& op,
                       const Value& right) const;
  bridge::Sql many2many(const Place& place, const Field& field, const std::string& op,
                        const Value& right) const;
  bridge::Sql many2one(const Place& place, const Field& field, const std::string& op,
                       const Value& right) const;
  Lines given_lines(const Place& place, const Field& field, const std::string& op,
                    const Value& right) const;

  // domain_sql_hierarchy.cpp
  Ids hierarchy_ids(const Model& model, const Value& right) const;
  // `what`, the id of a record of the model, is at or below (above) one of the ids. `searched`: the
  // records below are found by a search with its rights and rules, even where parent_path would
  // tell.
  bridge::Sql in_hierarchy(const bridge::Sql& what, const Model& model, const std::string& op,
                           const Ids& ids, const std::string& parent, const std::string& alias,
                           bool searched) const;
  bridge::Sql below(const bridge::Sql& what, const Model& model, const Ids& ids,
                    const std::string& parent, const std::string& alias) const;
  bridge::Sql above(const bridge::Sql& what, const Model& model, const Ids& ids,
                    const std::string& parent) const;

  const Env& env_;
  const Place root_;
  std::vector<Join> joins_;  // those that others need come first
  bool negated_ = false;     // below a "!" that no operator took in
  bool trusted_ = false;     // in a domain that a search method made
};

// For as long as it lives, a condition is being made, a statement's own or one within another: how
// deep they stand is bounded (throws RecursionError), and the sub-selects of a statement are
// counted.
class ConditionScope {
 public:
  explicit ConditionScope(const Env& env, bool own_statement = false);
  ~ConditionScope();
  ConditionScope(const ConditionScope&) = delete;
  ConditionScope& operator=(const ConditionScope&) = delete;

 private:
  Unit& unit_;
  const std::size_t outer_;
  const bool starts_;
};
// One condition on other records more in the statement that is being made: a sub-select, or a
// search of its own before it. Throws ValueError beyond what PostgreSQL plans, or answers one by
// one, in reasonable time.
void add_sub_select(const Env& env);
// There are so many that lines had better be looked up by a statement of their own.
bool has_many_sub_selects(const Env& env);

}  // namespace chatterd::domain_sql
