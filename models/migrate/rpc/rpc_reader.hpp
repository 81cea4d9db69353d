// Records of a server as rows, in batches: the cells that its database has, as far as RPC tells
// them.
#pragma once
#include <functional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "models/migrate/rpc/rpc_session.hpp"

namespace chatterd::migrate {

using IdSet = std::unordered_set<RecordId>;
using SortedIds = std::vector<RecordId>;
SortedIds sorted(const IdSet& ids);
Json ids_of(const SortedIds& ids, std::size_t from, std::size_t to);

// What a server says of a field.
struct RpcField {
  std::string type;
  bool stored = false, required = false;
  int digits = -1;                // behind the point, of a numeric column
  std::set<std::string> choices;  // of a selection
};

class RpcReader {
 public:
  explicit RpcReader(RpcSession& session) : session_(session) {}
  // The fields of a model that are columns of its table; empty when the server has no such model.
  const std::map<std::string, RpcField>& fields(const std::string& model);
  // In order. Those that the login may not see are not among them.
  SortedIds search(const std::string& model, Json domain);
  // Those of the ids that are there and may be read, in order.
  SortedIds existing(const std::string& model, const SortedIds& ids);
  // Hands over the rows of the ids in their order, with what the server said of `more` fields
  // besides the columns. Records that are gone by now are left out.
  void read(const Model& model, const SortedIds& ids, const std::vector<std::string>& more,
            const std::function<void(Row&&, const Json&)>& sink);
  // The same of some fields, as the server says them.
  void read_values(const std::string& model, const SortedIds& ids,
                   const std::vector<std::string>& names,
                   const std::function<void(const Json&)>& sink);
  // "module.name,module.name" by id, without the marks of migrations.
  std::unordered_map<RecordId, std::string> external_ids(const std::string& model,
                                                         const SortedIds* ids = nullptr);
  const std::unordered_map<RecordId, std::string>& model_names();
  // How many records of the model were refused since the last time.
  std::int64_t unreadable(const std::string& model);

 private:
  Json read_batch(const std::string& model, const Json& ids, const std::vector<std::string>& names);
  Json read_halves(const std::string& model, const Json& ids,
                   const std::vector<std::string>& names);
  IdSet nulls(const Model& model, const Column& column, const Json& records);
  Cell cell_of(const Column& column, const RpcField& field, const Json& value);

  RpcSession& session_;
  std::map<std::string, std::map<std::string, RpcField>> fields_;
  std::unordered_map<RecordId, std::string> model_names_;
  std::map<std::string, std::int64_t> unreadable_;
};

}  // namespace chatterd::migrate
