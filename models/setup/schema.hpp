// Creating the tables of an empty database, as Odoo 13 has them.
#pragma once
#include "bridge/transaction.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

// Tables, columns, relation tables, constraints, indexes and the signalling sequences of all models.
void create_schema(bridge::Transaction& transaction, const Registry& registry);

}  // namespace chatterd
