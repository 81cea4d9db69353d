"""Log-in and the ways in: web sessions, JSON-RPC, both XML-RPC versions and their errors."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import FR, POST, TEXT, channel_of, partners   # noqa: E402


def scenario_sessions_more(r):
    """A session from log-in to its end; who sees what about it."""
    for who in ('admin', 'demo', 'alice', 'portal'):
        r.json(who, '/web/session/get_session_info')
        r.json(who, '/web/session/check')
        r.json(who, '/mail/init_messaging')
    r.json('public', '/web/session/get_session_info')
    r.json('public', '/web/session/check')
    r.json('public', '/web/session/get_lang_list')
    r.json('public', '/web/database/list')
    r.json('public', '/web/webclient/version_info', context={})
    r.json('public', '/web/session/authenticate', db='no_such_database', login='demo', password='demo')
    r.json('public', '/web/session/authenticate', db=r.db, login='demo', password='')
    r.json('public', '/web/session/authenticate', db=r.db, login='', password='')
    r.json('public', '/web/session/authenticate', db=r.db, login='demo')
    r.json('public', '/web/session/authenticate')
    r.json('bob', '/web/session/authenticate', db=r.db, login='carol', password='carol')
    r.json('bob', '/web/session/get_session_info')
    r.json('bob', '/web/session/authenticate', db=r.db, login='carol', password='wrong')
    r.json('bob', '/web/session/get_session_info')
    r.json('bob', '/web/dataset/call_kw', model='res.users', method='context_get', args=[], kwargs={})
    r.json('alice', '/web/session/change_password', fields=[{'name': 'old_pwd', 'value': 'alice'}, {'name': 'new_password', 'value': 'a'}, {'name': 'confirm_pwd', 'value': 'b'}])
    r.json('alice', '/web/session/change_password', fields=[{'name': 'old_pwd', 'value': 'bad'}, {'name': 'new_password', 'value': 'a'}, {'name': 'confirm_pwd', 'value': 'a'}])
    r.json('alice', '/web/session/change_password', fields=[{'name': 'old_pwd', 'value': 'alice'}, {'name': 'new_password', 'value': ''}, {'name': 'confirm_pwd', 'value': ''}])
    r.json('alice', '/web/session/change_password', fields=[{'name': 'old_pwd', 'value': 'alice'}, {'name': 'new_password', 'value': 'neuf'}, {'name': 'confirm_pwd', 'value': 'neuf'}])
    r.json('alice', '/web/session/check')
    r.json('public', '/web/session/authenticate', db=r.db, login='alice', password='neuf')
    r.json('public', '/web/session/destroy')
    r.json('public', '/web/session/check')
    r.json('demo', '/web/session/save_session_action', the_action={'a': 1})
    r.json('demo', '/web/session/get_session_action', key=0)
    r.json('demo', '/web/session/get_session_action', key=99)
    r.json('demo', '/web/session/destroy')
    r.json('demo', '/web/session/destroy')
    r.json('demo', '/web/session/authenticate', db=r.db, login='demo', password='demo')
    r.json('demo', '/web/session/check')
    r.http('demo', 'GET', '/web/session/logout')
    r.json('demo', '/web/session/check')
    r.json('admin', '/web/session/modules')


def scenario_xmlrpc_errors(r):
    """Each kind of error on both XML-RPC versions; calls without a result."""
    channel = r.xml('demo', 'mail.channel', 'create', {'name': 'erreurs', 'public': 'public'})
    for call in (r.xml, r.xml1):
        call('demo', 'mail.channel', 'read', [channel], ['name'])
        call('demo', 'mail.channel', 'read', [99999], ['name'])
        call('demo', 'mail.channel', 'unlink', [1])
        call('demo', 'mail.channel', 'nope', [1])
        call('demo', 'mail.channel', '_broadcast', [1], [3])
        call('demo', 'no.model', 'search', [])
        call('alice', 'res.partner', 'create', {'name': 'x'})
        call('portal', 'mail.channel', 'write', [channel], {'name': 'x'})
        call('portal', 'res.partner', 'read', [9], ['name'])
        call('demo', 'mail.channel', 'create', {'name': False})
        call('demo', 'mail.channel', 'write', [channel], {'public': 'nope'})
        call('demo', 'mail.channel', 'write', [channel], {'moderation': True, 'moderator_ids': [[6, 0, [6]]]})
        call('demo', 'mail.channel', 'search', [['nope', '=', 1]])
        call('demo', 'mail.channel', 'search', [], order='nope nope nope')
        call('demo', 'mail.channel', 'message_post', [channel], body='x', partner_ids=[[4, 3]])
        call('demo', 'res.users', 'change_password', 'wrong', 'x')
        call('demo', 'mail.channel', 'channel_fold', 'no-such-uuid', 'open')
        call('demo', 'mail.channel', 'notify_typing', [channel], True)
        call('demo', 'mail.channel', 'search', [['id', '=', channel]], 0, None, None)
        call('demo', 'mail.channel', 'search_count', [])
        call('admin', 'res.partner.category', 'write', [1], {'parent_id': 1})
    for prefix in ('/xmlrpc/2', '/xmlrpc'):
        r.common('version', prefix=prefix)
        r.common('login', None, 'demo', 'demo', prefix=prefix)
        r.common('login', None, 'demo', 'wrong', prefix=prefix)
        r.common('authenticate', None, 'demo', 'demo', {}, prefix=prefix)
        r.common('authenticate', None, 'demo', 'demo', '', prefix=prefix)
        r.common('authenticate', None, 'demo', 'wrong', {}, prefix=prefix)
        r.common('authenticate', None, 'demo', prefix=prefix)
        r.common('nope', None, prefix=prefix)
        r.common('server_version', service='db', prefix=prefix)
        r.common('list_lang', service='db', prefix=prefix)
        r.loose()
        r.common('about', prefix=prefix)
        r.loose()


def scenario_jsonrpc_services(r):
    """`/jsonrpc`: the same services as XML-RPC, with JSON errors."""
    r.service('public', 'common', 'version')
    r.service('public', 'common', 'login', None, 'demo', 'demo')
    r.service('public', 'common', 'login', None, 'demo', 'wrong')
    r.service('public', 'common', 'authenticate', None, 'demo', 'demo', {})
    r.service('public', 'common', 'authenticate', None, 'demo', 'wrong', {'interactive': False})
    r.service('public', 'common', 'authenticate', None, 'demo', 'demo', None)
    r.service('public', 'common', 'nope')
    r.service('public', 'nope', 'version')
    r.service('public', 'db', 'server_version')
    r.service('public', 'db', 'nope')
    r.service('demo', 'object', 'execute', None, None, None, 'mail.channel', 'search', [['id', '<', 3]], 0, None, 'id')
    r.service('demo', 'object', 'execute', None, None, None, 'res.partner', 'read', [9], ['name', 'country_id'])
    r.service('demo', 'object', 'execute', None, None, None, 'res.partner', 'search_read', [['id', '=', 9]], ['name'], 0, 0)
    r.service('demo', 'object', 'execute', None, None, None, 'res.partner', 'fields_get', [], ['type'])
    r.service('demo', 'object', 'execute', None, None, None, 'res.partner', 'name_search', 'wood')
    r.loose()     # Odoo's lazy names are not for its own JSON encoder
    r.service('demo', 'object', 'execute_kw', None, None, None, 'res.partner', 'search_count', [[['is_company', '=', True]]])
    r.service('demo', 'object', 'execute_kw', None, None, None, 'res.partner', 'search', [[['is_company', '=', True]]], {'order': 'name', 'limit': 2})
    r.service('demo', 'object', 'execute_kw', None, None, None, 'res.partner', 'search', [], {'args': [['id', '=', 9]]})
    r.service('demo', 'object', 'execute_kw', None, None, None, 'res.partner', 'search', [], {})
    r.service('demo', 'object', 'execute_kw', None, None, None, 'res.partner', 'read', [[9]], {'fields': ['name'], 'context': FR})
    r.service('demo', 'object', 'execute_kw', None, None, None, 'res.partner', 'read', [[99999]], {'fields': ['name']})
    r.service('demo', 'object', 'execute_kw', None, None, None, 'res.partner', 'read', [[9]], {'fields': ['name'], 'context': {'lang': 'xx'}})
    r.service('demo', 'object', 'execute', None, None, 'wrong', 'res.partner', 'search', [])
    r.service('demo', 'object', 'execute', None, 99999, 'demo', 'res.partner', 'search', [])
    r.service('demo', 'object', 'execute', 'no_such_database', None, None, 'res.partner', 'search', [])
    r.service('demo', 'object', 'nope', None, None, None, 'res.partner', 'search', [])
    r.service('demo', 'object', 'execute', None, None, None, 'res.partner')
    r.service('demo', 'object', 'execute', None, None, None, 'res.partner', '_compute_display_name', [9])
    r.service('demo', 'object', 'execute', None, None, None, 'res.partner', 'nope', [9])
    r.service('demo', 'object', 'execute', None, None, None, 'no.model', 'search', [])
    r.service('portal', 'object', 'execute', None, None, None, 'mail.channel', 'create', {'name': 'x'})
    new = r.service('demo', 'object', 'execute', None, None, None, 'mail.channel', 'create', [{'name': 'service', 'public': 'public'}])
    r.service('demo', 'object', 'execute', None, None, None, 'mail.channel', 'message_post', new)
    r.service('demo', 'object', 'execute_kw', None, None, None, 'mail.channel', 'message_post', [new], {'body': 'Bonjour', 'subtype': 'mail.mt_comment'})
    r.service('demo', 'object', 'execute_kw', None, None, None, 'mail.channel', 'notify_typing', [new], {'is_typing': True})
    r.service('demo', 'object', 'execute', None, None, None, 'mail.channel', 'unlink', new)
    r.service('demo', 'object', 'execute', None, None, None, 'mail.channel', 'unlink', [1])


def scenario_http_doors(r):
    """Requests that are wrong as HTTP or as JSON, and the pages that clients ask first."""
    head = {'Content-Type': 'application/json'}
    ok = {'jsonrpc': '2.0', 'method': 'call', 'id': 7, 'params': {}}
    for path in ('/web/webclient/version_info', '/mail/init_messaging', '/web/session/get_session_info', '/nope', '/web/dataset/call_kw', '/jsonrpc', '/longpolling/poll', '/longpolling/im_status', '/mail/read_followers'):
        r.http('public', 'POST', path, headers=head, json=ok)
        r.http('demo', 'GET', path)
    for body in ({'params': {}}, {'id': None, 'params': {}}, {'id': 'abc'}, {}, {'method': 'anything', 'params': {'context': {}}}, {'jsonrpc': '1.0', 'id': 1, 'params': None}, []):
        r.http('demo', 'POST', '/mail/needaction', headers=head, json=body)
        if body in ([], {'jsonrpc': '1.0', 'id': 1, 'params': None}):
            r.loose()   # stock: HTTP 500
    for text in ('', 'not json', '{"params":', '"text"', 'null', '12', '{"params": {"a": NaN}}'):
        r.http('demo', 'POST', '/mail/needaction', body=text, headers=head)
        if text in ('"text"', 'null', '12') or 'NaN' in text:
            r.loose()   # stock: HTTP 500, and NaN is a number to Python
    r.http('demo', 'POST', '/mail/needaction', body='a=b', headers={'Content-Type': 'application/x-www-form-urlencoded'})
    r.http('demo', 'POST', '/mail/needaction', body='{"params": {}}', headers={'Content-Type': 'text/plain'})
    r.http('demo', 'POST', '/mail/needaction', body='{"params": {}}', headers={'Content-Type': 'application/json; charset=utf-8'})
    r.http('demo', 'POST', '/web/dataset/call_kw/res.partner/name_get', headers=head, json={'id': 3, 'params': {'model': 'res.partner', 'method': 'name_get', 'args': [9], 'kwargs': {}}})
    r.http('demo', 'POST', '/web/dataset/call_kw/anything', headers=head, json={'id': 3, 'params': {'model': 'res.partner', 'method': 'name_get', 'args': [9], 'kwargs': {}}})
    r.http('demo', 'POST', '/web/dataset/call_kw', headers=head, json={'id': 3, 'params': {'model': 'res.partner', 'method': 'name_get'}})
    r.http('demo', 'POST', '/web/dataset/call_kw', headers=head, json={'id': 3, 'params': {'model': 'res.partner', 'method': 'name_get', 'args': [9]}})
    r.http('demo', 'POST', '/web/dataset/call_kw', headers=head, json={'id': 3, 'params': {}})
    r.http('demo', 'POST', '/web/dataset/call_kw', headers=head, json={'id': 3, 'params': {'model': 'res.partner', 'method': 'name_get', 'args': [9], 'kwargs': {}, 'extra': 1}})
    r.http('public', 'POST', '/xmlrpc/2/common', body='<?xml version="1.0"?><methodCall><methodName>version</methodName><params></params></methodCall>', headers={'Content-Type': 'text/xml'})
    r.http('public', 'POST', '/xmlrpc/2/common', body='not xml', headers={'Content-Type': 'text/xml'})
    r.http('public', 'GET', '/xmlrpc/2/common')
    r.http('public', 'POST', '/xmlrpc/2/nope', body='<?xml version="1.0"?><methodCall><methodName>version</methodName><params></params></methodCall>', headers={'Content-Type': 'text/xml'})
    r.http('public', 'GET', '/web/content/99999')
    r.http('demo', 'GET', '/web/content/99999')
    r.http('demo', 'GET', '/web/image/res.partner/9/image_128')
    r.http('demo', 'GET', '/web/image/res.partner/99999/image_128')
    r.http('demo', 'GET', '/mail/res.partner/9/avatar/7')
