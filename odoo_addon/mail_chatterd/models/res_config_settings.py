"""The engine in Settings: where it is, and how it does."""
from odoo import _, api, fields, models

from ..engine.client import EngineError, NotServed, OutcomeUnknown, Unreachable
from .mail_chatterd import DEFAULT_TIMEOUT, DEFAULT_URL, DESCRIBE_TIMEOUT


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    chatterd_enabled = fields.Boolean("Discuss by chatterd")
    chatterd_url = fields.Char("Engine", config_parameter="mail_chatterd.url", default=DEFAULT_URL)
    chatterd_secret = fields.Char("Secret", config_parameter="mail_chatterd.secret")
    chatterd_timeout = fields.Float("Time-out (seconds)", config_parameter="mail_chatterd.timeout", default=DEFAULT_TIMEOUT)
    chatterd_state = fields.Selection(
        [("off", "Switched off"), ("up", "Connected"), ("refused", "It refuses our calls"), ("down", "Not reachable")],
        "State",
        compute="_compute_chatterd_state",
    )
    chatterd_counters = fields.Char("Calls", compute="_compute_chatterd_state")

    @api.depends("chatterd_enabled")
    def _compute_chatterd_state(self):
        chatterd = self.env["mail.chatterd"]
        connection = chatterd._connection()
        counters = chatterd._counters()
        words = [
            (_("delegated"), "delegated"),
            (_("kept in Odoo"), "kept"),
            (_("declined"), "declined"),
            (_("while it was away"), "away"),
            (_("without an answer"), "uncertain"),
        ]
        text = ", ".join("%s: %s" % (word, counters.get(key, 0)) for word, key in words)
        state = "off"
        if connection is not None:
            try:
                # the right engine, for this database, and it has accepted our signature
                connection.client.describe(self.env.cr.dbname, DESCRIBE_TIMEOUT)
                state = "up"
            except (OutcomeUnknown, Unreachable) as error:
                state, text = "down", "%s (%s)" % (text, error)
            except (NotServed, EngineError) as error:
                state, text = "refused", "%s (%s)" % (text, error)
        for settings in self:
            settings.chatterd_state = state
            settings.chatterd_counters = text

    @api.model
    def get_values(self):
        values = super().get_values()
        enabled = self.env["mail.chatterd"]._setting("enabled", "True")
        values["chatterd_enabled"] = enabled not in ("False", "0", "")
        return values

    def set_values(self):
        super().set_values()
        # a parameter that is set to a false value is deleted, which would mean the default
        self.env["ir.config_parameter"].sudo().set_param(
            "mail_chatterd.enabled", str(self.chatterd_enabled)
        )

    def action_chatterd_new_secret(self):
        self.env["mail.chatterd"]._new_secret()
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_chatterd_check(self):
        check = self.env["mail.chatterd.check"].create({})
        return {
            "type": "ir.actions.act_window",
            "name": _("Connection to chatterd"),
            "res_model": check._name,
            "res_id": check.id,
            "view_mode": "form",
            "target": "new",
        }
