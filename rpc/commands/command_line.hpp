// The words behind a command, read by boost's rules: --name VALUE or --name=VALUE, in any order,
// and no guessing what an abbreviation means.
#pragma once
#include <boost/program_options.hpp>
#include <string>
#include <vector>

namespace chatterd::rpc {

class CommandLine {
 public:
  // What else may stand there: nothing, words, or options that chatterd serve has, for read_config.
  enum class Others { none, words, of_serve };

  // `command` is how people call it ("chatterd user"), `options` are its own, --help among them.
  // Throws ConfigError.
  CommandLine(const std::string& command,
              const boost::program_options::options_description& options,
              const std::vector<std::string>& arguments, Others others = Others::none);

  bool has(const std::string& name) const { return values_.count(name) > 0; }
  // Empty where it is not given.
  std::string text(const std::string& name) const;
  std::vector<std::string> texts(const std::string& name) const;
  const std::vector<std::string>& others() const { return others_; }

 private:
  boost::program_options::variables_map values_;
  std::vector<std::string> others_;
};

}  // namespace chatterd::rpc
