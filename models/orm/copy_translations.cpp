#include "models/orm/copy_translations.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

void copy_of_field(const Field& field, const Records& from, const Records& to) {
  const Env& env = from.env();
  const Records copied = to.with_context({{"lang", nullptr}});
  const std::string name = from.model().name() + "," + field.name;
  const Value given = copied.get(field.name);
  std::string source = to_text(given);
  for (const bridge::Row row :
       env.cr().execute(Sql("SELECT lang, value, state, coalesce(comments, 'false') FROM ir_translation WHERE type = "
                            "'model' AND name = %s AND res_id = %s ORDER BY id",
                            {name, from.id()}))) {
    std::string value = row[1].str();
    if (row[0].str() == env.lang()) {
      // what was copied is what the caller reads, unless the copy was given another value: its source is the original's
      if (given == from.get(field.name)) {
        const Value original = from.with_context({{"lang", nullptr}}).get(field.name);
        copied.write({{field.name, original}});
        source = to_text(original);
      }
      value = to_text(given);
    }
    env.cr().execute(
        Sql("INSERT INTO ir_translation (name, lang, res_id, src, type, value, state, comments) VALUES "
            "(%s, %s, %s, %s, 'model', %s, %s, %s)",
            {name, row[0].str(), to.id(), source, value, row[2].str(), row[3].str()}));
  }
}

}  // namespace

void copy_translations(const Records& from, const Records& to) {
  for (const Field* field : from.model().fields())
    if (field->translate && field->copy && field->column() && !field->inherited) copy_of_field(*field, from, to);
}

}  // namespace chatterd
