// `chatterd upgrade`.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace chatterd::rpc {

// Returns the exit status: 0, or 1 where something had to be left out. Throws what main prints.
int upgrade_command(const std::vector<std::string>& arguments,
                    const std::map<std::string, std::string>& environment);

}  // namespace chatterd::rpc
