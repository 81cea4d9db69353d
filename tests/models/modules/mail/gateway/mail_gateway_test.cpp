// E-mails that come in, as they are read before anything is looked up or posted.
#include "models/modules/mail/gateway/mail_gateway.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

using namespace chatterd;

namespace {

IncomingMail mail(const std::string& source) { return {bridge::parse_mail(source), source}; }

const std::string picture =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg"
    "==";

std::string multipart() {
  return "From: A <a@b.example>\r\nContent-Type: multipart/mixed; boundary=out\r\n\r\n"
         "--out\r\nContent-Type: multipart/related; boundary=in\r\n\r\n"
         "--in\r\nContent-Type: text/html\r\n\r\n<p>see <img src=\"cid:pic@x\"></p>\r\n"
         "--in\r\nContent-Type: image/png; name=p.png\r\nContent-ID: <pic@x>\r\n"
         "Content-Disposition: inline; filename=p.png\r\nContent-Transfer-Encoding: "
         "base64\r\n\r\n" +
         picture +
         "\r\n--in--\r\n"
         "--out\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; "
         "filename=\"t.csv\"\r\n\r\n"
         "a,b\r\n--out--\r\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_mail_that_comes_in)

BOOST_AUTO_TEST_CASE(of_text_has_a_preformatted_body) {
  const Payload payload = payload_of(mail("From: a@b.example\r\n\r\nhello <you>\r\n"), false);
  BOOST_TEST(payload.body.find("hello &lt;you&gt;") != std::string::npos, payload.body);
  BOOST_TEST(payload.attachments.empty());
}

BOOST_AUTO_TEST_CASE(of_parts_has_its_html_and_its_files) {
  const Payload payload = payload_of(mail(multipart()), false);
  BOOST_TEST(payload.body.find("see") != std::string::npos);
  std::set<std::string> names;
  for (const Value& file : payload.attachments) names.insert(file[0].get<std::string>());
  BOOST_TEST((names == std::set<std::string>{"p.png", "t.csv"}));
  BOOST_TEST(payload.names_by_cid.at("pic@x") == "p.png");
}

BOOST_AUTO_TEST_CASE(is_kept_whole_where_its_alias_wants_so) {
  const Payload payload = payload_of(mail(multipart()), true);
  bool whole = false;
  for (const Value& file : payload.attachments)
    whole = whole || file[0].get<std::string>().ends_with(".eml");
  BOOST_TEST(whole);
}

BOOST_AUTO_TEST_CASE(names_the_messages_it_answers_also_across_folds) {
  const auto part = bridge::parse_mail(
      "References: <a@x>\r\n <b@x>\r\n\t<c@x>\r\nIn-Reply-To: <c@x>\r\n\r\nbody");
  BOOST_TEST(
      (message_ids(part, "References") == std::vector<std::string>{"<a@x>", "<b@x>", "<c@x>"}));
  BOOST_TEST((message_ids(part, "In-Reply-To") == std::vector<std::string>{"<c@x>"}));
  BOOST_TEST(message_ids(part, "Message-Id").empty());
}

BOOST_AUTO_TEST_CASE(reports_a_failure_when_a_mailer_says_so) {
  for (const char* bounce :
       {"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n",
        "X-Failed-Recipients: a@b.example\r\n\r\nnot delivered",
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: "
        "message/delivery-status\r\n\r\nStatus: 5.0.0\r\n\r\n--b--\r\n"})
    BOOST_TEST(reports_failure(bridge::parse_mail(bounce)), bounce);
  for (const char* usual : {"From: a@b.example\r\n\r\ndelivery failed", "\r\n", ""})
    BOOST_TEST(!reports_failure(bridge::parse_mail(usual)), usual);
}

BOOST_AUTO_TEST_CASE(is_read_however_broken_it_is) {
  std::mt19937 random(5);  // NOLINT: the same every time
  const std::string whole = multipart();
  for (int round = 0; round < 1500; ++round) {
    std::string text = whole.substr(0, random() % (whole.size() + 1));
    for (unsigned change = 0; change < random() % 6 && !text.empty(); ++change)
      text[random() % text.size()] = static_cast<char>(random());
    const IncomingMail incoming = mail(text);
    BOOST_CHECK_NO_THROW(payload_of(incoming, round % 2 == 0));
    reports_failure(incoming.part);
    message_ids(incoming.part, "References");
  }
}

BOOST_AUTO_TEST_SUITE_END()
