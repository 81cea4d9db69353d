"""What the page needs of the server beyond what Odoo's own client asks: `chatterd user` beside a running server, links for invitations
and lost passwords, one message for one Message-Id, people's files that can do nothing, addresses and files of the page itself."""
import base64
import json
import pathlib
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PROGRAM, SOURCE, Chatterd, RpcError, Web, cluster, new_database  # noqa: E402
from mailbox_server import Mailbox  # noqa: E402


def refused(act):
    try:
        act()
    except (RpcError, urllib.error.HTTPError):
        return True
    return False


box = Mailbox()
try:
    with Chatterd(new_database('people')) as server:
        def user(*words, status=0):
            done = subprocess.run([str(PROGRAM), 'user', *words, '--database', cluster.dsn(server.database)], capture_output=True,
                                  text=True, env=cluster.environment())
            assert done.returncode == status, (words, done)
            return done.stdout + done.stderr

        def enter(login, password):
            return Web(server.url, server.database, login, password)

        # people at the command line, beside the server
        said = user('add', 'dora@example.com', '--name', 'Dora', '--lang', 'fr_FR')
        password = re.search(r'password (\S+)', said).group(1)
        dora = enter('dora@example.com', password)
        assert dora.info['user_context']['lang'] == 'fr_FR', dora.info
        row = dora.call('res.users', 'read', [dora.info['uid']], ['email', 'notification_type'])[0]
        assert (row['email'], row['notification_type']) == ('dora@example.com', 'inbox'), row
        assert 'dora@example.com\tDora' in user('list') and 'alice' in user('list')
        user('add', 'dora@example.com', status=2)      # the login is taken
        changed = re.search(r': (\S+)$', user('password', 'dora@example.com').strip()).group(1)
        assert refused(lambda: enter('dora@example.com', password))
        enter('dora@example.com', changed)
        user('archive', 'dora@example.com')
        assert refused(lambda: enter('dora@example.com', changed)) and 'archived' in user('list')
        user('restore', 'dora@example.com')
        enter('dora@example.com', changed)
        for wrong in (['dance'], ['password', 'nobody'], ['add']):
            assert user(*wrong, status=2).startswith('chatterd: '), wrong

        # an invitation and a lost password, in the language of the person
        admin = enter('admin', 'admin')
        admin.call('ir.mail_server', 'create', {'name': 'box', 'smtp_host': '127.0.0.1', 'smtp_port': box.port})
        admin.call('ir.config_parameter', 'set_param', 'web.base.url', server.url)
        uid = admin.call('res.users', 'search', [['login', '=', 'dora@example.com']])[0]
        admin.call('res.users', 'action_reset_password', [uid], context={'create_user': True})
        invitation = box.mails.pop().message
        text = invitation.get_body(('html',)).get_content()
        assert 'Choisissez votre mot de passe' in text and 'dora@example.com' in invitation['To'], text
        link = re.search(r'href="([^"]*reset_password[^"]*)"', text).group(1).replace('&amp;', '&')
        browser = Web(server.url, server.database)

        def fetch(url, **form):
            data = urllib.parse.urlencode(form).encode() if form else None
            with browser.opener.open(urllib.request.Request(url, data), timeout=60) as reply:
                return reply.read().decode(), reply.geturl()

        page, _ = fetch(link)
        token = urllib.parse.parse_qs(urllib.parse.urlparse(link).query)['token'][0]
        assert 'no-referrer' in str(urllib.request.urlopen(link).headers), 'the address holds the token'
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        page, _ = fetch(server.url + '/web/reset_password', csrf_token=csrf, token=token, password='one', confirm_password='other')
        assert 'not the same' in page
        assert refused(lambda: fetch(server.url + '/web/reset_password', token=token, password='x', confirm_password='x')), 'no csrf token'
        page, where = fetch(server.url + '/web/reset_password', csrf_token=csrf, token=token, password='my own', confirm_password='my own')
        assert where == server.url + '/web/login', (where, page)
        enter('dora@example.com', 'my own')
        page, _ = fetch(server.url + '/web/reset_password', csrf_token=csrf, token=token, password='again', confirm_password='again')
        assert 'no longer valid' in page, 'a link holds once'
        for login, mails in (('nobody at all', 0), ('dora@example.com', 1)):
            page, _ = fetch(server.url + '/web/reset_password', csrf_token=csrf, login=login)
            assert 'If somebody here has this login' in page and len(box.mails) == mails, (login, len(box.mails), page)

        # what a command answers and why something is refused, in the language of the person
        dora = enter('dora@example.com', 'my own')
        room = dora.call('mail.channel', 'channel_create', 'équipe', 'private')['id']
        last = max([row['id'] for row in dora.poll()] or [0])
        dora.call('mail.channel', 'execute_command', [room], command='help')
        dora.call('mail.channel', 'execute_command', [room], command='who')
        said = ' '.join(row['message']['body'] for row in dora.poll(last=last) if row['message'].get('info') == 'transient_message')
        for words in ('Vous êtes dans le canal <b>#équipe</b>. Ce canal est privé', 'Tapez <b>@nom</b>', 'Vous êtes seul dans ce canal.'):
            assert words in said, said
        try:
            dora.call('mail.channel', 'create', {'name': 'x', 'moderation': True, 'moderator_ids': [[6, 0, [dora.info['uid']]]], 'email_send': False})
            raise AssertionError('not refused')
        except RpcError as error:
            assert 'Seuls les canaux qui envoient des e-mails' in error.error['data']['message'], error
        # of each the source is one that the program has, and the places to fill are the same
        literals = re.compile(r'"(?:\\.|[^"\\])*"(?:\s*"(?:\\.|[^"\\])*")*')
        pieces = set()
        for file in (SOURCE / 'models').rglob('*.cpp'):
            if file.name != 'french_texts.cpp':
                for found in literals.findall(file.read_text()):
                    pieces.add(''.join(re.findall(r'"((?:\\.|[^"\\])*)"', found)))
        rows = json.loads(cluster.sql("SELECT json_agg(json_build_array(src, value)) FROM ir_translation WHERE type = 'code' AND lang = 'fr_FR'", server.database)[0][0])
        assert len(rows) > 80, len(rows)
        for source, french in rows:
            written = source.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n')
            assert written in pieces, source
            assert re.findall(r'%(?:\(\w+\))?\w', source) == re.findall(r'%(?:\(\w+\))?\w', french), (source, french)

        # one message for one Message-Id of an author on a document, also when both come at once
        alice, bob = enter('alice', 'alice'), enter('bob', 'bob')
        sales = alice.call('mail.channel', 'search', [['name', '=', 'sales']])[0]
        other = alice.call('mail.channel', 'search', [['name', '=', 'rd']])[0]

        def post(who, key, channel=sales):
            return who.call('mail.channel', 'message_post', [channel], body='once', message_type='comment', subtype='mail.mt_comment', message_id=key)

        first = post(alice, '<one@here>')
        assert post(alice, '<one@here>') == first
        assert post(bob, '<one@here>') != first and post(alice, '<one@here>', other) != first
        # a second request while the first one is still at work waits for it
        holder = subprocess.Popen(['psql', '-q', '-X', '-A', '-t', '-d', server.database], env=cluster.environment(), text=True,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=1)
        holder.stdin.write("""BEGIN; SELECT 'held' FROM (SELECT pg_advisory_xact_lock(hashtextextended('<held@here>', 0))) held;
            INSERT INTO mail_message (message_id, model, res_id, author_id, message_type, body, date)
            SELECT '<held@here>', model, res_id, author_id, message_type, body, date FROM mail_message WHERE id = %d RETURNING id;\n""" % first)
        assert holder.stdout.readline().strip() == 'held'
        committed, ids = int(holder.stdout.readline()), []
        thread = threading.Thread(target=lambda: ids.append(post(alice, '<held@here>')))
        thread.start()
        while cluster.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", server.database) == [['0']]:
            time.sleep(0.02)
        assert not ids
        holder.stdin.write('COMMIT;\n')
        holder.stdin.close()
        thread.join()
        assert ids == [committed], (ids, committed)

        # people's files can do nothing at the page's address; its own files are kept for good
        for name, content, confined in (('a.html', b'<script>1</script>', True), ('a.svg', b'<svg xmlns="http://www.w3.org/2000/svg"/>', True), ('a.txt', b'text', False)):
            file = alice.call('ir.attachment', 'create', {'name': name, 'datas': base64.b64encode(content).decode()})
            with alice.opener.open('%s/web/content/%d' % (server.url, file), timeout=60) as reply:
                policy = reply.headers.get('Content-Security-Policy', '')
                assert ('sandbox' in policy) is (confined and not reply.headers['Content-Type'].startswith('text/plain')), (name, reply.headers.items())
                assert reply.headers['X-Content-Type-Options'] == 'nosniff'
        for path in ('/', '/web', '/web/login', '/discuss'):
            with browser.opener.open(server.url + path, timeout=60) as reply:
                page, headers = reply.read().decode(), reply.headers
            assert headers['Cache-Control'] == 'no-store' and "frame-ancestors 'none'" in headers['Content-Security-Policy'], path
            nonce = re.search(r"'nonce-([^']+)'", headers['Content-Security-Policy']).group(1)
            assert all('nonce="%s"' % nonce in tag for tag in re.findall(r'<script[^>]*>|<link rel="modulepreload"[^>]*>', page)), page
            assert not re.search(r'<script(?![^>]*src=)|\son\w+=|style=', page), page
        asset = re.search(r'"(/discuss/a/[^"]+main.js)"', page).group(1)
        request = urllib.request.Request(server.url + asset, headers={'Accept-Encoding': 'gzip'})
        with urllib.request.urlopen(request) as reply:
            assert 'immutable' in reply.headers['Cache-Control'] and reply.headers['Content-Encoding'] == 'gzip'
            tag = reply.headers['ETag']
        try:
            urllib.request.urlopen(urllib.request.Request(server.url + asset, headers={'If-None-Match': tag}))
            raise AssertionError('not 304')
        except urllib.error.HTTPError as error:
            assert error.code == 304
        for absent in ('/discuss/a/0000/main.js', asset.replace('main.js', 'shell.html'), asset.replace('main.js', '../main.js')):
            assert refused(lambda: urllib.request.urlopen(server.url + absent)), absent
    with Chatterd(new_database('nopage'), '--no-page') as server:
        assert 'JSON-RPC' in urllib.request.urlopen(server.url + '/').read().decode()
        assert refused(lambda: urllib.request.urlopen(server.url + '/discuss'))
finally:
    box.stop()
