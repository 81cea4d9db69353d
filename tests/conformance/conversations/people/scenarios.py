"""Users, contacts and groups, as they meet channels and documents."""
from common import POST, channel_of, partners, peek

SEAT = ['partner_id', 'is_pinned', 'fold_state']
CONTACT = ['display_name', 'parent_id', 'commercial_partner_id', 'commercial_company_name', 'is_company', 'write_uid']


def scenario_members_out_of_sight(r):
    """Commands do not reach members who are archived, or whose contact is private; a link to one of them is made once more."""
    demo, alice, bob, carol = partners(r, 'demo', 'demo', 'alice', 'bob', 'carol')
    carol_user = r.call('admin', 'res.users', 'search', [['login', '=', 'carol']])
    channel = channel_of(r, 'demo', 'hors de vue', members=[alice, bob, carol])['id']

    def seats():
        r.call('demo', 'mail.channel.partner', 'search_read', [['channel_id', '=', channel]], SEAT, order='id')

    def put(who, commands, field='channel_partner_ids'):
        r.call(who, 'mail.channel', 'write', [channel], {field: commands})
        seats()
    r.call('admin', 'res.users', 'write', carol_user, {'active': False})
    r.call('admin', 'res.partner', 'write', [carol], {'active': False})
    r.call('demo', 'mail.channel', 'read', [channel], ['channel_partner_ids'])
    put('demo', [[3, carol]])
    put('demo', [[4, carol]])
    put('demo', [[6, 0, [demo, alice]]])
    put('demo', [[5]])
    r.call('admin', 'res.partner', 'write', [carol], {'active': True})
    r.call('admin', 'res.users', 'write', carol_user, {'active': True})
    put('demo', [[3, carol], [4, demo], [4, alice], [4, bob]])
    r.call('admin', 'res.partner', 'write', [bob], {'type': 'private'})
    put('demo', [[3, bob]])
    r.call('bob', 'mail.channel', 'action_unfollow', [channel])
    seats()
    r.call('alice', 'mail.channel', 'action_unfollow', [channel])
    seats()
    r.call('admin', 'res.partner', 'write', [bob], {'type': 'contact'})
    put('demo', [[3, bob]])


def scenario_leaving_while_closing(r):
    """Members who take themselves off a channel that the same request closes, copies that close, and several channels at once."""
    demo, alice = partners(r, 'demo', 'demo', 'alice')
    off = [[3, demo]]
    one, two, three = (channel_of(r, 'demo', name)['id'] for name in ('un', 'deux', 'trois'))
    closed = channel_of(r, 'demo', 'fermé', 'private')['id']
    look = ['name', 'public', 'channel_partner_ids']

    def put(channels, values, **context):
        r.call('demo', 'mail.channel', 'write', channels, values, context=context)
        r.call('demo', 'mail.channel', 'search_read', [['id', 'in', [one, two, three, closed]]], look, order='id')
    put([one], {'public': 'private', 'channel_partner_ids': off})
    put([one, two], {'public': 'private', 'channel_partner_ids': off})
    put([two], {'public': 'private'})
    put([two], {'channel_partner_ids': off})
    put([two, closed], {'channel_partner_ids': off})
    put([three, two], {'channel_partner_ids': off + [[4, alice]]}, mail_post_autofollow=True)
    put([two], {'public': 'public', 'channel_partner_ids': off})
    r.call('demo', 'mail.channel', 'copy', closed)
    r.call('demo', 'mail.channel', 'copy', three, {'name': 'copie fermée', 'public': 'private'})
    r.call('alice', 'mail.channel', 'copy', three, {'name': 'copie fermée', 'public': 'private'})
    r.call('alice', 'mail.channel', 'create', {'name': 'sans moi', 'public': 'private', 'moderator_ids': [[6, 0, []]]})
    r.call('alice', 'mail.channel', 'create', {'name': 'sans moi', 'public': 'private'})


def scenario_line_commands(r):
    """Malformed and mixed commands on lines and links."""
    demo, alice, bob = partners(r, 'demo', 'demo', 'alice', 'bob')
    channel = channel_of(r, 'demo', 'commandes', members=[alice])['id']

    def put(field, commands):
        r.call('demo', 'mail.channel', 'write', [channel], {field: commands})
        r.call('demo', 'mail.channel.partner', 'search_read', [['channel_id', '=', channel]], SEAT, order='id')
    put('channel_partner_ids', [[], [4, demo]])
    put('channel_partner_ids', [[4, demo], bob, None, {'a': 1}, [], 'x', False, [4, bob]])
    put('channel_partner_ids', [[99, alice], ['x'], [4.0, alice]])
    put('channel_partner_ids', [[3, False], [3, 99999]])
    put('channel_partner_ids', [[6, 0, False]])
    put('channel_partner_ids', [[6, 0, demo]])
    put('channel_partner_ids', [[6, 0]])
    put('channel_partner_ids', [[0, 0, {'name': 'Inconnue'}], [4, alice]])
    put('channel_partner_ids', [[0, 0, {'name': 'Faite pour rien'}], [6, 0, [demo, bob]]])
    put('channel_last_seen_partner_ids', [[0, 0, {'partner_id': alice}], [5]])
    put('channel_last_seen_partner_ids', [[0, 0, {'partner_id': alice}], [6, 0, []]])
    put('channel_last_seen_partner_ids', [[5], [0, 0, {'partner_id': demo}], [0, 0, {'partner_id': bob}]])
    put('channel_last_seen_partner_ids', [[4, False]])
    put('channel_last_seen_partner_ids', [[]])
    put('channel_last_seen_partner_ids', [['x']])
    put('channel_last_seen_partner_ids', [False])
    contact = r.call('admin', 'res.partner', 'create', {'name': 'Documenté', 'child_ids': [[0, 0, {'name': 'Présent'}], [0, 0, {'name': 'Parti', 'active': False}]]})
    kids = r.call('admin', 'res.partner', 'search', [['parent_id', '=', contact]], order='id', context={'active_test': False})
    for commands in ([[5]], [[6, 0, []]], [[4, kids[0]]], [[6, 0, kids[:1]]]):
        r.call('admin', 'res.partner', 'write', [contact], {'child_ids': commands})
        r.call('admin', 'res.partner', 'read', kids, ['parent_id', 'commercial_partner_id'])
    r.call('admin', 'res.partner', 'write', [contact], {'message_follower_ids': [[0, 0, {'partner_id': alice}]]})
    r.call('admin', 'res.partner', 'write', [contact], {'message_follower_ids': [[0, 0, {'partner_id': alice, 'res_model': 'res.partner'}]]})
    r.call('admin', 'res.partner', 'write', [contact], {'message_ids': [[0, 0, {'body': 'sans modèle'}], [0, 0, {'body': 'avec', 'model': 'res.partner'}]]})
    r.call('admin', 'mail.message', 'search_read', [['res_id', '=', contact], ['body', 'like', 'avec']], ['model', 'record_name', 'body'])
    r.call('admin', 'mail.message', 'search_read', [['res_id', '=', contact], ['body', 'like', 'sans modèle']], ['model', 'record_name', 'body'])


def scenario_families_of_contacts(r):
    """What a company, its contacts and theirs have in common, when one of them changes or goes."""
    def look(*ids):
        r.call('demo', 'res.partner', 'search_read', [['id', 'in', ids]], CONTACT, order='id')
    firm = r.call('demo', 'res.partner', 'create', {'name': 'Maison', 'is_company': True, 'vat': 'BE0477472701', 'child_ids': [[0, 0, {'name': 'Chef', 'child_ids': [[0, 0, {'name': 'Aide'}]]}]]})
    chief = r.call('demo', 'res.partner', 'search', [['parent_id', '=', firm]])[0]
    aide = r.call('demo', 'res.partner', 'search', [['parent_id', '=', chief]])[0]
    look(firm, chief, aide)
    r.call('alice', 'res.partner', 'write', [firm], {'name': 'Maison mère'})
    look(firm, chief, aide)
    other = r.call('demo', 'res.partner', 'create', {'name': 'Autre', 'is_company': True})
    r.call('admin', 'res.partner', 'write', [chief], {'parent_id': other})
    look(firm, chief, aide, other)
    r.call('demo', 'res.partner', 'write', [chief], {'is_company': True})
    look(chief, aide)
    r.call('demo', 'res.partner', 'write', [chief], {'is_company': False})
    look(chief, aide)
    r.call('demo', 'res.partner', 'write', [other], {'is_company': False})
    look(other, chief, aide)
    r.call('demo', 'res.partner', 'write', [other], {'is_company': True, 'company_name': 'Inutile'})
    r.call('demo', 'res.partner', 'message_post', [aide], body='<p>à qui ?</p>', **POST)
    r.call('demo', 'mail.message', 'search_read', [['model', '=', 'res.partner'], ['res_id', '=', aide], ['message_type', '=', 'comment']], ['record_name', 'author_id'])
    r.call('admin', 'res.partner', 'unlink', [other])
    look(firm, chief, aide)
    r.call('admin', 'res.partner', 'unlink', [firm, chief])
    look(firm, chief, aide)


def scenario_groups_and_shares(r):
    """Groups get and lose people: who writes them, who is shared, and which group channels they join."""
    people = [user for user in r.call('admin', 'res.users', 'search', [['login', 'in', ['alice', 'bob', 'portal']]], order='login')]
    alice, bob, portal = people
    contacts = partners(r, 'admin', 'alice', 'bob', 'portal')

    def look():
        r.call('admin', 'res.users', 'read', people, ['share', 'write_uid'])
        r.call('admin', 'res.partner', 'read', contacts, ['partner_share', 'write_uid'])
    look()
    group = r.call('admin', 'res.groups', 'create', {'name': 'Cercle', 'users': [[6, 0, [alice]]]})
    channel = r.call('demo', 'mail.channel', 'create', {'name': 'cercle', 'public': 'public', 'group_ids': [[6, 0, [group]]]})
    look()
    for commands in ([[4, bob]], [[6, 0, [portal]]], [[5]], [[4, 99999]], [[6, 0, [alice, bob]]], [[3, alice]]):
        r.call('admin', 'res.groups', 'write', [group], {'users': commands})
        r.call('admin', 'res.groups', 'read', [group], ['users'])
        r.call('admin', 'mail.channel.partner', 'search_read', [['channel_id', '=', channel]], SEAT, order='id')
        look()
    for who in ('portal', 'demo'):
        r.call(who, 'res.groups', 'write', [group], {'users': [[5]]})
    r.call('bob', 'res.users', 'write', [bob], {'signature': '<p>Bob</p>'})
    r.call('admin', 'res.users', 'write', [bob, portal], {'groups_id': [[3, group]]})
    look()
    r.call('admin', 'res.groups', 'unlink', [group])
    r.call('admin', 'mail.channel', 'search_read', [['id', '=', channel]], ['public', 'group_public_id', 'group_ids', 'channel_partner_ids'])
    look()


def scenario_invitations_to_sign_up(r):
    """New users are invited by e-mail, for which this database has no template any more."""
    for values in ({'name': 'Neuve', 'login': 'neuve', 'email': 'neuve@example.com'}, {'name': 'Neuve', 'login': 'neuve'}):
        r.call('admin', 'res.users', 'create', values)
    r.call('admin', 'res.users', 'create', {'name': 'Calme', 'login': 'calme', 'email': 'calme@example.com'}, context={'no_reset_password': True})
    users = r.call('admin', 'res.users', 'search', [['login', 'in', ['neuve', 'calme']]], order='login')
    r.call('admin', 'res.users', 'read', users, ['name', 'email', 'state', 'share', 'notification_type'])
    r.call('admin', 'res.users', 'action_reset_password', users[:1])
    r.call('admin', 'res.users', 'copy', users[0], {'email': 'copie@example.com'})
    r.call('admin', 'res.users', 'copy', users[0])
    r.call('demo', 'res.users', 'action_reset_password', users[:1])
    r.call('admin', 'res.users', 'create', [{'name': 'Deux', 'login': 'deux', 'email': 'deux@example.com'}])
    r.call('admin', 'res.users', 'web_create_users', ['invitee@example.com'])
    r.call('admin', 'res.partner', 'signup_prepare', partners(r, 'admin', 'alice'))
    r.call('admin', 'res.partner', 'read', partners(r, 'admin', 'alice'), ['signup_valid', 'signup_type', 'signup_expiration'])
    r.call('admin', 'res.partner', 'signup_cancel', partners(r, 'admin', 'alice'))
    r.call('admin', 'res.partner', 'read', partners(r, 'admin', 'alice'), ['signup_valid', 'signup_type'])
    r.call('demo', 'res.partner', 'signup_prepare', partners(r, 'demo', 'alice'))


def scenario_private_contacts(r):
    """People whose contact is private: who may invite them, chat with them, mention and write to them."""
    demo, alice, carol, portal = partners(r, 'admin', 'demo', 'alice', 'carol', 'portal')
    channel = channel_of(r, 'demo', 'discrets')['id']
    r.call('admin', 'res.partner', 'write', [carol, portal], {'type': 'private'})
    r.call('demo', 'res.users', 'search_read', [['login', 'in', ['carol', 'alice']]], ['login', 'name'])
    r.call('demo', 'res.partner', 'get_mention_suggestions', 'carol')
    r.call('demo', 'res.partner', 'im_search', 'Carol')
    r.call('demo', 'mail.channel', 'channel_get', [carol])
    r.call('demo', 'mail.channel', 'channel_get', [alice, carol])
    r.call('demo', 'mail.channel', 'channel_get', [carol, portal], context={'active_test': False})
    r.call('demo', 'mail.channel', 'channel_invite', [channel], [carol])
    r.call('demo', 'mail.channel', 'channel_invite', [channel], [alice, portal])
    last = peek(r, 'carol')
    r.call('carol', 'mail.channel', 'channel_get', [alice])
    r.call('carol', 'mail.channel', 'channel_join_and_get_info', [channel])
    r.call('carol', 'mail.channel', 'channel_invite', [channel], [alice, carol])
    peek(r, 'carol', last)
    r.call('demo', 'mail.channel', 'channel_info', [channel])
    r.call('demo', 'mail.channel', 'message_post', [channel], body='bonjour', partner_ids=[carol], **POST)
    r.call('carol', 'mail.channel', 'action_unfollow', [channel])
    r.call('demo', 'mail.channel', 'channel_info', [channel])
    message = ('From: inconnu@example.com\nTo: boite@example.com\nSubject: Bonjour\nMessage-Id: <prive1@example.com>\nDate: Tue, 02 Jan 2018 03:04:05 +0100\n'
               'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nTexte\n')
    r.call('admin', 'mail.thread', 'message_process', 'res.partner', message, thread_id=carol)
    r.call('admin', 'mail.thread', 'message_process', 'res.partner', message, thread_id=99999)


def scenario_refused_before_the_database(r):
    """What the models say before the database would."""
    alias = r.call('admin', 'mail.alias', 'search', [], order='id', limit=1)
    for value in (False, '', 'x', '[1]', "{'name': 'x'}"):
        r.call('admin', 'mail.alias', 'write', alias, {'alias_defaults': value})
    channel = channel_of(r, 'demo', 'défauts')['id']
    r.call('demo', 'mail.channel', 'write', [channel], {'alias_defaults': False})
    r.call('demo', 'mail.channel', 'create', {'name': 'sans', 'alias_defaults': False})
    for who in ('portal', 'demo'):
        for model in ('mail.mail', 'mail.template', 'mail.channel'):
            r.call(who, model, 'search_count', False)
            r.call(who, model, 'search', False)
    r.call('admin', 'res.lang', 'write', r.call('admin', 'res.lang', 'search', [['code', '=', 'fr_FR']]), {'grouping': 'trois'})
    contact = partners(r, 'demo', 'bob')
    r.call('demo', 'res.partner', 'activity_schedule', contact, 'no.such')
    r.call('demo', 'res.partner', 'activity_schedule', contact, 'sans_point')
    r.json('demo', '/mail/get_partner_info', model='res.partner', res_ids=contact, emails='x@é')
