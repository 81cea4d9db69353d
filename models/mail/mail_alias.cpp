// mail.alias: Email Aliases.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_mail_alias(Registry& registry) {
  Model& m = registry.define("mail.alias", "mail", "Email Aliases");
  m.order("alias_model_id, alias_name");
  m.rec_name("alias_name");
  m.sql_constraint("alias_unique", "UNIQUE(alias_name)",
                   "Unfortunately this email alias is already used, please choose a unique one");
  m.field(
      "alias_name",
      char_("Alias Name")
          .help("The name of the email alias, e.g. 'jobs' if you want to catch emails for <jobs@example.odoo.com>"));
  m.field(
      "alias_model_id",
      many2one("Aliased Model", "ir.model")
          .required()
          .ondelete("cascade")
          .domain("[('field_id.name', '=', 'message_ids')]")
          .help(
              "The model (Odoo Document Kind) to which this alias corresponds. Any incoming email that does not reply "
              "to an existing record will cause the creation of a new record of this model (e.g. a Project Task)"));
  m.field("alias_user_id",
          many2one("Owner", "res.users")
              .by_default_method("_default_alias_user_id")
              .help("The owner of records created upon receiving emails on this alias. If this field is not set the "
                    "system will attempt to find the right owner based on the sender (From) address, or will use the "
                    "Administrator account if no system user is found for that address."));
  m.field("alias_defaults", text("Default Values")
                                .required()
                                .by_default("{}")
                                .help("A Python dictionary that will be evaluated to provide default values when "
                                      "creating new records for this alias."));
  m.field("alias_force_thread_id",
          integer("Record Thread ID")
              .help("Optional ID of a thread (record) to which all incoming messages will be attached, even if they "
                    "did not reply to it. If set, this will disable the creation of new records completely."));
  m.field("alias_domain",
          char_("Alias domain").compute("_get_alias_domain").by_default_method("_default_alias_domain"));
  m.field("alias_parent_model_id",
          many2one("Parent Model", "ir.model")
              .help("Parent model holding the alias. The model holding the alias reference is not necessarily the "
                    "model given by alias_model_id (example: project (parent_model) and task (model))"));
  m.field("alias_parent_thread_id",
          integer("Parent Record Thread ID")
              .help("ID of the parent record holding the alias (example: project holding the task creation alias)"));
  m.field("alias_contact",
          selection("Alias Contact Security",
                    {{"everyone", "Everyone"}, {"partners", "Authenticated Partners"}, {"followers", "Followers only"}})
              .required()
              .by_default("everyone")
              .help("Policy to post a message on the document using the mailgateway.\n- everyone: everyone can post\n- "
                    "partners: only authenticated partners\n- followers: only followers of the related document or "
                    "members of following channels\n"));
}

}  // namespace chatterd
