// A page of messages with all that is shown of them, read in one statement.
//
// The statement finds the page's ids through one range of an index and goes from these to
// everything else, so that its cost does not grow with channels, inboxes or the message table,
// whatever PostgreSQL believes about them (docs/decisions/0021). It is the same for everybody: the
// columns that access rules look at come along, and the rules are decided here.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// Which messages: the newest below `before`, in this order, `limit` of them.
struct PageKey {
  enum class Kind { channel, inbox, history, starred, document, listed };
  Kind kind = Kind::listed;
  Id id = 0;          // the channel, or the document
  std::string model;  // the document's; not mail.channel, whose messages are found as a channel's
  std::optional<Id> before, after;  // exclusive
  Id limit = 0;
  Ids listed;  // Kind::listed: these ids, in this order
};

// What belongs to a message. Texts live as long as the page; absent ones are empty.
struct MessageParts {
  struct Notification {
    Id id = 0, partner = 0;
    bool read = false, share = false, active = false;
    std::optional<std::string_view> status;
    std::string_view type, sms_number;
    // of the partner; not of those in the inbox, whose names nobody shows
    std::string_view name, display_name;
  };
  struct Attachment {
    Id id = 0;
    std::string_view name;
    std::optional<std::string_view> mimetype;
  };
  using Text = std::optional<std::string_view>;

  Id id = 0, author = 0, subtype = 0, res_id = 0;
  Text date, body, email_from, type, subject, model, record_name, moderation_status;
  std::string_view author_name, author_display_name;
  Ids channels, recipients, starred;        // those that the caller may read
  std::vector<Notification> notifications;  // by id
  std::vector<Attachment> attachments;      // the newest first
  // Of the document, 0 when it has none, where there are attachments and the document came along.
  std::optional<Id> main_attachment = {};
  Value tracking = Value::array();  // rows of mail_tracking_value, in order
  bool near = false;  // the caller wrote or got it, or is in one of its channels: he may read it
};

class MessagePage {
 public:
  // Reads the page, in the order of the key: the newest first, or as listed.
  static MessagePage read(const Env& env, const PageKey& key);
  // The statement alone, and the page of its answer: for who has more to ask in the same round
  // trip.
  static bridge::Sql statement(const Env& env, const PageKey& key);
  MessagePage(const Env& env, const PageKey& key, bridge::Result rows);

  const std::vector<MessageParts>& messages() const { return messages_; }
  std::vector<MessageParts>& messages() { return messages_; }

 private:
  bridge::Result rows_;  // the texts are in it
  std::vector<MessageParts> messages_;
};

}  // namespace chatterd
