// Automatic subscription: who follows a document because of what was written to it
// (_message_auto_subscribe).
#include "models/engine/html/html.hpp"
#include "models/engine/html/url.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/engine/templates/record_values.hpp"
#include "models/modules/base/res/settings.hpp"
#include "models/modules/mail/followers/mail_followers.hpp"
#include "models/modules/mail/followers/mail_message_subtype.hpp"
#include "models/modules/mail/template/mail_views.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Ids common(const std::set<Id>& wanted, const Ids& allowed, const Ids& refused) {
  Ids out;
  for (const Id id : wanted)
    if (contains(allowed, id) && !contains(refused, id)) out.push_back(id);
  return out;
}

// Followers of the documents that the written relations lead to, with what their subtypes mean
// here.
void add_parent_followers(const Env& env, const AutoSubscription& auto_data, const Value& values,
                          FollowerSubtypes& partners, FollowerSubtypes& channels) {
  for (const auto& [model, fields] : auto_data.relation) {
    Ids ids;
    for (const std::string& field : fields)
      if (values.contains(field) && truthy(values[field])) ids.push_back(to_id(values[field]));
    if (ids.empty()) continue;
    const auto rows = env.cr().execute(Sql(R"sql(
            SELECT f.partner_id, f.channel_id, p.partner_share, ARRAY(SELECT
                r.mail_message_subtype_id FROM mail_followers_mail_message_subtype_rel r WHERE
                r.mail_followers_id = f.id)
            FROM mail_followers f
              LEFT JOIN res_partner p ON p.id = f.partner_id
            WHERE f.res_model = %s
              AND f.res_id = ANY(%s::int[]))sql",
                                           {model, ids}));
    for (const bridge::Row row : rows) {
      std::set<Id> wanted;
      for (const Id id : row[3].ids()) {
        const auto child = auto_data.parent.find(id);
        if (child != auto_data.parent.end())
          wanted.insert(child->second);
        else if (contains(auto_data.defaults, id))
          wanted.insert(id);
      }
      if (!row[0].is_null())
        partners[row[0].integer()] =
            common(wanted, auto_data.all, row[2].boolean() ? auto_data.internal : Ids{});
      if (!row[1].is_null())
        channels[row[1].integer()] = common(wanted, auto_data.all, auto_data.internal);
    }
  }
}

Value auto_subscribe(const Records& documents, const Args& args) {
  if (documents.empty()) return true;
  const Env& env = documents.env();
  const Value& values = args["updated_values"];
  if (!values.is_object()) return true;
  const std::string& model = documents.model().name();
  const AutoSubscription auto_data = auto_subscription(env, model);
  FollowerSubtypes partners, channels;
  add_parent_followers(env, auto_data, values, partners, channels);
  std::map<std::pair<std::string, std::string>, Ids> to_tell;  // template and language → partners
  for (const Value& entry : documents.call("_message_auto_subscribe_followers",
                                           Value::array({values, auto_data.defaults}))) {
    const Id partner = to_id(entry[0]);
    partners.try_emplace(partner, to_ids(entry[1]));
    if (truthy(entry[2]))
      to_tell[{to_text(entry[2]), env.browse("res.partner", {partner}).text("lang")}].push_back(
          partner);
  }
  insert_followers(env, model, documents.ids(), partners, channels, Existing::skip);
  for (const auto& [how, ids] : to_tell)
    documents.with_context({{"lang", how.second.empty() ? Value(false) : Value(how.second)}})
        .call("_message_auto_subscribe_notify", Value::array({ids, how.first}));
  return true;
}

// By default the new responsible follows, where that field is tracked.
Value auto_subscribe_followers(const Records& documents, const Args& args) {
  const Env& env = documents.env();
  const Field* field = documents.model().find_field("user_id");
  const Value& values = args["updated_values"];
  if (field == nullptr || !values.contains("user_id") || !truthy(values["user_id"]) ||
      field->comodel != "res.users" || field->tracking == 0)
    return Value::array();
  const Records user = env.sudo().browse("res.users", {to_id(values["user_id"])});
  if (user.exists().empty() || !user.is("active")) return Value::array();
  return Value::array({Value::array(
      {user.id("partner_id"), args["default_subtype_ids"],
       user.id() == env.uid() ? Value(false) : Value("mail.message_user_assigned")})});
}

Value auto_subscribe_notify(const Records& documents, const Args& args) {
  const Env& env = documents.env();
  if (documents.empty() || env.flag("mail_auto_subscribe_no_notify")) return nullptr;
  const std::string label = model_label(env, documents.model());
  for (const Records& document : documents.each()) {
    const std::string body = with_absolute_links(
        env, render_view(
                 env, to_text(args["template"]),
                 {{"object", templates::records_value(document)}, {"model_description", label}}));
    document.call("message_notify", Value::array(),
                  {{"subject", format(env.translate("You have been assigned to %s"),
                                      {document.display_name()})},
                   {"body", body},
                   {"partner_ids", args["partner_ids"]},
                   {"record_name", document.get("display_name")},
                   {"email_layout_xmlid", "mail.mail_notification_light"},
                   {"model_description", label}});
  }
  return nullptr;
}

}  // namespace

void define_mail_thread_subscribe(Model& m) {
  m.method("_message_auto_subscribe", On::multi, {"updated_values"}, auto_subscribe);
  // → [[partner, subtype ids, template or false], …]
  m.method("_message_auto_subscribe_followers", On::multi,
           {"updated_values", "default_subtype_ids"}, auto_subscribe_followers);
  m.method("_message_auto_subscribe_notify", On::multi, {"partner_ids", "template"},
           auto_subscribe_notify);
}

}  // namespace chatterd
