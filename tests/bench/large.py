"""The pages of Discuss on a large database beside a small one, and the indexes that the large one's use:

    large.py SMALL-DSN LARGE-DSN [--engine PROGRAM]

Both are Odoo 13 databases that generate_large.py filled, SMALL with --messages 2000 --users 30 --channels 8, so that pages of the same kind
and size are compared. They are only read, but for presence.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PROGRAM, Web, free_port  # noqa: E402

import psycopg2  # noqa: E402

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument('small')
parser.add_argument('large')
parser.add_argument('--engine', default=str(PROGRAM))
parser.add_argument('--rounds', type=int, default=15)
options = parser.parse_args()


class Side:
    def __init__(self, dsn):
        self.database = psycopg2.connect(dsn)
        self.database.autocommit = True
        self.data = tempfile.TemporaryDirectory()
        port = free_port()
        self.process = subprocess.Popen([options.engine, 'serve', '--database', dsn, '--listen', '127.0.0.1:%d' % port, '--data', self.data.name,
                                         '--log-level', 'error'], stdout=subprocess.DEVNULL, env=os.environ)
        name = self.sql('SELECT current_database()')[0][0]
        while True:
            try:
                self.web = Web('http://127.0.0.1:%d' % port, name, 'big1', 'big')
                break
            except OSError:
                assert self.process.poll() is None, 'the engine did not start'
                time.sleep(0.1)
        partner = self.web.info['partner_id']
        rows = self.sql('SELECT c.channel_id, coalesce((SELECT max(mail_message_id) FROM mail_message_mail_channel_rel r WHERE r.mail_channel_id = '
                        'c.channel_id), 0) FROM mail_channel_partner c WHERE c.partner_id = %s ORDER BY c.channel_id LIMIT 1', partner)
        self.channel, self.newest = rows[0]

    def sql(self, text, *values):
        with self.database.cursor() as cursor:
            cursor.execute(text, values)
            return cursor.fetchall()

    def scans(self):
        """{index: scans}, {table: rows read in sequence}"""
        time.sleep(1.2)     # backends hand in their counts once a second
        return (dict(self.sql('SELECT indexrelname, idx_scan FROM pg_stat_user_indexes')),
                dict(self.sql('SELECT relname, seq_tup_read FROM pg_stat_user_tables')))

    def stop(self):
        self.process.terminate()
        self.process.wait()


def fetch(*domain):
    return lambda side: side.web.call('mail.message', 'message_fetch', [list(term) for term in domain], limit=30)


CALLS = {
    'init_messaging': lambda side: side.web.json('/mail/init_messaging'),
    'channel, newest page': lambda side: side.web.call('mail.channel', 'channel_fetch_message', [side.channel], limit=30),
    'channel, older page': lambda side: side.web.call('mail.channel', 'channel_fetch_message', [side.channel], last_id=side.newest // 2 + 1, limit=30),
    'inbox': fetch(('needaction', '=', True)),
    'history': fetch(('needaction', '=', False)),
    'starred': fetch(('starred', '=', True)),
    'failures': lambda side: side.web.call('mail.message', 'message_fetch_failed', []),
    'mark as read': lambda side: side.web.call('mail.message', 'set_message_done', []),
    'mention suggestions': lambda side: side.web.call('res.partner', 'get_mention_suggestions', 'big', limit=8),
}

def side_by_side(call):
    """Medians of both in ms, in turns, so that both have the same neighbours on the machine."""
    call(small), call(large)
    times = {small: [], large: []}
    for _ in range(options.rounds):
        for side in times:
            begun = time.perf_counter()
            call(side)
            times[side].append((time.perf_counter() - begun) * 1000)
    return [statistics.median(taken) for taken in times.values()]


small, large = Side(options.small), Side(options.large)
try:
    print('%-22s %10s %10s %7s  %s' % ('', 'small, ms', 'large, ms', 'ratio', 'indexes used on the large one; tables read as a whole'))
    for name, call in CALLS.items():
        indexes, tables = large.scans()
        few, many = side_by_side(call)
        indexes_after, tables_after = large.scans()
        used = sorted(index for index in indexes_after if indexes_after[index] > indexes.get(index, 0) and index.startswith(('mail_', 'ir_att')))
        whole = sorted(table for table in tables_after if tables_after[table] - tables.get(table, 0) > 100000)
        print('%-22s %10.2f %10.2f %7.1f  %s%s' % (name, few, many, many / few, ', '.join(used), '; WHOLE: ' + ', '.join(whole) if whole else ''))
finally:
    small.stop()
    large.stop()
