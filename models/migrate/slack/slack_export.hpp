// The people and channels of a Slack export, and what its messages say of themselves.
#pragma once
#include <optional>

#include "models/migrate/chat/chat_source.hpp"
#include "models/migrate/chat/json_records.hpp"

namespace chatterd::migrate {

struct SlackUser {
  ChatPerson person;
  std::string team;
  bool wanted = false;  // by a message or a channel
};

struct SlackChannel {
  ChatChannel channel;
  std::string slack_id;
  std::set<std::string> members;  // by their Slack ids
  std::string creator;
  bool archived = false, wanted = true;
};

// The lists that an export begins with.
class SlackLists {
 public:
  // Reads it if it is one of the lists.
  void read(const ExportFile& file, LeftOut& left_out);
  // After all of them. Throws std::runtime_error when there are none. `key` is the source's.
  void settle(LeftOut& left_out);
  // What the workspace calls itself, the same in every export of it.
  std::string workspace() const;

  std::map<std::string, SlackUser> users;        // by Slack's id
  std::map<std::string, std::string> bots;       // bot_id -> user id
  std::map<std::string, SlackChannel> channels;  // by Slack's id
  std::map<std::string, std::string> folders;    // folder -> channel id
  // A folder with messages of a channel that no list has: private, and in it who wrote there.
  void add_unknown_channel(const std::string& folder);
  // Somebody whom only messages name.
  SlackUser& somebody(const std::string& id, const Json& profile);
  // The shown name; the id of somebody unknown.
  std::string name_of(const std::string& id) const;

 private:
  void add_user(const Json& user);
  void add_channel(const Json& channel, const std::string& list);
  std::string general_;
  bool found_ = false;
};

// "1355517523.000005"; nothing when it is no such time.
std::optional<Moment> slack_moment(const std::string& ts);

}  // namespace chatterd::migrate
