"""Wrong types and numbers in calls, routes and addresses, then calls at random: each has an answer, no transaction stays
open, nothing is written by what is refused, and the server goes on. What attacks SQL and the transport is in bad_input_test.py.

    nonsense_test.py [SEED [ROUNDS]]       the seed of the random part is printed; give it again to repeat a run
"""
import http.client
import json
import pathlib
import random
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd, Web, cluster, new_database  # noqa: E402

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else int(time.time())
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 1500
JSON = {'Content-Type': 'application/json'}
failures = []


def fail(what, *more):
    failures.append('%s: %s' % (what, ' '.join(repr(m)[:400] for m in more)))
    print('FAILED ' + failures[-1], flush=True)


class Raw:
    """Requests byte by byte, in the session of `web`."""

    def __init__(self, server, web=None):
        self.server = server
        self.cookie = {}
        if web:
            jar = next(h for h in web.opener.handlers if hasattr(h, 'cookiejar')).cookiejar
            self.cookie = {'Cookie': '; '.join('%s=%s' % (c.name, c.value) for c in jar)}

    def send(self, path, body, headers=JSON, method='POST'):
        """Status and body; None and the reason when the server went away without an answer."""
        connection = http.client.HTTPConnection('127.0.0.1', self.server.port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers, **self.cookie))
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            return None, repr(error).encode()
        finally:
            connection.close()

    def bytes(self, data, wait=10):
        """What comes back for these very bytes, after which nothing more is sent."""
        with socket.create_connection(('127.0.0.1', self.server.port), timeout=wait) as peer:
            peer.sendall(data)
            peer.shutdown(socket.SHUT_WR)
            answer = b''
            while True:
                try:
                    part = peer.recv(65536)
                except OSError:
                    return answer
                if not part:
                    return answer
                answer += part


def state_of(database):
    """What must not change: every row of the tables that calls write to."""
    tables = [row[0] for row in cluster.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1", database)]
    busy = {'bus_presence', 'bus_bus', 'res_users_log'}
    text = ' UNION ALL '.join("SELECT '%s', count(*)::text, md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM \"%s\" t" % (t, t)
                              for t in tables if t not in busy)
    return {row[0]: row[1:] for row in cluster.sql(text, database)}


def check_quiet(server, database, what):
    if server.process.poll() is not None:
        fail(what, 'the server ended with status', server.process.returncode, server.log()[-1500:])
        print('\n'.join(failures))
        sys.exit(1)
    for attempt in range(50):
        rows = cluster.sql("SELECT state, left(query, 200) FROM pg_stat_activity WHERE datname = '%s' AND pid != pg_backend_pid() "
                           "AND state LIKE 'idle in transaction%%'" % database)
        if not rows:
            return
        time.sleep(0.1)
    fail(what, 'a transaction stays open', rows)


def envelope(model, method, args=(), kwargs=None):
    return {'jsonrpc': '2.0', 'id': 1, 'method': 'call',
            'params': {'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs or {}}}


def error_of(what, status, body):
    """The error object of an answer that must be one."""
    try:
        answer = json.loads(body)
    except ValueError:
        fail(what, 'no JSON', status, body)
        return {}
    error = answer.get('error')
    if status != 200 or not error or not error.get('data', {}).get('name'):
        fail(what, 'no error', status, body)
        return {}
    return error['data']


def test_bodies(raw):
    for what, path, body, headers, statuses in (
            ('invalid UTF-8', '/web/dataset/call_kw', b'{"params": {"model": "\xff\xfe"}}', JSON, (200, 400)),
            ('half a surrogate pair', '/web/dataset/call_kw', b'{"params": {"model": "\\ud800"}}', JSON, (200, 400)),
            ('a list', '/web/dataset/call_kw', b'[1, 2]', JSON, (200, 400, 500)),
            ('null', '/web/dataset/call_kw', b'null', JSON, (200, 400, 500)),
            ('parameters that are a text', '/web/dataset/call_kw', b'{"params": "x"}', JSON, (200, 400, 500)),
            ('a huge number', '/web/dataset/call_kw', b'{"params": {"model": 1e999, "method": 123456789012345678901234567890}}', JSON, (200, 400, 500)),
            ('a cut off upload', '/web/binary/upload_attachment', b'--B\r\nContent-Disposition: form-data; name="a"', {'Content-Type': 'multipart/form-data; boundary=B'}, (400,)),
            ('an upload without boundary', '/web/binary/upload_attachment', b'x', {'Content-Type': 'multipart/form-data'}, (400,)),
            ('a call larger than its route takes', '/web/session/authenticate', b'{"params": "' + b'x' * (2 << 20) + b'"}', JSON, (413,)),
            ('invalid UTF-8 in XML', '/xmlrpc/2/common', b'<methodCall><methodName>\xff\xfe</methodName></methodCall>', {'Content-Type': 'text/xml'}, (200, 400))):
        status, body = raw.send(path, body, headers)
        if status not in statuses:
            fail(what, status, body)
        if status == 200 and b'error' not in body and b'<fault>' not in body:
            fail(what, 'was accepted', body)
    for what, data in (('a null byte', b'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n'),
                       ('two lengths', b'POST /jsonrpc HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
                       ('a length and chunks', b'POST /jsonrpc HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')):
        answer = raw.bytes(data)
        if answer and not answer.startswith(b'HTTP/1.1 4'):
            fail(what, answer[:200])
    # A body that ends too early is no call.
    answer = raw.bytes(b'POST /jsonrpc HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"params": {}}')
    if b' 200 ' in answer[:20]:
        fail('a truncated body', answer)


def test_calls(raw, partner):
    long = 'x' * 100000
    cases = [
        ('a private method with dots', 'res.partner', '__class__', [], None),
        ('a method that is a field', 'res.partner', 'name', [[partner]], None),
        ('no model', None, 'read', [[1]], None),
        ('a number as model', 12, 'read', [[1]], None),
        ('a list as method', 'res.partner', ['read'], [[1]], None),
        ('an unknown field', 'res.partner', 'search_read', [[], ['nope']], None),
        ('an unknown field to read', 'res.partner', 'read', [[partner], ['nope; DROP TABLE res_partner']], None),
        ('an unknown field in a domain', 'res.partner', 'search', [[['nope', '=', 1]]], None),
        ('a domain as text', 'res.partner', 'search', ["[('name', '=', 'x')]"], None),
        ('a domain of numbers', 'res.partner', 'search', [[1, 2]], None),
        ('an operator too many', 'res.partner', 'search', [['&', ['id', '=', 1]]], None),
        ('a term too short', 'res.partner', 'search', [[['id', '=']]], None),
        ('a term too long', 'res.partner', 'search', [[['id', '=', 1, 2]]], None),
        ('a deep path', 'res.partner', 'search', [[['parent_id.' * 200 + 'nope', '=', 1]]], None),
        ('a huge id', 'res.partner', 'read', [[10 ** 30], ['name']], None),
        ('a large id', 'res.partner', 'read', [[2 ** 40], ['name']], None),
        ('a negative id', 'res.partner', 'read', [[-1], ['name']], None),
        ('an id as object', 'res.partner', 'read', [[{'a': 1}], ['name']], None),
        ('ids as text', 'res.partner', 'read', ['abc', ['name']], None),
        ('an id of a fraction', 'res.partner', 'write', [[1.5], {'name': 'x'}], None),
        ('a missing record', 'res.partner', 'write', [[99999999], {'name': 'x'}], None),
        ('values that are a list', 'res.partner', 'write', [[partner], [1, 2]], None),
        ('values that are a text', 'res.partner', 'create', ['x'], None),
        ('too few arguments', 'res.partner', 'write', [], None),
        ('too many arguments', 'res.partner', 'search_count', [[], 1, 2, 3, 4, 5], None),
        ('an unknown keyword', 'res.partner', 'search_count', [[]], {'nope': 1}),
        ('an argument twice', 'res.partner', 'search_count', [[]], {'args': []}),
        ('a context that is a text', 'res.partner', 'search_read', [[]], {'context': 'x'}),
        ('a wrong selection', 'res.partner', 'write', [[partner], {'type': 'nope'}], None),
        ('a date that is none', 'res.partner', 'write', [[partner], {'date': 'yesterday'}], None),
        ('a missing country', 'res.partner', 'write', [[partner], {'country_id': 99999999}], None),
        ('a relation that is a text', 'res.partner', 'write', [[partner], {'country_id': 'France'}], None),
        ('commands that are a text', 'res.partner', 'write', [[partner], {'category_id': 'x'}], None),
        ('a picture that is none', 'res.partner', 'write', [[partner], {'image_1920': 'bm8gcGljdHVyZQ=='}], None),
        ('a null character', 'res.partner', 'write', [[partner], {'name': 'a\0b'}], None),
        ('a message on nothing', 'mail.channel', 'message_post', [[]], {'body': 'x'}),
        ('a message for nobody', 'mail.channel', 'message_post', [[1]], {'partner_ids': [99999999]}),
        ('a message for a text', 'mail.channel', 'message_post', [[1]], {'partner_ids': 'x'}),
        ('a channel of a number', 'mail.channel', 'channel_create', [{'a': 1}, 'nope'], None),
        ('a name for ever', 'mail.channel', 'channel_join_and_get_info', [[99999999]], None),
        ('fetch with nonsense', 'mail.message', 'message_fetch', [{'a': 1}], {'limit': 'x'}),
        ('format of nothing', 'mail.message', 'message_format', [['x']], None),
        ('a long unknown model', long, 'read', [[1]], None),
        ('a long unknown method', 'res.partner', long, [[1]], None)]
    for what, model, method, args, kwargs in cases:
        status, body = raw.send('/web/dataset/call_kw', json.dumps(envelope(model, method, args, kwargs)))
        if status == 200 and what in ('an unknown field to read', 'a huge id', 'a negative id', 'a large id', 'a context that is a text', 'fetch with nonsense'):
            continue    # an empty answer is as good as an error
        error_of(what, status, body)


def test_routes(raw):
    for path in ('/mail/init_messaging', '/mail/read_followers', '/mail/read_subscription_data', '/mail/get_partner_info', '/mail/get_suggested_recipients', '/mail/chat_post', '/mail/chat_history',
                 '/longpolling/im_status', '/longpolling/send', '/web/session/change_password', '/web/session/authenticate', '/web/session/save_session_action', '/web/session/get_session_action', '/web/dataset/search_read'):
        for params in ({'follower_ids': 'x', 'res_model': 'no.model', 'model': 'no.model', 'res_ids': {'a': 1}, 'emails': 12, 'partner_ids': [['x']], 'fields': 'x', 'the_action': None, 'key': {}, 'uuid': [1], 'channel': {}, 'message': None,
                        'db': 12, 'login': [], 'password': {}, 'domain': 'x'}, {'res_ids': [2 ** 70], 'follower_ids': [10 ** 20], 'partner_ids': None, 'model': 'res.partner', 'res_model': 'res.partner', 'emails': [None], 'fields': [{}]}):
            status, body = raw.send(path, json.dumps({'params': params}))
            if status != 200 or b'"jsonrpc"' not in body:
                fail(path, params, status, body)
    for path in ('/web/content/' + '9' * 400, '/web/content/%00', '/web/content/%ff%fe', '/web/image/1/99999999999x99999999999', '/web/image?model=%27%3B&id=1&field=%22', '/web/content?id=1&field=__class__', '/mail/view?model=%00&res_id=1',
                 '/web/content/../../etc/passwd', '/web/content/res.partner/1/' + 'a' * 5000, '/mail/x/999999999999999999999/avatar/1', '/web/image/res.partner/1/image_128?quality=-99999999999999999999', '/logo?company=' + '9' * 30, '/%00', '/' + 'a/' * 3000):
        status, body = raw.send(path, None, {}, 'GET')
        if status is None or status >= 500 or b'root:' in body:
            fail(path[:100], status, body)


NASTY = [None, True, False, 0, 1, -1, 2 ** 31, 2 ** 63, -2 ** 63, 10 ** 30, 1.5, 1e308, '', 'x', 'name', 'id', "'", '"', '%s', '%', '\\', '\0', '\u00e9\U0001f600', 'x' * 5000, '[]', '{}', "[('id','=',1)]", '1', '2020-01-01', 'base.group_user', [], [[]],
         [None], [1], [1, 2, 3], ['x'], [[1]], [[1, 2]], [[1, 2, 3]], [[0, 0, {}]], [[6, 0, [1]]], [[6, 0, 'x']], [[5]], [[3, 99999999]], [[4]], [['id', '=', 1]], [['id', 'in', 1]], [['name', 'ilike', None]], ['|'], ['!'], ['|', ['id', '=', 1]],
         [['parent_id', 'child_of', [1]]], [['nope', '=', 1]], [{}], {}, {'a': 1}, {'name': 'x'}, {'id': 1}, {'lang': 'xx'}, {'lang': 12}, {'active_test': 'x'}, {'tz': []}, {'bin_size': {}}, {'default_name': []}, {'allowed_company_ids': 'x'},
         {'allowed_company_ids': [99999]}, {'uid': 'x'}]
# Calls that are right, to be spoilt in one or two places.
RIGHT = [
    ('res.partner', 'read', [[1, 3], ['name', 'child_ids', 'image_128', 'im_status']], {}),
    ('res.partner', 'search', [[['name', 'ilike', 'a'], '|', ['id', 'in', [1, 2]], ['parent_id.name', '!=', False]]], {'offset': 0, 'limit': 5, 'order': 'name desc, id'}),
    ('res.partner', 'search_read', [[['parent_id', 'child_of', [1]]], ['name', 'category_id']], {'limit': 3, 'context': {'lang': 'en_US', 'active_test': False}}),
    ('res.partner', 'web_search_read', [[['id', '>', 0]], ['name']], {'limit': 3, 'offset': 1}),
    ('res.partner', 'search_count', [[['category_id', '=', 1]]], {}),
    ('res.partner', 'name_search', ['a', [['id', '!=', 1]]], {'operator': 'ilike', 'limit': 4}),
    ('res.partner', 'name_get', [[1, 2]], {}), ('res.partner', 'name_create', ['New'], {}),
    ('res.partner', 'fields_get', [['name', 'child_ids'], ['string', 'type']], {}), ('res.partner', 'default_get', [['name', 'lang', 'type']], {'context': {'default_name': 'x'}}),
    ('res.partner', 'read_group', [[['id', '>', 0]], ['name', 'color:sum'], ['country_id']], {'lazy': False, 'limit': 4, 'orderby': 'country_id desc', 'offset': 0}),
    ('res.partner', 'export_data', [[1], ['name', 'country_id/id']], {}), ('res.partner', 'load', [['name', 'email'], [['x', 'y'], ['z', '']]], {}),
    ('res.partner', 'get_metadata', [[1]], {}), ('res.partner', 'exists', [[1]], {}), ('res.partner', 'check_access_rights', ['write'], {'raise_exception': False}), ('res.partner', 'copy', [1, {'name': 'y'}], {}),
    ('res.partner', 'create', [{'name': 'x', 'email': 'x@example.com', 'category_id': [[6, 0, []], [0, 0, {'name': 'c'}]], 'child_ids': [[0, 0, {'name': 'k'}]], 'country_id': 1, 'date': '2020-01-01', 'active': True, 'color': 3}], {}),
    ('res.partner', 'write', [[3], {'comment': 'x', 'category_id': [[5, 0, 0], [4, 1, 0]], 'country_id': False, 'image_1920': False, 'date': '2020-01-01'}], {}),
    ('res.partner', 'message_post', [[3]], {'body': '<p>x</p>', 'message_type': 'comment', 'subtype': 'mail.mt_comment', 'partner_ids': [3], 'channel_ids': [], 'attachment_ids': [], 'parent_id': False, 'subject': 's', 'author_id': 3, 'email_from': 'a@example.com'}),
    ('res.partner', 'message_subscribe', [[3]], {'partner_ids': [3], 'channel_ids': [1], 'subtype_ids': [1]}), ('res.partner', 'message_unsubscribe', [[3], [3], [1]], {}),
    ('res.partner', 'im_search', ['a'], {'limit': 3}), ('res.partner', 'get_mention_suggestions', ['a'], {'limit': 3}), ('res.partner', 'get_needaction_count', [], {}), ('res.partner', 'get_starred_count', [], {}),
    ('mail.channel', 'channel_create', ['room', 'private'], {}), ('mail.channel', 'channel_get', [[3]], {'pin': True}), ('mail.channel', 'channel_info', [[1]], {'extra_info': False}), ('mail.channel', 'channel_fetch_message', [[1]], {'last_id': 9, 'limit': 4}),
    ('mail.channel', 'channel_fetch_preview', [[1]], {}), ('mail.channel', 'channel_fold', ['uuid'], {'state': 'open'}), ('mail.channel', 'channel_minimize', ['uuid'], {'minimized': True}), ('mail.channel', 'channel_pin', ['uuid'], {'pinned': True}),
    ('mail.channel', 'channel_seen', [[1]], {}), ('mail.channel', 'channel_fetched', [[1]], {}), ('mail.channel', 'channel_invite', [[1], [3]], {}), ('mail.channel', 'channel_join_and_get_info', [[1]], {}),
    ('mail.channel', 'channel_search_to_join', [], {'name': 'a', 'domain': [['id', '>', 0]]}), ('mail.channel', 'channel_set_custom_name', [1], {'name': 'n'}), ('mail.channel', 'channel_get_and_minimize', [[3]], {}), ('mail.channel', 'notify_typing', [[1]], {'is_typing': True}),
    ('mail.channel', 'action_follow', [[1]], {}), ('mail.channel', 'action_unfollow', [[1]], {}), ('mail.channel', 'get_mention_suggestions', ['a'], {'limit': 2}), ('mail.channel', 'execute_command', [[1]], {'command': 'help', 'body': '/help'}),
    ('mail.channel', 'message_post', [[1]], {'body': 'x', 'message_type': 'comment', 'subtype': 'mail.mt_comment', 'partner_ids': [], 'attachment_ids': []}),
    ('mail.channel', 'write', [[1], {'description': 'x', 'channel_partner_ids': [[4, 3, 0]], 'public': 'public', 'moderation': False, 'moderator_ids': [[6, 0, []]], 'group_ids': [[6, 0, []]]}], {}),
    ('mail.channel', 'create', [{'name': 'r', 'public': 'groups', 'group_public_id': 1, 'channel_last_seen_partner_ids': [[0, 0, {'partner_id': 3}]], 'email_send': False}], {}), ('mail.channel', 'channel_fetch_listeners', ['uuid'], {}),
    ('mail.message', 'message_fetch', [[['channel_ids', 'in', [1]]]], {'limit': 3, 'moderated_channel_ids': [1]}), ('mail.message', 'message_format', [[1, 2]], {}), ('mail.message', 'set_message_done', [[1]], {}), ('mail.message', 'mark_all_as_read', [], {'domain': [['id', '>', 1]]}),
    ('mail.message', 'toggle_message_starred', [[1]], {}), ('mail.message', 'unstar_all', [], {}), ('mail.message', 'moderate', [[1], 'accept'], {}), ('mail.message', 'read', [[1, 2], ['body', 'needaction', 'author_id']], {}),
    ('mail.message', 'create', [{'body': 'x', 'model': 'mail.channel', 'res_id': 1, 'message_type': 'comment', 'partner_ids': [[6, 0, [3]]], 'attachment_ids': [[0, 0, {'name': 'a', 'datas': 'eA=='}]]}], {}),
    ('mail.message', 'search_read', [[['needaction', '=', True], ['starred', '=', False]], ['body']], {'order': 'id desc'}), ('mail.followers', 'search_read', [[['res_model', '=', 'res.partner']], ['partner_id', 'subtype_ids']], {}),
    ('mail.followers', 'create', [{'res_model': 'res.partner', 'res_id': 3, 'partner_id': 3, 'subtype_ids': [[6, 0, [1]]]}], {}),
    ('ir.attachment', 'create', [{'name': 'a.txt', 'datas': 'eA==', 'res_model': 'res.partner', 'res_id': 3, 'mimetype': 'text/plain', 'type': 'binary', 'url': False, 'public': False}], {}),
    ('ir.attachment', 'search', [[['res_model', '=', 'res.partner']]], {'limit': 3}), ('ir.attachment', 'generate_access_token', [[1]], {}), ('ir.attachment', 'read', [[1], ['datas', 'mimetype']], {'context': {'bin_size': True}}),
    ('res.users', 'read', [[1], ['name', 'im_status', 'groups_id']], {}), ('res.users', 'has_group', ['base.group_user'], {}), ('res.users', 'context_get', [], {}), ('res.users', 'systray_get_activities', [], {}),
    ('res.users', 'write', [[6], {'notification_type': 'inbox', 'out_of_office_message': 'x', 'signature': '<p>x</p>', 'lang': 'en_US', 'tz': 'UTC'}], {}), ('mail.shortcode', 'create', [{'source': 'a', 'substitution': 'b'}], {}),
    ('bus.bus', 'sendone', ['channel', {'a': 1}], {}), ('bus.bus', 'poll', [['channel']], {'last': 0}), ('mail.activity', 'create', [{'res_model_id': 1, 'res_id': 3, 'user_id': 6, 'date_deadline': '2020-01-01', 'activity_type_id': 1, 'summary': 's'}], {}),
    ('ir.model.data', 'get_object_reference', ['base', 'main_partner'], {}), ('ir.model.data', 'xmlid_to_res_id', ['base.main_partner'], {}), ('ir.translation', 'search_read', [[], ['src']], {'limit': 2}), ('ir.model', 'search_read', [[], ['model']], {'limit': 2}),
]
KEYWORDS = ['fields', 'domain', 'limit', 'offset', 'order', 'context', 'body', 'partner_ids', 'subtype', 'attachment_ids', 'groupby', 'lazy', 'name', 'args', 'operator', 'last_id', 'message_type', 'channel_ids', 'values', 'vals', 'ids', 'default', 'command']


def fresh(chance):
    return json.loads(json.dumps(chance.choice(NASTY)))


def spoilt(chance, value, times):
    """A copy in which something inside is replaced, left out or added."""
    value = json.loads(json.dumps(value))
    for _ in range(times):
        holder, key = None, None
        inside = value
        while isinstance(inside, (list, dict)) and inside and (holder is None or chance.random() < 0.7):
            holder = inside
            key = chance.choice(list(inside)) if isinstance(inside, dict) else chance.randrange(len(inside))
            inside = inside[key]
        if holder is None:
            return fresh(chance)
        deed = chance.random()
        if deed < 0.1:
            del holder[key]
        elif deed < 0.2 and isinstance(holder, dict):
            holder[chance.choice(KEYWORDS)] = fresh(chance)
        elif deed < 0.2:
            holder.append(fresh(chance))
        else:
            holder[key] = fresh(chance)
    return value


def test_random(server, database, raw):
    chance = random.Random(SEED)
    names = {}
    for turn in range(ROUNDS):
        model, method, args, kwargs = chance.choice(RIGHT)
        args, kwargs = (spoilt(chance, part, chance.randrange(3)) for part in (args, kwargs))
        call = {'jsonrpc': '2.0', 'id': 1, 'params': {'model': model, 'method': method, 'args': args, 'kwargs': kwargs}}
        what = 'seed %d, call %d: %s.%s(%s)' % (SEED, turn, model, method, json.dumps([args, kwargs])[:300])
        status, body = raw.send('/web/dataset/call_kw', json.dumps(call))
        if status is None:
            time.sleep(0.5)
            check_quiet(server, database, what)
        try:
            answer = json.loads(body)
        except ValueError:
            answer = {}
        if status != 200 or not isinstance(answer, dict) or ('result' not in answer and 'error' not in answer and answer.get('jsonrpc') != '2.0'):
            fail(what, status, body)
        elif 'error' in answer:
            data = answer['error']['data']
            names[data['name']] = names.get(data['name'], 0) + 1
            # What PostgreSQL would make of text that should never have reached it.
            if data['name'] in ('psycopg2.errors.SyntaxError', 'psycopg2.errors.UndefinedColumn', 'psycopg2.errors.UndefinedTable'):
                fail(what, data['name'], data['message'])
        if turn % 100 == 99:
            check_quiet(server, database, what)
    print('seed %d: %d calls, %s' % (SEED, ROUNDS, ', '.join('%s %d' % item for item in sorted(names.items()))))


with Chatterd(new_database('nonsense')) as server:
    database = server.database
    alice = Web(server.url, database, 'alice', 'alice')
    partner = alice.info['partner_id']
    raw = Raw(server, alice)
    admin = Raw(server, Web(server.url, database, 'admin', 'admin'))
    before = state_of(database)
    test_bodies(raw)
    check_quiet(server, database, 'bodies')
    for session in (raw, admin):
        test_calls(session, partner)
        check_quiet(server, database, 'calls')
        test_routes(session)
        check_quiet(server, database, 'routes')
    after = state_of(database)
    for table in after:
        if after[table] != before.get(table):
            fail('something was written to ' + table, before.get(table), after[table])
    test_random(server, database, raw)
    if not any(channel['id'] for channel in alice.call('mail.channel', 'search_read', [], ['id'])):
        fail('the server does not go on')

if __name__ == '__main__':
    print('%d failures' % len(failures))
    sys.exit(1 if failures else 0)
