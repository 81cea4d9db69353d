// The cache of a transaction holds what was read, by field, key and record, until it is told to
// forget.
#include "models/engine/orm/cache.hpp"

#include <boost/test/unit_test.hpp>

#include "models/engine/orm/registry.hpp"

using namespace chatterd;

namespace {

struct Fixture {
  Registry registry{std::set<std::string>{"base", "web", "bus", "mail"}};
  const Model& partner = registry.at("res.partner");
  const Model& channel = registry.at("mail.channel");
  const Field& name = partner.field_of("name");
  const Field& email = partner.field_of("email");
  const Field& children = partner.field_of("child_ids");
  const Field& channel_name = channel.field_of("name");
  Cache cache;

  Fixture() {
    for (const Id id : {1, 2, 3}) {
      cache.set(name, "", id, "name " + std::to_string(id));
      cache.set(name, "fr_FR", id, "nom " + std::to_string(id));
      cache.set(email, "", id, false);
      cache.set(children, "", id, Value::array({id + 10}));
      cache.set(channel_name, "", id, "channel");
    }
  }
  Value value(const Field& field, const std::string& key, Id id) {
    const Value* found = cache.find(field, key, id);
    return found == nullptr ? Value("nothing") : *found;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(the_cache, Fixture)

BOOST_AUTO_TEST_CASE(tells_fields_keys_and_records_apart) {
  BOOST_TEST(value(name, "", 2) == "name 2");
  BOOST_TEST(value(name, "fr_FR", 2) == "nom 2");
  BOOST_TEST(value(email, "", 2) == false);  // no value is a value
  BOOST_TEST(value(name, "de_DE", 2) == "nothing");
  BOOST_TEST(value(name, "", 4) == "nothing");
  cache.set(name, "", 2, "other");
  BOOST_TEST(value(name, "", 2) == "other");
  BOOST_TEST(value(name, "fr_FR", 2) == "nom 2");
}

BOOST_AUTO_TEST_CASE(forgets_a_field_under_every_key_and_of_these_records_only) {
  cache.forget(name, {1, 3, 9});
  for (const char* key : {"", "fr_FR"}) {
    BOOST_TEST(value(name, key, 1) == "nothing");
    BOOST_TEST(value(name, key, 2) != "nothing");
  }
  BOOST_TEST(value(email, "", 1) == false);
}

BOOST_AUTO_TEST_CASE(forgets_all_fields_of_records_of_one_model) {
  cache.forget(partner, {2});
  for (const Field* field : {&name, &email, &children}) {
    BOOST_TEST(value(*field, "", 2) == "nothing");
    BOOST_TEST(value(*field, "", 1) != "nothing");
  }
  BOOST_TEST(value(channel_name, "", 2) == "channel");
}

BOOST_AUTO_TEST_CASE(forgets_what_may_depend_on_other_records) {
  cache.forget_derived();
  BOOST_TEST(value(children, "", 1) == "nothing");
  BOOST_TEST(value(name, "", 1) == "name 1");
  for (const Model* model : registry.models())
    for (const Field* field : model->fields()) {
      cache.set(*field, "", 1, "kept");
    }
  cache.forget_derived();
  for (const Model* model : registry.models())
    for (const Field* field : model->fields()) {
      const bool derived = field->x2many() || (field->computed() && !field->store);
      BOOST_TEST((value(*field, "", 1) == (derived ? "nothing" : "kept")),
                 model->name() << "." << field->name);
    }
}

BOOST_AUTO_TEST_CASE(is_empty_when_cleared) {
  cache.clear();
  for (const Id id : {1, 2, 3}) BOOST_TEST(value(name, "", id) == "nothing");
}

BOOST_AUTO_TEST_SUITE_END()
