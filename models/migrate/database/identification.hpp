// Which record of a target database a record of the source is, and the ids of those that are new
// there.
#pragma once
#include <mutex>

#include "models/migrate/core/mapping.hpp"
#include "models/migrate/core/target.hpp"
#include "models/migrate/database/table_writer.hpp"

namespace chatterd::migrate {

// The people of a database.
std::vector<Person> people_of(bridge::Connection& link);
// "base.partner_root,base.user_root_res_partner" -> both.
std::vector<std::string> split_names(const Cell& names);

class Identification {
 public:
  // `foreign` gets the records, by their ids in the target, that were there before any run of this
  // source. With `keep_ids` a new record keeps its id unless that is taken.
  Identification(bridge::Connection& link, const TargetSchema& schema,
                 const std::string& source_key, bool keep_ids, bool dry_run, Mapping& mapping,
                 Mapping& foreign);
  // Maps the batch's records; true for those that are to be created. Several threads, one model
  // each.
  std::vector<bool> run(bridge::Connection& link, const Batch& batch);
  void match(const std::string& model, RecordId source, RecordId target);
  // Had the table rows at the start?
  bool filled(const Model& model) const;
  // No more of them than an installation brings?
  bool had_few_rows(const Model& model) const;

 private:
  std::vector<std::size_t> find_by_names(bridge::Connection& link, const Batch& batch,
                                         const std::vector<std::size_t>& open);
  std::vector<std::size_t> perhaps_known(const Batch& batch,
                                         const std::vector<std::size_t>& open) const;
  std::vector<std::size_t> find_by_keys(bridge::Connection& link, const Batch& batch,
                                        const std::vector<std::size_t>& open);
  std::vector<std::size_t> stand_in(bridge::Connection& link, const Batch& batch,
                                    const std::vector<std::size_t>& open);
  bridge::Ids new_ids(bridge::Connection& link, const Model& model, std::size_t count);
  std::unordered_set<RecordId> taken_ids(bridge::Connection& link, const Batch& batch,
                                         const std::vector<std::size_t>& open);

  const TargetSchema& schema_;
  const bool keep_ids_, dry_run_;
  RecordId imagined_ = 1500000000;
  Mapping& mapping_;
  Mapping& foreign_;
  std::set<std::string> filled_, few_;
  // What a table of few rows has in the first column of the model's key: others need not be looked
  // for there.
  std::map<std::string, std::unordered_set<std::string>> first_keys_;
  // New ids lie above those that the target had; what lies there is not to be found by its content.
  std::map<std::string, RecordId> lowest_created_;
  std::mutex mutex_;
  std::map<std::string, std::unordered_set<RecordId>> given_;  // new ids, where others keep theirs
};

}  // namespace chatterd::migrate
