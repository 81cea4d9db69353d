// ir.translation: Translation.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

Value languages(const Records& self, const Args&) {
  return self.env()["res.lang"].call("get_installed");
}

}  // namespace

void define_ir_translation(Registry& registry) {
  Model& m = registry.define("ir.translation", "base", "Translation");
  m.no_log_access();
  m.sql_constraint("lang_fkey_res_lang", "FOREIGN KEY(lang) REFERENCES res_lang(code)",
                   "Language code of translation item must be among known languages");
  m.field("name", char_("Translated field").required());
  m.field("res_id", integer("Record ID").index());
  m.field("lang", selection("Language").selection_method("_get_languages"));
  m.field("type", selection("Type", {{"model", "Model Field"},
                                     {"model_terms", "Structured Model Field"},
                                     {"code", "Code"}})
                      .index());
  m.field("src", text("Internal Source"));
  m.field("value", text("Translation Value"));
  m.field("module", char_().index().help("Module this term belongs to"));
  m.field("state", selection("Status", {{"to_translate", "To Translate"},
                                        {"inprogress", "Translation in Progress"},
                                        {"translated", "Translated"}})
                       .by_default("to_translate")
                       .help("Automatically set to let administators find new terms that might "
                             "need to be translated"));
  m.field("comments", text("Translation comments").index());
  m.method("_get_languages", On::model, {}, languages);
}

}  // namespace chatterd
