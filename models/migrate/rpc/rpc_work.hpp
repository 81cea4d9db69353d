// What the parts of a target over RPC share: the server, what was gathered for it, and which record
// is which.
#pragma once
#include "models/migrate/core/row_spool.hpp"
#include "models/migrate/core/target.hpp"
#include "models/migrate/rpc/rpc_marks.hpp"
#include "models/migrate/rpc/rpc_reader.hpp"

namespace chatterd::migrate {

// A relation as a field of the records of one side.
struct RpcLink {
  const char* table;
  const char* model;
  const char* field;
  bool left;  // is the owner the first column?
};
const std::vector<RpcLink>& rpc_links();

class RpcWork {
 public:
  RpcWork(const std::string& url, const ServerLogin& login)
      : session(url, login), reader(session) {}

  bool foreign_record(const std::string& model, RecordId target) const {
    return foreign.find(model, target) != 0;
  }
  // The target had the record before.
  void match(const std::string& model, RecordId source, RecordId target);
  void made(const std::string& model, RecordId source, RecordId target);
  // Made by a run of ours: two equal messages of the source stay two.
  bool ours(const std::string& model, RecordId target);
  void gather_links();
  // The target's ids that a link of a source record leads to.
  SortedIds link_targets(const RpcLink& link, RecordId source);
  // The places of the columns that the server takes.
  std::vector<std::size_t> taken(const Model& model);
  // Does the source say anything of the column?
  bool tells(const Model& model, const Column& column) const;

  RpcSession session;
  RpcReader reader;
  SourceInfo info;
  Notices notices;
  Mapping mapping, foreign;
  RowSpool spool, contents;
  std::vector<RpcMatch> matches;

 private:
  std::map<std::string, IdSet> made_;
  std::map<const RpcLink*, std::unordered_map<RecordId, SortedIds>> linked_;
};

}  // namespace chatterd::migrate
