// snailmail.letter: Snailmail Letter.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/base/res/default_company.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/message/mail_message_failure.hpp"

namespace chatterd {
namespace {

// How the company wants its letters.
template <const char* Setting>
Value company_setting(const Records& self, const Args&) {
  return self.env().sudo().browse("res.company", {self.env().company()}).get(Setting);
}
constexpr char color[] = "snailmail_color", cover[] = "snailmail_cover",
               duplex[] = "snailmail_duplex";

Value compute_reference(const Records& letters, const Args&) {
  for (const Records& letter : letters.each())
    letter.assign("reference",
                  letter.text("model") + "," + std::to_string(letter.get("res_id").get<Id>()));
  return nullptr;
}

Value compute_display_name(const Records& letters, const Args&) {
  for (const Records& letter : letters.each()) {
    const std::string partner = letter.rel("partner_id").text("name");
    const Records file = letter.rel("attachment_id");
    letter.assign("display_name", file.empty() ? partner : file.text("name") + " - " + partner);
  }
  return nullptr;
}

// Letters are prepared here and printed by Odoo's own service.
Value create(const Records& self, const Args& args) {
  const Env& env = self.env();
  Value list = args["vals_list"].is_array() ? args["vals_list"] : Value::array({args["vals_list"]});
  for (Value& values : list) {
    const Records document = env.browse(to_text(values.value("model", Value(""))),
                                        to_ids(values.value("res_id", Value())));
    values["message_id"] =
        to_ids(document.call("message_post", Value::array(),
                             {{"body", env.translate("Letter sent by post with Snailmail")},
                              {"message_type", "snailmail"}}))[0];
    const Records partner = env.browse("res.partner", to_ids(values.value("partner_id", Value())));
    for (const char* name : {"street", "street2", "zip", "city", "state_id", "country_id"})
      values[name] = partner.get(name);
  }
  return args.super(self, {{"vals_list", list}});
}

// _format_snailmail_failures.
Value format_failures(const Records& letters) {
  Value out = Value::array();
  for (const Records& letter : letters.each()) {
    const bool failed = letter.get("state") == "error";
    Value failure = failure_header(letter.rel("message_id"));
    const Model* model = letters.env().registry().find(letter.text("model"));
    failure["model_name"] = model ? Value(model_label(letters.env(), *model)) : Value(false);
    failure["model"] = letter.get("model");
    failure["res_id"] = letter.get("res_id");
    failure["module_icon"] = "/snailmail/static/img/snailmail_failure.png";
    failure["snailmail_status"] = failed ? letter.get("error_code") : Value("");
    failure["snailmail_error"] = failed;
    failure["failure_type"] = "snailmail";
    out.push_back(std::move(failure));
  }
  return out;
}

Value fetch_failed_letters(const Records& self, const Args&) {
  return format_failures(
      self.search(Value::array({term("state", "=", "error"), term("user_id", "=", self.env().uid()),
                                term("res_id", "!=", 0), term("model", "!=", false)})));
}

// The senders' clients show the new state.
void send_update(const Records& letters) {
  const Env& env = letters.env();
  for (const Records& letter : letters.each())
    env.notify(bus_channel(env, "res.partner", letter.rel("user_id").id("partner_id")),
               {{"type", "snailmail_update"}, {"elements", format_failures(letter)}});
}

Value cancel(const Records& letters, const Args&) {
  letters.write({{"state", "canceled"}, {"error_code", false}});
  send_update(letters);
  return nullptr;
}

}  // namespace

void define_snailmail_letter(Registry& registry) {
  Model& m = registry.define("snailmail.letter", "snailmail", "Snailmail Letter");
  m.field("user_id", many2one("Sent by", "res.users"));
  m.field("model", char_("Model").required());
  m.field("res_id", integer("Document ID").required());
  m.field("partner_id", many2one("Recipient", "res.partner").required());
  m.field("company_id", many2one("Company", "res.company")
                            .required()
                            .readonly()
                            .by_default_method("_default_company_id"));
  m.field("report_template", many2one("Optional report to print and attach", "ir.actions.report"));
  m.field("attachment_id", many2one("Attachment", "ir.attachment").ondelete("cascade"));
  m.field("attachment_datas", binary("Document").related("attachment_id.datas"));
  m.field("attachment_fname", char_("Attachment Filename").related("attachment_id.name"));
  m.field("color", boolean("Color").by_default_method("_default_color"));
  m.field("cover", boolean("Cover Page").by_default_method("_default_cover"));
  m.field("duplex", boolean("Both side").by_default_method("_default_duplex"));
  m.field(
      "state",
      selection(
          "Status",
          {{"pending", "In Queue"}, {"sent", "Sent"}, {"error", "Error"}, {"canceled", "Canceled"}})
          .required()
          .readonly()
          .copy(false)
          .by_default("pending")
          .help("When a letter is created, the status is 'Pending'.\nIf the letter is correctly "
                "sent, the status goes in 'Sent',\nIf not, it will got in state 'Error' and the "
                "error message will be displayed in the field 'Error Message'."));
  m.field("error_code", selection("Error", {{"MISSING_REQUIRED_FIELDS", "MISSING_REQUIRED_FIELDS"},
                                            {"CREDIT_ERROR", "CREDIT_ERROR"},
                                            {"TRIAL_ERROR", "TRIAL_ERROR"},
                                            {"NO_PRICE_AVAILABLE", "NO_PRICE_AVAILABLE"},
                                            {"FORMAT_ERROR", "FORMAT_ERROR"},
                                            {"UNKNOWN_ERROR", "UNKNOWN_ERROR"}}));
  m.field("info_msg", char_("Information"));
  m.field(
      "display_name",
      char_("Display Name").compute("_compute_display_name").depends({"reference", "partner_id"}));
  m.field("reference",
          char_("Related Record").compute("_compute_reference").depends({"model", "res_id"}));
  m.field("message_id", many2one("Snailmail Status Message", "mail.message"));
  m.field("street", char_("Street"));
  m.field("street2", char_("Street2"));
  m.field("zip", char_("Zip"));
  m.field("city", char_("City"));
  m.field("state_id", many2one("State", "res.country.state"));
  m.field("country_id", many2one("Country", "res.country"));
  m.method("_default_company_id", On::model, {}, default_company);
  m.method("_default_color", On::model, {}, company_setting<color>);
  m.method("_default_cover", On::model, {}, company_setting<cover>);
  m.method("_default_duplex", On::model, {}, company_setting<duplex>);
  m.method("_compute_reference", On::multi, {}, compute_reference);
  m.method("_compute_display_name", On::multi, {}, compute_display_name);
  m.method("create", On::model, {}, create);
  m.method("fetch_failed_letters", On::model, {}, fetch_failed_letters);
  m.method("cancel", On::multi, {}, cancel);
}

}  // namespace chatterd
