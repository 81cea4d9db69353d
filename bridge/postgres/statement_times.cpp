// Counters without locks: every statement passes here.
#include "bridge/postgres/statement_times.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace chatterd::bridge {
namespace {

struct Counters {
  std::array<std::atomic<std::uint64_t>, statement_bounds.size() + 1> buckets{};
  std::atomic<std::uint64_t> microseconds = 0;
};

constexpr std::array<const char*, 6> kinds{"select", "insert", "update",
                                           "delete", "commit", "other"};
std::array<Counters, kinds.size()> counters;

using Tell = std::function<void(std::string_view, double)>;
std::atomic<std::int64_t> slow_from{0};  // microseconds; 0: nobody is told
std::mutex tell_mutex;
std::shared_ptr<const Tell> tell_slow;  // guarded by tell_mutex

std::size_t kind_of(std::string_view text) {
  // behind the mark of short_work.hpp, where there is one
  if (text.starts_with("/*")) text.remove_prefix(std::min(text.find("*/") + 2, text.size()));
  text.remove_prefix(std::min(text.find_first_not_of(" \n("), text.size()));
  if (text.starts_with("SELECT") || text.starts_with("WITH")) return 0;
  if (text.starts_with("INSERT")) return 1;
  if (text.starts_with("UPDATE")) return 2;
  if (text.starts_with("DELETE")) return 3;
  return text.starts_with("COMMIT") ? 4 : 5;
}

}  // namespace

void count_statement(std::string_view text, std::chrono::steady_clock::duration time) {
  const std::int64_t micro = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  Counters& counter = counters[kind_of(text)];
  std::size_t bucket = 0;
  while (bucket < statement_bounds.size() &&
         static_cast<double>(micro) > statement_bounds[bucket] * 1e6)
    ++bucket;
  counter.buckets[bucket].fetch_add(1, std::memory_order_relaxed);
  counter.microseconds.fetch_add(static_cast<std::uint64_t>(micro), std::memory_order_relaxed);
  const std::int64_t from = slow_from.load(std::memory_order_relaxed);
  if (from == 0 || micro < from) return;
  std::shared_ptr<const Tell> tell;
  {
    const std::lock_guard lock(tell_mutex);
    tell = tell_slow;
  }
  if (tell) (*tell)(text, static_cast<double>(micro) / 1e6);
}

std::vector<StatementTimes> statement_times() {
  std::vector<StatementTimes> out;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    StatementTimes times{kinds[i], {}, static_cast<double>(counters[i].microseconds) / 1e6};
    for (std::size_t k = 0; k < times.buckets.size(); ++k)
      times.buckets[k] = counters[i].buckets[k];
    out.push_back(times);
  }
  return out;
}

void tell_slow_statements(std::chrono::milliseconds from,
                          std::function<void(std::string_view text, double seconds)> tell) {
  const std::lock_guard lock(tell_mutex);
  tell_slow = std::make_shared<const Tell>(std::move(tell));
  slow_from = std::chrono::duration_cast<std::chrono::microseconds>(from).count();
}

}  // namespace chatterd::bridge
