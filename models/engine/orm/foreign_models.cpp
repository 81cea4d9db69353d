// ir_model and ir_model_fields as declarations.
#include "models/engine/orm/foreign_models.hpp"

#include <optional>

namespace chatterd {

namespace {

// None for what decides about no access: binaries, and relations whose other side is unknown.
std::optional<FieldSpec> spec_of(const bridge::Row& row) {
  const std::string type = row["ttype"].str(), label = row["field_description"].str(),
                    comodel = row["relation"].str();
  const bool related = !row["related"].str().empty();
  const bool column = row["is_column"].boolean() || related;
  if (type == "one2many") {
    const std::string inverse = row["relation_field"].str();
    if (comodel.empty() || inverse.empty()) return std::nullopt;
    return one2many(label, comodel, inverse);
  }
  if (type == "many2many") {
    const std::string table = row["relation_table"].str();
    if (comodel.empty() || table.empty()) return std::nullopt;
    return many2many(label, comodel).relation(table, row["column1"].str(), row["column2"].str());
  }
  if (!column) return std::nullopt;
  if (type == "many2one")
    return comodel.empty() ? std::nullopt : std::optional(many2one(label, comodel));
  if (type == "char" || type == "reference")
    return char_(label).translate(row["translate"].boolean());
  if (type == "text") return text(label).translate(row["translate"].boolean());
  if (type == "html") return html_(label).translate(row["translate"].boolean());
  if (type == "selection") return selection(label);
  if (type == "integer" || type == "many2one_reference") return integer(label);
  if (type == "float") return float_(label);
  if (type == "monetary") return float_(label);
  if (type == "boolean") return boolean(label);
  if (type == "date") return date(label);
  if (type == "datetime") return datetime(label);
  return std::nullopt;
}

// The mixins declare these.
bool of_mixin(const std::string& name) {
  return name.starts_with("message_") || name.starts_with("activity_") ||
         name == "website_message_ids";
}

bool automatic(const std::string& name) {
  for (const char* known :
       {"id", "create_uid", "create_date", "write_uid", "write_date", "display_name"})
    if (name == known) return true;
  return false;
}

}  // namespace

// Actions keep their tables' names of old.
extern const std::map<std::string, std::string> tables_of_actions;
const std::map<std::string, std::string> tables_of_actions{
    {"ir.actions.actions", "ir_actions"},
    {"ir.actions.act_url", "ir_act_url"},
    {"ir.actions.act_window", "ir_act_window"},
    {"ir.actions.act_window.view", "ir_act_window_view"},
    {"ir.actions.client", "ir_act_client"},
    {"ir.actions.report", "ir_act_report_xml"},
    {"ir.actions.server", "ir_act_server"}};

// Stored fields, and of related ones those that a record rule of the model names. What is published
// on "the current website" is, outside of a website, what is published at all.
std::vector<ForeignModel> load_foreign_models(bridge::Transaction& transaction) {
  std::vector<ForeignModel> out;
  for (const bridge::Row row : transaction.execute(bridge::Sql(
           R"sql(
               SELECT m.model, m.name AS label, f.name, f.ttype, f.field_description, f.relation,
                   f.relation_field, f.relation_table, f.column1, f.column2, f.translate,
                   a.attname IS NOT NULL AS is_column,
                   CASE WHEN f.store THEN '' WHEN f.related IS NOT NULL THEN f.related
                     ELSE 'is_published' END AS related
               FROM ir_model m
                 JOIN pg_class t ON t.oid = to_regclass(quote_ident(coalesce(%s::jsonb ->>
                     m.model, replace(m.model, '.', '_'))))
                 JOIN ir_model_fields f ON f.model_id = m.id
                 LEFT JOIN pg_attribute a ON a.attrelid = t.oid
                 AND a.attname = f.name
                 AND NOT a.attisdropped
               WHERE NOT m.transient
                 AND (f.store
                   OR (f.related IS NOT NULL OR f.name = 'website_published' AND EXISTS (
                       SELECT 1 FROM ir_model_fields p
                       WHERE p.model_id = m.id AND p.name = 'is_published' AND p.store))
                   AND EXISTS (
                     SELECT 1 FROM ir_rule r
                     WHERE r.model_id = m.id AND r.domain_force ~ ('\m' || f.name || '\M')))
                 AND t.relkind IN ('r', 'p', 'v', 'm')
               ORDER BY m.model, f.id)sql",
           {Value(tables_of_actions).dump()}))) {
    const std::string model = row["model"].str(), name = row["name"].str();
    if (out.empty() || out.back().name != model)
      out.push_back({model, row["label"].str(), false, {}});
    ForeignModel& current = out.back();
    if (name == "message_follower_ids") current.thread = true;
    if (of_mixin(name) || automatic(name)) continue;
    std::optional<FieldSpec> spec = spec_of(row);
    if (spec && !row["related"].str().empty()) spec->related(row["related"].str());
    if (spec) current.fields.push_back({name, std::move(*spec)});
  }
  return out;
}

}  // namespace chatterd
