// What the web client's views ask of every model: groups, counts, progress bars, search panels
// (BaseModel.read_group, odoo/addons/web/models/models.py).
#include "models/engine/orm/methods/base_model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/group_periods.hpp"
#include "models/engine/orm/search/read_group.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/values/date_words.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {
namespace {

Id number(const Value& value) { return truthy(value) && value.is_number() ? value.get<Id>() : 0; }

// int(limit): digits in a text will do.
Id row_count(const Value& value) {
  return value.is_string() && value != "" ? python_int(value) : number(value);
}

Value list_of(const Value& domain) { return truthy(domain) ? domain : Value::array(); }

Value group(const Records& self, const Args& args) {
  if (!self.env().su()) self.check_access_rights("read");
  Value groups =
      read_group(self, {list_of(args["domain"]), args["fields"], list_of(args["groupby"]),
                        row_count(args["offset"]), row_count(args["limit"]),
                        to_text(args["orderby"]), truthy(args["lazy"])});
  // also what is grouped by later must be a field
  for (const Value& by : args["groupby"].is_array() ? args["groupby"] : Value::array()) {
    if (!by.is_string())
      throw AttributeError(std::string("'") + python_type(by) +
                           "' object has no attribute 'split'");
    self.model().field_of(by.get<std::string>().substr(0, by.get<std::string>().find(':')));
  }
  return groups;
}

Value web_search_read(const Records& self, const Args& args) {
  const Value records = self.call(
      "search_read",
      Value::array({args["domain"], args["fields"], args["offset"], args["limit"], args["order"]}));
  if (records.empty()) return {{"length", 0}, {"records", Value::array()}};
  const Id limit = number(args["limit"]), found = static_cast<Id>(records.size());
  const bool more = limit != 0 && (found == limit || self.env().flag("force_search_count"));
  const Id length =
      more ? self.search_count(list_of(args["domain"])) : found + number(args["offset"]);
  return {{"length", length}, {"records", records}};
}

Value web_read_group(const Records& self, const Args& args) {
  const Value& domain = args["domain"];
  Value groups = self.call("read_group", Value::array({domain, args["fields"], args["groupby"]}),
                           {{"offset", args["offset"]},
                            {"limit", args["limit"]},
                            {"orderby", args["orderby"]},
                            {"lazy", args["lazy"]}});
  if (truthy(args["expand"]) && args["groupby"].size() == 1)
    for (Value& one : groups)
      one["__data"] = self.call(
          "web_search_read", Value::array({one["__domain"], args["fields"], 0, args["expand_limit"],
                                           args["expand_orderby"]}));
  const Id limit = number(args["limit"]), found = static_cast<Id>(groups.size());
  Id length = found == 0 ? 0 : found + number(args["offset"]);
  if (found != 0 && found == limit)
    length = static_cast<Id>(
        self.call("read_group",
                  Value::array({domain, Value::array({"display_name"}), args["groupby"]}))
            .size());
  return {{"groups", groups}, {"length", length}};
}

// A key of a JSON object, as Python's json writes one.
std::string key_of(const Value& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Value read_progress_bar(const Records& self, const Args& args) {
  const std::string spec = to_text(args["group_by"]);
  const std::size_t colon = spec.find(':');
  const std::string name = spec.substr(0, colon);
  const std::string unit =
      colon == std::string::npos || colon + 1 == spec.size() ? "month" : spec.substr(colon + 1);
  const Value& bar = args["progress_bar"];
  const std::string bar_field = to_text(bar.at("field"));
  const Value rows = self.call(
      "search_read", Value::array({list_of(args["domain"]), Value::array({bar_field, name})}));
  const Field& field = self.model().field_of(name);
  std::map<std::string, Value> labels;
  if (field.type == FieldType::selection) {
    const Value described = self.call("fields_get", Value::array({Value::array({name})}));
    for (const Value& item : described[name]["selection"]) labels[key_of(item[0])] = item[1];
  }
  const bool temporal = field.type == FieldType::date || field.type == FieldType::datetime;
  Value out = Value::object();
  for (const Value& row : rows) {
    Value value = row[name];
    if (temporal && truthy(value)) {
      const std::string time = value.get<std::string>();
      value = local_period_label(self.env(), unit, time, field.type == FieldType::datetime);
    } else if (field.type == FieldType::selection) {
      const auto found = labels.find(key_of(value));
      value = found == labels.end() ? Value(false) : found->second;
    } else if (field.type == FieldType::many2one && value.is_array()) {
      value = value[1];
    }
    Value& counts = out[key_of(value)];
    if (counts.is_null()) {
      counts = Value::object();
      for (const auto& [color, _] : bar.at("colors").items()) counts[color] = 0;
    }
    const Value& shown = row[bar_field];
    if (shown.is_string() && counts.contains(shown.get<std::string>())) {
      Value& count = counts[shown.get<std::string>()];
      count = count.get<Id>() + 1;
    }
  }
  return out;
}

const Field& panel_field(const Records& self, const Args& args, const std::vector<FieldType>& types,
                         const char* names, const char* message) {
  const Field& field = self.model().field_of(to_text(args["field_name"]));
  if (std::find(types.begin(), types.end(), field.type) == types.end())
    throw UserError(
        format_named(self.env().translate(message),
                     {{"supported_types", names}, {"field_type", type_name(field.type)}}));
  return field;
}

Value search_panel_select_range(const Records& self, const Args& args) {
  const Field& field = panel_field(
      self, args, {FieldType::many2one}, "['many2one']",
      "Only types %(supported_types)s are supported for category (found type %(field_type)s)");
  const Records target = self.env()[field.comodel];
  const std::string parent = target.model().parent_name();
  const bool has_parent = target.model().find_field(parent) != nullptr;
  Value fields = Value::array({"display_name"});
  if (has_parent) fields.push_back(parent);
  return {{"parent_field", has_parent ? Value(parent) : Value(false)},
          {"values", target.with_context({{"hierarchical_naming", false}})
                         .call("search_read", Value::array({Value::array(), fields}))}};
}

// [id, name] of the group that a record of the panel belongs to.
Value panel_group(const Env& env, const Field& field, const Value& value,
                  const std::map<std::string, Value>& labels) {
  const Value none = Value::array({false, env.translate("Not Set")});
  if (!truthy(value)) return none;
  if (field.type == FieldType::many2one) return value;
  if (field.type == FieldType::selection) return Value::array({value, labels.at(key_of(value))});
  return Value::array({value, value});
}

Value search_panel_select_multi_range(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Field& field = panel_field(
      self, args, {FieldType::many2one, FieldType::many2many, FieldType::selection},
      "['many2one', 'many2many', 'selection']",
      "Only types %(supported_types)s are supported for filter (found type %(field_type)s)");
  const auto option = [&](const char* name) {
    return args.rest().contains(name) ? args.rest()[name] : Value();
  };
  const Value domain = domain::conjunction(
      {list_of(option("search_domain")), list_of(option("category_domain")),
       list_of(option("filter_domain")), Value::array({term(field.name, "!=", false)})});
  const bool counted = !truthy(option("disable_counters"));
  std::map<Id, Id> counts;
  if (counted && field.type != FieldType::many2many) {
    const Value names = Value::array({field.name});
    for (const Value& one : self.call("read_group", Value::array({domain, names, names})))
      if (one[field.name].is_array())
        counts[to_id(one[field.name])] = one[field.name + "_count"].get<Id>();
  }
  // Odoo 13 takes the description of the field for its items here
  if (field.type == FieldType::selection)
    throw ValueError("too many values to unpack (expected 2)");
  const Records target = env[field.comodel];
  const std::string group_by = to_text(option("group_by"));
  Value names = Value::array({"display_name"});
  std::map<std::string, Value> labels;
  if (!group_by.empty()) {
    names.push_back(group_by);
    if (target.model().field_of(group_by).type == FieldType::selection) {
      const Value described = target.call("fields_get", Value::array({Value::array({group_by})}));
      for (const Value& item : described[group_by]["selection"]) labels[key_of(item[0])] = item[1];
    }
  }
  Value out = Value::array();
  for (const Value& row :
       target.call("search_read", Value::array({list_of(option("comodel_domain")), names}))) {
    const Id id = row["id"].get<Id>();
    Value value = {
        {"id", id}, {"name", row["display_name"]}, {"count", counts.contains(id) ? counts[id] : 0}};
    if (counted && field.type == FieldType::many2many)
      value["count"] = self.search_count(
          domain::conjunction({domain, Value::array({term(field.name, "in", id)})}));
    if (!group_by.empty()) {
      const Value in = panel_group(env, target.model().field_of(group_by), row[group_by], labels);
      value["group_id"] = in[0];
      value["group_name"] = in[1];
    }
    out.push_back(std::move(value));
  }
  return out;
}

}  // namespace

void define_base_web(Model& base) {
  base.method("read_group", On::model,
              {"domain",
               "fields",
               "groupby",
               {"offset", 0},
               {"limit", nullptr},
               {"orderby", false},
               {"lazy", true}},
              group);
  base.method("web_search_read", On::model,
              {{"domain", nullptr},
               {"fields", nullptr},
               {"offset", 0},
               {"limit", nullptr},
               {"order", nullptr}},
              web_search_read);
  base.method("web_read_group", On::model,
              {"domain",
               "fields",
               "groupby",
               {"limit", nullptr},
               {"offset", 0},
               {"orderby", false},
               {"lazy", true},
               {"expand", false},
               {"expand_limit", nullptr},
               {"expand_orderby", false}},
              web_read_group);
  base.method("read_progress_bar", On::model, {"domain", "group_by", "progress_bar"},
              read_progress_bar);
  base.method("search_panel_select_range", On::model, {"field_name"}, search_panel_select_range);
  base.method("search_panel_select_multi_range", On::model, {"field_name", "**"},
              search_panel_select_multi_range);
}

}  // namespace chatterd
