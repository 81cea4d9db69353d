#include "models/engine/templates/jinja/jinja.hpp"

#include <boost/test/unit_test.hpp>

#include "models/engine/templates/any.hpp"
#include "models/engine/templates/jinja/jinja_lexer.hpp"

using namespace chatterd::templates;

namespace {

Variables variables() {
  return {{"name", "Ana & Co"},
          {"empty", ""},
          {"none", None{}},
          {"number", 7},
          {"half", 0.5},
          {"items", list_of({"a", "b", "c"})},
          {"person", dict_of({{"name", "Zoé"}, {"tags", list_of({1, 2})}})},
          {"_hidden", "secret"}};
}

std::string render(std::string_view source, bool autoescape = true) {
  return Template(source).render(variables(), autoescape);
}

// Python's error that rendering ends with.
std::string failure(std::string_view source) {
  try {
    return "rendered: " + render(source);
  } catch (const RenderError& error) {
    return error.what();
  }
}

bool begins(const std::string& text, std::string_view with) { return text.starts_with(with); }

}  // namespace

#define CHECK_RENDERS(source, expected) BOOST_TEST(render(source) == (expected))
#define CHECK_FAILS(source, expected) BOOST_TEST(failure(source) == (expected))
#define CHECK_REFUSED(source) BOOST_CHECK_THROW(Template{std::string(source)}, SyntaxError)

BOOST_AUTO_TEST_CASE(values_are_escaped_unless_they_are_safe) {
  CHECK_RENDERS("${name}", "Ana &amp; Co");
  CHECK_RENDERS("${name|safe}", "Ana & Co");
  CHECK_RENDERS("${'<\"\\'>'}", "&lt;&#34;&#39;&gt;");
  CHECK_RENDERS("<p>${'<b>'|safe + name}</p>", "<p><b>Ana &amp; Co</p>");
  CHECK_RENDERS("${'%s' % name}${('%s'|safe) % name}", "Ana &amp; CoAna &amp; Co");
  BOOST_TEST(render("${name}", false) == "Ana & Co");
}

BOOST_AUTO_TEST_CASE(lines_that_begin_with_a_percent_sign_are_statements) {
  CHECK_RENDERS("a\n% if number == 7:\nb\n% endif\nc", "a\nb\nc");
  CHECK_RENDERS("  % if false\nb\n  % elif half\nc\n  % else\nd\n% endif\n", "c\n");
  CHECK_RENDERS("50 % of it", "50 % of it");
  CHECK_RENDERS("% for x in items\n${x}\n% endfor", "a\nb\nc\n");
  CHECK_RENDERS("% set x = [1,\n  2]\n${x}", "[1, 2]");
}

BOOST_AUTO_TEST_CASE(a_line_statement_takes_the_blank_lines_behind_it) {
  CHECK_RENDERS("% if 1\n\n   a\n% endif\n\n\nb", "   a\nb");
}

BOOST_AUTO_TEST_CASE(blocks_take_one_line_end_and_minus_takes_the_white_space) {
  CHECK_RENDERS("<% if 1 %>\na<% endif %>\n\nb", "a\nb");
  CHECK_RENDERS("a \n <%- if 1 -%> \n b<% endif %>", "ab");
  CHECK_RENDERS("a ${-7} ${- 8 -} b", "a78b");  // a minus behind the mark is no sign
  CHECK_RENDERS("<% raw %>${name}<% endraw %>", "${name}");
}

BOOST_AUTO_TEST_CASE(comments_leave_nothing) {
  CHECK_RENDERS("a<%doc>b ${nope.x}</%doc>c", "ac");
  CHECK_RENDERS("a ## b\nc", "a\nc");
  CHECK_RENDERS("## a\nc", "\nc");
}

BOOST_AUTO_TEST_CASE(one_line_end_at_the_end_is_not_the_templates) {
  CHECK_RENDERS("a\n", "a");
  CHECK_RENDERS("a\r\nb\rc\n\n", "a\nb\nc\n");
}

BOOST_AUTO_TEST_CASE(names_that_do_not_exist_are_empty_until_they_are_used) {
  CHECK_RENDERS("[${nope}][${person.nope}][${nope or 1}][${nope is defined}]", "[][][1][False]");
  CHECK_FAILS("${nope.x}", "UndefinedError: 'nope' is undefined");
  CHECK_FAILS("${nope()}", "UndefinedError: 'nope' is undefined");
  CHECK_FAILS("${nope + 1}", "UndefinedError: 'nope' is undefined");
}

BOOST_AUTO_TEST_CASE(private_attributes_are_not_there) {
  CHECK_RENDERS("[${name.__class__}][${items._x}][${person['__class__']}]", "[][][]");
  CHECK_FAILS("${name.__class__.__mro__}",
              "UndefinedError: access to attribute '__class__' of 'str object' is unsafe.");
  CHECK_FAILS("${name|attr('__class__')|attr('x')}",
              "UndefinedError: access to attribute '__class__' of 'str object' is unsafe.");
  BOOST_TEST(begins(failure("${'{0.__class__}'.format(1)}"), "SecurityError"));
  CHECK_FAILS("${items|map(attribute='__class__.x')|list}",
              "UndefinedError: access to attribute '__class__' of 'str object' is unsafe.");
}

BOOST_AUTO_TEST_CASE(expressions_follow_python) {
  CHECK_RENDERS("${1 + 2 * 3 - 4 / 2} ${7 // 2} ${ -7 // 2} ${ -7 % 3} ${2 ** 3}", "5.0 3 -4 2 8");
  CHECK_RENDERS("${1 < 2 < 3} ${1 < 2 > 3} ${not 0} ${'a' in 'abc'} ${4 not in [1]}",
                "True False True True True");
  CHECK_RENDERS("${none or empty or 'x'} ${1 and 2} ${1 if empty else 2} [${1 if empty}]",
                "x 2 2 []");
  CHECK_RENDERS("${items[0]}${items[-1]}${items[1:]}${items[::-1]}${'abcd'[1:3]}${'é!'[0]}",
                "ac[&#39;b&#39;, &#39;c&#39;][&#39;c&#39;, &#39;b&#39;, &#39;a&#39;]bcé");
  CHECK_RENDERS(
      "${person.name} ${person['tags'][1]} ${person.get('x', 3)} ${ {'a': {'b': 1}}.a.b }",
      "Zoé 2 3 1");
  CHECK_RENDERS("${'a' ~ 1 ~ none} ${(1, 'x')} ${(1,)} ${1.0} ${1e16} ${0.1 + 0.2} ${True} ${none}",
                "a1None (1, &#39;x&#39;) (1,) 1.0 1e+16 0.30000000000000004 True None");
  CHECK_RENDERS("${'''x'''} ${'a' 'b'} ${'\\u00e9\\x41\\n'}", "x ab éA\n");
  CHECK_RENDERS("${-2 ** 2} ${2 ** 3 ** 2}", "4 64");  // Jinja's order, not Python's
}

BOOST_AUTO_TEST_CASE(errors_of_python_end_the_rendering) {
  CHECK_FAILS("${1 / 0}", "ZeroDivisionError: division by zero");
  CHECK_FAILS("${name + 1}", "TypeError: can only concatenate str (not \"int\") to str");
  CHECK_FAILS("${1 < 'a'}", "TypeError: '<' not supported between instances of 'int' and 'str'");
  CHECK_FAILS("${number()}", "TypeError: 'int' object is not callable");
  CHECK_FAILS("% for x in 7\n% endfor", "TypeError: 'int' object is not iterable");
  CHECK_FAILS("<% include 'x' %>", "TypeError: no loader for this environment specified");
  CHECK_FAILS("% for a, b in [1, 2, 3]|batch(3)\n% endfor",
              "ValueError: too many values to unpack (expected 2)");
}

BOOST_AUTO_TEST_CASE(what_is_no_template_is_refused_when_it_is_loaded) {
  CHECK_REFUSED("${");
  CHECK_REFUSED("${name");
  CHECK_REFUSED("${1 +}");
  CHECK_REFUSED("${}");
  CHECK_REFUSED("${(1]}");
  CHECK_REFUSED("${'open}");
  CHECK_REFUSED("% if 1\nno end");
  CHECK_REFUSED("% endif");
  CHECK_REFUSED("% nope");
  CHECK_REFUSED("<%doc> no end");
  CHECK_REFUSED("${name|nope}");
  CHECK_REFUSED("${name is nope}");
  CHECK_REFUSED("${lambda x: x}");
  CHECK_REFUSED("% set none = 1");
  CHECK_REFUSED("${99999999999999999999}");
}

BOOST_AUTO_TEST_CASE(loops_know_where_they_are) {
  CHECK_RENDERS(
      "<% for x in items %>${loop.index}${loop.first}${loop.last}${loop.cycle('-', '+')};<% endfor "
      "%>",
      "1TrueFalse-;2FalseFalse+;3FalseTrue-;");
  CHECK_RENDERS("<% for x in items if x != 'b' %>${x}${loop.length}<% else %>none<% endfor %>",
                "a2c2");
  CHECK_RENDERS("<% for x in [] %>x<% else %>none<% endfor %>", "none");
  CHECK_RENDERS("<% for k, v in {'a': 1}.items() %>${k}=${v}<% endfor %>", "a=1");
  CHECK_RENDERS("<% for x in [[1, [2]]] recursive %><% for y in x %>${y}<% endfor %><% endfor %>",
                "1[2]");
  CHECK_RENDERS(
      "<% for x in [1, [2, 3]] recursive %>${loop(x) if x is sequence else x}<% endfor %>", "123");
}

BOOST_AUTO_TEST_CASE(names_set_in_a_loop_stay_there_unless_they_are_a_namespaces) {
  CHECK_RENDERS("<% set x = 1 %><% for y in items %><% set x = 2 %><% endfor %>${x}", "1");
  CHECK_RENDERS("<% if 1 %><% set x = 2 %><% endif %>${x}", "2");
  CHECK_RENDERS(
      "<% set n = namespace(x=1) %><% for y in items %><% set n.x = n.x + 1 %><% endfor %>${n.x}",
      "4");
  CHECK_RENDERS("<% set x %><b>${name}</b><% endset %>${x}", "<b>Ana &amp; Co</b>");
  CHECK_RENDERS("<% with a = 1, b = 2 %>${a + b}<% endwith %>${a}", "3");
}

BOOST_AUTO_TEST_CASE(macros_take_arguments_and_defaults) {
  CHECK_RENDERS("<% macro m(a, b='<') %>[${a}${b}]<% endmacro %>${m(1)}${m(b=2, a=3)}",
                "[1&lt;][32]");
  CHECK_RENDERS("<% macro m() %>(${caller()})<% endmacro %><% call m() %>x<% endcall %>", "(x)");
  CHECK_FAILS("<% macro m(a) %><% endmacro %>${m(1, 2)}",
              "TypeError: macro 'm' takes not more than 1 argument(s)");
}

BOOST_AUTO_TEST_CASE(filters_and_tests_do_what_jinjas_do) {
  CHECK_RENDERS("${'abc def'|upper} ${'abc def'|title} ${'ABC'|lower} ${'abc'|capitalize}",
                "ABC DEF Abc Def abc Abc");
  CHECK_RENDERS(
      "${items|join('-')} ${items|first}${items|last} ${items|length} ${[3, 1]|sort} ${[1, 2]|sum}",
      "a-b-c ac 3 [1, 3] 3");
  CHECK_RENDERS("${['<b>'|safe, '<i>']|join}", "<b>&lt;i&gt;");
  CHECK_RENDERS("${2.5|round} ${2.567|round(1)} ${'12'|int + 1} ${'x'|int} ${'1.5'|float}",
                "2.0 2.6 13 0 1.5");
  CHECK_RENDERS("${nope|default('d')} ${empty|default('d')} ${empty|default('d', true)}", "d  d");
  CHECK_RENDERS("${items|map('upper')|list|length} ${[{'a': 1}, {'a': 2}]|map(attribute='a')|join}",
                "3 12");
  CHECK_RENDERS("${[1, 2, 3]|select('odd')|join} ${[1, 2, 3]|reject('odd')|join}", "13 2");
  CHECK_RENDERS(
      "${3 is odd} ${3 is divisibleby 3} ${none is none} ${'a' is string} ${items is iterable}",
      "True True True True True");
  CHECK_RENDERS(
      "${'a b c d e f'|truncate(6, true, leeway=0)} ${'<p>a</p> b'|striptags} ${'a/b c'|urlencode}",
      "a b... a b a/b%20c");
  CHECK_RENDERS("<% filter upper %>a ${name}<% endfilter %>", "A ANA &AMP; CO");
  CHECK_RENDERS("${{'b': [1, none]}|tojson}", "{\"b\": [1, null]}");
}

BOOST_AUTO_TEST_CASE(functions_of_odoo_are_there) {
  CHECK_RENDERS(
      "${len(items)} ${abs(-2)} ${min(2, 1)} ${max(items)} ${sum([1, 2])} ${round(2.5)} "
      "${round(1.256, 2)}",
      "3 2 1 c 3 2 1.26");
  CHECK_RENDERS("${str(1) + 'a'} ${quote('a b/é:')} ${urlencode({'a': 'b c'})}",
                "1a a%20b/%C3%A9: a=b+c");
  CHECK_RENDERS(
      "${map(str, [1, 2])|join('+')} ${filter(none, [0, 1])|list} ${reduce(max, [1, 3, 2])}",
      "1+2 [1] 3");
  CHECK_RENDERS("${range(3)|list} ${dict(a=1)}", "[0, 1, 2] {&#39;a&#39;: 1}");
}

BOOST_AUTO_TEST_CASE(texts_are_formatted_as_in_python) {
  CHECK_RENDERS("${'%05.2f|%-4s|%4d|%+d|%x|%%|%r' % (3.14159, 'ab', 42, 7, 255, 'q')}",
                "03.14|ab  |  42|+7|ff|%|&#39;q&#39;");
  CHECK_RENDERS("${'%(a)s %(b)03d' % {'a': 1, 'b': 2}}", "1 002");
  CHECK_RENDERS("${'{} {} {{}}'.format(1, 'x')} ${'{a:>5}|{b:,.2f}'.format(a='x', b=1234.5)}",
                "1 x {}     x|1,234.50");
  CHECK_FAILS("${'%s %s' % 'a'}", "TypeError: not enough arguments for format string");
  CHECK_FAILS("${'%s' % ('a', 'b')}",
              "TypeError: not all arguments converted during string formatting");
  CHECK_FAILS("${'%d' % 'a'}", "TypeError: %d format: a number is required, not str");
}

BOOST_AUTO_TEST_CASE(methods_of_texts_work_on_characters) {
  CHECK_RENDERS(
      "${'éa'.upper()} ${' x '.strip()}| ${'a,b'.split(',')|join(';')} "
      "${'aXb'.lower().replace('x', '-')}",
      "ÉA x| a;b a-b");
  CHECK_RENDERS(
      "${'é'.rjust(3, '.')} ${'7'.zfill(3)} ${'abc'.find('c')} ${'ab'.startswith(('x', 'a'))} "
      "${','.join(items)}",
      "..é 007 2 True a,b,c");
}

BOOST_AUTO_TEST_CASE(dates_are_computed_as_in_python) {
  CHECK_RENDERS(
      "${datetime.date(2020, 2, 29) + relativedelta(years=1)} ${datetime.date(2020, 1, 31) + "
      "relativedelta(months=1)}",
      "2021-02-28 2020-02-29");
  CHECK_RENDERS(
      "${datetime.datetime(2020, 1, 1, 12) - datetime.timedelta(days=1, hours=13)} "
      "${datetime.date(2020, 3, 1) - datetime.date(2020, 2, 1)}",
      "2019-12-30 23:00:00 29 days, 0:00:00");
  CHECK_RENDERS(
      "${datetime.datetime(2020, 5, 6, 7, 8, 9).strftime('%d/%m/%y %H:%M:%S')} "
      "${datetime.date(2020, 5, 6).weekday()}",
      "06/05/20 07:08:09 2");
  CHECK_RENDERS(
      "${datetime.datetime.strptime('2020-05-06', '%Y-%m-%d').date() == datetime.date(2020, 5, 6)}",
      "True");
  CHECK_FAILS("${datetime.date(2021, 2, 29)}", "ValueError: day is out of range for month");
  CHECK_FAILS("${datetime.date(9999, 12, 31) + datetime.timedelta(days=1)}",
              "OverflowError: date value out of range");
}

BOOST_AUTO_TEST_CASE(a_template_cannot_take_for_ever_nor_all_memory) {
  BOOST_TEST(begins(failure("${range(200000)}"), "OverflowError: Range too big"));
  BOOST_TEST(begins(failure("% for a in range(9999)\n% for b in range(9999)\n% endfor\n% endfor"),
                    "TimeoutError"));
  BOOST_TEST(begins(failure("${'x' * 999999999}"), "MemoryError"));
  BOOST_TEST(begins(failure("${'%999999999d' % 1}"), "ValueError"));
  BOOST_TEST(begins(failure("${'x'.ljust(999999999)}"), "MemoryError"));
  BOOST_TEST(begins(failure("${9223372036854775807 + 1}"), "OverflowError"));
  BOOST_TEST(begins(failure("${10 ** 100}"), "OverflowError"));
  BOOST_TEST(begins(failure("<% macro m() %>${m()}<% endmacro %>${m()}"), "RecursionError"));
  BOOST_TEST(begins(
      failure("% set x = 'xxxxxxxxxxxxxxxx' * 100000\n% for a in range(100)\n${x}\n% endfor"),
      "MemoryError"));
}

BOOST_AUTO_TEST_CASE(values_that_hold_themselves_or_are_very_deep_do_no_harm) {
  BOOST_TEST(begins(failure("<% set a = [] %>${a.append(a)}${a}"), "RecursionError"));
  BOOST_TEST(begins(failure("<% set a = [] %>${a.append(a)}${a == [a] or a == a[0]}${a|tojson}"),
                    "RecursionError"));
  CHECK_RENDERS(
      "<% set n = namespace(x=1) %><% for a in range(90000) %><% set n.x = [n.x] %><% endfor %>x",
      "x");
  CHECK_RENDERS(
      "<% set n = namespace(x=1) %><% for a in range(90000) %><% set n.x = namespace(y=n.x) %><% "
      "endfor %>x",
      "x");
  CHECK_RENDERS(
      "<% set n = namespace(x=1) %><% for a in range(90000) %><% set n.x = joiner(n.x) %><% endfor "
      "%>x",
      "x");
}

BOOST_AUTO_TEST_CASE(long_expressions_inside_recursion_end_in_time) {
  std::string sum = "m()";
  for (int i = 0; i < 400; ++i) sum += " + ''";
  BOOST_TEST(
      begins(failure("<% macro m() %>${" + sum + "}<% endmacro %>${m()}"), "RecursionError"));
}

BOOST_AUTO_TEST_CASE(nesting_is_limited) {
  std::string nested, statements;
  for (int i = 0; i < 5000; ++i) {
    nested += '(';
    statements += "<% if 1 %>";
  }
  CHECK_REFUSED("${" + nested + "1}");
  CHECK_REFUSED(statements);
  std::string chain = "${x", list = "${";
  for (int i = 0; i < 5000; ++i) {
    chain += ".a";
    list += "[";
  }
  CHECK_REFUSED(chain + "}");
  CHECK_REFUSED(list + "}");
  // what nests by standing behind each other
  std::string filters = "${'a'", tests = "${1", calls = "${x", sums = "1",
              statement = "<% filter upper";
  for (int i = 0; i < 100'000; ++i) {
    filters += "|upper";
    tests += " is defined";
    calls += "()";
    statement += "|upper";
  }
  CHECK_REFUSED(filters + "}");
  CHECK_REFUSED(tests + "}");
  CHECK_REFUSED(calls + "}");
  CHECK_REFUSED(statement + " %>a<% endfilter %>");
  // long chains inside each other
  for (int level = 0; level < 90; ++level) {
    sums = "(" + sums + ")";
    for (int i = 0; i < 90; ++i) sums += "+1";
  }
  CHECK_REFUSED("${" + sums + "}");
}

BOOST_AUTO_TEST_CASE(chains_that_people_write_are_short_enough) {
  std::string filters = "${'a'", sums = "${0";
  for (int i = 0; i < 150; ++i) filters += "|upper";
  for (int i = 0; i < 450; ++i) sums += "+1";
  CHECK_RENDERS(filters + "}", "A");
  CHECK_RENDERS(sums + "}", "450");
}

BOOST_AUTO_TEST_CASE(a_template_of_very_many_parts_is_none) {
  std::string values;
  for (int i = 0; i < 100'000; ++i) values += "${1}";
  CHECK_REFUSED(values);
  const std::string long_text(5'000'000, 'x');
  BOOST_TEST(render(long_text).size() == long_text.size());
}

// Each of these made a short template hold a worker for seconds or take gigabytes.
BOOST_AUTO_TEST_CASE(what_a_template_touches_is_counted) {
  const std::string big = "<% set x = 'xxxxxxxxxxxxxxxx' * 900000 %>";
  for (const char* costly :
       {"% for a in range(1000)\n<% set y = (x|upper)|length %>\n% endfor",
        "% for a in range(1000)\n<% set y = x.replace('x', 'y') %>\n% endfor", "${[x] * 100000}",
        "${(x,) * 100000}", "${[x,x,x,x,x,x,x,x,x,x,x,x,x]|list|length}",
        "<% set l = [x] %>\n% for a in range(20)\n<% set l = l + l %>\n% endfor",
        "${x|list|length}", "${x.split('x')|length}", "${'ab'|batch(1000000, x)|length}"})
    BOOST_TEST(begins(failure(big + "\n" + costly), "TimeoutError"), costly);
  BOOST_TEST(begins(failure(big + "\n${'a'.center(16000000, x)}"), "TypeError"));
  std::string chained = "${'\"<'";
  for (int i = 0; i < 40; ++i) chained += "|tojson";
  BOOST_TEST(!begins(failure(chained + "}"), "rendered"));
  // a list that holds itself many times over is as long as what it prints
  const std::string doubled =
      "<% set n = namespace(x=['a']) %>\n% for a in range(60)\n<% set n.x = "
      "[n.x, n.x] %>\n% endfor\n";
  for (const char* shown : {"${n.x}", "${n.x|tojson}", "${n.x == [n.x]}", "${'%s' % (n.x,)}"})
    BOOST_TEST(!begins(failure("\n" + doubled + shown), "rendered: ["), shown);
}

// Their cost was that of the square of their length.
BOOST_AUTO_TEST_CASE(what_looks_for_an_end_that_is_not_there_looks_once) {
  std::string open, comments;
  for (int i = 0; i < 1'000'000; ++i) open += "<a";
  for (int i = 0; i < 300'000; ++i) comments += "<!--";
  BOOST_TEST(render("${'" + open + "'|striptags}", false) == open);
  BOOST_TEST(render("${'" + comments + "'|striptags}", false) == comments);
  BOOST_TEST(render("${'<b>a</b> <!-- x > --> c <'|striptags}", false) == "a c <");
  std::string line = "% set x = 1";
  for (int i = 0; i < 400; ++i) line += "+1";
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += line + "\n";
  BOOST_TEST(render(lines + "${x}", false) == "401");
}

BOOST_AUTO_TEST_CASE(texts_are_found_in_linear_time) {
  const std::string text(2'000'000, 'a'), part = std::string(1'000'000, 'a') + "b";
  BOOST_TEST(find_text(text, part) == std::string::npos);
  BOOST_TEST(find_last_text(text, "b" + part) == std::string::npos);
  BOOST_TEST(find_text("abcabc", "bc", 2) == 4u);
  BOOST_TEST(find_text("abc", "x") == std::string::npos);
  BOOST_TEST(find_text("abc", "", 3) == 3u);
  BOOST_TEST(find_last_text("abcabc", "bc") == 4u);
  BOOST_TEST(find_last_text("abcabc", "bc", 3) == 1u);
  BOOST_TEST(find_last_text("abc", "abcd") == std::string::npos);
  BOOST_TEST(render("${'a-b-c'.rsplit('-', 1)} ${'a-b-c'.rpartition('-')} ${'a-b-c'.rfind('-')}",
                    false) == "['a-b', 'c'] ('a-b', '-', 'c') 3");
}
