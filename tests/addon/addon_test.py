"""The addon's client against a real engine: calls, sessions, polls, writes that happen once."""
import hashlib
import hmac
import itertools
import json
import os
import pathlib
import sys
import threading
import time
import unittest
import urllib.parse

import psycopg2

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import SOURCE, Chatterd, RpcError, Web, cluster, new_database  # noqa: E402

sys.path.insert(0, str(SOURCE / 'odoo_addon' / 'mail_chatterd'))
from engine.client import Client, EngineError, NotServed, OutcomeUnknown  # noqa: E402

SECRET = 'a secret of both'


class ClientAgainstTheEngine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.database = new_database('addon')
        cluster.sql("INSERT INTO ir_config_parameter (key, value) VALUES ('mail_chatterd.secret', '%s')" % SECRET, cls.database)
        # as the addon makes it
        cluster.sql('CREATE TABLE mail_chatterd_write (id varchar PRIMARY KEY, result text, done_at timestamp NOT NULL)', cls.database)
        cls.server = Chatterd(cls.database)
        cls.uid = int(cluster.sql("SELECT id FROM res_users WHERE login = 'alice'", cls.database)[0][0])

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)

    def client(self, secret=SECRET, **options):
        return Client(self.server.url, secret, **options)

    def call(self, client, model, method, *args, **kwargs):
        return client.call({'database': self.database, 'uid': self.uid, 'context': {'lang': 'en_US'}, 'model': model, 'method': method,
                            'args': list(args), 'kwargs': kwargs})

    def test_a_call_runs_as_the_user(self):
        channel = self.call(self.client(), 'mail.channel', 'channel_create', 'signed')
        message = self.call(self.client(), 'mail.channel', 'message_post', channel['id'], body='hello', message_type='comment',
                            subtype='mail.mt_comment')
        author = cluster.sql('SELECT u.login FROM mail_message m JOIN res_users u ON u.partner_id = m.author_id WHERE m.id = %d'
                             % message, self.database)
        self.assertEqual(author, [['alice']])

    def test_a_route_answers_as_for_the_user(self):
        answer = self.client().call({'database': self.database, 'uid': self.uid, 'context': {}, 'route': '/mail/init_messaging',
                                     'params': {}})
        self.assertIn('channel_slots', answer)

    def test_the_errors_of_the_call_come_back(self):
        with self.assertRaises(EngineError) as raised:
            self.call(self.client(), 'mail.channel', 'message_post', 999999, body='nowhere')
        self.assertEqual(raised.exception.data['name'], 'odoo.exceptions.MissingError')

    def token(self, uid, sid):
        """As res.users _compute_session_token makes it."""
        (login, password, secret), = cluster.sql(
            "SELECT login, password, (SELECT value FROM ir_config_parameter WHERE key = 'database.secret') FROM res_users WHERE id = %d" % uid, self.database)
        return hmac.new(repr((True, uid, login, password, secret)).encode(), sid.encode(), hashlib.sha256).hexdigest()

    def hearsay(self, uid=None, sid='a' * 40, **fields):
        """A call of which Odoo has only read the session's file."""
        uid = uid or self.uid
        (registry, caches), = cluster.sql('SELECT r.last_value, c.last_value FROM base_registry_signaling r, base_cache_signaling c', self.database)
        hearsay = dict({'token': self.token(uid, sid), 'registry': int(registry), 'caches': int(caches)}, **fields)
        body = {'id': 'seven', 'database': self.database, 'uid': uid, 'context': {'lang': 'en_US'}, 'session': sid, 'hearsay': hearsay,
                'route': '/web/dataset/call_kw', 'params': {'model': 'res.partner', 'method': 'get_needaction_count', 'args': [], 'kwargs': {}}}
        return json.loads(self.client().raw_call(body))

    def test_a_session_that_odoo_has_not_proved_is_proved_by_the_engine(self):
        self.assertEqual(self.hearsay(), {'jsonrpc': '2.0', 'id': 'seven', 'result': 0})
        self.assertTrue(self.client().describe(self.database)['hearsay'])
        for wrong in ({'token': 'b' * 64}, {'token': ''}, {'registry': 0}, {'caches': 0}):
            with self.assertRaises(NotServed, msg=wrong):
                self.hearsay(**wrong)
        with self.assertRaises(NotServed):
            self.hearsay(token=self.token(self.uid, 'c' * 40))

    def test_the_context_of_a_website_is_left_to_odoo_where_that_module_is(self):
        body = {'database': self.database, 'uid': self.uid, 'context': {'website_id': 1}, 'model': 'res.partner', 'method': 'get_needaction_count',
                'args': [], 'kwargs': {}}
        self.assertEqual(self.client().call(body), 0)
        cluster.sql("INSERT INTO ir_module_module (name, state) VALUES ('website', 'installed'); SELECT nextval('base_registry_signaling')",
                    self.database)
        try:
            with self.assertRaises(NotServed):
                self.client().call(body)
            self.assertEqual(self.client().call(dict(body, context={})), 0)
        finally:
            cluster.sql("DELETE FROM ir_module_module WHERE name = 'website'; SELECT nextval('base_registry_signaling')", self.database)

    def test_what_nginx_sends_besides_is_kept_as_a_whole(self):
        cluster.sql("INSERT INTO ir_config_parameter (key, value) VALUES ('mail_chatterd.kept', '[\"mail.channel.*\"]'); "
                    "SELECT nextval('base_cache_signaling')", self.database)
        try:
            with self.assertRaises(NotServed):
                self.call(self.client(), 'mail.channel', 'search_read', [], ['name'])
            self.assertTrue(self.call(self.client(), 'mail.message', 'search_read', [], ['body']) is not None)
            self.call(self.client(), 'mail.channel', 'channel_fetch_slot')
        finally:
            cluster.sql("DELETE FROM ir_config_parameter WHERE key = 'mail_chatterd.kept'; SELECT nextval('base_cache_signaling')", self.database)

    def test_what_changed_since_odoo_looked_is_left_to_it(self):
        known = self.hearsay
        (registry, caches), = cluster.sql('SELECT r.last_value, c.last_value FROM base_registry_signaling r, base_cache_signaling c', self.database)
        for sequence in ('base_registry_signaling', 'base_cache_signaling'):
            cluster.sql("SELECT nextval('%s')" % sequence, self.database)
            with self.assertRaises(NotServed):
                known(registry=int(registry), caches=int(caches))
            self.assertEqual(self.hearsay()['result'], 0)
            (registry, caches), = cluster.sql('SELECT r.last_value, c.last_value FROM base_registry_signaling r, base_cache_signaling c', self.database)

    def test_only_employees_take_the_shortcut(self):
        cluster.sql("INSERT INTO res_users (id, login, password, active, partner_id, company_id, share, notification_type, odoobot_state) SELECT 999, 'visitor', 'x', "
                    "true, partner_id, company_id, true, 'email', 'disabled' FROM res_users WHERE id = %d; SELECT nextval('base_cache_signaling')" % self.uid,
                    self.database)
        with self.assertRaises(NotServed):
            self.hearsay(uid=999)

    def test_a_poll_of_an_unproved_session_is_proved(self):
        last = int(cluster.sql('SELECT coalesce(max(id), 1) FROM bus_bus', self.database)[0][0])
        (registry, caches), = cluster.sql('SELECT r.last_value, c.last_value FROM base_registry_signaling r, base_cache_signaling c', self.database)
        for token, fails in (('no', True), (self.token(self.uid, 'd' * 40), False)):
            body = {'database': self.database, 'uid': self.uid, 'context': {}, 'session': 'd' * 40, 'route': '/longpolling/poll',
                    'hearsay': {'token': token, 'registry': int(registry), 'caches': int(caches)},
                    'params': {'channels': ['news'], 'last': last, 'options': {'peek': True}}}
            if fails:
                with self.assertRaises(NotServed):
                    self.client().call(body)
            else:
                self.assertIn('notifications', self.client().call(body))

    def test_what_the_engine_does_not_serve_is_left_to_odoo(self):
        for model, method in (('crm.lead', 'read'), ('mail.channel', 'no_such_method')):
            with self.assertRaises(NotServed):
                self.call(self.client(), model, method, [1])

    def test_a_rule_that_only_odoo_can_evaluate_is_left_to_it(self):
        cluster.sql("INSERT INTO ir_rule (name, model_id, domain_force, active, global, perm_read, perm_write, perm_create, perm_unlink) SELECT "
                    "'odd', id, '[(1, ''='', user.some_python())]', true, true, true, true, true, true FROM ir_model WHERE model = "
                    "'mail.shortcode'; SELECT nextval('base_cache_signaling')", self.database)
        with self.assertRaises(NotServed):
            self.call(self.client(), 'mail.shortcode', 'search_read', [], ['source'])
        # who asks the engine itself is denied
        direct = Web(self.server.url, self.database, 'alice', 'alice')
        self.assertEqual(direct.call('mail.shortcode', 'search_read', [], ['source']), [])

    def test_a_copy_of_a_database_asks_nothing_of_the_first_ones_engine(self):
        uuid = cluster.sql("SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'", self.database)[0][0]
        self.assertEqual(self.client(uuid=uuid).describe(self.database)['uuid'], uuid)
        # under the same name, as Odoo restores a copy
        with self.assertRaises(NotServed) as raised:
            self.client(uuid='a new one').describe(self.database)
        self.assertIn('copy', str(raised.exception))

    def test_a_wrong_secret_serves_nothing(self):
        with self.assertRaises(NotServed):
            self.call(self.client('another'), 'mail.channel', 'channel_fetch_slot')

    def test_describe_names_methods_routes_and_modules(self):
        described = self.client().describe(self.database)
        self.assertIn('channel_fold', described['methods']['mail.channel'])
        self.assertIn('/mail/init_messaging', described['routes'])
        self.assertLessEqual({'mail', 'bus'}, set(described['modules']))

    def test_connections_are_kept_and_one_that_was_closed_is_not_used(self):
        client = self.client()
        self.call(client, 'mail.channel', 'channel_fetch_slot')
        kept, = client._idle
        self.call(client, 'mail.channel', 'channel_fetch_slot')
        self.assertIs(client._idle[0], kept)
        kept.sock.shutdown(2)
        self.call(client, 'mail.channel', 'channel_fetch_slot')
        self.assertIsNot(client._idle[0], kept)

    def test_a_forked_process_has_connections_of_its_own(self):
        """A prefork Odoo asks the engine before it forks its workers."""
        client = self.client()
        self.call(client, 'mail.channel', 'channel_fetch_slot')
        kept, = client._idle
        children = []
        for _ in range(3):
            child = os.fork()
            if child == 0:
                wrong = True
                try:
                    for _ in range(20):
                        self.call(client, 'mail.channel', 'channel_fetch_slot')
                    wrong = client._idle[0].sock.getsockname() == kept.sock.getsockname()
                finally:
                    os._exit(wrong)
            children.append(child)
        for _ in range(20):
            self.call(client, 'mail.channel', 'channel_fetch_slot')
        self.assertEqual([os.waitpid(child, 0)[1] for child in children], [0, 0, 0])
        self.assertIs(client._idle[0], kept)

    def test_an_engine_that_was_started_anew_is_known_again(self):
        client = self.client()
        self.call(client, 'mail.channel', 'channel_fetch_slot')
        client._instances = ['the one before']
        self.call(client, 'mail.channel', 'channel_fetch_slot')
        self.assertEqual(len(client._instances), 2)

    def test_several_engines_behind_one_address_are_one(self):
        other = Chatterd(self.database)
        try:
            client, turns = self.client(), itertools.cycle((self.server.url, other.url))

            def connect():
                parts = urllib.parse.urlsplit(next(turns))
                client._host, client._port = parts.hostname, parts.port
                return type(client)._connect(client)

            client._connect = connect
            for _ in range(6):
                self.call(client, 'mail.channel', 'channel_fetch_slot')
                client._idle.clear()
            self.assertEqual(len(client._instances), 2)
        finally:
            other.stop()

    def write(self, client, write, body, **fields):
        channel = int(cluster.sql("SELECT id FROM mail_channel WHERE name = 'general'", self.database)[0][0])
        return client.call(dict({'database': self.database, 'uid': self.uid, 'context': {}, 'model': 'mail.channel', 'method': 'message_post',
                                 'args': [channel], 'kwargs': {'body': body}, 'write': write}, **fields))

    def posted(self, body):
        return int(cluster.sql("SELECT count(*) FROM mail_message WHERE body LIKE '%%%s%%'" % body, self.database)[0][0])

    def test_a_write_happens_once(self):
        client = self.client()
        message = self.write(client, 'w1', 'once only')
        self.assertEqual(cluster.sql("SELECT result FROM mail_chatterd_write WHERE id = 'w1'", self.database), [[str(message)]])
        with self.assertRaises(NotServed):
            self.write(client, 'w1', 'once only')
        cluster.sql("INSERT INTO mail_chatterd_write (id, done_at) VALUES ('w2', now())", self.database)
        with self.assertRaises(NotServed):
            self.write(client, 'w2', 'Odoo has it')
        self.assertEqual([self.posted('once only'), self.posted('Odoo has it')], [1, 0])

    def test_what_changes_nothing_is_no_write(self):
        """channel_seen of a channel that was seen leaves no row."""
        client = self.client()
        channel = self.call(client, 'mail.channel', 'channel_create', 'seen once')['id']
        other = Web(self.server.url, self.database, 'bob', 'bob')
        self.call(client, 'mail.channel', 'channel_invite', [channel], [other.info['partner_id']])
        other.call('mail.channel', 'message_post', [channel], body='look', message_type='comment', subtype='mail.mt_comment')

        def seen(write):
            return client.call({'database': self.database, 'uid': self.uid, 'context': {}, 'model': 'mail.channel',
                                'method': 'channel_seen', 'args': [[channel]], 'kwargs': {}, 'write': write})
        taken = "SELECT count(*) FROM mail_chatterd_write WHERE id LIKE 'seen%'"
        self.assertTrue(seen('seen1'))
        self.assertEqual(cluster.sql(taken, self.database), [['1']])
        for number in range(2, 6):
            self.assertIsNone(seen('seen%d' % number))
        self.assertEqual(cluster.sql(taken, self.database), [['1']])

    def test_what_comes_late_is_not_done(self):
        with self.assertRaises(NotServed):
            self.write(self.client(), 'w3', 'too late', deadline=time.time() - 1)
        self.assertEqual(self.posted('too late'), 0)

    def test_a_client_that_leaves_while_a_table_is_locked_has_not_written(self):
        for patience in ({'deadline': time.time() + 1}, {}):
            lock = psycopg2.connect(cluster.dsn(self.database))
            lock.cursor().execute('LOCK TABLE mail_message IN ACCESS EXCLUSIVE MODE')
            # without an answer, or told that it was too late to begin
            with self.assertRaises((OutcomeUnknown, NotServed)):
                self.write(self.client(timeout=2), 'w4', 'gone', **patience)
            lock.rollback()
            lock.close()
            # the engine goes on when the table is free, and gives up before it commits
            while cluster.sql("SELECT 1 FROM pg_stat_activity WHERE datname = '%s' AND state = 'active' AND query LIKE '%%mail_message%%' AND "
                              "pid <> pg_backend_pid()" % self.database):
                time.sleep(0.1)
            self.call(self.client(), 'mail.channel', 'channel_fetch_slot')
            self.assertEqual(self.posted('gone'), 0)

    def test_many_threads_may_call(self):
        client, failures = self.client(), []

        def work():
            try:
                for _ in range(20):
                    self.call(client, 'mail.channel', 'channel_fetch_slot')
            except Exception as error:  # noqa: B902
                failures.append(error)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])

    def test_a_poll_hears_the_channels_that_modules_of_odoo_add(self):
        channel = [self.database, 'custom.alarm', 7]
        last = int(cluster.sql('SELECT coalesce(max(id), 1) FROM bus_bus', self.database)[0][0])
        cluster.sql("INSERT INTO bus_bus (channel, message, create_uid) VALUES ('%s', '\"ring\"', 1)" % json.dumps(channel, separators=(',', ':')),
                    self.database)
        heard = self.client().call({'database': self.database, 'uid': self.uid, 'context': {}, 'route': '/longpolling/poll',
                                    'params': {'channels': ['news', channel], 'last': last, 'options': {}}}, 60)
        self.assertEqual([(notice['channel'], notice['message']) for notice in heard], [(channel, 'ring')])
        # a browser's poll may name texts only
        alice = Web(self.server.url, self.database, 'alice', 'alice')
        with self.assertRaises(RpcError):
            alice.json('/longpolling/poll', {'channels': [channel], 'last': last, 'options': {}})

    def test_a_poll_hears_what_happens(self):
        client, heard = self.client(), []
        last = int(cluster.sql('SELECT coalesce(max(id), 1) FROM bus_bus', self.database)[0][0])
        body = {'database': self.database, 'uid': self.uid, 'context': {}, 'session': 'one', 'route': '/longpolling/poll',
                'params': {'channels': ['news'], 'last': last, 'options': {}}}
        poll = threading.Thread(target=lambda: heard.extend(client.call(body, 60)))
        poll.start()
        client.call({'database': self.database, 'uid': self.uid, 'context': {}, 'route': '/longpolling/send',
                     'params': {'channel': 'news', 'message': 'today'}})
        poll.join()
        self.assertEqual([notice['message'] for notice in heard], ['today'])


if __name__ == '__main__':
    unittest.main(warnings='ignore')
