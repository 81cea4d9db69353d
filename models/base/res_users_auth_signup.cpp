// What the module auth_signup adds to res.users.
#include "models/orm/model.hpp"
#include "models/orm/records.hpp"
#include "models/orm/registry.hpp"
#include "models/orm/search.hpp"

namespace chatterd {
namespace {

Value compute_state(const Records& users, const Args&) {
  for (const Records& user : users.each()) user.assign("state", user.is("login_date") ? "active" : "new");
  return nullptr;
}

// Somebody is new until a log-in is recorded.
Value search_state(const Records&, const Args& args) {
  const std::string op = to_text(args["operator"]);
  const Value& value = args["value"];
  const bool negative = op == "!=" || op == "not in";
  if (!truthy(value)) return negative ? domain::always() : domain::never();
  if (op == "in" || op == "not in") {
    if (value.size() > 1) return negative ? domain::never() : domain::always();
    const bool none = (value[0] == "new") != negative;
    return Value::array({Value::array({"log_ids", none ? "=" : "!=", false})});
  }
  if (op != "=" && op != "!=") return domain::always();
  const bool none = (value == "new") != negative;
  return Value::array({Value::array({"log_ids", none ? "=" : "!=", false})});
}

}  // namespace

void extend_res_users_auth_signup(Registry& registry) {
  Model& m = registry.extend("res.users", "auth_signup");
  m.field("state", selection("Status", {{"new", "Never Connected"}, {"active", "Confirmed"}})
                       .compute("_compute_state")
                       .search("_search_state"));
  m.method("_compute_state", On::multi, {}, compute_state);
  m.method("_search_state", On::model, {"operator", "value"}, search_state);
}

}  // namespace chatterd
