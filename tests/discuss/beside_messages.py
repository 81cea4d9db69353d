"""Actions of beside_odoo_test.py on messages, their files and the mail queue, and on the chatter of contacts."""
from beside_world import BODIES, EMAILS, PNG, TEXT, action, call


@action(10)
def post_on_contact(w):
    kwargs = w.maybe(message_type=w.pick('comment', 'comment', 'notification'), subtype=w.pick('mail.mt_comment', 'mail.mt_comment', 'mail.mt_note', False),
                     partner_ids=w.pick([], [w.user_partner()], [w.partner(), w.user_partner()], False, [[4, w.user_partner()]], [[6, 0, [w.partner()]]]), subject=w.pick('Sujet', False))
    kwargs.update(w.pick({}, {}, {}, {'parent_id': w.message()}, {'attachment_ids': w.some('ir_attachment', 'res_field IS NULL')}, {'channel_ids': [w.channel()]},
                         {'email_from': w.pick(*EMAILS)}, {'attachments': [['a.png', PNG]]}, {'add_sign': False}, {'email_layout_xmlid': 'mail.mail_notification_light'},
                         {'tracking_value_ids': [[0, 0, {'field': 'name', 'field_desc': 'Name', 'field_type': 'char', 'old_value_char': 'a', 'new_value_char': 'b'}]]}))
    return call(w.who(), 'res.partner', 'message_post', [w.partner()], body=w.pick(*BODIES), context=w.context(), **kwargs)


@action(2)
def message_notify(w):
    model, number = w.document()
    if w.chance.random() < 0.2:
        model, number = 'mail.thread', []
    return call(w.who(), model, 'message_notify', number if number == [] else [number], partner_ids=w.pick([w.user_partner()], [], [w.partner()]), body=w.pick(*BODIES), subject=w.pick('S', False), context=w.context())


@action(1)
def message_log(w):
    model, number = w.document()
    return call(w.who(), model, w.pick('_message_log', 'message_post'), [number], body=w.pick(*BODIES), context=w.context())


@action(6)
def inbox(w):
    message, who = w.message(), w.who()
    return w.pick(call(who, 'mail.message', 'toggle_message_starred', [message]), call(who, 'mail.message', 'set_message_done', w.pick([message], [message, w.message()])),
                  call(who, 'mail.message', 'mark_all_as_read', *w.pick([], [[]], [[['model', '=', 'res.partner']]], [[['id', '>', message]]]), **w.maybe(domain=[])),
                  call(who, 'mail.message', 'unstar_all'), call(who, 'mail.message', 'message_format', [message, w.message()]),
                  call(who, 'mail.message', 'message_fetch', w.pick([], [['needaction', '=', True]], [['starred', '=', True]], [['model', '=', 'res.partner'], ['res_id', '=', w.partner()]],
                                                                    [['channel_ids', 'in', [w.channel()]]], [['has_error', '=', True]], [['need_moderation', '=', True]], [['body', 'ilike', 'salut']],
                                                                    [['author_id.name', 'ilike', 'a']], [['needaction', '=', False]], [['id', '<', message]]),
                       **w.maybe(limit=w.pick(1, 5, 30), moderated_channel_ids=[w.channel()])),
                  call(who, 'mail.message', 'message_fetch_failed'), call(who, 'res.partner', w.pick('get_needaction_count', 'get_starred_count')))


@action(2)
def message_read(w):
    fields = ['subject', 'body', 'author_id', 'model', 'res_id', 'record_name', 'message_type', 'subtype_id', 'partner_ids', 'channel_ids', 'needaction', 'needaction_partner_ids', 'notification_ids',
              'starred', 'starred_partner_ids', 'has_error', 'parent_id', 'child_ids', 'reply_to', 'email_from', 'tracking_value_ids', 'attachment_ids', 'moderation_status', 'need_moderation', 'display_name',
              'description', 'no_auto_thread', 'add_sign', 'email_layout_xmlid', 'mail_activity_type_id', 'rating_value', 'author_avatar', 'snailmail_error', 'has_sms_error', 'letter_ids', 'nonsense']
    chosen = w.chance.sample(fields, 6)
    who = w.who()
    return w.pick(call(who, 'mail.message', 'read', [w.message(), w.message()], chosen, context=w.context()),
                  call(who, 'mail.message', 'search_read', w.pick([], [['model', '=', 'mail.channel']], [['partner_ids', 'in', [w.user_partner()]]], [['subject', '!=', False]]), chosen, limit=4, context=w.context()),
                  call(who, 'mail.message', 'search_count', w.pick([], [['needaction', '=', True]], [['starred', '=', True]], [['author_id', '=', w.user_partner()]])),
                  call(who, 'mail.message', 'name_get', [w.message()]), call(who, 'mail.message', 'name_search', w.pick('', 'sal', 'é')))


@action(2)
def message_write(w):
    values = w.pick({'body': w.pick(*BODIES)}, {'subject': 'changé'}, {'starred_partner_ids': [[4, w.user_partner()]]}, {'res_id': w.partner()}, {'model': 'res.partner', 'res_id': w.partner()},
                    {'channel_ids': [[4, w.channel()]]}, {'partner_ids': [[6, 0, [w.user_partner()]]]}, {'message_type': 'notification'}, {'author_id': w.user_partner()}, {'attachment_ids': [[5]]},
                    {'needaction_partner_ids': [[4, w.user_partner()]]})
    return call(w.who(), 'mail.message', 'write', [w.message()], values, context=w.context())


@action(2)
def message_create(w):
    model, number = w.document()
    values = w.maybe(body=w.pick(*BODIES), subject='créé', message_type=w.pick('comment', 'notification', 'email'), subtype_id=w.pick(1, 2, False), partner_ids=[[4, w.user_partner()]],
                     author_id=w.user_partner(), email_from=w.pick(*EMAILS), parent_id=w.message(), channel_ids=[[4, w.channel()]], no_auto_thread=w.pick(True, False))
    return call(w.who(), 'mail.message', 'create', dict(values, **w.pick({}, {'model': model, 'res_id': number})), context=w.context())


@action(1)
def message_unlink(w):
    return call(w.who(), 'mail.message', 'unlink', w.pick([w.message()], [w.message(), w.message()]))


@action(1)
def wizard_resend(w):
    who = w.who()
    failed = [number for number, in w.stock.query("SELECT DISTINCT mail_message_id FROM mail_message_res_partner_needaction_rel WHERE notification_status = 'exception' ORDER BY 1")]
    message = w.pick(*failed) if failed else w.message()
    wizards = w.ids('mail_resend_message')
    cancels = w.ids('mail_resend_cancel')
    return w.pick(call(who, 'mail.resend.message', 'create', {}, context={'mail_message_to_resend': message}),
                  call(who, 'mail.resend.message', 'default_get', ['partner_ids', 'notification_ids', 'mail_message_id', 'partner_readonly'], context=w.pick({}, {'mail_message_to_resend': message, 'lang': 'fr_FR'})),
                  call(who, 'mail.resend.message', w.pick('resend_mail_action', 'cancel_mail_action', 'read'), [w.pick(*wizards)]) if wizards else None,
                  call(who, 'mail.resend.cancel', 'create', {'model': w.pick('res.partner', 'mail.channel')}, context=w.pick({}, {'unread_counter': 3})),
                  call(who, 'mail.resend.cancel', w.pick('cancel_resend_action', 'read'), [w.pick(*cancels)]) if cancels else None)


@action(2)
def attachment(w):
    model, number = w.document()
    who = w.who()
    return w.pick(call(who, 'ir.attachment', 'create', dict({'name': w.pick('é.txt', 'a.png', 'noext'), 'datas': w.pick(TEXT, PNG, False)}, **w.pick({}, {'res_model': model, 'res_id': number}, {'res_model': 'mail.compose.message', 'res_id': 0})), context=w.context()),
                  call(who, 'ir.attachment', w.pick('unlink', 'read'), [w.one('ir_attachment', 'res_field IS NULL')], *w.pick([], [])),
                  call(who, 'ir.attachment', 'read', [w.one('ir_attachment', 'res_field IS NULL')], ['name', 'mimetype', 'datas', 'res_name', 'checksum', 'file_size', 'type', 'url', 'public', 'index_content', 'res_model'], context=w.context()),
                  call(who, 'ir.attachment', 'search_read', w.pick([], [['res_model', '=', model]], [['name', 'ilike', 'a']]), ['name', 'res_model', 'res_id'], limit=5),
                  call(who, 'ir.attachment', 'write', [w.one('ir_attachment', 'res_field IS NULL')], w.pick({'name': 'renommé'}, {'datas': TEXT}, {'res_id': number}, {'public': True})))


@action(1)
def main_attachment(w):
    attachment = w.one('ir_attachment', 'res_field IS NULL')
    return w.pick(call(w.who(), 'ir.attachment', 'register_as_main_attachment', [attachment]), call(w.who(), 'res.partner', 'write', [w.partner()], {'message_main_attachment_id': attachment}))


@action(1)
def resend(w):
    who = w.who()
    return w.pick(call(who, 'mail.channel', 'message_change_thread', [w.channel()], w.partner()), call(who, 'res.partner', 'message_get_suggested_recipients', [w.partner()]),
                  call(who, 'res.partner', 'message_partner_info_from_emails', [w.partner()], ['x@example.com', 'demo@yourcompany.com']),
                  call(who, 'mail.notification', 'search_read', [], ['mail_message_id', 'res_partner_id', 'is_read', 'notification_type', 'notification_status', 'failure_type', 'failure_reason'], limit=6, order='id desc'),
                  call(who, 'mail.message.subtype', 'search_read', [], ['name', 'internal', 'default', 'hidden', 'res_model', 'parent_id', 'description'], context=w.context()),
                  call(who, 'mail.mail', 'search_read', [], ['subject', 'email_to', 'recipient_ids', 'state', 'email_from', 'reply_to'], limit=5, order='id desc'),
                  call(who, 'mail.alias', 'search_read', [], ['alias_name', 'alias_defaults', 'alias_contact', 'display_name'], limit=5, order='id'), call(who, 'mail.moderation', 'search_read', [], ['email', 'status', 'channel_id']))


@action(3)
def odd_post(w):
    """message_post with values that no client ought to send."""
    model, number = w.document()
    kwargs = {w.pick('partner_ids', 'channel_ids', 'attachment_ids', 'attachments', 'parent_id', 'subtype_id', 'subtype', 'message_type', 'author_id', 'email_from', 'subject', 'record_name', 'add_sign', 'canned_response_ids', 'date', 'message_id',
                     'reply_to', 'moderation_status', 'mail_activity_type_id', 'mail_server_id', 'email_layout_xmlid', 'no_auto_thread', 'tracking_value_ids', 'notification_ids', 'child_ids', 'rating_value', 'layout', 'res_id'):
              w.pick(None, False, True, 0, 1, 99999, -1, '', 'x', '7', 'mail.mt_note', [], [None], [False], [True], ['x'], ['7'], [w.user_partner()], [[4, 3]], [[6, 0, [3]]], [[5]], {}, {'a': 1}, 1.5, w.message(), [w.message()], [['a.txt', 'x', {'cid': 'c'}]],
                     'Jean <jean@example.com>', '<i d@x>')
              for _ in range(w.pick(1, 1, 2))}
    return call(w.who(), model, 'message_post', [number], **dict({'body': w.pick(*BODIES), 'message_type': 'comment', 'subtype': 'mail.mt_comment'}, **kwargs))


@action(2)
def post_pictures(w):
    """Pictures in the body that are attachments: by cid, by file name, by data."""
    model, number = w.document()
    body = '<p>%s <img src="%s"%s/></p>' % (w.pick('a', 'é &amp; b', '<b>x'), w.pick('cid:one', 'cid:two', 'cid:', 'x.png', 'data:image/png;base64,' + PNG, 'data:image/gif;base64,AAAA'), w.pick('', ' data-filename="un.png"', ' data-filename="é.png" alt="x"'))
    attachments = w.pick([['un.png', 'x', {'cid': 'one'}]], [['un.png', 'x'], ['é.png', 'y', {'cid': 'two'}]], [['un.png', 'x', None]], [['x', 'y', {}]], [])
    return call(w.who(), model, 'message_post', [number], body=w.pick(body, body + body, 'avant ' + body, body + '<!-- c -->'), attachments=attachments, **w.maybe(attachment_ids=w.some('ir_attachment', 'res_field IS NULL'), message_type='comment'))


@action(2)
def message_more(w):
    """mail.message as any other model."""
    who, message = w.who(), w.message()
    return w.pick(call(who, 'mail.message', 'copy', message, *w.pick([], [{'subject': 'copie'}, ], [{'model': False, 'res_id': False}])), call(who, 'mail.message', 'copy_data', [message]), call(who, 'mail.message', 'exists', [message, 99999]),
                  call(who, 'mail.message', 'default_get', ['author_id', 'email_from', 'date', 'message_type', 'body', 'add_sign', 'subject'], context=w.pick({}, {'default_body': 'x', 'default_author_id': w.partner()})),
                  call(who, 'mail.message', 'export_data', [message], ['body', 'author_id/name', 'subtype_id/name', 'partner_ids/name']), call(who, 'mail.message', 'read_group', w.pick([], [['model', '=', 'mail.channel']], [['needaction', '=', True]]), ['res_id'], w.pick(['author_id'], ['model'], ['date:month'], ['message_type', 'subtype_id']), **w.maybe(lazy=False)),
                  call(who, 'mail.message', 'search', w.pick([['notified_partner_ids', 'in', [w.user_partner()]]], [['notification_ids.notification_status', '=', 'sent']], [['starred_partner_ids', '!=', False]], [['attachment_ids', '!=', False]], [['attachment_ids.name', 'ilike', 'a']], [['tracking_value_ids.field', '=', 'name']], [['child_ids', '!=', False]],
                                                             [['parent_id.author_id', '=', w.user_partner()]], [['channel_ids.name', 'ilike', 'e']], [['subtype_id.internal', '=', True]], [['has_error', '=', False]], [['starred', '!=', True]], [['needaction', 'in', [True]]], [['res_id', '=', w.partner()]], [['record_name', '=ilike', '%e%']]),
                       *w.pick([], [0, 5], [2, 3, 'date desc, id desc'], [0, 4, 'author_id, id'])),
                  call(who, 'mail.message', 'message_format', w.ids('mail_message')[-w.pick(1, 4, 9):], context=w.context()), call(who, 'mail.message', 'fields_get', ['body', 'message_type', 'author_id', 'tracking_value_ids'], ['string', 'help', 'selection', 'type', 'required'], context=w.context()),
                  call(who, 'mail.message', 'write', [message, w.message()], w.pick({'subject': 'deux'}, {'body': w.pick(*BODIES)}, {'attachment_ids': [[6, 0, w.some('ir_attachment', 'res_field IS NULL')]]}, {'subtype_id': w.pick(1, 2, False)}, {'parent_id': w.message()}, {'record_name': 'nom'}, {'email_from': w.pick(*EMAILS)}, {'date': '2019-01-01 00:00:00'},
                                                                                   {'notification_ids': [[0, 0, {'res_partner_id': w.user_partner()}]]}, {'starred': True}, {'moderation_status': w.pick('accepted', 'rejected', False)})))


@action(2)
def notification_rows(w):
    who = w.who()
    row = w.one('mail_message_res_partner_needaction_rel', recent=30)
    return w.pick(call(who, 'mail.notification', 'read', [row], ['mail_message_id', 'res_partner_id', 'is_read', 'read_date', 'notification_type', 'notification_status', 'failure_type', 'failure_reason', 'display_name', 'mail_id']),
                  call(who, 'mail.notification', 'create', {'mail_message_id': w.message(), 'res_partner_id': w.user_partner(), **w.maybe(is_read=True, notification_type=w.pick('inbox', 'email', 'sms', 'x'), notification_status=w.pick('sent', 'exception', 'bounce', 'canceled'))}),
                  call(who, 'mail.notification', 'write', [row], w.pick({'is_read': True}, {'is_read': False}, {'notification_status': 'exception'}, {'failure_type': 'SMTP'}, {'res_partner_id': w.user_partner()})), call(who, 'mail.notification', 'unlink', [row]),
                  call(who, 'mail.notification', 'search_count', w.pick([], [['is_read', '=', False]], [['res_partner_id', '=', w.user_partner()]])), call(who, 'mail.notification', 'read_group', [], ['id'], w.pick(['notification_status'], ['notification_type'])))


@action(2)
def mail_queue(w):
    who = w.pick('admin', 'admin', w.who())
    mail = w.one('mail_mail', recent=10)
    return w.pick(call(who, 'mail.mail', w.pick('mark_outgoing', 'cancel', 'send', 'unlink'), [mail]), call(who, 'mail.mail', 'process_email_queue'),
                  call(who, 'mail.mail', 'read', [mail], ['subject', 'body', 'body_html', 'email_to', 'email_cc', 'recipient_ids', 'state', 'failure_reason', 'auto_delete', 'notification', 'model', 'res_id', 'record_name', 'references', 'headers', 'scheduled_date', 'author_id', 'display_name']),
                  call(who, 'mail.mail', 'create', dict({'body_html': '<p>é</p>', 'subject': 'File'}, **w.maybe(email_to=w.pick(*EMAILS), recipient_ids=[[4, w.partner()]], auto_delete=w.pick(True, False), mail_message_id=w.message(), body='<p>corps</p>', model='res.partner', res_id=w.partner(), state=w.pick('outgoing', 'cancel', 'sent')))),
                  call(who, 'mail.mail', 'write', [mail], w.pick({'email_to': 'y@example.com'}, {'state': 'outgoing'}, {'body_html': '<p>autre</p>'}, {'subject': 'changé'}, {'recipient_ids': [[4, w.partner()]]}, {'email_cc': 'c@example.com'})))


@action(2)
def mail_arrives(w):
    """An e-mail, handed over by the gateway."""
    known = [text for text, in w.stock.query('SELECT message_id FROM mail_message WHERE message_id IS NOT NULL ORDER BY id DESC LIMIT 5')]
    sender = w.pick('alice@example.com', 'Bob <bob@example.com>', 'Zoé <zoe@example.com>', 'DEMO@yourcompany.com', 'sans adresse', '"A, B" <ab@example.com>')
    extra = w.pick('', 'In-Reply-To: <perdu@example.com>\n', 'Cc: carol@example.com\n', 'Auto-Submitted: auto-generated\n', 'Return-Path: <>\n')
    head = 'From: %s\nTo: %s\nSubject: %s\nMessage-Id: <arrive%d@example.com>\nDate: Tue, 02 Jan 2018 03:04:05 +0100\nMIME-Version: 1.0\n%s' % (
        sender, w.pick('info@example.com', 'boite@example.com', 'rien@example.com', 'catchall@example.com'), w.pick('Bonjour', '=?utf-8?B?w4l0w6k=?=', ''), w.chance.randrange(1000), extra)
    body = w.pick('Content-Type: text/plain; charset=utf-8\n\nTexte é\n> cité\n-- \nsig\n', 'Content-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n<p>caf=E9<blockquote>q</blockquote>\n',
                  'Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nun\n--b\nContent-Type: text/html\n\n<b>deux</b>\n--b--\n',
                  'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nvoir\n--b\nContent-Type: image/png; name="p.png"\nContent-Disposition: attachment; filename="p.png"\nContent-Transfer-Encoding: base64\n\n%s\n--b--\n' % PNG)
    model, number = w.document()
    return call(w.pick('admin', 'admin', 'demo'), 'mail.thread', 'message_process', w.pick(model, model, False, 'res.partner'), head + body, **w.pick({'thread_id': number}, {'thread_id': number}, {}, {'thread_id': 99999}, {'custom_values': {'name': 'par courriel'}}, {'strip_attachments': True, 'thread_id': number}, {'save_original': True, 'thread_id': number}))


@action(1)
def subtypes(w):
    who = w.pick('admin', w.who())
    return w.pick(call(who, 'mail.message.subtype', 'create', dict({'name': 'Genre'}, **w.maybe(res_model=w.pick('res.partner', 'mail.channel', False), default=w.pick(True, False), internal=w.pick(True, False), description='décrit', hidden=w.pick(True, False), sequence=3))),
                  call(who, 'mail.message.subtype', 'write', [w.one('mail_message_subtype')], w.pick({'default': False}, {'internal': True}, {'name': 'autre'}, {'description': 'x'}, {'sequence': 1})), call(who, 'mail.message.subtype', 'default_subtypes', w.pick('res.partner', 'mail.channel', 'no.model')))


@action(2)
def attachment_more(w):
    who, one = w.who(), w.one('ir_attachment', 'res_field IS NULL')
    model, number = w.document()
    return w.pick(call(who, 'ir.attachment', 'copy', one, *w.pick([], [{'name': 'copie'}])), call(who, 'ir.attachment', 'search_count', w.pick([], [['res_id', '=', number]], [['res_field', '!=', False]], [['create_uid', '=', 6]], [['public', '=', True]])), call(who, 'ir.attachment', 'generate_access_token', [one]),
                  call(who, 'ir.attachment', 'read_group', [], ['file_size'], w.pick(['mimetype'], ['res_model'], ['create_uid'])), call(who, 'ir.attachment', 'check', [one], w.pick('read', 'write', 'unlink')), call(who, 'ir.attachment', 'name_get', [one]), call(who, 'ir.attachment', 'name_search', w.pick('', 'a')),
                  call(who, 'ir.attachment', 'create', [dict({'name': w.pick('a', 'b.txt', False, '')}, **w.maybe(datas=w.pick(TEXT, PNG, False, '!', 'YQ'), type=w.pick('binary', 'url', 'x'), url='http://x.y/z', mimetype=w.pick('text/html', 'image/svg+xml', 'x'), public=True, res_model=w.pick(model, 'no.model', False), res_id=w.pick(number, 99999, False), description='d'))
                                                            for _ in range(w.pick(1, 2))], context=w.context()),
                  call(who, 'ir.attachment', 'write', [one, w.one('ir_attachment', 'res_field IS NULL')], w.pick({'name': 'deux'}, {'res_model': model, 'res_id': number}, {'public': w.pick(True, False)}, {'datas': w.pick(PNG, False)}, {'type': 'url', 'url': 'http://a.b'}, {'mimetype': 'text/html'}, {'description': False}, {'res_id': 99999})),
                  call(who, 'ir.attachment', 'unlink', [one, w.one('ir_attachment', 'res_field IS NULL')]), call(who, 'ir.attachment', 'search', w.pick([['res_model', '=', model], ['res_id', '=', number]], [['name', '!=', False]], [['mimetype', '=like', 'image/%']]), *w.pick([], [1, 4, 'name, id'], [0, 3, 'id desc'])))
