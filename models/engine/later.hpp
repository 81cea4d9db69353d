// Work that follows a request: done by one thread in order, and awaited for a moment only.
#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace chatterd {

class Later {
 public:
  Later() = default;
  ~Later() { stop(); }
  Later(const Later&) = delete;
  Later& operator=(const Later&) = delete;

  // Queues the job and waits until it is done, but no longer than `patience`; behind a job that has
  // taken that long already, not at all: a mail server that hangs delays one caller, not each. What
  // the job throws is logged. What a job itself asks for is done at once.
  void run(std::function<void()> job);
  // Finishes the job that runs; those that wait, and those that come, are dropped.
  void stop();

 private:
  struct Task {
    std::function<void()> job;
    bool done = false;
  };
  void work();
  static void attempt(const std::function<void()>& job);

  std::mutex mutex_;
  std::condition_variable queued_, finished_;
  std::deque<std::shared_ptr<Task>> tasks_;        // guarded by mutex_; the first one runs
  std::chrono::steady_clock::time_point started_;  // guarded by mutex_: of the first task
  bool ending_ = false;                            // guarded by mutex_
  std::thread thread_;                             // guarded by mutex_; starts with the first task
};

}  // namespace chatterd
