#include "bridge/text/markup.hpp"

#include <boost/test/unit_test.hpp>

using chatterd::bridge::escape_markup;

BOOST_AUTO_TEST_CASE(what_is_markup_becomes_entities) {
  BOOST_TEST(escape_markup("a < b && c > d é") == "a &lt; b &amp;&amp; c &gt; d é");
  BOOST_TEST(escape_markup("") == "");
}

BOOST_AUTO_TEST_CASE(quotes_are_written_as_the_caller_wants_them) {
  BOOST_TEST(escape_markup("\"it's\"") == "\"it's\"");
  BOOST_TEST(escape_markup("\"it's\"", "&quot;") == "&quot;it's&quot;");
  BOOST_TEST(escape_markup("\"it's\"", "&#34;", "&#39;") == "&#34;it&#39;s&#34;");
}
