-- Makes of a new database (`chatterd init --demo`) what the program of commit 11f2a02 (23 November 2026, 19:12) made. What it lacked
-- is what `chatterd upgrade --dry-run` said of a database that this program, built for it, had made, and people had talked in. Some of
-- its constraints named their columns the other way round.

DROP TABLE
    base_language_install,
    base_partner_merge_automatic_wizard,
    base_partner_merge_automatic_wizard_res_partner_rel,
    base_partner_merge_line,
    change_password_user,
    change_password_wizard,
    ir_mail_server,
    mail_channel_mail_wizard_invite_rel,
    mail_compose_message,
    mail_compose_message_ir_attachments_rel,
    mail_compose_message_res_partner_rel,
    mail_message_res_partner_needaction_rel_mail_resend_message_rel,
    mail_resend_cancel,
    mail_resend_message,
    mail_resend_partner,
    mail_wizard_invite,
    mail_wizard_invite_res_partner_rel
    CASCADE;
ALTER TABLE ir_cron DROP COLUMN cron_name CASCADE;
ALTER TABLE mail_message DROP COLUMN mail_server_id CASCADE;
ALTER TABLE mail_template DROP COLUMN mail_server_id CASCADE;
DROP INDEX
    mail_activity_type_create_uid_index,
    mail_channel_partner_partner_idx,
    mail_message_channel_unread_idx,
    mail_message_document_page_idx,
    mail_message_words_idx,
    mail_message_mail_channel_rel_page_idx,
    mail_notification_read_idx,
    mail_notification_unread_idx,
    mail_message_res_partner_starred_rel_page_idx,
    res_users_partner_idx;
ALTER TABLE mail_message_mail_channel_rel DROP CONSTRAINT mail_message_mail_channel_rel_mail_message_id_mail_channel__key, ADD UNIQUE (mail_channel_id, mail_message_id);
ALTER TABLE res_company_users_rel DROP CONSTRAINT res_company_users_rel_cid_user_id_key, ADD UNIQUE (user_id, cid);
ALTER TABLE res_groups_users_rel DROP CONSTRAINT res_groups_users_rel_gid_uid_key, ADD UNIQUE (uid, gid);
ALTER TABLE res_partner_res_partner_category_rel DROP CONSTRAINT res_partner_res_partner_category_rel_category_id_partner_id_key, ADD UNIQUE (partner_id, category_id);
ALTER TABLE rule_group_rel DROP CONSTRAINT rule_group_rel_rule_group_id_group_id_key, ADD UNIQUE (group_id, rule_group_id);
CREATE TEMPORARY TABLE lacked AS SELECT id FROM ir_model WHERE model IN (
    'ir.mail_server',
    'change.password.wizard',
    'change.password.user',
    'base.partner.merge.line',
    'base.partner.merge.automatic.wizard',
    'base.language.install',
    'mail.wizard.invite',
    'mail.compose.message',
    'mail.resend.message',
    'mail.resend.partner',
    'mail.resend.cancel');
DELETE FROM ir_model_fields WHERE model_id IN (SELECT id FROM lacked) OR (model, name) IN (
    ('ir.cron', 'cron_name'), ('mail.message', 'mail_server_id'), ('mail.template', 'mail_server_id'));
DELETE FROM ir_model_access WHERE model_id IN (SELECT id FROM lacked);
DELETE FROM ir_model WHERE id IN (SELECT id FROM lacked);
DELETE FROM ir_model_data d WHERE model = 'ir.model' AND NOT EXISTS (SELECT FROM ir_model r WHERE r.id = d.res_id);
DELETE FROM ir_model_data d WHERE model = 'ir.model.fields' AND NOT EXISTS (SELECT FROM ir_model_fields r WHERE r.id = d.res_id);
DELETE FROM ir_model_data d WHERE model = 'ir.model.access' AND NOT EXISTS (SELECT FROM ir_model_access r WHERE r.id = d.res_id);
UPDATE ir_model_data SET module = 'base' WHERE model = 'ir.model';
DELETE FROM mail_activity_type;
DELETE FROM mail_template;
DELETE FROM ir_model_data WHERE model IN ('mail.activity.type', 'mail.template');
DELETE FROM ir_translation WHERE lang = 'fr_FR' AND type = 'code';
UPDATE ir_module_module SET icon = NULL;
DELETE FROM ir_config_parameter WHERE key = 'chatterd.version';
