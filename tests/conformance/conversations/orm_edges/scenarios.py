"""What generic access comes to at its edges: operands of another type, records that are gone, pages that are no numbers, rights on
what is read along the way, links given in other forms, copies of translated texts."""
from common import FR, POST, channel_of, partners


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


def scenario_orm_of_discuss(r):
    """Groups, names, exports, imports, defaults and domains of the models of Discuss, by people who see more or less of them."""
    demo, alice, bob, carol, portal = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal')
    c1 = channel_of(r, 'alice', 'Export', 'public', [bob, carol])['id']
    c2 = channel_of(r, 'bob', 'Privé', 'private', [alice])['id']
    chat = r.call('carol', 'mail.channel', 'channel_get', [alice])['id']
    ms = []
    for n, (who, c) in enumerate((('alice', c1), ('bob', c1), ('bob', c2), ('carol', chat), ('alice', chat), ('carol', c1))):
        ms.append(r.call(who, 'mail.channel', 'message_post', [c], body='<p>n°%d <i>texte</i></p>' % n, subject='S%d' % n, partner_ids=[bob] if n == 0 else [], **POST))
    for who in ('alice', 'bob', 'portal', 'admin'):
        for fields, groupby, kw in ((['public'], ['public'], {}), ([], ['channel_type'], {}), (['id:count'], ['public', 'channel_type'], {'lazy': False}), (['name'], ['create_date:year'], {}), (['moderation:bool_or'], ['email_send'], {}), ([], ['create_uid'], {'orderby': 'create_uid desc'}), ([], ['group_public_id'], {'limit': 1}), ([], ['alias_contact'], {}), ([], ['message_main_attachment_id'], {})):
            r.call(who, 'mail.channel', 'read_group', [['id', '>', 4]], fields, groupby, **kw)
        for fields, groupby, kw in (([], ['message_type'], {}), ([], ['subtype_id'], {}), ([], ['author_id', 'model'], {'lazy': False}), (['res_id:count_distinct'], ['model'], {}), ([], ['date:week'], {}), (['id:min', 'x:max(id)'], ['res_id'], {'orderby': 'res_id'}), ([], ['parent_id'], {}), ([], ['channel_ids'], {}), ([], ['record_name'], {}), ([], ['moderation_status'], {})):
            r.call(who, 'mail.message', 'read_group', [['id', 'in', ms]], fields, groupby, **kw)
        r.call(who, 'mail.channel', 'name_search', 'exp')
        r.call(who, 'mail.channel', 'name_search', '', [['id', 'in', [c1, c2, chat]]], limit=2)
        r.call(who, 'mail.channel', 'name_get', [c1])
        r.call(who, 'mail.channel', 'name_get', [c2])
        r.call(who, 'mail.message', 'name_get', ms[:3])
        r.call(who, 'mail.message', 'name_search', 'Export')
        r.call(who, 'mail.channel.partner', 'name_get', [1])
        r.call(who, 'mail.channel.partner', 'read_group', [['channel_id', 'in', [c1, c2, chat]]], [], ['channel_id'])
        r.call(who, 'mail.channel.partner', 'search_read', [['channel_id', '=', chat]], ['partner_id', 'custom_channel_name', 'fold_state', 'partner_email'], order='id')
        r.call(who, 'mail.channel', 'export_data', [c1, c2], ['name', 'public', '.id', 'create_uid/login'] + (['channel_partner_ids/name', 'channel_last_seen_partner_ids/partner_id/name'] if who != 'portal' else []))
        r.call(who, 'mail.message', 'export_data', ms[:2], ['subject', 'body', 'author_id', 'model', 'res_id', 'subtype_id/id', 'channel_ids/name', 'needaction'])
        r.call(who, 'mail.channel', 'default_get', ['name', 'public', 'channel_type', 'image_128', 'moderation_guidelines_msg', 'group_ids', 'channel_last_seen_partner_ids', 'uuid', 'alias_user_id'])
        r.call(who, 'mail.message', 'default_get', ['subtype_id', 'message_type', 'author_id', 'email_from', 'add_sign', 'model', 'res_id'], context={'default_model': 'res.partner', 'default_res_id': 9, 'default_message_type': 'comment'})
        r.call(who, 'mail.channel', 'search_read', [['channel_last_seen_partner_ids.partner_id.name', '=', 'Bob Petit']], ['name'], order='id')
        r.call(who, 'mail.channel', 'search', [['message_ids.subject', '=', 'S1']], order='id')
        r.call(who, 'mail.channel', 'search', [['is_member', '=', True]], order='id')
        r.call(who, 'mail.channel', 'search', [['is_subscribed', '=', True], ['id', '>', 4]], order='id')
        r.call(who, 'mail.channel', 'search', [['message_needaction', '=', True]], order='id')
        r.call(who, 'mail.channel', 'search', [['message_has_error', '=', True]], order='id')
        r.call(who, 'mail.channel', 'search', [['message_partner_ids', 'in', [alice]], ['id', '>', 4]], order='id')
        r.call(who, 'mail.channel', 'search', [['message_channel_ids', 'in', [c1]]], order='id')
        r.call(who, 'mail.channel', 'search', [['message_attachment_count', '>', 0]], order='id')
        r.call(who, 'mail.channel', 'search', [['is_moderator', '=', True]], order='id')
        r.call(who, 'mail.channel', 'search', [['activity_ids', '!=', False]], order='id')
        r.call(who, 'mail.channel', 'search_read', [['id', 'in', [c1, c2, chat]]], [], order='id')
        r.call(who, 'mail.message', 'search_read', [['id', 'in', ms]], ['subject', 'description', 'has_error', 'starred', 'needaction', 'need_moderation', 'canned_response_ids', 'layout', 'mail_server_id', 'mail_ids', 'notification_ids', 'rating_value', 'child_ids'], order='id')
    r.call('alice', 'mail.channel', 'load', ['name', 'public', 'description'], [['Chargé 1', 'public', 'x'], ['Chargé 2', 'Invited people only', ''], ['', 'public', 'z']])
    r.call('admin', 'mail.channel', 'load', ['id', 'name', 'channel_partner_ids/id', 'email_send'], [['conf.c1', 'Chargé 3', 'base.partner_admin,base.partner_demo', 'True']])
    r.call('admin', 'mail.channel', 'search_read', [['name', 'like', 'Chargé']], ['name', 'public', 'description', 'channel_partner_ids', 'email_send', 'channel_type', 'group_public_id'], order='id')
    r.call('admin', 'mail.shortcode', 'load', ['id', 'source', 'substitution'], [['conf.s1', 'bjr', 'Bonjour'], ['conf.s1', 'bsr', 'Bonsoir']])
    r.call('admin', 'mail.message.subtype', 'load', ['name', 'res_model', 'default', 'parent_id'], [['Visite', 'res.partner', 'True', 'Discussions']])
    r.call('demo', 'mail.message.subtype', 'search_read', [], ['name', 'res_model', 'default', 'internal', 'hidden', 'sequence', 'description', 'parent_id', 'relation_field', 'display_name'], order='sequence, id')
    r.call('admin', 'mail.moderation', 'load', ['email', 'status', 'channel_id/.id'], [['m@example.com', 'Always Allow', str(int(c1))], ['k@example.com', 'ban', str(int(c1))]])
    r.call('admin', 'mail.moderation', 'search_read', [], ['email', 'status', 'channel_id', 'display_name'], order='id')
    r.call('alice', 'mail.message', 'load', ['body', 'model', 'res_id'], [['chargé', 'mail.channel', str(int(c1))]])
    for who in ('alice', 'portal'):
        r.call(who, 'mail.channel', 'get_metadata', [1])
        r.call(who, 'mail.channel', 'get_external_id', [1, 2])
        r.call(who, 'mail.message', 'get_metadata', ms[:1])
        r.call(who, 'mail.channel', 'fields_get', ['message_follower_ids', 'activity_ids', 'website_message_ids', 'image_128', 'alias_name', 'moderation_guidelines_msg'], ['string', 'help', 'type', 'relation', 'groups'], context=FR)
        r.call(who, 'mail.channel', 'check_access_rule', [c2], 'read')
        r.call(who, 'mail.channel', 'search_count', [['id', 'in', [c1, c2, chat]]])
        r.call(who, 'mail.channel', 'web_search_read', [['id', 'in', [c1, c2, chat]]], ['name'], 0, 1, 'id')
        r.call(who, 'mail.channel', 'web_read_group', [['id', 'in', [c1, c2, chat]]], ['name'], ['public'])
        r.call(who, 'mail.channel', 'read_progress_bar', [['id', 'in', [c1, c2, chat]]], 'public', {'field': 'channel_type', 'colors': {'chat': 'success', 'channel': 'danger'}})
        r.call(who, 'mail.channel', 'search_panel_select_range', 'group_public_id')
        r.call(who, 'mail.channel', 'search_panel_select_multi_range', 'create_uid')
        r.json(who, '/web/dataset/search_read', model='mail.message', fields=['body', 'author_id'], domain=[['id', 'in', ms]], sort='id desc', limit=2)
        r.json(who, '/web/dataset/load', model='mail.channel', id=c1, fields=['name', 'public'])
        r.json(who, '/web/dataset/load', model='mail.channel', id=99999, fields=['name', 'public'])
        r.json(who, '/web/dataset/call_button', model='mail.channel', method='action_unfollow', args=[[c1]], kwargs={})
        r.json(who, '/web/dataset/call_button', model='mail.channel', method='action_follow', args=[[c1]], kwargs={'context': FR})
        r.json(who, '/web/dataset/call', model='mail.channel', method='channel_info', args=[[c1]])
        r.json(who, '/web/dataset/resequence', model='mail.message.subtype', ids=[3, 2, 1])
        r.json(who, '/web/dataset/call_kw/mail.channel/channel_fetch_preview', model='mail.channel', method='channel_fetch_preview', args=[[c1]], kwargs={})
