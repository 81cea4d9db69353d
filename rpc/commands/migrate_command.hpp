// chatterd migrate, migrate verify, migrate undo.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace chatterd::rpc {

// The words after "migrate". Answers the exit status: 0 done or equal, 1 differences or conflicts,
// 2 could not run.
int migrate_command(const std::vector<std::string>& arguments,
                    const std::map<std::string, std::string>& environment);

}  // namespace chatterd::rpc
