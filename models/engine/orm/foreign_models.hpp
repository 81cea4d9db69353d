// Models of Odoo modules that nobody declares here, such as crm.lead, as the database describes
// them: enough to decide who may see a document, and no more. Their business code is Python, so
// nothing is called on them.
#pragma once
#include <string>
#include <vector>

#include "bridge/postgres/transaction.hpp"
#include "models/engine/orm/field.hpp"

namespace chatterd {

struct ForeignModel {
  std::string name, description;
  bool thread = false;  // has a chatter: inherits mail.thread
  struct Column {
    std::string name;
    FieldSpec spec;
  };
  std::vector<Column> fields;  // stored ones only
};

// Every model of ir_model that has a table of its own name.
std::vector<ForeignModel> load_foreign_models(bridge::Transaction& transaction);

}  // namespace chatterd
