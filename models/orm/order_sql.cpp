// ORDER BY (BaseModel._generate_order_by and its helpers).
#include <sstream>

#include "models/errors.hpp"
#include "models/orm/search.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

struct Term {
  std::string field;
  bool descending = false;
};

bool is_name(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '"'; });
}

std::vector<Term> parse(const Env& env, const std::string& order) {
  std::vector<Term> terms;
  std::istringstream parts(order);
  for (std::string part; std::getline(parts, part, ',');) {
    std::istringstream words(part);
    std::string field, direction, more;
    words >> field >> direction >> more;
    for (char& c : direction) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (!is_name(field) || !more.empty() || (!direction.empty() && direction != "asc" && direction != "desc"))
      throw UserError(env.translate(
          "Invalid \"order\" specified. A valid \"order\" specification is a comma-separated list of valid field names "
          "(optionally followed by asc/desc for the direction)"));
    std::erase(field, '"');
    terms.push_back({field, direction == "desc"});
  }
  return terms;
}

class Order {
 public:
  explicit Order(const Env& env) : env_(env) {}

  void add(const Model& model, const std::string& order, const std::string& alias, bool reversed) {
    for (const Term& term : parse(env_, order)) {
      const bool descending = term.descending != reversed;
      const Field* field = model.find_field(term.field);
      if (field == nullptr)
        throw ValueError("Invalid field " + python_repr(term.field) + " on model " + python_repr(model.name()));
      std::string at = alias;
      const Model* owner = &model;
      while (field->inherited) {
        const Field& link = owner->field_of(field->related[0]);
        at = join(link, at);
        owner = &env_.registry().at(link.comodel);
        field = &owner->field_of(field->related[1]);
      }
      const Sql column = Sql::identifier(at) + Sql(".") + Sql::identifier(field->name);
      if (field->store && field->type == FieldType::many2one) {
        const std::string key = owner->name() + "/" + field->comodel + "/" + term.field;
        if (!seen_.insert(key).second) continue;
        const Model& target = env_.registry().at(field->comodel);
        add(target, simple(target.order()) ? target.order() : target.rec_name(), join(*field, at), descending);
      } else if (field->name == "id" || field->column()) {
        const Sql value = field->type == FieldType::boolean ? Sql("COALESCE(") + column + Sql(", false)") : column;
        terms_.push_back(value + Sql(descending ? " DESC" : ""));
      }
      // what is no column cannot be sorted on, and is left out as in Odoo
    }
  }

  OrderBy result() const { return {joins_, terms_.empty() ? Sql() : Sql::join(terms_, ", ")}; }

 private:
  static bool simple(const std::string& order) {
    return std::all_of(order.begin(), order.end(),
                       [](unsigned char c) { return std::isalnum(c) || c == '_' || c == ',' || c == ' ' || c == '"'; });
  }

  std::string join(const Field& link, const std::string& alias) {
    std::string name = alias + "__" + link.name;
    if (name.size() > 60) name = name.substr(0, 40) + "_" + std::to_string(joined_.size());
    if (!joined_.insert(name).second) return name;
    const Model& target = env_.registry().at(link.comodel);
    joins_ += Sql(" LEFT JOIN ") + Sql::identifier(target.table()) + Sql(" AS ") + Sql::identifier(name) + Sql(" ON ") +
              Sql::identifier(alias) + Sql(".") + Sql::identifier(link.name) + Sql(" = ") + Sql::identifier(name) +
              Sql(".id");
    return name;
  }

  const Env& env_;
  Sql joins_;
  std::vector<Sql> terms_;
  std::set<std::string> joined_, seen_;
};

}  // namespace

OrderBy order_by(const Env& env, const Model& model, const std::string& order, const std::string& alias) {
  Order out(env);
  const std::string& spec = order.empty() ? model.order() : order;
  if (!spec.empty()) out.add(model, spec, alias, false);
  return out.result();
}

}  // namespace chatterd
