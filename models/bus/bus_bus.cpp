// bus.bus: Communication Bus.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_bus_bus(Registry& registry) {
  Model& m = registry.define("bus.bus", "bus", "Communication Bus");
  m.field("channel", char_("Channel"));
  m.field("message", char_("Message"));
}

}  // namespace chatterd
