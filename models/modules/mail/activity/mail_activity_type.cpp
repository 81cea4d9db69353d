// mail.activity.type: Activity Type.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

Value compute_initial_model(const Records& types, const Args&) {
  for (const Records& type : types.each())
    type.assign("initial_res_model_id", type.get("res_model_id"));
  return nullptr;
}

Value unlink_types(const Records& types, const Args& args) {
  const auto named = types.env().cr().execute(bridge::Sql(R"sql(
          SELECT 1
          FROM ir_model_data
          WHERE model = 'mail.activity.type'
            AND res_id = ANY(%s::int[])
          LIMIT 1)sql",
                                                          {types.ids()}));
  if (!named.empty() && !types.env().flag("_force_unlink"))
    throw ValidationError("You can not delete activity type that are used as master data.");
  return args.super(types);
}

}  // namespace

void define_mail_activity_type(Registry& registry) {
  Model& m = registry.define("mail.activity.type", "mail", "Activity Type");
  m.order("sequence, id");
  m.field("name", char_("Name").required().translate());
  m.field("summary", char_("Default Summary").translate());
  m.field("sequence", integer("Sequence").by_default(10));
  m.field("active", boolean().by_default(true));
  m.field("create_uid", many2one("Create Uid", "res.users").index().readonly(false));
  m.field("delay_count", integer("Scheduled Date")
                             .by_default(0)
                             .help("Number of days/week/month before executing the action. It "
                                   "allows to plan the action deadline."));
  m.field("delay_unit",
          selection("Delay units", {{"days", "days"}, {"weeks", "weeks"}, {"months", "months"}})
              .required()
              .by_default("days")
              .help("Unit of delay"));
  m.field("delay_from",
          selection("Delay Type", {{"current_date", "after validation date"},
                                   {"previous_activity", "after previous activity deadline"}})
              .required()
              .by_default("previous_activity")
              .help("Type of delay"));
  m.field("icon", char_("Icon").help("Font awesome icon e.g. fa-tasks"));
  m.field("decoration_type",
          selection("Decoration Type", {{"warning", "Alert"}, {"danger", "Error"}})
              .help("Change the background color of the related activities of this type."));
  m.field(
      "res_model_id",
      many2one("Model", "ir.model")
          .index()
          .domain("['&', ('is_mail_thread', '=', True), ('transient', '=', False)]")
          .help("Specify a model if the activity should be specific to a model and not available "
                "when managing activities for other models."));
  m.field("default_next_type_id",
          many2one("Default Next Activity", "mail.activity.type")
              .domain("['|', ('res_model_id', '=', False), ('res_model_id', '=', res_model_id)]"));
  m.field("force_next", boolean("Trigger Next Activity").by_default(false));
  m.field("next_type_ids",
          many2many("Recommended Next Activities", "mail.activity.type")
              .relation("mail_activity_rel", "activity_id", "recommended_id")
              .domain("['|', ('res_model_id', '=', False), ('res_model_id', '=', res_model_id)]"));
  m.field("previous_type_ids",
          many2many("Preceding Activities", "mail.activity.type")
              .relation("mail_activity_rel", "recommended_id", "activity_id")
              .domain("['|', ('res_model_id', '=', False), ('res_model_id', '=', res_model_id)]"));
  m.field(
      "category",
      selection("Action to Perform", {{"default", "None"}, {"upload_file", "Upload Document"}})
          .by_default("default")
          .help("Actions may trigger specific behavior like opening calendar view or automatically "
                "mark as done when a document is uploaded"));
  m.field("mail_template_ids", many2many("Email templates", "mail.template"));
  m.field("default_user_id", many2one("Default User", "res.users"));
  m.field("default_description", html_("Default Description").translate());
  m.field("initial_res_model_id", many2one("Initial model", "ir.model")
                                      .compute("_compute_initial_res_model_id")
                                      .help("Technical field to keep trace of the model at the "
                                            "beginning of the edition for UX related behaviour"));
  m.field("res_model_change", boolean("Model has change")
                                  .stored(false)
                                  .by_default(false)
                                  .help("Technical field for UX related behaviour"));
  m.method("_compute_initial_res_model_id", On::multi, {}, compute_initial_model);
  m.method("unlink", On::multi, {}, unlink_types);
}

}  // namespace chatterd
