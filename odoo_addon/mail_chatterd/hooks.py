"""What installing and uninstalling leave behind: a secret, and nothing."""
from odoo import SUPERUSER_ID, api


def post_init_hook(cr, registry):
    env = api.Environment(cr, SUPERUSER_ID, {})
    if not env["mail.chatterd"]._setting("secret"):
        env["mail.chatterd"]._new_secret()


def uninstall_hook(cr, registry):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["ir.config_parameter"].search([("key", "=like", "mail_chatterd.%")]).unlink()
    cr.execute("DROP TABLE IF EXISTS mail_chatterd_write")
