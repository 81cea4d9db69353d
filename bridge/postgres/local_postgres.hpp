// The private PostgreSQL cluster of standalone mode: made, started and stopped under chatterd's
// data folder, reachable through a unix socket only. An ordinary user runs it as oneself; root runs
// it under an account of its own, because PostgreSQL refuses root.
//
//   <folder>/chatterd.lock   held while a chatterd uses the folder
//   <folder>/postgres/       the cluster          <folder>/postgres.log   what it says
//   <folder>/socket/         its socket, mode 0700; elsewhere when this path is too long for a
//   socket
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace chatterd::bridge {

// What went wrong in one line that a person can act upon.
class LocalPostgresError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct LocalPostgresOptions {
  std::filesystem::path folder;       // made when missing
  std::string database = "chatterd";  // created when missing
  std::string locale = "C.UTF-8";     // of a new cluster: how text sorts
  bool durable = true;                // false for tests only: a power failure loses the cluster
  bool stop_at_exit = true;           // stop in the destructor, if this object started the server
  std::function<void(const std::string&)> progress = {};  // "Creating a PostgreSQL cluster in …"
};

class LocalPostgres {
 public:
  // Locks the folder, makes the cluster if there is none, starts the server unless it still runs
  // (from a chatterd that was killed), waits until it answers and creates the database.
  // Throws LocalPostgresError.
  explicit LocalPostgres(LocalPostgresOptions options);
  ~LocalPostgres();
  LocalPostgres(const LocalPostgres&) = delete;
  LocalPostgres& operator=(const LocalPostgres&) = delete;

  // The database of a cluster that runs in this data folder, whoever started it; "" when none does.
  static std::string running_dsn(const std::filesystem::path& folder, const std::string& database);

  std::string dsn() const;  // of options.database
  std::string dsn(const std::string& database) const;
  const std::filesystem::path& socket_folder() const;
  bool started_here() const;  // false when it was running already
  // Fast shutdown: sessions are ended, the data is safe. Done by the destructor too.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatterd::bridge
