"""The main job with Python's xmlrpc.client, with Debian's OdooRPC and with curl, against one server."""
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import xmlrpc.client

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PATIENCE, Web, skip  # noqa: E402


class Receiver(threading.Thread):
    """A user who polls as a browser does until a message with the wanted text has come."""

    def __init__(self, url, database, login, wanted):
        super().__init__(daemon=True)
        self.web = Web(url, database, login, login)
        self.wanted, self.message, self.last = wanted, None, 0
        # where to start: the newest notification there is
        for notification in self.web.poll(peek=True)['notifications']:
            self.last = max(self.last, notification['id'])

    def run(self):
        while self.message is None:
            for notification in self.web.poll(last=self.last):
                self.last = max(self.last, notification['id'])
                message = notification['message']
                if notification['channel'][1] == 'mail.channel' and self.wanted in str(message.get('body')):
                    self.message = message

    def result(self):
        self.join(PATIENCE)
        assert self.message, 'the message was not received'
        return self.message


def with_xmlrpc(url, database):
    common = xmlrpc.client.ServerProxy(url + '/xmlrpc/2/common')
    assert common.version()['server_serie'] == '13.0'
    assert common.authenticate(database, 'alice', 'wrong', {}) is False
    uid = common.authenticate(database, 'alice', 'alice', {})
    models = xmlrpc.client.ServerProxy(url + '/xmlrpc/2/object', allow_none=True)

    def call(model, method, *args, **kwargs):
        return models.execute_kw(database, uid, 'alice', model, method, list(args), kwargs)

    channel = call('mail.channel', 'channel_create', 'cellar by XML-RPC', 'public')
    bob, = call('res.users', 'search_read', [('login', '=', 'bob')], ['partner_id'])
    # None cannot be marshalled: a method without an answer faults after it took effect, as Odoo's does
    try:
        call('mail.channel', 'channel_invite', [channel['id']], [bob['partner_id'][0]])
    except xmlrpc.client.Fault as fault:
        assert 'cannot marshal None' in fault.faultString
    receiver = Receiver(url, database, 'bob', 'over XML')
    receiver.start()
    message = call('mail.channel', 'message_post', [channel['id']], body='<p>over XML: naïve ✓</p>', message_type='comment',
                   subtype='mail.mt_comment')
    assert receiver.result()['id'] == message
    page = call('mail.channel', 'channel_fetch_message', [channel['id']], limit=30)
    assert page[0]['id'] == message and page[0]['body'] == '<p>over XML: naïve ✓</p>', page[0]
    assert call('mail.message', 'search_read', [('id', '=', message)], ['res_id']) == [{'id': message, 'res_id': channel['id']}]
    try:
        call('mail.channel', 'write', [99999], {'name': 'nothing'})
        raise AssertionError('a missing record was written')
    except xmlrpc.client.Fault as fault:
        assert fault.faultCode == 2, fault
    # the older path: fault codes are texts
    old = xmlrpc.client.ServerProxy(url + '/xmlrpc/object', allow_none=True)
    try:
        old.execute(database, uid, 'wrong', 'res.partner', 'read', [1], ['name'])
        raise AssertionError('a wrong password was good enough')
    except xmlrpc.client.Fault as fault:
        assert fault.faultCode == 'AccessDenied', fault
    return channel['id'], message


def with_odoorpc(url, database):
    try:
        import odoorpc
    except ImportError:
        skip('python3-odoorpc is not installed for ' + sys.executable)
    odoo = odoorpc.ODOO('127.0.0.1', port=int(url.rsplit(':', 1)[1]), timeout=PATIENCE)
    assert odoo.version.startswith('13.0')
    try:
        odoo.login(database, 'alice', 'wrong')
        raise AssertionError('a wrong password was good enough')
    except odoorpc.error.RPCError:
        pass
    odoo.login(database, 'alice', 'alice')
    try:
        odoo.env.user
        raise AssertionError('an employee counted access rights, which a stock Odoo refuses')
    except odoorpc.error.RPCError as error:
        assert 'ir.model.access' in str(error), error
    assert odoo.env.context['lang'] == 'en_US'
    channels = odoo.env['mail.channel']
    channel = channels.channel_create('cellar by OdooRPC', 'public')
    record = channels.browse(channel['id'])
    assert record.name == 'cellar by OdooRPC' and record.channel_type == 'channel'
    bob, = odoo.env['res.users'].search([('login', '=', 'bob')])
    partner = odoo.execute('res.users', 'read', [bob], ['partner_id'])[0]['partner_id'][0]
    record.channel_invite([partner])
    receiver = Receiver(url, database, 'bob', 'over OdooRPC')
    receiver.start()
    message = record.message_post(body='over OdooRPC', message_type='comment', subtype='mail.mt_comment')
    assert receiver.result()['id'] == message
    page = record.channel_fetch_message(limit=30)
    assert page[0]['id'] == message
    found = odoo.env['mail.message'].search_read([('id', '=', message)], ['author_id'])
    assert found[0]['author_id'][1] == 'Alice Martin'
    record.description = 'written through a browse record'
    assert channels.read([record.id], ['description'])[0]['description'] == 'written through a browse record'
    assert odoo.env.ref('mail.channel_all_employees').name == 'general'
    assert channels.search_count([('id', '=', record.id)]) == 1
    assert {m.id for m in odoo.env['mail.message'].browse([message])} == {message}
    try:
        record.no_such_method()
        raise AssertionError('an unknown method was called')
    except odoorpc.error.RPCError as error:
        assert 'no_such_method' in str(error), error
    odoo.logout()
    return record.id, message


def with_curl(url, database):
    with tempfile.NamedTemporaryFile(prefix='cookies-') as jar:
        def curl(path, params, *options):
            body = json.dumps({'jsonrpc': '2.0', 'params': params})
            done = subprocess.run(['curl', '-sS', '--fail', '--compressed', '-b', jar.name, '-c', jar.name, url + path, *options,
                                   '-H', 'Content-Type: application/json', '-d', body], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            answer = json.loads(done.stdout)
            assert 'error' not in answer, answer
            return answer.get('result')

        info = curl('/web/session/authenticate', {'db': database, 'login': 'alice', 'password': 'alice'})
        assert info['username'] == 'alice'

        def call(model, method, *args, **kwargs):
            return curl('/web/dataset/call_kw', {'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs})

        channel = call('mail.channel', 'channel_create', 'cellar by curl', 'private')
        receiver = Receiver(url, database, 'alice', 'over curl')
        receiver.start()
        message = call('mail.channel', 'message_post', [channel['id']], body='over curl', message_type='comment',
                       subtype='mail.mt_comment')
        assert receiver.result()['id'] == message
        page = call('mail.channel', 'channel_fetch_message', [channel['id']], limit=30)
        assert page[0]['id'] == message
        read = curl('/web/dataset/search_read', {'model': 'mail.message', 'domain': [['id', '=', message]], 'fields': ['subject'],
                                                 'limit': 1})
        assert read['length'] == 1 and read['records'] == [{'id': message, 'subject': False}], read
        assert curl('/jsonrpc', {'service': 'common', 'method': 'login', 'args': [database, 'alice', 'alice']}) == info['uid']
        polled = curl('/longpolling/poll', {'channels': [], 'last': 0, 'options': {'peek': True}})
        assert any(n['message'].get('id') == message for n in polled['notifications']), polled
        # a body that chunks, as `curl -T -` sends it
        chunked = curl('/web/webclient/version_info', {}, '-H', 'Transfer-Encoding: chunked')
        assert chunked['server_serie'] == '13.0'
        return channel['id'], message


CLIENTS = {'xmlrpc': with_xmlrpc, 'odoorpc': with_odoorpc, 'curl': with_curl}
