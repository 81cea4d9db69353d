// The sink of warnings.
#include "models/engine/log.hpp"

#include <iostream>
#include <utility>

namespace chatterd {
namespace {

std::function<void(const std::string&)>& sink() {
  static std::function<void(const std::string&)> current = [](const std::string& text) {
    std::cerr << "warning: " << text << '\n';
  };
  return current;
}

}  // namespace

void log_warning(const std::string& text) { sink()(text); }

void set_log_sink(std::function<void(const std::string&)> target) { sink() = std::move(target); }

}  // namespace chatterd
