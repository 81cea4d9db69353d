"""E-mail out and in: what a mail server gets of a post, what becomes of refusals, and the way back through the gateway."""
import email.header
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd, Web, cluster, new_database  # noqa: E402
from mailbox_server import Mailbox  # noqa: E402


def one(values):
    assert len(values) == 1, values
    return values[0]


def envelope(box):
    """Of the one mail that has arrived: sender, recipients, message."""
    mail = one(box.mails)
    return mail.sender, mail.recipients, mail.message


box = Mailbox()
try:
    with Chatterd(new_database('mail')) as server:
        admin = Web(server.url, server.database, 'admin', 'admin')
        create = lambda model, **values: admin.call(model, 'create', values)  # noqa: E731
        mail_server = create('ir.mail_server', name='box', smtp_host='127.0.0.1', smtp_port=box.port)
        assert admin.call('ir.mail_server', 'test_smtp_connection', [mail_server])['params']['title'] == 'Connection Test Succeeded!'
        admin.call('ir.config_parameter', 'set_param', 'mail.catchall.domain', 'lists.example.com')
        admin.call('ir.config_parameter', 'set_param', 'mail.bounce.alias', 'bounce')

        # a post on a contact, with an attachment, to a customer
        customer = create('res.partner', name='Zoé Client', email='zoe@example.com')
        case = create('res.partner', name='Affaire')
        file = create('ir.attachment', name='été.txt', datas='aGk=', res_model='mail.compose.message', res_id=0)
        posted = admin.call('res.partner', 'message_post', [case], body='<p>Bonjour à tous</p>', message_type='comment',
                            subtype='mail.mt_comment', partner_ids=[customer], attachment_ids=[file])
        sender, recipients, mail = envelope(box)
        message = one(admin.call('mail.message', 'read', [posted], ['message_id', 'email_from', 'reply_to']))
        assert recipients == ['zoe@example.com'], recipients
        assert sender.startswith('bounce+') and sender.endswith('-res.partner-%d@lists.example.com' % case), sender
        assert mail['Message-Id'] == message['message_id'], mail['Message-Id']
        assert mail['Subject'] == 'Re: Affaire', mail['Subject']
        assert mail['To'].addresses[0].display_name == 'Zoé Client', mail['To']
        assert str(mail['From'].addresses[0]) in ('Administrator <admin@example.com>', message['email_from']), mail['From']
        assert str(mail['Reply-To'].addresses[0]) == message['reply_to'].replace('"', ''), (mail['Reply-To'], message)
        assert mail['X-Odoo-Objects'] == 'res.partner-%d' % case, mail.items()
        assert mail['Return-Path'] == sender and mail['Date'], mail.items()
        parts = [(part.get_content_type(), part.get_content_disposition()) for part in mail.walk()]
        assert parts == [('multipart/mixed', None), ('multipart/alternative', None), ('text/plain', None), ('text/html', None),
                         ('text/plain', 'attachment')], parts
        plain, html, attached = [part for part in mail.walk() if not part.is_multipart()]
        assert 'Bonjour à tous' in plain.get_content() and '<p>Bonjour à tous</p>' in html.get_content()
        name = str(email.header.make_header(email.header.decode_header(attached.get_filename())))
        assert (name, attached.get_payload(decode=True)) == ('été.txt', b'hi'), name
        status = ['notification_status', 'failure_type', 'failure_reason']
        row = one(admin.call('mail.notification', 'search_read', [['mail_message_id', '=', posted]], status))
        assert row['notification_status'] == 'sent', row
        assert admin.call('mail.mail', 'search_count', [['mail_message_id', '=', posted]]) == 0      # auto_delete

        # an answer to it finds its way back
        answer = ('From: Zoé <zoe@example.com>\nTo: catchall@lists.example.com\nSubject: Re: Affaire\nMessage-Id: <back@example.com>\n'
                  'In-Reply-To: %s\nContent-Type: text/plain; charset=utf-8\n\nMerci\n' % mail['Message-Id'])
        assert admin.call('mail.thread', 'message_process', False, answer) == case
        back = one(admin.call('mail.message', 'search_read', [['message_id', '=', '<back@example.com>']],
                              ['res_id', 'author_id', 'body', 'parent_id']))
        assert back['res_id'] == case and back['author_id'][0] == customer and back['parent_id'][0] == posted, back
        assert back['body'] == '<pre>Merci\n</pre>\n', back

        # a bounce of it is counted, and shown on the notification
        bounce = ('From: MAILER-DAEMON@example.com\nTo: %s\nSubject: Undelivered\nMessage-Id: <bounce@example.com>\n'
                  'Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n'
                  'Final-Recipient: rfc822; zoe@example.com\nAction: failed\n\n--b\nContent-Type: message/rfc822\n\n'
                  'Message-Id: %s\nSubject: x\n\nx\n--b--\n' % (sender, mail['Message-Id']))
        assert admin.call('mail.thread', 'message_process', False, bounce) is False
        row = one(admin.call('mail.notification', 'search_read', [['mail_message_id', '=', posted]], status))
        assert row['notification_status'] == 'bounce', row
        assert one(admin.call('res.partner', 'read', [customer], ['message_bounce']))['message_bounce'] == 1

        # an address that the server refuses
        ghost = create('res.partner', name='Ghost', email='refused@example.com')
        posted = admin.call('res.partner', 'message_post', [case], body='<p>?</p>', message_type='comment',
                            subtype='mail.mt_comment', partner_ids=[ghost])
        rows = admin.call('mail.notification', 'search_read', [['mail_message_id', '=', posted], ['res_partner_id', '=', ghost]], status)
        assert one(rows)['notification_status'] == 'exception' and rows[0]['failure_type'] == 'UNKNOWN', rows
        assert 'SMTPRecipientsRefused' in rows[0]['failure_reason'] and 'no such user' in rows[0]['failure_reason'], rows
        assert one(admin.call('mail.mail', 'search_read', [['mail_message_id', '=', posted]], ['state']))['state'] == 'exception'

        # a queued mail goes with the queue
        queued = create('mail.mail', subject='Queued', email_to='a@example.com, B <b@example.com>', email_from='me@example.com',
                        body_html='<p>later</p>')
        del box.mails[:]
        admin.call('mail.mail', 'process_email_queue')
        sender, recipients, mail = envelope(box)
        assert recipients == ['a@example.com', 'b@example.com'] and mail['Subject'] == 'Queued', (recipients, mail.items())
        assert one(admin.call('mail.mail', 'read', [queued], ['state']))['state'] == 'sent'

        # a channel with an alias is a mailing list: one mail for all, shown as written to the list
        channel = create('mail.channel', name='Cellar', public='public', email_send=True, alias_name='cellar', alias_contact='followers',
                         channel_partner_ids=[[4, customer]])
        assert admin.call('mail.channel', 'read', [channel], ['alias_contact'])[0]['alias_contact'] == 'followers'
        del box.mails[:]
        admin.call('mail.channel', 'message_post', [channel], body='<p>Wine?</p>', message_type='comment', subtype='mail.mt_comment')
        sender, recipients, mail = envelope(box)
        assert recipients == ['zoe@example.com'] and str(mail['To'].addresses[0]) == 'Cellar <cellar@lists.example.com>', mail.items()
        assert mail['List-Id'] == '<cellar.lists.example.com>' and mail['Precedence'] == 'list', mail.items()

        # members may write to it, strangers are told that they may not
        letter = 'From: %s\nTo: cellar@lists.example.com\nSubject: Wine\nMessage-Id: <%s@example.com>\n\nRed.\n'
        assert admin.call('mail.thread', 'message_process', False, letter % ('zoe@example.com', 'member')) == channel
        del box.mails[:]
        assert admin.call('mail.thread', 'message_process', False, letter % ('stranger@example.com', 'stranger')) is False
        sender, recipients, mail = envelope(box)
        assert recipients == ['stranger@example.com'] and mail['Subject'] == 'Re: Wine', mail.items()
        assert str(mail['From'].addresses[0]) == 'MAILER-DAEMON <bounce@lists.example.com>', mail['From']
        found = admin.call('mail.message', 'search_read', [['model', '=', 'mail.channel'], ['res_id', '=', channel]], ['message_id'])
        assert [row['message_id'] for row in found][:1] == ['<member@example.com>'], found

        # nobody listening: seen by the next request
        box.stop()
        posted = admin.call('res.partner', 'message_post', [case], body='<p>!</p>', message_type='comment',
                            subtype='mail.mt_comment', partner_ids=[customer])
        row = one(admin.call('mail.notification', 'search_read', [['mail_message_id', '=', posted], ['res_partner_id', '=', customer]], status))
        assert (row['notification_status'], row['failure_type']) == ('exception', 'SMTP'), row
        row = one(admin.call('mail.mail', 'search_read', [['mail_message_id', '=', posted]], ['state', 'failure_reason']))
        assert (row['state'], row['failure_reason']) == ('exception', '111\nConnection refused'), row
finally:
    box.stop()
