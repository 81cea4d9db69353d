// What libpq made of a connection string, handed on as its variables.
#include "bridge/postgres/client_programs.hpp"

#include <libpq-fe.h>

#include <filesystem>
#include <memory>
#include <stdexcept>

namespace chatterd::bridge {
namespace fs = std::filesystem;
namespace {

fs::path find_program(const std::string& name) {
  const fs::path folder = find_postgres_programs({name});
  if (!folder.empty()) return folder / name;
  throw std::runtime_error(name + " is not installed (Debian: apt install postgresql-client)");
}

// Of the server that was reached, when the string names several.
std::vector<std::string> variables_of(const std::string& dsn) {
  const std::unique_ptr<PGconn, void (*)(PGconn*)> link(PQconnectdb(dsn.c_str()), PQfinish);
  if (PQstatus(link.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(link.get()));
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfo(link.get()), PQconninfoFree);
  std::vector<std::string> out;
  for (const PQconninfoOption* option = options.get(); option && option->keyword; ++option) {
    const std::string keyword = option->keyword;
    if (option->envvar == nullptr || option->val == nullptr || keyword == "service" ||
        keyword == "host" || keyword == "hostaddr" || keyword == "port" ||
        keyword == "application_name")
      continue;
    out.push_back(std::string(option->envvar) + '=' + option->val);
  }
  const auto add = [&](const char* name, const char* value) {
    if (value != nullptr && *value != '\0') out.push_back(std::string(name) + '=' + value);
  };
  add("PGHOST", PQhost(link.get()));
  add("PGPORT", PQport(link.get()));
  add("PGPASSWORD", PQpass(link.get()));
  return out;
}

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

}  // namespace

void run_client_program(const std::string& name, const std::string& dsn,
                        const std::vector<std::string>& arguments) {
  Command command;
  command.words = {find_program(name).string()};
  command.words.insert(command.words.end(), arguments.begin(), arguments.end());
  command.variables = variables_of(dsn);
  const Finished done = run(command);
  if (done.status != 0) throw std::runtime_error(name + " failed: " + last_line(done.output));
}

}  // namespace chatterd::bridge
