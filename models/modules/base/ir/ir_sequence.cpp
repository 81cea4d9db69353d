// ir.sequence: Sequence.
#include "models/modules/base/ir/ir_sequence.hpp"

#include "models/modules/base/res/default_company.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// The number that comes next; one without gaps keeps it in its row.
Value get_number_next_actual(const Records& sequences, const Args&) {
  for (const Records& sequence : sequences.each()) {
    Value next = sequence.get("number_next");
    if (sequence.get("implementation") == "standard") {
      const std::string name = database_sequence(sequence.id());
      const auto known = sequences.env().cr().execute(
          Sql("SELECT last_value, increment_by FROM pg_sequences WHERE sequencename = %s", {name}));
      if (!known.empty())
        next = known[0][0].is_null() ? sequence.get("number_next").get<Id>()
                                     : known[0][0].integer() + known[0][1].integer();
    }
    sequence.assign("number_next_actual", next);
  }
  return nullptr;
}

Value set_number_next_actual(const Records& sequences, const Args&) {
  for (const Records& sequence : sequences.each()) {
    const Value next = sequence.get("number_next_actual");
    const Id number = truthy(next) ? next.get<Id>() : 1;
    sequence.write({{"number_next", number}});
    if (sequence.get("implementation") == "standard" &&
        !sequences.env()
             .cr()
             .execute(Sql("SELECT to_regclass(%s)", {database_sequence(sequence.id())}))[0][0]
             .is_null())
      sequences.env().cr().execute(Sql("SELECT setval(%s::regclass, %s, false)",
                                       {database_sequence(sequence.id()), number}));
  }
  return nullptr;
}

}  // namespace

void define_ir_sequence(Registry& registry) {
  Model& m = registry.define("ir.sequence", "base", "Sequence");
  m.order("name");
  m.field("name", char_().required());
  m.field("code", char_("Sequence Code"));
  m.field("implementation",
          selection("Implementation", {{"standard", "Standard"}, {"no_gap", "No gap"}})
              .required()
              .by_default("standard")
              .help("While assigning a sequence number to a record, the 'no gap' sequence "
                    "implementation ensures that each previous sequence number has been assigned "
                    "already. While this sequence implementation will not skip any sequence number "
                    "upon assignation, there can still be gaps in the sequence if records are "
                    "deleted. The 'no gap' implementation is slower than the standard one."));
  m.field("active", boolean().by_default(true));
  m.field("prefix", char_().help("Prefix value of the record for the sequence"));
  m.field("suffix", char_().help("Suffix value of the record for the sequence"));
  m.field("number_next",
          integer("Next Number").required().by_default(1).help("Next number of this sequence"));
  m.field("number_next_actual",
          integer("Actual Next Number")
              .compute("_get_number_next_actual")
              .inverse("_set_number_next_actual")
              .help("Next number that will be used. This number can be incremented frequently so "
                    "the displayed value might already be obsolete"));
  m.field("number_increment",
          integer("Step").required().by_default(1).help(
              "The next number of the sequence will be incremented by this number"));
  m.field(
      "padding",
      integer("Sequence Size")
          .required()
          .by_default(0)
          .help("Odoo will automatically adds some '0' on the left of the 'Next Number' to get the "
                "required padding size."));
  m.field("company_id",
          many2one("Company", "res.company").by_default_method("_default_company_id"));
  m.field("use_date_range", boolean("Use subsequences per date_range"));
  m.field("date_range_ids", one2many("Subsequences", "ir.sequence.date_range", "sequence_id"));
  m.method("_get_number_next_actual", On::multi, {}, get_number_next_actual);
  m.method("_set_number_next_actual", On::multi, {}, set_number_next_actual);
  m.method("_default_company_id", On::model, {}, default_company);
  define_ir_sequence_methods(m);
}

}  // namespace chatterd
