// A source that reads Slack's export.
#pragma once
#include "models/migrate/chat/chat_source.hpp"

namespace chatterd::migrate {

// `key` stands for the workspace in a target's external ids; empty: made from the workspace's own
// id. Throws std::runtime_error when it cannot be read.
std::unique_ptr<Source> open_slack_source(const ExportFiles& files, const std::string& key,
                                          const Selection& selection, const ChatTold& told);

}  // namespace chatterd::migrate
