"""Measures a server, and prints a table; with --against, a second one with the same load, side by side.

    bench.py                                        chatterd, on a fresh demo database of the tests' cluster
    bench.py --recorded                             …on a copy of the recorded Odoo 13 database
    bench.py --url http://127.0.0.1:8069 --db odoo --against http://127.0.0.1:8169 --against-db odoo2

Both need the user `alice` with the password `alice`. Processor time is that of the process which listens on the port (and its
children), not PostgreSQL's.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PROGRAM, Chatterd, Web, cluster, new_database  # noqa: E402
from world import recorded  # noqa: E402

LOAD = os.environ.get('CHATTERD_LOAD') or str(PROGRAM.parent / 'tests' / 'bench_load')
TICK = os.sysconf('SC_CLK_TCK')


def listeners(port):
    """The processes that hold a socket listening on the port, with their descendants."""
    inodes = set()
    for table in ('/proc/net/tcp', '/proc/net/tcp6'):
        for line in open(table).read().splitlines()[1:]:
            words = line.split()
            if words[3] == '0A' and int(words[1].rsplit(':', 1)[1], 16) == port:
                inodes.add('socket:[%s]' % words[9])
    parents, found = {}, set()
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            parents[int(pid)] = int(open('/proc/%s/stat' % pid).read().rsplit(')', 1)[1].split()[1])
            for fd in os.listdir('/proc/%s/fd' % pid):
                if os.readlink('/proc/%s/fd/%s' % (pid, fd)) in inodes:
                    found.add(int(pid))
        except OSError:
            continue
    while True:
        more = {pid for pid, parent in parents.items() if parent in found and pid not in found}
        if not more:
            return found
        found |= more


class Subject:
    """A server under measurement."""

    def __init__(self, name, url, database):
        self.name, self.url, self.database = name, url, database
        self.port = int(url.rsplit(':', 1)[1])
        self.pids = listeners(self.port)
        self.alice = Web(url, database, 'alice', 'alice')
        jar = [handler for handler in self.alice.opener.handlers if hasattr(handler, 'cookiejar')][0].cookiejar
        self.cookie = '; '.join('%s=%s' % (cookie.name, cookie.value) for cookie in jar)
        self.channel = self.alice.call('mail.channel', 'channel_create', 'bench', 'private')['id']
        for n in range(40):
            self.post('message %d' % n)

    def post(self, text):
        return self.alice.call('mail.channel', 'message_post', [self.channel], body='<p>%s</p>' % text, message_type='comment',
                               subtype='mail.mt_comment')

    def loads(self):
        def call(model, method, *args, **kwargs):
            return '/web/dataset/call_kw/%s/%s' % (model, method), {'model': model, 'method': method, 'args': list(args),
                                                                    'kwargs': kwargs}
        return {
            'message_post': call('mail.channel', 'message_post', [self.channel], body='<p>hello</p>', message_type='comment',
                                 subtype='mail.mt_comment'),
            'channel_fetch_message(30)': call('mail.channel', 'channel_fetch_message', [self.channel], limit=30),
            'init_messaging': ('/mail/init_messaging', {}),
            'read of 10 partners': call('res.partner', 'search_read', [], ['name', 'email'], limit=10),
        }

    def seconds_used(self):
        total = 0
        for pid in self.pids:
            try:
                words = open('/proc/%d/stat' % pid).read().rsplit(')', 1)[1].split()
                total += int(words[11]) + int(words[12])
            except OSError:
                continue
        return total / TICK

    def memory(self):
        kilobytes = 0
        for pid in self.pids:
            for line in open('/proc/%d/status' % pid):
                if line.startswith('VmRSS'):
                    kilobytes += int(line.split()[1])
        return kilobytes / 1024


def measure(subject, path, params, connections, seconds):
    with tempfile.NamedTemporaryFile('w', suffix='.json') as body:
        json.dump({'jsonrpc': '2.0', 'method': 'call', 'id': 1, 'params': params}, body)
        body.flush()

        def run(duration):
            done = subprocess.run([LOAD, '127.0.0.1', str(subject.port), path, subject.cookie, body.name, str(connections),
                                   str(duration)], stdout=subprocess.PIPE, text=True, check=True)
            return json.loads(done.stdout)

        run(min(1, seconds))
        before = subject.seconds_used()
        answer = run(seconds)
        answer['cpu'] = (subject.seconds_used() - before) * 1000 / max(1, answer['calls'])
        return answer


def poll_latency(subject, rounds):
    """Milliseconds from the call of message_post to the answer of a poll that was parked before it."""
    times = []
    reader = Web(subject.url, subject.database, 'alice', 'alice')
    first = subject.alice.poll(peek=True)['notifications']
    state = {'last': max([n['id'] for n in first], default=0)}

    def read():
        wanted = state['text']
        while True:
            for notification in reader.poll(last=state['last']):
                state['last'] = max(state['last'], notification['id'])
                if wanted in str(notification['message'].get('body')):
                    state['arrived'] = time.perf_counter()
            if 'arrived' in state:
                return

    for n in range(rounds):
        state['text'] = 'latency %d.' % n
        state.pop('arrived', None)
        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        time.sleep(0.15)
        sent = time.perf_counter()
        subject.post(state['text'])
        thread.join(60)
        times.append((state['arrived'] - sent) * 1000)
    return {'p50': statistics.median(times), 'p99': max(times), 'calls': rounds, 'errors': 0}


def parked(subject, count):
    """Memory and processor time of many idle polls, and how long one message takes to reach one of them."""
    memory = subject.memory()
    load = {'path': '/longpolling/poll', 'params': {'channels': [], 'last': 10 ** 9, 'options': {}}}
    with tempfile.NamedTemporaryFile('w', suffix='.json') as body:
        json.dump({'jsonrpc': '2.0', 'params': load['params']}, body)
        body.flush()
        process = subprocess.Popen([LOAD, '127.0.0.1', str(subject.port), load['path'], 'session_id=none', body.name, str(count), '1'],
                                   stdout=subprocess.DEVNULL)
        time.sleep(3 + count / 2000)
        before = subject.seconds_used()
        time.sleep(5)
        used = (subject.seconds_used() - before) / 5
        grown = subject.memory() - memory
        latency = poll_latency(subject, 5)
        process.kill()
        process.wait()
    return {'memory': grown * 1024 / count, 'cpu': used * 100, 'p50': latency['p50']}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--url', help='a running server; without it chatterd is started on a database of its own')
    parser.add_argument('--db', default='chatterd')
    parser.add_argument('--against', help='a second server to measure with the same load')
    parser.add_argument('--against-db', default='odoo13')
    parser.add_argument('--recorded', action='store_true', help='start chatterd on a copy of the recorded Odoo 13 database')
    parser.add_argument('--connections', default='1,4', help='concurrency, several with commas')
    parser.add_argument('--seconds', type=float, default=5)
    parser.add_argument('--parked', type=int, default=0, help='also measure this many idle polls (of the first server only)')
    options = parser.parse_args()

    server = None
    if not options.url:
        cluster.start()
        server = Chatterd(new_database('bench', lambda: recorded()[0]) if options.recorded else new_database('bench'))
        options.url, options.db = server.url, server.database
    try:
        subjects = [Subject('chatterd' if server else options.url, options.url, options.db)]
        if options.against:
            subjects.append(Subject('against', options.against, options.against_db))
        columns = ''.join(' %9s %9s %9s %9s' % ('calls/s', 'p50 ms', 'p99 ms', 'cpu ms') for _ in subjects)
        print('%-26s %4s%s%s' % ('', 'conn', columns, '   calls ×   cpu ÷' if len(subjects) == 2 else ''))
        failed = 0
        for name in subjects[0].loads():
            for connections in map(int, options.connections.split(',')):
                answers = [measure(subject, *subject.loads()[name], connections, options.seconds) for subject in subjects]
                line = '%-26s %4d' % (name, connections)
                for answer in answers:
                    failed += answer['errors']
                    line += ' %9.1f %9.2f %9.2f %9.2f' % (answer['calls'] / answer['seconds'], answer['p50'], answer['p99'],
                                                          answer['cpu'])
                if len(answers) == 2:
                    line += ' %9.1f %7.1f' % ((answers[0]['calls'] / answers[0]['seconds']) / (answers[1]['calls'] / answers[1]['seconds']),
                                              answers[1]['cpu'] / max(answers[0]['cpu'], 1e-9))
                print(line, flush=True)
        line = '%-26s %4d' % ('post to poll', 1)
        for subject in subjects:
            answer = poll_latency(subject, 20)
            line += ' %9s %9.2f %9.2f %9s' % ('', answer['p50'], answer['p99'], '')
        print(line)
        if options.parked:
            answer = parked(subjects[0], options.parked)
            print('%d idle polls: %.1f KB each, %.2f %% of a processor, post to poll %.2f ms' % (
                options.parked, answer['memory'], answer['cpu'], answer['p50']))
        if failed:
            print('%d calls failed' % failed)
        return 1 if failed else 0
    finally:
        if server:
            server.stop()
            shutil.rmtree(server.data, ignore_errors=True)
            cluster.drop(server.database)


if __name__ == '__main__':
    sys.exit(main())
