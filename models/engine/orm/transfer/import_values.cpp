// Conversion of imported texts (odoo/addons/base/models/ir_fields.py).
#include "models/engine/orm/transfer/import_values.hpp"

#include "bridge/postgres/known_zones.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/transfer/import_text.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

bool refers(const std::string& name) { return name.empty() || name == "id" || name == ".id"; }

}  // namespace

std::string ImportValues::text(const ImportNotice& notice, const std::string& label) {
  static const std::string place = "%(field)s";
  std::string out;
  for (std::size_t i = 0; i < notice.message.size(); ++i) {
    if (notice.message.compare(i, place.size(), place) == 0) {
      out += label;
      i += place.size() - 1;
      continue;
    }
    if (notice.message.compare(i, 2, "%%") == 0) ++i;
    out += notice.message[i];
  }
  return out;
}

ImportRefusal ImportValues::refusal(const char* message, const Value& value, Value more) const {
  const std::string shown = value.is_string() ? value.get<std::string>() : python_repr(value);
  return {{format(env_.translate(message), {import_text::escaped(shown)}), std::move(more)}};
}

Value ImportValues::convert(const Model& model, const Value& record, const Log& log) {
  Value out = Value::object();
  for (const Value& pair : record) {
    const std::string name = pair[0].get<std::string>();
    if (refers(name)) continue;
    if (!truthy(pair[1])) {
      out[name] = false;
      continue;
    }
    try {
      Warnings warnings;
      out[name] = value(model.field_of(name), pair[1], warnings);
      for (const ImportNotice& warning : warnings) log(name, warning, false);
    } catch (const ImportRefusal& refused) {
      log(name, refused.notice, true);
    } catch (const ValueError& error) {
      log(name, {import_text::escaped(error.what()), Value::object()}, true);
    }
  }
  return out;
}

Value ImportValues::value(const Field& field, const Value& given, Warnings& warnings) {
  switch (field.type) {
    case FieldType::boolean:
      return boolean(given, warnings);
    case FieldType::integer:
    case FieldType::many2one_reference:
      return integer(given);
    case FieldType::float_:
    case FieldType::monetary:
      return number(given);
    case FieldType::date:
      return date(given);
    case FieldType::datetime:
      return datetime(given);
    case FieldType::selection:
      return selection(field, given);
    case FieldType::many2one:
      return many2one(field, given, warnings);
    case FieldType::many2many:
      return many2many(field, given, warnings);
    case FieldType::one2many:
      return one2many(field, given, warnings);
    case FieldType::serialized:
    case FieldType::id:
      throw TypeError("'NoneType' object is not callable");
    default:
      return given;
  }
}

const std::vector<std::string>& ImportValues::translations(const std::string& source,
                                                           bool code_only) {
  const std::string key = (code_only ? "code/" : "all/") + source;
  const auto known = translations_.find(key);
  if (known != translations_.end()) return known->second;
  const std::vector<std::string> types =
      code_only ? std::vector<std::string>{"code"}
                : std::vector<std::string>{"selection", "model", "code"};
  std::vector<std::string>& out = translations_[key];
  for (const bridge::Row row : env_.cr().execute(Sql(R"sql(
      SELECT value
      FROM ir_translation
      WHERE type = ANY(%s::text[])
        AND md5(src) = md5(%s)
        AND src = %s
        AND value IS NOT NULL)sql",
                                                     {types, source, source})))
    out.push_back(row[0].str());
  return out;
}

Value ImportValues::boolean(const Value& given, Warnings& warnings) {
  if (!given.is_string())
    throw AttributeError(std::string(given.is_boolean() ? "'bool'" : "'int'") +
                         " object has no attribute 'lower'");
  const std::string text = import_text::lowered(given.get<std::string>());
  const auto means = [&](std::initializer_list<const char*> words,
                         std::initializer_list<const char*> translated) {
    if (std::find(words.begin(), words.end(), text) != words.end()) return true;
    return std::any_of(translated.begin(), translated.end(), [&](const char* word) {
      const auto& found = translations(word, true);
      return std::any_of(found.begin(), found.end(), [&](const std::string& other) {
        return import_text::lowered(other) == text;
      });
    });
  };
  if (means({"1", "true", "yes"}, {"true", "yes"})) return true;
  if (means({"", "0", "false", "no"}, {"false", "no"})) return false;
  warnings.push_back(
      {format(env_.translate("Unknown value '%s' for boolean field '%%(field)s', assuming '%s'"),
              {import_text::escaped(given.get<std::string>()),
               import_text::escaped(env_.translate("yes"))}),
       {{"moreinfo", env_.translate("Use '1' for yes and '0' for no")}}});
  return true;
}

Value ImportValues::integer(const Value& given) const {
  if (given.is_boolean()) return given.get<bool>() ? 1 : 0;
  if (given.is_number()) return given.get<Id>();
  if (given.is_string()) {
    const std::string text = import_text::trimmed(given.get<std::string>());
    try {
      std::size_t used = 0;
      const Id out = std::stoll(text, &used);
      if (used == text.size()) return out;
    } catch (const std::logic_error&) {
      // refused below
    }
  }
  throw refusal("'%s' does not seem to be an integer for field '%%(field)s'", given);
}

Value ImportValues::number(const Value& given) const {
  if (given.is_boolean()) return given.get<bool>() ? 1.0 : 0.0;
  if (given.is_number()) return given.get<double>();
  if (given.is_string()) {
    const std::string text = import_text::trimmed(given.get<std::string>());
    try {
      std::size_t used = 0;
      const double out = std::stod(text, &used);
      if (used == text.size()) return out;
    } catch (const std::logic_error&) {
      // refused below
    }
  }
  throw refusal("'%s' does not seem to be a number for field '%%(field)s'", given);
}

Value ImportValues::date(const Value& given) const {
  const std::string text = given.is_string() ? given.get<std::string>().substr(0, 10) : "";
  if (import_text::is_date(text)) return text;
  throw refusal("'%s' does not seem to be a valid date for field '%%(field)s'", given,
                {{"moreinfo", format(env_.translate("Use the format '%s'"), {"2012-12-31"})}});
}

Value ImportValues::datetime(const Value& given) {
  std::string text = given.is_string() ? given.get<std::string>() : "";
  if (!import_text::is_date(text) || !import_text::is_time(text))
    throw refusal(
        "'%s' does not seem to be a valid datetime for field '%%(field)s'", given,
        {{"moreinfo", format(env_.translate("Use the format '%s'"), {"2012-12-31 23:59:59"})}});
  if (text.size() == 13) text += ":00";
  text += std::string(" 00:00:00").substr(text.size() - 10);
  const auto known = in_utc_.find(text);
  if (known != in_utc_.end()) return known->second;
  std::string zone = "UTC";
  for (const std::string& wanted : {env_.user().text("tz"), to_text(env_.context("tz"))})
    if (bridge::knows_time_zone(env_.cr(), wanted)) zone = wanted;  // the last one counts
  // files often repeat a time, so PostgreSQL is asked once for each
  const auto rows =
      env_.cr().execute(Sql("SELECT timezone('UTC', timezone(%s, %s::timestamp))", {zone, text}));
  return in_utc_[text] = rows[0][0].json().get<std::string>();
}

Value ImportValues::selection(const Field& field, const Value& given) {
  const Value described = Records(env_.with_context({{"lang", nullptr}}), *field.model, {})
                              .call("fields_get", Value::array({Value::array({field.name})}));
  const Value& items = described.at(field.name)["selection"];
  const std::string text = to_text(given);
  Value labels = Value::array();
  for (const Value& item : items) {
    const std::string label = to_text(item[1]);
    if (text == to_text(item[0]) || text == label) return item[0];
    const auto& others = translations(label, false);
    if (std::find(others.begin(), others.end(), text) != others.end()) return item[0];
    if (truthy(item[1]) || truthy(item[0])) labels.push_back(truthy(item[1]) ? item[1] : item[0]);
  }
  throw refusal("Value '%s' not found in selection field '%%(field)s'", given,
                {{"moreinfo", labels}});
}

// The one field by which a sub-record refers to an existing record.
std::string ImportValues::referring(const Value& record) const {
  for (const Value& pair : record)
    if (!refers(pair[0].get<std::string>()))
      throw ImportRefusal{
          {env_.translate(
               "Can not create Many-To-One records indirectly, import the field separately"),
           {}}};
  if (record.size() > 1)
    throw ImportRefusal{
        {env_.translate("Ambiguous specification for field '%(field)s', only provide one of name, "
                        "external id or database id"),
         {}}};
  return record[0][0].get<std::string>();
}

Value ImportValues::find(const Field& field, const std::string& by, const Value& reference,
                         Warnings& warnings) {
  Value action = {
      {"name", "Possible Values"},
      {"type", "ir.actions.act_window"},
      {"target", "new"},
      {"view_mode", "tree,form"},
      {"views", Value::array({Value::array({false, "list"}), Value::array({false, "form"})})},
      {"context", {{"create", false}}},
      {"help", env_.translate("See all possible values")},
      {"res_model", by.empty() ? field.comodel : "ir.model.data"}};
  if (!by.empty()) action["domain"] = Value::array({term("model", "=", field.comodel)});
  const Records target = env_[field.comodel];
  const std::string text =
      reference.is_string() ? reference.get<std::string>() : python_repr(reference);
  Value found;
  std::string kind, problem;
  if (by == ".id") {
    kind = env_.translate("database id");
    Warnings ignored;
    if (reference.is_string() && !truthy(boolean(reference, ignored))) return false;
    Value id;
    try {
      id = integer(reference);
    } catch (const ImportRefusal&) {
      throw refusal("Invalid database id '%s' for the field '%%(field)s'", reference,
                    {{"moreinfo", action}});
    }
    if (!target.search(Value::array({term("id", "=", id)})).empty()) found = id;
  } else if (by == "id") {
    kind = env_.translate("external id");
    Warnings ignored;
    if (!truthy(boolean(reference, ignored))) return false;
    const std::string xml_id = text.find('.') == std::string::npos ? module_ + "." + text : text;
    flush_(xml_id);
    const std::size_t dot = xml_id.find('.');
    const auto rows =
        env_.cr().execute(Sql("SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s",
                              {xml_id.substr(0, dot), xml_id.substr(dot + 1)}));
    if (!rows.empty() && rows[0][0].integer() != 0) found = rows[0][0].integer();
  } else {
    kind = env_.translate("name");
    if (text.empty()) return false;
    flush_("");
    const Value names =
        target.call("name_search", Value::array(), {{"name", reference}, {"operator", "="}});
    if (names.size() > 1)
      warnings.push_back(
          {format(env_.translate("Found multiple matches for field '%%(field)s' (%d matches)"),
                  {names.size()}),
           {}});
    const Value creatable = env_.context("name_create_enabled_fields");
    if (!names.empty()) {
      found = names[0][0];
    } else if (creatable.is_object() && creatable.contains(field.name) &&
               truthy(creatable[field.name])) {
      try {
        env_.cr().savepoint(
            [&] { found = target.call("name_create", Value::array({reference}))[0]; });
      } catch (const std::exception&) {
        env_.cache().clear();
        problem =
            format(env_.translate(
                       "Cannot create new '%s' records from their name alone. Please create those "
                       "records manually and try importing again."),
                   {target.model().description()});
      }
    }
  }
  if (!found.is_null()) return found;
  const char* message =
      problem.empty()
          ? "No matching record found for %(field_type)s '%(value)s' in field '%%(field)s'"
          : "No matching record found for %(field_type)s '%(value)s' in field '%%(field)s' and the "
            "following error was encountered when we attempted to create one: %(error_message)s";
  // the doubled % of the field's place would be lost
  std::string source = env_.translate(message);
  const std::string place = "%%(field)s";
  std::string after;
  if (const std::size_t at = source.find(place); at != std::string::npos) {
    after = source.substr(at + place.size());
    source.resize(at);
    source += '\x01';
  }
  const Value names = {{"field_type", kind},
                       {"value", import_text::escaped(text)},
                       {"error_message", import_text::escaped(problem)}};
  std::string shown = format_named(source + after, names);
  if (const std::size_t at = shown.find('\x01'); at != std::string::npos)
    shown.replace(at, 1, "%(field)s");
  throw ImportRefusal{{shown, {{"moreinfo", action}}}};
}

Value ImportValues::many2one(const Field& field, const Value& given, Warnings& warnings) {
  if (given.size() > 1) throw ValueError("too many values to unpack (expected 1)");
  const std::string by = referring(given[0]);
  return find(field, by, given[0][0][1], warnings);
}

Value ImportValues::many2many(const Field& field, const Value& given, Warnings& warnings) {
  if (given.size() > 1) throw ValueError("too many values to unpack (expected 1)");
  const std::string by = referring(given[0]);
  Value ids = Value::array(), links = Value::array();
  for (const std::string& reference : import_text::split(to_text(given[0][0][1]))) {
    const Value id = find(field, by, reference, warnings);
    ids.push_back(id);
    links.push_back(command::link(id));
  }
  return env_.flag("update_many2many") ? links : Value::array({command::set(ids)});
}

Value ImportValues::one2many(const Field& field, const Value& given, Warnings& warnings) {
  Value records = given;
  const auto only_refers = [](const Value& record) {
    return std::all_of(record.begin(), record.end(),
                       [](const Value& pair) { return refers(pair[0].get<std::string>()); });
  };
  if (given.size() == 1 && only_refers(given[0])) {
    const std::string by = referring(given[0]);
    records = Value::array();
    for (const std::string& reference : import_text::split(to_text(given[0][0][1])))
      records.push_back(Value::array({Value::array({by, reference})}));
  }
  const Log log = [&](const std::string&, const ImportNotice& notice, bool error) {
    if (error) throw ImportRefusal{notice};
    warnings.push_back(notice);
  };
  const Model& lines = env_.registry().at(field.comodel);
  Value commands = Value::array();
  for (const Value& record : records) {
    Value references = Value::array(), id = false;
    for (const Value& pair : record)
      if (refers(pair[0].get<std::string>())) references.push_back(pair);
    if (!references.empty()) {
      const std::string by = referring(references);
      id = find(field, by, references[0][1], warnings);
    }
    const Value values = convert(lines, record, log);
    if (truthy(id)) {
      commands.push_back(command::link(id));
      commands.push_back(command::update(id, values));
    } else {
      commands.push_back(command::create(values));
    }
  }
  return commands;
}

}  // namespace chatterd
