// Grouping records (BaseModel.read_group).
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

struct Grouping {
  Value domain, fields, groupby;
  Id offset = 0, limit = 0;
  std::string orderby = {};
  bool lazy = true;
};

// One object a group: its values, its count under "<field>_count" or "__count", "__domain", and
// "__context" with the groupings that a lazy call leaves. Throws AccessError; UserError,
// ValueError, KeyError or AssertionError for fields and functions that cannot be used, with Odoo's
// texts.
Value read_group(const Records& self, const Grouping& grouping);

}  // namespace chatterd
