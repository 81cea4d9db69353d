"""The same things done at random to a stock Odoo 13 and to chatterd, step by step: same answers, same rows, same bus.

    ODOO_HOME=/path/to/odoo13 beside_odoo_test.py [STEPS] [SEED] [--keep-going] [--only ACTION,…]

Both start from the recorded database. After each step the answers are compared, then the rows of every table that Discuss
writes, column by column, then what went out on the bus; sequences are brought level, so that ids agree too. The seed is
printed: the same one does the same things again. The first difference ends the run; with --keep-going, chatterd's side gets
stock's rows, which only a superuser of PostgreSQL may do, and it goes on.

Needs the starter of stock Odoo beside the project (shared/odoo13) and a PostgreSQL on 127.0.0.1 whose role `odoo` (password
`odoo`) may create databases, or PGHOST, PGUSER and PGPASSWORD of another; the recorded database is loaded into it.
"""
import argparse
import contextlib
import datetime
import io
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import beside_channels, beside_messages, beside_people  # noqa: E401, E402, F401: they register their actions
from beside_world import ACTIONS, World  # noqa: E402
from chatterd import CONFORMANCE, RpcError, Web, skip  # noqa: E402
from odoo import ODOO_HOME, Engine, Odoo, environment, need_odoo, sql  # noqa: E402

need_odoo()
import psycopg2  # noqa: E402

LOGINS = ('admin', 'demo', 'alice', 'bob', 'carol', 'portal')
# What Discuss writes; the key by which rows are told apart when there is no id.
TABLES = """mail_channel mail_channel_partner mail_channel_res_groups_rel mail_channel_mail_groups_rel mail_channel_moderator_rel mail_moderation mail_alias
    mail_message mail_message_mail_channel_rel mail_message_res_partner_rel mail_message_res_partner_needaction_rel
    mail_message_res_partner_starred_rel mail_tracking_value mail_followers mail_followers_mail_message_subtype_rel
    mail_shortcode mail_activity mail_mail mail_mail_res_partner_rel ir_attachment message_attachment_rel res_partner res_users
    res_groups_users_rel res_partner_res_partner_category_rel ir_model_data ir_translation mail_blacklist sms_sms mail_wizard_invite
    mail_resend_message mail_resend_partner base_partner_merge_automatic_wizard base_partner_merge_line
    base_partner_merge_automatic_wizard_res_partner_rel""".split()
# Chance and the clock decide them; `help` of commands is kept by Odoo in the language of who asked first.
UNCOMPARED = {('mail_message', 'message_id'), ('mail_channel', 'uuid'), ('ir_attachment', 'access_token'), ('mail_mail', 'references'),
              ('res_users', 'password'), ('mail_message', 'reply_to_'), ('res_partner', 'signup_token')}
# A picture that was made smaller has as many encodings as there are libraries.
ENCODED = ('checksum', 'file_size', 'store_fname')
# No query promises their order.
UNORDERED = ('channel_fetch_preview', 'channel_fetch_listeners', 'im_search')
CLOCK = re.compile(r'\b20\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?')
SERVER = re.compile(r'http://127\.0\.0\.1:\d+')
# No answer at all: the server has broken down, or the connection.
UNANSWERED = ('URLError', 'RemoteDisconnected', 'ConnectionResetError', 'ConnectionRefusedError', 'TimeoutError', 'HTTPError')
# OdooBot says what comes into its mind.
ROBOT = 2
UUID = re.compile(r'\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b')
MESSAGE_ID = re.compile(r'<\d{6,}\.\d+\.\d+[^<>@]*@[^<>]*>')


def same_clock(match):
    """A moment of this run is one moment; others are compared."""
    moment = datetime.datetime.strptime(match.group()[:19].replace('T', ' '), '%Y-%m-%d %H:%M:%S')
    return '<now>' if abs((moment - datetime.datetime.utcnow()).total_seconds()) < 7200 else match.group()


def plain(value):
    """The value without what chance and the clock decide."""
    if isinstance(value, str):
        return SERVER.sub('<server>', MESSAGE_ID.sub('<message id>', UUID.sub('<uuid>', CLOCK.sub(same_clock, value))))
    if isinstance(value, (datetime.datetime, datetime.date)):
        return plain(str(value))
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        if 'body' in value and str(value.get('author_id')).startswith(('[%d,' % ROBOT, '(%d,' % ROBOT)):
            value = dict(value, body='')
        return {key: '' if key in ('server', 'port', 'help', 'cache_hashes') else plain(item) for key, item in value.items()}
    return value


class Side:
    """One of the two servers, its database, and a session of each person."""

    def __init__(self, name, url, database, logins=LOGINS, tables=TABLES):
        self.name, self.database, self.tables = name, database, tables
        self.people = {login: Web(url, database, login, login) for login in logins}
        self.connection = psycopg2.connect(host=environment['PGHOST'], port=environment['PGPORT'], user=environment['PGUSER'],
                                           password=environment['PGPASSWORD'], dbname=database)
        self.connection.autocommit = True
        self.cursor = self.connection.cursor()
        self.columns = {}
        for table in tables:
            self.cursor.execute('SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY 1', [table])
            self.columns[table] = [column for column, in self.cursor.fetchall()]
        self.bus = self.query('SELECT coalesce(max(id), 0) FROM bus_bus')[0][0]

    def query(self, text, *values):
        self.cursor.execute(text, values)
        return self.cursor.fetchall()

    def answer(self, step):
        """{'result': …} or {'error': …}, without chance."""
        who, path, params = step
        try:
            result = plain(self.named(self.people[who].json(path, self.filled(params))))
            if params.get('method') in UNORDERED and isinstance(result, list):
                result.sort(key=lambda row: row['id'])
            return {'result': result}
        except RpcError as error:
            data = error.error.get('data') or {}
            # Python shows through: that it is an error is all that clients can rely on.
            if data.get('exception_type') == 'internal_error':
                if os.environ.get('BESIDE_DEBUG'):
                    print('%s: %s' % (self.name, (data.get('debug') or '')[-900:]))
                return {'error': 'internal'}
            return {'error': plain([error.error.get('code'), error.error.get('message'), data.get('name'), data.get('message'),
                                    data.get('arguments'), data.get('exception_type')])}
        except OSError as error:
            return {'error': [type(error).__name__, str(error)]}

    def filled(self, value):
        """The parameters with this side's uuids."""
        if isinstance(value, str) and value.startswith('{uuid:'):
            found = self.query('SELECT uuid FROM mail_channel WHERE id = %s', int(value[6:-1]))
            return found[0][0] if found else 'no-such-uuid'
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        if isinstance(value, dict):
            return {key: self.filled(item) for key, item in value.items()}
        return value

    def named(self, answer):
        """The answer with one name for both databases."""
        return json.loads(json.dumps(answer).replace('"%s"' % self.database, '"database"'))

    def rows(self, table):
        """By id, or by all columns, where there is none."""
        columns = self.columns[table]
        if not columns:
            return {}
        self.cursor.execute('SELECT %s FROM %s' % (', '.join('"%s"' % column for column in columns), table))
        found = {}
        for row in self.cursor.fetchall():
            values = {column: plain(value) for column, value in zip(columns, row) if (table, column) not in UNCOMPARED}
            if str(values.get('res_field')).startswith('image_'):
                # in the order of a set of Odoo's
                values.update(dict.fromkeys(ENCODED), name='image', res_field='image')
            if table == 'mail_message' and values['author_id'] == ROBOT:
                values['body'] = ''
            found[values['id'] if 'id' in values else tuple(row)] = values
        return found

    def heard(self):
        """The bus rows since the last time, by channel."""
        found = {}
        for number, channel, message in self.query('SELECT id, channel, message FROM bus_bus WHERE id > %s ORDER BY id', self.bus):
            self.bus = number
            message = json.loads(message)
            if 'presence' in channel or (isinstance(message, dict) and 'im_status' in message) or 'milestone' in channel:
                continue
            channel = json.loads(channel)
            if isinstance(channel, list):
                channel[0] = 'database'
            found.setdefault(plain(json.dumps(channel)), []).append(plain(message))
        return found


def level(*sides):
    """Both databases go on with the same ids."""
    last = {}
    for side in sides:
        for name, value in side.query("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'"):
            if name.startswith(('mail_', 'res_partner', 'base_partner_merge', 'res_users', 'ir_attachment', 'ir_model_data', 'ir_translation', 'sms', 'bus_bus')):
                last[name] = max(value, last.get(name, 0))
    for side in sides:
        side.cursor.execute(';'.join("SELECT setval('%s', %d)" % pair for pair in last.items() if pair[1]))
        side.bus = side.query('SELECT coalesce(max(id), 0) FROM bus_bus')[0][0]


def differences(stock, ours):
    """Of the rows and the bus, a line each."""
    lines = []
    for table in stock.tables:
        theirs, mine = stock.rows(table), ours.rows(table)
        if theirs == mine:
            continue
        for key in sorted(theirs.keys() | mine.keys(), key=str):
            a, b = theirs.get(key), mine.get(key)
            if a == b:
                continue
            if a is None or b is None:
                lines.append('%s: only %s has %s' % (table, 'chatterd' if a is None else 'Odoo', json.dumps(a or b, default=str, ensure_ascii=False)))
            else:
                for column in sorted(a.keys() | b.keys()):
                    if a.get(column) != b.get(column):
                        lines.append('%s %s.%s: Odoo %r, chatterd %r' % (table, key, column, a.get(column), b.get(column)))
    theirs, mine = stock.heard(), ours.heard()
    for channel in sorted(theirs.keys() | mine.keys()):
        if theirs.get(channel) != mine.get(channel):
            lines.append('bus %s %s' % (channel, first_difference(theirs.get(channel), mine.get(channel))))
    return lines


def mend(stock, ours):
    """Gives our side stock's rows, so that one difference does not bring the next. Needs a superuser."""
    ours.cursor.execute('BEGIN; SET LOCAL session_replication_role = replica')
    for table in stock.tables:
        if stock.rows(table) != ours.rows(table):
            columns = ', '.join('"%s"' % column for column in stock.columns[table])
            copied = io.StringIO()
            stock.cursor.copy_expert('COPY %s (%s) TO STDOUT' % (table, columns), copied)
            ours.cursor.execute('DELETE FROM ' + table)
            ours.cursor.copy_expert('COPY %s (%s) FROM STDIN' % (table, columns), io.StringIO(copied.getvalue()))
    ours.cursor.execute('COMMIT')


def first_difference(a, b, path=''):
    """Where two answers part, for people to read."""
    if type(a) is type(b) is dict:
        for key in sorted(a.keys() | b.keys()):
            if a.get(key, '<missing>') != b.get(key, '<missing>'):
                return first_difference(a.get(key, '<missing>'), b.get(key, '<missing>'), '%s.%s' % (path, key))
        return '%s: order of keys' % path
    if type(a) is type(b) is list and len(a) == len(b):
        for index, pair in enumerate(zip(a, b)):
            if pair[0] != pair[1]:
                return first_difference(*pair, path='%s[%d]' % (path, index))
    if type(a) is type(b) is str:
        start = max(0, len(os.path.commonprefix([a, b])) - 200)
        a, b = a[start:start + 600], b[start:start + 600]
    return '%s:\n    Odoo     %s\n    chatterd %s' % (path, json.dumps(a, ensure_ascii=False)[:1500], json.dumps(b, ensure_ascii=False)[:1500])


def load_template(name):
    if sql('postgres', "SELECT 1 FROM pg_database WHERE datname = '%s'" % name):
        return
    subprocess.run(['createdb', name], env=environment, check=True)
    unzip = subprocess.Popen(['zcat', str(CONFORMANCE / 'odoo13.sql.gz')], stdout=subprocess.PIPE)
    subprocess.run(['psql', '-qX', '-d', name], stdin=unzip.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, check=True)


@contextlib.contextmanager
def both():
    """(stock, ours), each on its copy of the recorded database."""
    names = {side: 'beside_%s_%d' % (side, os.getpid()) for side in ('odoo', 'chatterd')}
    state = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-beside-'))
    try:
        load_template('beside_template')
        for name in names.values():
            subprocess.run(['createdb', '-T', 'beside_template', name], env=environment, check=True)
            folder = state / 'data' / 'filestore' / name
            folder.mkdir(parents=True)
            subprocess.run(['tar', '-xzf', str(CONFORMANCE / 'filestore.tar.gz'), '-C', str(folder)], check=True)
        with Odoo(names['odoo'], state) as odoo, Engine(names['chatterd'], state) as engine:
            stock, ours = Side('Odoo', odoo.url, names['odoo']), Side('chatterd', engine.url, names['chatterd'])
            yield stock, ours
            for side in (stock, ours):
                side.connection.close()
    finally:
        for name in names.values():
            subprocess.run(['dropdb', '--if-exists', '--force', name], env=environment, stderr=subprocess.DEVNULL)
        shutil.rmtree(state, ignore_errors=True)


def same(theirs, mine):
    """Where Python showed through, any error will do that is an answer."""
    return theirs == mine or (theirs.get('error') == 'internal' and 'error' in mine and mine['error'][0] not in UNANSWERED)


def run(steps, seed, keep_going, only):
    chance = random.Random(seed)
    found = answered = refused = 0
    with both() as (stock, ours):
        world = World(chance, stock)
        level(stock, ours)
        actions = [action for action in ACTIONS if not only or action.__name__ in only]
        weights = [getattr(action, 'weight', 3) for action in actions]
        for number in range(steps):
            action = chance.choices(actions, weights)[0]
            step = action(world)
            if step is None:
                continue
            theirs, mine = stock.answer(step), ours.answer(step)
            lines = [] if same(theirs, mine) else ['answer ' + first_difference(theirs, mine)]
            lines += differences(stock, ours)
            answered += 1
            refused += 'error' in theirs
            if lines:
                found += 1
                print('step %d, %s by %s: %s' % (number, action.__name__, step[0], json.dumps(step[1:], ensure_ascii=False)[:700]))
                for line in lines[:12]:
                    print('  ' + line)
                sys.stdout.flush()
                if not keep_going:
                    break
                mend(stock, ours)
            level(stock, ours)
        print('seed %d: %d steps, %d of them refused, %d differ' % (seed, answered, refused, found))
    return found


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('steps', nargs='?', type=int, default=300)
    parser.add_argument('seed', nargs='?', type=int, default=random.randrange(10 ** 9))
    parser.add_argument('--keep-going', action='store_true')
    parser.add_argument('--only', type=lambda text: text.split(','))
    arguments = parser.parse_args()
    if not (CONFORMANCE / 'odoo13.sql.gz').exists():
        skip('the recorded database of a stock Odoo 13 is not there: no %s' % CONFORMANCE)
    print('seed %d' % arguments.seed)
    sys.exit(1 if run(arguments.steps, arguments.seed, arguments.keep_going, arguments.only) else 0)
