// mail.channel: what is typed after a slash: /help, /leave, /who and those of other modules.
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"

namespace chatterd {
namespace {

// A message that only the partner sees, and that is not kept.
void whisper(const Records& channel, Id partner, const std::string& content) {
  const Env& env = channel.env();
  env.notify(partner_bus(env, partner),
             {{"body", "<span class='o_mail_notification'>" + content + "</span>"},
              {"channel_ids", {channel.id()}},
              {"info", "transient_message"}});
}

Value help(const Records& channel, const Args&) {
  const Env& env = channel.env();
  const Id me = own_partner(env);
  std::string text;
  if (channel.get("channel_type") == "channel") {
    text = format(env.translate("You are in channel <b>#%s</b>."), {channel.get("name")});
    if (channel.get("public") == "private")
      text += env.translate(" This channel is private. People must be invited to join it.");
  } else {
    const Records others =
        env["mail.channel.partner"]
            .with_context({{"active_test", false}})
            .search({term("partner_id", "!=", me), term("channel_id", "=", channel.id())});
    const Value name = others.empty() ? Value(env.translate("Anonymous"))
                                      : others.each()[0].rel("partner_id").get("name");
    text = format(env.translate("You are in a private conversation with <b>@%s</b>."), {name});
  }
  text += env.translate(
      "<br><br>\n            Type <b>@username</b> to mention someone, and grab his "
      "attention.<br>\n            Type <b>#channel</b>.to mention a channel.<br>\n            "
      "Type <b>/command</b> to execute a command.<br>\n            Type <b>:shortcut</b> to insert "
      "canned responses in your message.<br>");
  whisper(channel, me, text);
  return nullptr;
}

Value leave_by_command(const Records& channel, const Args&) {
  if (channel.get("channel_type") == "channel")
    channel.call("action_unfollow");
  else
    channel.call("channel_pin", Value::array({channel.get("uuid"), false}));
  return nullptr;
}

Value who(const Records& channel, const Args&) {
  const Env& env = channel.env();
  const Id me = own_partner(env);
  channel.check_access_rule("read");
  const Records members = channel.rel("channel_partner_ids");
  std::string list;
  std::size_t seen = 0, shown = 0;
  for (const Records& partner : members.each()) {
    if (++seen > 30) break;
    if (partner.id() == me) continue;
    list += (shown++ ? ", " : "") + std::string("<a href=\"#\" data-oe-id=") +
            std::to_string(partner.id()) + " data-oe-model=\"res.partner\">@" +
            partner.text("name") + "</a>";
  }
  std::string text = env.translate("You are alone in this channel.");
  if (shown > 0)
    text = format(env.translate("Users in this channel: %s %s and you."),
                  {list, shown + 1 != members.size() ? "..." : ""});
  whisper(channel, me, text);
  return nullptr;
}

// What the commands say of themselves; get_mention_commands adds the name.
Value define_help(const Records& self, const Args&) {
  return {{"help", self.env().translate("Show an helper message")}};
}
Value define_leave(const Records& self, const Args&) {
  return {{"help", self.env().translate("Leave this channel")}};
}
Value define_who(const Records& self, const Args&) {
  return {{"channel_types", {"channel", "chat"}},
          {"help", self.env().translate("List users in the current channel")}};
}

// All methods _define_command_…, sorted by name, as Python's dir() gives them. As in Odoo the texts
// are kept in the language of who asked first.
Value get_mention_commands(const Records& self, const Args&) {
  static const std::string prefix = "_define_command_";
  return *self.env().cached<Value>("mention commands", [&]() -> Value {
    Value commands = Value::array();
    for (const std::string& method : self.model().method_names()) {
      if (!method.starts_with(prefix)) continue;
      commands.push_back(self.call(method));
      commands.back()["name"] = method.substr(prefix.size());
    }
    return commands;
  });
}

Value execute_command(const Records& channel, const Args& args) {
  channel.ensure_one();
  if (!args["command"].is_string())
    throw TypeError("can only concatenate str (not \"" + std::string(python_type(args["command"])) +
                    "\") to str");
  const std::string method = "_execute_command_" + args["command"].get<std::string>();
  if (channel.model().find_method(method)) channel.call(method, Value::array(), args.rest());
  return nullptr;
}

}  // namespace

void define_mail_channel_commands(Model& m) {
  m.method("_execute_command_help", On::multi, {{"**", nullptr}}, help);
  m.method("_execute_command_leave", On::multi, {{"**", nullptr}}, leave_by_command);
  m.method("_execute_command_who", On::multi, {{"**", nullptr}}, who);
  m.method("_define_command_help", On::model, {}, define_help);
  m.method("_define_command_leave", On::model, {}, define_leave);
  m.method("_define_command_who", On::model, {}, define_who);
  m.method("get_mention_commands", On::model, {}, get_mention_commands);
  m.method("execute_command", On::multi, {{"command", ""}, {"**", nullptr}}, execute_command);
}

}  // namespace chatterd
