// Onchange of forms (BaseModel.onchange): what a change in a form changes in its other fields,
// before anything is written. There are no records that are being made here, as in Odoo: a method
// `_onchange_<field>` takes the values of the form and answers {"value": {field: value},
// "warning": {"title": …, "message": …}}, both optional; or null.
#pragma once
#include <string>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// A form's value as a record would hold it: ids of relations to many, sorted, the id of one (0 for
// none), clean HTML, false for null.
Value held_value(const Field& field, const Value& value);
// A held value as the form gets it: commands, [id, name].
Value shown_value(const Env& env, const Field& field, const Value& value);
// What the form holds of a field; of one that it does not have, the record's value (`self`, if it
// has one) or the default.
Value form_value(const Records& self, const Value& values, const std::string& name);

}  // namespace chatterd
