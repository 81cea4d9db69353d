#include "rpc/http/worker_pool.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>
#include <memory>
#include <string>
#include <vector>

using namespace chatterd::rpc;

namespace {

// A pool of one thread, which waits until all is posted.
struct Held {
  WorkerPool pool{1};
  std::promise<void> begin;
  std::string order;  // in the worker's thread

  Held() {
    auto started = std::make_shared<std::promise<void>>();
    auto running = started->get_future();
    pool.post([this, started] {
      started->set_value();
      begin.get_future().wait();
    });
    running.wait();
  }
  void post(char what, std::size_t client) {
    pool.post([this, what] { order += what; }, client);
  }
  std::string done() {
    begin.set_value();
    pool.finish();
    return order;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(clients_take_turns_and_each_keeps_the_order_of_its_calls) {
  Held held;
  for (const char what : {'a', 'b', 'c', 'd'}) held.post(what, 1);
  held.post('1', 2);
  held.post('2', 2);
  held.post('x', 3);
  BOOST_TEST(held.pool.queued() == 7u);
  BOOST_TEST(held.done() == "a1xb2cd");
}

BOOST_AUTO_TEST_CASE(who_sends_a_thousand_lets_others_through) {
  Held held;
  for (int i = 0; i < 1000; ++i) held.post('m', 1);
  held.post('o', 2);
  BOOST_TEST(held.done().find('o') == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_queued_is_finished_and_nothing_more_is_taken) {
  Held held;
  held.post('a', 1);
  BOOST_TEST(held.done() == "a");
  BOOST_TEST(!held.pool.post([] {}));
  BOOST_TEST(held.pool.queued() == 0u);
}

BOOST_AUTO_TEST_CASE(finishing_again_is_nothing_and_all_jobs_have_run) {
  std::atomic<int> done = 0;
  {
    WorkerPool pool(4);
    for (int i = 0; i < 1000; ++i) pool.post([&] { ++done; }, static_cast<std::size_t>(i % 7));
    pool.finish();
    pool.finish();
  }  // and once more
  BOOST_TEST(done == 1000);
}

BOOST_AUTO_TEST_CASE(jobs_of_several_threads_wait_for_none_that_is_idle) {
  WorkerPool pool(3);
  std::promise<void> go;
  const std::shared_future<void> going(go.get_future());
  // each of the three has to be called, since each job waits for the last
  std::vector<std::future<void>> ran;
  for (int i = 0; i < 3; ++i) {
    auto begun = std::make_shared<std::promise<void>>();
    ran.push_back(begun->get_future());
    pool.post([begun, going] {
      begun->set_value();
      going.wait();
    });
  }
  for (std::future<void>& one : ran) one.wait();
  BOOST_TEST(pool.busy() == 3u);
  go.set_value();
}
