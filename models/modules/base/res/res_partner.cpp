// res.partner: Contact.
#include "models/modules/base/res/res_partner.hpp"

#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_res_partner(Registry& registry) {
  Model& m = registry.define("res.partner", "base", "Contact");
  m.inherit({"format.address.mixin", "image.mixin"});
  m.order("display_name");
  m.sql_constraint("check_name",
                   "CHECK( (type='contact' AND name IS NOT NULL) or (type!='contact') )",
                   "Contacts require a name");
  m.field("name", char_().index());
  m.field("display_name",
          char_()
              .compute("_compute_display_name")
              .depends({"is_company", "name", "parent_id.name", "type", "company_name", "name"})
              .stored()
              .index());
  m.field("date", date().index());
  m.field("title", many2one("", "res.partner.title"));
  m.field("parent_id", many2one("Related Company", "res.partner").index());
  m.field("parent_name", char_("Parent name").related("parent_id.name"));
  m.field("child_ids",
          one2many("Contact", "res.partner", "parent_id").domain("[('active', '=', True)]"));
  m.field("ref", char_("Reference").index());
  m.field("lang", selection("Language")
                      .selection_method("_selection_lang")
                      .by_default_method("_default_lang")
                      .help("All the emails and documents sent to this contact will be translated "
                            "in this language."));
  m.field("active_lang_count", integer().compute("_compute_active_lang_count").depends({"lang"}));
  m.field("tz", selection("Timezone")
                    .selection_method("_selection_tz")
                    .by_default_method("_default_tz")
                    .help("When printing documents and exporting/importing data, time values are "
                          "computed according to this timezone.\nIf the timezone is not set, UTC "
                          "(Coordinated Universal Time) is used.\nAnywhere else, time values are "
                          "computed according to the time offset of your web client."));
  m.field("tz_offset", char_("Timezone offset").compute("_compute_tz_offset").depends({"tz"}));
  m.field(
      "user_id",
      many2one("Salesperson", "res.users").help("The internal user in charge of this contact."));
  m.field("vat", char_("Tax ID").help(
                     "The Tax Identification Number. Complete it if the contact is subjected to "
                     "government taxes. Used in some legal statements."));
  m.field("same_vat_partner_id", many2one("Partner with same Tax ID", "res.partner")
                                     .compute("_compute_same_vat_partner_id")
                                     .depends({"vat"}));
  m.field("bank_ids", one2many("Banks", "res.partner.bank", "partner_id"));
  m.field("website", char_("Website Link"));
  m.field("comment", text("Notes"));
  m.field("category_id", many2many("Tags", "res.partner.category")
                             .relation("", "partner_id", "category_id")
                             .by_default_method("_default_category"));
  m.field("credit_limit", float_("Credit Limit"));
  m.field("active", boolean().by_default(true));
  m.field("employee", boolean().help("Check this box if this contact is an Employee."));
  m.field("function", char_("Job Position"));
  m.field("type", selection("Address Type", {{"contact", "Contact"},
                                             {"invoice", "Invoice Address"},
                                             {"delivery", "Delivery Address"},
                                             {"other", "Other Address"},
                                             {"private", "Private Address"}})
                      .by_default("contact")
                      .help("Invoice & Delivery addresses are used in sales orders. Private "
                            "addresses are only visible by authorized users."));
  m.field("street", char_());
  m.field("street2", char_());
  m.field("zip", char_());
  m.field("city", char_());
  m.field("state_id", many2one("State", "res.country.state")
                          .ondelete("restrict")
                          .domain("[('country_id', '=?', country_id)]"));
  m.field("country_id", many2one("Country", "res.country").ondelete("restrict"));
  m.field("partner_latitude", float_("Geo Latitude").digits(16, 5));
  m.field("partner_longitude", float_("Geo Longitude").digits(16, 5));
  m.field("email", char_());
  m.field("email_formatted", char_("Formatted Email")
                                 .compute("_compute_email_formatted")
                                 .depends({"name", "email"})
                                 .help("Format email address \"Name <email@domain>\""));
  m.field("phone", char_());
  m.field("mobile", char_());
  m.field("is_company", boolean("Is a Company")
                            .by_default(false)
                            .help("Check if the contact is a company, otherwise it is a person"));
  m.field("industry_id", many2one("Industry", "res.partner.industry"));
  m.field("company_type",
          selection("Company Type", {{"person", "Individual"}, {"company", "Company"}})
              .compute("_compute_company_type")
              .depends({"is_company"})
              .inverse("_write_company_type"));
  m.field("company_id", many2one("Company", "res.company").index());
  m.field("color", integer("Color Index").by_default(0));
  m.field("user_ids", one2many("Users", "res.users", "partner_id").auto_join());
  m.field(
      "partner_share",
      boolean("Share Partner")
          .compute("_compute_partner_share")
          .depends({"user_ids.share", "user_ids.active"})
          .stored()
          .help("Either customer (not a user), either shared user. Indicated the current partner "
                "is a customer without access or with a limited access created for sharing data."));
  m.field("contact_address",
          char_("Complete Address")
              .compute("_compute_contact_address")
              .depends({"street", "street2", "zip", "city", "state_id", "country_id",
                        "country_id.address_format", "country_id.code", "country_id.name",
                        "company_name", "state_id.code", "state_id.name"}));
  m.field("commercial_partner_id", many2one("Commercial Entity", "res.partner")
                                       .compute("_compute_commercial_partner")
                                       .depends({"is_company", "parent_id.commercial_partner_id"})
                                       .stored()
                                       .index());
  m.field("commercial_company_name",
          char_("Company Name Entity")
              .compute("_compute_commercial_company_name")
              .depends({"company_name", "parent_id.is_company", "commercial_partner_id.name"})
              .stored());
  m.field("company_name", char_("Company Name"));
  m.field("self", many2one("", "res.partner").compute("_compute_get_ids"));
  define_res_partner_methods(m);
  define_res_partner_sync(m);
  define_res_partner_onchange(m);
  define_res_partner_views(m);
}

}  // namespace chatterd
