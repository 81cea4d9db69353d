// Session files.
#include "rpc/sessions/session.hpp"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

using namespace chatterd;
using namespace chatterd::rpc;
namespace fs = std::filesystem;

namespace {

struct Folder {
  std::string path = fs::temp_directory_path() / ("session-test-" + std::to_string(::getpid()));
  ~Folder() { fs::remove_all(path); }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }
  void age(const std::string& sid, int days) const {
    fs::last_write_time(path + "/" + sid + ".json",
                        fs::file_time_type::clock::now() - std::chrono::hours(24 * days));
  }
};

Session logged_in(SessionStore& store) {
  Session session = store.open(std::nullopt);
  session.db = "test";
  session.uid = 6;
  session.login = "demo";
  session.token = "abc";
  session.context = {{"lang", "fr_FR"}, {"tz", false}};
  store.save(session);
  return session;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_session_comes_back_as_it_was_saved, Folder) {
  SessionStore store(path);
  const Session saved = logged_in(store);
  BOOST_TEST(SessionStore::is_sid(saved.sid));
  for (SessionStore* reader :
       {&store, new SessionStore(path)}) {  // the second one has nothing cached
    const Session session = reader->open(saved.sid);
    BOOST_TEST(session.to_json() == saved.to_json());
    BOOST_TEST(session.uid == 6);
    if (reader != &store) delete reader;
  }
}

BOOST_FIXTURE_TEST_CASE(another_process_sees_changes, Folder) {
  SessionStore one(path), two(path);
  Session session = logged_in(one);
  BOOST_TEST(two.open(session.sid).login == "demo");
  session.login = "other";
  one.save(session);
  BOOST_TEST(two.open(session.sid).login == "other");
  one.remove(session.sid);
  BOOST_TEST(two.open(session.sid).uid == 0);
}

BOOST_FIXTURE_TEST_CASE(nothing_is_written_when_nothing_changed, Folder) {
  SessionStore store(path);
  const Session session = logged_in(store);
  const auto before = fs::last_write_time(path + "/" + session.sid + ".json");
  store.save(store.open(session.sid));
  BOOST_TEST((fs::last_write_time(path + "/" + session.sid + ".json") == before));
  BOOST_TEST(files() == 1u);
}

BOOST_FIXTURE_TEST_CASE(strange_ids_get_a_new_session, Folder) {
  SessionStore store(path);
  for (const char* sid :
       {"", "../../etc/passwd", "short", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"}) {
    const Session session = store.open(sid);
    BOOST_TEST(session.sid != sid);
    BOOST_TEST(session.uid == 0);
  }
  const std::string unknown(40, 'a');
  BOOST_TEST(store.open(unknown).sid == unknown);
}

BOOST_FIXTURE_TEST_CASE(a_broken_file_is_no_session, Folder) {
  SessionStore store(path);
  const std::string sid(40, 'b');
  std::ofstream(path + "/" + sid + ".json") << "{broken";
  BOOST_TEST(store.open(sid).uid == 0);
}

BOOST_FIXTURE_TEST_CASE(unused_sessions_expire_and_used_ones_do_not, Folder) {
  SessionStore store(path);
  const Session old = logged_in(store), used = logged_in(store);
  age(old.sid, 8);
  age(used.sid, 6);
  BOOST_TEST(store.open(old.sid).uid == 0);
  BOOST_TEST(store.open(used.sid).uid == 6);
  age(old.sid, 8);
  BOOST_TEST(store.sweep() == 1u);
  BOOST_TEST(files() == 1u);
  BOOST_TEST(
      (fs::file_time_type::clock::now() - fs::last_write_time(path + "/" + used.sid + ".json") <
       std::chrono::hours(1)));
}

BOOST_FIXTURE_TEST_CASE(only_the_owner_can_read_them, Folder) {
  SessionStore store(path);
  const Session session = logged_in(store);
  struct stat status {};
  ::stat(path.c_str(), &status);
  BOOST_TEST((status.st_mode & 0777) == 0700u);
  ::stat((path + "/" + session.sid + ".json").c_str(), &status);
  BOOST_TEST((status.st_mode & 0777) == 0600u);
}

BOOST_AUTO_TEST_CASE(ids_do_not_repeat) {
  BOOST_TEST(SessionStore::new_sid() != SessionStore::new_sid());
  BOOST_TEST(SessionStore::is_sid(SessionStore::new_sid()));
}
