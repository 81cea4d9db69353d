// The parent_path column of models with _parent_store: "1/4/9/" is the way from the root to
// record 9.
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

void create_parent_paths(const Records& created);
// After a change of parent. Throws UserError("Recursion Detected.").
void update_parent_paths(const Records& moved);

}  // namespace chatterd
