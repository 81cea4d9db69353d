"""Discuss: channels and their settings, chats, reading positions, moderation, suggestions, commands, presence."""
from common import POST, PNG, channel_of, partners, peek


def scenario_channel_settings(r):
    """Privacy, groups, mailing lists, e-mail aliases and pictures of a channel, by its owner and by others."""
    demo, alice, bob = partners(r, 'demo', 'demo', 'alice', 'bob')
    open_, closed, groups = [channel_of(r, 'demo', name, privacy)['id'] for name, privacy in (('ouvert', 'public'), ('fermé', 'private'), ('groupes', 'groups'))]
    look = ['name', 'display_name', 'description', 'public', 'group_public_id', 'group_ids', 'email_send', 'moderation', 'channel_partner_ids', 'is_member', 'is_subscribed', 'is_chat', 'channel_type',
            'alias_name', 'alias_contact', 'alias_domain', 'message_is_follower', 'message_needaction', 'message_unread', 'message_has_error', 'message_attachment_count', 'create_uid']
    for who in ('demo', 'alice', 'portal', 'admin'):
        for channel in (open_, closed, groups):
            r.call(who, 'mail.channel', 'read', [channel], look)
    for values in ({'name': 'pris'}, {'description': 'à nous'}, {'email_send': True}, {'group_ids': [[6, 0, [7]]]}, {'alias_name': 'groupes'}, {'image_128': PNG}, {'public': 'private'}):
        r.call('alice', 'mail.channel', 'write', [open_], values)
        r.call('portal', 'mail.channel', 'write', [open_], values)
    r.call('demo', 'mail.channel', 'read', [open_], look)
    r.call('alice', 'mail.channel', 'read', [open_], look)
    r.call('demo', 'mail.channel', 'write', [closed], {'public': 'groups', 'group_public_id': 7})
    r.call('alice', 'mail.channel', 'search', [['id', '=', closed]])
    r.call('demo', 'mail.channel', 'search', [['id', '=', closed]])
    r.call('demo', 'mail.channel', 'write', [closed], {'public': 'public', 'name': 'fermé puis ouvert'})
    r.call('portal', 'mail.channel', 'search_read', [['id', '=', closed]], ['name', 'public'])
    r.call('public', 'mail.channel', 'search_read', [['id', '=', closed]], ['name', 'public'])
    r.call('demo', 'mail.channel', 'write', [groups], {'group_ids': [[6, 0, [7]]]})
    r.call('demo', 'mail.channel', 'read', [groups], ['channel_partner_ids', 'group_ids'])
    r.call('demo', 'mail.channel', 'write', [groups], {'group_ids': [[5]]})
    r.call('demo', 'mail.channel', 'read', [groups], ['channel_partner_ids', 'group_ids'])
    r.call('demo', 'mail.channel', 'write', [groups], {'channel_partner_ids': [[4, bob]], 'name': 'groupe de bob'})
    r.call('bob', 'mail.channel', 'channel_info', [groups])
    r.call('demo', 'mail.channel', 'write', [groups], {'channel_type': 'chat'})
    r.call('bob', 'mail.channel', 'channel_info', [groups])
    r.call('demo', 'mail.channel', 'message_subscribe', [open_], partner_ids=[alice])
    r.call('demo', 'mail.channel', 'read', [open_], ['message_partner_ids', 'channel_partner_ids'])
    r.call('demo', 'mail.channel', 'write', [open_, groups], {'description': 'deux à la fois'})
    r.call('demo', 'mail.channel', 'channel_fetch_message', [open_])
    r.call('demo', 'mail.channel', 'unlink', [groups])
    r.call('alice', 'mail.channel', 'unlink', [open_])
    r.call('demo', 'mail.channel', 'channel_fetch_slot')
    r.call('alice', 'mail.channel', 'channel_fetch_slot')


def scenario_channel_joining(r):
    """Searching, joining, inviting and leaving, by every kind of user, and the notices that remain."""
    demo, alice, bob, carol, portal, admin = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal', 'admin')
    for name, privacy in (('potager', 'public'), ('potager bio', 'public'), ('potager secret', 'private'), ('le potager', 'groups')):
        channel_of(r, 'alice', name, privacy)
    for who in ('demo', 'alice', 'portal'):
        r.call(who, 'mail.channel', 'channel_search_to_join', 'potager')
        r.call(who, 'mail.channel', 'channel_search_to_join', domain=[['name', '=', 'potager bio']])
        r.call(who, 'mail.channel', 'channel_search_to_join')
    ids = {c['name']: c['id'] for c in r.call('alice', 'mail.channel', 'search_read', [['name', 'ilike', 'potager']], ['name'], order='id')}
    r.call('demo', 'mail.channel', 'channel_join_and_get_info', [ids['potager']])
    r.call('portal', 'mail.channel', 'channel_join_and_get_info', [ids['potager bio']])
    r.call('bob', 'mail.channel', 'channel_join_and_get_info', [ids['le potager']])
    r.call('bob', 'mail.channel', 'channel_join_and_get_info', [ids['potager secret']])
    r.call('public', 'mail.channel', 'channel_join_and_get_info', [ids['potager']])
    r.call('demo', 'mail.channel', 'channel_join_and_get_info', [99999])
    r.call('alice', 'mail.channel', 'channel_invite', [ids['potager']], [demo, bob])
    r.call('alice', 'mail.channel', 'channel_invite', ids['potager'], [carol])
    r.call('alice', 'mail.channel', 'channel_invite', [ids['potager']], [])
    r.call('alice', 'mail.channel', 'channel_invite', [ids['potager']], [9, portal])
    r.call('alice', 'mail.channel', 'channel_invite', [ids['potager']], [99999])
    r.call('alice', 'mail.channel', 'channel_invite', [ids['potager'], ids['potager bio']], [admin])
    r.call('alice', 'mail.channel', 'channel_invite', [ids['potager secret']], [carol])
    r.call('bob', 'mail.channel', 'channel_invite', [ids['potager secret']], [bob])
    r.call('carol', 'mail.channel', 'channel_invite', [ids['potager secret']], [bob])
    r.call('bob', 'mail.channel', 'channel_info', [ids['potager secret'], ids['potager']])
    r.call('bob', 'mail.channel', 'channel_fetch_message', [ids['potager secret']], limit=10)
    r.call('bob', 'mail.channel', 'action_unfollow', [ids['potager secret']])
    r.call('bob', 'mail.channel', 'action_unfollow', [ids['potager secret']])
    r.call('demo', 'mail.channel', 'action_unfollow', [ids['potager']])
    r.call('demo', 'mail.channel', 'action_unfollow', [ids['potager']])
    r.call('demo', 'mail.channel', 'action_follow', [ids['potager']])
    r.call('demo', 'mail.channel', 'action_follow', [ids['potager']])
    r.call('carol', 'mail.channel', 'message_unsubscribe', [ids['potager']], [carol])
    r.call('alice', 'mail.channel', 'execute_command', [ids['potager']], command='leave')
    r.call('alice', 'mail.channel', 'execute_command', [ids['le potager']], command='leave')
    for name in ('potager', 'le potager'):
        r.call('demo', 'mail.channel', 'channel_fetch_message', [ids[name]], limit=30)
        r.call('admin', 'mail.channel.partner', 'search_read', [['channel_id', '=', ids[name]]], ['partner_id', 'is_pinned', 'fold_state', 'is_minimized', 'custom_channel_name'], order='id')
    for who in ('demo', 'alice', 'bob', 'carol', 'portal'):
        r.call(who, 'mail.channel', 'channel_fetch_slot')
    peek(r, 'demo')
    peek(r, 'bob')


def scenario_group_chats(r):
    """Conversations of one, two, three and more people; windows folded, closed and renamed."""
    demo, alice, bob, carol, portal, robot = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal', 'admin')
    two = r.call('demo', 'mail.channel', 'channel_get', [alice])
    three = r.call('demo', 'mail.channel', 'channel_get', [alice, bob])
    r.call('alice', 'mail.channel', 'channel_get', [bob, demo])
    r.call('alice', 'mail.channel', 'channel_get', [demo, demo, bob])
    r.call('demo', 'mail.channel', 'channel_get', [alice, demo])
    four = r.call('carol', 'mail.channel', 'channel_get', [demo, alice, bob])
    r.call('demo', 'mail.channel', 'channel_get', [demo])
    r.call('demo', 'mail.channel', 'channel_get', [portal])
    r.call('portal', 'mail.channel', 'channel_get', [demo])
    r.call('demo', 'mail.channel', 'channel_get', [9])
    r.call('demo', 'mail.channel', 'channel_get', [99999])
    r.call('demo', 'mail.channel', 'channel_get', [bob], pin=False)
    r.call('demo', 'mail.channel', 'channel_get', partners_to=[carol], pin=True)
    for who in ('demo', 'alice', 'bob', 'carol', 'portal'):
        r.call(who, 'mail.channel', 'channel_fetch_slot')
        r.call(who, 'mail.channel', 'channel_info', [two['id'], three['id'], four['id']])
    for body in ('Un', 'Deux', 'Trois'):
        r.call('alice', 'mail.channel', 'message_post', [three['id']], body=body, **POST)
    r.call('bob', 'mail.channel', 'channel_fetch_slot')
    r.call('bob', 'mail.channel', 'channel_fetched', [three['id']])
    r.call('bob', 'mail.channel', 'channel_seen', [three['id']])
    r.call('demo', 'mail.channel', 'channel_info', [three['id']])
    r.call('carol', 'mail.channel', 'message_post', [three['id']], body='Intruse', **POST)
    r.call('carol', 'mail.channel', 'channel_fetch_message', [three['id']])
    r.call('bob', 'mail.channel', 'channel_set_custom_name', three['id'], 'Les trois')
    r.call('bob', 'mail.channel', 'channel_set_custom_name', three['id'])
    r.call('bob', 'mail.channel', 'channel_set_custom_name', channel_id=two['id'], name='pas à moi')
    r.call('bob', 'mail.channel', 'channel_info', [three['id']])
    for state in ('folded', 'open', 'closed', 'nonsense', None):
        r.call('bob', 'mail.channel', 'channel_fold', three['uuid'], state)
        r.call('bob', 'mail.channel.partner', 'search_read', [['channel_id', '=', three['id']], ['partner_id', '=', bob]], ['fold_state', 'is_minimized', 'is_pinned'])
    r.call('bob', 'mail.channel', 'channel_minimize', three['uuid'])
    r.call('bob', 'mail.channel', 'channel_minimize', uuid=three['uuid'], minimized=False)
    r.call('bob', 'mail.channel', 'channel_minimize', 'no-such-uuid', True)
    r.call('bob', 'mail.channel', 'channel_get_and_minimize', [alice, demo])
    r.call('bob', 'mail.channel', 'channel_pin', three['uuid'], True)
    r.call('bob', 'mail.channel', 'channel_pin', three['uuid'])
    r.call('bob', 'mail.channel', 'channel_fetch_slot')
    r.call('demo', 'mail.channel', 'channel_pin', two['uuid'], False)
    r.call('alice', 'mail.channel', 'message_post', [two['id']], body='Toc toc', **POST)
    r.json('demo', '/mail/init_messaging')
    r.call('demo', 'mail.channel', 'channel_invite', [two['id']], [carol])
    r.call('carol', 'mail.channel', 'channel_info', [two['id']])
    r.call('demo', 'mail.channel', 'channel_fetch_preview', [two['id'], three['id'], four['id']])
    r.call('demo', 'mail.channel', 'action_unfollow', [two['id']])
    peek(r, 'alice')


def scenario_reading_positions(r):
    """Unread counters and the last message seen and fetched, in channels and chats."""
    demo, alice, bob = partners(r, 'demo', 'demo', 'alice', 'bob')
    cid = channel_of(r, 'demo', 'positions', 'public', [alice, bob])['id']
    chat = r.call('demo', 'mail.channel', 'channel_get', [alice])['id']
    unread = ['message_unread', 'message_unread_counter', 'message_needaction', 'message_needaction_counter']
    seats = ['partner_id', 'seen_message_id', 'fetched_message_id', 'is_pinned']

    def look(*people):
        for who in people:
            r.call(who, 'mail.channel', 'read', [cid, chat] if who != 'bob' else [cid], unread)
        for channel in (cid, chat):
            r.call('demo', 'mail.channel.partner', 'search_read', [['channel_id', '=', channel]], seats, order='id')
    look('demo', 'alice', 'bob')
    posted = [r.call('demo', 'mail.channel', 'message_post', [c], body='n°%d' % n, **POST) for c in (cid, chat) for n in range(3)]
    look('demo', 'alice', 'bob')
    r.call('alice', 'mail.channel', 'channel_fetched', [cid, chat])
    r.call('alice', 'mail.channel', 'channel_fetched', [chat])
    look('alice')
    r.call('alice', 'mail.channel', 'channel_seen', [cid])
    r.call('alice', 'mail.channel', 'channel_seen', [chat])
    r.call('bob', 'mail.channel', 'channel_seen', cid)
    look('demo', 'alice', 'bob')
    r.call('bob', 'mail.channel', 'message_post', [cid], body='de bob', **POST)
    r.call('bob', 'mail.channel', 'message_post', [cid], body='note de bob')
    r.call('demo', 'mail.message', 'unlink', [posted[1]])
    r.call('demo', 'mail.message', 'unlink', [posted[2]])
    look('alice', 'bob')
    r.call('alice', 'mail.channel', 'channel_seen', [cid, chat])
    r.call('alice', 'mail.channel', 'channel_seen', [])
    r.call('portal', 'mail.channel', 'channel_seen', [cid])
    r.call('portal', 'mail.channel', 'channel_fetched', [cid])
    empty = channel_of(r, 'demo', 'vide', 'private')['id']
    r.call('demo', 'mail.channel', 'channel_seen', [empty])
    r.call('demo', 'mail.channel', 'channel_fetch_preview', [cid, chat, empty])
    r.call('demo', 'mail.channel', 'channel_fetch_message', [cid], limit=2)
    r.call('demo', 'mail.channel', 'channel_fetch_message', [cid], last_id=posted[0], limit=5)
    r.call('demo', 'mail.channel', 'channel_fetch_message', [cid], False, 1)
    r.call('demo', 'mail.channel', 'channel_fetch_message', [cid, chat], limit=3)
    r.call('demo', 'mail.channel', 'search_read', [['message_unread', '=', True]], ['name'])
    peek(r, 'demo')
    peek(r, 'bob')


def scenario_mentions_search(r):
    """What is suggested after @, # and in the search for people."""
    demo, alice, bob, portal = partners(r, 'admin', 'demo', 'alice', 'bob', 'portal')
    channel_of(r, 'demo', 'équipe sud', 'private')
    channel_of(r, 'demo', 'équipe nord', 'public')
    channel_of(r, 'bob', 'équipe ouest', 'private')
    for who in ('demo', 'alice', 'portal'):
        for search in ('bob', 'BOB', 'example.com', 'équipe', 'wood', '', '%', 'no such'):
            r.call(who, 'res.partner', 'get_mention_suggestions', search)
        for search in ('équipe', 'gen', '', 'x'):
            r.call(who, 'mail.channel', 'get_mention_suggestions', search=search, limit=3)
    for who in ('demo', 'portal', 'public'):
        for name in ('a', 'ALICE', 'Martin', 'example', '', 'zzz'):
            r.call(who, 'res.partner', 'im_search', name, 5)
    r.call('demo', 'res.partner', 'im_search', name='mi', limit=1)
    r.call('demo', 'res.partner', 'get_mention_suggestions', search='a', limit=1)
    r.call('demo', 'res.partner', 'get_mention_suggestions', 'a', 0)
    r.call('demo', 'mail.channel', 'get_mention_suggestions', 'a', 1)
    r.call('alice', 'res.partner', 'get_static_mention_suggestions')
    r.call('alice', 'mail.channel', 'get_mention_commands')
    r.call('portal', 'mail.channel', 'get_mention_commands')


def scenario_commands_more(r):
    """Commands in channels, chats and where they do not apply; OdooBot's first conversation."""
    alice, bob, admin = partners(r, 'admin', 'alice', 'bob', 'admin')
    cid = channel_of(r, 'bob', 'ordres', 'public', [alice])['id']
    chat = r.call('bob', 'mail.channel', 'channel_get', [alice])['id']
    last = peek(r, 'bob')
    for channel in (cid, chat):
        for command in ('help', 'who', 'leave', '', 'nope', 'Help'):
            r.call('bob', 'mail.channel', 'execute_command', [channel], command=command, body='/%s x' % command)
            last = peek(r, 'bob', last)
    r.call('bob', 'mail.channel', 'execute_command', cid, command='who')
    r.call('alice', 'mail.channel', 'execute_command', [cid], command='who')
    r.call('carol', 'mail.channel', 'execute_command', [cid], command='who')
    r.call('carol', 'mail.channel', 'execute_command', [cid], command='help')
    r.call('portal', 'mail.channel', 'execute_command', [cid], command='help')
    r.call('alice', 'mail.channel', 'execute_command', [cid, chat], command='help')
    r.call('alice', 'mail.channel', 'execute_command', [cid])
    peek(r, 'alice')
    peek(r, 'carol')
    robot = r.call('carol', 'mail.channel', 'init_odoobot')
    slots = r.call('carol', 'mail.channel', 'channel_fetch_slot')
    with_robot = slots['channel_direct_message'][0]['id']
    r.call('carol', 'mail.channel', 'channel_fetch_message', [with_robot])
    r.call('carol', 'res.users', 'read', [10], ['odoobot_state'])
    for body in ('Bonjour', 'Voilà 😊', 'aidez-moi', '/help', '@OdooBot help'):
        r.call('carol', 'mail.channel', 'message_post', [with_robot], body=body, **POST)
        if body == 'Bonjour':
            r.call('carol', 'mail.channel', 'channel_fetch_message', [with_robot], limit=1)
    r.call('carol', 'mail.channel', 'channel_fetch_message', [with_robot], limit=20)
    r.call('carol', 'res.users', 'read', [10], ['odoobot_state'])
    r.call('carol', 'mail.channel', 'execute_command', [with_robot], command='help')
    r.call('carol', 'mail.channel', 'channel_fetch_message', [with_robot], limit=3)
    r.call('carol', 'mail.channel', 'init_odoobot')
    r.json('carol', '/web/session/get_session_info')


def scenario_canned_responses_more(r):
    """Shortcodes written, searched, copied and removed by several people."""
    codes = [r.call(who, 'mail.shortcode', 'create', {'source': source, 'substitution': text, 'description': hint}) for who, source, text, hint in (
        ('demo', 'hi', 'Bonjour', False), ('alice', 'bye', 'Au revoir & merci <b>à vous</b>', 'adieux'), ('bob', 'hi', 'Double', 'deux fois'), ('carol', 'é:)', '☺', ''))]
    for who in ('demo', 'alice', 'portal', 'public', 'admin'):
        r.call(who, 'mail.shortcode', 'search_read', [], ['source', 'substitution', 'description', 'message_ids', 'create_uid'], order='id')
        r.call(who, 'mail.shortcode', 'check_access_rights', 'create', raise_exception=False)
        r.call(who, 'mail.shortcode', 'name_search', 'hi')
        r.call(who, 'mail.shortcode', 'write', [codes[1]], {'substitution': 'par ' + who})
    r.call('demo', 'mail.shortcode', 'search_read', [], ['source'])
    r.call('demo', 'mail.shortcode', 'name_get', codes)
    r.call('demo', 'mail.shortcode', 'read', [codes[0]])
    r.call('demo', 'mail.shortcode', 'write', codes[:2], {'description': False})
    r.call('demo', 'mail.shortcode', 'write', [codes[0]], {'source': ''})
    r.call('demo', 'mail.shortcode', 'write', [codes[0]], {'source': False})
    r.call('demo', 'mail.shortcode', 'create', [{'source': 'a', 'substitution': 'b'}, {'source': 'c', 'substitution': 'd'}])
    r.call('demo', 'mail.shortcode', 'create', {'substitution': 'sans code'})
    r.call('demo', 'mail.shortcode', 'read_group', [], ['source'], ['source'])
    r.call('demo', 'mail.shortcode', 'search', [['substitution', 'ilike', 'merci']])
    r.json('alice', '/mail/init_messaging')
    cid = channel_of(r, 'demo', 'réponses')['id']
    message = r.call('demo', 'mail.channel', 'message_post', [cid], body=':hi', canned_response_ids=[codes[0]], **POST)
    r.call('demo', 'mail.message', 'read', [message], ['body', 'canned_response_ids'])
    r.call('portal', 'mail.shortcode', 'unlink', [codes[0]])
    r.call('alice', 'mail.shortcode', 'unlink', codes)
    r.call('alice', 'mail.shortcode', 'unlink', codes)
    r.call('demo', 'mail.shortcode', 'search_count', [])


def scenario_presence(r):
    """Who is there: presence by polling, statuses in every place that shows one."""
    demo, alice, bob, carol, portal, robot = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal', 'admin')
    cid = channel_of(r, 'demo', 'présences', 'public', [alice, bob])['id']
    everybody = [demo, alice, bob, carol, portal, 2, 9]
    r.json('carol', '/longpolling/im_status', partner_ids=everybody)
    r.json('demo', '/longpolling/poll', channels=[], last=0, options={'peek': True, 'bus_inactivity': 5})
    r.json('carol', '/longpolling/im_status', partner_ids=everybody)
    r.json('alice', '/longpolling/poll', channels=[], last=0, options={'peek': True, 'bus_inactivity': 3600000})
    r.json('carol', '/longpolling/im_status', partner_ids=everybody)
    r.json('bob', '/longpolling/poll', channels=[], last=0, options={'peek': True})
    r.json('carol', '/longpolling/im_status', partner_ids=everybody)
    r.json('portal', '/longpolling/poll', channels=[], last=0, options={'peek': True, 'bus_inactivity': 10})
    r.json('carol', '/longpolling/im_status', partner_ids=everybody)
    r.json('carol', '/longpolling/im_status', partner_ids=[])
    r.json('carol', '/longpolling/im_status', partner_ids=[99999])
    r.json('carol', '/longpolling/im_status')
    r.json('public', '/longpolling/im_status', partner_ids=everybody)
    r.json('portal', '/longpolling/im_status', partner_ids=everybody)
    r.call('carol', 'res.partner', 'read', everybody[:4], ['name', 'im_status'])
    r.call('carol', 'res.users', 'read', [6, 8, 9, 10], ['login', 'im_status'])
    r.call('carol', 'res.partner', 'im_search', 'example', 20)
    r.call('carol', 'res.partner', 'im_search', 'a', 20)
    r.call('demo', 'mail.channel', 'channel_info', [cid])
    chat = r.call('demo', 'mail.channel', 'channel_get', [alice])
    r.call('demo', 'mail.channel', 'channel_get', [carol])
    r.call('demo', 'mail.channel', 'channel_fetch_slot')
    r.call('admin', 'bus.presence', 'search_read', [], ['user_id', 'status'], order='user_id')
    r.call('demo', 'bus.presence', 'search_read', [], ['user_id', 'status'], order='user_id')
    r.call('portal', 'bus.presence', 'search_read', [], ['user_id', 'status'], order='user_id')
    r.json('alice', '/longpolling/poll', channels=[], last=0, options={'peek': True, 'bus_inactivity': 0})
    r.json('carol', '/longpolling/im_status', partner_ids=everybody)
    r.json('alice', '/longpolling/poll', channels=[], last=0, options={'peek': True, 'bus_inactivity': None})
    r.json('public', '/longpolling/poll', channels=[], last=0, options={'peek': True, 'bus_inactivity': 5})
    r.json('carol', '/longpolling/im_status', partner_ids=everybody)
    r.json('demo', '/longpolling/poll', channels=['a', 'b'], last=0, options={'peek': True})
    r.json('demo', '/longpolling/poll', channels=[1], last=0, options={'peek': True})
    r.json('demo', '/longpolling/poll', channels='abc', last=0, options={'peek': True})
    r.json('demo', '/longpolling/poll', channels=None, last=0, options={'peek': True})
    r.json('demo', '/longpolling/poll', channels=[], last=None, options={'peek': True})
    r.json('demo', '/longpolling/poll', channels=[], options={'peek': True})
    r.json('demo', '/longpolling/poll', last=0)
    r.json('public', '/longpolling/send', channel='x', message='y')
    r.json('demo', '/longpolling/send', channel='x', message={'a': 1})
    r.json('demo', '/longpolling/poll', channels=['x'], last=0, options={'peek': True})


def scenario_bus_of_actions(r):
    """What each everyday action announces, and to whom."""
    demo, alice, bob = partners(r, 'demo', 'demo', 'alice', 'bob')
    people = ('demo', 'alice', 'bob')
    last = {who: peek(r, who) for who in people}

    def announced():
        for who in people:
            last[who] = peek(r, who, last[who])
    channel = channel_of(r, 'demo', 'annonces', 'public')
    cid = channel['id']
    announced()
    r.call('demo', 'mail.channel', 'channel_invite', [cid], [alice])
    announced()
    note = r.call('demo', 'mail.channel', 'message_post', [cid], body='À @alice', partner_ids=[alice], **POST)
    announced()
    r.call('alice', 'mail.message', 'toggle_message_starred', [note])
    r.call('alice', 'mail.message', 'set_message_done', [note])
    r.call('alice', 'mail.message', 'unstar_all')
    announced()
    r.call('alice', 'mail.channel', 'notify_typing', [cid], is_typing=True)
    r.call('alice', 'mail.channel', 'channel_seen', [cid])
    announced()
    chat = r.call('demo', 'mail.channel', 'channel_get', [bob])
    r.call('demo', 'mail.channel', 'channel_get_and_minimize', [bob])
    announced()
    r.call('bob', 'mail.channel', 'message_post', [chat['id']], body='Oui ?', **POST)
    r.call('demo', 'mail.channel', 'channel_fetched', [chat['id']])
    r.call('demo', 'mail.channel', 'channel_seen', [chat['id']])
    r.call('demo', 'mail.channel', 'channel_fold', chat['uuid'], 'folded')
    r.call('demo', 'mail.channel', 'channel_pin', chat['uuid'], False)
    announced()
    r.call('demo', 'mail.channel', 'write', [cid], {'name': 'annonces 2', 'public': 'groups'})
    r.call('demo', 'res.partner', 'message_post', [9], body='à @bob', partner_ids=[bob], subtype='mail.mt_note')
    r.call('bob', 'mail.message', 'mark_all_as_read')
    announced()
    r.call('demo', 'mail.message', 'write', [note], {'body': 'corrigé'})
    r.call('demo', 'mail.message', 'unlink', [note])
    r.call('alice', 'mail.channel', 'action_unfollow', [cid])
    r.call('demo', 'mail.channel', 'unlink', [cid])
    announced()
