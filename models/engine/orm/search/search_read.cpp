// Searching and reading at once. A search from a client's domain is planned for its values, as any
// search; one for everything that the caller may see is prepared once.
#include "models/engine/orm/search/search_read.hpp"

#include "bridge/postgres/short_work.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/bounded_memo.hpp"
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

namespace {

// A search_read from its fields to its statement: all but the limit and offset.
struct Prepared {
  PlainColumns columns;
  Sql query;
};

std::optional<Prepared> prepare(const Env& env, const Model& model, const Value& domain,
                                const Value& fields, const std::string& order) {
  auto columns = PlainColumns::of(env, model, fields);
  if (!columns) return std::nullopt;
  const OrderBy by = order_by(env, model, order, model.table());
  Sql query =
      Sql("SELECT ") + columns->select(model.table()) + search_source(env, model, domain, by.joins);
  if (!by.clause.empty()) query += Sql(" ORDER BY ") + by.clause;
  return Prepared{std::move(*columns), std::move(query)};
}

std::string text_of(const Prepared& prepared, const bridge::Result& rows) {
  JsonWriter out;
  out.begin_array();
  std::unordered_set<Id> seen;  // a joined line may bring a record again
  for (const bridge::Row row : rows)
    if (seen.insert(row[0].integer()).second) prepared.columns.write(out, row);
  out.end_array();
  return out.take();
}

// The statement for everything that the caller may see, from the beginning. The order comes first,
// and along its index; rules are looked at then. PostgreSQL, which does not see their values, may
// think that they let nobody through, and would read and sort the whole table.
std::optional<Prepared> prepare_first_page(const Env& env, const Model& model, const Value& fields,
                                           Id limit) {
  auto columns = PlainColumns::of(env, model, fields);
  const OrderBy by = order_by(env, model, "", model.table());
  if (!columns || !by.joins.empty() || by.clause.empty() || !has_simple_rules(env, model))
    return std::nullopt;
  const Sql table = Sql::identifier(model.table());
  Sql query = Sql("SELECT ") + columns->select(model.table()) + Sql(" FROM (SELECT * FROM ") +
              table + Sql(" ORDER BY ") + by.clause + Sql(" OFFSET 0) ") + table;
  const Sql condition = search_condition(env, model, Value::array(), model.table());
  if (!condition.empty()) query += Sql(" WHERE ") + condition;
  return Prepared{
      std::move(*columns),
      bridge::hot_alone(query.text() + " LIMIT " + std::to_string(limit), query.params())};
}

std::optional<std::string> first_page(const Env& env, const Model& model, const Value& fields,
                                      Id limit) {
  if (!env.unit().pending.empty()) return std::nullopt;
  const std::string key = "search_read/" + std::to_string(env.uid()) + (env.su() ? "s/" : "/") +
                          model.name() + "/" + env.lang() + "/" + std::to_string(limit) + "/" +
                          env.context("allowed_company_ids").dump() +
                          env.context("active_test").dump() + fields.dump();
  const auto memo = env.cached<BoundedMemo<Prepared>>("prepared search_reads",
                                                      [] { return BoundedMemo<Prepared>(); });
  std::shared_ptr<const Prepared> kept = memo->find(key);
  if (!kept) {
    auto prepared = prepare_first_page(env, model, fields, limit);
    if (!prepared) return std::nullopt;
    kept = std::make_shared<const Prepared>(std::move(*prepared));
    memo->keep(key, kept);
  }
  return text_of(*kept, env.cr().execute(kept->query));
}

}  // namespace

std::optional<std::string> search_read_text(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Model& model = self.model();
  const Value wanted = truthy(args["domain"]) ? args["domain"] : Value::array();
  const std::optional<Id> offset = row_number(args["offset"]), limit = row_number(args["limit"]);
  const Value& order = args["order"];
  if (!searches_plainly(model) || !wanted.is_array() || (!env.su() && !may(env, model, "read")) ||
      domain::is_never(wanted) || !offset || !limit ||
      !(order.is_string() || order.is_null() || order == false))
    return std::nullopt;
  // a client's order is text that may be anything: it is not kept
  if (wanted.empty() && !truthy(order) && *offset == 0 && *limit > 0 &&
      *limit <= longest_prepared_page)
    if (auto text = first_page(env, model, args["fields"], *limit)) return text;
  auto prepared = prepare(env, model, wanted, args["fields"], to_text(order));
  if (!prepared) return std::nullopt;
  if (*limit != 0) prepared->query += Sql(" LIMIT %s", {*limit});
  if (*offset != 0) prepared->query += Sql(" OFFSET %s", {*offset});
  return text_of(*prepared, env.cr().execute(prepared->query));
}

}  // namespace chatterd
