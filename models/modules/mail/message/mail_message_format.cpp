// What the web client shows of a message (mail.message message_format).
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/values/convert.hpp"
#include "models/modules/mail/followers/mail_message_subtype.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/message/message_format.hpp"
#include "models/modules/mail/thread/mail_tracking_value.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

void write_text(JsonWriter& out, const MessageParts::Text& text) {
  if (text)
    out.text(*text);
  else
    out.boolean(false);
}

void write_ids(JsonWriter& out, const Ids& ids) {
  out.begin_array();
  for (const Id id : ids) out.number(id);
  out.end_array();
}

// [id, name] of partners. The stored name is what name_get gives, unless the context asks for more
// of the address, or the partner is an address without a name.
class PartnerNames {
 public:
  explicit PartnerNames(const Env& env) : env_(env.sudo()) {
    for (const char* key : {"show_address", "show_address_only", "address_inline", "show_email",
                            "html_format", "show_vat", "im_livechat_use_username"})
      plain_ = plain_ && !env.flag(key);
  }
  // The two, in a list that is open.
  void write(JsonWriter& out, Id id, std::string_view name, std::string_view label) {
    if (plain_ && !name.empty() && !label.empty()) {
      out.number(id).text(label);
      return;
    }
    const auto [place, added] = asked_.try_emplace(id);
    if (added) place->second = env_.browse("res.partner", {id}).name_get()[0];
    for (const Value& part : place->second) out.value(part);
  }

 private:
  const Env env_;
  bool plain_ = true;
  std::map<Id, Value> asked_;
};

// needaction_partner_ids and history_partner_ids: who has not read the message, and who has.
void write_readers(JsonWriter& out, const MessageParts& message) {
  Ids waiting, history;
  for (const MessageParts::Notification& n : message.notifications)
    if (n.partner != 0) (n.read ? history : waiting).push_back(n.partner);
  write_ids(out.key("needaction_partner_ids"), waiting);
  write_ids(out.key("history_partner_ids"), history);
}

// customer_email_status and customer_email_data.
void write_customers(JsonWriter& out, const MessageParts& message, PartnerNames& names) {
  using Notification = MessageParts::Notification;
  bool all_sent = true, any_exception = false, any_bounce = false;
  for (const Notification& n : message.notifications) {
    if (n.type != "email") continue;
    all_sent = all_sent && n.status == "sent";
    any_exception = any_exception || n.status == "exception";
    any_bounce = any_bounce || n.status == "bounce";
  }
  out.key("customer_email_status")
      .text(all_sent        ? "sent"
            : any_exception ? "exception"
            : any_bounce    ? "bounce"
                            : "ready");
  out.key("customer_email_data").begin_array();
  for (const Notification& n : message.notifications) {
    const bool failed = n.status == "bounce" || n.status == "exception" || n.status == "canceled";
    if (n.type != "email" || !n.active || !(failed || n.share)) continue;
    out.begin_array();
    names.write(out, n.partner, n.name, n.display_name);
    write_text(out, n.status);
    out.end_array();
  }
  out.end_array();
}

// The main attachment of the document that was looked at last, 0 when it has none. As in Odoo, a
// message about no document with a thread goes by the one before it, and where there was none the
// whole answer is an error.
struct MainAttachment {
  std::optional<Id> id;
  // Those of the page's documents that are to be looked at, by model: read together.
  std::map<std::string_view, std::shared_ptr<Ids>> documents;
};

void find_main_attachment(const Env& env, const MessageParts& message, MainAttachment& main) {
  if (!message.model || message.model->empty()) {
    if (message.res_id != 0) throw KeyError("False");
    return;
  }
  const Model& model = env.registry().at(*message.model);
  if (message.res_id == 0 || !model.is_a("mail.thread") || !may(env, model, "read")) return;
  if (message.main_attachment)
    main.id = *message.main_attachment;
  else
    main.id = Records(env, model, {message.res_id}, main.documents[*message.model])
                  .id("message_main_attachment_id");
}

// Those of the attachments that are listed, in that order.
std::vector<MessageParts::Attachment> in_order(
    const std::vector<MessageParts::Attachment>& attachments, const Ids& ids) {
  std::vector<MessageParts::Attachment> out;
  for (const Id id : ids) {
    const auto found = std::find_if(attachments.begin(), attachments.end(),
                                    [&](const auto& one) { return one.id == id; });
    if (found != attachments.end()) out.push_back(*found);
  }
  return out;
}

void write_attachments(const Env& env, JsonWriter& out, const MessageParts& message,
                       MainAttachment& main) {
  const Ids* given = JustPosted::attachments(env, message.id);
  const auto attachments = given ? in_order(message.attachments, *given) : message.attachments;
  if (!attachments.empty()) {
    find_main_attachment(env, message, main);
    if (!main.id)
      throw Error(ErrorKind::internal,
                  "local variable 'main_attachment' referenced before assignment",
                  "builtins.UnboundLocalError");
  }
  out.key("attachment_ids").begin_array();
  for (const MessageParts::Attachment& attachment : attachments) {
    out.begin_object().key("id").number(attachment.id);
    out.key("filename").text(attachment.name);
    out.key("name").text(attachment.name);
    write_text(out.key("mimetype"), attachment.mimetype);
    out.key("is_main").boolean(attachment.id == *main.id).end_object();
  }
  out.end_array();
}

// The icon of the module that a model comes from: the first that has declared it.
Value module_icon(const Env& env, const std::string& model) {
  const auto load = [&]() -> Value {
    const auto rows = env.cr().execute(Sql(R"sql(
            SELECT a.icon
            FROM ir_model m
              JOIN ir_model_data d ON d.model = 'ir.model'
              AND d.res_id = m.id
              JOIN ir_module_module a ON a.name = d.module
            WHERE m.model = %s
            ORDER BY d.id
            LIMIT 1)sql",
                                           {model}));
    return rows.empty() || rows[0][0].is_null() ? Value() : Value(rows[0][0].str());
  };
  // a message may name anything: of what is no model here, nothing is kept
  if (env.registry().find(model) == nullptr) return load();
  return *env.cached<Value>("icon/" + model, load);
}

// What is the same for all messages of a page.
struct PageFormat {
  explicit PageFormat(const Env& env_)
      : env(env_),
        known(subtypes(env_)),
        note(env_.ref("mail.mt_note")),
        comment(env_.ref("mail.mt_comment")),
        names(env_) {
    for (const auto& [name, list] : {std::pair{field_keys, &more_fields}, {format_keys, &more}}) {
      const Method* layers = env_.registry().at("mail.message").find_method(name);
      if (layers == nullptr) continue;
      for (const auto& [layer, keys] : layers->twins)
        list->push_back(reinterpret_cast<FormatKeys>(keys));
    }
  }
  static constexpr const char *format_keys = "_message_format_keys",
                              *field_keys = "_message_field_keys";

  const Env& env;
  const std::shared_ptr<const Subtypes> known;
  const Id note, comment;
  PartnerNames names;
  MainAttachment main_attachment;
  std::map<std::string_view, Value> icons;
  std::vector<FormatKeys> more_fields, more;
};

void write_subtype(JsonWriter& out, Id id, const Subtype* subtype) {
  out.key("subtype_id");
  if (subtype == nullptr)
    out.boolean(false);
  else
    out.begin_array().number(id).value(subtype->name).end_array();
}

void write_kind(JsonWriter& out, const PageFormat& page, Id id, const Subtype* subtype) {
  out.key("is_note").boolean(subtype != nullptr && id == page.note);
  out.key("is_discussion").boolean(subtype != nullptr && id == page.comment);
  out.key("subtype_description").value(subtype ? subtype->description : Value(false));
}

void write_message(JsonWriter& out, PageFormat& page, const MessageParts& message) {
  const Env& env = page.env;
  out.begin_object();
  out.key("id").number(message.id);
  write_text(out.key("body"), message.body);
  write_text(out.key("date"), message.date);
  out.key("author_id").begin_array();
  if (message.author == 0)
    write_text(out.number(0), message.email_from);
  else
    page.names.write(out, message.author, message.author_name, message.author_display_name);
  out.end_array();
  write_text(out.key("email_from"), message.email_from);
  write_text(out.key("message_type"), message.type);
  const Subtype* subtype = message.subtype ? page.known->find(message.subtype) : nullptr;
  write_subtype(out, message.subtype, subtype);
  write_text(out.key("subject"), message.subject);
  write_text(out.key("model"), message.model);
  out.key("res_id").number(message.res_id);
  write_text(out.key("record_name"), message.record_name);
  write_ids(out.key("channel_ids"), message.channels);
  write_ids(out.key("partner_ids"), message.recipients);
  write_ids(out.key("starred_partner_ids"), message.starred);
  write_text(out.key("moderation_status"), message.moderation_status);
  for (const FormatKeys keys : page.more_fields) keys(env, message, out);
  write_customers(out, message, page.names);
  write_attachments(env, out, message, page.main_attachment);
  out.key("tracking_value_ids");
  if (message.tracking.empty())
    out.plain("[]");
  else
    out.value(tracking_for_client(
        env, message.model ? Value(std::string(*message.model)) : Value(false), message.tracking));
  write_readers(out, message);
  write_kind(out, page, message.subtype, subtype);
  out.key("is_notification").boolean(message.type == "user_notification");
  if (message.model && !message.model->empty()) {
    const auto [icon, added] = page.icons.try_emplace(*message.model);
    if (added) icon->second = module_icon(env, std::string(*message.model));
    if (!icon->second.is_null()) out.key("module_icon").value(icon->second);
  }
  for (const FormatKeys keys : page.more) keys(env, message, out);
  out.end_object();
}

Value message_format(const Records& messages, const Args&) {
  if (messages.empty()) return Value::array();
  messages.check_access_rights("read");
  messages.check_access_rule("read");
  Value formatted = format_readable(messages);
  if (formatted.size() < unique(messages.ids()).size())
    for (const Records& message : messages.each())
      message.get("body");  // says which one is missing
  return formatted;
}

Value no_keys(const Records&, const Args&) { return nullptr; }

// The ids of [[4, id], …].
Ids linked(const Value& commands) {
  Ids ids;
  for (const Value& command : commands) ids.push_back(to_id(command[1]));
  return unique(ids);
}

}  // namespace

JustPosted::JustPosted(const Env& env, Id message, const Value& attachments)
    : Innermost(env.unit()), message_(message), attachments_(linked(attachments)) {}

const Ids* JustPosted::attachments(const Env& env, Id message) {
  for (const JustPosted* at = of(env.unit()); at != nullptr; at = at->outer())
    if (at->message_ == message) return &at->attachments_;
  return nullptr;
}

std::string format_page(const Env& env, const MessagePage& page) {
  return format_messages(env, page.messages());
}

std::string format_messages(const Env& env, const std::vector<MessageParts>& messages) {
  JsonWriter out;
  out.reserve(1024 * (messages.size() + 1));
  out.begin_array();
  PageFormat page(env);
  for (const MessageParts& message : messages) {
    if (message.attachments.empty() || !message.model) continue;
    auto& documents = page.main_attachment.documents[*message.model];
    if (!documents) documents = std::make_shared<Ids>();
    if (!contains(*documents, message.res_id)) documents->push_back(message.res_id);
  }
  for (const MessageParts& message : messages) write_message(out, page, message);
  out.end_array();
  return out.take();
}

void add_format_keys(Model& m, FormatKeys keys, bool of_fields) {
  const char* name = of_fields ? PageFormat::field_keys : PageFormat::format_keys;
  m.method(name, On::model, {}, no_keys);
  m.twin(name, reinterpret_cast<Twin>(keys));
}

Value format_readable(const Records& messages) {
  if (messages.empty()) return Value::array();
  PageKey key;
  key.listed = messages.ids();
  return Value::parse(format_page(messages.env(), MessagePage::read(messages.env(), key)));
}

void define_mail_message_format(Model& m) {
  m.method("message_format", On::multi, {}, message_format);
}

}  // namespace chatterd
