// Importing tables of texts, and exporting records as such (BaseModel.load and export_data).
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

// {"ids": [id, …] or false, "messages": [{"type", "message", "rows", "record", "field", …}],
// "nextrow": row or 0}. With an error among the messages nothing is written.
Value load(const Records& self, const Value& fields, const Value& rows);

// {"datas": [[text or value, …], …]}: a row for each record, and one for each further line of its
// relations.
Value export_data(const Records& records, const Value& fields);

}  // namespace chatterd
