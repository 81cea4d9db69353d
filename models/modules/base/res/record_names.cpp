// How countries' states, contact tags, banks, companies, currencies, models and their fields are
// named, and found by name (name_get and _name_search in odoo/addons/base/models).
#include "models/modules/base/res/record_names.hpp"

#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"

namespace chatterd {
namespace {

Value list_of(const Value& domain) { return truthy(domain) ? domain : Value::array(); }

Id limit_of(const Args& args) {
  const Value& limit = args["limit"];
  if (!truthy(limit)) return 0;
  return limit.is_boolean() ? 1 : limit.get<Id>();
}

std::string name_of(const Args& args) { return to_text(args["name"]); }

bool is_negative(const Value& op) {
  return op == "!=" || op == "not like" || op == "not ilike" || op == "not in";
}

Value found(const Records& self, const std::vector<Value>& domains, const Args& args) {
  return found_names(self.search(domain::conjunction(domains), {0, limit_of(args), ""}));
}

// ---------------------------------------------------------------- res.country, res.country.state

// A code of two letters finds its country (country group) first.
Value location_name_search(const Records& self, const Args& args) {
  const std::string name = name_of(args);
  std::size_t length = 0;
  for (const char c : name) length += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  const Value domain = list_of(args["args"]);
  Records out = self.browse({});
  if (length == 2)
    out = self.search(domain::conjunction({Value::array({term("code", "ilike", name)}), domain}),
                      {0, limit_of(args), ""});
  Value by_name = Value::array({term("name", args["operator"], name)});
  if (!out.empty()) by_name.push_back(term("id", "not in", out.ids()));
  return found_names(out |
                     self.search(domain::conjunction({by_name, domain}), {0, limit_of(args), ""}));
}

Value state_name_get(const Records& states, const Args&) {
  Value out = Value::array();
  for (const Records& state : states.each()) {
    const Value code = state.rel("country_id").get("code");
    out.push_back(Value::array(
        {state.id(), state.text("name") + " (" + (truthy(code) ? to_text(code) : "False") + ")"}));
  }
  return out;
}

Value state_name_search(const Records& self, const Args& args) {
  Value domain = list_of(args["args"]);
  const Value country = self.env().context("country_id");
  if (truthy(country))
    domain = domain::conjunction({domain, Value::array({term("country_id", "=", country)})});
  const std::string name = name_of(args);
  const SearchOptions options{0, limit_of(args), ""};
  if (args["operator"] == "ilike" && name.find_first_not_of(" \t\n") == std::string::npos)
    return found_names(self.search(domain, options));
  const Records by_code = self.search(
      domain::conjunction({Value::array({term("code", "=ilike", name)}), domain}), options);
  const Records by_name = self.search(
      domain::conjunction({Value::array({term("name", args["operator"], name)}), domain}), options);
  return found_names(by_code | by_name);
}

// ---------------------------------------------------------------- res.partner.category

Value category_name_get(const Records& categories, const Args& args) {
  if (categories.env().context("partner_category_display") == "short")
    return args.super(categories);
  Value out = Value::array();
  for (const Records& category : categories.each()) {
    std::string name;
    Ids seen;
    for (Records at = category; !at.empty() && !contains(seen, at.id()); at = at.rel("parent_id")) {
      seen.push_back(at.id());
      name = at.text("name") + (name.empty() ? "" : " / " + name);
    }
    out.push_back(Value::array({category.id(), name}));
  }
  return out;
}

Value category_name_search(const Records& self, const Args& args) {
  std::string name = name_of(args);
  if (name.empty()) return found(self, {list_of(args["args"])}, args);
  if (const std::size_t last = name.rfind(" / "); last != std::string::npos)
    name.erase(0, last + 3);
  return found(self, {Value::array({term("name", args["operator"], name)}), list_of(args["args"])},
               args);
}

// ---------------------------------------------------------------- res.bank, res.company,
// res.currency

Value bank_name_get(const Records& banks, const Args&) {
  Value out = Value::array();
  for (const Records& bank : banks.each())
    out.push_back(Value::array(
        {bank.id(), bank.text("name") + (bank.is("bic") ? " - " + bank.text("bic") : "")}));
  return out;
}

Value bank_name_search(const Records& self, const Args& args) {
  const std::string name = name_of(args);
  if (name.empty()) return found(self, {list_of(args["args"])}, args);
  const Value by_code = Value::array({term("bic", "=ilike", name + "%")});
  const Value by_name = Value::array({term("name", args["operator"], name)});
  Value either = Value::array({"|", by_code[0], by_name[0]});
  if (!is_negative(args["operator"])) return found(self, {either, list_of(args["args"])}, args);
  // as in Odoo, there has to be a further term for the "&"
  either.insert(either.begin(), "&");
  for (const Value& term : list_of(args["args"])) either.push_back(term);
  return found(self, {either}, args);
}

// In the preferences a user chooses among his own companies, whatever rules say of them.
Value company_name_search(const Records& self, const Args& args) {
  if (!self.env().flag("user_preference")) return args.super(self);
  const Value own = Value::array({term("id", "in", self.env().user().rel("company_ids").ids())});
  return args.super(self.sudo().with_context({{"user_preference", nullptr}}),
                    {{"args", domain::conjunction({list_of(args["args"]), own})}});
}

// "EUR (€)", as many2one fields once showed currencies, finds EUR.
Value currency_name_search(const Records& self, const Args& args) {
  const Value plain = args.super(self);
  const std::string name = name_of(args);
  if (!plain.empty() || name.size() < 3) return plain;
  const bool word = std::all_of(name.begin(), name.begin() + 3, [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c >= 0x80;
  });
  const std::size_t after = name.find_first_not_of(" \t", 3);
  if (!word || after == std::string::npos || name[after] != '(') return plain;
  return args.super(self, {{"name", name.substr(0, 3)}});
}

// ---------------------------------------------------------------- ir.model, ir.model.fields,
// ir.model.data

Value model_name_search(const Records& self, const Args& args) {
  const Value either = Value::array({"|", term("model", args["operator"], args["name"]),
                                     term("name", args["operator"], args["name"])});
  return found(self, {list_of(args["args"]), either}, args);
}

Value field_name_get(const Records& fields, const Args&) {
  Value out = Value::array();
  for (const Records& field : fields.each())
    out.push_back(Value::array(
        {field.id(), field.text("field_description") + " (" + field.text("model") + ")"}));
  return out;
}

// An external id is shown as the record that it names.
Value data_name_get(const Records& data, const Args&) {
  const Env& env = data.env();
  std::map<std::string, Ids> by_model;
  for (const Records& row : data.each()) by_model[row.text("model")].push_back(row.id("res_id"));
  std::map<std::string, std::map<Id, Value>> names;
  for (const auto& [model, ids] : by_model) {
    if (env.registry().find(model) == nullptr) continue;
    try {
      const Value pairs = env.browse(model, unique(ids)).name_get();
      for (const Value& pair : pairs) names[model][to_id(pair)] = pair[1];
    } catch (const Error&) {
      // no access, or gone: the external id itself is shown
    }
  }
  Value out = Value::array();
  for (const Records& row : data.each()) {
    const auto& known = names[row.text("model")];
    const auto name = known.find(row.id("res_id"));
    out.push_back(Value::array({row.id(), name != known.end() && truthy(name->second)
                                              ? name->second
                                              : row.get("complete_name")}));
  }
  return out;
}

}  // namespace

void define_country_names(Model& m) {
  m.method("name_search", On::model, {}, location_name_search);
}

void define_country_state_names(Model& m) {
  m.method("name_get", On::multi, {}, state_name_get);
  m.method("_name_search", On::model, {}, state_name_search);
}

void define_partner_category_names(Model& m) {
  m.method("name_get", On::multi, {}, category_name_get);
  m.method("_name_search", On::model, {}, category_name_search);
}

void define_bank_names(Model& m) {
  m.method("name_get", On::multi, {}, bank_name_get);
  m.method("_name_search", On::model, {}, bank_name_search);
}

void define_company_names(Model& m) {
  m.method("_name_search", On::model, {}, company_name_search);
}

void define_currency_names(Model& m) {
  m.method("_name_search", On::model, {}, currency_name_search);
}

void define_model_names(Model& m) { m.method("_name_search", On::model, {}, model_name_search); }

void define_model_field_names(Model& m) { m.method("name_get", On::multi, {}, field_name_get); }

void define_model_data_names(Model& m) { m.method("name_get", On::multi, {}, data_name_get); }

}  // namespace chatterd
