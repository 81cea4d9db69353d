// PostgreSQL for tests. One private cluster serves all test programs of a user: the first that
// needs it starts it, the last one out stops it; its folder stays, so that the next run need not
// make it. CHATTERD_TEST_PGHOST (a socket folder or host; PGPORT, PGUSER as usual) names a server
// to use instead.
//
//   chatterd::test::ScratchDatabase database;             // empty, dropped at the end
//   chatterd::test::ScratchDatabase copy("odoo13");       // a copy of that database
//   auto pool = chatterd::bridge::Pool::create(database.dsn(), 4);
#pragma once
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "bridge/files/hash.hpp"
#include "bridge/postgres/connection.hpp"
#include "bridge/postgres/dsn.hpp"
#include "bridge/postgres/local_postgres.hpp"

namespace chatterd::test {

class Cluster {
 public:
  static Cluster& instance() {
    static Cluster cluster;
    return cluster;
  }
  std::string dsn(const std::string& database) const {
    return bridge::with_database(dsn_, database);
  }

 private:
  Cluster() {
    if (const char* host = std::getenv("CHATTERD_TEST_PGHOST"); host != nullptr && *host != '\0') {
      const char* user = std::getenv("PGUSER");
      dsn_ = "host=" + bridge::dsn_value(host) +
             " user=" + bridge::dsn_value(user == nullptr ? "postgres" : user);
      return;
    }
    folder_ =
        std::filesystem::temp_directory_path() / ("chatterd-test-" + std::to_string(::getuid()));
    std::filesystem::create_directories(folder_);
    const int starting = lock_file("start.lock");
    ::flock(starting, LOCK_EX);
    users_ = lock_file("users.lock");
    ::flock(users_, LOCK_SH);
    dsn_ = open(false)->dsn("postgres");
    ::close(starting);
  }

  ~Cluster() {
    if (users_ < 0) return;
    const int starting = lock_file("start.lock");
    ::flock(starting, LOCK_EX);
    ::close(users_);
    users_ = lock_file("users.lock");
    if (::flock(users_, LOCK_EX | LOCK_NB) == 0) {
      try {
        open(false)->stop();
      } catch (const std::exception&) {
        // It went down by itself; nothing is left to stop.
      }
    }
    ::close(users_);
    ::close(starting);
  }

  std::unique_ptr<bridge::LocalPostgres> open(bool stop_at_exit) const {
    bridge::LocalPostgresOptions options;
    options.folder = folder_ / "cluster";
    options.durable = false;
    options.stop_at_exit = stop_at_exit;
    return std::make_unique<bridge::LocalPostgres>(options);
  }

  int lock_file(const char* name) const {
    return ::open((folder_ / name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  }

  std::filesystem::path folder_;
  std::string dsn_;
  int users_ = -1;
};

// The connection string of a database that is there already.
inline std::string dsn_of(const std::string& database) { return Cluster::instance().dsn(database); }

inline bool database_exists(const std::string& name) {
  bridge::Connection connection(dsn_of("postgres"));
  return !connection.execute({"SELECT 1 FROM pg_database WHERE datname = %s", {name}}).empty();
}

class ScratchDatabase {
 public:
  explicit ScratchDatabase(const std::string& copy_of = "template0")
      : name_("chatterd_scratch_" + bridge::random_hex(6)) {
    bridge::Connection(dsn_of("postgres"))
        .execute(bridge::Sql("CREATE DATABASE ") + bridge::Sql::identifier(name_) + " TEMPLATE " +
                 bridge::Sql::identifier(copy_of));
  }
  ~ScratchDatabase() {
    try {
      bridge::Connection(dsn_of("postgres"))
          .execute(bridge::Sql("DROP DATABASE IF EXISTS ") + bridge::Sql::identifier(name_) +
                   " WITH (FORCE)");
    } catch (const std::exception&) {
      // A test may have stopped the server.
    }
  }
  ScratchDatabase(const ScratchDatabase&) = delete;
  ScratchDatabase& operator=(const ScratchDatabase&) = delete;
  std::string dsn() const { return dsn_of(name_); }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

}  // namespace chatterd::test
