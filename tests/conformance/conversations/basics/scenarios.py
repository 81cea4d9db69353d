"""Sessions, access, the bus and the record methods, each once."""
from common import partners


def scenario_session(r):
    """Log in, look at the session, and fail to."""
    r.json('public', '/web/webclient/version_info')
    r.json('public', '/web/session/authenticate', db=r.db, login='demo', password='wrong')
    r.json('public', '/web/session/authenticate', db=r.db, login='nobody', password='demo')
    r.json('public', '/mail/init_messaging')
    r.json('public', '/web/dataset/call_kw', model='mail.channel', method='search', args=[[]], kwargs={})
    r.json('demo', '/web/session/check')
    r.json('demo', '/web/dataset/call_kw', model='mail.channel', method='no_such_method', args=[], kwargs={})
    r.json('demo', '/web/dataset/call_kw', model='mail.channel', method='_broadcast', args=[[1], [3]], kwargs={})
    r.json('demo', '/web/dataset/call_kw', model='no.such.model', method='search', args=[[]], kwargs={})
    r.json('demo', '/mail/needaction')
    r.json('demo', '/web/session/destroy')
    r.json('demo', '/mail/init_messaging')


def scenario_xmlrpc(r):
    """The XML-RPC services that integrations log in with and call."""
    r.common('authenticate', None, 'demo', 'demo', {})
    r.common('authenticate', None, 'demo', 'wrong', {})
    r.common('login', None, 'admin', 'admin')
    channels = r.xml('demo', 'mail.channel', 'search', [['channel_type', '=', 'channel']], order='id')
    r.xml('demo', 'mail.channel', 'read', channels, ['name', 'public', 'description', 'uuid'])
    r.xml('demo', 'mail.channel', 'search_read', [['id', 'in', channels]], fields=['name', 'email_send'], limit=2, order='id')
    r.xml('demo', 'mail.channel', 'search_count', [['public', '=', 'groups']])
    r.xml('demo', 'mail.channel', 'name_search', 'gen')
    r.loose()
    r.xml('demo', 'mail.channel', 'check_access_rights', 'create', raise_exception=False)
    new = r.xml('demo', 'mail.channel', 'create', {'name': 'xmlrpc', 'public': 'public'})
    r.xml('demo', 'mail.channel', 'write', [new], {'description': 'écrit par XML-RPC'})
    r.xml('demo', 'mail.channel', 'read', [new], ['name', 'description', 'public', 'channel_type', 'email_send'])
    r.xml('demo', 'mail.channel', 'message_post', [new], body='<p>Bonjour</p>', message_type='comment', subtype='mail.mt_comment')
    r.xml('demo', 'mail.message', 'search_read', [['model', '=', 'mail.channel'], ['res_id', '=', new]],
          fields=['body', 'message_type', 'subtype_id', 'author_id', 'record_name'])
    r.xml('demo', 'mail.channel', 'read', [99999], ['name'])
    r.xml('demo', 'mail.channel', 'no_such_method')
    r.xml('demo', 'mail.channel', 'search', [['no_such_field', '=', 1]])
    r.xml('demo', 'mail.channel', 'create', {'public': 'public'})
    r.xml('portal', 'mail.channel', 'create', {'name': 'not allowed'})
    r.xml('demo', 'mail.channel', 'unlink', [new])
    r.xml('demo', 'mail.channel', 'search', [['id', '=', new]])


def scenario_bus(r):
    """What the bus delivers, to whom, for the everyday actions."""
    demo, alice = partners(r, 'demo', 'demo', 'alice')
    channel = r.call('demo', 'mail.channel', 'channel_create', 'bus', 'public')
    cid = channel['id']
    r.call('demo', 'mail.channel', 'channel_invite', [cid], [alice])
    r.json('alice', '/longpolling/poll', channels=[], last=0, options={'peek': True})
    r.call('demo', 'mail.channel', 'message_post', [cid], body='bonjour', message_type='comment', subtype='mail.mt_comment')
    r.call('demo', 'mail.channel', 'notify_typing', [cid], is_typing=True)
    r.call('demo', 'mail.channel', 'notify_typing', [cid], False)
    r.call('demo', 'mail.channel', 'message_post', [cid], body='@alice', partner_ids=[alice], message_type='comment', subtype='mail.mt_comment')
    r.json('alice', '/longpolling/poll', channels=[], last=0, options={'peek': True})
    r.call('alice', 'mail.channel', 'channel_seen', [cid])
    r.call('alice', 'mail.message', 'mark_all_as_read')
    r.json('alice', '/longpolling/poll', channels=['custom'], last=0, options={'peek': True})
    r.json('public', '/longpolling/poll', channels=[channel['uuid']], last=0, options={'peek': True})
    r.json('alice', '/longpolling/poll', channels=[['not', 'a', 'string']], last=0)
    r.json('public', '/longpolling/im_status', partner_ids=[demo])
    r.json('demo', '/longpolling/im_status', partner_ids=[demo, alice])
    r.json('demo', '/longpolling/poll', channels=[], last=0, options={'peek': True, 'bus_inactivity': 1000})
    r.json('alice', '/longpolling/im_status', partner_ids=[demo, alice])


def scenario_access(r):
    """What each kind of user may see and do."""
    demo, alice = partners(r, 'demo', 'demo', 'alice')
    private = r.call('demo', 'mail.channel', 'channel_create', 'privé', 'private')['id']
    message = r.call('demo', 'mail.channel', 'message_post', [private], body='confidentiel', message_type='comment', subtype='mail.mt_comment')
    for who in ('alice', 'portal', 'public', 'admin'):
        r.call(who, 'mail.channel', 'read', [private], ['name'])
        r.call(who, 'mail.channel', 'channel_fetch_message', [private])
        r.call(who, 'mail.message', 'read', [message], ['body'])
        r.call(who, 'mail.message', 'search_count', [['id', '=', message]])
        r.call(who, 'mail.message', 'write', [message], {'body': 'changed by ' + who})
        r.call(who, 'mail.message', 'unlink', [message])
        r.call(who, 'mail.message', 'toggle_message_starred', [message])
        r.call(who, 'mail.channel', 'message_post', [private], body='intrusion')
        r.call(who, 'mail.channel', 'write', [private], {'name': 'pris'})
    r.call('demo', 'mail.message', 'write', [message], {'body': '<p>corrigé<script>x</script></p>'})
    r.call('demo', 'mail.message', 'read', [message], ['body'])
    r.call('alice', 'mail.channel.partner', 'create', {'channel_id': private, 'partner_id': alice})
    r.call('portal', 'mail.message', 'search_count', [])
    r.loose()
    r.call('portal', 'mail.tracking.value', 'search', [])
    r.call('demo', 'mail.tracking.value', 'search', [])
    r.call('portal', 'mail.channel', 'search_read', [], ['name'])
    r.call('public', 'mail.channel', 'search_read', [], ['name'])
    r.call('demo', 'mail.message', 'unlink', [message])
    r.call('demo', 'mail.message', 'search', [['id', '=', message]])


def scenario_orm_read(r):
    """Generic reading: domains, order, paging, grouping and field descriptions."""
    for n in range(4):
        r.call('demo', 'mail.channel', 'create', {'name': 'canal %d' % n, 'public': ['public', 'groups', 'private', 'public'][n],
                                                  'description': False if n % 2 else 'paire'})
    domains = [
        [], [['name', 'ilike', 'CANAL']], [['name', '=ilike', 'canal%']], [['name', 'like', 'canal']], [['name', 'not ilike', 'canal']],
        [['name', 'in', ['canal 1', 'canal 3']]], [['name', 'not in', ['canal 1']]], [['description', '=', False]],
        [['description', '!=', False]], ['|', ['name', '=', 'canal 0'], ['name', '=', 'canal 2']],
        ['!', ['public', '=', 'public']], ['&', '!', ['name', 'ilike', 'canal'], ['public', '=', 'groups']],
        [['channel_partner_ids.name', 'ilike', 'demo']], [['create_uid.login', '=', 'demo']], [['create_uid', '=', 'Marc Demo']],
        [['group_public_id', '!=', False]], [['id', '>', 1], ['id', '<=', 3]], [['email_send', '=', True]],
        [['channel_last_seen_partner_ids.is_pinned', '=', True]], [['message_is_follower', '=', True]], [[1, '=', 1]], [[0, '=', 1]],
    ]
    for domain in domains:
        r.call('demo', 'mail.channel', 'search_read', domain, ['name'], order='id')
    r.call('demo', 'mail.channel', 'search', [], 1, 2, 'name desc, id')
    r.call('demo', 'mail.channel', 'search', [], order='public, name desc', limit=5)
    r.call('demo', 'mail.channel', 'search', [], count=True)
    r.call('demo', 'mail.channel', 'read_group', [], ['public'], ['public'])
    r.call('demo', 'mail.channel', 'read_group', [['name', 'ilike', 'canal']], ['create_uid'], ['create_uid', 'public'], lazy=False)
    r.call('demo', 'mail.channel', 'name_search', 'canal', [['public', '=', 'public']], 'ilike', 10)
    r.call('demo', 'mail.channel', 'name_get', [1, 2])
    r.call('demo', 'mail.channel', 'fields_get', ['name', 'public', 'channel_type', 'channel_partner_ids', 'group_public_id',
                                                  'channel_last_seen_partner_ids', 'email_send', 'description'],
           ['string', 'type', 'required', 'readonly', 'selection', 'relation', 'relation_field', 'store', 'searchable', 'sortable', 'translate', 'help'])
    r.call('demo', 'mail.message', 'fields_get', ['body', 'date', 'author_id', 'needaction', 'message_type', 'res_id', 'attachment_ids'],
           ['string', 'type', 'required', 'readonly', 'selection', 'relation', 'store', 'searchable'])
    r.call('demo', 'mail.channel', 'default_get', ['name', 'public', 'channel_type', 'email_send', 'group_public_id', 'alias_contact'])
    r.json('demo', '/web/dataset/search_read', model='mail.channel', fields=['name', 'public'], domain=[['name', 'ilike', 'canal']],
           offset=1, limit=2, sort='name desc')
    for bad in ([['nope', '=', 1]], [['name', 'nope', 1]], [['name', '=']], ['&', ['name', '=', 'x']], 'not a domain', [['name.nope', '=', 1]]):
        r.call('demo', 'mail.channel', 'search', bad)
    r.call('demo', 'mail.channel', 'search', [], order='nope')
    r.call('demo', 'mail.channel', 'search', [], order='name; drop table mail_channel')
    r.call('demo', 'mail.channel', 'read', [1], ['nope'])
    r.call('demo', 'mail.channel', 'read', [1])
    r.call('demo', 'mail.channel', 'read', [], ['name'])


def scenario_orm_write(r):
    """Generic writing: commands on relations, required and unique values, copies."""
    alice, bob = partners(r, 'demo', 'alice', 'bob')
    new = r.call('demo', 'mail.channel', 'create', {'name': 'relations', 'public': 'public', 'channel_partner_ids': [[4, alice]]})
    look = ['name', 'public', 'channel_partner_ids', 'group_ids', 'email_send']
    for commands in ([[4, bob]], [[3, alice]], [[6, 0, [alice]]], [[5]], [[6, 0, [alice, bob]]]):
        r.call('demo', 'mail.channel', 'write', [new], {'channel_partner_ids': commands})
        r.call('demo', 'mail.channel', 'read', [new], look)
    listeners = r.call('demo', 'mail.channel.partner', 'search', [['channel_id', '=', new]], order='id')
    r.call('demo', 'mail.channel', 'write', [new], {'channel_last_seen_partner_ids': [[1, listeners[0], {'is_pinned': False}]]})
    r.call('demo', 'mail.channel', 'write', [new], {'channel_last_seen_partner_ids': [[2, listeners[0]]]})
    r.call('demo', 'mail.channel', 'read', [new], look)
    r.call('demo', 'mail.channel', 'write', [new], {'name': False})
    r.call('demo', 'mail.channel', 'write', [new], {'public': 'nonsense'})
    r.call('demo', 'mail.channel', 'write', [new], {'nope': 1})
    r.call('demo', 'mail.channel', 'write', [99999], {'name': 'x'})
    r.call('demo', 'mail.channel', 'write', [], {'name': 'x'})
    r.call('demo', 'mail.channel', 'create', [{'name': 'one', 'public': 'public'}, {'name': 'two', 'public': 'public'}])
    r.call('demo', 'mail.moderation', 'create', {'email': 'a@example.com', 'status': 'ban', 'channel_id': new})
    r.call('admin', 'mail.moderation', 'create', {'email': 'a@example.com', 'status': 'allow', 'channel_id': new})
    copied = r.call('demo', 'mail.channel', 'copy', [new], {'name': 'relations (copie)'})
    r.call('demo', 'mail.channel', 'read', copied if isinstance(copied, list) else [copied], look)
    r.call('demo', 'mail.channel', 'exists', [new, 99999])
    r.call('demo', 'mail.channel', 'unlink', [new])
    r.call('demo', 'mail.channel', 'unlink', [new])
    whole_company = r.call('admin', 'mail.channel', 'search', [['name', '=', 'general']])
    r.call('admin', 'mail.channel', 'unlink', whole_company)


def scenario_auto_subscription(r):
    """Groups whose members join a channel on their own."""
    employees = r.call('admin', 'res.groups', 'search', [['full_name', '=', 'User types / Internal User']])
    channel = r.call('admin', 'mail.channel', 'create', {'name': 'toute-l-équipe', 'public': 'groups', 'group_ids': [[6, 0, employees]]})
    r.call('admin', 'mail.channel', 'read', [channel], ['channel_partner_ids', 'group_ids'])
    r.call('demo', 'mail.channel', 'channel_info', [channel])
    r.json('alice', '/mail/init_messaging')


def scenario_public_chat(r):
    """What a visitor without an account may do with the uuid of a public channel."""
    channel = r.call('demo', 'mail.channel', 'channel_create', 'accueil', 'public')
    r.call('demo', 'mail.channel', 'message_post', [channel['id']], body='Bienvenue', message_type='comment', subtype='mail.mt_comment')
    r.json('public', '/mail/chat_history', uuid=channel['uuid'], limit=5)
    r.json('alice', '/mail/chat_history', uuid=channel['uuid'])
    r.json('alice', '/mail/chat_post', uuid=channel['uuid'], message_content='Bonjour <b>à tous</b>\nligne 2')
    r.json('alice', '/mail/chat_post', uuid='00000000-0000-0000-0000-000000000000', message_content='x')
    r.json('public', '/mail/chat_history', uuid='00000000-0000-0000-0000-000000000000')
    r.call('demo', 'mail.channel', 'channel_fetch_message', [channel['id']], limit=3)
