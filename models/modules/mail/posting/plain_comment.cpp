// What a plain comment is, and whether nothing here has more to say about it.
#include "models/modules/mail/posting/plain_comment.hpp"

#include <algorithm>

#include "models/engine/html/html.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/orm/python/python_set.hpp"

namespace chatterd {
namespace {

bool has_layers(const Model& model, const char* name, std::size_t count) {
  const Method* method = model.find_method(name);
  return method != nullptr && method->chain.size() == count;
}

// The methods that a comment goes through, as often as they are defined where nothing is added to
// them that is not known here.
bool is_known_way(const Env& env, const Model& model) {
  const Registry& registry = env.registry();
  const bool channel = model.name() == "mail.channel", bot = registry.installed("mail_bot"),
             sms = registry.installed("sms");
  const auto layers = [&](const char* name, std::size_t count) {
    return has_layers(model, name, count);
  };
  for (const char* name :
       {"_message_compute_author", "_message_post_process_attachments", "_message_create",
        "_message_set_main_attachment_id", "_notify_compute_recipients", "_notify_record_by_inbox",
        "_notify_record_by_email", "get_mail_message_access", "_message_subscribe",
        "_notify_get_reply_to", "name_get"})
    if (!layers(name, std::string_view(name) == "name_get" && !channel ? 2 : 1)) return false;
  const std::size_t own = channel ? 1 : 0;
  if (!layers("message_post", 1 + own) || !layers("_mail_post_access", 1 + own) ||
      !layers("_mail_flat_thread", 2) || !layers("_message_post_after_hook", bot ? 2 : 1) ||
      !layers("_notify_thread", 1 + own + (sms ? 1 : 0)))
    return false;
  if (channel && !layers("_channel_message_notifications", 1)) return false;
  const Model &messages = registry.at("mail.message"), &seats = registry.at("mail.channel.partner");
  if (!has_layers(registry.at("mail.followers"), "_get_recipient_data", 1) ||
      !has_layers(messages, "create", 2) || !has_layers(messages, "default_get", 1) ||
      !has_layers(messages, "_get_reply_to", 1) || !has_layers(messages, "_get_message_id", 1) ||
      !has_layers(messages, "check_access_rule", 2) || !has_layers(seats, "write", 2) ||
      !messages.constraints().empty())
    return false;
  // fields of messages that get a value by themselves
  for (const Field* field : messages.fields()) {
    const bool by_itself = field->default_value || !field->default_method.empty() ||
                           (field->column() && field->computed());
    constexpr const char* known[] = {"date",       "body",      "message_type",
                                     "email_from", "author_id", "add_sign"};
    if (by_itself && std::find(std::begin(known), std::end(known), field->name) == std::end(known))
      return false;
  }
  return true;
}

}  // namespace

bool knows_way(const Env& env, const Model& model) {
  return *env.cached<bool>("plain posts/" + model.name(), [&] { return is_known_way(env, model); });
}

bool is_plain_context(const Value& context) {
  for (const auto& [key, value] : context.items()) {
    const bool known = key == "lang" || key == "tz" || key == "uid" ||
                       key == "allowed_company_ids" || key == "mail_post_autofollow";
    if (!known) return false;
  }
  return true;
}

std::optional<Comment> read_comment(const Env& env, const Args& args) {
  for (const auto& [name, value] : args.rest().items())
    if (name != "canned_response_ids" && !(name == "command" && !truthy(value)))
      return std::nullopt;
  for (const char* name : {"subject", "email_from", "author_id", "parent_id", "subtype_id",
                           "channel_ids", "attachments", "attachment_ids", "record_name"})
    if (truthy(args[name])) return std::nullopt;
  for (const char* name : {"email_from", "author_id"})
    if (!args[name].is_null()) return std::nullopt;
  if (args["message_type"] != "comment" || args["add_sign"] != true || !args["body"].is_string() ||
      !args["subtype"].is_string() || !truthy(args["subtype"]))
    return std::nullopt;
  Comment comment;
  comment.body = args["body"].get<std::string>();
  // a picture becomes an attachment; of what is blank, the module sms makes an error
  if (html::strip(comment.body).empty() || !html::find_data_images(comment.body).empty())
    return std::nullopt;
  std::string subtype = args["subtype"].get<std::string>();
  if (subtype.find('.') == std::string::npos) subtype = "mail." + subtype;
  comment.subtype = env.ref(subtype);
  if (comment.subtype == 0) return std::nullopt;
  const Value& partners = args["partner_ids"];
  if (!truthy(partners)) return comment;
  if (!partners.is_array() || env.flag("mail_post_autofollow")) return std::nullopt;
  for (const Value& id : partners) {
    if (!id.is_number_integer() || id.get<Id>() <= 0) return std::nullopt;
    comment.mentioned.push_back(id.get<Id>());
  }
  comment.mentioned = python_set(comment.mentioned);
  // it answers
  const Id bot = env.registry().installed("mail_bot") ? env.ref("base.partner_root") : 0;
  if (contains(comment.mentioned, bot)) return std::nullopt;
  return comment;
}

}  // namespace chatterd
