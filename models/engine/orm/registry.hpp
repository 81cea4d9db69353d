// The models of one database: what its installed modules declare, merged and set up.
#pragma once
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/engine/orm/foreign_models.hpp"
#include "models/engine/orm/model.hpp"

namespace chatterd {

class Registry {
 public:
  // Registers every model of the installed modules (models/modules/register.cpp lists them) and
  // sets them up. `foreign`: what the database has besides; those that modules declare here are
  // left out of it. Throws std::logic_error when declarations contradict each other.
  explicit Registry(std::set<std::string> installed_modules,
                    const std::vector<ForeignModel>& foreign = {});
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // Declaration. Where the module is not installed, what is declared goes nowhere.
  Model& define(const char* name, const char* module, const char* description);
  Model& extend(const char* name, const char* module);

  bool installed(const std::string& module) const { return installed_.contains(module); }
  const std::set<std::string>& modules() const { return installed_; }
  // The modules that declare something here, installed or not.
  const std::set<std::string>& known_modules() const { return known_; }
  const Model* find(std::string_view name) const;  // null when there is none
  const Model& at(std::string_view name) const;    // throws KeyError
  const std::vector<const Model*>& models() const { return order_; }

  // A stored computed field, and the way from the changed field's model back to its records:
  // records of `field->model` whose `path` leads to the changed ones ("" when they are the same).
  struct Trigger {
    const Field* field;
    std::string path;
  };
  // Stored computed fields to recompute when this field changes.
  const std::vector<Trigger>& triggers(const Field& field) const;
  // The one2many / many2many fields that show this many2one, for keeping the cache right.

 private:
  void define_foreign(const ForeignModel& model);
  void set_up();
  void set_up_fields(Model& model);
  void set_up_methods(Model& model);
  void set_up_delegates(Model& model);
  void resolve_related(Model& model);
  void set_up_triggers();

  std::set<std::string> installed_, known_;
  std::unordered_map<std::string, std::unique_ptr<Model>> models_;
  std::vector<const Model*> order_;
  std::vector<std::unique_ptr<Model>> discarded_;
  std::set<std::string> done_;
  std::unordered_map<const Field*, std::vector<Trigger>> triggers_;
};

// models/modules/register.cpp: the explicit list of all models, in the order of Odoo's module
// graph.
void register_models(Registry& registry);

}  // namespace chatterd
