"""The methods of mail.message that the web client calls."""
from odoo import api, models

from ..engine.guard import ANYTHING, READING
from .delegation import delegated

MODEL = "mail.message"
MARKING = READING + ("mark_all", "set_message", "unstar", "toggle", "write")


class MailMessage(models.Model):
    _inherit = MODEL

    @api.model
    @delegated(MODEL, READING)
    def message_fetch(self, domain, limit=20, moderated_channel_ids=None):
        return super().message_fetch(
            domain, limit=limit, moderated_channel_ids=moderated_channel_ids
        )

    @delegated(MODEL, READING)
    def message_format(self):
        return super().message_format()

    @delegated(MODEL, READING)
    def message_fetch_failed(self):
        return super().message_fetch_failed()

    @api.model
    @delegated(MODEL, MARKING)
    def mark_all_as_read(self, domain=None):
        return super().mark_all_as_read(domain=domain)

    @delegated(MODEL, MARKING)
    def set_message_done(self):
        return super().set_message_done()

    @api.model
    @delegated(MODEL, MARKING)
    def unstar_all(self):
        return super().unstar_all()

    @delegated(MODEL, MARKING, repeatable=False)
    def toggle_message_starred(self):
        return super().toggle_message_starred()

    @delegated(MODEL, ANYTHING)
    def moderate(self, decision, **kwargs):
        return super().moderate(decision, **kwargs)
