"""What the web client does to channels and messages, feature by feature."""
from common import PNG, TEXT, partners


def scenario_channel_create(r):
    """Create public, private and group channels; look at what comes back and who sees them."""
    public = r.call('demo', 'mail.channel', 'channel_create', 'annonces', 'public')
    private = r.call('demo', 'mail.channel', 'channel_create', 'direction', privacy='private')
    groups = r.call('demo', 'mail.channel', 'channel_create', 'équipe', 'groups')
    for channel in (public, private, groups):
        for who in ('demo', 'alice', 'portal'):
            r.call(who, 'mail.channel', 'search_read', [['id', '=', channel['id']]], ['name', 'public', 'is_member'])
    r.call('demo', 'mail.channel', 'channel_info', [public['id'], private['id'], groups['id']])
    r.call('alice', 'mail.channel', 'channel_info', [private['id']])
    r.call('demo', 'mail.channel', 'read', [public['id']], [
        'name', 'description', 'public', 'channel_type', 'is_chat', 'email_send', 'is_member', 'is_subscribed',
        'channel_partner_ids', 'group_public_id', 'group_ids', 'moderation', 'moderator_ids', 'message_is_follower',
        'message_channel_ids', 'message_partner_ids', 'message_unread', 'message_unread_counter', 'alias_contact'])
    r.call('demo', 'mail.channel', 'write', [public['id']], {'name': 'nouvelles', 'description': 'Tout ce qui se passe',
                                                             'public': 'groups'})
    r.call('demo', 'mail.channel', 'read', [public['id']], ['display_name', 'description', 'public'])
    r.call('demo', 'mail.channel', 'channel_create', '', 'public')
    r.call('demo', 'mail.channel', 'channel_create', 'bad privacy', 'nonsense')
    r.call('demo', 'mail.channel', 'unlink', [public['id']])
    r.call('demo', 'mail.channel', 'channel_info', [public['id']])


def scenario_channel_membership(r):
    """Search, join, invite, leave; the notices that this posts."""
    bob, carol = partners(r, 'demo', 'bob', 'carol')
    channel = r.call('demo', 'mail.channel', 'channel_create', 'projet-alpha', 'public')
    cid = channel['id']
    r.call('alice', 'mail.channel', 'channel_search_to_join', 'alpha')
    r.call('alice', 'mail.channel', 'channel_search_to_join', name='no such channel')
    r.call('alice', 'mail.channel', 'channel_join_and_get_info', [cid])
    r.call('alice', 'mail.channel', 'channel_join_and_get_info', [cid])
    r.call('alice', 'mail.channel', 'channel_search_to_join', 'alpha')
    r.call('alice', 'mail.channel', 'channel_invite', [cid], partner_ids=[bob, carol])
    r.call('bob', 'mail.channel', 'channel_fetch_message', [cid], limit=10)
    r.call('bob', 'mail.channel', 'action_unfollow', [cid])
    r.call('bob', 'mail.channel', 'channel_fetch_message', [cid])
    r.call('carol', 'mail.channel', 'channel_info', [cid])
    r.call('carol', 'mail.channel', 'action_follow', [cid])
    r.call('bob', 'mail.channel', 'action_follow', [cid])
    r.call('demo', 'mail.channel', 'channel_fetch_listeners', channel['uuid'])
    r.call('demo', 'mail.channel.partner', 'search_read', [['channel_id', '=', cid]],
           ['partner_id', 'is_pinned', 'fold_state', 'is_minimized', 'seen_message_id'])
    private = r.call('demo', 'mail.channel', 'channel_create', 'secret', 'private')
    r.call('alice', 'mail.channel', 'channel_join_and_get_info', [private['id']])
    r.call('alice', 'mail.channel', 'channel_invite', [private['id']], partner_ids=[carol])
    r.call('demo', 'mail.channel', 'channel_invite', [private['id']], partner_ids=[carol])
    r.call('carol', 'mail.channel', 'channel_fetch_message', [private['id']])


def scenario_direct_messages(r):
    """The canonical conversation between two or more people, and the state of its window."""
    demo, alice, bob = partners(r, 'demo', 'demo', 'alice', 'bob')
    chat = r.call('demo', 'mail.channel', 'channel_get', [alice])
    again = r.call('alice', 'mail.channel', 'channel_get', partners_to=[demo])
    r.call('demo', 'mail.channel', 'channel_get', [alice, bob])
    r.call('demo', 'mail.channel', 'channel_get', [])
    r.call('bob', 'mail.channel', 'channel_info', [chat['id']])
    post = dict(message_type='comment', subtype='mail.mt_comment')
    r.call('demo', 'mail.channel', 'message_post', [chat['id']], body='Salut Alice 😀', **post)
    r.call('alice', 'mail.channel', 'channel_info', [chat['id']])
    r.call('alice', 'mail.channel', 'channel_fetched', [chat['id']])
    r.call('alice', 'mail.channel', 'channel_seen', [chat['id']])
    r.call('alice', 'mail.channel', 'channel_seen', [chat['id']])
    r.call('alice', 'mail.channel', 'channel_info', [chat['id']])
    r.call('alice', 'mail.channel', 'channel_get_and_minimize', [demo])
    r.call('alice', 'mail.channel', 'channel_fold', chat['uuid'])
    r.call('alice', 'mail.channel', 'channel_fold', chat['uuid'], 'open')
    r.call('alice', 'mail.channel', 'channel_fold', uuid=chat['uuid'], state='closed')
    r.call('alice', 'mail.channel', 'channel_minimize', chat['uuid'], True)
    r.call('alice', 'mail.channel', 'channel_minimize', chat['uuid'], False)
    r.call('alice', 'mail.channel', 'channel_set_custom_name', chat['id'], 'Marc (bureau)')
    r.call('alice', 'mail.channel', 'channel_info', [again['id']])
    r.call('alice', 'mail.channel', 'channel_pin', chat['uuid'], False)
    r.json('alice', '/mail/init_messaging')
    r.call('demo', 'mail.channel', 'message_post', [chat['id']], body='Encore là ?', **post)
    r.json('alice', '/mail/init_messaging')
    r.call('alice', 'mail.channel', 'channel_fetch_preview', [chat['id']])
    r.call('bob', 'mail.channel', 'channel_fetch_message', [chat['id']])
    r.call('bob', 'mail.message', 'search_read', [['model', '=', 'mail.channel'], ['res_id', '=', chat['id']]], ['body'])


def scenario_post(r):
    """Every way to post on a channel, and the HTML that is kept."""
    channel = r.call('demo', 'mail.channel', 'channel_create', 'atelier', 'public')['id']
    bodies = [
        'plain text', '<p>Hello <b>world</b></p>', 'a < b & c > d', '<script>alert(1)</script><p>after</p>',
        '<p onclick="steal()">click</p>', '<a href="javascript:alert(1)">x</a>', '<a href="https://www.odoo.com">odoo</a>',
        '<img src="x" onerror="alert(1)"/>', '<p style="color:red;position:fixed">styled</p>',
        '<div>unclosed <i>tags', '<table><tr><td>cell</td></tr></table>', 'line one<br/>line two', '😀 é ü 漢字', '',
        '<iframe src="https://example.com"></iframe>', '<p>&nbsp;&lt;tag&gt;&amp;</p>',
        '<style>p {color: red}</style><p>text</p>', '<!-- comment --><p>x</p>', '<form><input name="a"/></form>',
        '<a href="#" class="o_mail_redirect" data-oe-id="3" data-oe-model="res.partner">@Administrator</a>',
    ]
    for body in bodies:
        r.call('demo', 'mail.channel', 'message_post', [channel], body=body, message_type='comment', subtype='mail.mt_comment')
    messages = r.call('demo', 'mail.channel', 'channel_fetch_message', [channel], limit=50)
    r.call('demo', 'mail.channel', 'channel_fetch_message', [channel], last_id=messages[5]['id'], limit=3)
    r.call('demo', 'mail.channel', 'message_post', [channel], body='a note')
    r.call('demo', 'mail.channel', 'message_post', [channel], body='subject', subject='Ordre du jour', message_type='comment',
           subtype='mt_comment')
    parent = r.call('demo', 'mail.channel', 'message_post', [channel], body='parent', message_type='comment', subtype='mail.mt_comment')
    child = r.call('demo', 'mail.channel', 'message_post', [channel], body='child', message_type='comment',
                   subtype='mail.mt_comment', parent_id=parent)
    r.call('demo', 'mail.channel', 'message_post', [channel], body='grandchild', message_type='comment',
           subtype='mail.mt_comment', parent_id=child)
    r.call('demo', 'mail.message', 'search_read', [['model', '=', 'mail.channel'], ['res_id', '=', channel]],
           ['body', 'parent_id', 'subject', 'message_type', 'subtype_id', 'email_from', 'reply_to', 'record_name',
            'moderation_status', 'no_auto_thread', 'add_sign'], limit=5)
    r.call('demo', 'mail.channel', 'message_post', [channel], body='bad type', message_type='user_notification')
    r.call('demo', 'mail.channel', 'message_post', [channel], body='bad model', model='res.partner')
    r.call('demo', 'mail.channel', 'message_post', [channel], body='bad partners', partner_ids=[[4, 3]])
    r.call('demo', 'mail.channel', 'message_post', [channel], body='bad subtype', subtype='mail.mt_no_such')
    r.call('demo', 'mail.channel', 'message_post', [99999], body='nowhere')
    r.call('alice', 'mail.channel', 'message_post', [channel], body='not a member', message_type='comment', subtype='mail.mt_comment')


def scenario_attachments(r):
    """Files attached to messages."""
    channel = r.call('demo', 'mail.channel', 'channel_create', 'documents', 'private')['id']
    picture = r.call('demo', 'ir.attachment', 'create', {'name': 'point.png', 'datas': PNG, 'res_model': 'mail.compose.message', 'res_id': 0})
    note = r.call('demo', 'ir.attachment', 'create', {'name': 'réunion.txt', 'datas': TEXT, 'res_model': 'mail.compose.message', 'res_id': 0})
    r.call('demo', 'mail.channel', 'message_post', [channel], body='deux fichiers', message_type='comment',
           subtype='mail.mt_comment', attachment_ids=[picture, note])
    r.call('demo', 'mail.channel', 'channel_fetch_message', [channel], limit=1)
    r.call('demo', 'ir.attachment', 'search_read', [['id', 'in', [picture, note]]],
           ['name', 'mimetype', 'file_size', 'checksum', 'res_model', 'res_id', 'type', 'public'])
    r.call('demo', 'ir.attachment', 'read', [note], ['datas'])
    r.get('demo', '/web/content/{id}', id=note)
    r.get('demo', '/web/content/{id}?download=true', id=note)
    r.get('demo', '/web/image/{id}', id=picture)
    r.get('alice', '/web/content/{id}', id=note)
    r.get('public', '/web/content/{id}', id=note)
    r.call('alice', 'ir.attachment', 'read', [note], ['name'])
    r.call('alice', 'mail.channel', 'message_post', [channel], body='x', attachment_ids=[note])
    r.call('demo', 'mail.channel', 'read', [channel], ['message_main_attachment_id', 'message_attachment_count'])
    r.call('demo', 'mail.channel', 'message_post', [channel], body='<p>image <img src="data:image/png;base64,%s"></p>' % PNG,
           message_type='comment', subtype='mail.mt_comment')
    r.call('demo', 'ir.attachment', 'unlink', [note])
    r.call('demo', 'mail.channel', 'channel_fetch_message', [channel], limit=5)


def scenario_inbox(r):
    """Mentions, the inbox, its history and the starred messages."""
    alice, bob = partners(r, 'demo', 'alice', 'bob')
    channel = r.call('demo', 'mail.channel', 'channel_create', 'support', 'public')['id']
    r.call('demo', 'mail.channel', 'channel_invite', [channel], [alice])
    post = dict(message_type='comment', subtype='mail.mt_comment')
    ids = [r.call('demo', 'mail.channel', 'message_post', [channel], body='@alice number %d' % n, partner_ids=[alice], **post)
           for n in range(5)]
    r.call('demo', 'mail.channel', 'message_post', [channel], body='@bob is not a member', partner_ids=[bob], **post)
    r.json('alice', '/mail/init_messaging')
    r.json('bob', '/mail/init_messaging')
    r.call('alice', 'mail.message', 'message_fetch', [['needaction', '=', True]], limit=30)
    r.call('bob', 'mail.message', 'message_fetch', [['needaction', '=', True]])
    r.call('alice', 'res.partner', 'get_needaction_count')
    r.call('alice', 'mail.message', 'set_message_done', ids[:2])
    r.call('alice', 'mail.message', 'set_message_done', ids[:2])
    r.call('alice', 'mail.message', 'message_fetch', [['needaction', '=', True]])
    r.call('alice', 'mail.message', 'message_fetch', [['needaction', '=', False]])
    r.call('alice', 'mail.message', 'toggle_message_starred', [ids[3]])
    r.call('alice', 'mail.message', 'toggle_message_starred', [ids[0]])
    r.call('alice', 'mail.message', 'message_fetch', [['starred', '=', True]])
    r.call('alice', 'res.partner', 'get_starred_count')
    r.call('alice', 'mail.message', 'toggle_message_starred', [ids[0]])
    r.call('alice', 'mail.message', 'mark_all_as_read', domain=[['id', 'in', [ids[4]]]])
    r.call('alice', 'mail.message', 'mark_all_as_read')
    r.call('alice', 'mail.message', 'unstar_all')
    r.json('alice', '/mail/init_messaging')
    r.call('bob', 'mail.message', 'toggle_message_starred', [ids[0]])
    r.call('alice', 'mail.message', 'message_format', [ids[0], ids[1]])
    r.call('alice', 'mail.message', 'search_read', [['id', 'in', ids]], ['needaction', 'starred', 'has_error', 'notified_partner_ids'], order='id')
    r.call('alice', 'mail.notification', 'search_read', [['mail_message_id', 'in', ids]],
           ['mail_message_id', 'res_partner_id', 'is_read', 'notification_type', 'notification_status'], order='mail_message_id')


def scenario_commands(r):
    """/help, /who, /leave and what is suggested while typing."""
    alice, = partners(r, 'demo', 'alice')
    channel = r.call('demo', 'mail.channel', 'channel_create', 'commandes', 'private')
    cid = channel['id']
    r.call('demo', 'mail.channel', 'get_mention_commands')
    for command in ('help', 'who'):
        r.call('demo', 'mail.channel', 'execute_command', [cid], command=command)
    r.call('demo', 'mail.channel', 'channel_invite', [cid], [alice])
    r.call('demo', 'mail.channel', 'execute_command', [cid], command='who', body='/who')
    chat = r.call('demo', 'mail.channel', 'channel_get', [alice])
    r.call('demo', 'mail.channel', 'execute_command', [chat['id']], command='help')
    r.call('demo', 'mail.channel', 'execute_command', [cid], command='no_such_command')
    r.json('demo', '/longpolling/poll', channels=[], last=0, options={'peek': True})
    r.call('alice', 'mail.channel', 'execute_command', [cid], command='leave')
    r.call('demo', 'mail.channel', 'channel_fetch_message', [cid], limit=5)
    r.call('demo', 'res.partner', 'get_mention_suggestions', 'ali')
    r.call('demo', 'res.partner', 'get_mention_suggestions', search='a', limit=3)
    r.call('demo', 'mail.channel', 'get_mention_suggestions', search='e', limit=4)
    r.call('demo', 'res.partner', 'im_search', 'a', 20)
    r.call('portal', 'res.partner', 'im_search', 'a', 20)
    r.call('demo', 'mail.channel', 'execute_command', [chat['id']], command='leave')
    r.json('demo', '/mail/init_messaging')


def scenario_canned_responses(r):
    """Shortcodes: `:` in the composer."""
    code = r.call('demo', 'mail.shortcode', 'create', {'source': 'bjr', 'substitution': 'Bonjour, comment puis-je vous aider ?', 'description': 'salut'})
    r.call('demo', 'mail.shortcode', 'search_read', [['source', '=', 'bjr']], ['source', 'substitution', 'description'])
    r.call('alice', 'mail.shortcode', 'write', [code], {'substitution': 'Bonjour !'})
    r.json('alice', '/mail/init_messaging')
    r.call('portal', 'mail.shortcode', 'write', [code], {'substitution': 'hacked'})
    r.call('demo', 'mail.shortcode', 'create', {'source': 'incomplete'})
    r.call('demo', 'mail.shortcode', 'unlink', [code])
    r.call('demo', 'mail.shortcode', 'search_count', [['source', '=', 'bjr']])


def scenario_moderation(r):
    """A moderated mailing list, from pending to accepted, rejected, allowed and banned."""
    users = {u['login']: u for u in r.call('admin', 'res.users', 'search_read', [['login', 'in', ['admin', 'demo', 'alice', 'bob', 'carol']]],
                                          ['login', 'partner_id', 'email'])}
    moderator = users['demo']
    channel = r.call('admin', 'mail.channel', 'create', {
        'name': 'liste', 'public': 'public', 'email_send': True,
        'channel_partner_ids': [[4, moderator['partner_id'][0]], [4, users['carol']['partner_id'][0]]]})
    r.call('admin', 'mail.channel', 'write', [channel], {'moderation': True, 'moderator_ids': [[6, 0, [moderator['id']]]]})
    r.call('alice', 'mail.channel', 'write', [channel], {'moderation': True, 'moderation_notify': True})
    post = dict(message_type='comment', subtype='mail.mt_comment')
    for who, body in (('alice', 'un'), ('bob', 'deux'), ('alice', 'trois'), ('demo', 'du modérateur'), ('admin', 'quatre')):
        r.call(who, 'mail.channel', 'message_post', [channel], body=body, **post)
    pending = r.call('demo', 'mail.message', 'search', [['need_moderation', '=', True]], order='id')
    r.json('demo', '/mail/init_messaging')
    r.call('demo', 'mail.message', 'message_fetch', [['channel_ids', 'in', [channel]]], limit=20, moderated_channel_ids=[channel])
    r.call('alice', 'mail.message', 'message_fetch', [['channel_ids', 'in', [channel]]], limit=20, moderated_channel_ids=[channel])
    r.call('alice', 'mail.message', 'moderate', [pending[0]], 'accept')
    r.call('demo', 'mail.message', 'moderate', [pending[0]], 'accept')
    r.call('demo', 'mail.message', 'moderate', [pending[1]], 'reject', title='Refus', comment='hors sujet')
    r.call('demo', 'mail.message', 'moderate', [pending[3]], 'discard')
    r.call('demo', 'mail.message', 'moderate', [pending[2]], 'allow')
    r.call('alice', 'mail.channel', 'message_post', [channel], body='cinq', **post)
    spam = r.call('bob', 'mail.channel', 'message_post', [channel], body='pub', **post)
    r.call('demo', 'mail.message', 'moderate', [spam], 'ban')
    r.call('bob', 'mail.channel', 'message_post', [channel], body='pub encore', **post)
    r.call('demo', 'mail.moderation', 'search_read', [['channel_id', '=', channel]], ['email', 'status'], order='email')
    r.call('demo', 'mail.channel', 'channel_fetch_message', [channel], limit=20)
    r.call('demo', 'mail.channel', 'read', [channel], ['is_moderator', 'moderation_count', 'moderator_ids'])


def scenario_followers(r):
    """Followers of a document and what they follow."""
    alice, bob = partners(r, 'demo', 'alice', 'bob')
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Garage Dupont', 'email': 'garage@dupont.example.com'})
    channel = r.call('demo', 'mail.channel', 'channel_create', 'clients', 'public')['id']
    r.call('demo', 'res.partner', 'message_subscribe', [doc], partner_ids=[alice])
    r.call('demo', 'res.partner', 'message_subscribe', [doc], partner_ids=[bob], channel_ids=[channel])
    followers = r.call('demo', 'res.partner', 'read', [doc], ['message_follower_ids', 'message_partner_ids', 'message_channel_ids',
                                                             'message_is_follower'])[0]['message_follower_ids']
    r.json('demo', '/mail/read_followers', follower_ids=sorted(followers), res_model='res.partner')
    r.json('alice', '/mail/read_followers', follower_ids=sorted(followers), res_model='res.partner')
    r.json('alice', '/mail/read_subscription_data', res_model='res.partner', follower_id=sorted(followers)[1])
    subtypes = r.call('demo', 'mail.message.subtype', 'search', [['res_model', '=', False]], order='id')
    r.call('alice', 'res.partner', 'message_subscribe', [doc], partner_ids=[alice], subtype_ids=subtypes[:1])
    r.json('alice', '/mail/read_subscription_data', res_model='res.partner', follower_id=sorted(followers)[1])
    r.call('demo', 'res.partner', 'message_post', [doc], body='<p>Rappel</p>', message_type='comment', subtype='mail.mt_comment')
    r.call('demo', 'res.partner', 'message_post', [doc], body='<p>note interne</p>', subtype='mail.mt_note')
    r.call('demo', 'res.partner', 'message_post', [doc], body='<p>à toi @bob</p>', subtype='mail.mt_note', partner_ids=[bob])
    for who in ('alice', 'bob'):
        r.call(who, 'mail.message', 'message_fetch', [['needaction', '=', True]])
        r.json(who, '/mail/needaction')
    r.call('demo', 'mail.message', 'message_fetch', [['model', '=', 'res.partner'], ['res_id', '=', doc]], limit=10)
    r.call('demo', 'mail.channel', 'channel_fetch_message', [channel], limit=10)
    r.call('demo', 'res.partner', 'message_unsubscribe', [doc], [bob])
    r.call('demo', 'res.partner', 'message_unsubscribe', [doc], channel_ids=[channel])
    r.call('demo', 'res.partner', 'read', [doc], ['message_partner_ids', 'message_channel_ids', 'message_needaction',
                                                 'message_needaction_counter', 'message_has_error'])
    r.json('demo', '/mail/get_suggested_recipients', model='res.partner', res_ids=[doc])
    r.json('demo', '/mail/get_partner_info', model='res.partner', res_ids=[doc], emails=['garage@dupont.example.com', 'nobody@example.com'])
