"""Days at an office: groups, chats and documents, mailing lists, visitors, tracked changes."""
import base64

from common import FR, PNG, POST, TEXT, channel_of, partners, peek

QUIET = {'mail_auto_subscribe_no_notify': True}    # the template of that e-mail is not in the database
EVERYBODY = ('admin', 'demo', 'alice', 'bob', 'carol', 'portal')


def scenario_day_at_the_office(r):
    """A day of carol, in French: OdooBot, a private group, chats, the inbox, a document that she follows."""
    admin, demo, alice, bob, carol, portal = partners(r, 'admin', 'admin', 'demo', 'alice', 'bob', 'carol', 'portal')
    r.call('carol', 'res.users', 'write', [10], {'lang': 'fr_FR', 'tz': 'Europe/Paris', 'signature': '<p>Carol</p>'})
    r.json('carol', '/mail/init_messaging')
    r.call('carol', 'mail.channel', 'init_odoobot')
    bot = r.json('carol', '/mail/init_messaging')
    slot = bot['channel_slots']['channel_direct_message']
    if slot:
        b = slot[0]['id']
        for kw in (dict(body='salut'), dict(body='😊'), dict(body=':help'), dict(body='/help'), dict(body='@OdooBot ping', partner_ids=[2])):
            r.call('carol', 'mail.channel', 'message_post', [b], context=FR, **dict(kw, **POST))
            r.call('carol', 'mail.channel', 'channel_fetch_message', [b], limit=3)
            r.call('carol', 'res.users', 'read', [10], ['odoobot_state'])
        r.call('carol', 'mail.channel', 'execute_command', [b], command='help', context=FR)
    ch = r.call('carol', 'mail.channel', 'channel_create', 'Réunion', 'private', context=FR)
    c = ch['id']
    r.call('carol', 'mail.channel', 'channel_invite', [c], [bob, admin], context=FR)
    r.call('bob', 'mail.channel', 'channel_fetch_message', [c], limit=30)
    r.call('bob', 'mail.channel', 'channel_fetch_message', [c], limit=30, context=FR)
    for who in ('bob', 'carol', 'admin'):
        peek(r, who)
    m = [r.call('bob', 'mail.channel', 'message_post', [c], body='<p>Ordre du jour&nbsp;: <a href="https://www.odoo.com/fr_FR">ici</a></p>', partner_ids=[carol, alice], context=FR, **POST),
         r.call('admin', 'mail.channel', 'message_post', [c], body='Vu', parent_id=1, **POST),
         r.call('carol', 'mail.channel', 'message_post', [c], body='Note', context=FR, message_type='comment', subtype='mail.mt_note')]
    r.call('carol', 'mail.message', 'toggle_message_starred', [m[0]])
    r.call('admin', 'mail.message', 'toggle_message_starred', [m[0]])
    r.call('carol', 'mail.message', 'message_fetch', [['starred', '=', True]], context=FR)
    r.call('alice', 'mail.message', 'message_fetch', [['needaction', '=', True]])
    r.call('alice', 'mail.message', 'set_message_done', [m[0]])
    r.call('alice', 'mail.message', 'message_fetch', [['needaction', '=', False], ['notification_ids.res_partner_id', '=', alice]])
    r.call('bob', 'mail.message', 'write', [m[0]], {'body': '<p>Ordre du jour modifié</p>', 'attachment_ids': [[0, 0, {'name': 'odj.txt', 'datas': TEXT}]]})
    r.call('admin', 'mail.message', 'unlink', [m[1]])
    r.call('carol', 'mail.channel', 'channel_fetch_message', [c], limit=30, context=FR)
    r.call('carol', 'mail.channel', 'channel_seen', [c])
    r.call('bob', 'mail.channel', 'channel_info', [c])
    r.call('carol', 'mail.channel', 'get_mention_commands', context=FR)
    r.call('carol', 'mail.channel', 'get_mention_suggestions', 'ré')
    r.call('carol', 'mail.channel', 'get_mention_suggestions', search='gen', limit=1)
    r.call('carol', 'res.partner', 'get_mention_suggestions', 'da', 3)
    r.call('carol', 'res.partner', 'im_search', 'a', 10)
    r.call('carol', 'res.partner', 'im_search', name='mi')
    r.call('carol', 'mail.channel', 'execute_command', [c], command='who', context=FR)
    r.call('bob', 'mail.channel', 'execute_command', [c], command='leave', context=FR)
    r.call('carol', 'mail.channel', 'channel_fetch_message', [c], limit=3, context=FR)
    r.call('carol', 'mail.channel', 'channel_get', [bob, admin], context=FR)
    chat = r.call('carol', 'mail.channel', 'channel_get_and_minimize', [admin], context=FR)
    r.call('admin', 'mail.channel', 'message_post', [chat['id']], body='Bonjour Carol', context=FR, **POST)
    r.call('carol', 'mail.channel', 'notify_typing', [chat['id']], True)
    r.call('carol', 'mail.channel', 'channel_fold', chat['uuid'], 'folded')
    r.call('carol', 'mail.channel', 'channel_fetch_preview', [c, chat['id']], context=FR)
    r.call('carol', 'mail.channel', 'channel_set_custom_name', chat['id'], name='Chef')
    r.json('carol', '/mail/init_messaging', context=FR)
    doc = r.call('admin', 'res.partner', 'create', {'name': 'Librairie', 'email': 'lib@example.com', 'lang': 'fr_FR'}, context=FR)
    r.call('admin', 'res.partner', 'message_subscribe', [doc], [carol, portal], [c], context=FR)
    r.call('admin', 'res.partner', 'message_post', [doc], body='Commande', subject='Livres', partner_ids=[bob], context=FR, **POST)
    r.call('admin', 'res.partner', 'write', [doc], {'email': 'librairie@example.com', 'name': 'Librairie du coin'}, context=FR)
    r.call('carol', 'mail.message', 'message_fetch', [['model', '=', 'res.partner'], ['res_id', '=', doc]], limit=10, context=FR)
    f = r.call('admin', 'res.partner', 'read', [doc], ['message_follower_ids'])[0]['message_follower_ids']
    for who in ('carol', 'admin', 'portal'):
        r.json(who, '/mail/read_followers', follower_ids=f, res_model='res.partner', context=FR)
        r.json(who, '/mail/read_subscription_data', res_model='res.partner', follower_id=f[0], context=FR)
        r.json(who, '/mail/get_suggested_recipients', model='res.partner', res_ids=[doc], context=FR)
        r.json(who, '/mail/get_partner_info', model='res.partner', res_ids=[doc], emails=['librairie@example.com', 'BOB@example.com', 'Carol <carol@example.com>', 'inconnu@example.org'], context=FR)
        r.json(who, '/mail/needaction')
    r.call('admin', 'res.partner', 'message_unsubscribe', [doc], [portal], [c])
    r.call('carol', 'mail.message', 'mark_all_as_read', [c])
    r.call('carol', 'mail.message', 'mark_all_as_read', channel_ids=[c], domain=[['model', '=', 'res.partner']])
    r.call('carol', 'mail.message', 'unstar_all')
    for who in EVERYBODY:
        r.json(who, '/mail/init_messaging', context=FR)
        peek(r, who)


def scenario_canned_responses_of_all(r):
    """Canned responses and subtypes made, changed and used by everybody."""
    ids = []
    for who in EVERYBODY + ('public',):
        s = r.call(who, 'mail.shortcode', 'create', {'source': 'de ' + who, 'substitution': 'Réponse de %s\nligne 2' % who, 'description': 'd'})
        if isinstance(s, int): ids.append(s)
    for who in EVERYBODY:
        r.call(who, 'mail.shortcode', 'search_read', [], ['source', 'substitution', 'description', 'message_ids', 'create_uid'], order='id')
        r.call(who, 'mail.shortcode', 'write', ids[:1], {'source': 'pris par ' + who})
        r.call(who, 'mail.shortcode', 'copy', ids[0])
        r.call(who, 'mail.shortcode', 'unlink', ids[-1:])
        x = r.json(who, '/mail/init_messaging')
    r.call('alice', 'mail.shortcode', 'create', {'source': 'x'})
    r.call('alice', 'mail.shortcode', 'create', {'substitution': 'x'})
    r.call('alice', 'mail.shortcode', 'create', [{'source': 'a', 'substitution': 'A'}, {'source': 'a', 'substitution': 'B', 'unicode_source': 'x'}])
    r.call('alice', 'mail.shortcode', 'search_read', [['source', 'ilike', 'A']], ['source', 'substitution'], 0, 3, 'source desc, id')
    r.call('alice', 'mail.shortcode', 'read_group', [], ['source'], ['source'], orderby='source')
    r.call('alice', 'mail.shortcode', 'export_data', ids[:1], ['source', 'substitution'])
    c = channel_of(r, 'alice', 'codes', 'public')['id']
    r.call('alice', 'mail.channel', 'message_post', [c], body='Réponse', canned_response_ids=ids[:2], **POST)
    r.call('alice', 'mail.message', 'search_read', [['model', '=', 'mail.channel'], ['res_id', '=', c]], ['body', 'canned_response_ids'], order='id')
    r.call('alice', 'mail.shortcode', 'read', ids[:1], ['message_ids'])
    for who in ('alice', 'admin', 'portal'):
        n = r.call(who, 'mail.message.subtype', 'create', {'name': 'Sous-type de ' + who, 'res_model': 'mail.channel', 'default': True, 'internal': who == 'admin', 'description': 'x'})
        if isinstance(n, int):
            r.call(who, 'mail.message.subtype', 'write', [n], {'name': 'Traduit'}, context=FR)
            r.call(who, 'mail.message.subtype', 'read', [n], ['name', 'default', 'internal', 'sequence', 'hidden', 'res_model'])
            r.call(who, 'mail.channel', 'message_post', [c], body='avec', subtype_id=n, message_type='comment')
            r.call(who, 'mail.channel', 'channel_fetch_message', [c], limit=1, context=FR)
        r.call(who, 'mail.message.subtype', 'default_subtypes', 'mail.channel')
        r.call(who, 'mail.message.subtype', 'auto_subscribe_subtypes', 'mail.channel')
        r.call(who, 'mail.message.subtype', 'search_read', ['|', ['res_model', '=', False], ['res_model', '=', 'mail.channel']], ['name', 'default', 'internal'], order='id', context=FR)


def scenario_visitors(r):
    """Public, private and group channels, as visitors and the portal see them by their uuid and otherwise."""
    admin, demo, alice, portal = partners(r, 'admin', 'admin', 'demo', 'alice', 'portal')
    pub = channel_of(r, 'alice', 'Accueil', 'public')
    priv = channel_of(r, 'alice', 'Caché', 'private')
    grp = channel_of(r, 'alice', 'Groupe', 'groups')
    for ch in (pub, priv, grp):
        for who in ('public', 'portal', 'bob', 'admin'):
            r.json(who, '/mail/chat_post', uuid=ch['uuid'], message_content='<p>de %s &amp; <b>gras</b></p> https://x.y' % who)
            r.json(who, '/mail/chat_history', uuid=ch['uuid'])
            r.json(who, '/mail/chat_history', uuid=ch['uuid'], last_id=False, limit=1)
            r.json(who, '/mail/chat_history', uuid=ch['uuid'], last_id=5, limit=1, context=FR)
            r.call(who, 'mail.channel', 'search_read', [['uuid', '=', ch['uuid']]], ['name', 'uuid', 'public', 'is_member'])
            r.call(who, 'mail.channel', 'notify_typing', [ch['id']], True)
            r.call(who, 'mail.channel', 'channel_fold', ch['uuid'], 'open')
            r.call(who, 'mail.channel', 'channel_pin', ch['uuid'])
            r.json(who, '/longpolling/poll', channels=[ch['uuid']], last=0, options={'peek': True})
    for who in ('portal', 'public'):
        r.json(who, '/mail/init_messaging')
        for m in ('channel_fetch_slot', 'get_mention_commands', 'channel_search_to_join'):
            r.call(who, 'mail.channel', m)
        r.call(who, 'mail.channel', 'channel_create', 'x')
        r.call(who, 'mail.channel', 'channel_get', [alice])
        r.call(who, 'mail.channel', 'channel_join_and_get_info', [pub['id']])
        r.call(who, 'mail.channel', 'channel_join_and_get_info', [grp['id']])
        r.call(who, 'mail.channel', 'message_post', [pub['id']], body='x', **POST)
        r.call(who, 'mail.channel', 'channel_invite', [pub['id']], [demo])
        r.call(who, 'mail.channel', 'channel_seen', [pub['id']])
        r.call(who, 'mail.channel', 'execute_command', [pub['id']], command='who')
        r.call(who, 'mail.channel', 'execute_command', [pub['id']], command='help')
        r.call(who, 'mail.channel', 'action_unfollow', [pub['id']])
        r.call(who, 'res.partner', 'im_search', 'al')
        r.call(who, 'res.partner', 'get_mention_suggestions', 'al')
        r.call(who, 'res.partner', 'get_static_mention_suggestions')
        r.call(who, 'mail.message', 'message_fetch', [['channel_ids', 'in', [pub['id']]]], limit=5)
        r.call(who, 'mail.message', 'search_read', [['channel_ids', 'in', [pub['id']]]], ['body'])
        r.call(who, 'res.users', 'read', [4], ['name'])
        r.call(who, 'res.users', 'context_get')
        r.json(who, '/longpolling/im_status', partner_ids=[alice, demo])
        r.json(who, '/web/session/get_session_info')
        r.get(who, '/mail/mail.channel/%d/avatar/%d' % (pub['id'], alice))
        r.get(who, '/web/image/mail.channel/{id}/image_128', id=pub['id'])
        r.get(who, '/web/image/mail.channel/{id}/image_128', id=priv['id'])
        r.get(who, '/web/image/res.partner/{id}/image_64', id=alice)
    r.call('alice', 'mail.channel', 'channel_fetch_message', [pub['id']])
    r.call('alice', 'mail.channel', 'channel_fetch_listeners', pub['uuid'])
    peek(r, 'alice')


def scenario_mailing_list(r):
    """A moderated mailing list from its settings to its end, as each of its readers sees it."""
    demo, alice, bob, carol, portal, admin = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal', 'admin')
    c = r.call('alice', 'mail.channel', 'create', {'name': 'Gazette', 'public': 'public', 'email_send': True, 'channel_partner_ids': [[4, bob], [4, carol], [4, portal]]})
    for v in ({'moderation': True}, {'moderation': True, 'moderator_ids': [[4, 8]]}, {'moderation': True, 'moderator_ids': [[6, 0, [8, 7]]]}, {'moderator_ids': [[3, 7]]}, {'moderation_notify': True}, {'moderation_notify_msg': '<p>Merci</p>'}, {'moderation_guidelines': True}, {'moderation_guidelines_msg': '<p>Règles</p>'}, {'email_send': False}):
        r.call('alice', 'mail.channel', 'write', [c], v)
        r.call('alice', 'mail.channel', 'read', [c], ['moderation', 'moderator_ids', 'moderation_notify', 'moderation_notify_msg', 'moderation_guidelines', 'moderation_guidelines_msg', 'email_send', 'is_moderator', 'moderation_count'])
    for who in EVERYBODY:
        r.call(who, 'mail.channel', 'send_guidelines', [c])
    held = []
    for who in ('portal', 'bob', 'carol', 'demo', 'alice', 'bob'):
        m = r.call(who, 'mail.channel', 'message_post', [c], body='de %s' % who, attachments=[['a.txt', 'x']] if who == 'carol' else [], **POST)
        r.call(who, 'mail.channel', 'channel_fetch_message', [c])
        if isinstance(m, int) and who != 'alice': held.append(m)
    for who in EVERYBODY:
        r.json(who, '/mail/init_messaging')
        r.call(who, 'mail.message', 'message_fetch', [['need_moderation', '=', True]])
        r.call(who, 'mail.message', 'message_fetch', [['channel_ids', 'in', [c]]], moderated_channel_ids=[c])
        r.call(who, 'mail.message', 'message_format', held)
        r.call(who, 'mail.message', 'read', held, ['body', 'moderation_status', 'moderator_id', 'need_moderation', 'attachment_ids'])
        r.call(who, 'mail.message', 'search', [['moderation_status', '=', 'pending_moderation']], order='id')
        r.call(who, 'mail.message', 'search_count', [['need_moderation', '=', True]])
        peek(r, who)
    r.call('alice', 'mail.message', 'moderate', held[:2], 'accept')
    r.call('alice', 'mail.message', 'moderate', held[:2], 'accept')
    r.call('bob', 'mail.message', 'moderate', held[2:3], 'accept')
    r.call('alice', 'mail.message', 'moderate', held[2:3], 'reject', title='Non', comment='pas ici')
    r.call('alice', 'mail.message', 'moderate', held[3:4], 'ban')
    r.call('alice', 'mail.message', 'moderate', held[4:5], 'allow')
    r.call('alice', 'mail.message', 'moderate', [], 'accept')
    r.call('alice', 'mail.message', 'moderate', [99999], 'accept')
    for who in ('demo', 'bob'):
        r.call(who, 'mail.channel', 'message_post', [c], body='encore', **POST)
    for who in EVERYBODY:
        r.call(who, 'mail.channel', 'channel_fetch_message', [c], limit=10)
        r.call(who, 'mail.message', 'message_fetch', [['channel_ids', 'in', [c]]], moderated_channel_ids=[c])
        peek(r, who)
    r.call('alice', 'mail.moderation', 'search_read', [['channel_id', '=', c]], ['email', 'status', 'channel_id', 'display_name'], order='id')
    r.call('admin', 'mail.moderation', 'search_read', [['channel_id', '=', c]], ['email', 'status', 'channel_id', 'display_name'], order='id')
    mods = r.call('admin', 'mail.moderation', 'search', [['channel_id', '=', c]], order='id')
    r.call('alice', 'mail.moderation', 'unlink', mods[:1])
    r.call('alice', 'mail.moderation', 'write', mods[-1:], {'status': 'ban'})
    r.call('alice', 'mail.channel', 'write', [c], {'moderation_ids': [[0, 0, {'email': 'z@example.com', 'status': 'allow'}]]})
    r.call('admin', 'mail.channel', 'write', [c], {'moderation_ids': [[0, 0, {'email': 'z@example.com', 'status': 'allow'}]]})
    r.call('bob', 'mail.channel', 'message_post', [c], body='après', **POST)
    r.call('alice', 'mail.channel', 'write', [c], {'moderation': False})
    r.call('alice', 'mail.channel', 'channel_fetch_message', [c], limit=10)
    r.call('portal', 'mail.channel', 'message_post', [c], body='libre', **POST)
    r.call('alice', 'res.users', 'read', [8], ['is_moderator', 'moderation_counter', 'moderation_channel_ids'])
    r.call('admin', 'mail.mail', 'search_read', [], ['subject', 'email_to', 'email_from', 'body_html', 'state', 'auto_delete'], order='id')
    r.call('alice', 'mail.channel', 'unlink', [c])
    r.call('admin', 'mail.moderation', 'search_count', [])


def scenario_tracking_more(r):
    """Tracked changes in two languages, with and without tracking; main attachments that come and go."""
    demo, alice, bob, carol = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol')
    r.call('demo', 'res.partner', 'fields_get', ['name', 'email', 'phone', 'parent_id', 'user_id', 'vat', 'tracking'], ['tracking', 'type'])
    docs = [r.call('demo', 'res.partner', 'create', {'name': 'Piste %d' % n, 'email': 'p%d@example.com' % n}) for n in range(3)]
    T = ['field', 'field_desc', 'field_type', 'old_value_char', 'new_value_char', 'old_value_integer', 'new_value_integer', 'old_value_text', 'new_value_text', 'old_value_datetime', 'new_value_datetime', 'old_value_float', 'tracking_sequence', 'mail_message_id', 'display_name']
    def look(who='demo'):
        r.call(who, 'mail.message', 'message_fetch', [['model', '=', 'res.partner'], ['res_id', 'in', docs]], limit=40)
    for who, ids, v, ctx in (('demo', docs[:1], {'email': 'n@example.com'}, {}), ('demo', docs, {'email': 'tous@example.com', 'phone': '+32 2 123'}, FR), ('demo', docs[:2], {'user_id': 8}, QUIET), ('demo', docs[:1], {'user_id': False, 'parent_id': 9}, {}), ('demo', docs[:1], {'email': 'tous@example.com'}, {}), ('demo', docs[:1], {'email': False}, {}),
                             ('admin', docs[1:2], {'email': 'sans@example.com'}, {'tracking_disable': True}), ('admin', docs[1:2], {'email': 'x@example.com'}, {'mail_notrack': True}), ('admin', docs[1:2], {'vat': 'BE0477472701', 'name': 'Renommée'}, {}), ('admin', docs[2:], {'parent_id': docs[0]}, {}), ('admin', docs[2:], {'parent_id': docs[1], 'user_id': 9}, QUIET)):
        r.call(who, 'res.partner', 'write', ids, v, context=ctx)
        look()
    r.call('demo', 'mail.tracking.value', 'search_read', [], T[:3])
    r.call('admin', 'mail.tracking.value', 'search_read', [['mail_message_id.model', '=', 'res.partner'], ['mail_message_id.res_id', 'in', docs]], T, order='id')
    look('alice'); look('portal')
    r.call('alice', 'mail.message', 'message_fetch', [['model', '=', 'res.partner'], ['res_id', 'in', docs]], limit=3, context=FR)
    cid = channel_of(r, 'demo', 'suivi', 'public', [alice])['id']
    for who, v in (('demo', {'name': 'suivi 2', 'public': 'private'}), ('demo', {'description': 'd', 'email_send': True}), ('demo', {'moderation': True, 'moderator_ids': [[6, 0, [6]]]}), ('demo', {'moderation': False}), ('alice', {'public': 'groups', 'group_public_id': 1}), ('alice', {'image_128': PNG})):
        r.call(who, 'mail.channel', 'write', [cid], v)
        r.call(who, 'mail.channel', 'channel_fetch_message', [cid], limit=3)
    # main attachments
    M = ['message_main_attachment_id', 'message_attachment_count']
    txt = r.call('demo', 'ir.attachment', 'create', {'name': 't.txt', 'datas': TEXT, 'res_model': 'res.partner', 'res_id': docs[0]})
    pdf = r.call('demo', 'ir.attachment', 'create', {'name': 'p.pdf', 'datas': base64.b64encode(b'%PDF-1.4 p').decode(), 'res_model': 'mail.compose.message', 'res_id': 0})
    png = r.call('demo', 'ir.attachment', 'create', {'name': 'i.png', 'datas': PNG, 'res_model': 'mail.compose.message', 'res_id': 0})
    r.call('demo', 'res.partner', 'read', docs[:1], M)
    r.call('demo', 'res.partner', 'message_post', [docs[0]], body='pièces', attachment_ids=[txt, png, pdf], **POST)
    r.call('demo', 'res.partner', 'read', docs[:1], M)
    r.call('demo', 'res.partner', 'message_post', [docs[1]], body='pièces', attachments=[['a.txt', 'texte'], ['b.pdf', 'x'], ['c.png', 'y']], **POST)
    r.call('demo', 'res.partner', 'read', docs, M)
    r.call('demo', 'ir.attachment', 'search_read', [['res_model', '=', 'res.partner'], ['res_id', 'in', docs], ['res_field', '=', False]], ['name', 'mimetype', 'res_id', 'file_size', 'create_uid'], order='id')
    for who in ('alice', 'demo', 'admin'):
        r.call(who, 'ir.attachment', 'register_as_main_attachment', [txt])
        r.call(who, 'ir.attachment', 'register_as_main_attachment', [txt], force=False)
    r.call('demo', 'ir.attachment', 'unlink', [txt])
    r.call('demo', 'res.partner', 'read', docs[:1], M)
    r.call('demo', 'ir.attachment', 'write', [pdf], {'name': 'q.pdf', 'res_id': docs[1]})
    r.call('demo', 'res.partner', 'read', docs, M)
    r.call('demo', 'res.partner', 'write', docs[:1], {'message_main_attachment_id': png})
    r.call('demo', 'res.partner', 'read', docs, M)
    look(); peek(r, 'alice'); peek(r, 'bob')
    cp = r.call('demo', 'res.partner', 'copy', docs[1], context=QUIET)
    r.call('demo', 'res.partner', 'read', [cp], M + ['message_ids', 'message_follower_ids', 'image_1920'])
    r.call('demo', 'ir.attachment', 'search_read', [['res_model', '=', 'res.partner'], ['res_id', '=', cp]], ['name', 'res_field'], order='id')
