// child_of and parent_of: trees by parent_path where the model keeps it, by recursion elsewhere.
#include "models/engine/errors.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/domain_sql.hpp"

namespace chatterd::domain_sql {

using bridge::Sql;

namespace {

// The ids in paths such as "1/7/".
Ids labels_of(const std::vector<std::string>& paths) {
  Ids ids;
  for (const std::string& path : paths)
    for (std::size_t at = 0, slash; (slash = path.find('/', at)) != std::string::npos;
         at = slash + 1)
      ids.push_back(std::stoll(path.substr(at, slash - at)));
  return unique(ids);
}

}  // namespace

// The records that the operand names: an id, ids, a name or names.
Ids Condition::hierarchy_ids(const Model& model, const Value& right) const {
  if (right == true) throw TypeError("operator does not exist: integer = boolean");
  if (!all_text(right)) return right.is_boolean() ? Ids{} : to_ids(right);
  Ids ids;
  for (const Value& name : right.is_string() ? Value::array({right}) : right)
    for (const Id id : ids_of(named(env_, model, name, Value::array(), "ilike"))) ids.push_back(id);
  return unique(ids);
}

Sql Condition::in_hierarchy(const Sql& what, const Model& model, const std::string& op,
                            const Ids& ids, const std::string& parent, const std::string& alias,
                            bool searched) const {
  if (ids.empty()) return "FALSE";
  add_sub_select(env_);
  if (!model.is_parent_store())
    return op == "child_of" ? below(what, model, ids, parent, alias)
                            : above(what, model, ids, parent);
  const Sql table = Sql::identifier(model.table());
  // read as the caller, who may not know all; the paths go into the statement as constants, which
  // an index can serve
  std::vector<std::string> paths;
  for (const Records& record : Records(env_, model, ids).each())
    paths.push_back(record.text("parent_path"));
  if (op == "parent_of") return among(what, labels_of(paths));
  for (std::string& path : paths) path += '%';
  const std::string tree = joined_alias(alias, "tree");
  const Sql in_tree = Sql::identifier(tree) + Sql(".parent_path LIKE ANY(%s::text[])", {paths});
  const Sql condition = searched ? search_condition(env_, model, Value::array(), tree) : Sql();
  return Sql("(") + what + Sql(" IN (SELECT ") + Sql::identifier(tree) + Sql(".id FROM ") + table +
         Sql(" AS ") + Sql::identifier(tree) + Sql(" WHERE ") + in_tree +
         (condition.empty() ? Sql() : Sql(" AND ") + condition) + Sql("))");
}

// Children are found by a search, level by level: archived ones and those that rules hide end a
// branch.
Sql Condition::below(const Sql& what, const Model& model, const Ids& ids, const std::string& parent,
                     const std::string& alias) const {
  const Field& link = model.field_of(parent);
  if (link.column() && searches_plainly(model)) {
    const std::string tree = joined_alias(alias, "tree"), child = joined_alias(alias, "child");
    const Sql by = Sql::identifier(child) + Sql(".") + Sql::identifier(parent);
    const Value domain = Value::array({term(parent, "in", ids)});
    const Sql condition =
        search_condition(adapted_search(env_, model, domain).env, model, Value::array(), child);
    return Sql("(") + what + Sql(" IN (WITH RECURSIVE ") + Sql::identifier(tree) +
           Sql("(id) AS (SELECT unnest(%s::int[]) UNION SELECT ", {ids}) + Sql::identifier(child) +
           Sql(".id FROM ") + Sql::identifier(tree) + Sql(" JOIN ") +
           Sql::identifier(model.table()) + Sql(" AS ") + Sql::identifier(child) + Sql(" ON ") +
           by + Sql(" = ") + Sql::identifier(tree) + Sql(".id") +
           (condition.empty() ? Sql() : Sql(" WHERE ") + condition) + Sql(") SELECT id FROM ") +
           Sql::identifier(tree) + Sql("))");
  }
  std::unordered_set<Id> all(ids.begin(), ids.end());
  for (Ids level = ids; !level.empty();) {
    Ids next;
    for (const Id id :
         Records(env_, model, {}).search(Value::array({term(parent, "in", level)})).ids())
      if (all.insert(id).second) next.push_back(id);
    level = std::move(next);
  }
  return among(what, Ids(all.begin(), all.end()));
}

Sql Condition::above(const Sql& what, const Model& model, const Ids& ids,
                     const std::string& parent) const {
  // the caller reads each record on the way up
  std::unordered_set<Id> all(ids.begin(), ids.end());
  for (Records level = Records(env_, model, ids); !level.empty();) {
    Ids next;
    for (const Id id : level.rel(parent).ids())
      if (all.insert(id).second) next.push_back(id);
    level = level.browse(next);
  }
  return among(what, Ids(all.begin(), all.end()));
}

}  // namespace chatterd::domain_sql
