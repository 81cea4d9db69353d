// Forms of clients that write them in other ways than browsers do.
#include <boost/test/unit_test.hpp>

#include "models/engine/errors.hpp"
#include "rpc/http/http_message.hpp"

using namespace chatterd;
using namespace chatterd::rpc;

namespace {

std::vector<FormPart> parsed(const std::string& body, const std::string& boundary = "B") {
  HttpRequest request;
  request.headers = {{"Content-Type", "multipart/form-data; boundary=" + boundary}};
  request.body = body;
  return parse_form(request);
}

FormPart with_disposition(const std::string& parameters) {
  const auto parts = parsed("--B\r\nContent-Disposition: form-data; name=\"f\"" + parameters +
                            "\r\nContent-Type: text/plain\r\n\r\nwords\r\n--B--\r\n");
  BOOST_REQUIRE(parts.size() == 1);
  BOOST_TEST(parts[0].name == "f");
  BOOST_TEST(parts[0].content_type == "text/plain");
  BOOST_TEST(parts[0].content == "words");
  return parts[0];
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_file_has_its_name_in_whatever_way_it_is_written) {
  const auto name = [](const std::string& parameters) {
    return with_disposition(parameters).filename.value_or("(none)");
  };
  BOOST_TEST(name("") == "(none)");
  BOOST_TEST(name("; filename=\"a;b \\\"c\\\" C:\\d\"") == "a;b \"c\" C:\\d");
  BOOST_TEST(name(";filename=plain.txt") == "plain.txt");
  BOOST_TEST(name("; FileName=\"x\"") == "x");
  BOOST_TEST(name("; filename=\"\"") == "");
  BOOST_TEST(name("; filename*=UTF-8''na%C3%AFve%20%F0%9F%98%80.txt") == "naïve 😀.txt");
  BOOST_TEST(name("; filename*=utf-8'en'a%27b") == "a'b");
  BOOST_TEST(name("; filename*=ISO-8859-1''caf%e9") == "café");
  BOOST_TEST(name("; filename*=windows-1252''%80") == "€");
  BOOST_TEST(name("; filename*=\"UTF-8''quoted%2B\"") == "quoted+");
  BOOST_TEST(name("; filename*=noquotes.txt") == "noquotes.txt");
  BOOST_TEST(name("; filename=\"naive.txt\"; filename*=UTF-8''na%C3%AFve.txt") == "naïve.txt");
  BOOST_TEST(name("; filename*=UTF-8''na%C3%AFve.txt; filename=\"naive.txt\"") == "naïve.txt");
  BOOST_TEST(name("; filename*0=\"a very\"; filename*1=\" long.txt\"") == "a very long.txt");
  BOOST_TEST(name("; filename*0*=UTF-8''%C3; filename*1*=%A9; filename*2=.txt") == "é.txt");
  BOOST_TEST(name("; filename=\"caf\xe9\"") == "café");
  BOOST_TEST(name("; filename=\"bad\x81\xff\"") == "bad\uFFFDÿ");
  BOOST_TEST(name("; filename*=Shift_JIS''%93%fa%96%7b.txt") == "日本.txt");
  BOOST_TEST(name("; filename*=GBK''%c4%e3") == "你");
  BOOST_TEST(name("; filename*=euc-kr''%b0%a1") == "가");
  BOOST_TEST(name("; filename*=utf-16le''a%00%ac%20") == "a€");
  BOOST_TEST(name("; filename*=klingon''%c3%a9") == "é");
  BOOST_TEST(name(";\r\n filename=\"folded.txt\"") == "folded.txt");
  BOOST_TEST(name(";\r\n\tfilename*=UTF-8''folded%20too.txt") == "folded too.txt");
  BOOST_TEST(name("; filename*=UTF-8''; filename=\"a\"") == "a");
  BOOST_TEST(name("; filename=\"one\"; filename=\"two\"") == "two");
  BOOST_TEST(name("; filename*1=b; filename*0=a") == "ab");
  BOOST_TEST(name("; filename*1=\"late.txt\"") == "late.txt");
  BOOST_TEST(name("; filename*00=a; filename*01=b; filename*3=d") == "abd");
  BOOST_TEST(name("; filename*1*=%C3%A9; filename*0=a; filename*10=z; filename*2=b") == "aébz");
  // what escapes, and what does not
  BOOST_TEST(name("; filename=\"a\\\\b\"") == "a\\b");
  BOOST_TEST(name("; filename=\"C:\\new\\t.txt\"") == "C:\\new\\t.txt");
  BOOST_TEST(name("; filename=\"\\\\server\\x\"") == "\\\\server\\x");
  BOOST_TEST(name("; filename=\"folder\\\"") == "folder\\");
  BOOST_TEST(name("; filename=\"a%22b.txt\"") == "a%22b.txt");
  BOOST_TEST(name("; filename=\"open.txt") == "open.txt");
  // what no file is called
  BOOST_TEST(name(std::string("; filename=\"a\0b\"", 17)) == "ab");
  BOOST_TEST(name("; filename*=UTF-8''a%00%0Ab%1F") == "a b");
}

BOOST_AUTO_TEST_CASE(lines_end_as_the_client_ends_them) {
  for (const std::string end : {"\r\n", "\n", "\r"}) {
    const auto parts = parsed(
        "preamble" + end + "--B" + end + "Content-Disposition: form-data; name=a" + end + end +
        "one" + end + end + "two" + end + "--B  " + end + "Content-Disposition: form-data;" + end +
        " name=b; filename=f" + end + end + end + "--B--" + end + "epilogue");
    BOOST_REQUIRE(parts.size() == 2);
    BOOST_TEST(parts[0].content == "one" + end + end + "two");
    BOOST_TEST(parts[1].name == "b");
    BOOST_TEST(parts[1].filename.value() == "f");
    BOOST_TEST(parts[1].content == "");
  }
}

BOOST_AUTO_TEST_CASE(content_may_look_like_the_boundary) {
  for (const std::string content :
       {"--B1\r\nx", "x\r\n--Bx\r\ny", "x--B\r\n--", "x\r\n--B--x\r\ny", "--", "\r\n", "x\r",
        "\n--Bend", "x\r\n--BB--\r\n", "\r\n\r\n--b\r\n"}) {
    const auto parts =
        parsed("--B\r\nContent-Disposition: form-data; name=a; filename=f\r\n\r\n" + content +
               "\r\n--B\r\nContent-Disposition: form-data; name=b\r\n\r\n1\r\n--B--");
    BOOST_TEST_CONTEXT(content) {
      BOOST_REQUIRE(parts.size() == 2);
      BOOST_TEST(parts[0].content == content);
      BOOST_TEST(parts[1].content == "1");
    }
  }
}

BOOST_AUTO_TEST_CASE(bytes_stay_as_they_are) {
  std::string bytes;
  for (int i = 0; i < 1024; ++i) bytes += static_cast<char>(i * 7);
  const auto parts = parsed("--B\r\nContent-Disposition: form-data; name=a; filename=f\r\n\r\n" +
                            bytes + "\r\n--B--");
  BOOST_REQUIRE(parts.size() == 1);
  BOOST_TEST((parts[0].content == bytes));
}

BOOST_AUTO_TEST_CASE(a_form_without_its_end_is_refused) {
  const std::string whole =
      "--B\r\nContent-Disposition: form-data; name=a; filename=f\r\n\r\nwords\r\n--B--";
  for (std::size_t size = 0; size < whole.size(); ++size)
    BOOST_CHECK_THROW(parsed(whole.substr(0, size)), BadRequest);
  BOOST_TEST(parsed(whole).size() == 1U);
  BOOST_TEST(parsed("--B--\r\n").empty());
}

BOOST_AUTO_TEST_CASE(files_of_one_field_may_lie_in_a_part_of_their_own) {
  const auto parts = parsed(
      "--B\r\nContent-Disposition: form-data; name=f\r\nContent-Type: multipart/mixed; "
      "boundary=\"C\"\r\n\r\n--C\r\nContent-Disposition: file; "
      "filename=one\r\n\r\n1\r\n--C\r\n\r\n2"
      "\r\n--C--\r\n\r\n--B\r\nContent-Disposition: form-data; name=x\r\n\r\n3\r\n--B--");
  BOOST_REQUIRE(parts.size() == 3);
  BOOST_TEST(parts[0].name == "f");
  BOOST_TEST(parts[0].filename.value() == "one");
  BOOST_TEST(parts[0].content == "1");
  BOOST_TEST(parts[1].name == "f");
  BOOST_TEST(parts[1].filename.value() == "");
  BOOST_TEST(parts[1].content == "2");
  BOOST_TEST(!parts[2].filename);
  // a file of that type that has a name is that file
  const auto whole = parsed(
      "--B\r\nContent-Disposition: form-data; name=f; filename=page\r\nContent-Type: "
      "multipart/mixed; boundary=C\r\n\r\n--C\r\n\r\n2\r\n--C--\r\n--B--");
  BOOST_REQUIRE(whole.size() == 1);
  BOOST_TEST(whole[0].content == "--C\r\n\r\n2\r\n--C--");
}

BOOST_AUTO_TEST_CASE(a_part_whose_type_no_field_has_is_a_file) {
  const auto is_file = [](const std::string& type) {
    return parsed("--B\r\nContent-Disposition: form-data; name=f\r\nContent-Type: " + type +
                  "\r\n\r\nx\r\n--B--")[0]
        .filename.has_value();
  };
  for (const char* type : {"application/octet-stream", "image/png", "Application/PDF; x=y"})
    BOOST_TEST(is_file(type), type);
  for (const char* type : {"", "text/plain; charset=UTF-8", "application/json", "TEXT/PLAIN"})
    BOOST_TEST(!is_file(type), type);
}
