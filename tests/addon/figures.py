"""What calls cost on a company's database, in a stock Odoo and in one with the addon, side by side.

    ODOO_HOME=/path/to/odoo13 figures.py [SECONDS] [threaded] [prefork]

The same calls by 1, 4 and 16 clients at once, of one session, in turn on both sides; threaded, and with two workers and the gevent
process. A row is a call and a number of
clients: calls a second; the median time; and the processor's time of a call, in all processes that have a part in it (Odoo, the
engine, PostgreSQL), which other work on the machine does not change much. Polls: so many are parked, and a message wakes all; the
time until the last has heard it.
"""
import collections
import http.client
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
from odoo import Engine, Odoo, environment, need_odoo, sql, wait_until_open  # noqa: E402

need_odoo()
import company  # noqa: E402
from chatterd import Web, free_port  # noqa: E402

WORDS = sys.argv[1:]
SECONDS = float(WORDS.pop(0)) if WORDS and WORDS[0].replace('.', '').isdigit() else 5
MODES = WORDS or ['threaded', 'prefork']
CLIENTS = (1, 4, 16)
TICK = os.sysconf('SC_CLK_TCK')


def processor(*pids):
    """Seconds of processor time that these have had."""
    total = 0
    for pid in pids:
        try:
            fields = pathlib.Path('/proc/%s/stat' % pid).read_text().rpartition(')')[2].split()
        except OSError:
            continue
        total += (int(fields[11]) + int(fields[12])) / TICK
    return total


def family(pid):
    """The process and all below it: the workers of a prefork Odoo."""
    try:
        children = pathlib.Path('/proc/%s/task/%s/children' % (pid, pid)).read_text().split()
    except OSError:
        children = []
    return [pid] + [each for child in children for each in family(child)]


def backends(database):
    return [pid for pid, in sql(database, "SELECT pid FROM pg_stat_activity WHERE datname = '%s' AND pid <> pg_backend_pid()" % database)]


class Client:
    """Sends requests, each over a connection of its own, as stock Odoo closes them."""

    def __init__(self, side, web):
        jar = next(handler.cookiejar for handler in web.opener.handlers if hasattr(handler, 'cookiejar'))
        self.headers = {'Content-Type': 'application/json', 'Cookie': '; '.join('%s=%s' % (one.name, one.value) for one in jar)}
        self.port, self.poll_port = side.odoo.port, side.poll_port

    def ask(self, path, params):
        port = self.poll_port if path == '/longpolling/poll' else self.port
        connection = http.client.HTTPConnection('127.0.0.1', port, timeout=120)
        connection.request('POST', path, json.dumps({'jsonrpc': '2.0', 'method': 'call', 'id': 1, 'params': params}), self.headers)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        assert 'error' not in answer, answer['error']
        return answer.get('result')


class Side:
    def __init__(self, name, database, odoo, poll_port, engine=None):
        self.name, self.database, self.odoo, self.engine = name, database, odoo, engine
        self.poll_port = poll_port or odoo.port
        web = Web(odoo.url, database, 'admin', 'admin')
        self.clients = [Client(self, web) for _ in range(max(CLIENTS))]
        self.channel = web.call('mail.channel', 'channel_create', 'figures')['id']
        demo = sql(database, "SELECT partner_id FROM res_users WHERE login = 'demo'")[0][0]
        web.call('mail.channel', 'channel_invite', [self.channel], partner_ids=[int(demo)])
        for number in range(30):
            web.call('mail.channel', 'message_post', [self.channel], body='<p>message %d</p>' % number, message_type='comment', subtype='mail.mt_comment')

    def processes(self):
        return family(self.odoo.process.pid) + ([self.engine.process.pid] if self.engine else []) + backends(self.database)

    def calls(self):
        def kw(model, method, *args, **kwargs):
            return '/web/dataset/call_kw', {'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs}
        return {
            'message_post': kw('mail.channel', 'message_post', [self.channel], body='<p>hello</p>', message_type='comment', subtype='mail.mt_comment'),
            'channel_fetch_message': kw('mail.channel', 'channel_fetch_message', [self.channel]),
            'init_messaging': ('/mail/init_messaging', {}),
            'message_fetch': kw('mail.message', 'message_fetch', [['channel_ids', 'in', [self.channel]]], limit=30),
            'channel_seen': kw('mail.channel', 'channel_seen', [self.channel]),
        }


def measure(side, path, params, clients):
    """(calls a second, median ms, ms of the processor a call)"""
    for client in side.clients[:clients]:
        client.ask(path, params)
    times, pids = [], side.processes()

    def work(client):
        while time.monotonic() < end:
            began = time.perf_counter()
            client.ask(path, params)
            times.append(time.perf_counter() - began)

    spent, began = processor(*pids), time.monotonic()
    end = began + SECONDS
    threads = [threading.Thread(target=work, args=(client,)) for client in side.clients[:clients]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lasted = time.monotonic() - began
    return len(times) / lasted, statistics.median(times) * 1000, (processor(*side.processes()) - spent) / len(times) * 1000


def polls(side, clients):
    """The median ms until the last of so many parked polls has heard a message, and ms of the processor a poll."""
    times, spent, rounds = [], 0, 5
    for _round in range(rounds):
        last = int(sql(side.database, 'SELECT coalesce(max(id), 1) FROM bus_bus')[0][0])
        heard = []

        def wait(client, last=last, heard=heard):
            client.ask('/longpolling/poll', {'channels': ['news'], 'last': last, 'options': {}})
            heard.append(time.perf_counter())

        before = processor(*side.processes())
        threads = [threading.Thread(target=wait, args=(client,)) for client in side.clients[:clients]]
        for thread in threads:
            thread.start()
        time.sleep(1.5)
        assert not heard, 'a poll was not parked'
        began = time.perf_counter()
        side.clients[0].ask('/longpolling/send', {'channel': 'news', 'message': 'x'})
        for thread in threads:
            thread.join()
        times.append(max(heard) - began)
        spent += processor(*side.processes()) - before
    return statistics.median(times) * 1000, spent / rounds / clients * 1000


def main(state):
    company.make(state)
    names = {side: company.copy('figures_%s_%d' % (side, os.getpid())) for side in ('stock', 'ours')}
    port = free_port()
    Odoo(names['ours'], state, '--no-http', '--stop-after-init', '-i', 'mail_chatterd', wait=False).finish()
    sql(names['ours'], "INSERT INTO ir_config_parameter (key, value) VALUES ('mail_chatterd.url', 'http://127.0.0.1:%d')" % port)
    for name in names.values():
        sql(name, 'ANALYZE')
    try:
        with Engine(names['ours'], state, port=port) as engine:
            for mode in MODES:
                compare(mode, names, state, engine)
    finally:
        for name in names.values():
            subprocess.run(['dropdb', '--if-exists', '--force', name], env=environment, stderr=subprocess.DEVNULL)


def compare(mode, names, state, engine):
    ports = {side: mode == 'prefork' and free_port() for side in names}
    options = {side: ['--workers=2', '--longpolling-port=%d' % each] if each else [] for side, each in ports.items()}
    with Odoo(names['stock'], state, *options['stock']) as odoo, Odoo(names['ours'], state, *options['ours']) as ours:
        for each in filter(None, ports.values()):
            wait_until_open('http://127.0.0.1:%d/longpolling/poll' % each, ours)
        sides = (Side('stock', names['stock'], odoo, ports['stock']), Side('addon', names['ours'], ours, ports['ours'], engine))
        print('%s; load of the machine before: %s' % (mode, os.getloadavg()))
        print('| call | clients | stock calls/s | addon calls/s | | stock ms | addon ms | stock CPU ms | addon CPU ms | |\n|---|---|---|---|---|---|---|---|---|---|')
        for name in sides[0].calls():
            for clients in CLIENTS:
                found = [measure(side, *side.calls()[name], clients) for side in sides]
                a, b = found
                print('| %s | %d | %.1f | %.1f | %.1f× | %.1f | %.1f | %.1f | %.1f | %.1f× |'
                      % (name, clients, a[0], b[0], b[0] / a[0], a[1], b[1], a[2], b[2], a[2] / b[2]), flush=True)
        for clients in CLIENTS:
            a, b = [polls(side, clients) for side in sides]
            print('| poll, woken | %d | | | | %.1f | %.1f | %.1f | %.1f | %.1f× |' % (clients, a[0], b[0], a[1], b[1], a[1] / b[1]), flush=True)
        answered = collections.Counter()
        for line in (state / 'engine.log').read_text().splitlines():
            if ' msg=request ' in line:
                answered['status=200' in line] += 1
        print('the engine answered %d requests, and declined or failed %d; load after: %s' % (answered[True], answered[False], os.getloadavg()))


if __name__ == '__main__':
    folder = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-figures-'))
    try:
        main(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
