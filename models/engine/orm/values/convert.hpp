// A value's three forms: as written by a caller, as a column's parameter, and as kept in the cache
// (odoo/fields.py convert_to_column, convert_to_cache, convert_to_record).
#pragma once
#include <string>

#include "bridge/postgres/sql.hpp"
#include "models/engine/orm/env.hpp"

namespace chatterd {

// The parameter for the field's column. Throws ValueError ("Wrong value for mail.channel.public:
// 'x'") and TypeError on what the type does not take.
bridge::Param to_column(const Env& env, const Field& field, const Value& value);
// The SQL placeholder with the cast that the column's type needs, such as "%s::timestamp".
std::string placeholder(const Field& field);
// PostgreSQL's type of the column, as Odoo creates it: "varchar", "int4", "timestamp without time
// zone".
std::string column_type(const Field& field);
// A written value in record form (commands of x2many fields are not applied).
Value to_record(const Env& env, const Field& field, const Value& value);
Value from_column(const Field& field, const bridge::Cell& cell);
// What a record has where nothing was set: false, 0, 0.0 or [].
Value empty_value(const Field& field);
// The part of the context that the field's value depends on: cached values are kept by it.
std::string cache_key(const Env& env, const Field& field);

}  // namespace chatterd
