// The threads that run calls: each one takes a call, runs it to its end and takes the next.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace chatterd::rpc {

class WorkerPool {
 public:
  explicit WorkerPool(std::size_t threads);
  ~WorkerPool();  // finishes what is queued
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Runs the job soon. False, and the job is dropped, after finish().
  bool post(std::function<void()> job);
  // Takes no more jobs, runs those that are queued and joins the threads.
  void finish();
  std::size_t queued() const;
  std::size_t busy() const { return busy_.load(std::memory_order_relaxed); }

 private:
  void work();

  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> jobs_;  // guarded by mutex_
  bool finishing_ = false;                  // guarded by mutex_
  std::atomic<std::size_t> busy_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace chatterd::rpc
