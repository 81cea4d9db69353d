// Every model, in the order of Odoo's module graph: a module's models come after those it extends.
#include "models/orm/base_model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void register_models(Registry& registry) {
  define_base(registry);
}

}  // namespace chatterd
