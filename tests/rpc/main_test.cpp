// The program as it is started: its words, its errors, its signals.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "bridge/postgres/local_postgres.hpp"
#include "tests/rpc/raw_client.hpp"

using namespace chatterd;
using namespace chatterd::rpc::test;
namespace fs = std::filesystem;

namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// A chatterd with what it writes; ended, at the latest, with the object.
struct Program {
  std::string folder;
  pid_t pid = 0;
  int status = -1;

  Program(const std::string& where, std::vector<std::string> arguments) : folder(where) {
    fs::create_directories(folder);
    arguments.insert(arguments.begin(), CHATTERD_PROGRAM);
    std::vector<char*> words;
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    pid = ::fork();
    if (pid != 0) return;
    for (const int descriptor : {1, 2}) {
      const std::string path = folder + (descriptor == 1 ? "/out" : "/err");
      ::dup2(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), descriptor);
    }
    ::execv(words[0], words.data());
    ::_exit(127);
  }
  ~Program() {
    if (status >= 0) return;
    ::kill(pid, SIGKILL);
    wait();
  }
  int wait() {
    int raw = 0;
    ::waitpid(pid, &raw, 0);
    status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
    return status;
  }
  std::string out() const { return read_file(folder + "/out"); }
  std::string err() const { return read_file(folder + "/err"); }
};

struct Folder {
  std::string path;
  Folder() {
    static int count = 0;
    path = fs::temp_directory_path() /
           ("main-test-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
};

void check_refusal(const std::vector<std::string>& arguments, const std::string& start) {
  const Folder folder;
  Program program(folder.path, arguments);
  BOOST_TEST(program.wait() == 2);
  const std::string text = program.err();
  BOOST_TEST(text.starts_with("chatterd: " + start), text);
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 1, text);
  BOOST_TEST(program.out() == "");
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_says_what_it_is_and_how_it_is_used) {
  const Folder folder;
  Program version(folder.path, {"--version"});
  BOOST_TEST(version.wait() == 0);
  BOOST_TEST(version.out().starts_with("chatterd "));
  Program help(folder.path, {"--help"});
  BOOST_TEST(help.wait() == 0);
  BOOST_TEST(help.out().find("--database DSN") != std::string::npos);
  BOOST_TEST(help.err() == "");
}

BOOST_AUTO_TEST_CASE(mistakes_end_with_one_line_and_status_2) {
  check_refusal({"serve", "--nonsense"}, "unknown option '--nonsense'");
  check_refusal({"dance"}, "unknown command 'dance'");
  check_refusal({"serve", "--workers", "-1"}, "workers must be a number");
  check_refusal({"serve", "--database", "host=127.0.0.1 port=1 dbname=x"},
                "cannot reach the database: ");
  check_refusal({"serve", "--database", "host=/nowhere dbname=x connect_timeout=2"},
                "cannot reach the database: ");
  check_refusal({"serve", "--database", "this is no dsn"}, "");
}

BOOST_AUTO_TEST_CASE(databases_of_others_are_refused) {
  const Folder folder;
  bridge::LocalPostgres cluster({.folder = folder.path + "/cluster", .durable = false});
  const auto sql = [&](const std::string& database, const std::string& text) {
    const std::string command =
        "psql -q -X -v ON_ERROR_STOP=1 \"" + cluster.dsn(database) + "\" -c \"" + text + "\"";
    BOOST_REQUIRE(std::system(command.c_str()) == 0);
  };
  for (const char* name : {"shop", "newer", "half", "bare"})
    sql("postgres", std::string("CREATE DATABASE ") + name);
  sql("shop", "CREATE TABLE customer (id int)");
  const std::string modules =
      "CREATE TABLE ir_module_module (name text, state text, latest_version text); "
      "INSERT INTO ir_module_module VALUES ";
  sql("newer", modules + "('base', 'installed', '14.0.1.3')");
  sql("half", modules + "('base', 'uninstalled', null)");
  sql("bare", modules + "('base', 'installed', '13.0.1.3'), ('bus', 'installed', '13.0.1.0')");
  check_refusal({"serve", "--database", cluster.dsn("shop")},
                "the database \"shop\" is not empty and is not an Odoo database");
  check_refusal({"serve", "--database", cluster.dsn("newer")},
                "the database \"newer\" is Odoo 14.0, and chatterd serves Odoo 13.0");
  check_refusal({"serve", "--database", cluster.dsn("half")},
                "the Odoo database \"half\" is not fully installed");
  check_refusal({"serve", "--database", cluster.dsn("bare")},
                "the module mail is not installed in the database \"bare\"");
  check_refusal({"init", "--database", cluster.dsn("shop")}, "the database \"shop\" is not empty");
}

BOOST_AUTO_TEST_CASE(it_serves_reloads_and_ends_when_told_to) {
  const Folder folder;
  const std::string config = folder.path + "/chatterd.conf";
  std::ofstream(config) << "log-level = info\n";
  const auto start = [&] {
    return Program(folder.path, {"serve", "--config", config, "--data", folder.path + "/data",
                                 "--listen", "127.0.0.1:0", "--admin-password", "secret"});
  };
  const auto port_of = [](Program& program) -> std::uint16_t {
    for (int i = 0; i < 1200; ++i) {
      const std::string text = program.out();
      const std::size_t at = text.find("at http://127.0.0.1:");
      if (at != std::string::npos && text.ends_with("\n"))
        return static_cast<std::uint16_t>(std::stoi(text.substr(at + 20)));
      if (::waitpid(program.pid, nullptr, WNOHANG) != 0) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    BOOST_FAIL("chatterd did not start: " + program.err());
    return 0;
  };
  const std::string login = post(
      "/jsonrpc",
      R"({"params": {"service": "common", "method": "login", "args": ["chatterd", "admin", "secret"]}})",
      "Content-Type: application/json\r\n");
  {
    Program program = start();
    const std::uint16_t port = port_of(program);
    BOOST_TEST(program.out().find("login admin, password secret") != std::string::npos);
    RawClient client(port);
    client.send(login);
    BOOST_TEST(body_of(client.read_answer()).find("\"result\": 2}") != std::string::npos);
    // a second one on the same folder would damage it
    Program second = start();
    BOOST_TEST(second.wait() == 2);
    std::ofstream(config) << "log-level = debug\nlog-format = json\n";
    ::kill(program.pid, SIGHUP);
    for (int i = 0; i < 200 && program.err().find("configuration read again") == std::string::npos;
         ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    RawClient parked(port);
    parked.send(post("/longpolling/poll", R"({"params": {"channels": ["x"], "last": 0}})",
                     "Content-Type: application/json\r\n"));
    BOOST_TEST(parked.read_some(300) == "");
    ::kill(program.pid, SIGTERM);
    BOOST_TEST(body_of(parked.read_answer()).find("\"result\": []") != std::string::npos);
    BOOST_TEST(program.wait() == 0);
    BOOST_TEST(program.err().find("\"msg\":\"stopping\"") != std::string::npos);
  }
  Program again = start();
  const std::uint16_t port = port_of(again);
  BOOST_TEST(again.out().find("password secret") == std::string::npos);
  RawClient client(port);
  client.send(login);
  BOOST_TEST(body_of(client.read_answer()).find("\"result\": 2}") != std::string::npos);
  ::kill(again.pid, SIGINT);
  BOOST_TEST(again.wait() == 0);
}
