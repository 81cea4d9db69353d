// Setting up an empty database.
#include "rpc/commands/installation.hpp"

#include <algorithm>

#include "bridge/files/hash.hpp"
#include "models/engine/orm/env.hpp"
#include "models/engine/setup/new_database.hpp"
#include "models/engine/setup/upgrade.hpp"
#include "rpc/commands/startup.hpp"

namespace chatterd::rpc {

namespace {

// A database of chatterd's own: one of a later release is refused. The private cluster's gets what
// this release adds; on somebody's server that is the administrator's to say, as other programs and
// engines may use it.
void bring_up_to_date(Engine& engine, const Config& config) {
  MadeBy made;
  engine.run_sudo([&](const Env& env) -> Value {
    made = made_by(env.cr());
    return nullptr;
  });
  if (!made.own) return;
  const std::string name = "the database \"" + engine.database() + "\"";
  if (is_later_release(made.version, version_number()))
    throw StartupError(name + " is of chatterd " + made.version + ", and this is " +
                       version_number() + ": install that one, or restore a backup from before");
  if (made.state == setup_state(*engine.registry())) return;
  const bool ours = config.databases.empty();
  const Upgrade upgrade =
      upgrade_database(engine, version_number(), ours ? Effort::keep : Effort::look);
  if (!ours && !upgrade.changes.empty()) {
    const std::string lacks =
        " and lacks " + std::to_string(upgrade.changes.size()) + " things, such as ";
    const std::string remedy = ": run chatterd upgrade (--dry-run lists them)";
    const auto needed = std::ranges::find_if(upgrade.changes, is_needed);
    if (needed != upgrade.changes.end())
      throw StartupError(name + " is of an older chatterd" +
                         (made.version.empty() ? "" : " (" + made.version + ")") + lacks + *needed +
                         remedy);
    log(Level::warning, name + " is not as a new one" + lacks + upgrade.changes.front() + remedy);
    return;
  }
  if (!ours) note_version(engine, version_number());
  for (const std::string& change : upgrade.changes)
    log(Level::info, "upgraded", {{"added", change}});
  for (const std::string& note : upgrade.notes) log(Level::warning, "upgraded", {{"note", note}});
}

}  // namespace

Installation prepare_database(bridge::Pool& pool, const Config& config) {
  Installation out;
  if (inspect_database(pool) == DatabaseKind::odoo) return out;
  out.fresh = true;
  out.admin_password =
      config.admin_password.empty() ? bridge::random_urlsafe(12) : config.admin_password;
  log(Level::info, "setting up the database", {{"database", pool.database()}});
  try {
    create_database(
        pool, out.admin_password,
        config.livechat ? std::set<std::string>{"rating", "im_livechat"} : std::set<std::string>());
  } catch (const std::runtime_error& error) {
    throw StartupError("cannot set up the database \"" + pool.database() +
                       "\": " + first_line(error.what()));
  }
  return out;
}

void complete_installation(Engine& engine, const Installation& installation, const Config& config) {
  if (installation.fresh) {
    create_first_channel(engine);
    create_first_records(engine);
    note_version(engine, version_number());
  } else {
    bring_up_to_date(engine, config);
  }
  // An Odoo database that was there before is somebody's: nobody is added to it.
  const bool ours = installation.fresh || config.databases.empty();
  if (config.demo && ours) create_demo(engine);
  if (installation.fresh && config.livechat) create_livechat(engine);
}

std::string greeting(const Installation& installation, const Config& config,
                     const std::string& database, const std::string& url) {
  std::string out;
  std::string login = "LOGIN", password = "PASSWORD";
  if (installation.fresh) {
    login = "admin";
    password = installation.admin_password;
    out += "The database \"" + database +
           "\" is set up. Keep this, it is not shown again:\n  login admin, password " + password +
           "\n";
  }
  if (config.demo && (installation.fresh || config.databases.empty())) {
    login = password = "demo";
    out += "To try things: alice, bob, carol and demo; the password is the login.\n";
  }
  if (installation.fresh && config.livechat)
    out +=
        "Live chat: put this line into the pages of your website, with the address that their "
        "visitors reach:\n  <script src=\"" +
        (url.empty() ? "http://ADDR:PORT" : url) + "/im_livechat/loader/1\" async></script>\n";
  if (url.empty()) return out;
  out += "chatterd serves the database \"" + database + "\" at " + url +
         "\nA first call:\n  curl " + url +
         "/jsonrpc -H 'Content-Type: application/json' -d '{\"params\": {\"service\": \"common\", "
         "\"method\": \"login\", \"args\": [\"" +
         database + "\", \"" + login + "\", \"" + password + "\"]}}'\n";
  if (config.page)
    out += "Open it in a browser:\n  " + url + (config.odoo.empty() ? "/" : "/discuss") + "\n";
  return out;
}

}  // namespace chatterd::rpc
