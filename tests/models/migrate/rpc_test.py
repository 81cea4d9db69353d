"""chatterd migrate over RPC, against a chatterd on a copy of the world of tests/support:

    rpc_test.py source | selection | people | interrupted | target | kills
"""
import http.server
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'support'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from chatterd import PROGRAM, Chatterd, Web, cluster, standalone  # noqa: E402
import migrate_test  # noqa: E402
from migrate_test import database, migrate, source_database, rows, verify, work  # noqa: E402


def over_rpc(url, name, target, *options, command=(), status=0, login='__system__', password='demo'):
    """chatterd migrate from a server."""
    words = [str(PROGRAM), 'migrate', *command, '--from', '%s/%s' % (url, name), '--from-login', login,
             *migrate_test.place('to', target), *options]
    environment = dict(cluster.environment(), CHATTERD_FROM_PASSWORD=password)
    done = subprocess.run(words, env=environment, capture_output=True, text=True)
    assert done.returncode == status, '%s: status %d\n%s%s' % (words, done.returncode, done.stdout[-4000:], done.stderr[-2000:])
    return done.stdout + done.stderr


def served():
    """A source with a private channel, an empty number beside a zero, and OdooBot with demo's password."""
    name = source_database('served')
    cluster.sql("""
        UPDATE res_users SET password = (SELECT password FROM res_users WHERE login = 'demo') WHERE id = 1;
        UPDATE mail_channel SET public = 'private' WHERE id = 4;
        DELETE FROM mail_channel_partner WHERE channel_id = 4 AND partner_id = 3;
        UPDATE res_partner SET color = NULL, partner_latitude = 12.5, credit_limit = 0.1 WHERE id = 7;
        UPDATE mail_message SET no_auto_thread = NULL, subject = '' WHERE id = (SELECT max(id) FROM mail_message)""", name)
    return name


def server(name):
    return Chatterd(name, '--filestore', str(work / ('files-' + name)))


def source():
    """A server gives what its database gives; who lacks rights is told; a second run changes nothing."""
    name = served()
    migrate(name, 'database.tar.zst')
    with server(name) as running:
        print(over_rpc(running.url, name, 'database.tar.zst', command=['verify']))
        seen = over_rpc(running.url, name, 'admin.tar.zst', login='admin', password='admin')
        assert 'not the private channels' in seen, seen
        assert 'may not read' in seen, seen
        over_rpc(running.url, name, 'database.tar.zst', command=['verify'], login='admin', password='admin', status=1)
        target = database('new')
        over_rpc(running.url, name, target)
        over_rpc(running.url, name, target, command=['verify'])
        verify(name, target, status=1)     # passwords and parts of seconds
        assert rows('mail_message', target) == rows('mail_message', name)
        cluster.sql("UPDATE res_users SET password = 'kept' WHERE login = 'alice'", target)
        again = over_rpc(running.url, name, target)
        assert rows('mail_message', target) == rows('mail_message', name), again
        assert cluster.sql("SELECT password FROM res_users WHERE login = 'alice'", target) == [['kept']]
        over_rpc(running.url, name, target, command=['verify'])


def selection():
    """What a selection takes is the same from a server and from its database."""
    name = served()
    with server(name) as running:
        for number, options in enumerate([['--channel', 'general'], ['--model', 'mail.channel', '--since', '2020-01-01'],
                                          ['--until', '2019-01-01'], ['--all-partners', '--no-archived'], ['--no-archived']]):
            archive = 'selected%d.tar.zst' % number
            migrate(name, archive, *options)
            print(options, over_rpc(running.url, name, archive, *options, command=['verify'])[-600:])


def people():
    """Words for what is wrong: the password, the rights, the database, the address."""
    name = served()
    with server(name) as running:
        for login, password, words in [('admin', 'wrong', 'wrong login or password for admin'),
                                       ('alice', 'alice', 'alice is no administrator'),
                                       ('__system__', 'wrong', 'AccessDenied: Access denied')]:
            said = over_rpc(running.url, name, 'x.tar.zst', login=login, password=password, status=2)
            assert words in said, said
            assert password == 'alice' or password not in said.replace('wrong login', ''), said
        assert 'names no database' in over_rpc(running.url, '', 'x.tar.zst', status=2)
        (work / 'secret').write_text('demo\n')
        over_rpc(running.url, name, 'file.tar.zst', '--from-password-file', str(work / 'secret'), password='not this one')
        limited = over_rpc(running.url, name, 'limited.tar.zst', '--rate', '200')
        assert 'Done' in limited


class Flaky(http.server.BaseHTTPRequestHandler):
    """Hands requests on, but answers every third with 502 or not at all."""
    protocol_version = 'HTTP/1.1'
    count = 0
    behind = ''

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        Flaky.count += 1
        if Flaky.count % 6 == 3:
            self.send_error(502)
            return
        if Flaky.count % 6 == 0:
            self.close_connection = True
            return
        request = urllib.request.Request(self.behind + self.path, body, {'Content-Type': 'application/json'})
        with urllib.request.urlopen(request) as reply:
            answer = reply.read()
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def interrupted():
    """Answers that fail are asked for again."""
    name = served()
    migrate(name, 'database.tar.zst', '--channel', 'general')
    with server(name) as running:
        Flaky.behind = running.url
        proxy = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Flaky)
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        over_rpc('http://127.0.0.1:%d' % proxy.server_port, name, 'database.tar.zst', '--channel', 'general', command=['verify'])
        proxy.shutdown()
    assert Flaky.count > 12, Flaky.count


def to_rpc(source, url, target, *options, command=(), status=0, killed_after=None):
    """chatterd migrate to a server; killed, when a time is given. What it said, nothing when it was killed."""
    words = [str(PROGRAM), 'migrate', *command, *(migrate_test.place('from', source) if source else []),
             '--to', '%s/%s' % (url, target), '--to-login', '__system__', *options]
    process = subprocess.Popen(words, env=dict(cluster.environment(), CHATTERD_TO_PASSWORD='bot'), text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if killed_after is not None:
        time.sleep(killed_after)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            return None
    out, err = process.communicate()
    assert process.returncode == status, '%s: status %d\n%s%s' % (words, process.returncode, out[-4000:], err[-2000:])
    return out


def whole(name):
    """A source with texts that Odoo's cleaning leaves as they are, as those that were posted are."""
    name = source_database(name)
    cluster.sql("""UPDATE mail_message SET body = replace(body, '"/>', '">')""", name)
    return name


def empty_server():
    """A new standalone database whose OdooBot has the password bot."""
    name = database('target', standalone())
    running = Chatterd(name, '--filestore', str(work / ('files-' + name)))
    Web(running.url, name, 'admin', 'admin').call('res.users', 'write', [1], {'password': 'bot'})
    return name, running


TABLES = ['mail_message', 'mail_channel', 'res_users', 'res_partner', 'mail_channel_partner', 'mail_followers', 'ir_attachment',
          'ir_model_data', 'mail_message_res_partner_needaction_rel', 'mail_tracking_value', 'mail_shortcode', 'mail_mail',
          'mail_message_mail_channel_rel', 'message_attachment_rel']


def counts(name):
    return {table: rows(table, name) for table in TABLES}


def target():
    """What a server was given is what the source has; a second run doubles nothing and brings changes; undo takes all back."""
    name = whole('source')
    into, running = empty_server()
    with running:
        before = counts(into)
        to_rpc(name, running.url, into, '--dry-run')
        assert counts(into) == before
        print(to_rpc(name, running.url, into))
        print(to_rpc(name, running.url, into, command=['verify']))
        after = counts(into)
        assert after['mail_mail'] == 0 and after['mail_message'] > before['mail_message'], after
        to_rpc(name, running.url, into)
        assert counts(into) == after, (counts(into), after)
        cluster.sql("UPDATE mail_message SET body = '<p>changed</p>' WHERE id = 20; UPDATE res_partner SET city = 'Ghent' WHERE name = 'Alice Martin'", name)
        to_rpc(name, running.url, into, command=['verify'], status=1)
        to_rpc(name, running.url, into)
        to_rpc(name, running.url, into, command=['verify'])
        # faults in the target are found
        cluster.sql("DELETE FROM mail_message_res_partner_starred_rel WHERE res_partner_id = 3", into)
        to_rpc(name, running.url, into, command=['verify'], status=1)
        print(to_rpc(None, running.url, into, command=['undo']))
        assert counts(into) == before, (counts(into), before)


def kills():
    """kill -9 while a server is written to: the same line again, and all is there once."""
    name = whole('killed')
    cluster.sql("""INSERT INTO mail_message (date, body, model, res_id, message_type, message_id, subtype_id, author_id)
        SELECT now()::timestamp(0), '<p>' || n || '</p>', 'mail.channel', 1 + n % 4, 'comment', '<' || n || '@test>', 1, 7
        FROM generate_series(1, 2000) n""", name)
    into, running = empty_server()
    with running:
        killed = 0
        for attempt in range(int(os.environ.get('CHATTERD_KILLS', '3'))):
            # the first one before it can have come to its end
            moment = random.uniform(0.1, 3 if attempt else 0.6)
            if to_rpc(name, running.url, into, killed_after=moment) is None:
                killed += 1
            print('after %.1f s: %d messages' % (moment, rows('mail_message', into)))
        to_rpc(name, running.url, into, '--resume')
        print(to_rpc(name, running.url, into, command=['verify'])[-300:])
        assert not cluster.sql("SELECT message_id FROM mail_message GROUP BY 1 HAVING count(*) > 1", into)
        assert killed, 'no run was killed'


if __name__ == '__main__':
    try:
        {'source': source, 'selection': selection, 'people': people, 'interrupted': interrupted, 'target': target, 'kills': kills}[sys.argv[1]]()
    finally:
        migrate_test.clean()
