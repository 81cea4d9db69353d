// Who may send a large body. Whoever has no session gets a small limit; a remote call has its proof
// in its first bytes, and is believed only when that holds.
#pragma once
#include <optional>
#include <string_view>

#include "rpc/backend/backend.hpp"

namespace chatterd::rpc {

// uid and password of a call of /jsonrpc ({"params": {"args": [db, uid, password, …]}}) of which
// only the beginning has come; nothing when they are not in it.
std::optional<Caller> proof_in_json(std::string_view begin);
// The same of XML-RPC: the second and third parameter.
std::optional<Caller> proof_in_xml(std::string_view begin);

}  // namespace chatterd::rpc
