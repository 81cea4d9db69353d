// Every model, in the order in which Odoo imports them: by its module graph, and within a module by
// its files. Methods of later modules come first, and the fields of a model are in this order.
#include "models/engine/orm/methods/base_model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/standard.hpp"

namespace chatterd {

void define_res_users(Registry& registry);
void define_res_users_log(Registry& registry);
void define_change_password(Registry& registry);
void define_partner_merge(Registry& registry);
void define_language_install(Registry& registry);
void extend_res_users_base_setup(Registry& registry);
void define_res_partner(Registry& registry);
void define_res_partner_category(Registry& registry);
void define_res_partner_title(Registry& registry);
void define_res_partner_industry(Registry& registry);
void define_res_partner_bank(Registry& registry);
void define_res_bank(Registry& registry);
void define_res_groups(Registry& registry);
void extend_res_groups_base(Registry& registry);
void define_ir_module_category(Registry& registry);
void define_res_company(Registry& registry);
void define_res_currency(Registry& registry);
void define_res_currency_rate(Registry& registry);
void define_res_country(Registry& registry);
void define_res_country_state(Registry& registry);
void define_res_country_group(Registry& registry);
void define_res_lang(Registry& registry);
void define_ir_model(Registry& registry);
void define_ir_model_fields(Registry& registry);
void define_ir_model_fields_selection(Registry& registry);
void define_ir_model_access(Registry& registry);
void define_ir_rule(Registry& registry);
void define_ir_attachment(Registry& registry);
void define_ir_config_parameter(Registry& registry);
void define_ir_translation(Registry& registry);
void define_ir_model_data(Registry& registry);
void define_ir_module_module(Registry& registry);
void define_ir_default(Registry& registry);
void define_ir_property(Registry& registry);
void define_ir_sequence(Registry& registry);
void define_ir_cron(Registry& registry);
void define_ir_mail_server(Registry& registry);
void define_format_address_mixin(Registry& registry);
void define_image_mixin(Registry& registry);
void extend_res_users_bus(Registry& registry);
void extend_res_partner_bus(Registry& registry);
void define_bus_bus(Registry& registry);
void define_bus_presence(Registry& registry);
void extend_ir_attachment_web_editor(Registry& registry);
void extend_res_users_auth_signup(Registry& registry);
void extend_res_partner_auth_signup(Registry& registry);
void extend_res_users_mail(Registry& registry);
void extend_res_groups_mail(Registry& registry);
void extend_res_partner_mail(Registry& registry);
void extend_partner_merge_mail(Registry& registry);
void extend_res_company_mail(Registry& registry);
void extend_ir_model_mail(Registry& registry);
void extend_ir_model_fields_mail(Registry& registry);
void define_mail_thread(Registry& registry);
void define_mail_thread_cc(Registry& registry);
void define_mail_thread_blacklist(Registry& registry);
void define_mail_activity(Registry& registry);
void define_mail_activity_mixin(Registry& registry);
void define_mail_activity_type(Registry& registry);
void define_mail_alias(Registry& registry);
void define_mail_alias_mixin(Registry& registry);
void define_mail_address_mixin(Registry& registry);
void define_mail_blacklist(Registry& registry);
void define_mail_channel(Registry& registry);
void define_mail_channel_partner(Registry& registry);
void define_mail_moderation(Registry& registry);
void define_mail_message(Registry& registry);
void define_mail_message_subtype(Registry& registry);
void define_mail_notification(Registry& registry);
void define_mail_followers(Registry& registry);
void define_mail_tracking_value(Registry& registry);
void define_mail_mail(Registry& registry);
void define_mail_shortcode(Registry& registry);
void define_mail_template(Registry& registry);
void define_mail_compose_message(Registry& registry);
void define_mail_wizard_invite(Registry& registry);
void define_mail_resend_message(Registry& registry);
void extend_mail_mail_fetchmail(Registry& registry);
void extend_res_users_mail_bot(Registry& registry);
void extend_mail_thread_mail_bot(Registry& registry);
void extend_mail_channel_mail_bot(Registry& registry);
void extend_res_partner_mail_bot(Registry& registry);
void extend_res_partner_phone_validation(Registry& registry);
void define_mail_thread_phone(Registry& registry);
void define_phone_blacklist(Registry& registry);
void define_phone_validation_mixin(Registry& registry);
void extend_res_partner_partner_autocomplete(Registry& registry);
void extend_res_company_partner_autocomplete(Registry& registry);
void extend_res_partner_sms(Registry& registry);
void extend_ir_model_sms(Registry& registry);
void extend_mail_thread_sms(Registry& registry);
void extend_mail_message_sms(Registry& registry);
void extend_mail_notification_sms(Registry& registry);
void define_sms_sms(Registry& registry);
void extend_res_company_snailmail(Registry& registry);
void extend_mail_message_snailmail(Registry& registry);
void define_snailmail_letter(Registry& registry);

void register_models(Registry& registry) {
  define_base(registry);
  // base
  define_ir_model(registry);
  define_ir_model_fields(registry);
  define_ir_model_fields_selection(registry);
  define_ir_model_access(registry);
  define_ir_model_data(registry);
  define_ir_sequence(registry);
  define_ir_attachment(registry);
  define_ir_cron(registry);
  define_ir_default(registry);
  define_ir_translation(registry);
  define_ir_rule(registry);
  define_ir_config_parameter(registry);
  define_ir_mail_server(registry);
  define_ir_property(registry);
  define_ir_module_category(registry);
  define_ir_module_module(registry);
  define_image_mixin(registry);
  define_res_country(registry);
  define_res_country_group(registry);
  define_res_country_state(registry);
  define_res_lang(registry);
  define_format_address_mixin(registry);
  define_res_partner_category(registry);
  define_res_partner_title(registry);
  define_res_partner(registry);
  define_res_partner_industry(registry);
  define_res_bank(registry);
  define_res_partner_bank(registry);
  define_res_currency(registry);
  define_res_currency_rate(registry);
  define_res_company(registry);
  define_res_groups(registry);
  define_res_users_log(registry);
  define_res_users(registry);
  extend_res_groups_base(registry);
  define_change_password(registry);
  define_partner_merge(registry);
  define_language_install(registry);
  // bus
  define_bus_bus(registry);
  define_bus_presence(registry);
  extend_res_users_bus(registry);
  extend_res_partner_bus(registry);
  // base_setup
  extend_res_users_base_setup(registry);
  // web_editor
  extend_ir_attachment_web_editor(registry);
  // mail
  define_mail_message_subtype(registry);
  define_mail_tracking_value(registry);
  define_mail_alias(registry);
  define_mail_alias_mixin(registry);
  define_mail_followers(registry);
  define_mail_notification(registry);
  define_mail_message(registry);
  define_mail_activity_type(registry);
  define_mail_activity(registry);
  define_mail_activity_mixin(registry);
  define_mail_mail(registry);
  define_mail_thread(registry);
  define_mail_thread_cc(registry);
  define_mail_address_mixin(registry);
  define_mail_blacklist(registry);
  define_mail_thread_blacklist(registry);
  define_mail_channel_partner(registry);
  define_mail_moderation(registry);
  define_mail_channel(registry);
  define_mail_template(registry);
  define_mail_shortcode(registry);
  extend_res_partner_mail(registry);
  extend_partner_merge_mail(registry);
  extend_res_users_mail(registry);
  extend_res_groups_mail(registry);
  extend_res_company_mail(registry);
  extend_ir_model_mail(registry);
  extend_ir_model_fields_mail(registry);
  define_mail_wizard_invite(registry);
  define_mail_compose_message(registry);
  define_mail_resend_message(registry);
  // auth_signup
  extend_res_partner_auth_signup(registry);
  extend_res_users_auth_signup(registry);
  // fetchmail
  extend_mail_mail_fetchmail(registry);
  // mail_bot
  extend_mail_channel_mail_bot(registry);
  extend_mail_thread_mail_bot(registry);
  extend_res_partner_mail_bot(registry);
  extend_res_users_mail_bot(registry);
  // partner_autocomplete
  extend_res_partner_partner_autocomplete(registry);
  extend_res_company_partner_autocomplete(registry);
  // phone_validation
  define_phone_blacklist(registry);
  define_phone_validation_mixin(registry);
  define_mail_thread_phone(registry);
  extend_res_partner_phone_validation(registry);
  // snailmail
  extend_res_company_snailmail(registry);
  define_snailmail_letter(registry);
  extend_mail_message_snailmail(registry);
  // sms
  extend_ir_model_sms(registry);
  extend_mail_message_sms(registry);
  extend_mail_notification_sms(registry);
  extend_mail_thread_sms(registry);
  extend_res_partner_sms(registry);
  define_sms_sms(registry);
  // Odoo's applications
  register_calendar(registry);
  register_note(registry);
  register_rating(registry);
  register_hr(registry);
  register_hr_holidays(registry);
  register_im_livechat(registry);
  register_crm_livechat(registry);
  register_website_mail(registry);
  register_website_livechat(registry);
}

}  // namespace chatterd
