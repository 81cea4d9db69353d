// The people, channels and messages of another chat as the rows that Odoo has of them.
#pragma once
#include <initializer_list>
#include <set>
#include <utility>
#include <vector>

#include "models/migrate/chat/message_numbers.hpp"
#include "models/migrate/chat/sorted_spool.hpp"
#include "models/migrate/core/source.hpp"

namespace chatterd::migrate {

class LeftOut;

struct ChatPerson {
  RecordId id = 0;  // of the partner, and of the user
  std::string name, email, login, position, phone, tz;
  bool active = true;
  bool user = true;    // a program has none
  bool guest = false;  // sees what she is invited to only: Odoo's portal user
};

// Log-ins are in small letters, and each is there once: of people with one address the active ones
// come first; the others log in with the name that the chat has for them, and the suffix, which the
// report says.
void settle_logins(std::vector<std::pair<std::string, ChatPerson*>> people,
                   const std::string& suffix, LeftOut& left_out);

struct ChatChannel {
  RecordId id = 0;
  std::string identity;  // what its uuid is made of
  std::string name, description;
  enum class Kind { open, closed, direct } kind = Kind::open;
  RecordId creator = 0;        // a person with a user, or 0
  std::int64_t created = 0;    // microseconds, or 0
  std::set<RecordId> members;  // partners
  // The export does not say who may read it: those who wrote there.
  bool members_unknown = false;
  RecordId last_message = 0;  // what all of them have read
};

struct ChatFile {
  std::string name, mimetype;
  std::string identity;  // within its message
  Content content;
};

struct ChatMessage {
  RecordId id = 0, channel = 0, parent = 0, author = 0;
  std::string channel_name, message_id, body;
  std::string email_from;
  RecordId user = 0;                  // the author's, when it has one
  std::int64_t date = 0, edited = 0;  // microseconds
  bool notification = false;          // written by the chat itself: somebody joined
  std::set<RecordId> mentioned, starred;
  std::vector<ChatFile> files;
};

class ChatRows {
 public:
  explicit ChatRows(std::string key) : key_(std::move(key)) {}
  // What all rows lean on: the company, the kinds of users, the kind of message.
  void base(const std::string& name);
  void person(const ChatPerson& person);
  void channel(const ChatChannel& channel);
  void message(const ChatMessage& message);
  // After the last one.
  void settle();
  std::string uuid(const ChatChannel& channel) const;

  const SortedSpool& spool() const { return spool_; }
  // By model: what was given as told, see SourceInfo.
  const std::map<std::string, std::set<std::string>>& told() const { return told_; }

 private:
  using Values = std::initializer_list<std::pair<std::string_view, Cell>>;
  // `first` are values that a new record gets, and that are the target's own afterwards.
  void add(const char* model, Values told, Values first = {});

  std::string key_;
  SortedSpool spool_;
  std::map<std::string, std::set<std::string>> told_;
};

// "Ann Lee" <ann@example.org>; the name alone without an address.
std::string sender_of(const std::string& name, const std::string& email);
// Odoo serves HTML and XML from others as plain text.
std::string safe_mimetype(const std::string& mimetype, const std::string& name);

}  // namespace chatterd::migrate
