"""What a long-poll promises beside completeness (tests/soak): who hears what, from the moment of joining to that of leaving, whoever
made the change; what a channel's name cannot do; what breaks and comes back. Two engines serve one database."""
import json
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PATIENCE, Chatterd, RpcError, Web, cluster, new_database, skip  # noqa: E402

try:
    import psycopg2
except ImportError:
    skip('python3-psycopg2 is not there')

EXCEPTION = 'bus.Bus only string channels are allowed.'


class Reader(threading.Thread):
    """A client that polls all the time."""

    def __init__(self, web, channels=()):
        super().__init__(daemon=True)
        self.web, self.channels = web, list(channels)
        self.heard, self.changed, self.stopped = [], threading.Condition(), False
        self.last = max([n['id'] for n in web.poll(channels, peek=True)['notifications']], default=0)
        self.start()

    def run(self):
        while not self.stopped:
            try:
                answer = self.web.poll(self.channels, self.last)
            except OSError:
                return
            with self.changed:
                for notification in answer:
                    self.last = max(self.last, notification['id'])
                    self.heard.append((notification['channel'], notification['message'], time.time()))
                self.changed.notify_all()

    def has(self, message):
        return any(heard == message for _, heard, _ in self.heard)

    def wait_for(self, message):
        """→ when it came"""
        with self.changed:
            assert self.changed.wait_for(lambda: self.has(message), PATIENCE), 'nobody heard %r' % (message,)
            return next(when for _, heard, when in self.heard if heard == message)


class Odoo:
    """Writes as Odoo does: rows, the commit, then NOTIFY in the database postgres."""

    def __init__(self, database):
        self.database = database
        self.own = psycopg2.connect(cluster.dsn(database))
        self.bus = psycopg2.connect(cluster.dsn('postgres'))
        self.bus.autocommit = True

    def sql(self, text, *values):
        with self.own.cursor() as cursor:
            cursor.execute(text, values)
            return cursor.fetchall() if cursor.description else None

    def insert(self, channel, text):
        """A row whose message is this text; → its id"""
        return self.sql("INSERT INTO bus_bus (channel, message, create_uid, create_date, write_uid, write_date) VALUES (%s, %s, 1, "
                        "now() at time zone 'UTC', 1, now() at time zone 'UTC') RETURNING id", json.dumps(channel, separators=(',', ':')), text)[0][0]

    def commit(self, *channels):
        self.own.commit()
        self.notify(json.dumps(channels, separators=(',', ':')))

    def notify(self, payload):
        with self.bus.cursor() as cursor:
            cursor.execute('NOTIFY imbus, %s', (payload,))

    def send(self, channel, message):
        self.insert(channel, json.dumps(message))
        self.commit(channel)

    def channel(self, number):
        return [self.database, 'mail.channel', number]

    def join(self, channel, partner):
        self.sql('INSERT INTO mail_channel_partner (channel_id, partner_id, is_pinned) VALUES (%s, %s, true)', channel, partner)
        self.own.commit()

    def leave(self, channel, partner):
        self.sql('DELETE FROM mail_channel_partner WHERE channel_id = %s AND partner_id = %s', channel, partner)
        self.own.commit()


def membership(engines, database):
    """Joining and leaving count for a poll that is parked, under load, whoever makes the change and whichever engine holds the poll."""
    alice = Web(engines[0].url, database, 'alice', 'alice')
    bob = Web(engines[1].url, database, 'bob', 'bob')
    partner = bob.info['partner_id']
    alice_there = Reader(Web(engines[1].url, database, 'alice', 'alice'))     # in all the channels, at bob's engine
    reader = Reader(bob)
    noise, ended = Odoo(database), threading.Event()

    def make_noise():
        number = 0
        while not ended.is_set():
            number += 1
            noise.send('noise-%d' % (number % 7), number)
            time.sleep(0.002)

    loader = threading.Thread(target=make_noise)
    loader.start()
    failures = []

    def through_sql(number):
        odoo, channel = Odoo(database), alice.call('mail.channel', 'channel_create', 'sql %d' % number, 'public')['id']
        for turn in range(4):
            # what was said before he came he may hear, when a poll of his begins behind the joining (see joining)
            inside, before = 'in %d %d' % (number, turn), 'before %d %d' % (number, turn)
            odoo.send(odoo.channel(channel), before)
            alice_there.wait_for(before)               # the engine of both has delivered it: bob was not among the members
            odoo.join(channel, partner)
            odoo.send(odoo.channel(channel), inside)
            reader.wait_for(inside)
            odoo.leave(channel, partner)
        odoo.send(odoo.channel(channel), 'out %d' % number)
        alice_there.wait_for('out %d' % number)

    def through_an_engine(number):
        channel = alice.call('mail.channel', 'channel_create', 'engine %d' % number, 'public')['id']
        for turn in range(3):
            def post(text):
                alice.call('mail.channel', 'message_post', [channel], body=text, message_type='comment', subtype='mail.mt_comment')

            def heard(who, text):
                deadline = time.time() + PATIENCE
                while time.time() < deadline:
                    if any(isinstance(m, dict) and text in str(m.get('body')) for _, m, _ in who.heard):
                        return True
                    time.sleep(0.01)
                return False
            post('before %d %d.' % (number, turn))
            assert heard(alice_there, 'before %d %d.' % (number, turn))
            alice.call('mail.channel', 'channel_invite', [channel], [partner])
            post('in %d %d.' % (number, turn))
            assert heard(reader, 'in %d %d.' % (number, turn))
            bob.call('mail.channel', 'action_unfollow', [channel])
        post('out %d.' % number)
        assert heard(alice_there, 'out %d.' % number)

    def guarded(work, number):
        try:
            work(number)
        except BaseException as error:
            failures.append('%s %d: %r' % (work.__name__, number, error))

    threads = [threading.Thread(target=guarded, args=(work, number)) for work in (through_sql, through_an_engine) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended.set()
    loader.join()
    assert not failures, failures
    outside = [m for _, m, _ in reader.heard if str(m).startswith('out ') or (isinstance(m, dict) and '<p>out ' in str(m.get('body')))]
    assert not outside, outside
    reader.stopped = alice_there.stopped = True


def refused(what, message=EXCEPTION):
    try:
        what()
    except RpcError as error:
        assert message in str(error), error
    else:
        raise AssertionError('not refused')


def access(engines, database):
    """A channel's name opens nothing but the channel of that name."""
    odoo = Odoo(database)
    bob = Web(engines[0].url, database, 'bob', 'bob')
    nobody, alice = Web(engines[1].url, database), Web(engines[0].url, database, 'alice', 'alice')
    partner = bob.info['partner_id']
    internal = [database, 'res.partner', partner]
    names = [json.dumps(internal, separators=(',', ':')), json.dumps(internal), str(internal), repr(tuple(internal)),
             '["chatterd","milestone"]', json.dumps(json.dumps(internal, separators=(',', ':')))]
    own, spy, other = Reader(bob), Reader(nobody, names), Reader(alice, names)
    odoo.send(internal, 'for bob')
    odoo.send([database, 'ir.needaction', partner], 'for bob too')
    odoo.send([database, 'calendar.alarm', partner], 'an alarm')
    for message in ('for bob', 'for bob too', 'an alarm'):
        own.wait_for(message)
    # a name that looks like bob's channel is a channel of its own, to listen and to send
    for n, name in enumerate(names):
        nobody.json('/longpolling/send', {'channel': name, 'message': 'forged %d' % n})
    for n in range(len(names)):
        spy.wait_for('forged %d' % n)
        other.wait_for('forged %d' % n)
    assert all(heard[0] in names for heard in spy.heard), spy.heard
    assert all(heard[0] in names or isinstance(heard[1], dict) for heard in other.heard), other.heard
    assert not any('forged' in str(m) for _, m, _ in own.heard), own.heard
    # other databases' partners and channels of the same number are others
    odoo.send(['another', 'res.partner', partner], 'for a namesake')
    odoo.send([database, 'res.partner', str(partner)], 'for a text')
    odoo.send([database, 'res.partner', partner, 1], 'for four')
    odoo.send(internal, 'the end')
    own.wait_for('the end')
    assert [m for _, m, _ in own.heard if not isinstance(m, dict)] == ['for bob', 'for bob too', 'an alarm', 'the end'], own.heard
    # lists are refused, in polls and to send
    for channels in ([internal], ['a', internal], [1], [None], [{'a': 1}], [[]]):
        refused(lambda: nobody.poll(channels))
        refused(lambda: alice.poll(channels, peek=True))
    for channel in (internal, 1, None, {'a': 1}, ['a'], True):
        refused(lambda: nobody.json('/longpolling/send', {'channel': channel, 'message': 'x'}))
        refused(lambda: alice.json('/longpolling/send', {'channel': channel, 'message': 'x'}))
    refused(lambda: nobody.json('/longpolling/send', {'channel': 'x'}), "missing 1 required positional argument: 'message'")
    # what is sent arrives as it was
    for message in (None, True, 1.5, 'é"\\\u0000☃', {'a': [{}, None]}, [[]], 12345678901234567890):
        assert nobody.json('/longpolling/send', {'channel': names[0], 'message': message}) is None
        spy.wait_for(message)
    # the author of a row is the sender, which a milestone has not
    assert odoo.sql("SELECT count(*) FROM bus_bus WHERE create_uid IS NULL AND channel <> '[\"chatterd\",\"milestone\"]'") == [(0,)]
    for reader in (own, spy, other):
        reader.stopped = True


def nonsense(engines, database):
    """What others write into the table or notify does not stop anything."""
    odoo, name = Odoo(database), 'nonsense'
    readers = [Reader(Web(engine.url, database), [name]) for engine in engines]
    for n, text in enumerate(('not json', '', '{"a":', '[' * 100000, '[' * 50000 + ']' * 50000, '{"a":' * 20000 + '1' + '}' * 20000, 'NaN')):
        odoo.insert(name, text)
        odoo.insert(['x', 'mail.channel', 99999999999999999999], '1')
        odoo.sql("INSERT INTO bus_bus (channel, message) VALUES ('[\"chatterd\",\"milestone\"]', %s), (NULL, NULL), ('', %s)", text[:50], text)
        odoo.commit('x')
    for payload in ('', 'not json', '[', '{}', 'null', '[null,1,{}]', '[[["a"]]]', '[' * 3000, '"x"', '[["%s","mail.channel",1]]' % database):
        odoo.notify(payload)
    odoo.send(name, 'alive')
    for reader in readers:
        reader.wait_for('alive')
        assert [m for _, m, _ in reader.heard if m is not None and not isinstance(m, (list, dict))] == ['alive']
        reader.stopped = True


def interruption(engines, database):
    """While every connection of the engines is cut again and again nothing can come; then all comes, in order."""
    odoo, name = Odoo(database), 'interruption'
    readers = [Reader(Web(engine.url, database), [name]) for engine in engines]
    mine = [connection.get_backend_pid() for connection in (odoo.own, odoo.bus)]
    until, number = time.time() + 2, 0
    while time.time() < until:
        with odoo.bus.cursor() as cursor:
            cursor.execute("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> ALL(%s) AND (datname = %s OR "
                           "query ILIKE 'listen%%')", (mine, database))
        number += 1
        odoo.send(name, number)
        time.sleep(0.02)
    for reader in readers:
        reader.wait_for(number)
        assert [m for _, m, _ in reader.heard] == list(range(1, number + 1)), reader.heard
    # and each engine listens again, instead of only looking once a second
    until = time.time() + PATIENCE
    while odoo.sql("SELECT count(*) FROM pg_stat_activity WHERE query ILIKE 'listen%%' AND pid <> ALL(%s)", mine)[0][0] < len(engines):
        assert time.time() < until, 'an engine does not listen any more'
        odoo.own.rollback()
        time.sleep(0.05)
    for reader in readers:
        reader.stopped = True


def presence(engines, database):
    """Tabs of a user at both engines: one row, no conflict, and online for all."""
    odoo, failures = Odoo(database), []
    odoo.sql('DELETE FROM bus_presence')
    odoo.own.commit()

    def tab(engine, login):
        try:
            web = Web(engine.url, database, login, login)
            for _ in range(10):
                web.poll(peek=True, bus_inactivity=0)
        except Exception as error:
            failures.append(repr(error))

    tabs = [threading.Thread(target=tab, args=(engine, login)) for engine in engines for login in ('alice', 'bob', 'carol') for _ in range(2)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()
    assert not failures, failures
    assert odoo.sql("SELECT count(*), count(DISTINCT user_id) FROM bus_presence WHERE last_poll > (now() at time zone 'UTC') - interval '20 s'") == [(3, 3)]
    alice = Web(engines[0].url, database, 'alice', 'alice')
    assert alice.json('/longpolling/im_status', {'partner_ids': [alice.info['partner_id']]})[0]['im_status'] == 'online'


def garbage(engines, database):
    """bus.bus gc: what is older than two polls goes."""
    odoo = Odoo(database)
    for age in (0, 90, 110, 5000):
        odoo.sql("INSERT INTO bus_bus (channel, message, create_uid, create_date) VALUES ('\"gc\"', %s, 1, (now() at time zone 'UTC') - %s * "
                 "interval '1 second')", str(age), age)
    odoo.own.commit()
    Web(engines[0].url, database, 'alice', 'alice').call('bus.bus', 'gc')
    left = [message for message, in odoo.sql("SELECT message FROM bus_bus WHERE channel = '\"gc\"' ORDER BY id")]
    assert left == ['0', '90'], left


def joining(engines, database):
    """Who polls after he has joined hears the channel's rows behind `last`, also those from before; who polls after he has left, none."""
    odoo, bob = Odoo(database), Web(engines[0].url, database, 'bob', 'bob')
    partner, last = bob.info['partner_id'], 0
    odoo.send([database, 'res.partner', partner], 'a beginning')
    last = max(n['id'] for n in bob.poll(last=last))
    channel = Web(engines[1].url, database, 'alice', 'alice').call('mail.channel', 'channel_create', 'joining', 'public')['id']
    for turn in range(5):
        sent = ['early %d %d' % (turn, n) for n in range(3)]
        for message in sent[:2]:
            odoo.send(odoo.channel(channel), message)
        odoo.join(channel, partner)
        odoo.send(odoo.channel(channel), sent[2])
        answer = bob.poll(last=last)
        assert [n['message'] for n in answer if isinstance(n['message'], str)] == sent, (turn, answer)
        last = max(n['id'] for n in answer)
        odoo.send(odoo.channel(channel), 'not for him any more')
        odoo.leave(channel, partner)
        odoo.send([database, 'res.partner', partner], 'an end')
        answer = bob.poll(last=last)
        assert [n['message'] for n in answer] == ['an end'], answer
        last = max(n['id'] for n in answer)


def at_once(engines, database):
    """A poll that begins after calls have returned answers all that they sent, in any order of engines, while others write too."""
    callers = [Web(engine.url, database, 'alice', 'alice') for engine in engines]
    pollers = [Web(engine.url, database, 'bob', 'bob') for engine in engines]
    noise, ended = Odoo(database), threading.Event()

    def make_noise():
        number = 0
        while not ended.is_set():
            number += 1
            noise.insert('noise', json.dumps(number))
            time.sleep(0.001 * (number % 5))
            noise.commit('noise')

    loader = threading.Thread(target=make_noise)
    loader.start()
    try:
        for turn in range(60):
            channel, sent = 'at once %d' % turn, ['%d %d' % (turn, n) for n in range(turn % 4 + 1)]
            for n, message in enumerate(sent):
                callers[(turn + n) % 2].json('/longpolling/send', {'channel': channel, 'message': message})
            answer = pollers[turn // 2 % 2].poll([channel], last=1)
            heard = [n['message'] for n in answer if n['channel'] == channel]
            assert heard == sent, 'turn %d: %s of %s' % (turn, heard, sent)
    finally:
        ended.set()
        loader.join()


def restored(engines, database):
    """A client whose `last` is from before a restore hears again, each message once, as long as the engine lives."""
    odoo, web, beyond = Odoo(database), Web(engines[0].url, database, 'carol', 'carol'), 123456789
    heard = []
    for number in range(5):
        odoo.send('restored', number)
        heard += [n['message'] for n in web.poll(['restored'], last=beyond) if n['channel'] == 'restored']
    parked = threading.Timer(0.3, odoo.send, ('restored', 5))
    parked.start()
    heard += [n['message'] for n in web.poll(['restored'], last=beyond)]
    assert heard == list(range(6)), heard


name = new_database('bus')
with Chatterd(name) as one, Chatterd(name) as two:
    for part in (joining, at_once, restored, membership, access, nonsense, interruption, presence, garbage):
        begun = time.time()
        part([one, two], name)
        print('%s: %.1f s' % (part.__name__, time.time() - begun), flush=True)
cluster.drop(name)
