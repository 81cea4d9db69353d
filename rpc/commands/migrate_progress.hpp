// How far a migration is: bars on a terminal, plain lines elsewhere.
#pragma once
#include <chrono>

#include "models/migrate/core/run.hpp"

namespace chatterd::rpc {

class ConsoleProgress : public migrate::Progress {
 public:
  ConsoleProgress();  // on standard error
  void advance(const std::string& what, std::int64_t done, std::int64_t total) override;
  void finished(const std::string& what, std::int64_t done) override;

 private:
  using Clock = std::chrono::steady_clock;
  double seconds_since(Clock::time_point then) const;
  bool terminal_;
  std::map<std::string, Clock::time_point> started_;
  Clock::time_point told_{};
};

// "1,234,567"
std::string with_commas(std::int64_t number);
// "1.5 s", "3 min 20 s"
std::string duration(double seconds);

}  // namespace chatterd::rpc
