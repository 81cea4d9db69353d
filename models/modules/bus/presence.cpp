// Presence (odoo/addons/bus/models/bus_presence.py, res_partner.py, res_users.py).
#include "models/modules/bus/presence.hpp"

#include <algorithm>

namespace chatterd {
namespace {

using bridge::Sql;

// Odoo's DISCONNECTION_TIMER (a poll of 50 s and some slack) and AWAY_TIMER.
constexpr const char* status_of_last =
    "CASE WHEN last_poll IS NULL THEN 'offline' WHEN age(now() AT TIME ZONE 'UTC', last_poll) > "
    "interval '65 seconds' THEN 'offline' WHEN age(now() AT TIME ZONE 'UTC', last_presence) > "
    "interval '1800 seconds' THEN 'away' ELSE 'online' END";

Value partner_im_status(const Records& partners, const Args&) {
  std::unordered_map<Id, std::string> status;
  const auto rows = partners.env().cr().execute(
      Sql("SELECT partner_id, ") + Sql(status_of_last) +
      Sql(" FROM (SELECT u.partner_id, max(b.last_poll) AS last_poll, max(b.last_presence) AS "
          "last_presence FROM res_users u LEFT JOIN bus_presence b ON b.user_id = u.id WHERE "
          "u.partner_id = ANY(%s::int[]) AND u.active GROUP BY u.partner_id) p",
          {partners.ids()}));
  for (const bridge::Row row : rows) status[row[0].integer()] = row[1].str();
  // "im_partner": nobody's user, whom the client need not ask about again
  for (const Records& partner : partners.each())
    partner.assign("im_status",
                   status.contains(partner.id()) ? status[partner.id()] : "im_partner");
  return nullptr;
}

Value user_im_status(const Records& users, const Args&) {
  std::unordered_map<Id, std::string> status;
  for (const bridge::Row row : users.env().cr().execute(
           Sql("SELECT user_id, ") + Sql(status_of_last) +
           Sql(" FROM bus_presence WHERE user_id = ANY(%s::int[])", {users.ids()})))
    status[row[0].integer()] = row[1].str();
  for (const Records& user : users.each())
    user.assign("im_status", status.contains(user.id()) ? status[user.id()] : "offline");
  return nullptr;
}

Value update(const Records& self, const Args& args) {
  update_presences(self.env(), {{self.env().uid(), args["inactivity_period"].get<Id>()}});
  return nullptr;
}

Value current_time(const Records& self, const Args&) { return self.env().now(); }

}  // namespace

void update_presences(const Env& env, std::vector<std::pair<Id, Id>> presence) {
  // in one order: two engines that write the same users never wait for each other
  std::sort(presence.begin(), presence.end());
  std::vector<Id> users, inactivity;
  for (const auto& [user, milliseconds] : presence) {
    users.push_back(user);
    inactivity.push_back(milliseconds);
  }
  // only who is new takes an id, which a conflict would use up at every poll
  env.cr().execute(Sql(R"sql(
          WITH present AS (SELECT u, now() at time zone 'UTC' AS poll, (now() at time zone 'UTC')
              - i * interval '1 millisecond' AS presence, place FROM unnest(%s::int[],
              %s::bigint[]) WITH ORDINALITY AS p(u, i, place)), known AS (SELECT b.id, p.poll,
              p.presence FROM bus_presence b JOIN present p ON p.u = b.user_id ORDER BY p.place
              FOR UPDATE OF b), again AS (UPDATE bus_presence b SET last_poll = known.poll,
              last_presence = greatest(b.last_presence, known.presence) FROM known WHERE b.id =
              known.id RETURNING b.user_id)
          INSERT INTO bus_presence (user_id, last_poll, last_presence, status)
          SELECT u, poll, presence, 'offline'
          FROM present
          WHERE u NOT IN (SELECT user_id FROM again)
          ORDER BY place
          ON CONFLICT (user_id) DO UPDATE
          SET last_poll = excluded.last_poll, last_presence =
              greatest(bus_presence.last_presence, excluded.last_presence))sql",
                       {users, inactivity}));
}

void define_bus_presence_methods(Model& m) {
  m.method("update", On::model, {"inactivity_period"}, update);
  m.method("_default_last_poll", On::model, {}, current_time);
  m.method("_default_last_presence", On::model, {}, current_time);
}

void define_partner_im_status(Model& m) {
  m.method("_compute_im_status", On::multi, {}, partner_im_status);
}

void define_user_im_status(Model& m) {
  m.method("_compute_im_status", On::multi, {}, user_im_status);
}

}  // namespace chatterd
