"""The part of the addon that needs no Odoo: signatures, connections, the circuit breaker and the guard, against a real engine."""
import http.server
import json
import pathlib
import sys
import threading
import types
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import SOURCE, Chatterd, Web, cluster, free_port, new_database  # noqa: E402

sys.path.insert(0, str(SOURCE / 'odoo_addon' / 'mail_chatterd'))
from engine import guard  # noqa: E402
from engine.breaker import Breaker  # noqa: E402
from engine.client import Client, EngineError, NotServed, OutcomeUnknown, Unreachable  # noqa: E402

SECRET = 'a secret of both'


class ClientAgainstTheEngine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.database = new_database('addon')
        cluster.sql("INSERT INTO ir_config_parameter (key, value) VALUES ('mail_chatterd.secret', '%s')" % SECRET, cls.database)
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

    def test_an_engine_that_was_started_anew_is_known_again(self):
        client = self.client()
        self.call(client, 'mail.channel', 'channel_fetch_slot')
        client._instance = 'the one before'
        self.call(client, 'mail.channel', 'channel_fetch_slot')
        self.assertNotEqual(client._instance, 'the one before')

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


class ClientWithoutAnEngine(unittest.TestCase):
    def test_nobody_listens(self):
        client = Client('http://127.0.0.1:%d' % free_port(), SECRET)
        self.assertFalse(client.reachable())
        with self.assertRaises(Unreachable):
            client.describe('x')

    def test_a_call_without_an_answer_may_have_taken_effect(self):
        for silence in ('hang up', 'say nothing'):
            done = threading.Event()

            class Handler(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    if silence == 'say nothing':
                        done.wait(20)

                def log_message(self, *words):
                    pass

            server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            with self.assertRaises(OutcomeUnknown):
                Client('http://127.0.0.1:%d' % server.server_port, SECRET, timeout=0.5).describe('x')
            done.set()
            server.shutdown()
            server.server_close()
            thread.join()

    def test_a_busy_engine_has_done_nothing(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers['Content-Length']))
                body = json.dumps({'error': 'busy'}).encode()
                self.send_response(503)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        with self.assertRaises(Unreachable):
            Client('http://127.0.0.1:%d' % server.server_port, SECRET).describe('x')
        server.shutdown()
        server.server_close()
        thread.join()

    def test_an_address_that_is_none_is_refused(self):
        for url in ('', 'engine:8070', 'ftp://engine'):
            with self.assertRaises(ValueError):
                Client(url, SECRET)


class BreakerTest(unittest.TestCase):
    def setUp(self):
        self.now = 100.0
        self.breaker = Breaker(first=1, longest=4, clock=lambda: self.now)

    def test_a_failure_keeps_callers_away_for_a_while(self):
        self.assertTrue(self.breaker.allows())
        self.breaker.failed()
        self.assertFalse(self.breaker.allows())
        self.now += 1
        self.assertTrue(self.breaker.allows())

    def test_only_one_tries_again(self):
        self.breaker.failed()
        self.now += 1
        self.assertTrue(self.breaker.allows())
        self.assertFalse(self.breaker.allows())
        self.breaker.succeeded()
        self.assertTrue(self.breaker.allows() and self.breaker.allows())

    def test_the_pause_doubles_up_to_a_limit(self):
        pauses = []
        for _ in range(4):
            self.breaker.failed()
            start = self.now
            while not self.breaker.allows():
                self.now += 0.5
            pauses.append(self.now - start)
        self.assertEqual(pauses, [1, 2, 4, 4])


def model_class(*layers):
    """A class as Odoo's registry has it; layers [(module, {method names})], the most derived first."""
    bases = []
    for module, names in layers:
        cls = type('Layer', (), {name: (lambda self: None) for name in names})
        cls.__module__ = 'odoo.addons.%s.models.mail_channel' % module
        bases.append(cls)
    return type('mail.channel', tuple(bases), {})


class GuardTest(unittest.TestCase):
    def test_an_override_of_a_module_that_the_engine_knows_is_none(self):
        cls = model_class(('sms', {'message_post'}), ('mail', {'message_post'}))
        self.assertEqual(guard.unknown_overrides(cls, {'mail', 'sms'}), {})

    def test_an_override_of_another_module_is_found(self):
        cls = model_class(('custom', {'message_post', 'own_method'}), ('mail', {'message_post'}))
        self.assertEqual(guard.unknown_overrides(cls, {'mail'}), {'custom': ['message_post']})

    def test_the_addon_itself_and_views_do_not_count(self):
        cls = model_class(('mail_chatterd', {'message_post'}), ('web', {'fields_view_get'}), ('mail', {'message_post', 'fields_view_get'}))
        self.assertEqual(guard.unknown_overrides(cls, {'mail'}), {})

    def test_what_a_method_uses_decides(self):
        overrides = {'custom': ['_notify_thread', 'channel_info']}
        self.assertEqual(guard.stands_in_the_way(overrides, guard.INFO), ['custom: channel_info'])
        self.assertEqual(len(guard.stands_in_the_way(overrides, guard.ANYTHING)), 2)
        self.assertEqual(guard.stands_in_the_way(overrides, guard.NAMES), [])

    def test_a_core_class_is_of_no_module(self):
        self.assertIsNone(guard.module_of(types.SimpleNamespace))


if __name__ == '__main__':
    unittest.main(warnings='ignore')
