// Slack's mrkdwn as HTML: *bold*, _italic_, ~strike~, `code`, ```blocks```, > quotes, lists, <@U1>,
// <#C1|name>, <https://…|label>, :emoji:.
#pragma once
#include "models/migrate/chat/chat_html.hpp"

namespace chatterd::migrate {

// What the text names by its id.
struct SlackNames {
  std::function<std::string(const std::string&id, const std::string&label)> person,
      channel;  // HTML
};

// Blocks: <p>, <pre>, <blockquote>, <ul>, <ol>. The text is as Slack has it, with &amp; &lt; &gt;.
std::string slack_html(const std::string& text, const SlackNames& names);
// The text of a message that has none but Block Kit's blocks.
std::string slack_blocks_text(const Json& blocks);

}  // namespace chatterd::migrate
