#include "models/engine/qweb/template.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd;
using namespace chatterd::qweb;
using templates::dict_of;
using templates::list_of;

namespace {

// Templates by name; groups that begin with "our"; a widget that shows what it was given.
class TestEngine : public Engine {
 public:
  std::shared_ptr<const Template> load(const std::string& name) const override {
    if (name == "box")
      return std::make_shared<const Template>(
          "<t t-name='box'><b><t t-raw='0'/></b><t t-esc='own'/></t>");
    if (name == "self") return std::make_shared<const Template>("<t><t t-call='self'/></t>");
    throw ValueError("External ID not found in the system: " + name);
  }
  std::shared_ptr<const Engine> in_language(const Any&) const override {
    return std::make_shared<const TestEngine>();
  }
  bool has_groups(const std::string& groups) const override { return groups.starts_with("our"); }
  Any widget(const Any& value, const templates::Dict& options) const override {
    return "[" + templates::str(value) + " " + templates::repr(options) + "]";
  }
  Any field(const Any& record, const std::string& name, const templates::Dict&) const override {
    return name == "empty" ? Any(false) : Any(templates::str(record) + "." + name);
  }
};

Variables variables() {
  return {{"name", "Ana & \"Co\""},
          {"items", list_of({"a", "b"})},
          {"nothing", {}},
          {"no", false},
          {"zero", 0},
          {"html", "<i>x</i>"},
          {"record", "record"},
          {"ids", dict_of({{"k", "v"}})}};
}

std::string shown(const std::string& arch) {
  return render(Template(arch), "test", variables(), TestEngine());
}

std::string failure(const std::string& arch) {
  try {
    return "rendered: " + shown(arch);
  } catch (const QWebException& error) {
    BOOST_TEST(error.python_name() == "odoo.addons.base.models.qweb.QWebException");
    return error.what();
  }
}

}  // namespace

#define CHECK_SHOWS(arch, expected) BOOST_TEST(shown(arch) == (expected))

BOOST_AUTO_TEST_CASE(what_has_no_directives_stays_as_it_is_written) {
  CHECK_SHOWS(
      "<t> <p class='a'>x &amp; \u00e9<br/>\n <img src=\"?a=1&amp;b\"></img><div/></p> </t>",
      " <p class=\"a\">x & \u00e9<br/>\n <img src=\"?a=1&amp;b\"/><div></div></p> ");
  CHECK_SHOWS("<div>a<!-- comment -->b<p/>c</div>", "<div>a<p></p>c</div>");
  CHECK_SHOWS("<svg xmlns=\"http://svg\" xmlns:x=\"http://x\"><g x:a=\"1\"/></svg>",
              "<svg xmlns=\"http://svg\" xmlns:x=\"http://x\"><g x:a=\"1\"></g></svg>");
}

BOOST_AUTO_TEST_CASE(values_are_escaped_or_raw_and_leave_their_place_to_the_default) {
  CHECK_SHOWS("<t><p t-esc='name'/><t t-raw='html'/></t>",
              "<p>Ana &amp; &quot;Co&quot;</p><i>x</i>");
  CHECK_SHOWS(
      "<t><p t-esc='nothing'/><p t-esc='no'>none</p><p t-esc='zero'/><p "
      "t-raw='missing'>de<b/></p></t>",
      "<p>none</p><p>0</p><p>de<b></b></p>");
  CHECK_SHOWS(
      "<t><p t-esc=\"name\" t-options=\"{'widget': 'x'}\" t-options-more=\"1\" class=\"c\"/></t>",
      "<p data-oe-type=\"x\" data-oe-expression=\"name\" class=\"c\">[Ana & \"Co\" {'widget': 'x', "
      "'more': 1}]</p>");
  CHECK_SHOWS(
      "<t><p t-field='record.name' class='c'/><p t-field='record.empty'/><p "
      "t-field='record.empty'>d</p></t>",
      "<p class=\"c\">record.name</p><p>d</p>");
}

BOOST_AUTO_TEST_CASE(attributes_are_computed_behind_those_that_are_written) {
  CHECK_SHOWS("<a t-att-href=\"'/x?%s' % zero\" class=\"c\" t-attf-title=\"{{name}} #{zero}!\"/>",
              "<a class=\"c\" href=\"/x?0\" title=\"Ana &amp; &quot;Co&quot; 0!\"></a>");
  CHECK_SHOWS("<a t-att-a='nothing' t-att-b='zero' t-att-c=\"''\" t-att-d='1'/>",
              "<a c=\"\" d=\"1\"></a>");
  CHECK_SHOWS("<a id='1' t-att=\"{'id': 2, 'x': no}\"/>", "<a id=\"2\"></a>");
  CHECK_SHOWS("<a t-att=\"('k', 'v')\"/>", "<a k=\"v\"></a>");
  CHECK_SHOWS("<a t-att=\"[('k', 'v'), ('l', 'w')]\"/>", "<a k=\"v\" l=\"w\"></a>");
}

BOOST_AUTO_TEST_CASE(of_a_chain_of_conditions_one_is_shown_without_the_white_space_between) {
  CHECK_SHOWS("<t>.<p t-if='no'/> <b t-elif='zero'/> <i t-elif='name'/> <u t-else=''/> .</t>",
              ".<i></i> .");
  CHECK_SHOWS("<t>.<p t-if='name'/> <u t-else=''/>,</t>", ".<p></p>,");
  CHECK_SHOWS("<t><p t-if='no'/> <u/></t>", " <u></u>");
  CHECK_SHOWS("<t><p groups='our.group'/><b t-groups='their.group'/></t>", "<p></p>");
}

BOOST_AUTO_TEST_CASE(loops_count_and_keep_what_was_set_before_them) {
  CHECK_SHOWS(
      "<t><t t-foreach='items' t-as='i'><t t-esc='i_index'/><t t-esc='i'/><t t-esc='i_parity'/><t "
      "t-esc='i_size'/>"
      "<t t-if='i_last'>!</t></t></t>",
      "0aeven21bodd2!");
  CHECK_SHOWS("<t><b t-foreach='3' t-as='n' t-if='n != 1' t-esc='n'/></t>", "<b>0</b><b>2</b>");
  CHECK_SHOWS("<t><t t-foreach='ids' t-as='k'><t t-esc='k'/>=<t t-esc='k_value'/></t></t>", "k=v");
  CHECK_SHOWS(
      "<t><t t-set='a' t-value='0'/><t t-foreach='items' t-as='i'><t t-set='a' t-value='a + 1'/><t "
      "t-set='b' "
      "t-value='1'/></t><t t-esc='a'/><t t-esc='b'/><t t-esc='i'/></t>",
      "2");
}

BOOST_AUTO_TEST_CASE(variables_hold_values_formats_or_contents) {
  CHECK_SHOWS(
      "<t><t t-set='a' t-value='1 + 1'/><t t-set='b' t-valuef='{{a}}-#{a}'/><t t-set='c'><u "
      "t-esc='a'/></t><t "
      "t-esc='b'/>"
      "<t t-raw='c'/><t t-esc='c'/><t t-set='d'/><t t-esc='repr(d)'/></t>",
      "2-2<u>2</u>&lt;u&gt;2&lt;/u&gt;''");
}

BOOST_AUTO_TEST_CASE(a_called_template_gets_the_body_and_what_it_sets) {
  CHECK_SHOWS(
      "<t><t t-call='box'><t t-set='own' t-value='5'/>x<t t-esc='name'/></t><t t-esc='own'/></t>",
      "<b>xAna &amp; &quot;Co&quot;</b>5");
  CHECK_SHOWS("<t><t t-set='which' t-value=\"'bo'\"/><t t-call='{{which}}x'/></t>", "<b></b>");
}

BOOST_AUTO_TEST_CASE(expressions_are_pythons) {
  const auto value = [](const std::string& expression) {
    return shown("<t t-esc=\"" + expression + "\"/>");
  };
  BOOST_TEST(value("-2 ** 2") == "-4");
  BOOST_TEST(value("2 ** -1") == "0.5");
  BOOST_TEST(value("1 if no else 2") == "2");
  BOOST_TEST(value("nothing is None and no is not None") == "True");
  BOOST_TEST(value("[i + 'x' for i in items if i != 'a']") == "['bx']");
  BOOST_TEST(value("{k: v for k, v in ids.items()}") == "{'k': 'v'}");
  BOOST_TEST(value("sum(x * y for x in (1, 2) for y in (3, 4))") == "21");
  BOOST_TEST(value("items[-1:] == ['b'] and 'a' not in items[1:]") == "True");
  BOOST_TEST(value("'a' 'b' + u'c'") == "abc");
  BOOST_TEST(value("len(items) &gt; 1 or 1 / 0") == "True");
  BOOST_TEST(value("6 | 1 &amp; 3") == "7");
  BOOST_TEST(value("list(zip(items, range(2)))") == "[('a', 0), ('b', 1)]");
  BOOST_TEST(value("true and not false") == "True");
  BOOST_TEST(value("missing") == "");
}

BOOST_AUTO_TEST_CASE(errors_say_where_as_odoo_does) {
  BOOST_TEST(failure("<t t-name='x'><p><b t-esc='nothing.name'/></p></t>") ==
             "'NoneType' object has no attribute 'name'\n\nError to render compiling "
             "AST\nAttributeError: 'NoneType' "
             "object has "
             "no attribute 'name'\nTemplate: x\nPath: /t/p/b\nNode: <b t-esc=\"nothing.name\"/>");
  BOOST_TEST(failure("<t><p t-esc='1 +'/></t>") ==
             "invalid syntax (<unknown>, line 1)\n\nError when compiling AST\nSyntaxError: invalid "
             "syntax (<unknown>, "
             "line 1)\n"
             "Template: unknown\nPath: /t/p\nNode: <p t-esc=\"1 +\"/>");
  BOOST_TEST(failure("<t><t t-call='lost'/></t>") ==
             "External ID not found in the system: lost\n\nload could not load "
             "template\nValueError: External ID not "
             "found in the "
             "system: lost\nTemplate: test\nPath: /t/t");
  const auto error_of = [](const std::string& arch) {
    const std::string text = failure(arch);
    return text.substr(0, text.find('\n'));
  };
  BOOST_TEST(error_of("<t><p t-else=''/></t>") ==
             "t-else directive must be preceded by t-if directive");
  BOOST_TEST(error_of("<t><p t-if='1'/>x<p t-else=''/></t>") ==
             "Unexpected non-whitespace characters between t-if and t-else directives");
  BOOST_TEST(error_of("<t><td t-field='a.b'/></t>") ==
             "RTE widgets do not work correctly on 'td' elements");
  BOOST_TEST(error_of("<t><t t-esc=\"ids['x']\"/></t>") == "'x'");
  BOOST_TEST(error_of("<t><t t-esc='items[5]'/></t>") == "list index out of range");
  BOOST_TEST(error_of("<t><t t-esc='len(nothing)'/></t>") ==
             "object of type 'NoneType' has no len()");
  BOOST_TEST(error_of("<t><t t-call='self'/></t>") == "maximum recursion depth exceeded");
  for (const char* expression :
       {"name.__class__", "__import__('os')", "(lambda: 1)()", "1 if 2", "a = 1", "x y"})
    BOOST_TEST(failure("<t t-esc=\"" + std::string(expression) + "\"/>").find("SyntaxError") !=
                   std::string::npos,
               expression);
  BOOST_CHECK_THROW(Template("<t><p></t>"), Error);
}
