// Which record of a target stands for which record of a source, and the rewriting of rows that
// follows from it.
#pragma once
#include <map>
#include <set>
#include <shared_mutex>
#include <unordered_map>

#include "models/migrate/core/records.hpp"

namespace chatterd::migrate {

// Source id -> target id, by model; eight bytes a record while ids come in order (16 when they are
// of 64 bits, as those of other chats). For several threads.
class Mapping {
 public:
  // 0 when the record has none.
  RecordId find(std::string_view model, RecordId source) const;
  // One more, or another one for the same source record.
  void set(std::string_view model, RecordId source, RecordId target);
  std::size_t size(std::string_view model) const;
  // The models that the target has. Pointers at records of others stay as they are, unless their
  // row needs them.
  void know(std::set<std::string, std::less<>> models);
  // Is this a model that the target lacks?
  bool unknown(std::string_view model) const;
  // Every id stands for itself (an archive as the target).
  void identity(bool yes) { identity_ = yes; }
  bool identity() const { return identity_; }
  // All pairs of a model in the order of the source's ids.
  std::vector<std::pair<RecordId, RecordId>> pairs(std::string_view model) const;

 private:
  struct Ids {
    std::vector<std::pair<std::int32_t, std::int32_t>> ordered;
    std::vector<std::pair<RecordId, std::int32_t>> wide;
    std::unordered_map<RecordId, RecordId> others;
  };
  const Ids* ids(std::string_view model) const;
  std::map<std::string, Ids, std::less<>> models_;
  std::set<std::string, std::less<>> known_;
  bool identity_ = false;
  mutable std::shared_mutex mutex_;
};

// A pointer of a row that leads to nothing in the target.
struct Lost {
  std::string model;  // of the row
  RecordId id = 0;    // of the row in the source, 0 for a relation
  std::string column, to;
  RecordId target = 0;  // the id pointed at, in the source
};

struct Translated {
  Row row;                 // with the target's ids
  std::vector<Lost> lost;  // their columns are NULL now
  std::vector<Lost> late;  // the same of late columns: what they point at may still come
  // A row that cannot be without what it has lost (a seat without its channel): it is to be left
  // out.
  bool dropped = false;
};

// The row as the target has it: ids mapped, also in links and data-oe-id of HTML. The row's own id
// is mapped when the mapping knows it, else NULL.
Translated translate(const Model& model, const Row& row, const Mapping& mapping);

// Ids in HTML: data-oe-model with data-oe-id, /web/content/ID, /web/image/ID,
// /web/image/MODEL/ID/…, /mail/view?model=…&res_id=…, #model=…&id=…, /web#…active_id=…,
// /mail/channel/ID.
std::string translate_html(std::string_view html, const Mapping& mapping);

}  // namespace chatterd::migrate
