// mail.followers: Document Followers.
#include "models/modules/mail/followers/mail_followers.hpp"

#include <algorithm>

#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/shared_caches.hpp"

namespace chatterd {
namespace {

// Odoo forgets what it knows of the followed documents first, so it looks at the followers before
// anything else: one that is no more is missing, whatever the caller's rights.
void look_at(const Records& followers) {
  for (const Records& follower : followers.each()) follower.get("res_id");
}

// Who follows a document hears what is said on it: a row is made by those who may do so by
// message_subscribe, as in the last releases of Odoo 13 (CVE-2019-11785).
void check_may_follow(const Env& env, const Value& values) {
  if (env.su() || !values.is_object()) return;
  const auto given = [&](const char* name) {
    return values.contains(name) ? values[name]
                                 : env.context((std::string("default_") + name).c_str());
  };
  const std::string model = to_text(given("res_model"));
  const Id id = to_id(given("res_id"));
  if (model.empty() || id == 0) return;
  const Records document = env.browse(model, {id});
  const bool himself = !truthy(given("channel_id")) && truthy(given("partner_id")) &&
                       to_id(given("partner_id")) == env.user_info()->partner_id;
  const char* needed = himself ? "read" : "write";
  document.check_access_rights(needed);
  document.check_access_rule(needed);
}

Value create_followers(const Records& self, const Args& args) {
  const Value& given = args["vals_list"];
  for (const Value& values : given.is_array() ? given : Value::array({given}))
    check_may_follow(self.env(), values);
  return args.super(self);
}

// A row that is moved is another row.
void check_may_move(const Records& followers, const Value& values) {
  if (followers.env().su() || !values.is_object()) return;
  const char* const keys[] = {"res_model", "res_id", "partner_id", "channel_id"};
  if (std::none_of(std::begin(keys), std::end(keys),
                   [&](const char* key) { return values.contains(key); }))
    return;
  followers.check_access_rights("write");
  followers.check_access_rule("write");
  for (const Records& follower : followers.sudo().each()) {
    Value row = Value::object();
    for (const char* key : keys) row[key] = values.contains(key) ? values[key] : follower.get(key);
    check_may_follow(followers.env(), row);
  }
}

Value write_followers(const Records& followers, const Args& args) {
  check_may_move(followers, args["vals"]);
  if (args["vals"].contains("res_model") || args["vals"].contains("res_id")) look_at(followers);
  return args.super(followers);
}

Value unlink_followers(const Records& followers, const Args& args) {
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
  m.method("create", On::model, {}, create_followers);
  m.method("write", On::multi, {}, write_followers);
  m.method("unlink", On::multi, {}, unlink_followers);
  define_mail_followers_recipients(m);
}

}  // namespace chatterd
