// res.partner create and write: companies and their contacts share address and commercial fields.
#include "models/engine/orm/fetch.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/base/res/res_partner.hpp"

namespace chatterd {
namespace {

constexpr const char* commercial_fields[] = {"vat", "credit_limit"};

template <class Names>
Value values_of(const Records& partner, const Names& names) {
  Value values = Value::object();
  for (const char* name : names) values[name] = partner.get(name);
  return values;
}

// The commercial fields of a company that its contact has otherwise: what is equal in a new row
// stays as it is.
Value changed_values(const Records& partner, const Records& commercial) {
  Value values = Value::object();
  for (const char* name : commercial_fields)
    if (Value value = commercial.get(name); value != partner.get(name))
      values[name] = std::move(value);
  return values;
}

// The write of the layers below: addresses are passed on without another round of synchronising.
void plain_write(const Records& partners, const Value& values) {
  partners.with_context({{"_chatterd_partner_plain_write", true}}).write(values);
}

void commercial_to_children(const Records& partner) {
  const Records commercial = partner.rel("commercial_partner_id");
  const Records children = partner.rel("child_ids").filtered([](const Records& child) {
    return !child.is("is_company");
  });
  for (const Records& child : children.each()) commercial_to_children(child);
  if (!children.empty()) children.write(values_of(commercial, commercial_fields));
}

void update_address(const Records& partners, const Value& values) {
  Value address = Value::object();
  for (const char* name : partner_address_fields())
    if (values.contains(name)) address[name] = values[name];
  if (!address.empty() && !partners.empty()) plain_write(partners, address);
}

void sync_children(const Records& partner, const Value& values) {
  const Records children = partner.rel("child_ids");
  if (children.empty()) return;
  const Id commercial = partner.id("commercial_partner_id");
  if (commercial == partner.id())
    for (const char* name : commercial_fields)
      if (values.contains(name)) {
        commercial_to_children(partner);
        break;
      }
  for (const Records& child : children.each())
    if (!child.is("is_company") && child.id("commercial_partner_id") != commercial) {
      commercial_to_children(partner);
      break;
    }
  update_address(
      children.filtered([](const Records& child) { return child.get("type") == "contact"; }),
      values);
}

enum class Row { old, created };

void sync_fields(const Records& partner, const Value& values, Row row) {
  const bool has_parent = values.contains("parent_id") && truthy(values["parent_id"]);
  if (has_parent || (values.contains("type") && values["type"] == "contact")) {
    if (has_parent) {
      const Records commercial = partner.rel("commercial_partner_id");
      if (commercial.id() != partner.id())
        partner.write(row == Row::created ? changed_values(partner, commercial)
                                          : values_of(commercial, commercial_fields));
    }
    const Records parent = partner.rel("parent_id");
    if (!parent.empty() && partner.get("type") == "contact") {
      const Value address = values_of(parent, partner_address_fields());
      const bool given = std::any_of(address.begin(), address.end(),
                                     [](const Value& value) { return truthy(value); });
      if (given) update_address(partner, address);
    }
  }
  sync_children(partner, values);
}

// The first contact of a company without an address gives it his.
void first_contact(const Records& partner) {
  const Records parent = partner.rel("parent_id");
  if (parent.empty() || !(parent.is("is_company") || !parent.is("parent_id")) ||
      parent.rel("child_ids").size() != 1)
    return;
  const Value own = values_of(partner, partner_address_fields()),
              theirs = values_of(parent, partner_address_fields());
  const auto any = [](const Value& values) {
    return std::any_of(values.begin(), values.end(),
                       [](const Value& value) { return truthy(value); });
  };
  if (any(own) && !any(theirs)) update_address(parent, own);
}

std::string clean_website(const std::string& website) {
  return website.find("://") == std::string::npos ? "http://" + website : website;
}

Value cleaned(Value values) {
  if (values.contains("website") && values["website"].is_string() && truthy(values["website"]))
    values["website"] = clean_website(values["website"].get<std::string>());
  if (values.contains("parent_id") && truthy(values["parent_id"])) values["company_name"] = false;
  return values;
}

void check_company_of_users(const Records& partners, Id company) {
  for (const Records& partner : partners.each()) {
    const Records users = partner.rel("user_ids");
    if (users.empty()) continue;
    const Ids companies = users.rel("company_id").ids();
    if (companies.size() > 1 || !contains(companies, company))
      throw UserError(
          "The selected company is not compatible with the companies of the related user(s)");
  }
}

Value write_partners(const Records& partners, const Args& args) {
  const Env& env = partners.env();
  if (env.flag("_chatterd_partner_plain_write"))
    return args.super(partners.with_context({{"_chatterd_partner_plain_write", nullptr}}));
  if (!args["vals"].is_object()) return args.super(partners);
  Value values = cleaned(args["vals"]);
  if (values.contains("active") && values["active"] == false)
    for (const Records& partner : partners.each())
      if (partner.is("active") && !partner.rel("user_ids").empty())
        throw ValidationError(
            env.translate("You cannot archive a contact linked to an internal user."));
  if (values.contains("company_id") && truthy(values["company_id"])) {
    partners.check_access_rule("read");
    check_company_of_users(partners, to_id(values["company_id"]));
  }
  // whoever may manage contacts may say what is a company, whatever the rules on its other fields
  if (values.contains("is_company") && !env.su() && env.has_group("base.group_partner_manager")) {
    args.super(partners.sudo(), {{"vals", {{"is_company", values["is_company"]}}}});
    values.erase("is_company");
  }
  args.super(partners, {{"vals", values}});
  // whoever has made a contact private that he may not see is refused, where what he wrote makes
  // Odoo look for the contacts below: that is when it sends its pending changes to the database
  if (values.contains("name") || values.contains("is_company") || values.contains("parent_id"))
    partners.check_access_rule("read");
  for (const Records& partner : partners.each()) {
    for (const Records& user : partner.sudo().rel("user_ids").each())
      if (user.id() != env.uid() && env.user_info(user.id())->in_group("base.group_user")) {
        env["res.users"].check_access_rights("write");
        break;
      }
    sync_fields(partner, values, Row::old);
  }
  return true;
}

Value create_partners(const Records& self, const Args& args) {
  const Value& given = args["vals_list"];
  Value list = given.is_array() ? given : Value::array({given});
  for (Value& values : list)
    if (values.is_object()) values = cleaned(values);
  const Value ids = args.super(self, {{"vals_list", list}});
  if (self.env().flag("_partners_skip_fields_sync")) return ids;
  // who creates a private address may not read it afterwards, but what he gave is known
  std::vector<const Field*> columns;
  for (const Field* field : self.model().fields())
    if (field->column()) columns.push_back(field);
  fetch(self.browse(to_ids(ids)).sudo(), columns);
  std::size_t at = 0;
  for (const Records& partner : self.browse(to_ids(ids)).each()) {
    sync_fields(partner, list[at++], Row::created);
    first_contact(partner);
  }
  return ids;
}

Value copy_partner(const Records& partner, const Args& args) {
  Value defaults = args["default"].is_object() ? args["default"] : Value::object();
  if (!defaults.contains("name") || !truthy(defaults["name"])) {
    std::string name = partner.env().translate("%s (copy)");
    defaults["name"] = name.replace(name.find("%s"), 2, partner.ensure_one().text("name"));
  }
  return args.super(partner, {{"default", defaults}});
}

}  // namespace

void define_res_partner_sync(Model& m) {
  m.method("create", On::model, {"vals_list"}, create_partners);
  m.method("write", On::multi, {"vals"}, write_partners);
  m.method("copy", On::multi, {{"default", nullptr}}, copy_partner);
}

}  // namespace chatterd
