// Which database a request is about, by its host and by name.
#include "rpc/backend/databases.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

using namespace chatterd::rpc;

namespace {

Databases of(std::vector<std::string> names, const std::string& filter = "") {
  std::vector<Database> all;
  for (std::string& name : names) all.push_back({.name = std::move(name)});
  return Databases(std::move(all), filter);
}

std::string only(const Databases& databases, const std::string& host) {
  const Database* database = databases.only(host);
  return database == nullptr ? "" : database->name;
}

std::string names(const Databases& databases, const std::string& host) {
  std::string out;
  for (const std::string& name : databases.names(host)) out += name + " ";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_database_is_every_hosts) {
  const Databases one = of({"sales"});
  BOOST_TEST(!one.several());
  BOOST_TEST(only(one, "anything:8069") == "sales");
  BOOST_TEST(one.find("sales")->name == "sales");
  BOOST_TEST(one.find("other") == nullptr);
  BOOST_TEST(one.shown("sales", "") != nullptr);
  BOOST_TEST(one.shown("", "") == nullptr);
}

BOOST_AUTO_TEST_CASE(of_several_none_is_meant_until_it_is_named) {
  const Databases two = of({"b", "a"});
  BOOST_TEST(only(two, "h") == "");
  BOOST_TEST(names(two, "h") == "a b ");
  BOOST_TEST(two.shown("b", "h")->name == "b");
  BOOST_CHECK_THROW(of({"a", "b", "a"}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_host_shows_what_the_filter_matches) {
  const Databases label = of({"sales", "sales2", "hr"}, "^%d$");
  BOOST_TEST(only(label, "sales.example.com:8069") == "sales");
  BOOST_TEST(only(label, "www.hr.example.com") == "hr");
  BOOST_TEST(only(label, "www") == "");
  BOOST_TEST(only(label, "nowhere.example.com") == "");
  BOOST_TEST(label.shown("hr", "sales.example.com") == nullptr);
  BOOST_TEST(label.find("hr") != nullptr);  // a remote call may name it all the same
  // as Python's re.match: the end of the name is free where the expression does not say
  const Databases open = of({"sales", "sales2", "hr", "xsales"}, "%d");
  BOOST_TEST(names(open, "sales.example.com") == "sales sales2 ");
  const Databases whole = of({"sales.example.com", "salesXexampleXcom"}, "^%h$");
  BOOST_TEST(only(whole, "sales.example.com:1") == "sales.example.com");
  const Databases fixed = of({"Prod_a", "prod_b", "test"}, "(?i)prod_.*");
  BOOST_TEST(names(fixed, "h") == "Prod_a prod_b ");
}

BOOST_AUTO_TEST_CASE(a_host_cannot_change_the_filter) {
  const Databases label = of({"sales", "hr"}, "^%d$");
  for (const char* host : {".*", "sales|hr", "(", "[a-z]*", "s.*", "%d", "%h", "\\", ""})
    BOOST_TEST(names(label, host) == "", host);
  BOOST_CHECK_THROW(of({"a"}, "("), std::invalid_argument);
}
