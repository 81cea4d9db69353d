// Who may send a large body. Whoever has no session gets a small limit; a remote call has its proof
// in its first bytes, and is believed only when that holds.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "rpc/backend/backend.hpp"

namespace chatterd::rpc {

// Whom a call claims to come from.
struct ClaimedCaller {
  std::string database;
  Caller caller;  // uid and password
};

// Database, uid and password of a call of /jsonrpc ({"params": {"args": [db, uid, password, …]}})
// of which only the beginning has come; nothing when they are not in it.
std::optional<ClaimedCaller> proof_in_json(std::string_view begin);
// The same of XML-RPC: the first three parameters.
std::optional<ClaimedCaller> proof_in_xml(std::string_view begin);

}  // namespace chatterd::rpc
