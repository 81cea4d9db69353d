// Conditions on many2one, one2many and many2many fields: names, ids, lines
// (odoo/osv/expression.py).
#include <charconv>
#include <cmath>

#include "models/engine/errors.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/fetch.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/domain_sql.hpp"

namespace chatterd::domain_sql {

using bridge::Sql;

namespace {

bool is_ordering(const std::string& op) {
  return op == "<" || op == ">" || op == "<=" || op == ">=";
}

std::string positive(const std::string& op) {
  if (op == "!=") return "=";
  return op.starts_with("not ") ? op.substr(4) : op;
}

// The ids that a caller gives for lines: what is false counts for nothing.
Ids line_ids(const Value& right) {
  Ids ids;
  for (const Value& item : right.is_array() ? right : Value::array({right})) {
    if (!truthy(item)) continue;
    if (item.is_number_integer()) {
      ids.push_back(item.get<Id>());
    } else if (item.is_number_float()) {
      // an id is never a fraction
      const double number = item.get<double>();
      if (number == std::floor(number)) ids.push_back(static_cast<Id>(number));
    } else {
      const std::string text = item.is_string() ? item.get<std::string>() : item.dump();
      Id id = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
      if (error != std::errc() || end != text.data() + text.size())
        throw ValueError("invalid input syntax for type integer: " + python_repr(item));
      ids.push_back(id);
    }
  }
  return ids;
}

Sql from(const Model& model, const std::string& alias) {
  return Sql(" FROM ") + Sql::identifier(model.table()) + Sql(" AS ") + Sql::identifier(alias);
}

Sql column_of(const std::string& alias, const std::string& name) {
  return Sql::identifier(alias) + Sql(".") + Sql::identifier(name);
}

Sql and_also(const Sql& condition) { return condition.empty() ? Sql() : Sql(" AND ") + condition; }

}  // namespace

Value Condition::lines_domain(const Field& field) const {
  Value domain = static_domain(field);
  if (field.type != FieldType::one2many) return domain;
  const Field& inverse = env_.registry().at(field.comodel).field_of(field.inverse_name);
  if (inverse.type == FieldType::many2one_reference)
    domain.push_back(term(inverse.model_field, "=", field.model->name()));
  return domain;
}

Condition::Lines Condition::found(const Env& env, const Model& model, const Value& domain) const {
  if (domain::is_never(domain)) {
    if (!env.su()) check_may(env, model, "read");
    return {env, &model, Ids{}, {}};
  }
  if (searches_plainly(model) && !has_many_sub_selects(env))
    return {env, &model, std::nullopt, domain};
  // a search of the model's own decides by more than a condition
  add_sub_select(env_);
  return {env, &model, Records(env, model, {}).search(domain).ids(), {}, true};
}

// The records that name_search finds.
Condition::Lines Condition::named(const Env& env, const Model& model, const Value& name,
                                  const Value& domain, const std::string& op) const {
  if (names_plainly(model) && searches_plainly(model)) {
    if (model.rec_name().empty() || (name == "" && op == "ilike")) return found(env, model, domain);
    Value full = domain;
    full.push_back(Value::array({model.rec_name(), op, name}));
    return found(env, model, full);
  }
  const Env quiet = env.with_context({{ids_only, true}});
  add_sub_select(env_);
  Ids ids;
  for (const Value& pair :
       Records(quiet, model, {}).call("name_search", Value::array({name, domain, op, nullptr})))
    ids.push_back(to_id(pair[0]));
  return {env, &model, std::move(ids), {}, true};
}

Ids Condition::ids_of(const Lines& lines) const {
  if (lines.ids) return *lines.ids;
  add_sub_select(env_);
  return Records(lines.env, *lines.model, {}).search(lines.domain).ids();
}

Sql Condition::one_of(const Sql& what, const Lines& lines, const std::string& alias) const {
  // a link that is not set is in no list, and not out of it either: the opposite does not find it
  if (lines.ids || negated_) return among(what, ids_of(lines));
  add_sub_select(env_);
  const Sql condition = search_condition(lines.env, *lines.model, lines.domain, alias);
  return Sql("EXISTS (SELECT 1") + from(*lines.model, alias) + Sql(" WHERE ") +
         column_of(alias, "id") + Sql(" = ") + what + and_also(condition) + Sql(")");
}

Sql Condition::has_line(const Place& place, const Field& field, const Lines& lines) const {
  if (lines.ids && lines.ids->empty()) return "FALSE";
  if (!lines.counted) add_sub_select(env_);
  const Model& comodel = *lines.model;
  const std::string alias = joined_alias(place.alias, field.name);
  if (field.type == FieldType::many2many) {
    const std::string link = joined_alias(place.alias, field.name + "_rel");
    Sql query = Sql("EXISTS (SELECT 1 FROM ") + Sql::identifier(field.relation) + Sql(" AS ") +
                Sql::identifier(link);
    const Sql second = column_of(link, field.column2);
    Sql condition;
    if (lines.ids) {
      condition = among(second, *lines.ids);
    } else {
      query += Sql(" JOIN ") + Sql::identifier(comodel.table()) + Sql(" AS ") +
               Sql::identifier(alias) + Sql(" ON ") + column_of(alias, "id") + Sql(" = ") + second;
      condition = search_condition(lines.env, comodel, lines.domain, alias);
    }
    return query + Sql(" WHERE ") + column_of(link, field.column1) + Sql(" = ") +
           place.column("id") + and_also(condition) + Sql(")");
  }
  const Field& inverse = comodel.field_of(field.inverse_name);
  if (!inverse.store || inverse.inherited)
    return among(place.column("id"),
                 owners_of(field, Records(env_.sudo(), comodel, ids_of(lines))));
  const Sql condition = lines.ids ? among(column_of(alias, "id"), *lines.ids)
                                  : search_condition(lines.env, comodel, lines.domain, alias);
  return Sql("EXISTS (SELECT 1") + from(comodel, alias) + Sql(" WHERE ") +
         column_of(alias, inverse.name) + Sql(" = ") + place.column("id") + and_also(condition) +
         Sql(")");
}

// The records whose one2many has the lines, where the inverse is no column.
Ids Condition::owners_of(const Field& field, const Records& lines) const {
  const Field& inverse = lines.model().field_of(field.inverse_name);
  if (inverse.relational()) return lines.rel(inverse.name).ids();
  Ids ids;
  for (const Records& line : lines.each())
    if (const Id owner = to_id(line.get(inverse.name)); owner != 0) ids.push_back(owner);
  return unique(ids);
}

Sql Condition::has_any_line(const Place& place, const Field& field) const {
  add_sub_select(env_);
  if (field.type == FieldType::many2many) {
    const std::string link = joined_alias(place.alias, field.name + "_rel");
    return Sql("EXISTS (SELECT 1 FROM ") + Sql::identifier(field.relation) + Sql(" AS ") +
           Sql::identifier(link) + Sql(" WHERE ") + column_of(link, field.column1) + Sql(" = ") +
           place.column("id") + Sql(")");
  }
  const Model& comodel = env_.registry().at(field.comodel);
  const Field& inverse = comodel.field_of(field.inverse_name);
  if (!inverse.store || inverse.inherited) {
    const Records lines =
        env_[field.comodel].search(Value::array({term(inverse.name, "!=", false)}));
    return among(place.column("id"), owners_of(field, lines.sudo()));
  }
  const std::string alias = joined_alias(place.alias, field.name);
  return Sql("EXISTS (SELECT 1") + from(comodel, alias) + Sql(" WHERE ") +
         column_of(alias, inverse.name) + Sql(" = ") + place.column("id") + Sql(")");
}

Condition::Lines Condition::given_lines(const Place&, const Field& field, const std::string& op,
                                        const Value& right) const {
  const Model& comodel = env_.registry().at(field.comodel);
  if (right.is_string()) return named(env_, comodel, right, lines_domain(field), positive(op));
  return {env_, &comodel, line_ids(right), {}};
}

Sql Condition::one2many(const Place& place, const Field& field, const std::string& op,
                        const Value& right) const {
  const Model& comodel = env_.registry().at(field.comodel);
  if (is_hierarchy(op)) {
    const Ids ids = hierarchy_ids(comodel, right);
    const std::string alias = joined_alias(place.alias, field.name);
    if (&comodel == place.model)
      return in_hierarchy(place.column("id"), comodel, op, ids, field.name, alias, false);
    if (ids.empty()) return "FALSE";
    const Field& inverse = comodel.field_of(field.inverse_name);
    if (!inverse.store || inverse.inherited)
      throw ValueError("no column to search " + field.name + " by");
    add_sub_select(env_);
    return Sql("EXISTS (SELECT 1") + from(comodel, alias) + Sql(" WHERE ") +
           column_of(alias, inverse.name) + Sql(" = ") + place.column("id") +
           and_also(in_hierarchy(column_of(alias, "id"), comodel, op, ids, comodel.parent_name(),
                                 alias, true)) +
           Sql(")");
  }
  if (right == false)
    return is_negative(op) ? has_any_line(place, field) : Sql("NOT ") + has_any_line(place, field);
  Lines lines = given_lines(place, field, op, right);
  if (is_ordering(op)) {
    // lines before or after the first one that is given
    const Ids ids = ids_of(lines);
    if (ids.empty()) return "FALSE";
    lines = {env_.sudo().with_context({{"active_test", false}}), &comodel, std::nullopt,
             Value::array({Value::array({"id", op, ids[0]})})};
  }
  const Sql has = has_line(place, field, lines);
  return is_negative(op) ? Sql("(") + has + Sql(" IS NOT TRUE)") : has;
}

Sql Condition::many2many(const Place& place, const Field& field, const std::string& op,
                         const Value& right) const {
  const Model& comodel = env_.registry().at(field.comodel);
  if (is_hierarchy(op)) {
    const std::string alias = joined_alias(place.alias, field.name),
                      link = joined_alias(place.alias, field.name + "_rel");
    const Ids ids = hierarchy_ids(comodel, right);
    if (ids.empty()) return "FALSE";
    add_sub_select(env_);
    // the hierarchy, and then a search of the comodel for what is in it
    const Sql within =
        in_hierarchy(column_of(alias, "id"), comodel, op, ids, comodel.parent_name(), alias,
                     false) +
        and_also(searches_plainly(comodel) ? search_condition(env_, comodel, Value::array(), alias)
                                           : Sql());
    if (&comodel == place.model)
      return Sql("EXISTS (SELECT 1") + from(comodel, alias) + Sql(" WHERE ") +
             column_of(alias, "id") + Sql(" = ") + place.column("id") + Sql(" AND ") + within +
             Sql(")");
    return Sql("EXISTS (SELECT 1 FROM ") + Sql::identifier(field.relation) + Sql(" AS ") +
           Sql::identifier(link) + Sql(" JOIN ") + Sql::identifier(comodel.table()) + Sql(" AS ") +
           Sql::identifier(alias) + Sql(" ON ") + column_of(alias, "id") + Sql(" = ") +
           column_of(link, field.column2) + Sql(" WHERE ") + column_of(link, field.column1) +
           Sql(" = ") + place.column("id") + Sql(" AND ") + within + Sql(")");
  }
  if (right == false)
    return is_negative(op) ? has_any_line(place, field) : Sql("NOT ") + has_any_line(place, field);
  const Sql has = has_line(place, field, given_lines(place, field, op, right));
  return is_negative(op) ? Sql("(") + has + Sql(" IS NOT TRUE)") : has;
}

Sql Condition::many2one(const Place& place, const Field& field, const std::string& op,
                        const Value& right) const {
  const Model& comodel = env_.registry().at(field.comodel);
  const Sql column = place.column(field.name);
  const std::string alias = joined_alias(place.alias, field.name);
  if (is_hierarchy(op)) {
    const Ids ids = hierarchy_ids(comodel, right);
    if (&comodel == place.model)
      return in_hierarchy(place.column("id"), comodel, op, ids, field.name, alias, false);
    return in_hierarchy(column, comodel, op, ids, comodel.parent_name(), alias, true);
  }
  if (!all_text(right)) return comparison(env_, field, column, op, right);
  std::string by = is_ordering(op) ? "in" : op;
  if (!right.is_array() && (by == "in" || by == "not in")) by = by == "in" ? "=" : "!=";
  if (right.is_array() && (by == "=" || by == "!=")) by = by == "=" ? "in" : "not in";
  const Lines lines =
      named(env_.with_context({{"active_test", false}}), comodel, right, Value::array(), by);
  const Sql found_one = one_of(column, lines, alias);
  return is_negative(by) ? Sql("(") + found_one + Sql(" OR ") + column + Sql(" IS NULL)")
                         : found_one;
}

// ["res_id", "inselect", {"model": …, "field": …, "domain": …, "sudo": true}]: the column is among
// the values of a column of the records that a search finds. Only search methods may say so.
Sql Condition::in_select(const Place& place, const Leaf& leaf) const {
  const Value& select = leaf.right;
  const Model& model = env_.registry().at(select.at("model").get<std::string>());
  const Field& column = model.field_of(select.at("field").get<std::string>());
  Env env = select.contains("sudo") && truthy(select["sudo"]) ? env_.sudo() : env_;
  if (select.contains("context")) env = env.with_context(select["context"]);
  const std::string alias = joined_alias(place.alias, leaf.left + "_in");
  const Sql condition = search_condition(env, model, select.at("domain"), alias);
  add_sub_select(env_);
  return Sql(leaf.op == "inselect" ? "EXISTS (SELECT 1 FROM " : "NOT EXISTS (SELECT 1 FROM ") +
         Sql::identifier(model.table()) + Sql(" AS ") + Sql::identifier(alias) + Sql(" WHERE ") +
         Sql::identifier(alias) + Sql(".") + Sql::identifier(column.name) + Sql(" = ") +
         place.column(leaf.left) + (condition.empty() ? Sql() : Sql(" AND ") + condition) +
         Sql(")");
}

}  // namespace chatterd::domain_sql
