// The list of indexes, and what a database has of it.
#include "models/engine/setup/indexes.hpp"

#include <algorithm>

#include "bridge/text/json.hpp"
#include "models/engine/setup/records_json.hpp"

namespace chatterd {

std::vector<std::string> Index::create(const char* how) const {
  std::vector<std::string> statements;
  // Where all find its operators, whichever schema comes first for who makes it.
  if (!extension.empty())
    statements.push_back("CREATE EXTENSION IF NOT EXISTS " + extension + " SCHEMA public");
  statements.push_back(std::string("CREATE INDEX ") + how + "IF NOT EXISTS " + name + " ON " +
                       table + (access_method.empty() ? "" : " USING " + access_method) + " (" +
                       columns + ")" + (include.empty() ? "" : " INCLUDE (" + include + ")") +
                       (where.empty() ? "" : " WHERE " + where));
  return statements;
}

const std::vector<Index>& indexes() {
  static const std::vector<Index> all = [] {
    std::vector<Index> out;
    for (const Json& row : Json::parse(indexes_json)) {
      Index index;
      index.name = row.at("name");
      index.table = row.at("table");
      index.access_method = row.at("using");
      index.columns = row.at("columns");
      index.include = row.at("include");
      index.where = row.at("where");
      index.extension = row.at("extension");
      index.serves = row.at("serves");
      out.push_back(std::move(index));
    }
    return out;
  }();
  return all;
}

std::vector<Index> possible_indexes(bridge::Transaction& transaction) {
  std::vector<Index> out;
  for (const Index& index : indexes()) {
    if (!index.extension.empty() && transaction
                                        .execute(bridge::Sql(R"sql(
                SELECT FROM pg_extension WHERE extname = %s
                UNION ALL
                SELECT FROM pg_available_extension_versions v
                  JOIN pg_roles r ON r.rolname = current_user
                WHERE v.name = %s
                  AND (r.rolsuper OR to_jsonb(v) ->> 'trusted' = 'true'  -- a column since 13
                       AND has_database_privilege(current_database(), 'CREATE'))
                LIMIT 1)sql",
                                                             {index.extension, index.extension}))
                                        .empty())
      continue;
    out.push_back(index);
  }
  return out;
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
