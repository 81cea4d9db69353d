// The models that the module hr_holidays extends here.
#include "models/modules/standard.hpp"

namespace chatterd {

void extend_presence_hr_holidays(Registry& registry);

void register_hr_holidays(Registry& registry) { extend_presence_hr_holidays(registry); }

}  // namespace chatterd
