// ORDER BY (BaseModel._generate_order_by and its helpers).
#include "models/engine/orm/search/order_sql.hpp"

#include "models/engine/errors.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/domain_sql.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// Splits at every separator, as Python's str.split(separator).
std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> out{""};
  for (const char c : text) {
    if (c == separator)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

std::string trimmed(const std::string& text) {
  std::size_t from = 0, to = text.size();
  while (from < to && is_space(text[from])) ++from;
  while (to > from && is_space(text[to - 1])) --to;
  return text.substr(from, to - from);
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    if (is_space(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    out.push_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

bool is_order_name(std::string name) {
  if (name.size() > 2 && name.front() == '"' && name.back() == '"')
    name = name.substr(1, name.size() - 2);
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c < 0x80 && std::isalnum(c)) || c == '_' || c == ':';
  });
}

Sql column(const std::string& alias, const std::string& name) {
  return Sql::identifier(alias) + Sql(".") + Sql::identifier(name);
}

}  // namespace

// Where a field of a delegation parent is kept.
Columns::Place Columns::delegate(const Model& model, const Field& field, const std::string& alias) {
  Place out{&model, alias, &field};
  while (out.field->inherited) {
    const Field& link = out.model->field_of(out.field->related[0]);
    out.alias = join(link, out.alias);
    out.model = &env_.registry().at(link.comodel);
    out.field = &out.model->field_of(out.field->related[1]);
  }
  return out;
}

std::string Columns::join(const Field& link, const std::string& alias) {
  const std::string name = domain_sql::joined_alias(alias, link.name);
  if (!joined_.insert(name).second) return name;
  const Model& target = env_.registry().at(link.comodel);
  joins_ += Sql(" LEFT JOIN ") + Sql::identifier(target.table()) + Sql(" AS ") +
            Sql::identifier(name) + Sql(" ON ") + column(alias, link.name) + Sql(" = ") +
            column(name, "id");
  return name;
}

Sql Columns::qualified(const Place& place) {
  const Sql source = column(place.alias, place.field->name);
  const bool translated = place.field->translate && place.field->type != FieldType::html;
  if (!translated || env_.lang().empty() || env_.lang() == "en_US") return source;
  const std::string name = domain_sql::joined_alias(place.alias, place.field->name);
  if (joined_.insert(name).second)
    joins_ += Sql(" LEFT JOIN ir_translation AS ") + Sql::identifier(name) + Sql(" ON ") +
              column(name, "res_id") + Sql(" = ") + column(place.alias, "id") + Sql(" AND ") +
              column(name, "type") + Sql(" = 'model' AND ") + column(name, "name") +
              Sql(" = %s AND ", {place.model->name() + "," + place.field->name}) +
              column(name, "lang") + Sql(" = %s AND ", {env_.lang()}) + column(name, "value") +
              Sql(" <> ''");
  return Sql("COALESCE(") + column(name, "value") + Sql(", ") + source + Sql(")");
}

Sql Columns::value(const Field& field) { return qualified(delegate(model_, field, alias_)); }

std::vector<Sql> Columns::order(const std::string& order) {
  std::vector<Sql> terms;
  Seen seen;
  add_order(terms, seen, model_, order, alias_, false);
  return terms;
}

void Columns::add_order(std::vector<Sql>& terms, Seen& seen, const Model& model,
                        const std::string& order, const std::string& alias, bool reversed) {
  check_order(env_, order);
  for (const std::string& part : split(order, ',')) {
    // as in Odoo, a direction counts only after a single space
    const std::vector<std::string> pieces = split(trimmed(part), ' ');
    const std::string& name = pieces[0];
    const bool descending = (pieces.size() == 2 && lower(pieces[1]) == "desc") != reversed;
    const Field* field = model.find_field(name);
    if (field == nullptr)
      throw ValueError("Invalid field " + python_repr(name) + " on model " +
                       python_repr(model.name()));
    check_field_readable(env_, *field);
    const Sql direction(descending ? " DESC" : "");
    if (name == "id") {
      terms.push_back(column(alias, "id") + direction);
      continue;
    }
    const Place place = delegate(model, *field, alias);
    if (place.field->store && place.field->type == FieldType::many2one) {
      if (!seen.insert(place.model->name() + "/" + place.field->comodel + "/" + name).second)
        continue;
      const Model& target = env_.registry().at(place.field->comodel);
      add_order(terms, seen, target, is_order(target.order()) ? target.order() : target.rec_name(),
                join(*place.field, place.alias), descending);
    } else if (place.field->column()) {
      const Sql value = qualified(place);
      const bool boolean = place.field->type == FieldType::boolean;
      terms.push_back((boolean ? Sql("COALESCE(") + value + Sql(", false)") : value) + direction);
    }
    // what is no column cannot be sorted on, and is left out as in Odoo
  }
}

bool is_order(const std::string& order) {
  // more than any model has fields; PostgreSQL takes 1,664
  constexpr std::size_t most = 800;
  const std::vector<std::string> parts = split(order, ',');
  if (parts.size() > most) return false;
  for (const std::string& part : parts) {
    const std::vector<std::string> pieces = words(part);
    if (pieces.empty() || pieces.size() > 2 || !is_order_name(pieces[0])) return false;
    if (pieces.size() == 2 && lower(pieces[1]) != "asc" && lower(pieces[1]) != "desc") return false;
  }
  return true;
}

void check_order(const Env& env, const std::string& order) {
  if (!is_order(order))
    throw UserError(env.translate(
        "Invalid \"order\" specified. A valid \"order\" specification is a comma-separated list of "
        "valid field names (optionally followed by asc/desc for the direction)"));
}

OrderBy order_by(const Env& env, const Model& model, const std::string& order,
                 const std::string& alias) {
  const std::string& spec = order.empty() ? model.order() : order;
  if (spec.empty()) return {};
  Columns columns(env, model, alias);
  const std::vector<Sql> terms = columns.order(spec);
  return {columns.joins(), Sql::join(terms, ", ")};
}

}  // namespace chatterd
