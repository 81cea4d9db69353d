// mail.bot: OdooBot, who shows newcomers around and answers when spoken to
// (addons/mail_bot/models/mail_bot.py).
#include "models/modules/mail_bot/mail_bot.hpp"

#include <random>

#include "bridge/files/hash.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/methods/call.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"
#include "models/modules/mail/res_partner.hpp"

namespace chatterd {
namespace {

// First and last characters of the ranges that count as emoji.
constexpr char32_t emoji[][2] = {
    {0x231A, 0x231B},   {0x2328, 0x2328},   {0x23CF, 0x23CF},   {0x23E9, 0x23F3},
    {0x23F8, 0x23FA},   {0x24C2, 0x24C2},   {0x25AA, 0x25AB},   {0x25B6, 0x25B6},
    {0x25C0, 0x25C0},   {0x25FB, 0x25FE},   {0x2600, 0x2604},   {0x260E, 0x260E},
    {0x2611, 0x2611},   {0x2614, 0x2615},   {0x2618, 0x2618},   {0x261D, 0x261D},
    {0x2620, 0x2620},   {0x2622, 0x2623},   {0x2626, 0x2626},   {0x262A, 0x262A},
    {0x262E, 0x262F},   {0x2638, 0x263A},   {0x2640, 0x2640},   {0x2642, 0x2642},
    {0x2648, 0x2653},   {0x265F, 0x2660},   {0x2663, 0x2663},   {0x2665, 0x2666},
    {0x2668, 0x2668},   {0x267B, 0x267B},   {0x267E, 0x267F},   {0x2692, 0x2697},
    {0x2699, 0x2699},   {0x269B, 0x269C},   {0x26A0, 0x26A1},   {0x26AA, 0x26AB},
    {0x26B0, 0x26B1},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},   {0x26C8, 0x26C8},
    {0x26CE, 0x26CF},   {0x26D1, 0x26D1},   {0x26D3, 0x26D4},   {0x26E9, 0x26EA},
    {0x26F0, 0x26F5},   {0x26F7, 0x26FA},   {0x26FD, 0x26FD},   {0x2702, 0x2702},
    {0x2705, 0x2705},   {0x2708, 0x270D},   {0x270F, 0x270F},   {0x2712, 0x2712},
    {0x2714, 0x2714},   {0x2716, 0x2716},   {0x271D, 0x271D},   {0x2721, 0x2721},
    {0x2728, 0x2728},   {0x2733, 0x2734},   {0x2744, 0x2744},   {0x2747, 0x2747},
    {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},
    {0x2763, 0x2764},   {0x2795, 0x2797},   {0x27A1, 0x27A1},   {0x27B0, 0x27B0},
    {0x27BF, 0x27BF},   {0x2934, 0x2935},   {0x2B05, 0x2B07},   {0x2B1B, 0x2B1C},
    {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x3030, 0x3030},   {0x303D, 0x303D},
    {0x3297, 0x3297},   {0x3299, 0x3299},   {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF},
    {0x1F170, 0x1F171}, {0x1F17E, 0x1F17F}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A},
    {0x1F1E6, 0x1F1FF}, {0x1F201, 0x1F202}, {0x1F21A, 0x1F21A}, {0x1F22F, 0x1F22F},
    {0x1F232, 0x1F23A}, {0x1F250, 0x1F251}, {0x1F300, 0x1F321}, {0x1F324, 0x1F393},
    {0x1F396, 0x1F397}, {0x1F399, 0x1F39B}, {0x1F39E, 0x1F3F0}, {0x1F3F3, 0x1F3F5},
    {0x1F3F7, 0x1F4FD}, {0x1F4FF, 0x1F53D}, {0x1F549, 0x1F54E}, {0x1F550, 0x1F567},
    {0x1F56F, 0x1F570}, {0x1F573, 0x1F57A}, {0x1F587, 0x1F587}, {0x1F58A, 0x1F58D},
    {0x1F590, 0x1F590}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A5}, {0x1F5A8, 0x1F5A8},
    {0x1F5B1, 0x1F5B2}, {0x1F5BC, 0x1F5BC}, {0x1F5C2, 0x1F5C4}, {0x1F5D1, 0x1F5D3},
    {0x1F5DC, 0x1F5DE}, {0x1F5E1, 0x1F5E1}, {0x1F5E3, 0x1F5E3}, {0x1F5E8, 0x1F5E8},
    {0x1F5EF, 0x1F5EF}, {0x1F5F3, 0x1F5F3}, {0x1F5FA, 0x1F64F}, {0x1F680, 0x1F6C5},
    {0x1F6CB, 0x1F6D2}, {0x1F6E0, 0x1F6E5}, {0x1F6E9, 0x1F6E9}, {0x1F6EB, 0x1F6EC},
    {0x1F6F0, 0x1F6F0}, {0x1F6F3, 0x1F6F9}, {0x1F910, 0x1F93A}, {0x1F93C, 0x1F93E},
    {0x1F940, 0x1F945}, {0x1F947, 0x1F970}, {0x1F973, 0x1F976}, {0x1F97A, 0x1F97A},
    {0x1F97C, 0x1F9A2}, {0x1F9B0, 0x1F9B9}, {0x1F9C0, 0x1F9C2}, {0x1F9D0, 0x1F9FF}};

bool has_emoji(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = html::next_character(text, at);
    for (const auto& range : emoji)
      if (c >= range[0] && c <= range[1]) return true;
  }
  return false;
}

// What was said, without the marks that end a sentence.
std::string spoken(const Value& values) {
  const Value body = values.value("body", Value(""));
  if (!body.is_string())
    throw AttributeError(std::string("'") + python_type(body) +
                         "' object has no attribute 'replace'");
  std::string text = html::lower(html::strip(html::replace_all(to_text(body), "\u00a0", " ")));
  const auto mark = [](char c) { return c == '.' || c == '?' || c == '!'; };
  while (!text.empty() && mark(text.back())) text.pop_back();
  std::size_t start = 0;
  while (start < text.size() && mark(text[start])) ++start;
  return text.substr(start);
}

bool contains_text(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// One of the texts, by chance.
std::string one_of(const std::vector<std::string>& texts) {
  // a generator each: they are not made for several threads
  thread_local std::mt19937 chance{std::random_device{}()};
  return texts[std::uniform_int_distribution<std::size_t>(0, texts.size() - 1)(chance)];
}

bool pinged(const Value& values, Id bot) {
  const Value partners = values.value("partner_ids", Value::array());
  return partners.is_array() &&
         std::find(partners.begin(), partners.end(), Value(bot)) != partners.end();
}

bool alone_with_bot(const Records& document, Id bot) {
  if (document.model().name() != "mail.channel" || document.get("channel_type") != "chat")
    return false;
  // whether or not the bot's contact is one that the user may see
  const Records members =
      document.sudo().with_context({{"active_test", false}}).rel("channel_partner_ids");
  return contains(members.ids(), bot);
}

struct Heard {
  std::string body;  // spoken()
  const Value& values;
  std::string command;  // of execute_command, or ""
};

// A step of the tour that the user has just taken: the answer, and the state that follows.
struct Step {
  std::string answer, next;
};
std::optional<Step> taken_step(const Env& env, const std::string& state, const Heard& heard,
                               Id bot) {
  const Value attachments = heard.values.value("attachment_ids", Value());
  // with live chat the tour goes on to its canned responses
  const bool canned = env.registry().installed("im_livechat_mail_bot");
  if (canned && state == "onboarding_ping" && pinged(heard.values, bot))
    return Step{env.translate("That's me! 🎉<br/>Try to type \":\" to use canned responses."),
                "onboarding_canned"};
  if (canned && state == "onboarding_canned" &&
      truthy(heard.values.value("canned_response_ids", Value())))
    return Step{env.translate("Good, you can customize canned responses in the live chat "
                              "application.<br/><br/><b>It's the end of this overview</b>, enjoy "
                              "discovering Odoo!"),
                "idle"};
  if (state == "onboarding_emoji" && has_emoji(heard.body))
    return Step{env.translate("Great! 👍<br/>Now, try to <b>send an attachment</b>, like a picture "
                              "of your cute dog..."),
                "onboarding_attachement"};
  if (state == "onboarding_attachement" && truthy(attachments))
    return Step{env.translate("Not a cute dog, but you get it 😊<br/>To access special features, "
                              "<b>start your sentence with '/'</b>. Try to get help."),
                "onboarding_command"};
  if (state == "onboarding_command" && heard.command == "help")
    return Step{
        env.translate(
            "Wow you are a natural!<br/>Ping someone to grab its attention with @nameoftheuser. "
            "<b>Try to ping me using @OdooBot</b> in a sentence."),
        "onboarding_ping"};
  if (state == "onboarding_ping" && pinged(heard.values, bot))
    return Step{
        env.translate(
            "Yep, I am here! 🎉 <br/>You finished the tour, you can <b>close this chat window</b>. "
            "Enjoy discovering Odoo."),
        "idle"};
  if (state == "idle" && contains_text(heard.body, env.translate("start the tour")))
    return Step{env.translate("To start, try to send me an emoji :)"), "onboarding_emoji"};
  return std::nullopt;
}

// What the bot says to what is no step of the tour.
std::string small_talk(const Env& env, const std::string& state, const std::string& body) {
  if (state == "onboarding_canned")
    return env.translate(
        "Not sure wat you are doing. Please press : and wait for the propositions. Select one of "
        "them and press enter.");
  if (state == "idle" &&
      (body == "❤️" || body == env.translate("i love you") || body == env.translate("love")))
    return env.translate(
        "Aaaaaw that's really cute but, you know, bots don't work that way. You're too human for "
        "me! Let's keep it professional ❤️");
  if (state == "idle" &&
      (contains_text(body, "help") || contains_text(body, env.translate("help"))))
    return env.translate(
        "I'm just a bot... :( You can check <a href=\"https://www.odoo.com/page/docs\">our "
        "documentation</a>) for more information!");
  if (contains_text(body, env.translate("fuck")) || contains_text(body, "fuck"))
    return env.translate("That's not nice! I'm a bot but I have feelings... 💔");
  if (state == "onboarding_emoji")
    return env.translate(
        "Not exactly. To continue the tour, send an emoji, <b>type \":)\"</b> and press enter.");
  if (state == "onboarding_attachement")
    return env.translate(
        "To <b>send an attachment</b>, click the 📎 icon on the right, and select a file.");
  if (state == "onboarding_command")
    return env.translate(
        "Not sure wat you are doing. Please press / and wait for the propositions. Select \"help\" "
        "and press enter");
  if (state == "onboarding_ping")
    return env.translate(
        "Sorry, I am not listening. To get someone's attention, <b>ping him</b>. Write "
        "\"@odoobot\" and select me.");
  const std::string tour = env.translate("start the tour");
  return one_of(
      {env.translate("I'm not smart enough to answer your question.<br/>To follow my guide, ask") +
           ": <b>" + tour + "</b>",
       env.translate("Hmmm..."), env.translate("I'm afraid I don't understand. Sorry!"),
       env.translate(
           "Sorry I'm sleepy. Or not! Maybe I'm just trying to hide my unawareness of human "
           "language...<br/>I can show you features if you write") +
           ": '<b>" + tour + "</b>'."});
}

std::string answer(const Env& env, const Records& document, const Heard& heard, Id bot) {
  if (alone_with_bot(document, bot)) {
    const Records user = env.user();
    const std::string state = user.text("odoobot_state");
    if (const auto step = taken_step(env, state, heard, bot)) {
      user.write({{"odoobot_state", step->next}});
      return step->answer;
    }
    return small_talk(env, state, heard.body);
  }
  if (pinged(heard.values, bot))
    return one_of({env.translate("Yep, OdooBot is in the place!"), env.translate("Pong.")});
  return {};
}

Id odoobot(const Env& env) { return env.ref("base.partner_root"); }

Value after_hook(const Records& document, const Args& args) {
  apply_bot_logic(document, args["msg_vals"], {});
  return args.super(document);
}

Value help_command(const Records& channel, const Args& args) {
  args.super(channel);
  apply_bot_logic(channel, args.rest(), "help");
  return nullptr;
}

// The first conversation of a user with the bot; nothing when there was one.
Value init_odoobot(const Records& self, const Args&) {
  const Env& env = self.env();
  const Records user = env.user();
  if (user.text("odoobot_state") != "not_initialized") return nullptr;
  const Id bot = odoobot(env);
  const Records channel =
      self.with_context({{"mail_create_nosubscribe", true}})
          .create({{"channel_partner_ids",
                    Value::array({command::link(own_partner(env)), command::link(bot)})},
                   {"public", "private"},
                   {"channel_type", "chat"},
                   {"email_send", false},
                   {"name", "OdooBot"}});
  channel.sudo().call(
      "message_post", Value::array(),
      {{"body",
        env.translate("Hello,<br/>Odoo's chat helps employees collaborate efficiently. I'm here "
                      "to help you discover its features.<br/><b>Try to send me an emoji "
                      ":)</b>")},
       {"author_id", bot},
       {"message_type", "comment"},
       {"subtype", "mail.mt_comment"}});
  user.write({{"odoobot_state", "onboarding_emoji"}});
  return channel.text();
}

Value compute_im_status(const Records& partners, const Args& args) {
  args.super(partners);
  const Id bot = odoobot(partners.env());
  if (contains(partners.ids(), bot)) partners.browse({bot}).assign("im_status", "bot");
  return nullptr;
}

Value get_mention_suggestions(const Records& self, const Args& args) {
  Value found = args.super(self);
  Value& partners = found[1];
  if (static_cast<Id>(found[0].size() + partners.size()) >= to_id(args["limit"])) return found;
  if (!args["search"].is_string())
    throw AttributeError("'" + std::string(python_type(args["search"])) +
                         "' object has no attribute 'lower'");
  if (!std::string("odoobot").starts_with(html::lower(args["search"].get<std::string>())))
    return found;
  const Id bot = odoobot(self.env());
  const bool listed = std::any_of(partners.begin(), partners.end(),
                                  [&](const Value& partner) { return partner["id"] == bot; });
  if (bot != 0 && !listed) {
    const Records partner = self.env().browse("res.partner", {bot});
    partners.push_back(
        {{"id", bot}, {"name", partner.get("name")}, {"email", partner.get("email")}});
  }
  return found;
}

}  // namespace

void apply_bot_logic(const Records& document, const Value& values, const std::string& command) {
  const Env& env = document.env();
  const Id bot = odoobot(env);
  if (document.size() != 1 || values.value("author_id", Value()) == bot) return;
  if (!pinged(values, bot) && !alone_with_bot(document, bot)) return;
  const std::string text = answer(env, document, {spoken(values), values, command}, bot);
  if (text.empty()) return;
  const Value subtype = values.value("subtype_id", Value(env.ref("mail.mt_comment")));
  document.with_context({{"mail_create_nosubscribe", true}})
      .sudo()
      .call("message_post", Value::array(),
            {{"body", text},
             {"author_id", bot},
             {"message_type", values.value("message_type", Value("comment"))},
             {"subtype_id", subtype}});
}

void extend_mail_thread_mail_bot(Registry& registry) {
  registry.extend("mail.thread", "mail_bot")
      .method("_message_post_after_hook", On::multi, {"message", "msg_vals"}, after_hook);
}

void extend_mail_channel_mail_bot(Registry& registry) {
  Model& m = registry.extend("mail.channel", "mail_bot");
  m.method("_execute_command_help", On::multi, {}, help_command);
  m.method("init_odoobot", On::model, {}, init_odoobot);
}

void extend_res_partner_mail_bot(Registry& registry) {
  Model& m = registry.extend("res.partner", "mail_bot");
  m.method("_compute_im_status", On::multi, {}, compute_im_status);
  m.method("get_mention_suggestions", On::model, {}, get_mention_suggestions);
  m.twin("get_mention_suggestions",
         reinterpret_cast<Twin>(static_cast<FastCall>(mention_suggestions_text)));
}

}  // namespace chatterd
