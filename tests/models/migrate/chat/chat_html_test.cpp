// Texts of other chats become HTML that Odoo's sanitizer would leave as it is, whatever they hold.
#include "models/migrate/chat/chat_html.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

#include "models/engine/html/html.hpp"
#include "models/migrate/mattermost/mattermost_text.hpp"
#include "models/migrate/slack/slack_text.hpp"

using namespace chatterd;
using namespace chatterd::migrate;

namespace {

std::string mattermost(const std::string& text) {
  return mattermost_html(text, {[](const std::string& name) {
                                  return name == "ann" ? mention_link("res.partner", 7, "Ann")
                                                       : std::string();
                                },
                                [](const std::string&) { return std::string(); }});
}

std::string slack(const std::string& text) {
  return slack_html(text,
                    {[](const std::string&, const std::string&) { return std::string("@ann"); },
                     [](const std::string&, const std::string&) { return std::string("#x"); }});
}

// Every tag is ended, in the order of the beginnings.
bool are_in_pairs(const std::string& html) {
  std::vector<std::string> open;
  for (std::size_t at = 0; (at = html.find('<', at)) != std::string::npos; ++at) {
    const bool ends = html.compare(at, 2, "</") == 0;
    const std::size_t begin = at + (ends ? 2 : 1);
    const std::string name = html.substr(begin, html.find_first_of(" >", begin) - begin);
    if (name == "br" || name == "hr") continue;
    if (!ends)
      open.push_back(name);
    else if (open.empty() || open.back() != name)
      return false;
    else
      open.pop_back();
  }
  return open.empty();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(html_of_chats)

BOOST_AUTO_TEST_CASE(escapes_all_that_came) {
  BOOST_TEST(html_escaped("<b>&\"'\x01\x7F\t\n") == "&lt;b&gt;&amp;\"'\t\n");
  BOOST_TEST(attribute_escaped("<\"&>") == "&lt;&quot;&amp;&gt;");
  for (const char* text : {"a & b", "<x>", "\"q\" 'p'", "&amp;", "é"})
    BOOST_TEST(html_unescaped(html_escaped(text)) == text);
}

BOOST_AUTO_TEST_CASE(links_only_to_what_one_may_follow) {
  for (const char* url : {"http://a.example", "HTTPS://a.example/?x=1&y=\"", "mailto:a@b.example",
                          "ftp://a.example/f", "tel:+123"})
    BOOST_TEST(html_link(url, "label").find("href=") != std::string::npos, url);
  for (const char* url : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)",
                          "data:text/html,x", "vbscript:x", "", "http://", "//a.example"})
    BOOST_TEST(html_link(url, "label").find("href=") == std::string::npos, url);
}

BOOST_AUTO_TEST_CASE(names_people_as_discuss_does) {
  const std::string link = mention_link("res.partner", 7, "<Ann>");
  BOOST_TEST(link.find("data-oe-id=\"7\"") != std::string::npos);
  BOOST_TEST(link.find("data-oe-model=\"res.partner\"") != std::string::npos);
  BOOST_TEST(link.find("<Ann>") == std::string::npos);
  BOOST_TEST(mattermost("hello @ann and @bob").find(">@Ann") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(is_left_as_it_is_by_the_sanitizer) {
  for (const char* text :
       {"plain", "*a* **b** _c_ ~~d~~ `e`", "# title\n\ntext\n\n* one\n* two\n\n1. a\n2. b",
        "> quoted\n> more", "```\ncode <b>\n```",
        "[link](https://a.example/?x=1&y=2) https://b.example", "| a | b |\n|---|---|\n| 1 | 2 |",
        "a < b & c > d \"e\"", "hello @ann", ":smile: :tada:", "---",
        "![picture](https://a.example/p.png)", "line\nbreak  \nhard"})
    for (const std::string& html : {mattermost(text), slack(text)})
      BOOST_TEST(html::sanitize(html) == html, text);
}

BOOST_AUTO_TEST_CASE(holds_no_script_whatever_the_text) {
  const std::vector<std::string> pieces = {"<script>alert(1)</script>",
                                           "[x](javascript:alert(1))",
                                           "<javascript:alert(1)|x>",
                                           "![x](javascript:alert(1))",
                                           "<img src=x onerror=alert(1)>",
                                           "**",
                                           "_",
                                           "`",
                                           "```",
                                           "> ",
                                           "\n",
                                           "\n\n",
                                           "| a |\n|---|\n",
                                           "[",
                                           "](",
                                           ")",
                                           "<",
                                           ">",
                                           "&lt;",
                                           "&#60;",
                                           "https://a.example\"onclick=x",
                                           "@ann",
                                           ":smile:",
                                           "* ",
                                           "http://a.example/?q=*a*",
                                           "~~",
                                           "1. ",
                                           "\\",
                                           "\x01",
                                           "\xC3\xA9"};
  std::mt19937 random(11);  // NOLINT: the same every time
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (unsigned part = 0; part < 1 + random() % 8; ++part)
      text += pieces[random() % pieces.size()];
    for (const std::string& html : {mattermost(text), slack(text)}) {
      for (const char* bad : {"<script", "<img src=x", "href=\"javascript", "src=\"javascript"})
        BOOST_TEST(html.find(bad) == std::string::npos, text << " becomes " << html);
      BOOST_TEST(are_in_pairs(html), text << " becomes " << html);
    }
  }
}

// Readers of HTML give up at a depth of 256.
BOOST_AUTO_TEST_CASE(quotes_and_lists_of_any_depth_keep_their_words) {
  std::string deep, listed;
  for (int i = 0; i < 300; ++i) deep += "> ";
  for (int i = 0; i < 300; ++i)
    listed += std::string(static_cast<std::size_t>(2 * i), ' ') + "- a\n";
  for (const std::string& text : {deep + "innermost", listed + "\ninnermost"}) {
    const std::string html = mattermost(text);
    BOOST_TEST(html::sanitize(html).find("innermost") != std::string::npos);
    BOOST_TEST(are_in_pairs(html));
  }
}

BOOST_AUTO_TEST_SUITE_END()
