// Moderators' decisions about messages that wait on moderated channels.
#include "models/engine/html/email_text.hpp"
#include "models/engine/html/html.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/templates/record_values.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/template/mail_views.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Value moderate(const Records& messages, const Args& args) {
  const Env& env = messages.env();
  const Ids channels =
      env.cr()
          .execute(
              Sql("SELECT mail_channel_id FROM mail_channel_moderator_rel WHERE res_users_id = %s",
                  {env.uid()}))
          .ids();
  // what others moderate is passed over, also where it cannot be read
  const Records waiting = messages.filtered([&](const Records& message) {
    const Records known = message.sudo();
    return known.text("model") == "mail.channel" && contains(channels, known.id("res_id")) &&
           known.text("moderation_status") == "pending_moderation";
  });
  if (!waiting.empty()) waiting.call("_moderate", Value::array({args["decision"]}), args.rest());
  return nullptr;
}

// Tells the channels whom the authors of the messages are to be from now on.
void set_authors(const Records& messages, const char* status) {
  std::map<Id, std::set<std::string>> senders;
  for (const Records& message : messages.each())
    senders[message.id("res_id")].insert(message.text("email_from"));
  for (const auto& [channel, emails] : senders)
    messages.env()
        .browse("mail.channel", {channel})
        .call("_update_moderation_email", Value::array({emails, status}));
}

Value moderate_as(const Records& messages, const Args& args) {
  const Value& decision = args["decision"];
  const auto option = [&](const char* name) {
    return args.rest().contains(name) ? args.rest()[name] : Value();
  };
  if (decision == "accept") {
    messages.call("_moderate_accept");
  } else if (decision == "reject") {
    messages.call("_moderate_send_reject_email",
                  Value::array({option("title"), option("comment")}));
    messages.call("_moderate_discard");
  } else if (decision == "discard") {
    messages.call("_moderate_discard");
  } else if (decision == "allow" || decision == "ban") {
    set_authors(messages, decision == "allow" ? "allow" : "ban");
    const Records alike =
        messages.sudo().browse(to_ids(messages.call("_search_from_same_authors")));
    alike.call(decision == "allow" ? "_moderate_accept" : "_moderate_discard");
  }
  return nullptr;
}

Value moderate_accept(const Records& messages, const Args&) {
  const Env& env = messages.env();
  messages.write({{"moderation_status", "accepted"}, {"moderator_id", env.uid()}});
  for (const Records& message : messages.each())
    if (is_thread_message(message.get("model"), message.get("res_id"), message.get("message_type")))
      env.browse(message.text("model"), {message.id("res_id")})
          .call("_notify_thread", Value::array({message.id()}));
  return nullptr;
}

Value moderate_send_reject_email(const Records& messages, const Args& args) {
  const Env& env = messages.env();
  for (const Records& message : messages.each()) {
    if (!message.is("email_from")) continue;
    const Records own = env.sudo().browse("res.partner", {own_partner(env)});
    const Value sender = own.is("email")
                             ? Value(html::formataddr(own.text("name"), own.text("email")))
                             : env.sudo().browse("res.company", {env.company()}).get("catchall");
    const Value& comment = args["comment"];
    const std::string reason =
        comment.is_string() ? comment.get<std::string>() : python_repr(comment);
    env.sudo()["mail.mail"].create(
        {{"subject", args["subject"]},
         {"body_html", html::append_content_to_html("<div>" + reason + "</div>",
                                                    message.text("body"), html::Content::html)},
         {"email_from", sender},
         {"email_to", message.get("email_from")},
         {"auto_delete", true},
         {"state", "outgoing"}});
  }
  return nullptr;
}

Value search_from_same_authors(const Records& messages, const Args&) {
  Ids found;
  for (const Records& message : messages.each())
    for (const Id id :
         messages.sudo()
             .search(Value::array({term("moderation_status", "=", "pending_moderation"),
                                   term("email_from", "=", message.get("email_from")),
                                   term("model", "=", "mail.channel"),
                                   term("res_id", "=", message.get("res_id"))}))
             .ids())
      found.push_back(id);
  return unique(found);
}

// Moderators and authors take the messages off their screens.
Value moderate_discard(const Records& messages, const Args&) {
  const Env& env = messages.env();
  Ids channels, order;
  std::map<Id, std::set<Id>> told;  // partner → messages
  const auto tell = [&](Id partner, Id message) {
    if (!contains(order, partner)) order.push_back(partner);
    told[partner].insert(message);
  };
  for (const Records& message : messages.each()) channels.push_back(message.id("res_id"));
  const auto rows = env.cr().execute(Sql(R"sql(
          SELECT u.partner_id, r.mail_channel_id
          FROM mail_channel_moderator_rel r
            JOIN res_users u ON u.id = r.res_users_id
          WHERE r.mail_channel_id = ANY(%s::int[])
          ORDER BY u.id, r.mail_channel_id)sql",
                                         {unique(channels)}));
  for (const bridge::Row row : rows)
    for (const Records& message : messages.each())
      if (message.id("res_id") == row[1].integer()) tell(row[0].integer(), message.id());
  for (const Records& message : messages.each())
    if (message.id("author_id") != 0) tell(message.id("author_id"), message.id());
  for (const Id partner : order)
    env.notify(
        bus_channel(env, "res.partner", partner),
        {{"type", "deletion"}, {"message_ids", Ids(told[partner].begin(), told[partner].end())}});
  messages.unlink();
  return nullptr;
}

// Shows a waiting message to the moderators, and to its author.
Value notify_pending_by_chat(const Records& message, const Args&) {
  const Env& env = message.env();
  const Value formatted = message.ensure_one().call("message_format")[0];
  const Records channel = env.browse("mail.channel", {message.id("res_id")});
  const Ids moderators = channel.rel("moderator_ids").sudo().rel("partner_id").ids();
  for (const Id partner : moderators)
    env.notify(bus_channel(env, "res.partner", partner),
               {{"type", "moderator"}, {"message", formatted}});
  const Id author = message.id("author_id");
  if (!contains(moderators, author))
    env.notify(bus_channel(env, "res.partner", author),
               {{"type", "author"}, {"message", formatted}});
  return nullptr;
}

// Tells those who moderate channels where messages wait; a cron of Odoo's calls it once a day.
Value notify_moderators(const Records& self, const Args&) {
  const Env& env = self.env();
  static const char* const view = "mail.mail_channel_notify_moderation";
  const Records waiting =
      self.search(Value::array({term("moderation_status", "=", "pending_moderation")}));
  std::set<Id> channels;
  for (const Records& message : waiting.each()) channels.insert(message.id("res_id"));
  const Records moderators =
      env.browse("mail.channel", Ids(channels.begin(), channels.end())).rel("moderator_ids");
  if (!has_view(env, view)) {
    log_warning("Template \"" + std::string(view) +
                "\" was not found. Cannot send reminder notifications.");
    return nullptr;
  }
  const Records thread = env["mail.thread"].with_context({{"mail_notify_author", true}});
  for (const Records& moderator : moderators.each()) {
    const Records partner = moderator.rel("partner_id"), company = moderator.rel("company_id");
    const Value catchall = company.get("catchall");
    thread.call("message_notify", Value::array(),
                {{"partner_ids", partner.ids()},
                 {"subject", env.translate("Message are pending moderation")},
                 {"body", render_view(env, view, {{"record", templates::records_value(partner)}})},
                 {"email_from", truthy(catchall) ? catchall : company.get("email")}});
  }
  return nullptr;
}

}  // namespace

void define_mail_message_moderate(Model& m) {
  // decision: accept, reject (title, comment), discard, allow, ban; anything else does nothing
  m.method("moderate", On::multi, {"decision", "**"}, moderate);
  m.method("_moderate", On::multi, {"decision", "**"}, moderate_as);
  m.method("_moderate_accept", On::multi, {}, moderate_accept);
  m.method("_moderate_send_reject_email", On::multi, {"subject", "comment"},
           moderate_send_reject_email);
  m.method("_search_from_same_authors", On::multi, {},
           search_from_same_authors);  // → ids, for sudo
  m.method("_moderate_discard", On::multi, {}, moderate_discard);
  m.method("_notify_pending_by_chat", On::multi, {}, notify_pending_by_chat);
  m.method("_notify_moderators", On::model, {}, notify_moderators);
}

}  // namespace chatterd
