// What records, files and addresses of Slack's are, by their names.
#pragma once
#include <string>

#include "models/migrate/chat/json_records.hpp"
#include "models/migrate/chat/message_numbers.hpp"
#include "models/migrate/slack/slack_text.hpp"

namespace chatterd::migrate {

// Somebody called the others.
bool is_slack_huddle(const std::string& subtype);
// Written by Slack itself, and shown by Discuss as its own notifications are.
bool is_slack_notification(const std::string& subtype);
// Who was there, and how long; what was said is nowhere.
std::string slack_huddle_html(const Json& room, const SlackNames& names);

// "general/2020-01-31.json" -> the folder; else empty.
std::string slack_day_folder(const std::string& name);
// Whether the file in such a folder is named after a day.
bool is_slack_day(const std::string& name);
// One of a folder within a folder, which is another workspace's.
bool is_deeper_slack_day(const std::string& name);
inline constexpr const char* deeper_slack_days =
    "days of messages in folders within folders, as an Enterprise Grid has its workspaces; give "
    "each workspace's folder (teams/NAME) as --from";
// __uploads/F123/plan.pdf and CHANNEL/attachments/F123-plan.pdf, as export tools write them -> F123
std::string slack_file_id(const std::string& name);
// In the order of time Slack counts the messages of a second in the fraction; newer ones have
// microseconds there. The ordinals leave the identity's digest the more room.
Moment slack_order(Moment moment);
// The address without the token that opens all files of the workspace.
std::string without_slack_token(const std::string& url);

// Where a file can be looked at, which asks for a login; not where it is downloaded from, whose
// token opens all files.
std::string slack_file_url(const Json& file);
// Of a text that was pasted its beginning is there.
std::string slack_file_text(const Json& file);

// What a message says about its author, of people and programs that no list has.
Json slack_profile(const Json& message);

// The boxes below a message, each with a text: programs put theirs into blocks.
Json slack_boxes(const Json& message);

}  // namespace chatterd::migrate
