// Values as PostgreSQL reads them in a statement's parameters. Internal to bridge.
#pragma once
#include <string>
#include <vector>

#include "bridge/postgres/sql.hpp"

namespace chatterd::bridge {

// The parameters of one statement in libpq's form; lives as long as they are sent.
class Parameters {
 public:
  // Throws std::invalid_argument for a text with a NUL character, in psycopg2's words.
  explicit Parameters(const std::vector<Param>& params);
  int count() const { return static_cast<int>(pointers_.size()); }
  const char* const* values() const { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<const char*> pointers_;  // null for NULL
};

}  // namespace chatterd::bridge
