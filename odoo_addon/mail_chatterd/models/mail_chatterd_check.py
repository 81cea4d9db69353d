"""The report behind the button "Check the connection"."""
from odoo import _, fields, models
from odoo.tools import html_escape

from ..engine.client import EngineError, NotServed, OutcomeUnknown
from ..engine.reach import REACH


class MailChatterdCheck(models.TransientModel):
    _name = "mail.chatterd.check"
    _description = "Check of the connection to chatterd"

    report = fields.Html(default=lambda self: self._report(), readonly=True, sanitize=False)

    def _report(self):
        chatterd = self.env["mail.chatterd"]
        connection = chatterd._connection()
        if connection is None:
            return self._page(_("Switched off, or without a secret: Odoo answers everything."), [])
        try:
            description = connection.describe(self.env.cr.dbname)
        except (NotServed, OutcomeUnknown, EngineError) as error:
            return self._page(_("Not connected, so that Odoo answers everything: %s") % error, [])
        kept = chatterd._kept(description)
        rows = [(name, kept.get(name)) for name in sorted(REACH)]
        answers = _("Connected to %s, which calls itself %s. It answers %s of %s methods and routes.") % (
            connection.client.url,
            description["instance"],
            sum(reason is None for _name, reason in rows),
            len(rows),
        )
        return self._page("%s (%s)" % (answers, description["version"].strip()), rows)

    def _page(self, head, rows):
        lines = "".join(
            "<tr><td>%s</td><td>%s</td></tr>"
            % (
                html_escape(name),
                html_escape(_("kept in Odoo: %s") % reason) if reason else _("by chatterd"),
            )
            for name, reason in rows
        )
        return "<p>%s</p><table class='table table-sm'>%s</table>" % (html_escape(head), lines)
