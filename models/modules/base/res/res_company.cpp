// res.company: Companies.
#include "bridge/files/hash.hpp"
#include "bridge/files/image.hpp"
#include "bridge/files/placeholders.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/base/res/record_names.hpp"
#include "models/modules/base/res/res_partner.hpp"

namespace chatterd {
namespace {

// A company has the address of its partner's contact.
Value compute_address(const Records& companies, const Args&) {
  for (const Records& company : companies.each()) {
    const Records partner = company.rel("partner_id").sudo();
    Records contact = partner;
    if (!partner.empty())
      contact = partner.browse(to_ids(
          partner.call("address_get", Value::array({Value::array({"contact"})}))["contact"]));
    for (const char* field : partner_address_fields()) company.assign(field, contact.get(field));
  }
  return nullptr;
}

template <const char* Field>
Value write_address(const Records& companies, const Args&) {
  for (const Records& company : companies.each())
    company.rel("partner_id").write({{Field, company.get(Field)}});
  return nullptr;
}
constexpr char street[] = "street", street2[] = "street2", zip[] = "zip", city[] = "city",
               state[] = "state_id", country[] = "country_id";

// The logo as web pages show it: no wider than 180 pixels.
Value compute_logo_web(const Records& companies, const Args&) {
  for (const Records& company : companies.each()) {
    const std::string logo = company.rel("partner_id").sudo().text("image_1920");
    Value small = false;
    try {
      if (!logo.empty())
        small = bridge::base64_encode(
            bridge::image_process(bridge::base64_decode_lenient(logo), {.width = 180}));
    } catch (const std::exception&) {
      small = false;  // a picture in a format that is not known
    }
    company.assign("logo_web", small);
  }
  return nullptr;
}

Value default_paperformat(const Records& self, const Args&) {
  const Env& env = self.env();
  const Id known = env.ref("base.paperformat_euro");
  return known != 0 && !env.browse("report.paperformat", {known}).exists().empty() ? Value(known)
                                                                                   : Value(false);
}

// Odoo's pictures of new companies are trade marks; these are drawn here.
Value default_logo(const Records&, const Args&) {
  return bridge::base64_encode(bridge::logo_placeholder());
}

Value default_favicon(const Records&, const Args&) {
  constexpr int side = 16;
  return bridge::base64_encode(bridge::image_process(
      bridge::logo_placeholder(),
      {.width = side, .height = side, .crop = "center", .output_format = "ICO"}));
}

Value default_currency(const Records& self, const Args&) {
  const Env& env = self.env();
  const Value own =
      env.sudo().browse("res.company", {env.user().id("company_id")}).get("currency_id");
  if (truthy(own)) return own;
  return env["res.currency.rate"]
      .search(Value::array({term("rate", "=", 1)}), {.limit = 1})
      .get("currency_id");
}

// The enterprise part of partner_autocomplete writes through it; it is a number of the partner.
Value write_partner_gid(const Records& companies, const Args&) {
  for (const Records& company : companies.each())
    company.rel("partner_id").write({{"partner_gid", company.get("partner_gid")}});
  return nullptr;
}

void activate_currency(const Records& self, const Value& values) {
  if (!values.contains("currency_id") || !truthy(values["currency_id"])) return;
  const Records currency = self.env().browse("res.currency", to_ids(values["currency_id"]));
  if (!currency.is("active")) currency.write({{"active", true}});
}

// A company is made with a partner of its name, and its creator works for it.
Value create_companies(const Records& self, const Args& args) {
  const Env& env = self.env();
  Ids created;
  for (Value values :
       args["vals_list"].is_array() ? args["vals_list"] : Value::array({args["vals_list"]})) {
    env.clear_caches();
    if (!truthy(values.value("favicon", Value())))
      values["favicon"] = self.call("_get_default_favicon");
    const bool named = values.contains("name") && truthy(values["name"]);
    const bool with_partner = values.contains("partner_id") && truthy(values["partner_id"]);
    if (!named || with_partner) {
      created.push_back(to_ids(args.super(self, {{"vals_list", Value::array({values})}})).at(0));
      continue;
    }
    Value contact = {{"name", values["name"]},
                     {"is_company", true},
                     {"image_1920", values.value("logo", Value(false))}};
    for (const char* field : {"email", "phone", "website", "vat"})
      contact[field] = values.value(field, Value(false));
    values["partner_id"] = env["res.partner"].create(contact).id();
    created.push_back(to_ids(args.super(self, {{"vals_list", Value::array({values})}})).at(0));
    env.user().write({{"company_ids", Value::array({command::link(created.back())})}});
    activate_currency(self, values);
  }
  return created;
}

Value write_companies(const Records& companies, const Args& args) {
  companies.env().clear_caches();
  activate_currency(companies, args["vals"]);
  return args.super(companies);
}

Value copy_companies(const Records& companies, const Args&) {
  throw UserError(companies.env().translate(
      "Duplicating a company is not allowed. Please create a new company instead."));
}

// With user_preference, all companies of the user are found, whatever the rules show of them.
Value search_companies_by_name(const Records& self, const Args& args) {
  const Env& env = self.env();
  if (!env.flag("user_preference")) return args.super(self);
  Value domain = args["args"].is_array() ? args["args"] : Value::array();
  domain.push_back(term("id", "in", env.user().rel("company_ids").ids()));
  Value context = env.context();
  context.erase("user_preference");
  return args.super(self.with_env(env.replace_context(context)).sudo(), {{"args", domain}});
}

}  // namespace

void define_res_company(Registry& registry) {
  Model& m = registry.define("res.company", "base", "Companies");
  m.order("sequence, name");
  m.sql_constraint("name_uniq", "unique (name)", "The company name must be unique !");
  m.field("name",
          char_("Company Name").related("partner_id.name").stored().required().readonly(false));
  m.field("sequence",
          integer().by_default(10).help("Used to order Companies in the company switcher"));
  m.field("parent_id", many2one("Parent Company", "res.company").index());
  m.field("child_ids", one2many("Child Companies", "res.company", "parent_id"));
  m.field("partner_id", many2one("Partner", "res.partner").required());
  m.field("report_header", text("Company Tagline")
                               .help("Appears by default on the top right corner of your printed "
                                     "documents (report header)."));
  m.field("report_footer", text("Report Footer")
                               .translate()
                               .help("Footer text displayed at the bottom of all reports."));
  m.field("logo", binary("Company Logo")
                      .related("partner_id.image_1920")
                      .readonly(false)
                      .by_default_method("_get_logo"));
  m.field("logo_web", binary()
                          .compute("_compute_logo_web")
                          .depends({"partner_id.image_1920"})
                          .depends_context({"bin_size"})
                          .stored()
                          .attachment(false));
  m.field(
      "currency_id",
      many2one("Currency", "res.currency").required().by_default_method("_default_currency_id"));
  m.field(
      "user_ids",
      many2many("Accepted Users", "res.users").relation("res_company_users_rel", "cid", "user_id"));
  m.field("account_no", char_("Account No."));
  m.field("street", char_().compute("_compute_address").inverse("_inverse_street"));
  m.field("street2", char_().compute("_compute_address").inverse("_inverse_street2"));
  m.field("zip", char_().compute("_compute_address").inverse("_inverse_zip"));
  m.field("city", char_().compute("_compute_address").inverse("_inverse_city"));
  m.field("state_id", many2one("Fed. State", "res.country.state")
                          .compute("_compute_address")
                          .inverse("_inverse_state"));
  m.field("bank_ids", one2many("Bank Accounts", "res.partner.bank", "company_id")
                          .help("Bank accounts related to this company"));
  m.field(
      "country_id",
      many2one("Country", "res.country").compute("_compute_address").inverse("_inverse_country"));
  m.field("email", char_().related("partner_id.email").stored().readonly(false));
  m.field("phone", char_().related("partner_id.phone").stored().readonly(false));
  m.field("website", char_().related("partner_id.website").readonly(false));
  m.field("vat", char_("Tax ID").related("partner_id.vat").readonly(false));
  m.field("company_registry", char_());
  m.field(
      "paperformat_id",
      many2one("Paper format", "report.paperformat").by_default_method("_default_paperformat_id"));
  m.field("external_report_layout_id", many2one("Document Template", "ir.ui.view"));
  m.field("base_onboarding_company_state",
          selection("State of the onboarding company step",
                    {{"not_done", "Not done"}, {"just_done", "Just done"}, {"done", "Done"}})
              .by_default("not_done"));
  m.field("favicon",
          binary("Company Favicon")
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
  m.method("_compute_address", On::multi, {}, compute_address);
  m.method("_inverse_street", On::multi, {}, write_address<street>);
  m.method("_inverse_street2", On::multi, {}, write_address<street2>);
  m.method("_inverse_zip", On::multi, {}, write_address<zip>);
  m.method("_inverse_city", On::multi, {}, write_address<city>);
  m.method("_inverse_state", On::multi, {}, write_address<state>);
  m.method("_inverse_country", On::multi, {}, write_address<country>);
  m.method("_compute_logo_web", On::multi, {}, compute_logo_web);
  m.method("_get_logo", On::model, {}, default_logo);
  m.method("_get_default_favicon", On::model, {{"original", false}}, default_favicon);
  m.method("_default_paperformat_id", On::model, {}, default_paperformat);
  m.method("_default_currency_id", On::model, {}, default_currency);
  m.method("_inverse_partner_gid", On::multi, {}, write_partner_gid);
  m.method("create", On::model, {}, create_companies);
  m.method("write", On::multi, {}, write_companies);
  m.method("copy", On::multi, {}, copy_companies);
  m.method("_name_search", On::model, {}, search_companies_by_name);
  define_company_names(m);
}

}  // namespace chatterd
