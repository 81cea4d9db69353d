// res.country: Country.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/res/record_names.hpp"

namespace chatterd {

void define_res_country(Registry& registry) {
  Model& m = registry.define("res.country", "base", "Country");
  m.order("name");
  m.sql_constraint("name_uniq", "unique (name)", "The name of the country must be unique !");
  m.sql_constraint("code_uniq", "unique (code)", "The code of the country must be unique !");
  m.field("name",
          char_("Country Name").required().translate().help("The full name of the country."));
  m.field(
      "code",
      char_("Country Code")
          .size(2)
          .help("The ISO country code in two chars. \nYou can use this field for quick search."));
  m.field(
      "address_format",
      text("Layout in Reports")
          .by_default("%(street)s\n%(street2)s\n%(city)s %(state_code)s %(zip)s\n%(country_name)s")
          .help("Display format to use for addresses belonging to this country.\n\nYou can use "
                "python-style string pattern with all the fields of the address (for example, use "
                "'%(street)s' to display the field 'street') plus\n%(state_name)s: the name of the "
                "state\n%(state_code)s: the code of the state\n%(country_name)s: the name of the "
                "country\n%(country_code)s: the code of the country"));
  m.field("address_view_id",
          many2one("Input View", "ir.ui.view")
              .domain("[('model', '=', 'res.partner'), ('type', '=', 'form')]")
              .help("Use this field if you want to replace the usual way to encode a complete "
                    "address. Note that the address_format field is used to modify the way to "
                    "display addresses (in reports for example), while this field is used to "
                    "modify the input form for addresses."));
  m.field("currency_id", many2one("Currency", "res.currency"));
  m.field("image", binary());
  m.field("phone_code", integer("Country Calling Code"));
  m.field("country_group_ids", many2many("Country Groups", "res.country.group")
                                   .relation("res_country_res_country_group_rel", "res_country_id",
                                             "res_country_group_id"));
  m.field("state_ids", one2many("States", "res.country.state", "country_id"));
  m.field("name_position", selection("Customer Name Position",
                                     {{"before", "Before Address"}, {"after", "After Address"}})
                               .by_default("before")
                               .help("Determines where the customer/company name should be placed, "
                                     "i.e. after or before the address."));
  m.field("vat_label",
          char_("Vat Label").translate().help("Use this field if you want to change vat label."));
  define_country_names(m);
}

}  // namespace chatterd
