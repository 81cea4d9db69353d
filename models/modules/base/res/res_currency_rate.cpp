// res.currency.rate: Currency Rate.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/res/default_company.hpp"

namespace chatterd {
namespace {

Value default_name(const Records& self, const Args&) { return self.env().now().substr(0, 10); }

}  // namespace

void define_res_currency_rate(Registry& registry) {
  Model& m = registry.define("res.currency.rate", "base", "Currency Rate");
  m.order("name desc");
  m.sql_constraint("unique_name_per_day", "unique (name,currency_id,company_id)",
                   "Only one currency rate per day allowed!");
  m.sql_constraint("currency_rate_check", "CHECK (rate>0)",
                   "The currency rate must be strictly positive.");
  m.field("name", date("Date").required().index().by_default_method("_default_name"));
  m.field("rate",
          float_().by_default(1.0).help("The rate of the currency to the currency of rate 1"));
  m.field("currency_id", many2one("Currency", "res.currency").readonly());
  m.field("company_id",
          many2one("Company", "res.company").by_default_method("_default_company_id"));
  m.method("_default_company_id", On::model, {}, default_company);
  m.method("_default_name", On::model, {}, default_name);
}

}  // namespace chatterd
