// Domains to SQL conditions: the tree of terms, paths and joins (odoo/osv/expression.py,
// expression.parse).
#include "models/engine/orm/search/domain_sql.hpp"

#include <algorithm>
#include <numeric>

#include "models/engine/errors.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/fetch.hpp"
#include "models/engine/orm/search/domain.hpp"

namespace chatterd {

using bridge::Sql;

namespace domain_sql {

std::string tuple_text(const Value& leaf) {
  if (!leaf.is_array()) return leaf.is_string() ? leaf.get<std::string>() : python_repr(leaf);
  std::string text = python_repr(leaf);
  text.front() = '(';
  text.back() = ')';
  if (leaf.size() == 1) text.insert(text.size() - 1, ",");
  return text;
}

namespace {

bool is_known(const std::string& op) {
  static const std::set<std::string> known{
      "=",      "!=",   "<>",       "<=",    "<",         ">",  ">=",     "=?",       "=like",
      "=ilike", "like", "not like", "ilike", "not ilike", "in", "not in", "child_of", "parent_of"};
  return known.contains(op);
}

bool is_selecting(const std::string& op) { return op == "inselect" || op == "not inselect"; }

ValueError invalid_leaf(const Value& token) {
  return ValueError("Invalid leaf " + tuple_text(token));
}

std::string dotted(const std::vector<std::string>& steps) {
  std::string path;
  for (const std::string& step : steps) path += (path.empty() ? "" : ".") + step;
  return path;
}

// PostgreSQL keeps 63 bytes of a name.
constexpr std::size_t longest_name = 63;

}  // namespace

bool is_negative(const std::string& op) {
  return op == "!=" || op == "not like" || op == "not ilike" || op == "not in";
}

bool is_searchable(const Registry& registry, const Field& field) {
  if (field.store || !field.search.empty()) return true;
  const Model* model = field.model;
  const Field* end = nullptr;
  for (const std::string& step : field.related) {
    end = model == nullptr ? nullptr : model->find_field(step);
    if (end == nullptr) return false;
    if (end->relational()) model = registry.find(end->comodel);
  }
  return end != nullptr && is_searchable(registry, *end);
}

bool is_hierarchy(const std::string& op) { return op == "child_of" || op == "parent_of"; }

bool all_text(const Value& value) {
  if (value.is_string()) return true;
  if (!value.is_array() || value.empty()) return false;
  return std::all_of(value.begin(), value.end(),
                     [](const Value& item) { return item.is_string(); });
}

std::string joined_alias(const std::string& alias, const std::string& field) {
  const std::string full = alias + "__" + field;
  if (full.size() <= longest_name) return full;
  char digest[17];
  std::snprintf(digest, sizeof digest, "%016zx", std::hash<std::string>{}(full));
  return full.substr(0, longest_name - sizeof digest) + "_" + digest;
}

Sql Condition::Place::column(const std::string& name) const {
  return Sql::identifier(alias) + Sql(".") + Sql::identifier(name);
}

// ------------------------------------------------------------------------------------------- tree

Sql Condition::of(const Value& domain) {
  std::vector<Sql> parts;
  for (const Term& term : independent_terms(domain))
    parts.push_back(term.joins.empty() ? term.sql : exists(term));
  return Sql::join(parts, " AND ");
}

Sql Condition::of(const Value& domain, Sql& tables) {
  std::vector<Sql> parts;
  for (const Term& term : independent_terms(domain)) {
    const bool repeats = std::any_of(term.joins.begin(), term.joins.end(),
                                     [&](std::size_t join) { return joins_[join].lines; });
    if (!repeats) {
      parts.push_back(term.joins.empty() ? term.sql : exists(term));
      continue;
    }
    for (const std::size_t join : term.joins) {
      tables += Sql(", ") + joins_[join].table;
      parts.push_back(joins_[join].condition);
    }
    parts.push_back(term.sql);
  }
  return Sql::join(parts, " AND ");
}

Sql Condition::exists(const Term& term) const {
  std::vector<Sql> tables, conditions;
  for (const std::size_t join : term.joins) {
    tables.push_back(joins_[join].table);
    conditions.push_back(joins_[join].condition);
  }
  conditions.push_back(term.sql);
  add_sub_select(env_);
  return Sql("EXISTS (SELECT 1 FROM ") + Sql::join(tables, ", ") + Sql(" WHERE ") +
         Sql::join(conditions, " AND ") + Sql(")");
}

// Those that share joins are one, directly or by way of others.
Condition::Terms Condition::independent_terms(const Value& domain) {
  const Value tokens = domain::distribute_not(domain::normalize(domain));
  Terms all = terms(root_, domain::Tree(tokens), false);
  std::vector<std::size_t> leader(joins_.size());
  std::iota(leader.begin(), leader.end(), std::size_t{0});
  const auto find = [&](std::size_t join) {
    while (leader[join] != join) join = leader[join] = leader[leader[join]];
    return join;
  };
  for (const Term& term : all)
    for (const std::size_t join : term.joins) leader[find(join)] = find(*term.joins.begin());
  Terms out;
  std::vector<Terms> groups;
  std::map<std::size_t, std::size_t> group_of;
  for (Term& term : all) {
    if (term.joins.empty()) {
      out.push_back(std::move(term));
      continue;
    }
    const auto [place, added] = group_of.try_emplace(find(*term.joins.begin()), groups.size());
    if (added) groups.emplace_back();
    groups[place->second].push_back(std::move(term));
  }
  for (Terms& group : groups) out.push_back(together(std::move(group)));
  return out;
}

Condition::Term Condition::together(Terms terms) const {
  if (terms.size() == 1) return std::move(terms[0]);
  Term out;
  std::vector<Sql> parts;
  for (Term& term : terms) {
    parts.push_back(std::move(term.sql));
    out.joins.insert(term.joins.begin(), term.joins.end());
  }
  out.sql = Sql("(") + Sql::join(parts, " AND ") + Sql(")");
  return out;
}

Condition::Terms Condition::terms(const Place& place, const domain::Tree& tree, bool internal) {
  if (tree.leaf != nullptr) return leaf(place, *tree.leaf, internal);
  if (tree.op == '!') {
    const bool outer = std::exchange(negated_, true);
    Term inner = together(terms(place, tree.parts.front(), internal));
    negated_ = outer;
    return {{Sql("(NOT (") + inner.sql + Sql("))"), std::move(inner.joins)}};
  }
  if (tree.op == '&') {
    Terms out;
    for (const domain::Tree& part : tree.parts)
      for (Term& term : terms(place, part, internal)) out.push_back(std::move(term));
    return out;
  }
  Term any;
  std::vector<Sql> parts;
  for (const domain::Tree& part : tree.parts) {
    Term one = together(terms(place, part, internal));
    parts.push_back(std::move(one.sql));
    any.joins.insert(one.joins.begin(), one.joins.end());
  }
  any.sql = Sql("(") + Sql::join(parts, " OR ") + Sql(")");
  return {std::move(any)};
}

// A domain in place of a term; unlike a caller's, its "!" are left to SQL.
Condition::Terms Condition::nested(const Place& place, const Value& domain) {
  const Value tokens = domain::normalize(domain);
  return terms(place, domain::Tree(tokens), true);
}

// ----------------------------------------------------------------------------------------- leaves

Condition::Leaf Condition::canonical(const Value& token, bool internal) const {
  if (!token.is_array() || token.size() != 3 || !token[0].is_string() || token[0] == "" ||
      !token[1].is_string())
    throw invalid_leaf(token);
  Leaf leaf{token[0].get<std::string>(), token[1].get<std::string>(), token[2]};
  if (!is_known(leaf.op) && !(internal && is_selecting(leaf.op))) throw invalid_leaf(token);
  if (leaf.op == "<>") leaf.op = "!=";
  if (leaf.right.is_boolean() && (leaf.op == "in" || leaf.op == "not in"))
    leaf.op = leaf.op == "in" ? "=" : "!=";
  if (leaf.right.is_array() && (leaf.op == "=" || leaf.op == "!="))
    leaf.op = leaf.op == "=" ? "in" : "not in";
  return leaf;
}

Condition::Terms Condition::leaf(const Place& place, const Value& token, bool internal) {
  if (token.is_array() && token.size() == 3 && token[0].is_number() && token[1] == "=" &&
      token[2] == 1) {
    if (token[0] == 1) return {{Sql("TRUE"), place.joins}};
    if (token[0] == 0) return {{Sql("FALSE"), place.joins}};
  }
  return field_leaf(place, canonical(token, internal));
}

Condition::Terms Condition::field_leaf(const Place& place, const Leaf& leaf) {
  const std::size_t dot = leaf.left.find('.');
  check_path_length(static_cast<std::size_t>(std::count(leaf.left.begin(), leaf.left.end(), '.')));
  const std::string rest = dot == std::string::npos ? "" : leaf.left.substr(dot + 1);
  const std::string& op = leaf.op;
  const Field* found_field = place.model->find_field(leaf.left.substr(0, dot));
  if (found_field == nullptr)
    throw ValueError("Invalid field " + python_repr(leaf.left) + " in leaf " +
                     python_repr(Value("<osv.ExtendedLeaf: " +
                                       tuple_text(Value::array({leaf.left, op, leaf.right})) +
                                       " on " + place.model->table() + " (ctx: )>")));
  const Field& field = *found_field;
  if (!trusted_) check_field_readable(env_, field);
  const auto one = [&](Sql sql) { return Terms{{std::move(sql), place.joins}}; };

  if (is_selecting(op)) return one(in_select(place, leaf));
  if (field.inherited) {
    const Field& link = place.model->field_of(field.related[0]);
    const Model& parent = env_.registry().at(link.comodel);
    const std::string path = field.related[1] + (rest.empty() ? "" : "." + rest);
    if (!searches_freely() && !searches_plainly(parent) && !opens_parent(env_, *place.model))
      return joined_path(place, link, Value::array({path, op, leaf.right}));
    return field_leaf(join(place, link, parent, link.name, "id"), {path, op, leaf.right});
  }
  if (leaf.left == "id" && is_hierarchy(op))
    return one(in_hierarchy(place.column("id"), *place.model, op,
                            hierarchy_ids(*place.model, leaf.right), place.model->parent_name(),
                            place.alias, false));
  const Value term = Value::array({rest, op, leaf.right});
  if (!rest.empty() && field.store && field.auto_join && field.relational())
    return joined_path(place, field, term);
  if (!rest.empty() && field.store && field.relational()) {
    const Model& comodel = env_.registry().at(field.comodel);
    if (field.type == FieldType::many2one)
      return one(
          one_of(place.column(field.name),
                 found(env_.with_context({{"active_test", false}}), comodel, Value::array({term})),
                 joined_alias(place.alias, field.name)));
    return one(has_line(place, field, found(env_, comodel, Value::array({term}))));
  }
  if (!field.store) return by_search_method(place, field, rest, op, leaf.right);
  if (!rest.empty())
    throw AssertionError("Invalid field " + python_repr(leaf.left) + " in domain term " +
                         tuple_text(Value::array({leaf.left, op, leaf.right})));
  if (field.type == FieldType::one2many) return one(one2many(place, field, op, leaf.right));
  if (field.type == FieldType::many2many) return one(many2many(place, field, op, leaf.right));
  if (field.type == FieldType::many2one) return one(many2one(place, field, op, leaf.right));
  if (field.binary() && field.attachment) {
    if ((op != "=" && op != "!=") || truthy(leaf.right)) {
      log_warning("binary field " + place.model->name() + "." + field.name +
                  " is stored in attachments: ignoring a " + op + " on it");
      return one("TRUE");
    }
    add_sub_select(env_);
    return one(
        Sql(op == "!=" ? "EXISTS" : "NOT EXISTS") +
        Sql(" (SELECT 1 FROM ir_attachment WHERE res_model = %s AND res_field = %s AND res_id = ",
            {place.model->name(), field.name}) +
        place.column("id") + Sql(")"));
  }
  Value right = leaf.right;
  if (field.type == FieldType::datetime && right.is_string() &&
      right.get_ref<const std::string&>().size() == 10)
    right = right.get<std::string>() + (op == ">" || op == "<=" ? " 23:59:59" : " 00:00:00");
  if (field.translate && field.type != FieldType::html && truthy(right))
    return one(translated(place, field, op, right));
  return one(comparison(env_, field, place.column(field.name), op, right));
}

// ------------------------------------------------------------------------------------ other tables

Condition::Place Condition::join(const Place& from, const Field& field, const Model& target,
                                 const std::string& from_column, const std::string& column) {
  Place out{&target, joined_alias(from.alias, field.name), from.joins};
  std::size_t index = 0;
  while (index < joins_.size() && joins_[index].alias != out.alias) ++index;
  if (index == joins_.size())
    joins_.push_back({out.alias,
                      Sql::identifier(target.table()) + Sql(" AS ") + Sql::identifier(out.alias),
                      from.column(from_column) + Sql(" = ") + out.column(column), column != "id"});
  out.joins.insert(index);
  return out;
}

Condition::Terms Condition::joined_path(const Place& place, const Field& field, const Value& term) {
  const Model& comodel = env_.registry().at(field.comodel);
  if (field.type == FieldType::many2many)
    throw NotImplementedError("auto_join attribute not supported on field " + place.model->name() +
                              "." + field.name);
  const bool one = field.type == FieldType::many2one;
  const Place target = one ? join(place, field, comodel, field.name, "id")
                           : join(place, field, comodel, "id", field.inverse_name);
  const Value own = one ? Value::array() : lines_domain(field);
  Terms out;
  if (!searches_freely() && !searches_plainly(comodel)) {
    // The model's own search decides who sees what (mail.message): of the joined rows only those
    // count that it finds. Stock joins without asking it, and tells by that what is in the others.
    const Value asked =
        own.empty() ? Value::array({term}) : domain::conjunction({own, Value::array({term})});
    add_sub_select(env_);  // a statement more, which counts as one within this would
    const Ids seen = Records(env_, comodel, {}).search(asked).ids();
    out.push_back({among(target.column("id"), seen), target.joins});
    return out;
  }
  if (!own.empty()) out = nested(target, own);
  for (Term& more : leaf(target, term, false)) out.push_back(std::move(more));
  add_rules(target, out);
  return out;
}

// The superuser, and the search methods of fields, ask for what they like.
bool Condition::searches_freely() const { return env_.su() || trusted_; }

void Condition::add_rules(const Place& place, Terms& terms) const {
  if (searches_freely()) return;
  check_may(env_, *place.model, "read");
  Sql rules = rule_condition(env_, *place.model, "read", place.alias);
  if (!rules.empty()) terms.push_back({Sql("(") + rules + Sql(")"), place.joins});
}

Condition::Terms Condition::by_search_method(const Place& place, const Field& field,
                                             const std::string& rest, std::string op, Value right) {
  const Records model(env_, *place.model, {});
  Value domain;
  if (is_searchable(env_.registry(), field)) {
    // the method, or the search of the path's rest, asks the database
    if (!field.search.empty() || !rest.empty()) add_sub_select(env_);
    if (!rest.empty()) {
      right = env_[field.comodel].search(Value::array({Value::array({rest, op, right})})).ids();
      op = "in";
    }
    domain = field.search.empty() ? Value::array({Value::array({dotted(field.related), op, right})})
                                  : model.call(field.search, Value::array({op, right}));
  } else {
    log_warning("the field " + place.model->name() + "." + field.name +
                " is not stored and cannot be searched");
  }
  if (!domain.is_array() || domain.empty()) return {{Sql("TRUE"), place.joins}};
  // what a search method asks is its own affair, what a related path shows is not
  const bool outer = std::exchange(trusted_, trusted_ || !field.search.empty());
  Terms out = nested(place, domain);
  trusted_ = outer;
  return out;
}

}  // namespace domain_sql

Sql where_clause(const Env& env, const Model& model, const Value& domain,
                 const std::string& alias) {
  if (domain.is_array() && (domain.empty() || domain == domain::always())) return {};
  const domain_sql::ConditionScope scope(env);
  return domain_sql::Condition(env, model, alias).of(domain);
}

Sql where_clause(const Env& env, const Model& model, const Value& domain, const std::string& alias,
                 Sql& tables) {
  if (domain.is_array() && (domain.empty() || domain == domain::always())) return {};
  const domain_sql::ConditionScope scope(env);
  return domain_sql::Condition(env, model, alias).of(domain, tables);
}

}  // namespace chatterd
