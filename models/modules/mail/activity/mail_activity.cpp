// mail.activity: Activity.
#include "models/modules/mail/activity/mail_activity.hpp"

#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_mail_activity(Registry& registry) {
  Model& m = registry.define("mail.activity", "mail", "Activity");
  m.order("date_deadline ASC");
  m.rec_name("summary");
  m.field("res_model_id",
          many2one("Document Model", "ir.model").required().index().ondelete("cascade"));
  m.field("res_model", char_("Related Document Model")
                           .related("res_model_id.model")
                           .stored()
                           .compute_sudo(true)
                           .index());
  m.field("res_id", many2one_reference("Related Document ID", "res_model").required().index());
  m.field("res_name", char_("Document Name")
                          .compute("_compute_res_name")
                          .depends({"res_model", "res_id"})
                          .stored()
                          .compute_sudo(true)
                          .help("Display name of the related document."));
  m.field("activity_type_id",
          many2one("Activity Type", "mail.activity.type")
              .ondelete("restrict")
              .domain("['|', ('res_model_id', '=', False), ('res_model_id', '=', res_model_id)]"));
  m.field("activity_category", selection("").related("activity_type_id.category"));
  m.field("activity_decoration", selection("").related("activity_type_id.decoration_type"));
  m.field("icon", char_("Icon").related("activity_type_id.icon"));
  m.field("summary", char_("Summary"));
  m.field("note", html_("Note"));
  m.field("date_deadline",
          date("Due Date").required().index().by_default_method("_default_date_deadline"));
  m.field("automated",
          boolean("Automated activity")
              .readonly()
              .help("Indicates this activity has been created automatically and not by any user."));
  m.field("user_id", many2one("Assigned to", "res.users")
                         .required()
                         .index()
                         .by_default_method("_default_user_id"));
  m.field("state",
          selection("State", {{"overdue", "Overdue"}, {"today", "Today"}, {"planned", "Planned"}})
              .compute("_compute_state")
              .depends({"date_deadline"}));
  m.field("recommended_activity_type_id",
          many2one("Recommended Activity Type", "mail.activity.type"));
  m.field("previous_activity_type_id",
          many2one("Previous Activity Type", "mail.activity.type").readonly());
  m.field("has_recommended_activities", boolean("Next activities available")
                                            .compute("_compute_has_recommended_activities")
                                            .help("Technical field for UX purpose"));
  m.field("mail_template_ids",
          many2many("", "mail.template").related("activity_type_id.mail_template_ids"));
  m.field("force_next", boolean().related("activity_type_id.force_next"));
  m.field("can_write",
          boolean()
              .compute("_compute_can_write")
              .depends({"res_model", "res_id", "user_id"})
              .help("Technical field to hide buttons if the current user has no access."));
  define_mail_activity_fields(m);
  define_mail_activity_access(m);
  define_mail_activity_plan(m);
  define_mail_activity_onchange(m);
}

}  // namespace chatterd
