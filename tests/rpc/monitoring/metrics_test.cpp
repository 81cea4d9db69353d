// Counters, log lines and the small parts of requests.
#include "rpc/monitoring/metrics.hpp"

#include <boost/test/unit_test.hpp>

#include "bridge/text/json.hpp"
#include "models/engine/errors.hpp"
#include "rpc/http/http_message.hpp"
#include "rpc/monitoring/log.hpp"
#include "rpc/wire/json_text.hpp"

using namespace chatterd;
using namespace chatterd::rpc;

BOOST_AUTO_TEST_CASE(requests_are_counted_by_route_and_status) {
  Metrics metrics;
  metrics.request("/a", 200, 0.002, 3);
  metrics.request("/a", 200, 20, 1);
  metrics.request("/a", 404, 0.0001, 0);
  metrics.watch("chatterd_parked", "gauge", "Parked polls.", [] { return 42.0; });
  const std::string text = metrics.text();
  for (const char* line :
       {"chatterd_requests_total{route=\"/a\",status=\"200\"} 2\n",
        "chatterd_requests_total{route=\"/a\",status=\"404\"} 1\n",
        "chatterd_request_seconds_bucket{route=\"/a\",le=\"0.001\"} 1\n",
        "chatterd_request_seconds_bucket{route=\"/a\",le=\"0.0025\"} 2\n",
        "chatterd_request_seconds_bucket{route=\"/a\",le=\"10\"} 2\n",
        "chatterd_request_seconds_bucket{route=\"/a\",le=\"+Inf\"} 3\n",
        "chatterd_request_seconds_count{route=\"/a\"} 3\n", "chatterd_statements_total 4\n",
        "# TYPE chatterd_parked gauge\nchatterd_parked 42\n"})
    BOOST_TEST(text.find(line) != std::string::npos, line);
}

BOOST_AUTO_TEST_CASE(values_of_several_databases_stand_under_one_head) {
  Metrics metrics;
  for (const char* name : {"a", "b\"c"})
    metrics.watch(
        "chatterd_parked", "gauge", "Parked polls.", [] { return 1.0; }, name);
  BOOST_TEST(
      metrics.text().ends_with("# HELP chatterd_parked Parked polls.\n"
                               "# TYPE chatterd_parked gauge\n"
                               "chatterd_parked{database=\"a\"} 1\n"
                               "chatterd_parked{database=\"b\\\"c\"} 1\n"));
}

BOOST_AUTO_TEST_CASE(log_lines_stay_one_line) {
  BOOST_TEST(log_line(Level::info, "request",
                      {{"user", 6}, {"route", "/a b"}, {"error", "x\n\"y\""}, {"empty", ""}}) ==
             "level=info msg=request user=6 route=\"/a b\" error=\"x\\n\\\"y\\\"\" empty=\"\"");
  BOOST_CHECK_THROW(parse_level("loud"), std::invalid_argument);
  BOOST_TEST(log_line(Level::info, "r", {{"route", "/\xff\x1b[2J"}, {"name", "café"}}) ==
             "level=info msg=r route=\"/\\xff\\x1b[2J\" name=café");
  BOOST_TEST(log_line(Level::info, std::string(1 << 20, 'x'), {}).size() < 5000u);
}

BOOST_AUTO_TEST_CASE(json_lines_are_read_by_any_parser_and_hold_numbers_as_numbers) {
  BOOST_TEST(json_line(Level::info, "request", {{"status", 200}, {"ms", 0.5}, {"", "left out"}}) ==
             R"({"level":"info","msg":"request","status":200,"ms":0.5})");
  for (int byte = 0; byte < 256; ++byte) {
    const std::string odd = std::string("a") + static_cast<char>(byte) + "\xf0\x9f\x98\x80";
    const std::string line = json_line(Level::error, odd, {{"key", odd}}, "now");
    BOOST_TEST(line.find('\n') == std::string::npos);
    const Json read = Json::parse(line);
    if (byte < 0x80) BOOST_TEST(read["key"].get<std::string>() == odd);
    BOOST_TEST(read["time"].get<std::string>() == "now");
  }
  BOOST_TEST(json_line(Level::info, std::string(1 << 20, 'x'), {}).size() < 5000u);
  BOOST_CHECK_THROW(parse_log_format("xml"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(queries_are_decoded) {
  const Pairs pairs = parse_query("a=1&b=%C3%A9+x&c&&d=%zz&a=2");
  BOOST_TEST(pairs.size() == 5u);
  BOOST_TEST(pairs[1].second == "é x");
  BOOST_TEST(pairs[2].second == "");
  BOOST_TEST(pairs[3].second == "%zz");
}

BOOST_AUTO_TEST_CASE(cookies_are_found_among_others) {
  HttpRequest request;
  request.headers = {{"Cookie", "a=1; session_id=\"x\"; b=2"}};
  BOOST_TEST(request.cookie("session_id").value() == "x");
  BOOST_TEST(request.cookie("b").value() == "2");
  BOOST_TEST(!request.cookie("c").has_value());
}

BOOST_AUTO_TEST_CASE(multipart_forms_are_taken_apart) {
  HttpRequest request;
  request.headers = {{"content-type", "multipart/form-data; boundary=\"--b\""}};
  request.body =
      "----b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nmail.compose\r\n----b\r\n"
      "Content-Disposition: form-data; name=\"ufile\"; filename=\"a\\\"b.txt\"\r\nContent-Type: "
      "text/plain\r\n\r\n"
      "line\r\n--not the end\r\n\r\n----b\r\nContent-Disposition: form-data; "
      "name=\"empty\"\r\n\r\n\r\n----b--\r\n";
  const std::vector<FormPart> parts = parse_form(request);
  BOOST_TEST(parts.size() == 3u);
  BOOST_TEST(parts[0].content == "mail.compose");
  BOOST_TEST(parts[1].filename.value() == "a\"b.txt");
  BOOST_TEST(parts[1].content_type == "text/plain");
  BOOST_TEST(parts[1].content == "line\r\n--not the end\r\n");
  BOOST_TEST(parts[2].content == "");
  request.body.resize(request.body.size() / 2);
  BOOST_CHECK_THROW(parse_form(request), BadRequest);
}

BOOST_AUTO_TEST_CASE(json_is_parsed_within_limits) {
  BOOST_TEST(parse_json(R"({"a": [1, 2.5, null, "é", "]]]["]})")["a"][3] == "é");
  BOOST_CHECK_THROW(parse_json(std::string(100000, '[')), JsonError);
  BOOST_CHECK_THROW(parse_json(std::string(100000, '[') + std::string(100000, ']')), JsonError);
  BOOST_CHECK_NO_THROW(parse_json(std::string(200, '[') + std::string(200, ']')));
  for (const char* bad : {"", "{", "[1,]", "{\"a\": \xff}", "\"\xc3\"", "nul", "1 2"})
    BOOST_CHECK_THROW(parse_json(bad), JsonError);
  BOOST_TEST(dump_json("a\xff") == "\"a\xef\xbf\xbd\"");
}
