#include "rpc/commands/command_line.hpp"

#include <boost/test/unit_test.hpp>

#include "rpc/commands/config.hpp"

using namespace chatterd::rpc;
using Others = CommandLine::Others;

namespace {

namespace po = boost::program_options;

CommandLine line(const std::vector<std::string>& words, Others others = Others::none) {
  po::options_description options;
  options.add_options()("name", po::value<std::string>())(
      "fix", po::value<std::vector<std::string>>()->composing())("json", "")("help,h", "");
  return {"chatterd try", options, words, others};
}

void check_refusal(const std::vector<std::string>& words, const std::string& why,
                   Others others = Others::none) {
  BOOST_CHECK_EXCEPTION(line(words, others), ConfigError, [&](const ConfigError& error) {
    BOOST_TEST(error.what() == why + "; chatterd try --help lists the options");
    return true;
  });
}

}  // namespace

BOOST_AUTO_TEST_CASE(options_come_in_any_order_and_what_is_not_given_is_empty) {
  const CommandLine read = line({"--fix", "a", "--name=é 😀", "--fix=b", "--json"});
  BOOST_TEST(read.text("name") == "é 😀");
  BOOST_TEST(read.texts("fix") == std::vector<std::string>({"a", "b"}),
             boost::test_tools::per_element());
  BOOST_TEST(read.has("json"));
  BOOST_TEST(!read.has("help"));
  BOOST_TEST(line({}).text("name").empty());
  BOOST_TEST(line({}).texts("fix").empty());
  BOOST_TEST(line({"-h"}).has("help"));
}

BOOST_AUTO_TEST_CASE(mistakes_say_where_the_options_are_listed) {
  check_refusal({"--nam", "x"}, "unrecognised option '--nam'");
  check_refusal({"--name"}, "the required argument for option '--name' is missing");
  check_refusal({"now"}, "too many positional options have been specified on the command line");
  check_refusal({"add", "--nonsense"}, "unrecognised option '--nonsense'", Others::words);
}

BOOST_AUTO_TEST_CASE(what_else_stands_there_is_kept_in_its_order) {
  const auto words = line({"add", "--name", "Ann", "ann@example.org"}, Others::words).others();
  BOOST_TEST(words == std::vector<std::string>({"add", "ann@example.org"}),
             boost::test_tools::per_element());
  const auto of_serve =
      line({"--data", "folder", "--json", "--database=x"}, Others::of_serve).others();
  BOOST_TEST(of_serve == std::vector<std::string>({"--data", "folder", "--database=x"}),
             boost::test_tools::per_element());
}
