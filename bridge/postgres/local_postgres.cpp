// Life of the private cluster. The server is a child in a session of its own: it outlives a
// chatterd that is killed, and the next one finds it through postmaster.pid.
#include "bridge/postgres/local_postgres.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <thread>
#include <vector>

#include "bridge/files/hash.hpp"
#include "bridge/postgres/connection.hpp"
#include "bridge/postgres/dsn.hpp"
#include "bridge/postgres/process.hpp"

namespace chatterd::bridge {
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
namespace {

constexpr const char* kSuperuser = "chatterd";
// sockaddr_un holds 107 characters; the socket itself is named .s.PGSQL.5432.
constexpr std::size_t kLongestSocketFolder = 107 - sizeof("/.s.PGSQL.5432.lock") + 1;
// Recovery after a crash replays the log, which can take a while on a large database.
constexpr auto kStartPatience = std::chrono::minutes(5);
constexpr auto kStopPatience = std::chrono::seconds(30);
constexpr auto kPollInterval = std::chrono::milliseconds(15);

std::string system_message() { return std::strerror(errno); }

std::string first_line_of(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string tail_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return {};
  constexpr std::streamoff kLength = 800;
  const std::streamoff size = file.tellg();
  file.seekg(std::max<std::streamoff>(0, size - kLength));
  return {std::istreambuf_iterator<char>(file), {}};
}

// The folder of initdb and postgres: of the cluster's own version if there is one, else the newest.
fs::path find_programs(const std::string& version) {
  const fs::path folder = find_postgres_programs({"postgres", "initdb"}, version);
  if (!folder.empty()) return folder;
  throw LocalPostgresError(
      version.empty() ? "PostgreSQL is not installed: no initdb and postgres in "
                        "/usr/lib/postgresql/*/bin or PATH (Debian: apt install postgresql)"
                      : "the cluster was made by PostgreSQL " + version +
                            ", which is not installed any more (Debian: apt install postgresql-" +
                            version + ")");
}

// Whom PostgreSQL runs as, when that is not ourselves.
std::optional<Account> choose_account(const fs::path& cluster) {
  if (::geteuid() != 0) return std::nullopt;
  struct stat status {};
  if (::stat(cluster.c_str(), &status) == 0 && status.st_uid != 0)
    return Account{"uid " + std::to_string(status.st_uid), status.st_uid, status.st_gid};
  for (const char* name : {"postgres", "chatterd"})
    if (auto account = find_account(std::string(name))) return account;
  const auto made = run({{"/usr/sbin/useradd", "--system", "--no-create-home", "--shell",
                          "/usr/sbin/nologin", "chatterd"},
                         {}});
  auto account = find_account(std::string("chatterd"));
  if (!account)
    throw LocalPostgresError(
        "PostgreSQL refuses to run as root, and no account chatterd could be made for it: " +
        made.output);
  return account;
}

void make_private_folder(const fs::path& folder, const std::optional<Account>& account) {
  const uid_t owner = account ? account->user : ::geteuid();
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    throw LocalPostgresError("cannot make the folder " + folder.string() + ": " + system_message());
  if (account && ::lchown(folder.c_str(), account->user, account->group) != 0)
    throw LocalPostgresError("cannot give the folder " + folder.string() + " to " + account->name +
                             ": " + system_message());
  // In /tmp somebody else may have been there first: then it is not ours to use.
  struct stat status {};
  if (::lstat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != owner)
    throw LocalPostgresError("the folder " + folder.string() + " belongs to somebody else");
  if ((status.st_mode & 077) != 0 && ::chmod(folder.c_str(), 0700) != 0)
    throw LocalPostgresError("cannot make the folder " + folder.string() +
                             " private: " + system_message());
}

}  // namespace

struct LocalPostgres::State {
  LocalPostgresOptions options;
  fs::path cluster, log, socket;
  std::optional<Account> account;
  int lock = -1;
  pid_t server = 0;    // 0 once stopped
  bool child = false;  // started by this object

  ~State() {
    if (lock >= 0) ::close(lock);
  }

  void say(const std::string& text) const {
    if (options.progress) options.progress(text);
  }

  void prepare_folder() {
    std::error_code error;
    const bool existed = fs::exists(options.folder);
    fs::create_directories(options.folder, error);
    if (error)
      throw LocalPostgresError("cannot make the data folder " + options.folder.string() + ": " +
                               error.message());
    options.folder = fs::canonical(options.folder);
    // Root's data folder must let the account through to its cluster; anybody else's is private.
    if (!existed) fs::permissions(options.folder, fs::perms(::geteuid() == 0 ? 0711 : 0700));
    cluster = options.folder / "postgres";
    log = options.folder / "postgres.log";
  }

  void take_lock() {
    const auto path = options.folder / "chatterd.lock";
    lock = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
      throw LocalPostgresError("cannot write in the data folder " + options.folder.string() + ": " +
                               system_message());
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0)
      throw LocalPostgresError("another chatterd (process " + first_line_of(path) +
                               ") is already using the data folder " + options.folder.string());
    const auto pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock, 0) != 0 || ::pwrite(lock, pid.data(), pid.size(), 0) < 0)
      throw LocalPostgresError("cannot write " + path.string() + ": " + system_message());
  }

  std::string version() const { return first_line_of(cluster / "PG_VERSION"); }

  void check_reachable() const {
    if (!account) return;
    if (run({{"/bin/sh", "-c", ":"}, account, options.folder}).status != 0)
      throw LocalPostgresError("the account " + account->name +
                               ", under which PostgreSQL runs because it refuses root, " +
                               "cannot enter the data folder " + options.folder.string() +
                               "; choose another");
  }

  void make_cluster() {
    say("Creating a PostgreSQL cluster in " + cluster.string());
    // Under another name first: a cluster that carries its own name is a whole one.
    const auto unfinished = options.folder / "postgres.new";
    std::error_code error;
    fs::remove_all(unfinished, error);
    make_private_folder(unfinished, account);
    Command command{
        {(find_programs("") / "initdb").string(), "-D", unfinished.string(), "-U", kSuperuser, "-E",
         "UTF8", "--locale=" + options.locale, "--auth=trust", "--no-instructions"},
        account};
    if (!options.durable) command.words.emplace_back("--no-sync");
    const auto made = run(command);
    if (made.status != 0) {
      fs::remove_all(unfinished, error);
      throw LocalPostgresError("initdb could not make a PostgreSQL cluster in " + cluster.string() +
                               ":\n" + made.output);
    }
    fs::rename(unfinished, cluster, error);
    if (error)
      throw LocalPostgresError("cannot rename " + unfinished.string() + ": " + error.message());
  }

  // The process in postmaster.pid if it is this cluster's server. A pid in a file left by a crash
  // may belong to any process by now; PostgreSQL itself would then refuse to start.
  pid_t running_server() const {
    const auto file = cluster / "postmaster.pid";
    pid_t pid = 0;
    const auto text = first_line_of(file);
    std::from_chars(text.data(), text.data() + text.size(), pid);
    if (pid <= 0) return 0;
    std::error_code error;
    const auto home = fs::read_symlink("/proc/" + std::to_string(pid) + "/cwd", error);
    if (!error && home == cluster) return pid;
    // The process is gone, or it is somebody else's: the file is stale.
    ::unlink(file.c_str());
    return 0;
  }

  fs::path socket_of_server() const {
    std::ifstream file(cluster / "postmaster.pid");
    std::string line;
    for (int number = 1; number <= 5 && std::getline(file, line); ++number) {
    }
    return line;
  }

  void choose_socket() {
    socket = options.folder / "socket";
    if (socket.string().size() <= kLongestSocketFolder) return make_private_folder(socket, account);
    const auto name = "chatterd-" + sha1_hex(options.folder.string()).substr(0, 12);
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    fs::path parent = "/tmp";
    if (account)
      parent = "/run";
    else if (runtime != nullptr && std::strlen(runtime) < 60 && ::access(runtime, W_OK) == 0)
      parent = runtime;
    socket = parent / name;
    make_private_folder(socket, account);
  }

  void start_server() {
    choose_socket();
    say("Starting PostgreSQL in " + cluster.string());
    Command command{
        {(find_programs(version()) / "postgres").string(), "-D", cluster.string(), "-k",
         socket.string(), "-c", "listen_addresses=", "-c", "port=5432", "-c",
         "unix_socket_permissions=0700",
         // Short statements are what this server gets: compiling them costs more than running them.
         "-c", "jit=off", "-c", "max_connections=200"},
        account,
        cluster};
    if (!options.durable)
      for (const char* word :
           {"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"})
        command.words.emplace_back(word);
    server = start_detached(command, log);
    child = true;
  }

  bool server_ended() {
    if (server == 0) return true;
    // Another LocalPostgres of this process may have started it: then it is ours to reap all the
    // same.
    int status = 0;
    const auto reaped = ::waitpid(server, &status, WNOHANG);
    if (reaped < 0 && errno == ECHILD) return ::kill(server, 0) != 0 && errno == ESRCH;
    return reaped == server;
  }

  std::string dsn(const std::string& database) const {
    return "host=" + dsn_value(socket.string()) + " port=5432 user=" + kSuperuser +
           " dbname=" + dsn_value(database);
  }

  // Returns false when the server ended instead of answering.
  bool wait_until_ready() {
    const auto deadline = Clock::now() + kStartPatience;
    for (;;) {
      try {
        Connection connection(dsn("postgres"));
        create_database(connection);
        return true;
      } catch (const ConnectionLost& error) {
        if (server_ended()) return false;
        if (Clock::now() > deadline)
          throw LocalPostgresError("PostgreSQL does not answer: " + std::string(error.what()));
      }
      std::this_thread::sleep_for(kPollInterval);
    }
  }

  void create_database(Connection& connection) const {
    if (!connection.execute({"SELECT 1 FROM pg_database WHERE datname = %s", {options.database}})
             .empty())
      return;
    connection.execute(Sql("CREATE DATABASE ") + Sql::identifier(options.database) +
                       " TEMPLATE template0");
  }

  void open() {
    prepare_folder();
    take_lock();
    account = choose_account(cluster);
    if (version().empty()) {
      check_reachable();
      make_cluster();
    }
    server = running_server();
    if (server != 0) {
      socket = socket_of_server();
      // It may be on its way down: then it ends, and a new one is started.
      if (wait_until_ready()) return;
      server = 0;
    }
    check_reachable();
    start_server();
    if (!wait_until_ready()) {
      server = 0;
      throw LocalPostgresError("PostgreSQL did not start; the end of " + log.string() + " says:\n" +
                               tail_of(log));
    }
  }

  void stop() {
    if (server == 0) return;
    // SIGINT is PostgreSQL's fast shutdown, SIGQUIT the immediate one.
    for (const int signal : {SIGINT, SIGQUIT}) {
      ::kill(server, signal);
      const auto deadline = Clock::now() + kStopPatience;
      while (Clock::now() < deadline) {
        if (server_ended()) {
          server = 0;
          return;
        }
        std::this_thread::sleep_for(kPollInterval);
      }
    }
  }
};

LocalPostgres::LocalPostgres(LocalPostgresOptions options) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
  try {
    state_->open();
  } catch (const LocalPostgresError&) {
    if (state_->child) state_->stop();
    throw;
  } catch (const std::exception& error) {
    if (state_->child) state_->stop();
    throw LocalPostgresError("the private PostgreSQL cluster in " +
                             state_->options.folder.string() + " cannot be used: " + error.what());
  }
}

LocalPostgres::~LocalPostgres() {
  if (state_->child && state_->options.stop_at_exit) state_->stop();
}

std::string LocalPostgres::running_dsn(const fs::path& folder, const std::string& database) {
  std::error_code error;
  State state;
  state.cluster = fs::canonical(folder, error) / "postgres";
  if (error || !fs::exists(state.cluster / "postmaster.pid", error)) return {};
  if (state.running_server() == 0) return {};
  state.socket = state.socket_of_server();
  return state.dsn(database);
}

std::string LocalPostgres::dsn() const { return state_->dsn(state_->options.database); }
std::string LocalPostgres::dsn(const std::string& database) const { return state_->dsn(database); }
const fs::path& LocalPostgres::socket_folder() const { return state_->socket; }
bool LocalPostgres::started_here() const { return state_->child; }
void LocalPostgres::stop() { state_->stop(); }

}  // namespace chatterd::bridge
