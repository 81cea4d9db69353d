#include "bridge/files/filestore.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <thread>

#include "bridge/files/hash.hpp"

using namespace chatterd::bridge;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {
struct Folder {
  fs::path path = fs::temp_directory_path() / ("chatterd-filestore-" + random_hex(6));
  ~Folder() { fs::remove_all(path); }
};
const std::string kAbc = "a9/a9993e364706816aba3e25717850c26c9cd0d89d";
}  // namespace

BOOST_AUTO_TEST_CASE(bytes_are_kept_under_their_sha1_and_put_on_the_checklist) {
  Folder folder;
  Filestore store(folder.path);
  BOOST_TEST(store.write("abc") == kAbc);
  BOOST_TEST(store.write("abc") == kAbc);
  BOOST_TEST((store.read(kAbc) == "abc"));
  BOOST_TEST((store.size(kAbc) == 3U));
  BOOST_TEST(fs::exists(folder.path / "checklist" / kAbc));
  // The file and its note, no temporary left behind.
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path))
    files += entry.is_regular_file() ? 1 : 0;
  BOOST_TEST(files == 2U);
  BOOST_TEST((store.read(store.write("")) == ""));
}

BOOST_AUTO_TEST_CASE(a_file_of_the_older_layout_is_used_again) {
  Folder folder;
  const std::string old = "a99/a9993e364706816aba3e25717850c26c9cd0d89d";
  fs::create_directories(folder.path / "a99");
  std::ofstream(folder.path / old) << "abc";
  BOOST_TEST(Filestore(folder.path).write("abc") == old);
}

BOOST_AUTO_TEST_CASE(a_range_is_cut_to_the_file) {
  Folder folder;
  Filestore store(folder.path);
  const auto name = store.write("0123456789");
  BOOST_TEST((store.read_range(name, 2, 3) == "234"));
  BOOST_TEST((store.read_range(name, 8, 100) == "89"));
  BOOST_TEST((store.read_range(name, 10, 1) == ""));
  BOOST_TEST((store.read_range(name, 1ULL << 40, 1) == ""));
}

BOOST_AUTO_TEST_CASE(no_name_reaches_outside_the_folder) {
  Folder folder;
  Filestore store(folder.path / "db");
  fs::create_directories(folder.path / "db");
  std::ofstream(folder.path / "secret") << "x";
  for (const auto* name :
       {"../secret", "ab/../../secret", "/etc/passwd", "..\\secret", "ab/../../../../etc/passwd"}) {
    const auto path = store.full_path(name).lexically_normal().string();
    BOOST_TEST(path.starts_with((folder.path / "db").string() + "/"), path);
    BOOST_TEST(!store.read(name).has_value());
  }
  for (const std::string& name :
       {std::string(), std::string(".."), std::string("/"), std::string("a\0b", 3)})
    BOOST_CHECK_THROW(store.full_path(name), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_missing_file_reads_as_nothing) {
  Folder folder;
  Filestore store(folder.path);
  BOOST_TEST(!store.read("ab/abcdef").has_value());
  BOOST_TEST(!store.size("ab/abcdef").has_value());
  fs::create_directories(folder.path / "ab");
  BOOST_TEST(!store.read("ab").has_value());
}

BOOST_AUTO_TEST_CASE(collection_removes_only_what_nothing_uses) {
  Folder folder;
  Filestore store(folder.path);
  const auto used = store.write("used"), unused = store.write("unused"),
             unlisted = store.write("unlisted");
  fs::remove(folder.path / "checklist" / unlisted);
  std::vector<std::string> asked;
  const auto in_use = [&](const std::vector<std::string>& names) {
    asked = names;
    return std::set<std::string>{used};
  };
  BOOST_TEST(store.collect(0s, in_use) == 1U);
  BOOST_TEST(asked.size() == 2U);
  BOOST_TEST((store.read(used) == "used"));
  BOOST_TEST(!store.read(unused).has_value());
  BOOST_TEST((store.read(unlisted) == "unlisted"));
  BOOST_TEST(store.collect(0s, in_use) == 0U);
  store.mark_for_gc(unlisted);
  BOOST_TEST(store.collect(0s, in_use) == 1U);
}

BOOST_AUTO_TEST_CASE(what_was_written_a_moment_ago_is_not_collected) {
  Folder folder;
  Filestore store(folder.path);
  const auto none_in_use = [](const std::vector<std::string>&) { return std::set<std::string>(); };
  const auto name = store.write("its row is on its way");
  BOOST_TEST(store.collect(1h, none_in_use) == 0U);
  const auto note = folder.path / "checklist" / name;
  fs::last_write_time(note, fs::file_time_type::clock::now() - 2h);
  store.write("its row is on its way");  // somebody else's, the file is there
  BOOST_TEST(store.collect(1h, none_in_use) == 0U);
  fs::last_write_time(note, fs::file_time_type::clock::now() - 2h);
  BOOST_TEST(store.collect(1h, none_in_use) == 1U);
  BOOST_TEST(!store.read(name).has_value());
}

BOOST_AUTO_TEST_CASE(writers_of_the_same_bytes_do_not_disturb_each_other) {
  Folder folder;
  Filestore store(folder.path);
  const std::string bytes(300000, 'x');
  std::vector<std::thread> writers;
  for (int count = 0; count < 8; ++count)
    writers.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        const auto name = store.write(bytes + std::to_string(round));
        if (store.size(name) != bytes.size() + std::to_string(round).size()) std::abort();
      }
    });
  for (auto& writer : writers) writer.join();
  BOOST_TEST((store.read(store.write(bytes + "7")) == bytes + "7"));
}
