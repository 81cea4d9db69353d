// Pages too deep for libxml2 keep every word.
#include "models/engine/html/depth.hpp"

#include <boost/test/unit_test.hpp>

#include "models/engine/html/html.hpp"

using namespace chatterd;

namespace {

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

bool keeps(const std::string& page, const std::string& word) {
  return html::sanitize(html::without_deep_tags(page)).find(word) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_page_that_is_not_too_deep_is_as_it_was) {
  for (const std::string& page :
       {std::string(), std::string("a < b"), repeated("<div>", 150) + "x" + repeated("</div>", 150),
        repeated("<p>x", 1000), repeated("<br><img src=x>", 1000), repeated("<li>x", 1000),
        repeated("<b>x</b>", 1000), repeated("<x/>", 1000), repeated("</div>", 1000)})
    BOOST_TEST(html::without_deep_tags(page) == page);
}

BOOST_AUTO_TEST_CASE(no_word_of_a_deep_page_is_lost) {
  for (const int depth : {255, 256, 1000, 20000}) {
    BOOST_TEST(
        keeps(repeated("<div>", depth) + "innermost" + repeated("</div>", depth), "innermost"));
    BOOST_TEST(keeps(repeated("<div>", depth) + repeated("</div>", depth) + "behind", "behind"));
    BOOST_TEST(keeps(repeated("<font color='>'>x", depth) + "innermost", "innermost"));
    BOOST_TEST(keeps(repeated("<table><tr><td>", depth) + "innermost", "innermost"));
    BOOST_TEST(keeps(repeated("<div><blockquote class=\"a\">", depth) + "innermost" +
                         repeated("</blockquote></div>", depth) + "behind",
                     "behind"));
  }
}

BOOST_AUTO_TEST_CASE(words_beside_tags_that_go_stay_apart) {
  const std::string page =
      html::without_deep_tags(repeated("<div>", 300) + "one</div>two" + repeated("</div>", 299));
  BOOST_TEST(page.find("one two") != std::string::npos);
}
