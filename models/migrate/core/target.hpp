// Where records go: a database, an archive, a server over RPC.
#pragma once
#include <functional>
#include <memory>

#include "models/migrate/core/mapping.hpp"
#include "models/migrate/core/source.hpp"

namespace chatterd::migrate {

// Something a person has to know or decide.
struct Notice {
  enum class Kind {
    conflict,  // stops a run before it writes, until the mapping file decides
    left_out,  // a row that the target cannot take: `text` says why
    lost,      // a pointer that leads nowhere in the target, now NULL
    damaged,   // an attachment without its bytes, or with others than its checksum says
  };
  Kind kind = Kind::left_out;
  std::string model;
  RecordId id = 0;  // in the source
  std::string text;
};
using Notices = std::function<void(const Notice&)>;

// How many rows a run wrote, by what became of them.
struct Tally {
  std::int64_t created = 0, updated = 0, matched = 0, unchanged = 0, left_out = 0, removed = 0;
};

// A partner of the source and its user, if it has one: what finding its like takes.
struct Person {
  RecordId partner = 0, user = 0;
  std::string name, email, login;  // the e-mail normalised
  std::vector<std::string> external_ids, user_external_ids;
};

// Hands over the rows of a model that the source has now.
using SourceRows = std::function<void(const Model&, const std::function<void(const Row&)>&)>;

struct TargetOptions {
  std::string mapping_file;  // "MODEL SOURCE_ID TARGET_ID|create" lines, for conflicts
  bool dry_run = false;      // looks everything up, writes nothing
  bool resume = false;       // goes on with the run that was interrupted
  bool remove = false;       // what earlier runs created and the source no longer has goes
};

// A relation that says which groups and companies a user has?
inline bool gives_rights(const Model& model) {
  return model.name == "res_groups_users_rel" || model.name == "res_company_users_rel";
}

class Target {
 public:
  virtual ~Target() = default;
  // Before all else. `info` is the source's. Throws std::runtime_error when the target cannot take
  // it (or when `resume` finds nothing to go on with).
  virtual void begin(const SourceInfo& info, const TargetOptions& options,
                     const Notices& notices) = 0;
  // All people of the source, before any row: finds their like, and tells the conflicts. False when
  // there are conflicts that the mapping file does not decide; nothing is written then.
  virtual bool people(const std::vector<Person>& people) = 0;
  // The id that Source::read is to go on after: what comes before it is safely in the target.
  // Nothing when the model is complete.
  virtual std::optional<RecordId> resume_after(const Model& model) = 0;
  // One batch: it is in the target as a whole or not at all. Batches of one model come in order,
  // from one thread.
  virtual Tally write(const Batch& batch) = 0;
  // All batches of this model have been written.
  virtual void complete(const Model& model) = 0;
  virtual bool has_content(const Content& content) = 0;
  // Stores the bytes; says false when they are not what the checksum says (they are stored
  // nevertheless).
  virtual bool write_content(const Content& content, const ContentPieces& pieces) = 0;
  // The source has lost these bytes.
  virtual void missing_content(const Content&) {}
  // With `remove`, after all rows: the number by model. An archive has nothing from before.
  virtual std::map<std::string, std::int64_t> remove_missing(const SourceRows&) { return {}; }
  // After everything: late columns, sequences. The run is done then.
  virtual void finish() = 0;
  // Source id -> target id, of this run and those before.
  virtual const Mapping& mapping() const = 0;
  // Is this record one that the target had before, so that it need not be equal to the source's? By
  // its id there.
  virtual bool foreign(const std::string& model, RecordId target) const = 0;
  // Does it take this column from a source? (A server says itself who wrote when.)
  virtual bool keeps(const Model&, const std::string&) const { return true; }
  // Does it take this row, with its own ids? (People whom another chat's export names, and who were
  // there before, keep the groups they have.)
  virtual bool takes(const Model&, const Row&) const { return true; }
  // Takes out of a row what the target has no place for (a language that a server does not speak,
  // an empty text where it tells none from nothing).
  virtual void fit(const Model&, Row&) {}
  // Does it tell a number that is missing from 0, and a truth from false?
  virtual bool keeps_missing_numbers() const { return true; }
  // May write() run in several threads, one model each (of one stage)?
  virtual bool parallel() const { return false; }
};

// What a run created in a target, taken back. The counts are by model.
struct Undone {
  std::map<std::string, std::int64_t> removed, restored;
};

}  // namespace chatterd::migrate
