#include "bridge/files/mimetypes.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <vector>

using namespace chatterd::bridge;
using namespace std::string_literals;

namespace {

// A zip archive of stored files.
std::string zip(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string archive, directory;
  const auto number = [](std::string& to, std::size_t value, unsigned width) {
    for (unsigned index = 0; index < width; ++index)
      to += static_cast<char>(value >> 8 * index & 255);
  };
  for (const auto& [name, content] : files) {
    const auto offset = archive.size();
    const auto common = [&](std::string& to) {
      number(to, 20, 2), number(to, 0, 2), number(to, 0, 2), number(to, 0, 4), number(to, 0, 4);
      number(to, content.size(), 4), number(to, content.size(), 4), number(to, name.size(), 2),
          number(to, 0, 2);
    };
    archive += "PK\x03\x04";
    common(archive);
    archive += name + content;
    directory += "PK\x01\x02";
    number(directory, 20, 2);
    common(directory);
    number(directory, 0, 2), number(directory, 0, 2), number(directory, 0, 2),
        number(directory, 0, 4);
    number(directory, offset, 4);
    directory += name;
  }
  const auto begin = archive.size();
  archive += directory + "PK\x05\x06";
  number(archive, 0, 4), number(archive, files.size(), 2), number(archive, files.size(), 2);
  number(archive, directory.size(), 4), number(archive, begin, 4), number(archive, 0, 2);
  return archive;
}

std::string compound(const std::string& subheader) {
  auto file = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s;
  file.resize(0x200);
  return file + subheader;
}

}  // namespace

BOOST_AUTO_TEST_CASE(signatures_tell_the_type) {
  BOOST_TEST(guess_mimetype("%PDF-1.4") == "application/pdf");
  BOOST_TEST(guess_mimetype("\xFF\xD8\xFF\xE0..") == "image/jpeg");
  BOOST_TEST(guess_mimetype("\xFF\xD8\xFF\xDB..") == "application/octet-stream");
  BOOST_TEST(guess_mimetype("\x89PNG\r\n\x1A\n") == "image/png");
  BOOST_TEST(guess_mimetype("GIF89a") == "image/gif");
  BOOST_TEST(guess_mimetype("BMW is a car") == "image/bmp");
  BOOST_TEST(guess_mimetype("<html>") == "image/svg+xml");
  BOOST_TEST(guess_mimetype("\0\0\1\0"s) == "image/x-icon");
  BOOST_TEST(guess_mimetype("plain text") == "application/octet-stream");
  BOOST_TEST(guess_mimetype("", "image/png") == "image/png");
}

BOOST_AUTO_TEST_CASE(old_office_files_are_told_apart) {
  BOOST_TEST(guess_mimetype(compound("\xEC\xA5\xC1\x00"s)) == "application/msword");
  BOOST_TEST(guess_mimetype(compound("... Microsoft Excel ...")) == "application/vnd.ms-excel");
  BOOST_TEST(guess_mimetype(compound("\xFD\xFF\xFF\xFF\x43\0\0\0"s)) ==
             "application/vnd.ms-powerpoint");
  BOOST_TEST(guess_mimetype("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") == "application/msword");
}

BOOST_AUTO_TEST_CASE(zip_archives_are_looked_into) {
  BOOST_TEST(guess_mimetype(zip({{"[Content_Types].xml", ""}, {"word/document.xml", "x"}})) ==
             "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  BOOST_TEST(guess_mimetype(zip({{"[Content_Types].xml", ""}, {"xl/workbook.xml", "x"}})) ==
             "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  BOOST_TEST(guess_mimetype(zip({{"[Content_Types].xml", ""}, {"ppt/slides.xml", "x"}})) ==
             "application/zip");
  BOOST_TEST(guess_mimetype(zip({{"word/document.xml", "x"}})) == "application/zip");
  BOOST_TEST(guess_mimetype(zip(
                 {{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", ""}})) ==
             "application/vnd.oasis.opendocument.text");
  BOOST_TEST(guess_mimetype(zip({{"mimetype", "no type"}})) == "application/zip");
  BOOST_TEST(guess_mimetype(zip({{"mimetype", std::string(300, 'a') + "/b"}})) ==
             "application/zip");
}

BOOST_AUTO_TEST_CASE(a_broken_zip_is_a_zip) {
  const auto whole = zip({{"mimetype", "application/vnd.oasis.opendocument.text"}});
  for (std::size_t length = 4; length < whole.size(); ++length)
    BOOST_TEST(guess_mimetype(whole.substr(0, length)) == "application/zip");
  for (std::size_t at = 4; at < whole.size(); ++at) {
    auto bent = whole;
    bent[at] = '\xff';
    BOOST_TEST(guess_mimetype(bent).starts_with("application/"));
  }
}

BOOST_AUTO_TEST_CASE(names_tell_the_type_as_in_python) {
  BOOST_TEST((guess_type("a.txt") == "text/plain"));
  BOOST_TEST((guess_type("photo.JPG") == "image/jpeg"));
  BOOST_TEST((guess_type("https://host/a.png") == "image/png"));
  BOOST_TEST((guess_type("/web/static/a.tar.gz") == "application/x-tar"));
  BOOST_TEST((guess_type("a.tgz") == "application/x-tar"));
  BOOST_TEST((guess_type("data:image/gif;base64,R0lGOD") == "image/gif"));
  BOOST_TEST((guess_type("data:,hello") == "text/plain"));
  for (const auto* name : {"noextension", ".bashrc", "", "a.", "folder.txt/file", "a.png?x=1"})
    BOOST_TEST(!guess_type(name).has_value(), name);
  BOOST_TEST((guess_extension("text/plain") == ".txt"));
  BOOST_TEST((guess_extension("image/png") == ".png"));
  BOOST_TEST((guess_extension("image/jpeg") == ".jpg"));
  BOOST_TEST(!guess_extension("application/x-unheard-of").has_value());
}
