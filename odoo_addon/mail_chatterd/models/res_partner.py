"""The suggestions and counters of res.partner that Discuss asks for."""
from odoo import api, models

from ..engine.guard import NAMES
from .delegation import delegated

MODEL = "res.partner"
COUNTING = ("get_needaction_count", "get_starred_count")


class ResPartner(models.Model):
    _inherit = MODEL

    @api.model
    @delegated(MODEL, NAMES)
    def get_mention_suggestions(self, search, limit=8):
        return super().get_mention_suggestions(search, limit=limit)

    @api.model
    @delegated(MODEL, NAMES)
    def im_search(self, name, limit=20):
        return super().im_search(name, limit=limit)

    @api.model
    @delegated(MODEL, COUNTING)
    def get_needaction_count(self):
        return super().get_needaction_count()

    @api.model
    @delegated(MODEL, COUNTING)
    def get_starred_count(self):
        return super().get_starred_count()
