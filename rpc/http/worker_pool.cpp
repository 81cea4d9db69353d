// A queue and its threads.
#include "rpc/http/worker_pool.hpp"

#include <exception>
#include <utility>

#include "rpc/monitoring/log.hpp"

namespace chatterd::rpc {

namespace {
thread_local bool is_worker = false;  // constant for a thread
}  // namespace

bool WorkerPool::on_worker() { return is_worker; }

WorkerPool::WorkerPool(std::size_t threads) {
  for (std::size_t i = 0; i < std::max<std::size_t>(threads, 1); ++i)
    threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() { finish(); }

bool WorkerPool::post(std::function<void()> job, std::size_t client) {
  Idle* called = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (finishing_) return false;
    if (idle_.empty()) {
      auto& own = jobs_[client];
      own.push_back(std::move(job));
      if (own.size() == 1) turns_.push_back(client);
      ++queued_;
      return true;
    }
    called = idle_.back();
    idle_.pop_back();
    called->job = std::move(job);
  }
  sem_post(&called->wake);
  return true;
}

void WorkerPool::finish() {
  {
    const std::lock_guard lock(mutex_);
    finishing_ = true;
    for (Idle* idle : idle_) sem_post(&idle->wake);
    idle_.clear();  // they live on the stacks of threads that end now
  }
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

std::size_t WorkerPool::queued() const {
  const std::lock_guard lock(mutex_);
  return queued_;
}

std::function<void()> WorkerPool::next(Idle& self) {
  std::unique_lock lock(mutex_);
  if (turns_.empty()) {
    if (finishing_) return nullptr;
    idle_.push_back(&self);
    lock.unlock();
    while (sem_wait(&self.wake) != 0) {
    }  // a signal came between
    return std::exchange(self.job, nullptr);
  }
  const auto own = jobs_.find(turns_.front());
  turns_.pop_front();
  std::function<void()> job = std::move(own->second.front());
  own->second.pop_front();
  --queued_;
  if (own->second.empty())
    jobs_.erase(own);
  else
    turns_.push_back(own->first);
  return job;
}

void WorkerPool::work() {
  is_worker = true;
  Idle self;
  while (std::function<void()> job = next(self)) {
    busy_.fetch_add(1, std::memory_order_relaxed);
    try {
      job();
    } catch (const std::exception& error) {
      // A job answers its own errors; what gets here must not end the process.
      log(Level::error, "job failed", {{"error", error.what()}});
    }
    job = nullptr;  // before the thread counts as free: what the job holds may answer a request
    busy_.fetch_sub(1, std::memory_order_relaxed);
  }
}

}  // namespace chatterd::rpc
