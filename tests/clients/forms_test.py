"""What forms and dialogs of Odoo's own modules call beside create and write: onchange, and the dialogs for passwords, languages and
invitations. What a stock Odoo 13 answers is in the assertions."""
import datetime
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd, RpcError, Web, free_port, new_database  # noqa: E402
from mailbox_server import Mailbox  # noqa: E402


def refused(what, text):
    try:
        what()
    except RpcError as error:
        assert text in error.error['data']['message'], error.error['data']['message']
    else:
        raise AssertionError('not refused: ' + text)


def recipients(box):
    return [address for mail in box.mails for address in mail.recipients]


def channel_form(web):
    spec = {'public': '1', 'alias_contact': '', 'email_send': '1', 'moderation': '1', 'moderator_ids': '1', 'moderation_notify': '', 'moderation_guidelines': ''}

    def changes(values, *names, ids=()):
        return web.call('mail.channel', 'onchange', list(ids), values, list(names), spec)
    uid = web.info['uid']
    # who may write to the channel's address follows its privacy
    assert changes({'public': 'private', 'alias_contact': 'everyone'}, 'public') == {'value': {'alias_contact': 'followers'}}
    assert changes({'public': 'public', 'alias_contact': 'everyone'}, 'public') == {'value': {}}
    assert changes({'public': 'groups', 'alias_contact': 'partners'}, 'public') == {'value': {}}
    # who turns moderation on moderates; what belongs to it goes with it
    assert changes({'moderation': True, 'moderator_ids': []}, 'moderation') == {'value': {'moderator_ids': [[5], [4, uid]]}}
    off = changes({'moderation': False, 'moderation_notify': True, 'moderation_guidelines': True, 'moderator_ids': [[6, 0, [uid]]]}, 'moderation')
    assert off == {'value': {'moderator_ids': [[5]], 'moderation_notify': False, 'moderation_guidelines': False}}, off
    # one change leads to the next
    assert changes({'email_send': False, 'moderation': True, 'moderation_notify': True, 'moderator_ids': [[6, 0, [uid]]]}, 'email_send') == {
        'value': {'moderation': False, 'moderator_ids': [[5]], 'moderation_notify': False}}
    # fields that the form does not have are not told, and nothing is written
    channel = web.call('mail.channel', 'channel_create', 'A form', 'public')['id']
    web.call('mail.channel', 'write', [channel], {'alias_contact': 'everyone'})
    assert web.call('mail.channel', 'onchange', [channel], {'public': 'private'}, 'public', {'public': '1'}) == {'value': {}}
    assert changes({'public': 'private'}, 'public', ids=[channel]) == {'value': {'alias_contact': 'followers'}}
    assert web.call('mail.channel', 'read', [channel], ['public', 'alias_contact']) == [{'id': channel, 'public': 'public', 'alias_contact': 'everyone'}]
    assert web.call('mail.channel', 'onchange', [], {}, 'nope', spec) == {}
    # what a record is called follows the field that it is called by
    for ids in ([], [channel]):
        assert web.call('mail.channel', 'onchange', ids, {'name': 'a 😀'}, 'name', {'name': '1', 'display_name': ''}) == {'value': {'display_name': 'a 😀'}}
    for none in ('nope', 5):
        refused(lambda: changes({'public': none}, 'public'), 'Wrong value for mail.channel.public: %r' % (none,))
    refused(lambda: changes({'public': 'public'}, 'public', ids=[channel, channel + 1]), 'Expected singleton: mail.channel(%d, %d)' % (channel, channel + 1))
    # a default form shows the fields that a model declares, also one that every model has
    assert 'name="display_name"' in web.call('res.partner', 'fields_view_get', False, 'form')['arch']
    assert 'name="display_name"' not in web.call('mail.channel', 'fields_view_get', False, 'form')['arch']


def contact_form(web):
    spec = {name: '1' for name in ('parent_id', 'country_id', 'state_id', 'company_type', 'street', 'city', 'is_company', 'type')}
    own, other = web.call('res.country', 'search', [], limit=2)
    state = web.call('res.country.state', 'create', {'name': 'A state', 'code': 'AST', 'country_id': own})
    name = web.call('res.country', 'name_get', [own])[0]
    assert web.call('res.partner', 'onchange', [], {'state_id': state, 'country_id': False}, 'state_id', spec) == {'value': {'country_id': name}}
    assert web.call('res.partner', 'onchange', [], {'state_id': state, 'country_id': other}, 'country_id', spec) == {'value': {'state_id': False}}
    assert web.call('res.partner', 'onchange', [], {'company_type': 'company', 'is_company': False}, 'company_type', spec) == {'value': {'is_company': True}}
    company = web.call('res.partner', 'create', {'name': 'A company', 'is_company': True, 'street': '1 Street', 'city': 'Town'})
    assert web.call('res.partner', 'onchange', [], {'parent_id': company, 'type': 'contact'}, 'parent_id', spec) == {'value': {'street': '1 Street', 'city': 'Town'}}
    contact = web.call('res.partner', 'create', {'name': 'A contact', 'parent_id': company})
    another = web.call('res.partner', 'create', {'name': 'Another company', 'is_company': True})
    warned = web.call('res.partner', 'onchange', [contact], {'parent_id': another, 'type': 'contact'}, 'parent_id', spec)
    assert warned['warning']['title'] == 'Warning' and 'never correctly set' in warned['warning']['message'] and warned['warning']['type'] == 'dialog', warned
    # what is computed of changed fields, on a record that is there and on one that is not
    spec = {'parent_id': '1', 'commercial_partner_id': '', 'is_company': '', 'display_name': '', 'name': ''}
    given = {'name': 'A contact', 'parent_id': another, 'commercial_partner_id': company, 'is_company': False, 'display_name': 'A company, A contact'}
    for ids in ([contact], []):
        changed = web.call('res.partner', 'onchange', ids, given, 'parent_id', spec)['value']
        assert changed == {'commercial_partner_id': [another, 'Another company'], 'display_name': 'Another company, A contact'}, (ids, changed)
        changed = web.call('res.partner', 'onchange', ids, dict(given, parent_id=False), 'parent_id', spec)['value']
        assert changed == {'commercial_partner_id': False, 'display_name': 'A contact'}, (ids, changed)
    assert web.call('res.partner', 'read', [contact], ['name', 'parent_id', 'commercial_partner_id']) == [
        {'id': contact, 'name': 'A contact', 'parent_id': [company, 'A company'], 'commercial_partner_id': [company, 'A company']}]
    todo = web.call('mail.activity.type', 'create', {'name': 'In a week', 'summary': 'Call', 'delay_count': 7, 'delay_unit': 'days', 'default_description': '<p>n</p>'})
    spec = {name: '1' for name in ('activity_type_id', 'summary', 'date_deadline', 'user_id', 'note', 'recommended_activity_type_id')}
    given = {'activity_type_id': False, 'summary': False, 'date_deadline': '2020-01-01', 'user_id': False, 'note': False}
    for field in ('activity_type_id', 'recommended_activity_type_id'):
        changed = web.call('mail.activity', 'onchange', [], dict(given, **{field: todo}), field, spec)['value']
        week = datetime.datetime.utcnow().date() + datetime.timedelta(7)
        assert changed['summary'] == 'Call' and changed['note'] == '<p>n</p>' and changed['user_id'][0] == web.info['uid'], changed
        assert abs((datetime.date.fromisoformat(changed['date_deadline']) - week).days) <= 1, changed
    field = web.call('ir.model.fields', 'search', [['model', '=', 'res.partner'], ['name', '=', 'city']])[0]
    spec = {name: '1' for name in ('model_object_field', 'null_value', 'copyvalue')}
    changed = web.call('mail.template', 'onchange', [], {'model_object_field': field, 'null_value': 'no town', 'copyvalue': False}, 'null_value', spec)
    assert changed == {'value': {'copyvalue': "${object.city or '''no town'''}"}}, changed
    for encryption, port in (('ssl', 465), ('none', 25)):
        changed = web.call('ir.mail_server', 'onchange', [], {'smtp_encryption': encryption, 'smtp_port': 1}, 'smtp_encryption',
                           {'smtp_encryption': '1', 'smtp_port': ''})
        assert changed == {'value': {'smtp_port': port}}, changed
    assert web.call('res.users', 'onchange', [], {'login': 'x@example.com', 'email': False}, 'login', {'login': '1', 'email': ''}) == {'value': {'email': 'x@example.com'}}
    assert web.call('res.users', 'onchange', [], {'login': 'x', 'email': False}, 'login', {'login': '1', 'email': ''}) == {'value': {}}


def passwords(web, server):
    users = [web.call('res.users', 'create', {'name': login, 'login': login, 'password': login, 'email': login + '@example.com'}, context={'no_reset_password': True})
             for login in ('one', 'two')]
    context = {'active_model': 'res.users', 'active_ids': users}
    lines = web.call('change.password.wizard', 'default_get', ['user_ids'], context=context)['user_ids']
    assert [line[2] for line in lines if line[0] == 0] == [{'user_id': users[0], 'user_login': 'one'}, {'user_id': users[1], 'user_login': 'two'}], lines
    wizard = web.call('change.password.wizard', 'create', {}, context=context)
    refused(lambda: web.call('change.password.wizard', 'change_password_button', [wizard]), 'you have to write a new password')
    made = web.call('change.password.user', 'search', [['wizard_id', '=', wizard]])
    web.call('change.password.user', 'write', made, {'new_passwd': 'new 😀'})
    assert web.call('change.password.wizard', 'change_password_button', [wizard]) == {'type': 'ir.actions.act_window_close'}
    assert [row['new_passwd'] for row in web.call('change.password.user', 'read', made, ['new_passwd'])] == [False, False]
    Web(server.url, server.database, 'one', 'new 😀')
    refused(lambda: Web(server.url, server.database, 'two', 'two'), '')
    # nobody changes another's without the right to
    one = Web(server.url, server.database, 'one', 'new 😀')
    wizard = one.call('change.password.wizard', 'create', {'user_ids': [[0, 0, {'user_id': users[1], 'new_passwd': 'stolen'}]]})
    refused(lambda: one.call('change.password.wizard', 'change_password_button', [wizard]), 'not allowed')
    Web(server.url, server.database, 'two', 'new 😀')


def languages(web):
    code = 'tlh_AQ'
    web.call('res.lang', 'create', {'name': 'Klingon', 'code': code, 'active': False})
    assert [code] in [[item[0]] for item in web.call('base.language.install', 'fields_get', ['lang'])['lang']['selection']]
    wizard = web.call('base.language.install', 'create', {'lang': code})
    action = web.call('base.language.install', 'lang_install', [wizard])
    assert action['res_model'] == 'base.language.install' and action['res_id'] == wizard and action['target'] == 'new', action
    assert web.call('res.lang', 'search_count', [['code', '=', code]]) == 1
    assert web.call('base.language.install', 'read', [wizard], ['state']) == [{'id': wizard, 'state': 'done'}]
    assert web.call('base.language.install', 'reload', [wizard]) == {'type': 'ir.actions.client', 'tag': 'reload'}
    partner = web.call('res.partner', 'create', {'name': 'Polyglot', 'lang': code})
    assert web.call('res.partner', 'read', [partner], ['lang'])[0]['lang'] == code


def invitations(web, box):
    emails = ['new-1@example.com', 'new-2@example.com']
    assert web.call('res.users', 'web_create_users', emails, context={'no_reset_password': True}) is True
    made = web.call('res.users', 'search_read', [['login', 'in', emails]], ['login', 'name', 'email', 'active'])
    assert sorted((row['login'], row['name'], row['email']) for row in made) == [('new-1@example.com', 'new-1', 'new-1@example.com'), ('new-2@example.com', 'new-2', 'new-2@example.com')]
    # who was archived comes back, who has never come is invited once more; nobody is made twice
    archived, waiting = made
    web.call('res.users', 'write', [archived['id']], {'active': False})
    mail_server = web.call('ir.mail_server', 'create', {'name': 'nobody there', 'smtp_host': '127.0.0.1', 'smtp_port': free_port()})
    # unlike the invitation of a new user, this one must leave
    refused(lambda: web.call('res.users', 'web_create_users', emails + emails, context={'no_reset_password': True}), 'Unable to connect to SMTP Server')
    assert web.call('res.users', 'search', [['login', 'in', emails]]) == [waiting['id']]
    web.call('ir.mail_server', 'write', [mail_server], {'smtp_port': box.port})
    assert web.call('res.users', 'web_create_users', emails + emails, context={'no_reset_password': True}) is True
    assert recipients(box) == [waiting['email']], recipients(box)
    again = web.call('res.users', 'search', [['login', 'in', emails]])
    assert sorted(again) == sorted(row['id'] for row in made), again
    # a new user is there also when the invitation cannot leave
    web.call('ir.mail_server', 'write', [mail_server], {'smtp_port': free_port()})
    assert web.call('res.users', 'web_create_users', ['new-3@example.com']) is True
    assert web.call('res.users', 'search_count', [['login', '=', 'new-3@example.com']]) == 1
    web.call('ir.mail_server', 'write', [mail_server], {'smtp_port': box.port})
    assert web.call('res.users', 'web_create_users', ['new-4@example.com']) is True
    assert recipients(box) == [waiting['email'], 'new-4@example.com'], recipients(box)


def mails(web):
    model = web.call('ir.model', 'search', [['model', '=', 'res.partner']])[0]
    template = web.call('mail.template', 'create', {'name': 'T', 'model_id': model, 'subject': 'For ${object.name}', 'body_html': '<p>Dear ${object.name} 😀</p>',
                                                    'partner_to': '${object.id}'})
    partner = web.call('res.partner', 'create', {'name': 'Reader', 'email': 'reader@example.com'})
    assert web.call('res.partner', 'activity_send_mail', [partner], template) is True
    sent = web.call('mail.message', 'search_read', [['model', '=', 'res.partner'], ['res_id', '=', partner], ['subject', '=', 'For Reader']], ['body', 'partner_ids'])
    assert len(sent) == 1 and 'Dear Reader 😀' in sent[0]['body'] and sent[0]['partner_ids'] == [partner], sent
    assert web.call('res.partner', 'activity_send_mail', [partner], 99999999) is False


def jobs(web):
    assert isinstance(web.call('ir.cron', 'search', []), list)
    assert web.call('ir.cron', 'search', [['cron_name', '=', 'no such job']]) == []
    assert 'cron_name' in web.call('ir.cron', 'fields_get', ['cron_name'])


box = Mailbox()
try:
    with Chatterd(new_database('forms')) as server:
        web = Web(server.url, server.database, 'admin', 'admin')
        for part in (channel_form, contact_form, languages):
            part(web)
        invitations(web, box)
        for part in (mails, jobs):
            part(web)
        passwords(web, server)
finally:
    box.stop()
