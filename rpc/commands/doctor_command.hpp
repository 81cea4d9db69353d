// `chatterd doctor`: looks at a database before it is attached.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace chatterd::rpc {

// The words after `doctor`. 0 when all is fine, 1 when something was found. Throws ConfigError for
// wrong words, and what keeps it from looking.
int doctor_command(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment);

}  // namespace chatterd::rpc
