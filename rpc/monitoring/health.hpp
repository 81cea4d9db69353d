// Whether the database answers, asked on a thread of its own: neither busy workers nor a database
// that hangs keep an operator waiting.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace chatterd::rpc {

class Health {
 public:
  // "" when all is well, else what is not.
  using Answer = std::function<void(const std::string& trouble)>;

  // `look` asks the database and throws when it has no answer.
  explicit Health(std::function<void()> look,
                  std::chrono::milliseconds patience = std::chrono::seconds(2));
  ~Health();
  Health(const Health&) = delete;
  Health& operator=(const Health&) = delete;

  // Returns at once; the answer comes from another thread, at the latest when the patience is over.
  // Those who ask while a look is under way share it.
  void ask(Answer answer);

 private:
  using Clock = std::chrono::steady_clock;
  struct Asked {
    Answer answer;
    Clock::time_point until;
  };
  void look_on();
  void watch();
  static void tell(std::vector<Asked> all, const std::string& trouble);

  const std::function<void()> look_;
  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Asked> asked_;  // guarded by mutex_, as all below
  bool ending_ = false;
  std::thread looker_, watcher_;
};

}  // namespace chatterd::rpc
