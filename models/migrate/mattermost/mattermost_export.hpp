// The people and channels of a Mattermost export.
#pragma once
#include "models/migrate/chat/chat_source.hpp"
#include "models/migrate/chat/json_records.hpp"

namespace chatterd::migrate {

struct MattermostUser {
  ChatPerson person;
  bool wanted = false;
};

struct MattermostChannel {
  ChatChannel channel;
  std::set<std::string> members;  // user names
  std::string team;
  bool archived = false, wanted = true;
};

// What lines other than posts say.
class MattermostLists {
 public:
  // False when the type of the line is none that it reads.
  bool read(const Json& line);
  void settle(LeftOut& left_out);
  // Somebody whom only posts name.
  MattermostUser& somebody(const std::string& name);
  // The channel of a line "direct_post", made when no line "direct_channel" was there. Without
  // members it is the author's own.
  std::string direct(const Json& members, const std::string& author);
  // A channel that only posts name: private, and in it who wrote there.
  void add_unknown(const std::string& team, const std::string& name);
  static std::string identity(const std::string& team, const std::string& channel) {
    return team + "/" + channel;
  }

  std::map<std::string, MattermostUser> users;        // by user name
  std::map<std::string, MattermostChannel> channels;  // by identity
  std::string first_team;
  std::int64_t unknown_types = 0;  // channels that are neither open nor private

 private:
  void add_team(const Json& team);
  void add_channel(const Json& channel);
  void add_user(const Json& user);
  void add_bot(const Json& bot);
  bool everybody_is_in(const std::string& team) const;

  std::map<std::string, std::string> teams_;              // name -> shown name
  std::map<std::string, std::set<std::string>> seats_;    // channel -> user names
  std::map<std::string, std::set<std::string>> members_;  // team -> user names
  std::set<std::string> open_teams_;                      // that anybody may join
  std::set<std::string> in_a_team_;                       // users
};

}  // namespace chatterd::migrate
