#include "models/engine/once.hpp"

namespace chatterd {

bool take_write(const Env& root, const std::string& id, const Value& answer) {
  return !root.cr()
              .execute(bridge::Sql(R"sql(
                  INSERT INTO mail_chatterd_write (id, result, done_at)
                  VALUES (%s, %s, now() AT TIME ZONE 'UTC')
                  ON CONFLICT (id) DO NOTHING
                  RETURNING 1)sql",
                                   {id, answer.dump(-1, ' ', true)}))
              .empty();
}

}  // namespace chatterd
