// Domains to SQL conditions (odoo/osv/expression.py, class expression).
#include <optional>

#include "models/errors.hpp"
#include "models/orm/access.hpp"
#include "models/orm/convert.hpp"
#include "models/orm/domain.hpp"
#include "models/orm/fetch.hpp"
#include "models/orm/search.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

bool is_negative(const std::string& op) {
  return op == "!=" || op == "not like" || op == "not ilike" || op == "not in";
}

bool is_hierarchy(const std::string& op) { return op == "child_of" || op == "parent_of"; }

bool is_known(const std::string& op) {
  static const std::set<std::string> known{
      "=",    "!=",       "<=",    "<",         ">",  ">=",     "=?",       "=like",    "=ilike",
      "like", "not like", "ilike", "not ilike", "in", "not in", "child_of", "parent_of"};
  return known.contains(op);
}

std::string positive(const std::string& op) {
  if (op == "!=") return "=";
  return op.starts_with("not ") ? op.substr(4) : op;
}

bool all_text(const Value& value) {
  if (value.is_string()) return true;
  if (!value.is_array() || value.empty()) return false;
  return std::all_of(value.begin(), value.end(), [](const Value& item) { return item.is_string(); });
}

// Turns one domain over one model and table alias into a condition.
class Condition {
 public:
  Condition(const Env& env, const Model& model, std::string alias)
      : env_(env), model_(model), alias_(std::move(alias)) {}

  Sql of(const Value& domain) {
    const Value tokens = domain::distribute_not(domain::normalize(domain));
    std::size_t at = 0;
    return next(tokens, at);
  }

 private:
  Sql next(const Value& tokens, std::size_t& at) {
    const Value& token = tokens[at++];
    if (token == "!") return Sql("(NOT ") + next(tokens, at) + Sql(")");
    if (token == "&" || token == "|") {
      const Sql left = next(tokens, at);
      const Sql right = next(tokens, at);
      return Sql("(") + left + Sql(token == "&" ? " AND " : " OR ") + right + Sql(")");
    }
    return leaf(token);
  }

  Sql column(const std::string& name) const { return Sql::identifier(alias_) + Sql(".") + Sql::identifier(name); }

  ValueError bad_field(const Value& token, const std::string& name) const {
    return ValueError("Invalid field " + python_repr(name) + " in leaf \"<osv.ExtendedLeaf: " + python_repr(token) +
                      " on " + model_.table() + " (ctx: )>\"");
  }

  Sql leaf(const Value& token) {
    if (!token.is_array() || token.size() != 3) throw ValueError("Invalid leaf " + python_repr(token));
    if (token == Value::array({1, "=", 1})) return "TRUE";
    if (token == Value::array({0, "=", 1})) return "FALSE";
    if (!token[0].is_string() || !token[1].is_string()) throw ValueError("Invalid leaf " + python_repr(token));
    std::string op = token[1].get<std::string>();
    for (char& c : op) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    Value right = token[2];
    if (op == "<>") op = "!=";
    if (op == "==") op = "=";
    if (right.is_boolean() && (op == "in" || op == "not in")) op = op == "in" ? "=" : "!=";
    if (right.is_array() && (op == "=" || op == "!=")) op = op == "=" ? "in" : "not in";
    if (!is_known(op)) throw ValueError("Invalid leaf " + python_repr(token));
    const std::string left = token[0].get<std::string>();
    const std::size_t dot = left.find('.');
    const Field* field = model_.find_field(left.substr(0, dot));
    if (field == nullptr) throw bad_field(token, left);
    if (right.is_null()) right = false;
    if ((op == "in" || op == "not in") && !right.is_array()) right = Value::array({right});
    const std::string rest = dot == std::string::npos ? "" : left.substr(dot + 1);
    if (field->inherited) return through_parent(*field, rest, op, right);
    if (left == "id" && is_hierarchy(op))
      return in_ids(column("id"), hierarchy(op, as_ids(right, model_), model_, model_.parent_name()));
    if (!rest.empty() && field->store && field->relational()) return through_path(*field, rest, op, right);
    if (!rest.empty() && !field->relational()) throw bad_field(token, left);
    if (!field->store) return by_search_method(*field, rest, op, right);
    if (field->type == FieldType::one2many) return one2many(*field, op, right);
    if (field->type == FieldType::many2many) return many2many(*field, op, right);
    if (field->type == FieldType::many2one) return many2one(*field, op, right);
    if (field->binary() && field->attachment) return attachment(*field, op, right);
    if (field->type == FieldType::datetime && right.is_string() && right.get_ref<const std::string&>().size() == 10)
      right = right.get<std::string>() + (op == ">" || op == "<=" ? " 23:59:59" : " 00:00:00");
    if (field->translate && truthy(right) && !env_.lang().empty() && env_.lang() != "en_US")
      return translated(*field, op, right);
    if (!field->column()) return "TRUE";
    return comparison(*field, column(field->name), op, right);
  }

  // ---------------------------------------------------------------- relations

  Sql in_ids(const Sql& what, const Ids& ids) const { return what + Sql(" = ANY(%s::int[])", {ids}); }

  Sql sub_select(const Env& env, const Model& comodel, const Value& domain) const {
    const Method* own_search = comodel.find_method("_search");
    if (own_search && own_search->chain.size() > 1)
      return Sql("SELECT unnest(%s::int[])", {Records(env, comodel, {}).search(domain, {0, 0, "id"}).ids()});
    return select_ids(env, comodel, domain, {}, true);
  }

  Sql through_parent(const Field& field, const std::string& rest, const std::string& op, const Value& right) const {
    const Field& link = model_.field_of(field.related[0]);
    const Model& parent = env_.registry().at(link.comodel);
    const std::string path = field.related[1] + (rest.empty() ? "" : "." + rest);
    // a join in Odoo: neither rules nor the active test of the parent apply
    const Sql inner = where_clause(env_, parent, Value::array({Value::array({path, op, right})}), parent.table());
    Sql query = Sql("(") + column(link.name) + Sql(" IN (SELECT ") + Sql::identifier(parent.table()) +
                Sql(".id FROM ") + Sql::identifier(parent.table());
    if (!inner.empty()) query += Sql(" WHERE ") + inner;
    return query + Sql("))");
  }

  Sql through_path(const Field& field, const std::string& rest, const std::string& op, const Value& right) {
    const Model& comodel = env_.registry().at(field.comodel);
    const Value domain = Value::array({Value::array({rest, op, right})});
    if (field.auto_join) {
      Value full = domain;
      if (field.type == FieldType::one2many) full = domain::conjunction({static_domain(field), domain});
      const Sql inner = where_clause(env_, comodel, full, comodel.table());
      const Sql rows =
          Sql(" FROM ") + Sql::identifier(comodel.table()) + (inner.empty() ? Sql() : Sql(" WHERE ") + inner);
      if (field.type == FieldType::many2one)
        return Sql("(") + column(field.name) + Sql(" IN (SELECT ") + Sql::identifier(comodel.table()) + Sql(".id") +
               rows + Sql("))");
      return Sql("(") + column("id") + Sql(" IN (SELECT ") + Sql::identifier(comodel.table()) + Sql(".") +
             Sql::identifier(field.inverse_name) + rows + Sql("))");
    }
    if (field.type == FieldType::many2one)
      return Sql("(") + column(field.name) + Sql(" IN (") +
             sub_select(env_.with_context({{"active_test", false}}), comodel, domain) + Sql("))");
    return linked(field, sub_select(env_, comodel, domain), false);
  }

  // Records with a line (or without any, when negated) among the lines that the statement selects.
  Sql linked(const Field& field, const Sql& lines, bool negated) const {
    const char* op = negated ? " NOT IN (SELECT " : " IN (SELECT ";
    if (field.type == FieldType::many2many)
      return Sql("(") + column("id") + Sql(op) + Sql::identifier(field.column1) + Sql(" FROM ") +
             Sql::identifier(field.relation) + Sql(" WHERE ") + Sql::identifier(field.column2) + Sql(" IN (") + lines +
             Sql(")))");
    const Model& comodel = env_.registry().at(field.comodel);
    const Field& inverse = comodel.field_of(field.inverse_name);
    Sql query = Sql("(") + column("id") + Sql(op) + Sql::identifier(inverse.name) + Sql(" FROM ") +
                Sql::identifier(comodel.table()) + Sql(" WHERE ") + Sql::identifier(inverse.name) +
                Sql(" IS NOT NULL AND id IN (") + lines + Sql(")");
    if (inverse.type == FieldType::many2one_reference)
      query += Sql(" AND ") + Sql::identifier(inverse.model_field) + Sql(" = %s", {model_.name()});
    return query + Sql("))");
  }

  Ids by_name(const Field& field, const Value& name, const std::string& op, bool archived_too) const {
    const Env env = archived_too ? env_.with_context({{"active_test", false}}) : env_;
    const Value found = env[field.comodel].call(
        "name_search", Value::array({name, archived_too ? Value::array() : static_domain(field), op, nullptr}));
    Ids ids;
    for (const Value& pair : found) ids.push_back(to_id(pair[0]));
    return ids;
  }

  Ids as_ids(const Value& value, const Model& comodel) const {
    if (all_text(value)) {
      Ids ids;
      for (const Value& name : value.is_string() ? Value::array({value}) : value)
        for (const Value& pair :
             env_[comodel.name()].call("name_search", Value::array({name, Value::array(), "ilike", nullptr})))
          ids.push_back(to_id(pair[0]));
      return unique(ids);
    }
    return to_ids(value);
  }

  // All ids below (child_of) or above (parent_of), the given ones included.
  Ids hierarchy(const std::string& op, Ids ids, const Model& model, const std::string& parent) const {
    const Field* link = model.find_field(parent);
    if (link == nullptr || !link->column() || ids.empty()) return ids;
    const Sql table = Sql::identifier(model.table()), by = Sql::identifier(parent);
    if (op == "parent_of")
      return env_.cr()
          .execute(Sql("WITH RECURSIVE up(id) AS (SELECT unnest(%s::int[]) UNION SELECT t.", {ids}) + by +
                   Sql(" FROM ") + table + Sql(" t JOIN up ON t.id = up.id WHERE t.") + by +
                   Sql(" IS NOT NULL) SELECT id FROM up"))
          .ids();
    std::unordered_set<Id> all(ids.begin(), ids.end());
    while (!ids.empty()) {
      Ids next;
      for (const Id id :
           Records(env_, model, {}).search(Value::array({Value::array({parent, "in", ids})}), {0, 0, "id"}).ids())
        if (all.insert(id).second) next.push_back(id);
      ids = std::move(next);
    }
    return {all.begin(), all.end()};
  }

  Sql one2many(const Field& field, const std::string& op, const Value& right) {
    const Model& comodel = env_.registry().at(field.comodel);
    if (is_hierarchy(op)) {
      if (comodel.name() == model_.name())
        return in_ids(column("id"), hierarchy(op, as_ids(right, comodel), model_, field.inverse_name));
      return linked(
          field,
          Sql("SELECT unnest(%s::int[])", {hierarchy(op, as_ids(right, comodel), comodel, comodel.parent_name())}),
          false);
    }
    if (right == false) return any_line(field, is_negative(op));
    return linked(field, line_ids(field, op, right), is_negative(op));
  }

  Sql many2many(const Field& field, const std::string& op, const Value& right) {
    const Model& comodel = env_.registry().at(field.comodel);
    if (is_hierarchy(op)) {
      const Ids ids = hierarchy(op, as_ids(right, comodel), comodel, comodel.parent_name());
      if (comodel.name() == model_.name()) return in_ids(column("id"), ids);
      return linked(field, Sql("SELECT unnest(%s::int[])", {ids}), false);
    }
    if (right == false) return any_line(field, is_negative(op));
    return linked(field, line_ids(field, op, right), is_negative(op));
  }

  Sql line_ids(const Field& field, const std::string& op, const Value& right) const {
    const Ids ids = right.is_string() ? by_name(field, right, positive(op), false) : to_ids(right);
    return Sql("SELECT unnest(%s::int[])", {ids});
  }

  // `field = False`: no line at all; `field != False`: some line.
  Sql any_line(const Field& field, bool some) const {
    const char* op = some ? " IN (SELECT " : " NOT IN (SELECT ";
    if (field.type == FieldType::many2many)
      return Sql("(") + column("id") + Sql(op) + Sql::identifier(field.column1) + Sql(" FROM ") +
             Sql::identifier(field.relation) + Sql(" WHERE ") + Sql::identifier(field.column1) + Sql(" IS NOT NULL))");
    const Model& comodel = env_.registry().at(field.comodel);
    const Field& inverse = comodel.field_of(field.inverse_name);
    Sql query = Sql("(") + column("id") + Sql(op) + Sql::identifier(inverse.name) + Sql(" FROM ") +
                Sql::identifier(comodel.table()) + Sql(" WHERE ") + Sql::identifier(inverse.name) + Sql(" IS NOT NULL");
    if (inverse.type == FieldType::many2one_reference)
      query += Sql(" AND ") + Sql::identifier(inverse.model_field) + Sql(" = %s", {model_.name()});
    return query + Sql("))");
  }

  Sql many2one(const Field& field, const std::string& op, const Value& right) {
    const Model& comodel = env_.registry().at(field.comodel);
    if (is_hierarchy(op)) {
      if (comodel.name() == model_.name())
        return in_ids(column("id"), hierarchy(op, as_ids(right, comodel), model_, field.name));
      return in_ids(column(field.name), hierarchy(op, as_ids(right, comodel), comodel, comodel.parent_name()));
    }
    if (all_text(right)) {
      std::string by = op == "<" || op == ">" || op == "<=" || op == ">=" ? "in" : op;
      if (!right.is_array() && (by == "in" || by == "not in")) by = by == "in" ? "=" : "!=";
      if (right.is_array() && (by == "=" || by == "!=")) by = by == "=" ? "in" : "not in";
      const Ids ids = by_name(field, right, by, true);
      const Sql found = Sql("(") + column(field.name) + Sql(" = ANY(%s::int[])", {ids});
      return is_negative(by) ? found + Sql(" OR ") + column(field.name) + Sql(" IS NULL)") : found + Sql(")");
    }
    return comparison(field, column(field.name), op, right);
  }

  Sql attachment(const Field& field, const std::string& op, const Value& right) const {
    if ((op != "=" && op != "!=") || truthy(right)) return "TRUE";
    return Sql("(") + column("id") + Sql(op == "!=" ? " IN (" : " NOT IN (") +
           Sql("SELECT res_id FROM ir_attachment WHERE res_model = %s AND res_field = %s AND res_id IS NOT NULL))",
               {model_.name(), field.name});
  }

  Sql by_search_method(const Field& field, const std::string& rest, std::string op, Value right) {
    if (!rest.empty()) {
      right = env_[field.comodel].search(Value::array({Value::array({rest, op, right})})).ids();
      op = "in";
    }
    Value domain;
    if (!field.search.empty())
      domain = Records(env_, model_, {}).call(field.search, Value::array({op, right}));
    else if (!field.related.empty())
      domain = by_related(field, op, right);
    // a field that cannot be searched restricts nothing, as in Odoo
    if (!domain.is_array() || domain.empty()) return "TRUE";
    return of(domain);
  }

  static Value by_related(const Field& field, const std::string& op, const Value& right) {
    std::string path;
    for (const std::string& step : field.related) path += (path.empty() ? "" : ".") + step;
    return Value::array({Value::array({path, op, right})});
  }

  // ---------------------------------------------------------------- values

  // The translation where there is one, the source otherwise.
  Sql translated(const Field& field, const std::string& op, const Value& right) {
    const std::string by = positive(op);
    const Sql text = Sql("coalesce((SELECT it.value FROM ir_translation it WHERE it.name = %s AND it.lang = %s AND "
                         "it.type = 'model' "
                         "AND it.value <> '' AND it.res_id = ",
                         {model_.name() + "," + field.name, env_.lang()}) +
                     column("id") + Sql(" LIMIT 1), ") + column(field.name) + Sql(")");
    const Sql condition = comparison(field, text, by, right);
    return is_negative(op) ? Sql("(NOT coalesce(") + condition + Sql(", FALSE))") : condition;
  }

  bridge::Param operand(const Field& field, const Value& right) const {
    if (field.type == FieldType::selection || field.textual() || field.type == FieldType::reference)
      return right.is_string() ? right.get<std::string>()
             : right == false  ? bridge::Param(nullptr)
                               : bridge::Param(python_repr(right));
    return to_column(env_, field, right);
  }

  Sql comparison(const Field& field, const Sql& what, const std::string& op, const Value& right) const {
    if (op == "in" || op == "not in") return membership(field, what, op, right);
    const bool is_boolean = field.type == FieldType::boolean;
    if (is_boolean && ((op == "=" && right == false) || (op == "!=" && right == true)))
      return Sql("(") + what + Sql(" IS NULL OR ") + what + Sql(" = false)");
    if (right == false && op == "=") return what + Sql(" IS NULL");
    if (is_boolean && op == "!=" && right == false)
      return Sql("(") + what + Sql(" IS NOT NULL AND ") + what + Sql(" != false)");
    if (right == false && op == "!=") return what + Sql(" IS NOT NULL");
    if (op == "=?") return right == false ? Sql("TRUE") : comparison(field, what, "=", right);
    const bool wildcard = op == "like" || op == "ilike" || op == "not like" || op == "not ilike";
    const std::string sql_op = op == "=like" ? "like" : op == "=ilike" ? "ilike" : op;
    Sql query;
    if (sql_op.ends_with("like")) {
      const std::string text = right.is_string() ? right.get<std::string>()
                               : right == false  ? "False"
                                                 : python_repr(right);
      query = Sql("(") + what + Sql("::text " + sql_op + " %s)", {wildcard ? "%" + text + "%" : text});
    } else {
      query = Sql("(") + what + Sql(" " + sql_op + " " + placeholder(field), {operand(field, right)}) + Sql(")");
    }
    if ((wildcard && !truthy(right)) || (truthy(right) && is_negative(op)))
      return Sql("(") + query + Sql(" OR ") + what + Sql(" IS NULL)");
    return query;
  }

  Sql membership(const Field& field, const Sql& what, const std::string& op, const Value& right) const {
    std::vector<Sql> values;
    bool with_null = false;
    const bool integers = field.type == FieldType::id || field.type == FieldType::many2one ||
                          field.type == FieldType::integer || field.type == FieldType::many2one_reference;
    Ids ids;
    for (const Value& item : right) {
      if (item.is_null() || item == false || (item.is_number() && item == 0)) {
        with_null = true;
      } else if (integers) {
        ids.push_back(item.is_number_integer() ? item.get<Id>() : std::get<std::int64_t>(to_column(env_, field, item)));
      } else {
        values.push_back(Sql(placeholder(field), {operand(field, item)}));
      }
    }
    Sql query;
    if (!ids.empty())
      query = Sql("(") + what + (op == "in" ? Sql(" = ANY(%s::int[])", {ids}) : Sql(" <> ALL(%s::int[])", {ids})) +
              Sql(")");
    else if (!values.empty())
      query = Sql("(") + what + Sql(op == "in" ? " IN (" : " NOT IN (") + Sql::join(values, ", ") + Sql("))");
    else
      query = op == "in" ? "FALSE" : "TRUE";
    if ((op == "in") == with_null) return Sql("(") + query + Sql(" OR ") + what + Sql(" IS NULL)");
    if (op == "not in") return Sql("(") + query + Sql(" AND ") + what + Sql(" IS NOT NULL)");
    return query;
  }

  const Env& env_;
  const Model& model_;
  const std::string alias_;
};

}  // namespace

Sql where_clause(const Env& env, const Model& model, const Value& domain, const std::string& alias) {
  if (!domain.is_array())
    throw AssertionError("Domains to normalize must have a 'domain' form: a list or tuple of domain components");
  if (domain.empty() || domain == domain::always()) return {};
  return Condition(env, model, alias).of(domain);
}

}  // namespace chatterd
