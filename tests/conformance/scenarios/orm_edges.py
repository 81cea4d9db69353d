"""What generic access comes to at its edges: operands of another type, records that are gone, pages that are no numbers, rights on
what is read along the way, links given in other forms, copies of translated texts."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import FR   # noqa: E402


def scenario_orm_odd_operands(r):
    """Operands of another type than the field's, in every operator; terms under a "!"."""
    companies = ['is_company', '=', True]
    for domain in (
            [['country_id', '=', 2.5]], [['country_id', '>=', 2.5], companies], [['country_id', '=like', 1]], [['country_id', '=ilike', False]], [['country_id', '=', True]],
            [['country_id', '!=', 0], companies], [['country_id', '!=', ''], companies], [['country_id', '<', []]], [['country_id', 'in', [None]]], [['country_id', 'in', [2.5, 233]], companies],
            [['country_id', '=?', [233]], companies], [['country_id', 'in', None]], [['country_id.code', 'in', None]], [['color', 'in', [None]], companies], [['color', '=like', 0]],
            [['color', '=', ' 0 '], companies], [['partner_latitude', '=like', 0]], [['is_company', '=like', True]], [['id', '=', 2.5]], [['id', 'in', [2.5, 9]]], [['id', '!=', 0], companies],
            [['id', '=like', 9]], [['date', '=', 12]], [['date', '=like', '2020%']], [['name', '=?', ['Wood Corner', 'Azure Interior']]], [['ref', '=?', ['', '']], companies],
            [['function', 'in', 'Director']], [['name', '=', 12]], [['parent_id', 'child_of', True]], [['id', 'child_of', True]], [['id', 'parent_of', True]], [['id', 'child_of', 99999]],
            [['category_id', 'child_of', 99999]], [['child_ids', '>=', 16]], [['category_id', '=', 2.0], companies], ['!', ['country_id.name', '=like', 'B%'], companies],
            ['!', ['country_id.name', '=like', 'no such%'], companies], ['!', ['title', 'child_of', 1], companies], ['!', ['parent_id', 'parent_of', 16], companies],
            ['!', ['user_id.name', '=?', 'x'], companies], [[0, '=', 1]], False, None, '', 'x', [companies, 'x']):
        r.call('demo', 'res.partner', 'search', domain, order='id')
    for domain in ([['name', 'in', 'Title']], [['name', 'not in', 'abc']], [['name', 'in', ['Doctor', None]]], [['name', 'in', ['Doctor', False]]], [['name', '=?', 'Doctor']], [['name', '=', 12]],
                   [['name', '=like', 12]], [['name', 'like', 12]], [['name', '<', 'M']], [['name', '=', ['Doctor', 'Miss']]], [['name', 'child_of', 'Doctor']], [['name', '!=', 'Doctor']]):
        r.call('demo', 'res.partner.title', 'search', domain, order='id')
        r.call('demo', 'res.partner.title', 'search_count', domain, context=FR)
    r.call('demo', 'res.currency', 'search', [['name', '=like', '%EUR']])
    r.call('demo', 'res.currency', 'search', [['name', '=like', 'EU%']])
    for paging in (dict(limit='2'), dict(limit='x'), dict(limit=True), dict(limit=1.9), dict(limit=-1), dict(limit=[]), dict(offset='1'), dict(offset=-1), dict(offset=True), dict(limit=2, offset=None)):
        r.call('demo', 'res.partner', 'search', [companies], order='id', **paging)
        r.call('demo', 'res.partner', 'search_read', [companies], ['name'], order='id', **paging)
        r.call('demo', 'res.country', 'name_search', 'bel', limit=paging.get('limit', 1))
    for name, operator in (('BNP', 'ilike'), ('BNP', '!='), ('BNP', '<>'), ('', '='), ('', 'ilike'), ('bnp', 'not ilike')):
        r.call('demo', 'res.bank', 'name_search', name, operator=operator)
        r.call('demo', 'res.partner.bank', 'name_search', name, operator=operator)


def scenario_orm_gone_and_refused(r):
    """Reading what is gone, and what its reader may not see or may not see on the way."""
    gone = r.call('demo', 'res.partner', 'create', {'name': 'Disparue', 'is_company': True})
    r.call('demo', 'res.partner', 'unlink', [gone])
    code = r.call('demo', 'mail.shortcode', 'create', {'source': 'parti', 'substitution': 'x'})
    r.call('demo', 'mail.shortcode', 'unlink', [code])
    for fields in (['name'], ['id'], ['display_name'], ['name', '__last_update'], ['child_ids'], ['email_formatted'], ['category_id', 'name'], ['image_1920'], ['message_follower_ids'], 'name'):
        r.call('demo', 'res.partner', 'read', [9, gone], fields)
        r.call('demo', 'res.partner', 'read', [gone], fields)
    for fields in (['source'], ['id'], ['display_name']):
        r.call('demo', 'mail.shortcode', 'read', [code], fields)
    for who in ('demo', 'alice', 'portal'):
        for operation in ('read', 'write', 'unlink', 'create', 'nonsense'):
            r.call(who, 'res.partner', 'check_access_rule', [gone], operation)
            r.call(who, 'res.partner', 'check_access_rule', [9, gone], operation)
            r.call(who, 'mail.channel', 'check_access_rule', [1], operation)
        r.call(who, 'res.partner', 'check_access_rights', 'nonsense', False)
        for fields in (['name'], ['display_name'], ['login', 'email'], ['groups_count'], ['accesses_count'], ['groups_id'], ['company_id', 'image_128'], ['signup_token'], ['action_id']):
            r.call(who, 'res.users', 'read', [2, 6], fields)
        r.call(who, 'res.users', 'name_get', [2, 6])
        r.call(who, 'res.users', 'search_count', [['password', '=', 'x']])
        r.call(who, 'ir.model', 'read', [1], ['modules'])
        r.call(who, 'res.groups', 'read', [1], ['rule_groups'])
        r.call(who, 'res.groups', 'read', [1], ['model_access', 'menu_access'])
        r.call(who, 'mail.channel', 'search', [['create_uid', 'parent_of', 2]])
        r.call(who, 'res.partner', 'read', ['9'], ['name'])
        r.call(who, 'ir.rule', 'read', 'x', ['name'])
        r.call(who, 'res.users', 'export_data', [2], ['name', 'type'], context=FR)
    r.call('demo', 'res.partner', 'exists', [16, 9, gone])
    r.call('demo', 'res.partner.title', 'read_group', [], ['name'], ['id'])
    r.call('demo', 'res.partner', 'read_group', [['is_company', '=', True]], ['dates:array_agg(date)', 'ids:array_agg(id)'], ['country_id'])
    r.call('demo', 'res.partner', 'read_group', [['is_company', '=', True]], ['color'], ['country_id'], limit='2')
    r.call('demo', 'res.partner', 'read_group', [['is_company', '=', True]], ['color'], ['country_id'], limit='x')


def scenario_orm_links_and_copies(r):
    """Links given as they are read, as texts and as nonsense; copies of records whose texts are translated."""
    new = r.call('demo', 'res.partner', 'create', {'name': 'Liens', 'country_id': 233})
    for value in (['20', 'x'], [20, 'Belgium'], 20, '21', 'France', True, 20.0, {}, '', 0, None, False, 99999):
        r.call('demo', 'res.partner', 'write', [new], {'country_id': 233})
        r.call('demo', 'res.partner', 'write', [new], {'country_id': value})
        r.call('demo', 'res.partner', 'read', [new], ['country_id'])
        r.call('demo', 'res.bank', 'create', {'name': 'Banque', 'country': value})
    for field, values in (('color', (' 5 ', '5.5', '')), ('partner_latitude', (' 2.5 ', 'x'))):
        for value in values:
            r.call('demo', 'res.partner', 'write', [new], {field: value})
            r.call('demo', 'res.partner', 'read', [new], [field])
    title = r.call('admin', 'res.partner.title', 'create', {'name': 'Colonel', 'shortcut': 'Col.'})
    r.call('admin', 'res.partner.title', 'write', [title], {'name': 'Colonelle'}, context=FR)
    for context in ({}, FR, {'lang': 'en_US'}):
        for default in ({}, {'name': 'Autre'}):
            copied = r.call('admin', 'res.partner.title', 'copy', title, default, context=context)
            for lang in ({}, FR, {'lang': 'en_US'}):
                r.call('admin', 'res.partner.title', 'read', [copied], ['name', 'shortcut'], context=lang)
            r.call('admin', 'ir.translation', 'search_read', [['name', '=', 'res.partner.title,name'], ['res_id', '=', copied]], ['lang', 'src', 'value', 'state', 'comments'], order='lang')
    category = r.call('admin', 'res.partner.category', 'create', {'name': 'Fruits'})
    r.call('admin', 'res.partner.category', 'write', [category], {'name': 'Fruits (fr)'}, context=FR)
    copied = r.call('admin', 'res.partner.category', 'copy', category, context=FR)
    r.call('admin', 'res.partner.category', 'read', [copied], ['name', 'parent_path'])
    r.call('admin', 'res.partner.category', 'read', [copied], ['name', 'display_name'], context=FR)
