// Command line, environment and configuration file.
#include "rpc/commands/config.hpp"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

using namespace chatterd::rpc;

namespace {

using Environment = std::map<std::string, std::string>;

void check_error(const std::vector<std::string>& arguments, const std::string& text,
                 const Environment& environment = {}) {
  BOOST_CHECK_EXCEPTION(read_config(arguments, environment), ConfigError,
                        [&](const ConfigError& error) {
                          BOOST_TEST(error.what() == text);
                          return true;
                        });
}

struct File {
  std::string path = std::filesystem::temp_directory_path() /
                     ("config-test-" + std::to_string(::getpid()) + ".conf");
  explicit File(const std::string& content) { std::ofstream(path) << content; }
  ~File() { std::filesystem::remove(path); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(options_have_sensible_defaults) {
  const Config config = read_config({"serve"}, {{"HOME", "/home/x"}});
  BOOST_TEST((config.command == Config::Command::serve));
  BOOST_TEST(config.address == "127.0.0.1");
  BOOST_TEST(config.port == 8069);
  BOOST_TEST(config.databases.empty());
  BOOST_TEST(config.workers >= 4u);
  BOOST_TEST(config.data ==
             (::geteuid() == 0 ? "/var/lib/chatterd" : "/home/x/.local/share/chatterd"));
}

BOOST_AUTO_TEST_CASE(the_command_line_wins_over_the_environment_and_that_over_the_file) {
  const File file(
      "# a comment\nworkers = 3\nlisten = 0.0.0.0:80\nlog-level = debug\nproxy-mode = true\n");
  const Config config = read_config({"serve", "--config", file.path, "--workers", "9"},
                                    {{"CHATTERD_WORKERS", "5"}, {"CHATTERD_LOG_LEVEL", "error"}});
  BOOST_TEST(config.workers == 9u);
  BOOST_TEST((config.log_level == Level::error));
  BOOST_TEST(config.address == "0.0.0.0");
  BOOST_TEST(config.port == 80);
  BOOST_TEST(config.proxy_mode);
  BOOST_TEST(read_config({"serve"}, {{"CHATTERD_CONFIG", file.path}}).workers == 3u);
}

BOOST_AUTO_TEST_CASE(addresses_are_read) {
  BOOST_TEST(read_config({"serve", "--listen", "[::1]:8070"}, {}).address == "::1");
  BOOST_TEST(read_config({"serve", "--listen", ":8070"}, {}).address == "*");
  BOOST_TEST(read_config({"serve", "--listen=localhost:0"}, {}).port == 0);
  BOOST_TEST(read_config({"init", "--demo", "--max-body", "2"}, {}).demo);
  BOOST_TEST(read_config({"serve", "--no-gzip"}, {}).gzip == false);
  BOOST_TEST(read_config({"serve"}, {}).statement_time.count() == 30);
  BOOST_TEST(read_config({"serve", "--trusted-proxies", "::1"}, {}).proxy_mode);
  const Config balanced =
      read_config({"serve", "--trusted-proxies", "::1", "--proxy-protocol"}, {});
  BOOST_TEST((balanced.proxy_protocol && !balanced.proxy_mode));
  BOOST_TEST(read_config({"serve", "--statement-time", "0"}, {}).statement_time.count() == 0);
  BOOST_TEST(read_config({"serve"}, {{"CHATTERD_REQUEST_TIME", "7"}}).request_time.count() == 7);
}

BOOST_AUTO_TEST_CASE(mistakes_are_one_clear_line) {
  check_error({"serve", "--wokers", "3"}, "unknown option '--wokers'; chatterd --help lists them");
  check_error({"serve", "--worker", "3"}, "unknown option '--worker'; chatterd --help lists them");
  check_error({"fly"}, "unknown command 'fly'; chatterd --help lists them");
  check_error({"--workers", "3"}, "name a command first: chatterd serve --workers …");
  check_error({"serve", "now"},
              "too many words on the command line; chatterd --help shows how it is used");
  check_error({"serve", "--workers", "many"},
              "workers must be a number from 1 to 1024, not 'many'");
  check_error({"serve", "--workers", "0"}, "workers must be a number from 1 to 1024, not '0'");
  check_error({"serve", "--listen", "8069"}, "listen must be ADDR:PORT, not '8069'");
  check_error({"serve", "--listen", "a:99999"},
              "the port of listen must be a number from 0 to 65535, not '99999'");
  check_error({"serve", "--log-level", "loud"},
              "unknown log level 'loud' (debug, info, warning, error)");
  check_error({"serve", "--log-format", "xml"}, "unknown log format 'xml' (logfmt, json)");
  check_error({"serve", "--config", "/nowhere"}, "cannot read the configuration file /nowhere");
  check_error({"serve"}, "proxy-mode must be true or false, not 'perhaps'",
              {{"CHATTERD_PROXY_MODE", "perhaps"}});
  const File file("worker = 3\n");
  check_error({"serve", "--config", file.path},
              "unknown option 'worker' in " + file.path + "; chatterd --help lists them");
}

BOOST_AUTO_TEST_CASE(help_of_init_names_what_it_heeds) {
  const std::string help = help_text(Config::Command::help_init);
  BOOST_TEST(help.find("--admin-password") != std::string::npos);
  BOOST_TEST(help.find("--listen") == std::string::npos);
  BOOST_TEST(help_text(Config::Command::help_serve).find("--listen") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(help_names_every_option_within_a_terminals_width) {
  const std::string help = help_text();
  for (const char* option :
       {"--database DSN", "--listen ADDR:PORT", "--data DIR", "--filestore DIR", "--workers N",
        "--config FILE", "--log-level LEVEL", "chatterd init", "--version"})
    BOOST_TEST(help.find(option) != std::string::npos, option);
  std::size_t start = 0;
  while (start < help.size()) {
    const std::size_t end = help.find('\n', start);
    BOOST_TEST(end - start <= 100, help.substr(start, end - start));
    start = end + 1;
  }
  BOOST_TEST((read_config({"--help"}, {}).command == Config::Command::help));
  BOOST_TEST((read_config({"serve", "--help"}, {}).command == Config::Command::help_serve));
  BOOST_TEST((read_config({"init", "-h"}, {}).command == Config::Command::help_init));
  BOOST_TEST((read_config({}, {}).command == Config::Command::help));
  BOOST_TEST((read_config({"serve", "--version"}, {}).command == Config::Command::version));
  BOOST_TEST(version_text().starts_with("chatterd 0."));
}

BOOST_AUTO_TEST_CASE(several_databases_are_named_one_by_one) {
  const File file("database = c\ndatabase = d\ndbfilter = ^%d$\n");
  const Config config =
      read_config({"serve", "--database", "a", "--database", "b", "--config", file.path}, {});
  BOOST_TEST(config.databases == (std::vector<std::string>{"a", "b"}));
  BOOST_TEST(config.dbfilter == "^%d$");
  BOOST_CHECK_THROW(config.database(), ConfigError);
  BOOST_TEST(read_config({"serve", "--config", file.path}, {}).databases ==
             (std::vector<std::string>{"c", "d"}));
  BOOST_TEST(
      read_config({"serve", "--config", file.path}, {{"CHATTERD_DATABASE", "e"}}).database() ==
      "e");
}
