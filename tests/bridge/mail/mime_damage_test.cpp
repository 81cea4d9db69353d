// Mails of all shapes with something broken in them: they are read, and no word of them is lost.
#include <boost/test/unit_test.hpp>
#include <random>

#include "bridge/mail/mime.hpp"

using namespace chatterd::bridge;

namespace {

// Words that stand in these mails as they are; each must be somewhere in what is read.
const std::vector<std::string> words{"alphaword", "betaword",  "gammaword", "deltaword",
                                     "etaword",   "thetaword", "iotaword",  "kappaword"};

const std::vector<std::string> shapes{
    "From: A <a@x.example>\nSubject: alphaword\nMessage-Id: <1@x>\n\nbetaword\ngammaword\n",
    "From: A <a@x.example>\nTo: b@x.example\nSubject: alphaword\n betaword\nMIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=\"bb\"\n\nfor old programs\n--bb\n"
    "Content-Type: text/plain; charset=utf-8\n\ngammaword\n\n--bb\nContent-Type: application/pdf;"
    " name=\"x.pdf\"\nContent-Disposition: attachment; filename=\"deltaword.pdf\"\n\netaword\n"
    "--bb--\n",
    "Subject: alphaword\nFrom: a@x.example\nContent-Type: multipart/related; boundary=r\n\n--r\n"
    "Content-Type: multipart/alternative; boundary=\"r2\"\n\n--r2\nContent-Type: text/plain\n\n"
    "betaword\n--r2\nContent-Type: text/html\n\n<p>gammaword</p>\n--r2--\n\n--r\n"
    "Content-Type: image/png\nContent-Id: <deltaword@x>\n\netaword\n--r--\n",
    "From: a@x.example\nSubject: alphaword\nContent-Type: multipart/mixed; boundary=o\n\n--o\n"
    "Content-Type: message/rfc822\n\nFrom: c@x.example\nSubject: betaword\nContent-Type: "
    "multipart/mixed; boundary=i\n\n--i\nContent-Type: text/plain\n\ngammaword\n--i\nContent-Type: "
    "text/csv; name=deltaword.csv\n\netaword;1\n--i--\n--o\nContent-Type: text/calendar\n\n"
    "thetaword\n--o--\n",
    "From: MAILER-DAEMON@x.example\nSubject: alphaword\nContent-Type: multipart/report; "
    "report-type=delivery-status; boundary=\"z z\"\n\n--z z\nContent-Type: text/plain\n\nbetaword\n"
    "--z z\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; gammaword\n\n"
    "Final-Recipient: rfc822; deltaword@x.example\nAction: failed\n\n--z z\nContent-Type: "
    "text/rfc822-headers\n\nMessage-Id: <etaword@x>\n--z z--\n",
};

void add_text(const MimePart& part, std::string& all) {
  for (const auto& [name, value] : part.headers) all += name + ": " + value + "\n";
  all += part.filename + "\n" + part.content + "\n";
  for (const MimePart& child : part.parts) add_text(child, all);
}

std::string text_of(const MimePart& part) {
  std::string all;
  add_text(part, all);
  return all;
}

class Damage {
 public:
  explicit Damage(std::uint32_t seed) : random_(seed) {}

  std::string operator()(std::string mail, std::size_t hits) {
    for (; hits > 0; --hits) hit(mail);
    if (below(4) == 0) {
      const std::string end = below(2) ? "\r\n" : "\r";
      std::string other;
      for (const char c : mail) c == '\n' ? other += end : other += c;
      return other;
    }
    return mail;
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % std::max<std::size_t>(limit, 1); }

  void hit(std::string& mail) {
    const std::size_t at = below(mail.size());
    const std::size_t line = at == 0 ? 0 : mail.rfind('\n', at - 1) + 1;
    const std::size_t next = std::min(mail.find('\n', at), mail.size() - 1) + 1;
    switch (below(8)) {
      case 0:
        mail.erase(at, 1);
        break;
      case 1:
        mail.insert(at, 1, static_cast<char>(random_()));
        break;
      case 2:
        mail[at] = static_cast<char>(random_());
        break;
      case 3:
        mail.erase(line, next - line);
        break;
      case 4:
        mail.insert(line, mail.substr(line, next - line));
        break;
      case 5:
        mail.insert(at, "\n");
        break;
      case 6:
        mail.resize(at);
        break;
      default:
        mail.insert(line, below(2) ? "X-Odd line without a colon\n" : "\"=?utf-8?B?\0;*<(\n");
    }
    if (mail.empty()) mail = "\n";
  }

  std::mt19937 random_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_word_of_a_whole_mail_is_read) {
  for (const std::string& shape : shapes) {
    const std::string all = text_of(parse_mail(shape));
    for (const std::string& word : words)
      BOOST_TEST((all.find(word) != std::string::npos) == (shape.find(word) != std::string::npos));
  }
}

BOOST_AUTO_TEST_CASE(no_word_of_a_damaged_mail_is_lost) {
  for (std::uint32_t seed = 0; seed < 20000; ++seed) {
    const std::string mail = Damage(seed)(shapes[seed % shapes.size()], 1);
    const std::string all = text_of(parse_mail(mail));
    for (const std::string& word : words)
      if (mail.find(word) != std::string::npos)
        BOOST_TEST(all.find(word) != std::string::npos, "seed " << seed << " lost " << word
                                                                << " of\n"
                                                                << mail);
  }
}

// Where several places are broken, a boundary and the header behind it may be among them: such a
// part is no part any more. That is rare, and reading never fails.
BOOST_AUTO_TEST_CASE(badly_damaged_mails_are_read) {
  int lost = 0;
  for (std::uint32_t seed = 0; seed < 20000; ++seed) {
    const std::string mail = Damage(seed)(shapes[seed % shapes.size()], 2 + seed % 4);
    const std::string all = text_of(parse_mail(mail));
    for (const std::string& word : words)
      if (mail.find(word) != std::string::npos && all.find(word) == std::string::npos) ++lost;
  }
  BOOST_TEST(lost < 100);
}

// Bytes that no mail has: read in a time that grows with their number.
BOOST_AUTO_TEST_CASE(large_and_deep_mails_are_read_up_to_a_limit) {
  std::string many = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 50000; ++i) many += "--b\n\nx\n";
  const MimePart read = parse_mail(many);
  BOOST_TEST(!read.complete);
  BOOST_TEST(walk(read).size() <= 2001u);
  std::string blocks = "Content-Type: message/delivery-status\n\n";
  for (int i = 0; i < 200000; ++i) blocks += "A: b\n\n";
  BOOST_TEST(!parse_mail(blocks).complete);
  std::string headers;
  for (int i = 0; i < 200000; ++i) headers += "no header\nA: b\n";
  BOOST_TEST(parse_mail(headers).complete);
}
