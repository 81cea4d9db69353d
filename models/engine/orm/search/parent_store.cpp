// Keeping parent_path right (BaseModel._parent_store_create, _parent_store_update).
#include "models/engine/orm/search/parent_store.hpp"

namespace chatterd {

using bridge::Sql;

void create_parent_paths(const Records& created) {
  const Env& env = created.env();
  const Sql table = Sql::identifier(created.model().table());
  env.cr().execute(Sql("UPDATE ") + table +
                   Sql(" node SET parent_path = concat((SELECT parent.parent_path FROM ") + table +
                   Sql(" parent WHERE parent.id = node.") +
                   Sql::identifier(created.model().parent_name()) +
                   Sql("), node.id, '/') WHERE node.id = ANY(%s::int[])", {created.ids()}));
  if (const Field* path = created.model().find_field("parent_path"))
    env.cache().forget(*path, created.ids());
}

void update_parent_paths(const Records& moved) {
  const Env& env = moved.env();
  const Sql table = Sql::identifier(moved.model().table());
  const Sql parent = Sql::identifier(moved.model().parent_name());
  const auto cycle = env.cr().execute(
      Sql("WITH RECURSIVE up(id, parent, depth) AS (SELECT id, ") + parent + Sql(", 1 FROM ") +
      table + Sql(" WHERE id = ANY(%s::int[]) UNION ALL SELECT t.id, t.", {moved.ids()}) + parent +
      Sql(", depth + 1 FROM ") + table +
      Sql(" t JOIN up ON t.id = up.parent WHERE depth < 1000) SELECT 1 FROM up WHERE parent = "
          "ANY(%s::int[]) LIMIT 1",
          {moved.ids()}));
  if (!cycle.empty()) throw UserError(env.translate("Recursion Detected."));
  env.cr().execute(Sql("WITH prefix AS (SELECT node.id, node.parent_path AS old, concat((SELECT "
                       "p.parent_path FROM ") +
                   table + Sql(" p WHERE p.id = node.") + parent +
                   Sql("), node.id, '/') AS new FROM ") + table +
                   Sql(" node WHERE node.id = ANY(%s::int[])) UPDATE ", {moved.ids()}) + table +
                   Sql(" child SET parent_path = concat(prefix.new, substr(child.parent_path, "
                       "length(prefix.old) + 1)) FROM prefix WHERE child.parent_path LIKE "
                       "concat(prefix.old, '%%')"));
  env.cache().clear();
}

}  // namespace chatterd
