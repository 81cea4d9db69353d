// mail.thread.phone: Phone Blacklist Mixin.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/modules/phone_validation/phone_numbers.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

bridge::PhoneFormat format_named(const std::string& name) {
  if (name == "INTERNATIONAL") return bridge::PhoneFormat::international;
  if (name == "RFC3966") return bridge::PhoneFormat::rfc3966;
  return name == "E164" ? bridge::PhoneFormat::e164 : bridge::PhoneFormat::national;
}

Value sanitized_field(const Records& record, const std::string& field, const std::string& format) {
  const std::string country = to_text(record.call("_phone_get_country_field"));
  const std::string number =
      sanitized_phone(record.text(field), record, country, format_named(format));
  return number.empty() ? Value(false) : Value(number);
}

Value compute_phone_sanitized(const Records& records, const Args&) {
  const Value fields = records.call("_phone_get_number_fields");
  for (const Records& record : records.each()) {
    Value number = false;
    for (const Value& field : fields)
      if (truthy(number = sanitized_field(record, to_text(field), "E164"))) break;
    record.assign("phone_sanitized", number);
  }
  return nullptr;
}

Value compute_phone_blacklisted(const Records& records, const Args&) {
  std::vector<std::string> numbers;
  for (const Records& record : records.each())
    if (record.is("phone_sanitized")) numbers.push_back(record.text("phone_sanitized"));
  std::set<std::string> banned;
  if (!numbers.empty())
    for (const bridge::Row row : records.env().cr().execute(Sql(
             "SELECT number FROM phone_blacklist WHERE active AND number = ANY(%s)", {numbers})))
      banned.insert(row[0].str());
  for (const Records& record : records.each())
    record.assign("phone_blacklisted", banned.contains(record.text("phone_sanitized")));
  return nullptr;
}

Value search_phone_blacklisted(const Records& self, const Args& args) {
  const std::string op = to_text(args["operator"]);
  if (op != "=" && !(op == "!=" && args["value"].is_boolean())) throw NotImplementedError();
  const bool wanted = truthy(args["value"]) == (op == "=");
  const Ids ids =
      self.env()
          .cr()
          .execute(Sql("SELECT m.id FROM ") + Sql::identifier(self.model().table()) +
                   Sql(wanted ? " m WHERE EXISTS (" : " m WHERE NOT EXISTS (") +
                   Sql("SELECT bl.id FROM phone_blacklist bl WHERE bl.active AND bl.number = "
                       "m.phone_sanitized)"))
          .ids();
  if (ids.empty()) return domain::never();
  return Value::array({term("id", "in", ids)});
}

Value number_fields(const Records&, const Args&) { return Value::array(); }

Value country_field(const Records& records, const Args&) {
  return records.model().find_field("country_id") ? Value("country_id") : Value(false);
}

Value get_sanitized_number(const Records& record, const Args& args) {
  return sanitized_field(record.ensure_one(), to_text(args["number_fname"]),
                         to_text(args["force_format"]));
}

Value get_sanitized_numbers(const Records& records, const Args& args) {
  Value out = Value::object();
  for (const Records& record : records.each())
    out[std::to_string(record.id())] =
        sanitized_field(record, to_text(args["number_fname"]), to_text(args["force_format"]));
  return out;
}

Value numbers_of(const Records& records) {
  Value numbers = Value::array();
  for (const Records& record : records.each()) numbers.push_back(record.get("phone_sanitized"));
  return numbers;
}

Value set_blacklisted(const Records& records, const Args&) {
  return records.env().sudo()["phone.blacklist"].call("_add", Value::array({numbers_of(records)}));
}

Value reset_blacklisted(const Records& records, const Args&) {
  return records.env().sudo()["phone.blacklist"].call("_remove",
                                                      Value::array({numbers_of(records)}));
}

}  // namespace

void define_mail_thread_phone(Registry& registry) {
  Model& m = registry.define("mail.thread.phone", "phone_validation", "Phone Blacklist Mixin");
  m.inherit({"mail.thread"});
  m.abstract();
  m.field("phone_sanitized", char_("Sanitized Number")
                                 .compute("_compute_phone_sanitized")
                                 .depends({"mobile"})
                                 .stored()
                                 .compute_sudo(true)
                                 .help("Field used to store sanitized phone number. Helps speeding "
                                       "up searches and comparisons."));
  m.field("phone_blacklisted",
          boolean("Phone Blacklisted")
              .compute("_compute_phone_blacklisted")
              .depends({"phone_sanitized"})
              .search("_search_phone_blacklisted")
              .compute_sudo(true)
              .groups("base.group_user")
              .help("If the email address is on the blacklist, the contact won't receive mass "
                    "mailing anymore, from any list"));
  m.method("_compute_phone_sanitized", On::multi, {}, compute_phone_sanitized);
  m.method("_compute_phone_blacklisted", On::multi, {}, compute_phone_blacklisted);
  m.method("_search_phone_blacklisted", On::model, {"operator", "value"}, search_phone_blacklisted);
  m.method("_phone_get_number_fields", On::model, {}, number_fields);
  m.method("_phone_get_country_field", On::model, {}, country_field);
  const std::vector<Param> sanitize = {{"number_fname", "mobile"}, {"force_format", "E164"}};
  m.method("phone_get_sanitized_number", On::multi, sanitize, get_sanitized_number);
  m.method("phone_get_sanitized_numbers", On::multi, sanitize, get_sanitized_numbers);
  m.method("_phone_set_blacklisted", On::multi, {}, set_blacklisted);
  m.method("_phone_reset_blacklisted", On::multi, {}, reset_blacklisted);
}

}  // namespace chatterd
