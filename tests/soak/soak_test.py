"""The bus under fire: writers that hold, roll back and commit out of order, listeners that lose their server, engines that die.

    soak_test.py [--seconds 20] [--writers 32] [--pollers 500] [--seed N]

Two engines serve one database. Half of the writers insert into bus_bus as Odoo does, and notify as Odoo does, after they have
held their transaction open for a while; some roll back, and one holds a row back for a third of the time. The others send
through the engines. Pollers keep the protocol of Odoo's client: the next poll begins at the largest id they have. Half of them
stay with an engine as long as it lives; the others go to any engine with each poll, and break some polls off. Meanwhile the
engines' LISTEN connections are terminated, and one engine is killed, started anew and killed again. Afterwards every poller's
history is compared with what was committed: each message once, none that was not committed, each writer's in their order.
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
failures = []           # of writers
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
        if writer == 0 and number == len(channels):
            time.sleep(options.seconds / 3)
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
        if 'error' in answer:           # None leaves no result in the answer
            failures.append('send: %s' % answer)
            return
        written(channel, text)
        time.sleep(chance.random() * 0.2)


class Poller:
    """Odoo's client: one request at a time on a kept connection, to the other engine when its own is gone."""

    def __init__(self, number, engines):
        self.chance = random.Random('p%d/%d' % (options.seed, number))
        self.channels = sorted({channel_name(self.chance.randrange(options.channels)) for _ in range(3)})
        self.engines, self.engine = engines, number % len(engines)
        self.roams = number % 4 > 1
        self.last, self.history, self.polls, self.broken = 0, [], 0, 0

    async def request(self, reader, writer):
        body = json.dumps({'jsonrpc': '2.0', 'params': {'channels': self.channels, 'last': self.last, 'options': {}}}).encode()
        writer.write(b'POST /longpolling/poll HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
                     b'Content-Length: %d\r\n\r\n' % len(body) + body)
        await writer.drain()
        head = await reader.readuntil(b'\r\n\r\n')
        length = next(int(line.split(b':')[1]) for line in head.split(b'\r\n') if line.lower().startswith(b'content-length'))
        answer = json.loads(await reader.readexactly(length))
        if 'error' in answer:
            raise RuntimeError(answer['error'])
        return answer['result']

    async def polls_on(self, reader, writer, until):
        """Polls on one connection until it is time for another."""
        while not until.is_set():
            poll = asyncio.ensure_future(self.request(reader, writer))
            ended = asyncio.ensure_future(until.wait())
            # who roams has no patience either: what an engine sends then is lost on its way
            patience = self.chance.random() * 2 if self.roams and self.chance.random() < 0.3 else None
            await asyncio.wait({poll, ended}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            ended.cancel()
            if not poll.done():
                poll.cancel()
                self.broken += 1
                return
            for item in poll.result():
                self.history.append((item['id'], item['channel'], item['message']))
                self.last = max(self.last, item['id'])
            self.polls += 1
            if self.roams:
                return

    async def run(self, until):
        while not until.is_set():
            try:
                reader, writer = await asyncio.open_connection('127.0.0.1', self.engines[self.engine].port)
                try:
                    await self.polls_on(reader, writer, until)
                finally:
                    writer.close()
                if self.roams:
                    self.engine = self.chance.randrange(len(self.engines))
            except (OSError, asyncio.IncompleteReadError):
                self.engine = (self.engine + 1) % len(self.engines)
                await asyncio.sleep(0.05)


def judge(pollers):
    """→ messages lost, doubled, never committed, out of order"""
    lost = doubled = phantoms = disordered = 0
    for poller in pollers:
        seen = {}
        for _, channel, text in poller.history:
            seen[(channel, text)] = seen.get((channel, text), 0) + 1
        wanted = {(channel, text) for channel in poller.channels for text in committed.get(channel, [])}
        lost += len(wanted - set(seen))
        phantoms += len(set(seen) - wanted)
        doubled += sum(count - 1 for count in seen.values())
        places = {}
        for _, channel, text in poller.history:
            writer, number = map(int, text.split('/'))
            if places.get((channel, writer), 0) > number:
                disordered += 1
            places[(channel, writer)] = max(number, places.get((channel, writer), 0))
    return lost, doubled, phantoms, disordered


async def poll_and_disturb(pollers, engines, writers, database):
    until = asyncio.Event()
    tasks = [asyncio.ensure_future(poller.run(until)) for poller in pollers]
    await asyncio.sleep(3)              # all are parked before the first word
    for writer in writers:
        writer.start()
    loop, cuts = asyncio.get_running_loop(), 0
    for step in range(8):
        await asyncio.sleep(options.seconds / 8)
        cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'listen%' AND pid <> pg_backend_pid()")
        cuts += 1
        if step in (2, 6):
            engines[1].process.send_signal(signal.SIGKILL)
            engines[1].process.wait()
        if step == 4:
            engines[1] = await loop.run_in_executor(None, lambda: Chatterd(database, '--workers', '4'))
    stop.set()
    for writer in writers:
        await loop.run_in_executor(None, writer.join)
    # a second for gaps that are looked for once a second, and time on a busy machine
    total = sum(len(texts) for texts in committed.values())
    for _ in range(20):
        await asyncio.sleep(1)
        if judge(pollers)[0] == 0:
            break
    until.set()
    await asyncio.gather(*tasks)
    return cuts, total


database = new_database('soak')
with Chatterd(database, '--workers', '4') as first:
    engines = [first, Chatterd(database, '--workers', '4')]
    try:
        pollers = [Poller(number, engines) for number in range(options.pollers)]
        half = options.writers // 2
        writers = [threading.Thread(target=odoo_writer, args=(n, database)) for n in range(half)]
        writers += [threading.Thread(target=engine_writer, args=(half + n, engines)) for n in range(options.writers - half)]
        cuts, total = asyncio.run(poll_and_disturb(pollers, engines, writers, database))
        counters = first.metrics('chatterd_bus_')
    finally:
        if engines[1].process.poll() is None:
            engines[1].stop()
    deliveries = sum(len(poller.history) for poller in pollers)
    lost, doubled, phantoms, disordered = judge(pollers)
    print('%d messages of %d writers, %d deliveries to %d pollers, %d polls broken off, %d cuts of LISTEN, one engine killed twice' % (
        total, options.writers, deliveries, options.pollers, sum(poller.broken for poller in pollers), cuts))
    print('%(late_rows_total)d rows were late, %(milestones_total)d milestones, %(reads_total)d reads' % counters)
    print('lost %d, doubled %d, never committed %d, out of order %d' % (lost, doubled, phantoms, disordered))
    for failure in failures:
        print(failure)
sys.exit(1 if lost or doubled or phantoms or disordered or failures or not total else 0)
