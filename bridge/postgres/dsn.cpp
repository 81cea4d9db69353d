// Edits connection strings without taking them apart more than needed.
#include "bridge/postgres/dsn.hpp"

#include <algorithm>

#include "bridge/text/percent.hpp"

namespace chatterd::bridge {
std::string dsn_value(std::string_view value) {
  std::string quoted = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted += '\'';
}

std::string with_database(const std::string& dsn, std::string_view database) {
  const bool uri = dsn.starts_with("postgresql://") || dsn.starts_with("postgres://");
  // Of a keyword given twice libpq takes the later; a text without '=' is a bare database name.
  if (!uri) {
    const bool bare_name = dsn.find('=') == std::string::npos;
    return (bare_name ? std::string() : dsn + ' ') + "dbname=" + dsn_value(database);
  }
  const auto authority = dsn.find("://") + 3;
  const auto query = std::min(dsn.find('?', authority), dsn.size());
  const auto path = std::min(dsn.find('/', authority), query);
  auto edited = dsn.substr(0, path) + '/' + percent_encode(database) + dsn.substr(query);
  // A dbname among the URI's parameters would win over the path.
  for (const std::string key : {"?dbname=", "&dbname="})
    if (const auto at = edited.find(key); at != std::string::npos) {
      const auto end = std::min(edited.find('&', at + 1), edited.size());
      edited.erase(at + 1, end == edited.size() ? std::string::npos : end - at);
    }
  return edited;
}

}  // namespace chatterd::bridge
