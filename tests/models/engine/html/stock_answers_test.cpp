// What functions of a stock Odoo answered, word for word: stock_answers.jsonl, written by
// stock_answers.py.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>

#include "models/engine/errors.hpp"
#include "models/engine/html/email_text.hpp"
#include "models/engine/html/html.hpp"
#include "models/engine/html/url.hpp"
#include "models/engine/value.hpp"

using namespace chatterd;

namespace {

Value list(std::initializer_list<Value> items) { return Value(std::vector<Value>(items)); }

std::string text(const Value& arguments, std::size_t at) {
  return at < arguments.size() && arguments[at].is_string() ? arguments[at].get<std::string>() : "";
}

bool flag(const Value& arguments, std::size_t at, bool otherwise) {
  return at < arguments.size() && arguments[at].is_boolean() ? arguments[at].get<bool>()
                                                             : otherwise;
}

Value sanitized(const Value& arguments, const Value& options) {
  html::SanitizeOptions given;
  given.sanitize_tags = options.value("sanitize_tags", true);
  given.sanitize_attributes = options.value("sanitize_attributes", false);
  given.sanitize_style = options.value("sanitize_style", false);
  given.strip_style = options.value("strip_style", false);
  given.strip_classes = options.value("strip_classes", false);
  return html::sanitize(text(arguments, 0), given);
}

Value appended(const Value& arguments) {
  const html::Content kind = !flag(arguments, 2, true)   ? html::Content::html
                             : flag(arguments, 3, false) ? html::Content::preserved
                                                         : html::Content::plaintext;
  return html::append_content_to_html(text(arguments, 0), text(arguments, 1), kind,
                                      text(arguments, 4));
}

Value ours(const std::string& function, const Value& arguments, const Value& options) {
  const std::string first = text(arguments, 0);
  if (function == "html_sanitize") return sanitized(arguments, options);
  if (function == "html2plaintext") return html::html2plaintext(first);
  if (function == "plaintext2html") return html::plaintext2html(first, text(arguments, 1));
  if (function == "html_keep_url") return html::html_keep_url(first);
  if (function == "append_content_to_html") return appended(arguments);
  if (function == "email_split_tuples") {
    Value answer = Value::array();
    for (const html::Address& one : html::email_split_tuples(first))
      answer.push_back(list({one.name, one.email}));
    return answer;
  }
  if (function == "email_split") return html::email_split(first);
  if (function == "email_split_and_format") return html::email_split_and_format(first);
  if (function == "email_normalize") {
    const auto answer = html::email_normalize(first);
    return answer ? Value(*answer) : Value(false);
  }
  if (function == "email_escape_char") return html::email_escape_char(first);
  if (function == "email_re") return html::find_emails(first);
  if (function == "formataddr")
    return html::formataddr(
        text(arguments[0], 0), text(arguments[0], 1),
        text(arguments, 1) == "ascii" ? html::Charset::ascii : html::Charset::utf8);
  if (function == "decode_smtp_header") return html::decode_smtp_header(first);
  if (function == "urljoin") return html::urljoin(first, text(arguments, 1));
  if (function == "unquote_plus") return html::unquote_plus(first);
  if (function == "urlsplit") {
    const html::Url url = html::urlsplit(first);
    return list({url.scheme, url.netloc, url.path, url.query, url.fragment});
  }
  BOOST_FAIL("nobody answers " + function);
  return nullptr;
}

}  // namespace

BOOST_AUTO_TEST_CASE(functions_answer_as_stock_does) {
  std::ifstream file(CHATTERD_SOURCE "/tests/models/engine/html/stock_answers.jsonl");
  std::map<std::string, int> asked;
  for (std::string line; std::getline(file, line);) {
    const Value question = Value::parse(line);
    const auto function = question[0].get<std::string>();
    ++asked[function];
    const Value answer = ours(function, question[1], question[2]);
    BOOST_TEST(answer == question[3], line << "\n  ours: " << answer.dump());
  }
  BOOST_TEST(asked.size() >= 15u);
  BOOST_TEST(asked["html_sanitize"] >= 60);
}
