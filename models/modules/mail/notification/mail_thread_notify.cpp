// Telling people of a message: who is to know, inbox rows, and the bus (_notify_thread and below).
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// A value of the message: from what it was created with, or from the message itself.
Value value_of(const Records& message, const Value& msg_vals, const char* name) {
  if (truthy(msg_vals)) return msg_vals.contains(name) ? msg_vals[name] : Value();
  return message.sudo().get(name);
}

Value ids_of(const Records& message, const Value& msg_vals, const char* name) {
  const Value ids = value_of(message, msg_vals, name);
  return ids.is_array() ? ids : Value::array();
}

Value notify_thread(const Records& document, const Args& args) {
  const Value& message = args["message"];
  const Value rdata =
      document.call("_notify_compute_recipients", Value::array({message, args["msg_vals"]}));
  if (!truthy(rdata)) return false;
  const Value arguments = Value::array({message, rdata, args["msg_vals"]});
  document.call("_notify_record_by_inbox", arguments, args.rest());
  document.call("_notify_record_by_email", arguments, args.rest());
  return rdata;
}

// Members of channels that are mailing lists get an e-mail, but the sender and those who get one
// anyway.
void add_list_members(const Records& message, const Value& msg_vals, const Value& author,
                      Value& rdata) {
  Ids channels, others;
  for (const Value& channel : rdata["channels"])
    if (channel["notif"] == "email") channels.push_back(channel["id"].get<Id>());
  if (channels.empty()) return;
  for (const Value& partner : rdata["partners"]) others.push_back(partner["id"].get<Id>());
  if (truthy(author)) others.push_back(to_id(author));
  Value sender =
      truthy(msg_vals) && msg_vals.contains("email_from") ? msg_vals["email_from"] : Value();
  if (!truthy(sender)) sender = message.get("email_from");
  const Records members = message.env().sudo()["res.partner"].search(
      Value::array({term("id", "not in", others), term("channel_ids", "in", channels),
                    term("email", "not in", Value::array({sender}))}));
  for (const Id id : members.ids())
    rdata["partners"].push_back({{"id", id},
                                 {"share", true},
                                 {"active", true},
                                 {"notif", "email"},
                                 {"type", "channel_email"},
                                 {"groups", Value::array()}});
}

Value compute_recipients(const Records& document, const Args& args) {
  const Env& env = document.env();
  const Value& msg_vals = args["msg_vals"];
  const Records message = env.browse("mail.message", {to_id(args["message"])});
  const Value records = document.empty()
                            ? Value()
                            : Value{{"model", document.model().name()}, {"ids", document.ids()}};
  const Value rows = env["mail.followers"].call(
      "_get_recipient_data", Value::array({records, value_of(message, msg_vals, "message_type"),
                                           value_of(message, msg_vals, "subtype_id"),
                                           ids_of(message, msg_vals, "partner_ids"),
                                           ids_of(message, msg_vals, "channel_ids")}));
  Value rdata = {{"partners", Value::array()}, {"channels", Value::array()}};
  if (rows.empty()) return rdata;
  Value author =
      truthy(msg_vals) && msg_vals.contains("author_id") ? msg_vals["author_id"] : Value();
  if (!truthy(author)) author = message.get("author_id");
  for (const Value& row : rows) {
    const Value &partner = row[0], &channel = row[1], &notif = row[5];
    if (partner.is_number_integer()) {
      if (partner == author && !env.flag("mail_notify_author")) continue;
      if (row[2] == false) continue;  // archived
      Value data = {{"id", partner}, {"active", row[2]}, {"share", row[3]}, {"groups", row[6]}};
      const bool has_user = notif.is_string();
      data["notif"] = has_user ? notif : Value("email");
      data["type"] = notif == "inbox" || (has_user && !truthy(row[3])) ? "user"
                     : has_user                                        ? "portal"
                                                                       : "customer";
      rdata["partners"].push_back(std::move(data));
    } else if (channel.is_number_integer()) {
      rdata["channels"].push_back({{"id", channel}, {"notif", notif}, {"type", row[4]}});
    }
  }
  add_list_members(message, msg_vals, author, rdata);
  return rdata;
}

// An employee's own message, just created: he may read and change it, which needs no look at the
// database.
bool is_own(const Records& message, const Value& msg_vals) {
  return truthy(msg_vals) && msg_vals.contains("author_id") &&
         msg_vals["author_id"] == own_partner(message.env()) &&
         msg_vals.value("moderation_status", Value()) != "pending_moderation" &&
         message.env().has_group("base.group_user");
}

void check_may_link(const Records& message, const Value& msg_vals) {
  if (message.env().su()) return;
  message.check_access_rights("write");
  if (!is_own(message, msg_vals)) message.check_access_rule("write");
}

// Inbox rows and links to channels in one statement.
void insert_links(const Records& message, const Ids& inbox, const Ids& channels) {
  Sql query;
  if (!channels.empty())
    query = Sql(R"sql(
            INSERT INTO mail_message_mail_channel_rel (mail_message_id, mail_channel_id)
            SELECT %s, unnest(%s::int[])
            ON CONFLICT DO NOTHING)sql",
                {message.id(), channels});
  if (!inbox.empty()) {
    const Sql rows(
        R"sql(
            INSERT INTO mail_message_res_partner_needaction_rel (mail_message_id, res_partner_id,
                notification_type, notification_status)
            SELECT %s, partner, 'inbox', 'sent'
            FROM unnest(%s::int[]) WITH ORDINALITY AS listed(partner, place)
            ORDER BY place)sql",
        {message.id(), inbox});
    query = query.empty() ? rows : Sql("WITH links AS (") + query + Sql(") ") + rows;
  }
  if (!query.empty()) message.env().cr().execute(query);
  message.invalidate();
}

Value notify_by_inbox(const Records& document, const Args& args) {
  const Env& env = document.env();
  const Records message = env.browse("mail.message", {to_id(args["message"])});
  const Value &rdata = args["recipients_data"], &msg_vals = args["msg_vals"];
  Ids channels, inbox;
  for (const Value& channel : rdata["channels"]) channels.push_back(channel["id"].get<Id>());
  for (const Value& partner : rdata["partners"])
    if (partner["notif"] == "inbox") inbox.push_back(partner["id"].get<Id>());
  if (!channels.empty()) {
    if (truthy(msg_vals)) {
      check_may_link(message, msg_vals);
    } else {
      message.check_access_rights("write");
      message.check_access_rule("write");
      // a document may be followed by channels that its readers do not see
      message.sudo().write({{"channel_ids", Value::array({command::set(channels)})}});
    }
  }
  insert_links(message, inbox, truthy(msg_vals) ? channels : Ids{});
  if (inbox.empty() && channels.empty()) return nullptr;
  const Value formatted =
      (is_own(message, msg_vals) ? format_readable(message) : message.call("message_format"))[0];
  for (const Id partner : inbox) env.notify(bus_channel(env, "ir.needaction", partner), formatted);
  if (!channels.empty()) {
    const Value sent =
        env.sudo()
            .browse("mail.channel", channels)
            .call("_channel_message_notifications", Value::array({message.id(), formatted}));
    for (const Value& pair : sent) env.notify(pair[0], pair[1]);
  }
  return nullptr;
}

// The groups that an e-mail is made for: [name, {}], the first whose test a recipient passes takes
// him. Tests are by name: "user" and "portal" by the recipient's type, "customer" everybody; a
// group that no recipient is to come into has {"nobody": true}.
Value notify_get_groups(const Records&, const Args&) {
  return Value::array({Value::array({"user", Value::object()}),
                       Value::array({"portal", {{"has_button_access", false}}}),
                       Value::array({"customer", {{"has_button_access", false}}})});
}

}  // namespace

Value by_email(const Value& rows) {
  Value partners = Value::array();
  for (const Value& row : rows) {
    const bool has_user = truthy(row[5]), shared = truthy(row[3]);
    partners.push_back({{"id", row[0]},
                        {"active", row[2]},
                        {"share", row[3]},
                        {"groups", row[6]},
                        {"notif", "email"},
                        {"type", !has_user ? "customer"
                                 : shared  ? "portal"
                                           : "user"}});
  }
  return partners;
}

void define_mail_thread_notify(Model& m) {
  // Arguments as mail_thread.hpp describes them; what else is given goes to the parts below.
  m.method("_notify_thread", On::multi, {"message", {"msg_vals", false}, "**"}, notify_thread);
  m.method("_notify_compute_recipients", On::multi, {"message", "msg_vals"},
           compute_recipients);  // → rdata
  m.method("_notify_record_by_inbox", On::multi,
           {"message", "recipients_data", {"msg_vals", false}, "**"}, notify_by_inbox);
  m.method("_notify_get_groups", On::multi, {}, notify_get_groups);
}

}  // namespace chatterd
