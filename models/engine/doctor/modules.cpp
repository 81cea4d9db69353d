// The series, the modules, and who overrides what chatterd answers.
#include <filesystem>

#include "models/engine/doctor/code.hpp"
#include "models/engine/doctor/doctor.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/setup/upgrade.hpp"

namespace chatterd::doctor {

namespace {

std::string joined(const std::set<std::string>& names, std::size_t limit = 40) {
  std::string out;
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (++count > limit) return out + ", …";
    out += (out.empty() ? "" : ", ") + name;
  }
  return out;
}

// Of each module, the folder among those given.
std::string folder_of(const Options& options, const std::string& module) {
  for (const std::string& path : options.addons_paths)
    if (std::filesystem::exists(path + "/" + module + "/__manifest__.py"))
      return path + "/" + module;
  return "";
}

// What the addon will delegate and why not the rest, from the Python of the modules.
void predict(const std::map<std::string, std::string>& versions, const Registry& registry,
             const Options& options, const Add& add) {
  const std::set<std::string>& native = registry.known_modules();
  std::map<std::string, PythonCode> known, unknown;
  for (const Model* model : registry.models()) {
    const std::vector<std::string> methods = model->method_names();
    PythonClass declared;
    declared.model = model->name();
    declared.methods.insert(methods.begin(), methods.end());
    for (const Field* field : model->fields()) declared.fields[field->name] = "";
    known[""].classes.push_back(std::move(declared));
  }
  std::set<std::string> missing;
  for (const auto& [module, version] : versions) {
    const std::string folder = folder_of(options, module);
    const bool read = is_known(module, version, native);
    if (folder.empty()) {
      if (!read) missing.insert(module);
      continue;
    }
    (read ? known : unknown)[module] = read_python(folder, module);
  }
  if (!missing.empty())
    add({"code:missing",
         Severity::warning,
         "The Python of some modules is in none of the folders of --addons-path",
         joined(missing) + ". What they override is not known.",
         {}});
  std::set<std::string> kept;
  std::size_t all = 0;
  for (const auto& [name, reasons] : kept_methods(unknown, known)) {
    ++all;
    if (reasons.empty()) continue;
    kept.insert(name);
    add({"kept:" + name, Severity::note, name + " is left to Odoo", joined(reasons), {}});
  }
  const std::size_t answered = all - kept.size();
  kept.merge(kept_besides(unknown, known));
  add({"delegation",
       kept.empty() ? Severity::ok : Severity::note,
       std::to_string(answered) + " of " + std::to_string(all) +
           " methods and routes will be answered by chatterd",
       kept.empty() ? ""
                    : "The addon keeps the others by itself; without it, set the system "
                      "parameter mail_chatterd.kept to " +
                          Value(kept).dump(),
       {}});
}

}  // namespace

void examine_modules(bridge::Transaction& transaction, const Options& options, const Add& add) {
  std::set<std::string> installed;
  std::map<std::string, std::string> versions;
  std::string version;
  for (const bridge::Row row : transaction.execute(R"sql(
           SELECT name, latest_version
           FROM ir_module_module
           WHERE state IN ('installed', 'to upgrade'))sql")) {
    installed.insert(row[0].str());
    versions[row[0].str()] = row[1].str();
    if (row[0].text() == "base") version = row[1].str();
  }
  const bool right = version.starts_with("13.0.");
  const MadeBy made = right ? made_by(transaction) : MadeBy();
  add({"series",
       right ? Severity::ok : Severity::problem,
       !right     ? "Not an Odoo 13.0 database"
       : made.own ? "A database that chatterd has made, with Odoo 13.0's schema"
                  : "An Odoo 13.0 database",
       "base is of version " + (version.empty() ? "(none)" : version) + "." +
           (made.own ? " Brought up to date by chatterd " +
                           (made.version.empty() ? "before 0.2" : made.version) + "."
                     : ""),
       {}});
  for (const char* needed : {"mail", "bus"})
    if (!installed.contains(needed))
      add({std::string("module:") + needed,
           Severity::problem,
           std::string("The module ") + needed + " is not installed",
           "chatterd serves what it brings.",
           {}});
  // Nobody else's code runs on it, unless somebody says where it is.
  if (made.own && options.addons_paths.empty()) return;
  const Registry registry(installed);
  std::set<std::string> unknown;
  for (const auto& [name, code] : versions)
    if (!is_known(name, code, registry.known_modules())) unknown.insert(name + " " + code);
  add({"modules",
       unknown.empty() ? Severity::ok : Severity::note,
       unknown.empty()
           ? "The code of all modules that are installed is known"
           : std::to_string(unknown.size()) + " modules are installed whose code is not known",
       joined(unknown),
       {}});
  if (!options.addons_paths.empty())
    predict(versions, registry, options, add);
  else if (!unknown.empty())
    add({"code",
         Severity::note,
         "What these modules override is not known",
         "With --addons-path their Python is searched; the addon mail_chatterd finds it by itself.",
         {}});
}

}  // namespace chatterd::doctor
