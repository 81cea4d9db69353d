// Slack's mrkdwn becomes HTML that holds no tag that Slack's users could have written.
#include "models/migrate/slack/slack_text.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd::migrate;

namespace {

std::string shown(const std::string& text) {
  const SlackNames names = {
      [](const std::string& id, const std::string&) { return "[" + id + "]"; },
      [](const std::string& id, const std::string& label) { return "[" + id + " " + label + "]"; }};
  return slack_html(text, names);
}

}  // namespace

BOOST_AUTO_TEST_CASE(markers_count_at_the_edges_of_words) {
  BOOST_TEST(shown("*a* _b_ ~c~ `d`") == "<p><b>a</b> <i>b</i> <s>c</s> <code>d</code></p>");
  BOOST_TEST(shown("2*3*4 snake_case_name a ~ b ~ c * d *") ==
             "<p>2*3*4 snake_case_name a ~ b ~ c * d *</p>");
  BOOST_TEST(shown("*bold _both_* (*x*)!") == "<p><b>bold <i>both</i></b> (<b>x</b>)!</p>");
  BOOST_TEST(shown("*open") == "<p>*open</p>");
  BOOST_TEST(shown("`*no*` *a `*` b*") == "<p><code>*no*</code> <b>a <code>*</code> b</b></p>");
}

BOOST_AUTO_TEST_CASE(names_and_links) {
  BOOST_TEST(shown("<@U1> <#C1|general> <!here> <!subteam^S1|@crew>") ==
             "<p>[U1] [C1 general] @here @crew</p>");
  BOOST_TEST(shown("<https://a.org/?x=1&amp;y=\"|A &amp; B>") ==
             "<p><a href=\"https://a.org/?x=1&amp;y=&quot;\" target=\"_blank\" rel=\"noreferrer "
             "noopener\">A &amp; B</a></p>");
  BOOST_TEST(shown("<mailto:a@b.org|a@b.org>").find("href=\"mailto:a@b.org\"") !=
             std::string::npos);
  BOOST_TEST(shown("<javascript:alert(1)|x> <data:text/html,y> <vbscript:z>") ==
             "<p>x data:text/html,y vbscript:z</p>");
}

BOOST_AUTO_TEST_CASE(what_is_no_markup_is_escaped) {
  BOOST_TEST(shown("&lt;b&gt; a & b \"c\" \x01") == "<p>&lt;b&gt; a &amp; b \"c\" </p>");
  BOOST_TEST(shown("```<script>```") == "<pre>script</pre>");
  BOOST_TEST(shown("`a <https://x.org|&lt;y&gt;>`") == "<p><code>a &lt;y&gt;</code></p>");
}

BOOST_AUTO_TEST_CASE(lines_make_blocks) {
  BOOST_TEST(shown("a\nb\n\nc") == "<p>a<br>b</p><p>c</p>");
  BOOST_TEST(shown("• a\n• b\n1. c\nd") ==
             "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol><p>d</p>");
  BOOST_TEST(shown("&gt; a\n&gt;b\nc") ==
             std::string(quote_begin) + "a<br>b" + quote_end + "<p>c</p>");
  BOOST_TEST(shown("&gt;&gt;&gt; a\nb") == std::string(quote_begin) + "a<br>b" + quote_end);
  BOOST_TEST(shown("a\n```\nx\n  y\n```\nb") == "<p>a</p><pre>x\n  y</pre><p>b</p>");
  BOOST_TEST(shown("") == "");
}

BOOST_AUTO_TEST_CASE(short_names_become_emoji) {
  BOOST_TEST(shown(":tada: :own: 10:20:30 :wave::skin-tone-3:") ==
             "<p>🎉 :own: 10:20:30 👋🏼</p>");
  BOOST_TEST(shown(":flag-de: :flag-x1: :flag-:") == "<p>🇩🇪 :flag-x1: :flag-:</p>");
}

BOOST_AUTO_TEST_CASE(block_kit_as_text) {
  const auto blocks = chatterd::Json::parse(
      R"([{"type": "header", "text": {"type": "plain_text", "text": "Head <1>"}},
          {"type": "section", "text": {"type": "mrkdwn", "text": "*b*"}, "fields": [{"type": "mrkdwn", "text": "f"}]},
          {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "text", "text": "x "}, {"type": "user", "user_id": "U1"}, {"type": "link", "url": "https://a.org"}]}]}])");
  BOOST_TEST(slack_blocks_text(blocks) == "Head &lt;1&gt;\n*b*\nf\nx <@U1><https://a.org>");
  const auto inside = chatterd::Json::parse(
      R"([{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "emoji", "name": "wave", "skin_tone": 3}, {"type": "usergroup", "usergroup_id": "S1"},
            {"type": "date", "fallback": "Jan 1"}]}]},
          {"type": "context", "elements": [{"type": "image", "alt_text": "a picture"}]}])");
  BOOST_TEST(slack_blocks_text(inside) == ":wave::skin-tone-3:<!subteam^S1>Jan 1\na picture");
}
