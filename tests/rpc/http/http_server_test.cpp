// The front over real sockets: requests, answers, parked ones.
#include "rpc/http/http_server.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <thread>

#include "rpc/http/compress.hpp"
#include "tests/rpc/http/http_fixture.hpp"

using namespace chatterd::rpc;
using namespace chatterd::rpc::test;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

BOOST_AUTO_TEST_CASE(a_connection_serves_one_request_after_the_other) {
  HttpFixture fixture;
  RawClient client(fixture.port());
  for (int i = 0; i < 3; ++i) {
    client.send(post("/a%20b?x=1", "body"));
    const std::string answer = client.read_answer();
    BOOST_TEST(status_of(answer) == 200);
    BOOST_TEST(body_of(answer) == "POST /a b body");
  }
  BOOST_TEST(fixture.server->stats().accepted == 1u);
}

BOOST_AUTO_TEST_CASE(pipelined_requests_are_answered_in_order) {
  HttpFixture fixture;
  RawClient client(fixture.port());
  client.send(get("/slow") + post("/second", "two") + get("/fast") + get("/large") + get("/last"));
  BOOST_TEST(body_of(client.read_answer()) == "GET /slow ");
  BOOST_TEST(body_of(client.read_answer()) == "POST /second two");
  BOOST_TEST(body_of(client.read_answer()) == "GET /fast ");
  BOOST_TEST(body_of(client.read_answer()).size() == 200000u);
  BOOST_TEST(body_of(client.read_answer()) == "GET /last ");
}

BOOST_AUTO_TEST_CASE(an_answer_that_the_socket_takes_in_part_arrives_whole) {
  HttpFixture fixture;
  RawClient client(fixture.port());
  client.send(get("/huge") + get("/huge"));
  std::this_thread::sleep_for(std::chrono::milliseconds(200));  // the socket is full
  client.send(get("/last"));
  const std::string expected = HttpFixture::huge();
  // not by BOOST_TEST, which would print them
  BOOST_TEST((body_of(client.read_answer()) == expected));
  BOOST_TEST((body_of(client.read_answer()) == expected));
  BOOST_TEST(body_of(client.read_answer()) == "GET /last ");
}

BOOST_AUTO_TEST_CASE(a_client_that_leaves_amid_an_answer_disturbs_nobody) {
  HttpFixture fixture;
  for (int i = 0; i < 20; ++i) {
    RawClient client(fixture.port());
    client.send(get("/huge") + get("/slow"));
    if (i % 2) client.read_some();
  }
  RawClient client(fixture.port());
  client.send(get("/last"));
  BOOST_TEST(body_of(client.read_answer()) == "GET /last ");
}

BOOST_AUTO_TEST_CASE(a_request_may_come_byte_by_byte) {
  HttpFixture fixture;
  RawClient client(fixture.port());
  for (const char c : post("/drip", "drops")) client.send(std::string(1, c));
  BOOST_TEST(body_of(client.read_answer()) == "POST /drip drops");
}

BOOST_AUTO_TEST_CASE(http_1_0_closes_unless_asked_to_keep_alive) {
  HttpFixture fixture;
  {
    RawClient client(fixture.port());
    client.send("GET /old HTTP/1.0\r\n\r\n");
    const std::string all = client.read_all();
    BOOST_TEST(all.find("Connection: close") != std::string::npos);
    BOOST_TEST(client.closed());
  }
  RawClient client(fixture.port());
  client.send("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  BOOST_TEST(client.read_answer().find("Connection: keep-alive") != std::string::npos);
  client.send("GET /again HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  BOOST_TEST(body_of(client.read_answer()) == "GET /again ");
}

BOOST_AUTO_TEST_CASE(head_answers_with_the_length_and_no_body) {
  HttpFixture fixture;
  RawClient client(fixture.port());
  client.send("HEAD /large HTTP/1.1\r\nHost: x\r\n\r\n" + get("/next"));
  BOOST_TEST(client.read_answer(false).find("Content-Length: 200000") != std::string::npos);
  BOOST_TEST(body_of(client.read_answer()) == "GET /next ");
}

BOOST_AUTO_TEST_CASE(large_answers_are_compressed_for_clients_that_take_it) {
  HttpFixture fixture;
  RawClient client(fixture.port());
  client.send(get("/large", "Accept-Encoding: br, gzip;q=0.8\r\n"));
  const std::string answer = client.read_answer();
  BOOST_TEST(answer.find("Content-Encoding: gzip") != std::string::npos);
  BOOST_TEST((gunzip(body_of(answer), 1 << 20) == std::string(200000, 'x')));
  client.send(get("/large", "Accept-Encoding: gzip;q=0\r\n"));
  BOOST_TEST(client.read_answer().find("Content-Encoding") == std::string::npos);
  client.send(get("/small", "Accept-Encoding: gzip\r\n"));
  BOOST_TEST(client.read_answer().find("Content-Encoding") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(files_are_sent_whole_or_in_part) {
  HttpFixture fixture;
  RawClient client(fixture.port());
  client.send(get("/file") + get("/range"));
  const std::string whole = body_of(client.read_answer());
  BOOST_TEST(whole.size() == 3'000'003u);
  BOOST_TEST(whole.ends_with("fend"));
  const std::string part = client.read_answer();
  BOOST_TEST(status_of(part) == 206);
  BOOST_TEST(body_of(part) == "3456");
}

BOOST_AUTO_TEST_CASE(a_client_that_expects_continue_is_told_to) {
  HttpFixture fixture;
  RawClient client(fixture.port());
  client.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  BOOST_TEST(status_of(client.read_answer()) == 100);
  client.send("data");
  BOOST_TEST(body_of(client.read_answer()) == "POST /x data");
}

BOOST_AUTO_TEST_CASE(chunked_requests_are_read) {
  HttpFixture fixture;
  RawClient client(fixture.port());
  client.send(
      "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" +
      get("/n"));
  BOOST_TEST(body_of(client.read_answer()) == "POST /c abcde");
  BOOST_TEST(body_of(client.read_answer()) == "GET /n ");
}

BOOST_AUTO_TEST_CASE(parked_requests_hold_no_thread) {
  ServerOptions options;
  options.workers = 1;
  HttpFixture fixture(options);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(std::make_unique<RawClient>(fixture.port()));
    clients.back()->send(get("/park"));
  }
  BOOST_TEST(fixture.wait_for_parked(200));
  RawClient other(fixture.port());
  other.send(get("/short"));
  BOOST_TEST(body_of(other.read_answer()) == "GET /short ");
  fixture.release("woken");
  for (auto& client : clients) BOOST_TEST(body_of(client->read_answer()) == "woken");
}

#if !defined(__SANITIZE_ADDRESS__)
BOOST_AUTO_TEST_CASE(a_parked_connection_costs_less_than_6_kilobytes) {
  const auto resident = [] {
    std::ifstream status("/proc/self/statm");
    std::size_t all = 0, pages = 0;
    status >> all >> pages;
    return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  };
  HttpFixture fixture;
  std::vector<std::unique_ptr<RawClient>> clients;
  const auto park = [&](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      clients.push_back(std::make_unique<RawClient>(fixture.port()));
      clients.back()->send(
          get("/park", "Cookie: session_id=0123456789012345678901234567890123456789\r\n"));
    }
    BOOST_TEST_REQUIRE(fixture.wait_for_parked(clients.size()));
  };
  // Below the usual limit of 1024 file descriptors, two for each connection.
  park(100);
  const std::size_t before = resident();
  park(350);
  const std::size_t each = (resident() - before) / 350;
  BOOST_TEST_MESSAGE("bytes per parked connection: " << each);
  BOOST_TEST(each < 6000u);
  fixture.release("woken");
}
#endif

BOOST_AUTO_TEST_CASE(a_parked_request_hears_that_its_client_went_away) {
  HttpFixture fixture;
  {
    RawClient client(fixture.port());
    client.send(get("/park"));
    BOOST_TEST(fixture.wait_for_parked(1));
  }
  BOOST_TEST(fixture.wait_until([&] { return fixture.gone == 1; }));
  fixture.release("too late");
  while (fixture.server->stats().handling != 0) std::this_thread::yield();
  BOOST_TEST(fixture.server->stats().connections == 0u);
}

BOOST_AUTO_TEST_CASE(a_request_behind_a_parked_one_waits_for_it) {
  HttpFixture fixture;
  RawClient client(fixture.port());
  client.send(get("/park"));
  BOOST_TEST(fixture.wait_for_parked(1));
  client.send(get("/next"));
  BOOST_TEST(client.read_some(100) == "");
  fixture.release("first");
  BOOST_TEST(body_of(client.read_answer()) == "first");
  BOOST_TEST(body_of(client.read_answer()) == "GET /next ");
}

BOOST_AUTO_TEST_CASE(stopping_answers_parked_requests_and_finishes_calls) {
  HttpFixture fixture;
  RawClient parked(fixture.port()), slow(fixture.port()), idle(fixture.port());
  idle.send(get("/"));
  idle.read_answer();
  parked.send(get("/park"));
  BOOST_TEST(fixture.wait_for_parked(1));
  slow.send(get("/slow"));
  while (fixture.slow_calls == 0) std::this_thread::yield();
  const auto start = steady_clock::now();
  BOOST_TEST(fixture.server->stop(std::chrono::seconds(5)));
  BOOST_TEST((steady_clock::now() - start < std::chrono::seconds(3)));
  BOOST_TEST(body_of(parked.read_all()) == "stopped");
  BOOST_TEST(body_of(slow.read_all()) == "GET /slow ");
  BOOST_TEST(idle.read_all() == "");
  BOOST_TEST(fixture.told_to_stop == 1);
  BOOST_CHECK_THROW(RawClient(fixture.port()), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(stopping_does_not_wait_for_ever) {
  HttpFixture fixture;
  RawClient half(fixture.port());
  half.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  RawClient client(fixture.port());
  client.send(get("/fast"));
  client.read_answer();
  const auto start = steady_clock::now();
  fixture.server->stop(milliseconds(200));
  BOOST_TEST((steady_clock::now() - start < std::chrono::seconds(3)));
}

BOOST_AUTO_TEST_CASE(a_handler_that_loses_its_responder_answers_500) {
  HttpFixture fixture;
  RawClient client(fixture.port());
  client.send(get("/lost") + get("/throw") + get("/after"));
  BOOST_TEST(status_of(client.read_answer()) == 500);
  BOOST_TEST(status_of(client.read_answer()) == 500);
  BOOST_TEST(body_of(client.read_answer()) == "GET /after ");
}

BOOST_AUTO_TEST_CASE(header_values_cannot_write_headers) {
  HttpFixture fixture;
  RawClient client(fixture.port());
  client.send(get("/inject"));
  BOOST_TEST(client.read_answer().find("Set-Cookie") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_address_in_use_is_a_clear_error) {
  HttpFixture fixture;
  ServerOptions options;
  options.port = fixture.port();
  HttpServer second(options, [](const HttpRequest&) { return Plan{}; });
  BOOST_CHECK_EXCEPTION(second.start(), std::runtime_error, [&](const std::runtime_error& error) {
    return std::string(error.what())
        .starts_with("cannot listen on 127.0.0.1:" + std::to_string(options.port));
  });
}

BOOST_AUTO_TEST_CASE(each_door_is_told_apart) {
  ServerOptions options;
  options.side_doors.push_back({Door::addon, "127.0.0.1", 0});
  options.side_doors.push_back({Door::monitoring, "127.0.0.1", 0});
  std::mutex mutex;
  std::vector<Door> seen;
  HttpServer server(options, [&](const HttpRequest& request) {
    const std::lock_guard lock(mutex);
    seen.push_back(request.door);
    Plan plan;
    plan.handler = [](const auto&, const Responder& respond) { respond({}); };
    return plan;
  });
  server.start();
  for (const Door door : {Door::addon, Door::clients, Door::monitoring}) {
    RawClient client(server.port(door));
    client.send(get("/"));
    BOOST_TEST(status_of(client.read_answer()) == 200);
  }
  BOOST_TEST((seen == std::vector{Door::addon, Door::clients, Door::monitoring}));
}
