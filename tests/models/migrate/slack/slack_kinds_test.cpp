#include "models/migrate/slack/slack_kinds.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd::migrate;

BOOST_AUTO_TEST_CASE(day_files_are_told_from_other_files_of_the_export) {
  BOOST_TEST(slack_day_folder("general/2020-01-31.json") == "general");
  for (const char* other : {"users.json", "a/b/2020-01-31.json", "__uploads/2020-01-31.json",
                            "general/2020-01-31.txt", ""})
    BOOST_TEST(slack_day_folder(other).empty(), other);
  BOOST_TEST(is_slack_day("general/2020-01-31.json"));
  BOOST_TEST(!is_slack_day("general/canvas_in_the.json"));
  BOOST_TEST(!is_slack_day("general/20.json"));
}

BOOST_AUTO_TEST_CASE(files_are_found_where_either_kind_of_tool_puts_them) {
  BOOST_TEST(slack_file_id("__uploads/F123/plan.pdf") == "F123");
  BOOST_TEST(slack_file_id("general/attachments/F123-my-plan.pdf") == "F123");
  BOOST_TEST(slack_file_id("general/2020-01-31.json").empty());
  BOOST_TEST(slack_file_id("general/attachments/deeper/F123-plan.pdf").empty());
}

BOOST_AUTO_TEST_CASE(a_token_that_opens_all_files_is_never_taken_over) {
  BOOST_TEST(without_slack_token("https://files.slack.com/a?t=xoxe-1") ==
             "https://files.slack.com/a");
  BOOST_TEST(without_slack_token("https://files.slack.com/a?x=1&t=xoxe-1") ==
             "https://files.slack.com/a");
  BOOST_TEST(without_slack_token("https://example.com/a?x=1") == "https://example.com/a?x=1");
  BOOST_TEST(without_slack_token("https://example.com/a") == "https://example.com/a");
}

BOOST_AUTO_TEST_CASE(what_slack_writes_itself_is_a_notification) {
  for (const char* subtype : {"channel_join", "group_leave", "channel_topic", "pinned_item",
                              "huddle_thread", "app_conversation_join"})
    BOOST_TEST(is_slack_notification(subtype), subtype);
  for (const char* subtype : {"", "bot_message", "me_message", "thread_broadcast", "channel_other"})
    BOOST_TEST(!is_slack_notification(subtype), subtype);
}

BOOST_AUTO_TEST_CASE(messages_of_one_second_keep_their_order) {
  // old exports count within a second, new ones have microseconds
  BOOST_TEST(slack_order({1'000'000'000'000'002, 1}).microseconds == 1'000'000'000'002'000);
  BOOST_TEST(slack_order({1'000'000'000'123'456, 1}).microseconds == 1'000'000'000'123'456);
}
