// Fields: what a model stores or computes, one row a field, in Odoo's vocabulary (odoo/fields.py).
//
//   m.field("public", selection("Privacy", {{"public",
//   "Everyone"}}).required().by_default("groups"));
#pragma once
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/engine/value.hpp"

namespace chatterd {

class Model;

enum class FieldType {
  boolean,
  integer,
  float_,
  monetary,
  char_,
  text,
  html,
  date,
  datetime,
  selection,
  binary,
  image,
  many2one,
  one2many,
  many2many,
  many2one_reference,
  reference,
  serialized,
  id
};

// "a.b.c" → {"a", "b", "c"}
std::vector<std::string> split_path(const std::string& path);
// Throws Python's RecursionError where a client's path has more steps than anything needs. Stock
// stops somewhere below 200, by the same error.
void check_path_length(std::size_t steps);
const char* type_name(
    FieldType type);  // Odoo's name, as fields_get gives it: "char", "many2one", …

using SelectionItems = std::vector<std::pair<std::string, std::string>>;

// A field of a model after set-up: constant, shared by all threads.
struct Field {
  std::string name;
  const Model* model = nullptr;  // the model that has the field
  std::string module;            // the module that declared it first
  FieldType type = FieldType::char_;
  std::string string, help;
  bool required = false, readonly = false, store = true, index = false, copy = true,
       translate = false;
  bool prefetch = true, company_dependent = false, auto_join = false, automatic = false;
  std::string groups;                    // comma separated external ids; "" for everybody
  std::string compute, inverse, search;  // names of methods
  std::vector<std::string> related;      // path, "partner_id.name" split
  bool inherited = false;                // comes through _inherits
  bool compute_sudo = false, related_sudo = true;
  std::vector<std::string> depends, depends_context;
  std::optional<Value> default_value;
  std::string default_method;
  std::string comodel, inverse_name;       // relational fields
  std::string relation, column1, column2;  // many2many: table and its columns
  std::string ondelete;                    // many2one: "set null", "restrict", "cascade"
  std::string domain, context;             // Python text as clients see it
  std::string model_field;                 // many2one_reference: the field that names the model
  SelectionItems selection;
  std::string selection_method;
  std::string group_operator;
  int size = 0, digits_precision = 0, digits_scale = 0, max_width = 0, max_height = 0, tracking = 0;
  bool has_digits = false;
  std::string currency_field;
  bool attachment = true;  // binary: value in the filestore rather than in a column
  bool sanitize = true, sanitize_tags = true, sanitize_attributes = true, sanitize_style = false;
  bool strip_style = false, strip_classes = false;

  bool relational() const { return type == FieldType::many2one || x2many(); }
  bool x2many() const { return type == FieldType::one2many || type == FieldType::many2many; }
  bool textual() const {
    return type == FieldType::char_ || type == FieldType::text || type == FieldType::html;
  }
  bool binary() const { return type == FieldType::binary || type == FieldType::image; }
  bool numeric() const {
    return type == FieldType::integer || type == FieldType::float_ || type == FieldType::monetary;
  }
  // Stored in a column of the model's own table.
  bool column() const {
    return store && !x2many() && !(binary() && attachment) && !company_dependent;
  }
  bool computed() const { return !compute.empty() || !related.empty(); }
};

// A declaration: the settings a module gives, applied over those of the declarations below it.
class FieldSpec {
 public:
  explicit FieldSpec(FieldType type) : type_(type) {}
  FieldSpec(FieldType type, std::string label) : type_(type) {
    if (!label.empty()) string(std::move(label));  // else that of the layers below
  }

  FieldSpec& string(std::string v);
  FieldSpec& required(bool v = true);
  FieldSpec& readonly(bool v = true);
  FieldSpec& help(std::string v);
  FieldSpec& index(bool v = true);
  FieldSpec& copy(bool v);
  FieldSpec& translate(bool v = true);
  FieldSpec& groups(std::string v);
  FieldSpec& by_default(Value v);
  FieldSpec& by_default_method(std::string v);
  FieldSpec& compute(
      std::string method);  // not stored, read-only, not copied unless said otherwise after
  FieldSpec& inverse(std::string method);  // makes a computed field writable
  FieldSpec& search(std::string method);
  FieldSpec& related(
      std::string path);  // not stored, read-only, not copied unless said otherwise after
  FieldSpec& related_sudo(bool v);
  FieldSpec& stored(bool v = true);
  FieldSpec& depends(std::vector<std::string> v);
  FieldSpec& depends_context(std::vector<std::string> v);
  FieldSpec& compute_sudo(bool v = true);
  FieldSpec& ondelete(std::string v);
  FieldSpec& relation(std::string table, std::string column1, std::string column2);
  FieldSpec& domain(std::string v);
  FieldSpec& context(std::string v);
  FieldSpec& auto_join(bool v = true);
  FieldSpec& digits(int precision, int scale);
  FieldSpec& size(int v);
  FieldSpec& max_size(int width, int height);
  FieldSpec& currency_field(std::string v);
  FieldSpec& group_operator(std::string v);
  FieldSpec& attachment(bool v);
  FieldSpec& sanitize(bool v);
  FieldSpec& sanitize_tags(bool v);
  FieldSpec& sanitize_attributes(bool v);
  FieldSpec& sanitize_style(bool v);
  FieldSpec& strip_style(bool v);
  FieldSpec& strip_classes(bool v);
  FieldSpec& tracking(int v = 100);
  FieldSpec& company_dependent(bool v = true);
  FieldSpec& prefetch(bool v);
  FieldSpec& selection_method(std::string v);
  FieldSpec& selection_add(SelectionItems v);

  FieldType type() const { return type_; }
  void apply(Field& field) const;

  FieldSpec& set(std::function<void(Field&)> setter);

 private:
  FieldType type_;
  std::vector<std::function<void(Field&)>> setters_;
};

FieldSpec char_(std::string label = {});
FieldSpec text(std::string label = {});
FieldSpec html_(std::string label = {});
FieldSpec integer(std::string label = {});
FieldSpec float_(std::string label = {});
FieldSpec monetary(std::string label = {});
FieldSpec boolean(std::string label = {});
FieldSpec date(std::string label = {});
FieldSpec datetime(std::string label = {});
FieldSpec selection(std::string label, SelectionItems items = {});
FieldSpec many2one(std::string label, std::string comodel);
FieldSpec one2many(std::string label, std::string comodel, std::string inverse_name);
FieldSpec many2many(std::string label, std::string comodel);
FieldSpec many2one_reference(std::string label, std::string model_field);
FieldSpec reference(std::string label, SelectionItems items = {});
FieldSpec binary(std::string label = {});
FieldSpec image(std::string label = {});
FieldSpec serialized(std::string label = {});

}  // namespace chatterd
