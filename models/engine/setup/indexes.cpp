// The list of indexes, and what a database has of it.
#include "models/engine/setup/indexes.hpp"

#include <algorithm>

#include "bridge/text/json.hpp"
#include "models/engine/setup/records_json.hpp"

namespace chatterd {

std::string Index::create(const char* how) const {
  const std::string included = include.empty() ? "" : " INCLUDE (" + include + ")";
  const std::string filter = where.empty() ? "" : " WHERE " + where;
  return std::string("CREATE INDEX ") + how + "IF NOT EXISTS " + name + " ON " + table + " (" +
         columns + ")" + included + filter;
}

const std::vector<Index>& indexes() {
  static const std::vector<Index> all = [] {
    std::vector<Index> out;
    for (const Json& row : Json::parse(indexes_json)) {
      Index index;
      index.name = row.at("name");
      index.table = row.at("table");
      index.columns = row.at("columns");
      index.include = row.at("include");
      index.where = row.at("where");
      index.serves = row.at("serves");
      out.push_back(std::move(index));
    }
    return out;
  }();
  return all;
}

std::int64_t rows_without(bridge::Transaction& transaction, const Index& index) {
  const bridge::Result found =
      transaction.execute(bridge::Sql(R"sql(
          SELECT c.reltuples::bigint, EXISTS (
            SELECT 1 FROM pg_index i
            WHERE i.indrelid = c.oid AND i.indisvalid
              AND (i.indexrelid::regclass::text = %s OR %s = '' AND i.indpred IS NULL AND
                   array_to_string(ARRAY(
                       SELECT pg_get_indexdef(i.indexrelid, k, false)
                       FROM generate_series(1, i.indnkeyatts) k), ', ') LIKE %s || '%%'))
          FROM pg_class c
          WHERE c.oid = to_regclass(%s))sql",
                                      {index.name, index.where, index.columns, index.table}));
  if (found.empty() || found[0][1].boolean()) return -1;
  return std::max<std::int64_t>(0, found[0][0].integer());
}

}  // namespace chatterd
