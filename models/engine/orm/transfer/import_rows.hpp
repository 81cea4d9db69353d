// From the rows of an imported table to records: which cells are of which.
#pragma once
#include <string>
#include <vector>

#include "models/engine/orm/records.hpp"

namespace chatterd {

using ColumnPath = std::vector<std::string>;

// "partner_id/.id", "partner_id.id", "partner_id:id" → {"partner_id", ".id"}, …
ColumnPath import_path(const std::string& field);

// The relational field of this name; null for another one and for what refers to the record itself
// ("", "id", ".id"). Throws KeyError where there is none.
const Field* import_relation(const Model& model, const std::string& name);

// A record of the table: its cells (see ImportValues::convert), and the rows that they come from.
struct ImportRecord {
  Value cells;
  std::size_t from, to;
};

// The record that begins at a row; further rows that have one2many cells only belong to it.
ImportRecord extract_record(const Model& model, const std::vector<ColumnPath>& paths,
                            const Value& rows, std::size_t at);

}  // namespace chatterd
