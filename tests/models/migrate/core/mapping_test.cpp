#include "models/migrate/core/mapping.hpp"

#include <boost/test/unit_test.hpp>

#include "bridge/postgres/copy_text.hpp"
#include "models/migrate/core/people.hpp"

using namespace chatterd::migrate;

namespace {

struct Sample : Mapping {
  Sample() {
    set("res.partner", 7, 107);
    set("mail.channel", 3, 203);
    set("ir.attachment", 12, 312);
    set("mail.message", 5, 405);
  }
};

std::string line(const Row& row) {
  std::string out;
  chatterd::bridge::append_copy_line(out, row);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(ids_in_html_follow_the_records_they_name) {
  const Sample mapping;
  const auto moved = [&](const char* html) { return translate_html(html, mapping); };
  BOOST_TEST(moved("<a href=\"/web#model=res.partner&amp;id=7\" data-oe-model=\"res.partner\" "
                   "data-oe-id=\"7\">@Ann</a>") ==
             "<a href=\"/web#model=res.partner&amp;id=107\" data-oe-model=\"res.partner\" "
             "data-oe-id=\"107\">@Ann</a>");
  BOOST_TEST(moved("<a data-oe-id=\"3\" data-oe-model=\"mail.channel\">#general</a>") ==
             "<a data-oe-id=\"203\" data-oe-model=\"mail.channel\">#general</a>");
  BOOST_TEST(moved("<img src=\"/web/image/12?access_token=7\">") ==
             "<img src=\"/web/image/312?access_token=7\">");
  BOOST_TEST(moved("<img src='/web/content/12'>") == "<img src='/web/content/312'>");
  BOOST_TEST(moved("<img src=\"/web/image/res.partner/7/image_128\">") ==
             "<img src=\"/web/image/res.partner/107/image_128\">");
  BOOST_TEST(moved("/mail/view?model=mail.message&res_id=5") ==
             "/mail/view?model=mail.message&res_id=405");
  BOOST_TEST(moved("/web#action=1&active_id=mail.channel_3") ==
             "/web#action=1&active_id=mail.channel_203");
}

BOOST_AUTO_TEST_CASE(text_that_names_no_record_stays_byte_for_byte) {
  const Sample mapping;
  for (const char* html :
       {"7 / 12 # 3 & 5 ?", "<p>data-oe-id</p>", "/web/image/", "/web/content/99",
        "<a href=\"https://x.org/?id=7\">", "data-oe-model=\"res.partner\" without an id",
        "/web/image/99999999999999999999", "", "data-oe-id=\"7\" data-oe-model=\"crm.lead\""})
    BOOST_TEST(translate_html(html, mapping) == html);
}

BOOST_AUTO_TEST_CASE(a_row_carries_the_targets_ids_and_tells_what_it_lost) {
  const Sample mapping;
  const Model& message = model("mail.message");
  Row row(message.columns.size());
  row[0] = "5";
  row[message.at("model")] = "mail.channel";
  row[message.at("res_id")] = "3";
  row[message.at("author_id")] = "7";
  row[message.at("moderator_id")] = "99";
  row[message.at("parent_id")] = "4";
  const Translated moved = translate(message, row, mapping);
  BOOST_TEST(*moved.row[0] == "405");
  BOOST_TEST(*moved.row[message.at("res_id")] == "203");
  BOOST_TEST(*moved.row[message.at("author_id")] == "107");
  BOOST_TEST(!moved.row[message.at("moderator_id")]);
  BOOST_TEST(moved.lost.size() == 1U);
  BOOST_TEST(moved.late.size() == 1U);  // the message it answers may still come
  BOOST_TEST(!moved.dropped);
}

BOOST_AUTO_TEST_CASE(a_part_of_something_lost_is_left_out) {
  const Model& seat = model("mail.channel.partner");
  Row row(seat.columns.size());
  row[0] = "1";
  row[seat.at("partner_id")] = "7";
  row[seat.at("channel_id")] = "4";
  BOOST_TEST(translate(seat, row, Sample()).dropped);
}

BOOST_AUTO_TEST_CASE(copy_lines_keep_every_character) {
  const Row row = {std::string("a\tb\nc\\d\re"), std::nullopt, std::string(""), std::string("\\N")};
  BOOST_TEST((chatterd::bridge::parse_copy_line(line(row) + "\n") == row));
}

BOOST_AUTO_TEST_CASE(json_keeps_kinds_and_leaves_out_nothing) {
  const Model& message = model("mail.message");
  Row row(message.columns.size());
  row[0] = "5";
  row[message.at("add_sign")] = "t";
  row[message.at("body")] = "<p>é</p>";
  const chatterd::Json value = to_json(message, row);
  BOOST_TEST(value.dump() == "{\"id\":5,\"body\":\"<p>é</p>\",\"add_sign\":true}");
  BOOST_TEST((from_json(message, value) == row));
  BOOST_CHECK_THROW(from_json(message, {{"id", "5"}}), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(people_are_found_by_login_then_email_then_external_id) {
  const std::vector<Person> source = {{1, 11, "Ann", "ann@old.org", "ann", {}, {}},
                                      {2, 0, "Bob", "bob@x.org", "", {}, {}},
                                      {3, 0, "Root", "", "", {"base.partner_root"}, {}},
                                      {4, 0, "Carol", "carol@x.org", "", {}, {}}};
  const std::vector<Person> target = {
      {21, 31, "Ann", "ann@new.org", "ann", {}, {}},
      {22, 0, "Robert", "bob@x.org", "", {}, {}},
      {23, 0, "OdooBot", "bot@x.org", "", {"base.partner_root"}, {}}};
  const PeopleMatches found = match_people(source, target, {}, false);
  BOOST_TEST(found.conflicts.empty());
  BOOST_TEST((found.partners == std::map<RecordId, RecordId>{{1, 21}, {2, 22}, {3, 23}}));
  BOOST_TEST((found.users == std::map<RecordId, RecordId>{{11, 31}}));
}

BOOST_AUTO_TEST_CASE(one_email_of_two_people_is_a_conflict_unless_their_names_tell) {
  const std::vector<Person> source = {{1, 0, "Ann", "info@x.org", "", {}, {}}};
  const std::vector<Person> two = {{21, 0, "Sales", "info@x.org", "", {}, {}},
                                   {22, 0, "Support", "info@x.org", "", {}, {}}};
  BOOST_TEST(match_people(source, two, {}, false).conflicts.size() == 1U);
  const std::vector<Person> named = {{21, 0, "Ann", "info@x.org", "", {}, {}},
                                     {22, 0, "Support", "info@x.org", "", {}, {}}};
  BOOST_TEST(match_people(source, named, {}, false).partners.at(1) == 21);
}
