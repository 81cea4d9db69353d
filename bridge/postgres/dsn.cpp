// Edits connection strings without taking them apart more than needed.
#include "bridge/postgres/dsn.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "bridge/text/percent.hpp"

namespace chatterd::bridge {
namespace {

bool is_uri(const std::string& dsn) {
  return dsn.starts_with("postgresql://") || dsn.starts_with("postgres://");
}

// Of a keyword given twice libpq takes the later; a text without '=' is a bare database name.
bool is_bare_name(const std::string& dsn) {
  return dsn.find('=') == std::string::npos && !is_uri(dsn);
}

}  // namespace

std::string dsn_value(std::string_view value) {
  std::string quoted = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted += '\'';
}

std::string with_database(const std::string& dsn, std::string_view database) {
  if (!is_uri(dsn))
    return (is_bare_name(dsn) ? std::string() : dsn + ' ') + "dbname=" + dsn_value(database);
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

bool names_database(const std::string& dsn) {
  if (is_bare_name(dsn)) return !dsn.empty();
  char* problem = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(dsn.c_str(), &problem), PQconninfoFree);
  const std::unique_ptr<char, void (*)(void*)> text(problem, PQfreemem);
  if (!options) throw std::invalid_argument(text ? text.get() : "no connection string: " + dsn);
  for (const PQconninfoOption* option = options.get(); option->keyword; ++option)
    if (std::string_view(option->keyword) == "dbname") return option->val && *option->val;
  return false;
}

std::string with_name(const std::string& dsn, std::string_view name) {
  constexpr const char* keyword = "fallback_application_name=";
  if (is_uri(dsn))
    return dsn + (dsn.find('?') == std::string::npos ? '?' : '&') + keyword + percent_encode(name);
  return (is_bare_name(dsn) ? (dsn.empty() ? "" : "dbname=" + dsn_value(dsn)) : dsn) + ' ' +
         keyword + dsn_value(name);
}

}  // namespace chatterd::bridge
