// Which delegated methods the code of unknown modules keeps in Python.
#include "models/engine/doctor/code.hpp"

#include <algorithm>
#include <boost/regex.hpp>

namespace chatterd::doctor {

extern const char* const code_json;

namespace {

bool lists(const Value& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// What a name of a model can override: {model: names of methods and fields}, mixins' under their
// own.
using Names = std::map<std::string, std::set<std::string>>;

Names names_of(const std::map<std::string, PythonCode>& known) {
  Names names;
  for (const auto& [module, code] : known)
    for (const PythonClass& each : code.classes) {
      std::set<std::string>& mine = names[each.model];
      mine.insert(each.methods.begin(), each.methods.end());
      for (const auto& [field, arguments] : each.fields) mine.insert(field);
    }
  return names;
}

bool has_argument(const std::string& arguments, const char* name) {
  return boost::regex_search(arguments, boost::regex("[(,\\s]" + std::string(name) + "\\s*="));
}

// "store=True" of a field that is computed, and what else fills records behind the engine's back.
std::string kind_of_field(const std::string& arguments, bool redefines) {
  static const boost::regex argument(R"([(,]\s*(\w+)\s*=)");
  const bool computed = has_argument(arguments, "compute") || has_argument(arguments, "related");
  if (computed && boost::regex_search(arguments, boost::regex("store\\s*=\\s*True")))
    return "computed";
  if (redefines) {
    for (auto each = boost::sregex_iterator(arguments.begin(), arguments.end(), argument);
         each != boost::sregex_iterator(); ++each)
      if (!lists(code_tables()["labels"], (*each)[1])) return "field";
    return "";
  }
  if (has_argument(arguments, "default")) return "default";
  return boost::regex_search(arguments, boost::regex("required\\s*=\\s*True")) ? "field" : "";
}

class Finder {
 public:
  Finder(const std::map<std::string, PythonCode>& unknown,
         const std::map<std::string, PythonCode>& known)
      : unknown_(unknown), names_(names_of(known)) {}

  std::vector<Extension> all() {
    for (const auto& [module, code] : unknown_) {
      for (const PythonClass& each : code.classes) {
        look_at(module, each, each.model);
        for (const std::string& mixin : each.mixins)
          for (const auto& [other, others] : unknown_)
            for (const PythonClass& mixed : others.classes)
              if (mixed.model == mixin) look_at(other, mixed, each.model);
        look_at_controller(module, each);
      }
      for (const auto& [name, file] : code.patches)
        for (const auto& [model, names] : names_)
          if (names.contains(name)) found_.push_back({module, model, name, "patch", file});
    }
    return std::move(found_);
  }

 private:
  bool overrides(const std::string& model, const std::string& name) const {
    for (const char* below : {model.c_str(), "mail.thread", "mail.alias.mixin", "base"})
      if (const auto found = names_.find(below);
          found != names_.end() && found->second.contains(name))
        return true;
    // what every model has (odoo/models.py)
    for (const char* name_of_all : {"create",
                                    "write",
                                    "unlink",
                                    "read",
                                    "search",
                                    "_search",
                                    "_read",
                                    "name_get",
                                    "name_search",
                                    "_name_search",
                                    "default_get",
                                    "search_read",
                                    "search_count",
                                    "browse",
                                    "exists",
                                    "check_access_rights",
                                    "check_access_rule",
                                    "_write",
                                    "_create",
                                    "fields_get",
                                    "_compute_display_name",
                                    "modified",
                                    "flush",
                                    "_where_calc",
                                    "_apply_ir_rules",
                                    "_filter_access_rules",
                                    "user_has_groups",
                                    "filtered",
                                    "_compute_field_value"})
      if (name == name_of_all) return true;
    return false;
  }

  void look_at(const std::string& module, const PythonClass& each, const std::string& model) {
    const auto add = [&](const std::string& name, const char* kind) {
      found_.push_back({module, model, name, kind, each.file + ", " + each.name});
    };
    for (const std::string& name : each.constraints) add(name, "constraint");
    for (const std::string& name : each.methods) {
      if (name.starts_with("_define_command_") || name.starts_with("_execute_command_"))
        add(name, "command");
      else if (overrides(model, name) && !lists(code_tables()["views"], name))
        add(name, "method");
    }
    for (const std::string& name : each.settings)
      if (lists(code_tables()["settings"], name)) add(name, "setting");
    for (const auto& [name, arguments] : each.fields)
      if (const std::string kind = kind_of_field(arguments, overrides(model, name)); !kind.empty())
        add(name, kind.c_str());
  }

  void look_at_controller(const std::string& module, const PythonClass& each) {
    for (const auto& [route, methods] : code_tables()["controllers"].items())
      for (const Value& method : methods)
        for (const std::string& base : each.bases)
          if (base.ends_with("Controller") && each.methods.contains(method.get<std::string>()))
            found_.push_back({module, route, method, "controller", each.file + ", " + each.name});
  }

  const std::map<std::string, PythonCode>& unknown_;
  const Names names_;
  std::vector<Extension> found_;
};

// The beginnings of names that a group uses of a model.
bool uses(const Value& group, const Extension& extension) {
  const auto of_model = group["uses"].find(extension.model);
  if (of_model == group["uses"].end()) return false;
  for (const Value& beginning : *of_model) {
    const std::string text = beginning.get<std::string>();
    if (!text.starts_with('@')) {
      if (extension.name.starts_with(text)) return true;
      continue;
    }
    for (const Value& each : code_tables()["beginnings"][text.substr(1)])
      if (extension.name.starts_with(each.get_ref<const std::string&>())) return true;
  }
  return false;
}

// guard.py concerns()
bool concerns(const Value& group, const std::string& name, const Extension& extension) {
  if (extension.kind == "controller") return extension.model == name;
  if (lists(group["writes"], extension.model)) return true;
  const bool own = name == extension.model + "." + extension.name;
  if (!group["uses"].contains(extension.model) && !own) return false;
  if (extension.kind == "constraint" || extension.kind == "default" || extension.kind == "computed")
    return false;
  if (extension.kind == "field") {
    const Value& fields = code_tables()["fields"];
    return !fields.contains(extension.model) || lists(fields[extension.model], extension.name);
  }
  if (extension.kind == "setting" || own) return true;
  return !lists(code_tables()["writing"], extension.name) && uses(group, extension);
}

}  // namespace

const Value& code_tables() {
  static const Value tables = Value::parse(code_json);
  return tables;
}

bool is_known(const std::string& module, const std::string& version,
              const std::set<std::string>& native) {
  const std::string plain = version.starts_with("13.0.") ? version.substr(5) : version;
  const Value& standard = code_tables()["standard"];
  const bool read = standard.contains(plain) && lists(standard[plain], module);
  const bool own = module == "mail_chatterd";
  return own || (read && (native.contains(module) || !code_tables()["left"].contains(module)));
}

std::map<std::string, std::set<std::string>> kept_methods(
    const std::map<std::string, PythonCode>& unknown,
    const std::map<std::string, PythonCode>& known) {
  const std::vector<Extension> found = Finder(unknown, known).all();
  std::map<std::string, std::set<std::string>> kept;
  for (const Value& group : code_tables()["reach"])
    for (const Value& name : group["names"]) {
      std::set<std::string>& reasons = kept[name.get<std::string>()];
      for (const Extension& extension : found)
        if (concerns(group, name, extension))
          reasons.insert(extension.module + ": " + extension.kind + " " + extension.model + "." +
                         extension.name + " (" + extension.where + ")");
    }
  return kept;
}

std::set<std::string> kept_besides(const std::map<std::string, PythonCode>& unknown,
                                   const std::map<std::string, PythonCode>& known) {
  const auto is_watched = [](const Extension& extension) {
    return std::ranges::any_of(code_tables()["reach"], [&](const Value& group) {
      return group["uses"].contains(extension.model) || lists(group["writes"], extension.model);
    });
  };
  const auto besides = code_tables()["gateway"].get<std::set<std::string>>();
  std::set<std::string> kept;
  for (const Extension& extension : Finder(unknown, known).all()) {
    if (is_watched(extension)) return besides;
    if (extension.kind == "controller" && besides.contains(extension.model))
      kept.insert(extension.model);
  }
  return kept;
}

}  // namespace chatterd::doctor
