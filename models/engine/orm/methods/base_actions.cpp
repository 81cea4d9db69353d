// What clients ask of records beside their values: metadata, external ids, how to open them,
// archiving (BaseModel in odoo/models.py).
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/methods/base_model.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Value get_metadata(const Records& records, const Args&) {
  Value out = Value::array();
  if (records.model().log_access()) {
    out = records.sudo().read({"create_uid", "create_date", "write_uid", "write_date"});
  } else {
    for (const Id id : records.ids()) out.push_back({{"id", id}});
  }
  // as in Odoo, at most one of the records is told its external id: the first that was given one
  const auto known = records.env().cr().execute(Sql(R"sql(
          SELECT res_id, module || '.' || name, coalesce(noupdate, false)
          FROM ir_model_data
          WHERE model = %s
            AND res_id = ANY(%s::int[])
          ORDER BY id
          LIMIT 1)sql",
                                                    {records.model().name(), records.ids()}));
  for (Value& row : out) {
    const bool found = !known.empty() && known[0][0].integer() == row["id"].get<Id>();
    row["xmlid"] = found ? Value(known[0][1].str()) : Value(false);
    row["noupdate"] = found && known[0][2].boolean();
  }
  return out;
}

// {id: "module.name"}, "" for none.
Value get_external_id(const Records& records, const Args&) {
  Value out = Value::object();
  for (const Id id : records.ids()) out[std::to_string(id)] = "";
  for (const bridge::Row row :
       records.env().cr().execute(Sql(R"sql(
           SELECT DISTINCT ON (res_id) res_id::text, module || '.' || name
           FROM ir_model_data
           WHERE model = %s
             AND res_id = ANY(%s::int[])
           ORDER BY res_id, id)sql",
                                      {records.model().name(), records.ids()})))
    out[row[0].str()] = row[1].str();
  return out;
}

Value get_formview_id(const Records&, const Args&) { return false; }

Value get_formview_action(const Records& records, const Args& args) {
  const Value view = records.sudo().call("get_formview_id", Value::array({args["access_uid"]}));
  if (records.size() > 1) records.ensure_one();
  return {{"type", "ir.actions.act_window"},
          {"res_model", records.model().name()},
          {"view_type", "form"},
          {"view_mode", "form"},
          {"views", Value::array({Value::array({view, "form"})})},
          {"target", "current"},
          {"res_id", records.empty() ? Value(false) : Value(records.id())},
          {"context", records.env().context()}};
}

Value get_access_action(const Records& records, const Args& args) {
  if (records.empty())
    throw Error(ErrorKind::internal, "tuple index out of range", "builtins.IndexError");
  return records.browse({records.id()})
      .call("get_formview_action", Value::array({args["access_uid"]}));
}

Value get_empty_list_help(const Records&, const Args& args) { return args["help"]; }

Value view_header_get(const Records&, const Args&) { return false; }

Value fields_get_keys(const Records& self, const Args&) {
  Value out = Value::array();
  for (const Field* field : self.model().fields()) out.push_back(field->name);
  return out;
}

// In one of the groups, and in none of those that begin with "!".
Value user_has_groups(const Records& self, const Args& args) {
  return in_groups(self.env(), parse_groups(to_text(args["groups"])));
}

Value archive(const Records& records, const Args&) {
  return records.filtered([](const Records& record) { return record.is("active"); })
      .call("toggle_active");
}

Value unarchive(const Records& records, const Args&) {
  return records.filtered([](const Records& record) { return !record.is("active"); })
      .call("toggle_active");
}

Value get_base_url(const Records& records, const Args&) {
  return records.ensure_one().env().sudo()["ir.config_parameter"].call(
      "get_param", Value::array({"web.base.url"}));
}

Value is_transient(const Records& self, const Args&) { return self.model().is_transient(); }

// What records would show after commands of an x2many field, as read() tells it.
Value resolve_2many_commands(const Records& self, const Args& args) {
  Value created = Value::array();
  Ids ids;
  std::map<Id, Value> updates;
  for (const Value& command : args["commands"]) {
    const Id number = command.is_array() ? command.at(0).get<Id>() : 4;
    const Id id =
        command.is_array() ? (command.size() > 1 ? to_id(command[1]) : 0) : to_id(command);
    if (number == 0) created.push_back(command.at(2));
    if (number == 1) updates[id].update(command.at(2));
    if (number == 1 || number == 4) ids.push_back(id);
    if (number == 2 || number == 3) std::erase(ids, id);
    if (number == 5) created = Value::array();
    if (number == 5 || number == 6) ids = number == 6 ? to_ids(command.at(2)) : Ids{};
    if (number == 6) created = Value::array();
  }
  const Field& field = self.model().field_of(to_text(args["field_name"]));
  Value read = self.env().browse(field.comodel, ids).call("read", Value::array({args["fields"]}));
  for (Value& row : read) {
    const auto found = updates.find(row["id"].get<Id>());
    if (found != updates.end()) row.update(found->second);
    created.push_back(std::move(row));
  }
  return created;
}

}  // namespace

void define_base_actions(Model& base) {
  base.method("get_metadata", On::multi, {}, get_metadata);
  base.method("get_external_id", On::multi, {}, get_external_id);
  base.method("get_xml_id", On::multi, {}, get_external_id);
  base.method("get_formview_id", On::multi, {{"access_uid", nullptr}}, get_formview_id);
  base.method("get_formview_action", On::multi, {{"access_uid", nullptr}}, get_formview_action);
  base.method("get_access_action", On::multi, {{"access_uid", nullptr}}, get_access_action);
  base.method("get_empty_list_help", On::model, {"help"}, get_empty_list_help);
  base.method("view_header_get", On::model, {{"view_id", nullptr}, {"view_type", "form"}},
              view_header_get);
  base.method("fields_get_keys", On::model, {}, fields_get_keys);
  base.method("user_has_groups", On::model, {"groups"}, user_has_groups);
  base.method("action_archive", On::multi, {}, archive);
  base.method("action_unarchive", On::multi, {}, unarchive);
  base.method("get_base_url", On::multi, {}, get_base_url);
  base.method("is_transient", On::multi, {}, is_transient);
  for (const char* name : {"resolve_2many_commands", "resolve_o2m_commands_to_record_dicts"})
    base.method(name, On::model, {"field_name", "commands", {"fields", nullptr}},
                resolve_2many_commands);
}

}  // namespace chatterd
