// The dynamic value of the model layer: what travels in a call, in JSON's types as Odoo uses them
// (null is None, false is "no value", an array is a list or tuple, an object is a dict).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/text/json.hpp"

namespace chatterd {

using Value = Json;
using Id = std::int64_t;
using Ids = std::vector<Id>;

// Python's truth: null, false, 0, "", [] and {} are false.
bool truthy(const Value& value);
// An id or false / null → the id or 0; [id, name] pairs are accepted. Throws TypeError otherwise.
Id to_id(const Value& value);
// A list of ids, one id, false or null → ids in order. Throws TypeError otherwise.
Ids to_ids(const Value& value);
// Python's int(): numbers, booleans and texts of digits. Throws ValueError and TypeError with
// Python's words.
Id python_int(const Value& value);
// A string, or "" for false and null.
std::string to_text(const Value& value);
// The ids without repetition, first occurrence kept.
Ids unique(const Ids& ids);
bool contains(const Ids& ids, Id id);
// Python's repr(), for texts that stock Odoo builds from values.
std::string python_repr(const Value& value);
// The name of Python's type of the value: "NoneType", "bool", "int", "float", "str", "list" or
// "dict".
const char* python_type(const Value& value);
// "mail.channel(5, 6)", as Python prints a recordset.
std::string recordset_text(std::string_view model, const Ids& ids);

}  // namespace chatterd
