// The selected records of a server, fetched into temporary files. What is selected is what
// DatabaseSelection selects.
#pragma once
#include "models/migrate/core/row_spool.hpp"
#include "models/migrate/rpc/rpc_reader.hpp"
#include "models/migrate/rpc/rpc_source.hpp"

namespace chatterd::migrate {

// So many ids a domain names at most.
constexpr std::size_t fetch_chunk = 1000;
// The id of a cell; of a value its id, none for false, or the ids of a list.
void add_ids(IdSet& to, const Cell& cell);
void add_ids(IdSet& to, const Json& value);

class RpcFetch {
 public:
  RpcFetch(RpcSession& session, const Selection& selection, Fetched told);
  // Everything, in an order in which what is pointed at is fetched after what points at it: a
  // record that comes meanwhile is then complete or not there at all.
  void run();
  RowSpool& spool() { return spool_; }
  RpcReader& reader() { return reader_; }
  const std::vector<std::string>& remarks() const { return remarks_; }

 private:
  using Rows = std::function<void(const Row&, const Json&)>;

  void find_channels();
  void fetch_messages();
  void fetch_message_parts();
  void fetch_channels();
  void fetch_followers();
  void fetch_companies();
  void find_people();
  void fetch_people();
  void fetch_small();
  void fetch_attachments();
  void fetch_references();

  // Rows of one model into the spool; `ids` that are wanted but not readable are remarked.
  void fetch(const Model& model, const SortedIds& ids, const std::vector<std::string>& more = {},
             const Rows& rows = {});
  void fetch_wanted(const Model& model, const IdSet& ids);
  // The ids of records that belong to one of `owners`, or of all.
  SortedIds belonging(const std::string& model, const std::string& field, const IdSet& owners,
                      bool all);
  void add_relation(const char* table, std::vector<std::pair<RecordId, RecordId>> pairs);
  void hidden(const std::string& model, std::int64_t count);
  bool all_messages() const { return whole_ || selection_.everything(); }

  RpcSession& session_;
  RpcReader reader_;
  const Selection selection_;
  const bool whole_;
  Fetched told_;
  RowSpool spool_;
  std::vector<std::string> remarks_;

  bool channels_given_ = false;
  IdSet channels_, messages_, partners_, users_, groups_, subtypes_, activity_types_, states_,
      titles_, industries_, aliases_, currencies_, countries_, attachments_;
  IdSet message_users_, channel_users_;
  std::map<std::string, IdSet> documents_,
      followed_;  // by model: threads, and what attachments belong to
};

}  // namespace chatterd::migrate
