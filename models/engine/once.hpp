// Calls that must happen once, here or in Odoo.
#pragma once
#include <string>

#include "models/engine/orm/env.hpp"

namespace chatterd {

// Takes the id of such a call, together with its answer, in the transaction of what it did: who
// takes it second, this engine, another one or Odoo, gets false and takes all back. A transaction
// that has changed nothing does not take it, and stays one that only reads: done twice, it is done
// no differently. The table is the addon's (mail.chatterd.write).
bool take_write(const Env& root, const std::string& id, const Value& answer);

}  // namespace chatterd
