"""The bus under fire: writers that hold, roll back and commit out of order, listeners that lose their server, engines that die.

    soak_test.py [--seconds 20] [--writers 32] [--pollers 500] [--seed N]

Two engines serve one database. Half of the writers insert into bus_bus as Odoo does, and notify as Odoo does, after they have
held their transaction open for a while; some roll back. The others send through the engines. Pollers keep the protocol of
Odoo's client: the next poll begins at the largest id they have. Meanwhile the engines' LISTEN connections are terminated, and
one engine is killed and started again. Afterwards every poller's history is compared with what was committed.
"""
import argparse
import asyncio
import json
import pathlib
import random
import signal
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd, cluster, new_database, skip  # noqa: E402

try:
    import psycopg2
except ImportError:
    skip('python3-psycopg2 is not there')

options = argparse.ArgumentParser(description='bus soak test')
options.add_argument('--seconds', type=float, default=20)
options.add_argument('--writers', type=int, default=32)
options.add_argument('--pollers', type=int, default=500)
options.add_argument('--channels', type=int, default=50)
options.add_argument('--seed', type=int, default=random.randrange(10 ** 9))
options = options.parse_args()
print('seed %d' % options.seed)

committed = {}          # channel → list of [writer, number], in the order in which writers were told so
committed_lock = threading.Lock()
stop = threading.Event()


def channel_name(number):
    return 'soak-%d' % number


def written(channel, text):
    with committed_lock:
        committed.setdefault(channel, []).append(text)


def notify(connection):
    """bus.bus sendmany's NOTIFY, on Odoo's channel in the database postgres."""
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY imbus, %s", (json.dumps(['any']),))


def odoo_writer(writer, database):
    chance = random.Random('%d/%d' % (options.seed, writer))
    own = psycopg2.connect(cluster.dsn(database))
    bus = psycopg2.connect(cluster.dsn('postgres'))
    bus.autocommit = True
    number = 0
    while not stop.is_set():
        channels = [channel_name(chance.randrange(options.channels)) for _ in range(chance.randrange(1, 4))]
        texts = []
        with own.cursor() as cursor:
            for channel in channels:
                number += 1
                text = '%d/%d' % (writer, number)
                texts.append((channel, text))
                cursor.execute("INSERT INTO bus_bus (channel, message, create_uid, create_date, write_uid, write_date) VALUES "
                               "(%s, %s, 1, now() at time zone 'UTC', 1, now() at time zone 'UTC')",
                               (json.dumps(channel), json.dumps(text)))
                if chance.random() < 0.3:
                    time.sleep(chance.random() * 0.5)       # an id is taken, and not yet to be seen
        if chance.random() < 0.05:
            time.sleep(2)
        if chance.random() < 0.15:
            own.rollback()
            continue
        own.commit()
        for channel, text in texts:
            written(channel, text)
        notify(bus)
        time.sleep(chance.random() * 0.2)


def engine_writer(writer, engines):
    import urllib.request
    chance = random.Random('%d/%d' % (options.seed, writer))
    number = 0
    while not stop.is_set():
        number += 1
        channel, text = channel_name(chance.randrange(options.channels)), '%d/%d' % (writer, number)
        body = json.dumps({'jsonrpc': '2.0', 'params': {'channel': channel, 'message': text}}).encode()
        engine = engines[0]         # the one that is not killed: a request that breaks off says nothing about its commit
        request = urllib.request.Request(engine.url + '/longpolling/send', body, {'Content-Type': 'application/json'})
        with urllib.request.urlopen(request, timeout=60) as reply:
            answer = json.loads(reply.read())
        if 'result' in answer:
            written(channel, text)
        else:
            raise SystemExit('send: %s' % answer)
        time.sleep(chance.random() * 0.2)


class Poller:
    """Odoo's client: one request at a time on a kept connection, to the other engine when its own is gone."""

    def __init__(self, number, engines):
        chance = random.Random('p%d/%d' % (options.seed, number))
        self.channels = sorted({channel_name(chance.randrange(options.channels)) for _ in range(3)})
        self.engines, self.engine = engines, number % len(engines)
        self.last, self.history, self.polls, self.moves = 0, [], 0, 0
        self.cookie = b''

    async def request(self, reader, writer):
        body = json.dumps({'jsonrpc': '2.0', 'params': {'channels': self.channels, 'last': self.last, 'options': {}}}).encode()
        writer.write(b'POST /longpolling/poll HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
                     b'Content-Length: %d\r\n%s\r\n' % (len(body), self.cookie) + body)
        await writer.drain()
        head = await reader.readuntil(b'\r\n\r\n')
        for line in head.split(b'\r\n'):
            if line.lower().startswith(b'set-cookie: session_id='):
                self.cookie = b'Cookie: ' + line[12:].split(b';')[0] + b'\r\n'
        length = next(int(line.split(b':')[1]) for line in head.split(b'\r\n') if line.lower().startswith(b'content-length'))
        answer = json.loads(await reader.readexactly(length))
        if 'error' in answer:
            raise RuntimeError(answer['error'])
        return answer['result']

    async def run(self, until):
        while not until.is_set():
            try:
                reader, writer = await asyncio.open_connection('127.0.0.1', self.engines[self.engine].port)
                try:
                    while not until.is_set():
                        poll = asyncio.ensure_future(self.request(reader, writer))
                        ended = asyncio.ensure_future(until.wait())
                        await asyncio.wait({poll, ended}, return_when=asyncio.FIRST_COMPLETED)
                        ended.cancel()
                        if not poll.done():
                            poll.cancel()
                            break
                        for item in poll.result():
                            self.history.append((item['id'], item['channel'], item['message']))
                            self.last = max(self.last, item['id'])
                        self.polls += 1
                finally:
                    writer.close()
            except (OSError, asyncio.IncompleteReadError):
                self.engine = (self.engine + 1) % len(self.engines)
                self.moves += 1
                await asyncio.sleep(0.05)


def judge(pollers):
    lost = doubled = disordered = moved_lost = moved_doubled = 0
    for poller in pollers:
        seen = {}
        for _, channel, text in poller.history:
            seen.setdefault((channel, text), 0)
            seen[(channel, text)] += 1
        for channel in poller.channels:
            missing = [text for text in committed.get(channel, []) if (channel, text) not in seen]
            if poller.moves:
                moved_lost += len(missing)
            else:
                lost += len(missing)
        doubles = sum(count - 1 for count in seen.values())
        if poller.moves:
            moved_doubled += doubles
        else:
            doubled += doubles
        places = {}
        for _, channel, text in poller.history:
            writer, number = map(int, text.split('/'))
            if places.get((channel, writer), 0) > number and not poller.moves:
                disordered += 1
            places[(channel, writer)] = max(number, places.get((channel, writer), 0))
    return lost, doubled, disordered, moved_lost, moved_doubled


async def poll_and_disturb(pollers, engines, writers, database):
    until = asyncio.Event()
    tasks = [asyncio.ensure_future(poller.run(until)) for poller in pollers]
    await asyncio.sleep(3)              # all are parked before the first word
    for writer in writers:
        writer.start()
    begin, cuts, killed = time.time(), 0, False
    while time.time() - begin < options.seconds:
        await asyncio.sleep(options.seconds / 8)
        cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'listen%' AND pid <> pg_backend_pid()")
        cuts += 1
        if not killed and time.time() - begin > options.seconds / 2:
            engines[1].process.send_signal(signal.SIGKILL)
            engines[1].process.wait()
            killed = True
    stop.set()
    for writer in writers:
        await asyncio.get_running_loop().run_in_executor(None, writer.join)
    # a second for gaps that are looked for once a second, and time on a busy machine
    total = sum(len(texts) for texts in committed.values())
    for _ in range(20):
        await asyncio.sleep(1)
        if sum(judge(pollers)[0:4:3]) == 0:
            break
    until.set()
    await asyncio.gather(*tasks)
    return cuts, total


database = new_database('soak')
with Chatterd(database, '--workers', '4') as first:
    second = Chatterd(database, '--workers', '4')
    try:
        engines = [first, second]
        pollers = [Poller(number, engines) for number in range(options.pollers)]
        half = options.writers // 2
        writers = [threading.Thread(target=odoo_writer, args=(n, database)) for n in range(half)]
        writers += [threading.Thread(target=engine_writer, args=(half + n, engines)) for n in range(options.writers - half)]
        cuts, total = asyncio.run(poll_and_disturb(pollers, engines, writers, database))
    finally:
        if second.process.poll() is None:
            second.stop()
    deliveries = sum(len(poller.history) for poller in pollers)
    lost, doubled, disordered, moved_lost, moved_doubled = judge(pollers)
    print('%d messages of %d writers, %d deliveries to %d pollers, %d cuts of LISTEN, one engine killed' % (
        total, options.writers, deliveries, options.pollers, cuts))
    print('lost %d, doubled %d, out of order %d' % (lost, doubled, disordered))
    # the other engine knows of them what they say, the largest id: what was committed late below it is not theirs any more
    print('of those whose engine was killed: lost %d, doubled %d' % (moved_lost, moved_doubled))
sys.exit(1 if lost or doubled or disordered else 0)
