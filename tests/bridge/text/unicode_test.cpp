#include "bridge/text/unicode.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd::bridge;

BOOST_AUTO_TEST_CASE(accents_are_left_out_and_compatible_characters_become_plain) {
  BOOST_TEST(remove_accents("Équipe façade") == "Equipe facade");
  BOOST_TEST(remove_accents("ﬁn ①") == "fin 1");
  BOOST_TEST(remove_accents("日本 łódź") == "日本 łodz");
}

BOOST_AUTO_TEST_CASE(faulty_bytes_do_not_end_the_text) {
  BOOST_TEST(remove_accents("a\xff z") == "a\xEF\xBF\xBD z");
}

BOOST_AUTO_TEST_CASE(utf8_is_told_from_other_bytes) {
  BOOST_TEST(is_utf8("é漢😀"));
  BOOST_TEST(is_utf8(std::string("a\0é\0", 5)));
  BOOST_TEST(!is_utf8(std::string("a\0\xe9", 3)));
  for (const char* bad :
       {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe0\x80\x80", "a\x80"})
    BOOST_TEST(!is_utf8(bad));
}

BOOST_AUTO_TEST_CASE(a_code_point_becomes_utf8) {
  std::string text;
  for (const char32_t c : {U'a', U'é', U'漢', U'😀'}) append_utf8(text, c);
  BOOST_TEST(text == "aé漢😀");
}

BOOST_AUTO_TEST_CASE(every_character_is_read_as_it_was_written) {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string text = "x";
    append_utf8(text, c);
    const CodePoint read = code_point(text, 1);
    if (read.value != c || read.length != text.size() - 1) BOOST_ERROR(static_cast<unsigned>(c));
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_utf8_has_no_length) {
  for (const char* bad : {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80",
                          "\xf4\x90\x80\x80", "\xe0\x80\x80", "\x80", "\xe2\x82"}) {
    const CodePoint read = code_point(bad, 0);
    BOOST_TEST(read.length == 0);
    BOOST_TEST((read.value == static_cast<unsigned char>(bad[0])));
  }
}

BOOST_AUTO_TEST_CASE(letters_change_their_case_as_in_python) {
  BOOST_TEST(upper_case("straße ﬁn ŉ éàœ ДЯ łß ǆ 𐐨 😀") == "STRASSE FIN ʼN ÉÀŒ ДЯ ŁSS Ǆ 𐐀 😀");
  BOOST_TEST(upper_case(std::string("a\0b", 3)) == std::string("A\0B", 3));
  const std::pair<char32_t, char32_t> pairs[] = {{U'É', U'é'}, {U'Я', U'я'}, {U'Ⅷ', U'ⅷ'},
                                                 {U'Ⓑ', U'ⓑ'}, {U'𐐀', U'𐐨'}, {U'漢', U'漢'},
                                                 {U'ẞ', U'ß'}};
  for (const auto& [capital, small] : pairs) BOOST_TEST((lower_case(capital) == small));
  BOOST_TEST(is_cased(U'ß'));
  BOOST_TEST(!is_cased(U'漢'));
  for (const char32_t c : {U'\'', U'.', U':', U'\u0301', U'\u200D', U'ʰ', U'^'})
    BOOST_TEST(is_case_ignorable(c));
  BOOST_TEST(!is_case_ignorable(U'a'));
}

BOOST_AUTO_TEST_CASE(kinds_of_characters_are_python_s) {
  for (const char32_t c : {U'a', U'9', U'é', U'漢', U'٣', U'½', U'ª', U'𐐀', U'Ⅷ'})
    BOOST_TEST(is_alphanumeric(c));
  for (const char32_t c : {U'_', U'-', U'😀', U'\u0301', U'€', U' '})
    BOOST_TEST(!is_alphanumeric(c));
  for (const char32_t c : {U'a', U' ', U'😀', U'\u0301', U'€'}) BOOST_TEST(is_printable(c));
  for (const char32_t c :
       {U'\x7f', U'\u00A0', U'\u00AD', U'\u200B', U'\u2028', U'\uE000', U'\uFFFE'})
    BOOST_TEST(!is_printable(c));
  BOOST_TEST(hex_digit_value('0') == 0);
  BOOST_TEST(hex_digit_value('f') == 15);
  BOOST_TEST(hex_digit_value('A') == 10);
  for (const char32_t c : {U'g', U'/', U':', U'@', U'٣', U'\u0161', U'\U00010041'})
    BOOST_TEST(hex_digit_value(c) == -1);
}
