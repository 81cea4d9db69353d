// Binary fields, whose values are attachments of the record (fields.Binary with attachment=True).
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

// Puts the base64 text of the field (its human size with context bin_size; false for none) into the
// cache, for all records in one statement.
void read_binary(const Records& records, const Field& field);
// Creates, replaces or deletes the attachment that holds the value (base64 text, or false).
void write_binary(const Records& records, const Field& field, const Value& value);

}  // namespace chatterd
