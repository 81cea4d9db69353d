// Warnings of the model layer: things that an administrator should mend.
#pragma once
#include <functional>
#include <string>

namespace chatterd {

void log_warning(const std::string& text);
// Where they go; the standard error stream unless set. Set it before threads start.
void set_log_sink(std::function<void(const std::string&)> sink);

}  // namespace chatterd
