// What mail adds to res.partner: counters of the inbox, and people to mention or to chat with.
#include "bridge/postgres/short_work.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/bounded_memo.hpp"
#include "models/engine/orm/methods/call.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/search/search_read.hpp"
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

// How many people are asked for: the number stands in a prepared statement's text.
constexpr Id most_suggestions = 50;

// Which users the caller may see, as a condition on u: everybody, and customers of his companies.
// That a user's contact must be seen as well goes without saying where contacts are searched.
// Nothing where the rules are others than these of Odoo.
std::optional<Sql> seen_users(const Env& env, const Model& users, const Model& partners) {
  const Value rules = rule_domain(env, users, "read");
  if (rules.empty()) return Sql();
  const auto companies = std::find_if(rules.begin(), rules.end(), [](const Value& part) {
    return part.is_array() && part[0] == "company_ids" && part[1] == "in" && part[2].is_array();
  });
  if (companies == rules.end()) return std::nullopt;
  const Value own = Value::array({"|", term("share", "=", false), *companies});
  Value inherited = rule_domain(env, partners, "read");
  for (Value& part : inherited)
    if (part.is_array() && part[0].is_string())
      part[0] = "partner_id." + part[0].get<std::string>();
  const Value known = inherited.empty() ? own : domain::conjunction({own, inherited});
  if (rules != known && rules != domain::conjunction({known})) return std::nullopt;
  // OFFSET 0: looked up for each customer, of whom there may be none, not read as a whole
  return Sql(R"sql( AND (u.share IS NOT TRUE OR EXISTS (
      SELECT 1 FROM res_company_users_rel c
      WHERE c.user_id = u.id AND c.cid = ANY(%s::int[]) OFFSET 0)))sql",
             {to_ids((*companies)[2])});
}

// The people among them who have a user that the caller may see. The statement starts from the
// users, of whom there are fewer than contacts: whoever the caller may see otherwise costs nothing.
// Nothing where the rules of users are others than Odoo's, or those of contacts are no plain
// conditions, as for customers. The first parameter is the pattern.
std::optional<Sql> mentioned_users(const Env& env, Id limit, const Sql& columns) {
  const Model &partners = env.registry().at("res.partner"), &users = env.registry().at("res.users");
  if (!searches_plainly(partners) || !searches_plainly(users) || !has_simple_rules(env, partners))
    return std::nullopt;
  const std::optional<Sql> seen = seen_users(env, users, partners);
  if (!seen) return std::nullopt;
  // PostgreSQL lowers the pattern once, as it lowers the names. Names of ASCII alone are lowered by
  // the rules of "C", which give the same for a quarter of the cost.
  Sql query = Sql("WITH wanted AS MATERIALIZED (SELECT lower(%s::text) AS pattern) SELECT ", {""}) +
              columns + Sql(R"sql(
    FROM (
      SELECT id, name, email, display_name FROM res_partner
      WHERE res_partner.id = ANY(ARRAY(SELECT u.partner_id FROM res_users u WHERE u.active)sql") +
              *seen + Sql(R"sql())
        AND res_partner.active
        AND (lower(name COLLATE "C") LIKE (SELECT pattern FROM wanted)
             OR lower(email COLLATE "C") LIKE (SELECT pattern FROM wanted)
             OR octet_length(name) <> length(name)
               AND lower(name) LIKE (SELECT pattern FROM wanted)
             OR octet_length(email) <> length(email)
               AND lower(email) LIKE (SELECT pattern FROM wanted)))sql");
  if (const Sql rules = rule_condition(env, partners, "read", partners.table()); !rules.empty())
    query += Sql(" AND (") + rules + Sql(")");
  query += Sql(" OFFSET 0) res_partner ORDER BY res_partner.display_name LIMIT ");
  return bridge::hot_alone(query.text() + std::to_string(limit), query.params());
}

}  // namespace

std::optional<std::string> mention_suggestions_text(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Value &search = args["search"], &limit = args["limit"];
  if (!search.is_string() || search == "" || !limit.is_number_integer() || limit < 1 ||
      limit > most_suggestions || self.model().order() != "display_name")
    return std::nullopt;
  const auto columns = PlainColumns::of(env, self.model(), Value::array({"id", "name", "email"}));
  if (!columns || env.context().contains("active_test")) return std::nullopt;
  for (const char* model : {"res.partner", "res.users"})
    check_may(env, env.registry().at(model), "read");
  const std::string key = std::to_string(env.uid()) + "/" + std::to_string(limit.get<Id>()) + "/" +
                          env.context("allowed_company_ids").dump();
  const auto memo =
      env.cached<BoundedMemo<Sql>>("mentioned users", [] { return BoundedMemo<Sql>(); });
  std::shared_ptr<const Sql> query = memo->find(key);
  if (!query) {
    const auto made = mentioned_users(env, limit.get<Id>(), columns->select(self.model().table()));
    if (!made) return std::nullopt;
    query = std::make_shared<const Sql>(*made);
    memo->keep(key, query);
  }
  std::vector<bridge::Param> params = query->params();
  params[0] = "%" + search.get_ref<const std::string&>() + "%";
  const bridge::Result rows = env.cr().execute(Sql::hot(query->text(), std::move(params)));
  if (static_cast<Id>(rows.size()) < limit.get<Id>()) return std::nullopt;
  JsonWriter out;
  out.begin_array().begin_array();
  for (const bridge::Row row : rows) columns->write(out, row);
  out.end_array().begin_array().end_array().end_array();
  return out.take();
}

namespace {

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
  m.twin("get_mention_suggestions",
         reinterpret_cast<Twin>(static_cast<FastCall>(mention_suggestions_text)));
  m.method("im_search", On::model, {"name", {"limit", 20}}, im_search);
  m.method("_message_get_default_recipients", On::multi, {}, get_default_recipients);
}

}  // namespace chatterd
