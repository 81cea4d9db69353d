// Attachments of posted messages, and which one is shown beside the document.
#include "bridge/files/hash.hpp"
#include "models/engine/html/body_images.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

// What Python gets when it goes over the value.
Value items_of(const Value& value) {
  if (value.is_array()) return value;
  Value items = Value::array();
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    for (std::size_t at = 0, next = 0; at < text.size(); at = next) {
      next = html::skip_characters(text, at, 1);
      items.push_back(text.substr(at, next - at));
    }
  } else if (value.is_object()) {
    for (const auto& [key, ignored] : value.items()) items.push_back(key);
  } else {
    throw TypeError(std::string("'") + python_type(value) + "' object is not iterable");
  }
  return items;
}

// Uploads that wait in the composer move to the document. Users of the portal may use no others.
void link_uploads(const Records& document, const Value& given, const Value& model,
                  const Value& res_id, Value& commands) {
  const Env& env = document.env();
  const Value ids = items_of(given);
  for (const Value& id : ids)
    if (!id.is_number_integer()) throw TypeError("invalid attachment id: " + python_repr(id));
  const Records waiting =
      env.sudo().browse("ir.attachment", to_ids(ids)).filtered([&](const Records& attachment) {
        return attachment.text("res_model") == "mail.compose.message" &&
               attachment.id("create_uid") == env.uid();
      });
  if (!waiting.empty()) waiting.write({{"res_model", model}, {"res_id", res_id}});
  for (const Value& id : env.has_group("base.group_user") ? ids : Value(waiting.ids()))
    commands.push_back(command::link(id));
}

// What is to become of one [name, content] or [name, content, {"cid"}].
struct NewAttachment {
  Value name, cid = false, values;
};

std::string bytes_of(const Value& content) {
  if (content.is_string()) return content.get<std::string>();
  throw TypeError("a bytes-like object is required, not '" + std::string(python_type(content)) +
                  "'");
}

std::vector<NewAttachment> read_attachments(const Value& given, const Value& model,
                                            const Value& res_id,
                                            const std::optional<html::BodyImages>& images) {
  std::vector<NewAttachment> out;
  for (const Value& parts : items_of(given)) {
    const Value item = items_of(parts);
    if (item.size() != 2 && item.size() != 3) continue;
    NewAttachment made;
    made.name = item[0];
    if (item.size() == 3 && truthy(item[2])) {
      if (!item[2].is_object())
        throw AttributeError(std::string("'") + python_type(item[2]) +
                             "' object has no attribute 'get'");
      made.cid = item[2].value("cid", Value(false));
    }
    if (item[1].is_null()) continue;
    made.values = {{"name", made.name},  {"datas", bridge::base64_encode(bytes_of(item[1]))},
                   {"type", "binary"},   {"description", made.name},
                   {"res_model", model}, {"res_id", res_id}};
    const bool in_body =
        images && ((truthy(made.cid) && images->cids.contains(to_text(made.cid))) ||
                   (made.name.is_string() && images->names.contains(to_text(made.name))));
    if (in_body) made.values["access_token"] = bridge::uuid4();
    out.push_back(std::move(made));
  }
  return out;
}

Value process_attachments(const Records& document, const Args& args) {
  const Env& env = document.env();
  const Value& message = args["message_values"];
  const Value model = message["model"], res_id = message["res_id"];
  Value commands = Value::array(), out = Value::object();
  if (truthy(args["attachment_ids"]))
    link_uploads(document, args["attachment_ids"], model, res_id, commands);
  if (truthy(args["attachments"])) {
    const std::string body = message.contains("body") ? to_text(message["body"]) : std::string();
    std::optional<html::BodyImages> images;
    if (!body.empty()) images = html::body_images(body);
    const std::vector<NewAttachment> added =
        read_attachments(args["attachments"], model, res_id, images);
    Value list = Value::array();
    for (const NewAttachment& item : added) list.push_back(item.values);
    const Ids ids = list.empty() ? Ids{} : env["ir.attachment"].create(list).ids();
    std::map<std::string, std::string> by_cid, by_name;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      commands.push_back(command::link(ids[i]));
      if (!added[i].values.contains("access_token")) continue;
      const std::string url = "/web/image/" + std::to_string(ids[i]) +
                              "?access_token=" + to_text(added[i].values["access_token"]);
      if (truthy(added[i].cid)) by_cid[to_text(added[i].cid)] = url;
      by_name[to_text(added[i].name)] = url;
    }
    if (!by_cid.empty() || !by_name.empty())
      if (const auto replaced = html::replace_body_images(body, by_cid, by_name))
        out["body"] = *replaced;
  }
  out["attachment_ids"] = std::move(commands);
  return out;
}

Value set_main_attachment(const Records& document, const Args& args) {
  const Value& commands = args["attachment_ids"];
  if (document.model().is_abstract() || !truthy(commands) ||
      document.is("message_main_attachment_id"))
    return nullptr;
  Ids ids;
  for (const Value& command : commands) ids.push_back(to_id(command[1]));
  const Records all = document.env().browse("ir.attachment", ids);
  Records first =
      all.filtered([](const Records& a) { return a.text("mimetype").ends_with("pdf"); });
  if (first.empty())
    first = all.filtered([](const Records& a) { return a.text("mimetype").starts_with("image"); });
  if (first.empty()) first = all;
  document.sudo()
      .with_context({{"tracking_disable", true}})
      .write({{"message_main_attachment_id", first.id()}});
  return nullptr;
}

}  // namespace

void define_mail_thread_attach(Model& m) {
  // attachments: [[name, text or bytes], [name, content, {"cid"}]]; message_values: model, res_id,
  // body → {"attachment_ids": commands[, "body"]}
  m.method("_message_post_process_attachments", On::multi,
           {"attachments", "attachment_ids", "message_values"}, process_attachments);
  // attachment_ids: commands [4, id]
  m.method("_message_set_main_attachment_id", On::multi, {"attachment_ids"}, set_main_attachment);
}

}  // namespace chatterd
