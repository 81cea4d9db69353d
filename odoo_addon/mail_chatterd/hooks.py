"""What installing and uninstalling leave behind: a secret and indexes, and nothing."""
import json
import os

from odoo import SUPERUSER_ID, api


def _indexes():
    """What the engine's frequent statements count on; the engine itself makes these in a database of its own."""
    with open(os.path.join(os.path.dirname(__file__), "engine", "indexes.json")) as listed:
        return json.load(listed)


def _make_extension(cr, name):
    """Whether PostgreSQL has the extension now: it may not be installed there, or not be Odoo's to make."""
    cr.execute(
        """
        SELECT 1 FROM pg_extension WHERE extname = %s
        UNION ALL
        SELECT 1 FROM pg_available_extension_versions v JOIN pg_roles r ON r.rolname = current_user
        WHERE v.name = %s AND (r.rolsuper OR to_jsonb(v) ->> 'trusted' = 'true'
                               AND has_database_privilege(current_database(), 'CREATE'))
        LIMIT 1""",
        (name, name),
    )
    if not cr.fetchone():
        return False
    cr.execute("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public".format(name))
    return True


def post_init_hook(cr, registry):
    env = api.Environment(cr, SUPERUSER_ID, {})
    if not env["mail.chatterd"]._setting("secret"):
        env["mail.chatterd"]._new_secret()
    for index in _indexes():
        if index["extension"] and not _make_extension(cr, index["extension"]):
            continue
        # on a large database, `chatterd doctor --fix indexes` makes them beforehand without holding anybody up
        cr.execute(
            "CREATE INDEX IF NOT EXISTS {name} ON {table}".format(**index)
            + (" USING " + index["using"] if index["using"] else "")
            + " ({columns})".format(**index)
            + (" INCLUDE ({include})".format(**index) if index["include"] else "")
            + (" WHERE {where}".format(**index) if index["where"] else "")
        )


def uninstall_hook(cr, registry):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["ir.config_parameter"].search([("key", "=like", "mail_chatterd.%")]).unlink()
    cr.execute("DROP TABLE IF EXISTS mail_chatterd_write")
    for index in _indexes():
        cr.execute("DROP INDEX IF EXISTS " + index["name"])
