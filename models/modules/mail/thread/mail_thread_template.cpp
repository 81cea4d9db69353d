// mail.thread: posting with a template, through the composer.
#include "models/engine/templates/record_values.hpp"
#include "models/modules/mail/compose/mail_compose_message.hpp"
#include "models/modules/mail/template/mail_views.hpp"

namespace chatterd {
namespace {

Value post_with_template(const Records& documents, const Args& args) {
  const Env& env = documents.env();
  Value values = args.rest();
  const auto given = [&](const char* key) { return values.contains(key) && truthy(values[key]); };
  if (!given("composition_mode"))
    values["composition_mode"] = documents.size() == 1 ? "comment" : "mass_mail";
  if (!given("message_type")) values["message_type"] = "notification";
  const Value res_id = values.contains("res_id") ? values["res_id"] : Value(documents.id());
  const Value model = values.contains("model") ? values["model"] : Value(documents.model().name());
  const Records composer =
      env["mail.compose.message"]
          .with_context(
              {{"active_id", res_id},
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
        "onchange_template_id", Value::array({args["template_id"], values["composition_mode"],
                                              documents.model().name(), res_id}))["value"];
    composer.write(changed);
  }
  return composer.call("send_mail", Value::array(), {{"auto_commit", args["auto_commit"]}});
}

// The part of a web address for a record (http_routing's slug): its name in small letters, and its
// id.
templates::Any slug(const templates::Arguments& arguments) {
  const auto record = templates::records_of(arguments.get(0, "value"));
  if (!record) templates::fail("AttributeError: 'slug' wants a record");
  std::string name;
  for (const char c : record->ensure_one().display_name())
    if (std::isalnum(static_cast<unsigned char>(c)))
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (static_cast<unsigned char>(c) < 0x80 && !name.empty() && name.back() != '-')
      name += '-';
  if (name.ends_with('-')) name.pop_back();
  return (name.empty() ? "" : name + "-") + std::to_string(record->id());
}

// A remote caller names the view by its external id and gives plain values.
Value message_post_with_view(const Records& documents, const Args& args) {
  const Value& view = args["views_or_xmlid"];
  if (!truthy(view)) return nullptr;
  if (!view.is_string())
    throw AttributeError("'" + std::string(python_type(view)) +
                         "' object has no attribute 'render'");
  templates::Variables values;
  Value keywords = args.rest();
  if (keywords.contains("values") && keywords["values"].is_object())
    for (const auto& [name, value] : keywords["values"].items())
      values[name] = templates::plain_value(value);
  keywords.erase("values");
  values["slug"] = templates::function("slug", slug);
  post_with_view(documents, to_text(view), std::move(values), keywords);
  return nullptr;
}

}  // namespace

void define_mail_thread_template(Model& m) {
  const Value none = nullptr;
  m.method("message_post_with_template", On::multi,
           {"template_id", {"email_layout_xmlid", none}, {"auto_commit", false}, "**"},
           post_with_template);
  m.method("message_post_with_view", On::multi, {"views_or_xmlid", "**"}, message_post_with_view);
}

}  // namespace chatterd
