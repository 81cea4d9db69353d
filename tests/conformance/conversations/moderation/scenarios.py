"""Moderation: its settings, decisions about messages, guidelines."""
from common import FR, POST, channel_of, partners, peek

PEOPLE = ('demo', 'alice', 'bob', 'carol', 'portal', 'admin')
MODERATION = ['name', 'moderation', 'moderator_ids', 'is_moderator', 'moderation_count', 'moderation_notify', 'moderation_notify_msg', 'moderation_guidelines', 'moderation_guidelines_msg', 'moderation_ids', 'email_send', 'channel_partner_ids']
MAIL = ['subject', 'body_html', 'email_from', 'email_to', 'recipient_ids', 'state', 'auto_delete', 'reply_to']


def moderated(r, name, *members, **more):
    demo, alice = partners(r, 'admin', 'demo', 'alice')
    return r.call('demo', 'mail.channel', 'create', dict({'name': name, 'public': 'public', 'email_send': True, 'moderation': True, 'moderator_ids': [[6, 0, [6, 8]]],
                                                          'channel_partner_ids': [[4, p] for p in (demo, alice) + members]}, **more))


def scenario_moderation_rules(r):
    """Which settings of moderation go together, and who may change them."""
    demo, alice, bob, carol, portal, admin = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal', 'admin')
    c = r.call('demo', 'mail.channel', 'create', {'name': 'gazette', 'public': 'public', 'channel_partner_ids': [[4, demo], [4, alice], [4, bob]]})
    tries = [{'moderation': True}, {'email_send': True, 'moderation': True}, {'moderator_ids': [[4, 8]]}, {'moderator_ids': [[4, 10]]}, {'moderator_ids': [[6, 0, [6, 8]]], 'email_send': True},
             {'moderation': True, 'moderator_ids': [[6, 0, [6, 8]]]}, {'email_send': False}, {'moderator_ids': [[5]]}, {'moderator_ids': [[3, 8]]}, {'moderator_ids': [[4, 7]], 'channel_partner_ids': [[4, portal]]},
             {'channel_partner_ids': [[3, demo]]}, {'channel_partner_ids': [[6, 0, []]]}, {'moderation_notify': True}, {'moderation_notify_msg': 'Merci'}, {'moderation_guidelines': True, 'moderation_guidelines_msg': 'Un <b>deux</b>\ntrois'},
             {'moderation_ids': [[0, 0, {'email': 'spam@example.com', 'status': 'ban'}]]}, {'moderation_ids': [[0, 0, {'email': 'spam@example.com', 'status': 'allow'}]]}, {'moderation_ids': [[0, 0, {'email': 'n', 'status': 'nope'}]]},
             {'moderation_ids': [[0, 0, {'status': 'ban'}]]}, {'moderation_ids': []}, {'moderation_notify': False, 'moderation_guidelines': False}, {'name': 'gazette 2'}, {'moderation_ids': [[5]]}]
    for values in tries:
        for who in ('demo', 'bob', 'admin'):
            r.call(who, 'mail.channel', 'write', [c], values)
        r.call('demo', 'mail.channel', 'read', [c], MODERATION)
    for who in PEOPLE:
        r.call(who, 'mail.moderation', 'search_read', [], ['email', 'status', 'channel_id'], order='id')
        r.call(who, 'mail.moderation', 'create', {'email': '%s@x.org' % who, 'status': 'allow', 'channel_id': c})
        r.call(who, 'mail.moderation', 'check_access_rights', 'write', raise_exception=False)
        r.call(who, 'res.users', 'read', [6], ['is_moderator', 'moderation_counter', 'moderation_channel_ids'])
    rows = r.call('admin', 'mail.moderation', 'search', [], order='id')
    r.call('bob', 'mail.moderation', 'write', rows[:2], {'email': 'même@x.org'})
    r.call('bob', 'mail.moderation', 'write', rows[:1], {'email': False})
    r.call('bob', 'mail.moderation', 'write', rows[:1], {'channel_id': False})
    r.call('bob', 'mail.moderation', 'name_get', rows)
    r.call('bob', 'mail.moderation', 'read_group', [], ['status'], ['status'])
    r.call('bob', 'mail.moderation', 'read_group', [], ['channel_id'], ['channel_id'])
    r.call('bob', 'mail.moderation', 'copy', rows[:1])
    r.call('portal', 'mail.moderation', 'unlink', rows[:1])
    r.call('carol', 'mail.moderation', 'unlink', rows[:1])
    r.call('carol', 'mail.moderation', 'unlink', rows[:1])
    r.call('demo', 'mail.channel', 'unlink', [c])
    r.call('admin', 'mail.moderation', 'search_read', [], ['email', 'status', 'channel_id'], order='id')


def scenario_moderation_decisions(r):
    """Messages that wait, decided upon one way and another, by one moderator while the other looks."""
    demo, alice, bob, carol, portal, admin = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal', 'admin')
    a = moderated(r, 'tribune', bob, carol)
    b = moderated(r, 'atelier', bob)
    last = {who: peek(r, who) for who in PEOPLE}

    def news(*people):
        for who in people:
            last[who] = peek(r, who, last[who])

    def rows():
        r.call('admin', 'mail.message', 'search_read', [['model', '=', 'mail.channel'], ['res_id', 'in', [a, b]]],
               ['body', 'author_id', 'email_from', 'moderation_status', 'moderator_id', 'channel_ids', 'needaction_partner_ids', 'partner_ids', 'notification_ids', 'res_id'], order='id')
        r.call('admin', 'mail.moderation', 'search_read', [], ['email', 'status', 'channel_id'], order='id')
    held = [r.call(who, 'mail.channel', 'message_post', [c], body='%s %d' % (who, n), partner_ids=[alice] if n == 2 else [], **POST) for c in (a, b) for n, who in enumerate(('bob', 'carol', 'bob', 'portal', 'admin'))]
    rows()
    news(*PEOPLE)
    for who in PEOPLE:
        r.call(who, 'mail.channel', 'channel_fetch_message', [a])
        r.call(who, 'mail.message', 'message_fetch', [['need_moderation', '=', True]])
        r.call(who, 'mail.message', 'message_fetch', [], limit=4, moderated_channel_ids=[a, b])
        r.call(who, 'mail.channel', 'channel_info', [a, b])
        r.json(who, '/mail/init_messaging')
        r.call(who, 'mail.message', 'read', held[:2], ['need_moderation', 'moderation_status'])
    r.call('alice', 'mail.message', 'moderate', [held[0], held[5]], 'accept')
    news(*PEOPLE)
    rows()
    r.call('alice', 'mail.message', 'moderate', [held[1]], 'reject', title='Non', comment='Pas ici\nmerci')
    r.call('alice', 'mail.message', 'moderate', [held[6]], 'reject')
    r.call('admin', 'mail.mail', 'search_read', [], MAIL, order='id')
    news(*PEOPLE)
    r.call('demo', 'mail.message', 'moderate', [held[2]], decision='allow')
    news(*PEOPLE)
    r.call('bob', 'mail.channel', 'message_post', [a], body='bob enfin', **POST)
    r.call('bob', 'mail.channel', 'message_post', [b], body='bob attend encore', **POST)
    rows()
    r.call('demo', 'mail.message', 'moderate', [held[3], held[8]], 'ban')
    r.call('portal', 'mail.channel', 'message_post', [a], body='portail banni', **POST)
    r.json('portal', '/mail/chat_history', uuid='x')
    news(*PEOPLE)
    rows()
    r.call('carol', 'mail.message', 'moderate', held, 'accept')
    r.call('demo', 'mail.message', 'moderate', [], 'accept')
    r.call('demo', 'mail.message', 'moderate', held[-1], 'accept')
    r.call('demo', 'mail.message', 'moderate', [99999], 'accept')
    r.call('demo', 'mail.message', 'moderate', held[7:8])
    r.call('demo', 'mail.message', 'moderate', held[7:8], 'discard', comment='oubli')
    r.call('admin', 'mail.message', 'write', held[4:5], {'moderation_status': 'accepted'})
    r.call('demo', 'mail.message', 'set_message_done', held[4:5])
    news(*PEOPLE)
    rows()
    r.call('admin', 'mail.channel', 'write', [b], {'moderation': False})
    news(*PEOPLE)
    rows()
    for who in PEOPLE:
        r.json(who, '/mail/init_messaging')
    r.call('demo', 'mail.channel', 'write', [a], {'moderator_ids': [[3, 8]]})
    r.call('alice', 'mail.message', 'message_fetch', [['need_moderation', '=', True]])
    r.call('demo', 'mail.channel', 'unlink', [a])
    rows()
    r.json('demo', '/mail/init_messaging')


def scenario_guidelines(r):
    """The guidelines go to those who join, and to everybody when somebody asks."""
    demo, alice, bob, carol, portal, admin = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal', 'admin')
    a = moderated(r, 'école', bob, moderation_guidelines=True, moderation_guidelines_msg='Soyez <polis> & brefs\n\nMerci')
    r.call('admin', 'mail.mail', 'search_read', [], MAIL, order='id')
    r.call('carol', 'mail.channel', 'channel_join_and_get_info', [a])
    r.call('carol', 'mail.channel', 'channel_join_and_get_info', [a])
    r.call('demo', 'mail.channel', 'channel_invite', [a], [admin])
    r.call('portal', 'mail.channel', 'action_follow', [a])
    r.call('admin', 'mail.mail', 'search_read', [], MAIL, order='id')
    for who in ('bob', 'carol', 'portal', 'public', 'alice', 'admin'):
        r.call(who, 'mail.channel', 'send_guidelines', [a])
    r.call('admin', 'mail.mail', 'search_read', [], MAIL, order='id')
    r.call('demo', 'mail.channel', 'send_guidelines', a)
    r.call('demo', 'mail.channel', 'send_guidelines', [])
    r.call('demo', 'mail.channel', 'send_guidelines', [99999])
    r.call('demo', 'mail.channel', 'write', [a], {'moderation_ids': [[0, 0, {'email': 'bob@example.com', 'status': 'ban'}]]})
    r.call('demo', 'mail.channel', 'send_guidelines', [a], context=FR)
    r.call('admin', 'mail.mail', 'search_count', [])
    other = r.call('demo', 'mail.channel', 'create', {'name': 'sans', 'public': 'public', 'moderation_guidelines': True})
    r.call('bob', 'mail.channel', 'channel_join_and_get_info', [other])
    r.call('admin', 'mail.mail', 'search_read', [], MAIL, limit=3, order='id desc')
    r.call('bob', 'mail.channel', 'channel_fetch_message', [other])
    for who in PEOPLE:
        peek(r, who)


def scenario_moderation_more(r):
    """Moderators, guidelines, lists of authors, and messages that wait."""
    demo, alice, bob, carol, admin = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'admin')
    users = {u['login']: u['id'] for u in r.call('admin', 'res.users', 'search_read', [], ['login'], order='id')}
    cid = channel_of(r, 'demo', 'revue', 'public', [alice, bob])['id']
    r.call('demo', 'mail.channel', 'write', [cid], {'email_send': True})
    r.call('demo', 'mail.channel', 'write', [cid], {'moderator_ids': [[6, 0, [users['carol']]]], 'moderation': True})
    r.call('portal', 'mail.channel', 'write', [cid], {'moderator_ids': [[6, 0, [users['alice']]]], 'moderation': True})
    r.call('demo', 'mail.channel', 'write', [cid], {'moderator_ids': [[6, 0, [users['demo'], users['alice']]]], 'moderation': True, 'moderation_guidelines': True,
                                                    'moderation_guidelines_msg': 'Soyez brefs', 'moderation_notify': True, 'moderation_notify_msg': 'Merci, en attente'})
    look = ['moderation', 'moderator_ids', 'is_moderator', 'moderation_count', 'moderation_notify', 'moderation_notify_msg', 'moderation_guidelines', 'moderation_guidelines_msg', 'moderation_ids', 'email_send']
    for who in ('demo', 'alice', 'bob', 'admin'):
        r.call(who, 'mail.channel', 'read', [cid], look)
    r.call('bob', 'mail.channel', 'send_guidelines', [cid])
    held = [r.call('bob', 'mail.channel', 'message_post', [cid], body='attente %d' % n, **POST) for n in range(4)]
    r.call('admin', 'mail.channel', 'message_post', [cid], body='de la direction', **POST)
    r.call('alice', 'mail.channel', 'message_post', [cid], body='moi, modératrice', **POST)
    r.call('bob', 'mail.channel', 'message_post', [cid], body='une note')
    for who in ('demo', 'alice', 'bob', 'carol'):
        r.call(who, 'mail.channel', 'channel_fetch_message', [cid])
        r.call(who, 'mail.message', 'search', [['need_moderation', '=', True]], order='id')
    r.call('bob', 'mail.message', 'read', held[:1], ['moderation_status', 'need_moderation', 'moderator_id', 'body'])
    r.call('carol', 'mail.message', 'read', held[:1], ['body'])
    r.call('bob', 'mail.message', 'moderate', held[:1], 'accept')
    r.call('alice', 'mail.message', 'moderate', held[:1], 'nonsense')
    r.call('alice', 'mail.message', 'moderate', held[:2], 'accept')
    r.call('demo', 'mail.message', 'moderate', held[:1], 'accept')
    r.call('demo', 'mail.message', 'read', held, ['moderation_status', 'moderator_id', 'need_moderation'])
    r.call('demo', 'mail.message', 'moderate', [held[2]], 'discard')
    r.call('demo', 'mail.message', 'search', [['id', 'in', held]], order='id')
    r.call('demo', 'mail.message', 'moderate', [held[3]], 'ban')
    r.call('demo', 'mail.moderation', 'search_read', [['channel_id', '=', cid]], ['email', 'status', 'channel_id'], order='id')
    r.call('bob', 'mail.channel', 'message_post', [cid], body='encore', **POST)
    ban = r.call('demo', 'mail.moderation', 'search', [['channel_id', '=', cid]], order='id')
    r.call('demo', 'mail.moderation', 'write', ban, {'status': 'allow'})
    r.call('bob', 'mail.channel', 'message_post', [cid], body='accepté', **POST)
    r.call('alice', 'mail.moderation', 'create', {'email': 'carol@example.com', 'status': 'allow', 'channel_id': cid})
    r.call('alice', 'mail.moderation', 'create', {'email': 'CAROL@example.com', 'status': 'ban', 'channel_id': cid})
    r.call('bob', 'mail.moderation', 'search_read', [], ['email'])
    r.call('carol', 'mail.channel', 'message_post', [cid], body='connue', **POST)
    r.call('portal', 'mail.channel', 'message_post', [cid], body='du portail', **POST)
    r.call('demo', 'mail.channel', 'read', [cid], look)
    r.json('alice', '/mail/init_messaging')
    r.call('demo', 'mail.channel', 'write', [cid], {'moderation': False})
    r.call('demo', 'mail.message', 'search_count', [['need_moderation', '=', True]])
    r.call('demo', 'mail.channel', 'write', [cid], {'email_send': False, 'moderation': True})
    r.call('demo', 'mail.channel', 'channel_fetch_message', [cid])
    for who in ('demo', 'alice', 'bob'):
        peek(r, who)
