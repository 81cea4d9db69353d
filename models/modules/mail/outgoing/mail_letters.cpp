#include "models/modules/mail/outgoing/mail_letters.hpp"

#include "bridge/files/hash.hpp"
#include "models/engine/html/email_text.hpp"
#include "models/engine/orm/python/python_expression.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/base/res/settings.hpp"
#include "models/modules/mail/message/mail_message.hpp"

namespace chatterd {
namespace {

// Those who have got this mail in an attempt before.
Ids served_before(const Records& mail) {
  if (!mail.is("notification")) return {};
  return mail.env()["mail.notification"]
      .search(
          Value::array({term("notification_type", "=", "email"), term("mail_id", "=", mail.id()),
                        term("notification_status", "=", "sent")}))
      .rel("res_partner_id")
      .ids();
}

// Pictures and files that the body links to are not attached as well.
Ids attached_ids(const Records& mail, const std::string& body) {
  Ids linked;
  for (const std::string start : {"/web/content/", "/web/image/"})
    for (std::size_t at = body.find(start); at != std::string::npos;
         at = body.find(start, at + 1)) {
      Id id = 0;
      for (std::size_t i = at + start.size();
           i < body.size() && body[i] >= '0' && body[i] <= '9' && id < 1'000'000'000; ++i)
        id = id * 10 + (body[i] - '0');
      linked.push_back(id);
    }
  Ids out;
  for (const Id id : mail.rel("attachment_ids").ids())
    if (!contains(linked, id)) out.push_back(id);
  return out;
}

Value headers_of(const Records& mail) {
  const Env& env = mail.env();
  Value headers = Value::object();
  const Value bounce = config_parameter(env, "mail.bounce.alias"),
              domain = config_parameter(env, "mail.catchall.domain");
  if (truthy(bounce) && truthy(domain)) {
    std::string path = to_text(bounce) + "+" + std::to_string(mail.id());
    if (is_thread_message(mail.get("model"), mail.get("res_id"), mail.get("message_type")))
      path += "-" + mail.text("model") + "-" + std::to_string(mail.id("res_id"));
    headers["Return-Path"] = path + "@" + to_text(domain);
  }
  if (mail.is("headers")) {
    try {
      const Value own = evaluate_python(mail.text("headers"), {});
      if (own.is_object()) headers.update(own);
    } catch (const std::exception&) {
      // what is no dictionary is left out, as in Odoo
    }
  }
  return headers;
}

}  // namespace

std::vector<Letter> letters_of(const Records& mail) {
  std::vector<Letter> out;
  if (mail.is("email_to")) out.push_back({0, bridge::read_mailboxes(mail.text("email_to"))});
  const Ids served = served_before(mail);
  for (const Records& partner : mail.rel("recipient_ids").each()) {
    if (contains(served, partner.id())) continue;
    Letter letter{partner.id(), bridge::read_mailboxes(partner.text("email"))};
    for (bridge::Mailbox& mailbox : letter.to.good) mailbox.name = partner.text("name");
    if (letter.to.good.empty() && letter.to.refused.empty())
      letter.to.refused.push_back({"", "there is no address"});
    out.push_back(std::move(letter));
  }
  return out;
}

Email email_of(const Records& mail) {
  const Env& env = mail.env();
  Email email;
  email.html = mail.text("body_html");
  email.from = mail.text("email_from");
  email.subject = mail.text("subject");
  email.reply_to = mail.text("reply_to");
  email.message_id = mail.text("message_id");
  email.references = mail.text("references");
  for (const Value& row : env.sudo()
                              .browse("ir.attachment", attached_ids(mail, email.html))
                              .read({"name", "datas", "mimetype"}))
    if (row["datas"] != false)
      email.attachments.push_back({to_text(row["name"]),
                                   bridge::base64_decode_lenient(to_text(row["datas"])),
                                   to_text(row["mimetype"])});
  if (email.message_id.empty())
    email.message_id = html::generate_tracking_message_id(
        mail.is("res_id") ? std::to_string(mail.id("res_id")) + "-" + mail.text("model")
                          : std::string("private"));
  email.headers = headers_of(mail);
  return email;
}

}  // namespace chatterd
