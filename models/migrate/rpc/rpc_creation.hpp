// The first pass of writing to a server: what is missing there is created.
#pragma once
#include "models/migrate/rpc/rpc_work.hpp"

namespace chatterd::migrate {

class RpcCreation {
 public:
  explicit RpcCreation(RpcWork& work) : work_(work) {}
  void create_missing(const Model& model);

 private:
  void load(const Model& model, const Json& fields, const Json& rows, const SortedIds& sources);
  bool belongs_to_ours(const Model& model, const Row& there);
  void adopt(const Model& model);

  RpcWork& work_;
};

}  // namespace chatterd::migrate
