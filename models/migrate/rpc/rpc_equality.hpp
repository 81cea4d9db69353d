// The second pass of writing to a server: what runs created there is read back and made equal.
#pragma once
#include "models/migrate/rpc/rpc_work.hpp"

namespace chatterd::migrate {

class RpcEquality {
 public:
  explicit RpcEquality(RpcWork& work) : work_(work) {}
  void write_contents();
  void make_equal(const Model& model);
  // Before the run writes anything, and after all.
  void note_last_seat();
  void remove_own_seats();

 private:
  void equalise(const Model& model, const std::map<RecordId, Row>& wanted);

  RpcWork& work_;
  RecordId last_seat_ = 0;
};

}  // namespace chatterd::migrate
