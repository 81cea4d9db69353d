"""The addon's state in one process: the connection to the engine, what it serves, and the counters."""
import collections
import json
import logging
import secrets
import threading
import time

import psycopg2

from odoo import api, models

from ..engine.breaker import Breaker
from ..engine.client import Client, EngineError, NotServed, OutcomeUnknown, Unreachable
from ..engine.guard import stands_in_the_way, unknown_overrides
from .delegation import DELEGATED

_logger = logging.getLogger(__name__)

DEFAULT_URL = "http://127.0.0.1:8070"
DEFAULT_TIMEOUT = 10.0
# What the engine serves is asked again after this many seconds: it may have been upgraded.
DESCRIBED_FOR = 300
# {route: None}: the routes that controllers/main.py delegates; they show channels and messages.
ROUTES = (
    "/mail/init_messaging",
    "/mail/needaction",
    "/mail/read_followers",
    "/mail/read_subscription_data",
)


class Connection:
    """The engine of one database as this process sees it. Made anew when the settings change."""

    def __init__(self, url, secret, timeout):
        self.settings = (url, secret, timeout)
        self.client = Client(url, secret, timeout)
        self.breaker = Breaker()
        self._lock = threading.Lock()
        self._described, self._described_at = None, 0.0

    def description(self, database):
        """What the engine serves; raises as Client.call."""
        with self._lock:
            fresh = time.monotonic() - self._described_at < DESCRIBED_FOR
            if self._described and fresh:
                return self._described
        described = self.ask(lambda: self.client.describe(database))
        with self._lock:
            self._described, self._described_at = described, time.monotonic()
        return described

    def ask(self, call):
        """What the call answers, unless the engine was away a moment ago."""
        if not self.breaker.allows():
            raise Unreachable("it was away a moment ago")
        try:
            answer = call()
        except (Unreachable, OutcomeUnknown):
            self.breaker.failed()
            raise
        except (NotServed, EngineError):
            self.breaker.succeeded()
            raise
        except BaseException:
            self.breaker.failed()
            raise
        self.breaker.succeeded()
        return answer


# By database name; each worker process has its own.
_connections = {}
_counters = collections.defaultdict(collections.Counter)
# {(database, registry, engine): reasons}: looking at all classes for each call would cost more than the call.
_reasons = {}


def count(database, what):
    """Counts a call: "delegated", "declined", "kept", "away" or "uncertain"."""
    _counters[database][what] += 1


class MailChatterd(models.AbstractModel):
    _name = "mail.chatterd"
    _description = "Connection to the chatterd engine"

    @api.model
    def _setting(self, name, default=""):
        key = "mail_chatterd." + name
        return self.env["ir.config_parameter"].sudo().get_param(key, default)

    @api.model
    def _new_secret(self):
        set_param = self.env["ir.config_parameter"].sudo().set_param
        set_param("mail_chatterd.secret", secrets.token_urlsafe(32))

    @api.model
    def _connection(self):
        """The connection of this database, None when it is switched off or has no secret."""
        secret = self._setting("secret")
        if not secret or self._setting("enabled", "True") in ("False", "0", ""):
            return None
        try:
            timeout = float(self._setting("timeout") or DEFAULT_TIMEOUT)
        except ValueError:
            timeout = DEFAULT_TIMEOUT
        settings = (self._setting("url") or DEFAULT_URL, secret, timeout)
        known = _connections.get(self.env.cr.dbname)
        if known is None or known.settings != settings:
            try:
                known = _connections[self.env.cr.dbname] = Connection(*settings)
            except ValueError as error:
                _logger.warning("chatterd is not used: %s", error)
                return None
        return known

    @api.model
    def _is_there(self):
        connection = self._connection()
        return connection is not None and connection.client.reachable()

    @api.model
    def _count(self, what):
        count(self.env.cr.dbname, what)

    @api.model
    def _counters(self):
        """{what: number} of this process's calls, as count() names them."""
        return dict(_counters[self.env.cr.dbname])

    @api.model
    def _kept(self, description):
        """{"model.method" or "/route": why it stays in Python} of what could be delegated; `description` is the engine's."""
        key = (self.env.cr.dbname, id(self.env.registry), description["instance"])
        if key not in _reasons:
            _reasons.clear()
            _reasons[key] = self._find_reasons(description)
            self._publish(_reasons[key])
        return _reasons[key]

    @api.model
    def _find_reasons(self, description):
        known = set(description["modules"])
        overrides = {
            model: unknown_overrides(type(self.env[model]), known)
            for model in DELEGATED
        }
        kept = {}
        for model, methods in DELEGATED.items():
            # a channel's methods show and write messages
            concerned = {model, "mail.message"} if model == "mail.channel" else {model}
            for name, uses in methods.items():
                if name not in description["methods"].get(model, ()):
                    reasons = ["not served"]
                else:
                    reasons = sorted(
                        reason
                        for each in concerned
                        for reason in stands_in_the_way(overrides[each], uses)
                    )
                if reasons:
                    kept["%s.%s" % (model, name)] = ", ".join(reasons)
        for route in ROUTES:
            if route not in description["routes"]:
                kept[route] = "not served"
        shown = ("mail.channel.channel_info", "mail.message.message_format")
        for name in shown:
            if name in kept and "/mail/init_messaging" not in kept:
                kept["/mail/init_messaging"] = kept[name]
        return kept

    def _publish(self, kept):
        """Tells the engine, which nginx reaches past Odoo, what it is to leave to Odoo. In a transaction of its own."""
        names = json.dumps(sorted(kept))
        if self._setting("kept") == names or self.env.registry.in_test_mode():
            return
        try:
            with self.env.registry.cursor() as cr:
                params = self.env(cr=cr)["ir.config_parameter"].sudo()
                params.set_param("mail_chatterd.kept", names)
        except psycopg2.OperationalError as error:
            # another process is writing the same
            _logger.info("mail_chatterd.kept was not written: %s", error)

    def _register_hook(self):
        """When the models are set up, the engine learns at once what other modules override."""
        super()._register_hook()
        connection = self._connection()
        if connection is None or self.env.registry.in_test_mode():
            return
        try:
            self._kept(connection.description(self.env.cr.dbname))
        except (NotServed, OutcomeUnknown, EngineError) as error:
            _logger.info("chatterd is not there yet: %s", error)
