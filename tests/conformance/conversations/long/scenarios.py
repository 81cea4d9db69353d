"""Long conversations: chats, counters, what the bus announces, OdooBot, people who are archived, visitors, French."""
from common import FR, PNG, POST, channel_of, partners, peek

SEATS = ['channel_id', 'partner_id', 'is_pinned', 'fold_state', 'is_minimized', 'custom_channel_name', 'seen_message_id', 'fetched_message_id']
PEOPLE = ('demo', 'alice', 'bob', 'carol', 'portal', 'admin')


def listen(r):
    last = {who: peek(r, who) for who in PEOPLE}

    def news(*people):
        for who in people or PEOPLE:
            last[who] = peek(r, who, last[who])
    return news


def scenario_life_of_a_chat(r):
    """A long conversation of three, with everything that windows do."""
    demo, alice, bob, carol = partners(r, 'demo', 'demo', 'alice', 'bob', 'carol')
    one = r.call('demo', 'mail.channel', 'channel_get', [demo])
    two = r.call('demo', 'mail.channel', 'channel_get_and_minimize', [alice])
    three = r.call('alice', 'mail.channel', 'channel_get', [bob, demo])
    chats = [one['id'], two['id'], three['id']]
    last = {who: peek(r, who) for who in PEOPLE}

    def news(*people):
        for who in people or ('demo', 'alice', 'bob'):
            last[who] = peek(r, who, last[who])

    def slots():
        for who in ('demo', 'alice', 'bob'):
            r.call(who, 'mail.channel', 'channel_fetch_slot')
        r.call('admin', 'mail.channel.partner', 'search_read', [['channel_id', 'in', chats]], SEATS, order='id')
    slots()
    m = []
    for n, (who, c) in enumerate((('alice', two), ('demo', two), ('bob', three), ('demo', three), ('demo', one), ('alice', three))):
        m.append(r.call(who, 'mail.channel', 'message_post', [c['id']], body='mot %d' % n, partner_ids=[bob] if n % 2 else [], **POST))
        news()
    slots()
    for who in ('alice', 'bob', 'demo'):
        r.call(who, 'mail.channel', 'channel_fetched', [three['id'], two['id']])
        r.call(who, 'mail.channel', 'channel_seen', three['id'])
        r.call(who, 'mail.channel', 'channel_seen', [three['id']])
        news()
    slots()
    r.call('bob', 'mail.channel', 'channel_pin', three['uuid'])
    r.call('bob', 'mail.channel', 'channel_fold', three['uuid'], state='folded')
    r.call('bob', 'mail.channel', 'channel_fold', three['uuid'])
    r.call('bob', 'mail.channel', 'channel_minimize', three['uuid'], False)
    r.call('alice', 'mail.channel', 'channel_minimize', two['uuid'], None)
    r.call('alice', 'mail.channel', 'channel_minimize', two['uuid'], 1)
    r.call('alice', 'mail.channel', 'channel_minimize', two['uuid'], 'yes')
    r.call('alice', 'mail.channel', 'channel_fold', two['uuid'], 'nope')
    r.call('alice', 'mail.channel', 'channel_fold', two['uuid'], 0)
    r.call('alice', 'mail.channel', 'channel_fold', two['uuid'], 3)
    r.call('alice', 'mail.channel', 'channel_pin', two['uuid'], 'x')
    r.call('alice', 'mail.channel', 'channel_pin', two['uuid'], 0)
    r.call('alice', 'mail.channel', 'channel_pin', 'nope')
    r.call('alice', 'mail.channel', 'channel_pin', False)
    r.call('alice', 'mail.channel', 'channel_pin')
    r.call('carol', 'mail.channel', 'channel_pin', two['uuid'], False)
    r.call('carol', 'mail.channel', 'channel_fold', two['uuid'])
    r.call('carol', 'mail.channel', 'channel_minimize', two['uuid'])
    r.call('carol', 'mail.channel', 'channel_set_custom_name', two['id'], 'x')
    r.call('alice', 'mail.channel', 'channel_set_custom_name', two['id'], 'D'), r.call('alice', 'mail.channel', 'channel_set_custom_name', [two['id']], 'liste')
    r.call('alice', 'mail.channel', 'channel_set_custom_name', two['id'], 12), r.call('alice', 'mail.channel', 'channel_set_custom_name', two['id'], '')
    r.call('alice', 'mail.channel', 'channel_set_custom_name', name='seul'), r.call('alice', 'mail.channel', 'channel_set_custom_name', 99999, 'x')
    news()
    slots()
    for typing in (True, False, None, 'yes', 0):
        r.call('demo', 'mail.channel', 'notify_typing', [three['id']], typing)
    r.call('demo', 'mail.channel', 'notify_typing', three['id'], is_typing=True, is_website_user=True)
    r.call('demo', 'mail.channel', 'notify_typing', [one['id'], two['id']], True)
    r.call('demo', 'mail.channel', 'notify_typing', [three['id']])
    r.call('carol', 'mail.channel', 'notify_typing', [three['id']], True)
    r.call('portal', 'mail.channel', 'notify_typing', [three['id']], True)
    news()
    r.call('demo', 'mail.channel', 'channel_invite', [three['id']], [carol])
    news('demo', 'alice', 'bob', 'carol')
    r.call('alice', 'mail.channel', 'channel_get', [demo, bob])
    r.call('alice', 'mail.channel', 'channel_get', [demo, bob, carol])
    r.call('bob', 'mail.channel', 'execute_command', [three['id']], command='leave')
    r.call('bob', 'mail.channel', 'action_unfollow', [three['id']])
    r.call('bob', 'mail.channel', 'channel_fetch_message', [three['id']])
    r.call('alice', 'mail.channel', 'channel_fetch_message', [three['id']])
    r.call('demo', 'mail.channel', 'write', [two['id']], {'name': 'renommé'})
    r.call('demo', 'mail.channel', 'unlink', [one['id']])
    r.call('demo', 'mail.message', 'search_read', [['model', '=', 'mail.channel'], ['res_id', '=', one['id']]], ['body'])
    r.call('demo', 'mail.channel', 'channel_get', [demo])
    r.call('demo', 'mail.message', 'unlink', m[:1])
    slots()
    news('demo', 'alice', 'bob', 'carol')
    for who in PEOPLE:
        r.json(who, '/mail/init_messaging')
        r.json(who, '/mail/init_messaging', context={'isMobile': True})
        r.json(who, '/mail/init_messaging', context=FR)


def scenario_reading_in_turn(r):
    """Unread counters and positions in a channel, a private group and a chat, step by step by four people."""
    demo, alice, bob, carol = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol')
    c = channel_of(r, 'demo', 'tour', 'private', [alice, bob])['id']
    d = r.call('carol', 'mail.channel', 'channel_get', [demo, alice])['id']
    step = 0
    for who, channel, action in (('demo', c, 'post'), ('alice', c, 'seen'), ('bob', d, 'seen'), ('carol', d, 'post'), ('demo', d, 'fetched'), ('demo', d, 'seen'), ('alice', d, 'post'), ('alice', d, 'seen'), ('bob', c, 'post'), ('bob', c, 'note'), ('alice', c, 'seen'),
                                 ('demo', c, 'unlink'), ('demo', c, 'seen'), ('bob', c, 'mention'), ('alice', c, 'done'), ('alice', c, 'seen'), ('carol', c, 'seen'), ('carol', d, 'leave'), ('carol', d, 'post'), ('demo', d, 'seen'), ('alice', d, 'invite'), ('bob', d, 'seen'), ('bob', d, 'post'), ('carol', d, 'fetched')):
        step += 1
        if action == 'post':
            r.call(who, 'mail.channel', 'message_post', [channel], body='%d' % step, **POST)
        elif action == 'note':
            r.call(who, 'mail.channel', 'message_post', [channel], body='note %d' % step)
        elif action == 'mention':
            r.call(who, 'mail.channel', 'message_post', [channel], body='@alice', partner_ids=[alice, carol], **POST)
        elif action == 'done':
            r.call(who, 'mail.message', 'mark_all_as_read', domain=[['needaction', '=', True]])
        elif action == 'unlink':
            last = r.call(who, 'mail.message', 'search', [['model', '=', 'mail.channel'], ['res_id', '=', channel]], limit=1)
            r.call(who, 'mail.message', 'unlink', last)
        elif action == 'leave':
            r.call(who, 'mail.channel', 'action_unfollow', [channel])
        elif action == 'invite':
            r.call(who, 'mail.channel', 'channel_invite', [channel], [bob, carol])
        else:
            r.call(who, 'mail.channel', 'channel_' + action, [channel])
        for other in ('demo', 'alice', 'bob', 'carol'):
            r.call(other, 'mail.channel', 'channel_info', [channel])
        r.call('admin', 'mail.channel.partner', 'search_read', [['channel_id', 'in', [c, d]]], SEATS, order='id')
    for who in PEOPLE:
        r.json(who, '/mail/init_messaging')
        peek(r, who)


def scenario_bus_of_settings(r):
    """What writing on channels, users and messages announces, and who hears it."""
    demo, alice, bob, carol, portal, admin = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal', 'admin')
    news = listen(r)
    c = r.call('demo', 'mail.channel', 'create', {'name': 'un', 'public': 'public', 'channel_partner_ids': [[4, demo], [4, alice]]})
    news()
    r.call('demo', 'mail.channel', 'write', [c], {'channel_partner_ids': [[4, bob]], 'name': 'deux'})
    r.call('demo', 'mail.channel', 'write', [c], {'channel_last_seen_partner_ids': [[0, 0, {'partner_id': carol}]]})
    news()
    r.call('bob', 'mail.channel', 'action_follow', [c])
    r.call('portal', 'mail.channel', 'action_follow', [c])
    r.call('portal', 'mail.channel', 'channel_join_and_get_info', [c])
    news()
    r.call('demo', 'mail.channel', 'channel_invite', [c], [portal, admin, bob])
    news()
    r.call('demo', 'mail.channel', 'message_subscribe', [c], [portal])
    m = r.call('demo', 'mail.channel', 'message_post', [c], body='À tous', partner_ids=[portal, admin, carol], **POST)
    news()
    r.call('carol', 'mail.message', 'set_message_done', [m])
    r.call('portal', 'mail.message', 'toggle_message_starred', [m])
    r.call('admin', 'mail.message', 'mark_all_as_read', domain=[])
    r.call('portal', 'mail.message', 'mark_all_as_read')
    news()
    r.call('demo', 'mail.message', 'write', [m], {'body': 'corrigé'})
    r.call('demo', 'mail.message', 'unlink', [m])
    news()
    p = r.call('demo', 'res.partner', 'create', {'name': 'Fournisseur'})
    r.call('demo', 'res.partner', 'message_subscribe', [p], [alice], [c])
    n = r.call('demo', 'res.partner', 'message_post', [p], body='Note', **POST)
    news()
    r.call('alice', 'mail.message', 'set_message_done', [n])
    r.call('demo', 'res.partner', 'message_post', [p], body='interne', subtype='mail.mt_note', partner_ids=[bob])
    r.call('demo', 'res.partner', 'write', [p], {'name': 'Fournisseur bis', 'email': 'f@example.com'})
    news()
    r.call('demo', 'res.partner', 'unlink', [p])
    news()
    r.call('demo', 'mail.channel', 'channel_create', 'trois', 'private')
    g = r.call('demo', 'mail.channel', 'channel_get', [alice, bob, carol])
    news()
    r.call('demo', 'mail.channel', 'channel_get', [alice, bob, carol])
    r.call('alice', 'mail.channel', 'channel_get_and_minimize', [demo, bob, carol])
    r.call('bob', 'mail.channel', 'channel_fold', g['uuid'], 'folded')
    r.call('carol', 'mail.channel', 'channel_pin', g['uuid'], True)
    r.call('carol', 'mail.channel', 'channel_pin', g['uuid'])
    news()
    r.call('carol', 'mail.channel', 'message_post', [g['id']], body='coucou', **POST)
    r.call('bob', 'mail.channel', 'channel_fetched', [g['id']])
    r.call('bob', 'mail.channel', 'channel_seen', [g['id']])
    r.call('carol', 'mail.channel', 'channel_fetched', [g['id']])
    news()
    r.call('alice', 'mail.channel', 'action_unfollow', [g['id']])
    r.call('demo', 'mail.channel', 'write', [g['id']], {'channel_partner_ids': [[3, bob]]})
    r.call('demo', 'mail.channel', 'message_unsubscribe', [c], [portal], [c])
    r.call('demo', 'mail.channel', 'message_post', [c], body='sans écho', **POST)
    news()
    r.call('admin', 'res.users', 'write', [10], {'active': False})
    r.call('demo', 'mail.channel', 'message_post', [g['id']], body='carol ?', partner_ids=[carol], **POST)
    news('demo', 'alice', 'bob')
    r.call('demo', 'mail.channel', 'channel_info', [c, g['id']])
    r.call('demo', 'mail.channel', 'channel_get', [carol])
    r.call('demo', 'mail.channel', 'channel_invite', [c], [carol])
    r.call('demo', 'mail.channel', 'unlink', [c])
    news('demo', 'alice', 'bob', 'portal', 'admin')
    for who in ('demo', 'alice', 'bob', 'portal', 'admin'):
        r.json(who, '/mail/init_messaging')


def scenario_archived_people(r):
    """Archived users and contacts in channels, chats and suggestions."""
    demo, alice, bob, carol, portal, admin = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal', 'admin')
    c = channel_of(r, 'demo', 'anciens', 'private', [alice, bob, carol])
    chat = r.call('demo', 'mail.channel', 'channel_get', [bob])
    trio = r.call('demo', 'mail.channel', 'channel_get', [bob, carol])
    r.call('admin', 'res.users', 'write', [9], {'active': False})
    r.call('admin', 'res.partner', 'write', [carol], {'active': False})
    r.call('admin', 'res.users', 'write', [10], {'active': False})
    r.call('admin', 'res.partner', 'write', [carol], {'active': False})
    for who in ('demo', 'alice'):
        r.call(who, 'mail.channel', 'channel_info', [c['id']])
        r.call(who, 'mail.channel', 'channel_fetch_slot')
        r.call(who, 'mail.channel', 'execute_command', [c['id']], command='who')
        r.call(who, 'mail.channel', 'read', [c['id']], ['channel_partner_ids', 'channel_last_seen_partner_ids', 'message_partner_ids'])
        r.call(who, 'mail.channel', 'channel_fetch_listeners', c['uuid'])
        r.call(who, 'res.partner', 'im_search', 'b')
        r.call(who, 'res.partner', 'get_mention_suggestions', 'bob')
        r.call(who, 'res.partner', 'get_mention_suggestions', 'carol')
        r.json(who, '/mail/init_messaging')
    r.call('demo', 'mail.channel', 'execute_command', [chat['id']], command='help')
    r.call('demo', 'mail.channel', 'execute_command', [trio['id']], command='who')
    r.call('demo', 'mail.channel', 'message_post', [trio['id']], body='encore là ?', partner_ids=[carol, bob], **POST)
    r.call('demo', 'mail.channel', 'message_post', [c['id']], body='tous', partner_ids=[carol, bob, alice], **POST)
    r.call('demo', 'mail.channel', 'channel_get', [bob])
    r.call('demo', 'mail.channel', 'channel_get', [carol, bob])
    r.call('alice', 'mail.channel', 'channel_get', [carol])
    r.call('demo', 'mail.channel', 'channel_invite', [c['id']], [carol, bob, admin])
    r.call('admin', 'res.users', 'write', [9], {'active': True})
    r.json('bob', '/mail/init_messaging')
    r.call('demo', 'mail.channel', 'channel_info', [c['id'], chat['id'], trio['id']])
    r.call('admin', 'mail.channel.partner', 'search_read', [['channel_id', 'in', [c['id'], chat['id'], trio['id']]]], SEATS, order='id')
    r.call('admin', 'res.partner', 'unlink', [carol])
    r.call('admin', 'res.users', 'unlink', [10])
    r.call('admin', 'res.partner', 'unlink', [carol])
    r.call('demo', 'mail.channel', 'channel_info', [c['id'], trio['id']])
    r.call('demo', 'mail.channel', 'channel_fetch_message', [trio['id']])
    r.call('admin', 'mail.channel.partner', 'search_read', [['channel_id', 'in', [c['id'], chat['id'], trio['id']]]], SEATS, order='id')
    r.json('demo', '/mail/init_messaging')
    peek(r, 'demo')


def scenario_robot(r):
    """OdooBot's tour, by several people at once, in and out of its chat."""
    demo, alice, bob, carol, portal, admin = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal', 'admin')
    for who in ('demo', 'alice', 'portal', 'admin', 'public'):
        r.call(who, 'mail.channel', 'init_odoobot')
        r.call(who, 'mail.channel', 'init_odoobot')
        r.call(who, 'mail.channel', 'channel_fetch_slot')
        peek(r, who)
    r.call('admin', 'mail.channel.partner', 'search_read', [['partner_id', '=', 2]], ['channel_id'], order='id')
    look = ['odoobot_state', 'login']
    chat = [r.call(who, 'mail.channel', 'search', [['name', '=', 'OdooBot'], ['channel_partner_ids', 'in', [p]]]) for who, p in (('demo', demo), ('alice', alice))]
    d, a = chat[0][0], chat[1][0]

    def say(who, channel, body, **kwargs):
        r.call(who, 'mail.channel', 'message_post', [channel], body=body, **dict(POST, **kwargs))
        r.call(who, 'mail.channel', 'channel_fetch_message', [channel], limit=2)
        r.call(who, 'res.users', 'read', [{'demo': 6, 'alice': 8, 'bob': 9}[who]], look)
    file = r.call('demo', 'ir.attachment', 'create', {'name': 'chien.png', 'datas': PNG, 'res_model': 'mail.compose.message', 'res_id': 0})
    say('demo', d, 'emoji? no')
    say('demo', d, '👍')
    say('demo', d, 'rien')
    say('demo', d, 'voilà', attachment_ids=[file])
    say('demo', d, 'help')
    r.call('demo', 'mail.channel', 'execute_command', [d], command='who')
    r.call('demo', 'mail.channel', 'execute_command', [d], command='help', body='/help')
    r.call('demo', 'mail.channel', 'channel_fetch_message', [d], limit=2)
    say('demo', d, '@OdooBot', partner_ids=[2])
    say('demo', d, 'Help me!')
    say('demo', d, 'i love you')
    say('demo', d, 'LOVE.')
    say('demo', d, 'fuck that')
    say('demo', d, '<p>Start the tour</p>')
    say('demo', d, 'x', message_type='notification')
    r.call('alice', 'res.users', 'write', [8], {'lang': 'fr_FR'})
    say('alice', a, 'Bonjour')
    say('alice', a, '<p>:) 😂</p>')
    say('alice', a, 'sans fichier', subtype='mail.mt_note')
    r.call('alice', 'mail.channel', 'execute_command', [a], command='help')
    r.call('alice', 'mail.channel', 'message_post', [a], body='avec contexte', context=FR, **POST)
    r.call('alice', 'mail.channel', 'channel_fetch_message', [a], limit=2)
    r.call('bob', 'mail.channel', 'channel_get', [2])
    b = r.call('bob', 'mail.channel', 'channel_get', partners_to=[2])['id']
    say('bob', b, 'fuck')
    r.call('bob', 'mail.channel', 'init_odoobot')
    r.call('bob', 'mail.channel', 'search_read', [['name', 'ilike', 'OdooBot']], ['name', 'channel_partner_ids'], order='id')
    r.call('admin', 'mail.channel.partner', 'search_read', [], SEATS)
    r.call('carol', 'res.users', 'read', [10], look)
    r.call('carol', 'res.users', 'write', [10], {'odoobot_state': 'idle'})
    r.call('admin', 'res.users', 'write', [10], {'odoobot_state': 'idle'})
    r.call('carol', 'mail.channel', 'init_odoobot')
    for who in ('demo', 'alice', 'bob'):
        r.call(who, 'res.partner', 'get_mention_suggestions', 'odoo')
        r.call(who, 'res.partner', 'get_mention_suggestions', 'OdooBot', 20)
        r.json(who, '/mail/init_messaging')
        peek(r, who)


def scenario_french(r):
    """Alice reads French, Bob English; names with accents, texts of every kind."""
    demo, alice, bob, carol = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol')
    r.call('alice', 'res.users', 'write', [8], {'lang': 'fr_FR'})
    fr = {'context': {'lang': 'fr_FR', 'tz': 'Europe/Paris'}}
    a = r.call('alice', 'mail.channel', 'channel_create', 'Été à la plage', **fr)
    b = r.call('alice', 'mail.channel', 'channel_create', 'Œuvres', 'private', **fr)
    r.call('alice', 'mail.channel', 'channel_invite', [a['id']], [bob, demo], **fr)
    r.call('bob', 'mail.channel', 'channel_join_and_get_info', [a['id']], **fr)
    r.call('carol', 'mail.channel', 'channel_join_and_get_info', [a['id']], **fr)
    r.call('carol', 'mail.channel', 'action_unfollow', [a['id']], **fr)
    r.call('bob', 'mail.channel', 'action_unfollow', [a['id']])
    r.call('alice', 'mail.channel', 'write', [a['id']], {'name': 'Plage', 'description': 'décrite'}, **fr)
    for kw in (fr, {}, {'context': {'lang': 'en_US'}}, {'context': {'lang': None}}, {'context': {'lang': 'xx_XX'}}, {'context': {'lang': ''}}):
        r.call('alice', 'mail.channel', 'read', [a['id']], ['name', 'display_name', 'description'], **kw)
        r.call('alice', 'mail.channel', 'search_read', [['name', 'ilike', 'plage']], ['name'], **kw)
        r.call('alice', 'mail.channel', 'channel_info', [a['id']], **kw)
        r.call('alice', 'mail.channel', 'channel_search_to_join', 'été', **kw)
        r.call('alice', 'mail.channel', 'get_mention_suggestions', 'pla', **kw)
        r.call('alice', 'mail.channel', 'fields_get', ['public', 'name', 'channel_type', 'moderation'], ['string', 'help', 'selection'], **kw)
        r.call('alice', 'mail.channel', 'create', {'name': False}, **kw)
        r.call('alice', 'mail.channel', 'write', [a['id']], {'moderation': True}, **kw)
        r.call('alice', 'mail.channel', 'write', [a['id']], {'public': 'x'}, **kw)
        r.call('alice', 'mail.channel', 'unlink', [1], **kw)
        r.call('alice', 'mail.channel', 'read', [99999], ['name'], **kw)
        r.call('bob', 'mail.channel', 'read', [b['id']], ['name'], **kw)
        r.call('bob', 'mail.channel', 'message_post', [b['id']], body='x', **kw)
        r.call('portal', 'mail.channel', 'create', {'name': 'x'}, **kw)
        r.call('alice', 'mail.channel', 'send_guidelines', [a['id']], **kw)
        r.call('alice', 'mail.channel', 'execute_command', [a['id']], command='who', **kw)
        r.call('alice', 'mail.channel', 'execute_command', [b['id']], command='help', **kw)
        r.call('alice', 'mail.channel', 'get_mention_commands', **kw)
        r.call('alice', 'mail.moderation', 'create', [{'email': 'x@y.z', 'status': 'ban', 'channel_id': a['id']}, {'email': 'x@y.z', 'status': 'ban', 'channel_id': a['id']}], **kw)
        r.json('alice', '/mail/init_messaging', **kw)
        r.json('alice', '/web/session/get_session_info', **kw)
        r.json('alice', '/mail/read_subscription_data', res_model='res.partner', follower_id=1, **kw)
        r.call('alice', 'mail.message.subtype', 'search_read', [], ['name', 'description'], order='id', **kw)
        r.json('alice', '/web/session/change_password', fields=[{'name': 'old_pwd', 'value': 'bad'}, {'name': 'new_password', 'value': 'a'}, {'name': 'confirm_pwd', 'value': 'b'}], **kw)
        r.json('alice', '/web/session/change_password', fields=[{'name': 'old_pwd', 'value': 'bad'}, {'name': 'new_password', 'value': 'a'}, {'name': 'confirm_pwd', 'value': 'a'}], **kw)
        r.json('alice', '/web/session/change_password', fields=[{'name': 'old_pwd', 'value': ''}, {'name': 'new_password', 'value': ''}, {'name': 'confirm_pwd', 'value': ''}], **kw)
    r.call('alice', 'mail.channel', 'init_odoobot', **fr)
    r.call('alice', 'mail.channel', 'channel_fetch_slot', **fr)
    r.call('alice', 'mail.channel', 'channel_fetch_message', [a['id']], **fr)
    r.call('bob', 'mail.channel', 'channel_fetch_message', [a['id']])
    r.call('admin', 'mail.message', 'search_read', [['author_id', '=', 2]], ['body'], **fr)
    peek(r, 'alice')
    peek(r, 'bob')
    r.call('admin', 'ir.translation', 'search_read', [['name', '=', 'mail.channel,name']], ['lang', 'src', 'value', 'res_id', 'state'], order='id')


def scenario_chatter_of_portal(r):
    """A portal user in channels: everything he may, and may not, do."""
    demo, alice, portal = partners(r, 'admin', 'demo', 'alice', 'portal')
    pub = channel_of(r, 'demo', 'ouvert', 'public')
    priv = channel_of(r, 'demo', 'fermé', 'private', [portal])
    chat = r.call('demo', 'mail.channel', 'channel_get', [portal])
    for c in (pub, priv, chat):
        for method, args in (('channel_info', []), ('channel_join_and_get_info', []), ('channel_fetch_message', []), ('message_post', []), ('channel_seen', []), ('channel_fetched', []), ('notify_typing', [True]), ('channel_invite', [[alice]]),
                             ('execute_command', ['who']), ('message_subscribe', [[portal]]), ('action_follow', []), ('channel_fetch_preview', []), ('send_guidelines', [])):
            r.call('portal', 'mail.channel', method, [c['id']], *args)
        for method in ('channel_fold', 'channel_minimize', 'channel_pin', 'channel_fetch_listeners'):
            r.call('portal', 'mail.channel', method, c['uuid'])
        r.call('portal', 'mail.channel', 'message_post', [c['id']], body='du portail', **POST)
        r.call('portal', 'mail.channel', 'message_post', [c['id']], body='à demo', partner_ids=[demo], **POST)
        r.call('portal', 'mail.channel', 'read', [c['id']], ['name', 'channel_partner_ids', 'message_unread_counter', 'is_member', 'message_follower_ids', 'message_ids'])
        r.call('demo', 'mail.channel', 'channel_fetch_message', [c['id']])
        r.call('portal', 'mail.channel', 'execute_command', [c['id']], command='who')
        r.call('portal', 'mail.channel', 'execute_command', [c['id']], command='help')
        r.call('portal', 'mail.channel', 'execute_command', [c['id']], command='leave')
        r.call('portal', 'mail.channel', 'channel_info', [c['id']])
    r.call('portal', 'mail.channel', 'channel_get', [demo])
    r.call('portal', 'mail.channel', 'channel_get', [alice])
    r.call('portal', 'mail.channel', 'channel_create', 'à moi')
    r.call('portal', 'mail.channel', 'channel_set_custom_name', chat['id'], 'demo')
    r.call('portal', 'res.partner', 'im_search', 'a')
    r.call('portal', 'res.partner', 'get_mention_suggestions', 'demo')
    r.call('portal', 'mail.shortcode', 'search_read', [], ['source'])
    r.call('portal', 'mail.moderation', 'search', [])
    r.call('portal', 'mail.channel.partner', 'search_read', [['partner_id', '=', portal]], SEATS)
    r.call('portal', 'mail.channel.partner', 'create', {'channel_id': pub['id'], 'partner_id': portal})
    r.call('portal', 'mail.channel.partner', 'search_read', [['channel_id', '=', pub['id']]], SEATS)
    r.call('portal', 'mail.channel.partner', 'search_read', [], ['display_name'])
    r.json('portal', '/mail/init_messaging')
    r.json('portal', '/web/session/get_session_info')
    peek(r, 'portal')
    peek(r, 'demo')
    r.call('admin', 'mail.channel.partner', 'search_read', [], SEATS, order='id')
