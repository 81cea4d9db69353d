// Header fields as they come: words in any cut, parameters in any form.
#include "bridge/mail/header_text.hpp"

#include <boost/test/unit_test.hpp>

#include "bridge/files/hash.hpp"

using namespace chatterd::bridge;

namespace {

std::string filename(const std::string& raw) {
  return plain_file_name(parse_header_value(raw).parameter("filename"));
}

}  // namespace

BOOST_AUTO_TEST_CASE(encoded_words_are_decoded_wherever_they_are_cut) {
  BOOST_TEST(decode_header("=?utf-8?q?caf=C3=A9?= noir") == "caf\xC3\xA9 noir");
  BOOST_TEST(decode_header("=?utf-8?B?8J+?=\n =?utf-8?B?mIA=?= split") == "\xF0\x9F\x98\x80 split");
  BOOST_TEST(decode_header("=?utf-8?B?w6k=w6k=?=") == "\xC3\xA9\xC3\xA9");
  BOOST_TEST(decode_header("=?utf-8?B?w6k=?= =?utf-8?B?w6k=?=") == "\xC3\xA9\xC3\xA9");
  BOOST_TEST(decode_header("=?utf-8?B?w6k?=") == "\xC3\xA9");
  BOOST_TEST(decode_header("=?ks_c_5601-1987?B?vsiz5w==?=") == "\xEC\x95\x88\xEB\x85\x95");
  BOOST_TEST(decode_header("=?iso-8859-1*fr?Q?=E9?=") == "\xC3\xA9");
  BOOST_TEST(decode_header("=?utf-8?Q?a_b?=  =?utf-8?Q?_c?= d") == "a b c d");
  BOOST_TEST(decode_header("a =?x?y?z?= b") == "a =?x?y?z?= b");
  BOOST_TEST(decode_header("=?utf-8?B?") == "=?utf-8?B?");
  BOOST_TEST(decode_header("one\r\n\ttwo") == "one two");
  BOOST_TEST(decode_header("raw \xC3\xA9 and \xF0\x9F\x98\x80") ==
             "raw \xC3\xA9 and \xF0\x9F\x98\x80");
  BOOST_TEST(decode_header("=?utf-8?Q?a=00b=0D=0ABcc:_c?=") == "ab  Bcc: c");
}

// Any text, cut anywhere into words (inside characters too), comes back.
BOOST_AUTO_TEST_CASE(any_text_cut_anywhere_comes_back) {
  const std::string text = "\xC3\xA9\xF0\x9F\x98\x80 \xE4\xBD\xA0\xE5\xA5\xBD? =_x";
  for (std::size_t first = 0; first <= text.size(); ++first)
    for (std::size_t second = first; second <= text.size(); second += 3) {
      std::string header;
      for (const auto& [from, to] :
           {std::pair(std::size_t(0), first), {first, second}, {second, text.size()}})
        if (to > from)
          header += (header.empty() ? "=?utf-8?B?" : "\n =?UTF-8?b?") +
                    base64_encode(text.substr(from, to - from)) + "?=";
      BOOST_TEST(decode_header(header) == text);
    }
}

BOOST_AUTO_TEST_CASE(file_names_are_read_in_every_form) {
  BOOST_TEST(filename("attachment;\n filename*0*=UTF-8''%74%C3%A4;\n filename*1*=%C3%B6%2E%70df") ==
             "t\xC3\xA4\xC3\xB6.pdf");
  BOOST_TEST(filename("attachment; filename*1=\"b.pdf\"; filename*0=\"a-\"") == "a-b.pdf");
  BOOST_TEST(filename("attachment; filename*0*=iso-8859-1''%E9; filename*1=\"%20.txt\"") ==
             "\xC3\xA9%20.txt");
  BOOST_TEST(filename("attachment; filename=\"x.pdf\"; filename*=UTF-8''%E2%82%AC.pdf") ==
             "\xE2\x82\xAC.pdf");
  BOOST_TEST(filename("attachment; filename*=''bare.pdf") == "bare.pdf");
  BOOST_TEST(filename("attachment; filename=utf-8''%C3%A9.pdf") == "\xC3\xA9.pdf");
  BOOST_TEST(filename("attachment; filename=two words.pdf") == "two words.pdf");
  BOOST_TEST(filename("attachment; filename=\"a<b>&\\\"c\\\".pdf\"") == "a<b>&\"c\".pdf");
  BOOST_TEST(filename("attachment; filename=\"a \"quoted\" b.pdf\"; size=3") ==
             "a \"quoted\" b.pdf");
  BOOST_TEST(filename("attachment;\n\tfilename=\"one and\n two.pdf\"") == "one and two.pdf");
  BOOST_TEST(filename("attachment; filename=\"../../etc/passwd\"") == "passwd");
  BOOST_TEST(filename("attachment; filename=\"C:\\My Documents\\x.doc\"") == "x.doc");
  BOOST_TEST(filename("attachment; filename=\"=?utf-8?B?w6kucGRm?=\"") == "\xC3\xA9.pdf");
  BOOST_TEST(filename("attachment; filename=\"=?utf-8?Q?a?=\n =?utf-8?Q?b.pdf?=\"") == "ab.pdf");
  BOOST_TEST(filename("attachment; FileName = \"x;y.pdf\" ; size=1") == "x;y.pdf");
  BOOST_TEST(filename("attachment; filename=\"r\xC3\xA9sum\xC3\xA9.pdf\"") ==
             "r\xC3\xA9sum\xC3\xA9.pdf");
  BOOST_TEST(filename("attachment; filename=\"" + std::string(300, 'x') + ".pdf\"") ==
             std::string(300, 'x') + ".pdf");
  BOOST_TEST(filename("filename=alone.pdf") == "alone.pdf");
  BOOST_TEST(filename("attachment filename=\"x;y.pdf\"; size=1") == "x;y.pdf");
  BOOST_TEST(filename("attachment; filename=\"\"") == "");
  BOOST_TEST(filename("attachment; filename=\"..\"") == "");
  BOOST_TEST(filename("attachment; filename") == "");
  BOOST_TEST(filename("attachment; filename=\"open") == "open");
}

BOOST_AUTO_TEST_CASE(types_have_a_value_and_parameters) {
  const HeaderValue type =
      parse_header_value("Multipart/Mixed; boundary=\"a b=;c\"; Charset=utf-8; charset=other");
  BOOST_TEST(type.value == "multipart/mixed");
  BOOST_TEST(type.parameter("boundary") == "a b=;c");
  BOOST_TEST(type.parameter("charset") == "utf-8");
  BOOST_TEST(parse_header_value("text/html charset=utf-8").value == "text/html");
  BOOST_TEST(parse_header_value("text/html charset=utf-8").parameter("charset") == "utf-8");
  BOOST_TEST(parse_header_value("").value == "");
  BOOST_TEST(parse_header_value(";;=;x").parameters.empty());
}
