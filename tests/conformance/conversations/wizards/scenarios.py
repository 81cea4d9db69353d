"""Dialogs and lists around the chatter: invitations, activities, blacklists, failed e-mails, aliases, templates."""
from common import FR, POST, TEXT, channel_of, partners, peek

FOLLOWER = ['res_model', 'res_id', 'partner_id', 'channel_id', 'subtype_ids', 'display_name']
ACTIVITY = ['res_model', 'res_id', 'res_name', 'activity_type_id', 'activity_category', 'activity_decoration', 'icon', 'summary', 'note', 'date_deadline', 'automated', 'user_id', 'state', 'recommended_activity_type_id', 'previous_activity_type_id', 'has_recommended_activities', 'mail_template_ids', 'force_next', 'can_write', 'display_name', 'create_uid']
ON_DOCUMENT = ['activity_ids', 'activity_state', 'activity_user_id', 'activity_type_id', 'activity_date_deadline', 'activity_summary', 'activity_exception_decoration', 'activity_exception_icon']
LISTED = ['email', 'active', 'display_name', 'message_ids']


def scenario_invitations(r):
    """The dialog that invites followers: what it opens with, for whom, and what it does."""
    demo, alice, bob, carol, portal = partners(r, 'demo', 'demo', 'alice', 'bob', 'carol', 'portal')
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Invités', 'email': 'inv@example.com'})
    cid = channel_of(r, 'demo', 'invitations', 'public', [alice])['id']
    W = ['res_model', 'res_id', 'partner_ids', 'channel_ids', 'message', 'send_mail', 'display_name']
    at = {'default_res_model': 'res.partner', 'default_res_id': doc}
    r.call('demo', 'mail.wizard.invite', 'fields_get', [], ['string', 'type', 'relation', 'required', 'help', 'domain'])
    for who in ('demo', 'alice', 'portal', 'admin'):
        for ctx in ({}, at, dict(at, **FR), dict(at, mail_invite_follower_channel_only=True), {'default_res_model': 'mail.channel', 'default_res_id': cid}, {'default_res_model': 'no.model', 'default_res_id': 1}, {'default_res_model': 'res.partner', 'default_res_id': 99999}, {'default_res_model': 'res.partner'}):
            r.call(who, 'mail.wizard.invite', 'default_get', W[:-1], context=ctx)
        r.call(who, 'mail.wizard.invite', 'default_get', ['send_mail'], context=dict(at, mail_invite_follower_channel_only=True))
    def go(who, ctx, **values):
        w = r.call(who, 'mail.wizard.invite', 'create', values, context=ctx)
        if isinstance(w, int):
            r.call(who, 'mail.wizard.invite', 'read', [w], W)
            r.call(who, 'mail.wizard.invite', 'add_followers', [w], context=ctx)
        r.call('admin', 'mail.followers', 'search_read', [['res_model', '=', 'res.partner'], ['res_id', '=', doc]], FOLLOWER, order='id')
        r.call('admin', 'mail.message', 'search_read', [['model', '=', 'res.partner'], ['res_id', '=', doc]], ['body', 'subject', 'message_type', 'author_id', 'notified_partner_ids'], order='id')
    go('demo', at, partner_ids=[[6, False, [alice]]], send_mail=False)
    go('demo', at, partner_ids=[[6, False, [bob, alice, portal]]], message='<p>Viens</p>')
    go('demo', dict(at, mail_invite_follower_channel_only=True), channel_ids=[[6, False, [cid]]], send_mail=False)
    go('demo', dict(at, **FR), partner_ids=[[6, False, [carol]]], channel_ids=[[6, False, [1]]], message='<br>')
    go('demo', at)
    go('demo', {}, res_model='mail.channel', res_id=cid, partner_ids=[[6, False, [bob]]], send_mail=False)
    go('alice', at, partner_ids=[[6, False, [alice]]], send_mail=False)
    go('alice', at, partner_ids=[[6, False, [carol]]], message='x')
    go('portal', at, partner_ids=[[6, False, [portal]]], send_mail=False)
    go('demo', {}, partner_ids=[[6, False, [portal]]])
    go('demo', {'default_res_model': 'res.country', 'default_res_id': 21}, partner_ids=[[6, False, [portal]]], send_mail=False)
    r.call('admin', 'mail.mail', 'search_read', [], ['subject', 'recipient_ids', 'email_from', 'reply_to', 'state', 'model', 'auto_delete'], order='id')
    for who in ('alice', 'bob', 'carol', 'portal'):
        r.json(who, '/mail/needaction')
        peek(r, who)
    r.call('demo', 'mail.channel', 'channel_info', [cid])


def scenario_activities_more(r):
    """Activities by several people: types, states, searches, changes of hands, what is done and what is next."""
    demo, alice, bob = partners(r, 'demo', 'demo', 'alice', 'bob')
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Affaire'})
    other = r.call('demo', 'res.partner', 'create', {'name': 'Autre affaire'})
    r.call('demo', 'mail.activity.type', 'search_read', [], ['name', 'summary', 'delay_count', 'delay_unit', 'delay_from', 'icon', 'decoration_type', 'category', 'res_model_id', 'default_next_type_id', 'next_type_ids', 'force_next', 'previous_type_ids', 'mail_template_ids', 'default_user_id', 'default_description'], order='id')
    r.call('admin', 'mail.activity.type', 'search_read', [], ['name', 'initial_res_model_id', 'res_model_change'], order='id', context=FR)
    model = r.call('demo', 'ir.model', 'search', [['model', '=', 'res.partner']])[0]
    far = '2095-03-04'
    def new(who, quick=True, **v):
        return r.call(who, 'mail.activity', 'create', dict({'res_model_id': model, 'res_id': doc, 'date_deadline': far}, **v), context={'mail_activity_quick_update': quick})
    new('demo', quick=False, activity_type_id=1, user_id=8)
    a1 = new('demo', activity_type_id=2, summary='Appeler', user_id=6)
    a2 = new('demo', activity_type_id=1, note='<p>note<script>x</script></p>', user_id=8)
    a3 = new('demo', activity_type_id=4, user_id=9, res_id=other)
    a4 = new('alice', activity_type_id=4, user_id=8)
    a5 = new('portal', activity_type_id=4)
    a6 = new('demo', res_id=99999)
    a7 = new('demo', activity_type_id=99)
    a8 = new('demo', user_id=False)
    acts = [a for a in (a1, a2, a3) if isinstance(a, int)]
    for who in ('demo', 'alice', 'bob', 'portal', 'admin'):
        r.call(who, 'mail.activity', 'search_read', [['res_model', '=', 'res.partner'], ['res_id', 'in', [doc, other]]], ACTIVITY, order='id')
        r.call(who, 'mail.activity', 'search_count', [['user_id', '=', 8], ['date_deadline', '=', far]])
        r.call(who, 'res.partner', 'read', [doc, other], ON_DOCUMENT if who != 'portal' else ON_DOCUMENT[:1])    # several would be named in an order of chance
        r.call(who, 'res.users', 'systray_get_activities')
        r.call(who, 'mail.activity', 'activity_format', acts)
        r.call(who, 'mail.activity', 'get_activity_data', 'res.partner', [['id', 'in', [doc, other]]])
    r.call('demo', 'mail.activity', 'activity_format', acts, context=FR)
    for d in ([['activity_user_id', '=', 8]], [['activity_state', '=', 'planned']], [['activity_date_deadline', '=', far]], [['activity_type_id', '=', 2]], [['activity_summary', 'ilike', 'appel']], [['activity_ids.summary', '=', 'Appeler']], [['activity_ids', '!=', False], ['id', 'in', [doc, other]]], [['my_activity_date_deadline', '=', far]], [['activity_exception_decoration', '=', False], ['id', '=', doc]]):
        r.call('demo', 'res.partner', 'search', d, order='id')
        r.call('alice', 'res.partner', 'search', d, order='id')
    r.call('demo', 'mail.activity', 'read_group', [['res_id', 'in', [doc, other]], ['res_model', '=', 'res.partner']], ['user_id'], ['activity_type_id'])
    r.call('demo', 'mail.activity', 'read_group', [['res_id', 'in', [doc, other]], ['res_model', '=', 'res.partner']], [], ['user_id', 'date_deadline:month'], lazy=False)
    r.call('demo', 'mail.activity', 'name_get', acts)
    r.call('demo', 'mail.activity', 'write', [a1], {'summary': 'Rappeler', 'date_deadline': '2096-01-01'})
    r.call('alice', 'mail.activity', 'write', [a1], {'summary': 'Volé'})
    r.call('demo', 'mail.activity', 'write', [a1], {'user_id': 9})
    r.call('alice', 'mail.activity', 'unlink', [a1])
    r.call('bob', 'mail.activity', 'read', [a1], ACTIVITY)
    r.call('bob', 'mail.activity', 'action_close_dialog', [a1])
    r.call('demo', 'mail.activity', 'action_done', [a1])
    r.call('demo', 'mail.activity', 'action_feedback', [a2], feedback='<b>Fait</b>\nligne')
    r.call('demo', 'mail.message', 'search_read', [['model', '=', 'res.partner'], ['res_id', '=', doc]], ['body', 'subtype_id', 'mail_activity_type_id', 'message_type', 'record_name', 'author_id', 'channel_ids', 'notified_partner_ids'], order='id')
    a9 = new('demo', activity_type_id=2, user_id=6, summary='suite')
    r.call('demo', 'mail.activity', 'action_feedback_schedule_next', [a9], feedback='ok')
    a10 = new('demo', activity_type_id=2, user_id=6, summary='suite')
    r.call('demo', 'mail.activity', 'action_done_schedule_next', [a10])
    r.call('admin', 'mail.activity.type', 'write', [1], {'default_next_type_id': 2, 'force_next': True, 'delay_count': 3})
    a11 = new('demo', activity_type_id=1, user_id=6, summary='forcée')
    r.call('demo', 'mail.activity', 'read', [a11], ACTIVITY)
    r.call('demo', 'mail.activity', 'action_feedback', [a11], feedback='forcé')
    r.call('demo', 'mail.activity', 'search_read', [['res_id', '=', doc], ['res_model', '=', 'res.partner']], ['activity_type_id', 'summary', 'user_id', 'previous_activity_type_id', 'automated'], order='id')
    att = r.call('demo', 'ir.attachment', 'create', {'name': 'pv.txt', 'datas': TEXT, 'res_model': 'mail.activity', 'res_id': a3})
    r.call('bob', 'mail.activity', 'action_feedback', [a3], feedback='avec pièce', attachment_ids=[att])
    r.call('demo', 'mail.message', 'message_fetch', [['model', '=', 'res.partner'], ['res_id', 'in', [doc, other]]], limit=30)
    r.call('demo', 'mail.activity', 'action_feedback', [99999], feedback='x')
    r.call('demo', 'mail.activity', 'action_feedback', [], feedback='x')
    for kw in (dict(act_type_xmlid='mail.mail_activity_data_todo', date_deadline=far), dict(act_type_xmlid='mail.mail_activity_data_call', date_deadline=far, summary='Tél', note='<p>n</p>', user_id=8), dict(act_type_xmlid='mail.nope'), dict(date_deadline=far), dict(act_type_xmlid='', activity_type_id=3, date_deadline=far, user_id=6)):
        r.call('demo', 'res.partner', 'activity_schedule', [doc, other], **kw)
    r.call('demo', 'res.partner', 'activity_schedule', [doc], 'mail.mail_activity_data_todo', far, 'positionnel', 'note', user_id=9)
    r.call('alice', 'res.partner', 'activity_schedule', [doc], 'mail.mail_activity_data_todo', far)
    r.call('demo', 'mail.activity', 'search_read', [['res_id', 'in', [doc, other]], ['res_model', '=', 'res.partner']], ['res_id', 'activity_type_id', 'summary', 'note', 'user_id', 'date_deadline', 'automated'], order='id')
    r.call('demo', 'res.partner', 'activity_reschedule', [doc], ['mail.mail_activity_data_todo'], date_deadline='2097-01-01', new_user_id=8)
    r.call('demo', 'res.partner', 'activity_feedback', [doc], ['mail.mail_activity_data_call'], feedback='tous faits')
    r.call('demo', 'res.partner', 'activity_feedback', [doc], ['mail.mail_activity_data_todo'], user_id=8, feedback='pour alice')
    r.call('demo', 'res.partner', 'activity_unlink', [other], ['mail.mail_activity_data_todo'])
    r.call('demo', 'res.partner', 'activity_unlink', [other], ['mail.nope'])
    r.call('demo', 'res.partner', 'activity_schedule_with_view', [doc], 'mail.mail_activity_data_todo', far, views_or_xmlid='mail.nope')
    r.call('demo', 'mail.activity', 'search_read', [['res_id', 'in', [doc, other]], ['res_model', '=', 'res.partner']], ['res_id', 'activity_type_id', 'summary', 'user_id', 'date_deadline', 'automated'], order='id')
    r.call('demo', 'mail.message', 'search_read', [['model', '=', 'res.partner'], ['res_id', 'in', [doc, other]]], ['body', 'subtype_id', 'mail_activity_type_id'], order='id')
    r.call('demo', 'res.partner', 'write', [doc], {'active': False})
    r.call('demo', 'mail.activity', 'search_count', [['res_id', '=', doc], ['res_model', '=', 'res.partner']])
    r.call('demo', 'res.partner', 'unlink', [other])
    r.call('demo', 'mail.activity', 'search_count', [['res_id', '=', other], ['res_model', '=', 'res.partner']])
    for who in ('alice', 'bob', 'demo'):
        r.json(who, '/mail/needaction')
        r.call(who, 'mail.message', 'message_fetch', [['needaction', '=', True]], limit=10)
        peek(r, who)
    r.call('demo', 'mail.activity', 'default_get', ['user_id', 'date_deadline', 'res_model_id', 'res_model', 'activity_type_id'], context={'default_res_id': doc, 'default_res_model': 'res.partner', 'default_date_deadline': far})
    r.call('demo', 'mail.activity', 'default_get', ['res_model_id', 'res_id', 'date_deadline'], context={'default_date_deadline': far, 'default_res_model_id': model})
    r.call('admin', 'mail.activity.type', 'create', {'name': 'Visite', 'delay_count': 2, 'delay_unit': 'weeks', 'category': 'default', 'icon': 'fa-car'})
    r.call('admin', 'mail.activity.type', 'name_search', 'Visi')
    r.call('demo', 'mail.activity.type', 'name_get', [1, 2], context=FR)
    r.call('demo', 'mail.activity.type', 'write', [1], {'name': 'x'})
    r.call('admin', 'mail.activity.type', 'unlink', [3])


def scenario_blacklists(r):
    """Addresses and numbers that get no mail: who may list them, how they are written, who is on them."""
    for who in ('admin', 'demo', 'alice', 'portal', 'public'):
        b = r.call(who, 'mail.blacklist', 'create', {'email': 'Un.%s@Example.com' % who})
        if isinstance(b, int):
            r.call(who, 'mail.blacklist', 'read', [b], LISTED)
            r.call(who, 'mail.blacklist', 'write', [b], {'active': False})
            r.call(who, 'mail.blacklist', 'create', {'email': ' un.%s@example.COM ' % who})
            r.call(who, 'mail.blacklist', 'search_read', [['email', '=', 'UN.%s@example.com' % who.upper()]], LISTED)
            r.call(who, 'mail.blacklist', 'search_read', [['email', 'ilike', 'UN']], LISTED, order='id')
            r.call(who, 'mail.blacklist', 'action_add', [b])
            r.call(who, 'mail.blacklist', 'mail_action_blacklist_remove', [b])
            r.call(who, 'mail.blacklist', 'unlink', [b])
        r.call(who, 'mail.blacklist', '_add', 'deux@example.com')
        r.call(who, 'mail.blacklist', 'name_search', 'un')
    for e in ('', False, 'x', 'a@b', 'a@b.c, d@e.f', '"N" <n@example.com>', 'é@example.com', 'n@example.com'):
        r.call('admin', 'mail.blacklist', 'create', {'email': e})
    r.call('admin', 'mail.blacklist', 'create', [{'email': 'trois@example.com'}, {'email': 'TROIS@example.com'}, {'email': 'quatre@example.com'}])
    ids = r.call('admin', 'mail.blacklist', 'search', [], order='id')
    r.call('admin', 'mail.blacklist', 'read', ids, LISTED)
    p = r.call('demo', 'res.partner', 'create', {'name': 'Sourd', 'email': 'Quatre@example.com'})
    q = r.call('demo', 'res.partner', 'create', {'name': 'Entend', 'email': 'cinq@example.com'})
    F = ['is_blacklisted', 'message_bounce', 'email_normalized', 'phone_blacklisted', 'phone_sanitized']
    for who in ('demo', 'alice', 'admin'):
        r.call(who, 'res.partner', 'read', [p, q], F)
        r.call(who, 'res.partner', 'search', [['is_blacklisted', '=', True]], order='id')
        r.call(who, 'res.partner', 'search', [['is_blacklisted', '=', False], ['id', 'in', [p, q]]], order='id')
        r.call(who, 'res.partner', 'search', [['is_blacklisted', '!=', True], ['id', 'in', [p, q]]], order='id')
        r.call(who, 'res.partner', 'search', [['is_blacklisted', '!=', False], ['id', 'in', [p, q]]], order='id')
    r.call('admin', 'mail.blacklist', 'write', ids, {'email': 'tous@example.com'})
    r.call('admin', 'mail.blacklist', 'write', ids[:1], {'email': 'Tous@example.com'})
    r.call('admin', 'mail.blacklist', 'toggle_active', ids)
    r.call('admin', 'mail.blacklist', 'search_count', [])
    r.call('admin', 'mail.blacklist', 'message_post', ids[:1], body='pourquoi', **POST)
    r.call('admin', 'mail.message', 'search_read', [['model', '=', 'mail.blacklist']], ['body', 'subtype_id', 'tracking_value_ids', 'record_name', 'res_id'], order='id')
    for v in ({'number': '+32 470 12 34 56'}, {'number': '0470 12 34 56'}, {'number': 'x'}, {'number': ''}):
        n = r.call('admin', 'phone.blacklist', 'create', v)
    r.call('admin', 'phone.blacklist', 'search_read', [], ['number', 'active'], order='id')


def scenario_notices_and_failures(r):
    """message_notify with every argument; e-mails that failed, sent again and given up; following with odd arguments."""
    demo, alice, bob, carol, portal = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal')
    r.call('bob', 'res.users', 'write', [9], {'notification_type': 'email'})
    doc = r.call('admin', 'res.partner', 'create', {'name': 'Avis', 'email': 'avis@example.com'})
    sans = r.call('admin', 'res.partner', 'create', {'name': 'Sans adresse'})
    faux = r.call('admin', 'res.partner', 'create', {'name': 'Fausse', 'email': 'pas une adresse'})
    for kw in (dict(partner_ids=[alice], body='a'), dict(partner_ids=[alice, doc], body='<p>b</p>', subject='B'), dict(partner_ids=[sans], body='c'), dict(partner_ids=[], body='d'), dict(body='e', partner_ids=[carol], record_name='Nom', email_layout_xmlid='mail.mail_notification_light'), dict(body='f', partner_ids=[carol], model='res.partner', res_id=doc), dict(body='g', partner_ids=[carol], author_id=alice), dict(body='h', partner_ids=[carol], email_from='x@example.com', reply_to='y@example.com'), dict(body='i', partner_ids=[carol], attachments=[['a.txt', 'x']]), dict(body='j', partner_ids=[carol], subtype='mail.mt_comment'), dict(body='k', partner_ids=[carol], parent_id=1), dict(body='l', partner_ids=[carol], message_type='comment'), dict(body='m', partner_ids=[[4, carol]]), dict(body='n', partner_ids=[99999]), dict(body='o', partner_ids=[carol], add_sign=False, nope=1), dict(body='p', partner_ids=[carol], channel_ids=[1])):
        r.call('admin', 'res.partner', 'message_notify', [doc], **kw)
        r.call('carol', 'mail.thread', 'message_notify', [], **kw)
    r.call('demo', 'res.partner', 'message_notify', [doc, sans], partner_ids=[carol], body='deux')
    r.call('portal', 'res.partner', 'message_notify', [doc], partner_ids=[carol], body='portail')
    for who in ('alice', 'carol', 'bob'):
        r.call(who, 'mail.message', 'message_fetch', [['needaction', '=', True]], limit=50)
        r.json(who, '/mail/init_messaging')
        peek(r, who)
    r.call('admin', 'mail.message', 'search_read', [['message_type', '=', 'user_notification']], ['body', 'subject', 'author_id', 'email_from', 'reply_to', 'model', 'res_id', 'record_name', 'subtype_id', 'partner_ids', 'notified_partner_ids', 'channel_ids', 'attachment_ids', 'layout', 'add_sign', 'parent_id'], order='id')
    r.call('admin', 'mail.notification', 'search_read', [['mail_message_id.message_type', '=', 'user_notification']], ['res_partner_id', 'notification_type', 'notification_status', 'is_read', 'failure_type', 'failure_reason'], order='id')
    r.call('admin', 'mail.mail', 'search_read', [], ['subject', 'recipient_ids', 'email_to', 'state', 'email_from', 'reply_to', 'model', 'res_id', 'notification', 'auto_delete'], order='id')
    m = r.call('admin', 'res.partner', 'message_post', [doc], body='échec', partner_ids=[doc], **POST)    # of several the plan of a query decides the order
    for one in (faux, sans):
        r.call('admin', 'res.partner', 'message_post', [doc], body='sans adresse', partner_ids=[one], **POST)
    other = r.call('admin', 'res.partner', 'message_post', [doc], body='autre échec', partner_ids=[bob], **POST)
    r.call('admin', 'mail.notification', 'search_read', [['mail_message_id', '=', m]], ['res_partner_id', 'notification_type', 'notification_status', 'is_read', 'failure_type'], order='res_partner_id')
    r.call('admin', 'mail.message', 'message_fetch_failed')
    r.call('admin', 'mail.message', 'message_format', [m])
    n = r.call('admin', 'mail.notification', 'search', [['mail_message_id', '=', m], ['res_partner_id', '=', doc]])
    r.call('admin', 'mail.notification', 'write', n, {'notification_status': 'exception', 'failure_type': 'SMTP', 'failure_reason': 'refusé'})
    n2 = r.call('admin', 'mail.notification', 'search', [['mail_message_id', '=', other], ['res_partner_id', '=', bob]])
    r.call('admin', 'mail.notification', 'write', n2, {'notification_status': 'bounce', 'failure_type': 'BOUNCE'})
    r.call('admin', 'mail.notification', 'format_failure_reason', n)
    r.call('admin', 'mail.notification', 'format_failure_reason', n2, context=FR)
    for who in ('admin', 'demo'):
        r.call(who, 'mail.message', 'message_fetch_failed')
        r.call(who, 'mail.message', 'search', [['has_error', '=', True]], order='id')
        r.call(who, 'res.partner', 'search', [['message_has_error', '=', True]], order='id')
        r.call(who, 'res.partner', 'read', [doc], ['message_has_error', 'message_has_error_counter'])
        r.call(who, 'mail.resend.message', 'default_get', ['mail_message_id', 'partner_ids', 'notification_ids', 'has_cancel', 'partner_readonly'], context={'mail_message_to_resend': m})
    r.call('admin', 'mail.resend.message', 'default_get', [])
    R = ['mail_message_id', 'partner_ids', 'notification_ids', 'has_cancel', 'partner_readonly']
    w = r.call('admin', 'mail.resend.message', 'create', {}, context={'mail_message_to_resend': m})
    if isinstance(w, int):
        r.call('admin', 'mail.resend.message', 'read', [w], R)
        lines = r.call('admin', 'mail.resend.partner', 'search_read', [['resend_wizard_id', '=', w]], ['partner_id', 'name', 'email', 'resend', 'message'], order='id')
        if lines: r.call('admin', 'mail.resend.partner', 'write', [lines[0]['id']], {'resend': False, 'email': 'bon@example.com'})
        r.call('admin', 'mail.resend.message', 'read', [w], R)
        r.call('admin', 'mail.resend.message', 'resend_mail_action', [w])
    r.call('admin', 'mail.notification', 'search_read', [['mail_message_id', '=', m]], ['res_partner_id', 'notification_type', 'notification_status', 'is_read', 'failure_type'], order='res_partner_id')
    r.call('admin', 'mail.notification', 'write', n, {'notification_status': 'exception', 'failure_type': 'RECIPIENT'})
    w = r.call('admin', 'mail.resend.message', 'create', {}, context={'mail_message_to_resend': m})
    r.call('admin', 'mail.resend.message', 'cancel_mail_action', [w])
    r.call('admin', 'mail.message', 'message_fetch_failed')
    r.call('admin', 'mail.notification', 'write', n, {'notification_status': 'exception', 'failure_type': 'UNKNOWN', 'failure_reason': 'x'})
    w = r.call('admin', 'mail.resend.cancel', 'create', {'model': 'res.partner'}, context={'unread_counter': 2})
    r.call('admin', 'mail.resend.cancel', 'read', [w], ['help_message', 'model'], context={'unread_counter': 2})
    r.call('admin', 'mail.resend.cancel', 'cancel_resend_action', [w])
    r.call('admin', 'mail.message', 'message_fetch_failed')
    F = ['partner_id', 'channel_id', 'subtype_ids']
    for who in ('admin', 'alice', 'portal'):
        for a, kw in (([[alice]], {}), ([[alice], [1]], {}), ([[bob], [], [2]], {}), ([None, [1]], {}), ([], dict(partner_ids=[carol], subtype_ids=[1, 99999])), ([], dict(partner_ids=[carol], subtype_ids=None)), ([], dict(channel_ids=[1], subtype_ids=[2])), ([False, False, False], {})):
            r.call(who, 'res.partner', 'message_subscribe', [doc], *a, **kw)
            r.call('admin', 'mail.followers', 'search_read', [['res_model', '=', 'res.partner'], ['res_id', '=', doc]], F, order='id')
    for who in ('alice', 'portal', 'admin'):
        for a, kw in (([[alice]], {}), ([[99999]], {}), ([None, [1]], {}), ([], {}), ([], dict(partner_ids=[bob], channel_ids=[1]))):
            r.call(who, 'res.partner', 'message_unsubscribe', [doc], *a, **kw)
            r.call('admin', 'mail.followers', 'search_read', [['res_model', '=', 'res.partner'], ['res_id', '=', doc]], F, order='id')


def scenario_mails_by_all(r):
    """E-mails, aliases, templates, the composer and the gateway, used by people of every kind."""
    admin, demo, alice, bob, carol, portal = partners(r, 'admin', 'admin', 'demo', 'alice', 'bob', 'carol', 'portal')
    model = r.call('admin', 'ir.model', 'search', [['model', '=', 'res.partner']])[0]
    doc = r.call('admin', 'res.partner', 'create', {'name': 'Courrier', 'email': 'courrier@example.com', 'lang': 'fr_FR'})
    for who in ('admin', 'demo', 'alice', 'portal'):
        m = r.call(who, 'mail.mail', 'create', {'subject': 'S', 'body_html': '<p>B</p>', 'email_to': 'a@example.com', 'recipient_ids': [[4, bob]]})
        r.call('admin', 'mail.mail', 'search_read', [['subject', '=', 'S']], ['state', 'email_from', 'email_to', 'recipient_ids', 'auto_delete', 'body', 'body_html', 'headers', 'message_type', 'references', 'scheduled_date', 'author_id'], order='id')
        if isinstance(m, int):
            for meth in ('mark_outgoing', 'cancel', 'mark_outgoing'):
                r.call(who, 'mail.mail', meth, [m])
                r.call(who, 'mail.mail', 'read', [m], ['state'])
            r.call(who, 'mail.mail', 'write', [m], {'state': 'exception'})
            r.call(who, 'mail.mail', 'unlink', [m])
        al = r.call(who, 'mail.alias', 'create', {'alias_name': 'Boîte de ' + who, 'alias_model_id': model})
        if isinstance(al, int):
            r.call(who, 'mail.alias', 'read', [al], ['alias_name', 'alias_domain', 'alias_contact', 'alias_user_id', 'display_name'])
            r.call(who, 'mail.alias', 'open_document', [al])
            r.call(who, 'mail.alias', 'open_parent_document', [al])
            r.call(who, 'mail.alias', 'write', [al], {'alias_name': 'boite@x'})
            r.call(who, 'mail.alias', 'unlink', [al])
        t = r.call(who, 'mail.template', 'create', {'name': 'T ' + who, 'model_id': model, 'subject': '${object.name} ${user.name}', 'body_html': '<p>${object.email or "x"}</p>', 'partner_to': '${object.id}', 'lang': '${object.lang}'})
        if isinstance(t, int):
            r.call(who, 'mail.template', 'generate_email', t, doc)
            r.call(who, 'res.partner', 'message_post_with_template', [doc], t)
            r.call(who, 'res.partner', 'message_post_with_template', [doc], t, composition_mode='mass_mail', notify=True)
            w = r.call(who, 'mail.compose.message', 'create', {'body': 'Composé par ' + who, 'partner_ids': [[6, 0, [carol]]]}, context={'default_model': 'res.partner', 'default_res_id': doc, 'default_composition_mode': 'comment', 'default_use_template': True, 'default_template_id': t})
            if isinstance(w, int):
                r.call(who, 'mail.compose.message', 'read', [w], ['subject', 'body', 'template_id', 'partner_ids', 'model', 'res_id', 'composition_mode'])
                r.call(who, 'mail.compose.message', 'send_mail', [w])
        w = r.call(who, 'mail.compose.message', 'create', {'body': 'Sans modèle', 'subject': 'X', 'partner_ids': [[6, 0, [carol]]]}, context={'default_model': 'mail.channel', 'default_res_id': 1, 'default_composition_mode': 'comment'})
        if isinstance(w, int):
            r.call(who, 'mail.compose.message', 'send_mail', [w])
    r.call('admin', 'mail.message', 'search_read', [['model', '=', 'res.partner'], ['res_id', '=', doc]], ['subject', 'body', 'message_type', 'subtype_id', 'author_id', 'partner_ids', 'notified_partner_ids', 'record_name'], order='id')
    r.call('admin', 'mail.channel', 'channel_fetch_message', [1], limit=5)
    peek(r, 'carol')
    eml = b'From: Zoe <zoe@example.com>\nTo: x@example.com\nSubject: Bonjour\nMessage-Id: <zoe-1@example.com>\nContent-Type: text/plain; charset=utf-8\n\nCoucou \xc3\xa9\n'
    for who in ('admin', 'alice', 'portal'):
        r.xml(who, 'mail.thread', 'message_process', 'res.partner', eml)
        r.xml(who, 'mail.thread', 'message_process', 'res.partner', eml.decode())
        r.xml(who, 'mail.thread', 'message_process', False, eml.replace(b'zoe-1', b'zoe-2'))
        r.xml(who, 'mail.thread', 'message_process', 'res.partner', eml.replace(b'zoe-1', who.encode()), {}, False, False, int(doc))
        r.xml(who, 'mail.thread', 'message_parse', eml.decode())
    r.call('admin', 'res.partner', 'search_read', [['name', '=', 'Bonjour']], ['name', 'email'], order='id')
    r.call('admin', 'mail.message', 'search_read', [['email_from', 'ilike', 'zoe@example.com']], ['body', 'subject', 'model', 'message_type', 'author_id', 'email_from', 'reply_to', 'record_name'], order='id')
