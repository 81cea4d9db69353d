"""The addon's state in one process: the connection to the engine, what it serves, and the counters."""
import collections
import json
import logging
import secrets
import threading
import time

import psycopg2
import psycopg2.extensions

from odoo import api, models

from ..engine.breaker import Breaker
from ..engine.client import Client, EngineError, NotServed, OutcomeUnknown, Unreachable
from .delegation import install

_logger = logging.getLogger(__name__)

DEFAULT_URL = "http://127.0.0.1:8070"
DEFAULT_TIMEOUT = 10.0
# What the engine serves is asked again after this many seconds: it may have been upgraded.
DESCRIBED_FOR = 300
# Reading what the engine is must not take long: it is asked before anything else.
DESCRIBE_TIMEOUT = 3.0


class Connection:
    """The engine of one database as this process sees it. Made anew when the settings change."""

    def __init__(self, url, secret, timeout, uuid):
        self.settings = (url, secret, timeout, uuid)
        self.client = Client(url, secret, timeout, uuid)
        self.breaker = Breaker()
        # seconds by which the engine's clock is ahead
        self.skew = 0.0
        self._lock = threading.Lock()
        self._described, self._described_at = None, 0.0

    def description(self, database):
        """What the engine serves; raises as Client.call. An engine that was away is asked again, so that all calls and polls go
        back to it, in every process."""
        with self._lock:
            fresh = time.monotonic() - self._described_at < DESCRIBED_FOR
            if self._described and fresh and self.breaker.closed:
                return self._described
        return self.describe(database)

    def describe(self, database):
        """Asks the engine now: who answers has accepted a signed call for this database."""
        try:
            described = self.ask(lambda: self.client.describe(database, DESCRIBE_TIMEOUT))
        except OutcomeUnknown as error:
            raise Unreachable(str(error)) from error
        with self._lock:
            self._described, self._described_at = described, time.monotonic()
            self.skew = described.get("time", time.time()) - time.time()
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
# {database: {why the engine declined: number}}
_declined = collections.defaultdict(collections.Counter)
# A line in the log when so many calls have come since the last one and most of them were not delegated
LOOK_EVERY = 500
MOST_REASONS = 50


def count(database, what, why=None):
    """Counts a call: "delegated", "declined", "kept", "away" or "uncertain"."""
    counters, reasons = _counters[database], _declined[database]
    counters[what] += 1
    if why and (why in reasons or len(reasons) < MOST_REASONS):
        reasons[why] += 1
    total = sum(list(counters.values()))
    if total % LOOK_EVERY == 0 and counters["delegated"] * 2 < total:
        worst = ", ".join("%s: %s" % pair for pair in reasons.most_common(3))
        _logger.warning("chatterd answered %s of %s calls only: %s%s", counters["delegated"], total, dict(counters), worst and "; " + worst)


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
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        settings = (self._setting("url") or DEFAULT_URL, secret, timeout, uuid)
        known = _connections.get(self.env.cr.dbname)
        if known is None or known.settings != settings:
            try:
                known = _connections[self.env.cr.dbname] = Connection(*settings)
            except ValueError as error:
                _logger.warning("chatterd is not used: %s", error)
                return None
        return known

    def init(self):
        """The table of calls that must happen once: who has taken an id, the engine or Odoo, does the work."""
        self.env.cr.execute(
            "CREATE TABLE IF NOT EXISTS mail_chatterd_write (id varchar PRIMARY KEY, result text, done_at timestamp NOT NULL)")

    @api.model
    def _outcome(self, write):
        """What became of a call that got no answer: (True, its result), or (False, None) when the engine has not done it, and
        never will, as its id is taken now. (None, None) when that cannot be known."""
        for _attempt in range(5):
            try:
                with self.env.registry.cursor() as cr:
                    # an engine that is in the middle of its commit holds the id
                    cr.execute("SET LOCAL lock_timeout = '5s'")
                    cr.execute(
                        "INSERT INTO mail_chatterd_write (id, done_at) VALUES (%s, now() AT TIME ZONE 'UTC') "
                        "ON CONFLICT (id) DO NOTHING RETURNING id", (write,), log_exceptions=False)
                    if cr.fetchone():
                        return False, None
                    cr.execute("SELECT result FROM mail_chatterd_write WHERE id = %s", (write,))
                    return True, json.loads(cr.fetchone()[0])
            except psycopg2.extensions.TransactionRollbackError:
                continue  # it has just been taken
            except psycopg2.OperationalError as error:
                _logger.warning("what became of the call %s is not known: %s", write, error)
                break
        return None, None

    @api.model
    def _count(self, what, why=None):
        count(self.env.cr.dbname, what, why)

    @api.model
    def _counters(self):
        """{what: number} of this process's calls, as count() names them."""
        return dict(_counters[self.env.cr.dbname])

    def _register_hook(self):
        """When the models are set up, the engine is put in front of them, and learns at once what other modules override."""
        super()._register_hook()
        install(self.env)
        connection = self._connection()
        if connection is None or self.env.registry.in_test_mode():
            return
        try:
            self._kept(connection.description(self.env.cr.dbname))
        except (NotServed, OutcomeUnknown, EngineError) as error:
            _logger.info("chatterd is not there yet: %s", error)
