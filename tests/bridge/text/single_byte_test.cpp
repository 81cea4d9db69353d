#include "bridge/text/single_byte.hpp"

#include <boost/test/unit_test.hpp>

using chatterd::bridge::from_single_bytes;
using chatterd::bridge::knows_single_byte;

BOOST_AUTO_TEST_CASE(an_encoding_is_known_by_all_its_names) {
  for (const char* name : {"ISO-8859-1", "iso8859-1", "latin1", "Latin-1", "L1", "ISO_8859-1"})
    BOOST_TEST(from_single_bytes("\xe9\xdf", name).value() == "éß", name);
  for (const char* name : {"windows-1252", "CP1252", "cp-1252"})
    BOOST_TEST(from_single_bytes("\x80\x93", name).value() == "€“", name);
  BOOST_TEST(from_single_bytes("\xd0\xd2\xc9", "KOI8-R").value() == "при");
  for (const char* name : {"", "-", "utf-8", "klingon", "latin1 l1", "8859"})
    BOOST_TEST(!knows_single_byte(name), name);
}

BOOST_AUTO_TEST_CASE(bytes_that_mean_nothing_are_not_read) {
  BOOST_TEST(!from_single_bytes("a\x81", "windows-1252"));
  BOOST_TEST(!from_single_bytes("a\xe9", "ascii"));
  BOOST_TEST(from_single_bytes("a", "ascii").value() == "a");
}
