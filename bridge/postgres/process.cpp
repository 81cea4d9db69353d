// fork and exec. Everything is prepared before the fork: in a program with threads the child may
// only use what is safe in a signal handler.
#include "bridge/postgres/process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <system_error>

extern char** environ;

namespace chatterd::bridge {
namespace {

constexpr int kCouldNotRun = 127;

[[noreturn]] void fail(const char* action) {
  throw std::system_error(errno, std::generic_category(), action);
}

std::optional<Account> account_of(const passwd* entry) {
  if (entry == nullptr) return std::nullopt;
  return Account{entry->pw_name, entry->pw_uid, entry->pw_gid};
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  for (auto& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

// The environment without what would redirect PostgreSQL's programs or translate their output.
std::vector<std::string> clean_environment(const std::optional<Account>& account) {
  std::vector<std::string> kept;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const bool home = text.starts_with("HOME=") || text.starts_with("XDG_");
    if (text.starts_with("PG") || text.starts_with("LC_") || text.starts_with("LANG") ||
        (account && home))
      continue;
    kept.emplace_back(text);
  }
  kept.emplace_back("LC_ALL=C.UTF-8");
  return kept;
}

pid_t spawn(const Command& command, int output, bool own_session) {
  auto words = command.words;
  auto variables = clean_environment(command.account);
  variables.insert(variables.end(), command.variables.begin(), command.variables.end());
  const auto arguments = pointers(words), environment = pointers(variables);
  const auto folder = command.folder.string();
  const int input = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (input < 0) fail("open /dev/null");
  const pid_t child = ::fork();
  if (child == 0) {
    if (own_session) ::setsid();
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    bool ready = ::dup2(input, 0) >= 0 && ::dup2(output, 1) >= 0 && ::dup2(output, 2) >= 0;
    if (command.account)
      ready = ready && ::setgroups(1, &command.account->group) == 0 &&
              ::setgid(command.account->group) == 0 && ::setuid(command.account->user) == 0;
    ready = ready && ::chdir(folder.c_str()) == 0;
    if (ready) ::execve(arguments[0], arguments.data(), environment.data());
    ::_exit(kCouldNotRun);
  }
  const int error = errno;
  ::close(input);
  errno = error;
  if (child < 0) fail("fork");
  return child;
}

}  // namespace

std::optional<Account> find_account(const std::string& name) {
  return account_of(::getpwnam(name.c_str()));
}
std::optional<Account> find_account(uid_t user) { return account_of(::getpwuid(user)); }

Finished run(const Command& command) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
  pid_t child = 0;
  try {
    child = spawn(command, ends[1], false);
  } catch (...) {
    ::close(ends[0]);
    ::close(ends[1]);
    throw;
  }
  ::close(ends[1]);
  Finished finished{0, {}};
  char buffer[4096];
  for (;;) {
    const auto count = ::read(ends[0], buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    finished.output.append(buffer, static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  finished.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return finished;
}

pid_t start_detached(const Command& command, const std::filesystem::path& log) {
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (output < 0)
    throw std::system_error(errno, std::generic_category(), "cannot write " + log.string());
  try {
    const auto child = spawn(command, output, true);
    ::close(output);
    return child;
  } catch (...) {
    ::close(output);
    throw;
  }
}

std::filesystem::path find_postgres_programs(const std::vector<std::string>& names,
                                             const std::string& version) {
  namespace fs = std::filesystem;
  const auto usable = [&](const fs::path& folder) {
    return std::ranges::all_of(names, [&](const std::string& name) {
      return ::access((folder / name).c_str(), X_OK) == 0;
    });
  };
  fs::path best;
  int best_version = -1;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
    const std::string name = entry.path().filename().string();
    int number = -1;
    std::from_chars(name.data(), name.data() + name.size(), number);
    if (!usable(entry.path() / "bin") || (!version.empty() && name != version) ||
        number <= best_version)
      continue;
    best = entry.path() / "bin";
    best_version = number;
  }
  if (!best.empty()) return best;
  const char* path = std::getenv("PATH");
  for (std::string_view rest = path == nullptr ? "" : path; !rest.empty();) {
    const auto colon = std::min(rest.find(':'), rest.size());
    const fs::path folder = rest.substr(0, colon);
    rest.remove_prefix(std::min(colon + 1, rest.size()));
    if (!folder.is_absolute() || !usable(folder)) continue;
    // "postgres (PostgreSQL) 15.8 …": a cluster only runs on its own major version.
    if (version.empty()) return folder;
    const auto said = run({{(folder / names.front()).string(), "--version"}, {}}).output;
    if (said.find(" " + version + ".") != std::string::npos) return folder;
  }
  return {};
}

}  // namespace chatterd::bridge
