// Writes at most five times a second on a terminal, every ten seconds elsewhere.
#include "rpc/commands/migrate_progress.hpp"

#include <unistd.h>

#include <cstdio>

namespace chatterd::rpc {

ConsoleProgress::ConsoleProgress() : terminal_(::isatty(STDERR_FILENO) == 1) {}

double ConsoleProgress::seconds_since(Clock::time_point then) const {
  return std::chrono::duration<double>(Clock::now() - then).count();
}

void ConsoleProgress::advance(const std::string& what, std::int64_t done, std::int64_t total) {
  const auto start = started_.try_emplace(what, Clock::now()).first->second;
  if (seconds_since(told_) < (terminal_ ? 0.2 : 10)) return;
  told_ = Clock::now();
  const double seconds = std::max(seconds_since(start), 0.001);
  const double rate = static_cast<double>(done) / seconds;
  std::string line = what + ": " + with_commas(done);
  if (total > 0) line += " of " + with_commas(std::max(total, done));
  line += ", " + with_commas(static_cast<std::int64_t>(rate)) + " a second";
  if (total > done && rate > 0)
    line += ", " + duration(static_cast<double>(total - done) / rate) + " left";
  if (!terminal_) {
    std::fprintf(stderr, "%s\n", line.c_str());
    return;
  }
  constexpr std::int64_t width = 24;
  if (total > 0) {
    const auto full =
        static_cast<std::size_t>(std::min(width, done * width / std::max(total, done)));
    line = "[" + std::string(full, '#') + std::string(static_cast<std::size_t>(width) - full, ' ') +
           "] " + line;
  }
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
}

void ConsoleProgress::finished(const std::string& what, std::int64_t done) {
  const auto start = started_.find(what);
  const double seconds = start == started_.end() ? 0 : seconds_since(start->second);
  std::fprintf(stderr, "%s%s: %s in %s\n", terminal_ ? "\r\033[K" : "", what.c_str(),
               with_commas(done).c_str(), duration(seconds).c_str());
}

std::string with_commas(std::int64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3 + (number < 0 ? 1U : 0U); at -= 3)
    out.insert(at - 3, ",");
  return out;
}

std::string duration(double seconds) {
  char text[32];
  if (seconds < 60) {
    std::snprintf(text, sizeof text, "%.1f s", seconds);
    return text;
  }
  const auto whole = static_cast<std::int64_t>(seconds);
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

}  // namespace chatterd::rpc
