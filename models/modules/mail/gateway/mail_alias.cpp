// mail.alias: Email Aliases.
#include "bridge/text/unicode.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/python/python_expression.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/base/res/settings.hpp"

namespace chatterd {
namespace {

Value domain_of_aliases(const Env& env) { return config_parameter(env, "mail.catchall.domain"); }

Value compute_domain(const Records& aliases, const Args&) {
  const Value domain = domain_of_aliases(aliases.env());
  for (const Records& alias : aliases.each()) alias.assign("alias_domain", domain);
  return nullptr;
}

Value default_domain(const Records& self, const Args&) { return domain_of_aliases(self.env()); }

Value default_user(const Records& self, const Args&) { return self.env().uid(); }

// The name, or the name with the first number that makes it unique.
std::string find_unique(const Records& self, const std::string& name, const Ids& own) {
  Value domain = Value::array({term("alias_name", "=like", name + "%")});
  if (!own.empty()) domain.push_back(term("id", "not in", own));
  std::set<std::string> taken;
  for (const Records& alias : self.search(domain).each()) taken.insert(alias.text("alias_name"));
  if (!taken.contains(name)) return name;
  for (int number = 2;; ++number)
    if (!taken.contains(name + std::to_string(number))) return name + std::to_string(number);
}

// A local part: of an address what stands before the @, in small letters, other characters as one
// "-".
std::string clean(const std::string& name) {
  std::string text = html::lower(bridge::remove_accents(name));
  text = text.substr(0, text.find('@'));
  std::string out;
  bool replacing = false;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = html::next_character(text, at);
    const bool kept = html::is_word(c) || c == U'+' || c == U'.';
    if (kept) bridge::append_utf8(out, c);
    if (!kept && !replacing) out += '-';
    replacing = !kept;
  }
  return out;
}

Value clean_and_make_unique(const Records& self, const Args& args) {
  return find_unique(self, clean(to_text(args["name"])), to_ids(args["alias_ids"]));
}

Value create(const Records& self, const Args& args) {
  const Env& env = self.env();
  Value list = args["vals_list"].is_array() ? args["vals_list"] : Value::array({args["vals_list"]});
  const auto model_id = [&](const char* key) {
    const Value name = env.context(key);
    if (!truthy(name)) return Value();
    return Value(env["ir.model"].sudo().search(Value::array({term("model", "=", name)})).id());
  };
  const Value model = model_id("alias_model_name"), parent = model_id("alias_parent_model_name");
  Value created = Value::array();
  for (Value& values : list) {
    if (values.contains("alias_name") && truthy(values["alias_name"]))
      values["alias_name"] =
          self.call("_clean_and_make_unique", Value::array({values["alias_name"]}));
    if (!model.is_null()) values["alias_model_id"] = model;
    if (!parent.is_null()) values["alias_parent_model_id"] = parent;
    // one after the other: the next one's name must not be this one's
    created.push_back(to_ids(args.super(self, {{"vals_list", Value::array({values})}})).at(0));
  }
  return created;
}

void require_dictionary(const Env& env, const Value& defaults) {
  try {
    if (evaluate_python(to_text(defaults), {}).is_object()) return;
  } catch (const std::exception&) {
    // it is no Python either
  }
  throw ValidationError(
      env.translate("Invalid expression, it must be a literal python dictionary "
                    "definition e.g. \"{'field': 'value'}\""));
}

Value check_defaults(const Records& aliases, const Args&) {
  for (const Records& alias : aliases.each())
    require_dictionary(aliases.env(), alias.get("alias_defaults"));
  return nullptr;
}

Value write(const Records& aliases, const Args& args) {
  Value values = args["vals"];
  if (values.is_object() && values.contains("alias_defaults") &&
      !truthy(values["alias_defaults"])) {
    // said before the database says that there must be some
    aliases.check_access_rights("write");
    require_dictionary(aliases.env(), values["alias_defaults"]);
  }
  if (values.is_object() && values.contains("alias_name") && truthy(values["alias_name"]) &&
      !aliases.empty())
    values["alias_name"] =
        aliases.call("_clean_and_make_unique", Value::array({values["alias_name"]}),
                     {{"alias_ids", aliases.ids()}});
  return args.super(aliases, {{"vals", values}});
}

Value name_get(const Records& aliases, const Args&) {
  Value out = Value::array();
  for (const Records& alias : aliases.each()) {
    const std::string name = alias.text("alias_name"), domain = alias.text("alias_domain");
    out.push_back(Value::array({alias.id(), name.empty() ? alias.env().translate("Inactive Alias")
                                            : domain.empty() ? name
                                                             : name + "@" + domain}));
  }
  return out;
}

Value open_form(const Records& alias, const char* model_field, const char* id_field) {
  if (!alias.is(model_field) || !alias.is(id_field)) return false;
  return {{"view_mode", "form"},
          {"res_model", alias.rel(model_field).get("model")},
          {"res_id", alias.get(id_field)},
          {"type", "ir.actions.act_window"}};
}

Value open_document(const Records& alias, const Args&) {
  return open_form(alias, "alias_model_id", "alias_force_thread_id");
}

Value open_parent_document(const Records& alias, const Args&) {
  return open_form(alias, "alias_parent_model_id", "alias_parent_thread_id");
}

}  // namespace

void define_mail_alias(Registry& registry) {
  Model& m = registry.define("mail.alias", "mail", "Email Aliases");
  m.order("alias_model_id, alias_name");
  m.rec_name("alias_name");
  m.sql_constraint("alias_unique", "UNIQUE(alias_name)",
                   "Unfortunately this email alias is already used, please choose a unique one");
  m.field("alias_name", char_("Alias Name")
                            .help("The name of the email alias, e.g. 'jobs' if you want to catch "
                                  "emails for <jobs@example.odoo.com>"));
  m.field("alias_model_id", many2one("Aliased Model", "ir.model")
                                .required()
                                .ondelete("cascade")
                                .domain("[('field_id.name', '=', 'message_ids')]")
                                .help("The model (Odoo Document Kind) to which this alias "
                                      "corresponds. Any incoming email that does not reply "
                                      "to an existing record will cause the creation of a new "
                                      "record of this model (e.g. a Project Task)"));
  m.field("alias_user_id",
          many2one("Owner", "res.users")
              .by_default_method("_default_alias_user_id")
              .help("The owner of records created upon receiving emails on this alias. If this "
                    "field is not set the system will attempt to find the right owner based on the "
                    "sender (From) address, or will use the Administrator account if no system "
                    "user is found for that address."));
  m.field("alias_defaults",
          text("Default Values")
              .required()
              .by_default("{}")
              .help("A Python dictionary that will be evaluated to provide default values when "
                    "creating new records for this alias."));
  m.field("alias_force_thread_id", integer("Record Thread ID")
                                       .help("Optional ID of a thread (record) to which all "
                                             "incoming messages will be attached, even if they "
                                             "did not reply to it. If set, this will disable the "
                                             "creation of new records completely."));
  m.field("alias_domain", char_("Alias domain")
                              .compute("_get_alias_domain")
                              .by_default_method("_default_alias_domain"));
  m.field("alias_parent_model_id",
          many2one("Parent Model", "ir.model")
              .help("Parent model holding the alias. The model holding the alias reference is not "
                    "necessarily the model given by alias_model_id (example: project "
                    "(parent_model) and task (model))"));
  m.field("alias_parent_thread_id", integer("Parent Record Thread ID")
                                        .help("ID of the parent record holding the alias (example: "
                                              "project holding the task creation alias)"));
  m.field("alias_contact",
          selection("Alias Contact Security", {{"everyone", "Everyone"},
                                               {"partners", "Authenticated Partners"},
                                               {"followers", "Followers only"}})
              .required()
              .by_default("everyone")
              .help("Policy to post a message on the document using the mailgateway.\n- everyone: "
                    "everyone can post\n- partners: only authenticated partners\n- followers: only "
                    "followers of the related document or members of following channels\n"));
  m.method("_get_alias_domain", On::multi, {}, compute_domain);
  m.method("_default_alias_domain", On::model, {}, default_domain);
  m.method("_default_alias_user_id", On::model, {}, default_user);
  m.method("_clean_and_make_unique", On::model, {"name", {"alias_ids", false}},
           clean_and_make_unique);
  m.method("create", On::model, {}, create);
  m.method("write", On::multi, {}, write);
  m.method("name_get", On::multi, {}, name_get);
  m.method("open_document", On::multi, {}, open_document);
  m.method("open_parent_document", On::multi, {}, open_parent_document);
  m.constrains({"alias_defaults"}, check_defaults);
}

}  // namespace chatterd
