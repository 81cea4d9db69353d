// What earlier runs of a source created in a target database and the source no longer has, removed
// with a journal.
#pragma once
#include "models/migrate/core/target.hpp"
#include "models/migrate/database/journal.hpp"
#include "models/migrate/database/table_writer.hpp"

namespace chatterd::migrate {

class Removal {
 public:
  Removal(bridge::Connection& link, const TargetSchema& schema, std::string source_key,
          std::int64_t run, const Mapping& mapping, const Notices& notices)
      : link_(link),
        schema_(schema),
        source_key_(std::move(source_key)),
        run_(run),
        mapping_(mapping),
        notices_(notices) {}

  // Within one transaction of `link`, the last models first, so that what hangs on a record is gone
  // before it. Removes nothing that others' records hang on; these are told. The number by model.
  std::map<std::string, std::int64_t> go(const SourceRows& rows);

 private:
  // The candidates, as the temporary table migrate_gone (source, target).
  std::int64_t find_gone(const Model& model, const SourceRows& rows);
  std::int64_t gone();
  void keep_needed(const Model& model);
  void keep(const Model& model, const std::string& needed, const std::string& by);
  void note_cleared(const Model& model);
  std::int64_t remove(const Model& model);

  struct Pointer {
    std::string table, column;
    char on_delete = 'a';  // as pg_constraint.confdeltype
  };
  std::vector<Pointer> pointers_at(const Model& model);

  bridge::Connection& link_;
  const TargetSchema& schema_;
  const std::string source_key_;
  const std::int64_t run_;
  const Mapping& mapping_;
  const Notices& notices_;
};

// Puts back what the run removed, before its old rows are restored. The number by relation.
std::map<std::string, std::int64_t> restore_removed(bridge::Connection& link,
                                                    const TargetSchema& schema, std::int64_t run);

}  // namespace chatterd::migrate
