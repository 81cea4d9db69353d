// mail.tracking.value: Mail Tracking Value.
#include "models/modules/mail/thread/mail_tracking_value.hpp"

#include "models/engine/orm/access/access.hpp"

namespace chatterd {
namespace {

// The groups that see a change: the field's, or the administrators when the field is gone. A
// message about no document has no fields that could have changed.
std::string groups_of(const Env& env, const Value& model_name, const std::string& field_name) {
  if (!truthy(model_name)) throw KeyError("False");
  const Model* model = env.registry().find(to_text(model_name));
  const Field* field = model ? model->find_field(field_name) : nullptr;
  return field ? field->groups : "base.group_system";
}

bool visible(const Env& env, const std::string& groups) {
  if (groups.empty() || env.su()) return true;
  Field probe;
  probe.groups = groups;
  return field_visible(env, probe);
}

// The value shown of a row, by the type of the field that has changed; `which` is "old" or "new".
Value display_value(const Value& row, const std::string& which) {
  const std::string type = to_text(row.value("field_type", Value()));
  const auto column = [&](const std::string& name) {
    const auto found = row.find(which + "_value_" + name);
    return found == row.end() ? Value() : *found;
  };
  if (type == "integer") return truthy(column(type)) ? column(type) : Value(0);
  if (type == "float" || type == "monetary")
    return truthy(column(type)) ? Value(column(type).get<double>()) : Value(0.0);
  if (type == "char" || type == "text") {
    const Value value = column(type);
    return value.is_null() ? Value(false) : value;
  }
  if (type == "datetime" || type == "date") {
    if (!truthy(column("datetime"))) return false;
    std::string text = column("datetime").get<std::string>().substr(0, 19);
    if (text.size() > 10) text[10] = ' ';
    return type == "date" ? text.substr(0, 10) : text + "Z";
  }
  if (type == "boolean") return truthy(column("integer"));
  const Value value = column("char");
  return value.is_null() ? Value(false) : value;
}

Value display_values(const Records& records, const std::string& which) {
  Value out = Value::array();
  for (const Records& record : records.each()) {
    Value row = {{"field_type", record.get("field_type")}};
    for (const char* kind : {"integer", "float", "monetary", "char", "text", "datetime"})
      row[which + "_value_" + kind] = record.get(which + "_value_" + kind);
    out.push_back(display_value(row, which));
  }
  return out;
}

Value compute_field_groups(const Records& records, const Args&) {
  for (const Records& record : records.each()) {
    const std::string groups = groups_of(
        records.env(), record.sudo().rel("mail_message_id").get("model"), record.text("field"));
    record.assign("field_groups", groups.empty() ? Value(false) : Value(groups));
  }
  return nullptr;
}

Value get_old_display_value(const Records& records, const Args&) {
  return display_values(records, "old");
}

Value get_new_display_value(const Records& records, const Args&) {
  return display_values(records, "new");
}

std::string midnight(const Value& date) {
  return date.get<std::string>().substr(0, 10) + " 00:00:00";
}

Value selection_label(const Value& info, const Value& value) {
  if (!truthy(value)) return "";
  if (info.contains("selection"))
    for (const Value& item : info["selection"])
      if (item[0] == value) return item[1];
  throw KeyError(python_repr(value));
}

Value record_label(const Env& env, const Field& field, const Value& value) {
  if (!truthy(value)) return "";
  return env.sudo().browse(field.comodel, {to_id(value)}).name_get()[0][1];
}

}  // namespace

Value tracking_for_client(const Env& env, const Value& model, const Value& rows) {
  Value out = Value::array();
  for (const Value& row : rows) {
    if (!visible(env, groups_of(env, model, to_text(row["field"])))) continue;
    out.push_back({{"id", row["id"]},
                   {"changed_field", row["field_desc"]},
                   {"old_value", display_value(row, "old")},
                   {"new_value", display_value(row, "new")},
                   {"field_type", row["field_type"].is_null() ? Value(false) : row["field_type"]}});
  }
  return out;
}

Value tracking_values(const Env& env, const Field& field, const Value& before, const Value& after,
                      const Value& info, int sequence) {
  const std::string type = to_text(info["type"]);
  Value values = {{"field", field.name},
                  {"field_desc", info["string"]},
                  {"field_type", type},
                  {"tracking_sequence", sequence}};
  const auto set = [&](const std::string& kind, const Value& was, const Value& is) {
    values["old_value_" + kind] = was;
    values["new_value_" + kind] = is;
  };
  if (type == "integer" || type == "float" || type == "char" || type == "text" ||
      type == "datetime" || type == "monetary") {
    set(type, before, after);
  } else if (type == "date") {
    set("datetime", truthy(before) ? Value(midnight(before)) : Value(false),
        truthy(after) ? Value(midnight(after)) : Value(false));
  } else if (type == "boolean") {
    set("integer", truthy(before) ? 1 : 0, truthy(after) ? 1 : 0);
  } else if (type == "selection") {
    set("char", selection_label(info, before), selection_label(info, after));
  } else if (type == "many2one") {
    set("integer", to_id(before), to_id(after));
    set("char", record_label(env, field, before), record_label(env, field, after));
  } else {
    return Value::object();
  }
  return values;
}

void define_mail_tracking_value(Registry& registry) {
  Model& m = registry.define("mail.tracking.value", "mail", "Mail Tracking Value");
  m.order("tracking_sequence asc");
  m.rec_name("field");
  m.field("field", char_("Changed Field").required().readonly());
  m.field("field_desc", char_("Field Description").required().readonly());
  m.field("field_type", char_("Field Type"));
  m.field("field_groups", char_().compute("_compute_field_groups"));
  m.field("old_value_integer", integer("Old Value Integer").readonly());
  m.field("old_value_float", float_("Old Value Float").readonly());
  m.field("old_value_monetary", float_("Old Value Monetary").readonly());
  m.field("old_value_char", char_("Old Value Char").readonly());
  m.field("old_value_text", text("Old Value Text").readonly());
  m.field("old_value_datetime", datetime("Old Value DateTime").readonly());
  m.field("new_value_integer", integer("New Value Integer").readonly());
  m.field("new_value_float", float_("New Value Float").readonly());
  m.field("new_value_monetary", float_("New Value Monetary").readonly());
  m.field("new_value_char", char_("New Value Char").readonly());
  m.field("new_value_text", text("New Value Text").readonly());
  m.field("new_value_datetime", datetime("New Value Datetime").readonly());
  m.field("mail_message_id",
          many2one("Message ID", "mail.message").required().index().ondelete("cascade"));
  m.field("tracking_sequence", integer("Tracking field sequence").readonly().by_default(100));
  m.method("_compute_field_groups", On::multi, {}, compute_field_groups);
  m.method("get_old_display_value", On::multi, {}, get_old_display_value);
  m.method("get_new_display_value", On::multi, {}, get_new_display_value);
}

}  // namespace chatterd
