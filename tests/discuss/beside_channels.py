"""Actions of beside_odoo_test.py on channels and chats: making them, talking in them, their members, moderation, the bus."""
from beside_world import BODIES, EMAILS, NAMES, PNG, action, call

CHANNEL_FIELDS = ['name', 'display_name', 'public', 'channel_type', 'is_chat', 'is_member', 'is_subscribed', 'is_moderator', 'moderation', 'moderator_ids', 'moderation_ids', 'moderation_count', 'email_send', 'description',
                  'group_public_id', 'group_ids', 'channel_partner_ids', 'channel_last_seen_partner_ids', 'channel_message_ids', 'message_follower_ids', 'message_partner_ids', 'message_channel_ids', 'message_ids',
                  'message_is_follower', 'message_unread', 'message_unread_counter', 'message_needaction', 'message_needaction_counter', 'message_has_error', 'message_attachment_count', 'alias_id', 'alias_name',
                  'alias_contact', 'alias_user_id', 'alias_defaults', 'alias_domain', 'create_uid', 'write_uid', 'moderation_notify_msg', 'moderation_guidelines_msg', 'image_128', 'nonsense']
SEAT_FIELDS = ['channel_id', 'partner_id', 'partner_email', 'is_pinned', 'fold_state', 'is_minimized', 'custom_channel_name', 'seen_message_id', 'fetched_message_id', 'display_name', 'create_uid', 'write_uid']


@action(4)
def channel_create(w):
    return call(w.who(), 'mail.channel', 'channel_create', w.pick(*NAMES), *w.pick([], ['public'], ['private'], ['groups']), context=w.context())


@action()
def channel_get(w):
    partners = [w.user_partner() for _ in range(w.chance.randrange(4))]
    return call(w.who(), 'mail.channel', w.pick('channel_get', 'channel_get', 'channel_get_and_minimize'), partners, **w.maybe(context=w.context()))


@action(2)
def orm_channel_create(w):
    values = w.maybe(description=w.pick(False, 'à propos', ''), public=w.pick('public', 'private', 'groups'), email_send=w.pick(True, False),
                     channel_partner_ids=[[4, w.user_partner()] for _ in range(2)], group_ids=w.pick([[4, 1]], [[6, 0, [1, 7]]]), group_public_id=w.pick(1, 7, False),
                     image_128=w.pick(PNG, False), alias_name=w.pick('boîte', 'info', False, 'a b'), channel_type=w.pick('chat', 'channel'),
                     moderation=w.pick(True, False), moderator_ids=w.pick([[6, 0, [2]]], [[4, 6]]), channel_last_seen_partner_ids=[[0, 0, {'partner_id': w.user_partner()}]])
    return call(w.who(), 'mail.channel', 'create', w.pick(dict(values, name=w.pick(*NAMES)), [dict(values, name='un'), {'name': 'deux'}]), context=w.context())


@action(3)
def orm_channel_write(w):
    channel = w.channel()
    values = w.maybe(name=w.pick(*NAMES), description=w.pick(False, 'à propos', ''), public=w.pick('public', 'private', 'groups', 'nonsense'), email_send=w.pick(True, False))
    values.update(w.pick({}, {}, {'channel_partner_ids': [[w.pick(3, 4), w.user_partner()]]}, {'group_ids': [[6, 0, w.pick([1], [], [7, 1])]]}, {'group_public_id': w.pick(1, 7, False)},
                         {'image_128': w.pick(PNG, False)}, {'alias_name': w.pick('boîte', 'info', False)}, {'moderation': w.pick(True, False)},
                         {'moderator_ids': [[w.pick(3, 4), w.pick(2, 6, 7, 8, 9)]]}, {'uuid': 'mine'}, {'moderation_notify': True, 'moderation_notify_msg': w.pick('attendez', False)},
                         {'moderation_guidelines': True, 'moderation_guidelines_msg': w.pick('<p>soyez bons</p>', False)}, {'channel_type': w.pick('chat', 'channel')},
                         {'alias_contact': w.pick('everyone', 'partners', 'followers')}, {'alias_user_id': w.pick(2, 6, False)}))
    return call(w.member(channel), 'mail.channel', 'write', w.pick([channel], [channel, w.channel()]), values, context=w.context())


@action(1)
def channel_unlink(w):
    channel = w.channel()
    return call(w.member(channel), 'mail.channel', 'unlink', [channel])


@action(14)
def post_in_channel(w):
    channel = w.channel()
    kwargs = w.maybe(message_type=w.pick('comment', 'comment', 'notification', 'email'), subtype=w.pick('mail.mt_comment', 'mail.mt_comment', 'mail.mt_note', 'mt_comment', False),
                     partner_ids=w.pick([], [w.user_partner()], [w.partner(), w.user_partner()]), subject=w.pick('Sujet', False, 'Re: été'))
    kwargs.update(w.pick({}, {}, {}, {'parent_id': w.message()}, {'attachment_ids': w.some('ir_attachment', 'res_field IS NULL')}, {'attachments': [['a.txt', 'contenu'], ['é.txt', 'x']]},
                         {'email_from': w.pick(*EMAILS)}, {'author_id': w.pick(w.user_partner(), False)}, {'subtype_id': w.pick(1, 2, 3, False)}, {'channel_ids': [w.channel()]},
                         {'add_sign': False}, {'email_layout_xmlid': 'mail.mail_notification_light'}, {'record_name': 'autre'}, {'canned_response_ids': [1]}, {'reply_to': 'r@x.y'}, {'mail_server_id': False},
                         {'notif_layout': 'mail.mail_notification_paynow'}, {'unknown_key': 3}, {'model_description': 'Truc'}, {'add_sign': True, 'mail_auto_delete': False}, {'date': '2020-02-02 10:00:00'},
                         {'moderation_status': 'accepted'}, {'starred_partner_ids': [[4, w.user_partner()]]}, {'needaction_partner_ids': [[4, w.user_partner()]]}, {'no_auto_thread': True}))
    return call(w.member(channel), 'mail.channel', 'message_post', [channel], body=w.pick(*BODIES), context=w.context(), **kwargs)


@action(2)
def chat_post(w):
    return w.who(), '/mail/chat_post', {'uuid': '{uuid:%d}' % w.channel(), 'message_content': w.pick(*BODIES)}


@action(1)
def chat_history(w):
    return w.who(), '/mail/chat_history', dict({'uuid': '{uuid:%d}' % w.channel()}, **w.maybe(last_id=w.message(), limit=w.pick(1, 5, 20)))


@action(4)
def join_leave(w):
    channel = w.channel()
    method = w.pick('channel_join_and_get_info', 'action_follow', 'action_unfollow', 'action_unfollow')
    return call(w.member(channel) if method == 'action_unfollow' else w.who(), 'mail.channel', method, [channel], context=w.context())


@action()
def channel_invite(w):
    channel = w.channel()
    return call(w.member(channel), 'mail.channel', 'channel_invite', [channel], w.some('res_partner') + [w.user_partner()])


@action(4)
def channel_state(w):
    channel = w.channel()
    who, uuid = w.member(channel), '{uuid:%d}' % channel
    return w.pick(call(who, 'mail.channel', 'channel_seen', [channel]), call(who, 'mail.channel', 'channel_fetched', w.pick([channel], [channel, w.channel()])),
                  call(who, 'mail.channel', 'channel_fold', uuid, *w.pick([], ['folded'], ['open'], ['closed'])), call(who, 'mail.channel', 'channel_minimize', uuid, w.pick(True, False)),
                  call(who, 'mail.channel', 'channel_pin', uuid, w.pick(True, False)), call(who, 'mail.channel', 'channel_set_custom_name', channel, w.pick('à moi', False, '')),
                  call(who, 'mail.channel', 'notify_typing', [channel], w.pick(True, False), context=w.pick({}, {'lang': 'fr_FR'})))


@action()
def channel_looks(w):
    channel, who = w.channel(), w.who()
    return w.pick(call(who, 'mail.channel', 'channel_info', w.pick([channel], w.ids('mail_channel')[-4:]), context=w.pick({}, {'isMobile': True}, {'lang': 'fr_FR'})),
                  call(who, 'mail.channel', 'channel_fetch_message', [channel], *w.pick([], [w.message()], [False, 3])),
                  call(who, 'mail.channel', 'channel_fetch_preview', w.pick([channel], w.ids('mail_channel')[-5:])), call(who, 'mail.channel', 'channel_fetch_slot', context=w.pick({}, {'isMobile': True})),
                  call(who, 'mail.channel', 'channel_fetch_listeners', '{uuid:%d}' % channel),
                  call(who, 'mail.channel', 'channel_search_to_join', *w.pick([], ['pot'], ['é'], ['', [['public', '=', 'public']]])),
                  call(who, 'mail.channel', 'get_mention_suggestions', w.pick('', 'a', 'é', 'po'), *w.pick([], [3])), call(who, 'mail.channel', 'get_mention_commands'))


@action(3)
def channel_read(w):
    who, channel, fields = w.who(), w.channel(), w.chance.sample(CHANNEL_FIELDS, 7)
    domain = w.pick([], [['public', '=', w.pick('public', 'private', 'groups')]], [['channel_partner_ids', 'in', [w.user_partner()]]], [['channel_type', '=', 'chat']], [['name', 'ilike', 'e']], [['moderation', '=', True]],
                    [['message_needaction', '=', True]], [['message_unread', '=', True]], [['message_is_follower', '=', True]], [['group_ids', '!=', False]], [['alias_name', '!=', False]], [['moderator_ids.login', '=', 'demo']],
                    [['channel_last_seen_partner_ids.is_pinned', '=', False]], [['group_public_id.users', 'in', [6]]], [['create_uid.partner_id', '=', w.user_partner()]], [['message_follower_ids.partner_id', '=', w.user_partner()]])
    return w.pick(call(who, 'mail.channel', 'read', w.pick([channel], [channel, w.channel()]), fields, context=w.context()),
                  call(who, 'mail.channel', 'search_read', domain, fields, context=w.context(), **w.maybe(order=w.pick('name, id', 'public desc, id', 'channel_type, name desc, id'), limit=w.pick(1, 3, 20), offset=w.pick(0, 2))),
                  call(who, 'mail.channel', 'search_count', domain), call(who, 'mail.channel', 'name_get', [channel], context=w.context()),
                  call(who, 'mail.channel', 'read_group', domain, ['public'], w.pick(['public'], ['channel_type'], ['group_public_id'], ['public', 'channel_type']), context=w.context()),
                  call(who, 'mail.channel', 'default_get', w.chance.sample(CHANNEL_FIELDS[:-1], 5), context=w.pick({}, {'default_public': 'public'}, {'default_name': 'x', 'default_email_send': True})))


@action(1)
def channel_copy(w):
    channel = w.channel()
    return call(w.member(channel), 'mail.channel', 'copy', channel, *w.pick([], [{}], [{'name': 'copie', 'public': 'private'}]), context=w.context())


@action(3)
def seats(w):
    """The listeners as records."""
    channel, seat, who = w.channel(), w.one('mail_channel_partner'), w.who()
    return w.pick(call(who, 'mail.channel.partner', 'search_read', w.pick([], [['channel_id', '=', channel]], [['partner_id', '=', w.user_partner()]], [['is_pinned', '=', True]], [['partner_id.name', 'ilike', 'a']]),
                       w.chance.sample(SEAT_FIELDS, 5), context=w.context(), **w.maybe(limit=4, order=w.pick('id', 'partner_id, id', 'channel_id desc, id'))),
                  call(who, 'mail.channel.partner', 'create', dict({'channel_id': channel, 'partner_id': w.user_partner()}, **w.maybe(is_pinned=w.pick(True, False), fold_state=w.pick('open', 'closed', 'nope'), custom_channel_name='nommé'))),
                  call(who, 'mail.channel.partner', 'write', [seat], w.pick({'is_pinned': False}, {'custom_channel_name': 'x'}, {'seen_message_id': w.message()}, {'partner_id': w.user_partner()}, {'channel_id': channel}, {'fold_state': 'folded'})),
                  call(who, 'mail.channel.partner', w.pick('unlink', 'read', 'name_get', 'copy'), [seat]),
                  call(w.member(channel), 'mail.channel', 'write', [channel], {'channel_last_seen_partner_ids': [w.pick([0, 0, {'partner_id': w.user_partner()}], [1, seat, {'is_pinned': True}], [2, seat], [4, seat], [5])]}),
                  call(w.member(channel), 'mail.channel', 'write', [channel], {'channel_partner_ids': w.pick([[6, 0, [w.user_partner(), w.user_partner()]]], [[5]], [[3, w.user_partner()], [4, w.user_partner()]], [[0, 0, {'name': 'Inconnue'}]])}))


@action(2)
def moderation_lists(w):
    who, channel, row = w.who(), w.channel(), w.one('mail_moderation')
    values = {'email': w.pick('bob@example.com', 'carol@example.com', 'joel.willis63@example.com', 'x@example.com', False), 'status': w.pick('allow', 'ban', 'nope'), 'channel_id': channel}
    return w.pick(call(who, 'mail.moderation', 'create', values), call(who, 'mail.moderation', 'write', [row], w.pick({'status': 'allow'}, {'status': 'ban'}, {'email': 'bob@example.com'}, {'channel_id': channel})),
                  call(who, 'mail.moderation', w.pick('unlink', 'read', 'name_get'), [row]), call(who, 'mail.moderation', 'search_read', [], ['email', 'status', 'channel_id', 'display_name'], context=w.context()),
                  call(w.member(channel), 'mail.channel', 'write', [channel], {'moderation_ids': [w.pick([0, 0, {'email': 'y@example.com', 'status': 'ban'}], [1, row, {'status': 'allow'}], [2, row], [5])]}),
                  call(w.member(channel), 'mail.channel', 'send_guidelines', [channel]))


@action(2)
def moderated_channel(w):
    """A channel that demo and alice moderate, or an attempt at one."""
    people = [w.user_partner() for _ in range(3)]
    return call(w.pick('demo', 'admin', 'alice'), 'mail.channel', 'create',
                dict({'name': 'revue', 'public': w.pick('public', 'private', 'groups'), 'channel_partner_ids': [[4, 7], [4, 41]] + [[4, number] for number in people], 'moderator_ids': [[6, 0, [6, 8]]], 'moderation': True,
                      'email_send': w.chance.random() < 0.8}, **w.maybe(moderation_notify=True, moderation_notify_msg='attendez', moderation_guidelines=True, moderation_guidelines_msg='soyez bons')))


@action(2)
def groups(w):
    """Groups get people, and people groups."""
    group = w.one('res_groups', 'id > 9 OR id IN (1, 3, 7)')
    who = 'admin' if w.chance.random() < 0.85 else w.who()
    users = w.pick(6, 7, 8, 9, 10)
    return w.pick(call(who, 'res.groups', 'create', dict({'name': 'Groupe %d' % w.chance.randrange(99)}, **w.maybe(users=[[6, 0, [users]]], implied_ids=[[4, group]]))),
                  call(who, 'res.groups', 'write', [w.one('res_groups', 'id > 9')], w.pick({'users': [[w.pick(3, 4), users]]}, {'users': [[6, 0, [users, w.pick(6, 8, 9)]]]}, {'users': [[5]]}, {'name': 'Renommé'})),
                  call(who, 'res.users', 'write', w.pick([users], [users, w.pick(6, 8, 9)]), {'groups_id': [w.pick([3, w.one('res_groups', 'id > 9')], [4, w.one('res_groups', 'id > 9')], [6, 0, [1, w.one('res_groups', 'id > 9')]])]}),
                  call(who, 'res.groups', 'unlink', [w.one('res_groups', 'id > 9')]))


@action(1)
def group_channel(w):
    return call(w.pick('demo', 'admin', 'bob'), 'mail.channel', w.pick('create', 'create', 'write'), *w.pick([{'name': 'par groupes', 'public': w.pick('public', 'groups'), 'group_ids': [[6, 0, w.ids('res_groups', 'id > 9')[-2:]]]}],
                                                                                                            [[w.channel()], {'group_ids': [[4, w.one('res_groups', 'id > 9')]]}]))


@action(2)
def robot(w):
    """OdooBot's chat and tour."""
    chats = w.ids('mail_channel', "id IN (SELECT channel_id FROM mail_channel_partner WHERE partner_id = 2) AND channel_type = 'chat'")
    who = w.who()
    if not chats or w.chance.random() < 0.3:
        return call(who, 'mail.channel', *w.pick(['init_odoobot'], ['channel_get', [2]]))
    chat = w.pick(*chats)
    return w.pick(call(w.member(chat), 'mail.channel', 'message_post', [chat], body=w.pick('😊', 'start the tour', 'help', 'démarrer', 'love', 'fuck', ' Bonjour. '), message_type='comment', subtype='mail.mt_comment',
                       **w.maybe(partner_ids=[2], attachment_ids=w.some('ir_attachment', 'res_field IS NULL', 1))), call(w.member(chat), 'mail.channel', 'execute_command', [chat], command='help'))


@action(1)
def bus(w):
    who = w.who()
    return w.pick((who, '/longpolling/send', {'channel': w.pick('a', 'é', '', 3), 'message': w.pick('x', {'a': 1}, None)}), (who, '/longpolling/im_status', {'partner_ids': [w.user_partner(), 2, w.partner()]}),
                  call(who, 'bus.bus', 'sendone', 'a', 'y'), call(who, 'res.partner', 'read', [w.user_partner()], ['im_status']), (who, '/web/session/get_session_info', {}))


@action(1)
def init_messaging(w):
    return w.who(), '/mail/init_messaging', w.pick({}, {'context': {'isMobile': True}}, {'context': {'lang': 'fr_FR'}})


@action(1)
def routes(w):
    model, number = w.document()
    followers = w.ids('mail_followers')[-3:]
    return w.who(), *w.pick(('/mail/needaction', {}), ('/mail/read_followers', {'follower_ids': followers, 'res_model': model, 'context': {}}),
                            ('/mail/read_subscription_data', {'follower_id': w.one('mail_followers')}),
                            ('/mail/get_partner_info', {'model': model, 'res_ids': [number], 'emails': [w.pick('x@example.com', 'demo@yourcompany.com')], 'link_mail': w.pick(True, False)}),
                            ('/mail/get_suggested_recipients', {'model': model, 'res_ids': [number, w.partner()], 'context': {}}))


@action(2)
def execute_command(w):
    channel = w.channel()
    return call(w.member(channel), 'mail.channel', 'execute_command', [channel], command=w.pick('help', 'who', 'leave', 'nope'), context=w.context())


@action(2)
def moderate(w):
    pending = w.ids('mail_message', "moderation_status = 'pending_moderation'")
    message = w.pick(*pending) if pending and w.chance.random() < 0.8 else w.message()
    return call(w.who(), 'mail.message', 'moderate', [message], w.pick('accept', 'reject', 'discard', 'allow', 'ban', 'nope'), **w.maybe(title='Non', comment='<p>parce que</p>'))


@action(4)
def polls(w):
    """What a tab hears, all of it in order, from an id on that is not long ago."""
    last = w.stock.query('SELECT coalesce(max(id), 0) FROM bus_bus')[0][0]
    channels = w.pick([], [], ['a'], ['{uuid:%d}' % w.channel()], [3], ['a', 'a'])
    return w.who(), '/longpolling/poll', {'channels': channels, 'last': max(0, last - w.pick(0, 1, 4, 15)), 'options': {'peek': True}}
