// res.partner: names, addresses and the computed fields of contacts
// (odoo/addons/base/models/res_partner.py).
#include "models/engine/html/email_text.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/base/res/locale_selections.hpp"
#include "models/modules/base/res/res_partner.hpp"

namespace chatterd {

const std::vector<const char*>& partner_address_fields() {
  static const std::vector<const char*> fields{"street", "street2",  "zip",
                                               "city",   "state_id", "country_id"};
  return fields;
}

namespace {

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

std::string display_address(const Records& partner, bool without_company) {
  const Records country = partner.rel("country_id"), state = partner.rel("state_id");
  std::string address_format = country.text("address_format");
  if (address_format.empty())
    address_format = "%(street)s\n%(street2)s\n%(city)s %(state_code)s %(zip)s\n%(country_name)s";
  const std::string company = partner.text("commercial_company_name");
  Value names = {{"state_code", state.text("code")},
                 {"state_name", state.text("name")},
                 {"country_code", country.text("code")},
                 {"country_name", country.text("name")},
                 {"company_name", without_company ? "" : company}};
  for (const char* field : {"street", "street2", "zip", "city"}) names[field] = partner.text(field);
  if (!without_company && !company.empty()) address_format = "%(company_name)s\n" + address_format;
  return format_named(address_format, names);
}

std::string type_label(const Records& partner) {
  const Value described = partner.call("fields_get", Value::array({Value::array({"type"})}));
  for (const Value& item : described["type"]["selection"])
    if (item[0] == partner.get("type")) return item[1].get<std::string>();
  return {};
}

std::string partner_name(const Records& partner) {
  const Env& env = partner.env();
  std::string name = partner.text("name");
  if (partner.is("company_name") || partner.is("parent_id")) {
    const std::string type = partner.text("type");
    if (name.empty() && (type == "invoice" || type == "delivery" || type == "other"))
      name = type_label(partner);
    if (!partner.is("is_company")) {
      std::string company = partner.text("commercial_company_name");
      if (company.empty()) company = partner.sudo().rel("parent_id").text("name");
      name = company + ", " + name;
    }
  }
  if (env.flag("show_address_only")) name = display_address(partner, true);
  if (env.flag("show_address")) name += "\n" + display_address(partner, true);
  name = replaced(replaced(name, "\n\n", "\n"), "\n\n", "\n");
  if (env.flag("address_inline")) name = replaced(name, "\n", ", ");
  if (env.flag("show_email") && partner.is("email")) name += " <" + partner.text("email") + ">";
  if (env.flag("html_format")) name = replaced(name, "\n", "<br/>");
  if (env.flag("show_vat") && partner.is("vat")) name += " ‒ " + partner.text("vat");
  return name;
}

bool shows_more_than_name(const Env& env) {
  for (const char* key : {"show_address_only", "show_address", "address_inline", "show_email",
                          "html_format", "show_vat"})
    if (env.flag(key)) return true;
  return false;
}

Value name_get(const Records& partners, const Args&) {
  Value out = Value::array();
  // the stored display_name is the plain name_get: reading it needs no look at parents
  const bool plain = !shows_more_than_name(partners.env());
  const bool computing = partners.env().unit().recomputing.contains("res.partner.display_name");
  for (const Records& partner : partners.each()) {
    std::string name = plain && !computing ? partner.text("display_name") : partner_name(partner);
    if (name.empty() && plain && !computing) name = partner_name(partner);
    out.push_back(Value::array({partner.id(), name}));
  }
  return out;
}

Value compute_display_name(const Records& partners, const Args&) {
  const Records plain = partners.with_context({{"show_address", nullptr},
                                               {"show_address_only", nullptr},
                                               {"show_email", nullptr},
                                               {"html_format", nullptr},
                                               {"show_vat", nullptr}});
  for (const Records& partner : plain.each()) {
    const std::string name = partner_name(partner);
    partners.browse({partner.id()}).assign("display_name", name);
  }
  return nullptr;
}

Value search_partners_by_name(const Records& self, const Args& args) {
  const Env& env = self.env();
  const std::string op = args["operator"].get<std::string>();
  const std::string name = to_text(args["name"]);
  const bool ranked = op == "=" || op == "ilike" || op == "=ilike" || op == "like" || op == "=like";
  if (name.empty() || !ranked) return args.super(self);
  self.check_access_rights("read");
  using bridge::Sql;
  const std::string search_name = op == "ilike" || op == "like" ? "%" + name + "%" : name;
  const std::string sql_operator = op == "=ilike" ? "ilike" : op == "=like" ? "like" : op;
  std::string vat;
  for (const char c : search_name)
    if (std::isalnum(static_cast<unsigned char>(c))) vat += c;
  Value domain = truthy(args["args"]) ? args["args"] : Value::array();
  const Value active_test = env.context("active_test");
  const bool names_active = std::any_of(domain.begin(), domain.end(), [](const Value& term) {
    return term.is_array() && !term.empty() && term[0] == "active";
  });
  if (!names_active && (active_test.is_null() || truthy(active_test)))
    domain = domain::conjunction({Value::array({term("active", "=", true)}), domain});
  const Sql like(" " + sql_operator + " %s", {search_name});
  Sql query = Sql("SELECT res_partner.id FROM res_partner WHERE (email") + like +
              Sql(" OR display_name") + like + Sql(" OR ref") + like +
              Sql(" OR vat " + sql_operator + " %s)",
                  {vat.empty() ? bridge::Param(nullptr) : bridge::Param(vat)});
  const Sql condition = where_clause(env, self.model(), domain, "res_partner");
  if (!condition.empty()) query += Sql(" AND (") + condition + Sql(")");
  const Sql allowed = rule_condition(env, self.model(), "read", "res_partner");
  if (!allowed.empty()) query += Sql(" AND (") + allowed + Sql(")");
  query += Sql(" ORDER BY display_name") + like + Sql(" DESC, display_name");
  if (truthy(args["limit"])) query += Sql(" LIMIT %s", {args["limit"].get<Id>()});
  return self.browse(env.cr().execute(query).ids()).name_get();
}

// "Name" or "Name <e-mail>", as typed into a many2one.
Value name_create(const Records& self, const Args& args) {
  if (!args["name"].is_string())
    throw AttributeError(std::string("'") + python_type(args["name"]) +
                         "' object has no attribute 'replace'");
  const std::string text = to_text(args["name"]);
  const auto [name, email] = html::split_name_and_email(text);
  Value values = {{"name", name.empty() ? email : name}};
  if (self.env().flag("force_email") && email.empty())
    throw UserError(self.env().translate("Couldn't create contact without email address!"));
  if (!email.empty()) values["email"] = email;
  return self.create(values).name_get()[0];
}

Value compute_partner_share(const Records& partners, const Args&) {
  for (const Records& partner : partners.each()) {
    const Records users = partner.with_context({{"active_test", true}})
                              .rel("user_ids");  // one who left counts no more
    bool internal = false;
    for (const Records& user : users.each()) internal = internal || !user.is("share");
    partner.assign("partner_share", !internal);
  }
  return nullptr;
}

Value compute_commercial_partner(const Records& partners, const Args&) {
  for (const Records& partner : partners.each()) {
    Id commercial = partner.id();
    if (!partner.is("is_company") && partner.is("parent_id"))
      commercial = partner.rel("parent_id").id("commercial_partner_id");
    partner.assign("commercial_partner_id", commercial ? Value(commercial) : Value(false));
  }
  return nullptr;
}

Value compute_commercial_company_name(const Records& partners, const Args&) {
  for (const Records& partner : partners.each()) {
    const Records commercial = partner.rel("commercial_partner_id");
    Value name = partner.get("company_name");
    if (commercial.is("is_company") && commercial.is("name")) name = commercial.get("name");
    partner.assign("commercial_company_name", name);
  }
  return nullptr;
}

Value compute_email_formatted(const Records& partners, const Args&) {
  for (const Records& partner : partners.each()) {
    const std::string name = partner.text("name");
    partner.assign("email_formatted", partner.is("email")
                                          ? Value(html::formataddr(name.empty() ? "False" : name,
                                                                   partner.text("email")))
                                          : Value(""));
  }
  return nullptr;
}

Value compute_contact_address(const Records& partners, const Args&) {
  for (const Records& partner : partners.each())
    partner.assign("contact_address", display_address(partner, false));
  return nullptr;
}

Value compute_company_type(const Records& partners, const Args&) {
  for (const Records& partner : partners.each())
    partner.assign("company_type", partner.is("is_company") ? "company" : "person");
  return nullptr;
}

Value write_company_type(const Records& partners, const Args&) {
  for (const Records& partner : partners.each())
    partner.write({{"is_company", partner.get("company_type") == "company"}});
  return nullptr;
}

Value compute_self(const Records& partners, const Args&) {
  for (const Records& partner : partners.each()) partner.assign("self", partner.id());
  return nullptr;
}

Value compute_active_lang_count(const Records& partners, const Args&) {
  const Id count =
      partners.env().sudo()["res.lang"].search_count(Value::array({term("active", "=", true)}));
  for (const Records& partner : partners.each()) partner.assign("active_lang_count", count);
  return nullptr;
}

Value compute_same_vat(const Records& partners, const Args&) {
  for (const Records& partner : partners.each()) {
    Value same = false;
    if (partner.is("vat") && !partner.is("parent_id")) {
      const Value domain =
          Value::array({term("vat", "=", partner.get("vat")), term("id", "!=", partner.id()), "!",
                        term("id", "child_of", partner.id())});
      const Records found = partners.browse({}).search(domain, {0, 1, ""});
      if (!found.empty()) same = found.id();
    }
    partner.assign("same_vat_partner_id", same);
  }
  return nullptr;
}

Value default_lang(const Records& self, const Args&) {
  const std::string lang = self.env().lang();
  return lang.empty() ? Value(false) : Value(lang);
}

Value default_tz(const Records& self, const Args&) {
  const Value zone = self.env().context("tz");
  return zone.is_null() ? Value(false) : zone;
}

Value default_category(const Records& self, const Args&) {
  return to_ids(self.env().context("category_id"));
}

Value check_parent(const Records& partners, const Args&) {
  const auto cycle = partners.env().cr().execute(bridge::Sql(R"sql(
          WITH RECURSIVE up(start, id, depth) AS (SELECT id, parent_id, 1 FROM res_partner WHERE
              id = ANY(%s::int[]) UNION ALL SELECT up.start, p.parent_id, depth + 1 FROM
              res_partner p JOIN up ON p.id = up.id WHERE depth < 1000 AND up.id <> up.start)
          SELECT 1
          FROM up
          WHERE id = start
          LIMIT 1)sql",
                                                             {partners.ids()}));
  if (!cycle.empty())
    throw ValidationError(
        partners.env().translate("You cannot create recursive Partner hierarchies."));
  return nullptr;
}

}  // namespace

void define_res_partner_methods(Model& m) {
  m.method("name_get", On::multi, {}, name_get);
  m.method("_compute_display_name", On::multi, {}, compute_display_name);
  m.method("_name_search", On::model,
           {{"name", ""},
            {"args", nullptr},
            {"operator", "ilike"},
            {"limit", 100},
            {"name_get_uid", nullptr}},
           search_partners_by_name);
  m.method("name_create", On::model, {"name"}, name_create);
  m.method("_compute_partner_share", On::multi, {}, compute_partner_share);
  m.method("_compute_commercial_partner", On::multi, {}, compute_commercial_partner);
  m.method("_compute_commercial_company_name", On::multi, {}, compute_commercial_company_name);
  m.method("_compute_email_formatted", On::multi, {}, compute_email_formatted);
  m.method("_compute_contact_address", On::multi, {}, compute_contact_address);
  m.method("_compute_company_type", On::multi, {}, compute_company_type);
  m.method("_write_company_type", On::multi, {}, write_company_type);
  m.method("_compute_get_ids", On::multi, {}, compute_self);
  m.method("_compute_active_lang_count", On::multi, {}, compute_active_lang_count);
  m.method("_compute_same_vat_partner_id", On::multi, {}, compute_same_vat);
  m.method("_default_lang", On::model, {}, default_lang);
  m.method("_default_tz", On::model, {}, default_tz);
  m.method("_default_category", On::model, {}, default_category);
  m.constrains({"parent_id"}, check_parent);
  define_locale_selections(m);
  define_res_partner_relatives(m);
}

}  // namespace chatterd
