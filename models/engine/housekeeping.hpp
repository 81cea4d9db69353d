// What has to be done from time to time where no Odoo does it: the mail queue, and rows that nobody
// needs any more.
#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "models/engine/engine.hpp"

namespace chatterd {

// One round: queued mails go out, old notifications, bus rows, lost uploads and files that no
// attachment names are deleted. Does nothing while another engine is at it, nor where Odoo's own
// scheduled jobs are active. → whether something was done.
bool keep_house(Engine& engine);

// Rounds every hour, as long as it lives.
class Housekeeping {
 public:
  explicit Housekeeping(Engine& engine);
  ~Housekeeping();
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

 private:
  Engine& engine_;
  std::mutex mutex_;
  std::condition_variable ending_soon_;
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;   // last: it uses the others
};

}  // namespace chatterd
