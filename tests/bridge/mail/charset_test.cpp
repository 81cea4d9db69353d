// The one decoder of headers and bodies: whatever a mail calls its charset, its words are read.
#include "bridge/mail/charset.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd::bridge;

BOOST_AUTO_TEST_CASE(charsets_are_known_by_every_name_that_mail_programs_use) {
  const struct {
    const char *bytes, *text;
    std::vector<const char*> names;
  } kinds[] = {
      {"\xBE\xC8\xB3\xE7",
       "\xEC\x95\x88\xEB\x85\x95",
       {"ks_c_5601-1987", "KS_C_5601-1989", "windows-949", "euc-kr", "cp949", "x-windows-949",
        "\"euc-kr\"", "korean"}},
      {"\xC4\xE3\xBA\xC3", "\xE4\xBD\xA0\xE5\xA5\xBD", {"gb2312", "GBK", "cp936", "gb18030"}},
      {"~{Dc:C~}", "\xE4\xBD\xA0\xE5\xA5\xBD", {"hz", "hz-gb-2312"}},
      {"H+AOk-", "H\xC3\xA9", {"utf-7", "unicode-1-1-utf-7", "UTF7"}},
      {"\x82\xB1",
       "\xE3\x81\x93",
       {"shift_jis", "x-sjis", "windows-31j", "cp932", "MS_Kanji", "x-ms-cp932"}},
      {"\x1B$B$3\x1B(B", "\xE3\x81\x93", {"iso-2022-jp", "", "x-unknown"}},
      {"\xCA\xC7", "\xE0\xB8\xAA\xE0\xB8\xA7", {"windows-874", "tis-620", "iso-8859-11"}},
      {"\x82", "\xC3\xA9", {"cp-850", "cp850", "ibm850", "IBM-850"}},
      {"\xF9\xC8", "\xD7\xA9\xD6\xB8", {"windows-1255", "cp1255", "x-cp1255"}},
      {"\x80 \x93q\x94",
       "\xE2\x82\xAC \xE2\x80\x9Cq\xE2\x80\x9D",
       {"iso-8859-1", "us-ascii", "windows-1252", "latin1", "", "x-unknown", "8bit"}},
      {"\xC3\xBC",
       "\xC3\xBC",
       {"utf-8", "utf8", "UTF_8", "utf-8//TRANSLIT", "utf-8*de", "iso-8859-1", "us-ascii", "",
        "nimporte"}},
      {"\xBF", "\xC5\xBC", {"iso-8859-2", "ISO_8859-2", "iso8859-2", "latin2", "ISO_8859-2:1987"}},
      {"\xE3", "\xD9\x83", {"iso-8859-6", "iso-8859-6-i", "ISO-8859-6-E"}},
      {"\xA4\xB3", "\xE3\x81\x93", {"euc-jp", "x-euc-jp"}},
      {"\xA7\x41\xA6\x6E", "\xE4\xBD\xA0\xE5\xA5\xBD", {"big5", "big5-eten", "x-x-big5"}},
      {"\xE4", "\xD0\xB4", {"windows-1251", "cp1251"}},
      {"\xC4", "\xD0\xB4", {"koi8-r", "KOI8R"}},
  };
  for (const auto& kind : kinds)
    for (const char* name : kind.names)
      BOOST_TEST(decode_charset(kind.bytes, name) == kind.text,
                 name << ": " << decode_charset(kind.bytes, name));
}

BOOST_AUTO_TEST_CASE(utf8_under_another_name_is_utf8_where_it_is_nothing_else) {
  const std::string word = "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2";
  for (const char* name : {"windows-1251", "koi8-r", "iso-8859-7", "latin2", "unicode", "utf-16"})
    BOOST_TEST(decode_charset(word, name) == word, name);
  BOOST_TEST(decode_charset("\xC5\xA1", "windows-874") == "\xE0\xB8\xA5\xE0\xB8\x81");
  BOOST_TEST(decode_charset("\xD1\xB3", "windows-1251") == "\xD0\xA1\xD1\x96");  // a short word
  BOOST_TEST(decode_charset("-N\x87"
                            "e",
                            "utf-16le") == "\xE4\xB8\xAD\xE6\x96\x87");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_costs_itself_alone) {
  BOOST_TEST(decode_charset("bad \xFF here, good: \xC3\xA9", "utf-8") ==
             "bad \xEF\xBF\xBD here, good: \xC3\xA9");
  BOOST_TEST(decode_charset("bad \xFF\xFE here, good: \xC3\xA9", "utf-8") ==
             "bad \xEF\xBF\xBD\xEF\xBF\xBD here, good: \xC3\xA9");
  BOOST_TEST(decode_charset("\xE4", "gb2312") == "\xEF\xBF\xBD");
  BOOST_TEST(decode_charset("a\xFF", "utf-8") == "a\xC3\xBF");  // no UTF-8 at all in it
  BOOST_TEST(decode_charset("", "utf-16") == "");
}

BOOST_AUTO_TEST_CASE(control_characters_and_byte_order_marks_are_left_out) {
  BOOST_TEST(decode_charset(std::string("a\0b\x07\tc\r\n", 8), "utf-8") == "ab\tc\r\n");
  BOOST_TEST(decode_charset("\xEF\xBB\xBFx", "utf-8") == "x");
  BOOST_TEST(decode_charset(std::string("\xFF\xFEn\0", 4), "utf-16") == "n");
}

// Any bytes under any name give valid UTF-8 without control characters.
BOOST_AUTO_TEST_CASE(any_bytes_under_any_name_are_text) {
  const std::vector<std::string> names{
      "",       "utf-8",  "utf-7",      "hz",     "iso-2022-jp", "iso-2022-kr", "gb2312", "big5",
      "euc-kr", "utf-16", "utf-32",     "cp437",  "iso-8859-16", "x",           "//",     "*",
      "\xFF",   "a/../b", "windows-99", "koi8-u", "iso-8859-99", "unicode",     "cp",     "'"};
  std::uint32_t seed = 1;
  for (int round = 0; round < 4000; ++round) {
    std::string bytes;
    for (int i = 0; i < round % 40; ++i) {
      seed = seed * 1664525 + 1013904223;
      bytes += static_cast<char>(seed >> 24);
    }
    const std::string text =
        decode_charset(bytes, names[static_cast<std::size_t>(round) % names.size()]);
    BOOST_TEST(decode_charset(text, "utf-8") == text);
  }
}
