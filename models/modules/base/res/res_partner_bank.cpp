// res.partner.bank: Bank Accounts.
#include "bridge/text/unicode.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/res/default_company.hpp"

namespace chatterd {
namespace {

Value compute_acc_type(const Records& accounts, const Args&) {
  for (const Records& account : accounts.each()) account.assign("acc_type", "bank");
  return nullptr;
}

Value selection_acc_type(const Records& self, const Args&) {
  return Value::array({Value::array({"bank", self.env().translate("Normal")})});
}

// Letters and digits alone, in capitals: how account numbers are compared.
Value sanitized(const Value& number) {
  if (!truthy(number)) return false;
  if (!number.is_string()) throw TypeError("expected string or bytes-like object");
  const std::string& text = number.get_ref<const std::string&>();
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = html::next_character(text, at);
    if (!html::is_word(c)) continue;
    if (c >= U'a' && c <= U'z')
      out += static_cast<char>(c - U'a' + U'A');
    else
      bridge::append_utf8(out, c);
  }
  return out;
}

Value compute_sanitized(const Records& accounts, const Args&) {
  for (const Records& account : accounts.each())
    account.assign("sanitized_acc_number", sanitized(account.get("acc_number")));
  return nullptr;
}

// An account is found by its number however that is written.
Value search_adapt(const Records&, const Args& args) {
  Value domain = args["args"];
  for (Value& term : domain) {
    if (!term.is_array() || term.size() != 3 || term[0] != "acc_number") continue;
    Value number = Value::array();
    if (term[2].is_array())
      for (const Value& one : term[2]) number.push_back(sanitized(one));
    else
      number = sanitized(term[2]);
    if (to_text(term[1]).find("like") != std::string::npos) {
      if (!number.is_string()) throw TypeError("can only concatenate str (not \"bool\") to str");
      number = "%" + number.get<std::string>() + "%";
    }
    term = Value::array({"sanitized_acc_number", term[1], number});
  }
  return {{"args", domain}};
}

Value compute_qr_code_valid(const Records& accounts, const Args&) {
  for (const Records& account : accounts.each()) {
    Records currency = account.rel("currency_id");
    if (currency.empty()) currency = account.rel("company_id.currency_id");
    account.assign("qr_code_valid", account.is("bank_bic") &&
                                        !account.rel("company_id").text("name").empty() &&
                                        account.is("acc_number") && currency.text("name") == "EUR");
  }
  return nullptr;
}

}  // namespace

void define_res_partner_bank(Registry& registry) {
  Model& m = registry.define("res.partner.bank", "base", "Bank Accounts");
  m.order("sequence, id");
  m.rec_name("acc_number");
  m.sql_constraint("unique_number", "unique(sanitized_acc_number, company_id)",
                   "Account Number must be unique");
  m.field("acc_type",
          selection("Type")
              .selection_method("_selection_acc_type")
              .compute("_compute_acc_type")
              .depends({"acc_number"})
              .help("Bank account type: Normal or IBAN. Inferred from the bank account number."));
  m.field("acc_number", char_("Account Number").required());
  m.field("sanitized_acc_number", char_("Sanitized Account Number")
                                      .compute("_compute_sanitized_acc_number")
                                      .depends({"acc_number"})
                                      .stored());
  m.field(
      "acc_holder_name",
      char_("Account Holder Name")
          .help(
              "Account holder name, in case it is different than the name of the Account Holder"));
  m.field("partner_id", many2one("Account Holder", "res.partner")
                            .required()
                            .index()
                            .ondelete("cascade")
                            .domain("['|', ('is_company', '=', True), ('parent_id', '=', False)]"));
  m.field("bank_id", many2one("Bank", "res.bank"));
  m.field("bank_name", char_().related("bank_id.name").readonly(false));
  m.field("bank_bic", char_().related("bank_id.bic").readonly(false));
  m.field("sequence", integer().by_default(10));
  m.field("currency_id", many2one("Currency", "res.currency"));
  m.field("company_id", many2one("Company", "res.company")
                            .by_default_method("_default_company_id")
                            .ondelete("cascade"));
  m.field("qr_code_valid",
          boolean("Has all required arguments").compute("_validate_qr_code_arguments"));
  m.method("_compute_acc_type", On::multi, {}, compute_acc_type);
  m.method("_selection_acc_type", On::model, {}, selection_acc_type);
  m.method("_compute_sanitized_acc_number", On::multi, {}, compute_sanitized);
  m.method("_search_adapt", On::model, {"args"}, search_adapt);
  m.method("_default_company_id", On::model, {}, default_company);
  m.method("_validate_qr_code_arguments", On::multi, {}, compute_qr_code_valid);
}

}  // namespace chatterd
