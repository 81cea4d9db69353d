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
  std::string access_method;  // "" for PostgreSQL's ordinary one
  std::string columns;        // as CREATE INDEX takes them
  std::string include;        // columns that only ride along; "" for none
  std::string where;          // "" for all rows
  std::string extension;      // of PostgreSQL's, whose operators it needs; "" for none
  std::string serves;         // what is slow without it
  // What makes it: in a transaction, or without a lock on the table's writers but outside of one.
  std::vector<std::string> create() const { return create(""); }
  std::vector<std::string> create_concurrently() const { return create("CONCURRENTLY "); }

 private:
  std::vector<std::string> create(const char* how) const;
};

const std::vector<Index>& indexes();
// Those that this database can have: an extension is there, or may be made by who asks.
std::vector<Index> possible_indexes(bridge::Transaction& transaction);
// The rows of the table, as PostgreSQL estimates them, where neither the index nor another one that
// serves as well is there; -1 where one is, or the table is not.
std::int64_t rows_without(bridge::Transaction& transaction, const Index& index);

}  // namespace chatterd
