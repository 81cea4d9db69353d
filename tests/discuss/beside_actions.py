"""What people may do in beside_odoo_test.py: each action is a random request, (who, path, params), or None where there is
nothing to do it to. A text {uuid:ID} stands for the uuid of that channel on either side.

The recorded database has no views: what renders one, as finishing an activity or assigning a contact does, is left out."""

PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
TEXT = 'TGUgcHJvY8OocyB2ZXJiYWwgZGUgbGEgcsOpdW5pb24u'
PEOPLE = ('admin', 'demo', 'alice', 'bob', 'carol', 'portal')
BODIES = ['Salut', '<p>Déjà <b>vu</b> 😀</p>', 'a < b & c', '', '<p></p>', '<script>alert(1)</script><p>x</p>', False, 'http://www.odoo.com and <a href="http://x.org">y</a>',
          '<p>deux<br/>lignes</p>\n<blockquote>cité</blockquote>', 'https://example.com/?a=1&b=2', '<img src="data:image/png;base64,%s"/>' % PNG,
          '<table><tr><td style="color:red">t</td></tr></table>', '   ', '<p>:smile: ;) @nobody #room</p>', 'x' * 300,
          '<div class="a" onclick="b()">mail <a href="mailto:a@b.c">a@b.c</a></div>', '-- \nsignature', '<p>%s ${object.name}</p>', '\u200bzero', '<!-- c --><p>k</p>']
NAMES = ['potager', 'Éte & <b>', 'General', '', 'salle 2', 'a' * 80, 'Ünïcode 漢字', '  spaced ', "l'été", '#dièse', '%_\\']
EMAILS = ['x@example.com', '"Jean, le Grand" <jean@example.com>', 'not an address', 'Élodie <elodie@exämple.fr>', 'a@b.c, d@e.f', '', False, 'DEMO@yourcompany.com']


class World:
    """What there is, read from stock's database."""

    def __init__(self, chance, stock):
        self.chance, self.stock = chance, stock

    def ids(self, table, where='true'):
        return [number for number, in self.stock.query('SELECT id FROM %s WHERE %s ORDER BY id' % (table, where))]

    def one(self, table, where='true', recent=12):
        """A record, most often one of the newest; rarely one that is not there."""
        if self.chance.random() < 0.03:
            return 99999
        found = self.ids(table, where)
        if not found:
            return 99999
        return self.chance.choice(found[-recent:] if self.chance.random() < 0.7 else found)

    def some(self, table, where='true', most=3):
        return [self.one(table, where) for _ in range(self.chance.randrange(most + 1))]

    def who(self):
        return self.chance.choice(PEOPLE)

    def member(self, channel):
        """Somebody, most often a member of the channel."""
        logins = [login for login, in self.stock.query(
            'SELECT u.login FROM mail_channel_partner m JOIN res_users u ON u.partner_id = m.partner_id WHERE m.channel_id = %s ORDER BY 1', channel)]
        logins = [login for login in logins if login in PEOPLE]
        return self.chance.choice(logins) if logins and self.chance.random() < 0.75 else self.who()

    def pick(self, *values):
        return self.chance.choice(values)

    def maybe(self, **values):
        """Each of the values, or not."""
        return {key: value for key, value in values.items() if self.chance.random() < 0.5}

    def context(self):
        return self.pick({}, {}, {}, {'lang': 'fr_FR'}, {'lang': 'en_US', 'tz': 'Europe/Brussels'}, {'lang': 'fr_FR', 'tz': 'Asia/Tokyo', 'active_test': False},
                         {'mail_create_nosubscribe': True}, {'mail_post_autofollow': True}, {'mail_notrack': True}, {'tracking_disable': True}, {'mail_create_nolog': True},
                         {'bin_size': True})

    def partner(self):
        return self.one('res_partner', recent=30)

    def user_partner(self):
        return self.pick(*[number for number, in self.stock.query(
            "SELECT partner_id FROM res_users WHERE login IN ('admin', 'demo', 'alice', 'bob', 'carol', 'portal') ORDER BY 1")])

    def channel(self):
        return self.one('mail_channel')

    def message(self):
        return self.one('mail_message')

    def document(self):
        """(model, id)"""
        return self.pick(('res.partner', self.partner()), ('mail.channel', self.channel()), ('res.partner', self.partner()))


def call(who, model, method, *args, **kwargs):
    return who, '/web/dataset/call_kw/%s/%s' % (model, method), {'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs}


ACTIONS = []


def action(weight=3):
    def register(function):
        function.weight = weight
        ACTIONS.append(function)
        return function
    return register


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


@action(10)
def post_on_contact(w):
    kwargs = w.maybe(message_type=w.pick('comment', 'comment', 'notification'), subtype=w.pick('mail.mt_comment', 'mail.mt_comment', 'mail.mt_note', False),
                     partner_ids=w.pick([], [w.user_partner()], [w.partner(), w.user_partner()], False, [[4, w.user_partner()]], [[6, 0, [w.partner()]]]), subject=w.pick('Sujet', False))
    kwargs.update(w.pick({}, {}, {}, {'parent_id': w.message()}, {'attachment_ids': w.some('ir_attachment', 'res_field IS NULL')}, {'channel_ids': [w.channel()]},
                         {'email_from': w.pick(*EMAILS)}, {'attachments': [['a.png', PNG]]}, {'add_sign': False}, {'email_layout_xmlid': 'mail.mail_notification_light'},
                         {'tracking_value_ids': [[0, 0, {'field': 'name', 'field_desc': 'Name', 'field_type': 'char', 'old_value_char': 'a', 'new_value_char': 'b'}]]}))
    return call(w.who(), 'res.partner', 'message_post', [w.partner()], body=w.pick(*BODIES), context=w.context(), **kwargs)


@action(2)
def message_notify(w):
    model, number = w.document()
    if w.chance.random() < 0.2:
        model, number = 'mail.thread', []
    return call(w.who(), model, 'message_notify', number if number == [] else [number], partner_ids=w.pick([w.user_partner()], [], [w.partner()]), body=w.pick(*BODIES), subject=w.pick('S', False), context=w.context())


@action(1)
def message_log(w):
    model, number = w.document()
    return call(w.who(), model, w.pick('_message_log', 'message_post'), [number], body=w.pick(*BODIES), context=w.context())


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


CHANNEL_FIELDS = ['name', 'display_name', 'public', 'channel_type', 'is_chat', 'is_member', 'is_subscribed', 'is_moderator', 'moderation', 'moderator_ids', 'moderation_ids', 'moderation_count', 'email_send', 'description',
                  'group_public_id', 'group_ids', 'channel_partner_ids', 'channel_last_seen_partner_ids', 'channel_message_ids', 'message_follower_ids', 'message_partner_ids', 'message_channel_ids', 'message_ids',
                  'message_is_follower', 'message_unread', 'message_unread_counter', 'message_needaction', 'message_needaction_counter', 'message_has_error', 'message_attachment_count', 'alias_id', 'alias_name',
                  'alias_contact', 'alias_user_id', 'alias_defaults', 'alias_domain', 'create_uid', 'write_uid', 'moderation_notify_msg', 'moderation_guidelines_msg', 'image_128', 'nonsense']
SEAT_FIELDS = ['channel_id', 'partner_id', 'partner_email', 'is_pinned', 'fold_state', 'is_minimized', 'custom_channel_name', 'seen_message_id', 'fetched_message_id', 'display_name', 'create_uid', 'write_uid']


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


@action(6)
def inbox(w):
    message, who = w.message(), w.who()
    return w.pick(call(who, 'mail.message', 'toggle_message_starred', [message]), call(who, 'mail.message', 'set_message_done', w.pick([message], [message, w.message()])),
                  call(who, 'mail.message', 'mark_all_as_read', *w.pick([], [[]], [[['model', '=', 'res.partner']]], [[['id', '>', message]]]), **w.maybe(domain=[])),
                  call(who, 'mail.message', 'unstar_all'), call(who, 'mail.message', 'message_format', [message, w.message()]),
                  call(who, 'mail.message', 'message_fetch', w.pick([], [['needaction', '=', True]], [['starred', '=', True]], [['model', '=', 'res.partner'], ['res_id', '=', w.partner()]],
                                                                    [['channel_ids', 'in', [w.channel()]]], [['has_error', '=', True]], [['need_moderation', '=', True]], [['body', 'ilike', 'salut']],
                                                                    [['author_id.name', 'ilike', 'a']], [['needaction', '=', False]], [['id', '<', message]]),
                       **w.maybe(limit=w.pick(1, 5, 30), moderated_channel_ids=[w.channel()])),
                  call(who, 'mail.message', 'message_fetch_failed'), call(who, 'res.partner', w.pick('get_needaction_count', 'get_starred_count')))


@action(2)
def message_read(w):
    fields = ['subject', 'body', 'author_id', 'model', 'res_id', 'record_name', 'message_type', 'subtype_id', 'partner_ids', 'channel_ids', 'needaction', 'needaction_partner_ids', 'notification_ids',
              'starred', 'starred_partner_ids', 'has_error', 'parent_id', 'child_ids', 'reply_to', 'email_from', 'tracking_value_ids', 'attachment_ids', 'moderation_status', 'need_moderation', 'display_name',
              'description', 'no_auto_thread', 'add_sign', 'email_layout_xmlid', 'mail_activity_type_id', 'rating_value', 'author_avatar', 'snailmail_error', 'has_sms_error', 'letter_ids', 'nonsense']
    chosen = w.chance.sample(fields, 6)
    who = w.who()
    return w.pick(call(who, 'mail.message', 'read', [w.message(), w.message()], chosen, context=w.context()),
                  call(who, 'mail.message', 'search_read', w.pick([], [['model', '=', 'mail.channel']], [['partner_ids', 'in', [w.user_partner()]]], [['subject', '!=', False]]), chosen, limit=4, context=w.context()),
                  call(who, 'mail.message', 'search_count', w.pick([], [['needaction', '=', True]], [['starred', '=', True]], [['author_id', '=', w.user_partner()]])),
                  call(who, 'mail.message', 'name_get', [w.message()]), call(who, 'mail.message', 'name_search', w.pick('', 'sal', 'é')))


@action(2)
def message_write(w):
    values = w.pick({'body': w.pick(*BODIES)}, {'subject': 'changé'}, {'starred_partner_ids': [[4, w.user_partner()]]}, {'res_id': w.partner()}, {'model': 'res.partner', 'res_id': w.partner()},
                    {'channel_ids': [[4, w.channel()]]}, {'partner_ids': [[6, 0, [w.user_partner()]]]}, {'message_type': 'notification'}, {'author_id': w.user_partner()}, {'attachment_ids': [[5]]},
                    {'needaction_partner_ids': [[4, w.user_partner()]]})
    return call(w.who(), 'mail.message', 'write', [w.message()], values, context=w.context())


@action(2)
def message_create(w):
    model, number = w.document()
    values = w.maybe(body=w.pick(*BODIES), subject='créé', message_type=w.pick('comment', 'notification', 'email'), subtype_id=w.pick(1, 2, False), partner_ids=[[4, w.user_partner()]],
                     author_id=w.user_partner(), email_from=w.pick(*EMAILS), parent_id=w.message(), channel_ids=[[4, w.channel()]], no_auto_thread=w.pick(True, False))
    return call(w.who(), 'mail.message', 'create', dict(values, **w.pick({}, {'model': model, 'res_id': number})), context=w.context())


@action(1)
def message_unlink(w):
    return call(w.who(), 'mail.message', 'unlink', w.pick([w.message()], [w.message(), w.message()]))


@action(2)
def moderate(w):
    pending = w.ids('mail_message', "moderation_status = 'pending_moderation'")
    message = w.pick(*pending) if pending and w.chance.random() < 0.8 else w.message()
    return call(w.who(), 'mail.message', 'moderate', [message], w.pick('accept', 'reject', 'discard', 'allow', 'ban', 'nope'), **w.maybe(title='Non', comment='<p>parce que</p>'))


@action(3)
def follow(w):
    model, number = w.document()
    who = w.who()
    return w.pick(call(who, model, 'message_subscribe', [number], w.pick([w.user_partner()], [w.partner(), w.user_partner()], []), **w.maybe(subtype_ids=w.pick([1], [1, 2], []), channel_ids=[w.channel()])),
                  call(who, model, 'message_unsubscribe', [number], w.pick([w.user_partner()], [w.partner()], []), **w.maybe(channel_ids=[w.channel()])),
                  call(who, 'mail.followers', 'search_read', [['res_model', '=', model], ['res_id', '=', number]], ['partner_id', 'channel_id', 'subtype_ids', 'name', 'email', 'is_active', 'display_name'], context=w.context()),
                  call(who, 'mail.followers', w.pick('unlink', 'read', 'name_get'), [w.one('mail_followers')]),
                  call(who, 'mail.followers', 'create', {'res_model': model, 'res_id': number, 'partner_id': w.user_partner()}),
                  call(who, 'mail.followers', 'write', [w.one('mail_followers')], {'subtype_ids': [[6, 0, [1, 2]]]}))


@action(2)
def wizard_invite(w):
    model, number = w.document()
    who = w.who()
    wizards = w.ids('mail_wizard_invite')
    return w.pick(call(who, 'mail.wizard.invite', 'create', {'res_model': model, 'res_id': number, 'partner_ids': [[6, 0, [w.user_partner(), w.partner()]]], 'channel_ids': [[6, 0, w.pick([], [w.channel()])]],
                                                             'message': w.pick('<p>venez</p>', False), 'send_mail': w.pick(True, False)}, context=w.context()),
                  call(who, 'mail.wizard.invite', 'add_followers', [w.pick(*wizards)]) if wizards else None,
                  call('admin', 'mail.wizard.invite', 'add_followers', [w.pick(*wizards)]) if wizards else None,
                  call(who, 'mail.wizard.invite', 'default_get', w.pick(['message', 'res_model', 'res_id', 'send_mail'], ['send_mail']),
                       context=w.pick({}, {'default_res_model': model, 'default_res_id': number}, {'lang': 'fr_FR', 'default_res_model': model, 'default_res_id': number, 'mail_invite_follower_channel_only': True})))


@action(1)
def wizard_resend(w):
    who = w.who()
    failed = [number for number, in w.stock.query("SELECT DISTINCT mail_message_id FROM mail_message_res_partner_needaction_rel WHERE notification_status = 'exception' ORDER BY 1")]
    message = w.pick(*failed) if failed else w.message()
    wizards = w.ids('mail_resend_message')
    cancels = w.ids('mail_resend_cancel')
    return w.pick(call(who, 'mail.resend.message', 'create', {}, context={'mail_message_to_resend': message}),
                  call(who, 'mail.resend.message', 'default_get', ['partner_ids', 'notification_ids', 'mail_message_id', 'partner_readonly'], context=w.pick({}, {'mail_message_to_resend': message, 'lang': 'fr_FR'})),
                  call(who, 'mail.resend.message', w.pick('resend_mail_action', 'cancel_mail_action', 'read'), [w.pick(*wizards)]) if wizards else None,
                  call(who, 'mail.resend.cancel', 'create', {'model': w.pick('res.partner', 'mail.channel')}, context=w.pick({}, {'unread_counter': 3})),
                  call(who, 'mail.resend.cancel', w.pick('cancel_resend_action', 'read'), [w.pick(*cancels)]) if cancels else None)


@action(4)
def contact_write(w):
    values = w.maybe(name=w.pick('Renommé', 'Éloi', ''), phone=w.pick('+32 470 12 34 56', False, '0470123456'), email=w.pick(*EMAILS), city=w.pick('Liège', False), comment=w.pick('note', False))
    values.update(w.pick({}, {}, {'parent_id': w.partner()}, {'category_id': [[6, 0, [1]]]}, {'is_company': w.pick(True, False)}, {'active': w.pick(True, False)},
                         {'lang': w.pick('fr_FR', 'en_US', 'xx')}, {'company_id': w.pick(1, False)}, {'vat': 'BE0477472701'}, {'type': w.pick('contact', 'invoice', 'private')}, {'image_1920': w.pick(PNG, False)},
                         {'child_ids': [[0, 0, {'name': 'Enfant'}]]}, {'country_id': w.pick(20, 75, False), 'state_id': False}, {'website': 'example.com'}, {'title': w.pick(1, False)}, {'ref': 'R1'}))
    return call(w.who(), 'res.partner', 'write', [w.partner()], values, context=w.context())


@action(2)
def contact_create(w):
    values = dict({'name': w.pick('Neuf', 'Étienne', False)}, **w.maybe(email=w.pick(*EMAILS), parent_id=w.partner(), is_company=w.pick(True, False), 
                                                                        phone='1234', message_follower_ids=[[0, 0, {'res_model': 'res.partner', 'partner_id': w.user_partner()}]]))
    return call(w.who(), 'res.partner', w.pick('create', 'create', 'create', 'name_create'), values if w.chance.random() < 0.9 else [values, {'name': 'b'}], context=w.context())


@action(2)
def contact_read(w):
    fields = ['name', 'display_name', 'message_follower_ids', 'message_partner_ids', 'message_channel_ids', 'message_is_follower', 'message_needaction', 'message_needaction_counter', 'message_unread',
              'message_unread_counter', 'message_has_error', 'message_has_error_counter', 'message_attachment_count', 'message_main_attachment_id', 'message_ids', 'website_message_ids', 'im_status', 'email_normalized',
              'is_blacklisted', 'message_bounce', 'activity_ids', 'activity_state', 'user_ids', 'commercial_partner_id', 'channel_ids', 'email_formatted', 'contact_address', 'signup_valid', 'lang', 'tz', 'tz_offset',
              'partner_share', 'message_has_sms_error', 'phone_sanitized', 'phone_blacklisted', 'same_vat_partner_id', 'active_lang_count', 'image_128', 'company_name', 'commercial_company_name', 'self', 'date']
    chosen = w.chance.sample(fields, 8)
    who = w.who()
    return w.pick(call(who, 'res.partner', 'read', [w.partner(), w.user_partner()], chosen, context=w.context()),
                  call(who, 'res.partner', 'search_read', w.pick([['message_is_follower', '=', True]], [['message_needaction', '=', True]], [['message_follower_ids', 'in', [w.user_partner()]]], [['message_unread', '=', True]],
                                                                 [['message_partner_ids', 'in', [w.user_partner()]]], [['message_has_error', '=', True]], [['name', 'ilike', 'é']], [['category_id', '!=', False]],
                                                                 [['message_ids.body', 'ilike', 'salut']], [['activity_ids', '!=', False]]), chosen, limit=5, context=w.context()),
                  call(who, 'res.partner', 'name_get', [w.partner()], context=w.pick({}, {'show_email': True}, {'show_address': True}, {'lang': 'fr_FR'})),
                  call(who, 'res.partner', 'name_search', w.pick('a', 'é', '', 'demo@'), **w.maybe(limit=3, operator=w.pick('ilike', '=', 'not ilike'))),
                  call(who, 'res.partner', 'im_search', w.pick('a', 'Mit', ''), *w.pick([], [2])), call(who, 'res.partner', 'get_mention_suggestions', w.pick('a', 'é', '', 'mit'), *w.pick([], [3])),
                  call(who, 'res.partner', 'read_group', [], ['color:sum'], w.pick(['lang'], ['user_id'], ['create_date:month'])))


@action(1)
def contact_unlink(w):
    return call(w.who(), 'res.partner', 'unlink', [w.partner()])


@action(2)
def activity(w):
    who = w.who()
    return w.pick(call(who, 'mail.activity', 'create', dict({'res_model_id': w.stock.query("SELECT id FROM ir_model WHERE model = 'res.partner'")[0][0], 'res_id': w.partner(), 'activity_type_id': w.pick(1, 2, 3, 4)},
                                                            **w.maybe(summary='appeler', note='<p>vite</p>', date_deadline='2031-01-05'))),
                  call(who, 'mail.activity', w.pick('unlink', 'activity_format'), [w.one('mail_activity')]),
                  call(who, 'res.partner', 'activity_schedule', [w.partner()], w.pick('mail.mail_activity_data_todo', 'mail.mail_activity_data_call', ''), **w.maybe(summary='su')),
                  call(who, 'mail.activity', 'write', [w.one('mail_activity')], w.pick({'summary': 'autre'}, {'date_deadline': '2032-02-02'})),
                  call(who, 'res.users', 'systray_get_activities'), call(who, 'mail.activity', 'search_read', [], ['summary', 'state', 'res_name', 'user_id', 'activity_type_id', 'can_write', 'icon'], limit=5))


@action(2)
def attachment(w):
    model, number = w.document()
    who = w.who()
    return w.pick(call(who, 'ir.attachment', 'create', dict({'name': w.pick('é.txt', 'a.png', 'noext'), 'datas': w.pick(TEXT, PNG, False)}, **w.pick({}, {'res_model': model, 'res_id': number}, {'res_model': 'mail.compose.message', 'res_id': 0})), context=w.context()),
                  call(who, 'ir.attachment', w.pick('unlink', 'read'), [w.one('ir_attachment', 'res_field IS NULL')], *w.pick([], [])),
                  call(who, 'ir.attachment', 'read', [w.one('ir_attachment', 'res_field IS NULL')], ['name', 'mimetype', 'datas', 'res_name', 'checksum', 'file_size', 'type', 'url', 'public', 'index_content', 'res_model'], context=w.context()),
                  call(who, 'ir.attachment', 'search_read', w.pick([], [['res_model', '=', model]], [['name', 'ilike', 'a']]), ['name', 'res_model', 'res_id'], limit=5),
                  call(who, 'ir.attachment', 'write', [w.one('ir_attachment', 'res_field IS NULL')], w.pick({'name': 'renommé'}, {'datas': TEXT}, {'res_id': number}, {'public': True})))


@action(1)
def main_attachment(w):
    attachment = w.one('ir_attachment', 'res_field IS NULL')
    return w.pick(call(w.who(), 'ir.attachment', 'register_as_main_attachment', [attachment]), call(w.who(), 'res.partner', 'write', [w.partner()], {'message_main_attachment_id': attachment}))


@action(2)
def preferences(w):
    who = w.who()
    uid = w.stock.people[who].info['uid']
    return call(who, 'res.users', 'write', [uid if w.chance.random() < 0.8 else w.pick(2, 6, 7)], w.pick({'notification_type': w.pick('email', 'inbox')}, {'signature': w.pick('<p>--<br/>Moi</p>', False)}, {'lang': w.pick('fr_FR', 'en_US')},
                                                                                                         {'tz': 'Europe/Paris'}, {'email': w.pick('nouveau@example.com', False)}, {'name': 'Nom'}, {'odoobot_state': 'idle'},
                                                                                                         {'groups_id': [[w.pick(3, 4), w.pick(1, 7, 8)]]}, {'active': False} if w.chance.random() < 0.1 else {}))


@action(2)
def canned(w):
    who = w.who()
    return w.pick(call(who, 'mail.shortcode', 'create', {'source': w.pick('slt', 'é'), 'substitution': 'Bonjour'}), call(who, 'mail.shortcode', 'search_read', [], ['source', 'substitution', 'description']),
                  call(who, 'mail.shortcode', 'write', [w.one('mail_shortcode')], {'substitution': 'autre'}), call(who, 'mail.shortcode', 'unlink', [w.one('mail_shortcode')]))


@action(1)
def blacklist(w):
    return call(w.who(), 'mail.blacklist', *w.pick(['create', {'email': w.pick(*EMAILS)}], ['search_read', [], ['email', 'active']], ['write', [w.one('mail_blacklist')], {'active': False}], ['unlink', [w.one('mail_blacklist')]]))


@action(1)
def resend(w):
    who = w.who()
    return w.pick(call(who, 'mail.channel', 'message_change_thread', [w.channel()], w.partner()), call(who, 'res.partner', 'message_get_suggested_recipients', [w.partner()]),
                  call(who, 'res.partner', 'message_partner_info_from_emails', [w.partner()], ['x@example.com', 'demo@yourcompany.com']),
                  call(who, 'mail.notification', 'search_read', [], ['mail_message_id', 'res_partner_id', 'is_read', 'notification_type', 'notification_status', 'failure_type', 'failure_reason'], limit=6, order='id desc'),
                  call(who, 'mail.message.subtype', 'search_read', [], ['name', 'internal', 'default', 'hidden', 'res_model', 'parent_id', 'description'], context=w.context()),
                  call(who, 'mail.mail', 'search_read', [], ['subject', 'email_to', 'recipient_ids', 'state', 'email_from', 'reply_to'], limit=5, order='id desc'),
                  call(who, 'mail.alias', 'search_read', [], ['alias_name', 'alias_defaults', 'alias_contact', 'display_name'], limit=5), call(who, 'mail.moderation', 'search_read', [], ['email', 'status', 'channel_id']))


@action(3)
def odd_post(w):
    """message_post with values that no client ought to send."""
    model, number = w.document()
    kwargs = {w.pick('partner_ids', 'channel_ids', 'attachment_ids', 'attachments', 'parent_id', 'subtype_id', 'subtype', 'message_type', 'author_id', 'email_from', 'subject', 'record_name', 'add_sign', 'canned_response_ids', 'date', 'message_id',
                     'reply_to', 'moderation_status', 'mail_activity_type_id', 'mail_server_id', 'email_layout_xmlid', 'no_auto_thread', 'tracking_value_ids', 'notification_ids', 'child_ids', 'rating_value', 'layout', 'res_id'):
              w.pick(None, False, True, 0, 1, 99999, -1, '', 'x', '7', 'mail.mt_note', [], [None], [False], [True], ['x'], ['7'], [w.user_partner()], [[4, 3]], [[6, 0, [3]]], [[5]], {}, {'a': 1}, 1.5, w.message(), [w.message()], [['a.txt', 'x', {'cid': 'c'}]],
                     'Jean <jean@example.com>', '<i d@x>')
              for _ in range(w.pick(1, 1, 2))}
    return call(w.who(), model, 'message_post', [number], **dict({'body': w.pick(*BODIES), 'message_type': 'comment', 'subtype': 'mail.mt_comment'}, **kwargs))


@action(2)
def post_pictures(w):
    """Pictures in the body that are attachments: by cid, by file name, by data."""
    model, number = w.document()
    body = '<p>%s <img src="%s"%s/></p>' % (w.pick('a', 'é &amp; b', '<b>x'), w.pick('cid:one', 'cid:two', 'cid:', 'x.png', 'data:image/png;base64,' + PNG, 'data:image/gif;base64,AAAA'), w.pick('', ' data-filename="un.png"', ' data-filename="é.png" alt="x"'))
    attachments = w.pick([['un.png', 'x', {'cid': 'one'}]], [['un.png', 'x'], ['é.png', 'y', {'cid': 'two'}]], [['un.png', 'x', None]], [['x', 'y', {}]], [])
    return call(w.who(), model, 'message_post', [number], body=w.pick(body, body + body, 'avant ' + body, body + '<!-- c -->'), attachments=attachments, **w.maybe(attachment_ids=w.some('ir_attachment', 'res_field IS NULL'), message_type='comment'))


@action(2)
def message_more(w):
    """mail.message as any other model."""
    who, message = w.who(), w.message()
    return w.pick(call(who, 'mail.message', 'copy', message, *w.pick([], [{'subject': 'copie'}, ], [{'model': False, 'res_id': False}])), call(who, 'mail.message', 'copy_data', [message]), call(who, 'mail.message', 'exists', [message, 99999]),
                  call(who, 'mail.message', 'default_get', ['author_id', 'email_from', 'date', 'message_type', 'body', 'add_sign', 'subject'], context=w.pick({}, {'default_body': 'x', 'default_author_id': w.partner()})),
                  call(who, 'mail.message', 'export_data', [message], ['body', 'author_id/name', 'subtype_id/name', 'partner_ids/name']), call(who, 'mail.message', 'read_group', w.pick([], [['model', '=', 'mail.channel']], [['needaction', '=', True]]), ['res_id'], w.pick(['author_id'], ['model'], ['date:month'], ['message_type', 'subtype_id']), **w.maybe(lazy=False)),
                  call(who, 'mail.message', 'search', w.pick([['notified_partner_ids', 'in', [w.user_partner()]]], [['notification_ids.notification_status', '=', 'sent']], [['starred_partner_ids', '!=', False]], [['attachment_ids', '!=', False]], [['attachment_ids.name', 'ilike', 'a']], [['tracking_value_ids.field', '=', 'name']], [['child_ids', '!=', False]],
                                                             [['parent_id.author_id', '=', w.user_partner()]], [['channel_ids.name', 'ilike', 'e']], [['subtype_id.internal', '=', True]], [['has_error', '=', False]], [['starred', '!=', True]], [['needaction', 'in', [True]]], [['res_id', '=', w.partner()]], [['record_name', '=ilike', '%e%']]),
                       *w.pick([], [0, 5], [2, 3, 'date desc, id desc'], [0, 4, 'author_id, id'])),
                  call(who, 'mail.message', 'message_format', w.ids('mail_message')[-w.pick(1, 4, 9):], context=w.context()), call(who, 'mail.message', 'fields_get', ['body', 'message_type', 'author_id', 'tracking_value_ids'], ['string', 'help', 'selection', 'type', 'required'], context=w.context()),
                  call(who, 'mail.message', 'write', [message, w.message()], w.pick({'subject': 'deux'}, {'body': w.pick(*BODIES)}, {'attachment_ids': [[6, 0, w.some('ir_attachment', 'res_field IS NULL')]]}, {'subtype_id': w.pick(1, 2, False)}, {'parent_id': w.message()}, {'record_name': 'nom'}, {'email_from': w.pick(*EMAILS)}, {'date': '2019-01-01 00:00:00'},
                                                                                   {'notification_ids': [[0, 0, {'res_partner_id': w.user_partner()}]]}, {'starred': True}, {'moderation_status': w.pick('accepted', 'rejected', False)})))


@action(2)
def notification_rows(w):
    who = w.who()
    row = w.one('mail_message_res_partner_needaction_rel', recent=30)
    return w.pick(call(who, 'mail.notification', 'read', [row], ['mail_message_id', 'res_partner_id', 'is_read', 'read_date', 'notification_type', 'notification_status', 'failure_type', 'failure_reason', 'display_name', 'mail_id']),
                  call(who, 'mail.notification', 'create', {'mail_message_id': w.message(), 'res_partner_id': w.user_partner(), **w.maybe(is_read=True, notification_type=w.pick('inbox', 'email', 'sms', 'x'), notification_status=w.pick('sent', 'exception', 'bounce', 'canceled'))}),
                  call(who, 'mail.notification', 'write', [row], w.pick({'is_read': True}, {'is_read': False}, {'notification_status': 'exception'}, {'failure_type': 'SMTP'}, {'res_partner_id': w.user_partner()})), call(who, 'mail.notification', 'unlink', [row]),
                  call(who, 'mail.notification', 'search_count', w.pick([], [['is_read', '=', False]], [['res_partner_id', '=', w.user_partner()]])), call(who, 'mail.notification', 'read_group', [], ['id'], w.pick(['notification_status'], ['notification_type'])))


@action(2)
def mail_queue(w):
    who = w.pick('admin', 'admin', w.who())
    mail = w.one('mail_mail', recent=10)
    return w.pick(call(who, 'mail.mail', w.pick('mark_outgoing', 'cancel', 'send', 'unlink'), [mail]), call(who, 'mail.mail', 'process_email_queue'),
                  call(who, 'mail.mail', 'read', [mail], ['subject', 'body', 'body_html', 'email_to', 'email_cc', 'recipient_ids', 'state', 'failure_reason', 'auto_delete', 'notification', 'model', 'res_id', 'record_name', 'references', 'headers', 'scheduled_date', 'author_id', 'display_name']),
                  call(who, 'mail.mail', 'create', dict({'body_html': '<p>é</p>', 'subject': 'File'}, **w.maybe(email_to=w.pick(*EMAILS), recipient_ids=[[4, w.partner()]], auto_delete=w.pick(True, False), mail_message_id=w.message(), body='<p>corps</p>', model='res.partner', res_id=w.partner(), state=w.pick('outgoing', 'cancel', 'sent')))),
                  call(who, 'mail.mail', 'write', [mail], w.pick({'email_to': 'y@example.com'}, {'state': 'outgoing'}, {'body_html': '<p>autre</p>'}, {'subject': 'changé'}, {'recipient_ids': [[4, w.partner()]]}, {'email_cc': 'c@example.com'})))


@action(2)
def mail_arrives(w):
    """An e-mail, handed over by the gateway."""
    known = [text for text, in w.stock.query('SELECT message_id FROM mail_message WHERE message_id IS NOT NULL ORDER BY id DESC LIMIT 5')]
    sender = w.pick('alice@example.com', 'Bob <bob@example.com>', 'Zoé <zoe@example.com>', 'DEMO@yourcompany.com', 'sans adresse', '"A, B" <ab@example.com>')
    extra = w.pick('', 'In-Reply-To: <perdu@example.com>\n', 'Cc: carol@example.com\n', 'Auto-Submitted: auto-generated\n', 'Return-Path: <>\n')
    head = 'From: %s\nTo: %s\nSubject: %s\nMessage-Id: <arrive%d@example.com>\nDate: Tue, 02 Jan 2018 03:04:05 +0100\nMIME-Version: 1.0\n%s' % (
        sender, w.pick('info@example.com', 'boite@example.com', 'rien@example.com', 'catchall@example.com'), w.pick('Bonjour', '=?utf-8?B?w4l0w6k=?=', ''), w.chance.randrange(1000), extra)
    body = w.pick('Content-Type: text/plain; charset=utf-8\n\nTexte é\n> cité\n-- \nsig\n', 'Content-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n<p>caf=E9<blockquote>q</blockquote>\n',
                  'Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nun\n--b\nContent-Type: text/html\n\n<b>deux</b>\n--b--\n',
                  'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nvoir\n--b\nContent-Type: image/png; name="p.png"\nContent-Disposition: attachment; filename="p.png"\nContent-Transfer-Encoding: base64\n\n%s\n--b--\n' % PNG)
    model, number = w.document()
    return call(w.pick('admin', 'admin', 'demo'), 'mail.thread', 'message_process', w.pick(model, model, False, 'res.partner'), head + body, **w.pick({'thread_id': number}, {'thread_id': number}, {}, {'thread_id': 99999}, {'custom_values': {'name': 'par courriel'}}, {'strip_attachments': True, 'thread_id': number}, {'save_original': True, 'thread_id': number}))


@action(1)
def subtypes(w):
    who = w.pick('admin', w.who())
    return w.pick(call(who, 'mail.message.subtype', 'create', dict({'name': 'Genre'}, **w.maybe(res_model=w.pick('res.partner', 'mail.channel', False), default=w.pick(True, False), internal=w.pick(True, False), description='décrit', hidden=w.pick(True, False), sequence=3))),
                  call(who, 'mail.message.subtype', 'write', [w.one('mail_message_subtype')], w.pick({'default': False}, {'internal': True}, {'name': 'autre'}, {'description': 'x'}, {'sequence': 1})), call(who, 'mail.message.subtype', 'default_subtypes', w.pick('res.partner', 'mail.channel', 'no.model')))


@action(2)
def attachment_more(w):
    who, one = w.who(), w.one('ir_attachment', 'res_field IS NULL')
    model, number = w.document()
    return w.pick(call(who, 'ir.attachment', 'copy', one, *w.pick([], [{'name': 'copie'}])), call(who, 'ir.attachment', 'search_count', w.pick([], [['res_id', '=', number]], [['res_field', '!=', False]], [['create_uid', '=', 6]], [['public', '=', True]])), call(who, 'ir.attachment', 'generate_access_token', [one]),
                  call(who, 'ir.attachment', 'read_group', [], ['file_size'], w.pick(['mimetype'], ['res_model'], ['create_uid'])), call(who, 'ir.attachment', 'check', [one], w.pick('read', 'write', 'unlink')), call(who, 'ir.attachment', 'name_get', [one]), call(who, 'ir.attachment', 'name_search', w.pick('', 'a')),
                  call(who, 'ir.attachment', 'create', [dict({'name': w.pick('a', 'b.txt', False, '')}, **w.maybe(datas=w.pick(TEXT, PNG, False, '!', 'YQ'), type=w.pick('binary', 'url', 'x'), url='http://x.y/z', mimetype=w.pick('text/html', 'image/svg+xml', 'x'), public=True, res_model=w.pick(model, 'no.model', False), res_id=w.pick(number, 99999, False), description='d'))
                                                            for _ in range(w.pick(1, 2))], context=w.context()),
                  call(who, 'ir.attachment', 'write', [one, w.one('ir_attachment', 'res_field IS NULL')], w.pick({'name': 'deux'}, {'res_model': model, 'res_id': number}, {'public': w.pick(True, False)}, {'datas': w.pick(PNG, False)}, {'type': 'url', 'url': 'http://a.b'}, {'mimetype': 'text/html'}, {'description': False}, {'res_id': 99999})),
                  call(who, 'ir.attachment', 'unlink', [one, w.one('ir_attachment', 'res_field IS NULL')]), call(who, 'ir.attachment', 'search', w.pick([['res_model', '=', model], ['res_id', '=', number]], [['name', '!=', False]], [['mimetype', '=like', 'image/%']]), *w.pick([], [1, 4, 'name, id'], [0, 3, 'id desc'])))


@action(2)
def thread_more(w):
    """What documents with messages have besides."""
    model, number = w.document()
    who = w.who()
    return w.pick(call(who, model, 'message_update', [number], {'x': 1}), call(who, model, 'message_new', {'subject': 'Neuf', 'from': 'x@example.com', 'body': 'b', 'email_from': 'x@example.com'}, *w.pick([], [{'name': 'donné'}])), call(who, model, 'message_change_thread', [number], w.partner()), call(who, model, 'message_post_with_view', [number], 'no.view'),
                  call(who, model, 'message_post_with_template', [number], False, body=w.pick(*BODIES), subject='S', **w.maybe(partner_ids=[[4, w.user_partner()]], message_type='comment', composition_mode='comment')), call(who, model, '_message_get_suggested_recipients', [number]), call(who, model, 'message_get_suggested_recipients', [number]),
                  call(who, model, 'message_subscribe', [number], w.pick([w.user_partner()], False, None, w.user_partner(), ['x'], [99999]), **w.maybe(channel_ids=w.pick([w.channel()], False, [99999]), subtype_ids=w.pick([1, 2], None, False, [99999]))), call(who, model, 'message_unsubscribe', [number, w.partner()], **w.maybe(partner_ids=w.pick([w.user_partner()], False), channel_ids=w.pick([w.channel()], None))),
                  call(who, model, 'message_track', [number], ['name'], {}), call(who, model, 'search', w.pick([['message_is_follower', '=', w.pick(True, False)]], [['message_partner_ids', '=', w.user_partner()]], [['message_channel_ids', 'in', [w.channel()]]], [['message_has_error', '=', w.pick(True, False)]], [['message_needaction', '=', w.pick(True, False)]], [['message_ids', '=', False]],
                                                                                        [['message_follower_ids.partner_id', '=', w.user_partner()]], [['message_ids.subtype_id', '=', 2]], [['message_main_attachment_id', '!=', False]]), 0, 20, 'id desc'),
                  call(who, model, 'read', [number, w.partner() if model == 'res.partner' else w.channel()], ['message_follower_ids', 'message_partner_ids', 'message_channel_ids', 'message_ids', 'message_is_follower', 'message_needaction_counter', 'message_has_error_counter', 'message_attachment_count', 'message_main_attachment_id', 'message_unread_counter', 'message_has_sms_error', 'website_message_ids']),
                  call(who, model, 'get_empty_list_help', '<p>aide</p>', context=w.pick({}, {'empty_list_help_model': model, 'empty_list_help_document_name': 'chose'})), call(who, model, 'copy', number), call(who, model, 'write', [number], w.pick({'message_ids': [[5]]}, {'message_follower_ids': [[5]]}, {'message_partner_ids': [[4, w.user_partner()]]}, {'message_main_attachment_id': w.one('ir_attachment')})))


@action(2)
def people_more(w):
    who = w.who()
    name = w.pick('Neuf', 'Neuf <neuf@example.com>', 'seul@example.com', '"A, B" <ab@example.com>', '', False, 'é <', 'Alice')
    return w.pick(call(who, 'res.partner', 'name_create', name), call(who, 'res.partner', 'find_or_create', name), call(who, 'res.partner', 'copy', w.partner()), call(who, 'res.partner', 'address_get', [w.partner()], ['invoice', 'delivery']), call(who, 'res.partner', 'get_static_mention_suggestions'), call(who, 'res.partner', 'create_company', [w.partner()]),
                  call(who, 'res.partner', 'mail_action_blacklist_remove', [w.partner()]), call(who, 'res.partner', 'toggle_active', [w.partner()]), call(who, 'res.partner', 'name_get', [w.partner(), w.partner()], context=w.pick({'show_address': True, 'show_email': True}, {'show_address_only': True, 'address_inline': True}, {'show_vat': True}, {'html_format': True, 'show_address': True})),
                  call(who, 'res.partner', 'name_search', w.pick('a', 'é', '@example', 'demo@yourcompany.com', '%', False), w.pick([], [['is_company', '=', True]]), w.pick('ilike', '=', '!=', 'not like', '=ilike'), w.pick(3, 10, None)), call(who, 'res.users', 'read', [w.one('res_users')], ['name', 'login', 'notification_type', 'signature', 'im_status', 'partner_id', 'groups_id', 'share', 'odoobot_state']),
                  call(who, 'res.users', 'create', dict({'name': 'Usager', 'login': 'u%d' % w.chance.randrange(50)}, **w.maybe(email=w.pick(*EMAILS), notification_type='email', groups_id=[[6, 0, w.pick([1], [8], [9])]], active=w.pick(True, False)))), call(who, 'res.users', 'write', [w.one('res_users', 'id > 10')], w.pick({'active': False}, {'active': True}, {'name': 'X'}, {'groups_id': [[3, 1]]})),
                  call(who, 'mail.activity', 'write', [w.one('mail_activity')], {'user_id': w.pick(2, 6, 8)}, context={'mail_activity_quick_update': True}), call(who, 'res.partner', 'activity_reschedule', [w.partner()], ['mail.mail_activity_data_call'], date_deadline='2033-03-03'), call(who, 'res.partner', 'activity_unlink', [w.partner()], ['mail.mail_activity_data_todo']),
                  call(who, 'mail.activity', 'get_activity_data', 'res.partner', [['id', '<', 20]]), call(who, 'res.users', 'name_search', w.pick('a', 'é', '')), call(who, 'res.partner', 'get_mention_suggestions', w.pick('', 'EX', '@', 12, False, None), **w.maybe(limit=w.pick(1, 0, None, 5))), call(who, 'res.partner', 'im_search', w.pick('', 'x', 'EX', False), **w.maybe(limit=w.pick(1, 0, None))))


@action(4)
def polls(w):
    """What a tab hears, all of it in order, from an id on that is not long ago."""
    last = w.stock.query('SELECT coalesce(max(id), 0) FROM bus_bus')[0][0]
    channels = w.pick([], [], ['a'], ['{uuid:%d}' % w.channel()], [3], ['a', 'a'])
    return w.who(), '/longpolling/poll', {'channels': channels, 'last': max(0, last - w.pick(0, 1, 4, 15)), 'options': {'peek': True}}


@action(2)
def families(w):
    """Companies, their contacts and theirs."""
    who, one = w.who(), w.partner()
    kids = w.ids('res_partner', 'parent_id = %d' % one) or [w.partner()]
    line = {'name': w.pick('Fille', 'Fils'), **w.maybe(type=w.pick('contact', 'invoice', 'other'), email=w.pick(*EMAILS), child_ids=[[0, 0, {'name': 'Petit'}]], active=w.pick(True, False))}
    return w.pick(call(who, 'res.partner', 'create', {'name': 'Famille', 'is_company': w.pick(True, False), 'child_ids': [[0, 0, line], [0, 0, {'name': 'Autre'}]], **w.maybe(vat='BE0477472701', street='Rue 1', company_name='Soc')}),
                  call(who, 'res.partner', 'write', [one], {'child_ids': w.pick([[0, 0, line]], [[4, w.partner()]], [[3, kids[0]]], [[2, kids[0]]], [[6, 0, kids[:1]]], [[5]], [[0, 0, line], [5]], [[1, kids[0], {'name': 'Change'}]])}),
                  call(who, 'res.partner', 'write', [one], w.pick({'is_company': w.pick(True, False)}, {'parent_id': w.partner()}, {'parent_id': False}, {'name': 'Nom', 'street': 'Rue 2'}, {'vat': 'BE0477472701'}, {'company_name': 'Soc'})),
                  call(who, 'res.partner', 'search_read', [['id', 'child_of', one]], ['display_name', 'commercial_partner_id', 'commercial_company_name', 'child_ids', 'street', 'vat'], order='id'),
                  call(who, 'res.partner', 'create_company', [one]), call(who, 'res.partner', 'unlink', kids[:2]))


@action(2)
def link_commands(w):
    """Commands on lines and links, mixed and malformed."""
    who, channel, seat = w.who(), w.channel(), w.one('mail_channel_partner')
    people = [w.user_partner(), w.partner()]
    commands = [w.pick([4, people[0]], [3, people[0]], [6, 0, people], [5], [4, people[1]], [], [99, 1], [True, people[1], {'color': 3}], [0, 0, {'name': 'Lien'}], [2, people[1]], [4], 'x', people[0], None) for _ in range(w.pick(1, 2, 3))]
    lines = [w.pick([4, seat], [3, seat], [2, seat], [6, 0, [seat]], [5], [0, 0, {'partner_id': people[0]}], [0, 0, {'partner_id': people[1], 'is_pinned': True}], [1, seat, {'is_pinned': True}]) for _ in range(w.pick(1, 2, 3))]
    return w.pick(call(w.member(channel), 'mail.channel', 'write', [channel], {'channel_partner_ids': commands}), call(w.member(channel), 'mail.channel', 'write', [channel], {'channel_last_seen_partner_ids': lines}),
                  call(who, 'mail.channel', 'create', {'name': 'liens', 'channel_partner_ids': commands}), call(who, 'res.partner', 'write', [w.partner()], {'category_id': w.pick([[6, 0, [1, 2]]], [[4, 1], [3, 2]], [1, 2], [[5]], [[0, 0, {'name': 'K%d' % w.chance.randrange(99)}]])}))


@action(1)
def archived_people(w):
    """People leave the house and come back."""
    login = w.pick('bob', 'carol')
    user, partner = w.stock.query('SELECT id, partner_id FROM res_users WHERE login = %s', login)[0]
    return w.pick(call('admin', 'res.users', 'write', [user], {'active': w.pick(True, True, False)}), call('admin', 'res.partner', 'write', [partner], {'active': w.pick(True, True, False)}))
