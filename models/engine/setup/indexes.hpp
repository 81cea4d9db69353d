// The indexes that the statements of frequent requests count on, and Odoo 13 does not make. The
// list is odoo_addon/mail_chatterd/engine/indexes.json: the addon makes and drops the same ones.
// Without them all answers are the same, only slower.
#pragma once
#include <string>
#include <vector>

#include "bridge/postgres/transaction.hpp"

namespace chatterd {

struct Index {
  std::string name, table;
  std::string columns;  // as CREATE INDEX takes them
  std::string include;  // columns that only ride along; "" for none
  std::string where;    // "" for all rows
  std::string serves;   // what is slow without it
  // CREATE INDEX …, without a lock on the table's writers but outside of a transaction.
  std::string create_concurrently() const { return create("CONCURRENTLY "); }
  std::string create() const { return create(""); }

 private:
  std::string create(const char* how) const;
};

const std::vector<Index>& indexes();
// The rows of the table, as PostgreSQL estimates them, where neither the index nor another one that
// serves as well is there; -1 where one is, or the table is not.
std::int64_t rows_without(bridge::Transaction& transaction, const Index& index);

}  // namespace chatterd
