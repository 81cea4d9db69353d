// Translations of field values, and of texts with placeholders.
#include "models/engine/orm/values/translation.hpp"

#include "models/engine/orm/values/convert.hpp"

namespace chatterd {

using bridge::Sql;

std::string format(const std::string& text, const std::vector<Value>& values) {
  std::string out;
  std::size_t next = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 1 < text.size()) {
      const char kind = text[i + 1];
      if ((kind == 's' || kind == 'd' || kind == 'r') && next < values.size()) {
        const Value& value = values[next++];
        out += value.is_string() && kind != 'r' ? value.get<std::string>() : python_repr(value);
        ++i;
        continue;
      }
      if (kind == '%') ++i;
    }
    out += text[i];
  }
  return out;
}

std::string format_named(const std::string& text, const Value& values) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 1 < text.size() && text[i + 1] == '(') {
      const std::size_t end = text.find(')', i);
      if (end != std::string::npos && end + 1 < text.size()) {
        const std::string name = text.substr(i + 2, end - i - 2);
        if (values.contains(name))
          out += values[name].is_string() ? values[name].get<std::string>()
                                          : python_repr(values[name]);
        i = end + 1;
        continue;
      }
    }
    if (text[i] == '%' && i + 1 < text.size() && text[i + 1] == '%') ++i;
    out += text[i];
  }
  return out;
}

namespace {

// The fields of a parent by _inherits are translated under the parent's name.
std::string term_name(const Field& field) { return field.model->name() + "," + field.name; }

Id installed_languages(const Env& env) {
  return *env.cached<Id>("languages", [&]() -> Id {
    return env.cr().execute("SELECT count(*) FROM res_lang WHERE active")[0][0].integer();
  });
}

std::string source_text(const Records& records, const Field& field) {
  const auto rows = records.env().cr().execute(
      Sql("SELECT ") + Sql::identifier(field.name) + Sql(" FROM ") +
      Sql::identifier(field.model->table()) + Sql(" WHERE id = %s", {records.id()}));
  return rows.empty() ? "" : rows[0][0].str();
}

void set_translations(const Records& records, const Field& field, const std::string& lang,
                      const std::string& value, const std::string& source) {
  const Env& env = records.env();
  const auto updated =
      env.cr().execute(Sql(R"sql(
          UPDATE ir_translation
          SET value = %s, src = %s, state = 'translated'
          WHERE lang = %s
            AND type = 'model'
            AND name = %s
            AND res_id = ANY(%s::int[])
          RETURNING res_id)sql",
                           {value, source, lang, term_name(field), records.ids()}));
  const Ids missing = (records - records.browse(updated.ids())).ids();
  if (!missing.empty())
    env.cr().execute(Sql(R"sql(
            INSERT INTO ir_translation (lang, type, name, res_id, value, src, state)
            SELECT %s, 'model', %s, id, %s, %s, 'translated'
            FROM unnest(%s::int[]) AS ids(id))sql",
                         {lang, term_name(field), value, source, missing}));
}

}  // namespace

std::string model_label(const Env& env, const Model& model) {
  const std::string lang = env.lang();
  if (lang.empty() || lang == "en_US") return model.description();
  using Labels = std::unordered_map<std::string, std::string>;
  const auto labels = env.cached_by_language<Labels>("model labels/", lang, [&] {
    Labels loaded;
    for (const bridge::Row row : env.cr().execute(Sql(R"sql(
                 SELECT m.model, t.value
                 FROM ir_translation t
                   JOIN ir_model m ON m.id = t.res_id
                 WHERE t.type = 'model'
                   AND t.name = 'ir.model,name'
                   AND t.lang = %s
                   AND t.value <> '')sql",
                                                      {lang})))
      loaded[row[0].str()] = row[1].str();
    return loaded;
  });
  const auto found = labels->find(model.name());
  return found == labels->end() ? model.description() : found->second;
}

void translate_cached(const Env& env, const Field& field, const Ids& ids) {
  if (ids.empty()) return;
  const auto rows = env.cr().execute(Sql(
      R"sql(
          SELECT res_id, value
          FROM ir_translation
          WHERE lang = %s
            AND type = 'model'
            AND name = %s
            AND res_id = ANY(%s::int[])
            AND value <> '')sql",
      {env.lang(), term_name(field), ids}));
  for (const bridge::Row row : rows)
    env.cache().set(field, cache_key(env, field), row[0].integer(), row[1].str());
}

bool write_translated(const Records& records, const Field& field, const Value& value) {
  const Env& env = records.env();
  const std::string lang = env.lang();
  const bool single = installed_languages(env) <= 1;
  const bool to_column = single || lang.empty() || lang == "en_US" || value == false;
  if (value == false) {
    if (single || !lang.empty())
      env.cr().execute(Sql(R"sql(
              DELETE FROM ir_translation
              WHERE name = %s
                AND type = 'model'
                AND res_id = ANY(%s::int[]))sql",
                           {term_name(field), records.ids()}));
    return to_column;
  }
  if (to_column)  // the translations follow their source
    env.cr().execute(Sql(R"sql(
            UPDATE ir_translation
            SET src = %s
            WHERE name = %s
              AND type = 'model'
              AND res_id = ANY(%s::int[]))sql",
                         {value.get<std::string>(), term_name(field), records.ids()}));
  if (lang.empty()) return to_column;
  if (single) {
    if (lang != "en_US")
      set_translations(records, field, lang, value.get<std::string>(), value.get<std::string>());
    return true;
  }
  std::string source = to_column ? value.get<std::string>() : source_text(records, field);
  const bool no_source = source.empty();
  if (no_source) source = value.get<std::string>();
  set_translations(records, field, lang, value.get<std::string>(), source);
  return to_column || no_source;
}

void create_translated(const Records& records, const Field& field, const Value& value) {
  const std::string text = to_text(value);
  set_translations(records, field, records.env().lang(), text, text);
}

}  // namespace chatterd
