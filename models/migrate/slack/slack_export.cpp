#include "models/migrate/slack/slack_export.hpp"

#include <algorithm>
#include <charconv>

namespace chatterd::migrate {

using json = Json;

namespace {

std::string first_of(std::initializer_list<std::string> texts) {
  for (const std::string& text : texts)
    if (!text.empty()) return text;
  return {};
}

constexpr std::int64_t microseconds = 1000000;

}  // namespace

void SlackLists::read(const ExportFile& file, LeftOut& left_out) {
  static const std::set<std::string> lists = {"users.json",  "org_users.json", "channels.json",
                                              "groups.json", "dms.json",       "mpims.json"};
  if (!lists.contains(file.name)) return;
  found_ = true;
  const bool people = file.name.ends_with("users.json");
  const JsonSinks sinks = {
      [&](json&& record, std::int64_t line) {
        if (text_in(record, "id").empty()) return left_out.damaged(file.name, line, "has no id");
        if (!people) return add_channel(record, file.name);
        add_user(record);
        if (!text_in(object_in(record, "profile"), "image_original").empty())
          left_out.count("pictures of people");
      },
      [&](std::int64_t line, const std::string& why) { left_out.damaged(file.name, line, why); }};
  if (!each_element(file.all(), sinks))
    throw std::runtime_error("it is no export of Slack: " + file.name + ", line 1: is no list");
}

void SlackLists::add_user(const json& user) {
  const std::string id = text_in(user, "id");
  const json& profile = object_in(user, "profile");
  SlackUser& out = users[id];
  out.team = text_in(user, "team_id");
  ChatPerson& person = out.person;
  person.id = number_of("user " + id);
  person.name = first_of({text_in(profile, "real_name"), text_in(user, "real_name"),
                          text_in(profile, "display_name"), text_in(user, "name"), id});
  person.email = text_in(profile, "email");
  person.position = text_in(profile, "title");
  person.phone = text_in(profile, "phone");
  person.tz = text_in(user, "tz");
  person.active = !truth_in(user, "deleted");
  // a program, or somebody of another workspace in a shared channel, gets no login
  person.user = !truth_in(user, "is_bot") && !truth_in(user, "is_stranger") && id != "USLACKBOT";
  person.guest = truth_in(user, "is_restricted") || truth_in(user, "is_ultra_restricted");
  if (const std::string bot = text_in(profile, "bot_id"); !bot.empty()) bots[bot] = id;
}

void SlackLists::add_channel(const json& given, const std::string& list) {
  SlackChannel out;
  out.slack_id = text_in(given, "id");
  out.archived = truth_in(given, "is_archived");
  out.creator = text_in(given, "creator");
  for (const json& member : list_in(given, "members"))
    if (member.is_string()) out.members.insert(member.get<std::string>());
  ChatChannel& channel = out.channel;
  channel.id = number_of("channel " + out.slack_id);
  channel.identity = out.slack_id;
  const std::string folder = text_in(given, "name");
  channel.name = first_of({folder, text_in(given, "name_normalized"), out.slack_id});
  channel.description = first_of(
      {text_in(object_in(given, "purpose"), "value"), text_in(object_in(given, "topic"), "value")});
  channel.created = number_in(given, "created") * microseconds;
  const bool direct = list == "dms.json" || list == "mpims.json";
  // all kinds may be in channels.json too, and say so themselves
  channel.kind =
      direct || truth_in(given, "is_im") || truth_in(given, "is_mpim") ? ChatChannel::Kind::direct
      : list == "groups.json" || truth_in(given, "is_private") || truth_in(given, "is_group")
          ? ChatChannel::Kind::closed
          : ChatChannel::Kind::open;
  // of two records of one channel the one that lets fewer people in
  if (const auto known = channels.find(out.slack_id); known != channels.end()) {
    if (channel.kind == ChatChannel::Kind::open) channel.kind = known->second.channel.kind;
    out.members.insert(known->second.members.begin(), known->second.members.end());
  }
  channel.members_unknown = channel.kind != ChatChannel::Kind::open && out.members.empty();
  // some tools name the other one of a chat alone
  if (const std::string other = text_in(given, "user");
      channel.kind == ChatChannel::Kind::direct && !other.empty())
    out.members.insert(other);
  if (truth_in(given, "is_general") || (channel.name == "general" && general_.empty()))
    general_ = out.slack_id;
  folders[out.slack_id] = out.slack_id;
  if (!folder.empty()) {
    const auto known = folders.find(folder);
    const auto other = known == folders.end() ? channels.end() : channels.find(known->second);
    if (other == channels.end() || other->second.channel.kind == ChatChannel::Kind::open)
      folders[folder] = out.slack_id;
  }
  channels.insert_or_assign(out.slack_id, std::move(out));
}

void SlackLists::add_unknown_channel(const std::string& folder) {
  SlackChannel out;
  out.slack_id = folder;
  out.channel.id = number_of("channel " + folder);
  out.channel.identity = out.channel.name = folder;
  out.channel.kind = ChatChannel::Kind::closed;
  out.channel.members_unknown = true;
  folders[folder] = folder;
  channels.insert_or_assign(folder, std::move(out));
}

void SlackLists::settle(LeftOut& left_out) {
  if (!found_ || (users.empty() && channels.empty()))
    throw std::runtime_error("it is no export of Slack: it has neither people nor channels");
  std::vector<std::pair<std::string, ChatPerson*>> people;
  for (auto& [id, user] : users) people.emplace_back(id, &user.person);
  settle_logins(std::move(people), "@slack", left_out);
  for (auto& [id, channel] : channels)
    if (channel.channel.kind == ChatChannel::Kind::direct) {
      std::string names;
      for (const std::string& member : channel.members)
        names += (names.empty() ? "" : ", ") + name_of(member);
      channel.channel.name = names;
    }
}

// The team of most people: those of other workspaces come along with shared channels.
std::string SlackLists::workspace() const {
  std::map<std::string, std::int64_t> teams;
  for (const auto& [id, user] : users)
    if (!user.team.empty()) ++teams[user.team];
  const auto most = std::max_element(
      teams.begin(), teams.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most != teams.end()) return most->first;
  if (!general_.empty()) return general_;
  return channels.empty() ? users.begin()->first : channels.begin()->first;
}

SlackUser& SlackLists::somebody(const std::string& id, const json& profile) {
  const auto [found, made] = users.try_emplace(id);
  ChatPerson& person = found->second.person;
  if (made) {
    person.id = number_of("user " + id);
    person.user = false;
    person.name = id == "USLACKBOT" ? "Slackbot" : id;  // which no list names
  }
  if (person.name == id)
    person.name = first_of({text_in(profile, "real_name"), text_in(profile, "display_name"),
                            text_in(profile, "name"), id});
  return found->second;
}

std::string SlackLists::name_of(const std::string& id) const {
  const auto found = users.find(id);
  return found == users.end() ? id : found->second.person.name;
}

std::optional<Moment> slack_moment(const std::string& ts) {
  std::int64_t seconds = 0;
  const auto whole = std::from_chars(ts.data(), ts.data() + ts.size(), seconds);
  if (whole.ec != std::errc() || seconds < 0 || seconds > 1'000'000'000'000) return std::nullopt;
  std::string rest(whole.ptr, ts.data() + ts.size());
  std::int64_t fraction = 0;
  if (!rest.empty()) {
    if (rest[0] != '.' || rest.size() > 7 ||
        rest.find_first_not_of("0123456789", 1) != std::string::npos)
      return std::nullopt;
    rest.resize(7, '0');
    std::from_chars(rest.data() + 1, rest.data() + rest.size(), fraction);
  }
  return Moment{seconds * microseconds + fraction, 1};
}

}  // namespace chatterd::migrate
