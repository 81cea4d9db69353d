// res.currency: Currency.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_res_currency(Registry& registry) {
  Model& m = registry.define("res.currency", "base", "Currency");
  m.order("active desc, name");
  m.sql_constraint("unique_name", "unique (name)", "The currency code must be unique!");
  m.sql_constraint("rounding_gt_zero", "CHECK (rounding>0)", "The rounding factor must be greater than 0!");
  m.field("name", char_("Currency").required().size(3).help("Currency Code (ISO 4217)"));
  m.field("symbol", char_().required().help("Currency sign, to be used when printing amounts."));
  m.field("rate", float_("Current Rate")
                      .compute("_compute_current_rate")
                      .depends({"rate_ids.rate"})
                      .help("The rate of the currency to the currency of rate 1."));
  m.field("rate_ids", one2many("Rates", "res.currency.rate", "currency_id"));
  m.field("rounding", float_("Rounding Factor").digits(12, 6).by_default(0.01));
  m.field("decimal_places", integer().compute("_compute_decimal_places").depends({"rounding"}).stored());
  m.field("active", boolean().by_default(true));
  m.field("position", selection("Symbol Position", {{"after", "After Amount"}, {"before", "Before Amount"}})
                          .by_default("after")
                          .help("Determines where the currency symbol should be placed after or before the amount."));
  m.field("date", date().compute("_compute_date").depends({"rate_ids.name"}));
  m.field("currency_unit_label", char_("Currency Unit").help("Currency Unit Name"));
  m.field("currency_subunit_label", char_("Currency Subunit").help("Currency Subunit Name"));
}

}  // namespace chatterd
