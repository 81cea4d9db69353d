#include "bridge/mail/mime.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd::bridge;

BOOST_AUTO_TEST_CASE(a_simple_message_is_text_with_its_headers) {
  const MimePart mail = parse_mail("From: a@x\nSubject: =?utf-8?q?caf=C3=A9?=\n two\n\nhello\n");
  BOOST_TEST(mail.content_type() == "text/plain");
  BOOST_TEST(mail.header("subject").value() == "=?utf-8?q?caf=C3=A9?=\n two");
  BOOST_TEST(mail.content == "hello\n");
  BOOST_TEST(!mail.header("To").has_value());
}

BOOST_AUTO_TEST_CASE(every_occurrence_of_a_header_is_found) {
  const MimePart mail = parse_mail("Received: one\nTo: a@x\nReceived: two\n\n");
  BOOST_TEST(mail.all_headers("received").size() == 2u);
}

BOOST_AUTO_TEST_CASE(parts_are_decoded_and_named) {
  const MimePart mail = parse_mail(
      "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; "
      "charset=ISO-8859-1\n"
      "Content-Transfer-Encoding: quoted-printable\n\ncaf=E9\n--b\nContent-Type: application/pdf;\n"
      " name=\"=?utf-8?b?w6kucGRm?=\"\nContent-Transfer-Encoding: base64\n\nYWJj\n--b--\n");
  const auto parts = walk(mail);
  BOOST_REQUIRE(parts.size() == 3u);
  BOOST_TEST(parts[1]->charset == "iso-8859-1");
  BOOST_TEST(decode_charset(parts[1]->content, parts[1]->charset) == "caf\xC3\xA9");
  BOOST_TEST(parts[2]->filename == "\xC3\xA9.pdf");
  BOOST_TEST(parts[2]->content == "abc");
}

BOOST_AUTO_TEST_CASE(words_behind_base64_are_read_with_it) {
  const auto read = [](const std::string& body) {
    return parse_mail("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + body)
        .content;
  };
  const std::string line = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9w\n";  // A…p
  const std::string text = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop";
  for (const std::string behind :
       {"_______\na list's words\n", "-- \na list's words\n", "--\nwords\n", "Hello, you\n"}) {
    BOOST_TEST(read(line + "YQ==\n" + behind) == text + "a\n" + behind);
    BOOST_TEST(read(line + line + "\n" + behind) == text + text + "\n" + behind);
  }
  BOOST_TEST(read(line + "!!! damaged: here\n" + line).starts_with(text));  // more of it
  BOOST_TEST(read("YQ==\nYg==\n") == "ab");
  BOOST_TEST(read(line + "\n--boundary\nwords\n") == text);
  BOOST_TEST(read("no base64 at all: words\n") == "no base64 at all: words\n");
}

BOOST_AUTO_TEST_CASE(encodings_and_types_are_known_in_any_dress) {
  for (const char* name : {"quoted-printable", "\"Quoted-Printable\"", "quoted-printable (8bit)",
                           " quoted-printable ; x"})
    BOOST_TEST(parse_mail(std::string("Content-Transfer-Encoding: ") + name + "\n\n=41").content ==
               "A");
  BOOST_TEST(parse_mail("Content-Type: html\n\n<b>").content_type() == "text/html");
  BOOST_TEST(parse_mail("\xEF\xBB\xBFSubject: x\n\ny").header("Subject").value() == "x");
  BOOST_TEST(parse_mail("A: b\nX-\xC3\xA9: y\n: odd\nC: d\n\ny").content == "y");
}

BOOST_AUTO_TEST_CASE(a_bounce_shows_its_status_and_the_message_that_came_back) {
  const MimePart mail = parse_mail(
      "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
      "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; bob@example.com\nAction: failed\n\n--b\n"
      "Content-Type: message/rfc822\n\nMessage-Id: <1@x>\nSubject: back\n\ntext\n--b--\n");
  BOOST_REQUIRE(mail.parts.size() == 2u);
  BOOST_REQUIRE(mail.parts[0].parts.size() == 2u);
  BOOST_TEST(mail.parts[0].parts[1].header("Final-Recipient").value() == "rfc822; bob@example.com");
  BOOST_REQUIRE(mail.parts[1].parts.size() == 1u);
  BOOST_TEST(mail.parts[1].parts[0].header("Message-Id").value() == "<1@x>");
}

BOOST_AUTO_TEST_CASE(anything_can_be_read) {
  BOOST_TEST(parse_mail("").content.empty());
  parse_mail(std::string("\0\xff\r\n\r\n--", 8));
  std::string nested;
  for (int i = 0; i < 5000; ++i)
    nested += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" +
              std::to_string(i) + "\n";
  BOOST_TEST(walk(parse_mail(nested)).size() < 100u);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  OutgoingMail mail;
  mail.headers = {{"Message-Id", "<1.2-openerp-5-mail.channel@host>", {}},
                  {"Subject", "Caf\xC3\xA9\nBcc: evil@example.com", {}},
                  {"From", "", {{"Zo\xC3\xA9, la", "zoe@example.com"}}},
                  {"To", "", {{"", "bob@example.com"}}},
                  {"X-Bad\nBcc", "evil@example.com", {}}};
  mail.html = "<p>\xC3\xA9</p>";
  mail.plain = "\xC3\xA9";
  mail.attachments = {{"\xC3\xA9t\xC3\xA9.txt", "text/plain", "hi"}};
  const std::string text = build_mail(mail);
  BOOST_TEST(std::all_of(text.begin(), text.end(),
                         [](char c) { return static_cast<unsigned char>(c) < 128; }));
  const MimePart read = parse_mail(text);
  BOOST_TEST(!read.header("Bcc").has_value());
  BOOST_TEST(read.header("Message-Id").value() == "<1.2-openerp-5-mail.channel@host>");
  const auto parts = walk(read);
  BOOST_REQUIRE(parts.size() == 5u);
  BOOST_TEST(parts[0]->content_type() == "multipart/mixed");
  BOOST_TEST(parts[1]->content_type() == "multipart/alternative");
  BOOST_TEST(parts[2]->content == "\xC3\xA9");
  BOOST_TEST(parts[3]->content_type() == "text/html");
  BOOST_TEST(parts[3]->content == "<p>\xC3\xA9</p>");
  BOOST_TEST(parts[4]->filename == "\xC3\xA9t\xC3\xA9.txt");
  BOOST_TEST(parts[4]->content == "hi");
}
