// From a caller with a proof to an environment of the models.
#include "rpc/backend/engine_backend.hpp"

#include <algorithm>
#include <set>

#include "models/engine/doctor/code.hpp"
#include "models/engine/errors.hpp"
#include "models/engine/once.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/methods/call.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/base/ir/ir_http.hpp"
#include "models/modules/base/res/languages.hpp"
#include "models/modules/base/res/settings.hpp"

namespace chatterd::rpc {

namespace {

// What the administrator, or the addon for them, keeps in Odoo because other modules override it:
// a JSON list of "model.method" and "/route".
bool is_kept(const Env& env, const std::string& name) {
  const Value text = config_parameter(env, "mail_chatterd.kept");
  if (!text.is_string()) return false;
  const Value kept = Value::parse(text.get_ref<const std::string&>(), nullptr, false);
  return kept.is_array() && std::find(kept.begin(), kept.end(), name) != kept.end();
}

// A method that nginx sends and the addon has never looked at by its name is kept with all others
// of its model ("mail.channel.*") as soon as there is code that nobody knows.
bool is_kept_unseen(const Env& env, const std::string& model, const std::string& name) {
  static const std::set<std::string> seen = [] {
    std::set<std::string> names;
    for (const Value& group : doctor::code_tables()["reach"])
      for (const Value& each : group["names"]) names.insert(each.get<std::string>());
    return names;
  }();
  return !seen.contains(name) && is_kept(env, model + ".*");
}

void decline_unserved(const Env& env, const std::string& model, const std::string& method) {
  const std::string name = model + "." + method;
  const Model* known = env.registry().find(model);
  if (known == nullptr || known->is_foreign() || known->find_method(method) == nullptr)
    throw Declined("not served: " + name);
  if (is_kept(env, name) || is_kept_unseen(env, model, name))
    throw Declined("kept in Odoo: " + name);
}

// In the context of a website, that module has a say in rules, names and new attachments.
void decline_website(const Env& env, const Value& context) {
  if (context.contains("website_id") && env.registry().installed("website"))
    throw Declined("in the context of a website");
}

// Somebody trusted vouches for the user, but may not know yet that they were deactivated.
void check_active(const Env& env, Id uid) {
  const auto user = env.user_info(uid);
  if (!user || !user->active) throw AccessDenied();
}

// What Odoo would have asked its database before it delegates. Only it knows what to answer when
// this does not hold: other modules may have made the token, or an expired session ends there.
void check_hearsay(const Env& env, const Caller& caller, Id registry) {
  if (caller.hearsay->registry != registry || caller.hearsay->caches != env.unit().cache_generation)
    throw Declined("Odoo does not know of a change yet");
  if (caller.uid == 0) return;
  try {
    check_session_token(env, caller.uid, caller.sid, caller.session_token);
  } catch (const SessionExpired&) {
    throw Declined("not this user's session");
  }
  if (!env.user_info(caller.uid)->in_group("base.group_user")) throw Declined("no employee");
}

// Methods of pages, history and search, which write nothing. None that takes ids: whoever has got
// one from somebody else wants to see what it stands for.
bool reads_only(std::string_view method) {
  static const std::set<std::string_view> methods = {
      "channel_fetch_message", "message_fetch",   "search",     "search_count",
      "search_read",           "web_search_read", "read_group", "name_search"};
  return methods.contains(method);
}

void give_up_if_abandoned(const Caller& caller) {
  if (caller.abandoned && caller.abandoned()) throw Declined("nobody waits for it any more");
}

}  // namespace

// Who is told apart where what was seen is remembered; "" for nobody in particular.
std::string client_of(const Caller& caller) {
  return !caller.sid.empty() || caller.uid == 0 ? caller.sid : std::to_string(caller.uid);
}

Value EngineBackend::as(const Caller& caller, const std::function<Value(const Env&)>& work) {
  if (aside_ == nullptr) return as_in(engine_, caller, work);
  // also what fails has shown how things are
  const std::shared_ptr<void> shown(nullptr, [&](void*) { aside_->seen.note(client_of(caller)); });
  return as_in(engine_, caller, work);
}

std::optional<Value> EngineBackend::read_aside(const Caller& caller, const Work& work) {
  // What Odoo's users do there, nobody knows here.
  if (aside_ == nullptr || caller.uid == 0 || caller.trusted || caller.may_decline)
    return std::nullopt;
  const auto seen = aside_->seen.last(client_of(caller));
  if (!seen || !aside_->standby.has(*seen)) return std::nullopt;
  try {
    Value answer = as_in(aside_->engine, caller, work);
    aside_->calls.fetch_add(1, std::memory_order_relaxed);
    return answer;
  } catch (const bridge::SqlError& error) {
    if (error.sqlstate == "57014") throw;  // it has taken its time, and gets no second one
    return std::nullopt;
  } catch (const std::exception&) {
    return std::nullopt;  // it writes, or something is not there yet: the primary knows
  }
}

Value EngineBackend::as_in(Engine& engine, const Caller& caller, const Work& work) {
  give_up_if_abandoned(caller);
  std::size_t sent = 0;
  const auto count = [&] {
    if (caller.statements) *caller.statements += sent;
  };
  Value answer;
  try {
    answer = engine.run(
        superuser_id, Value::object(),
        [&](const Env& root) {
          root.unit().undecided_is_left_to_odoo = caller.may_decline;
          Id uid = caller.uid;
          if (caller.hearsay) check_hearsay(root, caller, engine.registry_generation());
          if (uid == 0)
            uid = root.ref("base.public_user");
          else if (caller.trusted)
            check_active(root, uid);
          else if (!caller.password.empty())
            check_credentials(root, uid, caller.password, caller.remote, failures_);
          else
            check_session_token(root, uid, caller.sid, caller.session_token);
          Value context = caller.context.is_object() ? caller.context : Value::object();
          if (caller.uid == 0) context["_public_session"] = true;
          if (caller.may_decline) decline_website(root, context);
          const Value lang = context.value("lang", Value());
          root.unit().request_language = lang.is_string() ? lang.get<std::string>() : "";
          Value result = work(Env(root.unit(), uid, std::move(context)));
          give_up_if_abandoned(caller);
          if (!caller.write.empty() && !take_write(root, caller.write, result))
            throw Declined("somebody else has done it: " + caller.write);
          return result;
        },
        &sent);
  } catch (...) {
    count();
    throw;
  }
  count();
  return answer;
}

Value EngineBackend::call_kw(const Caller& caller, const std::string& model,
                             const std::string& method, Value args, Value kwargs) {
  const Work work = [&](const Env& env) {
    if (caller.may_decline) decline_unserved(env, model, method);
    if (caller.text) caller.text->clear();  // a first attempt may have met a conflict
    return chatterd::call_kw(env, model, method, args, kwargs, caller.text);
  };
  if (reads_only(method))
    if (std::optional<Value> answer = read_aside(caller, work)) return std::move(*answer);
  return as(caller, work);
}

Value EngineBackend::route(const JsonRoute& route, const Caller& caller, const Value& params) {
  return as(caller, [&](const Env& env) -> Value {
    if (caller.may_decline && is_kept(env, route.path))
      throw Declined(std::string("kept in Odoo: ") + route.path);
    if (caller.text && route.text)
      if (auto written = route.text(env, params)) {
        *caller.text = std::move(*written);
        return nullptr;
      }
    return route.handler(env, params);
  });
}

HttpReply EngineBackend::http_route(const HttpRoute& route, const Caller& caller,
                                    const HttpQuery& query) {
  HttpReply reply;
  const auto work = [&](const Env& env) -> Value {
    reply = route.handler(env, query);
    return nullptr;
  };
  if (route.auth != Auth::none) {
    as(caller, work);
  } else {
    std::size_t sent = 0;
    engine_.run_sudo(work, &sent);
    if (caller.statements) *caller.statements += sent;
  }
  return reply;
}

HttpReply EngineBackend::served_attachment(const HttpQuery& query) {
  HttpReply reply;
  engine_.run_sudo([&](const Env& env) -> Value {
    reply = chatterd::served_attachment(env, query);
    return nullptr;
  });
  return reply;
}

Id EngineBackend::authenticate(const LoginRequest& request) {
  const Value uid = engine_.run_sudo([&](const Env& env) -> Value {
    const Id id = log_in(env, request.login, request.password, request.remote, failures_);
    const bool follow_address = !request.base_location.empty() &&
                                env.user_info(id)->in_group("base.group_system") &&
                                !truthy(config_parameter(env, "web.base.url.freeze"));
    // an administrator's log-in tells the address under which the server is reached
    if (follow_address && config_parameter(env, "web.base.url") != request.base_location)
      env["ir.config_parameter"].call("set_param",
                                      Value::array({"web.base.url", request.base_location}));
    return id;
  });
  return uid.get<Id>();
}

void EngineBackend::check(const Caller& caller) {
  as(caller, [](const Env&) { return Value(); });
}

std::string EngineBackend::session_token(Id uid, const std::string& sid) {
  return engine_
      .run_sudo([&](const Env& env) -> Value { return chatterd::session_token(env, uid, sid); })
      .get<std::string>();
}

Value EngineBackend::session_info(const Caller& caller) {
  return as(caller, [](const Env& env) { return chatterd::session_info(env); });
}

Value EngineBackend::served() {
  ping();
  const auto registry = engine_.registry();
  Value methods = Value::object();
  for (const Model* model : registry->models()) {
    if (model->is_abstract() || model->is_foreign()) continue;
    Value& names = methods[model->name()] = Value::array();
    for (const std::string& name : model->method_names())
      if (!name.starts_with('_') && name != "init") names.push_back(name);
  }
  return {{"modules", registry->known_modules()}, {"methods", std::move(methods)}};
}

std::vector<std::string> EngineBackend::installed_modules() {
  ping();
  const auto registry = engine_.registry();
  return {registry->modules().begin(), registry->modules().end()};
}

Value EngineBackend::languages() { return engine_.run_sudo(known_languages); }

std::string EngineBackend::parameter(const std::string& key) {
  return engine_.run_sudo([&](const Env& env) -> Value { return config_parameter(env, key, ""); })
      .get<std::string>();
}

void EngineBackend::ping() {
  engine_.run_sudo([](const Env&) { return Value(); });
}

}  // namespace chatterd::rpc
