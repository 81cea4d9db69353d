"""Attacks that worked once: each is refused with a clear error, the server goes on, and its memory stays where it was."""
import base64
import json
import socket
import subprocess
import sys
import threading
import time
import urllib.request

from people import answer_of, ask, call_body, connect, in_its_own, memory, portal_user, refused, status_of
from chatterd import Chatterd, Web, cluster, free_port, new_database

JSON = {'Content-Type': 'application/json'}
BIG = 'x' * (20 << 20)


def channel_of(web):
    return web.call('mail.channel', 'channel_create', 'Attack %f' % time.time())['id']


def compose(web, channel, **values):
    """What the composer makes of texts in mass mode, for one channel."""
    wizard = web.call('mail.compose.message', 'create', dict({
        'composition_mode': 'mass_mail', 'model': 'mail.channel', 'res_id': channel, 'subject': 's', 'body': 'b'}, **values))
    return web.call('mail.compose.message', 'render_message', [wizard], [channel])


def a_chain_of_filters_is_no_template(server):
    web = Web(server.url, server.database, 'alice', 'alice')
    channel = channel_of(web)
    for text in ("${'a'" + '|upper' * 100000 + '}', '${' + '(' * 100000 + '1}', '${1' + ' is defined' * 100000 + '}',
                 '<% if 1 %>' * 100000, '${' + '-' * 100000 + '1}', '${' + 'not ' * 100000 + '1}', "${'a'" + '+1' * 100000 + '}'):
        # what is no template renders to nothing
        assert compose(web, channel, subject=text) is not None


def templates_stop_in_time(server):
    web = Web(server.url, server.database, 'alice', 'alice')
    channel = channel_of(web)
    for text in ("<% set x = 'x' * 15000000 %>\n" + '${(x|upper)|length}' * 100,
                 "<% set x = '<a' * 1000000 %>\n% for a in range(1000)\n${x|striptags|length}\n% endfor",
                 "${'\"'" + '|tojson' * 60 + '}'):
        error = refused(compose, web, channel, subject=text)
        assert error['exception_type'] == 'user_error', error


def an_active_domain_is_read_in_time(server):
    web = Web(server.url, server.database, 'alice', 'alice')
    channel = channel_of(web)
    for text in ('1' + '+1' * 300000, '[' * 100000, "[('id', '=', " + ' or '.join(['1'] * 100000) + ')]'):
        wizard = web.call('mail.compose.message', 'create', {
            'composition_mode': 'mass_mail', 'model': 'mail.channel', 'use_active_domain': True, 'active_domain': text,
            'subject': 's', 'body': 'b', 'res_id': channel})
        refused(web.call, 'mail.compose.message', 'send_mail', [wizard])


def people_from_outside_render_nothing(server):
    portal = portal_user(server)
    partner = portal.call('res.users', 'read', [portal.info['uid']], ['partner_id'])[0]['partner_id'][0]
    for body in ('${object.name}', '<p>a</p>\n% if 1\nb\n% endif', "<% set a = 1 %>"):
        values = {'composition_mode': 'mass_mail', 'model': 'res.partner', 'res_id': partner, 'subject': 's', 'body': body}
        try:
            wizard = portal.call('mail.compose.message', 'create', values)
            answer = portal.call('mail.compose.message', 'render_message', [wizard], [partner])
        except Exception as error:
            assert 'Portia' not in str(error), error
            continue
        raise AssertionError('rendered %r' % answer)


def secrets_stay_secret(server):
    secret = 'sesam-' + 'x' * 20
    cluster.sql("INSERT INTO ir_config_parameter (key, value) VALUES ('mail_chatterd.secret', '%s') ON CONFLICT (key) DO UPDATE SET "
                "value = excluded.value; UPDATE res_partner SET signup_token = '%s' WHERE id = 3" % (secret, secret), server.database)
    cluster.sql("INSERT INTO ir_mail_server (name, smtp_host, smtp_port, smtp_encryption, smtp_user, smtp_pass, active, sequence) VALUES "
                "('m', 'h', 25, 'none', 'u', '%s', false, 99); SELECT nextval('base_cache_signaling')" % secret, server.database)
    web = Web(server.url, server.database, 'alice', 'alice')
    channel = channel_of(web)
    parameters = "object.env['ir.config_parameter'].sudo()"
    servers = "object.env['ir.mail_server'].sudo().with_context(active_test=False)"
    for expression in (
            parameters + ".get_param('mail_chatterd.secret')", parameters + ".get_param(key='database.secret')",
            parameters + ".search([('key', '=', 'mail_chatterd.secret')]).value",
            parameters + ".search([('value', '=like', 'sesam%')])|length", parameters + ".search_count([('value', '=like', 'sesam%')])",
            parameters + ".search_read([], ['value'])", parameters + ".browse(range(1, 50)|list).mapped('value')",
            parameters + ".browse(range(1, 50)|list).read(['value'])", parameters + ".browse(1)['value']",
            parameters + ".browse(range(1, 50)|list).filtered('value')", parameters + ".browse(range(1, 50)|list).sorted('value')",
            servers + ".search([]).mapped('smtp_pass')", servers + ".search_read([], ['smtp_pass'])", servers + ".search([]).read()",
            servers + ".search([], 0, 0, 'smtp_pass')|length", servers + ".search([('smtp_pass', '=like', 'sesam%')])|length",
            "object.env['res.partner'].sudo().browse(3).signup_token", "object.env['res.partner'].sudo().browse(3).read(['signup_token'])",
            "object.env['res.partner'].sudo().search_count([('signup_token', '=like', 'sesam%')])",
            "object.env['res.users'].sudo().search_count([('partner_id.signup_token', '=like', 'sesam%')])",
            "object.env['res.partner'].sudo().browse(3).with_context(signup_force_type_in_url='reset').signup_url",
            "user.with_user(object.env['res.users'].browse(2)).env['ir.config_parameter'].get_param('mail_chatterd.secret')"):
        try:
            shown = str(compose(web, channel, subject='[${%s}]' % expression, body='<p>[${%s}]</p>' % expression))
        except Exception as error:
            shown = str(error)
        assert 'sesam' not in shown and '[1]' not in shown and '[True]' not in shown, (expression, shown)
    # what is no secret is still there for letters
    shown = str(compose(web, channel, body='<p>${%s.get_param("web.base.url")}</p>' % parameters))
    assert 'http' in shown, shown
    for login, may in (('alice', False), ('admin', True)):
        person = Web(server.url, server.database, login, login)
        reads = [lambda: person.call('ir.config_parameter', 'search_read', [('key', '=', 'mail_chatterd.secret')], ['value']),
                 lambda: person.call('ir.mail_server', 'search_read', [('active', '=', False)], ['smtp_pass']),
                 lambda: person.call('ir.config_parameter', 'get_param', 'mail_chatterd.secret')]
        for read in reads:
            if may:
                assert secret in str(read())
            else:
                refused(read)
    refused(portal_user(server).call, 'ir.config_parameter', 'get_param', 'mail_chatterd.secret')


def strangers_take_no_memory(server):
    before = memory(server)
    body = call_body('res.partner', 'create', {'name': BIG})
    values = json.dumps({'params': {'args': [0] * 400000}}).encode()
    for path in ('/web/dataset/call_kw', '/jsonrpc', '/web/dataset/call', '/web/session/authenticate', '/longpolling/poll', '/nowhere'):
        with connect(server, b'POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n' %
                     (path.encode(), len(body))) as connection:
            try:
                connection.sendall(body)
            except OSError:
                pass
            assert status_of(connection) == 413, path
        assert ask(server.url + path, values[:900000], JSON)[0] in (200, 400, 404), path
    unfinished = []
    for _ in range(8):
        connection = connect(server, b'POST /web/dataset/call_kw HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
                             b'Content-Length: 62914560\r\n\r\n')
        unfinished.append(connection)
        try:
            connection.sendall(b' ' * (60 << 20))
        except OSError:
            pass
    grown = memory(server, 'VmHWM') - before
    print('    20 MB to 6 routes and 8 unfinished 60 MB of strangers: at most %.0f MB more' % grown)
    assert grown < 120, grown
    for connection in unfinished:
        connection.close()


def who_is_known_may_send_files(server):
    web = Web(server.url, server.database, 'alice', 'alice')
    data = base64.b64encode(b'y' * (5 << 20)).decode()
    made = web.call('ir.attachment', 'create', {'name': 'big', 'datas': data})
    assert web.call('ir.attachment', 'read', [made], ['file_size'])[0]['file_size'] == 5 << 20
    values = [server.database, web.info['uid'], 'alice', 'ir.attachment', 'create', [{'name': 'big', 'datas': data}]]
    envelope = {'jsonrpc': '2.0', 'method': 'call', 'params': {'service': 'object', 'method': 'execute_kw', 'args': values}}
    status, _, answer = ask(server.url + '/jsonrpc', json.dumps(envelope).encode(), JSON)
    assert status == 200 and json.loads(answer)['result'], answer[:300]
    values[2] = 'wrong'
    # the connection is closed before all is sent
    try:
        assert ask(server.url + '/jsonrpc', json.dumps(envelope).encode(), JSON)[0] == 413
    except OSError:
        pass
    import xmlrpc.client
    models = xmlrpc.client.ServerProxy(server.url + '/xmlrpc/2/object')
    assert models.execute_kw(server.database, web.info['uid'], 'alice', 'ir.attachment', 'create', [{'name': 'big', 'datas': data}])


def json_of_very_many_values_is_refused(server):
    web = Web(server.url, server.database, 'alice', 'alice')
    before = memory(server)
    body = b'{"params": {"model": "res.partner", "method": "read", "args": [[%s]], "kwargs": {}}}' % b','.join([b'1'] * 5000000)
    request = urllib.request.Request(server.url + '/web/dataset/call_kw', body, JSON)
    try:
        web.opener.open(request, timeout=120)
        raise AssertionError('answered')
    except urllib.error.HTTPError as error:
        assert error.code == 400, error.code
    assert memory(server, 'VmHWM') - before < 250, memory(server, 'VmHWM') - before


def polls_are_for_some_channels(server):
    web = Web(server.url, server.database, 'alice', 'alice')
    stranger = Web(server.url, server.database)
    names = ['channel-%d' % i for i in range(60000)]
    for person in (web, stranger):
        error = refused(person.poll, names[:60000 if person is web else 40000])
        assert 'at most' in error['message'], error
    many = names[:500]
    thread = threading.Thread(target=lambda: done.append(stranger.poll(many, 1)))
    done = []
    thread.start()
    for _ in range(100):
        if server.metrics('chatterd_').get('parked_polls'):
            break
        time.sleep(0.05)
    stranger.json('/longpolling/send', {'channel': 'channel-499', 'message': 'hello'})
    thread.join(60)
    assert done and done[0] and done[0][-1]['message'] == 'hello', done


def cookies_are_for_this_site(server):
    _, headers, _ = ask(server.url + '/web/session/authenticate', json.dumps({'params': {
        'db': server.database, 'login': 'alice', 'password': 'alice'}}).encode(), JSON)
    cookie = headers['Set-Cookie']
    assert 'SameSite=Lax' in cookie and 'HttpOnly' in cookie and 'Secure' not in cookie, cookie
    with Chatterd(new_database('proxied'), '--proxy-mode') as proxied:
        _, headers, _ = ask(proxied.url + '/web/session/authenticate', json.dumps({'params': {
            'db': proxied.database, 'login': 'alice', 'password': 'alice'}}).encode(),
            dict(JSON, **{'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'chat.example.com'}))
        assert '; Secure' in headers['Set-Cookie'] and 'SameSite=Lax' in headers['Set-Cookie'], headers['Set-Cookie']


def doors_have_their_own_addresses(_):
    addon, operators = free_port(), free_port()
    server = Chatterd(new_database('doors'), '--addon-listen', '127.0.0.1:%d' % addon, '--metrics-listen', '127.0.0.1:%d' % operators,
                      wait=False)
    own = 'http://127.0.0.1:%d' % operators
    for _ in range(1200):
        try:
            if ask(own + '/healthz')[0] == 200:
                break
        except OSError:
            pass
        time.sleep(0.05)
    with server:
        assert b'chatterd_connections' in ask(own + '/metrics')[2]
        for path in ('/metrics', '/healthz', '/chatterd/call', '/chatterd/describe'):
            assert (ask(server.url + path, b'{}', JSON) if 'chatterd/' in path else ask(server.url + path))[0] in (404, 405), path
        assert ask('http://127.0.0.1:%d/chatterd/call' % addon, b'{}', JSON)[0] in (401, 403)
        for path in ('/jsonrpc', '/web/dataset/call_kw', '/web/session/authenticate', '/metrics', '/'):
            for port in (addon, operators):
                where = 'http://127.0.0.1:%d%s' % (port, path)
                if (path, port) != ('/metrics', operators):
                    status, _, body = ask(where) if path in ('/', '/metrics') else ask(where, b'{}', JSON)
                    assert status == 404 or json.loads(body)['error']['code'] == 404, (path, port, status, body)
        assert Web(server.url, server.database, 'alice', 'alice').info['uid']


def operators_are_answered_whatever_the_workers_do(server):
    lock = subprocess.Popen(['psql', '-q', '-X', '-d', server.database, '-c', 'BEGIN; LOCK TABLE mail_message; SELECT pg_sleep(60)'],
                            env=cluster.environment(), stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            if cluster.sql("SELECT 1 FROM pg_locks WHERE relation = 'mail_message'::regclass AND mode = 'AccessExclusiveLock' AND granted",
                           server.database):
                break
            time.sleep(0.05)
        people = [Web(server.url, server.database, 'alice', 'alice') for _ in range(12)]
        channel = channel_id(server)
        threads = [threading.Thread(target=lambda p=p: swallow(p.call, 'mail.channel', 'message_post', [channel], body='x',
                                                               message_type='comment')) for p in people]
        for thread in threads:
            thread.start()
        for _ in range(200):
            if server.metrics('chatterd_').get('queue', 0) > 0:
                break
            time.sleep(0.05)
        assert server.metrics('chatterd_')['queue'] > 0, 'the workers are not busy'
        for path in ('/healthz', '/metrics'):
            status, _, body = ask(server.url + path)
            assert status == 200, (path, status, body)
        assert server.metrics('chatterd_')['queue'] > 0, 'the workers were free meanwhile'
    finally:
        lock.kill()
        lock.wait()
        cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()")
    for thread in threads:
        thread.join()


def channel_id(server):
    return int(cluster.sql('SELECT min(id) FROM mail_channel', server.database)[0][0])


def swallow(call, *words, **more):
    try:
        call(*words, **more)
    except Exception:
        pass


def errors_are_pythons_and_show_no_paths(server):
    web = Web(server.url, server.database, 'alice', 'alice')
    odd = [None, True, 7, 1.5, 'text', [], [1], [[1]], {}, {'a': 1}, [{}], [None], '2020-01-31']
    methods = [('mail.channel', name) for name in ('message_post', 'channel_fold', 'channel_pin', 'channel_seen', 'channel_get', 'channel_create',
                                                   'channel_invite', 'channel_join_and_get_info', 'channel_fetch_message', 'write', 'create', 'search',
                                                   'read', 'name_search', 'read_group', 'fields_get', 'execute_command', 'load', 'export_data',
                                                   'default_get', 'copy', 'get_mention_suggestions', 'channel_search_to_join')]
    methods += [('res.partner', 'im_search'), ('mail.message', 'message_format'), ('mail.message', 'toggle_message_starred'),
                ('mail.message', 'set_message_done'), ('mail.message', 'message_fetch'), ('mail.followers', 'create'),
                ('ir.attachment', 'create'), ('mail.compose.message', 'create'), ('mail.activity', 'create')]
    seen = 0
    for model, method in methods:
        for value in odd:
            for arguments in ([value], [[1], value], [[1], value, value]):
                try:
                    web.call(model, method, *arguments)
                except Exception as error:
                    text = json.dumps(getattr(error, 'error', str(error)))
                    seen += 1
                    assert 'json.exception' not in text, (model, method, arguments, text)
                    assert str(server.data) not in text and '/usr/' not in text and '.cpp' not in text, (model, method, arguments, text)
    print('    %d errors of wrong arguments' % seen)


def requests_that_proxies_read_otherwise(server):
    line = b'POST /jsonrpc HTTP/1.1\r\nHost: x\r\n'
    for request in (line + b'Transfer-Encoding: xchunked\r\n\r\n', line + b'Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc',
                    line + b'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', line + b'Host: y\r\nContent-Length: 0\r\n\r\n',
                    b'POST /jsonrpc HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', line + b'X: a\r\n b\r\nContent-Length: 0\r\n\r\n'):
        with connect(server, request) as connection:
            assert status_of(connection) == 400, request


def a_mail_to_very_many_is_kept(server):
    """Those of its addresses that are too many are left out, and the mail is attached: nothing is lost, and nobody waits for minutes."""
    admin = Web(server.url, server.database, 'admin', 'admin')
    channel = channel_of(admin)
    for number, (count, attached) in enumerate([(2000, []), (60000, ['original_email.eml'])]):
        people = ',\n '.join('Person %d <p%d@example.com>' % (i, i) for i in range(count))
        mail = 'From: a@b.example\nTo: c@d.example\nCc: %s\nSubject: many\nMessage-Id: <many%d@x>\n\nx' % (people, number)
        admin.call('mail.thread', 'message_process', 'mail.channel', mail, {}, False, False, channel)
        message = admin.call('mail.message', 'search_read', [('message_id', '=', '<many%d@x>' % number)], ['attachment_ids'])
        files = admin.call('ir.attachment', 'read', message[0]['attachment_ids'], ['name', 'file_size'])
        assert [file['name'] for file in files] == attached, files
        assert all(file['file_size'] > len(people) for file in files), files


def archived_users_are_not_vouched_for(server):
    import hashlib
    import hmac
    import secrets
    secret = 'trusted-secret-of-the-test'
    cluster.sql("INSERT INTO ir_config_parameter (key, value) VALUES ('mail_chatterd.secret', '%s') ON CONFLICT (key) DO UPDATE SET "
                "value = excluded.value; SELECT nextval('base_cache_signaling')" % secret, server.database)

    def call(uid, attempt=0, instance=''):
        body = json.dumps({'database': server.database, 'uid': uid, 'context': {}, 'model': 'res.users', 'method': 'context_get',
                           'args': []}).encode()
        stamp, nonce = str(int(time.time())), secrets.token_hex(16)
        text = 'v1\n%s\n%s\n%s\n/chatterd/call\n%s' % (instance, stamp, nonce, hashlib.sha256(body).hexdigest())
        status, _, answer = ask(server.url + '/chatterd/call', body, dict(JSON, **{
            'X-Chatterd-Instance': instance, 'X-Chatterd-Timestamp': stamp, 'X-Chatterd-Nonce': nonce,
            'X-Chatterd-Signature': hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()}))
        answer = json.loads(answer)
        if status == 401 and attempt < 8:
            time.sleep(1 if answer['error'] == 'signature' else 0)
            return call(uid, attempt + 1, answer['instance'])
        return status, answer

    uid = int(cluster.sql("SELECT id FROM res_users WHERE login = 'bob'", server.database)[0][0])
    assert 'result' in call(uid)[1], call(uid)
    cluster.sql("UPDATE res_users SET active = false WHERE id = %d; SELECT nextval('base_cache_signaling')" % uid, server.database)
    for nobody in (uid, 1, 999999):
        status, answer = call(nobody)
        assert 'result' not in answer, (nobody, status, answer)
    cluster.sql("UPDATE res_users SET active = true WHERE id = %d; SELECT nextval('base_cache_signaling')" % uid, server.database)


with Chatterd(new_database('attacks'), '--workers', '4') as server:
    for test in [test for test in (a_chain_of_filters_is_no_template, templates_stop_in_time, an_active_domain_is_read_in_time, people_from_outside_render_nothing,
                 secrets_stay_secret, who_is_known_may_send_files, json_of_very_many_values_is_refused,
                 polls_are_for_some_channels, cookies_are_for_this_site, doors_have_their_own_addresses,
                 operators_are_answered_whatever_the_workers_do, errors_are_pythons_and_show_no_paths, requests_that_proxies_read_otherwise,
                 archived_users_are_not_vouched_for, a_mail_to_very_many_is_kept)
                 if test.__name__ in sys.argv[1:] or len(sys.argv) < 2]:
        in_its_own(test, server)
if len(sys.argv) < 2 or strangers_take_no_memory.__name__ in sys.argv:
    with Chatterd(new_database('strangers')) as server:
        in_its_own(strangers_take_no_memory, server)
