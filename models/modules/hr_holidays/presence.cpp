// What the module hr_holidays adds: who is on leave, on partners, users and in direct chats.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// Now, of active users, neither cancelled nor refused.
const char* const leaves_now =
    " FROM res_users u JOIN hr_leave l ON l.user_id = u.id AND l.state NOT IN ('cancel', 'refuse') "
    "AND u.active AND l.date_from <= %s AND l.date_to >= %s";

void mark(const Records& people, const char* column) {
  const Env& env = people.env();
  const Ids absent =
      env.cr()
          .execute(Sql("SELECT ") + Sql(column) + Sql(leaves_now, {env.now(), env.now()}))
          .ids();
  for (const Records& one : people.each())
    if (contains(absent, one.id()))
      one.assign("im_status", one.get("im_status") == "online" ? "leave_online" : "leave_offline");
}

Value partner_status_or_leave(const Records& partners, const Args& args) {
  args.super(partners);
  mark(partners, "u.partner_id");
  return nullptr;
}

Value user_status_or_leave(const Records& users, const Args& args) {
  args.super(users);
  mark(users, "u.id");
  return nullptr;
}

// {"id": info} of members of direct chats; those on leave say until when.
Value direct_partner_info(const Records& self, const Args& args) {
  Value infos = args.super(self);
  Ids away;
  for (const auto& [id, info] : infos.items())
    if (to_text(info["im_status"]).find("leave") != std::string::npos)
      away.push_back(info["id"].get<Id>());
  if (away.empty()) return infos;
  const Env& env = self.env();
  for (const bridge::Row row :
       env.cr().execute(Sql("SELECT u.partner_id, to_char(l.date_to, 'YYYY-MM-DD HH24:MI:SS')") +
                        Sql(leaves_now, {env.now(), env.now()}) +
                        Sql(" AND u.partner_id = ANY(%s::int[])", {away})))
    infos[std::to_string(row[0].integer())]["out_of_office_date_end"] = row[1].json();
  return infos;
}

}  // namespace

void extend_presence_hr_holidays(Registry& registry) {
  registry.extend("res.partner", "hr_holidays")
      .method("_compute_im_status", On::multi, {}, partner_status_or_leave);
  registry.extend("res.users", "hr_holidays")
      .method("_compute_im_status", On::multi, {}, user_status_or_leave);
  registry.extend("mail.channel", "hr_holidays")
      .method("_direct_partner_info", On::model, {"partners"}, direct_partner_info);
}

}  // namespace chatterd
