"""E-mail: what goes out and fails, and what a gateway brings in."""
from common import POST, channel_of, partners, peek


def scenario_email_notifications(r):
    """Users and contacts who want e-mail: messages that cannot be sent, and what is shown of the failure."""
    alice, bob = partners(r, 'demo', 'alice', 'bob')
    r.call('alice', 'res.users', 'write', [8], {'notification_type': 'email'})
    contact = r.call('demo', 'res.partner', 'create', {'name': 'Client', 'email': 'client@example.com'})
    silent = r.call('demo', 'res.partner', 'create', {'name': 'Muet'})
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Affaire'})
    r.call('demo', 'res.partner', 'message_post', [doc], body='à tous', partner_ids=[alice, bob, contact, silent], **POST)
    r.call('demo', 'mail.message', 'message_fetch', [['model', '=', 'res.partner'], ['res_id', '=', doc]], limit=1)
    r.call('demo', 'mail.message', 'message_fetch_failed', [])
    r.json('demo', '/mail/init_messaging')
    r.call('admin', 'mail.notification', 'search_read', [['mail_message_id.res_id', '=', doc], ['mail_message_id.model', '=', 'res.partner']], ['res_partner_id', 'notification_type', 'notification_status', 'failure_type', 'is_read'], order='res_partner_id')
    r.call('admin', 'mail.mail', 'search_read', [['model', '=', 'res.partner'], ['res_id', '=', doc]], ['state', 'email_to', 'recipient_ids', 'auto_delete', 'notification', 'subject', 'email_from'], order='id')
    r.call('demo', 'res.partner', 'read', [doc], ['message_has_error', 'message_has_error_counter'])
    r.call('demo', 'res.partner', 'search', [['message_has_error', '=', True]], order='id')
    peek(r, 'demo')
    peek(r, 'bob')
    cid = channel_of(r, 'demo', 'courriels', 'public', [alice, bob])['id']
    r.call('demo', 'mail.channel', 'message_post', [cid], body='@alice', partner_ids=[alice], **POST)
    r.call('demo', 'mail.channel', 'channel_fetch_message', [cid], limit=1)
    r.call('demo', 'mail.channel', 'write', [cid], {'email_send': True})
    r.call('demo', 'mail.channel', 'message_post', [cid], body='par la liste', **POST)
    r.call('demo', 'mail.channel', 'channel_fetch_message', [cid], limit=1)


def scenario_mail_gateway(r):
    """Incoming e-mail handed over by a gateway script."""
    head = 'From: %s\nTo: %s\nSubject: %s\nMessage-Id: <%s@example.com>\nDate: Tue, 02 Jan 2018 03:04:05 +0100\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n%s\n%s\n'
    cid = channel_of(r, 'demo', 'entrée')['id']
    r.call('demo', 'mail.channel', 'write', [cid], {'alias_name': 'entree'})

    def mail(*parts, model='mail.channel', **kwargs):
        return r.xml('admin', 'mail.thread', 'message_process', model, head % parts, **kwargs)
    mail('Marc <mark.brown23@example.com>', 'entree@example.com', 'Bonjour', 'm1', '', 'Corps du message', thread_id=cid)
    mail('inconnu@example.com', 'entree@example.com', 'Inconnu', 'm2', '', 'Qui suis-je ?\n-- \nsignature', thread_id=cid)
    mail('inconnu@example.com', 'entree@example.com', 'Double', 'm2', '', 'Deux fois le même', thread_id=cid)
    mail('alice@example.com', 'x@example.com', 'Re: Bonjour', 'm3', 'In-Reply-To: <m1@example.com>\n', 'Réponse', model=False)
    mail('alice@example.com', 'x@example.com', 'Re: Bonjour', 'm4', 'References: <zz@example.com> <m1@example.com>\n', 'Réponse 2', model=False)
    mail('alice@example.com', 'nulle-part@example.com', 'Perdu', 'm5', '', 'x', model=False)
    mail('alice@example.com', 'x@example.com', 'Sur une fiche', 'm6', '', 'fiche', model='res.partner', thread_id=9)
    mail('Neuf <neuf@example.com>', 'x@example.com', 'Nouvelle fiche', 'm7', '', 'x', model='res.partner')
    r.call('demo', 'mail.channel', 'channel_fetch_message', [cid])
    r.call('demo', 'mail.message', 'search_read', [['message_id', 'in', ['<m%d@example.com>' % n for n in range(1, 8)]]], ['body', 'subject', 'message_type', 'model', 'author_id', 'email_from', 'parent_id', 'date', 'message_id'], order='id')
    r.call('demo', 'res.partner', 'search_read', [['email', '=', 'neuf@example.com']], ['name', 'email'])
