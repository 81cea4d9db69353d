// What the Python of modules changes of the models that the addon delegates, as far as its text
// tells: the addon's guard (odoo_addon/mail_chatterd/engine/guard.py) without a running Odoo, on
// the same tables (code.json there).
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "models/engine/value.hpp"

namespace chatterd::doctor {

// One piece of code. kind: "method", "command", "constraint", "field", "default", "setting",
// "computed", "patch" or "controller".
struct Extension {
  std::string module, model, name, kind, where;
};

// A class of a module's Python.
struct PythonClass {
  std::string file, name;
  std::string model;                          // _name, or the one of _inherit
  std::vector<std::string> mixins;            // further ones of _inherit
  std::vector<std::string> bases;             // between the parentheses
  std::map<std::string, std::string> fields;  // name → its arguments, as text
  std::set<std::string> methods, constraints, settings;
};
struct PythonCode {
  std::vector<PythonClass> classes;
  std::map<std::string, std::string> patches;  // attribute that is put into a class → file
};
// All files below the folder of a module but its tests. Nothing when it is not there.
PythonCode read_python(const std::string& folder, const std::string& module);

// {"model.method" or "/route": reasons, "" when delegated} for modules that are not known, by name;
// `known` are those that are, whose names can be overridden.
std::map<std::string, std::set<std::string>> kept_methods(
    const std::map<std::string, PythonCode>& unknown,
    const std::map<std::string, PythonCode>& known);

// What nginx sends besides ("mail.channel.*", routes) may reach anything: it is kept as soon as
// unknown code changes something that is watched. The names, none where nothing does.
std::set<std::string> kept_besides(const std::map<std::string, PythonCode>& unknown,
                                   const std::map<std::string, PythonCode>& known);

// Whether the code of the module was read, in this version ("13.0.1.0"), and whether the engine,
// which declares something in `native`, does all of it that acts in delegated calls.
bool is_known(const std::string& module, const std::string& version,
              const std::set<std::string>& native);

// The tables of code.json.
const Value& code_tables();

}  // namespace chatterd::doctor
