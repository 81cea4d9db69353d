// mail.thread: posting with a template, through the composer.
#include "models/mail/mail_compose_message.hpp"
#include "models/mail/notification_layouts.hpp"

namespace chatterd {
namespace {

Value post_with_template(const Records& documents, const Args& args) {
  const Env& env = documents.env();
  Value values = args.rest();
  const auto given = [&](const char* key) { return values.contains(key) && truthy(values[key]); };
  if (!given("composition_mode")) values["composition_mode"] = documents.size() == 1 ? "comment" : "mass_mail";
  if (!given("message_type")) values["message_type"] = "notification";
  const Value res_id = values.contains("res_id") ? values["res_id"] : Value(documents.id());
  const Value model = values.contains("model") ? values["model"] : Value(documents.model().name());
  const Records composer =
      env["mail.compose.message"]
          .with_context({{"active_id", res_id},
                         {"active_ids", given("res_id") ? Value::array({res_id}) : Value(documents.ids())},
                         {"active_model", model},
                         {"default_composition_mode", values["composition_mode"]},
                         {"default_model", model},
                         {"default_res_id", res_id},
                         {"default_template_id", args["template_id"]},
                         {"custom_layout", args["email_layout_xmlid"]}})
          .create(values);
  if (truthy(args["template_id"])) {
    const Value changed = composer.call(
        "onchange_template_id",
        Value::array({args["template_id"], values["composition_mode"], documents.model().name(), res_id}))["value"];
    composer.write(changed);
  }
  return composer.call("send_mail", Value::array(), {{"auto_commit", args["auto_commit"]}});
}

// message_post_with_view: nothing where the view is not in the database, as in stock. Of the views, that of
// assignments is known here; the others take records as values, which no remote caller can give.
Value post_with_view(const Records& documents, const Args& args) {
  const Value& view = args["views_or_xmlid"];
  if (view.is_string() && !has_view(documents.env(), to_text(view))) return nullptr;
  if (view != "mail.message_user_assigned") throw ValueError("a view that only Odoo renders: " + python_repr(view));
  const Value values = args.rest().value("values", Value::object());
  Value keywords = args.rest();
  keywords.erase("values");
  for (const Records& document : documents.each()) {
    const bool described = values.is_object() && values.contains("model_description");
    keywords["body"] = user_assigned_text(document, described ? to_text(values["model_description"]) : "");
    document.call("message_post_with_template", Value::array({false}), keywords);
  }
  return nullptr;
}

}  // namespace

void define_mail_thread_template(Model& m) {
  const Value none = nullptr;
  m.method("message_post_with_template", On::multi,
           {"template_id", {"email_layout_xmlid", none}, {"auto_commit", false}, "**"}, post_with_template);
  m.method("message_post_with_view", On::multi, {"views_or_xmlid", "**"}, post_with_view);
}

}  // namespace chatterd
