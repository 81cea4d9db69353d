// What proxies write before a connection's first byte, in every form, cut anywhere, and from whom.
#include "rpc/http/proxy_protocol.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/rpc/http/http_fixture.hpp"

using namespace chatterd::rpc;
using namespace chatterd::rpc::test;
using namespace std::string_literals;
using State = ProxyHeader::State;

namespace {

const std::string follows = "GET /who HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string mark = "\r\n\r\n\0\r\nQUIT\n"s;

std::string with_length(const std::string& text) {
  return {static_cast<char>(text.size() >> 8), static_cast<char>(text.size() & 255)};
}
// `kind`: version and command, family and protocol.
std::string binary(const std::string& kind, const std::string& rest) {
  return mark + kind + with_length(rest) + rest;
}
std::string extra(char type, const std::string& value) { return type + with_length(value) + value; }

const std::string v4 = "\xc0\x00\x02\x07\x0a\x00\x00\x01\xc8\x22\x01\xbb"s;
const std::string v6 = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x07" +
                       std::string(15, '\0') + "\x01\xc8\x22\x01\xbb";
const std::string over_tls = extra('\x20', "\x01\0\0\0\0"s + extra('\x21', "TLSv1.3"));
const std::string authority = extra('\x02', "chat.example.com");

struct Form {
  std::string bytes;
  std::string address;
  bool tls = false;
};
const std::vector<Form> forms = {
    {"PROXY TCP4 192.0.2.7 10.0.0.1 51234 443\r\n", "192.0.2.7"},
    {"PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255"},
    {"PROXY TCP6 2001:db8::7 ::1 51234 443\r\n", "2001:db8::7"},
    {"PROXY TCP6 2001:0DB8:0000:0000:0000:0000:0000:0007 ::1 0 0\r\n", "2001:db8::7"},
    {"PROXY UNKNOWN\r\n", ""},
    {"PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n", ""},
    {"PROXY UNKNOWN " + std::string(91, 'x') + "\r\n", ""},  // 107 bytes
    {binary("\x21\x11", v4), "192.0.2.7"},
    {binary("\x21\x21", v6), "2001:db8::7"},
    {binary("\x21\x11", v4 + authority), "192.0.2.7"},
    {binary("\x21\x11", v4 + over_tls), "192.0.2.7", true},
    {binary("\x21\x21", v6 + authority + over_tls + extra('\x04', "")), "2001:db8::7", true},
    {binary("\x21\x11", v4 + extra('\x20', "\0\0\0\0\0"s)), "192.0.2.7"},  // not over TLS
    {binary("\x21\x11", v4 + extra('\x20', "\x01")), "192.0.2.7"},         // too short to say
    {binary("\x20\x00"s, ""), ""},                                         // LOCAL
    {binary("\x20\x11", v4), ""},
    {binary("\x20\x00"s, "whatever a later version puts here"), ""},
    {binary("\x21\x00"s, ""), ""},  // PROXY of no family
    {binary("\x21\x00"s, authority), ""},
    {binary("\x21\x12", v4), ""},                     // datagrams
    {binary("\x21\x31", std::string(216, 'u')), ""},  // Unix sockets
    {binary("\x21\x11", v4 + extra('\x04', std::string(4000, '\0'))), "192.0.2.7"},
};

const std::vector<std::string> refused = {
    "GET / HTTP/1.1\r\n",
    "\x16\x03\x01\x02\x01 a TLS hello",
    "proxy TCP4 192.0.2.7 10.0.0.1 51234 443\r\n",
    "PROXY\r\n",
    "PROXY \r\n",
    "PROXY TCP4\r\n",
    "PROXY TCP5 192.0.2.7 10.0.0.1 51234 443\r\n",
    "PROXY TCP4 192.0.2.7 10.0.0.1 51234 443\n",
    "PROXY TCP4 192.0.2.7 10.0.0.1 51234\r\n",
    "PROXY TCP4 192.0.2.7 10.0.0.1 51234 443 \r\n",
    "PROXY TCP4  192.0.2.7 10.0.0.1 51234 443\r\n",
    "PROXY TCP4 2001:db8::7 ::1 51234 443\r\n",
    "PROXY TCP6 192.0.2.7 10.0.0.1 51234 443\r\n",
    "PROXY TCP4 192.0.2.256 10.0.0.1 51234 443\r\n",
    "PROXY TCP4 192.0.2.7 somewhere 51234 443\r\n",
    "PROXY TCP4 192.0.2.7\0 10.0.0.1 51234 443\r\n"s,
    "PROXY TCP4 192.0.2.7 10.0.0.1 65536 443\r\n",
    "PROXY TCP4 192.0.2.7 10.0.0.1 -1 443\r\n",
    "PROXY TCP4 192.0.2.7 10.0.0.1 x 443\r\n",
    "PROXY UNKNOWN " + std::string(92, 'x') + "\r\n",  // a byte too many
    "PROXY UNKNOWN " + std::string(5000, 'x'),
    "\r\n\r\n\0\r\nQUIT\r"s + std::string(10, '\0'),
    binary("\x11\x11", v4),  // version 1 in the second's form
    binary("\x31\x11", v4),
    binary("\x22\x11", v4),                // neither LOCAL nor PROXY
    binary("\x21\x41", v4),                // no such family
    binary("\x21\x13", v4),                // no such protocol
    binary("\x21\x11", v4.substr(0, 11)),  // shorter than its addresses
    binary("\x21\x21", v4),
    binary("\x21\x31", v4),
    binary("\x21\x11", v4 + "\x04"),  // extras that are cut
    binary("\x21\x11", v4 + authority.substr(0, 10)),
    binary("\x21\x11", v4 + std::string(4100, '\0')),
    mark + "\x21\x11\xff\xff",  // 64 KB announced
};

// Whether the server speaks with somebody who sends this first.
std::string answer_to(std::uint16_t port, const std::string& bytes) {
  RawClient client(port);
  client.send(bytes);
  return client.read_answer();
}

ServerOptions expecting(const std::string& proxies) {
  ServerOptions options;
  options.proxy_protocol = true;
  options.trusted_proxies = TrustedProxies(proxies);
  return options;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_form_is_read_however_it_is_cut) {
  for (const Form& form : forms) {
    const std::string all = form.bytes + follows;
    for (std::size_t cut = 0; cut <= form.bytes.size(); ++cut) {
      ProxyHeader header;
      std::size_t taken = header.feed(std::string_view(all).substr(0, cut));
      BOOST_REQUIRE_EQUAL(taken, cut);
      BOOST_REQUIRE((header.state() == State::done) == (cut == form.bytes.size()));
      taken += header.feed(std::string_view(all).substr(cut));
      BOOST_REQUIRE_MESSAGE(header.state() == State::done, form.bytes << header.reason());
      BOOST_REQUIRE_EQUAL(taken, form.bytes.size());
      BOOST_REQUIRE_EQUAL(header.address(), form.address);
      BOOST_REQUIRE_EQUAL(header.tls(), form.tls);
    }
  }
}

BOOST_AUTO_TEST_CASE(anything_else_is_refused_however_it_is_cut) {
  for (const std::string& bytes : refused) {
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
      ProxyHeader header;
      header.feed(std::string_view(bytes).substr(0, cut));
      header.feed(std::string_view(bytes).substr(cut));
      BOOST_REQUIRE_MESSAGE(header.state() == State::refused, bytes << " cut at " << cut);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_client_is_who_the_proxy_says) {
  HttpFixture fixture(expecting("127.0.0.0/8"));
  for (const Form& form : forms) {
    const std::string expected =
        (form.tls ? "https " : "http ") + (form.address.empty() ? "127.0.0.1" : form.address);
    BOOST_TEST(body_of(answer_to(fixture.port(), form.bytes + follows)) == expected);
  }
  for (const std::string& bytes : refused) {
    RawClient client(fixture.port());
    client.send(bytes + follows);
    BOOST_TEST(client.read_all() == "");
    BOOST_TEST(client.closed());
  }
  // byte by byte, and two requests of one connection
  RawClient slow(fixture.port());
  for (const char byte : forms[0].bytes + follows + follows) slow.send({&byte, 1});
  BOOST_TEST(body_of(slow.read_answer()) == "http 192.0.2.7");
  BOOST_TEST(body_of(slow.read_answer()) == "http 192.0.2.7");
}

BOOST_AUTO_TEST_CASE(others_than_the_proxies_send_no_header) {
  HttpFixture fixture(expecting("10.0.0.0/8"));
  BOOST_TEST(body_of(answer_to(fixture.port(), follows)) == "http 127.0.0.1");
  for (const Form& form : forms) {
    const std::string answer = answer_to(fixture.port(), form.bytes + follows);
    BOOST_TEST(status_of(answer) == 400, form.bytes);
  }
}

BOOST_AUTO_TEST_CASE(without_the_option_nobody_sends_one) {
  HttpFixture fixture;
  BOOST_TEST(status_of(answer_to(fixture.port(), forms[0].bytes + follows)) == 400);
}

BOOST_AUTO_TEST_CASE(a_proxy_that_says_nothing_is_cut_off) {
  ServerOptions options = expecting("");
  options.header_time = std::chrono::milliseconds(100);
  HttpFixture fixture(options);
  for (const std::string& begun : {""s, "PROXY TCP4 192.0.2.7 "s, mark}) {
    RawClient client(fixture.port());
    client.send(begun);
    BOOST_TEST(client.read_all() == "");
    BOOST_TEST(client.closed());
  }
}

// The limit's two, and 512 above it that would be told so.
BOOST_AUTO_TEST_CASE(who_has_not_been_introduced_takes_a_place_as_well) {
  ServerOptions options = expecting("");
  options.max_connections = 2;
  HttpFixture fixture(options);
  std::vector<std::unique_ptr<RawClient>> silent;
  for (int i = 0; i < 2 + 512; ++i) silent.push_back(std::make_unique<RawClient>(fixture.port()));
  RawClient one_more(fixture.port());
  BOOST_TEST(one_more.read_all() == "");
  BOOST_TEST(one_more.closed());
  silent[0]->send(forms[0].bytes + follows);
  BOOST_TEST(body_of(silent[0]->read_answer()) == "http 192.0.2.7");
}

BOOST_AUTO_TEST_CASE(side_doors_have_no_proxy_before_them) {
  ServerOptions options = expecting("");
  options.side_doors.push_back({Door::monitoring, "127.0.0.1", 0});
  HttpFixture fixture(options);
  BOOST_TEST(body_of(answer_to(fixture.server->port(Door::monitoring), follows)) ==
             "http 127.0.0.1");
}
