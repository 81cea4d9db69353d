// What the module snailmail adds to mail.message.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/mail/message/message_format.hpp"

namespace chatterd {
namespace {

Value compute_snailmail_error(const Records& messages, const Args&) {
  for (const Records& message : messages.each()) {
    const Records letters = message.get("message_type") == "snailmail"
                                ? message.rel("letter_ids")
                                : message.env()["snailmail.letter"];
    const bool failed = !letters.empty() && letters.each()[0].get("state") == "error";
    message.assign("snailmail_error", failed);
    message.assign(
        "snailmail_status",
        letters.empty() ? Value("") : letters.each()[0].get(failed ? "error_code" : "state"));
  }
  return nullptr;
}

Value search_snailmail_error(const Records& self, const Args& args) {
  Value own_failed = Value::array({"&", term("letter_ids.state", "=", "error"),
                                   term("letter_ids.user_id", "=", self.env().uid())});
  if (args["operator"] != "=" || !truthy(args["operand"]))
    own_failed.insert(own_failed.begin(), "!");
  return own_failed;
}

void format_letter_keys(const Env& env, const MessageParts& message, JsonWriter& out) {
  if (message.type != "snailmail") {
    out.key("snailmail_error").boolean(false).key("snailmail_status").text("");
    return;
  }
  const Records one = env.browse("mail.message", {message.id});
  for (const char* field : {"snailmail_error", "snailmail_status"})
    out.key(field).value(one.get(field));
}

Value message_fetch_failed(const Records& self, const Args& args) {
  Value out = args.super(self);
  for (const Value& letter : self.rel("letter_ids").call("fetch_failed_letters"))
    out.push_back(letter);
  return out;
}

Value cancel_letter(const Records& messages, const Args&) {
  messages.rel("letter_ids").call("cancel");
  return nullptr;
}

}  // namespace

void extend_mail_message_snailmail(Registry& registry) {
  Model& m = registry.extend("mail.message", "snailmail");
  m.field("snailmail_error", boolean("Snailmail message in error")
                                 .compute("_compute_snailmail_error")
                                 .depends({"letter_ids", "letter_ids.state"})
                                 .search("_search_snailmail_error"));
  m.field("snailmail_status", char_("Snailmail Status")
                                  .compute("_compute_snailmail_error")
                                  .depends({"letter_ids", "letter_ids.state"}));
  m.field("letter_ids", one2many("", "snailmail.letter", "message_id"));
  m.field("message_type", selection("").selection_add({{"snailmail", "Snailmail"}}));
  m.method("_compute_snailmail_error", On::multi, {}, compute_snailmail_error);
  m.method("_search_snailmail_error", On::model, {"operator", "operand"}, search_snailmail_error);
  m.method("message_fetch_failed", On::multi, {}, message_fetch_failed);
  m.method("cancel_letter", On::multi, {}, cancel_letter);
  add_format_keys(m, format_letter_keys, true);
}

}  // namespace chatterd
