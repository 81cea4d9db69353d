// Cells on their way to a server: what load() and write() take, and what a server does with them.
#pragma once
#include "models/migrate/rpc/rpc_reader.hpp"

namespace chatterd::migrate {

// The context in which a server creates without messages, followers, invitations and e-mails of its
// own.
Json quiet(Json context);
// What the server computes from the rest, so that it comes out equal and need not be written.
bool computed(const Model& model, const std::string& column);
// Equal, as far as a server keeps cells: it writes 0 and false where a number is missing.
bool same(const Column& column, const Cell& a, const Cell& b);
// The text that load() takes for a cell.
std::string load_value(RpcReader& reader, const Column& column, const Cell& cell);
// The value that write() takes for a cell.
Json write_value(RpcReader& reader, const Column& column, const Cell& cell);

}  // namespace chatterd::migrate
