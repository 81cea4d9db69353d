// Puts the rows of one model into its table: new ones by COPY, changed ones by a join with a
// temporary table.
#pragma once
#include <map>
#include <set>
#include <unordered_set>

#include "bridge/postgres/connection.hpp"
#include "models/migrate/core/records.hpp"

namespace chatterd::migrate {

// What a target's tables are like. Read once.
struct TargetSchema {
  std::map<std::string, std::set<std::string>> columns;  // by table
  std::map<std::string, RecordId> model_ids;             // ir.model by name
  explicit TargetSchema(bridge::Connection& link);
  std::set<std::string> tables() const;
};

// Within one transaction of `link`. Rows hold target ids.
class TableWriter {
 public:
  TableWriter(bridge::Connection& link, const Model& model, const TargetSchema& schema);
  void insert(const std::vector<Row>& rows);
  // Rows of records that are there. Those that differ are written over, the old ones kept in the
  // journal of the run. Of the columns `told` only, if that is given. Returns how many differed.
  std::int64_t update(const std::vector<Row>& rows, std::int64_t run,
                      const std::set<std::string>* told = nullptr);
  // For each row the id of a record below `end` with the same values in the model's key, 0 when
  // there is none. None is found twice.
  std::vector<RecordId> find_by_key(const std::vector<Row>& rows, RecordId end);
  // Of a relation: adds the rows that are not there, and returns these.
  std::vector<Row> insert_missing(const std::vector<Row>& rows);

 private:
  std::string column_list(const std::string& prefix = "") const;
  // Those of them that a source tells.
  std::vector<std::string> among(const std::set<std::string>* told) const;
  std::string line(const Row& row) const;
  void load(const std::vector<Row>& rows, bool numbered);

  bridge::Connection& link_;
  const Model& model_;
  const TargetSchema& schema_;
  std::vector<std::size_t> places_;  // of the model's columns that the table has
  std::vector<std::string> names_;   // of these, and of `store_fname` when attachments have it
  bool file_names_ = false;
};

}  // namespace chatterd::migrate
