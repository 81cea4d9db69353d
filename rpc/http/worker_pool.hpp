// The threads that run calls: each one takes a call, runs it to its end and takes the next. Clients
// take turns: who sends a thousand calls at once waits for them, and others wait for one of his.
#pragma once
#include <semaphore.h>

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace chatterd::rpc {

class WorkerPool {
 public:
  explicit WorkerPool(std::size_t threads);
  ~WorkerPool();  // finishes what is queued
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Runs the job soon, after those that the same client has posted before. False, and the job is
  // dropped, after finish().
  bool post(std::function<void()> job, std::size_t client = 0);
  // Takes no more jobs, runs those that are queued and joins the threads.
  void finish();
  // Whether the calling thread is one of a pool's.
  static bool on_worker();
  std::size_t queued() const;
  std::size_t busy() const { return busy_.load(std::memory_order_relaxed); }

 private:
  // A thread without work. It sleeps on a semaphore and is handed its job: woken through a
  // condition variable, it would first wait for the mutex that the caller still holds.
  struct Idle {
    Idle() { sem_init(&wake, 0, 0); }
    ~Idle() { sem_destroy(&wake); }
    Idle(const Idle&) = delete;
    Idle& operator=(const Idle&) = delete;
    sem_t wake;
    std::function<void()> job;  // set before the wake-up; none when there will be no more
  };

  void work();
  // The next job, or none when there will be no more.
  std::function<void()> next(Idle& self);

  mutable std::mutex mutex_;
  // Who waits for work, while nothing is queued; the last to come is called first, since what it
  // needs is still in the processor's caches. Guarded by mutex_, as all below.
  std::vector<Idle*> idle_;
  // Of each client that waits, and the clients in the order of their turns.
  std::unordered_map<std::size_t, std::deque<std::function<void()>>> jobs_;
  std::deque<std::size_t> turns_;
  std::size_t queued_ = 0;
  bool finishing_ = false;
  std::atomic<std::size_t> busy_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace chatterd::rpc
