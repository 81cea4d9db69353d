// Reading a command's words.
#include "rpc/commands/command_line.hpp"

#include <algorithm>

#include "rpc/commands/config.hpp"

namespace chatterd::rpc {

namespace po = boost::program_options;

CommandLine::CommandLine(const std::string& command, const po::options_description& options,
                         const std::vector<std::string>& arguments, Others others) {
  const auto refuse = [&](const std::string& why) {
    throw ConfigError(why + "; " + command + " --help lists the options");
  };
  try {
    po::command_line_parser parser(arguments);
    parser.options(options).style(po::command_line_style::default_style &
                                  ~po::command_line_style::allow_guessing);
    if (others != Others::none) parser.allow_unregistered();
    if (others == Others::none) parser.positional({});
    const po::parsed_options parsed = parser.run();
    po::store(parsed, values_);
    if (others != Others::none)
      others_ = po::collect_unrecognized(parsed.options, po::include_positional);
  } catch (const po::error& error) {
    refuse(error.what());
  }
  if (others != Others::words) return;
  const auto odd = std::find_if(others_.begin(), others_.end(),
                                [](const std::string& word) { return word.starts_with("-"); });
  if (odd != others_.end()) refuse("unrecognised option '" + *odd + "'");
}

std::string CommandLine::text(const std::string& name) const {
  return has(name) ? values_[name].as<std::string>() : std::string();
}

std::vector<std::string> CommandLine::texts(const std::string& name) const {
  return has(name) ? values_[name].as<std::vector<std::string>>() : std::vector<std::string>();
}

}  // namespace chatterd::rpc
