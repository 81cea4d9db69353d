"""Actions of beside_odoo_test.py on contacts, users and what they follow."""
from beside_world import BODIES, EMAILS, PNG, action, call


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


@action(1)
def merge_contacts(world):
    """The wizard that makes one contact of several: chosen ones, or those that are alike."""
    who = world.pick('admin', 'admin', 'admin', 'admin', 'admin', 'demo', 'portal')
    wizard = world.one('base_partner_merge_automatic_wizard', "create_uid = (SELECT id FROM res_users WHERE login = '%s')" % who, recent=1)
    chosen = world.some('res_partner', "id > 9 AND id NOT IN (SELECT partner_id FROM res_users)", most=4)
    values = dict({'partner_ids': [[6, 0, chosen]]}, **world.maybe(
        dst_partner_id=world.pick(False, *chosen) if chosen else False, group_by_email=True, group_by_name=True, group_by_is_company=True, group_by_vat=True, group_by_parent_id=True,
        exclude_contact=True, maximum_group=world.pick(0, 1, 5), state='option'))
    model = 'base.partner.merge.automatic.wizard'
    return world.pick(
        call(who, model, 'create', values), call(who, model, 'create', dict(values, group_by_name=True)), call(who, model, 'action_merge', [wizard]), call(who, model, 'action_merge', [wizard]),
        call(who, model, 'action_start_manual_process', [wizard]), call(who, model, 'action_skip', [wizard]),
        call(who, model, 'read', [wizard], ['state', 'number_group', 'partner_ids', 'dst_partner_id', 'line_ids', 'current_line_id']),
        call(who, model, 'default_get', ['partner_ids', 'dst_partner_id', 'state'], context={'active_model': 'res.partner', 'active_ids': chosen}),
        call(who, 'base.partner.merge.line', 'search_read', [], ['min_id', 'aggr_ids', 'wizard_id']))
