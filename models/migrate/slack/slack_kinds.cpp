#include "models/migrate/slack/slack_kinds.hpp"

#include <algorithm>
#include <set>

#include "models/migrate/chat/chat_html.hpp"
#include "models/migrate/slack/slack_text.hpp"

namespace chatterd::migrate {

bool is_slack_huddle(const std::string& subtype) {
  return subtype == "huddle_thread" || subtype == "sh_room_created" || subtype == "sh_room_shared";
}

bool is_slack_notification(const std::string& subtype) {
  static const std::set<std::string> names = {"join",
                                              "leave",
                                              "topic",
                                              "purpose",
                                              "name",
                                              "archive",
                                              "unarchive",
                                              "convert_to_private",
                                              "posting_permissions",
                                              "canvas_updated",
                                              "convert_to_public"};
  for (const std::string_view prefix : {"channel_", "group_"})
    if (subtype.starts_with(prefix) && names.contains(subtype.substr(prefix.size()))) return true;
  return subtype == "pinned_item" || subtype == "unpinned_item" || subtype == "bot_add" ||
         subtype == "bot_remove" || subtype == "reminder_add" ||
         subtype == "app_conversation_join" || subtype == "app_conversation_leave" ||
         is_slack_huddle(subtype);
}

std::string slack_day_folder(const std::string& name) {
  const std::size_t slash = name.find('/');
  const bool day = slash != std::string::npos && name.find('/', slash + 1) == std::string::npos &&
                   name.ends_with(".json") && !name.starts_with("__");
  return day ? name.substr(0, slash) : "";
}

bool is_slack_day(const std::string& name) {
  const std::string_view day = std::string_view(name).substr(name.rfind('/') + 1);
  return day.size() >= 15 && std::count(day.begin(), day.begin() + 10, '-') == 2 &&
         day.find_first_not_of("0123456789-") >= 10;
}

bool is_deeper_slack_day(const std::string& name) {
  return slack_day_folder(name).empty() && is_slack_day(name) && slack_file_id(name).empty();
}

std::string slack_file_id(const std::string& name) {
  constexpr std::string_view folder = "__uploads/", beside = "/attachments/";
  if (name.starts_with(folder))
    return name.substr(folder.size(), name.find('/', folder.size()) - folder.size());
  const std::size_t at = name.find(beside);
  if (at == std::string::npos || name.find('/', at + beside.size()) != std::string::npos) return {};
  return name.substr(at + beside.size(), name.find('-', at) - at - beside.size());
}

std::string slack_huddle_html(const Json& room, const SlackNames& names) {
  std::string people;
  Json list = list_in(room, "participant_history");
  if (list.empty()) list = list_in(room, "participants");
  for (const Json& one : list)
    if (one.is_string())
      people += (people.empty() ? " with " : ", ") + names.person(one.get<std::string>(), "");
  const std::int64_t start = number_in(room, "date_start"), end = number_in(room, "date_end");
  const std::string name = text_in(room, "name");
  return "held a huddle" + (name.empty() ? "" : " \"" + html_escaped(name) + "\"") + people +
         (start > 0 && end > start ? " (" + std::to_string((end - start + 59) / 60) + " minutes)"
                                   : "");
}

Moment slack_order(Moment moment) {
  const std::int64_t fraction = moment.microseconds % 1000000;
  if (fraction >= 1000) return moment;
  return {moment.microseconds - fraction + fraction * 1000, 1000};
}

std::string without_slack_token(const std::string& url) {
  const std::size_t query = url.find('?');
  if (query == std::string::npos) return url;
  const bool token = url.find("?t=", query) != std::string::npos ||
                     url.find("&t=", query) != std::string::npos ||
                     url.find("token=", query) != std::string::npos;
  return token ? url.substr(0, query) : url;
}

std::string slack_file_url(const Json& file) {
  for (const char* key : {"permalink", "url_private", "url_private_download", "permalink_public"})
    if (std::string url = without_slack_token(text_in(file, key)); !url.empty()) return url;
  return {};
}

std::string slack_file_text(const Json& file) {
  for (const char* key : {"plain_text", "preview_plain_text", "preview"})
    if (std::string text = text_in(file, key); !text.empty()) return text;
  return {};
}

Json slack_profile(const Json& message) {
  const Json& person = object_in(message, "user_profile");
  const std::string program = text_in(object_in(message, "bot_profile"), "name");
  return person.empty() && !program.empty() ? Json{{"real_name", program}} : person;
}

Json slack_boxes(const Json& message) {
  Json boxes = list_in(message, "attachments");
  for (Json& box : boxes)
    if (box.is_object() && text_in(box, "text").empty())
      if (std::string text = slack_blocks_text(list_in(box, "blocks")); !text.empty())
        box["text"] = std::move(text);
  return boxes;
}

}  // namespace chatterd::migrate
