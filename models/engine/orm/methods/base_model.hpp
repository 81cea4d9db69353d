// The model "base", from which every model inherits its generic methods, part by part.
#pragma once
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_base(Registry& registry);  // base_model.cpp: read, copy, default_get, name_get, … and
                                       // the parts below
void define_base_copy(Model& base);
void define_base_create(Model& base);  // base_create.cpp
void define_base_write(Model& base);   // base_write.cpp: write, unlink
void define_base_search(Model& base);  // base_search.cpp: search, name_search, load, export_data
void define_base_web(
    Model& base);  // base_web.cpp: read_group and what else the web client's views need
void define_base_actions(Model& base);   // base_actions.cpp: metadata, actions, archiving
void define_base_access(Model& base);    // base_access.cpp: fields_get, access checks
void define_base_onchange(Model& base);  // base_onchange.cpp: changes in forms

}  // namespace chatterd
