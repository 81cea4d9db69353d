// mail.blacklist: Mail Blacklist.
#include "models/engine/html/email_text.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Value normalized(const Value& email) {
  const auto normal = html::email_normalize(to_text(email));
  return normal ? Value(*normal) : Value(false);
}

// Each address once; those that are on the list already are answered as they are.
Value create_blacklisted(const Records& self, const Args& args) {
  const Env& env = self.env();
  Value wanted = Value::array();
  std::vector<std::string> addresses;
  for (Value values :
       args["vals_list"].is_array() ? args["vals_list"] : Value::array({args["vals_list"]})) {
    const Value given = values.value("email", Value(false));
    const Value email = normalized(given);
    if (!truthy(email)) throw UserError(format(env.translate("Invalid email address %r"), {given}));
    if (std::find(addresses.begin(), addresses.end(), to_text(email)) != addresses.end()) continue;
    addresses.push_back(to_text(email));
    values["email"] = email;
    wanted.push_back(values);
  }
  Ids listed;
  std::set<std::string> known;
  for (const bridge::Row row : env.cr().execute(
           Sql("SELECT id, email FROM mail_blacklist WHERE email = ANY(%s)", {addresses}))) {
    listed.push_back(row[0].integer());
    known.insert(row[1].str());
  }
  Value fresh = Value::array();
  for (const Value& values : wanted)
    if (!known.contains(to_text(values["email"]))) fresh.push_back(values);
  for (const Id id : to_ids(args.super(self, {{"vals_list", fresh}}))) listed.push_back(id);
  return listed;
}

Value write_blacklisted(const Records& entries, const Args& args) {
  Value values = args["vals"];
  if (values.is_object() && values.contains("email")) values["email"] = normalized(values["email"]);
  return args.super(entries, {{"vals", values}});
}

// Addresses in a domain are compared in their normal form.
Value search_adapt(const Records&, const Args& args) {
  Value domain = args["args"];
  for (Value& term : domain)
    if (term.is_array() && term.size() == 3 && term[0] == "email" && term[2].is_string())
      if (const Value email = normalized(term[2]); truthy(email)) term[2] = email;
  return {{"args", domain}};
}

Value set_listed(const Records& self, const Value& email, bool active) {
  const Records entry = self.with_context({{"active_test", false}})
                            .search(Value::array({term("email", "=", normalized(email))}));
  if (entry.empty()) return self.create({{"email", email}, {"active", active}}).ids();
  entry.write({{"active", active}});
  return entry.ids();
}

Value add(const Records& self, const Args& args) { return set_listed(self, args["email"], true); }
Value remove(const Records& self, const Args& args) {
  return set_listed(self, args["email"], false);
}

}  // namespace

void define_mail_blacklist(Registry& registry) {
  Model& m = registry.define("mail.blacklist", "mail", "Mail Blacklist");
  m.inherit({"mail.thread"});
  m.rec_name("email");
  m.sql_constraint("unique_email", "unique (email)", "Email address already exists!");
  m.field(
      "email",
      char_("Email Address").required().index().tracking().help("This field is case insensitive."));
  m.field("active", boolean().by_default(true).tracking());
  m.method("create", On::model, {}, create_blacklisted);
  m.method("write", On::multi, {}, write_blacklisted);
  m.method("_search_adapt", On::model, {"args"}, search_adapt);
  m.method("_add", On::model, {"email"}, add);
  m.method("_remove", On::model, {"email"}, remove);
}

}  // namespace chatterd
