// The external ids by which a target server remembers what runs created and what they found.
#pragma once
#include "models/migrate/core/mapping.hpp"
#include "models/migrate/rpc/rpc_reader.hpp"

namespace chatterd::migrate {

struct RpcMatch {
  std::string model;
  RecordId source = 0, target = 0;
};

// Fills the mapping with what runs of the source with this key created and found; `foreign` with
// what they found.
void load_marks(RpcSession& session, const std::string& key, Mapping& mapping, Mapping& foreign);
// So that verify, and a run after this one, know them again.
void mark_matches(RpcSession& session, const std::string& key,
                  const std::vector<RpcMatch>& matches);

}  // namespace chatterd::migrate
