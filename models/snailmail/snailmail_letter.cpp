// snailmail.letter: Snailmail Letter.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_snailmail_letter(Registry& registry) {
  Model& m = registry.define("snailmail.letter", "snailmail", "Snailmail Letter");
  m.field("user_id", many2one("Sent by", "res.users"));
  m.field("model", char_("Model").required());
  m.field("res_id", integer("Document ID").required());
  m.field("partner_id", many2one("Recipient", "res.partner").required());
  m.field("company_id",
          many2one("Company", "res.company").required().readonly().by_default_method("_default_company_id"));
  m.field("attachment_id", many2one("Attachment", "ir.attachment").ondelete("cascade"));
  m.field("attachment_datas", binary("Document").related("attachment_id.datas"));
  m.field("attachment_fname", char_("Attachment Filename").related("attachment_id.name"));
  m.field("color", boolean("Color").by_default_method("_default_color"));
  m.field("cover", boolean("Cover Page").by_default_method("_default_cover"));
  m.field("duplex", boolean("Both side").by_default_method("_default_duplex"));
  m.field("state",
          selection("Status", {{"pending", "In Queue"}, {"sent", "Sent"}, {"error", "Error"}, {"canceled", "Canceled"}})
              .required()
              .readonly()
              .copy(false)
              .by_default("pending")
              .help("When a letter is created, the status is 'Pending'.\nIf the letter is correctly sent, the status "
                    "goes in 'Sent',\nIf not, it will got in state 'Error' and the error message will be displayed in "
                    "the field 'Error Message'."));
  m.field("error_code", selection("Error", {{"MISSING_REQUIRED_FIELDS", "MISSING_REQUIRED_FIELDS"},
                                            {"CREDIT_ERROR", "CREDIT_ERROR"},
                                            {"TRIAL_ERROR", "TRIAL_ERROR"},
                                            {"NO_PRICE_AVAILABLE", "NO_PRICE_AVAILABLE"},
                                            {"FORMAT_ERROR", "FORMAT_ERROR"},
                                            {"UNKNOWN_ERROR", "UNKNOWN_ERROR"}}));
  m.field("info_msg", char_("Information"));
  m.field("display_name", char_("Display Name").compute("_compute_display_name").depends({"reference", "partner_id"}));
  m.field("reference", char_("Related Record").compute("_compute_reference").depends({"model", "res_id"}));
  m.field("message_id", many2one("Snailmail Status Message", "mail.message"));
  m.field("street", char_("Street"));
  m.field("street2", char_("Street2"));
  m.field("zip", char_("Zip"));
  m.field("city", char_("City"));
  m.field("state_id", many2one("State", "res.country.state"));
  m.field("country_id", many2one("Country", "res.country"));
}

}  // namespace chatterd
