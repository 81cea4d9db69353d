// res.lang: Languages.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"

namespace chatterd {
namespace {

// [[code, name], …] of the active languages, by name.
Value get_installed(const Records& self, const Args&) {
  return *self.env().cached<Value>("languages/names", [&] {
    Value out = Value::array();
    for (const bridge::Row row : self.env().cr().execute(
             "SELECT code, name FROM res_lang WHERE active ORDER BY name COLLATE \"C\""))
      out.push_back(Value::array({row[0].str(), row[1].str()}));
    return out;
  });
}

// [[code, code in addresses, name], …] of all languages, by name.
Value get_available(const Records& self, const Args&) {
  Value out = Value::array();
  for (const bridge::Row row : self.env().cr().execute(
           "SELECT code, url_code, name FROM res_lang ORDER BY name COLLATE \"C\""))
    out.push_back(Value::array({row[0].str(), row[1].str(), row[2].str()}));
  return out;
}

Value create_languages(const Records& self, const Args& args) {
  const Value& given = args["vals_list"];
  Value list = given.is_array() ? given : Value::array({given});
  for (Value& values : list) {
    if (values.contains("url_code") && truthy(values["url_code"])) continue;
    if (!values.contains("code")) throw KeyError("code");
    values["url_code"] = values.contains("iso_code") && truthy(values["iso_code"])
                             ? values["iso_code"]
                             : values["code"];
  }
  const Value ids = args.super(self, {{"vals_list", list}});
  self.env().clear_caches();
  return ids;
}

Value write_languages(const Records& languages, const Args& args) {
  const Env& env = languages.env();
  const Value& values = args["vals"];
  std::vector<std::string> codes;
  for (const Records& language : languages.each()) codes.push_back(language.text("code"));
  if (values.contains("code") &&
      std::any_of(codes.begin(), codes.end(),
                  [&](const std::string& code) { return values["code"] != code; }))
    throw UserError(env.translate("Language code cannot be modified."));
  if (values.contains("active") && values["active"] == false) {
    if (!env["res.users"].search(Value::array({term("lang", "in", codes)})).empty())
      throw UserError(
          env.translate("Cannot deactivate a language that is currently used by users."));
    Value texts = Value::array();
    for (const std::string& code : codes) texts.push_back(Value(code).dump());
    env["ir.default"]
        .search(Value::array({term("field_id.model", "=", "res.partner"),
                              term("field_id.name", "=", "lang"), term("json_value", "in", texts)}))
        .unlink();
  }
  const Value done = args.super(languages);
  env.clear_caches();
  return done;
}

Value unlink_languages(const Records& languages, const Args& args) {
  const Env& env = languages.env();
  for (const Records& language : languages.each()) {
    const std::string code = language.text("code");
    if (code == "en_US")
      throw UserError(env.translate("Base Language 'en_US' can not be deleted."));
    if (code == env.lang())
      throw UserError(
          env.translate("You cannot delete the language which is the user's preferred language."));
    if (language.is("active"))
      throw UserError(
          env.translate("You cannot delete the language which is Active!\nPlease de-activate the "
                        "language first."));
    env["ir.translation"].search(Value::array({term("lang", "=", code)})).unlink();
  }
  env.clear_caches();
  return args.super(languages);
}

Value check_grouping(const Records& languages, const Args&) {
  for (const Records& language : languages.each()) {
    const Value sizes = Value::parse(language.text("grouping"), nullptr, false);
    const bool numbers =
        sizes.is_array() && std::all_of(sizes.begin(), sizes.end(), [](const Value& size) {
          return size.is_number_integer() || size.is_boolean();
        });
    if (!numbers)
      throw ValidationError(languages.env().translate(
          "The Separator Format should be like [,n] where 0 < n :starting from Unit digit. -1 will "
          "end the separation. e.g. [3,2,-1] will represent 106500 to be 1,06,500;[1,2,-1] will "
          "represent it to be 106,50,0;[3] will represent it as 106,500. Provided as the thousand "
          "separator in each case."));
  }
  return nullptr;
}

}  // namespace

void define_res_lang(Registry& registry) {
  Model& m = registry.define("res.lang", "base", "Languages");
  m.order("active desc,name");
  m.sql_constraint("name_uniq", "unique(name)", "The name of the language must be unique !");
  m.sql_constraint("code_uniq", "unique(code)", "The code of the language must be unique !");
  m.sql_constraint("url_code_uniq", "unique(url_code)",
                   "The URL code of the language must be unique !");
  m.field("name", char_().required());
  m.field("code",
          char_("Locale Code").required().help("This field is used to set/get locales for user"));
  m.field("iso_code",
          char_("ISO code").help("This ISO code is the name of po files to use for translations"));
  m.field("url_code", char_("URL Code").required().help("The Lang Code displayed in the URL"));
  m.field("active", boolean());
  m.field("direction", selection("", {{"ltr", "Left-to-Right"}, {"rtl", "Right-to-Left"}})
                           .required()
                           .by_default("ltr"));
  m.field("date_format", char_("Date Format").required().by_default("%m/%d/%Y"));
  m.field("time_format", char_("Time Format").required().by_default("%H:%M:%S"));
  m.field("week_start", selection("First Day of Week", {{"1", "Monday"},
                                                        {"2", "Tuesday"},
                                                        {"3", "Wednesday"},
                                                        {"4", "Thursday"},
                                                        {"5", "Friday"},
                                                        {"6", "Saturday"},
                                                        {"7", "Sunday"}})
                            .required()
                            .by_default("7"));
  m.field("grouping",
          char_("Separator Format")
              .required()
              .by_default("[]")
              .help("The Separator Format should be like [,n] where 0 < n :starting from Unit "
                    "digit. -1 will end the separation. e.g. [3,2,-1] will represent 106500 to be "
                    "1,06,500; [1,2,-1] will represent it to be 106,50,0;[3] will represent it as "
                    "106,500. Provided ',' as the thousand separator in each case."));
  m.field("decimal_point", char_("Decimal Separator").required().by_default("."));
  m.field("thousands_sep", char_("Thousands Separator").by_default(","));
  m.method("get_installed", On::model, {}, get_installed);
  m.method("get_available", On::model, {}, get_available);
  m.method("create", On::model, {}, create_languages);
  m.method("write", On::multi, {}, write_languages);
  m.constrains({"grouping"}, check_grouping);
  m.method("unlink", On::multi, {}, unlink_languages);
}

}  // namespace chatterd
