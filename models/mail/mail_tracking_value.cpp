// mail.tracking.value: Mail Tracking Value.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_mail_tracking_value(Registry& registry) {
  Model& m = registry.define("mail.tracking.value", "mail", "Mail Tracking Value");
  m.order("tracking_sequence asc");
  m.rec_name("field");
  m.field("field", char_("Changed Field").required().readonly());
  m.field("field_desc", char_("Field Description").required().readonly());
  m.field("field_type", char_("Field Type"));
  m.field("field_groups", char_().compute("_compute_field_groups"));
  m.field("old_value_integer", integer("Old Value Integer").readonly());
  m.field("old_value_float", float_("Old Value Float").readonly());
  m.field("old_value_monetary", float_("Old Value Monetary").readonly());
  m.field("old_value_char", char_("Old Value Char").readonly());
  m.field("old_value_text", text("Old Value Text").readonly());
  m.field("old_value_datetime", datetime("Old Value DateTime").readonly());
  m.field("new_value_integer", integer("New Value Integer").readonly());
  m.field("new_value_float", float_("New Value Float").readonly());
  m.field("new_value_monetary", float_("New Value Monetary").readonly());
  m.field("new_value_char", char_("New Value Char").readonly());
  m.field("new_value_text", text("New Value Text").readonly());
  m.field("new_value_datetime", datetime("New Value Datetime").readonly());
  m.field("mail_message_id", many2one("Message ID", "mail.message").required().index().ondelete("cascade"));
  m.field("tracking_sequence", integer("Tracking field sequence").readonly().by_default(100));
}

}  // namespace chatterd
