// What the module auth_signup adds to res.users.
#include "models/engine/host.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Value compute_state(const Records& users, const Args&) {
  for (const Records& user : users.each())
    user.assign("state", user.is("login_date") ? "active" : "new");
  return nullptr;
}

// Somebody is new until a log-in is recorded.
Value search_state(const Records&, const Args& args) {
  const std::string op = to_text(args["operator"]);
  const Value& value = args["value"];
  const bool negative = op == "!=" || op == "not in";
  if (!truthy(value)) return negative ? domain::always() : domain::never();
  if (op == "in" || op == "not in") {
    if (value.size() > 1) return negative ? domain::never() : domain::always();
    const bool none = (value[0] == "new") != negative;
    return Value::array({Value::array({"log_ids", none ? "=" : "!=", false})});
  }
  if (op != "=" && op != "!=") return domain::always();
  const bool none = (value == "new") != negative;
  return Value::array({Value::array({"log_ids", none ? "=" : "!=", false})});
}

constexpr const char* set_password = "auth_signup.set_password_email";
constexpr const char* reset_password = "auth_signup.reset_password_email";

// The template of the e-mail with which people set their first password, or another one.
Records password_template(const Env& env, bool first) {
  for (const char* name : {set_password, reset_password}) {
    if (name == set_password && !first) continue;
    const Id id = env.ref(name);
    const Records found = env.browse("mail.template", id ? Ids{id} : Ids{}).exists();
    if (!found.empty()) return found;
    if (name == reset_password && id == 0)
      throw ValueError(format("External ID not found in the system: %s", {name}));
  }
  throw ValueError(
      format("No record found for unique ID %s. It may have been deleted.", {reset_password}));
}

Value action_reset_password(const Records& users, const Args&) {
  const Env& env = users.env();
  const bool first = env.flag("create_user");
  Value until = false;  // a first password may be set at any time
  if (!first)
    until = env.cr()
                .execute(Sql(R"sql(
                    SELECT to_char(now() AT TIME ZONE 'UTC' + interval '1 day',
                        'YYYY-MM-DD HH24:MI:SS'))sql"))[0][0]
                .str();
  users.rel("partner_id")
      .call("signup_prepare", Value::array(), {{"signup_type", "reset"}, {"expiration", until}});
  const Records email = password_template(env, first);
  email.write({{"email_to", "${object.email|safe}"},
               {"email_cc", false},
               {"auto_delete", true},
               {"partner_to", false},
               {"scheduled_date", false}});
  for (const Records& user : users.each()) {
    if (!user.is("email"))
      throw UserError(format(env.translate("Cannot send email: user %s has no email address."),
                             {user.get("name")}));
    env.cr().savepoint([&] {
      email.with_context({{"lang", user.get("lang")}})
          .call("send_mail", Value::array({user.id()}),
                {{"force_send", true}, {"raise_exception", true}});
    });
  }
  return nullptr;
}

// New users get an e-mail with which they set a password. A database that chatterd has made has no
// template for it.
Value create(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Value made = args.super(self);
  if (env.flag("no_reset_password") || env.ref(reset_password) == 0) return made;
  for (const Records& user :
       self.browse(to_ids(made)).with_context({{"create_user", true}}).each()) {
    if (!user.is("email")) continue;
    try {
      user.call("action_reset_password");
    } catch (const Error& error) {
      if (!error.python_name().ends_with(".MailDeliveryException")) throw;
      user.rel("partner_id").call("signup_cancel");
    }
  }
  return made;
}

// The contact whose token it is. Throws UserError when nobody's, or when its time is over.
Records owner_of_token(const Env& env, const Value& token) {
  const Records partner = env.sudo()["res.partner"].search(
      Value::array({term("signup_token", "=", token)}), {.limit = 1});
  if (!truthy(token) || partner.empty() || !partner.is("signup_valid"))
    throw UserError(env.translate("Signup token is not valid or partner not found"));
  return partner;
}

// res_users.py signup(), of somebody who has an account: [database, login, password].
Value signup(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Records partner = owner_of_token(env, args["token"]);
  const Records users = partner.rel("user_ids");
  const Value password =
      args["values"].is_object() ? args["values"].value("password", Value()) : Value();
  if (users.empty() || !truthy(password))
    throw UserError(env.translate("Signup: no name or partner given for new user"));
  partner.write({{"signup_token", false}, {"signup_type", false}, {"signup_expiration", false}});
  const Records user = users.each()[0].sudo();
  user.write({{"password", password}});
  return Value::array({env.host().database(), user.get("login"), password});
}

// res_users.py reset_password(): sends the e-mail to whoever has this login or address. Nobody is
// signed in then, so that it is done as the superuser, as the controller does.
Value reset_password_of(const Records& self, const Args& args) {
  for (const char* field : {"login", "email"}) {
    const Records found = self.sudo().search(Value::array({term(field, "=", args["login"])}));
    if (found.size() == 1) return found.call("action_reset_password");
  }
  throw UserError(self.env().translate("Reset password: invalid username or email"));
}

Value copy(const Records& user, const Args& args) {
  const bool own_address =
      args["default"].is_object() && truthy(args["default"].value("email", Value()));
  return args.super(own_address ? user : user.with_context({{"no_reset_password", true}}));
}

// Who was invited and has never come gets the e-mail again instead of a second user.
Value web_create_users(const Records& self, const Args& args) {
  const Value& emails = args["emails"];
  const Records waiting = self.search(Value::array(
      {term("state", "=", "new"), "|", term("login", "in", emails), term("email", "in", emails)}));
  std::set<std::string> known;
  for (const Records& user : waiting.each()) known.insert(user.text("email"));
  Value others = Value::array();
  for (const Value& email : emails)
    if (known.insert(to_text(email)).second) others.push_back(email);
  const Value made = args.super(self, {{"emails", others}});
  if (!waiting.empty() && self.env().ref(reset_password) != 0)
    waiting.with_context({{"create_user", true}}).call("action_reset_password");
  return made;
}

}  // namespace

void extend_res_users_auth_signup(Registry& registry) {
  Model& m = registry.extend("res.users", "auth_signup");
  m.field("state", selection("Status", {{"new", "Never Connected"}, {"active", "Confirmed"}})
                       .compute("_compute_state")
                       .search("_search_state"));
  m.method("action_reset_password", On::multi, {}, action_reset_password);
  m.method("signup", On::model, {"values", {"token", nullptr}}, signup);
  m.method("reset_password", On::model, {"login"}, reset_password_of);
  m.method("create", On::model, {}, create);
  m.method("copy", On::multi, {}, copy);
  m.method("web_create_users", On::model, {"emails"}, web_create_users);
  m.method("_compute_state", On::multi, {}, compute_state);
  m.method("_search_state", On::model, {"operator", "value"}, search_state);
}

}  // namespace chatterd
