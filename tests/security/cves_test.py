"""The holes of Odoo's web and mail modules that have numbers, as far as this server has what they went through."""
import base64
import json
import sys
import xmlrpc.client

from people import ask, connect, in_its_own, portal_user, refused, status_of
from chatterd import Chatterd, Web, cluster, new_database

SCRIPT = '<script>alert(1)</script>'


def as_browser(web, path, **headers):
    """What a browser of that person gets: status, content type, disposition, body."""
    import urllib.error
    import urllib.request
    try:
        with web.opener.open(urllib.request.Request(web.url + path, headers=headers), timeout=60) as reply:
            return reply.status, reply.headers.get('Content-Type', ''), reply.headers.get('Content-Disposition', ''), reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get('Content-Type', ''), '', error.read()


def runs(content_type, disposition):
    """Whether a browser would run a script in such an answer."""
    return content_type.split(';')[0].strip() in ('text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', 'application/xml',
                                                  'application/javascript', 'text/javascript') and not disposition.startswith('attachment')


def cve_2018_15634(server):
    """A link to an attachment runs a script of whoever uploaded it."""
    alice, bob = (Web(server.url, server.database, name, name) for name in ('alice', 'bob'))
    channel = alice.call('mail.channel', 'channel_create', 'Links', 'public')['id']
    for name, mimetype, content in (('a.html', 'text/html', '<html>%s</html>' % SCRIPT), ('a.svg', 'image/svg+xml', '<svg>%s</svg>' % SCRIPT),
                                    ('a.xml', 'text/xml', '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>'),
                                    ('a.png', 'text/html', '<html>%s</html>' % SCRIPT), ('a', '', '<!DOCTYPE html>%s' % SCRIPT),
                                    ('a.xhtml', 'application/xhtml+xml', '<html/>'), ('a.htm', 'TEXT/HTML', SCRIPT)):
        values = {'name': name, 'datas': base64.b64encode(content.encode()).decode(), 'res_model': 'mail.channel', 'res_id': channel}
        if mimetype:
            values['mimetype'] = mimetype
        made = alice.call('ir.attachment', 'create', values)
        for path in ('/web/content/%d', '/web/content/%d/a.html', '/web/content?id=%d', '/web/content/%d?mimetype=text/html',
                     '/web/content/%d?filename=a.html&mimetype=text/html', '/web/content/%d?download=0', '/web/image/%d',
                     '/web/image/%d/a.html', '/web/image?id=%d&field=datas', '/web/content/ir.attachment/%d/datas',
                     '/web/content/ir.attachment/%d/datas/a.html', '/web/content?model=ir.attachment&field=datas&id=%d&mimetype=text/html'):
            status, kind, disposition, body = as_browser(bob, path % made)
            assert not (b'alert(1)' in body and runs(kind, disposition)), (name, mimetype, path, kind, disposition)


def cve_2018_15645(server):
    """A message that is routed by hand makes records that its sender may not make."""
    alice, portal = Web(server.url, server.database, 'alice', 'alice'), portal_user(server)
    mail = 'From: x@example.com\nTo: y@example.com\nSubject: made\nMessage-Id: <%s@x>\n\nbody'
    before = [cluster.sql('SELECT count(*) FROM ' + table, server.database) for table in ('res_users', 'res_groups', 'res_groups_users_rel')]
    for number, (person, model, values) in enumerate([
            (portal, 'res.partner', {'name': 'made'}), (portal, 'mail.channel', {'name': 'made'}),
            (alice, 'res.users', {'login': 'made', 'name': 'made'}), (alice, 'res.groups', {'name': 'made'}),
            (alice, 'ir.config_parameter', {'key': 'made', 'value': 'x'}), (alice, 'mail.alias', {'alias_name': 'made'}),
            (portal, 'mail.message', {'body': 'made'})]):
        for call in (lambda: person.call('mail.thread', 'message_process', model, mail % number, values),
                     lambda: person.call(model, 'message_new', {'subject': 'made', 'from': 'x@y.z', 'email_from': 'x@y.z'}, values)):
            try:
                call()
            except Exception:
                pass
    after = [cluster.sql('SELECT count(*) FROM ' + table, server.database) for table in ('res_users', 'res_groups', 'res_groups_users_rel')]
    assert before == after, (before, after)
    for table in ('ir_config_parameter WHERE key', 'mail_alias WHERE alias_name', "mail_channel WHERE name", "res_partner WHERE name"):
        assert cluster.sql("SELECT count(*) FROM %s = 'made'" % table, server.database) == [['0']], table


ESCAPES = ("().__class__", "''.__class__.__mro__", "[].__class__.__base__.__subclasses__()", "__import__('os').system('true')",
           "(lambda: 0).__globals__", "'{0.__class__}'.format(1)", "'{0.__class__.__init__.__globals__}'.format(user)",
           "'%(__class__)s' % user", "[a for a in (1,)].gi_frame", "(x for x in (1,)).gi_frame.f_back.f_globals", "user.env.cr.execute('x')",
           "user._cr", "user.env.cr", "user.env.registry", "open('/etc/passwd').read()", "getattr(user, '_cr')", "eval('1')", "exec('1')",
           "user.__init__", "user['__class__']", "user.sudo().write({'name': 'owned'})", "user.sudo().unlink()",
           "user.env['res.users'].sudo().create({'login': 'owned', 'name': 'owned'})", "user.sudo().browse(2).set_password('x')",
           "datetime.sys", "datetime.__loader__", "str.mro()", "range.__self__", "user.env['ir.cron'].sudo().method_direct_trigger()",
           "user.mapped('__class__')", "user.filtered('_cr')", "user.sorted('__init__')", "cycler.__init__.__globals__.os",
           "namespace.__init__", "joiner.__init__.__globals__")


def evaluators_stay_inside(server, number):
    web = Web(server.url, server.database, 'alice', 'alice')
    channel = web.call('mail.channel', 'channel_create', 'Sandbox %d' % number)['id']
    for expression in ESCAPES:
        for body in ('${%s}' % expression, '<%% set a = %s %%>${a}' % expression, '${(%s)|string}' % expression,
                     "${user|attr('__class__')}${user|map(attribute='__class__')|list}${%s}" % expression):
            wizard = web.call('mail.compose.message', 'create', {
                'composition_mode': 'mass_mail', 'model': 'mail.channel', 'res_id': channel, 'subject': 's', 'body': body})
            try:
                shown = json.dumps(web.call('mail.compose.message', 'render_message', [wizard], [channel]))
            except Exception:
                continue
            for leak in ('&lt;class', '<class', 'built-in', 'root:', 'module ', 'owned', 'cursor', 'frame'):
                assert leak not in shown, (body, shown)
        wizard = web.call('mail.compose.message', 'create', {
            'composition_mode': 'mass_mail', 'model': 'mail.channel', 'res_id': channel, 'subject': 's', 'body': 'b',
            'use_active_domain': True, 'active_domain': "[('id', '=', %s)]" % expression})
        refused(web.call, 'mail.compose.message', 'send_mail', [wizard])
    assert cluster.sql("SELECT count(*) FROM res_users WHERE login = 'owned'", server.database) == [['0']]
    assert cluster.sql("SELECT count(*) FROM res_partner WHERE name = 'owned'", server.database) == [['0']]


def cve_2020_29396(server):
    """Python in a template or domain leaves its sandbox."""
    evaluators_stay_inside(server, 29396)


def cve_2021_44547(server):
    """The same of those with more rights: an administrator's expression is no way to the host either."""
    admin = Web(server.url, server.database, 'admin', 'admin')
    for expression in ESCAPES:
        try:
            rule = admin.call('ir.rule', 'create', {'name': 'r', 'model_id': admin.call('ir.model', 'search', [('model', '=', 'mail.shortcode')])[0],
                                                    'domain_force': "[('id', '=', %s)]" % expression})
        except Exception:
            continue
        try:
            Web(server.url, server.database, 'alice', 'alice').call('mail.shortcode', 'search', [])
        except Exception as error:
            assert 'root:' not in str(error)
        admin.call('ir.rule', 'unlink', [rule])


def cve_2021_23203(server):
    """Reports of any document, for anybody."""
    portal = portal_user(server)
    for path in ('/report/pdf/base.report_irmodeloverview/1', '/report/html/mail.message/1', '/report/download', '/report/text/x/1',
                 '/report/barcode?type=QR&value=x'):
        for person in (Web(server.url, server.database), portal):
            assert as_browser(person, path)[0] in (403, 404), path


PAYLOADS = ('<img src=x onerror=alert(1)>', '<svg/onload=alert(1)>', '<a href="javascript:alert(1)">x</a>', SCRIPT,
            '<a href="java\tscript:alert(1)">x</a>', '<a href="&#x6a;avascript:alert(1)">x</a>', '<iframe srcdoc="%s"></iframe>' % SCRIPT,
            '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
            '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>', '<form action="javascript:alert(1)"><button>x',
            '<div style="background:url(javascript:alert(1))">x</div>', '<object data="data:text/html,%s">' % SCRIPT, '<embed src="javascript:alert(1)">',
            '<p style="width:expression(alert(1))">x</p>', '<base href="javascript:alert(1)//">', '<link rel=import href="data:text/html,x">',
            '<meta http-equiv=refresh content="0;url=javascript:alert(1)">', '<video><source onerror=alert(1)>', '<x onclick=alert(1)>x</x>',
            '<!--><img src=x onerror=alert(1)>-->', '<![CDATA[<img src=x onerror=alert(1)>]]>', '<svg><style><img src=x onerror=alert(1)>')


def harmless(html):
    import html.parser as reader

    class Look(reader.HTMLParser):
        bad = None

        def handle_starttag(self, tag, attributes):
            if tag in ('script', 'iframe', 'object', 'embed', 'base', 'meta', 'link', 'form'):
                self.bad = tag
            for name, value in attributes:
                text = ''.join((value or '').split()).lower()
                if name.startswith('on') or (name in ('href', 'src', 'action', 'xlink:href', 'srcdoc') and
                                             text.startswith(('javascript:', 'vbscript:', 'data:text'))):
                    self.bad = (tag, name, value)
    look = Look()
    look.feed(html)
    return look.bad is None


def cve_2021_26263(server):
    """What is posted in Discuss runs in the browsers of those who read it."""
    alice, bob = (Web(server.url, server.database, name, name) for name in ('alice', 'bob'))
    channel = alice.call('mail.channel', 'channel_create', 'Posts', 'public')['id']
    for payload in PAYLOADS:
        made = alice.call('mail.channel', 'message_post', [channel], body=payload, message_type='comment', subtype='mail.mt_comment')
        shown = bob.call('mail.message', 'message_format', [made])[0]
        assert harmless(shown['body']), (payload, shown['body'])
        alice.call('mail.message', 'write', [made], {'body': payload})
        assert harmless(bob.call('mail.message', 'message_format', [made])[0]['body']), payload


def cve_2021_44775(server):
    """Contents that other forms take: activities, signatures, canned responses, e-mails that come in."""
    alice = Web(server.url, server.database, 'alice', 'alice')
    uid = alice.info['uid']
    partner = alice.call('res.users', 'read', [uid], ['partner_id'])[0]['partner_id'][0]
    kind = Web(server.url, server.database, 'admin', 'admin').call('mail.activity.type', 'create', {'name': 'Note'})
    model = int(cluster.sql("SELECT id FROM ir_model WHERE model = 'res.partner'", server.database)[0][0])
    for number, payload in enumerate(PAYLOADS):
        alice.call('res.users', 'write', [uid], {'signature': payload})
        assert harmless(alice.call('res.users', 'read', [uid], ['signature'])[0]['signature'] or ''), payload
        activity = alice.call('mail.activity', 'create', {'res_model_id': model, 'res_id': partner, 'activity_type_id': kind, 'note': payload})
        assert harmless(alice.call('mail.activity', 'read', [activity], ['note'])[0]['note'] or ''), payload
        admin = Web(server.url, server.database, 'admin', 'admin')
        channel = alice.call('mail.channel', 'channel_create', 'Mail %d' % number, 'public')['id']
        admin.call('mail.channel', 'write', [channel], {'alias_name': 'posts%d' % number, 'alias_contact': 'everyone'})
        admin.call('mail.thread', 'message_process', 'mail.channel',
                   'From: stranger@example.com\nTo: posts%d@example.com\nMessage-Id: <p%d@x>\nContent-Type: text/html; charset=utf-8\n\n%s'
                   % (number, number, payload), {}, False, False, channel)
        for body, in cluster.sql("SELECT body FROM mail_message WHERE model = 'mail.channel' AND res_id = %d" % channel, server.database):
            assert harmless(body), (payload, body)


def cve_2021_44460(server):
    """A deactivated account goes on over RPC."""
    bob = Web(server.url, server.database, 'bob', 'bob')
    uid = bob.info['uid']
    common, models = (xmlrpc.client.ServerProxy('%s/xmlrpc/2/%s' % (server.url, name)) for name in ('common', 'object'))
    assert common.authenticate(server.database, 'bob', 'bob', {}) == uid
    admin = Web(server.url, server.database, 'admin', 'admin')
    admin.call('res.users', 'write', [uid], {'active': False})
    try:
        assert not common.authenticate(server.database, 'bob', 'bob', {})
        for name, call in (('password', lambda: models.execute_kw(server.database, uid, 'bob', 'res.users', 'context_get', [])),
                           ('session', lambda: bob.call('res.users', 'context_get')), ('route', lambda: bob.json('/mail/init_messaging')),
                           ('log-in', lambda: Web(server.url, server.database, 'bob', 'bob'))):
            try:
                answer = call()
            except Exception:
                continue
            raise AssertionError('an archived user is still served by %s: %r' % (name, answer))
    finally:
        admin.call('res.users', 'write', [uid], {'active': True})


def cve_2021_45071(server):
    """The name of an uploaded file runs in the page that it was uploaded from."""
    alice = Web(server.url, server.database, 'alice', 'alice')
    channel = alice.call('mail.channel', 'channel_create', 'Files')['id']
    import re
    import urllib.request
    for name in ('</script>' + SCRIPT, '"onload="alert(1)', "');alert(1);//", 'a\\"-alert(1)//', '\u2028alert(1)', '<img src=x onerror=alert(1)>.png'):
        boundary = 'x' * 20
        body = ''.join('--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (boundary, field, more, value) for field, more, value in (
            ('callback', '', "x');alert(1);//"), ('model', '', 'mail.channel'), ('id', '', str(channel)),
            ('csrf_token', '', alice.info.get('csrf_token', '')), ('ufile', '; filename="%s"' % name.replace('"', '\\"'), 'content'))) + '--%s--\r\n' % boundary
        request = urllib.request.Request(server.url + '/web/binary/upload_attachment', body.encode(), {
            'Content-Type': 'multipart/form-data; boundary=' + boundary})
        try:
            with alice.opener.open(request, timeout=60) as reply:
                answer = reply.read().decode()
        except Exception:
            continue
        assert SCRIPT not in answer and '<img src=x' not in answer, answer
        assert len(re.findall(r'</script', answer, re.I)) <= 1, answer
        assert "'x');alert" not in answer, answer


def cve_2024_36259(server):
    """A yes or no about rows that one may not read, by a search through them."""
    portal = portal_user(server)
    cluster.sql("UPDATE res_users SET password = 'oracle-hash' WHERE login = 'bob'", server.database)
    for model, path in (('res.users', 'password'), ('res.partner', 'user_ids.password'), ('mail.message', 'author_id.user_ids.password'),
                        ('mail.channel', 'message_ids.author_id.user_ids.password'), ('res.partner', 'signup_token'),
                        ('mail.message', 'mail_server_id.smtp_pass')):
        answers = []
        for pattern in ('oracle%', 'nothing%'):
            try:
                answers.append(portal.call(model, 'search_count', [(path, '=like', pattern)]))
            except Exception as error:
                answers.append(str(error).replace(pattern, ''))
        assert answers[0] == answers[1], (model, path, answers)


def cve_2024_12887(server):
    """A page elsewhere opens the bus, or calls, with the cookie of whoever looks at it. (The hole was in WebSockets, which 13.0 has not: its
    bus is polls, which the same page could send.)"""
    alice = Web(server.url, server.database, 'alice', 'alice')
    cookie = [c for h in alice.opener.handlers if hasattr(h, 'cookiejar') for c in h.cookiejar if c.name == 'session_id'][0]
    elsewhere = {'Origin': 'https://elsewhere.example', 'Cookie': 'session_id=' + cookie.value}
    with connect(server, b'GET /websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://elsewhere.example\r\nConnection: Upgrade\r\n'
                 b'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: session_id=' +
                 cookie.value.encode() + b'\r\n\r\n') as connection:
        assert status_of(connection) == 404
    partner = alice.call('res.users', 'read', [alice.info['uid']], ['partner_id'])[0]['partner_id'][0]
    calls = {'/longpolling/poll': {'channels': [], 'last': 0, 'options': {}}, '/mail/init_messaging': {}, '/web/session/get_session_info': {},
             '/web/dataset/call_kw': {'model': 'res.partner', 'method': 'write', 'args': [[partner], {'comment': 'from elsewhere'}], 'kwargs': {}}}
    for path, params in calls.items():
        body = json.dumps({'jsonrpc': '2.0', 'method': 'call', 'params': params}).encode()
        # what a browser asks before it sends a call of another page with its cookie: never allowed
        _, headers, _ = ask(server.url + path, None, {
            'Origin': 'https://elsewhere.example', 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type'},
            'OPTIONS')
        assert 'Access-Control-Allow-Credentials' not in headers, path
        assert headers.get('Access-Control-Allow-Origin') in (None, '*'), path
        # what it sends without asking is no call
        for kind in ('text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'):
            status, headers, answer = ask(server.url + path, body, dict(elsewhere, **{'Content-Type': kind}))
            assert status >= 400 and b'"result"' not in answer, (path, kind, status, answer[:200])
            assert 'Access-Control-Allow-Credentials' not in headers, path
    assert 'elsewhere' not in str(alice.call('res.partner', 'read', [partner], ['comment']))
    # and a browser does not send the cookie along at all
    _, headers, _ = ask(server.url + '/web/session/authenticate', json.dumps({'params': {
        'db': server.database, 'login': 'alice', 'password': 'alice'}}).encode(), {'Content-Type': 'application/json'})
    assert 'SameSite=Lax' in headers['Set-Cookie'], headers['Set-Cookie']


def cve_2024_45840(server):
    """Files of the server, its sources among them, by the routes of static files."""
    alice = Web(server.url, server.database, 'alice', 'alice')
    for path in ('/web/static/../../../../etc/passwd', '/web/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd', '/web/static/..%2f..%2f..%2fetc/passwd',
                 '/web/static//etc/passwd', '/mail/static/src/../../models/mail_message.py', '/web/static/..%5c..%5cetc%5cpasswd',
                 '/web/content?model=ir.attachment&field=store_fname&id=1', '/web/image/..%2f..%2fetc/passwd', '/web/static/%00/etc/passwd',
                 '/discuss/static/../../../../etc/passwd', '//etc/passwd', '/%2fetc/passwd'):
        status, _, _, body = as_browser(alice, path)
        assert b'root:' not in body and b'from odoo' not in body, path
        assert status in (400, 403, 404) or path.startswith(('/web/image', '/web/content')), (path, status)
    for fname in ('../../../../etc/passwd', '/etc/passwd', '..%2fetc/passwd'):
        try:
            made = alice.call('ir.attachment', 'create', {'name': 'x', 'store_fname': fname, 'type': 'binary'})
        except Exception:
            continue
        status, _, _, body = as_browser(alice, '/web/content/%d' % made)
        assert b'root:' not in body, fname
        assert 'root:' not in base64.b64decode(alice.call('ir.attachment', 'read', [made], ['datas'])[0]['datas'] or '').decode('latin-1'), fname


with Chatterd(new_database('cves')) as server:
    for test in [test for test in (cve_2018_15634, cve_2018_15645, cve_2020_29396, cve_2021_23203, cve_2021_26263, cve_2021_44460, cve_2021_44547,
                 cve_2021_44775, cve_2021_45071, cve_2024_12887, cve_2024_36259, cve_2024_45840)
                 if test.__name__ in sys.argv[1:] or len(sys.argv) < 2]:
        in_its_own(test, server)
