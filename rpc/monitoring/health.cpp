// One thread looks, another one sees to it that nobody waits for it too long.
#include "rpc/monitoring/health.hpp"

#include <exception>
#include <utility>

#include "rpc/monitoring/log.hpp"

namespace chatterd::rpc {

Health::Health(std::function<void()> look, std::chrono::milliseconds patience)
    : look_(std::move(look)),
      patience_(patience),
      looker_([this] { look_on(); }),
      watcher_([this] { watch(); }) {}

Health::~Health() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  looker_.join();
  watcher_.join();
  tell(std::exchange(asked_, {}), "the server is stopping");
}

void Health::ask(Answer answer) {
  {
    const std::lock_guard lock(mutex_);
    asked_.push_back({std::move(answer), Clock::now() + patience_});
  }
  changed_.notify_all();
}

void Health::tell(std::vector<Asked> all, const std::string& trouble) {
  for (const Asked& one : all) one.answer(trouble);
}

void Health::look_on() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return ending_ || !asked_.empty(); });
    if (ending_) return;
    lock.unlock();
    std::string trouble;
    try {
      look_();
    } catch (const std::exception& error) {
      trouble = error.what();
      log(Level::warning, "no database", {{"error", trouble}});
    }
    lock.lock();
    std::vector<Asked> all = std::exchange(asked_, {});
    lock.unlock();
    tell(std::move(all), trouble);
    lock.lock();
  }
}

void Health::watch() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    // they wait in the order in which they asked, all for the same time
    if (asked_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto until = asked_.front().until;
    if (Clock::now() < until) {
      changed_.wait_until(lock, until);
      continue;
    }
    std::vector<Asked> late{std::move(asked_.front())};
    asked_.erase(asked_.begin());
    lock.unlock();
    tell(std::move(late), "it does not answer");
    lock.lock();
  }
}

}  // namespace chatterd::rpc
