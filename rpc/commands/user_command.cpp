// `chatterd user add|list|password|archive|restore`, beside a running server or without one.
#include "rpc/commands/user_command.hpp"

#include <cstdio>
#include <iostream>
#include <sstream>

#include "bridge/files/hash.hpp"
#include "models/engine/engine.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/records.hpp"
#include "rpc/commands/command_line.hpp"
#include "rpc/commands/config.hpp"
#include "rpc/commands/opened.hpp"

namespace chatterd::rpc {

namespace {

namespace po = boost::program_options;

constexpr const char* user_usage =
    "chatterd user list                      who is here\n"
    "chatterd user add LOGIN --name NAME     with --email, --lang fr_FR, --password, --admin\n"
    "chatterd user password LOGIN            sets another one\n"
    "chatterd user archive LOGIN             ends the account; what was written stays\n"
    "chatterd user restore LOGIN             takes it back\n\n"
    "A password that is not given is made and printed; --password - reads it from the input.\n\n";

po::options_description user_options() {
  po::options_description out;
  out.add_options()("database", po::value<std::string>(), "as of chatterd serve")(
      "data", po::value<std::string>(), "as of chatterd serve")(
      "name", po::value<std::string>(), "full name")("email", po::value<std::string>(),
                                                     "e-mail address")(
      "lang", po::value<std::string>()->default_value("en_US"), "en_US or fr_FR")(
      "password", po::value<std::string>(), "the password; - reads it from the input")(
      "admin", "an administrator")("help,h", "this text");
  return out;
}

struct UserRequest : CommandLine {
  explicit UserRequest(const std::vector<std::string>& arguments)
      : CommandLine("chatterd user", user_options(), arguments, Others::words) {}

  const std::vector<std::string>& words() const { return others(); }
  const std::string& login() const {
    if (words().size() != 2) throw ConfigError("chatterd user " + words()[0] + " wants a login");
    return words()[1];
  }
};

Value condition(const char* field, const Value& value) {
  return Value::array({Value::array({field, "=", value})});
}

Records user_of(const Env& env, const std::string& login) {
  const Records found =
      env["res.users"].with_context({{"active_test", false}}).search(condition("login", login));
  if (found.empty()) throw ConfigError("nobody has the login '" + login + "'");
  return found;
}

// The given one, or one that is made; then `made` is true.
std::string wanted_password(const UserRequest& request, bool& made) {
  std::string password = request.text("password");
  made = password.empty();
  if (made) return bridge::random_urlsafe(9);
  if (password == "-") std::getline(std::cin, password);
  if (password.empty()) throw ConfigError("the password is empty");
  return password;
}

std::string list_users(const Env& env) {
  std::string out;
  const Id system = env.ref("base.group_system");
  for (const Records& user : env["res.users"]
                                 .with_context({{"active_test", false}})
                                 .search(condition("share", false))
                                 .each()) {
    const Ids groups = to_ids(user.get("groups_id"));
    out +=
        user.text("login") + "\t" + user.text("name") + "\t" +
        (user.is("email") ? user.text("email") : "") + "\t" +
        (std::find(groups.begin(), groups.end(), system) != groups.end() ? "administrator" : "") +
        (user.is("active") ? "" : "archived") + "\n";
  }
  return out;
}

std::string add_user(const Env& env, const UserRequest& request) {
  bool made = false;
  const std::string login = request.login(), password = wanted_password(request, made);
  Ids groups = {env.ref("base.group_user")};
  if (request.has("admin")) groups.push_back(env.ref("base.group_system"));
  const std::string email = request.has("email")                   ? request.text("email")
                            : login.find('@') != std::string::npos ? login
                                                                   : std::string();
  env["res.users"]
      .with_context({{"no_reset_password", true}})
      .create({{"login", login},
               {"name", request.has("name") ? request.text("name") : login},
               {"email", email.empty() ? Value(false) : Value(email)},
               {"lang", request.text("lang")},
               {"notification_type", "inbox"},
               {"password", password},
               {"groups_id", command::links(groups)}});
  return "added: login " + login + (made ? ", password " + password : "") + "\n";
}

std::string run_user_command(const Env& env, const UserRequest& request) {
  const std::string& verb = request.words()[0];
  if (verb == "list") return list_users(env);
  if (verb == "add") return add_user(env, request);
  const Records user = user_of(env, request.login());
  if (verb == "password") {
    bool made = false;
    const std::string password = wanted_password(request, made);
    user.write({{"password", password}});
    return "the password of " + request.login() + " is changed" +
           (made ? ": " + password : std::string()) + "\n";
  }
  user.write({{"active", verb == "restore"}});
  return request.login() + (verb == "restore" ? " is back\n" : " is archived\n");
}

}  // namespace

int user_command(const std::vector<std::string>& arguments,
                 const std::map<std::string, std::string>& environment) {
  const UserRequest request(arguments);
  if (request.has("help") || request.words().empty()) {
    std::printf("%s", user_usage);
    return request.has("help") ? 0 : 2;
  }
  const std::string& verb = request.words()[0];
  bool known = false;
  for (const char* one : {"list", "add", "password", "archive", "restore"})
    known = known || verb == one;
  if (!known) throw ConfigError("chatterd user knows no '" + verb + "'; --help lists what it does");
  Config config = read_config({}, environment);
  if (request.has("data")) config.data = request.text("data");
  if (request.has("database")) config.databases = {request.text("database")};
  const Opened opened = open_configured(config, "chatterd user", true);
  Engine engine(opened.pool, opened.filestore, [](const std::vector<std::string>&) {});
  std::string said;
  engine.run_sudo([&](const Env& env) -> Value {
    said = run_user_command(env, request);
    return nullptr;
  });
  engine.finish();
  std::printf("%s", said.c_str());
  return 0;
}

}  // namespace chatterd::rpc
