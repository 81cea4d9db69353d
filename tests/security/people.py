"""What the tests of this folder share: people with few rights, raw requests, the memory of a process."""
import json
import pathlib
import socket
import sys
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PATIENCE, RpcError, Web  # noqa: E402


def portal_user(server, login='portia', password='portia'):
    """A user of the group Portal; a session of theirs."""
    admin = Web(server.url, server.database, 'admin', 'admin')
    if not admin.call('res.users', 'search', [('login', '=', login)]):
        group = admin.call('ir.model.data', 'xmlid_to_res_id', 'base.group_portal')
        admin.call('res.users', 'create', {'name': login.title(), 'login': login, 'password': password,
                                           'email': login + '@example.com', 'groups_id': [[6, 0, [group]]]})
    return Web(server.url, server.database, login, password)


def refused(call, *words, **more):
    """The error that a call ends with; fails when it answers."""
    try:
        answer = call(*words, **more)
    except RpcError as error:
        return error.error['data']
    raise AssertionError('answered %.300r' % (answer,))


def ask(url, body=None, headers=None, method=None):
    """Status, headers and body of a plain request."""
    request = urllib.request.Request(url, body, headers or {}, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=PATIENCE) as reply:
            return reply.status, reply.headers, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def call_body(model, method, *args, **kwargs):
    return json.dumps({'jsonrpc': '2.0', 'id': 1, 'params': {'model': model, 'method': method, 'args': list(args),
                                                             'kwargs': kwargs}}).encode()


def connect(server, data=b''):
    connection = socket.create_connection(('127.0.0.1', server.port), PATIENCE)
    if data:
        connection.sendall(data)
    return connection


def answer_of(connection):
    """What comes until the server closes, or the status line and headers of one answer."""
    got = b''
    try:
        while b'\r\n\r\n' not in got:
            more = connection.recv(65536)
            if not more:
                break
            got += more
    except OSError:
        pass
    return got


def status_of(connection):
    words = answer_of(connection).split(b' ', 2)
    return int(words[1]) if len(words) > 1 else 0


def memory(server, what='VmRSS'):
    """Megabytes that the server's process takes."""
    for line in open('/proc/%d/status' % server.process.pid):
        if line.startswith(what + ':'):
            return int(line.split()[1]) / 1024
    raise RuntimeError('no ' + what)


def in_its_own(test, server):
    print('  ' + test.__name__, flush=True)
    test(server)
    if server.process.poll() is not None:
        raise AssertionError('%s ended the server' % test.__name__)
