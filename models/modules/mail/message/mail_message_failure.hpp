// Failures of delivery, as mail and the modules with other ways of delivery (sms) format them.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// mail.message _get_mail_failure_dict.
Value failure_header(const Records& message);

struct FailureRow {
  std::string type;       // "inbox", "email", "sms"
  std::string partner;    // his id as a key, "false" for none
  Value status_and_name;  // [notification_status, partner's name]
};
// The notifications of messages in order, in one statement.
std::map<Id, std::vector<FailureRow>> notifications_of(const Records& messages);

// The messages whose document the caller may read, by author.
std::map<Id, Ids> readable_by_author(const Records& messages);

}  // namespace chatterd
