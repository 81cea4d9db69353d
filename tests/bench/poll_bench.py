"""Measures long-polling: what parked polls cost, and how soon a post reaches those who wait.

    poll_bench.py                                    chatterd, on a fresh database of the tests' cluster
    poll_bench.py --url http://127.0.0.1:8072        any server of Odoo's longpolling that anonymous clients may use

Memory and processor time are those of the process that listens on the port (and its children), not PostgreSQL's nor the load's.
"""
import argparse
import hashlib
import hmac
import json
import os
import pathlib
import resource
import secrets
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from bench import TICK, listeners  # noqa: E402
from chatterd import PROGRAM, Chatterd, Web, cluster, new_database  # noqa: E402

LOAD = os.environ.get('CHATTERD_POLL_LOAD') or str(PROGRAM.parent / 'tests' / 'bench_poll_load')


class Process:
    """The server's processes from outside."""

    def __init__(self, port):
        self.pids = listeners(port)

    def seconds(self):
        """→ [user, kernel]"""
        words = [open('/proc/%d/stat' % pid).read().rsplit(')', 1)[1].split() for pid in self.pids]
        return [sum(int(word[place]) for word in words) / TICK for place in (11, 12)]

    def memory(self):
        """Resident KB"""
        return sum(int(line.split()[1]) for pid in self.pids for line in open('/proc/%d/status' % pid) if line.startswith('VmRSS'))


class Load:
    """A running poll_load with these pollers: (cookie, channels)."""

    def __init__(self, port, pollers, last):
        self.file = tempfile.NamedTemporaryFile('w', suffix='.tsv')
        for cookie, channels in pollers:
            self.file.write('%s\t%s\t%d\n' % (cookie, json.dumps(channels), last))
        self.file.flush()
        self.process = subprocess.Popen([LOAD, '127.0.0.1', str(port), self.file.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, bufsize=1)

    def tell(self, line):
        self.process.stdin.write(line + '\n')

    def ask(self, line):
        self.tell(line)
        return json.loads(self.process.stdout.readline())

    def posts(self, path, cookie, rate, count, senders, params, deliveries, patience=30):
        body = json.dumps({'jsonrpc': '2.0', 'id': 1, 'params': params})
        self.tell('post %s %s %g %d %d %s' % (path, cookie or '-', rate, count, senders, body))
        return self.ask('wait %g %d' % (count / rate + patience, deliveries))

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def newest(web):
    """The largest id of the bus that a new client can know."""
    name = 'newest-%s' % secrets.token_hex(4)
    web.json('/longpolling/send', {'channel': name, 'message': 1})
    return web.poll([name], peek=True)['notifications'][0]['id']


def until_parked(load_seconds, port, web, count, chatterd):
    """Waits until all polls are parked: chatterd says so; of another server, until a little after its processor is idle."""
    begun = time.time()
    while time.time() - begun < 300:
        if chatterd:
            if chatterd.metrics('chatterd_')['parked_polls'] >= count:
                break
            time.sleep(0.05)
        else:
            before = sum(Process(port).seconds())
            time.sleep(1)
            if sum(Process(port).seconds()) - before < 0.05:
                break
    return load_seconds + time.time() - begun


def parked(port, web, count, seconds, chatterd):
    server = Process(port)
    before = server.memory()
    load = Load(port, [('', ['idle-%d' % n]) for n in range(count)], newest(web))
    answer = load.ask('connect')
    took = until_parked(answer['seconds'], port, web, count, chatterd)
    memory = server.memory() - before
    used, begun = server.seconds(), time.time()
    time.sleep(seconds)
    idle = [(after - first) / (time.time() - begun) * 100 for after, first in zip(server.seconds(), used)]
    print('%d parked polls: all within %.1f s, %d errors; %.2f KB each; idle %.2f %% of a processor (%.2f %% in the kernel)' % (
        count, took, answer['errors'], memory / count, sum(idle), idle[1]), flush=True)
    load.ask('close')
    again = load.ask('connect')
    took = until_parked(again['seconds'], port, web, count, chatterd)
    print('all of them again: %.1f s, %d errors; %.2f KB each' % (took, again['errors'], (server.memory() - before) / count), flush=True)
    load.end()
    return answer['errors'] + again['errors']


def figures(name, answer, cpu, expected):
    print('%s: %d posts, %d of %d deliveries, %d errors; ms to a poller p50 %.2f p99 %.2f, to the last p50 %.2f p99 %.2f, to the sender p50 '
          '%.2f p99 %.2f; %.3f ms of processor a delivery' % (
              name, answer['posts'], answer['deliveries'], expected, answer['errors'], answer['p50'], answer['p99'], answer['last_p50'],
              answer['last_p99'], answer['post_p50'], answer['post_p99'], cpu * 1000 / max(1, answer['deliveries'])), flush=True)
    return answer['errors'] + (answer['deliveries'] != expected)


def small(port, web, channels, listening, rate, seconds, chatterd):
    """Posts to small channels."""
    load = Load(port, [('', ['small-%d' % (n % channels)]) for n in range(channels * listening)], newest(web))
    load.ask('connect')
    until_parked(0, port, web, channels * listening, chatterd)
    params, failed = {'channel': 'small-@m:%d@' % channels, 'message': '@n@'}, 0
    load.posts('/longpolling/send', '', rate, max(1, int(rate / 2)), 8, params, int(rate / 2) * listening)     # warm
    server, count = Process(port), int(rate * seconds)
    before = sum(server.seconds())
    answer = load.posts('/longpolling/send', '', rate, count, 8, params, count * listening)
    failed = figures('%g posts/s to %d channels of %d' % (rate, channels, listening), answer, sum(server.seconds()) - before, count * listening)
    load.end()
    return failed


def broadcast(name, port, web, pollers, path, cookie, params, rounds, chatterd, last=None):
    """One post that all hear, a few times."""
    load = Load(port, pollers, newest(web) if last is None else last)
    load.ask('connect')
    until_parked(0, port, web, len(pollers), chatterd)
    server, answers, failed = Process(port), [], 0
    before = sum(server.seconds())
    for _ in range(rounds):
        answers.append(load.posts(path, cookie, 1, 1, 1, params, len(pollers)))
        until_parked(0, port, web, len(pollers), chatterd)
        time.sleep(0.5)
    used = sum(server.seconds()) - before
    lasts = sorted(answer['last_p50'] for answer in answers)
    deliveries = sum(answer['deliveries'] for answer in answers)
    failed = sum(answer['errors'] for answer in answers) + (deliveries != rounds * len(pollers))
    print('%s: %d rounds, %d of %d deliveries, %d errors; ms to the last: best %.0f, median %.0f, worst %.0f; %.3f ms of processor a '
          'delivery with its next poll' % (name, rounds, deliveries, rounds * len(pollers), failed, lasts[0], lasts[len(lasts) // 2],
                                           lasts[-1], used * 1000 / max(1, deliveries)), flush=True)
    load.end()
    return failed


def members(server, database, count):
    """Users with sessions who are members of a channel, made by SQL; → the channel and their cookies."""
    alice = Web(server.url, database, 'alice', 'alice')
    channel = alice.call('mail.channel', 'channel_create', 'crowd', 'public')['id']
    cluster.sql("""
        WITH p AS (INSERT INTO res_partner (name, display_name, active, type) SELECT 'Crowd ' || n, 'Crowd ' || n, true, 'contact'
                   FROM generate_series(1, %d) n RETURNING id, name),
             u AS (INSERT INTO res_users (login, partner_id, company_id, active, notification_type, odoobot_state)
                   SELECT lower(replace(p.name, ' ', '')), p.id, (SELECT min(id) FROM res_company), true, 'email', 'disabled' FROM p RETURNING id, partner_id),
             g AS (INSERT INTO res_groups_users_rel (gid, uid) SELECT (SELECT res_id FROM ir_model_data WHERE module = 'base' AND
                   name = 'group_user'), u.id FROM u),
             c AS (INSERT INTO res_company_users_rel (cid, user_id) SELECT (SELECT min(id) FROM res_company), u.id FROM u)
        INSERT INTO mail_channel_partner (channel_id, partner_id, is_pinned) SELECT %d, partner_id, true FROM u""" % (count, channel), database)
    secret, = cluster.sql("SELECT value FROM ir_config_parameter WHERE key = 'database.secret'", database)[0]
    cookies = []
    for uid, login in cluster.sql("SELECT id, login FROM res_users WHERE login LIKE 'crowd%' ORDER BY id", database):
        sid = secrets.token_hex(20)
        key = "(True, %s, '%s', None, '%s')" % (uid, login, secret)
        token = hmac.new(key.encode(), sid.encode(), hashlib.sha256).hexdigest()
        (server.data / 'sessions' / (sid + '.json')).write_text(json.dumps({
            'db': database, 'uid': int(uid), 'login': login, 'session_token': token, 'context': {'lang': 'en_US', 'tz': False, 'uid': int(uid)},
            'debug': ''}))
        cookies.append('session_id=' + sid)
    return alice, channel, cookies


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--url', help='a running server; without it chatterd is started on a database of its own')
    parser.add_argument('--db', default='chatterd')
    parser.add_argument('--parked', type=int, default=20000)
    parser.add_argument('--idle-seconds', type=float, default=10)
    parser.add_argument('--rate', type=float, default=1000)
    parser.add_argument('--seconds', type=float, default=10)
    parser.add_argument('--channels', type=int, default=200)
    parser.add_argument('--listening', type=int, default=2)
    parser.add_argument('--crowd', type=int, default=10000)
    parser.add_argument('--rounds', type=int, default=7)
    options = parser.parse_args()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = limit - 100
    for name in ('parked', 'crowd'):
        if getattr(options, name) > most:
            print('%s: %d instead of %d, for %d open files are allowed here' % (name, most, getattr(options, name), limit))
            setattr(options, name, most)
    server = None
    if not options.url:
        cluster.start()
        server = Chatterd(new_database('poll'))
        options.url, options.db = server.url, server.database
    port = int(options.url.rsplit(':', 1)[1])
    web, failed = Web(options.url, options.db), 0
    try:
        if options.parked:
            failed += parked(port, web, options.parked, options.idle_seconds, server)
        if options.rate:
            failed += small(port, web, options.channels, options.listening, options.rate, options.seconds, server)
        if options.crowd:
            failed += broadcast('one post to a channel that %d poll' % options.crowd, port, web, [('', ['crowd'])] * options.crowd,
                                '/longpolling/send', '', {'channel': 'crowd', 'message': '@n@'}, options.rounds, server)
        if options.crowd and server:
            alice, channel, cookies = members(server, options.db, options.crowd)
            jar = [handler for handler in alice.opener.handlers if hasattr(handler, 'cookiejar')][0].cookiejar
            params = {'model': 'mail.channel', 'method': 'message_post', 'args': [channel],
                      'kwargs': {'body': '@n@', 'message_type': 'comment', 'subtype': 'mail.mt_comment'}}
            failed += broadcast('one message_post to %d members who poll' % options.crowd, port, web, [(cookie, []) for cookie in cookies],
                                '/web/dataset/call_kw', ';'.join('%s=%s' % (c.name, c.value) for c in jar), params, options.rounds, server)
        if server:
            print(', '.join('%s %g' % (name, value) for name, value in sorted(server.metrics('chatterd_bus_').items())))
        print('load average %s' % open('/proc/loadavg').read().split()[0])
        return 1 if failed else 0
    finally:
        if server:
            server.stop()
            cluster.drop(server.database)


if __name__ == '__main__':
    sys.exit(main())
