// bus.bus: Communication Bus (odoo/addons/bus/models/bus.py). Reading it is the feed's (bus_feed.cpp).
#include "models/orm/model.hpp"
#include "models/orm/records.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {
namespace {

// What is older than two long polls has been heard, or will not be.
Value gc(const Records& self, const Args&) {
  self.env().cr().execute(
      "DELETE FROM bus_bus WHERE create_date < date_trunc('second', now() at time zone 'UTC') - interval '100 "
      "seconds'");
  return true;
}

}  // namespace

void define_bus_bus(Registry& registry) {
  Model& m = registry.define("bus.bus", "bus", "Communication Bus");
  m.field("channel", char_("Channel"));
  m.field("message", char_("Message"));
  m.method("gc", On::model, {}, gc);
}

}  // namespace chatterd
