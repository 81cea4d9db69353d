"""The routes of Discuss that the engine answers when nothing speaks against it."""
import hashlib

from odoo import http
from odoo.addons.bus.controllers.main import dispatch
from odoo.addons.mail.controllers.bus import MailChatController
from odoo.addons.mail.controllers.main import MailController
from odoo.http import request

from ..engine.client import NotServed, OutcomeUnknown, Unreachable
from ..models.delegation import call_engine
from ..models.mail_chatterd import count

# The engine answers a poll after 50 seconds at the latest.
POLL_TIMEOUT = 75.0


def _answer(route, params, stock):
    """The engine's answer, or else what `stock` answers: these routes only read, so that they may be asked twice."""
    env = request.env
    try:
        return call_engine(env, route, {"route": route, "params": params})
    except NotServed:
        return stock()


class MailChatterdController(MailController):
    @http.route()
    def mail_init_messaging(self):
        stock = super().mail_init_messaging
        return _answer("/mail/init_messaging", {}, stock)

    @http.route()
    def needaction(self):
        return _answer("/mail/needaction", {}, super().needaction)

    @http.route()
    def read_followers(self, follower_ids, res_model):
        def read_followers():
            return super(MailChatterdController, self).read_followers(
                follower_ids, res_model
            )

        params = {"follower_ids": follower_ids, "res_model": res_model}
        return _answer("/mail/read_followers", params, read_followers)

    @http.route()
    def read_subscription_data(self, res_model, follower_id):
        def read_subscription_data():
            return super(MailChatterdController, self).read_subscription_data(
                res_model, follower_id
            )

        params = {"res_model": res_model, "follower_id": follower_id}
        route = "/mail/read_subscription_data"
        return _answer(route, params, read_subscription_data)


class BusController(MailChatController):
    def _poll(self, dbname, channels, last, options):
        """Odoo's thread or greenlet waits for the engine, which holds the poll; nginx can send it there at once."""

        def stock():
            return super(BusController, self)._poll(dbname, channels, last, options)

        connection = request.env["mail.chatterd"]._connection()
        # A prefork worker must not be held for a poll: Odoo has no dispatcher there.
        if not dispatch or connection is None:
            return stock()
        env = request.env
        chatterd = env["mail.chatterd"]
        try:
            # after a failure this asks the engine whether it is back
            description = connection.description(dbname)
            portal = request.session.uid and not env.user.has_group("base.group_user")
            if (
                portal
                or "/longpolling/poll" in chatterd._kept(description)
            ):
                count(dbname, "kept")
                return stock()
            body = {
                "database": dbname,
                "uid": request.session.uid or None,
                "context": dict(env.context),
                "session": hashlib.sha256(request.session.sid.encode()).hexdigest(),
                "route": "/longpolling/poll",
                "params": {"channels": channels, "last": last, "options": options},
            }
            # nothing of the database is held while the poll waits; stock Python then gets a new cursor
            request.cr.close()
            request._cr = request._env = None
            try:
                answer = connection.client.call(body, POLL_TIMEOUT)
            except (OutcomeUnknown, Unreachable):
                connection.breaker.failed()
                raise
        except (OutcomeUnknown, Unreachable):
            # who was not allowed to ask has not failed: polls are many, and would never let it be asked again
            count(dbname, "away")
            return stock()
        except NotServed as error:
            count(dbname, "declined", str(error))
            return stock()
        count(dbname, "delegated")
        return answer
