// A server over real sockets for tests of the front.
#pragma once
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "rpc/http/http_server.hpp"
#include "tests/rpc/raw_client.hpp"

namespace chatterd::rpc::test {

// A server with a few handlers; what it parks is kept here.
struct HttpFixture {
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

  explicit HttpFixture(ServerOptions options = {}) {
    server = std::make_unique<HttpServer>(
        options, [this](const HttpRequest& request) { return plan(request); });
    server->start();
  }
  ~HttpFixture() {
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
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
    }
    if (request->path == "/who") response.body = request->scheme + ' ' + request->remote;
    if (request->path == "/large") response.body = std::string(200000, 'x');
    if (request->path == "/huge") response.body = huge();
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

  // More than sockets keep for a client that does not read; no two parts are the same.
  static std::string huge() {
    std::string out;
    for (int i = 0; out.size() < (24U << 20); ++i) out += std::to_string(i) + ' ';
    return out;
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

}  // namespace chatterd::rpc::test
