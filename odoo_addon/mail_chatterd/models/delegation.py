"""From a method of a model to the engine and back; see engine/client.py for what can go wrong on the way."""
import functools
import logging
import time

from odoo import _, exceptions
from odoo.http import request

from ..engine.client import EngineError, NotServed, OutcomeUnknown, Unreachable

_logger = logging.getLogger(__name__)

# {model: {method: what it uses, as in engine/guard.py}}, filled by the decorator.
DELEGATED = {}

CALL_PATHS = ("/web/dataset/call_kw", "/web/dataset/call", "/web/dataset/call_button")


def delegated(model, uses, name=None, repeatable=True, found=None):
    """Decorates a method that the engine answers when nothing speaks against it, and stock Python otherwise.

    :param uses: the beginnings of the names of what it calls, whose overrides keep it in Python
    :param name: of the method that clients call, when it is not the decorated one
    :param repeatable: calling it twice does no harm, so that stock Python may answer after an unknown outcome
    :param found: ``found(records, kwargs)`` tells, after an unknown outcome, what the engine did: the result, or None
    """

    def decorate(stock):
        called = name or stock.__name__
        DELEGATED.setdefault(model, {})[called] = uses

        @functools.wraps(stock)
        def method(self, *args, **kwargs):
            here = functools.partial(stock, self, *args, **kwargs)
            if not _is_top_call(model, called):
                return here()
            positional = list(args)
            if getattr(getattr(type(self), called), "_api", None) != "model":
                positional.insert(0, self.ids)
            body = {"model": model, "method": called, "args": positional, "kwargs": kwargs}
            try:
                return call_engine(self.env, "%s.%s" % (model, called), body)
            except NotServed:
                return here()
            except OutcomeUnknown:
                if found:
                    result = found(self, kwargs)
                    return here() if result is None else result
                if repeatable:
                    return here()
                raise exceptions.UserError(_("The connection was interrupted. Please check what was done."))

        return method

    return decorate


def _is_top_call(model, name):
    """Whether this is what the web client called, and not something that Python does on its way."""
    if not request or not request.httprequest.path.startswith(CALL_PATHS):
        return False
    return request.params.get("model") == model and request.params.get("method") == name


def call_engine(env, name, body, timeout=None):
    """The engine's answer to a call as docs/trusted-endpoint.md describes it, in a fresh snapshot.

    :param name: "model.method" or "/route"
    Raises NotServed when stock Python is to answer, OutcomeUnknown, or the exception that the call raised.
    """
    chatterd = env["mail.chatterd"]
    connection = chatterd._connection()
    if connection is None or not _may_leave(env):
        raise NotServed()
    try:
        if name in chatterd._kept(connection.description(env.cr.dbname)):
            chatterd._count("kept")
            raise NotServed()
        body = dict(body, database=env.cr.dbname, uid=env.uid, context=dict(env.context))
        # Nothing was written. The engine must not wait for us, and what it does is to be seen afterwards.
        env.cr.commit()
        try:
            answer = connection.ask(lambda: connection.client.call(body, timeout))
        finally:
            env.cache.invalidate()
    except EngineError as error:
        chatterd._count("delegated")
        raise odoo_exception(error.data) from None
    except Unreachable as error:
        chatterd._count("away")
        _logger.info("chatterd is away, Odoo answers: %s", error)
        raise
    except OutcomeUnknown as error:
        chatterd._count("uncertain")
        _logger.warning("chatterd did not answer: %s", error)
        raise
    except NotServed as error:
        if error.args:
            chatterd._count("declined")
        raise
    except TypeError as error:
        raise NotServed() from error  # a value that JSON does not have
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


def odoo_exception(data):
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


def wait_for(look, seconds):
    """What `look` answers as soon as that is something, or None."""
    deadline = time.monotonic() + seconds
    while True:
        answer = look()
        if answer or time.monotonic() > deadline:
            return answer or None
        time.sleep(0.25)
