// Translated values: ir_translation rows of type "model"
// (odoo/addons/base/models/ir_translation.py).
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

// Python's % formatting of a (translated) text: each %s in turn, or %(name)s from an object of
// names.
std::string format(const std::string& text, const std::vector<Value>& values);
std::string format_named(const std::string& text, const Value& values);

// The model's name as users see it, in the context's language (ir.model name).
std::string model_label(const Env& env, const Model& model);
// Replaces the cached source values of the records by those of the context's language, where there
// are translations. One statement.
void translate_cached(const Env& env, const Field& field, const Ids& ids);
// _String.write for a translated field: says whether the column itself is to be written, and keeps
// the translations of the records right (`value` in record form).
bool write_translated(const Records& records, const Field& field, const Value& value);
// After create in another language than English: the value is also its translation.
void create_translated(const Records& records, const Field& field, const Value& value);

}  // namespace chatterd
