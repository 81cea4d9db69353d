#include "rpc/http/forwarded.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd::rpc;

namespace {

HttpRequest request(Pairs headers) {
  HttpRequest made;
  made.remote = "10.0.0.1";
  made.host = "inside:8069";
  made.headers = std::move(headers);
  return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_proxy_names_client_host_and_scheme) {
  HttpRequest of_proxy = request({{"X-Forwarded-Host", "chat.example.com"},
                                  {"X-Forwarded-For", "192.0.2.7"},
                                  {"X-Forwarded-Proto", "https"}});
  believe_proxy(of_proxy, TrustedProxies());
  BOOST_TEST(of_proxy.host == "chat.example.com");
  BOOST_TEST(of_proxy.remote == "192.0.2.7");
  BOOST_TEST(of_proxy.scheme == "https");
}

BOOST_AUTO_TEST_CASE(what_a_client_claims_before_our_proxy_is_not_believed) {
  HttpRequest claimed = request({{"X-Forwarded-Host", "evil.example.com, chat.example.com"},
                                 {"X-Forwarded-For", "203.0.113.9, 192.0.2.7"}});
  believe_proxy(claimed, TrustedProxies());
  BOOST_TEST(claimed.host == "chat.example.com");
  BOOST_TEST(claimed.remote == "192.0.2.7");
  BOOST_TEST(claimed.scheme == "http");
}

BOOST_AUTO_TEST_CASE(without_a_host_it_came_through_no_proxy) {
  HttpRequest direct = request({{"X-Forwarded-For", "192.0.2.7"}, {"X-Forwarded-Proto", "https"}});
  believe_proxy(direct, TrustedProxies());
  BOOST_TEST(direct.remote == "10.0.0.1");
  BOOST_TEST(direct.host == "inside:8069");
  BOOST_TEST(direct.scheme == "http");
}
