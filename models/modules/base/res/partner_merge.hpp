// Making one contact of several: what points to the others points to the one that stays, and fills
// its empty fields (base.partner.merge.automatic.wizard).
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

// The contacts, those that are active first and of these the newest: the last one is kept
// (_get_ordered_partner).
Records ordered_partners(const Env& env, const Ids& ids);
// Merges `others` into `kept`: foreign keys, references, values. The others stay, empty.
void move_to_partner(const Records& others, const Records& kept);

}  // namespace chatterd
