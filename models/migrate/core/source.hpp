// Where records come from: a database, an archive, a server over RPC, another chat's export.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "models/migrate/core/records.hpp"

namespace chatterd::migrate {

// What of a source is wanted. Nothing given is everything; records that the wanted ones need come
// along.
struct Selection {
  std::vector<std::string> channels;  // by id, uuid or name
  std::string since, until;  // dates of messages, "2020-01-31[ 10:20:30]"; since <= date < until
  std::vector<std::string>
      thread_models;   // messages of threads of these models only: "mail.channel", "crm.lead"
  bool whole = false;  // every row of the tables: what a target has, to compare it
  bool all_partners = false;  // also those that no channel, message or user needs
  bool archived = true;  // false: leaves out archived users and partners that nothing wanted needs
  bool everything() const {
    return channels.empty() && since.empty() && until.empty() && thread_models.empty();
  }
};

Json to_json(const Selection& selection);
Selection selection_from_json(const Json& value);

struct SourceInfo {
  std::string kind;  // "database", "archive", "rpc", "slack", "mattermost"
  std::string key;   // the same for the same origin every time, [0-9a-z]{8}: part of the external
                     // ids in a target. An archive passes on the key of what was archived
  std::string name;  // for people
  std::map<std::string, std::int64_t>
      counts;           // rows by model, where that is known beforehand; may be estimates
  Selection selection;  // what an archive holds of its origin
  std::vector<std::string> remarks;  // what it could not give
  // Of another chat's export: the columns that it tells, by model. Others get a first value, and
  // are the target's own then. Its ids are derived from what the export calls its records, and not
  // for a target to keep.
  std::map<std::string, std::set<std::string>> told;
};

// The bytes of an attachment.
struct Content {
  std::string checksum;    // SHA-1, in hexadecimal, as ir_attachment.checksum has it
  std::uint64_t size = 0;  // in bytes
};
// The next piece of the bytes; empty at the end.
using ContentPieces = std::function<std::string()>;

class Source {
 public:
  virtual ~Source() = default;
  virtual const SourceInfo& info() = 0;
  // Hands over the selected rows of the model in the order of their id (relations: of their key),
  // those with an id above `after` only. What `sink` throws passes through. Throws
  // std::runtime_error when the source cannot be read.
  virtual void read(const Model& model, RecordId after,
                    const std::function<void(Batch&&)>& sink) = 0;
  // Hands over each content once that `wanted` says yes to. One that is missing in the source goes
  // to `missing`.
  virtual void contents(const std::function<bool(const Content&)>& wanted,
                        const std::function<void(const Content&, const ContentPieces&)>& sink,
                        const std::function<void(const Content&)>& missing) = 0;
  // Does it know this column of the model at all? (A database without the module that brings it
  // does not.)
  virtual bool has_column(const Model&, const std::string&) const { return true; }
  // Are its times without parts of a second? (RPC tells no more.)
  virtual bool whole_seconds() const { return false; }
  // May read() run in several threads at once, one model each?
  virtual bool parallel() const { return false; }
};

}  // namespace chatterd::migrate
