// Partners behind e-mail addresses, and recipients that the chatter suggests.
#include "models/engine/html/email_text.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/base/res/settings.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// The normalized addresses, without those of our own aliases: nobody is to become a partner of
// himself.
std::vector<std::string> addresses_of(const Env& env, const std::vector<std::string>& normalized) {
  const std::string domain = html::lower(to_text(config_parameter(env, "mail.catchall.domain")));
  if (domain.empty()) return normalized;
  std::vector<std::string> left_parts;
  for (const std::string& email : normalized)
    if (email.substr(email.find('@') + 1) == domain)
      left_parts.push_back(email.substr(0, email.find('@')));
  if (left_parts.empty()) return normalized;
  std::set<std::string> aliases;
  for (const bridge::Row row : env.cr().execute(Sql(
           "SELECT alias_name FROM mail_alias WHERE alias_name = ANY(%s::text[])", {left_parts})))
    aliases.insert(row[0].str());
  std::vector<std::string> out;
  for (const std::string& email : normalized)
    if (!aliases.contains(email.substr(0, email.find('@')))) out.push_back(email);
  return out;
}

// Partners found so far, in order of preference.
class Found {
 public:
  explicit Found(std::vector<std::string> wanted) : wanted_(std::move(wanted)) {}
  void add(const Records& partners) {
    for (const Records& partner : partners.each()) {
      const std::string email = partner.text("email_normalized");
      if (!email.empty()) by_email_.emplace(email, partner.id());
    }
  }
  Value remaining() const {
    Value out = Value::array();
    for (const std::string& email : wanted_)
      if (!by_email_.contains(email)) out.push_back(email);
    return out;
  }
  Id of(const std::string& email) const {
    const auto found = by_email_.find(email);
    return found == by_email_.end() ? 0 : found->second;
  }
  bool wants(const std::string& email) const {
    return std::find(wanted_.begin(), wanted_.end(), email) != wanted_.end();
  }

 private:
  const std::vector<std::string> wanted_;
  std::map<std::string, Id> by_email_;
};

Value find_partner_from_emails(const Records& self, const Args& args) {
  const Env& env = self.env();
  std::vector<std::string> contacts, normalized;
  for (const Value& email : args["emails"]) {
    contacts.push_back(html::email_normalize(to_text(email)).value_or(""));
    if (!contacts.back().empty()) normalized.push_back(contacts.back());
  }
  Found found(addresses_of(env, normalized));
  const Value& records = args["records"];
  if (truthy(records) && env.registry().at(to_text(records["model"])).is_a("mail.thread")) {
    const Records documents = env.browse(to_text(records["model"]), to_ids(records["ids"]));
    for (const Records& document : documents.each())
      document.get("create_date");  // there, and the caller's to read
    const Records followers = documents.rel("message_partner_ids");
    found.add(followers.filtered(
        [&](const Records& p) { return found.wants(p.text("email_normalized")); }));
  }
  if (Value left = found.remaining(); !left.empty()) {
    const Records users = env.sudo()["res.users"].search(
        Value::array({term("email_normalized", "in", left)}), {0, 0, "name ASC"});
    if (!users.empty())
      // what the caller may not see (other companies) is left out
      found.add(env["res.partner"].search(
          Value::array({term("id", "in", users.rel("partner_id").ids())})));
  }
  if (Value left = found.remaining(); !left.empty())
    found.add(env["res.partner"].search(Value::array({term("email_normalized", "in", left)})));
  Value out = Value::array();
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    Id partner = contacts[i].empty() ? 0 : found.of(contacts[i]);
    if (partner == 0 && truthy(args["force_create"]) && found.wants(contacts[i]))
      partner = to_id(env["res.partner"].call("name_create", Value::array({args["emails"][i]}))[0]);
    out.push_back(partner ? Value(partner) : Value(false));
  }
  return out;
}

Value records_value(const Records& records) {
  return {{"model", records.model().name()}, {"ids", records.ids()}};
}

// As Python goes through it: of a text, its characters.
Value listed(const Value& emails) {
  if (!emails.is_string()) return emails;
  Value characters = Value::array();
  std::string character;
  for (const char byte : emails.get_ref<const std::string&>()) {
    const bool starts = (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
    if (starts && !character.empty()) characters.push_back(std::exchange(character, {}));
    character += byte;
  }
  if (!character.empty()) characters.push_back(character);
  return characters;
}

Value partner_info_from_emails(const Records& document, const Args& args) {
  const Env& env = document.ensure_one().env();
  const Value emails = listed(args["emails"]);
  const Value partners = document.call("_mail_find_partner_from_emails",
                                       Value::array({emails, records_value(document)}));
  Value out = Value::array();
  for (std::size_t i = 0; i < partners.size(); ++i) {
    const Records partner = env.browse("res.partner", to_ids(partners[i]));
    out.push_back({{"full_name", partner.empty() ? emails[i] : partner.get("email_formatted")},
                   {"partner_id", partner.empty() ? Value(false) : Value(partner.id())}});
    if (!truthy(args["link_mail"]) || partner.empty()) continue;
    const Records messages = env.sudo()["mail.message"].search(
        Value::array({term("email_from", "=ilike", partner.get("email_normalized")),
                      term("author_id", "=", false)}));
    messages.write({{"author_id", partner.id()}});
  }
  return out;
}

// result: {id as text: [[partner or false, "name<e-mail>", reason], …]}; answers it with one more.
Value add_suggested_recipient(const Records& document, const Args& args) {
  Value result = args["result"];
  Value& listed = result[std::to_string(document.ensure_one().id())];
  if (!listed.is_array()) listed = Value::array();
  Id partner = to_id(args["partner"]);
  const Value& email = args["email"];
  Env env = document.env();
  if (truthy(email) && partner == 0) {
    const Value info = document.call("_message_partner_info_from_emails",
                                     Value::array({Value::array({email})}))[0];
    partner = to_id(info["partner_id"]);
    if (partner) env = env.sudo();
  }
  const auto has = [&](std::size_t place, const Value& value) {
    return std::any_of(listed.begin(), listed.end(),
                       [&](const Value& entry) { return entry[place] == value; });
  };
  if (truthy(email) && has(1, email)) return result;
  if (partner && contains(document.rel("message_partner_ids").ids(), partner)) return result;
  if (partner && has(0, partner)) return result;
  if (partner) {
    const Records known = env.browse("res.partner", {partner});
    const auto shown = [](const Value& value) {
      return value.is_string() ? value.get<std::string>() : python_repr(value);
    };
    std::string name = shown(known.get("name"));
    if (known.is("email")) name += "<" + known.text("email") + ">";
    listed.push_back(Value::array({partner, name, args["reason"]}));
  } else {
    listed.push_back(Value::array({false, email, args["reason"]}));
  }
  return result;
}

Value suggest_recipients(const Records& documents, const Args&) {
  Value result = Value::object();
  for (const Id id : documents.ids()) result[std::to_string(id)] = Value::array();
  const Field* responsible = documents.model().find_field("user_id");
  if (responsible == nullptr) return result;
  const Records plain = documents.sudo();
  for (const Records& document : plain.each()) {
    const Id partner = document.rel("user_id").rel("partner_id").id();
    if (partner)
      result = document.call("_message_add_suggested_recipient", Value::array({result, partner}),
                             {{"reason", responsible->string}});
  }
  return result;
}

Value change_thread(const Records& document, const Args& args) {
  const Env& env = document.ensure_one().env();
  const Value& target = args["new_thread"];
  const Id comment = env.ref("mail.mt_comment");
  const auto messages = [&](const char* op) {
    return env["mail.message"].search(Value::array(
        {term("model", "=", document.model().name()), term("res_id", "=", document.id()),
         term("message_type", "!=", "user_notification"), term("subtype_id", op, comment)}));
  };
  const Records comments = messages("="), others = messages("!=");
  const Id id = to_ids(target["ids"]).at(0);
  comments.write({{"res_id", id}, {"model", target["model"]}});
  others.write({{"res_id", id}, {"model", target["model"]}, {"subtype_id", nullptr}});
  return true;
}

}  // namespace

void define_mail_thread_recipient(Model& m) {
  const Value none = nullptr;
  // records: {"model", "ids"} or null → a partner's id or false for each e-mail
  m.method("_mail_find_partner_from_emails", On::model,
           {"emails", {"records", none}, {"force_create", false}}, find_partner_from_emails);
  m.method("_message_partner_info_from_emails", On::multi, {"emails", {"link_mail", false}},
           partner_info_from_emails);
  m.method("_message_add_suggested_recipient", On::multi,
           {"result", {"partner", none}, {"email", none}, {"reason", ""}}, add_suggested_recipient);
  // → {id as text: [[partner or false, name, reason], …]}
  m.method("_message_get_suggested_recipients", On::multi, {}, suggest_recipients);
  // new_thread: {"model", "ids": [id]}
  m.method("message_change_thread", On::multi, {"new_thread"}, change_thread);
}

}  // namespace chatterd
