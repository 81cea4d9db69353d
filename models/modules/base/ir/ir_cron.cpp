// ir.cron: Scheduled Actions.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

Value default_user(const Records& self, const Args&) { return self.env().uid(); }

}  // namespace

void define_ir_cron(Registry& registry) {
  Model& m = registry.define("ir.cron", "base", "Scheduled Actions");
  m.order("cron_name");
  // what an Odoo database has of the action: chatterd runs none of these jobs
  m.inherits("ir_actions_server_id", "ir.actions.server");
  m.field("ir_actions_server_id",
          many2one("Server action", "ir.actions.server").required().ondelete("restrict"));
  m.field("cron_name", char_("Name").related("ir_actions_server_id.name").stored().readonly(false));
  m.field("user_id",
          many2one("Scheduler User", "res.users").required().by_default_method("_default_user_id"));
  m.field("active", boolean().by_default(true));
  m.field("interval_number", integer().by_default(1).help("Repeat every x."));
  m.field("interval_type", selection("Interval Unit", {{"minutes", "Minutes"},
                                                       {"hours", "Hours"},
                                                       {"days", "Days"},
                                                       {"weeks", "Weeks"},
                                                       {"months", "Months"}})
                               .by_default("months"));
  m.field("numbercall",
          integer("Number of Calls")
              .by_default(1)
              .help("How many times the method is called,\na negative number indicates no limit."));
  m.field("doall",
          boolean("Repeat Missed")
              .help("Specify if missed occurrences should be executed when the server restarts."));
  m.field("nextcall", datetime("Next Execution Date")
                          .required()
                          .by_default_method("_now")
                          .help("Next planned execution date for this job."));
  m.field(
      "lastcall",
      datetime("Last Execution Date")
          .help(
              "Previous time the cron ran successfully, provided to the job through the context on "
              "the `lastcall` key"));
  m.field("priority",
          integer().by_default(5).help("The priority of the job, as an integer: 0 means higher "
                                       "priority, 10 means lower priority."));
  m.method("_default_user_id", On::model, {}, default_user);
}

}  // namespace chatterd
