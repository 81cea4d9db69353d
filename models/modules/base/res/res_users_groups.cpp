// res.users: groups as the user form shows them, a box for each group or a choice for each
// application (odoo/addons/base/models/res_users.py, UsersView). Fields "in_group_7" and
// "sel_groups_2_3" are no columns.
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/python/python_operations.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/base/res/res_users.hpp"

namespace chatterd {
namespace {

constexpr std::string_view box = "in_group_", choice = "sel_groups_";

bool is_box(const std::string& name) { return name.starts_with(box); }

bool is_choice(const std::string& name) { return name.starts_with(choice); }

bool stands_for_groups(const std::string& name) { return is_box(name) || is_choice(name); }

// The groups that a field stands for. Throws ValueError when its name has no numbers.
Ids groups_of(const std::string& name) {
  Ids out;
  std::string number;
  for (const char c : name.substr(is_box(name) ? box.size() : choice.size()) + "_") {
    if (c != '_') {
      number += c;
      continue;
    }
    if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos)
      throw ValueError("invalid literal for int() with base 10: " + python_repr(number));
    out.push_back(std::stoll(number));
    number.clear();
  }
  return out;
}

// Values with commands for groups_id in place of such fields.
Value without_group_fields(const Value& values) {
  if (!values.is_object()) return values;
  Value out = Value::object(), commands = Value::array(), links = Value::array();
  for (const auto& [name, value] : values.items()) {
    if (!stands_for_groups(name)) {
      out[name] = value;
      continue;
    }
    const Ids groups = groups_of(name);
    if (is_choice(name) || !truthy(value))
      for (const Id group : groups) commands.push_back(command::unlink(group));
    if (truthy(value)) links.push_back(command::link(is_box(name) ? Value(groups[0]) : value));
  }
  commands.insert(commands.end(), links.begin(), links.end());
  if (!values.contains("groups_id") && !commands.empty()) out["groups_id"] = commands;
  return out;
}

// Who has several companies sees the switch between them.
void follow_companies(const Records& users, const Value& values) {
  const Id group = users.env().ref("base.group_multi_company");
  if (group == 0 || !values.is_object() || !values.contains("company_ids")) return;
  for (const Records& user : users.each()) {
    const bool several = user.rel("company_ids").size() > 1;
    if (several != contains(user.rel("groups_id").ids(), group))
      user.write({{"groups_id", Value::array({Value::array({several ? 4 : 3, group})})}});
  }
}

Value create_with_boxes(const Records& self, const Args& args) {
  const Value& given = args["vals_list"];
  Value list = Value::array();
  for (const Value& values : given.is_array() ? given : Value::array({given}))
    list.push_back(without_group_fields(values));
  const Value ids = args.super(self, {{"vals_list", list}});
  const std::vector<Records> users = self.browse(to_ids(ids)).each();
  for (std::size_t i = 0; i < users.size(); ++i) follow_companies(users[i], list[i]);
  return ids;
}

Value write_with_boxes(const Records& users, const Args& args) {
  const Value values = without_group_fields(args["vals"]);
  const Value done = args.super(users, {{"vals", values}});
  follow_companies(users, values);
  return done;
}

// A list of field names in two: those that stand for groups, and the others.
std::pair<std::vector<std::string>, Value> parted(const Value& names) {
  std::pair<std::vector<std::string>, Value> out{{}, Value::array()};
  for (const Value& name : names) {
    if (name.is_string() && stands_for_groups(name.get<std::string>()))
      out.first.push_back(name.get<std::string>());
    else
      out.second.push_back(name);
  }
  return out;
}

void add_group_fields(const Env& env, const std::vector<std::string>& names, Value& values) {
  Ids groups;
  if (values.contains("groups_id") && values["groups_id"].is_array()) {
    for (const Value& item : values["groups_id"]) {  // ids, or commands
      if (!item.is_array()) {
        groups.push_back(to_id(item));
        continue;
      }
      const Id number = to_id(item.at(0));
      if (number == 1 || number == 4) groups.push_back(to_id(item.at(1)));
      if (number == 5) groups.clear();
      if (number == 6) groups = to_ids(item.at(2));
    }
  }
  const Id internal = env.ref("base.group_user");
  for (const std::string& name : names) {
    const Ids of = groups_of(name);
    if (is_box(name)) {
      values[name] = contains(groups, of[0]);
      continue;
    }
    values[name] = false;
    for (const Id group : of)
      if (contains(groups, group)) values[name] = group;
    if (contains(of, internal) && contains(groups, internal)) values[name] = internal;
  }
}

Value default_get(const Records& self, const Args& args) {
  auto [names, others] = parted(args["fields_list"]);
  if (!names.empty()) others.push_back("groups_id");
  Value values = args.super(self, {{"fields_list", others}});
  add_group_fields(self.env(), names, values);
  return values;
}

Value read_with_boxes(const Records& users, const Args& args) {
  const bool all = !truthy(args["fields"]);
  Value wanted = args["fields"];
  if (all) wanted = users.call("_group_fields");
  auto [names, others] = parted(wanted);
  bool added = false;
  if (!all && !names.empty()) {
    added = std::find(others.begin(), others.end(), "groups_id") == others.end();
    if (added) others.push_back("groups_id");
  }
  Value rows = args.super(users, {{"fields", all ? args["fields"] : others}});
  if (names.empty()) return rows;
  for (Value& row : rows) {
    add_group_fields(users.env(), names, row);
    if (added) row.erase("groups_id");
  }
  return rows;
}

struct Application {
  Records category;
  bool choice;
  std::vector<Records> groups;
};

// res.groups get_groups_by_application: a choice where each group implies those before it.
std::vector<Application> applications(const Env& env) {
  const Records all = env.sudo()["res.groups"].search(Value::array({term("share", "=", false)}));
  std::vector<Application> out;
  std::vector<Records> others;
  const Id user_types = env.ref("base.module_category_user_type");
  for (const Records& group : all.each()) {
    const Records category = group.rel("category_id");
    if (category.empty()) {
      others.push_back(group);
      continue;
    }
    auto known = std::find_if(out.begin(), out.end(), [&](const Application& other) {
      return other.category.id() == category.id();
    });
    if (known == out.end()) known = out.insert(out.end(), {category, false, {}});
    known->groups.push_back(group);
  }
  std::stable_sort(out.begin(), out.end(), [](const Application& a, const Application& b) {
    return to_id(a.category.get("sequence")) < to_id(b.category.get("sequence"));
  });
  for (Application& application : out) {
    auto& groups = application.groups;
    if (application.category.id() == user_types) {
      application.choice = true;
      std::sort(groups.begin(), groups.end(),
                [](const Records& a, const Records& b) { return a.id() < b.id(); });
      continue;
    }
    Ids ids;
    for (const Records& group : groups) ids.push_back(group.id());
    std::map<Id, std::size_t> implied;
    std::set<std::size_t> numbers;
    for (const Records& group : groups) {
      std::size_t count = 0;
      const Ids implies = group.rel("trans_implied_ids").ids();
      for (const Id id : implies) count += contains(ids, id) ? 1 : 0;
      implied[group.id()] = count;
      numbers.insert(count);
    }
    application.choice = numbers.size() == groups.size();
    if (application.choice)
      std::sort(groups.begin(), groups.end(), [&](const Records& a, const Records& b) {
        return implied[a.id()] < implied[b.id()];
      });
  }
  if (!others.empty()) out.push_back({env.sudo()["ir.module.category"], false, others});
  return out;
}

Value fields_get(const Records& self, const Args& args) {
  Value out = args.super(self);
  const Value& wanted = args["allfields"];
  const auto add = [&](const std::string& name, const Value& description) {
    if (!truthy(wanted) || python::compare("in", name, wanted)) out[name] = description;
  };
  const Env& env = self.env();
  for (const Application& application : applications(env)) {
    if (!application.choice) {
      for (const Records& group : application.groups)
        add(std::string(box) + std::to_string(group.id()), {{"type", "boolean"},
                                                            {"string", group.get("name")},
                                                            {"help", group.get("comment")},
                                                            {"exportable", false},
                                                            {"selectable", false}});
      continue;
    }
    std::string name(choice.substr(0, choice.size() - 1)), help;
    Value items = Value::array();
    if (application.category.id() != env.ref("base.module_category_user_type"))
      items.push_back(Value::array({false, ""}));
    for (const Records& group : application.groups) {
      name += "_" + std::to_string(group.id());
      items.push_back(Value::array({group.id(), group.get("name")}));
      if (group.is("comment"))
        help += (help.empty() ? "" : "\n") + group.text("name") + ": " + group.text("comment");
    }
    add(name, {{"type", "selection"},
               {"string", application.category.is("name") ? application.category.get("name")
                                                          : Value(env.translate("Other"))},
               {"selection", items},
               {"help", help},
               {"exportable", false},
               {"selectable", false}});
  }
  return out;
}

// The names of the fields that stand for groups.
Value group_fields(const Records& self, const Args&) {
  Value out = Value::array();
  for (const Application& application : applications(self.env())) {
    std::string name(choice.substr(0, choice.size() - 1));
    for (const Records& group : application.groups) {
      if (application.choice)
        name += "_" + std::to_string(group.id());
      else
        out.push_back(std::string(box) + std::to_string(group.id()));
    }
    if (application.choice) out.push_back(name);
  }
  return out;
}

}  // namespace

void define_res_users_groups(Model& m) {
  m.method("_group_fields", On::model, {}, group_fields);
  m.method("create", On::model, {}, create_with_boxes);
  m.method("write", On::multi, {}, write_with_boxes);
  m.method("default_get", On::model, {}, default_get);
  m.method("read", On::multi, {}, read_with_boxes);
  m.method("fields_get", On::model, {}, fields_get);
}

}  // namespace chatterd
