"""Calls to the engine: kept connections, time-outs, signatures, and what can be known of a call that failed."""
import http.client
import json
import os
import select
import threading
import urllib.parse

from .exchange import exchange
from .signing import signed_headers

CONNECT_TIMEOUT = 1.0
IDLE_LIMIT = 16
# Engines behind one address; those that are gone are forgotten as others come.
MOST_INSTANCES = 16


class NotServed(Exception):
    """The engine did nothing: it could not be reached, is busy, or leaves this to Odoo. Stock Python may run."""


class Unreachable(NotServed):
    """It could not be reached, or is busy: a matter for the circuit breaker."""


class OutcomeUnknown(Exception):
    """The call was sent, and no answer came: it may have taken effect."""


class EngineError(Exception):
    """The error that the call raised; `data` as Odoo's JSON-RPC has it: name, message, arguments, …"""

    def __init__(self, data):
        super().__init__(data.get("message"))
        self.data = data


def _object(content):
    """The object that the text is, {} of somebody who is no engine."""
    try:
        answer = json.loads(content)
    except ValueError:
        answer = {}
    return answer if isinstance(answer, dict) else {}


def _parsed(content):
    """A JSON-RPC response; raises EngineError when it is an error."""
    answer = _object(content)
    if "error" in answer:
        raise EngineError(answer["error"].get("data") or answer["error"])
    return answer


class Client:
    """For one engine's address and secret; thread-safe."""

    def __init__(self, url, secret, timeout=10.0, uuid=None):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("not an address of an engine: %s" % url)
        self.url, self._secret, self.timeout, self.uuid = url, secret, timeout, uuid
        self._scheme, self._host, self._port = parts.scheme, parts.hostname, parts.port
        self._netloc = parts.netloc.rpartition("@")[2]
        self._begin()
        # of the engines behind the address, the newest last: a call is signed for all of them
        self._instances = []

    def _begin(self):
        # A process that was forked must leave the connections to its parent: two would read each other's answers.
        self._pid, self._lock, self._idle = os.getpid(), threading.Lock(), []

    def call(self, body, timeout=None):
        """The result of a call; `body` as docs/trusted-endpoint.md says. None when there is none."""
        return _parsed(self._post("/chatterd/call", body, timeout)).get("result")

    def raw_call(self, body, timeout=None):
        """The answer in bytes, as the engine sent it: a JSON-RPC response, of an error too."""
        return self._post("/chatterd/call", body, timeout)

    def describe(self, database, timeout=None):
        """What the engine is and serves. A copy of a database has its name and secret perhaps, but not its uuid."""
        described = _parsed(self._post("/chatterd/describe", {"database": database}, timeout))["result"]
        theirs = described.get("uuid")
        if self.uuid and theirs and theirs != self.uuid:
            raise NotServed("the engine serves the database that this one is a copy of")
        return described

    def _post(self, path, body, timeout=None):
        try:
            raw = json.dumps(body).encode()
        except TypeError as error:
            raise NotServed("a value that JSON does not have") from error
        # An engine that was started anew, or another one behind the same address, says who it is.
        for _attempt in range(2 + MOST_INSTANCES):
            status, content = self._exchange(path, body.get("database", ""), raw, timeout or self.timeout)
            if status == 200 and content.startswith(b'{"jsonrpc"'):
                return content
            answer = _object(content)
            if status != 401 or answer.get("error") != "instance":
                break
            self._meet(answer["instance"])
        if status == 421:
            raise NotServed(answer.get("declined"))
        reason = "status %s: %s" % (status, answer.get("error"))
        if status in (400, 401, 403) and "error" in answer:
            raise NotServed(reason)
        if 300 <= status < 500 or status in (501, 503):
            raise Unreachable(reason)  # it is busy, or somebody who is no engine: nothing was done
        # A gateway that has passed it on and waited in vain (502, 504), an answer that was damaged on its way
        raise OutcomeUnknown(reason)

    def _meet(self, instance):
        with self._lock:
            others = [known for known in self._instances if known != instance]
            self._instances = others[-MOST_INSTANCES + 1 :] + [instance]

    def _exchange(self, path, database, raw, timeout):
        headers = signed_headers(self._secret, ",".join(self._instances), path, raw)
        # an engine may serve several: whose secret it is to look at
        headers["X-Chatterd-Database"] = urllib.parse.quote(database)
        connection = self._connection()
        try:
            connection.sock.settimeout(timeout)
            status, content, keeps = exchange(connection.sock, self._netloc, path, raw, headers)
        except OSError as error:
            connection.close()
            raise OutcomeUnknown(str(error) or type(error).__name__) from error
        if not keeps:
            connection.close()
        else:
            with self._lock:
                if len(self._idle) < IDLE_LIMIT:
                    self._idle.append(connection)
                    connection = None
            if connection:
                connection.close()
        return status, content

    def _connection(self):
        """A connection that the engine has not closed meanwhile."""
        if self._pid != os.getpid():
            self._begin()
        while True:
            with self._lock:
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                break
            if not select.select([connection.sock], [], [], 0)[0]:
                return connection
            connection.close()
        return self._connect()

    def _connect(self):
        kind = (
            http.client.HTTPSConnection
            if self._scheme == "https"
            else http.client.HTTPConnection
        )
        connection = kind(self._host, self._port, timeout=CONNECT_TIMEOUT)
        try:
            connection.connect()
        except OSError as error:
            raise Unreachable(str(error)) from error
        return connection
