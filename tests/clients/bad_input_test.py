"""Bad input and a dead database: a clear error each, the server goes on, and nothing is written."""
import json
import pathlib
import socket
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd, RpcError, Web, cluster, new_database  # noqa: E402

JSON = 'Content-Type: application/json\r\n'
XML = 'Content-Type: text/xml\r\n'


def send(server, data, patience=60):
    """Raw bytes to the server; what it answers until it closes, or until it has been silent for a second."""
    with socket.create_connection(('127.0.0.1', server.port), patience) as connection:
        try:
            connection.sendall(data)
        except OSError:
            pass        # refused while we were still sending
        answer = b''
        while True:
            try:
                got = connection.recv(65536)
            except OSError:
                return answer
            if not got:
                return answer
            answer += got
            connection.settimeout(1)


def post(path, body, headers=JSON, length=None):
    body = body if isinstance(body, bytes) else body.encode()
    head = 'POST %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n' % (path, headers, len(body) if length is None else length)
    return head.encode() + body


def rows(database):
    """A fingerprint of every table that a call may write; the bus marks by itself where it stands (milestones)."""
    tables = [name for name, in cluster.sql("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
                                            "AND relname NOT IN ('bus_presence', 'res_users_log') ORDER BY 1", database)]
    text = cluster.sql(' UNION ALL '.join(
        "SELECT '%s', md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM %s t WHERE t::text NOT LIKE '%%milestone%%'" % (t, t)
        for t in tables), database)
    return dict(text)


def written(before, database):
    """The tables that are not as they were."""
    now = rows(database)
    return [table for table in now if now[table] != before.get(table)]


def expect(what, condition, answer):
    assert condition, '%s: %r' % (what, answer[:600] if isinstance(answer, (bytes, str)) else answer)


def http(what, server, data, *statuses):
    answer = send(server, data)
    status = answer[9:12].decode() if answer.startswith(b'HTTP/1.1 ') else '(none)'
    expect(what, status in statuses, answer)
    return answer


def refused(what, call, *words):
    try:
        answer = call()
    except RpcError as error:
        text = json.dumps(error.error)
        expect(what, any(word in text for word in words) if words else True, text)
        expect(what + ' tells SQL', ' FROM ' not in error.error['data']['message'], text)
        return
    raise AssertionError('%s was answered: %r' % (what, answer))


with Chatterd(new_database('bad_input')) as server:
    alice = Web(server.url, server.database, 'alice', 'alice')
    alice.call('mail.channel', 'search_read', [], ['name'])
    # what is to be attacked
    cluster.sql('CREATE TABLE precious (id int); INSERT INTO precious VALUES (1)', server.database)
    before = rows(server.database)

    def alive():
        assert urllib.request.urlopen(server.url + '/healthz', timeout=30).status == 200
        assert alice.call('mail.channel', 'search_count', []) > 0

    # --- bodies
    http('truncated', server, post('/jsonrpc', '{"params": {', length=12), '400')
    http('not JSON', server, post('/web/session/authenticate', 'hello'), '400')
    http('shorter than announced, then closed', server, post('/jsonrpc', '{}', length=100), '400', '408', '(none)')
    http('too large', server, post('/web/session/check', 'x', length=10 ** 9), '413')
    http('too large in chunks', server, b'POST /web/session/check HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n' + JSON.encode() +
         b'\r\n' + b''.join(b'100000\r\n' + b' ' * 0x100000 + b'\r\n' for n in range(3)), '413')
    http('a length that is none', server, b'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', '400')
    http('two lengths', server, b'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', '400')
    http('a header without end', server, b'GET / HTTP/1.1\r\nX: ' + b'a' * 200000, '431')
    http('a method that is none', server, b'\x16\x03\x01\x02\x00\x01\x00', '400', '(none)')
    for what, body in (('lists', '[' * 100000 + ']' * 100000), ('objects', '{"a":' * 100000 + '1' + '}' * 100000),
                       ('in a call', '{"params": {"args": ' + '[' * 100000 + ']' * 100000 + '}}')):
        answer = send(server, post('/jsonrpc', body))
        expect('100,000 levels of ' + what, b'400' in answer[:20] or b'"error"' in answer, answer)
        alive()
    answer = send(server, post('/jsonrpc', b'{"params": {"service": "common", "method": "login", "args": ["\xff\xfe", "\xc0\xaf", "\xed\xa0\x80"]}}'))
    expect('invalid UTF-8', b'400' in answer[:20] or b'"error"' in answer, answer)
    alive()

    # --- XML-RPC
    bomb = ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "' + 'x' * 400 + '"><!ENTITY b "' + '&a;' * 400 + '"><!ENTITY c "' + '&b;' * 400 +
            '">]><methodCall><methodName>&c;</methodName></methodCall>')
    outside = ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><methodCall><methodName>login</methodName>'
               '<params><param><value>&a;</value></param></params></methodCall>')
    deep = '<methodCall><methodName>login</methodName><params><param>' + '<value><array><data>' * 20000
    for what, body in (('an entity bomb', bomb), ('a foreign entity', outside), ('20,000 levels', deep), ('half a call', '<methodCall>'),
                       ('no call', '<html/>'), ('nothing', '')):
        for path in ('/xmlrpc/2/common', '/xmlrpc/common', '/xmlrpc/2/object'):
            answer = send(server, post(path, body, XML))
            expect('%s at %s' % (what, path), (b'<fault>' in answer or b' 400 ' in answer[:20] or b' 500 ' in answer[:20]) and
                   b'root:' not in answer, answer)
    alive()

    # --- calls
    drop = "(SELECT 1); DROP TABLE precious; --"
    for order in ('name; DROP TABLE precious', "name, (SELECT pg_sleep(9))", 'id desc; --', drop, 'name"', "name' OR '1'='1", 'name nulls'):
        refused('order %r' % order, lambda: alice.call('mail.channel', 'search_read', [], ['name'], order=order))
    for field in ('name"; DROP TABLE precious; --', "id, password", drop, 'name"', '*'):
        refused('domain on %r' % field, lambda: alice.call('mail.channel', 'search', [[field, '=', 1]]))
        refused('write of %r' % field, lambda: alice.call('mail.channel', 'write', [1], {field: 1}))
        refused('create with %r' % field, lambda: alice.call('mail.channel', 'create', {'name': 'x', field: 1}))
        refused('groups by %r' % field, lambda: alice.call('mail.channel', 'read_group', [], ['name'], [field]))
        try:
            alice.call('mail.channel', 'read', [1], [field])     # Odoo logs unknown names and leaves them out
        except RpcError:
            pass
    for operator in ('= 1; DROP TABLE precious; --', 'between', '===', drop):
        refused('operator %r' % operator, lambda: alice.call('mail.channel', 'search', [['name', operator, 'x']]))
    for value in ("'; DROP TABLE precious; --", "\\'; DROP TABLE precious; --", '%s', '%(name)s', '$1', '\\x00'):
        assert alice.call('mail.channel', 'search', [['name', '=', value]]) == []
        # a percent sign is a wildcard of ilike
        assert alice.call('mail.channel', 'search', [['name', 'ilike', value]]) == [] or value.startswith('%')
    for companies in ('1', ['1'], [1.5], [99], [1, 99], {'1': 1}, [None], [[1]], 99):
        refused('companies %r' % (companies,), lambda: alice.call('res.partner', 'search', [], context={'allowed_company_ids': companies}),
                'unauthorized or invalid companies', 'is not iterable')
    for companies in ([1], [True], [1.0], [], None, False, ''):
        alice.call('res.partner', 'search', [], context={'allowed_company_ids': companies})
    for right in (1, 'x'):
        refused('no list', lambda: alice.call('mail.channel', 'search', [['id', 'in', right]]), "Invalid domain term ('id', 'in', %r)" % right)
    refused('an unknown method', lambda: alice.call('mail.channel', 'no_such_method'), 'no_such_method')
    refused('an unknown model', lambda: alice.call('no.such.model', 'search', []), 'no.such.model')
    refused('a model that is SQL', lambda: alice.json('/web/dataset/call_kw', {'model': 'res_users; DROP TABLE precious', 'method': 'search', 'args': [[]], 'kwargs': {}}))
    for private in ('_notify', '_compute_display_name', '__init__', '_write'):
        refused('the private method ' + private, lambda: alice.call('mail.channel', private, [1]), 'Private methods')
    refused('missing arguments', lambda: alice.call('mail.channel', 'channel_create'), 'missing')
    refused('too many arguments', lambda: alice.call('mail.channel', 'channel_fetch_slot', 1, 2, 3), 'argument')
    refused('ids that are none', lambda: alice.call('mail.channel', 'write', ['x; DROP TABLE precious'], {'name': 'x'}))
    refused("somebody else's password", lambda: alice.call('res.users', 'write', [2], {'password': 'x'}))
    refused('SQL for the groups', lambda: alice.call('res.users', 'write', [alice.info['uid']], {'groups_id': [[4, 3, 0]]}))
    for path in ('/web/content/../../../../etc/passwd', '/web/content/%2e%2e%2f%2e%2e%2fetc%2fpasswd', '/web/image/1;drop'):
        answer = send(server, ('GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' % path).encode())
        expect(path, b'root:' not in answer, answer)
    alive()

    assert not written(before, server.database), written(before, server.database)

    # --- the database goes away and comes back
    cluster.sql('ALTER DATABASE "%s" ALLOW_CONNECTIONS false' % server.database)
    cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'" % server.database)
    for n in range(3):
        try:
            alice.call('mail.channel', 'search_count', [])
            raise AssertionError('answered without a database')
        except (RpcError, urllib.error.HTTPError):
            pass
        try:
            assert urllib.request.urlopen(server.url + '/healthz', timeout=60).status != 200
        except urllib.error.HTTPError as error:
            assert error.code == 503, error
    assert Web(server.url, server.database).json('/web/webclient/version_info')['server_serie'] == '13.0'
    cluster.sql('ALTER DATABASE "%s" ALLOW_CONNECTIONS true' % server.database)
    deadline = time.monotonic() + 60
    while True:
        try:
            alive()
            break
        except (RpcError, urllib.error.HTTPError):
            assert time.monotonic() < deadline, 'the server did not find its database again'
            time.sleep(0.2)
    message = alice.call('mail.channel', 'message_post', [1], body='back again', message_type='comment', subtype='mail.mt_comment')
    assert any(n['message'].get('id') == message for n in alice.poll(peek=True)['notifications'])
print('the server survived')
