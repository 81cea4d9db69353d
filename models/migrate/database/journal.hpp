// What runs did to a target database, kept there in the schema chatterd_migrate: which records they
// created, what they wrote over, how far they came. Written in the transactions that do it, so it
// is never ahead or behind.
#pragma once
#include "bridge/postgres/connection.hpp"
#include "models/migrate/core/mapping.hpp"

namespace chatterd::migrate {

struct RunRow {
  std::int64_t id = 0;
  std::string source_key, source_name, state;  // "running", "done", "undoing"
  bool keep_ids = false;
};

class Journal {
 public:
  enum class Action { created, matched };
  // Makes the schema when it is missing, with `make`; without, a journal that is not there is
  // empty.
  Journal(bridge::Connection& connection, bool make);
  bool there() const { return there_; }
  // All runs of a source ("" for all sources), the latest first.
  std::vector<RunRow> runs(const std::string& source_key) const;
  std::int64_t start(const std::string& source_key, const std::string& source_name, bool keep_ids,
                     const std::string& selection);
  // A run of the source with another selection than this one; 0 when there is none. Runs of earlier
  // versions did not say theirs; it passes for `everything`.
  std::int64_t other_selection(const std::string& source_key, const std::string& selection,
                               bool everything) const;
  // A later run of the source that removed records; 0 when there is none.
  std::int64_t removed_later(std::int64_t run, const std::string& source_key) const;
  void set_state(std::int64_t run, const std::string& state);
  // Forgets a run; the last one takes the schema with it.
  void forget(std::int64_t run);

  // Within the transaction of `link`: what one batch did, and the id it came to.
  static void note(bridge::Connection& link, std::int64_t run, const Model& model, Action action,
                   const bridge::Ids& source, const bridge::Ids& target);
  static void note_progress(bridge::Connection& link, std::int64_t run, const Model& model,
                            RecordId last, bool complete);
  // The last id written, 0 at the beginning; nothing when the model is complete.
  std::optional<RecordId> resume_after(std::int64_t run, const Model& model) const;
  // Fills the mapping with what earlier runs of this source created and matched and is still there.
  void load(const std::string& source_key, const std::set<std::string>& tables, Mapping& all,
            Mapping& foreign) const;

 private:
  void widen();

  bridge::Connection& connection_;
  bool there_ = false;
};

}  // namespace chatterd::migrate
