// Handlers of mail's JSON routes.
#include "models/modules/mail/routes.hpp"

#include "bridge/text/json_writer.hpp"
#include "models/engine/html/html.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/mail/channel/channel_slots.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"

namespace chatterd {
namespace {

// A parameter of the controller's method. Throws TypeError as Python does when it is not there.
const Value& required(const Value& params, const char* name) {
  const auto found = params.find(name);
  if (found == params.end())
    throw TypeError(std::string("missing 1 required positional argument: '") + name + "'");
  return *found;
}

Value optional(const Value& params, const char* name, Value otherwise) {
  const auto found = params.find(name);
  return found == params.end() ? otherwise : *found;
}

bool readable(const Records& records) {
  try {
    records.check_access_rule("read");
    records.check_access_rights("read");
    return true;
  } catch (const Error&) {
    return false;
  }
}

Records channel_of_uuid(const Env& env, const Value& uuid) {
  return env.sudo()["mail.channel"].search(Value::array({term("uuid", "=", uuid)}), {0, 1, ""});
}

// What a visitor's message comes from: the name that Livechat asked for, or the company's catch-all
// address. The name is Livechat's field, without which stock does not let visitors post.
Value visitor_address(const Records& channel) {
  if (!channel.env().registry().modules().contains("im_livechat"))
    throw AttributeError("'mail.channel' object has no attribute 'anonymous_name'");
  const auto row = channel.env().cr().execute(
      bridge::Sql("SELECT anonymous_name FROM mail_channel WHERE id = %s", {channel.id()}));
  return row[0][0].text().empty() ? channel.rel("create_uid.company_id").get("catchall")
                                  : row[0][0].json();
}

// The own counters, in two parts: the first and the last keys of the answer.
constexpr const char* inbox_counters[] = {"needaction_inbox_counter", "starred_counter"};
constexpr const char* moderation_counters[] = {"is_moderator", "moderation_counter",
                                               "moderation_channel_ids"};

// What concerns the caller alone, in one statement: get_needaction_count, get_starred_count, and
// is_moderator, moderation_counter and moderation_channel_ids of res.users.
Value own_counters(const Env& env) {
  const Id me = own_partner(env);
  const Value row = env.cr()
                        .execute(bridge::Sql::hot(
                            R"sql(
                  SELECT (SELECT count(*) FROM mail_message_res_partner_needaction_rel WHERE
                      res_partner_id = %s AND (is_read = false OR is_read IS NULL)) AS
                      needaction_inbox_counter, (SELECT count(*) FROM
                      mail_message_res_partner_starred_rel WHERE res_partner_id = %s) AS
                      starred_counter, coalesce(bool_or(c.moderation), false) AS is_moderator,
                      coalesce(sum((SELECT count(*) FROM mail_message m WHERE m.model =
                      'mail.channel' AND m.res_id = c.id AND m.moderation_status =
                      'pending_moderation')), 0)::int AS moderation_counter,
                      coalesce(array_agg(c.id ORDER BY c.id) FILTER (WHERE c.id IS NOT NULL),
                      '{}') AS moderation_channel_ids
                  FROM mail_channel_moderator_rel r
                    JOIN mail_channel c ON c.id = r.mail_channel_id
                  WHERE r.res_users_id = %s)sql",
                            {me, me, env.uid()}))[0]
                        .json();
  return row;
}

// What is neither counters nor channels.
Value rest_of_init_messaging(const Env& env) {
  Value answer = Value::object();
  answer["mail_failures"] = env["mail.message"].call("message_fetch_failed");
  answer["commands"] = env["mail.channel"].call("get_mention_commands");
  answer["mention_partner_suggestions"] = env["res.partner"].call("get_static_mention_suggestions");
  answer["shortcodes"] = env.sudo()["mail.shortcode"].call(
      "search_read", Value::array({Value::array(), {"source", "substitution", "description"}}));
  return answer;
}

}  // namespace

Value route_init_messaging(const Env& env, const Value&) {
  const Id menu = env.ref("mail.menu_root_discuss");
  const Value counters = own_counters(env);
  Value answer = Value::object();
  for (const char* key : inbox_counters) answer[key] = counters[key];
  answer["channel_slots"] = env["mail.channel"].call("channel_fetch_slot");
  answer.update(rest_of_init_messaging(env));
  answer["menu_id"] = menu ? Value(menu) : Value(false);
  answer.update(counters);
  return answer;
}

std::optional<std::string> init_messaging_text(const Env& env, const Value&) {
  const Value counters = own_counters(env);
  const auto slots = channel_slots_text(env);
  if (!slots) return std::nullopt;
  const Id menu = env.ref("mail.menu_root_discuss");
  JsonWriter out;
  out.reserve(slots->size() + 1024);
  out.begin_object();
  for (const char* key : inbox_counters) out.key(key).value(counters[key]);
  out.key("channel_slots").plain(*slots);
  const Value rest = rest_of_init_messaging(env);
  for (const auto& [key, value] : rest.items()) out.key(key).value(value);
  out.key("menu_id").value(menu ? Value(menu) : Value(false));
  for (const char* key : moderation_counters) out.key(key).value(counters[key]);
  out.end_object();
  return out.take();
}

Value route_needaction(const Env& env, const Value&) {
  return env["res.partner"].call("get_needaction_count");
}

Value route_read_subscription_data(const Env& env, const Value& params) {
  const std::string model = to_text(required(params, "res_model"));
  const Records followers = env.browse("mail.followers", to_ids(required(params, "follower_id")));
  // says so when there is no such follower, or none for the caller
  for (const Records& follower : followers.each()) follower.get("res_model");
  const Ids followed = followers.rel("subtype_ids").ids();
  const Records subtypes = env["mail.message.subtype"].search(
      Value::array({"&", term("hidden", "=", false), "|", term("res_model", "=", model),
                    term("res_model", "=", false)}));
  Value list = Value::array();
  for (const Records& subtype : subtypes.each())
    list.push_back({{"name", subtype.get("name")},
                    {"res_model", subtype.get("res_model")},
                    {"sequence", subtype.get("sequence")},
                    {"default", subtype.get("default")},
                    {"internal", subtype.get("internal")},
                    {"followed", contains(followed, subtype.id())},
                    {"parent_model", subtype.rel("parent_id").get("res_model")},
                    {"id", subtype.id()}});
  std::stable_sort(list.begin(), list.end(), [](const Value& a, const Value& b) {
    const auto key = [](const Value& it) {
      return std::make_tuple(to_text(it["parent_model"]), to_text(it["res_model"]),
                             it["internal"].get<bool>(), it["sequence"].get<Id>());
    };
    return key(a) < key(b);
  });
  return list;
}

Value route_read_followers(const Env& env, const Value& params) {
  const std::string model = to_text(required(params, "res_model"));
  const Records followers =
      env.sudo().browse("mail.followers", to_ids(required(params, "follower_ids")));
  Ids documents;
  for (const Records& follower : followers.each()) documents.push_back(follower.id("res_id"));
  env.browse(model, unique(documents)).check_access_rule("read");
  const Id me = own_partner(env);
  Value list = Value::array();
  Id own = 0;
  for (const Records& follower : followers.each()) {
    const Records partner = follower.rel("partner_id"), channel = follower.rel("channel_id");
    const bool mine = partner.id() == me && me != 0;
    if (mine) own = follower.id();
    list.push_back({{"id", follower.id()},
                    {"name", partner.is("name") ? partner.get("name") : channel.get("name")},
                    {"email", partner.empty() ? Value() : partner.get("email")},
                    {"res_model", partner.empty() ? "mail.channel" : "res.partner"},
                    {"res_id", partner.empty() ? Value(channel.id()) : Value(partner.id())},
                    {"is_editable", true},
                    {"is_uid", mine},
                    {"active", partner.is("active") || !channel.empty()}});
  }
  return {{"followers", list},
          {"subtypes",
           own ? route_read_subscription_data(env, {{"res_model", model}, {"follower_id", own}})
               : Value()}};
}

Value route_get_partner_info(const Env& env, const Value& params) {
  const Value& emails = required(params, "emails");
  const Records records =
      env.browse(to_text(required(params, "model")), to_ids(required(params, "res_ids")));
  if (!readable(records)) return Value::array();
  return records.call("_message_partner_info_from_emails", Value::array({emails}),
                      {{"link_mail", optional(params, "link_mail", false)}});
}

Value route_get_suggested_recipients(const Env& env, const Value& params) {
  const Records records =
      env.browse(to_text(required(params, "model")), to_ids(required(params, "res_ids")));
  if (!readable(records)) return Value::object();
  return records.call("_message_get_suggested_recipients");
}

// Without a session there is no author.
Value route_chat_post(const Env& env, const Value& params) {
  const Value& content = required(params, "message_content");
  const Records channel = channel_of_uuid(env, required(params, "uuid"));
  if (channel.empty()) return false;
  const bool visitor = env.flag("_public_session");
  Value author = false, from;
  if (visitor) {
    from = visitor_address(channel);
  } else {
    const Records partner = env.sudo().user().rel("partner_id");
    author = partner.id();
    from = partner.get("email_formatted");
  }
  const Value message =
      channel.with_context({{"mail_create_nosubscribe", true}, {"_public_session", nullptr}})
          .call("message_post", Value::array(),
                {{"author_id", author},
                 {"email_from", from},
                 {"body", html::plaintext2html(content.is_string() ? content.get<std::string>()
                                                                   : python_repr(content))},
                 {"message_type", "comment"},
                 {"subtype", "mail.mt_comment"}});
  return truthy(message) ? message : Value(false);
}

Value route_chat_history(const Env& env, const Value& params) {
  const Records channel = channel_of_uuid(env, required(params, "uuid"));
  if (channel.empty()) return Value::array();
  return channel.call("channel_fetch_message", Value::array({optional(params, "last_id", false),
                                                             optional(params, "limit", 20)}));
}

Value route_im_status(const Env& env, const Value& params) {
  const Value domain = Value::array({term("id", "in", required(params, "partner_ids"))});
  return env["res.partner"].call("search_read", Value::array({domain, {"id", "im_status"}}));
}

}  // namespace chatterd
