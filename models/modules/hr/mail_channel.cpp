// What the module hr adds to mail.channel: members of departments listen.
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// The partners of the users of the department's active employees, whom everybody may know, in the
// order of the employees' names.
Ids partners_of_departments(const Records& channel) {
  return channel.env()
      .cr()
      .execute(Sql("SELECT u.partner_id FROM hr_employee e JOIN resource_resource r ON r.id = "
                   "e.resource_id JOIN res_users u ON u.id = e.user_id WHERE e.department_id = "
                   "ANY(%s::int[]) AND e.active ORDER BY r.name, e.id",
                   {channel.rel("subscription_department_ids").ids()}))
      .ids();
}

void subscribe_departments(const Records& channels) {
  for (const Records& channel : channels.each()) {
    if (channel.rel("subscription_department_ids").empty()) continue;
    Value links = Value::array();
    for (const Id partner : unique(partners_of_departments(channel)))
      links.push_back(command::link(partner));
    channel.write({{"channel_partner_ids", links}});
  }
}

Value subscribe_users(const Records& channels, const Args& args) {
  args.super(channels);
  subscribe_departments(channels);
  return nullptr;
}

// As stock, whose write with departments also brings back the members of the groups.
Value write(const Records& channels, const Args& args) {
  const Value done = args.super(channels);
  const Value& values = args["vals"];
  if (values.is_object() && truthy(values.value("subscription_department_ids", Value())))
    channels.call("_subscribe_users");
  return done;
}

}  // namespace

void extend_mail_channel_hr(Registry& registry) {
  Model& m = registry.extend("mail.channel", "hr");
  m.field("subscription_department_ids",
          many2many("HR Departments", "hr.department")
              .help("Automatically subscribe members of those departments to the channel."));
  m.method("_subscribe_users", On::multi, {}, subscribe_users);
  m.method("write", On::multi, {}, write);
}

}  // namespace chatterd
