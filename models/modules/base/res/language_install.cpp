// base.language.install: the dialog that adds a language. chatterd has no translations of Odoo's
// own terms to load: what the database has of them is shown, and people can write in the language.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"

namespace chatterd {
namespace language_install {
namespace {

Value languages(const Records& self, const Args&) {
  Value out = Value::array();
  for (const Value& language : self.env()["res.lang"].call("get_available"))
    out.push_back(Value::array({language[0], language[2]}));
  return out;
}

// That of the list from which the dialog was opened.
Value default_language(const Records& self, const Args&) {
  const Env& env = self.env();
  if (env.context("active_model") != "res.lang") return false;
  return env.browse("res.lang", {to_id(env.context("active_id"))}).get("code");
}

Value install(const Records& self, const Args&) {
  const Env& env = self.ensure_one().env();
  env["res.lang"]
      .with_context({{"active_test", false}})
      .search(Value::array({term("code", "=", self.get("lang"))}))
      .write({{"active", true}});
  self.write({{"state", "done"}});
  Value context = env.context();
  context["active_ids"] = self.ids();
  return {{"name", env.translate("Language Pack")},
          {"view_mode", "form"},
          {"view_id", false},
          {"res_model", "base.language.install"},
          {"domain", Value::array()},
          {"context", std::move(context)},
          {"type", "ir.actions.act_window"},
          {"target", "new"},
          {"res_id", self.id()}};
}

Value reload(const Records&, const Args&) {
  return {{"type", "ir.actions.client"}, {"tag", "reload"}};
}

}  // namespace
}  // namespace language_install

void define_language_install(Registry& registry) {
  Model& m = registry.define("base.language.install", "base", "Install Language").transient();
  m.field("lang", selection("Language")
                      .required()
                      .selection_method("_get_languages")
                      .by_default_method("_default_language"));
  m.field("overwrite",
          boolean("Overwrite Existing Terms")
              .by_default(true)
              .help("If you check this box, your customized translations will be overwritten and "
                    "replaced by the official ones."));
  m.field("state",
          selection("Status", {{"init", "init"}, {"done", "done"}}).readonly().by_default("init"));
  m.method("_get_languages", On::model, {}, language_install::languages);
  m.method("_default_language", On::model, {}, language_install::default_language);
  m.method("lang_install", On::multi, {}, language_install::install);
  m.method("reload", On::multi, {}, language_install::reload);
}

}  // namespace chatterd
