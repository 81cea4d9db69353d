"""From a method of a model to the engine and back; see engine/client.py for what can go wrong on the way."""
import functools
import logging
import time
import uuid

from odoo import _, exceptions
from odoo.http import request

from ..engine.client import EngineError, NotServed, OutcomeUnknown, Unreachable
from ..engine.reach import REACH

_logger = logging.getLogger(__name__)

# In the environment of a request of which nobody can say whether the engine has done it: it must not be done again.
UNKNOWN_OUTCOME = "mail_chatterd.unknown_outcome"
CALL_PATHS = ("/web/dataset/call_kw", "/web/dataset/call", "/web/dataset/call_button")


def install(env):
    """Puts the engine in front of every delegated method, above what all modules make of it."""
    for name in REACH:
        model, _dot, method = name.rpartition(".")
        if name.startswith("/") or model not in env:
            continue
        origin = getattr(type(env[model]), method)
        if not hasattr(origin, "_chatterd"):
            wrapper = _delegated(model, method)
            if hasattr(origin, "_api"):
                wrapper._api = origin._api
            env[model]._patch_method(method, wrapper)


def _delegated(model, called):
    def method(self, *args, **kwargs):
        here = functools.partial(method.origin, self, *args, **kwargs)
        if not _is_top_call(model, called):
            return here()
        positional = list(args)
        if getattr(method.origin, "_api", None) != "model":
            positional.insert(0, self.ids)
        body = {"model": model, "method": called, "args": positional, "kwargs": kwargs}
        try:
            answer = call_engine(self.env, "%s.%s" % (model, called), body)
        except NotServed:
            return here()
        returned = returned_model(type(self), called)
        # call_kw turns records into ids again, where the uppermost override says so
        return self.env[returned if returned in self.env else model].browse(answer or []) if returned else answer

    method.__name__ = called
    method._chatterd = True
    return method


def returned_model(cls, name):
    """The model whose records the method answers, by the decorator of any of its layers, or None."""
    for layer in cls.__mro__:
        returns = getattr(vars(layer).get(name), "_returns", None)
        if returns:
            return returns[0]
    return None


def _is_top_call(model, name):
    """Whether this is what the web client called, and not something that Python does on its way."""
    if not request or not request.httprequest.path.startswith(CALL_PATHS):
        return False
    return request.params.get("model") == model and request.params.get("method") == name


def call_engine(env, name, body, timeout=None):
    """The engine's answer to a call as docs/trusted-endpoint.md describes it, in a fresh snapshot.

    :param name: "model.method" or "/route"
    Raises NotServed when stock Python is to answer, or the exception that the call raised. What writes is done once: it carries
    an id that the engine's transaction takes, and when no answer comes, Odoo takes the id before it does the work itself.
    """
    if request and request.httprequest.environ.get(UNKNOWN_OUTCOME):
        raise exceptions.UserError(_("The connection was interrupted. Please check what was done."))
    chatterd = env["mail.chatterd"]
    connection = chatterd._connection()
    if connection is None or not _may_leave(env):
        raise NotServed()
    write = uuid.uuid4().hex if REACH[name][1] else None
    try:
        if name in chatterd._kept(connection.description(env.cr.dbname)):
            chatterd._count("kept")
            raise NotServed()
        body = dict(body, database=env.cr.dbname, uid=env.uid, context=dict(env.context))
        if write:
            patience = timeout or connection.client.timeout
            body.update(write=write, deadline=time.time() + connection.skew + patience)
        # Nothing was written. The engine must not wait for us, and what it does is to be seen afterwards.
        env.cr.commit()
        try:
            answer = connection.ask(lambda: connection.client.call(body, timeout))
        finally:
            env.cache.invalidate()
    except EngineError as error:
        chatterd._count("delegated")
        raise odoo_exception(error.data, env) from None
    except Unreachable as error:
        chatterd._count("away")
        _logger.info("chatterd is away, Odoo answers: %s", error)
        raise
    except OutcomeUnknown as error:
        chatterd._count("uncertain")
        _logger.warning("chatterd did not answer: %s", error)
        if not write:
            raise NotServed() from error
        done, answer = chatterd._outcome(write)
        if done is None:
            raise exceptions.UserError(_("The connection was interrupted. Please check what was done.")) from error
        if not done:
            raise NotServed() from error
    except NotServed as error:
        if error.args:
            chatterd._count("declined", str(error.args[0]))
        raise
    chatterd._count("delegated")
    return answer


def _may_leave(env):
    """Whether the engine may answer for this user, and this transaction can be ended without anybody noticing."""
    if env.su or env.registry.in_test_mode() or not env.user.has_group("base.group_user"):
        return False
    if env.all.towrite or env.all.tocompute:
        env["base"].flush()
    env.cr.execute("SELECT txid_current_if_assigned()")
    return env.cr.fetchone()[0] is None


def odoo_exception(data, env=None):
    """The exception that stock Odoo would have raised, from the `data` of a JSON-RPC error."""
    arguments = data.get("arguments") or [data.get("message") or ""]
    kind = getattr(exceptions, data.get("name", "").rpartition(".")[2], None)
    if kind is exceptions.RedirectWarning:
        return kind(*arguments[:3])
    if isinstance(kind, type) and issubclass(kind, Exception):
        error = kind(arguments[0]) if kind is not exceptions.AccessDenied else kind()
        error.args = tuple(arguments)
        return error
    return exceptions.UserError(data.get("message") or data.get("name"))
