// `chatterd backup` and `chatterd restore`.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace chatterd::rpc {

// `arguments` begin with the command's name. Returns the exit status: 0, or 1 where files are
// missing or damaged. Throws what main prints.
int backup_command(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment);

}  // namespace chatterd::rpc
