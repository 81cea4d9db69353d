// A running Odoo 13 or chatterd as a target, through its RPC.
#pragma once
#include "models/migrate/core/target.hpp"
#include "models/migrate/rpc/rpc_session.hpp"

namespace chatterd::migrate {

// Gathers the rows in temporary files and writes them in finish(): what is created comes with
// `load`, which makes record and external id in one transaction, so that a run that was interrupted
// is simply run again. `actual` reading goes through open_rpc_source. Throws std::runtime_error,
// RpcRefused.
std::unique_ptr<Target> open_rpc_target(const std::string& url, const ServerLogin& login);

// Removes what runs created there, and the marks of what they found.
Undone undo_over_rpc(const std::string& url, const ServerLogin& login);

// Is this a column that a server takes from nobody: who wrote when, what it computes itself?
bool kept_by_server(const Model& model, const std::string& column);

}  // namespace chatterd::migrate
