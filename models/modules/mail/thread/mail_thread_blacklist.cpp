// mail.thread.blacklist: Mail Blacklist mixin.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Value compute_is_blacklisted(const Records& records, const Args&) {
  std::vector<std::string> addresses;
  for (const Records& record : records.each())
    if (record.is("email_normalized")) addresses.push_back(record.text("email_normalized"));
  std::set<std::string> banned;
  if (!addresses.empty())
    for (const bridge::Row row : records.env().cr().execute(
             Sql("SELECT email FROM mail_blacklist WHERE active AND email = ANY(%s)", {addresses})))
      banned.insert(row[0].str());
  for (const Records& record : records.each())
    record.assign("is_blacklisted", banned.contains(record.text("email_normalized")));
  return nullptr;
}

Value search_is_blacklisted(const Records& self, const Args& args) {
  const std::string op = to_text(args["operator"]);
  if (op != "=" && !(op == "!=" && args["value"].is_boolean())) throw NotImplementedError();
  const bool wanted = truthy(args["value"]) == (op == "=");
  const Sql banned(
      R"sql(
          SELECT bl.id
          FROM mail_blacklist bl
          WHERE bl.active
            AND bl.email = m.email_normalized)sql");
  const Ids ids =
      self.env()
          .cr()
          .execute(Sql("SELECT m.id FROM ") + Sql::identifier(self.model().table()) +
                   Sql(wanted ? " m WHERE EXISTS (" : " m WHERE NOT EXISTS (") + banned + Sql(")"))
          .ids();
  if (ids.empty()) return domain::never();
  return Value::array({term("id", "in", ids)});
}

Value message_receive_bounce(const Records& records, const Args& args) {
  args.super(records);
  for (const Records& record : records.each())
    record.write({{"message_bounce", to_id(record.get("message_bounce")) + 1}});
  return nullptr;
}

Value message_reset_bounce(const Records& records, const Args& args) {
  args.super(records);
  records.write({{"message_bounce", 0}});
  return nullptr;
}

}  // namespace

void define_mail_thread_blacklist(Registry& registry) {
  Model& m = registry.define("mail.thread.blacklist", "mail", "Mail Blacklist mixin");
  m.inherit({"mail.thread", "mail.address.mixin"});
  m.abstract();
  m.field("is_blacklisted",
          boolean("Blacklist")
              .compute("_compute_is_blacklisted")
              .depends({"email_normalized"})
              .search("_search_is_blacklisted")
              .compute_sudo(true)
              .groups("base.group_user")
              .help("If the email address is on the blacklist, the contact won't receive mass "
                    "mailing anymore, from any list"));
  m.field("message_bounce", integer("Bounce").by_default(0).help(
                                "Counter of the number of bounced emails for this contact"));
  m.method("_compute_is_blacklisted", On::multi, {}, compute_is_blacklisted);
  m.method("_search_is_blacklisted", On::model, {"operator", "value"}, search_is_blacklisted);
  m.method("_message_receive_bounce", On::multi, {"email", "partner"}, message_receive_bounce);
  m.method("_message_reset_bounce", On::multi, {"email"}, message_reset_bounce);
}

}  // namespace chatterd
