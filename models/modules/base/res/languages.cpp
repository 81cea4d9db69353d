#include "models/modules/base/res/languages.hpp"

namespace chatterd {

Value known_languages(const Env& env) {
  Value out = Value::array();
  for (const bridge::Row row :
       env.cr().execute("SELECT code, name FROM res_lang ORDER BY name COLLATE \"C\""))
    out.push_back(Value::array({row[0].str(), row[1].str()}));
  return out;
}

}  // namespace chatterd
