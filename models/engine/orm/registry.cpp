// Setting up the models of a database: mixins, delegation, related fields, recomputation triggers.
#include "models/engine/orm/registry.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <stdexcept>

#include "models/engine/errors.hpp"
#include "models/engine/orm/declaration_order.hpp"

namespace chatterd {

extern const std::map<std::string, std::string> tables_of_actions;

Registry::Registry(std::set<std::string> installed_modules,
                   const std::vector<ForeignModel>& foreign)
    : installed_(std::move(installed_modules)) {
  register_models(*this);
  for (const ForeignModel& model : foreign)
    if (!models_.contains(model.name)) define_foreign(model);
  set_up();
}

Model& Registry::define(const char* name, const char* module, const char* description) {
  known_.insert(module);
  auto model = std::make_unique<Model>();
  model->name_ = name;
  model->description_ = description;
  model->table_ = name;
  std::replace(model->table_.begin(), model->table_.end(), '.', '_');
  model->layer_module_ = module;
  model->registry_ = this;
  if (!installed_.contains(module)) {
    discarded_.push_back(std::move(model));
    return *discarded_.back();
  }
  auto [place, added] = models_.emplace(name, std::move(model));
  if (!added) throw std::logic_error(std::string("model defined twice: ") + name);
  order_.push_back(place->second.get());
  return *place->second;
}

void Registry::define_foreign(const ForeignModel& foreign) {
  Model& model = define(foreign.name.c_str(), "base", foreign.description.c_str());
  model.foreign_ = true;
  if (const auto known = tables_of_actions.find(foreign.name); known != tables_of_actions.end())
    model.table_ = known->second;
  if (foreign.thread && models_.contains("mail.thread")) model.inherit({"mail.thread"});
  for (const ForeignModel::Column& field : foreign.fields)
    model.field(field.name.c_str(), field.spec);
}

Model& Registry::extend(const char* name, const char* module) {
  known_.insert(module);
  const auto found = models_.find(name);
  if (!installed_.contains(module) || found == models_.end()) {
    discarded_.push_back(std::make_unique<Model>());
    return *discarded_.back();
  }
  found->second->layer_module_ = module;
  return *found->second;
}

const Model* Registry::find(std::string_view name) const {
  const auto found = models_.find(std::string(name));
  return found == models_.end() ? nullptr : found->second.get();
}

const Model& Registry::at(std::string_view name) const {
  if (const Model* model = find(name)) return *model;
  throw KeyError(std::string(name));
}

const std::vector<Registry::Trigger>& Registry::triggers(const Field& field) const {
  static const std::vector<Trigger> none;
  const auto found = triggers_.find(&field);
  return found == triggers_.end() ? none : found->second;
}

void Registry::set_up() {
  for (const Model* model : order_) {
    Model& own = *models_.at(model->name_);
    set_up_methods(own);
    set_up_fields(own);
  }
  for (const Model* model : order_) set_up_delegates(*models_.at(model->name_));
  for (const Model* model : order_) resolve_related(*models_.at(model->name_));
  set_up_triggers();
  declaration_order() = {};
  discarded_.clear();
}

// Merges the mixins' declarations and methods below the model's own, mixins first.
void Registry::set_up_methods(Model& model) {
  if (!done_.insert("methods " + model.name_).second) return;
  if (model.name_ != "base" && models_.contains("base")) model.mixins_.emplace_back("base");
  std::vector<Model::Declaration> below;
  for (const std::string& mixin_name : model.mixins_) {
    const auto found = models_.find(mixin_name);
    if (found == models_.end())
      throw std::logic_error(model.name_ + " inherits the unknown " + mixin_name);
    Model& mixin = *found->second;
    set_up_methods(mixin);
    for (const std::string& name : mixin.ancestors_)
      if (!model.is_a(name)) model.ancestors_.push_back(name);
    if (!model.is_a(mixin_name)) model.ancestors_.push_back(mixin_name);
    for (const auto& [name, method] : mixin.methods_) {
      Method& own = model.methods_[name];
      if (own.chain.empty()) own.name = name;
      for (const Function function : method.chain)
        if (std::find(own.chain.begin(), own.chain.end(), function) == own.chain.end())
          own.chain.push_back(function);
      own.twins.insert(own.twins.end(), method.twins.begin(), method.twins.end());
      own.on = method.on;
      own.params = method.params;
    }
    for (const auto& constraint : mixin.constraints_) model.constraints_.push_back(constraint);
    for (const auto& delegate : mixin.delegates_) model.delegates_.push_back(delegate);
    for (const Model::Declaration& declaration : mixin.declarations_) {
      const bool known = std::any_of(below.begin(), below.end(),
                                     [&](auto& d) { return d.name == declaration.name; });
      if (!known) below.push_back(declaration);
    }
  }
  // a mixin that comes by two ways ("base" always does) stays at the bottom of the chain
  for (auto& [name, method] : model.methods_) {
    const auto base = models_.find("base");
    if (base == models_.end() || &model == base->second.get()) continue;
    const auto bottom = base->second->methods_.find(name);
    if (bottom == base->second->methods_.end()) continue;
    for (const Function function : bottom->second.chain) {
      method.chain.erase(std::remove(method.chain.begin(), method.chain.end(), function),
                         method.chain.end());
      method.chain.push_back(function);
    }
    method.on = bottom->second.on;
    method.params = bottom->second.params;
  }
  for (Model::Declaration& declaration : model.declarations_) {
    const auto known = std::find_if(below.begin(), below.end(),
                                    [&](auto& d) { return d.name == declaration.name; });
    if (known == below.end())
      below.push_back(declaration);
    else
      known->specs.insert(known->specs.end(), declaration.specs.begin(), declaration.specs.end());
  }
  model.declarations_ = std::move(below);
}

namespace {

std::string label_of(const std::string& name) {
  std::string label = name;
  if (label.ends_with("_ids"))
    label.resize(label.size() - 4);
  else if (label.ends_with("_id"))
    label.resize(label.size() - 3);
  bool start = true;
  for (char& c : label) {
    if (c == '_') c = ' ';
    c = static_cast<char>(start ? std::toupper(c) : std::tolower(c));
    start = !std::isalnum(static_cast<unsigned char>(c));
  }
  return label;
}

void set_many2many_table(Field& field, const Model& model, const Model& comodel) {
  if (field.relation.empty()) {
    const bool own_first = model.table() < comodel.table();
    field.relation = (own_first ? model.table() : comodel.table()) + "_" +
                     (own_first ? comodel.table() : model.table()) + "_rel";
  }
  if (field.column1.empty()) field.column1 = model.table() + "_id";
  if (field.column2.empty()) field.column2 = comodel.table() + "_id";
}

}  // namespace

void Registry::set_up_fields(Model& model) {
  const auto add = [&](const std::string& name, const std::string& module) -> Field& {
    auto [place, added] = model.fields_.emplace(name, std::make_unique<Field>());
    Field& field = *place->second;
    if (added) {
      model.field_order_.push_back(&field);
      field.name = name;
      field.model = &model;
      field.module = module;
    }
    return field;
  };
  const auto automatic = [&](const char* name, FieldSpec spec) {
    Field& field = add(name, "base");
    spec.apply(field);
    field.automatic = true;
    field.readonly = true;
    field.copy = false;
  };
  automatic("id", FieldSpec(FieldType::id, "ID").prefetch(false));
  automatic("display_name", char_("Display Name").compute("_compute_display_name"));
  if (model.log_access_ && !model.abstract_) {
    automatic("create_uid", many2one("Created by", "res.users"));
    automatic("create_date", datetime("Created on"));
    automatic("write_uid", many2one("Last Updated by", "res.users"));
    automatic("write_date", datetime("Last Updated on"));
  }
  automatic("__last_update", datetime("Last Modified on").compute("_compute_last_update"));
  for (const Model::Declaration& declaration : model.declarations_) {
    Field& field = add(declaration.name, declaration.module);
    field.automatic = false;
    for (const FieldSpec& spec : declaration.specs) spec.apply(field);
    // what leads to a model that is nowhere, neither here nor in the database, cannot be served
    if (!field.comodel.empty() && !models_.contains(field.comodel)) {
      std::erase(model.field_order_, &field);
      model.fields_.erase(declaration.name);
    }
  }
  // the automatic ones that it does not declare itself come last
  DeclarationOrder& order = declaration_order();
  const std::function<std::size_t(const Model&, const std::string&)> place =
      [&](const Model& of, const std::string& name) {
        const auto& own = order.declared[&of];
        if (const auto found = own.find(name); found != own.end()) return found->second;
        for (const std::string& mixin_name : of.mixins_) {
          const Model& mixin = *models_.at(mixin_name);
          const auto done = order.set_up.find(&mixin);
          std::size_t found = SIZE_MAX;
          if (done == order.set_up.end())
            found = place(mixin, name);
          else if (const auto known = done->second.find(name); known != done->second.end())
            found = known->second;
          if (found != SIZE_MAX) return found;
        }
        return SIZE_MAX;
      };
  std::vector<std::pair<std::size_t, const Field*>> placed;
  for (const Field* field : model.field_order_)
    placed.emplace_back(field->name == "id" ? SIZE_MAX : place(model, field->name), field);
  std::stable_sort(placed.begin(), placed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  model.field_order_.clear();
  for (const auto& [number, field] : placed) {
    model.field_order_.push_back(field);
    if (number != SIZE_MAX) order.set_up[&model][field->name] = ++order.last;
  }
  if (model.rec_name_.empty()) {
    for (const char* candidate : {"name", "x_name"})
      if (model.rec_name_.empty() && model.fields_.contains(candidate)) model.rec_name_ = candidate;
  }
  for (auto& [name, field] : model.fields_) {
    if (field->string.empty() && field->related.empty()) field->string = label_of(name);
    if (field->type == FieldType::many2one && field->ondelete.empty())
      field->ondelete = field->required ? "restrict" : "set null";
    if (field->type == FieldType::many2many && field->store && !model.abstract_) {
      const Model* comodel = find(field->comodel);
      if (comodel) set_many2many_table(*field, model, *comodel);
    }
  }
}

void Registry::set_up_delegates(Model& model) {
  if (!done_.insert("delegates " + model.name_).second) return;
  // a database that chatterd made has no actions
  std::erase_if(model.delegates_,
                [this](const auto& one) { return !models_.contains(one.second); });
  for (const auto& [link, parent_name] : model.delegates_) {
    Model& parent = *models_.at(parent_name);
    set_up_delegates(parent);
    for (const Field* inherited : parent.field_order_) {
      if (const auto own = model.fields_.find(inherited->name); own != model.fields_.end()) {
        // what it says of a field of the parent's leaves it in the parent's order
        if (own->second->inherited) {
          std::erase(model.field_order_, own->second.get());
          model.field_order_.push_back(own->second.get());
        }
        continue;
      }
      auto field = std::make_unique<Field>(*inherited);
      field->model = &model;
      field->inherited = true;
      field->related = {link, inherited->name};
      field->compute = field->inverse = field->search = field->default_method = {};
      field->default_value.reset();
      field->store = false;
      field->related_sudo = field->compute_sudo = false;
      field->readonly = inherited->readonly;
      field->depends = {};
      field->prefetch = inherited->prefetch;
      model.field_order_.push_back(field.get());
      model.fields_.emplace(inherited->name, std::move(field));
    }
  }
  if (model.rec_name_.empty() && model.fields_.contains("name")) model.rec_name_ = "name";
}

void Registry::resolve_related(Model& model) {
  for (auto& [name, field] : model.fields_) {
    // a reference to a model of a module that is not installed cannot be served
    if (field->related.empty()) continue;
    const Model* target = &model;
    const Field* end = nullptr;
    for (const std::string& step : field->related) {
      end = target ? target->find_field(step) : nullptr;
      if (end == nullptr && (field->store || model.foreign_)) break;
      if (end == nullptr)
        throw std::logic_error(model.name_ + "." + name + ": related path has no " + step);
      target = end->relational() ? find(end->comodel) : nullptr;
    }
    if (end == nullptr) {  // it leads to a model that is nowhere: what the column has stays
      field->related = {};
      continue;
    }
    Field& f = *field;
    const auto inherit_text = [](std::string& own, const std::string& theirs) {
      if (own.empty()) own = theirs;
    };
    inherit_text(f.string, end->string.empty() ? label_of(end->name) : end->string);
    inherit_text(f.help, end->help);
    inherit_text(f.groups, end->groups);
    inherit_text(f.group_operator, end->group_operator);
    inherit_text(f.comodel, end->comodel);
    inherit_text(f.domain, end->domain);
    inherit_text(f.context, end->context);
    inherit_text(f.inverse_name, end->inverse_name);
    inherit_text(f.selection_method, end->selection_method);
    if (f.selection.empty()) f.selection = end->selection;
    if (f.size == 0) f.size = end->size;
    if (!f.has_digits && end->has_digits) {
      f.has_digits = true;
      f.digits_precision = end->digits_precision;
      f.digits_scale = end->digits_scale;
    }
    if (!f.translate) f.translate = end->translate;
    if (f.inherited && end->required) f.required = true;
    if (f.depends_context.empty()) f.depends_context = end->depends_context;
    f.compute_sudo = f.related_sudo;
  }
}

void Registry::set_up_triggers() {
  // Walks a dependency path and adds a trigger on every field it passes.
  const std::function<void(const Field&, const Model&, const std::vector<std::string>&,
                           const std::string&, int)>
      walk = [&](const Field& computed, const Model& start, const std::vector<std::string>& path,
                 const std::string& before, int depth) {
        const Model* model = &start;
        std::string prefix = before;
        for (const std::string& step : path) {
          const Field* field = model ? model->find_field(step) : nullptr;
          if (field == nullptr || depth > 6) return;
          if (!field->store && field->computed()) {
            if (!field->related.empty()) {
              walk(computed, *model, field->related, prefix, depth + 1);
            } else {
              for (const std::string& dependency : field->depends) {
                walk(computed, *model, split_path(dependency), prefix, depth + 1);
              }
            }
          } else {
            std::vector<Trigger>& list = triggers_[field];
            const bool known = std::any_of(list.begin(), list.end(), [&](auto& t) {
              return t.field == &computed && t.path == prefix;
            });
            if (!known) list.push_back({&computed, prefix});
            if (field->type == FieldType::one2many) {
              const Model* comodel = find(field->comodel);
              const Field* inverse = comodel ? comodel->find_field(field->inverse_name) : nullptr;
              if (inverse)
                triggers_[inverse].push_back(
                    {&computed, prefix.empty() ? step : prefix + "." + step});
            }
          }
          prefix += (prefix.empty() ? "" : ".") + step;
          model = field->relational() ? find(field->comodel) : nullptr;
        }
      };
  for (const Model* model : order_) {
    if (model->is_abstract()) continue;
    for (const Field* field : model->field_order_) {
      if (!field->store || !field->computed()) continue;
      if (!field->related.empty()) {
        walk(*field, *model, field->related, "", 0);
        continue;
      }
      for (const std::string& dependency : field->depends) {
        walk(*field, *model, split_path(dependency), "", 0);
      }
    }
  }
}

}  // namespace chatterd
