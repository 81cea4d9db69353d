// mail.thread.cc: Email CC management.
#include "models/engine/html/email_text.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

using Addresses = std::vector<std::pair<std::string, std::string>>;  // normalized, formatted

// _mail_cc_sanitized_raw_dict.
Addresses sanitized(const Value& text) {
  Addresses out;
  if (!truthy(text)) return out;
  for (const html::Address& address : html::email_split_tuples(to_text(text))) {
    const std::string email = html::email_normalize(address.email).value_or("");
    const std::string formatted = html::formataddr(address.name, email);
    const auto known =
        std::find_if(out.begin(), out.end(), [&](const auto& pair) { return pair.first == email; });
    if (known == out.end())
      out.emplace_back(email, formatted);
    else
      known->second = formatted;
  }
  return out;
}

std::string joined(const Addresses& addresses) {
  std::string out;
  for (const auto& [email, formatted] : addresses) out += (out.empty() ? "" : ", ") + formatted;
  return out;
}

Value message_new(const Records& self, const Args& args) {
  Value values = {{"email_cc", joined(sanitized(args["msg_dict"].value("cc", Value())))}};
  if (args["custom_values"].is_object()) values.update(args["custom_values"]);
  return args.super(self, {{"custom_values", values}});
}

// Those in copy are added; a name that is known already stays.
Value message_update(const Records& document, const Args& args) {
  Addresses addresses = sanitized(args["msg_dict"].value("cc", Value()));
  Value values = Value::object();
  if (!addresses.empty()) {
    for (const auto& pair : sanitized(document.ensure_one().get("email_cc"))) {
      const auto known = std::find_if(addresses.begin(), addresses.end(),
                                      [&](const auto& other) { return other.first == pair.first; });
      if (known == addresses.end())
        addresses.push_back(pair);
      else
        known->second = pair.second;
    }
    values["email_cc"] = joined(addresses);
  }
  if (args["update_vals"].is_object()) values.update(args["update_vals"]);
  return args.super(document, {{"update_vals", values}});
}

Value suggest_copied(const Records& documents, const Args& args) {
  Value result = args.super(documents);
  for (const Records& document : documents.each())
    for (const std::string& email : html::email_split_and_format(document.text("email_cc")))
      result = document.call("_message_add_suggested_recipient", Value::array({result}),
                             {{"email", email}, {"reason", documents.env().translate("CC Email")}});
  return result;
}

}  // namespace

void define_mail_thread_cc(Registry& registry) {
  Model& m = registry.define("mail.thread.cc", "mail", "Email CC management");
  m.inherit({"mail.thread"});
  m.abstract();
  m.field("email_cc", char_("Email cc").help("List of cc from incoming emails."));
  m.method("_message_new", On::model, {"msg_dict", {"custom_values", nullptr}}, message_new);
  m.method("message_update", On::multi, {"msg_dict", {"update_vals", nullptr}}, message_update);
  m.method("_message_get_suggested_recipients", On::multi, {}, suggest_copied);
}

}  // namespace chatterd
