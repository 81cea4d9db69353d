// Handlers of the routes that visitors' pages ask.
#include "models/modules/im_livechat/routes.hpp"

#include "models/engine/html/html.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"

namespace chatterd {
namespace {

const Value& needed(const Value& params, const char* name) {
  const auto found = params.find(name);
  if (found == params.end())
    throw TypeError(std::string("missing 1 required positional argument: '") + name + "'");
  return *found;
}

Value given_or(const Value& params, const char* name, Value otherwise) {
  const auto found = params.find(name);
  return found == params.end() ? otherwise : *found;
}

void check_installed(const Env& env, const char* module) {
  if (!env.registry().installed(module)) throw NotFound();
}

bool nobody(const Env& env) { return env.flag("_public_session"); }

// Without what only tells routes who asks.
Env plain(const Env& env) { return env.with_context({{"_public_session", nullptr}}); }

Records channel_of(const Env& env, const Value& uuid, Id limit) {
  return plain(env).sudo()["mail.channel"].search(Value::array({term("uuid", "=", uuid)}),
                                                  {0, limit, ""});
}

Records livechat(const Env& env, const Value& params) {
  check_installed(env, "im_livechat");
  return plain(env).sudo().browse("im_livechat.channel", {to_id(needed(params, "channel_id"))});
}

}  // namespace

Value route_livechat_init(const Env& env, const Value& params) {
  const Records channel = livechat(env, params);
  const std::size_t available =
      channel.rel("user_ids").empty() ? 0 : to_ids(channel.call("_get_available_users")).size();
  Value rule = Value::object();
  if (available > 0) {
    const Records matching = channel.env().browse(
        "im_livechat.channel.rule",
        to_ids(channel.env()["im_livechat.channel.rule"].call(
            "match_rule", Value::array({channel.id(), given_or(params, "_referer", nullptr)}))));
    if (!matching.empty())
      rule = {{"action", matching.get("action")},
              {"auto_popup_timer", matching.get("auto_popup_timer")},
              {"regex_url", matching.get("regex_url")}};
  }
  // Python's `and` answers the number when nobody is there
  return {{"available_for_me",
           available == 0 ? Value(0) : Value(rule.empty() || rule["action"] != "hide_button")},
          {"rule", rule}};
}

Value route_livechat_get_session(const Env& env, const Value& params) {
  const Records channel = livechat(env, params);
  // who visits a website is known by a cookie of Odoo's
  if (env.registry().installed("website_livechat"))
    throw NotImplementedError("visitors of websites are known to Odoo");
  const Value name = needed(params, "anonymous_name");
  const Value previous = given_or(params, "previous_operator_id", nullptr);
  Value user = nullptr, country = nullptr;
  if (!nobody(env)) {
    user = env.uid();
    country = env.sudo().user().id("country_id");
  }
  return channel.with_context({{"lang", false}})
      .call("_open_livechat_mail_channel", Value::array({name, previous, user, country}));
}

Value route_livechat_feedback(const Env& env, const Value& params) {
  check_installed(env, "im_livechat");
  const Value& rate = needed(params, "rate");
  const Records channel = channel_of(env, needed(params, "uuid"), 1);
  if (channel.empty()) return false;
  Value values = {
      {"rating", rate}, {"consumed", true}, {"feedback", given_or(params, "reason", nullptr)}};
  // one rating a conversation
  const Records known = channel.env()["rating.rating"].search(
      Value::array({term("res_model", "=", "mail.channel"), term("res_id", "=", channel.id())}));
  Records rating = known.browse(known.empty() ? Ids{} : Ids{known.ids()[0]});
  if (rating.empty()) {
    const Records members = channel.rel("channel_partner_ids");
    values["res_id"] = channel.id();
    values["res_model_id"] =
        channel.env()["ir.model"].search(Value::array({term("model", "=", "mail.channel")})).id();
    if (!members.empty()) values["rated_partner_id"] = members.ids()[0];
    values["partner_id"] = nobody(env) ? Value(false) : Value(own_partner(env));
    rating = channel.env()["rating.rating"].create(values);
  } else {
    rating.write(values);
  }
  channel.write({{"rating_last_value", rate}});
  return rating.id();
}

// What /history asked for. Addresses of pages are the visitor's words, so they are escaped, which
// stock does not do.
Value route_livechat_history(const Env& env, const Value& params) {
  check_installed(env, "im_livechat");
  const Id partner = to_id(needed(params, "pid"));
  const Records channel = plain(env).sudo()["mail.channel"].search(
      Value::array({term("uuid", "=", needed(params, "channel_uuid")),
                    term("channel_partner_ids", "in", Value::array({partner, own_partner(env)}))}));
  if (channel.empty()) return true;
  std::string body = env.translate("No history found");
  const Value pages = given_or(params, "page_history", nullptr);
  if (truthy(pages)) {
    std::string links;
    for (const Value& page : pages) {
      const std::string address = html::html_escape(to_text(page));
      links += "<li><a href=\"" + address + "\" target=\"_blank\">" + address + "</a></li>";
    }
    body = "<span class=\"o_mail_notification\"><ul>" + links + "</ul></span>";
  }
  env.notify(partner_bus(env, partner),
             {{"body", body}, {"channel_ids", channel.ids()}, {"info", "transient_message"}});
  return true;
}

Value route_livechat_notify_typing(const Env& env, const Value& params) {
  check_installed(env, "im_livechat");
  channel_of(env, needed(params, "uuid"), 1)
      .call("notify_typing", Value::array({needed(params, "is_typing")}),
            {{"is_website_user", true}});
  return nullptr;
}

Value route_livechat_visitor_leave_session(const Env& env, const Value& params) {
  check_installed(env, "website_livechat");
  const Records channel = channel_of(env, needed(params, "uuid"), 0);
  if (!channel.empty()) channel.call("close_livechat_request_session");
  return nullptr;
}

Value route_livechat_close_empty(const Env& env, const Value& params) {
  check_installed(env, "website_livechat");
  const Value& uuid = needed(params, "uuid");
  const Records channel = channel_of(env, uuid, 0);
  if (!channel.empty()) channel.call("channel_pin", Value::array({uuid, false}));
  return nullptr;
}

}  // namespace chatterd
