// Mattermost's Markdown as HTML.
#pragma once
#include "models/migrate/chat/chat_html.hpp"

namespace chatterd::migrate {

// What the text names: HTML, or nothing when it is a word like others.
struct MattermostNames {
  std::function<std::string(const std::string&name)> person, channel;
};

std::string mattermost_html(const std::string& text, const MattermostNames& names);

}  // namespace chatterd::migrate
