// Models under declaration, and the binding of method arguments.
#include "models/engine/orm/model.hpp"

#include <algorithm>

#include "models/engine/errors.hpp"
#include "models/engine/orm/declaration_order.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

Model& Model::inherit(std::initializer_list<const char*> mixins) {
  for (const char* mixin : mixins)
    if (std::find(mixins_.begin(), mixins_.end(), mixin) == mixins_.end())
      mixins_.emplace_back(mixin);
  return *this;
}

Model& Model::inherits(const char* field, const char* parent_model) {
  delegates_.emplace_back(field, parent_model);
  return *this;
}

Model& Model::sql_constraint(std::string name, std::string definition, std::string message) {
  sql_constraints_.push_back({std::move(name), std::move(definition), std::move(message)});
  return *this;
}

Model& Model::field(const char* name, FieldSpec spec) {
  DeclarationOrder& order = declaration_order();
  order.declared[this][name] = ++order.last;
  for (Declaration& known : declarations_)
    if (known.name == name) {
      known.specs.push_back(std::move(spec));
      return *this;
    }
  declarations_.push_back({name, layer_module_, {std::move(spec)}});
  return *this;
}

Model& Model::method(const char* name, On on, std::vector<Param> params, Function function) {
  Method& method = methods_[name];
  if (method.chain.empty()) {
    method.name = name;
    method.on = on;
    method.params = std::move(params);
  }
  method.chain.insert(method.chain.begin(), function);
  return *this;
}

Model& Model::twin(const char* name, Twin form) {
  Method& declared = methods_.at(name);
  declared.twins.emplace_back(declared.chain.front(), form);
  return *this;
}

Model& Model::constrains(std::vector<std::string> fields, Function function) {
  constraints_.push_back({std::move(fields), function});
  return *this;
}

bool Model::is_a(std::string_view mixin) const {
  return mixin == name_ ||
         std::find(ancestors_.begin(), ancestors_.end(), mixin) != ancestors_.end();
}

const Field* Model::find_field(std::string_view name) const {
  const auto found = fields_.find(std::string(name));
  return found == fields_.end() ? nullptr : found->second.get();
}

const Field& Model::field_of(std::string_view name) const {
  if (const Field* field = find_field(name)) return *field;
  throw KeyError(std::string(name));
}

std::vector<std::string> Model::method_names() const {
  std::vector<std::string> names;
  for (const auto& [name, method] : methods_)
    if (!method.chain.empty()) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

const Method* Model::find_method(std::string_view name) const {
  const auto found = methods_.find(std::string(name));
  return found == methods_.end() ? nullptr : &found->second;
}

namespace {

// As Python words it; `mandatory` and `allowed` count the record set too.
TypeError too_many(const std::string& name, std::size_t mandatory, std::size_t allowed,
                   std::size_t given, std::size_t keyword_only) {
  const auto s = [](std::size_t count) { return count == 1 ? "" : "s"; };
  std::string text = name + "() takes ";
  if (mandatory < allowed) text += "from " + std::to_string(mandatory) + " to ";
  text += std::to_string(allowed) + " positional argument" +
          (mandatory < allowed ? "s" : s(allowed)) + " but " + std::to_string(given);
  if (keyword_only)
    text += std::string(" positional argument") + s(given) + " (and " +
            std::to_string(keyword_only) + " keyword-only argument" + s(keyword_only) + ")";
  return TypeError(text + (given == 1 && !keyword_only ? " was given" : " were given"));
}

}  // namespace

Twin Method::twin_of(Function layer) const {
  for (const auto& [of, form] : twins)
    if (of == layer) return form;
  return nullptr;
}

Args Method::bind(Value positional, Value keyword, std::size_t depth) const {
  Value named = Value::object(), rest = Value::object();
  std::vector<const Param*> accepting;
  bool takes_rest = false;
  std::size_t by_position = params.size(), mandatory = 1;
  for (const Param& param : params) {
    if (param.name == "**") {
      takes_rest = true;
    } else if (param.name == "*") {
      by_position = accepting.size();
    } else {
      accepting.push_back(&param);
      if (param.mandatory) ++mandatory;
    }
  }
  by_position = std::min(by_position, accepting.size());
  if (positional.size() > by_position) {
    std::size_t keyword_only = 0;
    for (std::size_t i = by_position; i < accepting.size(); ++i)
      if (keyword.is_object() && keyword.contains(accepting[i]->name)) ++keyword_only;
    throw too_many(name, std::min(mandatory, by_position + 1), by_position + 1,
                   positional.size() + 1, keyword_only);
  }
  for (std::size_t i = 0; i < positional.size(); ++i)
    named[accepting[i]->name] = std::move(positional[i]);
  if (keyword.is_object()) {
    for (auto entry = keyword.begin(); entry != keyword.end(); ++entry) {
      const std::string& key = entry.key();
      const bool known = std::any_of(accepting.begin(), accepting.end(),
                                     [&key = key](const Param* p) { return p->name == key; });
      if (known && named.contains(key))
        throw TypeError(name + "() got multiple values for argument '" + key + "'");
      if (known)
        named[key] = std::move(*entry);
      else if (takes_rest)
        rest[key] = std::move(*entry);
      else
        throw TypeError(name + "() got an unexpected keyword argument '" + key + "'");
    }
  }
  for (const Param* param : accepting) {
    if (named.contains(param->name)) continue;
    if (param->mandatory)
      throw TypeError(name + "() missing 1 required positional argument: '" + param->name + "'");
    named[param->name] = param->default_value;
  }
  return {*this, depth, std::move(named), std::move(rest)};
}

Value Args::super(const Records& records) const {
  if (depth_ + 1 >= method_->chain.size())
    throw AttributeError("'super' object has no attribute '" + method_->name + "'");
  return method_->chain[depth_ + 1](records, Args(*method_, depth_ + 1, named_, rest_));
}

Value Args::super(const Records& records, const Value& replaced) const {
  Value named = *named_, rest = *rest_;
  for (const auto& [key, value] : replaced.items()) {
    if (named.contains(key))
      named[key] = value;
    else
      rest[key] = value;
  }
  return Args(*method_, depth_, std::move(named), std::move(rest)).super(records);
}

}  // namespace chatterd
