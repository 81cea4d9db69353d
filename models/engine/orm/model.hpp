// Models: a table's fields and methods, built up by the modules that are installed.
//
// Each installed module adds a layer: `registry.define` starts a model, `registry.extend` adds to
// it. A method that several layers have is a chain, newest layer first; `args.super(records)` goes
// on to the next. Abstract models named by `inherit` come below the model's own layers.
#pragma once
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "models/engine/orm/field.hpp"
#include "models/engine/value.hpp"

namespace chatterd {

class Env;
class Records;
class Registry;

// How a method is called by RPC: `model` methods have no records (@api.model), `multi` methods take
// the record ids as their first argument.
enum class On { model, multi };

// A parameter of a method: by name, with a default unless it must be given. "*" says that those
// after it are given by keyword only; "**" takes what is left.
struct Param {
  Param(const char* name_) : name(name_), mandatory(true) {}  // NOLINT
  Param(const char* name_, Value default_)
      : name(name_), default_value(std::move(default_)), mandatory(false) {}  // NOLINT
  std::string name;
  Value default_value;
  bool mandatory;
};

struct Method;
class Args;

using Function = Value (*)(const Records& records, const Args& args);
// Another form of a layer, for callers that know its type and cast it back: see FastCall in
// models/engine/orm/methods/call.hpp. A layer without the form makes those take the ordinary way.
using Twin = void (*)();

// The bound arguments of a call.
class Args {
 public:
  Args(const Method& method, std::size_t depth, Value named, Value rest)
      : Args(method, depth, std::make_shared<const Value>(std::move(named)),
             std::make_shared<const Value>(std::move(rest))) {}
  // The argument, or its default. Throws std::out_of_range for a name that is no parameter.
  const Value& operator[](const char* name) const { return named_->at(name); }
  const Value& rest() const { return *rest_; }  // what "**" took: an object
  const Value& named() const { return *named_; }
  // Calls the same method of the layer below, with these arguments or with some replaced.
  Value super(const Records& records) const;
  Value super(const Records& records, const Value& replaced) const;

 private:
  using Shared = std::shared_ptr<const Value>;  // by all layers of the call
  Args(const Method& method, std::size_t depth, Shared named, Shared rest)
      : method_(&method), depth_(depth), named_(std::move(named)), rest_(std::move(rest)) {}

  const Method* method_;
  std::size_t depth_;
  Shared named_, rest_;
};

struct Method {
  std::string name;
  On on = On::multi;
  std::vector<Param> params;
  std::vector<Function> chain;  // newest layer first
  std::vector<std::pair<Function, Twin>> twins;
  // Binds positional and keyword arguments. Throws TypeError as Python words it.
  Args bind(Value positional, Value keyword, std::size_t depth = 0) const;
  // The layer's other form, null when it has none.
  Twin twin_of(Function layer) const;
};

class Model {
 public:
  // --- declaration (used while modules register) ---
  Model& inherit(std::initializer_list<const char*> mixins);
  Model& inherits(const char* field, const char* parent_model);  // delegation: _inherits
  Model& table(std::string v) {
    table_ = std::move(v);
    return *this;
  }
  Model& order(std::string v) {
    order_ = std::move(v);
    return *this;
  }
  Model& rec_name(std::string v) {
    rec_name_ = std::move(v);
    return *this;
  }
  Model& parent_name(std::string v) {
    parent_name_ = std::move(v);
    return *this;
  }
  Model& parent_store() {
    parent_store_ = true;
    return *this;
  }
  Model& abstract() {
    abstract_ = true;
    return *this;
  }
  Model& transient() {
    transient_ = true;
    return *this;
  }
  Model& no_log_access() {
    log_access_ = false;
    return *this;
  }
  Model& description(std::string v) {
    description_ = std::move(v);
    return *this;
  }
  Model& sql_constraint(std::string name, std::string definition, std::string message);
  Model& field(const char* name, FieldSpec spec);
  // Declares a method, or adds a layer to it. `params` of the first (lowest) layer bind the
  // arguments.
  Model& method(const char* name, On on, std::vector<Param> params, Function function);
  // Gives the layer that was declared last its other form.
  Model& twin(const char* method, Twin form);
  // A check run after create and write of the named fields (@api.constrains). Raises
  // ValidationError.
  Model& constrains(std::vector<std::string> fields, Function function);

  // --- use ---
  const std::string& name() const { return name_; }
  const std::string& description() const { return description_; }
  const std::string& table() const { return table_; }
  const std::string& order() const { return order_; }
  const std::string& rec_name() const { return rec_name_; }  // "" when there is none
  const std::string& parent_name() const { return parent_name_; }
  bool is_parent_store() const { return parent_store_; }
  bool is_abstract() const { return abstract_; }
  bool is_transient() const { return transient_; }
  bool log_access() const { return log_access_; }
  // Known from the database only (foreign_models.hpp): its records are looked at, nothing is called
  // on them.
  bool is_foreign() const { return foreign_; }
  // The model itself or a mixin it has at any depth.
  bool is_a(std::string_view mixin) const;
  const std::vector<std::string>& ancestors() const { return ancestors_; }
  const std::vector<const Field*>& fields() const { return field_order_; }
  const Field* find_field(std::string_view name) const;  // null when there is none
  const Field& field_of(std::string_view name) const;    // throws KeyError
  const Method* find_method(std::string_view name) const;
  std::vector<std::string> method_names() const;  // sorted
  const std::vector<std::pair<std::string, std::string>>& delegates() const {
    return delegates_;
  }  // field, parent model
  struct Constraint {
    std::vector<std::string> fields;
    Function function;
  };
  const std::vector<Constraint>& constraints() const { return constraints_; }
  struct SqlConstraint {
    std::string name, definition, message;
  };
  const std::vector<SqlConstraint>& sql_constraints() const { return sql_constraints_; }
  const Registry& registry() const { return *registry_; }

 private:
  friend class Registry;
  struct Declaration {
    std::string name, module;
    std::vector<FieldSpec> specs;
  };

  std::string name_, description_, table_, order_ = "id", rec_name_, parent_name_ = "parent_id";
  bool parent_store_ = false, abstract_ = false, transient_ = false, log_access_ = true,
       foreign_ = false;
  std::string layer_module_;  // the module that is registering
  std::vector<std::string> mixins_, ancestors_;
  std::vector<std::pair<std::string, std::string>> delegates_;
  std::vector<Declaration> declarations_;
  std::vector<Constraint> constraints_;
  std::vector<SqlConstraint> sql_constraints_;
  std::unordered_map<std::string, std::unique_ptr<Field>> fields_;
  std::vector<const Field*> field_order_;
  std::unordered_map<std::string, Method> methods_;
  const Registry* registry_ = nullptr;
};

}  // namespace chatterd
