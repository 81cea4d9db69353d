// The rows of one libpqxx result, laid out so that reading a cell costs no reference counting.
// Internal to bridge: the only headers that see libpqxx are this one and its users' sources.
#pragma once
#include <pqxx/result>
#include <string>
#include <vector>

#include "bridge/postgres/sql.hpp"

namespace chatterd::bridge {

class ResultData {
 public:
  explicit ResultData(pqxx::result result);
  std::size_t rows() const { return rows_; }
  std::size_t affected() const { return affected_; }
  const std::vector<std::string>& names() const { return names_; }
  Cell cell(std::size_t row, std::size_t column) const;
  std::size_t column(std::string_view name) const;  // throws std::out_of_range

 private:
  struct Place {
    const char* text;
    std::size_t size;
    bool null;
  };
  pqxx::result result_;  // keeps the memory that places_ points into
  std::size_t rows_, affected_;
  std::vector<std::string> names_;
  std::vector<unsigned> types_;
  std::vector<Place> places_;
};

}  // namespace chatterd::bridge
