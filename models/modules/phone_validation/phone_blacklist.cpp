// phone.blacklist: Phone Blacklist.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/phone_validation/phone_numbers.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

std::string sanitized_for_user(const Records& self, const Value& number) {
  return sanitized_phone(to_text(number), self.env().user());
}

std::string valid_number(const Records& self, const Value& number) {
  const std::string text = sanitized_for_user(self, number);
  if (text.empty()) throw UserError(format(self.env().translate("Invalid number %s"), {number}));
  return text;
}

// Each number once; those that are on the list already are answered as they are.
Value create(const Records& self, const Args& args) {
  Value wanted = Value::array();
  std::vector<std::string> numbers;
  for (Value values :
       args["vals_list"].is_array() ? args["vals_list"] : Value::array({args["vals_list"]})) {
    const std::string number = valid_number(self, values.value("number", Value(false)));
    if (std::find(numbers.begin(), numbers.end(), number) != numbers.end()) continue;
    numbers.push_back(number);
    values["number"] = number;
    wanted.push_back(values);
  }
  Ids listed;
  std::set<std::string> known;
  for (const bridge::Row row : self.env().cr().execute(
           Sql("SELECT id, number FROM phone_blacklist WHERE number = ANY(%s)", {numbers}))) {
    listed.push_back(row[0].integer());
    known.insert(row[1].str());
  }
  Value fresh = Value::array();
  for (const Value& values : wanted)
    if (!known.contains(to_text(values["number"]))) fresh.push_back(values);
  for (const Id id : to_ids(args.super(self, {{"vals_list", fresh}}))) listed.push_back(id);
  return listed;
}

Value write(const Records& entries, const Args& args) {
  Value values = args["vals"];
  if (values.is_object() && values.contains("number"))
    values["number"] = valid_number(entries, values["number"]);
  return args.super(entries, {{"vals", values}});
}

Value search_adapt(const Records& self, const Args& args) {
  Value domain = args["args"];
  for (Value& term : domain)
    if (term.is_array() && term.size() == 3 && term[0] == "number" && term[2].is_string())
      if (const std::string number = sanitized_for_user(self, term[2]); !number.empty())
        term[2] = number;
  return {{"args", domain}};
}

Value set_listed(const Records& self, const Value& numbers, bool active) {
  const Records found = self.with_context({{"active_test", false}})
                            .search(Value::array({term("number", "in", numbers)}));
  std::set<std::string> known;
  for (const Records& entry : found.each()) known.insert(entry.text("number"));
  if (!found.empty()) found.write({{"active", active}});
  Value fresh = Value::array();
  for (const Value& number : numbers)
    if (!known.contains(to_text(number))) fresh.push_back({{"number", number}, {"active", active}});
  Ids all = found.ids();
  if (!fresh.empty())
    for (const Id id : self.create(fresh).ids()) all.push_back(id);
  return all;
}

Value add_all(const Records& self, const Args& args) {
  return set_listed(self, args["numbers"], true);
}
Value remove_all(const Records& self, const Args& args) {
  return set_listed(self, args["numbers"], false);
}
Value add(const Records& self, const Args& args) {
  return self.call("_add",
                   Value::array({Value::array({sanitized_for_user(self, args["number"])})}));
}
Value remove(const Records& self, const Args& args) {
  return self.call("_remove",
                   Value::array({Value::array({sanitized_for_user(self, args["number"])})}));
}

}  // namespace

void define_phone_blacklist(Registry& registry) {
  Model& m = registry.define("phone.blacklist", "phone_validation", "Phone Blacklist");
  m.inherit({"mail.thread"});
  m.rec_name("number");
  m.sql_constraint("unique_number", "unique (number)", "Number already exists");
  m.field(
      "number",
      char_("Phone Number").required().index().tracking().help("Number should be E164 formatted"));
  m.field("active", boolean().by_default(true).tracking());
  m.method("create", On::model, {}, create);
  m.method("write", On::multi, {}, write);
  m.method("_search_adapt", On::model, {"args"}, search_adapt);
  m.method("_add", On::model, {"numbers"}, add_all);
  m.method("_remove", On::model, {"numbers"}, remove_all);
  m.method("add", On::model, {"number"}, add);
  m.method("remove", On::model, {"number"}, remove);
}

}  // namespace chatterd
