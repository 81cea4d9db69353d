// Groups, modifiers, rights and nested views of an arch (postprocess in
// odoo/addons/base/models/ir_ui_view.py).
#include "models/engine/views/postprocess.hpp"

#include <libxml/tree.h>

#include <map>
#include <stdexcept>

#include "models/engine/html/tree.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/engine/qweb/views.hpp"
#include "models/engine/views/modifiers.hpp"
#include "models/engine/views/on_change.hpp"
#include "models/engine/views/undeclared.hpp"

namespace chatterd::views {
namespace {

using html::attribute;

std::string of(const xmlNode* node, const char* name) { return attribute(node, name).value_or(""); }

std::vector<xmlNode*> children_of(const xmlNode* node) {
  std::vector<xmlNode*> out;
  for (xmlNode* child = html::first_child(node); child; child = html::next_sibling(child))
    out.push_back(child);
  return out;
}

class Postprocessing {
 public:
  Postprocessing(Env env, html::Document& doc, Id view)
      : env_(std::move(env)), doc_(doc), view_(view) {}

  Value whole(const std::string& model_name, xmlNode* root, const Value& base_model) {
    const Model& model = model_of(model_name);
    const Value& described = described_fields(model);
    mark_onchange(root, model);
    const Value found = process(model, root, false, described);
    mark_rights(model, root, base_model);
    Value fields = Value::object();
    for (const auto& [name, description] : described.items())
      if (found.contains(name)) fields[name] = description;
    for (const auto& [name, more] : found.items()) {
      if (!fields.contains(name))
        qweb::raise_view_error(env_,
                               format_named(env_.translate("Field `%(field_name)s` does not exist"),
                                            {{"field_name", name}}),
                               view_);
      fields[name].update(more);
    }
    std::string arch = html::to_xml(doc_, root);
    std::erase(arch, '\t');
    return {{"arch", std::move(arch)}, {"fields", std::move(fields)}};
  }

 private:
  const Model& model_of(const std::string& name) const {
    if (const Model* model = env_.registry().find(name)) return *model;
    qweb::raise_view_error(
        env_, format_named(env_.translate("Model not found: %(model)s"), {{"model", name}}), view_);
  }

  const Value& described_fields(const Model& model) {
    const auto known = described_.find(&model);
    if (known != described_.end()) return known->second;
    return described_[&model] = env_[model.name()].call("fields_get");
  }

  // What only Odoo's code can tell is left out of a view.
  bool is_undeclared(const Model& model, const std::string& name) const {
    return !name.empty() && model.find_field(name) == nullptr &&
           undeclared_fields(env_, model)->contains(name);
  }

  void unlink(xmlNode* node) {
    while (node->next && html::is_text(node->next)) {
      xmlNode* tail = node->next;
      xmlUnlinkNode(tail);
      doc_.bury(tail);
    }
    xmlUnlinkNode(node);
    doc_.bury(node);
  }

  // Takes a node out with the text behind it, to be written by itself.
  xmlNode* cut(xmlNode* node) {
    xmlNode* shell = xmlNewDocNode(doc_.get(), nullptr, node->name, nullptr);
    if (shell == nullptr) throw std::bad_alloc();
    doc_.bury(shell);
    xmlNode* tail = node->next;
    xmlUnlinkNode(node);
    xmlAddChild(shell, node);
    while (tail && html::is_text(tail)) {
      xmlNode* next = tail->next;
      xmlUnlinkNode(tail);
      xmlAddChild(shell, tail);
      tail = next;
    }
    return node;
  }

  // ------------------------------------------------------------------------------ on_change

  void collect(xmlNode* node, const Model* model,
               std::map<const Field*, std::vector<xmlNode*>>& out) {
    if (html::tag_of(node) == "field" && model) {
      if (const Field* field = model->find_field(of(node, "name"))) {
        out[field].push_back(node);
        if (field->relational()) model = env_.registry().find(field->comodel);
      }
    }
    for (xmlNode* child : children_of(node)) collect(child, model, out);
  }

  // add_on_change: the fields on which others of the view depend.
  void mark_onchange(xmlNode* root, const Model& model) {
    std::map<const Field*, std::vector<xmlNode*>> nodes;
    collect(root, &model, nodes);
    const auto dependents = views::dependents(env_);
    for (const auto& [field, places] : nodes) {
      const auto reached = dependents->of.find(field);
      const bool reaches = reached != dependents->of.end() &&
                           std::any_of(reached->second.begin(), reached->second.end(),
                                       [&](const Field* other) { return nodes.contains(other); });
      if (!reaches && !has_onchange_method(env_.registry(), *field)) continue;
      for (xmlNode* place : places)
        if (of(place, "on_change").empty()) html::set_attribute(place, "on_change", "1");
    }
  }

  // -------------------------------------------------------------------------------- rights

  bool views_may(const std::string& model, const char* operation) const {
    return truthy(env_[model].call("check_access_rights", Value::array({operation, false})));
  }

  void mark_rights(const Model& model, xmlNode* node, const Value& base_model) const {
    const bool is_base = base_model.is_null() || base_model == model.name();
    const auto mark = [&](const char* action, const std::string& of_model, const char* operation) {
      const Value wanted = env_.context().contains(action) ? env_.context(action) : Value(true);
      if ((of(node, action).empty() && !views_may(of_model, operation)) ||
          (!truthy(wanted) && is_base))
        html::set_attribute(node, action, "false");
    };
    const std::string_view tag = html::tag_of(node);
    if (tag == "kanban" || tag == "tree" || tag == "form" || tag == "activity") {
      mark("create", model.name(), "create");
      mark("delete", model.name(), "unlink");
      mark("edit", model.name(), "write");
    }
    if (tag != "kanban") return;
    const Field* group = model.find_field(of(node, "default_group_by"));
    if (group == nullptr || group->type != FieldType::many2one) return;
    mark("group_create", group->comodel, "create");
    mark("group_delete", group->comodel, "unlink");
    mark("group_edit", group->comodel, "write");
  }

  // ------------------------------------------------------------------------------- the tree

  static bool is_nested_view(std::string_view tag) {
    return tag == "form" || tag == "tree" || tag == "graph" || tag == "kanban" || tag == "calendar";
  }

  // A field, or what shows one: its nested views are told apart. Whether the walk goes on into it.
  bool process_field(const Model& model, xmlNode* node, const Value& described, Value& fields,
                     Value& modifiers) {
    const std::string name = of(node, "name");
    if (name.empty()) return true;
    bool children = true;
    Value about = Value::object();
    if (const Field* field = model.find_field(name)) {
      children = false;
      Value nested = Value::object();
      for (xmlNode* child : children_of(node))
        if (const std::string tag(html::tag_of(child)); is_nested_view(tag))
          nested[tag] = whole(field->comodel, cut(child), model.name());
      about["views"] = std::move(nested);
      const bool links = field->type == FieldType::many2one || field->type == FieldType::many2many;
      if (links && env_.registry().find(field->comodel) != nullptr)
        for (const auto& [mark, operation] :
             {std::pair{"can_create", "create"}, {"can_write", "write"}})
          html::set_attribute(node, mark, views_may(field->comodel, operation) ? "true" : "false");
    }
    fields[name] = std::move(about);
    if (described.contains(name)) add_field_modifiers(described[name], modifiers);
    return children;
  }

  // What a tree shows of the records that it groups by.
  void process_groupby(const Model& model, xmlNode* node, Value& fields) {
    const Field* field = model.find_field(of(node, "name"));
    if (field == nullptr) return;
    if (field->type != FieldType::many2one)
      qweb::raise_view_error(
          env_,
          format_named(env_.translate("'groupby' tags can only target many2one (%(field)s)"),
                       {{"field", field->name}}),
          view_);
    xmlNode* shell = xmlNewDocNode(doc_.get(), nullptr, node->name, nullptr);
    if (shell == nullptr) throw std::bad_alloc();
    doc_.bury(shell);
    for (xmlNode* child = html::first_child(node); child; child = html::first_child(node)) {
      xmlNode* tail = child->next;
      xmlUnlinkNode(child);
      xmlAddChild(shell, child);
      while (tail && html::is_text(tail)) {
        xmlNode* next = tail->next;
        xmlUnlinkNode(tail);
        xmlAddChild(shell, tail);
        tail = next;
      }
    }
    fields[field->name]["views"] = {{"groupby", whole(field->comodel, shell, model.name())}};
  }

  void add_calendar_fields(const Model& model, xmlNode* node, Value& fields) {
    for (const char* name : {"date_start", "date_delay", "date_stop", "color", "all_day"}) {
      const std::string path = of(node, name);
      const std::string field = path.substr(0, path.find('.'));
      if (!path.empty() && !is_undeclared(model, field)) fields[field] = Value::object();
    }
    for (xmlNode* child : children_of(node))
      if (html::tag_of(child) == "filter" && !is_undeclared(model, of(child, "name")))
        fields[of(child, "name")] = Value::object();
  }

  // _apply_group: false for a field that nobody of the caller's groups sees, which is taken out.
  bool apply_groups(const Model& model, xmlNode* node, Value& modifiers) {
    const std::string_view tag = html::tag_of(node);
    const std::string name = tag == "field"   ? of(node, "name")
                             : tag == "label" ? of(node, "for")
                                              : std::string();
    const Field* field = name.empty() ? nullptr : model.find_field(name);
    if (field && !field->groups.empty() && !in_groups(env_, parse_groups(field->groups)))
      return false;
    const std::string groups = of(node, "groups");
    if (groups.empty()) return true;
    if (!in_groups(env_, parse_groups(groups))) {
      html::set_attribute(node, "invisible", "1");
      modifiers["invisible"] = true;
      html::remove_attribute(node, "attrs");
    }
    html::remove_attribute(node, "groups");
    return true;
  }

  Value process(const Model& model, xmlNode* node, bool in_tree, const Value& described) {
    Value fields = Value::object(), modifiers = Value::object();
    if (!html::is_element(node)) return fields;
    const std::string tag(html::tag_of(node));
    const bool shows = tag == "field" || tag == "label" || tag == "groupby";
    if (shows && is_undeclared(model, of(node, tag == "label" ? "for" : "name"))) {
      unlink(node);
      return fields;
    }
    bool children = true;
    if (tag == "field" || tag == "node" || tag == "arrow") {
      children = process_field(model, node, described, fields, modifiers);
    } else if (tag == "groupby") {
      process_groupby(model, node, fields);
      children = model.find_field(of(node, "name")) == nullptr;
    } else if (tag == "form" || tag == "tree") {
      const Value header = env_[model.name()].call("view_header_get", Value::array({false, tag}));
      if (truthy(header)) html::set_attribute(node, "string", to_text(header));
      in_tree = tag == "tree";
    } else if (tag == "calendar") {
      add_calendar_fields(model, node, fields);
    } else if (tag == "search") {
      for (xmlNode* child : children_of(node)) {
        if (html::tag_of(child) != "searchpanel") continue;
        whole(model.name(), child, model.name());
        break;
      }
    }
    if (!apply_groups(model, node, modifiers)) {
      if (html::parent_of(node) == nullptr)
        throw AttributeError("'NoneType' object has no attribute 'remove'");
      fields.erase(tag == "label" ? of(node, "for") : of(node, "name"));
      unlink(node);
      return fields;
    }
    add_node_modifiers(env_, node, in_tree, modifiers);
    for (xmlNode* child : children_of(node)) {
      const std::string_view inner = html::tag_of(child);
      if (tag == "search" && inner == "searchpanel") continue;
      if (children || (tag == "field" && (inner == "filter" || inner == "separator")))
        fields.update(process(model, child, in_tree, described));
    }
    put_modifiers(modifiers, node);
    return fields;
  }

  const Env env_;
  html::Document& doc_;
  const Id view_;
  std::map<const Model*, Value> described_;
};

}  // namespace

Value postprocessed(const Env& env, const std::string& model, const std::string& arch, Id view,
                    const Value& base_model) {
  html::Document doc(arch, html::Document::Syntax::xml);
  return Postprocessing(env, doc, view).whole(model, doc.root(), base_model);
}

}  // namespace chatterd::views
