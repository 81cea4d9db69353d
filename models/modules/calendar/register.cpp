// What the module calendar adds to activities (addons/calendar/models/mail_activity.py): meetings.
// What is done to meetings themselves is Odoo's.
#include "models/engine/orm/model.hpp"
#include "models/modules/standard.hpp"

namespace chatterd {

void register_calendar(Registry& registry) {
  registry.extend("mail.activity.type", "calendar")
      .field("category", selection("").selection_add({{"meeting", "Meeting"}}));
  registry.extend("mail.activity", "calendar")
      .field("calendar_event_id",
             many2one("Calendar Meeting", "calendar.event").ondelete("cascade"));
}

}  // namespace chatterd
