// Login, version, remote calls and the few database services that are served.
#include "rpc/routes/dispatch.hpp"

#include <array>

#include "bridge/files/hash.hpp"
#include "models/engine/errors.hpp"

namespace chatterd::rpc {

namespace {

[[noreturn]] void throw_python(const char* name, const std::string& message) {
  throw Error(ErrorKind::internal, message, std::string("builtins.") + name);
}

const Value& parameter(const Value& params, std::size_t index, const char* function,
                       const char* name) {
  if (index >= params.size())
    throw TypeError(std::string(function) + "() missing 1 required positional argument: '" + name +
                    "'");
  return params[index];
}
Value& parameter(Value& params, std::size_t index, const char* function, const char* name) {
  return const_cast<Value&>(parameter(std::as_const(params), index, function, name));
}

// Methods want binaries as base64 text; only an incoming e-mail is wanted as its bytes.
void settle_binaries(Value& value, bool as_bytes) {
  if (value.is_binary()) {
    const auto& bytes = value.get_binary();
    const std::string raw(bytes.begin(), bytes.end());
    value = as_bytes ? raw : bridge::base64_encode(raw);
  } else if (value.is_structured()) {
    for (Value& item : value) settle_binaries(item, as_bytes);
  }
}

Value common_service(const ServiceContext& context, const std::string& method,
                     const Value& params) {
  if (method == "version") return version_info();
  if (method == "about") {
    const Value info = "See http://openerp.com";
    if (!params.empty() && truthy(params[0])) return {info, version_info()["server_version"]};
    return info;
  }
  if (method == "set_loglevel") return true;
  if (method != "login" && method != "authenticate")
    throw_python("Exception", "Method not found: " + method);
  const char* function = method == "login" ? "exp_login" : "exp_authenticate";
  if (const std::size_t most = method == "login" ? 3 : 4; params.size() > most)
    throw TypeError(std::string(function) + "() takes " + std::to_string(most) +
                    " positional arguments but " + std::to_string(params.size()) + " were given");
  const Value& db = parameter(params, 0, function, "db");
  LoginRequest login{.login = to_text(parameter(params, 1, function, "login")),
                     .password = to_text(parameter(params, 2, function, "password")),
                     .base_location = {},
                     .remote = context.remote};
  if (method == "authenticate") {
    // Clients send {}, "", or a struct with base_location.
    const Value& environment = parameter(params, 3, function, "user_agent_env");
    if (environment.is_object() && environment.contains("base_location"))
      login.base_location = to_text(environment["base_location"]);
  }
  Backend& backend = *named_database(context.databases, db).backend;
  try {
    return backend.authenticate(login);
  } catch (const AccessDenied&) {
    return false;
  }
}

Value db_service(const ServiceContext& context, const std::string& method, const Value& params) {
  if (method == "server_version") return version_info()["server_version"];
  if (method == "list") {
    if (!context.list_db) throw AccessDenied();
    Value names = Value::array();
    for (const Database& database : context.databases.all()) names.push_back(database.name);
    return names;
  }
  if (method == "db_exist")
    return context.databases.find(to_text(parameter(params, 0, "exp_db_exist", "db_name"))) !=
           nullptr;
  if (method == "list_lang") return context.databases.all().front().backend->languages();
  // These want Odoo's master password, which chatterd does not have: no password is the right one.
  static constexpr std::array guarded{"create_database",
                                      "duplicate_database",
                                      "drop",
                                      "dump",
                                      "restore",
                                      "rename",
                                      "change_admin_password",
                                      "migrate_databases",
                                      "list_countries",
                                      "list_db_incompatible"};
  for (const char* name : guarded)
    if (method == name) throw AccessDenied();
  throw KeyError("Method not found: " + method);
}

Value object_service(const ServiceContext& context, const std::string& method, Value params) {
  if (params.size() < 3) throw_python("IndexError", "tuple index out of range");
  const Value db = params[0];
  Caller caller;
  caller.uid = python_int(params[1]);
  caller.password = to_text(params[2]);
  caller.remote = context.remote;
  caller.statements = context.statements;
  if (method == "obj_list")
    throw_python(
        "NameError",
        "obj_list has been discontinued via RPC as of 6.0, please query ir.model directly!");
  if (method != "execute" && method != "execute_kw")
    throw_python("NameError", "Method not available " + method);
  Backend& backend = *named_database(context.databases, db).backend;
  if (caller.uid == 0 || caller.password.empty()) throw AccessDenied();
  const char* function = method == "execute" ? "execute" : "execute_kw";
  const std::string model = to_text(parameter(params, 3, function, "obj"));
  const std::string name = to_text(parameter(params, 4, function, "method"));
  if (context.subject) *context.subject = model + "." + name;
  Value args = Value::array(), kwargs = Value::object();
  if (method == "execute") {
    for (std::size_t i = 5; i < params.size(); ++i) args.push_back(std::move(params[i]));
  } else {
    args = std::move(parameter(params, 5, function, "args"));
    if (!args.is_array() && !truthy(args)) args = Value::array();
    if (!args.is_array())
      throw TypeError("execute() argument after * must be an iterable, not " +
                      std::string(python_type(args)));
    if (params.size() > 6 && truthy(params[6])) kwargs = std::move(params[6]);
    if (!kwargs.is_object())
      throw TypeError("execute() argument after ** must be a mapping, not " +
                      std::string(python_type(kwargs)));
  }
  const bool mail = name == "message_process" || name == "message_parse";
  settle_binaries(args, mail);
  settle_binaries(kwargs, mail);
  try {
    return backend.call_kw(caller, model, name, std::move(args), std::move(kwargs));
  } catch (const KeyError& error) {
    // service/model.py execute_cr looks the model up before it calls.
    if (error.what() == model) throw UserError("Object " + model + " doesn't exist");
    throw;
  }
}

}  // namespace

const Database& named_database(const Databases& databases, const Value& name) {
  if (!name.is_string())
    throw AttributeError("'" + std::string(python_type(name)) +
                         "' object has no attribute 'startswith'");
  const std::string& text = name.get_ref<const std::string&>();
  const Database* found = databases.find(text);
  if (found == nullptr)
    throw Error(ErrorKind::internal, "FATAL:  database \"" + text + "\" does not exist\n",
                "psycopg2.OperationalError");
  return *found;
}

Value version_info() {
  // The server_version is that of the Odoo 13 release whose behaviour is followed.
  return {{"server_version", "13.0-20200121"},
          {"server_version_info", {13, 0, 0, "final", 0, ""}},
          {"server_serie", "13.0"},
          {"protocol_version", 1}};
}

Value dispatch_service(const ServiceContext& context, const std::string& service,
                       const std::string& method, Value params) {
  if (service == "common") return common_service(context, method, params);
  if (service == "db") return db_service(context, method, params);
  if (service == "object") return object_service(context, method, std::move(params));
  throw_python("UnboundLocalError", "local variable 'dispatch' referenced before assignment");
}

}  // namespace chatterd::rpc
