"""The addon in a stock Odoo, and an engine that is stopped, locked out, killed, restarted, doubled, not there, of a database that was
copied, or of several: every post once. Threaded, and once with workers and the gevent process.

    ODOO_HOME=/path/to/odoo13 trouble_test.py [scene …]
"""
import contextlib
import http.client
import http.server
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PATIENCE, Web, free_port  # noqa: E402
from odoo import Engine, Odoo, environment, need_odoo, sql, wait_until_open  # noqa: E402

need_odoo()
import psycopg2  # noqa: E402

TIMEOUT = 2


class Company:
    """The database, its Odoo, and somebody who posts."""

    number = 0          # of all posts, so that each is another text in every database

    def __init__(self, database, state, odoo):
        self.database, self.state, self.odoo = database, state, odoo
        self.admin = Web(odoo.url, database, 'admin', 'admin')
        self.channel = self.admin.call('mail.channel', 'channel_create', 'trouble')['id']

    def post(self, expect_engine=None):
        """Posts and counts: it must be there once, now and after a while."""
        Company.number += 1
        body = 'post %d!' % Company.number
        before = self.taken()
        self.admin.call('mail.channel', 'message_post', [self.channel], body=body, message_type='comment', subtype='mail.mt_comment')
        assert self.count(body) == 1, '%s is there %d times' % (body, self.count(body))
        if expect_engine is not None:
            by_engine = self.taken() > before
            assert by_engine == expect_engine, 'answered by %s' % ('the engine' if by_engine else 'Odoo')
        return body

    def count(self, body):
        return int(sql(self.database, "SELECT count(*) FROM mail_message WHERE body LIKE '%%%s%%'" % body)[0][0])

    def taken(self):
        """Calls that the engine has finished."""
        return int(sql(self.database, 'SELECT count(*) FROM mail_chatterd_write WHERE result IS NOT NULL')[0][0])

    def until_engine_answers(self):
        """After trouble nobody asks the engine for a while."""
        deadline = time.time() + PATIENCE
        while True:
            before = self.taken()
            self.post()
            if self.taken() > before:
                return
            assert time.time() < deadline, 'the engine is not asked any more'
            time.sleep(0.5)

    def set(self, name, value):
        self.admin.call('ir.config_parameter', 'set_param', 'mail_chatterd.' + name, str(value))

    def state_shown(self):
        settings = self.admin.call('res.config.settings', 'create', {})
        return self.admin.call('res.config.settings', 'read', [settings], ['chatterd_state'])[0]['chatterd_state']


def stopped(company, engine):
    """SIGSTOP: the post is Odoo's; the engine wakes up with the same request and must not do it."""
    engine.process.send_signal(signal.SIGSTOP)
    bodies = [company.post(expect_engine=False)]
    engine.process.send_signal(signal.SIGCONT)
    time.sleep(3)
    company.until_engine_answers()
    assert [company.count(body) for body in bodies] == [1]


def locked(company, engine):
    """A table is locked for longer than the time-out, for the engine and for Odoo: the post waits, and is there once."""
    lock = psycopg2.connect(host=environment['PGHOST'], port=environment.get('PGPORT', '5432'), user=environment['PGUSER'],
                            password=environment['PGPASSWORD'], dbname=company.database)
    lock.cursor().execute('LOCK TABLE mail_message IN ACCESS EXCLUSIVE MODE')
    threading.Timer(3 * TIMEOUT, lock.close).start()
    body = company.post()
    time.sleep(3)
    assert company.count(body) == 1
    company.until_engine_answers()


def killed(company, engine):
    """SIGKILL while posts are on their way."""
    stop = threading.Event()
    bodies = []

    def talk():
        while not stop.is_set():
            bodies.append(company.post())

    talker = threading.Thread(target=talk)
    talker.start()
    time.sleep(1.5)
    engine.kill()
    time.sleep(2)
    engine.start()
    time.sleep(2)
    stop.set()
    talker.join()
    assert bodies and {company.count(body) for body in bodies} == {1}, 'lost or doubled'
    company.until_engine_answers()


def polls_answered(engine):
    """By this engine since its start."""
    with urllib.request.urlopen(engine.url + '/metrics') as reply:
        lines = reply.read().decode().splitlines()
    return sum(float(line.rpartition(' ')[2]) for line in lines if line.startswith('chatterd_requests_total') and '/longpolling/poll' in line)


def restarted(company, engine):
    """A process that only polls comes back to the engine by itself."""
    polls_come_back(company, engine, company.admin)
    company.until_engine_answers()


def prefork(company, engine):
    """So does Odoo's gevent process, which answers nothing but polls; and its workers delegate."""
    port = free_port()
    with Odoo(company.database, company.state, '--workers=2', '--longpolling-port=%d' % port) as odoo:
        wait_until_open('http://127.0.0.1:%d/longpolling/poll' % port, odoo)
        others = Company(company.database, company.state, odoo)
        others.until_engine_answers()
        # both workers at once, each on connections of its own
        before, posts, done = company.taken(), 10, []
        talkers = [threading.Thread(target=lambda: done.extend(others.post() for _post in range(posts))) for _talker in range(4)]
        for talker in talkers:
            talker.start()
        for talker in talkers:
            talker.join()
        assert len(done) == 4 * posts == company.taken() - before, 'only %d of %d by the engine' % (company.taken() - before, len(done))
        poller = Web(odoo.url, company.database, 'admin', 'admin')
        poller.url = 'http://127.0.0.1:%d' % port       # the session's cookie serves both
        polls_come_back(company, engine, poller)
    company.until_engine_answers()


def polls_come_back(company, engine, poller):
    last = int(sql(company.database, 'SELECT coalesce(max(id), 1) FROM bus_bus')[0][0])
    engine.kill()
    poller.poll([], 0)          # answered by stock Python
    engine.start()
    deadline = time.time() + PATIENCE
    while True:
        threading.Timer(1, lambda: company.admin.json('/longpolling/send', {'channel': 'news', 'message': 'x'})).start()
        before = polls_answered(engine)
        poller.poll(['news'], last)
        if polls_answered(engine) > before:
            break
        assert time.time() < deadline, 'polls do not come back'


class RoundRobin:
    """A balancer: each connection goes to the next engine."""

    def __init__(self, ports):
        self.ports, self.turn = ports, 0
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            self.turn += 1
            engine = socket.create_connection(('127.0.0.1', self.ports[self.turn % len(self.ports)]))
            for a, b in ((client, engine), (engine, client)):
                threading.Thread(target=self.copy, args=(a, b), daemon=True).start()

    @staticmethod
    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def doubled(company, engine):
    """Two engines behind a round robin are one."""
    with Engine(company.database, company.state) as other:
        balancer = RoundRobin([int(engine.url.rpartition(':')[2]), int(other.url.rpartition(':')[2])])
        company.set('url', 'http://127.0.0.1:%d' % balancer.port)
        company.until_engine_answers()
        done = []
        talkers = [threading.Thread(target=lambda: done.append(company.post(expect_engine=None))) for _ in range(6)]
        before = company.taken()
        for talker in talkers:
            talker.start()
        for talker in talkers:
            talker.join()
        assert len(done) == 6 and company.taken() - before == 6, 'only %d of 6 by an engine' % (company.taken() - before)
        assert company.state_shown() == 'up'
        balancer.listener.close()
        company.set('url', engine.url)
    company.until_engine_answers()


class Gateway(http.server.ThreadingHTTPServer):
    """A proxy that passes each write on, waits for it to be done, and then says that nobody has answered."""

    def __init__(self, engine):
        super().__init__(('127.0.0.1', 0), self.Handler)
        self.engine = engine
        threading.Thread(target=self.serve_forever, daemon=True).start()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = 'HTTP/1.1'

        def do_POST(self):
            body = self.rfile.read(int(self.headers['Content-Length']))
            there = http.client.HTTPConnection('127.0.0.1', int(self.server.engine.url.rpartition(':')[2]))
            there.request('POST', self.path, body, dict(self.headers))
            reply = there.getresponse()
            status, content = reply.status, reply.read()
            if status == 200 and b'"write"' in body:
                status, content = 504, b'<html>Gateway Time-out</html>'
            self.send_response(status)
            self.send_header('Content-Length', str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words):
            pass


def passed_on(company, engine):
    """A gateway that says 504 of what the engine has done."""
    with Gateway(engine) as gateway:
        company.set('url', 'http://127.0.0.1:%d' % gateway.server_port)
        for _post in range(3):
            company.post()
        before = company.taken()
        deadline = time.time() + PATIENCE
        while company.taken() == before:
            company.post()
            assert time.time() < deadline, 'the engine is not asked any more'
            time.sleep(0.5)
        gateway.shutdown()
        company.set('url', engine.url)
    company.until_engine_answers()


def elsewhere(company, engine):
    """An address where somebody else listens, and one where nobody does: Odoo works, and says so."""
    for url in (company.odoo.url, 'http://127.0.0.1:%d' % free_port()):
        company.set('url', url)
        company.post(expect_engine=False)
        assert company.state_shown() == 'down'
    company.set('url', engine.url)
    company.set('secret', 'another than the engine has known')
    # the engine reads the secret of its database, so this is the right one again
    company.until_engine_answers()
    assert company.state_shown() == 'up'


@contextlib.contextmanager
def copy_of(company):
    """The name of a copy of the database with all its settings, its secret and uuid among them."""
    name = company.database + '_copy'
    subprocess.run(['createdb', '-E', 'UTF8', '-T', 'template0', name], env=environment, check=True)
    try:
        dump = subprocess.Popen(['pg_dump', '-d', company.database], env=environment, stdout=subprocess.PIPE)
        subprocess.run(['psql', '-qX', '-d', name], env=environment, stdin=dump.stdout, stdout=subprocess.DEVNULL, check=True)
        yield name
    finally:
        subprocess.run(['dropdb', '--if-exists', '--force', name], env=environment, stderr=subprocess.DEVNULL)


def copied(company, engine):
    """Nothing of what is posted in a copy of the database reaches the engine of the first."""
    with copy_of(company) as name:
        before = company.taken()
        with Odoo(name, company.state) as odoo:
            copy = Company(name, company.state, odoo)
            bodies = [copy.post(expect_engine=False) for _post in range(3)]
            assert copy.state_shown() == 'refused', copy.state_shown()
            # as Odoo's own manager of databases makes copies: with another uuid
            copy.admin.call('ir.config_parameter', 'set_param', 'database.uuid', 'a-new-one')
            bodies.append(copy.post(expect_engine=False))
        assert company.taken() == before
        assert [company.count(body) for body in bodies] == [0, 0, 0, 0]
    company.until_engine_answers()


def several(company, engine):
    """One engine of two databases, a copy with the same secret among them: each post is done by the engine, in its own."""
    with copy_of(company) as name:
        with Engine('%s,%s' % (company.database, name), company.state) as shared, Odoo(name, company.state) as odoo:
            other = Company(name, company.state, odoo)
            for one in (company, other):
                one.set('url', shared.url)
                one.until_engine_answers()
            for _post in range(5):
                for one, another in ((company, other), (other, company)):
                    assert another.count(one.post(expect_engine=True)) == 0
            assert [one.state_shown() for one in (company, other)] == ['up', 'up']
        company.set('url', engine.url)
    company.until_engine_answers()


SCENES = (stopped, locked, killed, restarted, prefork, doubled, passed_on, elsewhere, copied, several)


def main():
    state = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-trouble-'))
    database = 'chatterd_trouble_%d' % os.getpid()
    try:
        subprocess.run(['createdb', '-E', 'UTF8', '-T', 'template0', database], env=environment, check=True)
        Odoo(database, state, '--no-http', '--stop-after-init', '-i', 'mail,mail_chatterd', wait=False).finish()
        with Engine(database, state) as engine, Odoo(database, state) as odoo:
            company = Company(database, state, odoo)
            company.set('url', engine.url)
            company.set('timeout', TIMEOUT)
            company.until_engine_answers()
            for scene in SCENES:
                if sys.argv[1:] and scene.__name__ not in sys.argv[1:]:
                    continue
                start = time.monotonic()
                scene(company, engine)
                print('%s: every post once (%.0f s)' % (scene.__name__, time.monotonic() - start), flush=True)
    except BaseException:
        for log in state.glob('*.log'):
            print('%s\n%s' % (log, log.read_text(errors='replace')[-3000:]))
        raise
    finally:
        subprocess.run(['dropdb', '--if-exists', '--force', database], env=environment, stderr=subprocess.DEVNULL)
        shutil.rmtree(state, ignore_errors=True)


if __name__ == '__main__':
    main()
