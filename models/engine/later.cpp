// The thread of the work that follows requests.
#include "models/engine/later.hpp"

#include <utility>

#include "models/engine/log.hpp"

namespace chatterd {
namespace {

// Long enough for a mail relay that is near, short enough not to be felt as a fault.
constexpr std::chrono::seconds patience{2};

}  // namespace

void Later::stop() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    while (tasks_.size() > 1) tasks_.pop_back();
  }
  queued_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Later::attempt(const std::function<void()>& job) {
  try {
    job();
  } catch (const std::exception& error) {
    log_warning(std::string("what was to follow a request failed: ") + error.what());
  }
}

void Later::run(std::function<void()> job) {
  const auto task = std::make_shared<Task>();
  task->job = std::move(job);
  std::unique_lock lock(mutex_);
  if (thread_.get_id() == std::this_thread::get_id()) {
    lock.unlock();
    attempt(task->job);
    return;
  }
  if (ending_) return;
  const auto now = std::chrono::steady_clock::now();
  const bool stuck = !tasks_.empty() && now - started_ > patience;
  if (tasks_.empty()) started_ = now;
  tasks_.push_back(task);
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  queued_.notify_one();
  if (!stuck) finished_.wait_until(lock, now + patience, [&] { return task->done; });
}

void Later::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    queued_.wait(lock, [&] { return ending_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    const std::shared_ptr<Task> task = tasks_.front();
    started_ = std::chrono::steady_clock::now();
    lock.unlock();
    attempt(task->job);
    lock.lock();
    task->done = true;
    tasks_.pop_front();
    finished_.notify_all();
    if (ending_) return;
  }
}

}  // namespace chatterd
