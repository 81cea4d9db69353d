// fields_view_get and load_views of every model (odoo/models.py).
#pragma once
#include "models/engine/orm/model.hpp"

namespace chatterd {

void define_base_views(Model& base);

}  // namespace chatterd
