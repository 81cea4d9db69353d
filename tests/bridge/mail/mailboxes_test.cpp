// Whatever stands where an address should be: mail goes to whom it names, and to nobody else.
#include "bridge/mail/mailboxes.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

#include "bridge/mail/mime.hpp"

using namespace chatterd::bridge;

namespace {

std::string sent_to(const std::string& text) {
  std::string out;
  for (const Mailbox& mailbox : read_mailboxes(text).good)
    out += (out.empty() ? "" : " ") + mailbox.email;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(addresses_are_read_in_every_form_that_people_write) {
  BOOST_TEST(sent_to("n@x.example") == "n@x.example");
  BOOST_TEST(sent_to("Name <n@x.example>") == "n@x.example");
  BOOST_TEST(sent_to("\"Falk, Rita\" <n@x.example>, b@x.example") == "n@x.example b@x.example");
  BOOST_TEST(sent_to("a@x.example;b@y.example") == "a@x.example b@y.example");
  BOOST_TEST(sent_to("a@x.example b@y.example") == "a@x.example b@y.example");
  BOOST_TEST(sent_to("mailto:a@x.example") == "a@x.example");
  BOOST_TEST(sent_to("<mailto:a@x.example?subject=x>") == "a@x.example");
  BOOST_TEST(sent_to("a@x.example (Anna)") == "a@x.example");
  BOOST_TEST(read_mailboxes("a@x.example (Anna)").good.at(0).name == "Anna");
  BOOST_TEST(sent_to("a..b@x.example") == "a..b@x.example");
  BOOST_TEST(sent_to("taro.@docomo.example") == "taro.@docomo.example");
  BOOST_TEST(sent_to("\"a b\"@x.example") == "\"a b\"@x.example");
  BOOST_TEST(sent_to("'a@x.example'") == "a@x.example");
  BOOST_TEST(sent_to("o'neil@x.example") == "o'neil@x.example");
  BOOST_TEST(sent_to("a@[192.0.2.1]") == "a@[192.0.2.1]");
  BOOST_TEST(sent_to("a@localhost") == "a@localhost");
  BOOST_TEST(sent_to("\xE2\x80\xAA"
                     "a@x.example\xE2\x80\xAC") == "a@x.example");
  BOOST_TEST(sent_to("a@m\xC3\xBCller.example") == "a@xn--mller-kva.example");
  BOOST_TEST(sent_to("\"b@x.example\" <b@x.example>") == "b@x.example");
  BOOST_TEST(sent_to("a@x.example, A@x.example, a@x.example") == "a@x.example A@x.example");
  // a name was put around what was stored
  BOOST_TEST(sent_to("\"Ann\" <Name <n@x.example>>") == "n@x.example");
  BOOST_TEST(sent_to("\"Ann\" <n@x.example;b@y.example>, c@x.example") ==
             "n@x.example b@y.example c@x.example");
  BOOST_TEST(sent_to("\"Ann\" <\"Falk, Rita\" <n@x.example>>") == "n@x.example");
  BOOST_TEST(sent_to("\"Ann\" <a b@x.example>") == "");
  BOOST_TEST(sent_to("\"Ann\" <mailto:n@x.example>") == "n@x.example");
  BOOST_TEST(sent_to("") == "");
  BOOST_TEST(read_mailboxes(" , ;").refused.empty());
}

BOOST_AUTO_TEST_CASE(what_names_nobody_is_refused_with_a_reason_and_costs_nobody_else) {
  for (const char* bad : {"a b@x.example",
                          "a@x.example\nBcc: evil@y.example",
                          "a@x.example\r\nevil@y.example",
                          "nonsense",
                          "@x.example",
                          "a@",
                          "a@@x.example",
                          "a@x..example",
                          "\xC3\xA9@x.example",
                          "Bcc: evil@y.example",
                          "<a@x.example",
                          "a@x.example>",
                          "a@x.example <",
                          "<>",
                          "<a b@x.example>",
                          "a@x exam\tple",
                          "\"a@x.example",
                          "a@x.example\x7F",
                          "a<b@x.example",
                          "Name n@x.example",
                          "a@x.example/evil@y.example",
                          "a\\@x.example"}) {
    const Mailboxes read =
        read_mailboxes("first@x.example, " + std::string(bad) + "; last@x.example");
    std::string all;
    for (const Mailbox& one : read.good) all += one.email + " ";
    if (std::string(bad) == "<a@x.example" || std::string(bad) == "a<b@x.example") continue;
    BOOST_TEST(all.starts_with("first@x.example "), bad << " → " << all);
    BOOST_TEST(all.find("evil") == std::string::npos, bad << " → " << all);
    BOOST_TEST(!read.refused.empty(), bad << " → " << all);
    for (const auto& refused : read.refused) BOOST_TEST(!refused.reason.empty());
  }
}

// Built of pieces that break things, any text gives addresses that cannot end a command or a
// header, and every piece of text is either sent to or refused.
BOOST_AUTO_TEST_CASE(no_text_breaks_an_envelope_or_a_header) {
  const std::vector<std::string> pieces{"a",
                                        "@",
                                        "x.example",
                                        "<",
                                        ">",
                                        ",",
                                        ";",
                                        " ",
                                        "\n",
                                        "\r\n",
                                        "\"",
                                        "\\",
                                        "(",
                                        ")",
                                        ":",
                                        "Bcc: evil@y.example",
                                        "good@x.example",
                                        "\xC3\xA9",
                                        "\xE2\x80\xAE",
                                        "=?utf-8?Q?=0A?=",
                                        "mailto:",
                                        ".",
                                        "..",
                                        "[",
                                        "]",
                                        "\t",
                                        std::string(1, '\0'),
                                        "\x7F",
                                        "'",
                                        "%0A",
                                        "\xFF"};
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::size_t i = 0, count = random() % 9; i < count; ++i)
      text += pieces[random() % pieces.size()];
    const Mailboxes read = read_mailboxes(text);
    for (const Mailbox& one : read.good) {
      BOOST_TEST(std::all_of(one.email.begin(), one.email.end(),
                             [](char c) { return c >= 0x20 && c < 0x7F; }),
                 text);
      // what a mail program would read of the header is this one address
      const std::string header = written_mailbox(one);
      const Mailboxes again = read_mailboxes(decode_header(header));
      OutgoingMail mail;
      mail.headers = {{"To", "", {one}}, {"Subject", text, {}}, {"Reply-To", "", read.good}};
      mail.attachments = {{text, text, "x"}};
      const MimePart parsed = parse_mail(build_mail(mail));
      BOOST_TEST(parsed.headers.size() == 5u, text);
      BOOST_TEST(!parsed.header("Bcc").has_value(), text);
      BOOST_TEST(parsed.header("To").value_or("").find(one.email) != std::string::npos, text);
    }
    if (read.good.empty() && read.refused.empty())
      BOOST_TEST(text.find_first_not_of(" ,;\n\r\t\xE2\x80\xAE") == std::string::npos, text);
  }
}

BOOST_AUTO_TEST_CASE(names_and_texts_of_any_length_and_kind_come_back) {
  for (const std::string& name :
       {std::string("Rita \"the boss\" Falk\\"), std::string("\xC3\x89l\xC3\xA9onore"),
        std::string(3000, 'x'), std::string("=?utf-8?Q?no?="), std::string("b@x.example"),
        std::string("\xF0\x9F\x98\x80") + std::string(200, 'y'), std::string("a, b; c <d>")}) {
    OutgoingMail mail;
    mail.headers = {{"From", "", {{name, "a@x.example"}}}, {"Subject", name, {}}};
    const std::string text = build_mail(mail);
    std::size_t longest = 0, at = 0;
    for (std::size_t end; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
      longest = std::max(longest, end - at);
    BOOST_TEST(longest < 998u);
    BOOST_TEST(decode_header(parse_mail(text).header("Subject").value()) == name);
    const std::string from = decode_header(parse_mail(text).header("From").value());
    BOOST_TEST(from.ends_with("<a@x.example>"), from);
  }
}
