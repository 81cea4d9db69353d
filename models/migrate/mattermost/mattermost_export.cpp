#include "models/migrate/mattermost/mattermost_export.hpp"

#include <algorithm>

namespace chatterd::migrate {

using json = Json;

bool MattermostLists::read(const json& line) {
  const std::string type = text_in(line, "type");
  if (type == "team")
    add_team(object_in(line, "team"));
  else if (type == "channel")
    add_channel(object_in(line, "channel"));
  else if (type == "user")
    add_user(object_in(line, "user"));
  else if (type == "bot")
    add_bot(object_in(line, "bot"));
  else if (type == "direct_channel") {
    json members = list_in(object_in(line, "direct_channel"), "members");
    for (const json& one : list_in(object_in(line, "direct_channel"), "participants"))
      members.push_back(text_in(one, "username"));
    MattermostChannel& channel = channels[direct(members, "")];
    channel.channel.description = text_in(object_in(line, "direct_channel"), "header");
  } else {
    return false;
  }
  return true;
}

void MattermostLists::add_team(const json& team) {
  const std::string name = text_in(team, "name"), shown = text_in(team, "display_name");
  teams_[name] = shown.empty() ? name : shown;
  if (text_in(team, "type") == "O") open_teams_.insert(name);
  if (first_team.empty() || name < first_team) first_team = name;
}

void MattermostLists::add_channel(const json& given) {
  const std::string key = identity(text_in(given, "team"), text_in(given, "name"));
  const bool is_new = !channels.contains(key);
  MattermostChannel& out = channels[key];
  out.archived = number_in(given, "deleted_at") > 0;
  ChatChannel& channel = out.channel;
  channel.id = number_of("channel " + key);
  channel.identity = key;
  channel.name = text_in(given, "display_name");
  if (channel.name.empty()) channel.name = text_in(given, "name");
  // two teams have a Town Square each
  if (teams_.size() > 1) channel.name = teams_[text_in(given, "team")] + ": " + channel.name;
  channel.description = text_in(given, "purpose");
  if (channel.description.empty()) channel.description = text_in(given, "header");
  const std::string type = text_in(given, "type");
  // of two lines about one channel the one that lets fewer people in
  const bool closed = channel.kind == ChatChannel::Kind::closed && !is_new;
  channel.kind = type == "O" && !closed ? ChatChannel::Kind::open : ChatChannel::Kind::closed;
  out.team = text_in(given, "team");
  if (type != "O" && type != "P") ++unknown_types;
}

void MattermostLists::add_unknown(const std::string& team, const std::string& name) {
  const std::string key = identity(team, name);
  ChatChannel& channel = channels[key].channel;
  channel.id = number_of("channel " + key);
  channel.identity = key;
  channel.name = name;
  channel.kind = ChatChannel::Kind::closed;
}

void MattermostLists::add_user(const json& user) {
  const std::string name = text_in(user, "username");
  if (name.empty()) return;
  ChatPerson& person = somebody(name).person;
  const std::string first = text_in(user, "first_name"), last = text_in(user, "last_name"),
                    nick = text_in(user, "nickname");
  const std::string full = first + (first.empty() || last.empty() ? "" : " ") + last;
  person.name = !full.empty() ? full : !nick.empty() ? nick : name;
  person.email = text_in(user, "email");
  person.position = text_in(user, "position");
  person.active = number_in(user, "delete_at") == 0;
  person.user = true;
  person.guest = text_in(user, "roles").find("system_guest") != std::string::npos;
  for (const json& team : list_in(user, "teams")) {
    members_[text_in(team, "name")].insert(name);
    in_a_team_.insert(name);
    for (const json& seat : list_in(team, "channels"))
      seats_[identity(text_in(team, "name"), text_in(seat, "name"))].insert(name);
  }
}

void MattermostLists::add_bot(const json& bot) {
  const std::string name = text_in(bot, "username");
  if (name.empty()) return;
  ChatPerson& person = somebody(name).person;
  person.user = false;
  if (const std::string shown = text_in(bot, "display_name"); !shown.empty()) person.name = shown;
  person.active = number_in(bot, "delete_at") == 0;
}

MattermostUser& MattermostLists::somebody(const std::string& name) {
  const auto [found, made] = users.try_emplace(name);
  if (made) {
    found->second.person.id = number_of("user " + name);
    found->second.person.name = name;
    found->second.person.user = false;
  }
  return found->second;
}

std::string MattermostLists::direct(const json& members, const std::string& author) {
  std::set<std::string> names;
  for (const json& one : members)
    if (one.is_string() && !one.get_ref<const std::string&>().empty())
      names.insert(one.get<std::string>());
  // Two chats that nobody is known of are not one: what a person wrote there is her own to read.
  if (names.empty() && !author.empty()) names.insert(author);
  std::string key = "@";
  for (const std::string& one : names) key += " " + one;
  MattermostChannel& out = channels[key];
  if (out.channel.id == 0) {
    out.channel.id = number_of("channel " + key);
    out.channel.identity = key;
    out.channel.kind = ChatChannel::Kind::direct;
    out.members = names;
  }
  return key;
}

bool MattermostLists::everybody_is_in(const std::string& team) const {
  const auto members = members_.find(team);
  return std::all_of(in_a_team_.begin(), in_a_team_.end(), [&](const std::string& name) {
    const ChatPerson& person = users.at(name).person;
    return !person.active || person.guest ||
           (members != members_.end() && members->second.contains(name));
  });
}

void MattermostLists::settle(LeftOut& left_out) {
  for (auto& [key, channel] : channels)
    if (channel.channel.kind == ChatChannel::Kind::open && !open_teams_.contains(channel.team) &&
        !everybody_is_in(channel.team)) {
      channel.channel.kind = ChatChannel::Kind::closed;
      left_out.count(
          "open channels of teams that people are invited to; they came as private ones, for not "
          "everybody is in these teams");
    }
  std::vector<std::pair<std::string, ChatPerson*>> people;
  for (auto& [name, user] : users) people.emplace_back(name, &user.person);
  settle_logins(std::move(people), "@mattermost", left_out);
  for (auto& [key, channel] : channels) {
    if (const auto seats = seats_.find(key); seats != seats_.end())
      channel.members.insert(seats->second.begin(), seats->second.end());
    channel.channel.members_unknown =
        channel.channel.kind != ChatChannel::Kind::open && channel.members.empty();
    if (channel.channel.kind == ChatChannel::Kind::direct) {
      std::string names;
      for (const std::string& member : channel.members)
        names += (names.empty() ? "" : ", ") + somebody(member).person.name;
      channel.channel.name = names;
    }
  }
}

}  // namespace chatterd::migrate
