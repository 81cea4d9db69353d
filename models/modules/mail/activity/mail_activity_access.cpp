// mail.activity: an activity may be changed by those whom its rules let, and by who may post on its
// document.
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/mail/activity/mail_activity.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

std::string document_operation(const Records& documents, const std::string& operation) {
  if (documents.model().find_method("_mail_post_access")) return post_access(documents);
  return operation == "read" ? "read" : "write";
}

// mail.activity _filter_access_rules. `of_document` is what one must be allowed to do with the
// document; "" for what the operation asks in stock.
Records allowed(const Records& activities, const std::string& operation,
                const std::string& of_document = {}) {
  const Env& env = activities.env();
  const bool by_rule = operation == "write" || operation == "unlink";
  Records valid = by_rule ? filter_access_rules(activities, operation) : activities.browse({});
  std::map<std::string, Ids> documents;
  const Records rest = (activities - valid).sudo();
  for (const Records& activity : rest.each())
    documents[activity.text("res_model")].push_back(activity.id("res_id"));
  std::map<std::string, Ids> readable;
  for (const auto& [model, ids] : documents) {
    if (env.registry().find(model) == nullptr) continue;
    const Records all = env.browse(model, unique(ids));
    const std::string needed =
        of_document.empty() ? document_operation(all, operation) : of_document;
    if (!may(env, all.model(), needed)) continue;
    const Ids asked = needed == "read"
                          ? env.unit().readable.unknown(env.uid(), all.model(), all.ids())
                          : all.ids();
    readable[model] =
        ((all - all.browse(asked)) | filter_access_rules(all.browse(asked), needed)).ids();
  }
  const Records by_document = rest.filtered([&](const Records& activity) {
    const auto found = readable.find(activity.text("res_model"));
    return found != readable.end() && contains(found->second, activity.id("res_id"));
  });
  return valid | activities.browse(by_document.ids());
}

Value check_access_rule(const Records& activities, const Args& args) {
  if (activities.env().su() || activities.empty()) return nullptr;
  const std::string operation = to_text(args["operation"]);
  const Records refused = (activities - allowed(activities, operation)).exists();
  if (!refused.empty()) throw rule_error(refused, operation);
  return nullptr;
}

// Stock of January 2020 finds them all; later ones only those whose document one may read.
Value search(const Records& self, const Args& args) {
  const Env& env = self.env();
  if (env.su()) return args.super(self);
  Value found = args.super(self, {{"count", false}});
  Ids ids = to_ids(found);
  const Ids seen = allowed(self.browse(ids), "read", "read").ids();
  std::erase_if(ids, [&](Id id) { return !contains(seen, id); });
  env.unit().readable.learn(env.uid(), self.model(), ids);
  if (truthy(args["count"])) return ids.size();
  return ids;
}

// Whose document is read, its activities are: as in later releases, and short of check_access_rule,
// which asks for the right to post there.
Value check_read(const Records& activities, const Args&) {
  activities.check_access_rights("read");
  try {
    activities.sudo().rel("user_id");  // one statement for all
  } catch (const MissingError&) {
    return activities.exists().call("_check_read");  // those that are gone are not read
  }
  const Records refused = (activities - allowed(activities, "read", "read")).exists();
  if (!refused.empty()) throw rule_error(refused, "read");
  return nullptr;
}

Value compute_can_write(const Records& activities, const Args&) {
  const Ids writable =
      activities.env().su() ? activities.ids() : allowed(activities, "write").ids();
  for (const Records& activity : activities.each())
    activity.assign("can_write", contains(writable, activity.id()));
  return nullptr;
}

// Who is to do it must be able to read the document.
Value check_access_assignation(const Records& activities, const Args&) {
  for (const Records& activity : activities.each()) {
    const Records user = activity.rel("user_id");
    const Records document = activities.env()
                                 .browse(activity.text("res_model"), {activity.id("res_id")})
                                 .with_user(user.id());
    const bool other_company = document.model().find_field("company_id") &&
                               document.sudo().id("company_id") != user.sudo().id("company_id") &&
                               user.sudo().rel("company_ids").size() > 1;
    const bool readable = document.has_access_rights("read") &&
                          (other_company || !filter_access_rules(document, "read").empty());
    if (!readable)
      throw UserError(format(
          activities.env().translate("Assigned user %s has no access to the document and is not "
                                     "able to handle this activity."),
          {user.display_name()}));
  }
  return nullptr;
}

}  // namespace

void define_mail_activity_access(Model& m) {
  m.method("check_access_rule", On::multi, {"operation"}, check_access_rule);
  m.method("_search", On::model, {}, search);
  m.method("_check_read", On::multi, {}, check_read);
  m.method("_compute_can_write", On::multi, {}, compute_can_write);
  m.method("_check_access_assignation", On::multi, {}, check_access_assignation);
}

}  // namespace chatterd
