// res.company: Companies.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_res_company(Registry& registry) {
  Model& m = registry.define("res.company", "base", "Companies");
  m.order("sequence, name");
  m.sql_constraint("name_uniq", "unique (name)", "The company name must be unique !");
  m.field("name", char_("Company Name").related("partner_id.name").stored().required().readonly(false));
  m.field("sequence", integer().by_default(10).help("Used to order Companies in the company switcher"));
  m.field("parent_id", many2one("Parent Company", "res.company").index());
  m.field("child_ids", one2many("Child Companies", "res.company", "parent_id"));
  m.field("partner_id", many2one("Partner", "res.partner").required());
  m.field("report_header",
          text("Company Tagline")
              .help("Appears by default on the top right corner of your printed documents (report header)."));
  m.field("report_footer",
          text("Report Footer").translate().help("Footer text displayed at the bottom of all reports."));
  m.field("logo",
          binary("Company Logo").related("partner_id.image_1920").readonly(false).by_default_method("_get_logo"));
  m.field("logo_web", binary()
                          .compute("_compute_logo_web")
                          .depends({"partner_id.image_1920"})
                          .depends_context({"bin_size"})
                          .stored()
                          .attachment(false));
  m.field("currency_id", many2one("Currency", "res.currency").required().by_default_method("_default_currency_id"));
  m.field("user_ids", many2many("Accepted Users", "res.users").relation("res_company_users_rel", "cid", "user_id"));
  m.field("account_no", char_("Account No."));
  m.field("street", char_().compute("_compute_address").inverse("_inverse_street"));
  m.field("street2", char_().compute("_compute_address").inverse("_inverse_street2"));
  m.field("zip", char_().compute("_compute_address").inverse("_inverse_zip"));
  m.field("city", char_().compute("_compute_address").inverse("_inverse_city"));
  m.field("state_id",
          many2one("Fed. State", "res.country.state").compute("_compute_address").inverse("_inverse_state"));
  m.field("bank_ids",
          one2many("Bank Accounts", "res.partner.bank", "company_id").help("Bank accounts related to this company"));
  m.field("country_id", many2one("Country", "res.country").compute("_compute_address").inverse("_inverse_country"));
  m.field("email", char_().related("partner_id.email").stored().readonly(false));
  m.field("phone", char_().related("partner_id.phone").stored().readonly(false));
  m.field("website", char_().related("partner_id.website").readonly(false));
  m.field("vat", char_("Tax ID").related("partner_id.vat").readonly(false));
  m.field("company_registry", char_());
  m.field("base_onboarding_company_state",
          selection("State of the onboarding company step",
                    {{"not_done", "Not done"}, {"just_done", "Just done"}, {"done", "Done"}})
              .by_default("not_done"));
  m.field("favicon", binary("Company Favicon")
                         .by_default_method("_get_default_favicon")
                         .help("This field holds the image used to display a favicon for a given company."));
  m.field("font", selection("", {{"Lato", "Lato"},
                                 {"Roboto", "Roboto"},
                                 {"Open_Sans", "Open Sans"},
                                 {"Montserrat", "Montserrat"},
                                 {"Oswald", "Oswald"},
                                 {"Raleway", "Raleway"}})
                      .by_default("Lato"));
  m.field("primary_color", char_());
  m.field("secondary_color", char_());
}

}  // namespace chatterd
