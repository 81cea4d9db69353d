"""chatterd migrate over RPC, against a chatterd on a copy of the recorded Odoo 13 database:

    rpc_test.py source | selection | people | interrupted
"""
import http.server
import pathlib
import subprocess
import sys
import threading
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'support'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from chatterd import PROGRAM, Chatterd, cluster, need_conformance  # noqa: E402
import migrate_test  # noqa: E402
from migrate_test import database, migrate, recorded, rows, verify, work  # noqa: E402


def over_rpc(url, name, target, *options, command=(), status=0, login='__system__', password='demo'):
    """chatterd migrate from a server."""
    words = [str(PROGRAM), 'migrate', *command, '--from', '%s/%s' % (url, name), '--from-login', login,
             *migrate_test.place('to', target), *options]
    environment = dict(cluster.environment(), CHATTERD_FROM_PASSWORD=password)
    done = subprocess.run(words, env=environment, capture_output=True, text=True)
    assert done.returncode == status, '%s: status %d\n%s%s' % (words, done.returncode, done.stdout[-4000:], done.stderr[-2000:])
    return done.stdout + done.stderr


def served():
    """A recorded database with a private channel, an empty number beside a zero, and OdooBot with demo's password."""
    name = recorded('served')
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


need_conformance()
try:
    {'source': source, 'selection': selection, 'people': people, 'interrupted': interrupted}[sys.argv[1]]()
finally:
    migrate_test.clean()
