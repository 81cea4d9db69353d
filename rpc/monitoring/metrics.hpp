// Counters of the process in Prometheus' text format, served at /metrics.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace chatterd::rpc {

class Metrics {
 public:
  // One request that has its answer. `route` is the row's pattern, so that there are few of them.
  void request(const std::string& route, int status, double seconds, std::size_t statements);
  // A call that is left to Odoo.
  void declined(const std::string& reason);
  // A value that is asked for when the page is made. `type`: "gauge" or "counter". `database` tells
  // apart those of one name; "" where there is only one.
  void watch(const std::string& name, std::string type, std::string help,
             std::function<double()> read, const std::string& database = "");
  std::string text() const;

  static constexpr std::array<double, 12> bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                 0.1,   0.25,   0.5,   1,    2.5,   10};

 private:
  struct Histogram {
    std::array<std::uint64_t, bounds.size() + 1> buckets{};
    double sum = 0;
  };
  struct Watched {
    std::string name, type, help;
    std::vector<std::pair<std::string, std::function<double()>>> values;  // labels, and the value
  };
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t>
      requests_;  // guarded by mutex_, as all below
  std::map<std::string, Histogram> seconds_;
  std::uint64_t statements_ = 0;
  std::map<std::string, std::uint64_t> declined_{{"kept by Odoo", 0},
                                                 {"no such route", 0},
                                                 {"not known here", 0},
                                                 {"nothing of that name", 0},
                                                 {"unknown session", 0}};
  std::vector<Watched> watched_;
};

}  // namespace chatterd::rpc
