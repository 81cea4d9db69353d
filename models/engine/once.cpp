#include "models/engine/once.hpp"

namespace chatterd {

bool take_write(const Env& root, const std::string& id, const Value& answer) {
  const Unit& unit = root.unit();
  const bool will_write = !unit.bus_rows.empty() || !unit.after_commit.empty() || unit.caches_dirty;
  return root.cr()
      .execute(bridge::Sql(R"sql(
          WITH taken AS (
            INSERT INTO mail_chatterd_write (id, result, done_at)
            SELECT %s, %s, now() AT TIME ZONE 'UTC'
            WHERE %s OR txid_current_if_assigned() IS NOT NULL
            ON CONFLICT (id) DO NOTHING
            RETURNING 1)
          SELECT EXISTS (SELECT FROM taken) OR txid_current_if_assigned() IS NULL)sql",
                           {id, answer.dump(-1, ' ', true), will_write}))[0][0]
      .boolean();
}

}  // namespace chatterd
