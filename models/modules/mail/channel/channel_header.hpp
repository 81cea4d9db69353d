// What clients show of a channel beside its messages (mail.channel channel_info), as JSON text.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "bridge/text/json_writer.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

// One listener of a channel, as all see him. 0 where there is none.
struct Seat {
  Id partner = 0, fetched = 0, seen = 0;
};

// The caller's own place in it.
struct OwnSeat {
  std::optional<std::string> fold_state, custom_name;
  bool minimized = false;
  Id seen = 0;
};

struct ChannelHeader {
  Id id = 0, create_uid = 0;
  std::optional<std::string> name, uuid, type, access;
  bool by_email = false, moderation = false, moderator = false, by_group = false;
  Id needaction = 0, unread = 0;  // message_needaction_counter, message_unread_counter
  std::vector<Seat> seats;        // by id
  std::optional<OwnSeat> own;
};

// {"id", "name", "email"} of a partner, and the same with his presence, which is shown of those one
// chats with.
struct PartnerInfo {
  std::string plain, present;
};
using PartnerInfos = std::unordered_map<Id, PartnerInfo>;
// Of all these partners, with the presence of those who are `direct`.
PartnerInfos partner_infos(const Env& env, const Ids& all, const Ids& direct);

// The object of one channel for a caller with the partner `me` (0: none). `extra`: channel_info's
// extra_info. Presence appears wherever somebody is listed; with `chats_apart`, in chats alone, as
// if these had been asked for separately.
void write_header(JsonWriter& out, const ChannelHeader& channel, const PartnerInfos& infos, Id me,
                  const Value& extra, bool chats_apart);

// The statements that count what waits for the caller in his channels, over what is unread: the
// seats of the caller with what came after the message that was seen last, and the inbox.
bridge::Sql unread_statement(Id partner);
bridge::Sql needaction_statement(Id partner);
// From their answers, [channel, count].
std::unordered_map<Id, Id> counts_of(const bridge::Result& rows);

// A moderator whose contact is private does not see himself among a channel's moderators.
bool sees_himself(const Env& env);

}  // namespace chatterd
