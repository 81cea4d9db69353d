"""The parts of the addon that need neither Odoo nor an engine: the client, its exchange, the circuit breaker and the guard."""
import contextlib
import http.server
import importlib
import json
import pathlib
import socket
import sys
import threading
import types
import unittest
import unittest.mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import SOURCE, free_port  # noqa: E402

sys.path.insert(0, str(SOURCE / 'odoo_addon' / 'mail_chatterd'))
from engine import guard, reach, standard  # noqa: E402
from engine.breaker import Breaker  # noqa: E402
from engine.client import Client, NotServed, OutcomeUnknown, Unreachable  # noqa: E402
from engine.exchange import exchange  # noqa: E402

SECRET = 'a secret of both'


@contextlib.contextmanager
def serving(handler):
    """A server that is no engine; its address."""
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield 'http://127.0.0.1:%d' % server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answering(status, body):
    """A handler that reads what is posted, and answers this."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers['Content-Length']))
            self.send_response(status)
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            pass
    return Handler


class ClientWithoutAnEngine(unittest.TestCase):
    def test_nobody_listens(self):
        client = Client('http://127.0.0.1:%d' % free_port(), SECRET)
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

            with serving(Handler) as url:
                with self.assertRaises(OutcomeUnknown):
                    Client(url, SECRET, timeout=0.5).describe('x')
                done.set()

    def test_a_busy_engine_has_done_nothing(self):
        with serving(answering(503, json.dumps({'error': 'busy'}).encode())) as url, self.assertRaises(Unreachable):
            Client(url, SECRET).describe('x')

    def test_a_server_that_is_no_engine_is_not_reached(self):
        with serving(http.server.SimpleHTTPRequestHandler) as url, self.assertRaises(Unreachable):
            Client(url, SECRET).describe('x')

    def test_what_is_no_engines_answer_says_nothing_of_what_was_done(self):
        """A gateway may have passed the call on; what it then says instead of the engine is its own."""
        for status in (200, 500, 502, 504):
            with serving(answering(status, b'<html>')) as url, self.assertRaises(OutcomeUnknown):
                Client(url, SECRET).raw_call({})

    def test_what_json_does_not_have_is_not_sent(self):
        with self.assertRaises(NotServed):
            Client('http://127.0.0.1:%d' % free_port(), SECRET).raw_call({'args': [object()]})

    def test_an_address_that_is_none_is_refused(self):
        for url in ('', 'engine:8070', 'ftp://engine'):
            with self.assertRaises(ValueError):
                Client(url, SECRET)


class ShortcutTest(unittest.TestCase):
    """Whether Odoo may do a write that the shortcut has sent, whatever went wrong; Odoo itself is not there."""

    @classmethod
    def setUpClass(cls):
        stub = unittest.mock.MagicMock()
        stub.models.AbstractModel, stub.http.__name__ = object, 'odoo.http'
        stub.api.model = lambda method: method
        names = ['odoo', 'odoo.addons.bus.controllers.main', 'odoo.modules.registry', 'odoo.http', 'psycopg2', 'psycopg2.extensions',
                 'werkzeug', 'werkzeug.http', 'werkzeug.wrappers']
        packages = {}
        for name in ('mail_chatterd', 'mail_chatterd.controllers', 'mail_chatterd.models', 'mail_chatterd.engine'):
            packages[name] = types.ModuleType(name)
            packages[name].__path__ = [str(SOURCE / 'odoo_addon' / name.replace('.', '/'))]
        with unittest.mock.patch.dict(sys.modules, dict(dict.fromkeys(names, stub), **packages)):
            cls.shortcut = importlib.import_module('mail_chatterd.controllers.shortcut')
            cls.errors = importlib.import_module('mail_chatterd.engine.client')

    def sent(self, asked, outcome=None):
        """(the answer or the exception, whether Odoo must leave it) of a post of which the engine's client answers `asked`."""
        environ, mark = {}, self.shortcut.UNKNOWN_OUTCOME
        seen = []

        def raw_call(body):
            seen.append(environ.get(mark))
            if isinstance(asked, Exception):
                raise asked
            return asked

        known = unittest.mock.MagicMock()
        known.recordsets = {}
        known.connection.skew, known.connection.client.timeout = 0, 1
        known.connection.client.raw_call, known.connection.ask = raw_call, lambda call: call()
        chatterd = self.shortcut.api.Environment.return_value.__getitem__.return_value
        chatterd._outcome.side_effect = [outcome]
        try:
            answer = self.shortcut._engine(known, 'mail.channel.message_post', {'id': 1, 'database': 'x'}, environ)
        except Exception as error:
            answer = error
        self.assertEqual(seen, [True])
        return answer, environ.get(mark, False)

    def test_nothing_was_done(self):
        for error in (self.errors.NotServed('kept'), self.errors.Unreachable('busy')):
            self.assertEqual(self.sent(error), (None, False))
        self.assertEqual(self.sent(self.errors.OutcomeUnknown('silence'), (False, None)), (None, False))

    def test_it_was_done(self):
        self.assertEqual(self.sent(b'{"result": 7}')[0], b'{"result": 7}')
        answer, _marked = self.sent(self.errors.OutcomeUnknown('silence'), (True, 7))
        self.assertEqual(json.loads(answer)['result'], 7)

    def test_nobody_knows(self):
        self.assertEqual(self.sent(self.errors.OutcomeUnknown('silence'), (None, None)), (None, True))
        for error in (RuntimeError('a mistake of ours'), MemoryError()):
            self.assertEqual(self.sent(error), (error, True))
        failed = OSError('no database to ask')
        self.assertEqual(self.sent(self.errors.OutcomeUnknown('silence'), failed), (failed, True))


class ExchangeTest(unittest.TestCase):
    """What comes back, in pieces of any size, as HTTP/1.1 allows it to be written."""

    def answered(self, raw, piece=1000):
        ours, theirs = socket.socketpair()

        def answer():
            try:
                theirs.recv(1 << 16)
                for start in range(0, len(raw), piece):
                    theirs.sendall(raw[start:start + piece])
            except OSError:
                pass    # who has read enough hangs up
            theirs.close()

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            return exchange(ours, 'engine', '/x', b'{}', {'A': 'b'})
        finally:
            ours.close()
            thread.join()

    def test_every_framing_in_every_piece(self):
        head = b'HTTP/1.1 200 OK\r\n'
        answers = {
            head + b'Content-Length: 5\r\n\r\nhello': (200, b'hello', True),
            head + b'content-length:5\r\nConnection: Close\r\n\r\nhello': (200, b'hello', False),
            head + b'Content-Length: 0\r\n\r\n': (200, b'', True),
            head + b'Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: z\r\n\r\n': (200, b'hello', True),
            head + b'\r\nhello': (200, b'hello', False),
            b'HTTP/1.0 503 Busy\r\nContent-Length: 5\r\n\r\nhello': (503, b'hello', False),
            b'HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello': (200, b'hello', True),
            b'HTTP/1.1 100 Continue\r\n\r\n' + head + b'Content-Length: 5\r\n\r\nhello': (200, b'hello', True),
        }
        for raw, expected in answers.items():
            for piece in (1, 7, 1000):
                self.assertEqual(self.answered(raw, piece), expected, (raw, piece))

    def test_what_ends_early_or_is_no_http_is_no_answer(self):
        whole = b'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
        chunked = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'
        for raw in [whole[:end] for end in range(len(whole))] + [chunked[:end] for end in range(len(chunked))] + [
                b'HTTP/1.1 ok\r\n\r\n', b'SSH-2.0\r\n\r\n', b'HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello',
                b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n', b'x' * 200000]:
            with self.assertRaises(OSError, msg=raw[:80]):
                self.answered(raw)

    def test_the_request_is_whole(self):
        ours, theirs = socket.socketpair()
        theirs.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
        exchange(ours, 'engine:8070', '/chatterd/call', b'{"a": 1}', {'Content-Type': 'application/json'})
        self.assertEqual(theirs.recv(1 << 16), b'POST /chatterd/call HTTP/1.1\r\nHost: engine:8070\r\nContent-Length: 8\r\n'
                                               b'Content-Type: application/json\r\n\r\n{"a": 1}')
        ours.close()
        theirs.close()


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

    def test_one_outage_is_one_failure_for_all_who_were_on_their_way(self):
        for _ in range(100):
            self.breaker.failed()
        self.now += 1
        self.assertTrue(self.breaker.allows())

    def test_the_pause_doubles_up_to_a_limit(self):
        pauses = []
        for _ in range(4):
            self.breaker.failed()
            start = self.now
            while not self.breaker.allows():
                self.now += 0.5
            pauses.append(self.now - start)
        self.assertEqual(pauses, [1, 2, 4, 4])


def function(module):
    """Some function of a module, as its file has it."""
    def stands(self):
        return None

    stands.__module__ = module if '.' in module else 'odoo.addons.%s.models.mail' % module
    return stands


class Field:
    """What the guard looks at in a field of Odoo."""
    column_type = convert_to_cache = None

    def __init__(self, **args):
        self.args = args


def model_class(*layers):
    """A class as Odoo's registry has it; layers [(module, {names of methods} or {name: value})], the most derived first."""
    bases = []
    for module, names in layers:
        values = names if isinstance(names, dict) else {name: function(module) for name in names}
        cls = type('Layer', (), values)
        cls.__module__ = 'odoo.addons.%s.models.mail_channel' % module
        bases.append(cls)
    merged = type('mail.channel', tuple(bases), {})
    merged.__module__ = 'odoo.models'
    return merged


VERSIONS = {name: '13.0.' + version for name, version in standard.STANDARD.items()}


def unknown(cls, engine_knows=('mail',), versions=VERSIONS, model='mail.channel'):
    known = guard.Known(engine_knows, lambda module: versions.get(module, ''))
    return [each for each in guard.extensions(model, cls) if not known.passes(each)]


class GuardTest(unittest.TestCase):
    def kinds(self, *layers, **options):
        return [(each.module, each.name, each.kind) for each in unknown(model_class(*layers), **options)]

    def test_standard_code_that_is_native_or_harmless_is_known(self):
        self.assertEqual(self.kinds(('rating', {'_rating_get_parent_field_name'}), ('mail', {'_rating_get_parent_field_name'})), [])
        layers = ('im_livechat', {'channel_info'}), ('mail', {'channel_info'})
        self.assertEqual(self.kinds(*layers), [('im_livechat', 'channel_info', 'method')])
        self.assertEqual(self.kinds(*layers, engine_knows=('mail', 'im_livechat')), [])

    def test_standard_code_of_another_version_is_not_known(self):
        self.assertEqual(self.kinds(('rating', {'write'}), ('mail', {'write'}), versions=dict(VERSIONS, rating='13.0.9.9')),
                         [('rating', 'write', 'method')])

    def test_each_way_of_changing_a_model_is_found(self):
        constraint = function('custom')
        constraint._constrains = ('body',)
        ways = {
            'method': {'message_post': function('custom')},
            'constraint': {'_check_body': constraint},
            'command': {'_define_command_dance': function('custom')},
            'default': {'x_stamp': Field(default=lambda self: 1)},
            'field': {'body': Field(sanitize=False)},
            'setting': {'_rec_name': 'uuid'},
        }
        for kind, values in ways.items():
            found = self.kinds(('custom', values), ('mail', {'message_post': function('mail'), 'body': Field(), '_rec_name': None}))
            self.assertEqual(found, [('custom', next(iter(values)), kind)])

    def test_what_only_adds_or_renames_is_none(self):
        self.assertEqual(self.kinds(('custom', {'own_method': function('custom'), 'x_note': Field(), 'body': Field(string='Text', help='?')}),
                                    ('mail', {'body': Field()})), [])

    def test_the_addon_itself_and_views_do_not_count(self):
        self.assertEqual(self.kinds(('mail_chatterd', {'message_post'}), ('custom', {'fields_view_get'}),
                                    ('mail', {'message_post', 'fields_view_get'})), [])

    def test_functions_that_were_put_into_the_classes_of_others_are_found(self):
        for module in ('custom', 'some_library.patches'):
            merged = model_class(('mail', {'message_post': function('mail')}))
            merged.message_post = function(module)
            self.assertEqual([(each.module, each.kind) for each in unknown(merged)], [(module.partition('.')[0], 'patch')])
        below = model_class(('mail', {'message_post': function('custom')}))
        self.assertEqual([(each.module, each.kind) for each in unknown(below)], [('custom', 'patch')])

    def test_what_is_written_is_watched_as_a_whole_and_what_is_read_by_name(self):
        notify, default = (guard.Extension('custom', 'mail.channel', name, kind, '') for name, kind in
                           (('_notify_thread', 'method'), ('x_stamp', 'default')))
        for extension in (notify, default):
            self.assertTrue(guard.concerns(extension, (), True))
            self.assertFalse(guard.concerns(extension, reach.READING, False))

    def test_every_delegated_method_watches_its_own_name(self):
        for name, (uses, _writes) in reach.REACH.items():
            model, _dot, method = name.rpartition('.')
            if not name.startswith('/'):
                self.assertTrue(method.startswith(uses[model]), name)

    def test_a_reason_names_file_and_class(self):
        extension, = unknown(model_class(('custom', {'message_post'}), ('mail', {'message_post'})))
        self.assertEqual(guard.reason(extension), 'custom extends mail.channel.message_post (?, Layer)')

    def test_a_core_class_is_of_no_module(self):
        self.assertIsNone(guard.module_of(types.SimpleNamespace))


if __name__ == '__main__':
    unittest.main(warnings='ignore')
