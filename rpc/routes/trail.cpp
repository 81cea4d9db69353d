// The line of a request.
#include "rpc/routes/trail.hpp"

#include <cstdio>

#include "rpc/monitoring/log.hpp"

namespace chatterd::rpc {

namespace {

// The trace id of W3C's trace context, "version-trace-span-flags"; "" where it is none.
std::string trace_of(std::string_view parent) {
  constexpr std::size_t version = 3, length = 32, whole = 55;
  if (parent.size() < whole || parent[2] != '-' || parent[version + length] != '-') return {};
  const std::string_view trace = parent.substr(version, length);
  const bool hexadecimal = trace.find_first_not_of("0123456789abcdef") == trace.npos;
  return hexadecimal && trace.find_first_not_of('0') != trace.npos ? std::string(trace)
                                                                   : std::string();
}

}  // namespace

void Trail::finish(int status, std::size_t size, std::size_t statements,
                   const WireError* error) const {
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  metrics->request(route ? route->pattern : "unknown", status, seconds, statements);
  const Level fine = route && route->quiet ? Level::debug : Level::info;
  const Level level = error == nullptr ? fine : error->expected ? Level::info : Level::error;
  if (!logs(level)) return;
  char milliseconds[24];
  std::snprintf(milliseconds, sizeof milliseconds, "%.1f", seconds * 1000);
  log(level, "request",
      {{"request", id},
       {database.empty() ? "" : "database", database},
       {"user", uid},
       {"remote", remote},
       {"method", method},
       {"route", route ? route->pattern : path},
       {"call", subject},
       {"status", status},
       {"ms", milliseconds},
       {"statements", statements},
       {"bytes", size},
       {"error", error == nullptr ? std::string() : traceback_line(*error)},
       {trace.empty() ? "" : "trace", trace}});
}

Trail trail_of(const HttpRequest& request, const Route* route, Metrics& metrics) {
  return {.route = route,
          .metrics = &metrics,
          .id = request.id,
          .uid = 0,
          .started = request.started,
          .method = request.method,
          .subject = {},
          .remote = request.remote,
          .path = route ? std::string() : request.path,
          .database = {},
          .trace = trace_of(request.header("traceparent"))};
}

}  // namespace chatterd::rpc
