// The URL table.
#include "rpc/routes/routes.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd;
using namespace chatterd::rpc;

namespace {

RouteTable table_of(std::initializer_list<const char*> patterns) {
  RouteTable table;
  for (const char* pattern : patterns) {
    Route route;
    route.pattern = pattern;
    table.add(std::move(route));
  }
  return table;
}

const RouteTable& images() {
  static const RouteTable table = table_of(
      {"/web/image", "/web/image/<string:xmlid>", "/web/image/<string:xmlid>/<string:filename>",
       "/web/image/<string:xmlid>/<int:width>x<int:height>",
       "/web/image/<string:model>/<int:id>/<string:field>",
       "/web/image/<string:model>/<int:id>/<string:field>/<int:width>x<int:height>",
       "/web/image/<int:id>", "/web/image/<int:id>/<string:filename>",
       "/web/image/<int:id>-<string:unique>", "/mail/<string:model>/<int:id>/avatar/<int:partner>",
       "/web/dataset/call_kw", "/web/dataset/call_kw/<path:path>"});
  return table;
}

std::string found(const char* path) {
  const Match match = images().find("GET", path);
  return match.route ? match.route->pattern + " " + match.arguments.dump() : "none";
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_most_specific_row_wins) {
  BOOST_TEST(found("/web/image") == "/web/image {}");
  BOOST_TEST(found("/web/image/5") == R"(/web/image/<int:id> {"id":5})");
  BOOST_TEST(found("/web/image/5-abc") ==
             R"(/web/image/<int:id>-<string:unique> {"id":5,"unique":"abc"})");
  BOOST_TEST(found("/web/image/base.logo") == R"(/web/image/<string:xmlid> {"xmlid":"base.logo"})");
  BOOST_TEST(found("/web/image/5/a.png") ==
             R"(/web/image/<int:id>/<string:filename> {"id":5,"filename":"a.png"})");
  BOOST_TEST(
      found("/web/image/x/10x20") ==
      R"(/web/image/<string:xmlid>/<int:width>x<int:height> {"xmlid":"x","width":10,"height":20})");
  BOOST_TEST(
      found("/web/image/res.partner/3/image_128") ==
      R"(/web/image/<string:model>/<int:id>/<string:field> {"model":"res.partner","id":3,"field":"image_128"})");
  BOOST_TEST(
      found("/mail/mail.channel/1/avatar/2") ==
      R"(/mail/<string:model>/<int:id>/avatar/<int:partner> {"model":"mail.channel","id":1,"partner":2})");
}

BOOST_AUTO_TEST_CASE(paths_reach_over_slashes) {
  BOOST_TEST(found("/web/dataset/call_kw/mail.channel/read") ==
             R"(/web/dataset/call_kw/<path:path> {"path":"mail.channel/read"})");
  BOOST_TEST(found("/web/dataset/call_kw/") == "/web/dataset/call_kw {}");
}

BOOST_AUTO_TEST_CASE(a_slash_at_the_end_does_not_matter) {
  BOOST_TEST(found("/web/image/") == "/web/image {}");
  BOOST_TEST(found("/web/image/5/") == R"(/web/image/<int:id> {"id":5})");
}

BOOST_AUTO_TEST_CASE(what_matches_nothing_is_not_found) {
  BOOST_TEST(found("/nothing") == "none");
  BOOST_TEST(found("/web/image/a/b/c/d/e") == "none");
  BOOST_TEST(found("/") == "none");
  BOOST_TEST(found("") == "none");
}

BOOST_AUTO_TEST_CASE(methods_are_looked_at) {
  RouteTable table;
  Route read, write;
  read.methods = "GET";
  write.methods = "POST, PUT";
  read.pattern = "/thing/<int:id>";
  write.pattern = "/thing/<int:id>";
  table.add(read);
  table.add(write);
  BOOST_TEST(table.find("HEAD", "/thing/1").route->methods == "GET");
  BOOST_TEST(table.find("PUT", "/thing/1").route->methods == "POST, PUT");
  BOOST_TEST(table.find("DELETE", "/thing/1").route == nullptr);
  BOOST_TEST(table.find("DELETE", "/thing/1").allowed == "GET, HEAD, POST, PUT");
  BOOST_CHECK_THROW(table.add(read), std::logic_error);
}
