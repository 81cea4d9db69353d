// The cases: every parser and renderer that meets what somebody else wrote, with what makes simple
// ones slow: rows, depth, openings that nothing closes, and closings that nothing opened.
#include "tests/complexity/cases.hpp"

#include "bridge/mail/mime.hpp"
#include "models/engine/html/body_images.hpp"
#include "models/engine/html/email_text.hpp"
#include "models/engine/html/html.hpp"
#include "models/engine/html/url.hpp"
#include "models/engine/orm/python/python_expression.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/qweb/template.hpp"
#include "models/engine/templates/jinja/jinja.hpp"
#include "models/migrate/mattermost/mattermost_text.hpp"
#include "models/migrate/slack/slack_text.hpp"
#include "rpc/http/request_parser.hpp"
#include "rpc/wire/json_text.hpp"
#include "rpc/wire/xmlrpc.hpp"

namespace chatterd::complexity {
namespace {

using namespace chatterd::templates;
using Work = std::function<void(const std::string&)>;
using Make = std::function<std::string(std::size_t)>;

// `first`, the part so many times with "#" as its number, `last`.
Make row(const std::string& first, const std::string& part, const std::string& last = "") {
  return [=](std::size_t parts) {
    std::string text = first;
    for (std::size_t i = 0; i < parts; ++i)
      for (const char c : part) c == '#' ? text += std::to_string(i) : text += c;
    return text + last;
  };
}

// Within each other: the openings, then as many closings.
Make nest(const std::string& open, const std::string& close, const std::string& first = "",
          const std::string& last = "") {
  return [=](std::size_t parts) {
    std::string text = first;
    for (std::size_t i = 0; i < parts; ++i) text += open;
    for (std::size_t i = 0; i < parts; ++i) text += close;
    return text + last;
  };
}

class Cases {
 public:
  void reads(const std::string& name, const Work& work,
             std::initializer_list<std::pair<const char*, Make>> texts, std::size_t n = 1000) {
    for (const auto& [kind, make] : texts) all.push_back({name + " " + kind, n, make, work});
  }
  std::vector<Case> all;
};

void html_cases(Cases& out) {
  html::SanitizeOptions strict;
  strict.sanitize_style = strict.strip_classes = true;
  const std::initializer_list<std::pair<const char*, Make>> bodies = {
      {"paragraphs", row("", "<p class=\"a\">x <b>y</b></p>")},
      {"deep", nest("<div>", "</div>")},
      {"deep and open", nest("<b><i>", "")},
      {"opened tags", row("", "<a ")},
      {"closed tags", row("", "</p>")},
      {"attributes", row("<p ", "a#='1' ", ">x</p>")},
      {"same attributes", row("<p ", "a='1' ", ">x</p>")},
      {"styles", row("<p style=\"", "color#: red; ", "\">x</p>")},
      {"odd style", row("<p style=\"", "/*", "\">x</p>")},
      {"entities", row("<p>", "&lt;&#38;&nbsp;", "</p>")},
      {"comments", row("", "<!-- <p> -->")},
      {"open comments", row("", "<!--")},
      {"cells", row("<table>", "<tr><td>x", "</table>")},
      {"lists", nest("<ul><li>", "</li></ul>")},
      {"links", row("", "<a href=\"http://a.example/#?b=1&c\">x</a> ")},
      {"pictures", row("", "<img src=\"cid:a#\">")},
      {"quoted", nest("<blockquote>x", "</blockquote>")},
      {"noscript", nest("<noscript>", "</noscript>")},
      {"noscripts", row("", "<noscript><b title='a'>x</b><!-- a --></noscript>")},
      {"quoted lines", row("<p>", "&gt; x<br/>", "</p>")},
      {"signatures", row("<div>", "<p>-- </p><span>x</span>", "</div>")},
      {"mail clients' quotes",
       row("", "<div class=\"gmail_quote\">x<br/></div><hr><b>From:</b> x ")},
      {"addresses in text", row("<p>", "a#@b.example &lt;x&gt; ", "</p>")},
      {"words", row("<p>", "aaaaaaaaaaaaaaaa", "</p>")}};
  out.reads(
      "sanitize", [=](const auto& text) { (void)html::sanitize(text, strict); }, bodies, 600);
  out.reads(
      "html2plaintext", [](const auto& text) { (void)html::html2plaintext(text); }, bodies, 600);
  // (long enough that a copy of the smaller text is a long one to libc as well)
  out.reads(
      "append to html",
      [](const auto& text) {
        (void)html::append_content_to_html(text, "<p>x</p>", html::Content::html);
      },
      bodies, 3000);
  out.reads(
      "incoming body",
      [](const auto& text) {
        (void)html::clean_incoming_body(std::string(text), {{"a1", "b.png"}});
      },
      bodies, 600);
  out.reads("links in text", [](const auto& text) { (void)html::html_keep_url(text); },
            {{"urls", row("", "http://a.example/# ")},
             {"one url", row("http://", "a.b/")},
             {"open", row("", "https:")},
             {"tags", row("", "<a href='http://x'>")}});
  out.reads(
      "plaintext2html", [](const auto& text) { (void)html::plaintext2html(text, "div"); },
      {{"lines", row("", "x\n")}, {"paragraphs", row("", "x\n\n")}, {"signs", row("", "<&")}});
  out.reads("data images",
            [](const auto& text) {
              (void)html::store_data_images(text, [](const auto&, const auto&) {
                return std::optional<std::string>("/web/1");
              });
            },
            {{"images", row("", "<img src=\"data:image/png;base64,AAAA\">")},
             {"open", row("", "data:image/png;base64,")},
             {"long", row("<img src=\"data:image/png;base64,", "AAAA", "\">")}});
  out.reads("url",
            [](const auto& text) {
              (void)html::urlsplit(text);
              (void)html::urljoin("http://a/b/c", text);
              (void)html::unquote_plus(text);
            },
            {{"steps", row("", "../")},
             {"dots", row("/", "a/./../")},
             {"percents", row("", "%4")},
             {"query", row("?", "a=%20&")}});
}

void mail_cases(Cases& out) {
  const Work read = [](const std::string& text) {
    const bridge::MimePart part = bridge::parse_mail(text);
    for (const bridge::MimePart* one : bridge::walk(part))
      (void)bridge::decode_charset(one->content, one->charset);
  };
  const std::string parted = "Content-Type: multipart/mixed; boundary=b\n\n";
  out.reads(
      "mail", read,
      {{"parts", row(parted, "--b\nContent-Type: text/plain\n\nx\n", "--b--\n")},
       {"empty parts", row(parted, "--b\n")},
       {"closed parts", row(parted, "--b--\n")},
       {"other boundaries", row(parted, "--c\n\nx\n")},
       {"deep", nest("Content-Type: multipart/mixed; boundary=b\n\n--b\n", "--b--\n")},
       {"messages", nest("Content-Type: message/rfc822\n\n", "")},
       {"headers", row("", "X-A#: b\n", "\nx")},
       {"folded header", row("X: a", "\n b", "\n\nx")},
       {"encoded words", row("Subject: ", "=?utf-8?q?a=20?= ", "\n\nx")},
       {"open words", row("Subject: ", "=?utf-8?b?", "\n\nx")},
       {"parameters", row("Content-Type: text/plain", "; a#=b", "\n\nx")},
       {"quotes in parameters", row("Content-Type: text/plain; a=\"", "\\\"", "\n\nx")},
       {"continued parameters", row("Content-Type: text/plain", "; name*#=b", "\n\nx")},
       {"quoted printable", row("Content-Transfer-Encoding: quoted-printable\n\n", "=C3=A9=\n")},
       {"base64", row("Content-Transfer-Encoding: base64\n\n", "AAAA\n")},
       {"uuencoded", row("Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n", "#86%T\n")},
       {"delivery status",
        row("Content-Type: message/delivery-status\n\n", "Action: failed\nStatus: 5.0.0\n\n")},
       {"long line", row("\n", "aaaa")}},
      500);
  const Work addresses = [](const std::string& text) {
    (void)html::email_split_and_format(text);
    (void)html::email_normalize(text);
    (void)html::split_name_and_email(text);
    (void)html::find_emails(text);
    (void)html::is_single_email(text);
    (void)html::find_message_ids(text);
  };
  out.reads("addresses", addresses,
            {{"plain", row("", "a#@b.example, ")},
             {"named", row("", "\"A, B\" <a#@b.example>, ")},
             {"groups", row("", "g: a#@b.example;, ")},
             {"comments", row("", "(x) a#@b.example, ")},
             {"deep comments", nest("(", ")", "", " a@b.example")},
             {"open comments", row("", "(")},
             {"quotes", row("", "\"")},
             {"open brackets", row("", "<")},
             {"at signs", row("", "@")},
             {"letters and ats", row("", "a@")},
             {"routes", row("<", "@a,", ":a@b.example>")},
             {"dots", row("", "a.", "@b.example")},
             {"words", row("", "a ", "<a@b.example>")},
             {"encoded", row("", "=?utf-8?q?a?= <a#@b.example>, ")},
             {"message ids", row("", "<a#@b> ")}},
            500);
  out.reads("header", [](const auto& text) { (void)html::decode_smtp_header(text); },
            {{"words", row("", "=?utf-8?q?a=20?= ")},
             {"base64", row("", "=?utf-8?b?YQ==?= ")},
             {"marks", row("", "=?")},
             {"questions", row("=?utf-8?q?", "?")}});
}

void call_cases(Cases& out) {
  const Work json = [](const std::string& text) {
    const Value value = rpc::parse_json(text);
    const Value copy = value;
    if (copy == value) (void)rpc::dump_json(copy);
  };
  out.reads("json", json,
            {{"numbers", row("[1", ",1", "]")},
             {"members", row("{\"a\":1", ",\"b#\":1", "}")},
             {"same members", row("{\"a\":1", ",\"a\":1", "}")},
             {"deep", nest("[", "]")},
             {"open", row("", "[")},
             {"escapes", row("\"", "\\u00e9\\n", "\"")},
             {"half characters", row("\"", "\\ud800", "\"")},
             {"digits", row("", "1")},
             {"spaces", row("", " ", "1")}});
  const Work xml = [](const std::string& text) {
    (void)rpc::xml_response(rpc::parse_xml_call(text).params);
  };
  const std::string begin = "<methodCall><methodName>m</methodName><params><param><value>",
                    end = "</value></param></params></methodCall>";
  out.reads(
      "xml-rpc", xml,
      {{"array",
        row(begin + "<array><data>", "<value><int>1</int></value>", "</data></array>" + end)},
       {"struct", row(begin + "<struct>", "<member><name>a#</name><value>b</value></member>",
                      "</struct>" + end)},
       {"same members", row(begin + "<struct>", "<member><name>a</name><value>b</value></member>",
                            "</struct>" + end)},
       {"deep", nest("<value><array><data>", "</data></array></value>", begin, end)},
       {"text", row(begin + "<string>", "a&lt;", "</string>" + end)},
       {"attributes", row("<methodCall ", "a#='1' ", "></methodCall>")},
       {"base64", row(begin + "<base64>", "AAAA\n", "</base64>" + end)},
       {"cdata", row(begin + "<string>", "<![CDATA[a]]>", "</string>" + end)},
       {"tags", row("", "<a>")},
       {"params", row("<methodCall><methodName>m</methodName><params>",
                      "<param><value>1</value></param>", "</params></methodCall>")}});
  const Work domain = [](const std::string& text) {
    const Value tokens =
        domain::distribute_not(domain::normalize(Value::parse(text, nullptr, false)));
    (void)domain::Tree(tokens);
    (void)domain::is_never(tokens);
  };
  const std::string leaf = ",[\"a\",\"=\",1]";
  const auto ands = [leaf](const std::string& op) {
    return [=](std::size_t parts) {
      std::string text = "[\"a\"";
      text = "[" + op;
      for (std::size_t i = 1; i < parts; ++i) text += "," + op;
      for (std::size_t i = 0; i <= parts; ++i) text += leaf;
      return text + "]";
    };
  };
  out.reads("domain", domain,
            {{"and", ands("\"&\"")},
             {"or", ands("\"|\"")},
             {"not",
              [leaf](std::size_t parts) {
                std::string text = "[\"!\"";
                for (std::size_t i = 1; i < parts; ++i) text += ",\"!\"";
                return text + leaf + "]";
              }},
             {"not or",
              [leaf](std::size_t parts) {
                std::string text = "[\"!\"";
                for (std::size_t i = 1; i < parts; ++i) text += i % 2 ? ",\"|\"" : ",\"!\"";
                for (std::size_t i = 0; i <= parts / 2; ++i) text += leaf;
                return text + "]";
              }},
             {"flat", row("[[\"a\",\"=\",1]", leaf, "]")},
             {"list", row("[[\"a\",\"in\",[1", ",1", "]]]")}});
  out.reads(
      "http head",
      [](const std::string& text) {
        rpc::RequestParser parser(32 * 1024);
        (void)parser.feed(text);
      },
      {{"headers", row("GET / HTTP/1.1\r\n", "X#: y\r\n", "\r\n")},
       {"target", row("GET /", "a%20", " HTTP/1.1\r\n\r\n")},
       {"lines", row("", "\r\n")}},
      300);
}

class NoViews : public qweb::Engine {
 public:
  std::shared_ptr<const qweb::Template> load(const std::string&) const override {
    throw std::invalid_argument("no view");
  }
  std::shared_ptr<const Engine> in_language(const Any&) const override { return nullptr; }
  bool has_groups(const std::string&) const override { return true; }
  Any widget(const Any& value, const Dict&) const override { return value; }
  Any field(const Any& record, const std::string&, const Dict&) const override { return record; }
};

void template_cases(Cases& out) {
  const Work jinja = [](const std::string& text) {
    (void)Template(text).render({{"x", "text"}, {"items", list_of({1, 2, 3})}});
  };
  out.reads("jinja", jinja,
            {{"values", row("", "a ${x} ")},
             {"open values", row("", "${")},
             {"text", row("", "a$% {")},
             {"lines", row("", "% set a# = 1\n")},
             {"conditions", row("", "% if x\na\n% endif\n")},
             {"deep conditions", nest("% if x\n", "% endif\n")},
             {"loops", row("", "% for a in items\n${a}\n% endfor\n")},
             {"open loops", row("", "% for a in items\n")},
             {"comments", row("", "## a\n")},
             {"filters", row("${x", "|upper", "}")},
             {"sums", row("${1", "+1", "}")},
             {"brackets", nest("(", ")", "${x", "}")},
             {"lists", row("${[1", ",1", "]}")},
             {"texts", row("${'", "\\n", "'}")},
             {"striptags", row("${'", "<a", "'|striptags}")},
             {"tojson", row("${'", "<", "'|tojson}")},
             {"replace", row("${'", "ab", "'.replace('a', 'cc')}")},
             {"split", row("${'", "a b", "'.split()|join(',')}")}},
            300);
  const Work view = [](const std::string& text) {
    const qweb::Template parsed(text);
    (void)qweb::render(parsed, "a", {{"x", "text"}, {"items", list_of({1, 2, 3})}}, NoViews());
  };
  const std::string begin = "<t t-name=\"a\">", end = "</t>";
  out.reads("qweb", view,
            {{"values", row(begin, "<p t-esc=\"x\"/>", end)},
             {"elements", row(begin, "<p>a</p>", end)},
             {"attributes", row(begin + "<p ", "a#='1' ", "/>" + end)},
             {"computed attributes", row(begin + "<p ", "t-att-a#='x' ", "/>" + end)},
             {"conditions", row(begin, "<t t-if=\"x\">a</t><t t-else=\"\">b</t>", end)},
             {"loops", row(begin, "<t t-foreach=\"items\" t-as=\"i\"><i t-esc=\"i\"/></t>", end)},
             {"sets", row(begin, "<t t-set=\"a#\" t-value=\"x\"/>", end)},
             {"deep", nest("<p>", "</p>", begin, end)},
             {"text", row(begin, "a&lt; ", end)},
             {"formats", row(begin + "<p t-attf-a=\"", "#{x}", "\"/>" + end)}},
            200);
  PythonNames names;
  names.name = [](const std::string&) -> Value { return Value::array({1, 2}); };
  names.attribute = [](const Value& object, const std::string&) -> Value { return object; };
  names.call = [](const Value& object, const std::string&, const std::vector<Value>&) {
    return object;
  };
  out.reads(
      "python", [=](const auto& text) { (void)evaluate_python(text, names); },
      {{"sums", row("1", "+1")},
       {"terms", row("[('a','=',1)", ",('a','in',[1,user.id])", "]")},
       {"names", row("user", ".id")},
       {"brackets", nest("[", "]")},
       {"or", row("1", " or 1")},
       {"compared", row("1", " < 1")},
       {"text", row("'", "\\n", "'")}},
      150);
}

void export_cases(Cases& out) {
  const auto shown = [](const std::string& id) { return id; };
  out.reads(
      "mattermost",
      [=](const auto& text) {
        (void)migrate::mattermost_html(text, {shown, shown});
      },
      {{"paragraphs", row("", "a *b* `c`\n\n")},
       {"stars", row("", "*")},
       {"brackets", row("", "[")},
       {"deep quotes", row("", "> ")},
       {"lists", row("", "* a\n")},
       {"links", row("", "[a](http://b) ")},
       {"mentions", row("", "@a ~b ")}},
      300);
  out.reads(
      "slack",
      [](const auto& text) {
        const auto named = [](const std::string& id, const std::string&) { return id; };
        (void)migrate::slack_html(text, {named, named});
      },
      {{"lines", row("", "a *b* `c`\n")},
       {"stars", row("", "*a")},
       {"brackets", row("", "<")},
       {"mentions", row("", "<@U#|a> ")},
       {"quotes", row("", "&gt; a\n")},
       {"fences", row("", "```a")}},
      500);
}

}  // namespace

std::vector<Case> cases() {
  Cases out;
  html_cases(out);
  mail_cases(out);
  call_cases(out);
  template_cases(out);
  export_cases(out);
  return std::move(out.all);
}

}  // namespace chatterd::complexity
