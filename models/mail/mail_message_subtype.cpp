// mail.message.subtype: Message subtypes.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_mail_message_subtype(Registry& registry) {
  Model& m = registry.define("mail.message.subtype", "mail", "Message subtypes");
  m.order("sequence, id");
  m.field("name", char_("Message Type")
                      .required()
                      .translate()
                      .help("Message subtype gives a more precise type on the message, especially for system "
                            "notifications. For example, it can be a notification related to a new record (New), or to "
                            "a stage change in a process (Stage change). Message subtypes allow to precisely tune the "
                            "notifications the user want to receive on its wall."));
  m.field("description", text("Description")
                             .translate()
                             .help("Description that will be added in the message posted for this subtype. If void, "
                                   "the name will be added instead."));
  m.field(
      "internal",
      boolean("Internal Only")
          .help("Messages with internal subtypes will be visible only by employees, aka members of base_user group"));
  m.field("parent_id",
          many2one("Parent", "mail.message.subtype")
              .ondelete("set null")
              .help("Parent subtype, used for automatic subscription. This field is not correctly named. For example "
                    "on a project, the parent_id of project subtypes refers to task-related subtypes."));
  m.field("relation_field",
          char_("Relation field")
              .help("Field used to link the related model to the subtype model when using automatic subscription on a "
                    "related document. The field is used to compute getattr(related_document.relation_field)."));
  m.field("res_model",
          char_("Model").help("Model the subtype applies to. If False, this subtype applies to all models."));
  m.field("default", boolean("Default").by_default(true).help("Activated by default when subscribing."));
  m.field("sequence", integer("Sequence").by_default(1).help("Used to order subtypes."));
  m.field("hidden", boolean("Hidden").help("Hide the subtype in the follower options"));
}

}  // namespace chatterd
