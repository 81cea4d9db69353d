// mail.template: texts with placeholders, rendered for records.
#include "models/engine/log.hpp"
#include "models/engine/templates/jinja/jinja_parser.hpp"
#include "models/engine/templates/record_values.hpp"
#include "models/engine/templates/secrets.hpp"
#include "models/modules/mail/template/mail_template.hpp"
#include "models/modules/mail/template/mail_views.hpp"

namespace chatterd {
namespace {

std::string address(const void* object) {
  char text[32];
  std::snprintf(text, sizeof text, "0x%llx",
                static_cast<unsigned long long>(reinterpret_cast<std::uintptr_t>(object)));
  return text;
}

// Python's repr of the template and of its variables, in the order in which Odoo fills them.
std::string failure(const Env& env, const templates::Template& template_,
                    const templates::Variables& variables) {
  std::string values;
  for (const char* name : {"format_date", "format_datetime", "format_amount", "format_duration",
                           "user", "ctx", "object"}) {
    const templates::Any& value = variables.at(name);
    const bool function = value.object<templates::Function>() != nullptr;
    values += (values.empty() ? "'" : ", '") + std::string(name) + "': ";
    values += function ? "<function MailTemplate._render_template.<locals>.<lambda> at " +
                             address(&value) + ">"
                       : templates::repr(value);
  }
  std::string text = env.translate("Failed to render template %r using values %r");
  for (const std::string& part :
       {"<Template memory:" + address(&template_).substr(2) + ">", "{" + values + "}"})
    if (const std::size_t at = text.find("%r"); at != std::string::npos) text.replace(at, 2, part);
  return text;
}

}  // namespace

std::map<Id, std::string> render_template(const Env& env, const Value& text,
                                          const std::string& model, const Ids& ids,
                                          bool post_process) {
  std::map<Id, std::string> results;
  for (const Id id : ids) results[id] = "";
  std::optional<templates::Template> loaded;
  try {
    loaded.emplace(text.is_string() ? text.get<std::string>() : python_repr(text));
  } catch (const templates::SyntaxError& error) {
    log_warning("mail.template: failed to load a template: " + std::string(error.what()));
    return results;
  }
  Ids real = ids;
  std::erase(real, 0);
  const Records records = env.browse(model, real);
  std::map<Id, Records> by_id;
  for (const Records& record : records.each()) by_id.emplace(record.id(), record);
  const templates::RenderedFor whom(env);
  templates::Variables variables = templates::template_variables(env);
  for (auto& [id, result] : results) {
    const auto record = by_id.find(id);
    variables["object"] =
        record == by_id.end() ? templates::Any() : templates::records_value(record->second);
    try {
      result = loaded->render(variables, !env.flag("safe"));
    } catch (const templates::RenderError& error) {
      log_warning("mail.template: failed to render: " + std::string(error.what()));
      throw UserError(failure(env, *loaded, variables));
    } catch (const Error& error) {
      log_warning("mail.template: failed to render: " + std::string(error.what()));
      throw UserError(failure(env, *loaded, variables));
    }
    if (result == "False") result.clear();
    if (post_process) result = with_absolute_links(env, result);
  }
  return results;
}

}  // namespace chatterd
