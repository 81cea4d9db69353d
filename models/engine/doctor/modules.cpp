// The series, the modules, and who overrides what chatterd answers.
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "models/engine/doctor/doctor.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd::doctor {

namespace {

// The models whose methods clients of Discuss call.
constexpr const char* discuss_models[] = {"mail.channel",   "mail.message",      "mail.thread",
                                          "mail.followers", "mail.notification", "res.partner",
                                          "mail.activity"};

// What every model has for its views and life cycle: an override of these is usual, and no call of
// Discuss.
bool is_everyday(const std::string& method) {
  for (const char* name :
       {"fields_view_get", "read_group", "name_get", "copy", "default_get", "get_empty_list_help"})
    if (method == name) return true;
  return method.starts_with("_compute") || method.starts_with("_onchange") ||
         method.starts_with("onchange");
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

// A class of a module's Python, as far as its text tells.
struct PythonClass {
  std::string name;                   // _name
  std::vector<std::string> inherits;  // _inherit
  std::set<std::string> methods;
};

std::vector<PythonClass> classes_in(const std::filesystem::path& file) {
  static const std::regex a_class("^class\\s"), name("^\\s+_name\\s*=\\s*['\"]([a-z0-9_.]+)['\"]"),
      inherit("^\\s+_inherit\\s*=(.*)"), quoted("['\"]([a-z0-9_.]+)['\"]"),
      method("^    def\\s+([a-z_][a-z0-9_]*)\\s*\\(");
  std::vector<PythonClass> classes;
  std::istringstream lines(text_of(file));
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_search(line, a_class)) classes.emplace_back();
    if (classes.empty()) continue;
    PythonClass& current = classes.back();
    if (std::regex_search(line, match, name)) current.name = match[1];
    if (std::regex_search(line, match, inherit)) {
      const std::string names = match[1];
      for (auto each = std::sregex_iterator(names.begin(), names.end(), quoted);
           each != std::sregex_iterator(); ++each)
        current.inherits.push_back((*each)[1]);
    }
    if (std::regex_search(line, match, method)) current.methods.insert(match[1]);
  }
  return classes;
}

// "mail.channel.message_post" for every override in a module's Python.
std::set<std::string> overrides_in(const std::filesystem::path& module, const Registry& registry) {
  std::set<std::string> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(module, error)) {
    if (entry.path().extension() != ".py" ||
        entry.path().string().find("/tests/") != std::string::npos)
      continue;
    for (const PythonClass& each : classes_in(entry.path())) {
      // with a name of its own it is another model, which has these as mixins
      const std::string extended = !each.name.empty()      ? each.name
                                   : each.inherits.empty() ? ""
                                                           : each.inherits[0];
      const Model* model = registry.find(extended);
      if (model == nullptr || std::find(std::begin(discuss_models), std::end(discuss_models),
                                        extended) == std::end(discuss_models))
        continue;
      for (const std::string& method : each.methods)
        if (!is_everyday(method) && model->find_method(method))
          found.insert(extended + "." + method);
    }
  }
  return found;
}

std::string joined(const std::set<std::string>& names, std::size_t limit = 40) {
  std::string out;
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (++count > limit) return out + ", …";
    out += (out.empty() ? "" : ", ") + name;
  }
  return out;
}

}  // namespace

void examine_modules(bridge::Transaction& transaction, const Options& options, const Add& add) {
  std::set<std::string> installed;
  std::string version;
  for (const bridge::Row row : transaction.execute(R"sql(
           SELECT name, latest_version
           FROM ir_module_module
           WHERE state IN ('installed', 'to upgrade'))sql")) {
    installed.insert(row[0].str());
    if (row[0].text() == "base") version = row[1].str();
  }
  const bool right = version.starts_with("13.0.");
  add({"series",
       right ? Severity::ok : Severity::problem,
       right ? "An Odoo 13.0 database" : "Not an Odoo 13.0 database",
       "base is of version " + (version.empty() ? "(none)" : version) + ".",
       {}});
  for (const char* needed : {"mail", "bus"})
    if (!installed.contains(needed))
      add({std::string("module:") + needed,
           Severity::problem,
           std::string("The module ") + needed + " is not installed",
           "chatterd serves what it brings.",
           {}});
  const Registry registry(installed);
  std::set<std::string> unknown;
  for (const std::string& name : installed)
    if (!registry.known_modules().contains(name)) unknown.insert(name);
  if (unknown.empty())
    return add({"modules",
                Severity::ok,
                "chatterd knows all modules that are installed",
                joined(installed),
                {}});
  if (options.addons_paths.empty())
    return add(
        {"modules",
         Severity::note,
         std::to_string(unknown.size()) + " modules are installed that chatterd does not know",
         joined(unknown) + ". With --addons-path their Python is searched for overrides of what "
                           "chatterd answers; the addon mail_chatterd finds them by itself.",
         {}});
  std::set<std::string> kept;
  for (const std::string& name : unknown) {
    std::set<std::string> overrides;
    for (const std::string& folder : options.addons_paths)
      overrides.merge(overrides_in(folder + "/" + name, registry));
    if (overrides.empty()) continue;
    add({"override:" + name,
         Severity::warning,
         "The module " + name + " overrides what chatterd answers",
         joined(overrides) + ". The addon keeps calls that use these in Python; without it, name "
                             "them in the system parameter mail_chatterd.kept.",
         {}});
    kept.merge(overrides);
  }
  if (kept.empty())
    add({"modules",
         Severity::ok,
         "No module that chatterd does not know overrides what it answers",
         joined(unknown),
         {}});
}

}  // namespace chatterd::doctor
