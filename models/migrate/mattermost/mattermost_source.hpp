// A source that reads what Mattermost writes for its own bulk loading: JSON lines and the folder
// data/.
#pragma once
#include "models/migrate/chat/chat_source.hpp"

namespace chatterd::migrate {

// As open_slack_source. Without `key` a server is known by the time of its oldest post.
std::unique_ptr<Source> open_mattermost_source(const ExportFiles& files, const std::string& key,
                                               const Selection& selection, const ChatTold& told);

}  // namespace chatterd::migrate
