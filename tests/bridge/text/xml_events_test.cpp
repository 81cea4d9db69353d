#include "bridge/text/xml_events.hpp"

#include <boost/test/unit_test.hpp>

#include "bridge/text/unicode.hpp"

using namespace chatterd::bridge;

namespace {

// "<a>" starts, "</a>" ends, and texts are what they are.
struct Written : XmlEvents {
  void start(std::string_view name) override { ((out += '<') += name) += '>'; }
  void text(std::string_view piece) override { out += piece; }
  void end(std::string_view name) override { ((out += "</") += name) += '>'; }
  std::string out;
};

std::string read(std::string_view document, std::size_t depth = 10) {
  Written events;
  read_xml(document, depth, events);
  return events.out;
}

std::string utf16(std::string_view text, bool mark, bool little) {
  std::u16string units = mark ? u"\ufeff" : u"";
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t c = size == 1 ? lead : size == 4 ? lead & 7u : size == 3 ? lead & 15u : lead & 31u;
    for (std::size_t i = 1; i < size; ++i)
      c = c << 6 | (static_cast<unsigned char>(text[at + i]) & 63u);
    at += size;
    if (c > 0xffff) units += static_cast<char16_t>(0xd7c0 + (c >> 10));
    units += static_cast<char16_t>(c > 0xffff ? 0xdc00 + (c & 0x3ff) : c);
  }
  std::string out;
  for (const char16_t unit : units) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xff);
    out += little ? low : high;
    out += little ? high : low;
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(elements_and_texts_come_in_their_order) {
  BOOST_TEST(read("<?xml version='1.0'?>\n<!-- c --><a b='>'>x "
                  "&amp;&lt;&#65;<n:b/><![CDATA[<c>]]>\r\ny</a>\n") ==
             "<a>x &<A<n:b></n:b><c>\ny</a>");
}

BOOST_AUTO_TEST_CASE(utf8_and_utf16_are_known_by_how_they_begin) {
  const std::string text = "<a>\xf0\x9f\x98\x80 \xc3\xa9</a>";
  BOOST_TEST(read("\xef\xbb\xbf" + text) == text);
  BOOST_TEST(read("\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>" + text) == text);
  for (const bool mark : {true, false})
    for (const bool little : {true, false}) {
      BOOST_TEST(read(utf16(text, mark, little)) == text);
      BOOST_TEST(read(utf16("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + text, mark, little)) ==
                 text);
    }
  BOOST_CHECK_THROW(read(utf16(text, true, true).substr(0, 11)), XmlError);
  BOOST_CHECK_THROW(read(std::string("\xff\xfe<\0a\0>\0\x3d\xd8<\0/\0a\0>\0", 18)), XmlError);
}

BOOST_AUTO_TEST_CASE(encodings_of_one_byte_are_known_by_all_their_names) {
  const auto in = [](const std::string& name, const std::string& bytes) {
    const std::string text =
        read("<?xml version='1.0' encoding = \"" + name + "\" ?><a>" + bytes + "</a>");
    return text.substr(3, text.size() - 7);
  };
  for (const char* name : {"ISO-8859-1", "iso8859-1", "latin1", "Latin-1", "L1", "ISO_8859-1"})
    BOOST_TEST(in(name, "\xe9\xdf") == "éß", name);
  for (const char* name : {"windows-1252", "CP1252"})
    BOOST_TEST(in(name, "\x80\x93") == "€“", name);
  BOOST_TEST(in("koi8-r", "\xd0\xd2\xc9") == "при");
  BOOST_TEST(in("iso-8859-15", "\xa4") == "€");
  BOOST_TEST(in("macintosh", "\x8e") == "é");
  BOOST_TEST(in("US-ASCII", "a") == "a");
  BOOST_CHECK_THROW(in("US-ASCII", "\xe9"), XmlError);
  BOOST_CHECK_THROW(in("windows-1252", "\x81"), XmlError);
  BOOST_CHECK_THROW(in("utf-8", "\xe9"), XmlError);
  BOOST_CHECK_THROW(in("klingon", "a"), XmlError);
  BOOST_CHECK_THROW(in("iso88591 ascii", "a"), XmlError);
  BOOST_CHECK_THROW(in("utf-16", "a"), XmlError);
}

BOOST_AUTO_TEST_CASE(what_is_not_well_formed_is_refused) {
  for (const char* document :
       {"", "  ", "a", "<a>", "<a></b>", "<a>&b;</a>", "<a>&#0;</a>", "<a>\x02</a>", "<a/><b/>",
        "<a b='1' b='2'/>", "<!DOCTYPE a><a/>", "<?xml version='1.0' encoding=?><a/>",
        "<a><![CDATA[</a>", "<a>\xed\xa0\x80</a>", "<a/>b"})
    BOOST_CHECK_THROW(read(document), XmlError);
  BOOST_CHECK_THROW(read("<a><a><a></a></a></a>", 2), XmlError);
  BOOST_TEST(read("<a><b/><b/></a>", 2) == "<a><b></b><b></b></a>");
}

BOOST_AUTO_TEST_CASE(what_a_reader_throws_comes_out) {
  struct Thrower : Written {
    void text(std::string_view) override { throw std::domain_error("mine"); }
  } events;
  BOOST_CHECK_THROW(read_xml("<a>x<b/>y</a>", 9, events), std::domain_error);
  BOOST_TEST(events.out == "<a>");
}
