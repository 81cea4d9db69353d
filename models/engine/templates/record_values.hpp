// Records and the environment as templates see them.
#pragma once
#include "models/engine/orm/records.hpp"
#include "models/engine/templates/jinja/jinja.hpp"

namespace chatterd::templates {

// Records for a template: fields, relations, items, and those methods that only look
// (record_methods.cpp lists them). Nothing can be written.
Any records_value(const Records& records);
// A record that is in no table (BaseModel.new): these values, and the model's other fields empty.
Any new_record_value(const Records& none, Variables values);
// The records of such a value; nothing for another one.
std::optional<Records> records_of(const Any& value);
// The environment (record.env) as a value.
Any environment_value(const Env& env);
// A plain value: null, booleans, numbers, texts, arrays as lists, objects as dictionaries.
Any plain_value(const Value& value);
// The plain value that a method of a model takes. Throws TypeError for a value that is none.
Value json_value(const Any& value);
// format_date, format_datetime, format_amount, format_duration, user and ctx of an environment
// (mail.template _render_template).
Variables template_variables(const Env& env);

}  // namespace chatterd::templates
