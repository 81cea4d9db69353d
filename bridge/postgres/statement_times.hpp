// How long PostgreSQL took, over all connections of the process: for /metrics, and to tell of slow
// statements.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chatterd::bridge {

constexpr std::array<double, 10> statement_bounds{0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                  0.025,  0.1,   0.5,    2.5,   10};

struct StatementTimes {
  const char* kind;  // "select", "insert", "update", "delete", "commit" or "other"
  std::array<std::uint64_t, statement_bounds.size() + 1> buckets;
  double seconds;
};

// One for each kind. A round trip counts as the kind of its first statement that is no BEGIN.
std::vector<StatementTimes> statement_times();

// From now on `tell` gets the text, with %s for its values, of what took at least so long. Zero:
// nobody is told.
void tell_slow_statements(std::chrono::milliseconds from,
                          std::function<void(std::string_view text, double seconds)> tell);

// Of one round trip; for connections.
void count_statement(std::string_view text, std::chrono::steady_clock::duration time);

}  // namespace chatterd::bridge
