// The front over real sockets: what is too much, too slow or ambiguous.
#include <boost/test/unit_test.hpp>
#include <thread>

#include "rpc/http/http_server.hpp"
#include "tests/rpc/http/http_fixture.hpp"

using namespace chatterd::rpc;
using namespace chatterd::rpc::test;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

BOOST_AUTO_TEST_CASE(a_body_over_the_limit_is_refused_before_it_is_read) {
  HttpFixture fixture;
  RawClient client(fixture.port());
  client.send("POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n");
  BOOST_TEST(status_of(client.read_answer()) == 413);
  RawClient waiting(fixture.port());
  waiting.send(
      "POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n");
  BOOST_TEST(status_of(waiting.read_answer()) == 413);
}

BOOST_AUTO_TEST_CASE(a_chunked_body_over_the_limit_is_refused) {
  HttpFixture fixture;
  for (const std::string& chunks :
       {std::string("65\r\n"), "32\r\n" + std::string(50, 'a') + "\r\n40\r\n"}) {
    RawClient client(fixture.port());
    client.send("POST /small HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
    BOOST_TEST(status_of(client.read_answer()) == 413);
  }
}

BOOST_AUTO_TEST_CASE(headers_over_the_limit_are_refused) {
  HttpFixture fixture;
  RawClient many(fixture.port());
  std::string headers;
  for (int i = 0; i < 2000; ++i) headers += "X-" + std::to_string(i) + ": 0123456789\r\n";
  many.send(get("/", headers));
  BOOST_TEST(status_of(many.read_answer()) == 431);
  RawClient endless(fixture.port());
  endless.send("GET / HTTP/1.1\r\nX: ");
  for (int i = 0; i < 40 && endless.send(std::string(1024, 'a')); ++i) {
  }
  BOOST_TEST(status_of(endless.read_answer()) == 431);
}

BOOST_AUTO_TEST_CASE(nonsense_is_a_bad_request) {
  HttpFixture fixture;
  for (const char* nonsense :
       {"hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nBad Header\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
        "\x16\x03\x01\x02\x01 a TLS hello\r\n\r\n"}) {
    RawClient client(fixture.port());
    client.send(nonsense);
    BOOST_TEST(status_of(client.read_answer()) == 400, nonsense);
  }
}

BOOST_AUTO_TEST_CASE(slow_headers_and_bodies_are_cut_off) {
  ServerOptions options;
  options.header_time = milliseconds(150);
  options.body_time = milliseconds(150);
  HttpFixture fixture(options);
  RawClient head(fixture.port());
  head.send("GET / HTTP/1.1\r\nHost:");
  BOOST_TEST(status_of(head.read_answer()) == 408);
  RawClient body(fixture.port());
  body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  BOOST_TEST(status_of(body.read_answer()) == 408);
  RawClient silent(fixture.port());
  BOOST_TEST(silent.read_all() == "");
  BOOST_TEST(silent.closed());
}

BOOST_AUTO_TEST_CASE(dripping_bytes_do_not_extend_the_time_for_headers) {
  ServerOptions options;
  options.header_time = milliseconds(200);
  HttpFixture fixture(options);
  RawClient client(fixture.port());
  client.send("GET / HTTP/1.1\r\n");
  const auto start = steady_clock::now();
  while (steady_clock::now() - start < std::chrono::seconds(5)) {
    client.send("X: y\r\n");
    if (!client.read_some(20).empty()) break;
  }
  BOOST_TEST((steady_clock::now() - start < std::chrono::seconds(3)));
}

BOOST_AUTO_TEST_CASE(idle_connections_are_closed) {
  ServerOptions options;
  options.idle_time = milliseconds(150);
  HttpFixture fixture(options);
  RawClient client(fixture.port());
  client.send(get("/one"));
  client.read_answer();
  BOOST_TEST(client.read_all() == "");
  BOOST_TEST(client.closed());
}

BOOST_AUTO_TEST_CASE(connections_above_the_limit_get_503_and_are_closed) {
  ServerOptions options;
  options.max_connections = 2;
  HttpFixture fixture(options);
  RawClient one(fixture.port()), two(fixture.port());
  one.send(get("/"));
  one.read_answer();
  two.send(get("/"));
  two.read_answer();
  RawClient three(fixture.port());
  three.send(get("/"));
  BOOST_TEST(status_of(three.read_all()) == 503);
  one.send(get("/still"));
  BOOST_TEST(body_of(one.read_answer()) == "GET /still ");
  BOOST_TEST(fixture.server->stats().turned_away == 1u);
}

// What this server and a proxy before it could read in two ways.
BOOST_AUTO_TEST_CASE(ambiguous_requests_are_refused) {
  HttpFixture fixture;
  const auto status = [&](const std::string& request) {
    RawClient client(fixture.port());
    client.send(request);
    return status_of(client.read_answer());
  };
  const std::string line = "POST /a HTTP/1.1\r\n", host = "Host: x\r\n",
                    chunk = "1\r\na\r\n0\r\n\r\n";
  BOOST_TEST(status(line + host + "Transfer-Encoding: chunked\r\n\r\n" + chunk) == 200);
  BOOST_TEST(status(line + host + "Transfer-Encoding: Chunked \r\n\r\n" + chunk) == 200);
  for (const char* encoding : {"xchunked", "identity", "gzip, chunked", "chunked, identity",
                               "chunked, chunked", "chunked;q=1",
                               "\x0b"
                               "chunked",
                               ""})
    BOOST_TEST(status(line + host + "Transfer-Encoding: " + encoding + "\r\n\r\n" + chunk) == 400,
               encoding);
  BOOST_TEST(status(line + host +
                    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk) ==
             400);
  BOOST_TEST(status(line + host + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n" +
                    chunk) == 400);
  BOOST_TEST(status("POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk) == 400);
  for (const char* lengths :
       {"Content-Length: 1\r\nContent-Length: 1\r\n", "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Content-Length: 1, 1\r\n", "Content-Length: +1\r\n", "Content-Length: 0x1\r\n",
        "Content-Length: -1\r\n", "Content-Length : 1\r\n"})
    BOOST_TEST(status(line + host + lengths + "\r\na") == 400, lengths);
  BOOST_TEST(status(line + host + "Host: y\r\nContent-Length: 0\r\n\r\n") == 400);
  BOOST_TEST(status(line + host + "X-Long: a\r\n b\r\nContent-Length: 0\r\n\r\n") == 400);
  BOOST_TEST(status(line + host + "X-Long: a\r\n\tb\r\nContent-Length: 0\r\n\r\n") == 400);
  // the body may look as it likes
  BOOST_TEST(status(post("/a", "a\r\n b: c\r\n\r\n")) == 200);
  BOOST_TEST(status(post("/a", " a\n b")) == 200);
}

BOOST_AUTO_TEST_CASE(a_large_body_needs_leave) {
  HttpFixture fixture;
  const std::string large(500'000, 'b'), small(150'000, 's');
  RawClient client(fixture.port());
  client.send(post("/asked", large));
  BOOST_TEST(body_of(client.read_answer()) == "POST /asked " + large);
  BOOST_TEST(fixture.asked == 1);
  BOOST_TEST((fixture.begun == large.substr(0, leave_begin)));
  // as many bytes, in pieces of a length that is not told before
  client.send("POST /asked HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 5; ++i) client.send("186a0\r\n" + large.substr(0, 100'000) + "\r\n");
  client.send("0\r\n\r\n");
  BOOST_TEST(body_of(client.read_answer()) == "POST /asked " + large);
  BOOST_TEST(fixture.asked == 2);
  client.send(post("/refused", small));
  BOOST_TEST(body_of(client.read_answer()) == "POST /refused " + small);
  BOOST_TEST(fixture.asked == 2);
  client.send(post("/refused", large));
  BOOST_TEST(status_of(client.read_answer()) == 413);
  BOOST_TEST(fixture.asked == 3);
}

BOOST_AUTO_TEST_CASE(bodies_in_flight_have_one_limit) {
  ServerOptions options;
  options.body_memory = 1'000'000;
  HttpFixture fixture(options);
  {
    RawClient one(fixture.port()), two(fixture.port()), three(fixture.port());
    const std::string head = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 600000\r\n\r\n";
    one.send(head + std::string(500'000, 'x'));
    for (int i = 0; i < 500 && fixture.server->stats().body_bytes < 500'000; ++i)
      std::this_thread::sleep_for(milliseconds(10));
    two.send(head + std::string(599'000, 'x'));
    BOOST_TEST(status_of(two.read_answer()) == 503);
    three.send(post("/a", std::string(60'000, 'x')));
    BOOST_TEST(status_of(three.read_answer()) == 200);
  }
  // what unfinished ones held is free again
  for (int i = 0; i < 500 && fixture.server->stats().body_bytes > 0; ++i)
    std::this_thread::sleep_for(milliseconds(10));
  BOOST_TEST(fixture.server->stats().body_bytes == 0u);
  RawClient client(fixture.port());
  client.send(post("/a", std::string(300'000, 'x')));
  BOOST_TEST(status_of(client.read_answer()) == 200);
  client.send(post("/a", std::string(400'000, 'x')));
  BOOST_TEST(status_of(client.read_answer()) == 503);  // thrice as much when it is parsed
}
