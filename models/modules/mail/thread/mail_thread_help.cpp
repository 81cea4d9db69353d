// What an empty list tells: how to make a document, by e-mail where an alias makes them
// (get_empty_list_help).
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/base/res/settings.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

// The alias that makes documents of this model: the one of the context's record, or the only
// general one.
Records alias_for(const Records& self) {
  const Env& env = self.env();
  const Value model = env.context("empty_list_help_model"), id = env.context("empty_list_help_id");
  const Records none = env["mail.alias"];
  if (!truthy(model) || !truthy(config_parameter(env, "mail.catchall.domain"))) return none;
  if (truthy(id)) {
    const Records document = env.sudo().browse(to_text(model), {to_id(id)});
    if (!document.model().find_field("alias_id"))
      throw AttributeError("'" + to_text(model) + "' object has no attribute 'alias_id'");
    const Records alias = document.rel("alias_id");
    if (!alias.empty() && alias.is("alias_name") &&
        alias.rel("alias_model_id").text("model") == self.model().name() &&
        !alias.is("alias_force_thread_id"))
      return alias;
  }
  const Records general = none.search(
      Value::array({term("alias_parent_model_id.model", "=", model),
                    term("alias_name", "!=", false), term("alias_force_thread_id", "=", false),
                    term("alias_parent_thread_id", "=", false)}),
      {0, 0, "id ASC"});
  return general.size() == 1 ? general : none;
}

Value get_empty_list_help(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Value& help = args["help"];
  const Value given = env.context("empty_list_help_document_name");
  const Value name = given.is_null() ? Value(env.translate("document")) : given;
  const auto smiling = [](const std::string& text) {
    return "<p class='o_view_nocontent_smiling_face'>" + text + "</p>";
  };
  if (const Records alias = alias_for(self); !alias.empty()) {
    const std::string address = alias.display_name();
    const Value values = {{"document", name},
                          {"email_link", "<a href='mailto:" + address + "'>" + address + "</a>"}};
    if (!truthy(help))
      return smiling(format_named(
          env.translate("Add a new %(document)s or send an email to %(email_link)s"), values));
    if (to_text(help).find("oe_view_nocontent_alias") == std::string::npos)
      return to_text(help) + "<p class='oe_view_nocontent_alias'>" +
             format_named(
                 env.translate("Create a new %(document)s by sending an email to %(email_link)s"),
                 values) +
             "</p>";
  }
  if (!truthy(help))
    return smiling(format_named(env.translate("Create a new %(document)s"), {{"document", name}}));
  return help;
}

// Uploads that waited in a composer which was never sent.
Value garbage_collect_attachments(const Records& self, const Args&) {
  const Env& env = self.env();
  const auto lost = env.cr().execute(
      R"sql(
          SELECT id
          FROM ir_attachment
          WHERE res_model = 'mail.compose.message'
            AND res_id = 0
            AND create_date < now() at time zone 'UTC' - interval '1 day'
            AND write_date < now() at time zone 'UTC' - interval '1 day')sql");
  const Records attachments = env.browse("ir.attachment", lost.ids());
  if (!attachments.empty()) attachments.unlink();
  return true;
}

}  // namespace

void define_mail_thread_help(Model& m) {
  m.method("get_empty_list_help", On::model, {"help"}, get_empty_list_help);
  m.method("_garbage_collect_attachments", On::model, {}, garbage_collect_attachments);
}

}  // namespace chatterd
