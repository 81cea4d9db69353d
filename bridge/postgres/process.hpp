// Runs other programs, under another account when this process is root.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace chatterd::bridge {

struct Account {
  std::string name;
  uid_t user;
  gid_t group;
};
std::optional<Account> find_account(const std::string& name);
std::optional<Account> find_account(uid_t user);

struct Command {
  std::vector<std::string> words;  // the program's full path first
  std::optional<Account> account;  // whom to become; only root can
  std::filesystem::path folder = "/";
  std::vector<std::string> variables = {};  // NAME=value, added to the environment
};

struct Finished {
  int status;          // exit status; 128 + signal when killed
  std::string output;  // standard output and error together
};
// Waits for the program's end. Variables of PostgreSQL's clients (PG…) are not handed on. Throws
// std::system_error when it cannot be started at all.
Finished run(const Command& command);
// The folder of PostgreSQL's programs that has all of these: the newest below /usr/lib/postgresql,
// else the first of PATH; of this major version, if one is given. Empty when there is none.
std::filesystem::path find_postgres_programs(const std::vector<std::string>& names,
                                             const std::string& version = "");
// Starts it in a session of its own, so that the terminal's Ctrl-C does not reach it, with its
// output appended to the file. Returns its pid, which the caller reaps.
pid_t start_detached(const Command& command, const std::filesystem::path& log);

}  // namespace chatterd::bridge
