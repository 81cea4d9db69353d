#include "models/engine/qweb/arch.hpp"

#include <boost/test/unit_test.hpp>
#include <map>

#include "models/engine/errors.hpp"
#include "models/engine/html/tree.hpp"

using namespace chatterd;
using namespace chatterd::qweb;
using html::Document;

namespace {

std::string changed(const std::string& arch, const std::string& specifications) {
  Document document(arch, Document::Syntax::xml);
  apply_inheritance(document, Document(specifications, Document::Syntax::xml));
  return html::to_xml(document, document.root());
}

std::string refusal(const std::string& specifications) {
  try {
    return changed("<t><a/></t>", specifications);
  } catch (const ValueError& error) {
    return error.what();
  }
}

std::string translated(const std::string& arch, const std::map<std::string, std::string>& terms) {
  Document document(arch, Document::Syntax::xml);
  translate_terms(document, [&](const std::string& term) {
    const auto found = terms.find(term);
    return found == terms.end() ? std::string() : found->second;
  });
  return html::to_xml(document, document.root());
}

// The terms of an arch, one a line.
std::string terms_of(const std::string& arch) {
  std::string out;
  Document document(arch, Document::Syntax::xml);
  translate_terms(document, [&](const std::string& term) {
    out += term + "\n";
    return std::string();
  });
  return out;
}

const std::string page = "<t><p class=\"x\">one</p> two <b/> three</t>";

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_put_before_after_and_inside_keeps_the_texts_around_it) {
  BOOST_TEST(changed(page, "<xpath expr=\"//b\" position=\"before\"> x <i/> y </xpath>") ==
             "<t><p class=\"x\">one</p> two  x <i/> y <b/> three</t>");
  BOOST_TEST(changed(page, "<b position=\"after\"> x <i/> y </b>") ==
             "<t><p class=\"x\">one</p> two <b/> x <i/> y  three</t>");
  BOOST_TEST(changed(page, "<p class=\"x\" position=\"inside\"> x <i/> y </p>") ==
             "<t><p class=\"x\">one x <i/> y </p> two <b/> three</t>");
  BOOST_TEST(changed(page, "<b><i/></b>") == "<t><p class=\"x\">one</p> two <b><i/></b> three</t>");
}

BOOST_AUTO_TEST_CASE(what_is_replaced_goes_with_the_text_behind_it) {
  BOOST_TEST(changed(page, "<b position=\"replace\">lost<i/> y <u/></b>") ==
             "<t><p class=\"x\">one</p> two <i/> y <u/></t>");
  BOOST_TEST(changed(page, "<b position=\"replace\"/>") == "<t><p class=\"x\">one</p> two </t>");
  BOOST_TEST(changed(page, "<p position=\"replace\"><div>$0</div></p>")
                 .find("<div><p class=\"x\">one</p>") != std::string::npos);
  BOOST_TEST(changed(page, "<t position=\"replace\"><u>new</u></t>") == "<u>new</u>");
}

BOOST_AUTO_TEST_CASE(attributes_are_set_removed_and_combined) {
  BOOST_TEST(changed("<t><p class=\"a b\" id=\"1\"/></t>",
                     "<p position=\"attributes\"><attribute name=\"id\"/><attribute "
                     "name=\"x\">y</attribute><attribute "
                     "name=\"class\" add=\"c\" remove=\"a\" separator=\" \"/></p>") ==
             "<t><p class=\"b c\" x=\"y\"/></t>");
}

BOOST_AUTO_TEST_CASE(elements_move_and_specifications_follow_each_other) {
  BOOST_TEST(changed(page,
                     "<data><b position=\"before\"><i/></b><i position=\"inside\"><p "
                     "position=\"move\"/></i></data>") ==
             "<t> two <i><p class=\"x\">one</p></i><b/> three</t>");
  BOOST_TEST(changed("<t><p class=\"a b\"/></t>",
                     "<xpath expr=\"//*[hasclass('b', 'a')]\" position=\"inside\">x</xpath>") ==
             "<t><p class=\"a b\">x</p></t>");
}

BOOST_AUTO_TEST_CASE(a_specification_without_a_place_is_refused) {
  BOOST_TEST(refusal("<xpath expr=\"//z\" position=\"inside\"/>") ==
             "Element '<xpath expr=\"//z\">' cannot be located in parent view");
  BOOST_TEST(refusal("<a position=\"above\"/>") == "Invalid position attribute: 'above'");
}

BOOST_AUTO_TEST_CASE(terms_are_runs_of_text_with_the_inline_elements_in_them) {
  BOOST_TEST(terms_of("<t><p> Hello <b>you</b> there </p><div>a<p>Two</p>Three <t t-esc=\"x\"/> "
                      "four</div><i>1</i></t>") == "Hello <b>you</b> there\nTwo\nThree\nfour\n");
  BOOST_TEST(terms_of("<div title=\"Hint\" class=\"no\" t-attf-alt=\"A "
                      "{{b}}\"><script>no()</script><p t-translation=\"off\">no "
                      "way</p><span t-if=\"x\">Yes</span></div>") == "Yes\nHint\nA {{b}}\n");
}

BOOST_AUTO_TEST_CASE(translations_take_the_place_of_their_terms) {
  BOOST_TEST(translated("<t><p> Hello <b>you</b> </p><p>Hello</p><img alt=\"Hello\"/></t>",
                        {{"Hello <b>you</b>", "Bonjour à <i>toi</i>"}, {"Hello", "Bonjour"}}) ==
             "<t><p> Bonjour à <i>toi</i> </p><p>Bonjour</p><img alt=\"Bonjour\"/></t>");
  BOOST_TEST(translated("<span>Whole</span>", {{"<span>Whole</span>", "<span>Tout</span>"}}) ==
             "<span>Tout</span>");
  BOOST_TEST(translated("<p>Text</p>", {{"Text", "a < b"}}) == "<p>a &lt; b</p>");
}
