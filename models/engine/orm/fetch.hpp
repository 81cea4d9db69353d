// Reading columns and relations into the cache, a statement for all records at once.
#pragma once
#include <vector>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// BaseModel._read: puts the stored values of the fields into the cache. With rules unless sudo:
// throws AccessError when a record exists but is refused; records that do not exist are left out.
void fetch(const Records& records, const std::vector<const Field*>& fields);
// The value of a field of one record, from the cache or from where it lives.
Value field_value(const Records& record, const Field& field);
// Whether who may read records of a model may read what it delegates to as well, though the parent
// alone would refuse it (the method `_opens_parent`): mail.mail to administrators.
bool opens_parent(const Env& env, const Model& model);
// The field as literals of the domain that a one2many or many2many declares; [] when it is dynamic.
Value static_domain(const Field& field);
// The context that the field adds when its records are read, such as {"active_test": false}.
Value static_context(const Field& field);

}  // namespace chatterd
