// res.users: Users.
#include "models/modules/base/res/res_users.hpp"

#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_res_users(Registry& registry) {
  Model& m = registry.define("res.users", "base", "Users");
  m.inherits("partner_id", "res.partner");
  m.order("name, login");
  m.sql_constraint("login_key", "UNIQUE (login)",
                   "You can not have two users with the same login !");
  m.field("partner_id", many2one("Related Partner", "res.partner")
                            .required()
                            .ondelete("restrict")
                            .auto_join()
                            .help("Partner-related data of the user"));
  m.field("login", char_().required().help("Used to log into the system"));
  m.field("password",
          char_()
              .compute("_compute_password")
              .inverse("_set_password")
              .help("Keep empty if you don't want the user to be able to connect on the system."));
  m.field("new_password", char_("Set Password")
                              .compute("_compute_password")
                              .inverse("_set_new_password")
                              .help("Specify a value only when creating a user or if you're "
                                    "changing the user's password, otherwise leave empty. After a "
                                    "change of password, the user has to login again."));
  m.field("signature", html_("Email Signature"));
  m.field("active", boolean().by_default(true));
  m.field("active_partner", boolean("Partner is Active").related("partner_id.active"));
  m.field("action_id", many2one("Home Action", "ir.actions.actions")
                           .help("If specified, this action will be opened at log on for this "
                                 "user, in addition to the standard menu."));
  m.field("groups_id", many2many("Groups", "res.groups")
                           .relation("res_groups_users_rel", "uid", "gid")
                           .by_default_method("_default_groups"));
  m.field("log_ids", one2many("User log entries", "res.users.log", "create_uid"));
  m.field("login_date",
          datetime("Latest authentication").related("log_ids.create_date").readonly(false));
  m.field(
      "share",
      boolean("Share User")
          .compute("_compute_share")
          .depends({"groups_id"})
          .stored()
          .compute_sudo(true)
          .help(
              "External user with limited access, created only for the purpose of sharing data."));
  m.field("companies_count", integer("Number of Companies")
                                 .compute("_compute_companies_count")
                                 .by_default_method("_companies_count"));
  m.field("tz_offset", char_("Timezone offset").compute("_compute_tz_offset").depends({"tz"}));
  m.field("company_id", many2one("Company", "res.company")
                            .required()
                            .by_default_method("_default_company_id")
                            .context("{'user_preference': True}")
                            .help("The default company for this user."));
  m.field("company_ids", many2many("Companies", "res.company")
                             .relation("res_company_users_rel", "user_id", "cid")
                             .by_default_method("_default_company_ids"));
  m.field("name", char_()
                      .related("partner_id.name")
                      .related_sudo(false)
                      .readonly(false)
                      .copy(true)
                      .set([](Field& f) { f.inherited = true; }));
  m.field("email", char_().related("partner_id.email").readonly(false).copy(true).set([](Field& f) {
    f.inherited = true;
  }));
  m.field("accesses_count", integer("# Access Rights")
                                .compute("_compute_accesses_count")
                                .depends({"groups_id"})
                                .help("Number of access rights that apply to the current user"));
  m.field("rules_count", integer("# Record Rules")
                             .compute("_compute_accesses_count")
                             .depends({"groups_id"})
                             .help("Number of record rules that apply to the current user"));
  m.field("groups_count", integer("# Groups")
                              .compute("_compute_accesses_count")
                              .depends({"groups_id"})
                              .help("Number of groups that apply to the current user"));
  define_res_users_methods(m);
  define_res_users_onchange(m);
}

}  // namespace chatterd
