// Tracked fields of documents.
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

// mail.thread _get_tracked_fields: {name: row of fields_get} of those that the caller may see.
Value tracked_fields(const Records& documents);
// {id as text: {name: value in record form}}
Value tracked_state(const Records& documents, const Value& fields);

}  // namespace chatterd
