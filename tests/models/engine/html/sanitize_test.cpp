// The sanitizer is the wall against script in bodies: whatever goes in, nothing comes out that
// runs.
#include <boost/test/unit_test.hpp>
#include <random>

#include "models/engine/html/html.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/html/tree.hpp"
#include "tests/support/browser_tags.hpp"

using namespace chatterd;
using html::sanitize;

namespace {

// What can carry a script, in the spellings that browsers forgive.
const std::vector<std::string> carriers = {
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<script\n>alert(1)</script\n>",
    "<<script>alert(1)//<</script>",
    "<script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img src=x OnErRoR\n=\n'alert(1)'>",
    "<img/src=x/onerror=alert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<math><a xlink:href=javascript:alert(1)>x</a></math>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href=' \t\n javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java&#x0A;script:alert(1)'>x</a>",
    "<a href='&#106;&#97;vascript:alert(1)'>x</a>",
    "<a href='&#0000106avascript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<b>x</b>'>x</a>",
    "<a href='data:image/svg+xml;base64,PHN2Zz4='>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='javascript:alert(1)//'>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<style>p{background:url(javascript:alert(1))}</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p style='width:expression(alert(1))'>x</p>",
    "<p style='width:exp/**/ression(alert(1))'>x</p>",
    "<p style='behavior:url(x.htc)'>x</p>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<textarea><script>alert(1)</script></textarea>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<xmp><script>alert(1)</script></xmp>",
    "<!--><script>alert(1)</script-->",
    "<p>x<!--><img src=x onerror=alert(1)>--></p>",
    "<p>x<!---><img src=x onerror=alert(1)>--></p>",
    "<p>x</p><!--><img src=x onerror=alert(1)>--><p>y</p>",
    "<p>x<!--a--!><img src=x onerror=alert(1)>--></p>",
    "<p>x<noscript><p title='<!--</noscript><img src=x onerror=alert(1)>-->'></p></noscript></p>",
    "<p>x<!--y<!-\x01-><img src=x onerror=alert(1)>--></p>",
    "<p>x<!--y-\x02-><img src=x onerror=alert(1)>--></p>",
    "<p>x<noscript><!--</noScript ><img src=x onerror=alert(1)>--></noscript></p>",
    "<p>x<xmp><p title='<!--</xmp><img src=x onerror=alert(1)>-->'></xmp></p>",
    "<p>x<noembed><p title='<!--</noembed><img src=x onerror=alert(1)>-->'></noembed></p>",
    "<a href=\"java\x1Ascript:alert(1)\">x</a>",
    "<a href=\"\x1B javascript\x1A:alert(1)\">x</a>",
    "<a href=\"java\x7Fscript:alert(1)\">x</a>",
    "<img src=\"java%1ascript:alert(1)\">",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
};

bool is_script_url(std::string url) {
  std::string plain;
  for (const char c : html::lower(url))
    if (static_cast<unsigned char>(c) > ' ') plain += c;
  for (const char* scheme : {"javascript:", "vbscript:", "data:text", "data:image/svg"})
    if (plain.starts_with(scheme)) return true;
  return false;
}

// What a browser's parser would find in the answer that runs; "" when nothing does.
std::string what_runs(const std::string& answer) {
  if (html::strip(answer).empty()) return "";
  // the parser that cleans would not see what it does not see
  if (const std::string found = test::what_browsers_run(answer); !found.empty())
    return "to a browser, " + found;
  const html::Document document(answer);
  if (document.root() == nullptr) return "";
  for (xmlNode* element : html::elements_of(document.root())) {
    const std::string tag(html::tag_of(element));
    for (const char* bad :
         {"script", "iframe", "object", "embed", "applet", "base", "form", "link"})
      if (tag == bad) return "<" + tag + ">";
    for (const char* name : {"href", "src", "action", "formaction", "background", "xlink:href"})
      if (const auto url = html::attribute(element, name); url && is_script_url(*url))
        return tag + " " + name + "=" + *url;
    for (const char* name :
         {"onclick", "onerror", "onload", "ontoggle", "onstart", "onfocus", "onmouseover"})
      if (html::has_attribute(element, name)) return tag + " " + name;
    if (const auto style = html::attribute(element, "style"); style) {
      const std::string folded = html::folded(*style);
      for (const char* bad : {"expression(", "javascript:", "@import"})
        if (folded.find(bad) != std::string::npos) return tag + " style=" + *style;
    }
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(what_is_sanitized)

BOOST_AUTO_TEST_CASE(what_a_browser_would_run_is_seen) {
  for (const char* bad :
       {"<img src=x onerror=alert(1)>", "<p>x<!--><img src=x onerror=alert(1)>--></p>",
        "<!---><b onclick=x>", "<!--a--!><b onclick=x>-->", "</p/><a href='java\nscript:x'>",
        "<noscript><p title=\"</noscript><b onclick=x>\"></noscript>", "<!x><b/onclick=x>",
        "<a title='>' onclick=x>", "<scRipt>"})
    BOOST_TEST(test::what_browsers_run(bad) != "", bad);
  for (const char* good : {"<p>a &lt;script&gt; <!-- <script> --> b</p>", "a < b onclick=x > c",
                           "<a title='<script>' href='http://a/'>x</a>", "<b onclick=x"})
    BOOST_TEST(test::what_browsers_run(good) == "", good);
}

BOOST_AUTO_TEST_CASE(no_control_character_hides_a_scheme) {
  for (int c = 1; c < 0x20; ++c)
    for (const char* scheme : {"javascript:", "vbscript:", "data:text/html,"})
      for (const std::size_t at : {std::size_t{0}, std::size_t{2}, std::string(scheme).find(':')}) {
        const std::string link =
            std::string(scheme).insert(at, 1, static_cast<char>(c)) + "alert(1)";
        const std::string answer = sanitize("<p><a href=\"" + link + "\">x</a></p>");
        BOOST_TEST(what_runs(answer) == "", "with " << c << ": " << answer);
      }
}

BOOST_AUTO_TEST_CASE(runs_nothing) {
  for (const std::string& carrier : carriers)
    for (const std::string& body :
         {carrier, "<p>before</p>" + carrier + "<p>after</p>", "<div><b>" + carrier + "</b></div>",
          "<table><tr><td>" + carrier + "</table>", "text " + carrier})
      BOOST_TEST(what_runs(sanitize(body)) == "", body << " becomes " << sanitize(body));
}

BOOST_AUTO_TEST_CASE(runs_nothing_however_attributes_and_tags_are_kept) {
  for (const std::string& carrier : carriers)
    for (int bits = 0; bits < 16; ++bits) {
      html::SanitizeOptions options;
      options.sanitize_attributes = (bits & 1) != 0;
      options.sanitize_style = (bits & 2) != 0;
      options.strip_style = (bits & 4) != 0;
      options.strip_classes = (bits & 8) != 0;
      BOOST_TEST(what_runs(sanitize(carrier, options)) == "", carrier << " with options " << bits);
    }
}

// Pieces of hostile markup in any order, cut anywhere: what a person would not think of.
BOOST_AUTO_TEST_CASE(runs_nothing_when_markup_is_broken_at_random) {
  std::mt19937 random(20260113);  // NOLINT: the same every time
  const std::vector<std::string> glue = {"",   " ",    "<",   ">",        "\"",     "'",
                                         "/",  "&lt;", "<p>", "</p>",     "<!--",   "-->",
                                         "\n", "&#",   "=",   "<a href=", " style="};
  for (int round = 0; round < 3000; ++round) {
    std::string body;
    for (int part = 0; part < 3; ++part) {
      const std::string& carrier = carriers[random() % carriers.size()];
      const std::size_t from = random() % 3 == 0 ? random() % carrier.size() : 0;
      body += carrier.substr(from, random() % 3 == 0 ? random() % carrier.size() : carrier.size());
      body += glue[random() % glue.size()];
    }
    const std::string answer = sanitize(body);
    BOOST_TEST(what_runs(answer) == "", body << " becomes " << answer);
    BOOST_TEST(html::valid_utf8(answer) == answer);
  }
}

BOOST_AUTO_TEST_CASE(survives_any_bytes) {
  std::mt19937 random(20260114);  // NOLINT: the same every time
  for (int round = 0; round < 2000; ++round) {
    std::string body(random() % 200, ' ');
    for (char& c : body)
      c = static_cast<char>(random() % 4 == 0 ? "<>/='\"&;! -"[random() % 11] : random());
    const std::string answer = sanitize(body);
    BOOST_TEST(html::valid_utf8(answer) == answer);
    BOOST_TEST(what_runs(answer) == "");
  }
}

BOOST_AUTO_TEST_CASE(survives_depth_and_length) {
  std::string deep, text(2000000, 'x');
  for (int level = 0; level < 5000; ++level) deep += "<div>";
  BOOST_CHECK_NO_THROW(sanitize(deep + "x"));
  BOOST_TEST(sanitize("<p>" + text + "</p>").size() >= text.size());
}

BOOST_AUTO_TEST_CASE(stays_as_it_is_when_it_is_sanitized_again) {
  for (const char* body :
       {"<p>Hello <b>you</b></p>", "<a href=\"http://a.example/?x=1&amp;y=2\">link</a>",
        "<ul><li>a</li><li>b</li></ul>", "<table><tr><td>1</td></tr></table>",
        "<p style=\"color:red\" class=\"x\">kept</p>", "<p>caf\xC3\xA9 &amp; &lt;tag&gt;</p>",
        "<img src=\"/web/image/7\" alt=\"a\">"}) {
    const std::string once = sanitize(body);
    BOOST_TEST(sanitize(once) == once);
  }
}

BOOST_AUTO_TEST_SUITE_END()
