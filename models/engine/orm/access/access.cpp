// ir.model.access: the rights that groups give on whole models
// (odoo/addons/base/models/ir_model.py).
#include "models/engine/orm/access/access.hpp"

#include "models/engine/orm/shared_caches.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

struct Right {
  Id group = 0;  // 0: everybody
  bool read = false, write = false, create = false, unlink = false;
  bool gives(const std::string& mode) const {
    return mode == "read"     ? read
           : mode == "write"  ? write
           : mode == "create" ? create
                              : mode == "unlink" && unlink;
  }
};

struct Rights {
  std::unordered_map<std::string, std::vector<Right>> by_model;
  std::size_t memory() const { return memory_of(by_model); }
};

std::shared_ptr<const Rights> rights(const Env& env) {
  return env.cached<Rights>("access", [&] {
    Rights loaded;
    for (const bridge::Row row : env.cr().execute(
             R"sql(
                 SELECT m.model, a.group_id, a.perm_read, a.perm_write, a.perm_create,
                     a.perm_unlink
                 FROM ir_model_access a
                   JOIN ir_model m ON m.id = a.model_id
                 WHERE a.active)sql"))
      loaded.by_model[row[0].str()].push_back({row[1].integer(), row[2].boolean(), row[3].boolean(),
                                               row[4].boolean(), row[5].boolean()});
    return loaded;
  });
}

// "Category/Group" of the groups that have the right, sorted as Odoo lists them.
std::vector<std::string> groups_with_right(const Env& env, const Model& model,
                                           const std::string& mode) {
  std::vector<std::string> names;
  const auto rows = env.cr().execute(Sql(R"sql(
          SELECT g.name, c.name
          FROM ir_model_access a
            JOIN ir_model m ON a.model_id = m.id
            JOIN res_groups g ON a.group_id = g.id
            LEFT JOIN ir_module_category c ON c.id = g.category_id
          WHERE m.model = %s
            AND a.active
            AND CASE %s WHEN 'read' THEN a.perm_read WHEN 'write' THEN a.perm_write WHEN 'create'
                THEN a.perm_create ELSE a.perm_unlink END
          ORDER BY c.name, g.name NULLS LAST)sql",
                                         {model.name(), mode}));
  for (const bridge::Row row : rows)
    names.push_back(row[1].is_null() ? row[0].str() : row[1].str() + "/" + row[0].str());
  return names;
}

}  // namespace

bool may(const Env& env, const Model& model, const std::string& mode) {
  if (env.su()) return true;
  if (mode != "read" && mode != "write" && mode != "create" && mode != "unlink")
    throw AssertionError("Invalid access mode");
  // transient records have no rights of their own: everybody may use those he made
  if (model.is_transient()) return true;
  const auto all = rights(env);
  const auto found = all->by_model.find(model.name());
  if (found == all->by_model.end()) return false;
  const auto user = env.user_info();
  return std::any_of(found->second.begin(), found->second.end(), [&](const Right& right) {
    return right.gives(mode) && (right.group == 0 || contains(user->group_ids, right.group));
  });
}

void check_may(const Env& env, const Model& model, const std::string& mode) {
  if (may(env, model, mode)) return;
  static const std::map<std::string, std::string> heads = {
      {"read",
       "Sorry, you are not allowed to access documents of type '%(document_kind)s' "
       "(%(document_model)s)."},
      {"write",
       "Sorry, you are not allowed to modify documents of type '%(document_kind)s' "
       "(%(document_model)s)."},
      {"create",
       "Sorry, you are not allowed to create documents of type '%(document_kind)s' "
       "(%(document_model)s)."},
      {"unlink",
       "Sorry, you are not allowed to delete documents of type '%(document_kind)s' "
       "(%(document_model)s)."}};
  const std::vector<std::string> groups = groups_with_right(env, model, mode);
  std::string text = env.translate(heads.at(mode)) + " ";
  Value names = {{"document_kind", model_label(env, model)}, {"document_model", model.name()}};
  if (groups.empty()) {
    text += env.translate("No group currently allows this operation.") + " - (" +
            env.translate("Operation:") + " " + mode + ", " + env.translate("User:") + " " +
            std::to_string(env.uid()) + ")";
  } else {
    text += env.translate("This operation is allowed for the groups:\n%(groups_list)s") + " - (" +
            env.translate("Operation:") + " " + mode + ", " + env.translate("User:") + " " +
            std::to_string(env.uid()) + ")";
    std::string list;
    for (const std::string& group : groups)
      list += (list.empty() ? "" : "\n") + std::string("\t- ") + group;
    names["groups_list"] = list;
  }
  throw AccessError(format_named(text, names));
}

AccessError implicit_access(const Records& records, const AccessError& error) {
  return AccessError(
      format_named(records.env().translate(
                       "%(previous_message)s\n\nImplicitly accessed through '%(document_kind)s' "
                       "(%(document_model)s)."),
                   {{"previous_message", error.what()},
                    {"document_kind", model_label(records.env(), records.model())},
                    {"document_model", records.model().name()}}));
}

GroupList parse_groups(const std::string& groups) {
  GroupList out;
  std::string group;
  for (const char c : groups + ",") {
    if (std::isspace(static_cast<unsigned char>(c))) continue;
    if (c != ',') {
      group += c;
      continue;
    }
    if (group.starts_with('!'))
      out.none.push_back(group.substr(1));
    else if (!group.empty())
      out.any.push_back(group);
    group.clear();
  }
  return out;
}

bool in_groups(const Env& env, const GroupList& groups) {
  const auto member = [&](const std::string& group) {
    return group != "base.group_no_one" && env.has_group(group);
  };
  if (std::any_of(groups.none.begin(), groups.none.end(), member)) return false;
  return groups.any.empty() || std::any_of(groups.any.begin(), groups.any.end(), member);
}

bool field_visible(const Env& env, const Field& field) {
  return env.su() || field.groups.empty() || in_groups(env, parse_groups(field.groups));
}

void check_field_readable(const Env& env, const Field& field) {
  if (env.su() || field.groups.empty()) return;
  // those who have the technical features do not see them without the debug mode, and know them
  const GroupList groups = parse_groups(field.groups);
  const auto member = [&](const std::string& group) { return env.has_group(group); };
  const bool any = groups.any.empty() || std::any_of(groups.any.begin(), groups.any.end(), member);
  if (any && std::none_of(groups.none.begin(), groups.none.end(), member)) return;
  Records(env, *field.model, {})
      .call("check_field_access_rights", Value::array({"read", Value::array({field.name})}));
}

}  // namespace chatterd
