// Screens of contacts: their address as the country of the company writes it, a short form, and the
// title of a list of one tag (format.address.mixin and res.partner).
#include <libxml/tree.h>

#include <sstream>

#include "models/engine/html/tree.hpp"
#include "models/modules/base/res/res_partner.hpp"

namespace chatterd {
namespace partner_views {
namespace {

bool is_address(const xmlNode* node) {
  std::istringstream words(html::attribute(node, "class").value_or(""));
  for (std::string word; words >> word;)
    if (word == "o_address_format") return true;
  return false;
}

// The view that the country of the user's company has for addresses; 0 for none.
Id address_view(const Env& env) {
  if (env.flag("no_address_format") ||
      env.registry().at("res.country").find_field("address_view_id") == nullptr)
    return 0;
  return env.sudo().browse("res.company", {env.company()}).rel("country_id").id("address_view_id");
}

// arch, with the country's own view where an address is.
Value with_address(const Records& self, const Args& args) {
  const Value& arch = args["arch"];
  const Env& env = self.env();
  const Id view = address_view(env);
  if (view == 0) return arch;
  html::Document doc(to_text(arch), html::Document::Syntax::xml);
  for (xmlNode* place : html::elements_of(doc.root(), "div")) {
    if (!is_address(place)) continue;
    const Value shown = env["res.partner"]
                            .with_context({{"no_address_format", true}})
                            .call("fields_view_get", Value::array({view, "form", false, false}));
    const html::Document address(to_text(shown["arch"]), html::Document::Syntax::xml);
    // a form of another model, which has not all these fields, keeps what it has
    if (self.model().name() != "res.partner")
      for (const xmlNode* node : html::elements_of(address.root(), "field"))
        if (!self.model().find_field(html::attribute(node, "name").value_or(""))) return arch;
    xmlNode* made = xmlDocCopyNode(address.root(), doc.get(), 1);
    while (place->next && html::is_text(place->next)) {
      xmlNode* tail = place->next;
      xmlUnlinkNode(tail);
      doc.bury(tail);
    }
    xmlReplaceNode(place, made);
    doc.bury(place);
  }
  return html::to_xml(doc, doc.root());
}

Value read_view(const Records& self, const Args& args) {
  Value view = args["view_id"];
  if (!truthy(view) && args["view_type"] == "form" && self.env().flag("force_email"))
    if (const Id simple = self.env().ref("base.view_partner_simple_form")) view = simple;
  Value out = args.super(self, {{"view_id", view}});
  if (args["view_type"] == "form")
    out["arch"] = self.call("_fields_view_get_address", Value::array({out["arch"]}));
  return out;
}

Value view_header_get(const Records& self, const Args& args) {
  const Value known = args.super(self);
  if (truthy(known)) return known;
  const Value category = self.env().context("category_id");
  if (!truthy(category)) return false;
  return self.env().translate("Partners: ") +
         self.env().browse("res.partner.category", {to_id(category)}).text("name");
}

}  // namespace
}  // namespace partner_views

void define_address_views(Model& mixin) {
  mixin.method("_fields_view_get_address", On::model, {"arch"}, partner_views::with_address);
}

void define_res_partner_views(Model& m) {
  m.method("_fields_view_get", On::model, {}, partner_views::read_view);
  m.method("view_header_get", On::model, {}, partner_views::view_header_get);
}

}  // namespace chatterd
