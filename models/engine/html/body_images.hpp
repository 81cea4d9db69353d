// Pictures that a body names by content id or by file name, as gateways and templates write them
// (mail.thread _message_post_process_attachments).
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace chatterd::html {

struct BodyImages {
  std::set<std::string> cids;   // of src="cid:…"
  std::set<std::string> names;  // data-filename of the others
};
BodyImages body_images(std::string_view body);

// The body with the URLs of those pictures, as lxml.html writes it; nothing when there are none.
std::optional<std::string> replace_body_images(std::string_view body,
                                               const std::map<std::string, std::string>& by_cid,
                                               const std::map<std::string, std::string>& by_name);

// A body that came by e-mail (_message_parse_extract_payload_postprocess): what an e-mail of ours
// said around the message it quotes goes, and pictures by content id get the file name of their
// attachment. As lxml's etree writes it when something changed, else as it was.
std::string clean_incoming_body(const std::string& body,
                                const std::map<std::string, std::string>& names_by_cid);

}  // namespace chatterd::html
