// mail.channel: posting. Moderation decides whether a message is shown; listeners hear of it on the
// bus.
#include "models/engine/html/email_text.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"
#include "models/modules/mail/posting/plain_post.hpp"

namespace chatterd {
namespace {

// message_post's argument, wherever it was bound.
Value given(const Args& args, const char* name, Value otherwise = nullptr) {
  if (args.named().contains(name)) return args.named()[name];
  return args.rest().contains(name) ? args.rest()[name] : otherwise;
}

struct Verdict {
  std::string status, email;
};

// _extract_moderation_values: the status of a message, by its author's e-mail address.
Verdict judge(const Records& channel, const Value& message_type, const Args& args) {
  const Env& env = channel.env();
  Verdict verdict{"accepted", ""};
  if (!channel.is("moderation") || (message_type != "email" && message_type != "comment"))
    return verdict;
  const Value author = given(args, "author_id"), from = given(args, "email_from");
  if (truthy(author)) {
    verdict.email = env.browse("res.partner", {to_id(author)}).text("email");
  } else if (truthy(from)) {
    const auto addresses = html::email_split(to_text(from));
    // a mail without a readable sender is for the moderators to judge; in a call it is a fault
    if (addresses.empty() && message_type != "email")
      throw Error(ErrorKind::internal, "list index out of range", "builtins.IndexError");
    verdict.email = addresses.empty() ? to_text(from) : addresses[0];
  } else {
    verdict.email = env.user().text("email");
  }
  for (const Records& moderator : channel.rel("moderator_ids").each())
    if (moderator.text("email") == verdict.email) return verdict;
  const Records known = env.sudo()["mail.moderation"].search(
      Value::array({term("email", "=", verdict.email), term("channel_id", "in", channel.ids())}));
  const std::string status = known.empty() ? "" : known.each()[0].text("status");
  verdict.status = status == "allow" ? "accepted"
                   : status == "ban" ? "rejected"
                                     : "pending_moderation";
  return verdict;
}

Value message_post(const Records& channel, const Args& args) {
  const Env& env = channel.env();
  if (const auto posted = post_plainly(channel, args)) return *posted;
  const Value message_type = given(args, "message_type", "notification");
  const Verdict verdict = judge(channel, message_type, args);
  if (verdict.status == "rejected") return false;
  if (args.rest().contains("moderation_status"))
    throw TypeError("message_post() got multiple values for keyword argument 'moderation_status'");
  // someone who had closed the chat sees it again
  Ids chats;
  for (const Records& one : channel.each())
    if (one.is("is_chat")) chats.push_back(one.id());
  if (!chats.empty())
    channel.browse(chats).rel("channel_last_seen_partner_ids").write({{"is_pinned", true}});
  const Value message =
      args.super(channel.with_context({{"mail_create_nosubscribe", true}}),
                 {{"message_type", message_type}, {"moderation_status", verdict.status}});
  if (channel.is("moderation_notify") && channel.is("moderation_notify_msg") &&
      message_type == "email" && verdict.status == "pending_moderation")
    env["mail.mail"].create({{"body_html", channel.get("moderation_notify_msg")},
                             {"subject", "Re: " + to_text(given(args, "subject"))},
                             {"email_to", verdict.email},
                             {"auto_delete", true},
                             {"state", "outgoing"}});
  return message;
}

// A message that waits for moderation is shown to its author and to the moderators alone.
Value notify_thread(const Records& channel, const Args& args) {
  const Value& values = args["msg_vals"];
  if (values.is_object() && values.contains("moderation_status") &&
      values["moderation_status"] == "pending_moderation") {
    channel.env().browse("mail.message", to_ids(args["message"])).call("_notify_pending_by_chat");
    return true;
  }
  return args.super(channel);
}

// [[bus channel, message], …]; a public channel is also heard by visitors, under its uuid.
Value channel_message_notifications(const Records& channels, const Args& args) {
  const Env& env = channels.env();
  const Value formatted =
      truthy(args["message_format"])
          ? args["message_format"]
          : env.browse("mail.message", to_ids(args["message"])).call("message_format")[0];
  Value out = Value::array();
  for (const Records& channel : channels.each()) {
    out.push_back(Value::array({channel_bus(env, channel.id()), formatted}));
    if (channel.get("public") == "public")
      out.push_back(Value::array({channel.get("uuid"), formatted}));
  }
  return out;
}

Value channel_broadcast(const Records& channels, const Args& args) {
  broadcast(channels, to_ids(args["partner_ids"]));
  return nullptr;
}

// Messages of a channel answer nobody unless they say so, and who may read may post.
Value flat_thread(const Records&, const Args&) { return false; }
Value post_access_of_channel(const Records&, const Args&) { return "read"; }

}  // namespace

void define_mail_channel_posting(Model& m) {
  m.method("_mail_flat_thread", On::model, {}, flat_thread);
  m.method("_mail_post_access", On::model, {}, post_access_of_channel);
  m.method("message_post", On::multi, {{"**", nullptr}}, message_post);
  m.method("_notify_thread", On::multi, {"message", {"msg_vals", false}, {"**", nullptr}},
           notify_thread);
  m.method("_channel_message_notifications", On::multi, {"message", {"message_format", false}},
           channel_message_notifications);
  m.method("_broadcast", On::multi, {"partner_ids"}, channel_broadcast);
}

}  // namespace chatterd
