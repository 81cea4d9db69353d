"""The ways in with every kind of argument: sessions, /mail and /longpolling routes, methods of channels, XML-RPC."""
from common import FR, channel_of, partners, peek

PEOPLE = ('demo', 'alice', 'bob', 'carol', 'portal', 'admin')
SEATS = ['channel_id', 'partner_id', 'is_pinned', 'fold_state', 'is_minimized', 'custom_channel_name', 'seen_message_id', 'fetched_message_id']
WHO = ('demo', 'alice', 'portal', 'public', 'admin')


def scenario_sessions_long(r):
    """Sessions of every kind of person, from log-in to the end and again."""
    for who in ('demo', 'portal', 'admin'):
        r.json(who, '/web/session/get_session_info')
        r.json(who, '/web/session/check')
        r.json(who, '/web/session/modules')
        r.json(who, '/web/session/account')
        r.loose()
        r.json(who, '/web/session/get_lang_list')
        r.json(who, '/web/session/get_session_info', nope=1)
        r.call(who, 'res.users', 'context_get')
        r.call(who, 'res.users', 'has_group', 'base.group_user')
        r.call(who, 'res.users', 'has_group', 'base.group_portal')
        r.call(who, 'res.users', 'has_group', 'nope')
        r.call(who, 'res.users', 'check_access_rights', 'write', raise_exception=False)
    for params in ({}, {'db': r.db}, {'db': r.db, 'login': 'demo'}, {'db': r.db, 'login': 'demo', 'password': None}, {'db': r.db, 'login': 'demo', 'password': False}, {'db': r.db, 'login': 'DEMO', 'password': 'demo'},
                   {'db': r.db, 'login': ' demo ', 'password': 'demo'}, {'db': r.db, 'login': 'demo', 'password': 'Demo'}, {'db': r.db, 'login': None, 'password': 'x'}, {'db': r.db, 'login': 3, 'password': 'x'}, {'db': r.db, 'login': 'demo', 'password': 3},
                   {'db': r.db, 'login': 'public', 'password': 'public'}, {'db': r.db, 'login': '__system__', 'password': ''}, {'db': r.db, 'login': 'default', 'password': ''}, {'db': '', 'login': 'demo', 'password': 'demo'},
                   {'db': 'nope', 'login': 'demo', 'password': 'demo'}, {'db': r.db, 'login': 'demo', 'password': 'demo', 'base_location': 'http://x'}, {'db': r.db, 'login': 'demo', 'password': 'demo', 'nope': 1},
                   {'db': r.db, 'login': 'carol', 'password': 'carol', 'context': FR}):
        r.json('public', '/web/session/authenticate', **params)
        r.json('public', '/web/session/get_session_info')
        r.json('public', '/web/session/destroy')
    r.json('public', '/web/session/authenticate', db=r.db, login='alice', password='alice')
    r.json('public', '/mail/needaction')
    r.json('public', '/web/session/get_session_info')
    r.json('public', '/web/session/authenticate', db=r.db, login='bob', password='wrong')
    r.json('public', '/web/session/check')
    r.json('public', '/web/session/destroy')
    for path in ('/web/session/check', '/web/session/get_session_info', '/web/session/modules', '/web/session/destroy', '/mail/needaction', '/mail/init_messaging', '/web/session/change_password', '/web/dataset/search_read', '/longpolling/im_status', '/mail/get_partner_info'):
        r.json('public', path)
    # passwords

    def change(who, old, new, confirm):
        r.json(who, '/web/session/change_password', fields=[{'name': 'old_pwd', 'value': old}, {'name': 'new_password', 'value': new}, {'name': 'confirm_pwd', 'value': confirm}])
    for old, new, confirm in (('demo', 'x', 'y'), ('', 'x', 'x'), ('demo', '', ''), ('demo', '  ', '  '), ('demo', 'x', ' '), ('bad', 'x', 'x'), ('demo', 'été', 'été')):
        change('demo', old, new, confirm)
    r.json('demo', '/web/session/check')
    r.json('demo', '/web/session/get_session_info')
    r.json('public', '/web/session/authenticate', db=r.db, login='demo', password='demo')
    r.json('public', '/web/session/authenticate', db=r.db, login='demo', password='été')
    r.json('public', '/web/session/destroy')
    r.json('demo', '/web/session/change_password', fields=[])
    r.json('demo', '/web/session/change_password')
    r.json('demo', '/web/session/change_password', fields=[{'name': 'old_pwd', 'value': 'x'}])
    change('portal', 'portal', 'p2', 'p2')
    r.call('portal', 'res.users', 'read', [7], ['login', 'name'])
    r.call('bob', 'res.users', 'change_password', 'bob', 'b2')
    r.json('bob', '/web/session/check')
    r.call('carol', 'res.users', 'change_password', 'no', 'b2')
    r.call('carol', 'res.users', 'change_password', '', 'b2')
    r.call('carol', 'res.users', 'change_password', 'carol', '')
    r.call('carol', 'res.users', 'change_password', 'carol')
    r.call('admin', 'res.users', 'write', [10], {'password': 'remplacé'})
    r.json('carol', '/web/session/check')
    r.json('carol', '/mail/needaction')
    r.json('carol', '/web/session/get_session_info')
    r.json('carol', '/web/session/authenticate', db=r.db, login='carol', password='remplacé')
    r.json('carol', '/mail/needaction')
    r.call('admin', 'res.users', 'write', [10], {'login': 'caroline'})
    r.json('carol', '/mail/needaction')
    r.json('public', '/web/session/authenticate', db=r.db, login='carol', password='remplacé')
    r.json('public', '/web/session/authenticate', db=r.db, login='caroline', password='remplacé')
    r.json('public', '/web/session/destroy')
    r.call('admin', 'res.users', 'write', [10], {'active': False})
    r.json('carol', '/mail/needaction')
    r.json('public', '/web/session/authenticate', db=r.db, login='caroline', password='remplacé')
    r.call('alice', 'res.users', 'write', [8], {'lang': 'fr_FR', 'tz': 'Asia/Tokyo', 'signature': '<p>Alice</p>'})
    r.json('alice', '/web/session/get_session_info')
    r.call('alice', 'res.users', 'context_get')
    r.call('alice', 'res.users', 'preference_save')
    r.call('alice', 'res.users', 'preference_change_password')
    r.json('alice', '/web/session/authenticate', db=r.db, login='alice', password='mauvais')
    r.json('alice', '/web/session/get_session_info')
    r.call('alice', 'mail.channel', 'create', {'name': False})
    r.call('alice', 'mail.channel', 'unlink', [1])
    r.call('alice', 'mail.channel', 'read', [99999], ['name'])
    r.call('alice', 'res.groups', 'create', {'name': 'x'})
    r.json('alice', '/mail/init_messaging')
    for action in ({'a': 1}, {}, None, 'x', [1, 2]):
        r.json('alice', '/web/session/save_session_action', the_action=action)
    for key in (0, 1, 2, 4, 5, -1, 'x', None):
        r.json('alice', '/web/session/get_session_action', key=key)
    r.http('alice', 'GET', '/web/session/logout?redirect=/nope')
    r.json('alice', '/web/session/check')
    r.json('alice', '/web/session/get_session_action', key=0)


def scenario_mail_routes(r):
    """Every /mail route with arguments good and bad."""
    demo, alice, bob, portal = partners(r, 'demo', 'demo', 'alice', 'bob', 'portal')
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Épicerie Léa', 'email': 'lea@example.com'})
    pub = channel_of(r, 'demo', 'route', 'public', [alice])['id']
    priv = channel_of(r, 'alice', 'cachée', 'private')['id']
    r.call('demo', 'res.partner', 'message_subscribe', [doc], partner_ids=[alice, portal], channel_ids=[pub])
    fs = r.call('demo', 'mail.followers', 'search', [['res_model', '=', 'res.partner'], ['res_id', '=', doc]], order='id')
    fc = r.call('alice', 'mail.followers', 'search', [['res_model', '=', 'mail.channel'], ['res_id', 'in', [pub, priv]]], order='id')
    for who in WHO:
        for ids in (fs, fs[:1], [], [99999], fc, False, None, 'x', fs[0]):
            r.json(who, '/mail/read_followers', follower_ids=ids, res_model='res.partner')
        r.json(who, '/mail/read_followers', follower_ids=fc, res_model='mail.channel')
        r.json(who, '/mail/read_followers', follower_ids=fs, res_model='no.model')
        r.json(who, '/mail/read_followers', follower_ids=fs)
        r.json(who, '/mail/read_followers', res_model='res.partner')
        r.json(who, '/mail/read_followers', follower_ids=fs, res_model='res.partner', context=FR)
        for f in (fs[0], fs[-1], 99999, False, None, 'x', fs[:1], fs):
            r.json(who, '/mail/read_subscription_data', res_model='res.partner', follower_id=f)
        r.json(who, '/mail/read_subscription_data', res_model='mail.channel', follower_id=fc[0])
        r.json(who, '/mail/read_subscription_data', res_model='no.model', follower_id=fs[0], context=FR)
        r.json(who, '/mail/read_subscription_data', res_model=False, follower_id=fs[0])
        r.json(who, '/mail/read_subscription_data', res_model='res.partner')
        r.json(who, '/mail/get_partner_info', model='res.partner', res_ids=[doc], emails=['lea@example.com', 'LEA@Example.com', 'x <x@y.z>', '', 'nope', 'alice@example.com'])
        r.json(who, '/mail/get_partner_info', model='mail.channel', res_ids=[priv], emails=['alice@example.com'])
        r.json(who, '/mail/get_partner_info', model='mail.channel', res_ids=[pub], emails=['bob@example.com'], link_mail=True)
        r.json(who, '/mail/get_partner_info', model='no.model', res_ids=[1], emails=[])
        r.json(who, '/mail/get_partner_info', model='res.partner', res_ids=[], emails=['lea@example.com'])
        r.json(who, '/mail/get_partner_info', model='res.partner', res_ids=[99999], emails=['lea@example.com'])
        r.json(who, '/mail/get_partner_info', model='res.partner', res_ids=[doc])
        r.json(who, '/mail/get_suggested_recipients', model='res.partner', res_ids=[doc])
        r.json(who, '/mail/get_suggested_recipients', model='mail.channel', res_ids=[pub, priv])
        r.json(who, '/mail/get_suggested_recipients', model='mail.channel', res_ids=[priv])
        r.json(who, '/mail/get_suggested_recipients', model='res.partner', res_ids=[])
        r.json(who, '/mail/get_suggested_recipients', model='res.partner', res_ids=[doc, 9, 99999])
        r.json(who, '/mail/get_suggested_recipients', model='no.model', res_ids=[1])
        r.json(who, '/mail/get_suggested_recipients', model='res.partner')
        r.json(who, '/mail/needaction')
        r.json(who, '/mail/needaction', context=FR)
        r.json(who, '/mail/needaction', x=1)
        r.json(who, '/mail/init_messaging')
        r.json(who, '/mail/init_messaging', context=FR)
        r.json(who, '/mail/nope')


def scenario_bus_doors(r):
    """/longpolling with every kind of argument, sending and hearing."""
    demo, alice, bob = partners(r, 'demo', 'demo', 'alice', 'bob')
    cid = channel_of(r, 'demo', 'ondes', 'public', [alice])
    start = {who: peek(r, who) for who in PEOPLE}
    for channel, message in (('a', 'b'), ('a', {'x': [1, None, False]}), ('a', None), ('a', False), ('a', 0), ('é', 'é😀'), ('', 'vide'), (cid['uuid'], {'info': 'typing_status'}), (3, 'x'), (None, 'x'), (['a'], 'x'), ('["%s","res.partner",%d]' % (r.db, demo), 'intrus')):
        for who in ('demo', 'public'):
            r.json(who, '/longpolling/send', channel=channel, message=message)
    r.json('demo', '/longpolling/send', channel='a')
    r.json('demo', '/longpolling/send', message='a')
    r.json('demo', '/longpolling/send')
    r.json('demo', '/longpolling/send', channel='a', message='b', more=1)
    for channels in ([], ['a'], ['a', 'a'], ['é', ''], [cid['uuid']], ['nope'], ['a', 3], [None], [['a']], 3, None, False, [True], ['["%s","res.partner",%d]' % (r.db, demo)]):
        for who in ('alice', 'public'):
            r.json(who, '/longpolling/poll', channels=channels, last=0, options={'peek': True})
    for last in (start['demo'], 0, -1, 999999999, '0', 'x', None, False, 1.5, [1]):
        r.json('demo', '/longpolling/poll', channels=['a'], last=last, options={'peek': True})
    for options in ({'peek': True, 'x': 1}, {'peek': 1}, {'peek': 'yes'}, [], 'peek', ['peek'], {'peek': True, 'bus_inactivity': 'x'}, {'peek': True, 'bus_inactivity': -5}, {'peek': True, 'bus_inactivity': 1e12}, {'peek': True, 'bus_inactivity': True}):
        r.json('demo', '/longpolling/poll', channels=['a'], last=start['demo'], options=options)
    r.json('demo', '/longpolling/poll', channels=['a'], last=start['demo'])
    r.json('demo', '/longpolling/poll', channels=['a'], last=start['demo'], options=None)
    r.json('public', '/longpolling/poll', channels=['a'], last=start['demo'], options={})
    for ids in ([demo, alice], [], [demo, demo], [99999], 'x', None, False, demo, [False], ['x'], [[demo]], {}, [2, 3, 4]):
        for who in ('demo', 'portal', 'public'):
            r.json(who, '/longpolling/im_status', partner_ids=ids)
    for who in PEOPLE:
        r.call(who, 'bus.bus', 'search_read', [], ['channel'])
        r.call(who, 'bus.bus', 'sendone', 'x', 'y')
        r.call(who, 'bus.bus', 'poll', ['x'])
        r.call(who, 'bus.bus', 'gc')
        r.call(who, 'bus.presence', 'search_read', [], ['user_id', 'status', 'display_name'], order='user_id')
        r.call(who, 'bus.presence', 'update', 10)
        r.call(who, 'bus.presence', 'create', {'user_id': 9})
        r.call(who, 'bus.presence', 'create', {'user_id': 9, 'status': 'away', 'last_poll': '2020-01-01 00:00:00', 'last_presence': '2020-01-01 00:00:00'})
        r.call(who, 'res.partner', 'read', [demo, alice, bob], ['im_status'])
        r.call(who, 'res.users', 'read', [6], ['im_status'])
    r.call('demo', 'bus.presence', 'fields_get', [], ['string', 'type', 'selection', 'required'])
    r.call('demo', 'bus.bus', 'fields_get', [], ['string', 'type'])
    r.call('demo', 'bus.presence', 'search_read', [], ['user_id', 'status'], order='user_id')
    r.json('demo', '/longpolling/poll', channels=['a', cid['uuid']], last=0, options={'peek': True})


def scenario_odd_arguments(r):
    """Methods of channels called with what they do not expect."""
    demo, alice, bob = partners(r, 'demo', 'demo', 'alice', 'bob')
    c = channel_of(r, 'demo', 'bizarre', 'public', [alice])
    cid, uuid = c['id'], c['uuid']

    def call(method, *args, **kwargs):
        r.call('demo', 'mail.channel', method, *args, **kwargs)
    for args in ([], ['a'], ['a', 'private', 'x'], [False], [None], [3], [['x']], ['a', None], ['a', False], ['a', ''], ['a', 1], ['\u00e9' * 70], ['a\nb'], ['<b>x</b>'], ['#x'], ['  ']):
        call('channel_create', *args)
    call('channel_create', privacy='public')
    call('channel_create', name='kw', privacy='groups')
    call('channel_create', name='kw', nope=1)
    call('channel_create', 'fr', 'public', context=FR)
    for args in ([], [None], [False], [''], [0], [alice], ['x'], [[alice, False]], [[alice, None]], [['x']], [[alice, alice]], [{'a': 1}], [[alice], True, 1], [[[alice]]]):
        call('channel_get', *args)
    call('channel_get', partners_to=[bob], pin=None)
    call('channel_get_and_minimize')
    call('channel_get_and_minimize', False)
    call('channel_get_and_minimize', [])
    for ids in ([], [[]], [None], [False], [99999], [[99999]], [[cid, 99999]], [[cid, cid]], [cid, cid, cid]):
        call('channel_info', *ids)
        call('channel_fetch_preview', *ids)
        call('channel_fetch_message', *ids)
        call('channel_seen', *ids)
        call('channel_fetched', *ids)
        call('action_follow', *ids)
        call('channel_join_and_get_info', *ids)
        call('notify_typing', *(ids + [True]))
        call('execute_command', *ids)
    call('channel_info', [cid], 'bonjour')
    call('channel_info', [cid], extra_info={'a': [1]})
    call('channel_info', [cid], 0)
    call('channel_info', [cid], context={'isMobile': True})
    call('channel_info', [cid], context={'isMobile': True, 'lang': 'fr_FR'})
    for args in ([None], ['x'], [[alice]], [False], [[]], [0], [-1], [alice, 1]):
        call('channel_invite', [cid], *args)
    call('channel_invite', [cid])
    call('channel_invite', [cid], partner_ids=bob)
    call('channel_invite', [], partner_ids=[bob])
    for args in ([None, 2], [0, 0], [False, False], [False, -1], ['x'], [False, '2'], [3.5, 2], [[3], 2]):
        call('channel_fetch_message', [cid], *args)
    for args in ([], [''], [None], [False], [3], ['%'], ['_'], ['BIZ'], ['a', None], ['a', []], ['a', [['id', '=', cid]]], ['a', 'x'], [None, [['nope', '=', 1]]]):
        r.call('bob', 'mail.channel', 'channel_search_to_join', *args)
    for args in ([], [''], [None], [False], [3], ['biz'], ['BIZ', 1], ['é', 0], ['', None], ['', -1], ['', 'x'], ['a', False]):
        call('get_mention_suggestions', *args)
        r.call('demo', 'res.partner', 'get_mention_suggestions', *args)
    for args in ([], [uuid], [None], [False], ['x'], [3], [[uuid]]):
        call('channel_fetch_listeners', *args)
    call('channel_fetch_slot', 1)
    call('channel_fetch_slot', context={'isMobile': True})
    call('get_mention_commands', 1)
    call('execute_command', [cid], 'who')
    call('execute_command', [cid], 'who', 1)
    call('execute_command', [cid], command=None)
    call('execute_command', [cid], command=False)
    call('execute_command', [cid], command=3)
    call('execute_command', [cid], command='who', message='x', body='y')
    call('execute_command', [cid], command='help', context=FR)
    call('execute_command', [cid], command='who', context=FR)
    for method in ('_broadcast', '_subscribe_users', '_send_guidelines', 'partner_info', 'channel_fetch', 'get_alias_model_name', 'get_alias_values', 'init', 'open_document', 'write', 'create', 'unlink', 'exists', 'action_unfollow', 'send_guidelines', 'default_get'):
        call(method)
        call(method, [cid])
        call(method, [cid], {})
    peek(r, 'demo')
    peek(r, 'alice')


def scenario_xmlrpc_channels(r):
    """Channels by XML-RPC, old and new, in the forms that integrations use."""
    for call in (r.xml, r.xml1):
        for method, args in (('channel_create', ['intégration']), ('channel_create', ['privé', 'private']), ('channel_create', [])):
            call('demo', 'mail.channel', method, *args)
        ids = call('demo', 'mail.channel', 'search', [['name', '=', 'intégration']], limit=1)
        call('alice', 'mail.channel', 'channel_join_and_get_info', ids)
        call('alice', 'mail.channel', 'channel_info', ids)
        call('demo', 'mail.channel', 'channel_invite', ids, [42])
        call('demo', 'mail.channel', 'channel_invite', ids, partner_ids=[43])
        call('demo', 'mail.channel', 'message_post', ids, body='Bonjour', message_type='comment', subtype='mail.mt_comment')
        call('demo', 'mail.channel', 'message_post', ids, **{'body': 'Bonjour', 'partner_ids': [42]})
        call('bob', 'mail.channel', 'channel_fetch_message', ids)
        call('bob', 'mail.channel', 'channel_fetch_message', ids, False, 1)
        call('bob', 'mail.channel', 'channel_seen', ids)
        call('bob', 'mail.channel', 'action_unfollow', ids)
        call('bob', 'mail.channel', 'channel_get', [7])
        call('bob', 'mail.channel', 'channel_get', [7], True)
        call('bob', 'mail.channel', 'channel_fetch_slot')
        call('bob', 'mail.channel', 'channel_search_to_join', 'int')
        call('bob', 'mail.channel', 'channel_fold', 'x')
        call('bob', 'mail.channel', 'get_mention_commands')
        call('bob', 'mail.channel', 'execute_command', ids, command='who')
        call('portal', 'mail.channel', 'channel_create', 'x')
        call('portal', 'mail.channel', 'search_read', [], ['name'])
        call('portal', 'mail.channel', 'channel_join_and_get_info', ids)
        call('carol', 'mail.channel', 'write', ids, {'description': 'vu'})
        call('carol', 'mail.channel', 'write', ids, {'public': 'private', 'group_public_id': False})
        call('portal', 'mail.channel', 'read', ids, ['name', 'public'])
        call('carol', 'mail.channel', 'write', ids, {'name': ''})
        call('carol', 'mail.channel', 'unlink', 1)
        call('carol', 'res.partner', 'im_search', 'bo')
        call('carol', 'res.partner', 'get_mention_suggestions', 'bo')
        call('carol', 'res.partner', 'get_needaction_count')
        call('carol', 'mail.message', 'message_fetch', [['res_id', 'in', ids]], limit=2)
        call('carol', 'mail.channel', 'fields_get', ['name', 'public'], ['type', 'string', 'selection'])
        call('carol', 'mail.channel', 'unlink', ids)
        call('carol', 'mail.channel', 'read', ids, ['name'])
        call('carol', 'mail.channel', 'channel_info', ids)
        call('carol', 'mail.channel', 'channel_info', [])


def scenario_envelopes(r):
    """JSON-RPC bodies, parameters and contexts of every type, and that the session outlives them."""
    header = {'Content-Type': 'application/json'}
    for who in ('carol', 'public'):
        for path in ('/mail/needaction', '/web/webclient/version_info', '/longpolling/im_status', '/mail/nope'):
            for body in ('[]', 'null', '1', '"x"', 'true', '{"params": null}', '{"params": []}', '{"params": ""}', '{"params": false}', '{"params": 1}', '{"params": "ab"}', '{"params": [1]}', '{"params": {"context": null}}', '{"params": {"context": false}}', '{"params": {"context": ""}}', '{"params": {"context": "x"}}', '{"params": {"context": []}}', '{"params": {"context": [1]}}', '{"params": {"context": 1}}', '{"params": {"context": {}}}', '{"params": {"context": {"lang": null, "tz": false, "uid": "x"}}}', '{"params": {"context": {"lang": 3}}}', '{"params": {"context": {"tz": "Nope/Zone"}}}', '{"id": {"a": 1}, "params": {"context": {"lang": "fr_FR"}}}', '{"id": "é", "method": null}', '{"id": 1.5}', '{"id": false}', '  {} ', '{} x', "{'a': 1}", '{"a": 1,}', '{"params": {"a": 1, "a": 2}}'):
                r.http(who, 'POST', path, body, header)
            r.json(who, '/mail/needaction')


def scenario_methods_and_types(r):
    """HTTP methods, content types, headers and spellings of addresses at every door."""
    json_type = {'Content-Type': 'application/json'}
    for who in ('carol', 'public'):
        for ct in ('application/json; charset=utf-8', 'application/json-rpc', 'text/json', 'text/plain', 'application/x-www-form-urlencoded', 'APPLICATION/JSON', 'multipart/form-data; boundary=x', 'application/jsonx'):
            r.http(who, 'POST', '/web/webclient/version_info', '{"params": {}}', {'Content-Type': ct})
            r.http(who, 'POST', '/mail/view', '{"params": {}}', {'Content-Type': ct})
            r.http(who, 'POST', '/web/content/1', 'a=b', {'Content-Type': ct})
        for verb in ('GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'HEAD'):
            for path in ('/web/dataset/call_kw', '/mail/needaction', '/web/content/425', '/mail/assign', '/longpolling/poll', '/jsonrpc', '/xmlrpc/2/common', '/web/session/logout', '/nope'):
                r.http(who, verb, path)
        for path in ('/web/dataset/call_kw/a/b/c', '/web/dataset/call_kw/', '/web/dataset/call', '/web/dataset/', '/web/session/get_session_info/', '/MAIL/needaction', '//mail/needaction', '/mail//needaction', '/mail/needaction?x=1', '/mail/needaction?session_id=nope', '/mail/init_messaging/'):
            r.http(who, 'POST', path, json={'jsonrpc': '2.0', 'id': 7, 'method': 'call', 'params': {'model': 'mail.channel', 'method': 'search_count', 'args': [[]], 'kwargs': {}} if 'dataset' in path else {}}, headers=json_type)
        for h in ({'X-Openerp-Session-Id': 'nope'}, {'Accept-Language': 'fr'}, {'Origin': 'http://example.com'}, {'X-Forwarded-For': '1.2.3.4'}):
            r.http(who, 'POST', '/mail/needaction', json={'params': {}}, headers=dict(json_type, **h))
            r.http(who, 'GET', '/mail/view', headers=h)


def scenario_polls_after_the_end(r):
    """What polls bring to sessions whose user is archived, has another password or has logged out, right after a poll that was good."""
    demo, alice, bob, carol = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol')
    c = channel_of(r, 'demo', 'adieux', 'public', [alice, bob, carol])
    last = {who: peek(r, who) for who in PEOPLE}

    def news():
        r.call('demo', 'mail.channel', 'message_post', [c['id']], body='encore', message_type='comment', subtype='mail.mt_comment', partner_ids=[alice, bob, carol])
        for who in PEOPLE:
            last[who] = peek(r, who, last[who], [c['uuid']] if who == 'bob' else [])
            r.json(who, '/longpolling/im_status', partner_ids=[alice])
    news()
    r.call('admin', 'res.users', 'write', [10], {'active': False})
    news()
    r.call('admin', 'res.users', 'write', [9], {'password': 'autre'})
    news()
    r.call('alice', 'res.users', 'change_password', 'alice', 'nouveau')
    news()
    r.json('portal', '/web/session/destroy')
    news()
    r.call('admin', 'res.users', 'write', [10], {'active': True})
    r.json('carol', '/web/session/authenticate', db=r.db, login='carol', password='carol')
    r.json('bob', '/web/session/authenticate', db=r.db, login='bob', password='autre')
    news()
    r.call('admin', 'res.users', 'write', [9], {'login': 'robert'})
    news()


def scenario_guests(r):
    """Visitors and people with the uuid of a channel of each kind."""
    demo, alice, portal = partners(r, 'demo', 'demo', 'alice', 'portal')
    cs = [channel_of(r, 'demo', 'kiosque ' + p, p) for p in ('public', 'private', 'groups')]
    cs.append(r.call('demo', 'mail.channel', 'channel_get', [alice]))
    for n, c in enumerate(cs):
        for who in ('public', 'portal', 'demo', 'alice', 'carol'):
            r.json(who, '/mail/chat_post', uuid=c['uuid'], message_content='Salut <i>%d</i> & "toi"\n\nPar %s\n' % (n, who))
            r.json(who, '/mail/chat_history', uuid=c['uuid'], limit=1)
        r.call('demo', 'mail.channel', 'channel_info', [c['id']])
        r.call('admin', 'mail.channel.partner', 'search_read', [['channel_id', '=', c['id']]], SEATS, order='id')
    r.call('admin', 'mail.message', 'search_read', [['model', '=', 'mail.channel']], ['body', 'author_id', 'email_from', 'reply_to', 'message_type', 'subtype_id', 'res_id', 'record_name', 'channel_ids', 'partner_ids', 'needaction', 'create_uid', 'subject', 'author_avatar'], limit=12)
    u = cs[0]['uuid']
    for params in ({}, {'uuid': u}, {'message_content': 'x'}, {'uuid': False, 'message_content': 'x'}, {'uuid': None, 'message_content': 'x'}, {'uuid': '', 'message_content': 'x'}, {'uuid': 3, 'message_content': 'x'},
                   {'uuid': u, 'message_content': ''}, {'uuid': u, 'message_content': False}, {'uuid': u, 'message_content': None}, {'uuid': u, 'message_content': 12}, {'uuid': u, 'message_content': '  '},
                   {'uuid': u, 'message_content': 'https://www.example.com/a?b=1 et www.example.com'}, {'uuid': u, 'message_content': 'x', 'extra': 1}, {'uuid': u, 'message_content': 'x', 'context': FR}, {'uuid': u.upper(), 'message_content': 'x'}):
        for who in ('public', 'demo'):
            r.json(who, '/mail/chat_post', **params)
    r.json('demo', '/mail/chat_history', uuid=u, limit=12)
    last = r.json('public', '/mail/chat_history', uuid=u, limit=3)
    for params in ({}, {'uuid': False}, {'uuid': u, 'last_id': last[-1]['id']}, {'uuid': u, 'last_id': last[-1]['id'], 'limit': 2}, {'uuid': u, 'last_id': 'x'}, {'uuid': u, 'limit': 0}, {'uuid': u, 'limit': False},
                   {'uuid': u, 'limit': None}, {'uuid': u, 'limit': -1}, {'uuid': u, 'limit': '3'}, {'uuid': u, 'last_id': 0}, {'uuid': u, 'last_id': -1}, {'uuid': u, 'nope': 1}):
        for who in ('public', 'portal'):
            r.json(who, '/mail/chat_history', **params)
    r.call('demo', 'mail.channel', 'unlink', [cs[0]['id']])
    r.json('public', '/mail/chat_history', uuid=u)
    r.json('public', '/mail/chat_post', uuid=u, message_content='trop tard')
    r.json('public', '/longpolling/poll', channels=[u, cs[1]['uuid']], last=0, options={'peek': True})
    for who in ('demo', 'alice', 'portal'):
        peek(r, who)
        r.json(who, '/mail/init_messaging')
