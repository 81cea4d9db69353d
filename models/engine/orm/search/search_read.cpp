// Searching and reading at once. A search from a client's domain is planned for its values, as any
// search; one for everything that the caller may see is prepared once.
#include "models/engine/orm/search/search_read.hpp"

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/access/row_rule.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"

namespace chatterd {

using bridge::Sql;

namespace {

// The number stands in the text of a prepared statement, and there should not be many of these.
constexpr Id longest_prepared_page = 200;

bool alone(const Model& model, const char* method) {
  const Method* found = model.find_method(method);
  return found != nullptr && found->chain.size() == 1;
}

bool is_plain(const Env& env, const Field& field) {
  switch (field.type) {
    case FieldType::boolean:
    case FieldType::integer:
    case FieldType::char_:
    case FieldType::text:
    case FieldType::html:
    case FieldType::selection:
    case FieldType::date:
    case FieldType::datetime:
      break;
    default:
      return false;
  }
  const bool translated = field.translate && !env.lang().empty() && env.lang() != "en_US";
  return field.column() && !translated && field_visible(env, field);
}

// A number of rows as clients send it; nothing for what the search itself has to look at.
std::optional<Id> row_number(const Value& value) {
  if (value.is_null() || value == false) return 0;
  if (value.is_number_integer() && value >= 0) return value.get<Id>();
  return std::nullopt;
}

}  // namespace

std::optional<PlainColumns> PlainColumns::of(const Env& env, const Model& model,
                                             const Value& fields) {
  if (!fields.is_array() || fields.empty() || model.is_transient() || model.is_abstract() ||
      !alone(model, "read") || !alone(model, "check_field_access_rights") ||
      model.find_method("_check_read") != nullptr || !env.unit().pending.empty())
    return std::nullopt;
  PlainColumns columns;
  for (const Value& name : fields) {
    const Field* field =
        name.is_string() ? model.find_field(name.get_ref<const std::string&>()) : nullptr;
    if (field == nullptr) return std::nullopt;
    if (field->name == "id") continue;
    if (!is_plain(env, *field) ||
        std::find(columns.fields_.begin(), columns.fields_.end(), field) != columns.fields_.end())
      return std::nullopt;
    columns.fields_.push_back(field);
  }
  return columns;
}

Sql PlainColumns::select(const std::string& alias) const {
  const Sql prefix = Sql::identifier(alias) + Sql(".");
  Sql out = prefix + Sql("id");
  for (const Field* field : fields_) out += Sql(", ") + prefix + Sql::identifier(field->name);
  return out;
}

void PlainColumns::write(JsonWriter& out, const bridge::Row& row) const {
  out.begin_object().key("id").number(row[0].integer());
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const bridge::Cell cell = row[i + 1];
    out.key(fields_[i]->name);
    switch (fields_[i]->type) {
      case FieldType::boolean:
        out.boolean(cell.boolean());
        break;
      case FieldType::integer:
        out.number(cell.integer());
        break;
      default:
        if (cell.is_null())
          out.boolean(false);
        else if (fields_[i]->type == FieldType::date)
          out.text(cell.text().substr(0, 10));
        else if (fields_[i]->type == FieldType::datetime)
          out.text(cell.text().substr(0, 19));
        else
          out.text(cell.text());
    }
  }
  out.end_object();
}

bool has_simple_rules(const Env& env, const Model& model) {
  const Value rules = rule_domain(env, model, "read");
  return std::all_of(rules.begin(), rules.end(), [&](const Value& part) {
    if (!part.is_array()) return true;
    if (part == domain::always()[0]) return true;
    const Field* field =
        part[0].is_string() ? model.find_field(part[0].get_ref<const std::string&>()) : nullptr;
    const bool simple = part[1] == "=" || part[1] == "!=" || part[1] == "in";
    return field != nullptr && field->column() && simple;
  });
}

std::optional<std::string> search_read_text(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Model& model = self.model();
  const Value wanted = truthy(args["domain"]) ? args["domain"] : Value::array();
  const std::optional<Id> offset = row_number(args["offset"]), limit = row_number(args["limit"]);
  const Value& order = args["order"];
  if (!searches_plainly(model) || !wanted.is_array() || domain::is_never(wanted) || !offset ||
      !limit || !(order.is_string() || order.is_null() || order == false))
    return std::nullopt;
  const auto columns = PlainColumns::of(env, model, args["fields"]);
  if (!columns) return std::nullopt;
  if (!env.su()) check_may(env, model, "read");
  const std::string& table = model.table();
  const OrderBy by = order_by(env, model, to_text(order), table);
  Sql query = Sql("SELECT ") + columns->select(table) + search_source(env, model, wanted, by.joins);
  if (!by.clause.empty()) query += Sql(" ORDER BY ") + by.clause;
  const bool prepared = wanted.empty() && *offset == 0 && *limit > 0 &&
                        *limit <= longest_prepared_page && has_simple_rules(env, model);
  if (prepared) {
    query = Sql::hot(query.text() + " LIMIT " + std::to_string(*limit), query.params());
  } else {
    if (*limit != 0) query += Sql(" LIMIT %s", {*limit});
    if (*offset != 0) query += Sql(" OFFSET %s", {*offset});
  }
  JsonWriter out;
  out.begin_array();
  std::unordered_set<Id> seen;  // a joined line may bring a record again
  for (const bridge::Row row : env.cr().execute(query))
    if (seen.insert(row[0].integer()).second) columns->write(out, row);
  out.end_array();
  return out.take();
}

}  // namespace chatterd
