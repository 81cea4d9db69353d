// Passwords on the command line.
#pragma once
#include <string>
#include <vector>

namespace chatterd::rpc {

// The words behind the program's name. In the process's own memory, where `ps` and /proc read them,
// passwords become asterisks: those of connection strings and URIs, and what is behind
// --admin-password and --password.
std::vector<std::string> take_arguments(int count, char** words);

}  // namespace chatterd::rpc
