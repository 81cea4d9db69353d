// Conditions on columns: operators, NULL and false, operands as the column's type takes them
// (odoo/osv/expression.py, expression.__leaf_to_sql), and translated texts.
#include <charconv>
#include <cmath>
#include <limits>

#include "models/engine/errors.hpp"
#include "models/engine/orm/search/domain_sql.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/engine/orm/values/convert.hpp"

namespace chatterd::domain_sql {

using bridge::Param;
using bridge::Sql;

namespace {

ValueError invalid_term(const Field& field, const std::string& op, const Value& right) {
  return ValueError("Invalid domain term " + tuple_text(Value::array({field.name, op, right})));
}

bool is_missing(const Value& right) { return right.is_null() || right == false; }

// Columns of numbers have 32 bits.
bool is_beyond_columns(Id number) {
  return number > std::numeric_limits<std::int32_t>::max() ||
         number < std::numeric_limits<std::int32_t>::min();
}

bool keeps_ids(const Field& field) {
  return field.type == FieldType::id || field.type == FieldType::many2one;
}

// str(value), as a like pattern is made of it.
std::string pattern_text(const Value& right) {
  if (right.is_string()) return right.get<std::string>();
  return is_missing(right) ? std::string() : python_repr(right);
}

// An id as PostgreSQL would read it: numbers, and digits in a string. To a many2one, what is false
// is NULL.
Param id_operand(const Field& field, const std::string& op, const Value& right) {
  if (is_missing(right) || (field.type == FieldType::many2one && !truthy(right))) return nullptr;
  if (right.is_number_integer()) return right.get<Id>();
  if (right.is_number_float() && std::floor(right.get<double>()) == right.get<double>())
    return static_cast<Id>(right.get<double>());
  if (right.is_number_float() &&
      (field.type == FieldType::many2one || op == "in" || op == "not in"))
    return right.get<double>();
  if (right.is_string()) {
    const std::string& text = right.get_ref<const std::string&>();
    Id id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error == std::errc() && end == text.data() + text.size() && !text.empty()) return id;
  }
  throw invalid_term(field, op, right);
}

Param operand(const Env& env, const Field& field, const std::string& op, const Value& right) {
  if (keeps_ids(field)) return id_operand(field, op, right);
  switch (field.type) {
    case FieldType::boolean:
      return truthy(right);
    case FieldType::many2one_reference:
    case FieldType::integer:
      if (!truthy(right)) return Id{0};
      return to_column(env, field, right);
    case FieldType::float_:
    case FieldType::monetary:
      if (!truthy(right)) return 0.0;
      return to_column(env, field, right);
    case FieldType::html:
    case FieldType::char_:
      return to_column(env, field, right);
    default:
      // PostgreSQL judges dates; a selection may be compared with what is none of its values
      if (is_missing(right)) return nullptr;
      return pattern_text(right);
  }
}

Sql membership(const Env& env, const Field& field, const Sql& what, const std::string& op,
               const Value& right) {
  if (!right.is_array()) throw invalid_term(field, op, right);
  const bool negative = op == "not in";
  bool with_null = false;
  std::vector<Param> values;
  for (const Value& item : right) {
    if (item == false || (item.is_number() && item == 0))
      with_null = true;  // 0 is False to Python as well
    else
      values.push_back(operand(env, field, op, item));
  }
  Sql query;
  const bool integers = keeps_ids(field) || field.type == FieldType::integer ||
                        field.type == FieldType::many2one_reference;
  const bool texts =
      field.textual() || field.type == FieldType::selection || field.type == FieldType::reference;
  const char* any = negative ? " <> ALL(" : " = ANY(";
  // no column holds such a number
  if (integers)
    std::erase_if(values, [](const Param& p) {
      const auto* number = std::get_if<std::int64_t>(&p);
      return number && is_beyond_columns(*number);
    });
  // an id is never a fraction
  if (keeps_ids(field))
    std::erase_if(values, [](const Param& p) { return std::holds_alternative<double>(p); });
  const auto none_null = [&] {
    return std::none_of(values.begin(), values.end(),
                        [](const Param& p) { return std::holds_alternative<std::nullptr_t>(p); });
  };
  if (values.empty()) {
    query = negative ? "TRUE" : "FALSE";
  } else if (integers && none_null()) {
    Ids ids;
    for (const Param& value : values) ids.push_back(std::get<std::int64_t>(value));
    query = Sql("(") + what + Sql(std::string(any) + "%s::int[]))", {std::move(ids)});
  } else if (texts && none_null()) {
    std::vector<std::string> list;
    for (const Param& value : values) list.push_back(std::get<std::string>(value));
    query = Sql("(") + what + Sql(std::string(any) + "%s::text[]))", {std::move(list)});
  } else {
    std::vector<Sql> list;
    for (const Param& value : values) list.emplace_back("%s", std::vector<Param>{value});
    query =
        Sql("(") + what + Sql(negative ? " NOT IN (" : " IN (") + Sql::join(list, ", ") + Sql("))");
  }
  if (with_null != negative) return Sql("(") + query + Sql(" OR ") + what + Sql(" IS NULL)");
  if (negative) return Sql("(") + query + Sql(" AND ") + what + Sql(" IS NOT NULL)");
  return query;
}

}  // namespace

// What a pattern without wildcards of ours is compared with. PostgreSQL has no such operator for
// numbers and truth.
Param pattern_operand(const Env& env, const Field& field, const std::string& op,
                      const Value& right) {
  if (field.type == FieldType::html || field.type == FieldType::char_)
    return operand(env, field, op, right);
  const bool other = field.type == FieldType::boolean || field.type == FieldType::integer ||
                     field.type == FieldType::many2one_reference ||
                     field.type == FieldType::monetary ||
                     (field.type == FieldType::float_ && !field.has_digits) ||
                     (field.type == FieldType::many2one && truthy(right));
  if (other) throw invalid_term(field, op, right);
  if (is_missing(right) || field.type == FieldType::many2one) return nullptr;
  return pattern_text(right);
}

Sql among(const Sql& what, const Ids& ids) {
  if (ids.empty()) return "FALSE";
  // PostgreSQL orders and joins by an index behind `=`, not behind `= ANY`
  if (ids.size() == 1) return Sql("(") + what + Sql(" = %s::int)", {ids.front()});
  return Sql("(") + what + Sql(" = ANY(%s::int[]))", {ids});
}

Sql comparison(const Env& env, const Field& field, const Sql& what, const std::string& op,
               const Value& right) {
  if (op == "in" || op == "not in") return membership(env, field, what, op, right);
  if (is_hierarchy(op)) throw invalid_term(field, op, right);
  if (!field.column() && field.name != "id") return "TRUE";
  const bool is_boolean = field.type == FieldType::boolean;
  if (is_boolean && ((op == "=" && right == false) || (op == "!=" && right == true)))
    return Sql("(") + what + Sql(" IS NULL OR ") + what + Sql(" = false)");
  if (is_boolean && op == "!=" && right == false)
    return Sql("(") + what + Sql(" IS NOT NULL AND ") + what + Sql(" != false)");
  if (is_missing(right) && op == "=") return what + Sql(" IS NULL");
  if (is_missing(right) && op == "!=") return what + Sql(" IS NOT NULL");
  if (op == "=?")
    return is_missing(right) ? Sql("TRUE")
                             : comparison(env, field, what, right.is_array() ? "in" : "=", right);
  const bool wildcard = op == "like" || op == "ilike" || op == "not like" || op == "not ilike";
  const std::string sql_op = op == "=like" ? "like" : op == "=ilike" ? "ilike" : op;
  Sql query;
  if (wildcard) {
    query = Sql("(") + what + Sql("::text " + sql_op + " %s)", {"%" + pattern_text(right) + "%"});
  } else if (op == "=like" || op == "=ilike") {
    query = Sql("(") + what +
            Sql("::text " + sql_op + " %s)", {pattern_operand(env, field, op, right)});
  } else {
    const Param value = operand(env, field, op, right);
    const bool fraction = keeps_ids(field) && std::holds_alternative<double>(value);
    const auto* number = std::get_if<std::int64_t>(&value);
    const char* place = fraction                               ? " %s::float8)"
                        : number && is_beyond_columns(*number) ? " %s::bigint)"
                                                               : " %s)";
    query = Sql("(") + what + Sql(" " + sql_op + place, {value});
  }
  if ((wildcard && !truthy(right)) || (truthy(right) && is_negative(op)))
    return Sql("(") + query + Sql(" OR ") + what + Sql(" IS NULL)");
  return query;
}

namespace {

// tuple(text): a text in place of a list is the list of its characters.
std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> out;
  for (const char c : text) {
    if (out.empty() || (static_cast<unsigned char>(c) & 0xC0) != 0x80) out.emplace_back();
    out.back() += c;
  }
  return out;
}

// The language that get_lang finds, as SQL: the context's when it is installed, the company's, the
// first.
Sql language(const Env& env) {
  const auto installed = env.languages();
  if (std::find(installed->begin(), installed->end(), env.lang()) != installed->end())
    return Sql("%s", {env.lang()});
  return Sql(
      "coalesce((SELECT p.lang FROM res_company c JOIN res_partner p ON p.id = c.partner_id WHERE "
      "c.id = %s AND p.lang = ANY(%s::text[])), %s)",
      {env.user_info()->company_id, *installed,
       installed->empty() ? std::string("en_US") : installed->front()});
}

}  // namespace

// The translation counts where there is one, the source otherwise.
Sql Condition::translated(const Place& place, const Field& field, const std::string& op,
                          const Value& right) const {
  const std::string positive = op == "!=" ? "=" : op.starts_with("not ") ? op.substr(4) : op;
  const bool wildcard = positive == "like" || positive == "ilike";
  // the operand goes to PostgreSQL as it is
  if (op == "=?" || is_hierarchy(op) ||
      (!wildcard && !right.is_string() && !(positive == "in" && right.is_array())))
    throw invalid_term(field, op, right);
  Sql text = place.column(field.name);
  if (env_.lang() != "en_US")
    text = Sql("coalesce((SELECT it.value FROM ir_translation it WHERE it.type = 'model' AND "
               "it.name = %s AND it.lang = ",
               {place.model->name() + "," + field.name}) +
           language(env_) + Sql(" AND it.value <> '' AND it.res_id = ") + place.column("id") +
           Sql(" LIMIT 1), ") + text + Sql(")");
  Sql condition;
  if (positive == "in") {
    std::vector<std::string> texts;
    if (right.is_string()) texts = characters(right.get_ref<const std::string&>());
    for (const Value& item : right.is_array() ? right : Value::array()) {
      if (!item.is_string() && !item.is_null()) throw invalid_term(field, op, right);
      if (item.is_string()) texts.push_back(item.get<std::string>());
    }
    condition = Sql("(") + text + Sql(" = ANY(%s::text[]))", {texts});
  } else {
    const std::string sql_op = positive == "=like"    ? "like"
                               : positive == "=ilike" ? "ilike"
                                                      : positive;
    const std::string operand = pattern_text(right);
    condition = Sql("(") + text +
                Sql(" " + sql_op + " %s::text)", {wildcard ? "%" + operand + "%" : operand});
  }
  return is_negative(op) ? Sql("(") + condition + Sql(" IS NOT TRUE)") : condition;
}

}  // namespace chatterd::domain_sql
