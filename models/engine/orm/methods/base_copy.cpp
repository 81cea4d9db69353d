// The generic copy of every model (BaseModel.copy_data, copy, copy_translations in odoo/models.py).
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/methods/base_model.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// Values of one record for a copy; one2many lines are copied in depth.
Value copy_values(const Records& record, const Value& given) {
  const Model& model = record.model();
  Value values = given.is_object() ? given : Value::object();
  if (const Field* state = model.find_field("state"); state && !values.contains("state")) {
    const Value defaults = record.call("default_get", Value::array({Value::array({"state"})}));
    if (defaults.contains("state")) values["state"] = defaults["state"];
  }
  std::set<std::string> left_out{"id",         "create_uid",    "create_date", "write_uid",
                                 "write_date", "__last_update", "parent_path"};
  for (const auto& [link, parent] : model.delegates()) {
    left_out.insert(link);
    if (!values.contains(link)) continue;
    for (const Field* field : model.fields())
      if (field->inherited && field->related[0] == link) left_out.insert(field->name);
  }
  for (const Field* field : model.fields()) {
    if (!field->copy || values.contains(field->name) || left_out.contains(field->name)) continue;
    if (field->type == FieldType::one2many) {
      Value lines = Value::array();
      Ids sorted = record.rel(field->name).ids();
      std::sort(sorted.begin(), sorted.end());
      for (const Records& line : record.env().browse(field->comodel, sorted).each())
        lines.push_back(command::create(line.call("copy_data")[0]));
      values[field->name] = lines;
    } else if (field->type == FieldType::many2many) {
      values[field->name] = Value::array({command::set(record.rel(field->name).ids())});
    } else {
      values[field->name] = record.get(field->name);
    }
  }
  return values;
}

// The record that keeps an inherited field, and the field there.
std::pair<Records, const Field*> keeper(const Records& record, const Field& field) {
  std::pair<Records, const Field*> out(record, &field);
  while (out.second->inherited) {
    const Field& inherited = *out.second;
    out.first = out.first.rel(inherited.related[0]);
    out.second = &out.first.model().field_of(inherited.related[1]);
  }
  return out;
}

// The copy's text has the translations of the original's; where the copy was made in one of these
// languages, its value there is the translation and the original's source the source.
void copy_translations_of(const Records& original, const Records& copied, const Field& field) {
  const Env& env = original.env();
  const auto [source, kept] = keeper(original, field);
  const auto [target, _] = keeper(copied, field);
  const std::string term = kept->model->name() + "," + kept->name;
  const bridge::Result rows = env.cr().execute(Sql(R"sql(
          SELECT lang, type, value, state, comments, src
          FROM ir_translation
          WHERE name = %s
            AND res_id = %s
          ORDER BY id)sql",
                                                   {term, source.id()}));
  const Value no_lang = {{"lang", nullptr}};
  const Records plain = copied.with_context(no_lang),
                plain_original = original.with_context(no_lang);
  const bool by_terms = field.type == FieldType::html;
  const Value value = plain.get(field.name);
  if (by_terms && !env.lang().empty()) plain.write({{field.name, plain_original.get(field.name)}});
  for (const bridge::Row row : rows) {
    std::string src = by_terms ? row[5].str() : plain.text(field.name), text = row[2].str();
    if (!by_terms && row[0].text() == env.lang()) {
      if (value == original.get(field.name)) {
        src = plain_original.text(field.name);
        plain.write({{field.name, src}});
      }
      text = to_text(value);
    }
    const auto or_false = [&](std::size_t column) {
      return row[column].is_null() ? "false" : row[column].str();
    };
    env.cr().execute(
        Sql(R"sql(
            INSERT INTO ir_translation (name, lang, res_id, src, type, value, state, comments)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT DO NOTHING)sql",
            {term, row[0].str(), target.id(), src, row[1].str(), text, or_false(3), or_false(4)}));
  }
}

// BaseModel.copy_translations; `given` is what the copy was told to have instead.
void copy_translations(const Records& original, const Records& copied, const Value& given) {
  for (const Field* field : original.model().fields()) {
    if (!field->copy ||
        (field->inherited && given.is_object() && given.contains(field->related[0])))
      continue;
    if (field->type == FieldType::one2many && !(given.is_object() && given.contains(field->name))) {
      Ids lines = original.rel(field->name).ids(), copies = copied.rel(field->name).ids();
      std::sort(lines.begin(), lines.end());
      std::sort(copies.begin(), copies.end());
      for (std::size_t i = 0; i < std::min(lines.size(), copies.size()); ++i)
        copy_translations(original.env().browse(field->comodel, {lines[i]}),
                          original.env().browse(field->comodel, {copies[i]}), {});
    } else if (field->translate) {
      copy_translations_of(original, copied, *field);
    }
  }
}

Value base_copy_data(const Records& record, const Args& args) {
  return Value::array({copy_values(record.ensure_one(), args["default"])});
}

Value base_copy(const Records& record, const Args& args) {
  const Value values = record.ensure_one()
                           .with_context({{"active_test", false}})
                           .call("copy_data", Value::array({args["default"]}))[0];
  // what is copied is the source; the translations follow
  const Records copied = record.with_context({{"lang", nullptr}}).create(values);
  copy_translations(record, record.browse(copied.ids()), args["default"]);
  return copied.id();
}

}  // namespace

void define_base_copy(Model& base) {
  base.method("copy_data", On::multi, {{"default", nullptr}}, base_copy_data);
  base.method("copy", On::multi, {{"default", nullptr}}, base_copy);
}

}  // namespace chatterd
