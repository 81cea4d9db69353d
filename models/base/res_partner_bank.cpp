// res.partner.bank: Bank Accounts.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_res_partner_bank(Registry& registry) {
  Model& m = registry.define("res.partner.bank", "base", "Bank Accounts");
  m.order("sequence, id");
  m.rec_name("acc_number");
  m.sql_constraint("unique_number", "unique(sanitized_acc_number, company_id)", "Account Number must be unique");
  m.field("acc_type", selection("Type")
                          .selection_method("_selection_acc_type")
                          .compute("_compute_acc_type")
                          .depends({"acc_number"})
                          .help("Bank account type: Normal or IBAN. Inferred from the bank account number."));
  m.field("acc_number", char_("Account Number").required());
  m.field("sanitized_acc_number",
          char_("Sanitized Account Number").compute("_compute_sanitized_acc_number").depends({"acc_number"}).stored());
  m.field("acc_holder_name",
          char_("Account Holder Name")
              .help("Account holder name, in case it is different than the name of the Account Holder"));
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
  m.field("company_id",
          many2one("Company", "res.company").by_default_method("_default_company_id").ondelete("cascade"));
  m.field("qr_code_valid", boolean("Has all required arguments").compute("_validate_qr_code_arguments"));
}

}  // namespace chatterd
