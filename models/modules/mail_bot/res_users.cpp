// What the module mail_bot adds to res.users.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void extend_res_users_mail_bot(Registry& registry) {
  Model& m = registry.extend("res.users", "mail_bot");
  m.field("odoobot_state",
          selection("OdooBot Status", {{"not_initialized", "Not initialized"},
                                       {"onboarding_emoji", "Onboarding emoji"},
                                       {"onboarding_attachement", "Onboarding attachement"},
                                       {"onboarding_command", "Onboarding command"},
                                       {"onboarding_ping", "Onboarding ping"},
                                       {"idle", "Idle"},
                                       {"disabled", "Disabled"}})
              .required()
              .readonly()
              .by_default("not_initialized"));
}

}  // namespace chatterd
