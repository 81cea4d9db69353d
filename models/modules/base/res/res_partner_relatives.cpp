// res.partner: contacts of a contact: addresses by kind, the company above, and finding one by
// e-mail.
#include "models/engine/html/email_text.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/modules/base/res/res_partner.hpp"

namespace chatterd {
namespace {

// {kind: id}: the nearest contact of each kind, first below the partner, then below those above it,
// never past a company.
Value address_get(const Records& partners, const Args& args) {
  std::set<std::string> kinds = {"contact"};
  if (args["adr_pref"].is_array())
    for (const Value& kind : args["adr_pref"]) kinds.insert(to_text(kind));
  Value result = Value::object();
  std::set<Id> visited;
  for (const Records& partner : partners.each()) {
    for (Records current = partner; !current.empty();) {
      std::vector<Records> to_scan = {current};
      while (!to_scan.empty()) {
        const Records record = to_scan.front();
        to_scan.erase(to_scan.begin());
        visited.insert(record.id());
        const std::string kind = record.text("type");
        if (kinds.contains(kind) && !result.contains(kind)) result[kind] = record.id();
        if (result.size() == kinds.size()) return result;
        std::vector<Records> below;
        for (const Records& child : record.rel("child_ids").each())
          if (!visited.contains(child.id()) && !child.is("is_company")) below.push_back(child);
        to_scan.insert(to_scan.begin(), below.begin(), below.end());
      }
      const Records parent = current.rel("parent_id");
      if (current.is("is_company") || parent.empty()) break;
      current = parent;
    }
  }
  const Value fallback = result.contains("contact") ? result["contact"]
                         : partners.empty()         ? Value(false)
                                                    : Value(partners.id());
  for (const std::string& kind : kinds)
    if (!result.contains(kind)) result[kind] = fallback;
  return result;
}

Value find_or_create(const Records& self, const Args& args) {
  const std::string email = to_text(args["email"]);
  if (email.empty()) throw AssertionError("an email is required for find_or_create to work");
  const auto addresses = html::email_split(email);
  const auto formatted = html::email_split_and_format(email);
  const Records found =
      self.search(Value::array({term("email", "=ilike", addresses.empty() ? email : addresses[0])}),
                  {.limit = 1});
  if (!found.empty()) return found.id();
  return self.call("name_create", Value::array({formatted.empty() ? email : formatted[0]}))[0];
}

// The company that the contact only names becomes one.
Value create_company(const Records& partner, const Args&) {
  partner.ensure_one();
  if (!partner.is("company_name")) return true;
  Value values = {
      {"name", partner.get("company_name")}, {"is_company", true}, {"vat", partner.get("vat")}};
  for (const char* field : partner_address_fields()) values[field] = partner.get(field);
  const Id company = partner.browse({}).create(values).id();
  Value children = Value::array();
  for (const Id child : partner.rel("child_ids").ids())
    children.push_back(command::update(child, {{"parent_id", company}}));
  partner.write({{"parent_id", company}, {"child_ids", children}});
  return true;
}

Value open_form(const Value& id, const char* target) {
  return {{"type", "ir.actions.act_window"},
          {"res_model", "res.partner"},
          {"view_mode", "form"},
          {"res_id", id},
          {"target", target},
          {"flags", {{"form", {{"action_buttons", true}}}}}};
}

Value open_commercial_entity(const Records& partner, const Args&) {
  return open_form(partner.ensure_one().get("commercial_partner_id"), "current");
}

Value open_parent(const Records& partner, const Args&) {
  Value action = open_form(partner.ensure_one().get("parent_id"), "new");
  action["views"] =
      Value::array({Value::array({partner.env().ref("base.view_partner_address_form"), "form"})});
  return action;
}

}  // namespace

void define_res_partner_relatives(Model& m) {
  m.method("address_get", On::multi, {{"adr_pref", nullptr}}, address_get);
  m.method("find_or_create", On::model, {"email"}, find_or_create);
  m.method("create_company", On::multi, {}, create_company);
  m.method("open_commercial_entity", On::multi, {}, open_commercial_entity);
  m.method("open_parent", On::multi, {}, open_parent);
}

}  // namespace chatterd
