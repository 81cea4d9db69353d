"""Creating, changing and deleting records: contacts, users, tags, translations."""
from common import FR, PNG, channel_of, partners

QUIET = {'no_reset_password': True}     # else Odoo mails an invitation


def scenario_write_values(r):
    """What a value becomes: texts, numbers, dates, selections and their wrong forms."""
    new = r.call('demo', 'res.partner', 'create', {'name': 'Valeurs'})

    def put(field, *values):
        for value in values:
            r.call('demo', 'res.partner', 'write', [new], {field: value})
            r.call('demo', 'res.partner', 'read', [new], [field, 'display_name'])
    put('ref', 'abc', '', 12, '  espaces  ', None)
    put('color', 3, '4', False, 2.9)
    put('partner_latitude', 1.23456789, '2.5', False)
    put('date', '2020-02-29', '2020-02-28 23:59:59', '', False)
    put('comment', '<p>texte & "quotes"</p>', 'ligne 1\nligne 2', False)
    put('type', 'invoice', False)
    put('is_company', 1, 'oui', '', None)
    for field, value in (('color', 'bleu'), ('date', '31/12/2020'), ('date', '2021-02-29'), ('type', 'nonsense'), ('lang', 'xx_XX'), ('tz', 'Mars/Olympus'), ('country_id', 99999),
                         ('country_id', 'France'), ('parent_id', new), ('category_id', 'x'), ('category_id', [99999]), ('image_1920', 'not base64!'), ('email', ['x'])):
        r.call('demo', 'res.partner', 'write', [new], {field: value})
    r.call('demo', 'res.partner', 'read', [new], ['color', 'date', 'type', 'lang', 'tz', 'country_id', 'parent_id', 'category_id', 'email'])
    r.call('demo', 'res.partner', 'write', [new], {'id': 5, 'name': 'Id ignoré'})
    r.call('demo', 'res.partner', 'write', [new], {'create_uid': 1, 'create_date': '2001-01-01 00:00:00'})
    r.call('demo', 'res.partner', 'read', [new], ['name', 'create_uid'])
    r.call('demo', 'res.partner', 'write', [new], {'display_name': 'calculé', 'partner_share': False, 'email_formatted': 'x'})
    r.call('demo', 'res.partner', 'read', [new], ['display_name', 'partner_share', 'email_formatted'])


def scenario_write_commands(r):
    """Commands on one2many and many2many fields, valid and not."""
    parent = r.call('demo', 'res.partner', 'create', {'name': 'Maison', 'is_company': True, 'child_ids': [[0, 0, {'name': 'Un'}], [0, False, {'name': 'Deux', 'type': 'invoice'}]]})
    look = ['child_ids', 'category_id']
    kids = r.call('demo', 'res.partner', 'search', [['parent_id', '=', parent]], order='id')
    other = r.call('demo', 'res.partner', 'create', {'name': 'Libre'})

    def put(field, commands):
        r.call('demo', 'res.partner', 'write', [parent], {field: commands})
        r.call('demo', 'res.partner', 'read', [parent], look)
    put('child_ids', [[1, kids[0], {'name': 'Un bis', 'function': 'chef'}]])
    put('child_ids', [[4, other]])
    put('child_ids', [[3, kids[1]]])
    r.call('demo', 'res.partner', 'read', [kids[1]], ['name', 'parent_id'])
    put('child_ids', [[2, other]])
    r.call('demo', 'res.partner', 'exists', [other])
    put('child_ids', [[6, 0, [kids[1]]]])
    r.call('demo', 'res.partner', 'read', [kids[0]], ['name', 'parent_id', 'function'])
    put('child_ids', [[5]])
    put('child_ids', [[0, 0, {'name': 'Trois'}], [4, kids[0]], [4, kids[1]]])
    put('child_ids', [[0, 0, {'name': False}]])
    put('child_ids', [[1, 99999, {'name': 'x'}]])
    put('child_ids', [[4, 99999]])
    put('child_ids', [[7, 1]])
    put('child_ids', [])
    put('child_ids', False)
    put('category_id', [[4, 6], [4, 7]])
    put('category_id', [[3, 6]])
    put('category_id', [[6, 0, [1, 2, 3]]])
    put('category_id', [[6, False, []]])
    put('category_id', [4, 5])
    put('category_id', [[4, 4], [4, 4]])
    put('category_id', [[5, 0, 0], [4, 2, 0]])
    put('category_id', [[0, 0, {'name': 'Interdite'}]])
    put('category_id', False)
    put('category_id', None)
    r.call('demo', 'res.partner', 'write', [parent, kids[0]], {'category_id': [[4, 3]]})
    r.call('demo', 'res.partner', 'search', [['category_id', '=', 3], ['id', 'in', [parent] + kids]], order='id')


def scenario_write_contacts(r):
    """Contacts as a tree: addresses that follow the company, loops, archiving, deleting."""
    company = r.call('demo', 'res.partner', 'create', {'name': 'Atelier Nord', 'is_company': True, 'street': '1 rue du Lac', 'city': 'Lille', 'zip': '59000', 'country_id': 75, 'vat': 'X'})
    person = r.call('demo', 'res.partner', 'create', {'name': 'Luc', 'parent_id': company, 'email': 'Luc <LUC@example.com>', 'phone': '0612345678', 'mobile': '+33 6 12 34 56 78'})
    look = ['name', 'display_name', 'street', 'city', 'zip', 'country_id', 'vat', 'commercial_partner_id', 'commercial_company_name', 'type', 'company_type', 'contact_address', 'email_formatted', 'email_normalized']
    r.call('demo', 'res.partner', 'read', [person], look + ['phone_sanitized', 'tz_offset', 'active_lang_count', 'same_vat_partner_id', 'self', 'parent_name'])
    r.call('demo', 'res.partner', 'write', [company], {'city': 'Roubaix', 'vat': 'Y', 'name': 'Atelier du Nord'})
    r.call('demo', 'res.partner', 'read', [person], look)
    r.call('demo', 'res.partner', 'write', [person], {'type': 'delivery', 'street': '2 quai', 'name': ''})
    r.call('demo', 'res.partner', 'read', [person], look)
    r.call('demo', 'res.partner', 'write', [company], {'parent_id': person})
    r.call('demo', 'res.partner', 'write', [person], {'parent_id': person})
    r.call('demo', 'res.partner', 'write', [person], {'parent_id': False})
    r.call('demo', 'res.partner', 'read', [person], look)
    r.call('demo', 'res.partner', 'write', [person], {'parent_id': company, 'type': 'contact', 'name': 'Luc'})
    r.call('demo', 'res.partner', 'read', [person], look)
    r.call('demo', 'res.partner', 'create', {'email': 'sansnom@example.com'})
    r.call('demo', 'res.partner', 'create', {'name': '', 'type': 'invoice'})
    r.call('demo', 'res.partner', 'create', {'type': 'contact'})
    r.call('demo', 'res.partner', 'create', {'name': 'Inconnu', 'nope': 1})
    r.call('demo', 'res.partner', 'create', [])
    r.call('demo', 'res.partner', 'create', {'name': 'Avec utilisateur', 'user_ids': [[4, 6]]})
    r.call('demo', 'res.partner', 'write', [9], {'active': False})
    r.call('demo', 'res.partner', 'toggle_active', [9])
    r.call('demo', 'res.partner', 'write', [7], {'active': False})
    r.call('demo', 'res.partner', 'toggle_active', [company])
    r.call('demo', 'res.partner', 'search', [['id', 'in', [company, person]]], order='id')
    r.call('demo', 'res.partner', 'search_count', [['id', 'child_of', company]], context={'active_test': False})
    r.call('demo', 'res.partner', 'unlink', [company])
    r.call('demo', 'res.partner', 'read', [person], ['name', 'parent_id', 'active'])
    r.call('demo', 'res.partner', 'unlink', [7])
    r.call('demo', 'res.partner', 'unlink', [99999])
    r.call('demo', 'res.partner', 'unlink', [])
    r.call('alice', 'res.partner', 'write', [person], {'name': 'Volé'})
    r.call('alice', 'res.partner', 'unlink', [person])
    r.call('portal', 'res.partner', 'write', [8], {'name': 'Moi'})
    r.call('portal', 'res.partner', 'read', [8, 9], ['name'])
    r.call('portal', 'res.partner', 'read', [8], ['name', 'email', 'commercial_partner_id'])
    r.call('portal', 'res.partner', 'search_read', [], ['name'], order='id')
    r.call('demo', 'res.partner', 'address_get', [9], ['invoice', 'delivery', 'contact'])
    r.call('demo', 'res.partner', 'create', {'name': 'Vue', 'image_1920': PNG})
    r.call('demo', 'res.partner', 'search_count', [['image_1920', '!=', False], ['name', '=', 'Vue']])
    r.call('demo', 'res.partner', 'create', {'name': 'Privée', 'type': 'private', 'parent_id': 9})
    r.call('demo', 'res.partner', 'search_read', [['name', '=', 'Privée']], ['name'])
    r.call('alice', 'res.partner', 'search_read', [['type', '=', 'private']], ['name'])


def scenario_write_users(r):
    """Users: what each may change of whom, unique log-ins, groups that exclude each other."""
    user = r.call('admin', 'res.users', 'create', {'name': 'Denise', 'login': 'denise', 'email': 'denise@example.com', 'groups_id': [[6, 0, [1]]]}, context=QUIET)
    r.call('admin', 'res.users', 'read', [user], ['name', 'login', 'email', 'groups_id', 'notification_type', 'lang', 'active', 'share', 'company_ids', 'odoobot_state', 'tz', 'state'])
    partner = r.call('admin', 'res.users', 'read', [user], ['partner_id'])[0]['partner_id'][0]
    r.call('demo', 'res.partner', 'read', [partner], ['name', 'email', 'user_ids', 'partner_share', 'channel_ids', 'im_status'])
    r.call('admin', 'res.users', 'create', {'name': 'Double', 'login': 'denise'}, context=QUIET)
    r.call('admin', 'res.users', 'create', {'name': 'Sans login'}, context=QUIET)
    r.call('admin', 'res.users', 'create', {'login': 'sansnom'}, context=QUIET)
    r.call('demo', 'res.users', 'create', {'name': 'x', 'login': 'x'})
    r.call('admin', 'res.users', 'write', [user], {'groups_id': [[4, 8]]})
    r.call('admin', 'res.users', 'write', [user], {'groups_id': [[4, 2]]})
    r.call('admin', 'res.users', 'read', [user], ['groups_id'])
    r.call('admin', 'res.users', 'write', [user], {'groups_id': [[6, 0, [8]]]})
    r.call('admin', 'res.users', 'read', [user], ['groups_id', 'share', 'notification_type'])
    r.call('admin', 'res.users', 'write', [user], {'company_id': 99})
    r.call('demo', 'res.users', 'write', [6], {'signature': '<p>Marc<script>x</script></p>', 'email': 'marc@example.com', 'lang': 'fr_FR', 'tz': 'Europe/Paris', 'notification_type': 'email'})
    r.call('demo', 'res.users', 'read', [6], ['signature', 'email', 'lang', 'tz', 'notification_type', 'name', 'share'])
    r.call('demo', 'res.users', 'write', [6], {'name': 'Marc Autre'})
    r.call('demo', 'res.users', 'write', [6], {'login': 'marc'})
    r.call('demo', 'res.users', 'write', [6], {'groups_id': [[4, 3]]})
    r.call('demo', 'res.users', 'write', [8], {'signature': 'x'})
    r.call('demo', 'res.users', 'read', [8], ['name', 'login', 'email', 'signature', 'notification_type'])
    r.call('demo', 'res.users', 'read', [8], ['groups_id'])
    r.call('portal', 'res.users', 'read', [8], ['name'])
    r.call('portal', 'res.users', 'read', [7], ['name', 'email', 'login'])
    r.call('portal', 'res.users', 'search_read', [], ['login'])
    r.call('demo', 'res.users', 'context_get')
    r.call('demo', 'res.users', 'has_group', 'base.group_user')
    r.call('demo', 'res.users', 'has_group', 'base.group_system')
    r.call('demo', 'res.users', 'has_group', 'group_user')
    r.call('demo', 'res.users', 'preference_save', [6])
    r.call('alice', 'res.users', 'change_password', 'wrong', 'nouveau')
    r.call('alice', 'res.users', 'change_password', 'alice', '')
    r.call('alice', 'res.users', 'change_password', 'alice', 'nouveau')
    r.service('public', 'common', 'login', None, 'alice', 'nouveau')
    r.service('public', 'common', 'login', None, 'alice', 'alice')
    r.call('admin', 'res.users', 'write', [9], {'password': 'secret'})
    r.service('public', 'common', 'login', None, 'bob', 'secret')
    r.call('admin', 'res.users', 'read', [9], ['password', 'new_password'])
    r.call('admin', 'res.users', 'write', [9], {'active': False})
    r.service('public', 'common', 'login', None, 'bob', 'secret')
    r.call('admin', 'res.users', 'write', [2], {'active': False})
    r.call('admin', 'res.users', 'unlink', [1])
    r.call('admin', 'res.users', 'unlink', [user])
    r.call('demo', 'res.partner', 'exists', [partner])
    r.call('demo', 'res.users', 'search_read', [['groups_id', 'in', [3]]], ['login'])
    r.call('demo', 'res.users', 'systray_get_activities')
    r.call('admin', 'res.groups', 'read', [1], ['name', 'full_name', 'users', 'implied_ids', 'trans_implied_ids', 'category_id', 'share', 'comment'])
    r.call('admin', 'res.groups', 'create', {'name': 'Chorale', 'users': [[4, 10]], 'implied_ids': [[4, 7]]})
    r.call('admin', 'res.users', 'read', [10], ['groups_id'])
    r.call('admin', 'res.groups', 'create', {'name': 'Chorale'})
    r.call('admin', 'res.groups', 'name_search', 'User types / Int')


def scenario_write_constraints(r):
    """Values that the database or a rule refuses."""
    alice, = partners(r, 'demo', 'alice')
    channel = channel_of(r, 'demo', 'contraintes')
    for model, values in (
            ('res.partner.category', {'name': False}), ('res.partner.category', {}), ('mail.shortcode', {'source': 'x'}), ('mail.channel', {'name': False}), ('mail.channel', {'name': 'x', 'public': 'nope'}),
            ('mail.channel', {'name': 'x', 'channel_type': 'nope'}), ('mail.channel', {'name': 'x', 'uuid': channel['uuid']}), ('mail.channel', {'name': 'x', 'moderation': True}),
            ('mail.channel', {'name': 'x', 'moderation': True, 'email_send': True}), ('mail.channel', {'name': 'x', 'moderation': True, 'email_send': True, 'moderator_ids': [[6, 0, [2]]]}),
            ('mail.message.subtype', {}), ('mail.followers', {'res_model': 'res.partner', 'res_id': 9}), ('mail.followers', {'res_model': 'res.partner', 'res_id': 9, 'partner_id': alice, 'channel_id': channel['id']}),
            ('mail.followers', {'res_model': 'res.partner', 'res_id': 9, 'partner_id': alice}), ('mail.followers', {'res_model': 'res.partner', 'res_id': 9, 'partner_id': alice}),
            ('mail.followers', {'res_id': 9, 'partner_id': alice}), ('mail.notification', {'res_partner_id': alice}), ('mail.tracking.value', {'field': 'x'}),
            ('mail.moderation', {'email': 'x@example.com', 'status': 'ban', 'channel_id': channel['id']}), ('mail.moderation', {'email': 'x@example.com', 'status': 'allow', 'channel_id': channel['id']}),
            ('mail.moderation', {'email': 'x@example.com'}), ('mail.alias', {'alias_name': 'x'}), ('mail.alias', {'alias_name': 'contraintes', 'alias_model_id': 1, 'alias_defaults': 'not a dict'}), ('mail.blacklist', {'email': 'pas un courriel'}),
            ('mail.blacklist', {'email': 'Spam <spam@example.com>'}), ('mail.blacklist', {'email': 'SPAM@example.com'}), ('ir.attachment', {}), ('ir.attachment', {'name': 'x', 'type': 'nope'}), ('bus.presence', {'user_id': 2}),
            ('res.country', {'name': 'Belgium', 'code': 'BE'}), ('res.lang', {'name': 'English (US)', 'code': 'en_US'}), ('res.currency', {'name': 'EUR', 'symbol': '€'}), ('ir.config_parameter', {'key': 'web.base.url', 'value': 'x'}),
            ('mail.activity', {'res_model_id': 1}), ('mail.activity.type', {}), ('res.groups', {}), ('ir.rule', {'name': 'x', 'model_id': 1, 'domain_force': '[nope]'}), ('res.users', {'login': 'demo', 'name': 'x'}), ('mail.message', {'message_type': 'nope'})):
        r.call('admin', model, 'create', values)
    r.call('admin', 'res.partner.category', 'write', [1], {'parent_id': 6})
    r.call('admin', 'res.partner.category', 'write', [1], {'parent_id': 1})
    r.call('admin', 'mail.channel', 'write', [channel['id']], {'moderation': True})
    r.call('admin', 'mail.channel', 'write', [channel['id']], {'email_send': True, 'moderation': True, 'moderator_ids': [[6, 0, [2]]]})
    r.call('demo', 'mail.channel', 'write', [channel['id']], {'alias_name': 'contraintes'})
    r.call('demo', 'mail.channel', 'read', [channel['id']], ['moderation', 'email_send', 'moderator_ids', 'alias_name', 'alias_domain', 'alias_contact', 'alias_defaults', 'alias_force_thread_id'])
    r.call('admin', 'res.country', 'unlink', [233])
    r.call('admin', 'res.company', 'unlink', [1])
    r.call('admin', 'res.lang', 'unlink', [r.call('admin', 'res.lang', 'search', [['code', '=', 'fr_FR']])[0]])
    r.call('admin', 'mail.message.subtype', 'unlink', [1])
    r.call('admin', 'res.groups', 'write', [1], {'name': False})
    r.call('admin', 'mail.channel', 'unlink', [1])


def scenario_translations(r):
    """The same record in two languages, and a user whose language changes."""
    tag = r.call('admin', 'res.partner.category', 'create', {'name': 'Supplier of bread'})
    r.call('admin', 'res.partner.category', 'write', [tag], {'name': 'Boulanger'}, context=FR)
    for context in ({}, FR, {'lang': 'en_US'}, {'lang': 'de_DE'}, {'lang': False}, {'lang': 'nonsense'}):
        r.call('demo', 'res.partner.category', 'read', [tag], ['name', 'display_name'], context=context)
    r.call('demo', 'res.partner.category', 'search', [['name', 'ilike', 'boulang']], context=FR)
    r.call('demo', 'res.partner.category', 'search', [['name', 'ilike', 'boulang']])
    r.call('demo', 'res.partner.category', 'search', [['name', 'ilike', 'bread']], context=FR)
    r.call('demo', 'res.partner.category', 'search', [['name', '=', 'Boulanger']], context=FR)
    r.call('demo', 'res.partner.category', 'search', [['name', 'in', ['Boulanger']]], context=FR)
    r.call('demo', 'res.partner.category', 'search_read', [], ['name'], order='name', context=FR)
    r.call('demo', 'res.partner.category', 'name_search', 'boulanger', context=FR)
    r.call('admin', 'res.partner.category', 'write', [tag], {'name': 'Bakery'})
    r.call('demo', 'res.partner.category', 'read', [tag], ['name'], context=FR)
    r.call('demo', 'res.partner.category', 'read', [tag], ['name'])
    french = r.call('admin', 'res.partner.category', 'create', {'name': 'Fromager'}, context=FR)
    r.call('demo', 'res.partner.category', 'read', [french], ['name'])
    r.call('demo', 'res.partner.category', 'read', [french], ['name'], context=FR)
    r.call('admin', 'res.partner.category', 'write', [french], {'name': False}, context=FR)
    r.call('admin', 'res.partner.category', 'write', [french], {'name': 'Affineur'}, context=FR)
    r.call('demo', 'res.partner.category', 'read', [french], ['name'])
    r.call('admin', 'ir.translation', 'search_read', [['name', '=', 'res.partner.category,name'], ['res_id', 'in', [tag, french]]], ['lang', 'src', 'value', 'type', 'state', 'name'], order='id')
    r.call('admin', 'res.partner.category', 'copy', tag)
    r.call('admin', 'res.partner.category', 'unlink', [tag])
    r.call('admin', 'ir.translation', 'search_count', [['name', '=', 'res.partner.category,name'], ['res_id', '=', tag]])
    channel = channel_of(r, 'demo', 'Meeting room')['id']
    r.call('demo', 'mail.channel', 'write', [channel], {'name': 'Salle de réunion'}, context=FR)
    r.call('demo', 'mail.channel', 'channel_info', [channel], context=FR)
    r.call('demo', 'mail.channel', 'channel_info', [channel])
    r.call('demo', 'mail.message.subtype', 'search_read', [], ['name'], context=FR)
    r.call('demo', 'mail.channel', 'message_post', [channel], body='Bonjour', message_type='comment', subtype='mail.mt_comment', context=FR)
    r.call('demo', 'mail.channel', 'channel_fetch_message', [channel], context=FR)
    r.call('demo', 'res.users', 'write', [6], {'lang': 'fr_FR'})
    r.call('demo', 'res.users', 'context_get')
    r.json('demo', '/mail/init_messaging')
    r.call('demo', 'mail.channel', 'channel_info', [channel])
    r.call('demo', 'mail.channel', 'channel_info', [channel], context=FR)
    r.call('demo', 'mail.channel', 'read', [99999], ['name'], context=FR)
    r.call('demo', 'mail.channel', 'unlink', [1], context=FR)
    r.call('alice', 'res.partner', 'unlink', [9], context=FR)
    r.call('demo', 'mail.channel', 'create', {'public': 'public'}, context=FR)
    r.call('alice', 'res.users', 'change_password', 'wrong', 'x', context=FR)
    r.call('demo', 'mail.channel', 'execute_command', [channel], command='help', context=FR)
    r.json('demo', '/longpolling/poll', channels=[], last=0, options={'peek': True})
    r.call('demo', 'mail.channel', 'get_mention_commands', context=FR)
    r.xml('demo', 'mail.channel', 'read', [channel], ['name', 'public'])
    r.xml('demo', 'mail.channel', 'fields_get', ['public'], ['string', 'selection'])
