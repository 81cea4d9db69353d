// Prometheus' text format.
#include "rpc/monitoring/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "bridge/postgres/statement_times.hpp"

namespace chatterd::rpc {

namespace {

std::string number(double value) {
  if (std::floor(value) == value && std::fabs(value) < 1e15)
    return std::to_string(static_cast<std::int64_t>(value));
  char text[40];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

std::string label(const std::string& value) {
  std::string out;
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

void head(std::string& out, const std::string& name, const std::string& type,
          const std::string& help) {
  out += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}

void add_statements(std::string& out) {
  const std::string name = "chatterd_statement_seconds";
  head(out, name, "histogram",
       "Time of a round trip to PostgreSQL, by the kind of its first statement.");
  for (const bridge::StatementTimes& times : bridge::statement_times()) {
    const std::string kind = std::string("{kind=\"") + times.kind + "\"";
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < times.buckets.size(); ++i) {
      total += times.buckets[i];
      out += name + "_bucket" + kind + ",le=\"" +
             (i < bridge::statement_bounds.size() ? number(bridge::statement_bounds[i]) : "+Inf") +
             "\"} " + std::to_string(total) + "\n";
    }
    out += name + "_sum" + kind + "} " + number(times.seconds) + "\n";
    out += name + "_count" + kind + "} " + std::to_string(total) + "\n";
  }
}

}  // namespace

void Metrics::request(const std::string& route, int status, double seconds,
                      std::size_t statements) {
  const std::lock_guard lock(mutex_);
  ++requests_[{route, status}];
  Histogram& histogram = seconds_[route];
  std::size_t bucket = 0;
  while (bucket < bounds.size() && seconds > bounds[bucket]) ++bucket;
  ++histogram.buckets[bucket];
  histogram.sum += seconds;
  statements_ += statements;
}

void Metrics::declined(const std::string& reason) {
  const std::lock_guard lock(mutex_);
  ++declined_[reason];
}

void Metrics::watch(const std::string& name, std::string type, std::string help,
                    std::function<double()> read, const std::string& database) {
  const std::lock_guard lock(mutex_);
  auto found = std::ranges::find(watched_, name, &Watched::name);
  if (found == watched_.end())
    found = watched_.insert(found, {name, std::move(type), std::move(help), {}});
  std::string labels = database.empty() ? "" : "{database=\"" + label(database) + "\"}";
  found->values.emplace_back(std::move(labels), std::move(read));
}

std::string Metrics::text() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  head(out, "chatterd_requests_total", "counter", "Requests answered, by route and HTTP status.");
  for (const auto& [key, count] : requests_)
    out += "chatterd_requests_total{route=\"" + label(key.first) + "\",status=\"" +
           std::to_string(key.second) + "\"} " + std::to_string(count) + "\n";
  head(out, "chatterd_request_seconds", "histogram",
       "Time from the first byte of a request to its answer.");
  for (const auto& [route, histogram] : seconds_) {
    const std::string prefix =
        "chatterd_request_seconds_bucket{route=\"" + label(route) + "\",le=\"";
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < histogram.buckets.size(); ++i) {
      total += histogram.buckets[i];
      out += prefix + (i < bounds.size() ? number(bounds[i]) : "+Inf") + "\"} " +
             std::to_string(total) + "\n";
    }
    out += "chatterd_request_seconds_sum{route=\"" + label(route) + "\"} " + number(histogram.sum) +
           "\n";
    out += "chatterd_request_seconds_count{route=\"" + label(route) + "\"} " +
           std::to_string(total) + "\n";
  }
  head(out, "chatterd_statements_total", "counter", "SQL statements sent by requests.");
  out += "chatterd_statements_total " + std::to_string(statements_) + "\n";
  head(out, "chatterd_declined_total", "counter", "Calls that were left to Odoo, by reason.");
  for (const auto& [reason, count] : declined_)
    out +=
        "chatterd_declined_total{reason=\"" + label(reason) + "\"} " + std::to_string(count) + "\n";
  add_statements(out);
  for (const Watched& watched : watched_) {
    head(out, watched.name, watched.type, watched.help);
    for (const auto& [labels, read] : watched.values)
      out += watched.name + labels + " " + number(read()) + "\n";
  }
  return out;
}

}  // namespace chatterd::rpc
