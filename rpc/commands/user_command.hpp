// `chatterd user`: people, for the administrator at the command line.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace chatterd::rpc {

// `arguments`: what follows "user". Prints, and answers the exit status. Throws ConfigError on
// wrong words, and what the models throw.
int user_command(const std::vector<std::string>& arguments,
                 const std::map<std::string, std::string>& environment);

}  // namespace chatterd::rpc
