// The program of every unit test: Boost.Test finds the cases of the file that it is linked with.
#include <boost/test/unit_test.hpp>

namespace {

bool begin() { return true; }

}  // namespace

int main(int argc, char* argv[]) { return boost::unit_test::unit_test_main(&begin, argc, argv); }
