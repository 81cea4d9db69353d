// Pages of formatted messages.
#include <algorithm>

#include "models/mail/mail_message.hpp"

namespace chatterd {
namespace {

Value message_fetch(const Records& self, const Args& args) {
  const Id limit = truthy(args["limit"]) && args["limit"].is_number() ? args["limit"].get<Id>() : 0;
  const Value domain = truthy(args["domain"]) ? args["domain"] : Value::array();
  Records messages = self.search(domain, {0, limit, ""});
  if (truthy(args["moderated_channel_ids"])) {
    // two searches: one with OR is slow where there are many messages
    const Value pending = Value::array(
        {Value::array({"model", "=", "mail.channel"}), Value::array({"res_id", "in", args["moderated_channel_ids"]}),
         "|", Value::array({"author_id", "=", own_partner(self.env())}), Value::array({"need_moderation", "=", true})});
    Ids ids = (messages | self.search(pending, {0, limit, ""})).ids();
    std::sort(ids.begin(), ids.end(), std::greater<>());
    if (limit > 0 && static_cast<Id>(ids.size()) > limit) ids.resize(static_cast<std::size_t>(limit));
    messages = self.browse(ids);
  }
  // the search has left out what the caller may not read
  return messages.empty() ? Value::array() : format_readable(messages);
}

}  // namespace

void define_mail_message_fetch(Model& m) {
  m.method("message_fetch", On::model, {"domain", {"limit", 20}, {"moderated_channel_ids", nullptr}}, message_fetch);
}

}  // namespace chatterd
