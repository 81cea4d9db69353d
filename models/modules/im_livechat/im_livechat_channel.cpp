// im_livechat.channel and its rules: who answers the visitors of which pages
// (addons/im_livechat/models/im_livechat_channel.py). Scripts and pages are Odoo's.
#include <boost/regex.hpp>
#include <random>

#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Id one_of(const Ids& ids) {
  // a generator each: they are not made for several threads
  thread_local std::mt19937 chance{std::random_device{}()};
  return ids[std::uniform_int_distribution<std::size_t>(0, ids.size() - 1)(chance)];
}

Records available(const Records& channel) {
  return channel.rel("user_ids").filtered([](const Records& user) {
    return user.get("im_status") == "online";
  });
}

Value get_available_users(const Records& channel, const Args&) {
  return available(channel.ensure_one()).ids();
}

// Of those who are there, one of those with the fewest conversations of the last half hour.
Id random_operator(const Records& operators) {
  std::map<Id, Id> busy;  // partner → conversations
  for (const bridge::Row row :
       operators.env().cr().execute(Sql(R"sql(
           SELECT c.livechat_operator_id, count(DISTINCT c.id)
           FROM mail_channel c
           JOIN mail_message_mail_channel_rel r ON r.mail_channel_id = c.id
           JOIN mail_message m ON m.id = r.mail_message_id
           WHERE m.create_date > (now() AT TIME ZONE 'UTC') - interval '30 minutes'
             AND c.channel_type = 'livechat' AND c.livechat_operator_id = ANY(%s::int[])
           GROUP BY c.livechat_operator_id)sql",
                                        {operators.rel("partner_id").ids()})))
    busy[row[0].integer()] = row[1].integer();
  Ids best;
  Id fewest = 0;
  for (const Records& one : operators.each()) {
    const Id number = busy[one.id("partner_id")];
    if (best.empty() || number < fewest) {
      best.clear();
      fewest = number;
    }
    if (number == fewest) best.push_back(one.id());
  }
  return best.empty() ? 0 : one_of(best);
}

Value get_livechat_mail_channel_vals(const Records& channel, const Args& args) {
  const Env& env = channel.env();
  const Records operator_user = env.browse("res.users", to_ids(args["operator"]));
  Value members = Value::array({command::link(operator_user.id("partner_id"))});
  std::string visitor = to_text(args["anonymous_name"]);
  const bool known = truthy(args["user_id"]);
  if (known) {
    const Records user = env.browse("res.users", {to_id(args["user_id"])});
    if (user.is("active")) members.push_back(command::link(user.id("partner_id")));
    visitor = user.display_name();
  }
  const char* shown = operator_user.is("livechat_username") ? "livechat_username" : "name";
  return {{"channel_partner_ids", members},
          {"livechat_operator_id", operator_user.id("partner_id")},
          {"livechat_channel_id", channel.id()},
          {"anonymous_name", known ? Value(false) : args["anonymous_name"]},
          {"country_id", truthy(args["country_id"]) ? args["country_id"] : Value(false)},
          {"channel_type", "livechat"},
          {"name", visitor + ", " + operator_user.text(shown)},
          {"public", "private"},
          {"email_send", false}};
}

// The header of a new conversation with somebody who is there, the previous operator if possible;
// false when nobody is.
Value open_livechat_mail_channel(const Records& channel, const Args& args) {
  const Env& env = channel.ensure_one().env();
  const Records operators = available(channel);
  const Id previous =
      truthy(args["previous_operator_id"]) ? to_id(args["previous_operator_id"]) : 0;
  Id chosen = 0;
  for (const Records& one : operators.each())
    if (chosen == 0 && previous != 0 && one.id("partner_id") == previous) chosen = one.id();
  if (chosen == 0) chosen = random_operator(operators);
  if (chosen == 0) return false;
  const Value values = channel.call(
      "_get_livechat_mail_channel_vals",
      Value::array({args["anonymous_name"], chosen, args["user_id"], args["country_id"]}));
  const Records made =
      env.sudo()["mail.channel"].with_context({{"mail_create_nosubscribe", false}}).create(values);
  broadcast(made, {env.browse("res.users", {chosen}).id("partner_id")});
  return channel_info(made.sudo())[0];
}

Value compute_are_you_inside(const Records& channels, const Args&) {
  for (const Records& channel : channels.each())
    channel.assign("are_you_inside", contains(channel.rel("user_ids").ids(), channels.env().uid()));
  return nullptr;
}

Value action_join(const Records& channel, const Args&) {
  channel.ensure_one().write({{"user_ids", Value::array({command::link(channel.env().uid())})}});
  return true;
}

Value action_quit(const Records& channel, const Args&) {
  channel.ensure_one().write({{"user_ids", Value::array({command::unlink(channel.env().uid())})}});
  return true;
}

Value compute_nbr_channel(const Records& channels, const Args&) {
  for (const Records& channel : channels.each())
    channel.assign("nbr_channel", channel.env()["mail.channel"].search_count(Value::array(
                                      {term("livechat_channel_id", "=", channel.id())})));
  return nullptr;
}

// The first rule whose expression is found in the page's address: of the visitor's country, else of
// none.
Value match_rule(const Records& self, const Args& args) {
  const Value& url = args["url"];
  const auto first = [&](const Value& country) -> Value {
    const Records rules =
        self.search(Value::array({country, term("channel_id", "=", args["channel_id"])}));
    for (const Records& rule : rules.each()) {
      if (!url.is_string()) throw TypeError("expected string or bytes-like object");
      // an expression that is none matches nothing here, nor one that takes too many steps
      try {
        if (boost::regex_search(url.get<std::string>(), boost::regex(rule.text("regex_url"))))
          return rule.ids();
      } catch (const std::runtime_error&) {
      }
    }
    return Value::array();
  };
  if (truthy(args["country_id"]))
    if (const Value found = first(term("country_ids", "in", Value::array({args["country_id"]})));
        !found.empty())
      return found;
  return first(term("country_ids", "=", false));
}

void define_rule(Registry& registry) {
  Model& m = registry.define("im_livechat.channel.rule", "im_livechat", "Livechat Channel Rules");
  m.order("sequence asc");
  m.field("regex_url", char_("URL Regex")
                           .help("Regular expression specifying the web pages this rule will be "
                                 "applied on."));
  m.field("action", selection("Action", {{"display_button", "Display the button"},
                                         {"auto_popup", "Auto popup"},
                                         {"hide_button", "Hide the button"}})
                        .required()
                        .by_default("display_button"));
  m.field("auto_popup_timer", integer("Auto popup timer").by_default(0));
  m.field("channel_id", many2one("Channel", "im_livechat.channel").help("The channel of the rule"));
  m.field("country_ids",
          many2many("Country", "res.country")
              .relation("im_livechat_channel_country_rel", "channel_id", "country_id"));
  m.field("sequence", integer("Matching order").by_default(10));
  m.method("match_rule", On::model, {"channel_id", "url", {"country_id", false}}, match_rule);
}

}  // namespace

void define_im_livechat_channel(Registry& registry) {
  Model& m = registry.define("im_livechat.channel", "im_livechat", "Livechat Channel");
  m.field("name", char_("Name").required().help("The name of the channel"));
  m.field("button_text", char_("Text of the Button")
                             .by_default("Have a Question? Chat with us.")
                             .help("Default text displayed on the Livechat Support Button"));
  m.field("default_message",
          char_("Welcome Message")
              .by_default("How may I help you?")
              .help("This is an automated 'welcome' message that your visitor will see when they "
                    "initiate a new conversation."));
  m.field("input_placeholder",
          char_("Chat Input Placeholder").help("Text that prompts the user to initiate the chat."));
  m.field("are_you_inside",
          boolean("Are you inside the matrix?").compute("_compute_are_you_inside"));
  m.field("nbr_channel", integer("Number of conversation").compute("_compute_nbr_channel"));
  m.field("image_128", image("Image").max_size(128, 128));
  m.field("user_ids", many2many("Operators", "res.users")
                          .relation("im_livechat_channel_im_user", "channel_id", "user_id"));
  m.field("channel_ids", one2many("Sessions", "mail.channel", "livechat_channel_id"));
  m.field("rule_ids", one2many("Rules", "im_livechat.channel.rule", "channel_id"));
  m.method("action_join", On::multi, {}, action_join);
  m.method("action_quit", On::multi, {}, action_quit);
  m.method("_get_available_users", On::multi, {}, get_available_users);
  m.method("_get_livechat_mail_channel_vals", On::multi,
           {"anonymous_name", "operator", {"user_id", nullptr}, {"country_id", nullptr}},
           get_livechat_mail_channel_vals);
  m.method("_open_livechat_mail_channel", On::multi,
           {"anonymous_name",
            {"previous_operator_id", nullptr},
            {"user_id", nullptr},
            {"country_id", nullptr}},
           open_livechat_mail_channel);
  m.method("_compute_are_you_inside", On::multi, {}, compute_are_you_inside);
  m.method("_compute_nbr_channel", On::multi, {}, compute_nbr_channel);
  define_rule(registry);
}

}  // namespace chatterd
