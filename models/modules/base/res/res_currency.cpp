// res.currency: Currency.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/res/record_names.hpp"

namespace chatterd {
namespace {

// The newest rate of the day, of the company before that of all companies; 1 for a currency without
// any.
Value compute_current_rate(const Records& currencies, const Args&) {
  const Env& env = currencies.env();
  const Value date = env.context("date"), company = env.context("company_id");
  std::map<Id, double> rates;
  for (const bridge::Row row : env.cr().execute(
           bridge::Sql(R"sql(
               SELECT c.id, coalesce((SELECT r.rate FROM res_currency_rate r WHERE r.currency_id
                   = c.id AND r.name <= %s::date AND (r.company_id IS NULL OR r.company_id = %s)
                   ORDER BY r.company_id, r.name DESC LIMIT 1), 1.0)
               FROM res_currency c
               WHERE c.id = ANY(%s::int[]))sql",
                       {truthy(date) ? to_text(date) : env.now().substr(0, 10),
                        truthy(company) ? to_id(company) : env.company(), currencies.ids()})))
    rates[row[0].integer()] = row[1].number();
  for (const Records& currency : currencies.each()) currency.assign("rate", rates[currency.id()]);
  return nullptr;
}

Value compute_decimal_places(const Records& currencies, const Args&) {
  for (const Records& currency : currencies.each()) {
    const double rounding = currency.get("rounding").get<double>();
    currency.assign("decimal_places", rounding > 0 && rounding < 1
                                          ? static_cast<Id>(std::ceil(std::log10(1 / rounding)))
                                          : Id{0});
  }
  return nullptr;
}

Value compute_date(const Records& currencies, const Args&) {
  for (const Records& currency : currencies.each()) {
    const Records rates = currency.rel("rate_ids");
    currency.assign("date", rates.empty() ? Value(false) : rates.each()[0].get("name"));
  }
  return nullptr;
}

}  // namespace

void define_res_currency(Registry& registry) {
  Model& m = registry.define("res.currency", "base", "Currency");
  m.order("active desc, name");
  m.sql_constraint("unique_name", "unique (name)", "The currency code must be unique!");
  m.sql_constraint("rounding_gt_zero", "CHECK (rounding>0)",
                   "The rounding factor must be greater than 0!");
  m.field("name", char_("Currency").required().size(3).help("Currency Code (ISO 4217)"));
  m.field("symbol", char_().required().help("Currency sign, to be used when printing amounts."));
  m.field("rate", float_("Current Rate")
                      .compute("_compute_current_rate")
                      .depends({"rate_ids.rate"})
                      .help("The rate of the currency to the currency of rate 1."));
  m.field("rate_ids", one2many("Rates", "res.currency.rate", "currency_id"));
  m.field("rounding", float_("Rounding Factor").digits(12, 6).by_default(0.01));
  m.field("decimal_places",
          integer().compute("_compute_decimal_places").depends({"rounding"}).stored());
  m.field("active", boolean().by_default(true));
  m.field(
      "position",
      selection("Symbol Position", {{"after", "After Amount"}, {"before", "Before Amount"}})
          .by_default("after")
          .help(
              "Determines where the currency symbol should be placed after or before the amount."));
  m.field("date", date().compute("_compute_date").depends({"rate_ids.name"}));
  m.field("currency_unit_label", char_("Currency Unit").help("Currency Unit Name"));
  m.field("currency_subunit_label", char_("Currency Subunit").help("Currency Subunit Name"));
  m.method("_compute_current_rate", On::multi, {}, compute_current_rate);
  m.method("_compute_decimal_places", On::multi, {}, compute_decimal_places);
  m.method("_compute_date", On::multi, {}, compute_date);
  define_currency_names(m);
}

}  // namespace chatterd
