// Names of base's records: name_get and the search by name.
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_country_names(Model& m);
void define_country_state_names(Model& m);
void define_partner_category_names(Model& m);
void define_bank_names(Model& m);
void define_company_names(Model& m);
void define_currency_names(Model& m);
void define_model_names(Model& m);
void define_model_field_names(Model& m);
void define_model_data_names(Model& m);

}  // namespace chatterd
