// A running Odoo 13 or chatterd as a source, through its RPC.
#pragma once
#include "models/migrate/core/source.hpp"
#include "models/migrate/rpc/rpc_session.hpp"

namespace chatterd::migrate {

// Told while records are fetched: model, how many so far, how many in all.
using Fetched = std::function<void(const std::string&, std::int64_t, std::int64_t)>;

// Fetches the selected records at once, each a single time, into temporary files. Gives what a
// database source of the same Odoo gives, except passwords (which no RPC tells) and parts of
// seconds. What the login may not see is left out and told in info().remarks. Throws
// std::runtime_error, RpcRefused.
std::unique_ptr<Source> open_rpc_source(const std::string& url, const ServerLogin& login,
                                        const Selection& selection, const Fetched& told);

}  // namespace chatterd::migrate
