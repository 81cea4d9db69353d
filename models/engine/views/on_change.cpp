// Dependencies as Odoo's registry resolves them for its triggers (resolve_depends in
// odoo/fields.py), and the fields whose changes methods of Odoo's answer to.
#include "models/engine/views/on_change.hpp"

#include <functional>
#include <string_view>
#include <vector>

#include "models/engine/orm/access/field_depends.hpp"

namespace chatterd::views {
namespace {

struct OnchangeFields {
  const char *model, *module;
  std::vector<std::string_view> names;
};

// Those of the models that are declared here. Where the method is in Odoo alone, the generic
// onchange finds nothing to do.
const std::vector<OnchangeFields>& onchange_fields() {
  static const std::vector<OnchangeFields> all{
      {"ir.mail_server", "base", {"smtp_encryption"}},
      {"ir.model.fields",
       "base",
       {"related", "compute", "ttype", "model_id", "relation", "relation_table"}},
      {"res.bank", "base", {"country", "state"}},
      {"res.company", "base", {"state_id", "country_id"}},
      {"res.users", "base", {"login", "parent_id"}},
      {"res.partner",
       "base",
       {"parent_id", "country_id", "state_id", "email", "company_id", "company_type"}},
      {"res.partner", "phone_validation", {"phone", "country_id", "company_id", "mobile"}},
      {"mail.activity",
       "mail",
       {"previous_activity_type_id", "activity_type_id", "recommended_activity_type_id"}},
      {"mail.activity.type", "mail", {"res_model_id"}},
      {"mail.channel", "mail", {"public", "moderator_ids", "email_send", "moderation"}},
      {"mail.compose.message", "mail", {"template_id"}},
      {"mail.template",
       "mail",
       {"model_id", "model_object_field", "sub_model_object_field", "null_value"}},
      {"email_template.preview", "mail", {"res_id", "preview_lang"}},
  };
  return all;
}

// The fields that a path comes by: each step, and of a relation to many its other side.
void add_steps(const Registry& registry, const Field& field, const std::string& path,
               std::vector<const Field*>& out) {
  const Model* model = field.model;
  bool first = true;
  for (const std::string& step : split_path(path)) {
    if (model == nullptr || (field.model->is_transient() && !model->is_transient())) return;
    const Field* passed = model->find_field(step);
    if (passed == nullptr) return;
    if (passed != &field || !first) out.push_back(passed);
    const Model* next = passed->comodel.empty() ? nullptr : registry.find(passed->comodel);
    if (next && passed->type == FieldType::one2many) {
      const Field* inverse = next->find_field(passed->inverse_name);
      if (inverse && inverse->type == FieldType::many2one) out.push_back(inverse);
    } else if (next && passed->type == FieldType::many2many && !passed->relation.empty()) {
      for (const Field* other : next->fields())
        if (other->type == FieldType::many2many && other->relation == passed->relation &&
            other->column1 == passed->column2)
          out.push_back(other);
    }
    model = next;
    first = false;
  }
}

Dependents resolved(const Registry& registry) {
  std::unordered_map<const Field*, std::vector<const Field*>> direct;
  for (const Model* model : registry.models()) {
    if (model->is_abstract() || model->is_foreign()) continue;
    for (const Field* field : model->fields())
      for (const Value& path : described_depends(*field))
        add_steps(registry, *field, to_text(path), direct[field]);
  }
  Dependents out;
  for (const auto& [field, first] : direct) {
    std::set<const Field*> seen;
    std::vector<const Field*> todo = first;
    while (!todo.empty()) {
      const Field* passed = todo.back();
      todo.pop_back();
      if (!seen.insert(passed).second) continue;
      out.of[passed].insert(field);
      if (const auto more = direct.find(passed); more != direct.end())
        todo.insert(todo.end(), more->second.begin(), more->second.end());
    }
  }
  return out;
}

}  // namespace

std::size_t Dependents::memory() const {
  std::size_t bytes = 0;
  for (const auto& [field, fields] : of)
    bytes += memory_of_node + sizeof fields + fields.size() * memory_of_node;
  return bytes;
}

std::shared_ptr<const Dependents> dependents(const Env& env) {
  return env.cached<Dependents>("field dependents", [&] { return resolved(env.registry()); });
}

bool has_onchange_method(const Registry& registry, const Field& field) {
  if (decides_defaults(field)) return true;
  for (const OnchangeFields& one : onchange_fields())
    if (field.model->name() == one.model && registry.installed(one.module) &&
        std::find(one.names.begin(), one.names.end(), field.name) != one.names.end())
      return true;
  return field.model->find_method("_onchange_" + field.name) != nullptr;
}

}  // namespace chatterd::views
