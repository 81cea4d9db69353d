// The settings of field declarations.
#include "models/engine/orm/field.hpp"

#include <sstream>

#include "models/engine/errors.hpp"

namespace chatterd {

const char* type_name(FieldType type) {
  switch (type) {
    case FieldType::boolean:
      return "boolean";
    case FieldType::integer:
      return "integer";
    case FieldType::float_:
      return "float";
    case FieldType::monetary:
      return "monetary";
    case FieldType::char_:
      return "char";
    case FieldType::text:
      return "text";
    case FieldType::html:
      return "html";
    case FieldType::date:
      return "date";
    case FieldType::datetime:
      return "datetime";
    case FieldType::selection:
      return "selection";
    case FieldType::binary:
    case FieldType::image:
      return "binary";
    case FieldType::many2one:
      return "many2one";
    case FieldType::one2many:
      return "one2many";
    case FieldType::many2many:
      return "many2many";
    case FieldType::many2one_reference:
      return "many2one_reference";
    case FieldType::reference:
      return "reference";
    case FieldType::serialized:
      return "serialized";
    case FieldType::id:
      return "integer";
  }
  return "";
}

void check_path_length(std::size_t steps) {
  constexpr std::size_t most = 20;
  if (steps > most)
    throw Error(
        ErrorKind::internal,
        "maximum recursion depth exceeded: a path may have " + std::to_string(most) + " steps",
        "builtins.RecursionError");
}

std::vector<std::string> split_path(const std::string& path) {
  std::vector<std::string> parts;
  std::istringstream stream(path);
  for (std::string part; std::getline(stream, part, '.');) parts.push_back(part);
  return parts;
}

FieldSpec& FieldSpec::set(std::function<void(Field&)> setter) {
  setters_.push_back(std::move(setter));
  return *this;
}

void FieldSpec::apply(Field& field) const {
  field.type = type_;
  for (const auto& setter : setters_) setter(field);
}

// One setting each: the method's argument becomes the member of the same meaning.
#define CHATTERD_SETTING(method, type, member)   \
  FieldSpec& FieldSpec::method(type v) {         \
    return set([v](Field& f) { f.member = v; }); \
  }
CHATTERD_SETTING(string, std::string, string)
CHATTERD_SETTING(required, bool, required)
CHATTERD_SETTING(readonly, bool, readonly)
CHATTERD_SETTING(help, std::string, help)
CHATTERD_SETTING(index, bool, index)
CHATTERD_SETTING(copy, bool, copy)
CHATTERD_SETTING(translate, bool, translate)
CHATTERD_SETTING(groups, std::string, groups)
CHATTERD_SETTING(search, std::string, search)
CHATTERD_SETTING(related_sudo, bool, related_sudo)
CHATTERD_SETTING(depends, std::vector<std::string>, depends)
CHATTERD_SETTING(depends_context, std::vector<std::string>, depends_context)
CHATTERD_SETTING(compute_sudo, bool, compute_sudo)
CHATTERD_SETTING(ondelete, std::string, ondelete)
CHATTERD_SETTING(domain, std::string, domain)
CHATTERD_SETTING(context, std::string, context)
CHATTERD_SETTING(auto_join, bool, auto_join)
CHATTERD_SETTING(size, int, size)
CHATTERD_SETTING(currency_field, std::string, currency_field)
CHATTERD_SETTING(group_operator, std::string, group_operator)
CHATTERD_SETTING(attachment, bool, attachment)
CHATTERD_SETTING(sanitize, bool, sanitize)
CHATTERD_SETTING(sanitize_tags, bool, sanitize_tags)
CHATTERD_SETTING(sanitize_attributes, bool, sanitize_attributes)
CHATTERD_SETTING(sanitize_style, bool, sanitize_style)
CHATTERD_SETTING(strip_style, bool, strip_style)
CHATTERD_SETTING(strip_classes, bool, strip_classes)
CHATTERD_SETTING(tracking, int, tracking)
CHATTERD_SETTING(prefetch, bool, prefetch)
CHATTERD_SETTING(selection_method, std::string, selection_method)
#undef CHATTERD_SETTING

FieldSpec& FieldSpec::by_default(Value v) {
  return set([v = std::move(v)](Field& f) {
    f.default_value = v;
    f.default_method.clear();
  });
}
FieldSpec& FieldSpec::by_default_method(std::string v) {
  return set([v = std::move(v)](Field& f) {
    f.default_method = v;
    f.default_value.reset();
  });
}
FieldSpec& FieldSpec::compute(std::string method) {
  return set([method = std::move(method)](Field& f) {
    f.compute = method;
    f.store = f.copy = false;
    f.readonly = f.inverse.empty();
  });
}
FieldSpec& FieldSpec::inverse(std::string method) {
  return set([method = std::move(method)](Field& f) {
    f.inverse = method;
    f.readonly = false;
  });
}
FieldSpec& FieldSpec::related(std::string path) {
  return set([path = split_path(path)](Field& f) {
    f.related = path;
    f.store = f.copy = false;
    f.readonly = true;
  });
}
FieldSpec& FieldSpec::stored(bool v) {
  return set([v](Field& f) {
    f.store = v;
    // Odoo computes a stored field as superuser unless told otherwise.
    if (v && !f.compute.empty()) f.compute_sudo = true;
  });
}
FieldSpec& FieldSpec::relation(std::string table, std::string column1, std::string column2) {
  return set([=](Field& f) {
    f.relation = table;
    f.column1 = column1;
    f.column2 = column2;
  });
}
FieldSpec& FieldSpec::digits(int precision, int scale) {
  return set([=](Field& f) {
    f.has_digits = true;
    f.digits_precision = precision;
    f.digits_scale = scale;
  });
}
FieldSpec& FieldSpec::max_size(int width, int height) {
  return set([=](Field& f) {
    f.max_width = width;
    f.max_height = height;
  });
}
FieldSpec& FieldSpec::company_dependent(bool v) {
  return set([v](Field& f) {
    f.company_dependent = v;
    f.copy = !v;
  });
}
FieldSpec& FieldSpec::selection_add(SelectionItems v) {
  return set([v = std::move(v)](Field& f) {
    for (const auto& item : v) {
      auto known = std::find_if(f.selection.begin(), f.selection.end(),
                                [&](auto& s) { return s.first == item.first; });
      if (known == f.selection.end())
        f.selection.push_back(item);
      else
        known->second = item.second;
    }
  });
}

namespace {
// Binary values are large: Odoo reads them only when asked, and never copies related ones.
FieldSpec binary_spec(FieldType type, std::string label) {
  FieldSpec spec(type, std::move(label));
  spec.prefetch(false);
  return spec;
}
}  // namespace

FieldSpec char_(std::string label) { return {FieldType::char_, std::move(label)}; }
FieldSpec text(std::string label) { return {FieldType::text, std::move(label)}; }
FieldSpec html_(std::string label) { return {FieldType::html, std::move(label)}; }
FieldSpec integer(std::string label) {
  return FieldSpec(FieldType::integer, std::move(label)).group_operator("sum");
}
FieldSpec float_(std::string label) {
  return FieldSpec(FieldType::float_, std::move(label)).group_operator("sum");
}
FieldSpec monetary(std::string label) {
  return FieldSpec(FieldType::monetary, std::move(label))
      .group_operator("sum")
      .currency_field("currency_id");
}
FieldSpec boolean(std::string label) { return {FieldType::boolean, std::move(label)}; }
FieldSpec date(std::string label) { return {FieldType::date, std::move(label)}; }
FieldSpec datetime(std::string label) { return {FieldType::datetime, std::move(label)}; }
FieldSpec selection(std::string label, SelectionItems items) {
  FieldSpec spec(FieldType::selection, std::move(label));
  if (!items.empty()) spec.set([items = std::move(items)](Field& f) { f.selection = items; });
  return spec;
}
FieldSpec many2one(std::string label, std::string comodel) {
  return FieldSpec(FieldType::many2one, std::move(label)).set([=](Field& f) {
    f.comodel = comodel;
  });
}
FieldSpec one2many(std::string label, std::string comodel, std::string inverse_name) {
  return FieldSpec(FieldType::one2many, std::move(label)).set([=](Field& f) {
    f.comodel = comodel;
    f.inverse_name = inverse_name;
    f.copy = false;
  });
}
FieldSpec many2many(std::string label, std::string comodel) {
  return FieldSpec(FieldType::many2many, std::move(label)).set([=](Field& f) {
    f.comodel = comodel;
  });
}
FieldSpec many2one_reference(std::string label, std::string model_field) {
  return FieldSpec(FieldType::many2one_reference, std::move(label))
      .group_operator("sum")
      .set([=](Field& f) { f.model_field = model_field; });
}
FieldSpec reference(std::string label, SelectionItems items) {
  FieldSpec spec(FieldType::reference, std::move(label));
  if (!items.empty()) spec.set([items = std::move(items)](Field& f) { f.selection = items; });
  return spec;
}
FieldSpec binary(std::string label) { return binary_spec(FieldType::binary, std::move(label)); }
FieldSpec image(std::string label) { return binary_spec(FieldType::image, std::move(label)); }
FieldSpec serialized(std::string label) {
  return binary_spec(FieldType::serialized, std::move(label));
}

}  // namespace chatterd
