// What mail adds to res.partner: counters of the inbox, and people to mention or to chat with.
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"
#include "models/modules/mail/res_partner.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Value get_needaction_count(const Records& self, const Args&) {
  return self.env()
      .cr()
      .execute(Sql(R"sql(
          SELECT count(*)
          FROM mail_message_res_partner_needaction_rel
          WHERE res_partner_id = %s
            AND (is_read = false OR is_read IS NULL))sql",
                   {own_partner(self.env())}))[0][0]
      .integer();
}

Value get_starred_count(const Records& self, const Args&) {
  return self.env()
      .cr()
      .execute(Sql(R"sql(
              SELECT count(*)
              FROM mail_message_res_partner_starred_rel
              WHERE res_partner_id = %s)sql",
                   {own_partner(self.env())}))[0][0]
      .integer();
}

// Filled by modules that know people whom everybody mentions; none of ours does.
Value get_static_mention_suggestions(const Records&, const Args&) { return Value::array(); }

// [users, other partners] whose name or e-mail contains the text.
Value get_mention_suggestions(const Records& self, const Args& args) {
  const Value matching = domain::conjunction(
      {Value::array({term("active", "=", true)}),
       domain::disjunction({Value::array({term("name", "ilike", args["search"])}),
                            Value::array({term("email", "ilike", args["search"])})})});
  const Value fields = {"id", "name", "email"};
  const Value users = self.call(
      "search_read",
      Value::array({domain::conjunction({Value::array({term("user_ids.id", "!=", false),
                                                       term("user_ids.active", "=", true)}),
                                         matching}),
                    fields}),
      {{"limit", args["limit"]}});
  Value partners = Value::array();
  if (args["limit"].is_null())
    throw TypeError("'<' not supported between instances of 'int' and 'NoneType'");
  if (static_cast<Id>(users.size()) < to_id(args["limit"])) {
    std::unordered_set<Id> listed;
    for (const Value& user : users) listed.insert(user["id"].get<Id>());
    for (const Value& partner :
         self.call("search_read", Value::array({matching, fields}), {{"limit", args["limit"]}}))
      if (!listed.contains(partner["id"].get<Id>())) partners.push_back(partner);
  }
  return Value::array({users, partners});
}

Value im_search(const Records& self, const Args& args) {
  const Env& env = self.env();
  if (!env["mail.channel"].has_access_rights("create")) return Value::object();
  if (!args["name"].is_string())
    throw TypeError(std::string("can only concatenate str (not \"") + python_type(args["name"]) +
                    "\") to str");
  Value out = Value::array();
  const Sql limit = args["limit"].is_null() ? Sql() : Sql(" LIMIT %s", {args["limit"].get<Id>()});
  const auto rows = env.cr().execute(Sql(R"sql(
          SELECT u.id AS user_id, p.id AS id, p.name AS name, CASE WHEN b.last_poll IS NULL THEN
              'offline' WHEN age(now() AT TIME ZONE 'UTC', b.last_poll) > interval '65 seconds'
              THEN 'offline' WHEN age(now() AT TIME ZONE 'UTC', b.last_presence) > interval
              '1800 seconds' THEN 'away' ELSE 'online' END AS im_status
          FROM res_users u
            JOIN res_partner p ON p.id = u.partner_id
            LEFT JOIN bus_presence b ON b.user_id = u.id
          WHERE p.name ILIKE %s
            AND p.id <> %s
            AND u.active)sql",
                                         {"%" + to_text(args["name"]) + "%", own_partner(env)}) +
                                     limit);
  for (const bridge::Row row : rows) out.push_back(row.json());
  return out;
}

Value get_default_recipients(const Records& partners, const Args&) {
  Value out = Value::object();
  for (const Id id : partners.ids())
    out[std::to_string(id)] = {{"partner_ids", {id}}, {"email_to", false}, {"email_cc", false}};
  return out;
}

Value get_suggested_recipients(const Records& partners, const Args& args) {
  Value recipients = args.super(partners);
  for (const Records& partner : partners.each())
    recipients = partner.call(
        "_message_add_suggested_recipient", Value::array({recipients}),
        {{"partner", partner.id()}, {"reason", partner.env().translate("Partner Profile")}});
  return recipients;
}

Value flat_thread(const Records&, const Args&) { return false; }

}  // namespace

void define_mail_res_partner_methods(Model& m) {
  m.method("_message_get_suggested_recipients", On::multi, {}, get_suggested_recipients);
  m.method("_mail_flat_thread", On::model, {}, flat_thread);
  m.method("get_needaction_count", On::model, {}, get_needaction_count);
  m.method("get_starred_count", On::model, {}, get_starred_count);
  m.method("get_static_mention_suggestions", On::model, {}, get_static_mention_suggestions);
  m.method("get_mention_suggestions", On::model, {"search", {"limit", 8}}, get_mention_suggestions);
  m.method("im_search", On::model, {"name", {"limit", 20}}, im_search);
  m.method("_message_get_default_recipients", On::multi, {}, get_default_recipients);
}

}  // namespace chatterd
