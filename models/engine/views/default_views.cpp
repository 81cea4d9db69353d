// _get_default_form_view, …_tree_view and so on of BaseModel (odoo/models.py).
#include "models/engine/views/default_views.hpp"

#include <initializer_list>

#include "models/engine/errors.hpp"
#include "models/engine/html/html.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd::views {
namespace {

std::string in_quotes(const std::string& text) { return '"' + html::html_escape(text) + '"'; }

// What a record is called by, for a view of one field.
std::string name_field(const Model& model) {
  const std::string& name = model.rec_name();
  const bool known = !name.empty() && model.find_field(name) != nullptr;
  return "<field name=" + in_quotes(known ? name : "id") + "/>";
}

std::string form_arch(const Model& model) {
  std::string out = "<form><sheet string=" + in_quotes(model.description()) + "><group col=\"4\">";
  for (const Field* field : model.fields()) {
    if (field->automatic) continue;
    const std::string named = "<field name=" + in_quotes(field->name);
    const bool wide =
        field->x2many() || field->type == FieldType::text || field->type == FieldType::html;
    out += wide ? "<newline/>" + named + " colspan=\"4\"/><newline/>" : named + "/>";
  }
  return out + "<separator/></group></sheet></form>";
}

std::string calendar_arch(const Env& env, const Model& model) {
  const auto first_of = [&](std::initializer_list<const char*> names) {
    for (const char* name : names)
      if (model.find_field(name) != nullptr) return std::string(name);
    return std::string();
  };
  const std::string start = first_of({"date", "date_start", "x_date", "x_date_start"});
  if (start.empty()) throw UserError(env.translate("Insufficient fields for Calendar View!"));
  std::string out =
      "<calendar string=" + in_quotes(model.description()) + " date_start=" + in_quotes(start);
  const std::string color = first_of({"user_id", "partner_id", "x_user_id", "x_partner_id"});
  if (!color.empty()) out += " color=" + in_quotes(color);
  const std::string stop = first_of({"date_stop", "date_end", "x_date_stop", "x_date_end"});
  const std::string delay =
      first_of({"date_delay", "planned_hours", "x_date_delay", "x_planned_hours"});
  if (stop.empty() && delay.empty())
    throw UserError(format(env.translate("Insufficient fields to generate a Calendar View for %s, "
                                         "missing a date_stop or a date_delay"),
                           {model.name()}));
  out += stop.empty() ? " date_delay=" + in_quotes(delay) : " date_stop=" + in_quotes(stop);
  return out + ">" + name_field(model) + "</calendar>";
}

}  // namespace

std::string default_arch(const Env& env, const Model& model, const std::string& type) {
  const std::string title = " string=" + in_quotes(model.description());
  if (type == "form") return form_arch(model);
  if (type == "calendar") return calendar_arch(env, model);
  if (type == "pivot") return "<pivot" + title + "/>";
  if (type == "kanban")
    return "<kanban" + title +
           "><templates><t t-name=\"kanban-box\"><div t-attf-class=\"oe_kanban_card "
           "oe_kanban_global_click\"><div class=\"o_kanban_card_content\">" +
           name_field(model) + "</div></div></t></templates></kanban>";
  if (type == "activity" && env.registry().installed("mail"))
    return "<activity" + title + "><templates><div t-name=\"activity-box\">" + name_field(model) +
           "</div></templates></activity>";
  if (type == "search" || type == "tree" || type == "graph")
    return "<" + type + title + ">" + name_field(model) + "</" + type + ">";
  throw UserError(format(env.translate("No default view of type '%s' could be found !"), {type}));
}

}  // namespace chatterd::views
