// The generic search methods of every model (BaseModel in odoo/models.py).
#include "models/engine/orm/methods/base_model.hpp"
#include "models/engine/orm/methods/call.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/search/search_read.hpp"
#include "models/engine/orm/transfer/load.hpp"

namespace chatterd {
namespace {

// Clients send "", false, null and 0 for "none"; other texts are no numbers.
Id row_count(const Value& value) {
  if (!truthy(value)) return 0;
  if (value.is_boolean()) return 1;
  if (value.is_number()) return static_cast<Id>(value.get<double>());
  throw TypeError("%d format: a number is required, not " + std::string(python_type(value)));
}

SearchOptions options_of(const Args& args) {
  return {row_count(args["offset"]), row_count(args["limit"]),
          truthy(args["order"]) ? to_text(args["order"]) : std::string()};
}

Value paging(const Args& args) {
  return {{"offset", args["offset"]}, {"limit", args["limit"]}, {"order", args["order"]}};
}

Value list_of(const Value& domain) { return truthy(domain) ? domain : Value::array(); }

// A search goes over its domain before it asks whether there is any.
Value searched(const Records& self, const Value& domain) {
  if (domain.is_null() || domain.is_boolean() || domain.is_number()) {
    self.check_access_rights("read");
    throw TypeError(std::string("'") + python_type(domain) + "' object is not iterable");
  }
  return domain;
}

Value low_search(const Records& self, const Args& args) {
  const Value& wanted = args["args"];
  if (truthy(args["count"])) return count_ids(self.env(), self.model(), wanted);
  if (!self.env().su()) self.check_access_rights("read");
  if (domain::is_never(wanted)) return Value::array();
  return search_ids(self.env(), self.model(), wanted, options_of(args));
}

Value keep_search(const Records&, const Args&) { return nullptr; }

Value search(const Records& self, const Args& args) {
  Value options = paging(args);
  options["count"] = truthy(args["count"]);
  return self.call("_search", Value::array({searched(self, args["args"])}), options);
}

Value search_count(const Records& self, const Args& args) {
  return self.search_count(searched(self, args["args"]));
}

Value search_read(const Records& self, const Args& args) {
  const Records found = self.browse(
      to_ids(self.call("search", Value::array({list_of(args["domain"])}), paging(args))));
  if (found.empty()) return Value::array();
  const Value& fields = args["fields"];
  if (fields.is_array() && fields.size() == 1 && fields[0] == "id") {
    Value rows = Value::array();
    for (const Id id : found.ids()) rows.push_back({{"id", id}});
    return rows;
  }
  // the active test was for the search: what is read of the records found is read in full
  Value context = self.env().context();
  context.erase("active_test");
  const Value rows =
      found.with_env(self.env().replace_context(context)).call("read", Value::array({fields}));
  std::unordered_map<Id, std::size_t> place;
  for (std::size_t i = 0; i < rows.size(); ++i) place[rows[i]["id"].get<Id>()] = i;
  Value ordered = Value::array();
  for (const Id id : found.ids())
    if (place.contains(id)) ordered.push_back(rows[place[id]]);
  return ordered;
}

Value name_search(const Records& self, const Args& args) {
  if (!self.env().su()) self.check_access_rights("read");
  return self.call("_name_search", Value::array({args["name"], list_of(args["args"]),
                                                 args["operator"], args["limit"]}));
}

Value low_name_search(const Records& self, const Args& args) {
  Value domain = list_of(args["args"]);
  const Value& name = args["name"];
  if (!args["operator"].is_string())
    throw AttributeError(std::string("'") + python_type(args["operator"]) +
                         "' object has no attribute 'lower'");
  const std::string op = args["operator"].get<std::string>();
  // searching for "" by ilike finds everything
  if (!self.model().rec_name().empty() && !(name == "" && op == "ilike"))
    domain = domain::conjunction(
        {domain, Value::array({Value::array({self.model().rec_name(), op, name})})});
  return found_names(self.browse(
      to_ids(self.call("_search", Value::array({domain}), {{"limit", args["limit"]}}))));
}

Value name_create(const Records& self, const Args& args) {
  if (self.model().rec_name().empty()) return false;
  return self.create({{self.model().rec_name(), args["name"]}}).name_get()[0];
}

Value load_rows(const Records& self, const Args& args) {
  return load(self, args["fields"], args["data"]);
}

Value export_rows(const Records& records, const Args& args) {
  return export_data(records, args["fields_to_export"]);
}

}  // namespace

void define_base_search(Model& base) {
  base.method("_search", On::model,
              {"args",
               {"offset", 0},
               {"limit", nullptr},
               {"order", nullptr},
               {"count", false},
               {"access_rights_uid", nullptr}},
              low_search);
  base.method("_search_adapt", On::model, {"args"}, keep_search);
  base.method("search", On::model,
              {"args", {"offset", 0}, {"limit", nullptr}, {"order", nullptr}, {"count", false}},
              search);
  base.method("search_count", On::model, {"args"}, search_count);
  base.method("search_read", On::model,
              {{"domain", nullptr},
               {"fields", nullptr},
               {"offset", 0},
               {"limit", nullptr},
               {"order", nullptr}},
              search_read);
  base.twin("search_read", reinterpret_cast<Twin>(static_cast<FastCall>(search_read_text)));
  base.method("name_search", On::model,
              {{"name", ""}, {"args", nullptr}, {"operator", "ilike"}, {"limit", 100}},
              name_search);
  base.method("_name_search", On::model,
              {{"name", ""},
               {"args", nullptr},
               {"operator", "ilike"},
               {"limit", 100},
               {"name_get_uid", nullptr}},
              low_name_search);
  base.method("name_create", On::model, {"name"}, name_create);
  base.method("load", On::model, {"fields", "data"}, load_rows);
  base.method("export_data", On::multi, {"fields_to_export"}, export_rows);
}

}  // namespace chatterd
