// Reading an incoming e-mail: headers, body, attachments, and what a bounce says (mail.thread
// message_parse).
#include <chrono>

#include "models/engine/html/body_images.hpp"
#include "models/engine/html/email_text.hpp"
#include "models/engine/html/html.hpp"
#include "models/engine/html/python_text.hpp"
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

// The addresses of some headers, each once.
std::string addresses(const MimePart& part, std::initializer_list<const char*> names) {
  std::vector<std::string> out;
  for (const char* name : names)
    for (const std::string& address : html::email_split_and_format(header(part, name)))
      if (std::find(out.begin(), out.end(), address) == out.end()) out.push_back(address);
  return joined(out);
}

struct Payload {
  std::string body;
  Value attachments = Value::array();
  std::map<std::string, std::string> names_by_cid;
};

void attach(Payload& payload, const std::string& name, const Value& content,
            const std::string& cid = {}) {
  payload.attachments.push_back(
      Value::array({name, content, cid.empty() ? Value::object() : Value({{"cid", cid}})}));
  if (!cid.empty()) payload.names_by_cid.emplace(cid, name);
}

// What is read of a multipart so far.
struct Kinds {
  bool alternative = false, mixed = false;
  std::string html;
};

void take_part(const MimePart& part, Kinds& kinds, Payload& payload) {
  if (part.content_type() == "multipart/alternative") kinds.alternative = true;
  if (part.content_type() == "multipart/mixed") kinds.mixed = true;
  if (part.type == "multipart") return;
  const std::string name = html::valid_utf8(part.filename);
  // Python has no bytes for a part that holds parts
  const Value content = part.parts.empty() ? Value(part.content) : Value();
  std::string cid = part.header("Content-Id").value_or("");
  if (!name.empty() && !cid.empty()) {
    const auto kept = [](char c) { return c != '<' && c != '>'; };
    const auto first = std::find_if(cid.begin(), cid.end(), kept);
    const auto last = std::find_if(cid.rbegin(), cid.rend(), kept).base();
    attach(payload, name, content, first < last ? std::string(first, last) : std::string());
    return;
  }
  const std::string disposition(html::strip(part.header("Content-Disposition").value_or("")));
  if (!name.empty() || disposition.starts_with("attachment")) {
    attach(payload, name.empty() ? "attachment" : name, content);
    return;
  }
  if (part.content_type() == "text/plain" && (!kinds.alternative || payload.body.empty())) {
    payload.body = html::append_content_to_html(
        payload.body, bridge::decode_charset(part.content, part.charset), html::Content::preserved);
  } else if (part.content_type() == "text/html") {
    // of alternatives the HTML is kept; a mixed message may have several
    const bool append = !kinds.alternative || (!kinds.html.empty() && kinds.mixed);
    kinds.html = bridge::decode_charset(part.content, part.charset);
    payload.body = append
                       ? html::append_content_to_html(payload.body, kinds.html, html::Content::html)
                       : kinds.html;
    html::SanitizeOptions options;
    options.sanitize_tags = false;
    options.strip_classes = true;
    payload.body = html::sanitize(payload.body, options);
  } else {
    attach(payload, "attachment", content);
  }
}

Payload payload_of(const IncomingMail& mail, bool save_original) {
  Payload payload;
  if (save_original) attach(payload, "original_email.eml", mail.source);
  const MimePart& part = mail.part;
  if (part.type == "text") {
    payload.body = bridge::decode_charset(part.content, part.charset);
    if (part.subtype == "plain")
      payload.body = html::append_content_to_html({}, payload.body, html::Content::preserved);
  } else {
    Kinds kinds;
    for (const MimePart* one : bridge::walk(part)) take_part(*one, kinds, payload);
  }
  payload.body = html::clean_incoming_body(payload.body, payload.names_by_cid);
  return payload;
}

Value in_list(const char* field, const std::vector<std::string>& values) {
  return Value::array({Value::array({field, "in", values})});
}

// _message_parse_extract_bounce.
void parse_bounce(const Env& env, const MimePart& part, Value& dict) {
  const MimePart *returned = nullptr, *status = nullptr;
  for (const MimePart* one : bridge::walk(part)) {
    if (!returned && one->content_type() == "message/rfc822") returned = one;
    if (!status && one->content_type() == "message/delivery-status") status = one;
  }
  dict["bounced_email"] = false;
  dict["bounced_partner"] = Value::array();
  dict["bounced_msg_id"] = false;
  dict["bounced_message"] = Value::array();
  const Env all = env.sudo();
  if (status && status->parts.size() > 1) {
    const std::string recipient = header(status->parts[1], "Final-Recipient");
    const std::size_t semicolon = recipient.find(';');
    const auto email =
        semicolon == std::string::npos
            ? std::nullopt
            : html::email_normalize(html::strip(std::string_view(recipient).substr(semicolon + 1)));
    if (email && !email->empty()) {
      dict["bounced_email"] = *email;
      dict["bounced_partner"] =
          all["res.partner"].search(in_list("email_normalized", {*email})).ids();
    }
  }
  if (returned && !returned->parts.empty()) {
    const auto ids = html::find_message_ids(header(returned->parts[0], "Message-Id"));
    dict["bounced_msg_id"] = ids;
    if (!ids.empty())
      dict["bounced_message"] = all["mail.message"].search(in_list("message_id", ids)).ids();
  }
}

// The message it answers, by In-Reply-To or References.
void find_parent(const Env& env, Value& dict) {
  std::vector<std::vector<std::string>> candidates;
  if (truthy(dict["in_reply_to"])) candidates.push_back({to_text(dict["in_reply_to"])});
  if (truthy(dict["references"]))
    candidates.push_back(html::find_message_ids(to_text(dict["references"])));
  for (const auto& ids : candidates) {
    const Records parent = env["mail.message"].search(in_list("message_id", ids), {0, 1, ""});
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
  std::string message_id(html::strip(html::valid_utf8(part.header("Message-Id").value_or(""))));
  if (message_id.empty()) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    message_id = "<" + std::to_string(std::chrono::duration<double>(now).count()) + "@localhost>";
  }
  dict["message_id"] = message_id;
  if (!part.header("Subject").value_or("").empty()) dict["subject"] = header(part, "Subject");
  const std::string from = header(part, "From"), cc = header(part, "Cc");
  const auto from_list = html::email_split_and_format(from),
             cc_list = html::email_split_and_format(cc);
  dict["email_from"] = from_list.empty() ? from : from_list[0];
  dict["from"] = dict["email_from"];
  dict["cc"] = cc_list.empty() ? cc : joined(cc_list);
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
    dict["date"] = bridge::parse_mail_date(header(part, "Date")).value_or(env.now());
  find_parent(env, dict);
  Payload payload = payload_of(mail, save_original);
  dict["body"] = std::move(payload.body);
  dict["attachments"] = std::move(payload.attachments);
  parse_bounce(env, part, dict);
  return dict;
}

}  // namespace chatterd
