// res.lang: Languages.
#include "models/orm/model.hpp"
#include "models/orm/records.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {
namespace {

// [[code, name], …] of the active languages, by name.
Value get_installed(const Records& self, const Args&) {
  return *self.env().cached<Value>("languages/names", [&] {
    Value out = Value::array();
    for (const bridge::Row row :
         self.env().cr().execute("SELECT code, name FROM res_lang WHERE active ORDER BY name COLLATE \"C\""))
      out.push_back(Value::array({row[0].str(), row[1].str()}));
    return out;
  });
}

}  // namespace

void define_res_lang(Registry& registry) {
  Model& m = registry.define("res.lang", "base", "Languages");
  m.order("active desc,name");
  m.sql_constraint("name_uniq", "unique(name)", "The name of the language must be unique !");
  m.sql_constraint("code_uniq", "unique(code)", "The code of the language must be unique !");
  m.sql_constraint("url_code_uniq", "unique(url_code)", "The URL code of the language must be unique !");
  m.field("name", char_().required());
  m.field("code", char_("Locale Code").required().help("This field is used to set/get locales for user"));
  m.field("iso_code", char_("ISO code").help("This ISO code is the name of po files to use for translations"));
  m.field("url_code", char_("URL Code").required().help("The Lang Code displayed in the URL"));
  m.field("active", boolean());
  m.field("direction",
          selection("", {{"ltr", "Left-to-Right"}, {"rtl", "Right-to-Left"}}).required().by_default("ltr"));
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
              .help("The Separator Format should be like [,n] where 0 < n :starting from Unit digit. -1 will end the "
                    "separation. e.g. [3,2,-1] will represent 106500 to be 1,06,500; [1,2,-1] will represent it to be "
                    "106,50,0;[3] will represent it as 106,500. Provided ',' as the thousand separator in each case."));
  m.field("decimal_point", char_("Decimal Separator").required().by_default("."));
  m.field("thousands_sep", char_("Thousands Separator").by_default(","));
  m.method("get_installed", On::model, {}, get_installed);
}

}  // namespace chatterd
