// What the web client is told of its session (ir.http session_info of base, web and the modules
// installed).
#include "bridge/files/hash.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/base/res/authentication.hpp"
#include "models/modules/base/res/settings.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Value currencies(const Env& env) {
  Value out = Value::object();
  const Value rows =
      env["res.currency"].search(Value::array()).read({"symbol", "position", "decimal_places"});
  for (const Value& row : rows)
    out[std::to_string(row["id"].get<Id>())] = {{"symbol", row["symbol"]},
                                                {"position", row["position"]},
                                                {"digits", {69, row["decimal_places"]}}};
  return out;
}

Value companies(const Records& user) {
  Value allowed = Value::array();
  for (const Records& company : user.rel("company_ids").each())
    allowed.push_back({company.id(), company.get("name")});
  const Records current = user.rel("company_id");
  return {{"current_company", {current.id(), current.get("name")}}, {"allowed_companies", allowed}};
}

// Odoo's client fetches menus, templates and translations again when these change. They are Odoo's
// to serve; here they only have to stay the same while the installed modules do.
Value cache_hashes(const Env& env) {
  std::string modules;
  for (const std::string& name : env.registry().modules()) modules += name + ",";
  Value out = Value::object();
  for (const char* part : {"load_menus", "qweb", "translations"})
    out[part] = bridge::sha1_hex(std::string(part) + modules + env.user_info()->lang);
  return out;
}

void add_for_internal_users(const Env& env, const Records& user, Value& info) {
  const Registry& registry = env.registry();
  info["user_companies"] = companies(user);
  info["currencies"] = currencies(env);
  info["show_effect"] = registry.installed("base_setup")
                            ? config_parameter(env, "base_setup.show_effect")
                            : Value(true);
  info["display_switch_company_menu"] =
      env.has_group("base.group_multi_company") && env.user_info()->company_ids.size() > 1;
  info["cache_hashes"] = cache_hashes(env);
}

}  // namespace

Value session_info(const Env& env) {
  const auto me = env.user_info();
  const Records user = env.user();
  const bool admin = env.is_superuser_or_admin();
  Value context = {{"lang", me->lang.empty() ? Value(false) : Value(me->lang)},
                   {"tz", me->tz.empty() ? Value(false) : Value(me->tz)},
                   {"uid", env.uid()}};
  Value info = {{"uid", env.uid()},
                {"is_system", env.is_system()},
                {"is_admin", admin},
                {"user_context", context},
                {"db", nullptr},  // whoever answers fills it in
                {"server_version", "13.0-20200121"},
                {"server_version_info", {13, 0, 0, "final", 0, ""}},
                {"name", me->name},
                {"username", me->login},
                {"partner_display_name", user.rel("partner_id").get("display_name")},
                {"company_id", me->company_id},
                {"partner_id", me->partner_id},
                {"web.base.url", config_parameter(env, "web.base.url", "")}};
  if (env.has_group("base.group_user")) add_for_internal_users(env, user, info);
  if (admin && env.registry().installed("web_tour")) {
    Value tours = Value::array();
    for (const bridge::Row row : env.cr().execute(
             Sql("SELECT name FROM web_tour_tour WHERE user_id = %s ORDER BY id", {env.uid()})))
      tours.push_back(row[0].str());
    info["web_tours"] = tours;
  }
  if (!env.has_group("base.group_user")) return info;
  if (env.registry().installed("mail"))
    info["out_of_office_message"] = user.get("out_of_office_message");
  if (env.registry().installed("mail_bot"))
    info["odoobot_initialized"] = user.get("odoobot_state") != "not_initialized";
  return info;
}

}  // namespace chatterd
