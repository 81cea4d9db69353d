// The front over real sockets.
#include "rpc/http/http_server.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <fstream>
#include <thread>

#include "rpc/http/compress.hpp"
#include "tests/rpc/raw_client.hpp"

using namespace chatterd::rpc;
using namespace chatterd::rpc::test;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

// A server with a few handlers; what it parks is kept here.
struct Fixture {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Responder> parked;
  int gone = 0;
  int told_to_stop = 0;
  int asked = 0;      // whether a large body may come
  std::string begun;  // what was known of it then
  std::atomic<int> slow_calls = 0;
  std::string file = "/tmp/front-test-" + std::to_string(::getpid());
  std::unique_ptr<HttpServer> server;

  explicit Fixture(ServerOptions options = {}) {
    server = std::make_unique<HttpServer>(
        options, [this](const HttpRequest& request) { return plan(request); });
    server->start();
  }
  ~Fixture() {
    parked.clear();
    server.reset();
    ::unlink(file.c_str());
  }

  Plan plan(const HttpRequest& request) {
    Plan out;
    out.body_limit = request.path == "/small" ? 100 : 1 << 20;
    out.on_io_thread = request.path == "/fast";
    if (request.path == "/asked" || request.path == "/refused") {
      out.leave_from = 200'000;
      out.leave = [this](const HttpRequest& head, std::string_view begin) {
        const std::lock_guard lock(mutex);
        ++asked;
        begun = begin;
        return head.path == "/asked";
      };
    }
    out.handler = [this](std::shared_ptr<HttpRequest> r, Responder respond) {
      handle(std::move(r), std::move(respond));
    };
    return out;
  }

  void handle(std::shared_ptr<HttpRequest> request, Responder respond) {
    HttpResponse response;
    response.set("Content-Type", "text/plain");
    if (request->path == "/park") {
      request->client->on_gone([this] { note(gone); });
      request->client->on_stop([this] {
        note(told_to_stop);
        release("stopped");
      });
      const std::lock_guard lock(mutex);
      parked.push_back(std::move(respond));
      changed.notify_all();
      return;
    }
    if (request->path == "/lost") return;
    if (request->path == "/throw") throw std::runtime_error("no");
    if (request->path == "/slow") {
      ++slow_calls;
      std::this_thread::sleep_for(milliseconds(300));
    }
    if (request->path == "/large") response.body = std::string(200000, 'x');
    if (request->path == "/inject") response.set("X-Evil", "a\r\nSet-Cookie: b=c");
    if (request->path == "/file") {
      std::ofstream(file) << std::string(3'000'000, 'f') << "end";
      response.file = file;
    }
    if (request->path == "/range") {
      std::ofstream(file) << "0123456789";
      response.status = 206;
      response.file = file;
      response.offset = 3;
      response.length = 4;
    }
    if (response.body.empty() && response.file.empty())
      response.body = request->method + ' ' + request->path + ' ' + request->body;
    respond(std::move(response));
  }

  void note(int& counter) {
    const std::lock_guard lock(mutex);
    ++counter;
    changed.notify_all();
  }
  bool wait_until(const std::function<bool()>& done) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(10), done);
  }
  bool wait_for_parked(std::size_t count) {
    return wait_until([&] { return parked.size() == count; });
  }
  void release(const std::string& text) {
    std::vector<Responder> all;
    {
      const std::lock_guard lock(mutex);
      all.swap(parked);
    }
    for (const Responder& respond : all) {
      HttpResponse response;
      response.body = text;
      respond(std::move(response));
    }
  }
  std::uint16_t port() const { return server->port(); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_connection_serves_one_request_after_the_other) {
  Fixture fixture;
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
  Fixture fixture;
  RawClient client(fixture.port());
  client.send(get("/slow") + post("/second", "two") + get("/fast") + get("/large") + get("/last"));
  BOOST_TEST(body_of(client.read_answer()) == "GET /slow ");
  BOOST_TEST(body_of(client.read_answer()) == "POST /second two");
  BOOST_TEST(body_of(client.read_answer()) == "GET /fast ");
  BOOST_TEST(body_of(client.read_answer()).size() == 200000u);
  BOOST_TEST(body_of(client.read_answer()) == "GET /last ");
}

BOOST_AUTO_TEST_CASE(a_request_may_come_byte_by_byte) {
  Fixture fixture;
  RawClient client(fixture.port());
  for (const char c : post("/drip", "drops")) client.send(std::string(1, c));
  BOOST_TEST(body_of(client.read_answer()) == "POST /drip drops");
}

BOOST_AUTO_TEST_CASE(http_1_0_closes_unless_asked_to_keep_alive) {
  Fixture fixture;
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
  Fixture fixture;
  RawClient client(fixture.port());
  client.send("HEAD /large HTTP/1.1\r\nHost: x\r\n\r\n" + get("/next"));
  BOOST_TEST(client.read_answer(false).find("Content-Length: 200000") != std::string::npos);
  BOOST_TEST(body_of(client.read_answer()) == "GET /next ");
}

BOOST_AUTO_TEST_CASE(large_answers_are_compressed_for_clients_that_take_it) {
  Fixture fixture;
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
  Fixture fixture;
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
  Fixture fixture;
  RawClient client(fixture.port());
  client.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  BOOST_TEST(status_of(client.read_answer()) == 100);
  client.send("data");
  BOOST_TEST(body_of(client.read_answer()) == "POST /x data");
}

BOOST_AUTO_TEST_CASE(chunked_requests_are_read) {
  Fixture fixture;
  RawClient client(fixture.port());
  client.send(
      "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" +
      get("/n"));
  BOOST_TEST(body_of(client.read_answer()) == "POST /c abcde");
  BOOST_TEST(body_of(client.read_answer()) == "GET /n ");
}

BOOST_AUTO_TEST_CASE(a_body_over_the_limit_is_refused_before_it_is_read) {
  Fixture fixture;
  RawClient client(fixture.port());
  client.send("POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n");
  BOOST_TEST(status_of(client.read_answer()) == 413);
  RawClient waiting(fixture.port());
  waiting.send(
      "POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n");
  BOOST_TEST(status_of(waiting.read_answer()) == 413);
}

BOOST_AUTO_TEST_CASE(a_chunked_body_over_the_limit_is_refused) {
  Fixture fixture;
  for (const std::string& chunks :
       {std::string("65\r\n"), "32\r\n" + std::string(50, 'a') + "\r\n40\r\n"}) {
    RawClient client(fixture.port());
    client.send("POST /small HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
    BOOST_TEST(status_of(client.read_answer()) == 413);
  }
}

BOOST_AUTO_TEST_CASE(headers_over_the_limit_are_refused) {
  Fixture fixture;
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
  Fixture fixture;
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
  Fixture fixture(options);
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
  Fixture fixture(options);
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
  Fixture fixture(options);
  RawClient client(fixture.port());
  client.send(get("/one"));
  client.read_answer();
  BOOST_TEST(client.read_all() == "");
  BOOST_TEST(client.closed());
}

BOOST_AUTO_TEST_CASE(connections_above_the_limit_get_503_and_are_closed) {
  ServerOptions options;
  options.max_connections = 2;
  Fixture fixture(options);
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

BOOST_AUTO_TEST_CASE(parked_requests_hold_no_thread) {
  ServerOptions options;
  options.workers = 1;
  Fixture fixture(options);
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
  Fixture fixture;
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
  Fixture fixture;
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
  Fixture fixture;
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
  Fixture fixture;
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
  Fixture fixture;
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
  Fixture fixture;
  RawClient client(fixture.port());
  client.send(get("/lost") + get("/throw") + get("/after"));
  BOOST_TEST(status_of(client.read_answer()) == 500);
  BOOST_TEST(status_of(client.read_answer()) == 500);
  BOOST_TEST(body_of(client.read_answer()) == "GET /after ");
}

BOOST_AUTO_TEST_CASE(header_values_cannot_write_headers) {
  Fixture fixture;
  RawClient client(fixture.port());
  client.send(get("/inject"));
  BOOST_TEST(client.read_answer().find("Set-Cookie") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_address_in_use_is_a_clear_error) {
  Fixture fixture;
  ServerOptions options;
  options.port = fixture.port();
  HttpServer second(options, [](const HttpRequest&) { return Plan{}; });
  BOOST_CHECK_EXCEPTION(second.start(), std::runtime_error, [&](const std::runtime_error& error) {
    return std::string(error.what())
        .starts_with("cannot listen on 127.0.0.1:" + std::to_string(options.port));
  });
}

// What this server and a proxy before it could read in two ways.
BOOST_AUTO_TEST_CASE(ambiguous_requests_are_refused) {
  Fixture fixture;
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
  Fixture fixture;
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
  Fixture fixture(options);
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
