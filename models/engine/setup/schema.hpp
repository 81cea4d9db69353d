// Creating the tables of an empty database, as Odoo 13 has them.
#pragma once
#include "bridge/postgres/transaction.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

// Tables, columns, relation tables and the signalling sequences of all models.
void create_schema(bridge::Transaction& transaction, const Registry& registry);

// Foreign keys, constraints and what Odoo's init() methods index. They come after the first
// records, because users, partners and companies name each other.
void add_constraints(bridge::Transaction& transaction, const Registry& registry);

}  // namespace chatterd
