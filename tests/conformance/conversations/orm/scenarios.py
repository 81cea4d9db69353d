"""Generic model access as integrations use it: domains, order, grouping, names, descriptions, import and export.

The contacts of the demonstration data are the subject: trees of companies, countries, tags.
"""
from common import FR, PNG, TEXT, partners


def scenario_orm_operators_text(r):
    """Every operator on texts, with empty values, accents, wildcards and escapes."""
    for name, ref in (('Éric Ünal', 'A_1'), ('eric unal', 'a%1'), ('100% coton', 'Z\\9'), ("L'Aiguille", '')):
        r.call('demo', 'res.partner', 'create', {'name': name, 'ref': ref})
    domains = [
        [['name', '=', 'Wood Corner']], [['name', '!=', 'Wood Corner'], ['is_company', '=', True]], [['name', '<>', 'Azure Interior'], ['is_company', '=', True]],
        [['name', 'like', 'od']], [['name', 'like', 'OD']], [['name', 'ilike', 'OD']], [['name', 'not like', 'a'], ['is_company', '=', True]],
        [['name', 'not ilike', 'r'], ['is_company', '=', True]], [['name', '=like', 'W%']], [['name', '=like', 'w%']], [['name', '=ilike', 'w%']],
        [['name', '=ilike', '_on %']], [['name', 'ilike', 'éric']], [['name', 'ilike', 'eric']], [['name', 'ilike', '%']], [['name', 'like', '100%']],
        [['name', 'ilike', '_%coton']], [['ref', '=', 'a%1']], [['ref', 'like', 'a_1']], [['ref', 'ilike', 'a\\_1']], [['ref', 'like', '\\']],
        [['name', 'ilike', "l'ai"]], [['ref', '=', '']], [['ref', '!=', '']], [['ref', '=', False], ['name', 'ilike', 'aiguille']],
        [['ref', '!=', False]], [['ref', 'in', ['A_1', False]], ['name', 'ilike', 'unal']], [['ref', 'not in', ['A_1']], ['name', 'ilike', 'ünal']],
        [['ref', 'in', []]], [['ref', 'not in', []], ['name', 'like', 'coton']], [['ref', 'not in', [False]]], [['ref', 'not in', ['A_1', False]]],
        [['ref', 'ilike', '']], [['ref', 'not ilike', ''], ['is_company', '=', True]], [['ref', 'ilike', False]], [['name', '>', 'W']], [['name', '<=', 'B'], ['is_company', '=', True]],
        [['name', '=?', False], ['is_company', '=', True]], [['name', '=?', 'Lumber Inc']], [['email', 'in', ['ALICE@example.com', 'bob@example.com']]],
        [['email', '=ilike', 'ALICE@example.com']], [['name', '==', 'Lumber Inc']], [['name', 'in', 'Lumber Inc']], [['name', '=', ['Lumber Inc', 'Ready Mat']]],
        [['name', '!=', ['Lumber Inc', 'Ready Mat']], ['is_company', '=', True]], [['name', 'IN', ['Lumber Inc']]], [['name', '=', True], ['is_company', '=', True]],
        [['name', '=', 12]], [['name', 'like', 12]], [['display_name', 'ilike', 'corner, w']], [['comment', '=', False], ['is_company', '=', True]],
    ]
    for domain in domains:
        r.call('demo', 'res.partner', 'search_read', domain, ['name', 'ref'], order='id')


def scenario_orm_operators_values(r):
    """Operators on numbers, dates, booleans and selections; values of another type."""
    old = r.call('demo', 'res.partner', 'create', {'name': 'Ancienne', 'date': '1999-12-31', 'color': 7, 'partner_latitude': 48.8566, 'type': 'invoice', 'credit_limit': -1.5})
    r.call('demo', 'res.partner', 'create', {'name': 'Récente', 'date': '2020-02-29', 'color': 11, 'partner_latitude': -33.45, 'type': 'delivery'})
    r.call('demo', 'res.partner', 'create', {'name': 'Vide', 'color': 0, 'lang': 'fr_FR', 'active': False})
    mine = ['name', 'in', ['Ancienne', 'Récente', 'Vide']]
    domains = [
        [['color', '=', 7]], [['color', '=', '7']], [['color', '>', 6], mine], [['color', '>=', 7], ['color', '<', 11]], [['color', 'in', [7, 11]]],
        [['color', '=', False], mine], [['color', '!=', False], mine], [['color', 'not in', [7]], mine], [['color', 'like', 7], mine],
        [['date', '=', '1999-12-31']], [['date', '<', '2000-01-01']], [['date', '>', '1999-12-31']], [['date', '>=', '1999-12-31 12:00:00'], mine],
        [['date', '=', False], mine], [['date', '!=', False]], [['date', 'in', ['2020-02-29', False]], mine],
        [['partner_latitude', '>', 0]], [['partner_latitude', '<', 0]], [['partner_latitude', '=', 48.8566]], [['credit_limit', '=', -1.5]], [['credit_limit', '=', 0], mine],
        [['is_company', '=', False], mine], [['is_company', '!=', True], mine], [['is_company', '=', 1], ['id', '<', 11]], [['is_company', 'in', [True, False]], mine],
        [['active', '=', False], mine], [['active', '=', True], mine], [['active', 'in', [True, False]], mine], [['active', '!=', True], mine],
        ['|', ['active', '=', True], ['active', '=', False], mine], [['type', '=', 'invoice']], [['type', 'in', ['invoice', 'delivery']]], [['type', '=', 'nonsense']],
        [['type', '!=', 'contact']], [['lang', '=', 'fr_FR']], [['lang', '=', False], mine], [['tz', 'ilike', 'brussels']],
        [['create_date', '>', '2000-01-01']], [['create_date', '>', '2000-01-01 00:00:00'], mine], [['create_date', '<', '2000-01-01']],
        [['create_uid', '=', 6], mine], [['write_uid.login', '=', 'demo'], mine], [['id', '=', old]], [['id', 'in', [old, 7]]], [['id', 'not in', [old]], mine],
        [['id', '=', False]], [['id', '!=', False], mine], [['id', '=', '7']], [['id', 'child_of', old]], [['color', '=?', None], mine],
    ]
    for domain in domains:
        r.call('demo', 'res.partner', 'search_read', domain, ['name', 'color', 'date'], order='id')
    r.call('demo', 'res.partner', 'search_read', [mine], ['name'], order='id', context={'active_test': False})
    r.call('demo', 'res.partner', 'search', [['date', '=', 'not a date']])
    r.call('demo', 'res.partner', 'search', [['color', '=', 'blue']])


def scenario_orm_operators_relations(r):
    """Operators on relations: trees, paths, names, lists of ids, functions with a search of their own."""
    domains = [
        [['parent_id', '=', 9]], [['parent_id', '=', 'Wood Corner']], [['parent_id', 'ilike', 'wood']], [['parent_id', 'like', 'Deco']],
        [['parent_id', 'not ilike', 'wood'], ['id', '<', 25], ['parent_id', '!=', False]], [['parent_id', 'in', [9, 10]]], [['parent_id', 'not in', [9]], ['id', 'in', [16, 18, 41]]],
        [['parent_id', '=', False], ['id', '<', 20]], [['parent_id', '!=', False], ['id', '<', 20]], [['parent_id', 'in', [False, 9]], ['id', '<', 20]],
        [['parent_id', 'child_of', 9]], [['id', 'child_of', 9]], [['id', 'child_of', [9, 10]]], [['id', 'child_of', 'Wood Corner']], [['id', 'parent_of', 16]],
        [['id', 'parent_of', [16, 19]]], [['parent_id', 'parent_of', 9]], [['id', 'child_of', False]], [['id', 'child_of', []]], [['commercial_partner_id', '=', 14]],
        [['child_ids', '=', 16]], [['child_ids', 'in', [16, 18]]], [['child_ids', '!=', False]], [['child_ids', '=', False], ['is_company', '=', True]],
        [['child_ids', 'ilike', 'fletcher']], [['child_ids.name', 'ilike', 'fletcher']], [['child_ids.child_ids', '=', False], ['is_company', '=', True]],
        [['child_ids', 'not in', [16]], ['is_company', '=', True]], [['child_ids', 'child_of', 16]],
        [['category_id', '=', 6]], [['category_id', 'in', [1, 6]]], [['category_id', 'not in', [6]], ['is_company', '=', True]], [['category_id', '=', False], ['is_company', '=', True]],
        [['category_id', '!=', False]], [['category_id', 'ilike', 'desk']], [['category_id', 'not ilike', 'desk'], ['is_company', '=', True]], [['category_id', 'child_of', 1]],
        [['category_id', 'child_of', 'Vendor']], [['category_id', 'parent_of', 6]], [['category_id.parent_id', '=', 1]], [['category_id.name', '=', 'Services']],
        [['country_id.code', '=', 'US'], ['is_company', '=', True]], [['country_id', 'ilike', 'united st'], ['id', '<', 10]], [['state_id.country_id.currency_id.name', '=', 'USD'], ['id', '<', 10]],
        [['user_ids', '!=', False]], [['user_ids.groups_id', 'in', [3]]], [['user_ids.login', 'in', ['demo', 'bob']]], [['user_ids', '=', False], ['id', '>', 36]],
        [['message_partner_ids', 'in', [3]]], [['message_follower_ids.partner_id', '=', 7]], [['message_is_follower', '=', True]], [['message_ids.author_id', '=', 7]],
        [['channel_ids', 'in', [1]]], [['is_blacklisted', '=', False], ['id', '<', 10]], [['message_needaction', '=', True]], [['message_has_error', '=', True]],
        [['bank_ids', '=', False], ['id', '<', 10]], [['company_id', '=', False], ['id', '<', 10]], [['company_id', 'in', [1, False]], ['id', '<', 10]],
        ['!', ['parent_id.name', 'ilike', 'wood'], ['id', '<', 19]], ['&', '|', ['parent_id', '=', 9], ['parent_id', '=', 10], '!', ['name', 'ilike', 'o']],
        ['|', '|', ['id', '=', 9], ['id', '=', 10], ['parent_id.parent_id', '!=', False]], [['parent_id', 'any', [['name', '=', 'x']]]], [['im_status', '=', 'offline']],
        [['parent_id', '=?', 9]], [['parent_id', '=?', False], ['id', '<', 10]], [['parent_id.active', '=', False]], [['category_id', '=', 'Services']],
    ]
    for domain in domains:
        r.call('demo', 'res.partner', 'search_read', domain, ['name'], order='id')


def scenario_orm_order(r):
    """Order, pages and counts; the default order of models."""
    companies = [['is_company', '=', True]]
    for order in ('name', 'name desc', 'NAME DESC', 'country_id, name', 'state_id desc, id desc', 'parent_id, id', 'parent_id desc, name asc', 'user_id, id',
                  'is_company desc, name', 'create_uid, id', 'commercial_partner_id, id', '  name   desc  ,  id  ', 'display_name desc', 'category_id', 'title, name',
                  'name asc nulls first', 'name,,id', 'name desc desc', '1', 'id; select 1', 'parent_id.name', 'email_formatted', 'message_ids'):
        r.call('demo', 'res.partner', 'search', companies if order != 'parent_id, id' else [['id', '<', 30]], order=order)
    for paging in (dict(limit=3), dict(offset=3), dict(offset=3, limit=3), dict(limit=0), dict(limit=False), dict(limit=None), dict(offset=None), dict(limit=1000),
                   dict(offset=1000), dict(count=True), dict(count=True, limit=3), dict(order=''), dict(order=False), dict(order=None)):
        r.call('demo', 'res.partner', 'search', companies, **paging)
    r.call('demo', 'res.partner', 'search', companies, 2, 3, 'id')
    r.call('demo', 'res.partner', 'search', companies, 0, False, 'id', True)
    r.call('demo', 'res.partner', 'search_count', companies)
    r.call('demo', 'res.partner', 'search_count', [])
    r.call('demo', 'res.country', 'search_read', [['code', 'in', ['DE', 'AT', 'CH', 'BE', 'US', 'ES']]], ['name'], context=FR)
    r.call('demo', 'res.country', 'search_read', [['code', 'in', ['DE', 'AT', 'CH', 'BE', 'US', 'ES']]], ['name'])
    r.call('demo', 'res.country', 'search_read', [['code', 'in', ['DE', 'AT', 'CH', 'BE', 'US', 'ES']]], ['name'], order='name desc', context=FR)
    r.call('demo', 'res.partner.category', 'search_read', [], ['name', 'display_name', 'parent_path'])
    r.call('demo', 'mail.message.subtype', 'search_read', [], ['name', 'sequence'])
    r.call('demo', 'res.users', 'search_read', [], ['login'])
    r.call('demo', 'mail.channel', 'search_read', [], ['name'], order='public, name desc')
    r.call('demo', 'res.lang', 'search_read', [], ['code', 'name', 'active'])
    r.call('demo', 'res.currency', 'search_read', [], ['name', 'symbol', 'position', 'rounding', 'decimal_places', 'rate'])
    r.call('demo', 'res.country.state', 'search_read', [['country_id.code', '=', 'BE']], ['name', 'code', 'country_id'])
    r.call('admin', 'res.groups', 'search_read', [], ['name', 'full_name', 'implied_ids'])


def scenario_orm_read_group(r):
    """Grouping: by relation, selection, boolean and date, with sums, order, pages and several levels."""
    tag, = [r.call('demo', 'res.partner.category', 'search', [['name', '=', 'Services']])[0]]
    for n, (date, color) in enumerate((('2019-01-01', 1), ('2019-01-31', 2), ('2019-12-30', 3), ('2020-02-29', 4), ('2020-12-31', 5), (False, 6))):
        r.call('demo', 'res.partner', 'create', {'name': 'groupe %d' % n, 'date': date, 'color': color, 'ref': 'g' if n % 2 else 'h', 'partner_latitude': n * 1.5,
                                                 'type': ['contact', 'invoice', 'other'][n % 3], 'category_id': [[6, 0, [tag] if n < 2 else []]]})
    mine, model = [['name', 'like', 'groupe ']], 'res.partner'
    for fields, groupby, kwargs in (
            ([], ['country_id'], {}), ([], ['state_id'], {}), ([], ['parent_id'], {}), ([], ['is_company'], {}), ([], ['type'], {}), ([], ['lang'], {}),
            ([], ['user_id'], {}), ([], ['category_id'], {}), ([], ['title'], {}), ([], ['company_id'], {})):
        r.call('demo', model, 'read_group', [], fields, groupby, **kwargs)
    for fields, groupby, kwargs in (
            (['color'], ['date'], {}), (['color'], ['date:day'], {}), (['color'], ['date:week'], {}), (['color'], ['date:month'], {}), (['color'], ['date:quarter'], {}),
            (['color'], ['date:year'], {}), (['color'], ['date:year'], {'orderby': 'date desc'}), (['color'], ['date:year'], {'orderby': 'color desc'}),
            (['color:sum', 'partner_latitude:max'], ['ref'], {}), (['color:avg', 'partner_latitude:min'], ['ref'], {}), (['n:count_distinct(type)', 'm:count(date)'], ['ref'], {}),
            (['ids:array_agg(color)'], ['ref'], {}), (['color'], ['ref', 'type'], {}), (['color'], ['ref', 'type'], {'lazy': False}),
            (['color'], ['ref', 'date:year'], {'lazy': False, 'orderby': 'ref desc, date'}), (['color', 'name'], [], {}), (['color'], [], {'lazy': False}),
            (['color'], ['type'], {'limit': 1}), (['color'], ['type'], {'limit': 1, 'offset': 1}), (['color'], ['type'], {'orderby': 'type_count desc, type'}),
            (['color'], ['type'], {'orderby': 'type desc'}), (['type', 'color', 'ref'], ['type'], {}), (['category_id'], ['category_id'], {}),
            (['color'], ['category_id', 'type'], {'lazy': False}), (['color'], 'ref', {}), ([], ['active'], {}), ([], ['date:hour'], {}), ([], ['date:nonsense'], {}),
            ([], ['nope'], {}), ([], ['im_status'], {}), ([], ['child_ids'], {}), (['nope'], ['ref'], {}), (['color:nope'], ['ref'], {}), (['color:sum', 'color:max'], ['ref'], {}),
            ([], ['ref'], {'orderby': 'nope'}), (['color'], ['date:month'], {'context': FR})):
        r.call('demo', model, 'read_group', mine, fields, groupby, **kwargs)
    r.call('demo', model, 'read_group', [['name', '=', 'no such name']], ['color'], ['type'])
    r.call('demo', model, 'read_group', [['name', '=', 'no such name']], ['color'], [])
    r.call('demo', 'mail.message', 'read_group', [['model', '=', 'mail.channel']], ['res_id'], ['message_type'])
    r.call('demo', 'mail.message', 'read_group', [['model', '=', 'mail.channel']], [], ['author_id'])
    r.call('demo', 'mail.message', 'read_group', [['model', '!=', False]], [], ['model', 'subtype_id'], lazy=False)
    r.call('demo', model, 'web_read_group', mine, ['color'], ['type'])
    r.call('demo', model, 'web_read_group', mine, ['color'], ['date:month'], limit=2)


def scenario_orm_names(r):
    """Names: searching by name, creating by name, and what a context shows in a name."""
    for args, kwargs in ((['wood'], {}), (['WOOD', [], 'ilike', 3], {}), (['Wood Corner', [], '='], {}), (['wood', [['is_company', '=', True]]], {}), ([''], {'limit': 4}),
                         ([], {'limit': 2}), (['corner, w'], {}), (['fletcher', None, 'like'], {}), (['Fletcher', None, 'like'], {}), (['a'], {'operator': '=ilike'}),
                         (['bob@example.com'], {}), (['BOB@'], {}), (['wood'], {'limit': 1}), (['wood'], {'limit': None}), (['wood', [], 'not ilike', 3], {}),
                         (['%'], {'limit': 2}), (['odoobot'], {}), (['odoobot'], {'context': {'active_test': False}})):
        r.call('demo', 'res.partner', 'name_search', *args, **kwargs)
    for context in ({'show_email': True}, {'show_address': True}, {'show_address_only': True}, {'show_address': True, 'html_format': True}, {'show_vat': True},
                    {'show_email': True, 'lang': 'fr_FR'}, {'address_inline': True, 'show_address': True}, {'partner_show_db_id': True}):
        r.call('demo', 'res.partner', 'name_get', [16, 9, 41], context=context)
        r.call('demo', 'res.partner', 'read', [16], ['display_name', 'parent_id'], context=context)
    for name in ('Jean Dupont', 'Jean <jean@example.com>', 'solo@example.com', '', '"Dupont, Jean" <jd@example.com>'):
        new = r.call('demo', 'res.partner', 'name_create', name)
        if name:
            r.call('demo', 'res.partner', 'read', [new[0]], ['name', 'email'])
    r.call('demo', 'res.partner', 'find_or_create', 'Jean <JEAN@example.com>')
    r.call('demo', 'res.partner.category', 'name_create', 'VIP')
    r.call('admin', 'res.partner.category', 'name_create', 'VIP')
    r.call('demo', 'res.partner.category', 'name_search', 'Vendor / Desk')
    r.call('demo', 'res.partner.category', 'name_get', [6], context={'partner_category_display': 'short'})
    r.call('demo', 'mail.channel', 'name_search', 'ale')
    r.call('demo', 'res.users', 'name_search', 'demo')
    r.call('demo', 'res.users', 'name_search', 'Marc')
    r.call('demo', 'res.country', 'name_search', 'BE')
    r.call('demo', 'res.country', 'name_search', 'belg', context=FR)
    r.call('demo', 'res.country.state', 'name_search', 'calif')
    r.call('demo', 'res.currency', 'name_search', 'eur')
    r.call('demo', 'mail.shortcode', 'name_create', 'x')
    r.call('demo', 'res.partner', 'name_get', [99999])
    r.call('demo', 'res.partner', 'name_get', [])
    r.call('demo', 'res.partner', 'name_get', 9)
    r.call('alice', 'res.partner', 'name_create', 'Interdit')


def scenario_orm_fields_get(r):
    """Descriptions of fields: attributes, languages, and what a user may not see."""
    attributes = ['string', 'help', 'type', 'required', 'readonly', 'selection', 'relation', 'domain', 'context', 'store', 'sortable', 'searchable', 'translate', 'size',
                  'digits', 'group_operator', 'currency_field', 'relation_field', 'depends', 'company_dependent', 'manual', 'change_default', 'related', 'groups']
    for model in ('res.partner', 'res.users', 'mail.channel', 'mail.message', 'mail.channel.partner', 'mail.followers', 'mail.notification', 'mail.message.subtype', 'mail.shortcode',
                  'ir.attachment', 'mail.moderation', 'mail.tracking.value', 'mail.activity', 'res.partner.category', 'res.company', 'res.country', 'res.lang', 'res.groups',
                  'bus.presence', 'mail.alias', 'mail.activity.type', 'res.currency', 'mail.mail', 'sms.sms', 'snailmail.letter', 'mail.blacklist'):
        r.call('admin', model, 'fields_get', [], attributes)
    for model in ('res.partner', 'mail.channel', 'mail.message', 'ir.attachment', 'res.users'):
        r.call('demo', model, 'fields_get', [], ['string', 'help', 'selection'], context=FR)
        r.call('portal', model, 'fields_get', [], ['type', 'readonly'])
    r.call('demo', 'res.partner', 'fields_get', ['name', 'type'])
    r.call('demo', 'res.partner', 'fields_get', ['name', 'nope'], ['string'])
    r.call('demo', 'res.partner', 'fields_get', allfields=['lang'], attributes=['selection'])
    r.call('demo', 'res.partner', 'fields_get', ['tz'], ['type'])
    r.call('demo', 'res.partner', 'fields_get', ['country_id'], [])
    r.call('demo', 'res.partner', 'fields_get', ['country_id'], ['no_such_attribute'])
    r.call('demo', 'res.partner', 'fields_get', [['state_id']], ['domain'])
    r.call('public', 'res.partner', 'fields_get', ['name'])
    r.call('alice', 'res.partner', 'fields_get', ['name', 'signup_token', 'email'], ['readonly', 'groups'])
    r.call('alice', 'res.partner', 'fields_get', ['signup_token'])


def scenario_orm_defaults_copies(r):
    """Default values, copies, and defaults that a context or a user gives."""
    for model, fields, context in (
            ('res.partner', ['name', 'lang', 'tz', 'type', 'active', 'company_id', 'color', 'is_company', 'image_1920', 'category_id', 'company_type'], {}),
            ('res.partner', ['category_id', 'parent_id', 'name', 'color'], {'default_name': 'Par défaut', 'default_parent_id': 9, 'default_color': 3, 'default_category_id': [6]}),
            ('res.partner', ['category_id'], {'default_category_id': [[6, 0, [6]]]}), ('res.partner', ['lang'], FR), ('res.partner', ['nope'], {'default_nope': 1}),
            ('res.partner', ['parent_id', 'country_id'], {'default_parent_id': 'nine'}), ('mail.channel', [], {}), ('mail.message', ['date', 'message_type', 'author_id', 'email_from', 'reply_to', 'message_id'], {}),
            ('mail.shortcode', ['source', 'message_ids'], {'default_source': 'abc'}), ('mail.moderation', ['status', 'email'], {'default_status': 'ban'}),
            ('ir.attachment', ['type', 'company_id', 'public', 'name', 'res_model'], {'default_res_model': 'mail.channel'}), ('mail.message.subtype', ['default', 'sequence', 'internal'], {}),
            ('res.users', ['notification_type', 'active', 'company_id', 'company_ids', 'lang', 'login', 'odoobot_state'], {}), ('mail.followers', ['res_model'], {}),
            ('res.currency', ['rounding', 'active', 'position'], {}), ('mail.activity', ['user_id', 'res_model', 'automated'], {'default_res_model': 'res.partner'})):
        r.call('admin', model, 'default_get', fields, context=context)
        r.call('demo', model, 'default_get', fields, context=context)
    r.call('portal', 'mail.channel', 'default_get', ['public', 'name'])
    original = r.call('demo', 'res.partner', 'create', {
        'name': 'Original', 'ref': 'unique', 'email': 'original@example.com', 'category_id': [[6, 0, [6, 7]]], 'child_ids': [[0, 0, {'name': 'Enfant'}]], 'date': '2020-01-02', 'comment': 'à copier', 'color': 4})
    look = ['name', 'display_name', 'ref', 'email', 'category_id', 'child_ids', 'date', 'comment', 'color', 'message_follower_ids', 'parent_id', 'company_type']
    copy = r.call('demo', 'res.partner', 'copy', original)
    r.call('demo', 'res.partner', 'read', [copy], look)
    again = r.call('demo', 'res.partner', 'copy', original, {'name': 'Autre', 'category_id': [[5]], 'child_ids': [[0, 0, {'name': 'Nouveau'}]]})
    r.call('demo', 'res.partner', 'read', [again], look)
    third = r.call('demo', 'res.partner', 'copy', original, default={'color': 9}, context=FR)
    r.call('demo', 'res.partner', 'read', [third], look)
    r.call('demo', 'res.partner', 'copy_data', [original], {'name': 'x'})
    r.call('demo', 'res.partner', 'copy', 99999)
    r.call('alice', 'res.partner', 'copy', original)
    r.call('admin', 'res.partner.category', 'copy', 6)
    r.call('admin', 'res.users', 'copy', 10)
    code = r.call('demo', 'mail.shortcode', 'create', {'source': 'copie', 'substitution': 'Bonjour'})
    r.call('demo', 'mail.shortcode', 'read', [r.call('demo', 'mail.shortcode', 'copy', code)], ['source', 'substitution', 'description'])


def scenario_orm_load_export(r):
    """Import of rows with external ids, names and sub-rows; export of the same."""
    r.call('demo', 'res.partner', 'load', ['name', 'email'], [['Import un', 'un@example.com'], ['Import deux', '']])
    r.call('demo', 'res.partner', 'search_read', [['name', 'like', 'Import ']], ['name', 'email'], order='id')
    r.call('admin', 'res.partner', 'load', ['id', 'name', 'is_company'], [['conformance.p1', 'Société 1', 'True'], ['conformance.p2', 'Société 2', '0']])
    r.call('admin', 'res.partner', 'load', ['id', 'name', 'color'], [['conformance.p1', 'Société 1 bis', '5']])
    r.call('demo', 'res.partner', 'search_read', [['name', 'like', 'Société ']], ['name', 'color', 'is_company'], order='id')
    for fields, rows in (
            (['name', 'parent_id'], [['Par nom', 'Wood Corner']]), (['name', 'parent_id/id'], [['Par xml id', 'base.res_partner_2']]), (['name', 'parent_id/.id'], [['Par id', '9']]),
            (['name', 'category_id'], [['Étiquettes', 'Services,Prospects']]), (['name', 'category_id/id'], [['Étiquettes 2', 'base.res_partner_category_0']]),
            (['name', 'child_ids/name', 'child_ids/type'], [['Mère', 'Fille 1', 'Contact'], ['', 'Fille 2', 'Invoice Address']]), (['name', 'type'], [['Choix', 'nonsense']]),
            (['name', 'color'], [['Nombre', 'douze']]), (['name', 'date'], [['Date', '2020-02-30']]), (['name', 'date'], [['Date juste', '2020-02-29']]), (['name', 'is_company'], [['Booléen', 'peut-être']]),
            (['name', 'parent_id'], [['Inconnu', 'No such partner']]), (['name', 'parent_id/id'], [['Inconnu', 'base.no_such']]), (['name', 'nope'], [['x', 'y']]), (['email'], [['sans@nom.example.com']]),
            (['name', 'partner_latitude'], [['Décimal', '1.5']]), (['name', 'lang'], [['Langue', 'French / Français']]), ([], []), (['name'], [['']]), (['.id', 'name'], [['9', 'Wood Corner']]), (['.id', 'name'], [['99999', 'x']])):
        r.call('admin', 'res.partner', 'load', fields, rows)
    r.call('alice', 'res.partner', 'load', ['name'], [['Interdit']])
    r.call('demo', 'mail.shortcode', 'load', ['source', 'substitution'], [['a', 'b'], ['c', '']])
    r.call('demo', 'mail.channel', 'load', ['name', 'public'], [['importé', 'Everyone'], ['importé 2', 'groups']])
    for fields in (['name', 'is_company', 'color'], ['name', 'country_id', 'country_id/code', 'country_id/id', 'country_id/.id'], ['id', '.id', 'name'], ['name', 'child_ids/name', 'child_ids/email'],
                   ['category_id', 'category_id/id'], ['name', 'nope'], ['create_date'], ['date', 'type', 'lang', 'partner_latitude']):
        r.call('admin', 'res.partner', 'export_data', [9, 10], fields)
    r.call('admin', 'res.partner', 'export_data', [10], ['name'], context=FR)
    r.call('demo', 'res.partner', 'export_data', [10], ['name'])
    r.call('demo', 'mail.channel', 'export_data', [1], ['name', 'public', 'channel_partner_ids/name', 'is_member'])
    r.call('portal', 'res.partner', 'export_data', [9], ['name'])


def scenario_orm_reading(r):
    """Reading in every shape: loads, wrong arguments, metadata, rights, external ids, dataset routes."""
    r.call('demo', 'res.partner', 'read', [9], ['name', 'country_id', 'child_ids', 'category_id'], load='_classic_write')
    r.call('demo', 'res.partner', 'read', [9], ['name', 'country_id'], load=None)
    r.call('demo', 'res.partner', 'read', [9], ['name', 'country_id'], '_classic_read')
    r.call('demo', 'res.partner', 'read', [10, 9], ['name'])
    r.call('demo', 'res.partner', 'read', [9, 9], ['name'])
    r.call('demo', 'res.partner', 'read', 9, ['name'])
    r.call('demo', 'res.partner', 'read', [9, 99999], ['name'])
    r.call('demo', 'res.partner', 'read', ['9'], ['name'])
    r.call('demo', 'res.partner', 'read', [9], ['name', 'name', 'id'])
    r.call('demo', 'res.partner', 'read', [9], [])
    r.call('alice', 'res.partner', 'read', [9], ['signup_token'])
    r.call('demo', 'res.partner', 'read', [9], ['bin_size', 'name'])
    r.call('demo', 'res.partner', 'read', [9], ['image_128'], context={'bin_size': True})
    r.call('demo', 'res.partner', 'read', [41], ['image_1920', 'image_128'])
    r.call('demo', 'res.partner', 'read', [2, 5], ['name', 'active'])
    for kwargs in ({}, {'domain': [['id', '=', 9]], 'fields': ['name']}, {'domain': None, 'fields': ['name'], 'limit': 2}, {'domain': [], 'fields': None, 'limit': 0, 'offset': 1000},
                   {'domain': [['id', '=', 9]], 'fields': ['nope']}, {'domain': [['id', '=', 9]], 'fields': ['name'], 'order': 'name', 'offset': 0, 'limit': 80}, {'domain': [['id', '=', 9]], 'nope': 1},
                   {'domain': [['id', 'in', [9, 10]]], 'fields': ['parent_id', 'country_id'], 'context': FR}):
        r.call('demo', 'res.partner.category' if not kwargs else 'res.partner', 'search_read', **kwargs)
    r.call('demo', 'res.partner', 'get_metadata', [9])
    r.call('demo', 'res.partner', 'get_external_id', [9, 41])
    r.call('demo', 'res.partner', 'exists', [9, 99999])
    r.call('demo', 'mail.channel', 'web_search_read', [['id', '<', 3]], ['name'], order='id')
    for operation in ('read', 'write', 'create', 'unlink'):
        r.call('demo', 'res.partner', 'check_access_rights', operation, raise_exception=False)
        r.call('alice', 'res.partner', 'check_access_rights', operation, False)
        r.call('portal', 'res.partner', 'check_access_rights', operation)
    r.call('demo', 'res.partner', 'check_access_rights', 'nonsense')
    r.call('demo', 'res.partner', 'check_access_rule', [9], 'write')
    r.call('demo', 'res.partner', 'check_field_access_rights', 'read', ['name'])
    r.call('demo', 'ir.model.access', 'check', 'mail.channel', 'read', False)
    r.call('demo', 'ir.model.access', 'check', 'ir.rule', 'write', False)
    r.call('demo', 'ir.model.access', 'check', 'ir.rule', 'write')
    r.call('demo', 'ir.model.data', 'xmlid_to_res_model_res_id', 'base.main_partner')
    r.call('demo', 'ir.model.data', 'xmlid_to_res_model_res_id', 'base.no_such')
    r.call('demo', 'ir.model.data', 'xmlid_to_res_id', 'base.main_partner')
    r.call('demo', 'ir.model.data', 'check_object_reference', 'base', 'main_partner')
    r.call('demo', 'ir.model.data', 'get_object_reference', 'base', 'no_such')
    r.call('admin', 'ir.model', 'search_read', [['model', 'in', ['mail.channel', 'res.partner']]], ['name', 'model', 'is_mail_thread', 'transient', 'state'], order='model')
    r.call('demo', 'ir.model', 'search_read', [['model', '=', 'mail.channel']], ['name'])
    r.call('admin', 'ir.model.fields', 'search_read', [['model', '=', 'mail.shortcode']], ['name', 'ttype', 'field_description', 'required', 'store'], order='name')
    r.json('demo', '/web/dataset/call', model='res.partner', method='name_get', args=[[9]])
    r.json('demo', '/web/dataset/call_kw', model='res.partner', method='name_get', args=[[9]], kwargs={'context': {'show_email': True}})
    r.json('demo', '/web/dataset/call_button', model='mail.channel', method='action_follow', args=[[2]], kwargs={})
    r.json('demo', '/web/dataset/load', model='res.partner', id=9, fields=['name'])
    r.json('demo', '/web/dataset/search_read', model='res.partner', fields=['name'], domain=[['is_company', '=', True]], limit=2, sort='name')
    r.json('demo', '/web/dataset/search_read', model='res.partner', fields=['name'], offset=1000)
    r.json('demo', '/web/dataset/search_read', model='no.model', fields=['name'])
    r.json('demo', '/web/dataset/resequence', model='res.partner', ids=[9, 10], field='color', offset=3)
    r.json('demo', '/web/dataset/resequence', model='res.partner', ids=[9, 10])
    r.call('demo', 'res.partner', 'read', [9, 10], ['color'])
