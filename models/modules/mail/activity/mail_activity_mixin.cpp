// mail.activity.mixin: Activity Mixin.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/templates/record_values.hpp"
#include "models/modules/mail/activity/mail_activity.hpp"
#include "models/modules/mail/template/mail_views.hpp"

namespace chatterd {
namespace {

Value compute_document_state(const Records& documents, const Args&) {
  for (const Records& document : documents.each()) {
    std::set<std::string> states;
    for (const Records& activity : document.rel("activity_ids").each())
      states.insert(activity.text("state"));
    Value state = false;
    for (const char* worst : {"planned", "today", "overdue"})
      if (states.contains(worst)) state = worst;
    document.assign("activity_state", state);
  }
  return nullptr;
}

Value compute_deadline(const Records& documents, const Args&) {
  for (const Records& document : documents.each()) {
    const Records activities = document.rel("activity_ids");
    document.assign("activity_date_deadline",
                    activities.empty() ? Value(false) : activities.each()[0].get("date_deadline"));
  }
  return nullptr;
}

// The first type that means danger, or the last that warns.
Value compute_exception(const Records& documents, const Args&) {
  for (const Records& document : documents.each()) {
    Value decoration = false, icon = false;
    for (const Records& type : document.rel("activity_ids.activity_type_id").each()) {
      const Value kind = type.get("decoration_type");
      if (kind != "danger" && kind != "warning") continue;
      decoration = kind;
      icon = type.get("icon");
      if (kind == "danger") break;
    }
    document.assign("activity_exception_decoration", decoration);
    document.assign("activity_exception_icon", icon);
  }
  return nullptr;
}

template <const char* Path>
Value search_by(const Records&, const Args& args) {
  return Value::array({Value::array({Path, args["operator"], args["operand"]})});
}
constexpr char by_user[] = "activity_ids.user_id", by_type[] = "activity_ids.activity_type_id",
               by_summary[] = "activity_ids.summary",
               by_decoration[] = "activity_ids.activity_type_id.decoration_type";

Value search_deadline(const Records&, const Args& args) {
  if (args["operator"] == "=" && !truthy(args["operand"]))
    return Value::array({term("activity_ids", "=", false)});
  return Value::array(
      {Value::array({"activity_ids.date_deadline", args["operator"], args["operand"]})});
}

void delete_activities(const Records& documents) {
  if (documents.empty()) return;
  documents.env()
      .sudo()["mail.activity"]
      .search(Value::array({term("res_model", "=", documents.model().name()),
                            term("res_id", "in", documents.ids())}))
      .unlink();
}

// Nobody need do anything with an archived document.
Value write_documents(const Records& documents, const Args& args) {
  const Value& values = args["vals"];
  if (values.is_object() && values.contains("active") && values["active"] == false)
    delete_activities(documents);
  return args.super(documents);
}

Value unlink_documents(const Records& documents, const Args& args) {
  const Value done = args.super(documents);
  delete_activities(documents);
  return done;
}

Value toggle_active(const Records& documents, const Args& args) {
  delete_activities(
      documents.filtered([](const Records& document) { return document.is("active"); }));
  return args.super(documents);
}

// Skips automatic planning, for imports.
bool skipped(const Env& env) { return env.flag("mail_activity_automation_skip"); }

// An activity on each of the documents, with a note for each.
Value schedule(const Records& documents, const Args& args,
               const std::function<Value(const Records&)>& note) {
  const Env& env = documents.env();
  const Value& given = args.rest();
  const std::string xml_id = to_text(args["act_type_xmlid"]);
  if (xml_id.empty() && !given.contains("activity_type_id")) throw KeyError("activity_type_id");
  const Value type_id =
      xml_id.empty() ? given.value("activity_type_id", Value())
                     : env["ir.model.data"].call("xmlid_to_res_id", Value::array({xml_id, true}));
  const Records type = env.sudo().browse("mail.activity.type", to_ids(type_id));
  const auto or_type = [&](const Value& argument, const char* field) {
    return truthy(argument) ? argument : type.get(field);
  };
  const Id model = env["ir.model"]
                       .sudo()
                       .search(Value::array({term("model", "=", documents.model().name())}))
                       .id();
  const std::string zone = to_text(env.context("tz"));
  const std::string today = today_in(env, zone.empty() ? env.user().text("tz") : zone);
  Ids planned;
  for (const Records& document : documents.each()) {
    Value values = {
        {"activity_type_id", type.id()},
        {"summary", or_type(args["summary"], "summary")},
        {"automated", true},
        {"note", or_type(note(document), "default_description")},
        {"date_deadline", truthy(args["date_deadline"]) ? args["date_deadline"] : Value(today)},
        {"res_model_id", model},
        {"res_id", document.id()},
        {"user_id", type.is("default_user_id") ? type.get("default_user_id") : Value(env.uid())}};
    for (const auto& [name, value] : given.items())
      if (name != "user_id" || truthy(value)) values[name] = value;
    planned.push_back(env["mail.activity"].create(values).id());
  }
  return recordset_text("mail.activity", planned);
}

Value activity_schedule(const Records& documents, const Args& args) {
  if (skipped(documents.env())) return false;
  return schedule(documents, args, [&](const Records&) { return args["note"]; });
}

// The notes are made by a view, of the values and the document as `object`.
Value activity_schedule_with_view(const Records& documents, const Args& args) {
  const Env& env = documents.env();
  if (skipped(env)) return false;
  const std::string view = to_text(args["views_or_xmlid"]);
  if (!has_view(env, view)) return nullptr;
  templates::Variables values;
  if (args["render_context"].is_object())
    for (const auto& [name, value] : args["render_context"].items())
      values[name] = templates::plain_value(value);
  return schedule(documents, args, [&](const Records& document) -> Value {
    values["object"] = templates::records_value(document);
    return render_view(env, view, values);
  });
}

// The automatic activities of these documents, of the types and (where given) of the user.
Records automatic(const Records& documents, const Args& args) {
  const Env& env = documents.env();
  Ids types;
  for (const Value& xml_id : args["act_type_xmlids"]) types.push_back(env.ref(to_text(xml_id)));
  Value domain = Value::array({term("res_model", "=", documents.model().name()),
                               term("res_id", "in", documents.ids()), term("automated", "=", true),
                               term("activity_type_id", "in", types)});
  if (truthy(args["user_id"])) domain.push_back(term("user_id", "=", args["user_id"]));
  return env["mail.activity"].search(domain);
}

Value activity_reschedule(const Records& documents, const Args& args) {
  if (skipped(documents.env())) return false;
  const Records activities = automatic(documents, args);
  Value values = Value::object();
  if (truthy(args["date_deadline"])) values["date_deadline"] = args["date_deadline"];
  if (truthy(args["new_user_id"])) values["user_id"] = args["new_user_id"];
  if (!activities.empty()) activities.write(values);
  return recordset_text("mail.activity", activities.ids());
}

Value activity_feedback(const Records& documents, const Args& args) {
  if (skipped(documents.env())) return false;
  const Records activities = automatic(documents, args);
  if (!activities.empty())
    activities.call("action_feedback", Value::array(), {{"feedback", args["feedback"]}});
  return true;
}

Value activity_unlink(const Records& documents, const Args& args) {
  if (skipped(documents.env())) return false;
  automatic(documents, args).unlink();
  return true;
}

// An e-mail by a template to whom the template says, from the activity menu.
Value activity_send_mail(const Records& documents, const Args& args) {
  const Value& id = args["template_id"];
  if (documents.env().browse("mail.template", to_ids(id)).exists().empty()) return false;
  for (const Records& document : documents.with_context({{"mail_post_autofollow", true}}).each())
    document.call("message_post_with_template", Value::array({id}),
                  {{"composition_mode", "comment"}});
  return true;
}

}  // namespace

void define_mail_activity_mixin(Registry& registry) {
  Model& m = registry.define("mail.activity.mixin", "mail", "Activity Mixin");
  m.abstract();
  m.field("activity_ids",
          one2many("Activities", "mail.activity", "res_id").groups("base.group_user").auto_join());
  m.field("activity_state",
          selection("Activity State",
                    {{"overdue", "Overdue"}, {"today", "Today"}, {"planned", "Planned"}})
              .compute("_compute_activity_state")
              .depends({"activity_ids.state"})
              .groups("base.group_user")
              .help("Status based on activities\nOverdue: Due date is already passed\nToday: "
                    "Activity date is today\nPlanned: Future activities."));
  m.field("activity_user_id", many2one("Responsible User", "res.users")
                                  .related("activity_ids.user_id")
                                  .search("_search_activity_user_id")
                                  .readonly(false)
                                  .groups("base.group_user"));
  m.field("activity_type_id", many2one("Next Activity Type", "mail.activity.type")
                                  .related("activity_ids.activity_type_id")
                                  .search("_search_activity_type_id")
                                  .readonly(false)
                                  .groups("base.group_user"));
  m.field("activity_date_deadline", date("Next Activity Deadline")
                                        .compute("_compute_activity_date_deadline")
                                        .depends({"activity_ids.date_deadline"})
                                        .search("_search_activity_date_deadline")
                                        .groups("base.group_user"));
  m.field("activity_summary", char_("Next Activity Summary")
                                  .related("activity_ids.summary")
                                  .search("_search_activity_summary")
                                  .readonly(false)
                                  .groups("base.group_user"));
  m.field("activity_exception_decoration",
          selection("", {{"warning", "Alert"}, {"danger", "Error"}})
              .compute("_compute_activity_exception_type")
              .depends({"activity_ids.activity_type_id.decoration_type",
                        "activity_ids.activity_type_id.icon"})
              .search("_search_activity_exception_decoration")
              .help("Type of the exception activity on record."));
  m.field("activity_exception_icon", char_("Icon")
                                         .compute("_compute_activity_exception_type")
                                         .depends({"activity_ids.activity_type_id.decoration_type",
                                                   "activity_ids.activity_type_id.icon"})
                                         .help("Icon to indicate an exception activity."));
  m.method("_compute_activity_state", On::multi, {}, compute_document_state);
  m.method("_compute_activity_date_deadline", On::multi, {}, compute_deadline);
  m.method("_compute_activity_exception_type", On::multi, {}, compute_exception);
  const std::vector<Param> search = {"operator", "operand"};
  m.method("_search_activity_user_id", On::model, search, search_by<by_user>);
  m.method("_search_activity_type_id", On::model, search, search_by<by_type>);
  m.method("_search_activity_summary", On::model, search, search_by<by_summary>);
  m.method("_search_activity_exception_decoration", On::model, search, search_by<by_decoration>);
  m.method("_search_activity_date_deadline", On::model, search, search_deadline);
  m.method("write", On::multi, {}, write_documents);
  m.method("unlink", On::multi, {}, unlink_documents);
  m.method("toggle_active", On::multi, {}, toggle_active);
  m.method("activity_schedule", On::multi,
           {{"act_type_xmlid", ""},
            {"date_deadline", nullptr},
            {"summary", ""},
            {"note", ""},
            {"**", nullptr}},
           activity_schedule);
  m.method("activity_schedule_with_view", On::multi,
           {{"act_type_xmlid", ""},
            {"date_deadline", nullptr},
            {"summary", ""},
            {"views_or_xmlid", ""},
            {"render_context", nullptr},
            {"**", nullptr}},
           activity_schedule_with_view);
  m.method("activity_reschedule", On::multi,
           {"act_type_xmlids",
            {"user_id", nullptr},
            {"date_deadline", nullptr},
            {"new_user_id", nullptr}},
           activity_reschedule);
  m.method("activity_feedback", On::multi,
           {"act_type_xmlids", {"user_id", nullptr}, {"feedback", nullptr}}, activity_feedback);
  m.method("activity_unlink", On::multi, {"act_type_xmlids", {"user_id", nullptr}},
           activity_unlink);
  m.method("activity_send_mail", On::multi, {"template_id"}, activity_send_mail);
}

}  // namespace chatterd
