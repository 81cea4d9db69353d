"""Whatever stands where an address should be: mail goes to whom it names, headers stay whole, and who cannot be had is told, alone."""
import email
import email.policy
import itertools
import pathlib
import random
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd, Web, new_database  # noqa: E402
from mailbox_server import Mailbox  # noqa: E402


def one(values):
    assert len(values) == 1, values
    return values[0]


# What a field may hold, and whom it names.
FORMS = {
    'n@x.example': ['n@x.example'],
    'Name <n@x.example>': ['n@x.example'],
    'n@x.example;b@y.example': ['n@x.example', 'b@y.example'],
    'n@x.example, b@y.example': ['n@x.example', 'b@y.example'],
    'mailto:n@x.example': ['n@x.example'],
    'a..b@x.example': ['a..b@x.example'],
    'taro.@docomo.example': ['taro.@docomo.example'],
    '"Falk, Rita" <n@x.example>': ['n@x.example'],
    'n@m\u00fcller.example': ['n@xn--mller-kva.example'],
    '\u202an@x.example\u202c': ['n@x.example'],
    'a b@x.example': [],
    'n\u00e9@x.example': [],
    'n@x.example\nBcc: evil@y.example': [],
    'n@x.example\r\n\r\nevil': [],
    'nonsense': [],
    '@': [],
    'n@x..example': [],
    'n@x.example>\r\nRCPT TO:<evil@y.example': [],
}
HEADERS = {'message-id', 'references', 'subject', 'from', 'reply-to', 'to', 'cc', 'date', 'return-path', 'x-odoo-objects', 'mime-version',
           'content-type', 'list-id', 'list-post', 'precedence', 'x-auto-response-suppress'}


def check_whole(mails):
    """No header is broken or added, nobody unnamed is sent to."""
    for sender, recipients, content in mails:
        assert b'evil' not in repr((sender, recipients)).encode(), (sender, recipients)
        parsed = email.message_from_bytes(content, policy=email.policy.compat32)
        assert not parsed.defects, (parsed.defects, content[:500])
        names = [name.lower() for name in parsed.keys()]
        assert set(names) <= HEADERS and len(names) == len(set(names)), names
        for address in recipients:
            assert re.fullmatch(r'[!-~]+@[!-~]+', address), address
        for name in ('from', 'to', 'reply-to'):
            assert email.utils.getaddresses([parsed[name]]) and '@' in parsed[name], (name, content[:500])


def contacts(server, admin, box):
    """Each form as a contact's e-mail, all in one post with somebody who can be had."""
    create = lambda model, **values: admin.call(model, 'create', values)  # noqa: E731
    case = create('res.partner', name='Case')
    good = create('res.partner', name='Good', email='good@x.example')
    for form, named in FORMS.items():
        odd = create('res.partner', name='Odd "one"\\', email=form)
        posted = admin.call('res.partner', 'message_post', [case], body='<p>Hi</p>', message_type='comment', subtype='mail.mt_comment',
                            partner_ids=[odd, good])
        mails = box.take()
        check_whole(mails)
        sent = sorted(itertools.chain(*[recipients for _, recipients, _ in mails]))
        assert sent == sorted(named + ['good@x.example']), (form, sent)
        rows = admin.call('mail.notification', 'search_read', [['mail_message_id', '=', posted]],
                          ['res_partner_id', 'notification_status', 'failure_type', 'failure_reason'])
        status = {row['res_partner_id'][0]: row for row in rows}
        assert status[good]['notification_status'] == 'sent', (form, status)
        assert status[odd]['notification_status'] == ('sent' if named else 'exception'), (form, status)
        if not named:
            assert status[odd]['failure_type'] == 'RECIPIENT' and status[odd]['failure_reason'], (form, status)
            # reading and naming the contact is no fault either
            assert admin.call('res.partner', 'read', [odd], ['email_formatted', 'email_normalized'])
    empty = create('res.partner', name='No address')
    posted = admin.call('res.partner', 'message_post', [case], body='<p>Hi</p>', message_type='comment', subtype='mail.mt_comment',
                        partner_ids=[empty, good])
    assert [recipients for _, recipients, _ in box.take()] == [['good@x.example']]
    row = one(admin.call('mail.notification', 'search_read', [['mail_message_id', '=', posted], ['res_partner_id', '=', empty]],
                         ['notification_status', 'failure_type']))
    assert (row['notification_status'], row['failure_type']) == ('exception', 'RECIPIENT'), row
    named_so = create('res.partner', name='same@x.example', email='same@x.example')
    admin.call('res.partner', 'message_post', [case], body='<p>Hi</p>', message_type='comment', subtype='mail.mt_comment',
               partner_ids=[named_so])
    assert [recipients for _, recipients, _ in box.take()] == [['same@x.example']]


def fields_of_mails(server, admin, box):
    """Each form in each field of a mail: it names whom it names, or the mail says why not."""
    for form, named in FORMS.items():
        for field in ('email_to', 'email_cc', 'email_from', 'reply_to'):
            values = {'subject': 'S', 'body_html': '<p>x</p>', 'email_to': 'good@x.example', 'email_from': 'me@x.example', 'auto_delete': True}
            values[field] = form if field in ('email_from', 'reply_to') else 'good@x.example, ' + form
            mail = admin.call('mail.mail', 'create', values)
            admin.call('mail.mail', 'send', [mail])
            mails = box.take()
            check_whole(mails)
            kept = admin.call('mail.mail', 'search_read', [['id', '=', mail]], ['state', 'failure_reason'])
            if field == 'email_from' and not named:
                assert not mails and one(kept)['state'] == 'exception' and kept[0]['failure_reason'], (form, field, kept)
                continue
            sender, recipients, content = one(mails)
            if field in ('email_to', 'email_cc'):
                assert sorted(recipients) == sorted(['good@x.example'] + named), (form, field, recipients)
                reported = kept and kept[0]['state'] == 'exception' and bool(kept[0]['failure_reason'])
                assert bool(reported) == (not named), (form, field, kept)
            else:
                assert recipients == ['good@x.example'], (form, field, recipients)
                assert not kept, (form, field, kept)


def refused_by_the_server(server, admin, box):
    """Of a list, those that the server does not take are told; the others have got it."""
    mail = admin.call('mail.mail', 'create', {'subject': 'S', 'body_html': '<p>x</p>', 'auto_delete': True, 'email_from': 'me@x.example',
                                              'email_to': 'good@x.example, refused@x.example, second@x.example'})
    admin.call('mail.mail', 'send', [mail])
    assert one(box.take())[1] == ['good@x.example', 'second@x.example']
    row = one(admin.call('mail.mail', 'read', [mail], ['state', 'failure_reason']))
    assert row['state'] == 'exception' and "refused@x.example" in row['failure_reason'] and 'good@' not in row['failure_reason'], row
    assert row['failure_reason'].startswith('Mail Delivery Failed. Mail delivery failed via SMTP server'), row
    # of a post, whoever cannot be had fails alone; a second attempt goes to nobody who has got it
    people = [admin.call('res.partner', 'create', {'name': name, 'email': name + '@x.example'}) for name in ('one', 'refused', 'two')]
    case = admin.call('res.partner', 'create', {'name': 'Case'})
    posted = admin.call('res.partner', 'message_post', [case], body='<p>Hi</p>', message_type='comment', subtype='mail.mt_comment',
                        partner_ids=people)
    assert sorted(recipients for _, recipients, _ in box.take()) == [['one@x.example'], ['two@x.example']]
    mail = one(admin.call('mail.mail', 'search_read', [['mail_message_id', '=', posted]], ['state']))
    assert mail['state'] == 'exception', mail
    admin.call('res.partner', 'write', [people[1]], {'email': 'mended@x.example'})
    admin.call('mail.mail', 'mark_outgoing', [mail['id']])
    admin.call('mail.mail', 'send', [mail['id']])
    assert [recipients for _, recipients, _ in box.take()] == [['mended@x.example']]
    rows = admin.call('mail.notification', 'search_read', [['mail_message_id', '=', posted]], ['notification_status'])
    assert {row['notification_status'] for row in rows} == {'sent'}, rows


def authors_and_templates(server, admin, box):
    """Each form as the author's own address, in a template's fields, and as the addresses of the gateway."""
    me = one(admin.call('res.users', 'read', [2], ['partner_id']))['partner_id'][0]
    case = admin.call('res.partner', 'create', {'name': 'Case'})
    good = admin.call('res.partner', 'create', {'name': 'Good', 'email': 'good@x.example'})
    model = one(admin.call('ir.model', 'search_read', [['model', '=', 'res.partner']], ['id']))['id']
    own = one(admin.call('res.partner', 'read', [me], ['email']))['email']
    for form, named in FORMS.items():
        admin.call('res.partner', 'write', [me], {'email': form})
        posted = admin.call('res.partner', 'message_post', [case], body='<p>Hi</p>', message_type='comment', subtype='mail.mt_comment',
                            partner_ids=[good])
        mails = box.take()
        check_whole(mails)
        row = one(admin.call('mail.notification', 'search_read', [['mail_message_id', '=', posted], ['res_partner_id', '=', good]],
                             ['notification_status', 'failure_reason']))
        assert (row['notification_status'] == 'sent') == bool(mails) and (mails or row['failure_reason']), (form, row, mails)
        assert bool(mails) == bool(named), (form, row)
        admin.call('res.partner', 'write', [me], {'email': own})
        for field in ('email_to', 'email_cc', 'email_from', 'reply_to'):
            template = admin.call('mail.template', 'create', dict(
                {'name': 'T', 'model_id': model, 'subject': 'S', 'body_html': '<p>x</p>', 'email_to': 'good@x.example', 'auto_delete': False,
                 'email_from': 'me@x.example'}, **{field: form}))
            mail = admin.call('mail.template', 'send_mail', [template], case, True)
            mails = box.take()
            check_whole(mails)
            state = one(admin.call('mail.mail', 'read', [mail], ['state', 'failure_reason']))
            assert named or field == 'reply_to' or state['failure_reason'], (form, field, state)
            if field == 'email_to':
                assert [sorted(recipients) for _, recipients, _ in mails] == ([sorted(named)] if named else []), (form, mails)
    for parameter in ('mail.catchall.domain', 'mail.bounce.alias', 'mail.catchall.alias'):
        before = admin.call('ir.config_parameter', 'get_param', parameter)
        for odd in ('x.example\nBcc: evil@y.example', 'a b', '\u00e9', '<', 'a@b', '"'):
            admin.call('ir.config_parameter', 'set_param', parameter, odd)
            admin.call('res.partner', 'message_post', [case], body='<p>Hi</p>', message_type='comment', subtype='mail.mt_comment',
                       partner_ids=[good])
            mails = box.take()
            check_whole(mails)
            assert [recipients for _, recipients, _ in mails] == [['good@x.example']], (parameter, odd, mails)
        admin.call('ir.config_parameter', 'set_param', parameter, before or False)


def headers_and_names(server, admin, box):
    """Subjects, names and own headers with everything in them."""
    good = admin.call('res.partner', 'create', {'name': 'Good', 'email': 'good@x.example'})
    pieces = ['\r\nBcc: evil@y.example', '"', '\\', '<', '>', ',', '\u00e9', '\U0001f600', '=?utf-8?B?eA==?=', ' ' * 80, 'x' * 1200, '\x07', ';', ':']
    generator = random.Random(3)
    for _ in range(40):
        odd = 'N' + ''.join(generator.choice(pieces) for _ in range(generator.randint(1, 6)))
        admin.call('res.partner', 'write', [good], {'name': odd})
        case = admin.call('res.partner', 'create', {'name': odd})
        file = admin.call('ir.attachment', 'create', {'name': odd, 'datas': 'aGk=', 'res_model': 'mail.compose.message', 'res_id': 0})
        admin.call('res.partner', 'message_post', [case], body='<p>Hi</p>', subject=odd, message_type='comment', subtype='mail.mt_comment',
                   partner_ids=[good], attachment_ids=[file])
        mails = box.take()
        check_whole(mails)
        assert [recipients for _, recipients, _ in mails] == [['good@x.example']], (odd, mails)
        assert max(len(line) for line in mails[0][2].splitlines()) < 998, odd


def invitations(server, admin, box):
    """The e-mail of the dialog that adds followers is sent, and nothing of it stays."""
    case = admin.call('res.partner', 'create', {'name': 'Case'})
    people = [admin.call('res.partner', 'create', {'name': name, 'email': name + '@x.example'}) for name in ('anna', 'bert')]
    messages = admin.call('mail.message', 'search_count', [])
    wizard = admin.call('mail.wizard.invite', 'create', {'res_model': 'res.partner', 'res_id': case, 'partner_ids': [[6, 0, people]],
                                                         'send_mail': True, 'message': '<p>Follow this</p>'})
    admin.call('mail.wizard.invite', 'add_followers', [wizard])
    mails = box.take()
    check_whole(mails)
    assert sorted(recipients for _, recipients, _ in mails) == [['anna@x.example'], ['bert@x.example']], mails
    assert all(b'Invitation to follow' in content for _, _, content in mails), mails
    assert admin.call('mail.message', 'search_count', []) == messages
    assert admin.call('mail.mail', 'search_count', []) == 0 or not admin.call(
        'mail.mail', 'search_count', [['subject', 'like', 'Invitation to follow']])


box = Mailbox()
try:
    with Chatterd(new_database('mail_out')) as server:
        admin = Web(server.url, server.database, 'admin', 'admin')
        admin.call('ir.mail_server', 'create', {'name': 'box', 'smtp_host': '127.0.0.1', 'smtp_port': box.port})
        admin.call('ir.config_parameter', 'set_param', 'mail.catchall.domain', 'lists.example.com')
        admin.call('ir.config_parameter', 'set_param', 'mail.bounce.alias', 'bounce')
        for test in (contacts, fields_of_mails, refused_by_the_server, authors_and_templates, headers_and_names, invitations):
            test(server, admin, box)
            print('%s: as they should be' % test.__name__)
finally:
    box.stop()
