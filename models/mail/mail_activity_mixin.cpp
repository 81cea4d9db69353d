// mail.activity.mixin: Activity Mixin.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_mail_activity_mixin(Registry& registry) {
  Model& m = registry.define("mail.activity.mixin", "mail", "Activity Mixin");
  m.abstract();
  m.field("activity_ids", one2many("Activities", "mail.activity", "res_id").groups("base.group_user").auto_join());
  m.field("activity_state",
          selection("Activity State", {{"overdue", "Overdue"}, {"today", "Today"}, {"planned", "Planned"}})
              .compute("_compute_activity_state")
              .depends({"activity_ids.state"})
              .groups("base.group_user")
              .help("Status based on activities\nOverdue: Due date is already passed\nToday: Activity date is "
                    "today\nPlanned: Future activities."));
  m.field("activity_user_id", many2one("Responsible User", "res.users")
                                  .related("activity_ids.user_id")
                                  .search("_search_activity_user_id")
                                  .readonly(false)
                                  .groups("base.group_user"));
  m.field("activity_type_id", many2one("Next Activity Type", "mail.activity.type")
                                  .related("activity_ids.activity_type_id")
                                  .search("_search_activity_type_id")
                                  .readonly(false)
                                  .groups("base.group_user"));
  m.field("activity_date_deadline", date("Next Activity Deadline")
                                        .compute("_compute_activity_date_deadline")
                                        .depends({"activity_ids.date_deadline"})
                                        .search("_search_activity_date_deadline")
                                        .groups("base.group_user"));
  m.field("activity_summary", char_("Next Activity Summary")
                                  .related("activity_ids.summary")
                                  .search("_search_activity_summary")
                                  .readonly(false)
                                  .groups("base.group_user"));
  m.field("activity_exception_decoration",
          selection("", {{"warning", "Alert"}, {"danger", "Error"}})
              .compute("_compute_activity_exception_type")
              .depends({"activity_ids.activity_type_id.decoration_type", "activity_ids.activity_type_id.icon"})
              .search("_search_activity_exception_decoration")
              .help("Type of the exception activity on record."));
  m.field("activity_exception_icon",
          char_("Icon")
              .compute("_compute_activity_exception_type")
              .depends({"activity_ids.activity_type_id.decoration_type", "activity_ids.activity_type_id.icon"})
              .help("Icon to indicate an exception activity."));
}

}  // namespace chatterd
