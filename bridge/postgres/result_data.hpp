// The rows of one result, as libpq holds them. Internal to bridge: the only header that sees libpq
// is this one.
#pragma once
#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "bridge/postgres/sql.hpp"

namespace chatterd::bridge {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ClearResult>;

class ResultData {
 public:
  explicit ResultData(ResultPtr result);
  std::size_t rows() const { return rows_; }
  std::size_t affected() const;
  std::vector<std::string> names() const;
  Cell cell(std::size_t row, std::size_t column) const;  // throws std::out_of_range
  std::size_t column(std::string_view name) const;       // throws std::out_of_range

 private:
  ResultPtr result_;
  std::size_t rows_, columns_;
  std::vector<Oid> types_;  // of the columns
};

}  // namespace chatterd::bridge
