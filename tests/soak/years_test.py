"""An office for years, in a short time: what grows that should not.

    years_test.py [--seconds 20] [--people 30] [--faster 60] [--data FOLDER]

People poll, post, mention, send files, read, star and search, bots write by XML-RPC and hand in e-mails, everything --faster times as
often as in an office, on a chatterd with a PostgreSQL of its own. Memory, descriptors, connections, dead rows, sizes for each message
and the log are noted; what is not in use must not grow with the time. `--seconds 3600` is a working week.
"""
import argparse
import asyncio
import os
import pathlib
import random
import subprocess
import sys
import threading
import xmlrpc.client

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd  # noqa: E402
from office import Office  # noqa: E402

# Of one person in an hour.
PROFILE = {'post': 8, 'type': 20, 'open': 20, 'load': 2, 'read_inbox': 2, 'star': 1, 'search': 1, 'mention': 1, 'post_file': 0.5,
           'note_on_contact': 1, 'post_to_all': 0.1}
# Of both bots together, in an hour.
BOT_POSTS, MAILS = 60, 30
GROWING = ('mail_message', 'ir_attachment', 'bus_bus', 'mail_message_res_partner_needaction_rel')

parser = argparse.ArgumentParser(description='an office for years')
parser.add_argument('--seconds', type=float, default=20)
parser.add_argument('--people', type=int, default=30)
parser.add_argument('--faster', type=float, default=60)
parser.add_argument('--rounds', type=int, default=12)
options = parser.parse_args()


def status_of(pid):
    """Resident memory in MB, descriptors."""
    pages = int(pathlib.Path('/proc/%d/statm' % pid).read_text().split()[1])
    return pages * os.sysconf('SC_PAGE_SIZE') / 1e6, len(os.listdir('/proc/%d/fd' % pid))


class Bots(threading.Thread):
    """A script that posts, and a gateway that hands in e-mails."""

    def __init__(self, office):
        super().__init__(daemon=True)
        self.office, self.done, self.ending = office, 0, threading.Event()

    def run(self):
        server, database = self.office.server, self.office.server.database
        models = xmlrpc.client.ServerProxy(server.url + '/xmlrpc/2/object')
        uid = xmlrpc.client.ServerProxy(server.url + '/xmlrpc/2/common').authenticate(database, 'admin', 'admin', {})
        per_second = (BOT_POSTS + MAILS) / 3600 * options.faster
        while not self.ending.wait(random.expovariate(per_second)):
            if random.random() * (BOT_POSTS + MAILS) < MAILS:
                mail = ('From: Somebody <somebody%d@elsewhere.example>\nTo: p1@example.com\nSubject: offer %d\nMessage-Id: <%d@elsewhere.example>'
                        '\nContent-Type: text/html\n\n<p>%s</p>' % (random.randrange(100), self.done, random.getrandbits(60), 'An offer. ' * 200))
                models.execute_kw(database, uid, 'admin', 'mail.thread', 'message_process', ['res.partner', mail])
            else:
                models.execute_kw(database, uid, 'admin', 'mail.channel', 'message_post', [[random.choice(self.office.channels)]],
                                  {'body': 'build %d passed' % self.done, 'message_type': 'comment', 'subtype': 'mail.mt_comment'})
            self.done += 1


def state_of(office, done):
    pid = office.server.process.pid
    memory, files = status_of(pid)
    row = office.sql("""SELECT count(*) FILTER (WHERE datname = current_database()), (SELECT sum(pg_total_relation_size(c)) FROM unnest(
        '{%s}'::regclass[]) c), (SELECT count(*) FROM mail_message), (SELECT count(*) FROM bus_bus),
        (SELECT sum(n_dead_tup) FROM pg_stat_user_tables), (SELECT max(pg_total_relation_size(relid)) FROM pg_stat_user_tables
        WHERE relname = 'mail_channel_partner') FROM pg_stat_activity""" % ','.join(GROWING))[0]
    connections, size, messages, bus, dead, seats = (int(value or 0) for value in row)
    return {'actions': done, 'messages': messages, 'memory MB': memory, 'descriptors': files, 'connections': connections,
            'KB a message': size / 1e3 / max(1, messages), 'bus rows': bus, 'dead rows': dead, 'seats KB': seats / 1e3,
            'log MB': os.path.getsize(office.server.err) / 1e6}


async def live(person, counts):
    per_second = sum(PROFILE.values()) / 3600 * options.faster
    while True:
        await asyncio.sleep(random.expovariate(per_second))
        await person.act(random.choices(list(PROFILE), PROFILE.values())[0])
        counts[0] += 1


async def main(office):
    random.seed(1)
    bots, counts = Bots(office), [0]
    bots.start()
    for person in office.people:
        await person.begin()
    lives = [asyncio.create_task(live(person, counts)) for person in office.people]
    states = []
    for number in range(options.rounds):
        await asyncio.sleep(options.seconds / options.rounds)
        failed = [task.exception() for task in lives if task.done()]
        assert not failed and bots.is_alive(), failed
        states.append(state_of(office, counts[0] + bots.done))
        if number == 0:
            print('  '.join(states[0]))
        print('  '.join(('%%%d.1f' if isinstance(value, float) else '%%%dd') % len(name) % value for name, value in states[-1].items()),
              flush=True)
    bots.ending.set()
    for task in lives:
        task.cancel()
    await asyncio.gather(*lives, return_exceptions=True)
    for person in office.people:
        await person.end()
    bots.join()
    return states


with Chatterd(None, '--admin-password', 'admin', '--log-level', 'info') as server:
    folder = (server.data / 'postgres/postmaster.pid').read_text().splitlines()[4]

    def sql(text):
        done = subprocess.run(['psql', '-XAtF', '\t', '-v', 'ON_ERROR_STOP=1', '-h', folder, '-U', 'chatterd', '-d', server.database, '-c', text],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return [line.split('\t') for line in done.stdout.splitlines()]

    states = asyncio.run(main(Office(server, sql, options.people)))
    warm, last = states[len(states) // 3], states[-1]
    # what is held for each person, session and connection is there after a third of the time
    for name, room in (('descriptors', 4), ('connections', 4)):
        assert last[name] <= warm[name] + room, (name, states)
    assert last['memory MB'] <= warm['memory MB'] * 1.25 + 8, [state['memory MB'] for state in states]
