"""`--read-database`: pages, history and search come from a hot standby, and nobody is shown less than they have seen: not who has
posted, not whom a poll has told, not when the standby stands still, is far behind or goes away."""
import contextlib
import pathlib
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PATIENCE, Chatterd, RpcError, Web  # noqa: E402
from replication import Replication  # noqa: E402


class ReadingFromAStandby(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pair = Replication('people')
        cls.pair.__enter__()
        try:
            cls.server = Chatterd(None, '--database', cls.pair.dsn(), '--read-database', cls.pair.dsn(cls.pair.standby))
            cls.server.database = 'people'
            cls.alice, cls.bob = (Web(cls.server.url, 'people', name, name) for name in ('alice', 'bob'))
            cls.channel = cls.alice.call('mail.channel', 'channel_create', 'read aside')['id']
            cls.alice.call('mail.channel', 'channel_invite', [cls.channel], [cls.bob.info['partner_id']])
        except BaseException:
            cls.pair.__exit__()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.pair.__exit__()

    def tearDown(self):
        if self.pair.standby.running():
            self.pair.standby.sql('SELECT pg_wal_replay_resume() WHERE pg_is_wal_replay_paused()')

    def post(self, body):
        return self.alice.call('mail.channel', 'message_post', [self.channel], body=body, message_type='comment', subtype='mail.mt_comment')

    def page(self, web):
        """The texts of the newest messages."""
        messages = web.call('mail.message', 'message_fetch', [['channel_ids', 'in', [self.channel]]], limit=30)
        return [message['body'] for message in messages]

    def aside(self):
        return self.server.metrics('chatterd_standby_')['reads_total']

    def asks_aside(self, web):
        """Whether a page came from the standby."""
        before = self.aside()
        self.page(web)
        return self.aside() > before

    def until_aside(self, *webs):
        for web in webs:
            deadline = time.time() + PATIENCE
            while not self.asks_aside(web):
                self.assertLess(time.time(), deadline, 'the standby is not asked')
                time.sleep(0.3)

    def pause(self):
        self.pair.standby.sql('SELECT pg_wal_replay_pause()')
        while self.pair.standby.sql('SELECT pg_get_wal_replay_pause_state()') != [['paused']]:
            time.sleep(0.02)

    def test_who_only_looks_is_answered_by_the_standby(self):
        self.post('for the history')
        self.until_aside(self.alice, self.bob)
        before = self.aside()
        for _look in range(20):
            self.assertIn('<p>for the history</p>', self.page(self.bob))
            self.bob.call('mail.channel', 'channel_fetch_message', self.channel)
            self.bob.call('mail.message', 'search', [['body', 'ilike', 'history']])
        self.assertEqual(self.aside() - before, 60)

    def test_who_posts_sees_it_at_once(self):
        for number in range(30):
            self.until_aside(self.alice) if number % 10 == 0 else None
            self.post('mine %d' % number)
            self.assertEqual(self.page(self.alice)[0], '<p>mine %d</p>' % number)

    def test_whom_a_poll_tells_sees_it_at_once(self):
        last = max([n['id'] for n in self.bob.poll(peek=True)['notifications']], default=0)
        for number in range(10):
            self.post('told %d' % number)
            heard = []
            while not any(note['message'].get('body') == '<p>told %d</p>' % number for note in heard if isinstance(note['message'], dict)):
                heard = self.bob.poll(last=last)
                last = max([last] + [note['id'] for note in heard])
            self.assertEqual(self.page(self.bob)[0], '<p>told %d</p>' % number)

    def test_a_standby_that_stands_still_shows_nobody_less_than_they_have_seen(self):
        self.until_aside(self.alice, self.bob)
        self.pause()
        self.post('while it stood')
        for _look in range(20):
            self.assertEqual(self.page(self.alice)[0], '<p>while it stood</p>')
            self.assertFalse(self.asks_aside(self.alice))
            time.sleep(0.05)
        # who has seen nothing of it may be shown the past, for some seconds at most
        deadline = time.time() + PATIENCE
        while self.page(self.bob)[0] != '<p>while it stood</p>':
            self.assertLess(time.time(), deadline)
            time.sleep(0.2)
        # and then never again
        for _look in range(20):
            self.assertEqual(self.page(self.bob)[0], '<p>while it stood</p>')
        self.pair.standby.sql('SELECT pg_wal_replay_resume()')
        self.until_aside(self.alice, self.bob)
        self.assertEqual(self.page(self.bob)[0], '<p>while it stood</p>')

    def test_rights_and_passwords_are_those_of_seconds_ago_at_most(self):
        carol = Web(self.server.url, 'people', 'carol', 'carol')
        self.until_aside(carol)
        self.alice.call('mail.channel', 'write', [self.channel], {'public': 'private'})
        deadline = time.time() + PATIENCE
        while self.page(carol):
            self.assertLess(time.time(), deadline, 'a private channel is read')
            time.sleep(0.1)
        self.alice.call('mail.channel', 'write', [self.channel], {'public': 'groups'})
        self.until_aside(carol)
        other = Web(self.server.url, 'people', 'carol', 'carol')
        other.call('res.users', 'change_password', 'carol', 'changed')
        deadline = time.time() + PATIENCE
        while True:
            try:
                self.page(carol)
            except RpcError as error:
                self.assertEqual(error.error['code'], 100)
                break
            self.assertLess(time.time(), deadline, 'the session of the old password goes on')
            time.sleep(0.1)

    @contextlib.contextmanager
    def slow_there(self):
        """Who reads messages on the standby waits there; gives how many do."""
        primary, standby, name = self.pair.primary, self.pair.standby, self.pair.database
        primary.sql("""
            CREATE FUNCTION waits_on_a_standby() RETURNS boolean STABLE LANGUAGE plpgsql AS $$
            BEGIN
                IF pg_is_in_recovery() THEN PERFORM pg_advisory_xact_lock_shared(1); END IF;
                RETURN true;
            END $$;
            ALTER TABLE mail_message RENAME TO messages;
            CREATE VIEW mail_message AS SELECT * FROM messages WHERE waits_on_a_standby()""", name)
        holder = subprocess.Popen(['psql', '-qXAt', '-d', name], env=standby.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        holder.stdin.write("SELECT 'held' FROM pg_advisory_lock(1);\n")
        holder.stdin.flush()
        try:
            self.assertEqual(holder.stdout.readline(), 'held\n')
            yield lambda: int(standby.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")[0][0])
        finally:
            holder.communicate()
            primary.sql('DROP VIEW mail_message; ALTER TABLE messages RENAME TO mail_message; DROP FUNCTION waits_on_a_standby', name)

    def test_what_is_in_the_way_of_replaying_is_asked_of_the_primary(self):
        self.post('before the conflict')
        self.until_aside(self.bob)
        standby = self.pair.standby
        standby.sql('ALTER SYSTEM SET max_standby_streaming_delay = 0')
        standby.sql('SELECT pg_reload_conf()')
        heard = []
        thread = threading.Thread(target=lambda: heard.append(self.page(self.bob)[0]))
        with self.slow_there() as waiting:
            thread.start()
            while thread.is_alive() and not waiting():
                time.sleep(0.02)
            self.assertEqual((waiting(), heard), (1, []))
            self.pair.primary.sql('BEGIN; LOCK TABLE messages; COMMIT', self.pair.database)
            thread.join()       # while who reads on the standby still waits
            self.assertEqual(waiting(), 0)
        self.assertEqual(heard, ['<p>before the conflict</p>'])
        deadline = time.time() + PATIENCE       # statistics come when their process has time
        while standby.sql("SELECT confl_lock > 0 FROM pg_stat_database_conflicts WHERE datname = 'people'") != [['t']]:
            self.assertLess(time.time(), deadline, 'nothing was in the way of replaying')
            time.sleep(0.1)
        self.until_aside(self.bob)

    def test_what_has_taken_its_time_there_gets_no_second_one(self):
        pair = self.pair
        with Chatterd(None, '--database', pair.dsn(), '--read-database', pair.dsn(pair.standby), '--statement-time', '1') as server:
            bob = Web(server.url, 'people', 'bob', 'bob')
            deadline = time.time() + PATIENCE
            while not server.metrics('chatterd_standby_')['reads_total']:
                self.page(bob)
                self.assertLess(time.time(), deadline, 'the standby is not asked')
            with self.slow_there():
                with self.assertRaises(RpcError) as raised:
                    for _look in range(100):    # the first may come too early, and is the primary's
                        self.page(bob)
                        time.sleep(0.05)
        self.assertEqual(raised.exception.error['data']['name'], 'psycopg2.errors.QueryCanceled')

    def test_what_is_asked_for_by_its_number_is_the_primarys(self):
        self.until_aside(self.bob)
        self.pause()
        made = self.post('known by its number alone')
        # bob has heard of the number elsewhere
        self.assertEqual(self.bob.call('mail.message', 'read', [made], ['body'])[0]['body'], '<p>known by its number alone</p>')

    def test_without_the_standby_all_goes_on(self):
        """Last, by its name: it does not come back."""
        self.until_aside(self.bob)
        standby = self.pair.standby
        standby.run(standby.program('pg_ctl'), '-D', str(standby.data), '-m', 'immediate', 'stop')
        for number in range(5):
            self.post('alone %d' % number)
            self.assertEqual(self.page(self.alice)[0], '<p>alone %d</p>' % number)
            self.assertIn('<p>alone %d</p>' % number, self.page(self.bob)[0:5] + self.page(self.bob))


if __name__ == '__main__':
    unittest.main()
