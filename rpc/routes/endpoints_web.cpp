// Session, Database, DataSet and WebClient of odoo/addons/web/controllers/main.py.
#include <set>

#include "models/engine/errors.hpp"
#include "rpc/routes/call.hpp"
#include "rpc/routes/dispatch.hpp"
#include "rpc/routes/endpoints.hpp"
#include "rpc/wire/html_pages.hpp"

namespace chatterd::rpc {

namespace {

// The answer of authenticate and get_session_info; asking for it refreshes the session's context.
Value session_info(Call& call) {
  Value info = call.backend().session_info(call.caller());
  call.session.context = info["user_context"];
  info["uid"] = call.session.uid;
  info["db"] = call.session.db;
  return info;
}

Value authenticate(Call& call) {
  const Value db = call.required("db", "authenticate");
  LoginRequest login{.login = to_text(call.required("login", "authenticate")),
                     .password = to_text(call.required("password", "authenticate")),
                     .base_location = call.url_root(),
                     .remote = call.request->remote};
  call.database = &named_database(*call.databases, db);
  const Id uid = call.backend().authenticate(login);
  Session& session = call.session;
  session.rotate = true;
  session.db = call.database->name;
  call.names_database = call.databases->several();
  session.uid = uid;
  session.login = login.login;
  session.token = call.backend().session_token(uid, session.sid);
  call.authenticated = true;
  return session_info(call);
}

Value get_session_info(Call& call) {
  if (call.session.uid == 0) throw SessionExpired();
  call.authenticated = true;
  return session_info(call);
}

Value check(Call&) { return nullptr; }  // authentication has said it all

Value destroy(Call& call) {
  call.session.logout(false);
  return nullptr;
}

HttpResponse logout(Call& call) {
  call.session.logout(true);
  std::string target = to_text(call.parameter("redirect"));
  // Only within this server: a link that logs out must not lead elsewhere.
  if (!target.starts_with('/') || target.starts_with("//") || target.starts_with("/\\"))
    target = "/web";
  return redirect(call.url_root() + target, 303);
}

Value change_password(Call& call) {
  const auto failed = [](const std::string& text) {
    return Value{{"title", "Change Password"}, {"error", text}};
  };
  Value values = Value::object();
  for (const Value& field : call.required("fields", "change_password"))
    values[field.at("name").get<std::string>()] = field.at("value");
  const std::string old_password = to_text(values.at("old_pwd")),
                    new_password = to_text(values.at("new_password"));
  const auto blank = [](const std::string& text) {
    return text.find_first_not_of(" \t\r\n\f\v") == std::string::npos;
  };
  if (blank(old_password) || blank(new_password) || blank(to_text(values.at("confirm_pwd"))))
    return failed("You cannot leave any password empty.");
  if (new_password != to_text(values.at("confirm_pwd")))
    return failed("The new password and its confirmation must be identical.");
  try {
    if (truthy(call.backend().call_kw(call.caller(), "res.users", "change_password",
                                      {old_password, new_password}, {{"context", call.context}})))
      return {{"new_password", new_password}};
  } catch (const UserError& error) {
    return failed(error.what());
  } catch (const AccessDenied& error) {
    if (error.what() != std::string("Access denied")) return failed(error.what());
    return failed("The old password you provided is incorrect, your password was not changed.");
  }
  return failed("Error, password not changed !");
}

// main.py module_installed: those that bring files for the browser, which these do not.
Value modules(Call& call) {
  static const std::set<std::string> without_files = {
      "analytic",     "base_address_city", "base_vat",   "fetchmail",
      "http_routing", "phone_validation",  "uom",        "social_media",
      "link_tracker", "auth_ldap",         "association"};
  Value out = Value::array();
  for (const std::string& name : call.backend().installed_modules())
    if (!without_files.contains(name)) out.push_back(name);
  return out;
}
// Odoo reads them from its files: they are those of any database.
Value languages(Call& call) { return call.databases->all().front().backend->languages(); }

// http.py save_action and get_action: ten actions a session, by a running number.
Value save_session_action(Call& call) {
  Value& saved = call.session.saved_actions;
  if (!saved.is_object()) saved = {{"next", 1}, {"actions", Value::object()}};
  Value& actions = saved["actions"];
  const Id key = saved["next"].get<Id>();
  if (actions.size() >= 10) actions.erase(std::to_string(key - 10));
  actions[std::to_string(key)] = call.required("the_action", "save_session_action");
  saved["next"] = key + 1;
  return key;
}

Value get_session_action(Call& call) {
  const Value& saved = call.session.saved_actions;
  const Value key = call.required("key", "get_session_action");
  if (!saved.is_object() || !key.is_number_integer()) return nullptr;
  const auto found = saved["actions"].find(std::to_string(key.get<Id>()));
  return found == saved["actions"].end() ? Value() : *found;
}

// `text`, where given, may get the answer as JSON instead.
Value call_model(Call& call, const char* function, bool with_kwargs, std::string* text) {
  const std::string model = to_text(call.required("model", function));
  const std::string method = to_text(call.required("method", function));
  Value args = call.taken("args", function);
  Value kwargs = with_kwargs ? call.taken("kwargs", function) : Value::object();
  call.subject = model + "." + method;
  Caller caller = call.caller();
  caller.text = text;
  return call.backend().call_kw(caller, model, method, std::move(args), std::move(kwargs));
}

Value call_kw(Call& call) { return call_model(call, "call_kw", true, &call.result_text); }
Value dataset_call(Call& call) { return call_model(call, "call", false, &call.result_text); }

// main.py clean_action, with the views of an action that names none.
Value call_button(Call& call) {
  Value action = call_model(call, "call_button", true, nullptr);
  if (!action.is_object() || (action.contains("type") && action["type"] == "")) return false;
  if (!action.contains("flags")) action["flags"] = Value::object();
  if (!action.contains("type")) action["type"] = "ir.actions.act_window_close";
  if (action["type"] != "ir.actions.act_window") return action;
  if (!truthy(action.value("views", Value()))) {
    Value views = Value::array();
    Value view = action.value("view_id", Value(false));
    if (view.is_array()) view = view.empty() ? Value(false) : Value(view[0]);
    std::string modes = action.at("view_mode").get<std::string>();
    while (!modes.empty()) {
      const std::size_t comma = modes.find(',');
      views.push_back({truthy(view) ? view : Value(false), modes.substr(0, comma)});
      modes = comma == std::string::npos ? "" : modes.substr(comma + 1);
    }
    action["views"] = views;
  }
  // Old actions show their list as "tree" with view_type "form".
  const Value view_type = action.contains("view_type") ? action["view_type"] : Value("form");
  action.erase("view_type");
  if (view_type == "form")
    for (Value& view : action["views"])
      if (view[1] == "tree") view[1] = "list";
  return action;
}

Value search_read(Call& call) {
  const std::string model = to_text(call.required("model", "search_read"));
  call.subject = model + ".web_search_read";
  const auto or_false = [&](const char* name) {
    const Value value = call.parameter(name);
    return value.is_null() ? Value(false) : value;
  };
  Value kwargs = {{"offset", call.params.contains("offset") ? call.params["offset"] : Value(0)},
                  {"limit", or_false("limit")},
                  {"order", call.parameter("sort")},
                  {"context", call.context}};
  return call.backend().call_kw(call.caller(), model, "web_search_read",
                                {call.parameter("domain"), or_false("fields")}, std::move(kwargs));
}

Value version(Call&) { return version_info(); }

}  // namespace

void add_web_routes(RouteTable& table, const EndpointOptions& options) {
  const std::size_t limit = options.call_limit;
  const auto json = [&](const char* pattern, Auth auth, JsonHandler handler,
                        Verify verify = Verify::before_handler, std::size_t body_limit = 1 << 20) {
    Route route;
    route.pattern = pattern;
    route.auth = auth;
    route.handler = std::move(handler);
    route.verify = verify;
    route.body_limit = body_limit;
    route.without_database = auth == Auth::none;
    table.add(std::move(route));
  };
  json("/web/webclient/version_info", Auth::none, version);
  json("/web/session/authenticate", Auth::none, authenticate);
  json("/web/session/get_session_info", Auth::none, get_session_info);
  json("/web/session/check", Auth::user, check);
  json("/web/session/destroy", Auth::user, destroy);
  json("/web/session/change_password", Auth::user, change_password, Verify::in_call);
  json("/web/session/get_lang_list", Auth::none, languages);
  json("/web/session/modules", Auth::user, modules);
  json("/web/session/save_session_action", Auth::user, save_session_action, Verify::before_handler,
       limit);
  json("/web/session/get_session_action", Auth::user, get_session_action);
  json("/web/dataset/call_kw", Auth::user, call_kw, Verify::in_call, limit);
  json("/web/dataset/call_kw/<path:path>", Auth::user, call_kw, Verify::in_call, limit);
  json("/web/dataset/call", Auth::user, dataset_call, Verify::in_call, limit);
  json("/web/dataset/call_button", Auth::user, call_button, Verify::in_call, limit);
  json("/web/dataset/search_read", Auth::user, search_read, Verify::in_call);
  Route out;
  out.pattern = "/web/session/logout";
  out.auth = Auth::none;
  out.csrf = true;
  out.without_database = true;
  out.handler = HttpHandler(logout);
  table.add(std::move(out));
}

}  // namespace chatterd::rpc
