// Pages of formatted messages.
#include <algorithm>

#include "models/modules/mail/message/mail_message.hpp"

namespace chatterd {
namespace {

// The limit of a search, 0 for none.
Id limit_of(const Value& value) {
  if (!truthy(value)) return 0;
  if (value.is_boolean()) return 1;
  if (!value.is_number())
    throw TypeError(std::string("%d format: a number is required, not ") + python_type(value));
  const Id limit = value.get<Id>();
  if (limit < 0)
    throw Error(ErrorKind::internal, "LIMIT must not be negative\n",
                "psycopg2.errors.InvalidRowCountInLimitClause");
  return limit;
}

Value message_fetch(const Records& self, const Args& args) {
  const Id limit = limit_of(args["limit"]);
  Records messages = self.browse(to_ids(self.call("search", Value::array({args["domain"]}),
                                                  {{"limit", limit ? Value(limit) : Value()}})));
  if (truthy(args["moderated_channel_ids"])) {
    // two searches: one with OR is slow where there are many messages
    const Value pending =
        Value::array({Value::array({"model", "=", "mail.channel"}),
                      Value::array({"res_id", "in", args["moderated_channel_ids"]}), "|",
                      Value::array({"author_id", "=", own_partner(self.env())}),
                      Value::array({"need_moderation", "=", true})});
    Ids ids = (messages | self.search(pending, {0, limit, ""})).ids();
    std::sort(ids.begin(), ids.end(), std::greater<>());
    if (args["limit"].is_number_float() || args["limit"].is_array())
      throw TypeError("slice indices must be integers");
    // a limit of 0 is none for the searches, but not for the page
    if (!args["limit"].is_null() && static_cast<Id>(ids.size()) > limit)
      ids.resize(static_cast<std::size_t>(limit));
    messages = self.browse(ids);
  }
  // the search has left out what the caller may not read
  return messages.empty() ? Value::array() : format_readable(messages);
}

}  // namespace

void define_mail_message_fetch(Model& m) {
  m.method("message_fetch", On::model,
           {"domain", {"limit", 20}, {"moderated_channel_ids", nullptr}}, message_fetch);
}

}  // namespace chatterd
