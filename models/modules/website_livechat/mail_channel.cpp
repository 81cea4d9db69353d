// What the module website_livechat adds to mail.channel: which visitor of the website an operator
// talks to (addons/website_livechat/models/mail_channel.py). Visitors are Odoo's rows.
#include "models/modules/mail/channel/mail_channel.hpp"

#include "models/engine/html/python_text.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Value or_false(const Records& record, const char* field) {
  return record.empty() ? Value(false) : record.get(field);
}

// "Home (10:12) → Contact us (10:13)": the last three pages, in UTC.
std::string history_of(const Records& visitor) {
  const Records tracks = visitor.env()["website.track"].search(
      Value::array({term("page_id", "!=", false), term("visitor_id", "=", visitor.id())}),
      {0, 3, "visit_datetime DESC"});
  std::string text;
  const std::vector<Records> each = tracks.each();
  for (auto track = each.rbegin(); track != each.rend(); ++track) {
    const Records view = track->rel("page_id.view_id");
    text += (text.empty() ? "" : " → ") + view.text("name") + " (" +
            track->text("visit_datetime").substr(11, 5) + ")";
  }
  return text;
}

std::string name_of(const Records& visitor) {
  if (visitor.is("name")) return visitor.text("name");
  return format(visitor.env().translate("Website Visitor #%s"), {visitor.id()});
}

bool is_connected(const Records& visitor) {
  return visitor.env()
      .cr()
      .execute(Sql("SELECT 1 FROM website_visitor WHERE id = %s AND last_connection_datetime > "
                   "(now() AT TIME ZONE 'UTC') - interval '5 minutes'",
                   {visitor.id()}))
      .size();
}

// As the caller, who must be allowed to read visitors.
Value visitor_info(const Records& visitor) {
  const std::string name = name_of(visitor);
  const Records country = visitor.rel("country_id");
  return {
      {"name", name},
      {"country_code", country.empty() ? Value(false) : Value(html::lower(country.text("code")))},
      {"is_connected", is_connected(visitor)},
      {"history", history_of(visitor)},
      {"website", or_false(visitor.rel("website_id"), "name")},
      {"lang", or_false(visitor.rel("lang_id"), "name")},
      {"partner_id", visitor.id("partner_id") ? Value(visitor.id("partner_id")) : Value(false)}};
}

Value channel_info_with_visitor(const Records& channels, const Args& args) {
  Value infos = args.super(channels);
  for (Value& info : infos) {
    const Records visitor = channels.browse({info["id"].get<Id>()}).rel("livechat_visitor_id");
    if (!visitor.empty()) info["visitor"] = visitor_info(visitor);
  }
  return infos;
}

// website.visitor's stored operator: of the conversation that goes on, if one does.
void forget_operator(const Env& env, Id visitor) {
  if (visitor == 0) return;
  env.cr().execute(
      Sql("UPDATE website_visitor SET livechat_operator_id = (SELECT livechat_operator_id FROM "
          "mail_channel WHERE livechat_visitor_id = %s AND livechat_active ORDER BY id DESC "
          "LIMIT 1) WHERE id = %s",
          {visitor, visitor}));
}

// A request to chat that nobody wrote anything in is not kept.
Value execute_channel_pin(const Records& channel, const Args& args) {
  args.super(channel);
  if (!channel.is("livechat_active") || !channel.rel("channel_message_ids").empty()) return nullptr;
  const Id visitor = channel.id("livechat_visitor_id");
  channel.unlink();
  forget_operator(channel.env(), visitor);
  return nullptr;
}

// Who writes is still there; a row that somebody else is changing is left alone.
void note_visit(const Env& env, Id visitor) {
  env.cr().execute(
      Sql("UPDATE website_visitor SET visit_count = visit_count + CASE WHEN "
          "last_connection_datetime < (now() AT TIME ZONE 'UTC') - interval '8 hours' THEN 1 ELSE "
          "0 END, active = true, last_connection_datetime = now() AT TIME ZONE 'UTC' WHERE id = "
          "(SELECT id FROM website_visitor WHERE id = %s FOR UPDATE SKIP LOCKED)",
          {visitor}));
}

Value message_post(const Records& channels, const Args& args) {
  const Value message = args.super(channels);
  if (channels.size() != 1 || !truthy(message)) return message;
  const Id visitor = channels.id("livechat_visitor_id");
  if (visitor != 0 && channels.env().browse("mail.message", to_ids(message)).id("author_id") !=
                          channels.id("livechat_operator_id"))
    note_visit(channels.env(), visitor);
  return message;
}

// The visitor has left, or has begun to talk to somebody else.
Value close_livechat_request_session(const Records& channel, const Args& args) {
  const Env& env = channel.ensure_one().env();
  if (!channel.is("livechat_active")) return nullptr;
  channel.write({{"livechat_active", false}});
  const Records visitor = channel.rel("livechat_visitor_id");
  forget_operator(env, visitor.id());
  if (channel.rel("channel_message_ids").empty()) return nullptr;
  std::string message = env.translate("has left the conversation.");
  if (args["type"] == "cancel")
    message = format(env.translate("has started a conversation with %s. The chat request has been "
                                   "canceled."),
                     {args.rest().value("speaking_with", Value("an operator"))});
  const std::string name = visitor.empty() ? env.translate("The visitor") : name_of(visitor);
  channel.call("message_post", Value::array(),
               {{"author_id", env.ref("base.partner_root")},
                {"body", name + " " + message},
                {"message_type", "comment"},
                {"subtype", "mail.mt_comment"}});
  return nullptr;
}

}  // namespace

void extend_mail_channel_website_livechat(Registry& registry) {
  Model& m = registry.extend("mail.channel", "website_livechat");
  m.field("livechat_visitor_id", many2one("Visitor", "website.visitor"));
  m.field("livechat_active",
          boolean("Is livechat ongoing?")
              .help("Livechat session is not considered as active if the visitor left the "
                    "conversation."));
  m.method("channel_info", On::multi, {}, channel_info_with_visitor);
  m.method("_execute_channel_pin", On::multi, {}, execute_channel_pin);
  m.method("message_post", On::multi, {}, message_post);
  m.method("close_livechat_request_session", On::multi, {{"type", "leave"}, {"**", nullptr}},
           close_livechat_request_session);
}

}  // namespace chatterd
