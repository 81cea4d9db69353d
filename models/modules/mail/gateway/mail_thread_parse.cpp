// Reading an incoming e-mail: headers, and with its neighbours body, attachments and what a bounce
// says (mail.thread message_parse).
#include <chrono>
#include <set>

#include "bridge/files/hash.hpp"
#include "models/engine/html/email_text.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/mail/gateway/mail_gateway.hpp"

namespace chatterd {
namespace {

using bridge::MimePart;

std::string header(const MimePart& part, const char* name) {
  return html::decode_message_header(part.all_headers(name));
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& item : list) out += (out.empty() ? "" : ",") + item;
  return out;
}

std::vector<std::string> formatted_in(const MimePart& part, const char* name) {
  std::vector<std::string> out;
  for (const html::Address& address : addresses_of_header(part, name))
    out.push_back(html::formataddr(address.name, address.email));
  return out;
}

// The addresses of some headers, each once.
std::string addresses(const MimePart& part, std::initializer_list<const char*> names) {
  std::vector<std::string> out;
  std::set<std::string> seen;
  for (const char* name : names)
    for (std::string& address : formatted_in(part, name))
      if (seen.insert(address).second) out.push_back(std::move(address));
  return joined(out);
}

// Who has written it: the address of From, or of what stands for it where From has none. Somebody
// whose address is unknown is nobody else for that.
std::string sender_of_mail(const MimePart& part) {
  for (const char* name : {"From", "Sender", "Reply-To", "Return-Path"})
    if (const auto found = formatted_in(part, name); !found.empty()) return found[0];
  // a name alone; not one whose reading failed, for others would read it again
  const std::string from(html::strip(header(part, "From")));
  return from.empty() || from.find('(') != std::string::npos ? "(unknown sender)" : from;
}

// The id in "<id> (by a program)", without folds. One that is too long for the index of the column
// keeps its beginning and gets a digest.
std::string message_id_of(const MimePart& part) {
  std::string id = bridge::decode_header(part.header("Message-Id").value_or(""));
  if (const auto all = html::find_message_ids(id); !all.empty()) id = all[0];
  id = html::strip(id);
  if (id == "<>" || id.empty()) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return "<" + std::to_string(std::chrono::duration<double>(now).count()) + "@localhost>";
  }
  constexpr std::size_t longest = 500;
  if (id.size() <= longest) return id;
  return html::valid_utf8(id.substr(0, html::skip_characters(id, 0, 100))) + "-" +
         bridge::sha1_hex(id) + ">";
}

// The message it answers, by In-Reply-To or References.
void find_parent(const Env& env, Value& dict, const MimePart& part) {
  std::vector<std::string> answered = message_ids(part, "In-Reply-To");
  if (truthy(dict["in_reply_to"])) answered.push_back(to_text(dict["in_reply_to"]));
  for (const auto& ids : {answered, message_ids(part, "References")}) {
    if (ids.empty()) continue;
    const Records parent =
        env["mail.message"].search(Value::array({term("message_id", "in", ids)}), {0, 1, ""});
    if (parent.empty()) continue;
    dict["parent_id"] = parent.id();
    dict["internal"] = parent.rel("subtype_id").is("internal");
    return;
  }
}

}  // namespace

Value parse_message(const Records& threads, const IncomingMail& mail, bool save_original) {
  const Env& env = threads.env();
  const MimePart& part = mail.part;
  Value dict = {{"message_type", "email"}};
  dict["message_id"] = message_id_of(part);
  if (!part.header("Subject").value_or("").empty()) dict["subject"] = header(part, "Subject");
  const std::string cc = joined(formatted_in(part, "Cc"));
  dict["email_from"] = sender_of_mail(part);
  dict["from"] = dict["email_from"];
  dict["cc"] = cc.empty() ? header(part, "Cc") : cc;
  dict["recipients"] = addresses(part, {"Delivered-To", "To", "Cc", "Resent-To", "Resent-Cc"});
  dict["to"] = addresses(part, {"Delivered-To", "To"});
  const Value found =
      threads.call("_mail_find_partner_from_emails",
                   Value::array({html::email_split(to_text(dict["recipients"])), nullptr}));
  dict["partner_ids"] = Value::array();
  for (const Value& partner : found)
    if (truthy(partner)) dict["partner_ids"].push_back(partner);
  dict["references"] = header(part, "References");
  dict["in_reply_to"] = std::string(html::strip(header(part, "In-Reply-To")));
  if (!part.header("Date").value_or("").empty())
    dict["date"] = bridge::parse_mail_date(*part.header("Date")).value_or(env.now());
  find_parent(env, dict, part);
  Payload payload = payload_of(mail, save_original);
  dict["body"] = std::move(payload.body);
  dict["attachments"] = std::move(payload.attachments);
  parse_bounce(env, part, dict);
  return dict;
}

}  // namespace chatterd
