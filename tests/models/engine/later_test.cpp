#include "models/engine/later.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>

using namespace chatterd;

BOOST_AUTO_TEST_CASE(a_short_job_is_done_when_run_returns) {
  Later later;
  int done = 0;
  later.run([&] { ++done; });
  later.run([&] { ++done; });
  BOOST_TEST(done == 2);
}

BOOST_AUTO_TEST_CASE(a_failing_job_harms_nobody) {
  Later later;
  bool after = false;
  later.run([] { throw std::runtime_error("no mail server"); });
  later.run([&] { after = true; });
  BOOST_TEST(after);
}

BOOST_AUTO_TEST_CASE(a_job_may_ask_for_more) {
  Later later;
  bool inner = false;
  later.run([&] { later.run([&] { inner = true; }); });
  BOOST_TEST(inner);
}

BOOST_AUTO_TEST_CASE(a_job_that_hangs_delays_its_caller_and_not_the_next) {
  std::atomic<bool> let_go = false, second = false;
  {
    Later later;
    later.run([&] {
      while (!let_go) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    });
    later.run([&] { second = true; });  // waits for nobody
    BOOST_TEST(!second);
    let_go = true;
    later.run([] {});  // in order: behind the second
  }
}
