#include "bridge/postgres/known_zones.hpp"

#include <mutex>
#include <unordered_set>

namespace chatterd::bridge {

bool knows_time_zone(Transaction& transaction, const std::string& name) {
  static std::mutex mutex;
  static std::unordered_set<std::string> names;
  const std::lock_guard lock(mutex);
  if (names.empty())
    for (const Row row : transaction.execute(Sql("SELECT name FROM pg_timezone_names")))
      names.insert(row[0].str());
  return names.contains(name);
}

}  // namespace chatterd::bridge
