"""Channels as records: every field in and out, rights, listeners, groups that subscribe, copies, aliases."""
from common import FR, GIF, PNG, TEXT, POST, channel_of, partners, peek

SEATS = ['channel_id', 'partner_id', 'partner_email', 'is_pinned', 'fold_state', 'is_minimized', 'custom_channel_name', 'seen_message_id', 'fetched_message_id', 'display_name']
PEOPLE = ('demo', 'alice', 'bob', 'carol', 'portal', 'admin')


def seats(r, *channels):
    r.call('admin', 'mail.channel.partner', 'search_read', [['channel_id', 'in', list(channels)]], SEATS, order='id')


def scenario_channel_as_record(r):
    """Channels through the ORM alone: every field in and out."""
    demo, alice, bob = partners(r, 'demo', 'demo', 'alice', 'bob')
    a = r.call('demo', 'mail.channel', 'create', {'name': 'tout', 'description': 'texte\nde deux lignes', 'public': 'public', 'email_send': True, 'alias_name': 'tout',
                                                  'alias_contact': 'everyone', 'channel_partner_ids': [[6, 0, [demo, alice]]], 'image_128': PNG,
                                                  'moderation': True, 'moderator_ids': [[4, 6], [4, 8]], 'moderation_notify': True, 'moderation_notify_msg': 'a<b>',
                                                  'moderation_guidelines': True, 'moderation_guidelines_msg': 'g\nh', 'moderation_ids': [[0, 0, {'email': 'x@example.com', 'status': 'ban'}]]})
    r.call('demo', 'mail.channel', 'read', [a])
    r.call('portal', 'mail.channel', 'read', [a])
    r.call('public', 'mail.channel', 'read', [a])
    r.call('alice', 'mail.channel', 'search_read', [['id', '=', a]])
    r.call('carol', 'mail.channel', 'search_read', [['moderation', '=', True]], ['moderation_count', 'moderation_ids', 'moderator_ids', 'is_moderator'])
    r.call('portal', 'mail.channel', 'search_read', [['moderation', '=', True]], ['moderation_count'])
    r.call('portal', 'mail.channel', 'search_read', [['moderation', '=', True]], ['moderator_ids', 'is_moderator'])
    b = r.call('demo', 'mail.channel', 'copy', [a])
    r.call('demo', 'mail.channel', 'read', [b])
    c = r.call('alice', 'mail.channel', 'copy', a, {'name': 'autre', 'public': 'private'})
    r.call('alice', 'mail.channel', 'read', [c])
    r.call('alice', 'mail.channel', 'copy_data', [a])
    r.call('carol', 'mail.channel', 'copy', [1])
    for values in ({}, {'name': 'x'}, {'name': ''}, {'name': None}, {'name': 3}, {'name': 'n', 'public': None}, {'name': 'n', 'public': False}, {'name': 'n', 'public': ''}, {'name': 'n', 'channel_type': 'nope'},
                   {'name': 'n', 'channel_type': False}, {'name': 'n', 'uuid': 'moi'}, {'name': 'n', 'uuid': False}, {'name': 'n', 'group_public_id': False}, {'name': 'n', 'group_public_id': 99999},
                   {'name': 'n', 'group_public_id': 'x'}, {'name': 'n', 'channel_partner_ids': [alice]}, {'name': 'n', 'channel_partner_ids': [[4, 99999]]}, {'name': 'n', 'channel_partner_ids': False},
                   {'name': 'n', 'channel_partner_ids': [[0, 0, {'name': 'Nouveau'}]]}, {'name': 'n', 'image_128': 'not base64'}, {'name': 'n', 'image_128': TEXT}, {'name': 'n', 'image_128': GIF},
                   {'name': 'n', 'moderation': True}, {'name': 'n', 'moderation': True, 'email_send': True}, {'name': 'n', 'moderation': True, 'email_send': True, 'moderator_ids': [[4, 6]]},
                   {'name': 'n', 'moderator_ids': [[4, 6]]}, {'name': 'n', 'alias_name': 'Éa b'}, {'name': 'n', 'alias_name': 'tout'}, {'name': 'n', 'alias_defaults': 'not a dict'}, {'name': 'n', 'alias_defaults': "{'a': 1}"},
                   {'name': 'n', 'is_member': True}, {'name': 'n', 'message_follower_ids': [[0, 0, {'res_model': 'mail.channel', 'partner_id': alice}]]}, {'name': 'n', 'message_partner_ids': [[4, alice]]},
                   {'name': 'n', 'channel_message_ids': [[4, 1]]}, {'name': 'n', 'channel_last_seen_partner_ids': [[0, 0, {'partner_id': bob, 'fold_state': 'folded', 'is_minimized': True}]]},
                   {'name': 'n', 'group_ids': [[6, 0, [3]]]}, {'name': 'n', 'group_ids': [[4, 1]]}, {'name': 'n', 'create_uid': 2, 'create_date': '2020-01-01 00:00:00'}, {'name': 'n', 'id': 500}, {'name': 'n', 'description': ['x']}):
        r.call('demo', 'mail.channel', 'create', values)
        r.call('demo', 'mail.channel', 'search_read', [], ['name', 'public', 'channel_type', 'group_public_id', 'channel_partner_ids', 'uuid', 'email_send', 'alias_name', 'create_uid', 'message_follower_ids'], limit=1, order='id desc')
    r.call('admin', 'mail.channel', 'search_read', [], ['name', 'public', 'channel_type', 'group_public_id', 'channel_partner_ids', 'alias_name', 'alias_defaults', 'message_follower_ids', 'description'], order='id')
    r.call('admin', 'mail.channel.partner', 'search_read', [], SEATS)


def scenario_channel_rights(r):
    """Who may read, write, delete which channel, with groups and members."""
    demo, alice, bob, carol, portal = partners(r, 'demo', 'demo', 'alice', 'bob', 'carol', 'portal')
    made = {}
    for privacy in ('public', 'private', 'groups'):
        made[privacy] = r.call('alice', 'mail.channel', 'create', {'name': 'chez alice ' + privacy, 'public': privacy, 'channel_partner_ids': [[4, alice], [4, portal]]})
    made['system'] = r.call('admin', 'mail.channel', 'create', {'name': 'système', 'public': 'groups', 'group_public_id': 3})
    made['nogroup'] = r.call('admin', 'mail.channel', 'create', {'name': 'sans groupe', 'public': 'groups', 'group_public_id': False})
    made['portal'] = r.call('alice', 'mail.channel', 'create', {'name': 'portail', 'public': 'groups', 'group_public_id': 8})
    made['creation'] = r.call('admin', 'mail.channel', 'create', {'name': 'création', 'public': 'groups', 'group_public_id': 7})
    made['chat'] = r.call('alice', 'mail.channel', 'channel_get', [portal])['id']
    made = {k: v for k, v in made.items() if not isinstance(v, dict)}
    for who in ('demo', 'carol', 'portal', 'public', 'admin'):
        r.call(who, 'mail.channel', 'search_read', [], ['name'], order='id')
        r.call(who, 'mail.channel', 'name_search', 'a')
        r.loose()
        for channel in made.values():
            r.call(who, 'mail.channel', 'read', [channel], ['name', 'is_member'])
            r.call(who, 'mail.channel', 'write', [channel], {'description': 'de ' + who})
            r.call(who, 'mail.channel', 'channel_info', [channel])
            r.call(who, 'mail.channel', 'channel_fetch_message', [channel], limit=2)
            r.call(who, 'mail.channel.partner', 'search_read', [['channel_id', '=', channel]], ['partner_id'], order='id')
    for who in ('portal', 'carol', 'bob'):
        for channel in made.values():
            r.call(who, 'mail.channel', 'action_follow', [channel])
            r.call(who, 'mail.channel', 'message_subscribe', [channel], [portal])
            r.call(who, 'mail.channel', 'channel_invite', [channel], [bob])
            r.call(who, 'mail.channel', 'message_post', [channel], body='je passe', **POST)
            r.call(who, 'mail.channel', 'action_unfollow', [channel])
            r.call(who, 'mail.channel', 'unlink', [channel])
    r.call('admin', 'mail.channel', 'search_read', [], ['name', 'channel_partner_ids', 'message_partner_ids', 'message_channel_ids'], order='id')
    seats(r, *made.values())
    for who in PEOPLE:
        r.json(who, '/mail/init_messaging')


def scenario_listeners_as_records(r):
    """mail.channel.partner itself: who may change whose seat."""
    demo, alice, bob, carol, portal = partners(r, 'demo', 'demo', 'alice', 'bob', 'carol', 'portal')
    pub = channel_of(r, 'demo', 'places', 'public', [alice])['id']
    priv = channel_of(r, 'demo', 'privées', 'private', [alice])['id']
    chat = r.call('demo', 'mail.channel', 'channel_get', [alice, bob])['id']
    for who in ('demo', 'carol', 'portal', 'public', 'admin'):
        r.call(who, 'mail.channel.partner', 'search_read', [], SEATS, order='id')
        r.call(who, 'mail.channel.partner', 'search', [['partner_id.name', 'ilike', 'a']], order='partner_id, id')
        r.call(who, 'mail.channel.partner', 'read_group', [], ['channel_id'], ['channel_id'])
        r.call(who, 'mail.channel.partner', 'search_count', [])
    mine = r.call('demo', 'mail.channel.partner', 'search', [['partner_id', '=', demo], ['channel_id', 'in', [pub, priv, chat]]], order='id')
    theirs = r.call('demo', 'mail.channel.partner', 'search', [['partner_id', '=', alice], ['channel_id', 'in', [pub, priv, chat]]], order='id')
    for who in ('demo', 'alice', 'carol', 'portal'):
        r.call(who, 'mail.channel.partner', 'write', mine, {'custom_channel_name': 'par ' + who})
        r.call(who, 'mail.channel.partner', 'write', theirs[:1], {'is_pinned': False})
        r.call(who, 'mail.channel.partner', 'read', theirs, ['partner_id', 'custom_channel_name', 'is_pinned'])
        r.call(who, 'mail.channel.partner', 'create', {'channel_id': pub, 'partner_id': carol})
        r.call(who, 'mail.channel.partner', 'create', {'channel_id': priv, 'partner_id': carol})
        r.call(who, 'mail.channel.partner', 'create', {'partner_id': carol})
        r.call(who, 'mail.channel.partner', 'create', {'channel_id': pub})
    r.call('demo', 'mail.channel.partner', 'name_get', mine)
    r.call('demo', 'mail.channel.partner', 'default_get', ['fold_state', 'is_pinned', 'is_minimized', 'channel_id'])
    r.call('demo', 'mail.channel.partner', 'write', mine, {'fold_state': 'nope'})
    r.call('demo', 'mail.channel.partner', 'write', mine, {'partner_email': 'autre@example.com'})
    r.call('demo', 'mail.channel.partner', 'write', mine, {'seen_message_id': 99999})
    r.call('demo', 'mail.channel.partner', 'write', mine, {'seen_message_id': 1, 'fetched_message_id': False})
    r.call('demo', 'res.partner', 'read', [demo], ['email'])
    r.call('demo', 'mail.channel', 'channel_info', [pub, priv, chat])
    r.call('demo', 'mail.channel.partner', 'copy', mine[:1])
    r.call('demo', 'mail.channel', 'channel_info', [pub])
    r.call('alice', 'mail.channel.partner', 'unlink', theirs)
    r.call('carol', 'mail.channel.partner', 'unlink', mine)
    r.call('demo', 'mail.channel', 'read', [pub, priv, chat], ['channel_partner_ids', 'channel_last_seen_partner_ids', 'is_member', 'message_is_follower'])
    seats(r, pub, priv, chat)
    r.json('demo', '/mail/init_messaging')
    r.json('alice', '/mail/init_messaging')


def scenario_groups_subscribe(r):
    """Groups whose members join: at creation, by writing, when users get groups and groups get users."""
    demo, alice, bob, carol, portal, admin = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal', 'admin')
    g1 = r.call('admin', 'res.groups', 'create', {'name': 'Jardiniers'})
    g2 = r.call('admin', 'res.groups', 'create', {'name': 'Cuisiniers', 'users': [[6, 0, [8, 9]]]})
    look = ['name', 'channel_partner_ids', 'group_ids', 'message_partner_ids']

    def show():
        r.call('admin', 'mail.channel', 'search_read', [['group_ids', '!=', False]], look, order='id')
        r.call('admin', 'mail.channel.partner', 'search_read', [['channel_id', '>', 4]], SEATS, order='channel_id, partner_id')
    a = r.call('demo', 'mail.channel', 'create', {'name': 'jardin', 'public': 'groups', 'group_ids': [[4, g1]]})
    b = r.call('demo', 'mail.channel', 'create', {'name': 'cuisine', 'public': 'private', 'group_ids': [[6, 0, [g1, g2]]], 'channel_partner_ids': [[4, demo]]})
    c = r.call('demo', 'mail.channel', 'create', {'name': 'libre', 'public': 'public'})
    show()
    r.call('admin', 'res.users', 'write', [10], {'groups_id': [[4, g1]]})
    show()
    r.call('admin', 'res.users', 'write', [6, 8], {'groups_id': [[4, g1], [4, g2]]})
    show()
    r.call('admin', 'res.users', 'write', [6], {'in_group_%d' % g2: True})
    r.call('admin', 'res.groups', 'write', [g1], {'users': [[4, 9]]})
    show()
    r.call('admin', 'res.groups', 'write', [g1], {'users': [[3, 9]]})
    r.call('bob', 'mail.channel', 'action_unfollow', [a])
    r.call('admin', 'res.groups', 'write', [g2], {'users': [[6, 0, [7, 9]]]})
    show()
    r.call('demo', 'mail.channel', 'write', [c], {'group_ids': [[4, g2]]})
    r.call('demo', 'mail.channel', 'write', [c], {'group_ids': [[3, g2]]})
    r.call('demo', 'mail.channel', 'write', [c], {'group_ids': []})
    show()
    r.call('demo', 'mail.channel', 'write', [a, c], {'group_ids': [[6, 0, [g1, 1]]]})
    show()
    new = r.call('admin', 'res.users', 'create', {'name': 'Zoé Noël', 'login': 'zoe', 'email': 'zoe@example.com'}, context={'no_reset_password': True})
    show()
    r.call('admin', 'res.users', 'write', [new], {'groups_id': [[6, 0, [1, g2]]]})
    show()
    r.call('admin', 'res.users', 'write', [new], {'sel_groups_1_8_9': 8})
    r.call('admin', 'res.users', 'write', [new], {'sel_groups_1_8_9': 1})
    show()
    r.call('admin', 'res.users', 'write', [new], {'active': False})
    r.call('admin', 'mail.channel', 'read', [a, b, c], look)
    r.call('demo', 'mail.channel', 'channel_info', [a])
    r.call('admin', 'res.groups', 'unlink', [g1])
    show()
    for who in PEOPLE:
        r.call(who, 'mail.channel', 'channel_fetch_slot')
    peek(r, 'bob')
    peek(r, 'portal')


def scenario_groups_in_order(r):
    """Who joins first when groups subscribe: the order of the seats."""
    g = [r.call('admin', 'res.groups', 'create', {'name': name, 'users': [[6, 0, users]]}) for name, users in (('Zèbres', [8, 9]), ('Ânes', [10, 6]), ('Mules', []))]
    z, a, m = g

    def order(c):
        r.call('admin', 'mail.channel.partner', 'search_read', [['channel_id', '=', c]], ['partner_id', 'is_pinned'], order='id')
        r.call('admin', 'mail.channel', 'read', [c], ['channel_partner_ids', 'group_ids'])
    for n, groups in enumerate(([[6, 0, [z, a]]], [[6, 0, [a, z]]], [[4, a], [4, z]], [[4, z]], [[6, 0, [1]]], [[6, 0, [1, 3, 7]]], [[6, 0, [7, 1]]], [[5]], [], False, [m])):
        c = r.call('admin', 'mail.channel', 'create', {'name': 'ordre %d' % n, 'public': 'public', 'group_ids': groups})
        order(c)
    c = r.call('demo', 'mail.channel', 'create', {'name': 'plus tard', 'public': 'groups', 'channel_partner_ids': [[4, 42], [4, 7]]})
    r.call('demo', 'mail.channel', 'write', [c], {'group_ids': [[4, a]]})
    order(c)
    r.call('demo', 'mail.channel', 'write', [c], {'group_ids': [[4, z], [4, m]], 'channel_partner_ids': [[4, 3]]})
    order(c)
    d = r.call('bob', 'mail.channel', 'create', {'name': 'mules', 'public': 'groups', 'group_ids': [[4, m]]})
    r.call('admin', 'res.groups', 'write', [m], {'users': [[4, 10], [4, 8]]})
    order(d)
    r.call('admin', 'res.groups', 'write', [m], {'users': [[6, 0, [7, 9, 6]]]})
    order(d)
    order(c)
    r.call('admin', 'res.groups', 'write', [m, z], {'users': [[4, 2]]})
    order(d)
    order(c)
    r.call('admin', 'res.users', 'write', [8, 10, 6], {'groups_id': [[4, m], [4, z]]})
    order(d)
    n1 = r.call('admin', 'res.users', 'create', {'name': 'Zoé', 'login': 'zoe', 'groups_id': [[6, 0, [1, m]]]}, context={'no_reset_password': True})
    n2 = r.call('admin', 'res.users', 'create', {'name': 'Abel', 'login': 'abel', 'groups_id': [[6, 0, [1, z]]]}, context={'no_reset_password': True})
    order(d)
    order(c)
    r.call('admin', 'res.users', 'write', [n1, n2], {'sel_groups_1_8_9': 1})
    order(1)
    r.call('admin', 'mail.channel', 'write', [1], {'group_ids': [[6, 0, [1]]]})
    order(1)
    r.call('admin', 'res.users', 'write', [n2], {'sel_groups_1_8_9': 8})
    r.call('admin', 'res.users', 'write', [n2], {'sel_groups_1_8_9': 1})
    order(1)
    for who in PEOPLE:
        peek(r, who)
        r.call(who, 'mail.channel', 'channel_fetch_slot')
    r.call('demo', 'mail.channel', 'action_unfollow', [c])
    r.call('demo', 'mail.channel', 'write', [c], {'group_ids': [[3, z]]})
    order(c)
    r.call('demo', 'mail.channel', 'write', [c], {'group_ids': [[4, z]]})
    order(c)
    r.call('portal', 'mail.channel', 'write', [c], {'group_ids': [[4, z]]})
    r.call('carol', 'mail.channel', 'write', [c], {'group_ids': [[4, 99999]]})
    r.call('carol', 'mail.channel', 'create', {'name': 'x', 'public': 'private', 'group_ids': [[4, z]]})
    r.call('alice', 'mail.channel', 'create', {'name': 'x', 'public': 'private', 'group_ids': [[4, z]]})
    r.call('alice', 'mail.channel', 'create', {'name': 'x', 'public': 'private', 'group_ids': [[4, z]], 'channel_partner_ids': [[4, 41]]})
    r.call('alice', 'mail.channel', 'create', [{'name': 'x1', 'group_ids': [[4, z]]}, {'name': 'x2', 'group_ids': [[4, a]]}])
    r.call('admin', 'mail.channel', 'search_read', [['group_ids', '!=', False]], ['name', 'channel_partner_ids', 'group_ids'], order='id')


def scenario_leaving_by_writing(r):
    """Listeners that are taken off by writing on the channel, oneself among them."""
    demo, alice, bob, carol = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol')
    look = ['channel_partner_ids', 'channel_last_seen_partner_ids', 'is_member']
    n = 0
    for privacy in ('public', 'private', 'groups', 'chat'):
        for commands in ([[3, alice]], [[5]], [[6, 0, [demo]]], [[6, 0, []]], [[3, alice], [4, bob]], [[4, carol]], [[2, alice]], [[0, 0, {'name': 'x'}]], 'seat', 'seats', 'public'):
            n += 1
            if privacy == 'chat':
                c = r.call('alice', 'mail.channel', 'create', {'name': 'n%d' % n, 'public': 'private', 'channel_type': 'chat', 'channel_partner_ids': [[4, alice], [4, demo]]})
            else:
                c = r.call('alice', 'mail.channel', 'create', {'name': 'n%d' % n, 'public': privacy, 'channel_partner_ids': [[4, alice], [4, demo]]})
            if commands == 'seat':
                seat = r.call('alice', 'mail.channel.partner', 'search', [['channel_id', '=', c], ['partner_id', '=', alice]])
                r.call('alice', 'mail.channel', 'write', [c], {'channel_last_seen_partner_ids': [[2, seat[0]]]})
            elif commands == 'seats':
                r.call('alice', 'mail.channel', 'write', [c], {'channel_last_seen_partner_ids': [[5]], 'name': 'vide'})
            elif commands == 'public':
                r.call('demo', 'mail.channel', 'write', [c], {'channel_partner_ids': [[3, alice]], 'public': 'private', 'description': 'sans alice'})
            else:
                r.call('alice', 'mail.channel', 'write', [c], {'channel_partner_ids': commands})
            r.call('admin', 'mail.channel', 'read', [c], look)
            r.call('alice', 'mail.channel', 'read', [c], look)
            r.call('admin', 'mail.channel.partner', 'search_read', [['channel_id', '=', c]], ['partner_id', 'is_pinned'], order='id')
    c = r.call('alice', 'mail.channel', 'create', {'name': 'groupe', 'public': 'groups', 'group_public_id': 1})
    r.call('alice', 'mail.channel', 'write', [c], {'group_public_id': 3})
    r.call('alice', 'mail.channel', 'write', [c], {'public': 'private'})
    r.call('alice', 'mail.channel', 'write', [c], {'public': 'private', 'channel_partner_ids': [[4, alice]]})
    r.call('alice', 'mail.channel', 'write', [c], {'public': 'public', 'channel_partner_ids': [[3, alice]]})
    r.call('admin', 'mail.channel', 'read', [c], look + ['public', 'group_public_id'])


def scenario_channel_copies(r):
    """Copies of channels of every kind, with their translations and listeners."""
    demo, alice = partners(r, 'admin', 'demo', 'alice')
    a = r.call('demo', 'mail.channel', 'create', {'name': 'Anglais', 'public': 'public', 'channel_partner_ids': [[4, demo], [4, alice]], 'group_ids': [[4, 3]]})
    r.call('demo', 'mail.channel', 'write', [a], {'name': 'Français'}, context=FR)
    b = r.call('demo', 'mail.channel', 'create', {'name': 'Créé en français', 'public': 'private', 'channel_partner_ids': [[4, demo]]}, context=FR)
    c = r.call('demo', 'mail.channel', 'channel_get', [alice])['id']
    for who in ('demo', 'alice', 'portal', 'admin'):
        for x in (a, b, c, 1, 99999):
            for args in ([x], [[x]], [x, {'name': 'autre'}], [x, {'public': 'private'}]):
                r.call(who, 'mail.channel', 'copy', *args)
    for kw in ({}, {'context': FR}):
        r.call('admin', 'mail.channel', 'search_read', [['id', '>', 4]], ['name', 'public', 'channel_type', 'channel_partner_ids', 'group_ids', 'message_channel_ids', 'alias_name', 'create_uid'], order='id', **kw)
    r.call('admin', 'ir.translation', 'search_read', [['name', '=', 'mail.channel,name']], ['lang', 'src', 'value', 'state', 'res_id', 'type'], order='id')
    r.call('demo', 'mail.channel', 'copy', a, context=FR)
    r.call('demo', 'mail.channel', 'copy', a, None)
    r.call('demo', 'mail.channel', 'copy')
    r.call('demo', 'mail.channel', 'copy', [])
    r.call('demo', 'mail.channel', 'copy', [a, c])
    r.call('demo', 'mail.channel', 'copy', a, {'nope': 1})
    r.call('admin', 'ir.translation', 'search_read', [['name', '=', 'mail.channel,name']], ['lang', 'src', 'value', 'state', 'res_id', 'type'], order='id')


def scenario_channel_aliases(r):
    """The e-mail side of channels: aliases, mailing lists and who may write."""
    demo, alice, bob = partners(r, 'demo', 'demo', 'alice', 'bob')
    ALIAS = ['alias_id', 'alias_name', 'alias_domain', 'alias_contact', 'alias_defaults', 'alias_user_id', 'alias_model_id', 'alias_force_thread_id', 'alias_parent_model_id', 'alias_parent_thread_id', 'display_name']
    c = r.call('demo', 'mail.channel', 'create', {'name': 'liste', 'email_send': True, 'alias_name': 'Liste De Mail', 'public': 'public'})
    d = r.call('demo', 'mail.channel', 'create', {'name': 'liste 2', 'alias_name': 'liste-de-mail', 'alias_contact': 'partners'})
    for who in ('demo', 'alice', 'portal', 'public', 'admin'):
        r.call(who, 'mail.channel', 'read', [c], ALIAS[:-1])
        r.call(who, 'mail.alias', 'search_read', [['alias_force_thread_id', '=', c]], ALIAS[1:])
    for values in ({'alias_name': 'nouveau'}, {'alias_name': 'liste-de-mail'}, {'alias_name': 'é à ü'}, {'alias_name': 'a@b'}, {'alias_name': ''}, {'alias_name': False}, {'alias_contact': 'followers'}, {'alias_contact': 'nope'}, {'alias_contact': False}, {'alias_defaults': "{'x': 1}"}, {'alias_defaults': 'x'}, {'alias_user_id': 8}, {'alias_force_thread_id': 3}, {'alias_model_id': 1}):
        for who in ('demo', 'alice'):
            r.call(who, 'mail.channel', 'write', [c], values)
        r.call('demo', 'mail.channel', 'read', [c], ALIAS[:-1])
    r.call('admin', 'ir.config_parameter', 'set_param', 'mail.catchall.domain', 'example.com')
    r.call('demo', 'mail.channel', 'write', [c], {'alias_name': 'avec-domaine'})
    r.call('demo', 'mail.channel', 'search_read', [['alias_domain', '=', 'example.com']], ALIAS[:5])
    r.call('demo', 'mail.channel', 'read', [c, d], ['alias_domain', 'display_name'])
    r.call('demo', 'mail.alias', 'name_get', [1, 2, 3])
    r.call('demo', 'mail.channel', 'search_read', [['alias_name', 'ilike', 'domaine']], ['name'])
    r.call('demo', 'mail.channel', 'search_read', [['alias_contact', '=', 'everyone']], ['name'], order='alias_name')
    m = r.call('demo', 'mail.channel', 'message_post', [c], body='à la liste', **POST)
    r.call('admin', 'mail.message', 'read', [m], ['reply_to', 'email_from', 'channel_ids'])
    r.call('admin', 'mail.mail', 'search_read', [], ['email_to', 'headers', 'reply_to', 'recipient_ids'])
    r.call('alice', 'mail.channel', 'channel_join_and_get_info', [c])
    r.call('demo', 'mail.channel', 'channel_invite', [c], [bob])
    r.call('bob', 'mail.channel', 'action_unfollow', [c])
    r.call('alice', 'mail.channel', 'channel_fetch_message', [c])
    r.call('demo', 'mail.channel', 'copy', [c])
    r.call('demo', 'mail.channel', 'default_get', ['alias_contact', 'public', 'alias_defaults', 'alias_user_id', 'name', 'image_128'])
    r.call('demo', 'mail.channel', 'default_get', ['alias_contact'])
    r.call('demo', 'mail.channel', 'default_get', [], context={'default_public': 'public', 'default_name': 'x'})
    r.call('demo', 'mail.channel', 'default_get', ['alias_contact', 'public', 'name'], context={'default_public': 'public', 'default_name': 'x'})
    r.call('demo', 'mail.channel', 'create', {}, context={'default_name': 'par défaut', 'default_public': 'private', 'default_channel_partner_ids': [[4, demo]]})
    r.call('demo', 'mail.channel', 'search_read', [], ['name', 'public', 'alias_contact', 'channel_partner_ids'], limit=3, order='id desc')
    r.call('admin', 'mail.alias', 'search_read', [], ALIAS[1:], order='id')
    r.call('demo', 'mail.alias', 'unlink', [1])
    r.call('demo', 'mail.channel', 'unlink', [c])
    r.call('admin', 'mail.alias', 'search_count', [])
    r.call('demo', 'mail.channel', 'onchange', {'name': 'x', 'public': 'public', 'alias_contact': 'everyone'}, 'public', {'public': '1', 'alias_contact': ''})
    r.call('demo', 'mail.channel', 'onchange', {'name': 'x', 'public': 'private', 'alias_contact': 'everyone'}, 'public', {'public': '1', 'alias_contact': ''})
    r.call('demo', 'mail.channel', 'onchange', {'name': 'x', 'email_send': False, 'moderation': True}, 'email_send', {'email_send': '1', 'moderation': '1'})
    r.call('demo', 'mail.channel', 'onchange', {'name': 'x', 'email_send': True, 'moderation': True, 'moderator_ids': [[6, False, []]]}, 'moderation', {'email_send': '1', 'moderation': '1', 'moderator_ids': '1', 'moderation_notify': ''})


def scenario_privacy_changed_by_others(r):
    """Channels made private, or of another group, by people who are no members, with members and other values in the same write."""
    demo, alice, bob = partners(r, 'admin', 'demo', 'alice', 'bob')
    look = ['name', 'public', 'description', 'channel_partner_ids', 'group_public_id', 'email_send']
    for context in ({}, FR):
        for who in ('admin', 'bob', 'demo'):
            for values in ({'public': 'private'}, {'public': 'private', 'description': 'd'}, {'public': 'private', 'channel_partner_ids': [[3, alice]]}, {'channel_partner_ids': [[3, alice]], 'public': 'private', 'description': 'x'}, {'public': 'private', 'channel_partner_ids': [[4, bob]]},
                           {'public': 'private', 'channel_partner_ids': [[6, 0, [alice]]]}, {'public': 'private', 'group_ids': [[4, 1]]}, {'public': 'private', 'channel_last_seen_partner_ids': [[5]]}, {'public': 'private', 'channel_last_seen_partner_ids': [[0, 0, {'partner_id': bob}]]}, {'public': 'groups', 'group_public_id': 4},
                           {'group_public_id': 4, 'public': 'groups', 'email_send': True}, {'public': 'private', 'image_128': PNG}, {'public': 'private', 'alias_name': 'perdu'}, {'public': 'private', 'moderation': True, 'email_send': True, 'moderator_ids': [[4, 8]]}, {'public': 'private', 'message_follower_ids': [[5]]},
                           {'public': 'private', 'moderator_ids': [[6, 0, [8]]], 'channel_partner_ids': [[4, bob]]}, {'public': 'private', 'moderator_ids': [[6, 0, [9]]], 'channel_partner_ids': [[4, bob]], 'moderation': True, 'email_send': True}):
                c = r.call('alice', 'mail.channel', 'create', {'name': 'c', 'public': 'public', 'channel_partner_ids': [[4, alice], [4, demo]]})
                r.call(who, 'mail.channel', 'write', [c], values, context=context)
                r.call('alice', 'mail.channel', 'read', [c], look)
                r.call(who, 'mail.channel', 'read', [c], ['name'])
