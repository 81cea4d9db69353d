// The generic access methods and field descriptions of every model (BaseModel in odoo/models.py,
// fields.py).
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/access/field_depends.hpp"
#include "models/engine/orm/access/missing.hpp"
#include "models/engine/orm/fetch.hpp"
#include "models/engine/orm/methods/base_model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/search/domain_sql.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Value check_access_rights(const Records& self, const Args& args) {
  const std::string op = to_text(args["operation"]);
  if (truthy(args["raise_exception"])) check_may(self.env(), self.model(), op);
  return may(self.env(), self.model(), op);
}

Value check_access_rule(const Records& records, const Args& args) {
  const Env& env = records.env();
  const std::string op = to_text(args["operation"]);
  // rules say nothing of dialogs: only who reads them is asked for being their owner
  if (env.su()) return nullptr;
  if (op != "read" && op != "write" && op != "create" && op != "unlink")
    throw ValueError("Invalid mode: " + python_repr(op));
  if (records.empty() || records.model().is_transient()) return nullptr;
  const Records invalid = records - filter_access_rules(records, op);
  if (invalid.empty()) return nullptr;
  const Ids present = invalid.exists().ids();
  // the rules are applied to values, and a record that is gone has none
  for (const Records& record : invalid.each())
    if (!contains(present, record.id())) throw missing_record(env, record.text());
  throw rule_error(invalid, op);
}

// "allowed for groups 'A', 'B'; forbidden for groups 'C'", as technical users see it.
std::string describe_groups(const Env& env, const Field& field) {
  const GroupList groups = parse_groups(field.groups);
  const auto ids_of = [&](const std::vector<std::string>& list) {
    Ids ids;
    for (const std::string& group : list) ids.push_back(env.ref(group));
    return ids;
  };
  const Ids any = ids_of(groups.any), none = ids_of(groups.none);
  const auto names = [&](Ids ids) {
    std::sort(ids.begin(), ids.end());
    std::string out;
    for (const Records& record : env.sudo().browse("res.groups", ids).each())
      out += (out.empty() ? "" : ", ") + python_repr(record.display_name());
    return out;
  };
  std::string out;
  if (!any.empty()) out = format(env.translate("allowed for groups %s"), {names(any)});
  if (!none.empty())
    out +=
        (out.empty() ? "" : "; ") + format(env.translate("forbidden for groups %s"), {names(none)});
  return out;
}

Value check_field_access_rights(const Records& self, const Args& args) {
  const Env& env = self.env();
  const std::string op = to_text(args["operation"]);
  Value valid = Value::array();
  if (!truthy(args["fields"])) {
    for (const Field* field : self.model().fields())
      if (field_visible(env, *field)) valid.push_back(field->name);
    return valid;
  }
  if (env.su()) return args["fields"];
  std::vector<const Field*> refused;
  for (const Value& name : args["fields"]) {
    const Field* field =
        name.is_string() ? self.model().find_field(name.get<std::string>()) : nullptr;
    if (field && !field_visible(env, *field)) refused.push_back(field);
  }
  if (refused.empty()) return args["fields"];
  const std::string kind = model_label(env, self.model());
  if (!env.has_group("base.group_no_one")) {
    std::string names;
    for (const Field* field : refused) names += (names.empty() ? "" : ",") + field->name;
    throw AccessError(format_named(
        env.translate("You do not have enough rights to access the fields \"%(fields)s\" on "
                      "%(document_kind)s (%(document_model)s). Please contact your system "
                      "administrator.\n\n(Operation: %(operation)s)"),
        {{"fields", names},
         {"document_kind", kind},
         {"document_model", self.model().name()},
         {"operation", op}}));
  }
  std::sort(refused.begin(), refused.end(),
            [](const Field* a, const Field* b) { return a->name < b->name; });
  std::string list;
  for (const Field* field : refused)
    list += (list.empty() ? "" : "\n") + std::string("- ") + field->name + " (" +
            describe_groups(env, *field) + ")";
  throw AccessError(format_named(
      env.translate(
          "The requested operation can not be completed due to security restrictions.\n\nDocument "
          "type: %(document_kind)s (%(document_model)s)\nOperation: %(operation)s\nUser: "
          "%(user)s\nFields:\n%(fields_list)s"),
      {{"document_model", self.model().name()},
       {"document_kind", kind},
       {"operation", op},
       {"user", env.uid()},
       {"fields_list", list}}));
}

// ------------------------------------------------------------------------------- fields_get

// Labels, helps and selection items in a language: "string/model/field", "help/…",
// "item/model/field/value".
using Labels = std::unordered_map<std::string, std::string>;

std::shared_ptr<const Labels> field_labels(const Env& env) {
  const std::string lang = env.lang();
  return env.cached_by_language<Labels>("field labels/", lang, [&] {
    Labels loaded;
    for (const bridge::Row row : env.cr().execute(Sql(R"sql(
             SELECT f.model, f.name, t.name AS term, t.value
             FROM ir_translation t
               JOIN ir_model_fields f ON f.id = t.res_id
             WHERE t.type = 'model'
               AND t.name IN ('ir.model.fields,field_description', 'ir.model.fields,help')
               AND t.lang = %s
               AND t.value <> '')sql",
                                                      {lang})))
      loaded[(row[2].text().ends_with("help") ? "help/" : "string/") + row[0].str() + "/" +
             row[1].str()] = row[3].str();
    for (const bridge::Row row : env.cr().execute(Sql(R"sql(
                 SELECT f.model, f.name, s.value AS item, t.value
                 FROM ir_translation t
                   JOIN ir_model_fields_selection s ON s.id = t.res_id
                   JOIN ir_model_fields f ON f.id = s.field_id
                 WHERE t.type = 'model'
                   AND t.name = 'ir.model.fields.selection,name'
                   AND t.lang = %s
                   AND t.value <> '')sql",
                                                      {lang})))
      loaded["item/" + row[0].str() + "/" + row[1].str() + "/" + row[2].str()] = row[3].str();
    return loaded;
  });
}

// Texts whose blanks at the ends mean something to the web client (trim=False).
bool keeps_blanks(const Field& field) {
  const std::string& model = field.model->name();
  return (model == "res.lang" &&
          (field.name == "decimal_point" || field.name == "thousands_sep")) ||
         (model == "ir.sequence" && (field.name == "prefix" || field.name == "suffix"));
}

// Declared with readonly=1: the number goes to clients as it is.
bool is_readonly_by_number(const Field& field) {
  const std::string& model = field.model->name();
  return (model == "mail.message" && field.name == "message_id") ||
         (model == "mail.mail" && (field.name == "references" || field.name == "failure_reason")) ||
         (model == "mail.tracking.value" && field.readonly && !field.computed() &&
          field.name != "field_type" && !field.automatic);
}

class Description {
 public:
  explicit Description(const Records& self) : self_(self) {
    const std::string lang = self.env().lang();
    if (!lang.empty() && lang != "en_US") labels_ = field_labels(self.env());
  }

  Value of(const Field& field, bool writable) const {
    const Field& base = origin(field);
    Value out = {{"type", type_name(field.type)},
                 {"store", field.store},
                 {"manual", false},
                 {"depends", described_depends(field)},
                 {"string", label("string/", field, field.string)},
                 {"readonly", field.readonly || !writable},
                 {"required", field.required},
                 {"searchable", domain_sql::is_searchable(self_.env().registry(), field)},
                 {"sortable", sortable(field)},
                 {"company_dependent", field.company_dependent},
                 {"change_default", decides_defaults(field)}};
    if (writable && is_readonly_by_number(base)) out["readonly"] = 1;
    if (!field.related.empty()) out["related"] = field.related;
    const std::string help = label("help/", field, field.help);
    if (!help.empty()) out["help"] = help;
    if (!field.groups.empty()) out["groups"] = field.groups;
    if (!field.group_operator.empty()) out["group_operator"] = field.group_operator;
    add_type_specific(out, field, base);
    out = in_order(out);
    if (!writable) out["states"] = Value::object();
    return out;
  }

 private:
  // The type, then the attributes as Python finds them in the class: by their names.
  static Value in_order(const Value& attributes) {
    std::vector<std::string> names;
    for (const auto& [name, value] : attributes.items())
      if (name != "type") names.push_back(name);
    std::sort(names.begin(), names.end());
    Value out = {{"type", attributes["type"]}};
    for (const std::string& name : names) out[name] = attributes[name];
    return out;
  }

  const Field& origin(const Field& field) const {
    const Field* base = &field;
    while (base->inherited) {
      const Field& link = base->model->field_of(base->related[0]);
      base = &self_.env().registry().at(link.comodel).field_of(base->related[1]);
    }
    return *base;
  }

  // What a related field shows: its words are that one's.
  const Field& related_to(const Field& field) const {
    const Field* end = &field;
    const Model* model = field.model;
    for (const std::string& step : field.related) {
      end = model ? model->find_field(step) : nullptr;
      if (end == nullptr) return field;
      model = end->relational() ? self_.env().registry().find(end->comodel) : nullptr;
    }
    return *end;
  }

  std::string label(const char* kind, const Field& field, const std::string& source) const {
    if (!labels_) return source;
    for (const Field* named : {&field, &origin(field)}) {
      const auto found = labels_->find(kind + named->model->name() + "/" + named->name);
      if (found != labels_->end()) return found->second;
    }
    return source;
  }

  bool sortable(const Field& field) const {
    return field.store || (field.inherited && sortable(origin(field)));
  }

  Value selection(const Field& field) const {
    Value items = Value::array();
    if (!field.selection_method.empty()) return self_.call(field.selection_method);
    for (const auto& [value, text] : field.selection) {
      std::string shown = text;
      if (labels_) {
        for (const Field* named : {&field, &origin(field), &related_to(field)}) {
          const auto found =
              labels_->find("item/" + named->model->name() + "/" + named->name + "/" + value);
          if (found == labels_->end()) continue;
          shown = found->second;
          break;
        }
      }
      items.push_back(Value::array({value, shown}));
    }
    return items;
  }

  // A domain of constants is sent as such, one that names other fields as its text.
  static Value domain_of(const Field& field) {
    const Value constant =
        field.name == "alias_model_id" ? Value::array() : static_domain(field);  // a text in Odoo
    return constant.empty() && !field.domain.empty() ? Value(field.domain) : constant;
  }

  void add_type_specific(Value& out, const Field& field, const Field& base) const {
    if (field.textual()) out["translate"] = field.translate;
    if (field.type == FieldType::html) {
      out["sanitize"] = field.sanitize;
      out["sanitize_tags"] = field.sanitize_tags;
      out["sanitize_attributes"] = field.sanitize_attributes;
      out["sanitize_style"] = field.sanitize_style;
      out["strip_style"] = field.strip_style;
      out["strip_classes"] = field.strip_classes;
    }
    if (field.type == FieldType::char_) {
      out["trim"] = !keeps_blanks(field);
      if (field.size) out["size"] = field.size;
    }
    if (field.type == FieldType::float_ && field.has_digits)
      out["digits"] = {field.digits_precision, field.digits_scale};
    else if (field.type == FieldType::float_ && field.model->name().starts_with("res.currency") &&
             field.name == "rate")
      out["digits"] = 0;  // as many as there are
    if (field.type == FieldType::monetary) out["currency_field"] = field.currency_field;
    if (field.type == FieldType::selection || field.type == FieldType::reference)
      out["selection"] = selection(field);
    if (field.binary()) out["attachment"] = field.attachment;
    if (!field.relational()) return;
    out["relation"] = field.comodel;
    out["domain"] = domain_of(base);
    out["context"] = static_context(base);
    if (field.type == FieldType::one2many && !field.inverse_name.empty() && !field.inherited)
      out["relation_field"] = field.inverse_name;
  }

  const Records& self_;
  std::shared_ptr<const Labels> labels_;
};

// Python's `name in container`: of a text, a part; of an object, a key.
bool is_in(const std::string& name, const Value& container) {
  if (container.is_string())
    return container.get_ref<const std::string&>().find(name) != std::string::npos;
  if (container.is_object()) return container.contains(name);
  if (!container.is_array())
    throw TypeError(std::string("argument of type '") + python_type(container) +
                    "' is not iterable");
  return std::find(container.begin(), container.end(), Value(name)) != container.end();
}

Value fields_get(const Records& self, const Args& args) {
  const Env& env = self.env();
  const bool writable = may(env, self.model(), "write") || may(env, self.model(), "create");
  const Description description(self);
  const Value &wanted = args["allfields"], &attributes = args["attributes"];
  Value out = Value::object();
  for (const Field* field : self.model().fields()) {
    if (truthy(wanted) && !is_in(field->name, wanted)) continue;
    if (!field->groups.empty() && !field_visible(env, *field)) continue;
    Value described = description.of(*field, writable);
    if (truthy(attributes)) {
      Value kept = Value::object();
      for (const auto& [name, value] : described.items())
        if (is_in(name, attributes)) kept[name] = value;
      described = std::move(kept);
    }
    out[field->name] = std::move(described);
  }
  return out;
}

}  // namespace

bool decides_defaults(const Field& field) {
  const std::string& model = field.model->name();
  return (model == "res.partner" && field.name == "zip") ||
         (model == "ir.attachment" && (field.name == "company_id" || field.name == "type"));
}

Value described_depends(const Field& field) {
  Value out = field.depends;
  if (field.name == "display_name" && out.empty() && field.compute == "_compute_display_name" &&
      !field.model->rec_name().empty())
    out.push_back(field.model->rec_name());
  if (field.name == "__last_update" && out.empty() && field.model->log_access() &&
      !field.model->is_abstract())
    out = {"create_date", "write_date"};
  if (out.empty() && !field.related.empty()) {
    std::string path;
    for (const std::string& step : field.related) path += (path.empty() ? "" : ".") + step;
    out.push_back(path);
  }
  // not of message_ids, whose domain is made by a function
  if (field.x2many() && !field.inherited && field.inverse_name != "res_id")
    for (const Value& term : static_domain(field))
      if (term.is_array()) out.push_back(field.name + "." + to_text(term[0]));
  return out;
}

void define_base_access(Model& base) {
  base.method("check_access_rights", On::model, {"operation", {"raise_exception", true}},
              check_access_rights);
  base.method("check_access_rule", On::multi, {"operation"}, check_access_rule);
  base.method("check_field_access_rights", On::model, {"operation", {"fields", nullptr}},
              check_field_access_rights);
  base.method("fields_get", On::model, {{"allfields", nullptr}, {"attributes", nullptr}},
              fields_get);
}

}  // namespace chatterd
