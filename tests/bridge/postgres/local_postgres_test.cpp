#include "bridge/postgres/local_postgres.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>

#include "bridge/files/hash.hpp"
#include "bridge/postgres/connection.hpp"

using namespace chatterd::bridge;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path top = fs::temp_directory_path() / ("chatterd-cluster-" + random_hex(6)), path = top;
  Folder() = default;
  explicit Folder(const std::string& below) { path /= below; }
  ~Folder() { fs::remove_all(top); }
};

LocalPostgresOptions options(const fs::path& folder) {
  LocalPostgresOptions chosen;
  chosen.folder = folder;
  chosen.durable = false;
  return chosen;
}

pid_t server_of(const fs::path& folder) {
  std::ifstream file(folder / "postgres" / "postmaster.pid");
  pid_t pid = 0;
  file >> pid;
  return pid;
}

std::string asked(const std::string& dsn, const char* query) {
  return Connection(dsn).execute(query)[0][0].str();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_cluster_is_made_used_stopped_and_found_again) {
  Folder folder;
  std::vector<std::string> said;
  auto chosen = options(folder.path);
  chosen.progress = [&](const std::string& text) { said.push_back(text); };
  {
    LocalPostgres postgres(chosen);
    BOOST_TEST(postgres.started_here());
    BOOST_TEST(said.size() == 2U);
    BOOST_TEST(asked(postgres.dsn(), "SELECT current_database()") == "chatterd");
    BOOST_TEST(asked(postgres.dsn(), "SHOW listen_addresses") == "");
    BOOST_TEST(asked(postgres.dsn(), "SHOW server_encoding") == "UTF8");
    BOOST_TEST(asked(postgres.dsn(),
                     "SELECT datcollate FROM pg_database WHERE datname = 'chatterd'") == "C.UTF-8");
    struct stat status {};
    BOOST_TEST(::stat(postgres.socket_folder().c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 0777) == 0700U);
    Connection(postgres.dsn()).execute("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");
  }
  BOOST_TEST(server_of(folder.path) == 0);
  LocalPostgres again(chosen);
  BOOST_TEST(asked(again.dsn(), "SELECT id FROM kept") == "7");
  BOOST_TEST(said.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_second_chatterd_on_the_folder_is_refused) {
  Folder folder;
  LocalPostgres first(options(folder.path));
  const auto says_so = [&](const LocalPostgresError& error) {
    return std::string(error.what()) == "another chatterd (process " + std::to_string(::getpid()) +
                                            ") is already using the data folder " +
                                            folder.path.string();
  };
  BOOST_CHECK_EXCEPTION(LocalPostgres(options(folder.path)), LocalPostgresError, says_so);
  BOOST_TEST(asked(first.dsn(), "SELECT 1") == "1");
}

BOOST_AUTO_TEST_CASE(a_server_left_by_a_killed_chatterd_is_taken_over) {
  Folder folder;
  auto leave = options(folder.path);
  leave.stop_at_exit = false;
  const pid_t killed = ::fork();
  if (killed == 0) {
    LocalPostgres postgres(leave);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(killed, &status, 0);
  const auto pid = server_of(folder.path);
  BOOST_TEST_REQUIRE(pid > 0);
  LocalPostgres postgres(options(folder.path));
  BOOST_TEST(!postgres.started_here());
  BOOST_TEST(server_of(folder.path) == pid);
  BOOST_TEST(asked(postgres.dsn(), "SELECT 1") == "1");
  postgres.stop();
  BOOST_TEST(server_of(folder.path) == 0);
}

BOOST_AUTO_TEST_CASE(
    a_crashed_server_is_started_again_even_when_its_pid_lives_on_in_another_process) {
  Folder folder;
  {
    LocalPostgres postgres(options(folder.path));
    Connection(postgres.dsn()).execute("CREATE TABLE kept AS SELECT 7 AS id");
  }
  std::ofstream(folder.path / "postgres" / "postmaster.pid") << ::getppid() << "\n"
                                                             << folder.path.string() << "\n";
  LocalPostgres postgres(options(folder.path));
  BOOST_TEST(postgres.started_here());
  BOOST_TEST(asked(postgres.dsn(), "SELECT id FROM kept") == "7");
}

BOOST_AUTO_TEST_CASE(a_folder_too_deep_for_a_socket_gets_its_socket_elsewhere) {
  Folder folder(std::string(100, 'd'));
  LocalPostgres postgres(options(folder.path));
  BOOST_TEST(postgres.socket_folder().string().size() < 90U);
  BOOST_TEST(asked(postgres.dsn(), "SELECT 1") == "1");
  fs::remove_all(postgres.socket_folder());
}

BOOST_AUTO_TEST_CASE(a_folder_with_a_quote_and_a_space_works) {
  Folder folder("it's a \\ folder");
  LocalPostgres postgres(options(folder.path));
  BOOST_TEST(asked(postgres.dsn(), "SELECT 1") == "1");
}

BOOST_AUTO_TEST_CASE(an_interrupted_initdb_is_done_again) {
  Folder folder;
  fs::create_directories(folder.path / "postgres.new" / "base");
  LocalPostgres postgres(options(folder.path));
  BOOST_TEST(asked(postgres.dsn(), "SELECT 1") == "1");
}

BOOST_AUTO_TEST_CASE(what_stands_in_the_way_is_said) {
  Folder folder;
  fs::create_directories(folder.path / "postgres");
  std::ofstream(folder.path / "postgres" / "PG_VERSION") << "9.6\n";
  const auto names_version = [](const LocalPostgresError& error) {
    return std::string(error.what()).find("PostgreSQL 9.6, which is not installed") !=
           std::string::npos;
  };
  BOOST_CHECK_EXCEPTION(LocalPostgres(options(folder.path)), LocalPostgresError, names_version);
  std::ofstream(folder.path / "file") << "x";
  BOOST_CHECK_THROW(LocalPostgres(options(folder.path / "file")), LocalPostgresError);
}
