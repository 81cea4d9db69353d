"""The way of a delegated request past Odoo's registry, routes and cursor: they cost more than the engine's answer.

Only the session's file is read here. What Odoo would ask its database is asked by the engine, in the transaction of the call:
whether the session's token holds, whether the user is an employee, whether another process has changed modules or caches. When
something does not hold, or is unusual, the request goes Odoo's way as if nothing had been here: everything in this file answers
None then.
"""
import io
import json
import logging
import threading
import time
import uuid

import werkzeug.http
import werkzeug.wrappers

import odoo
from odoo import SUPERUSER_ID, api, http
from odoo.addons.bus.controllers.main import dispatch
from odoo.modules.registry import Registry

from ..engine.client import EngineError, NotServed, OutcomeUnknown, Unreachable
from ..engine.reach import REACH
from ..models.delegation import UNKNOWN_OUTCOME, returned_model
from ..models.mail_chatterd import count

_logger = logging.getLogger(__name__)

CALL = "/web/dataset/call_kw"
POLL = "/longpolling/poll"
# The engine answers a poll after 50 seconds at the latest.
POLL_TIMEOUT = 75.0
# A larger request has files in it: Odoo's own way costs nothing beside them.
MOST_BYTES = 1 << 20
COOKIE_AGE = 90 * 24 * 60 * 60
MOST_COOKIES = 10000
_cookies = {}
# {database: Shortcut}
_shortcuts = {}


def _recordsets(env):
    """{"model.method": model of the records that it answers} where the uppermost override does not say so: Odoo then answers the
    records' text, and not their ids."""
    found = {}
    for name in REACH:
        model, _dot, method = name.rpartition(".")
        if model in env and getattr(getattr(type(env[model]), method), "_returns", None) is None:
            returned = returned_model(type(env[model]), method)
            if returned:
                found[name] = returned if returned in env else model
    return found


class Shortcut:
    """What is known of a database, as long as its registry and the engine stay the same."""

    def __init__(self, registry):
        self.registry, self.sequences = registry, self._sequences(registry)
        self.connection = self.description = None
        self.closed = set(REACH)
        with api.Environment.manage(), registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            chatterd = env["mail.chatterd"]
            self.connection = chatterd._connection()
            if self.connection is None:
                return
            self.description = self.connection.description(cr.dbname)
            self.closed = set(chatterd._kept(self.description)) | set(chatterd._off_the_shortcut(self.description))
            self.recordsets = _recordsets(env)

    @staticmethod
    def _sequences(registry):
        return registry.registry_sequence, registry.cache_sequence

    def holds(self, registry):
        if self.registry is not registry or self.sequences != self._sequences(registry):
            return False
        return self.connection is None or self.connection.description(registry.db_name) is self.description


def _shortcut(dbname):
    registry = Registry.registries.get(dbname)
    if registry is None or not registry.ready or registry.in_test_mode() or "mail.chatterd" not in registry.models:
        return None
    known = _shortcuts.get(dbname)
    try:
        if known is None or not known.holds(registry):
            known = _shortcuts[dbname] = Shortcut(registry)
    except (NotServed, OutcomeUnknown, EngineError):
        return None  # Odoo's way says why, and counts
    return known if known.connection else None


def _asked(environ):
    """The parsed body, when this may be a request for the engine; it stays readable for Odoo."""
    path = environ.get("PATH_INFO", "")
    if environ.get("REQUEST_METHOD") != "POST" or not (path in REACH or path == CALL or path.startswith(CALL + "/")):
        return None
    if environ.get("QUERY_STRING") or environ.get("HTTP_X_OPENERP_SESSION_ID"):
        return None
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() not in ("application/json", "application/json-rpc"):
        return None
    length = environ.get("CONTENT_LENGTH") or ""
    if not length.isdigit() or int(length) > MOST_BYTES:
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    try:
        asked = json.loads(body.decode())
    except ValueError:
        return None
    return asked if isinstance(asked, dict) and isinstance(asked.get("params"), dict) else None


def _name(path, params):
    """What is called, as in REACH, or None."""
    if not path.startswith(CALL):
        return path
    model, method = params.get("model"), params.get("method")
    if set(params) - {"path"} != {"model", "method", "args", "kwargs"} or not isinstance(model, str) or not isinstance(method, str):
        return None
    return "%s.%s" % (model, method) if isinstance(params["args"], list) and isinstance(params["kwargs"], dict) else None


def _session(root, request):
    """The session of an employee that needs nothing done to it, or None."""
    sid = request.cookies.get("session_id")
    if not sid:
        return None
    root.setup_session(request)
    session = request.session
    if session.sid != sid or session.should_save or session.debug or not session.db or not session.session_token:
        return None
    # nobody, and the superuser, whose rights are none of the engine's business (delegation._may_leave)
    if not session.uid or session.uid == SUPERUSER_ID:
        return None
    return session if "lang" in session.context and http.db_filter([session.db], httprequest=request) else None


def answer(root, environ):
    """(content, session id, path) of a request that the engine has answered, or None."""
    asked = _asked(environ)
    if asked is None:
        return None
    path, params = environ["PATH_INFO"], dict(asked["params"])
    context = params.pop("context", None)
    name = _name(path, params)
    if name not in REACH or (path == POLL and not dispatch):
        return None
    request = werkzeug.wrappers.Request(environ)
    session = _session(root, request)
    shortcut = session and _shortcut(session.db)
    if not shortcut or name in shortcut.closed:
        return None
    _tell_the_log(request, session)
    body = {
        "id": asked.get("id"),
        "database": session.db,
        "uid": session.uid,
        "context": dict(session.context) if context is None else context,
        "session": session.sid,
        "hearsay": {"token": session.session_token, "registry": shortcut.sequences[0], "caches": shortcut.sequences[1]},
        "route": CALL if path.startswith(CALL) else path,
        "params": params,
    }
    content = _engine(shortcut, name, body, environ)
    return None if content is None else (content, session.sid, path)


def _engine(shortcut, name, body, environ):
    """The engine's answer in bytes, or None."""
    connection, dbname = shortcut.connection, body["database"]
    write = None
    if REACH[name][1]:
        write = uuid.uuid4().hex
        body.update(write=write, deadline=time.time() + connection.skew + connection.client.timeout)
        # Until it is known that nothing was done: whatever happens in between, Odoo's way does not do it a second time.
        environ[UNKNOWN_OUTCOME] = True
    try:
        if name == POLL:
            content = _polled(connection, body)
        else:
            content = connection.ask(lambda: connection.client.raw_call(body))
    except OutcomeUnknown as error:
        _logger.warning("chatterd did not answer: %s", error)
        content = write and _done(shortcut, body, write, environ)
        if not content:
            return None
    except NotServed:
        environ.pop(UNKNOWN_OUTCOME, None)
        return None  # nothing was done; Odoo's way asks once more, says why, and counts
    count(dbname, "delegated")
    return _as_text(content, shortcut.recordsets[name]) if name in shortcut.recordsets else content


def _done(shortcut, body, write, environ):
    """The answer of a call that the engine has done although none came, or None when it never will have."""
    count(body["database"], "uncertain")
    with api.Environment.manage(), shortcut.registry.cursor() as cr:
        done, result = api.Environment(cr, SUPERUSER_ID, {})["mail.chatterd"]._outcome(write)
    if done is False:
        del environ[UNKNOWN_OUTCOME]
    return json.dumps({"jsonrpc": "2.0", "id": body["id"], "result": result}).encode() if done else None


def _as_text(content, model):
    answered = json.loads(content)
    if "result" in answered:
        ids = answered["result"] if isinstance(answered["result"], list) else [answered["result"]]
        answered["result"] = "%s%s" % (model, tuple(filter(None, ids)))
    return json.dumps(answered).encode()


def _polled(connection, body):
    # a trial after an outage is what asks for the description: a poll would keep others waiting for a minute
    try:
        return connection.client.raw_call(body, POLL_TIMEOUT)
    except (OutcomeUnknown, Unreachable):
        connection.breaker.failed()
        raise


def _tell_the_log(request, session):
    """What Odoo's lines of the log show of a request."""
    thread = threading.current_thread()
    thread.url, thread.query_count, thread.query_time, thread.perf_t0 = request.host_url + request.path.lstrip("/"), 0, 0, time.time()
    thread.dbname, thread.uid = session.db, session.uid


def _cookie(sid):
    """The header with which Odoo answers every request: the cookie lasts from then on. Made once a minute."""
    key = sid, int(time.time() // 60)
    if key not in _cookies:
        if len(_cookies) > MOST_COOKIES:
            _cookies.clear()
        _cookies[key] = werkzeug.http.dump_cookie("session_id", sid, max_age=COOKIE_AGE, httponly=True)
    return _cookies[key]


def _respond(start_response, content, sid, path):
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(content))), ("Set-Cookie", _cookie(sid))]
    if path == POLL:
        headers += [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "POST")]
    start_response("200 OK", headers)
    return [content]


def _install():
    """In front of Odoo's application; of databases without the addon nothing is known here."""
    stock = http.Root.__call__
    # what somebody else has put there is asked first
    alone = stock.__module__ == http.__name__

    def __call__(self, environ, start_response):
        found = None
        if self._loaded and alone:
            try:
                found = answer(self, environ)
            except Exception:
                # a write that may have been done is marked (UNKNOWN_OUTCOME), and not done again
                _logger.exception("the shortcut to chatterd")
        return _respond(start_response, *found) if found else stock(self, environ, start_response)

    __call__._chatterd = True
    if not hasattr(stock, "_chatterd"):
        http.Root.__call__ = __call__


_install()
