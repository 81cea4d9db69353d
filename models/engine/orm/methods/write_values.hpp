// What create and write do alike with the values that they are given.
#pragma once
#include <set>
#include <string>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// Columns that the ORM fills in by itself: what a caller gives for them is ignored.
bool is_automatic(const Model& model, const std::string& name);
// Throws ValueError where there is none.
const Field& writable_field(const Model& model, const std::string& name);
bool has_inverse(const Field& field);
// The id in a text or number of digits; throws ValueError for another value.
Value id_in_text(const Value& value);
// Runs those of the model's constraints that concern these fields.
void check_constraints(const Records& records, const std::set<std::string>& names);
// Sends the values of computed and related fields to where they are kept.
void write_through(const Records& records, const Value& values);
Records without_caller_defaults(const Records& records);

}  // namespace chatterd
