// What is left of a call when its answer is written: for the log and the counters.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "models/engine/value.hpp"
#include "rpc/http/http_message.hpp"
#include "rpc/monitoring/metrics.hpp"
#include "rpc/routes/routes.hpp"
#include "rpc/wire/wire_errors.hpp"

namespace chatterd::rpc {

struct Trail {
  const Route* route = nullptr;
  Metrics* metrics = nullptr;
  std::uint64_t id = 0;
  Id uid = 0;
  std::chrono::steady_clock::time_point started;
  std::string method, subject, remote;
  std::string path;      // where there is no route
  std::string database;  // "" where there is only one
  std::string trace;     // of a traceparent, whose spans are found by it; "" when there is none

  void finish(int status, std::size_t size, std::size_t statements,
              const WireError* error = nullptr) const;
};

Trail trail_of(const HttpRequest& request, const Route* route, Metrics& metrics);

}  // namespace chatterd::rpc
