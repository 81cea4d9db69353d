"""Log-in and the ways in: web sessions, JSON-RPC, both XML-RPC versions and their errors."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import FR, TEXT   # noqa: E402


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


def scenario_xmlrpc_of_all(r):
    """XML-RPC by the old and the new door, the services common, db and object, for people of every kind."""
    for prefix in ('/xmlrpc/2', '/xmlrpc'):
        for m, a in (('version', []), ('about', []), ('about', [False]), ('about', [True]), ('login', [None, 'carol', 'carol']), ('login', [None, 'carol', 'x']), ('login', [None, '', '']), ('login', [None, 'portal', 'portal']), ('login', [None, 'public', '']), ('login', [None]), ('login', []), ('login', [None, 'carol', 'carol', {}]), ('authenticate', [None, 'carol', 'carol', {}]), ('authenticate', [None, 'carol', 'carol', '']), ('authenticate', [None, 'carol', 'carol']), ('authenticate', [None, 'carol', 'carol', {'base_location': 'http://x', 'interactive': False}]), ('authenticate', [None, 'bob', False, {}]), ('authenticate', [None, False, False, {}]), ('authenticate', [None, 'BOB', 'bob', {}]), ('exp_login', [None, 'a', 'b']), ('exp_version', []), ('set_loglevel', [None, 1]), ('timezone_get', [None, 'carol', 'carol']), ('nope', [None])):
            r.common(m, *a, prefix=prefix)
        for m, a in (('list', []), ('db_exist', [None]), ('server_version', []), ('list_lang', []), ('list_countries', ['admin']), ('create_database', ['x']), ('drop', ['x', 'y']), ('dump', ['x', 'y', 'zip']), ('change_admin_password', ['a', 'b']), ('rename', ['a', 'b', 'c']), ('nope', [])):
            if m in ('list', 'list_lang'): continue
            r.common(m, *a, service='db', prefix=prefix)
    for call in (r.xml, r.xml1):
        for who in ('admin', 'bob', 'portal'):
            call(who, 'res.partner', 'search', [['is_company', '=', True]], 0, 3, 'name')
            call(who, 'res.partner', 'search_read', [['id', 'in', [7, 8, 9]]], ['name', 'email', 'date', 'create_date', 'image_128', 'category_id', 'partner_latitude'], order='id')
            call(who, 'res.partner', 'read', [9], ['name', 'parent_id', 'child_ids', 'active', 'comment'])
            call(who, 'res.partner', 'fields_get', ['name', 'parent_id'], {'attributes': ['string', 'type']})
            call(who, 'res.partner', 'fields_get', ['name', 'parent_id'], attributes=['string', 'type'])
            call(who, 'res.users', 'context_get')
            call(who, 'mail.channel', 'search_read', [['id', '<', 3]], ['name', 'channel_partner_ids', 'description', 'image_128'], order='id')
            call(who, 'mail.channel', 'message_post', [1], body='é<br/>', message_type='comment', subtype='mail.mt_comment')
            call(who, 'mail.channel', 'message_post', 1, body='x')
            call(who, 'mail.message', 'search_read', [['model', '=', 'mail.channel'], ['res_id', '=', 1]], ['body', 'author_id', 'date', 'starred'], limit=2, order='id desc')
            call(who, 'mail.message', 'message_fetch', [['model', '=', 'mail.channel'], ['res_id', '=', 1]], limit=1)
            call(who, 'res.partner', 'create', {'name': 'XML ' + who, 'email': who + '@xml.example.com', 'date': '2020-02-03', 'comment': False})
            call(who, 'res.partner', 'write', [9], {'name': 'X'})
            call(who, 'res.partner', 'unlink', [99999])
            call(who, 'res.partner', 'default_get', ['lang', 'type', 'active'])
            call(who, 'res.partner', 'message_subscribe', [9], [42])
            call(who, 'res.partner', 'message_post', [9], body='par xml', partner_ids=[42])
            call(who, 'mail.message', 'set_message_done', [1])
            call(who, 'mail.message', 'toggle_message_starred', [1])
            call(who, 'ir.attachment', 'create', {'name': 'xml.txt', 'datas': TEXT, 'res_model': 'mail.channel', 'res_id': 1})
            call(who, 'ir.attachment', 'search_read', [['res_model', '=', 'mail.channel'], ['res_id', '=', 1], ['name', 'like', 'xml']], ['name', 'datas', 'mimetype', 'file_size'], order='id')
            call(who, 'mail.channel', 'channel_get', [42, 43])
            call(who, 'mail.channel', 'channel_info', [1])
            call(who, 'ir.model', 'search_read', [['model', '=', 'mail.channel']], ['name'])
            call(who, 'ir.model.data', 'xmlid_to_res_id', 'mail.channel_all_employees')
            call(who, 'no.model', 'read', [1])
            call(who, 'res.partner', '_compute_display_name', [9])
            call(who, 'res.partner', 'write', [9], {'nope': 1})
            call(who, 'res.partner', 'search', [['nope', '=', 1]])
            call(who, 'mail.channel', 'create', {'name': False})
            call(who, 'res.users', 'write', [2], {'login': 'demo'})
            call(who, 'mail.followers', 'create', {'res_model': 'res.partner', 'res_id': 9, 'partner_id': 42})
        call('public', 'res.partner', 'search', [])


def scenario_services_of_all(r):
    """/jsonrpc for people of every kind, and with every kind of wrong call."""
    for who in ('carol', 'portal', 'public', 'admin'):
        r.service(who, 'object', 'execute', None, None, None, 'mail.channel', 'search_read', [['id', '<', 4]], ['name'], 0, 2, 'id')
        r.service(who, 'object', 'execute', None, None, None, 'mail.channel', 'fields_get', [], ['type'])
        r.service(who, 'object', 'execute_kw', None, None, None, 'mail.channel', 'fields_get', [['name']], {'attributes': ['type']})
        r.service(who, 'object', 'execute_kw', None, None, None, 'mail.channel', 'search_count', [[]])
        r.service(who, 'object', 'execute_kw', None, None, None, 'mail.channel', 'search_count', [[]], None)
        r.service(who, 'object', 'execute_kw', None, None, None, 'mail.channel', 'search_count')
        r.service(who, 'object', 'execute', None, None, None, 'mail.channel', 'message_post', [1], 'positionnel')
        r.service(who, 'object', 'execute_kw', None, None, None, 'mail.channel', 'message_post', [[1]], {'body': 'kw', 'message_type': 'comment'})
        r.service(who, 'object', 'execute', None, None, None, 'res.partner', 'im_search', 'a', 5)
        r.service(who, 'object', 'exec_workflow', None, None, None, 'x', 'y', 1)
        r.service(who, 'object', 'nope', None, None, None, 'x')
        r.service(who, 'object', 'execute', None, None, None, 'res.users', 'read', [6], ['login', 'password'])
        r.service(who, 'object', 'execute', None, None, None, 'mail.channel', 'channel_fetch_message', [1], False, 2)
        r.service(who, 'object', 'execute', None, None, None, 'mail.channel', '_broadcast', [1], [3])
    for s, m, a in (('common', 'version', []), ('common', 'login', [None, 'carol', 'carol']), ('common', 'authenticate', [None, 'carol', 'carol', {}]), ('common', 'authenticate', [None, 'carol', 'no', {}]), ('common', 'about', []), ('db', 'server_version', []), ('db', 'db_exist', [None]), ('nope', 'x', []), ('report', 'render', [None, 1, 'x', 'y', [1]]), ('object', 'execute', []), ('object', 'execute', [None]), ('object', 'execute', [None, 6]), ('object', 'execute', [None, 6, 'bad', 'mail.channel', 'search', []]), ('object', 'execute', [None, 'x', 'bad', 'mail.channel', 'search', []]), ('object', 'execute', [None, 99, 'bad', 'mail.channel', 'search', []]), ('object', 'execute', [None, False, False, 'mail.channel', 'search', []]), ('object', 'execute', ['nodb', 6, 'demo', 'mail.channel', 'search', []])):
        r.service('public', s, m, *a)


def scenario_sessions_of_all(r):
    """Sessions that change their user, their language and their rights, and that of a new user."""
    for who in ('alice', 'portal', 'carol'):
        r.json(who, '/web/session/get_session_info')
        r.json(who, '/web/session/get_session_info', context=FR)
        r.call(who, 'res.users', 'write', [8 if who == 'alice' else 7 if who == 'portal' else 10], {'lang': 'fr_FR', 'tz': 'Europe/Paris'})
        r.json(who, '/web/session/get_session_info')
        r.json(who, '/mail/init_messaging')
        r.call(who, 'mail.channel', 'read', [99999], ['name'])
        r.call(who, 'res.users', 'context_get')
        r.json(who, '/web/session/modules')
        r.json(who, '/web/session/check', x=1)
        r.json(who, '/web/session/authenticate', db=r.db, login='bob', password='bob')
        r.json(who, '/web/session/get_session_info')
        r.json(who, '/mail/needaction')
        r.call(who, 'res.users', 'search', [['id', '=', 9]])
        r.json(who, '/web/session/destroy', x=1)
        r.json(who, '/web/session/destroy')
        r.json(who, '/web/session/get_session_info')
        r.json(who, '/longpolling/poll', channels=[], last=0, options={'peek': True})
        r.json(who, '/longpolling/im_status', partner_ids=[3])
        r.json(who, '/mail/chat_history', uuid='x')
    u = r.call('admin', 'res.users', 'create', {'name': 'Zoé', 'login': 'zoe', 'password': 'zoe', 'email': 'zoe@example.com', 'lang': 'fr_FR'}, context={'no_reset_password': True, 'mail_auto_subscribe_no_notify': True})
    r.json('public', '/web/session/authenticate', db=r.db, login='zoe', password='zoe')
    r.json('public', '/mail/init_messaging')
    r.json('public', '/mail/init_messaging')
    r.call('public', 'mail.channel', 'init_odoobot')
    r.call('public', 'res.users', 'read', [u], ['name', 'odoobot_state', 'notification_type', 'lang', 'tz', 'company_id', 'image_128', 'im_status'])
    r.json('public', '/longpolling/poll', channels=[], last=0, options={'peek': True})
    r.json('public', '/longpolling/im_status', partner_ids=[3, 7])
    r.call('admin', 'res.users', 'write', [u], {'groups_id': [[4, 3]]})
    r.json('public', '/web/session/get_session_info')
    r.call('admin', 'res.users', 'write', [u], {'active': False})
    r.json('public', '/web/session/check')
    r.json('public', '/web/session/authenticate', db=r.db, login='zoe', password='zoe')
    r.call('demo', 'res.users', 'search_read', [], ['name', 'login', 'im_status', 'share', 'active'], order='id')
    r.call('demo', 'res.users', 'has_group', 'mail.nope')
    r.call('demo', 'res.users', 'search_count', [['groups_id', 'in', [1]]])
    r.call('portal', 'res.users', 'has_group', 'base.group_user')
