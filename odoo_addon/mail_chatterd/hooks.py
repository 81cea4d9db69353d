"""What installing and uninstalling leave behind: a secret and indexes, and nothing."""
import json
import os

from odoo import SUPERUSER_ID, api


def _indexes():
    """What the engine's frequent statements count on; the engine itself makes these in a database of its own."""
    with open(os.path.join(os.path.dirname(__file__), "engine", "indexes.json")) as listed:
        return json.load(listed)


def post_init_hook(cr, registry):
    env = api.Environment(cr, SUPERUSER_ID, {})
    if not env["mail.chatterd"]._setting("secret"):
        env["mail.chatterd"]._new_secret()
    for index in _indexes():
        # on a large database, `chatterd doctor --fix indexes` makes them beforehand without holding anybody up
        cr.execute(
            "CREATE INDEX IF NOT EXISTS {name} ON {table} ({columns})".format(**index)
            + (" INCLUDE ({include})".format(**index) if index["include"] else "")
            + (" WHERE {where}".format(**index) if index["where"] else "")
        )


def uninstall_hook(cr, registry):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["ir.config_parameter"].search([("key", "=like", "mail_chatterd.%")]).unlink()
    cr.execute("DROP TABLE IF EXISTS mail_chatterd_write")
    for index in _indexes():
        cr.execute("DROP INDEX IF EXISTS " + index["name"])
