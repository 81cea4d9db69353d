#include "models/engine/orm/registry.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd;

namespace {

const std::set<std::string> all_modules = {"base",
                                           "bus",
                                           "mail",
                                           "mail_bot",
                                           "auth_signup",
                                           "phone_validation",
                                           "partner_autocomplete",
                                           "base_setup",
                                           "web",
                                           "iap",
                                           "web_tour",
                                           "snailmail",
                                           "web_editor",
                                           "sms",
                                           "base_import",
                                           "auth_crypt"};

struct Fixture {
  Registry registry{all_modules};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_registry_of_all_modules, Fixture)

BOOST_AUTO_TEST_CASE(has_every_method_that_a_field_names) {
  for (const Model* model : registry.models())
    for (const Field* field : model->fields())
      for (const std::string* method : {&field->compute, &field->inverse, &field->search,
                                        &field->default_method, &field->selection_method})
        BOOST_TEST((method->empty() || model->find_method(*method)),
                   model->name() << "." << field->name << " names the method " << *method
                                 << ", which is not there");
}

BOOST_AUTO_TEST_CASE(has_every_model_that_a_field_leads_to_or_leaves_it_out) {
  for (const Model* model : registry.models())
    for (const Field* field : model->fields())
      if (field->type == FieldType::one2many && registry.find(field->comodel))
        BOOST_TEST(
            (registry.at(field->comodel).find_field(field->inverse_name) != nullptr),
            model->name() << "." << field->name << " has no inverse " << field->inverse_name);
}

BOOST_AUTO_TEST_SUITE_END()
