// mail.followers: Document Followers.
#include "models/modules/mail/followers/mail_followers.hpp"

#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

// Odoo forgets what it knows of the followed documents first, so it looks at the followers before
// anything else: one that is no more is missing, whatever the caller's rights.
void look_at(const Records& followers) {
  for (const Records& follower : followers.each()) follower.get("res_id");
}

Value write(const Records& followers, const Args& args) {
  if (args["vals"].contains("res_model") || args["vals"].contains("res_id")) look_at(followers);
  return args.super(followers);
}

Value unlink(const Records& followers, const Args& args) {
  look_at(followers);
  return args.super(followers);
}

}  // namespace

void define_mail_followers(Registry& registry) {
  Model& m = registry.define("mail.followers", "mail", "Document Followers");
  m.rec_name("partner_id");
  m.no_log_access();
  m.sql_constraint("mail_followers_res_partner_res_model_id_uniq",
                   "unique(res_model,res_id,partner_id)",
                   "Error, a partner cannot follow twice the same object.");
  m.sql_constraint("mail_followers_res_channel_res_model_id_uniq",
                   "unique(res_model,res_id,channel_id)",
                   "Error, a channel cannot follow twice the same object.");
  m.sql_constraint("partner_xor_channel", "CHECK((partner_id IS NULL) != (channel_id IS NULL))",
                   "Error: A follower must be either a partner or a channel (but not both).");
  m.field("res_model", char_("Related Document Model Name").required().index());
  m.field("res_id", many2one_reference("Related Document ID", "res_model")
                        .index()
                        .help("Id of the followed resource"));
  m.field("partner_id", many2one("Related Partner", "res.partner").index().ondelete("cascade"));
  m.field("channel_id", many2one("Listener", "mail.channel").index().ondelete("cascade"));
  m.field("subtype_ids", many2many("Subtype", "mail.message.subtype")
                             .help("Message subtypes followed, meaning subtypes that will be "
                                   "pushed onto the user's Wall."));
  m.method("write", On::multi, {}, write);
  m.method("unlink", On::multi, {}, unlink);
  define_mail_followers_recipients(m);
}

}  // namespace chatterd
