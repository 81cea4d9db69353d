"""Messages as careless scripts, colleagues over days and mail gateways make them; pages of them; people who leave."""
import base64

from common import FR, GIF, PNG, POST, TEXT, channel_of, partners, peek

QUIET = {'mail_auto_subscribe_no_notify': True}
EVERYBODY = ('admin', 'demo', 'alice', 'bob', 'carol', 'portal')
ROW = ['body', 'subject', 'message_type', 'subtype_id', 'author_id', 'email_from', 'reply_to', 'record_name', 'parent_id', 'model', 'res_id', 'partner_ids', 'channel_ids', 'notified_partner_ids', 'attachment_ids', 'display_name', 'message_id', 'date']


def scenario_odd_posts(r):
    """Posts that a careless script may send; what is kept of them."""
    demo, alice, bob = partners(r, 'admin', 'demo', 'alice', 'bob')
    cid = channel_of(r, 'demo', 'maladroit', 'public', [alice])['id']
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Maladresse'})
    for model, rid in (('mail.channel', cid), ('res.partner', doc)):
        for kw in (dict(partner_ids=[-1]), dict(partner_ids=[0]), dict(partner_ids=[99999]), dict(partner_ids=[alice, 99999]), dict(partner_ids='x'), dict(partner_ids=alice), dict(partner_ids=[str(alice)]), dict(partner_ids=[[4, alice]]), dict(partner_ids={}), dict(partner_ids={'a': 1}), dict(partner_ids=[True]), dict(partner_ids=[False]), dict(channel_ids=[0]), dict(channel_ids=[99999]), dict(channel_ids=cid),
                   dict(attachment_ids=[False]), dict(attachment_ids=[[4, 425]]), dict(attachment_ids=425), dict(attachment_ids=[99999]), dict(attachments=12), dict(attachments='ab'), dict(attachments=['ab']), dict(attachments=['abc']), dict(attachments=[12]), dict(attachments=[['a', 12]]), dict(attachments=[['a', None]]), dict(attachments=[['a', 'b', 'c']]), dict(attachments=[['a', 'b', None]]), dict(attachments={'ab': 1}), dict(attachments=[[None, 'b']]), dict(attachments=[['a', '']]),
                   dict(message_type=''), dict(message_type=None), dict(message_type=False), dict(message_type='nope'), dict(message_type=12), dict(subtype=12), dict(subtype=True), dict(subtype='x'), dict(subtype_id=99999), dict(subtype_id=False), dict(parent_id=99999), dict(parent_id=-1), dict(parent_id=True), dict(author_id=99999), dict(author_id=0), dict(author_id=''), dict(email_from=''), dict(email_from=12), dict(subject=12), dict(subject=[]), dict(subject={}), dict(record_name=12), dict(add_sign=None), dict(date='2020-01-01'), dict(date='hier')):
            r.call('demo', model, 'message_post', [rid], **dict(dict(body='x', **POST), **kw))
    r.call('demo', 'mail.channel', 'channel_fetch_message', [cid], limit=100)
    r.call('demo', 'mail.message', 'message_fetch', [['model', '=', 'res.partner'], ['res_id', '=', doc]], limit=100)
    r.call('demo', 'mail.message', 'toggle_message_starred', [])
    r.call('demo', 'mail.message', 'mark_all_as_read', 'x')
    r.call('demo', 'mail.message', 'set_message_done', [])
    free = r.call('demo', 'mail.message', 'create', {'body': 'libre', 'attachment_ids': [[0, 0, {'name': 'l.txt', 'datas': TEXT}]]})
    r.call('demo', 'mail.message', 'message_format', [free])
    for v in ({'message_type': 'comment'}, {'model': 'res.partner', 'res_id': doc}, {'res_id': doc}, {'subject': 's'}, {'notification_ids': [[5]]}):
        r.call('demo', 'mail.message', 'write', [free], v)
    r.call('demo', 'mail.message', 'message_format', [free])
    tracked = r.call('demo', 'mail.message', 'create', {'body': 'x', 'tracking_value_ids': [[0, 0, {'field': 'name', 'field_desc': 'Nom', 'field_type': 'char'}]]})
    r.call('demo', 'mail.message', 'message_format', [tracked])
    r.call('demo', 'res.partner', 'message_new', {'subject': 'Neuf', 'email_from': 'neuf@example.com'}, {'city': 'Liège'})
    r.call('demo', 'mail.channel', 'message_new', {'subject': 'Canal neuf'})
    mine = r.call('demo', 'ir.attachment', 'create', {'name': 'm.txt', 'datas': TEXT, 'res_model': 'res.partner', 'res_id': doc})
    for w in ('portal', 'alice', 'bob', 'demo', 'bob', 'portal'):
        r.call(w, 'ir.attachment', 'register_as_main_attachment', [mine])
        r.call(w, 'ir.attachment', 'unlink', [mine])
        r.get(w, '/web/content/{id}', id=mine)
    other = r.call('demo', 'ir.attachment', 'create', {'name': 'm.txt', 'datas': TEXT})
    for w in ('public', 'portal', 'bob', 'portal', 'alice'):
        r.get(w, '/web/content/{id}', id=other)
        r.get(w, '/web/image/{id}', id=other)
        r.call(w, 'ir.attachment', 'unlink', [other])
    follower = r.call('demo', 'mail.followers', 'search', [['res_model', '=', 'res.partner'], ['res_id', '=', doc]], limit=1)
    r.call('admin', 'mail.followers', 'unlink', follower)
    for w in ('demo', 'bob', 'portal', 'admin'):
        r.call(w, 'mail.followers', 'unlink', follower)
        r.call(w, 'mail.followers', 'write', follower, {'res_id': 1})
        r.call(w, 'res.partner', 'message_subscribe', [doc], alice)
        r.call(w, 'res.partner', 'message_subscribe', [doc], [[4, alice]])
        r.call(w, 'res.partner', 'message_unsubscribe', [doc], alice)
        r.call(w, 'res.users', 'check_access_rule', [8], 'read')
        r.call(w, 'mail.message', 'unstar_all')
    r.call('demo', 'res.partner', 'activity_schedule', [doc], 'mail.mail_activity_data_call')
    r.call('demo', 'res.partner', 'activity_reschedule', [doc], ['mail.mail_activity_data_call'], date_deadline='2095-01-01')


def scenario_message_pages(r):
    """message_fetch and the searches behind it: limits, pages, domains, moderated channels, odd arguments."""
    demo, alice, bob, carol, portal = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal')
    cid = channel_of(r, 'demo', 'pages', 'public', [alice, bob, portal])['id']
    mod = channel_of(r, 'demo', 'modéré', 'public', [alice, bob])['id']
    r.call('demo', 'mail.channel', 'write', [mod], {'moderator_ids': [[6, 0, [6]]], 'moderation': True})
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Pages'})
    ids = []
    for n in range(9):
        ids.append(r.call(('demo', 'alice', 'bob')[n % 3], 'mail.channel', 'message_post', [cid], body='page %d' % n, partner_ids=([alice, bob, carol], [demo], [])[n % 3], **POST))
    for n in range(3):
        ids.append(r.call('demo', 'res.partner', 'message_post', [doc], body='doc %d' % n, partner_ids=[alice, bob, portal], **POST))
        ids.append(r.call('bob', 'mail.channel', 'message_post', [mod], body='attente %d' % n, **POST))
        ids.append(r.call('alice', 'mail.channel', 'message_post', [mod], body='alice %d' % n, **POST))
    ids = [i for i in ids if isinstance(i, int)]
    for w in ('demo', 'alice', 'portal'):
        for limit in (1, 0, None, -1, '3', 2.0):
            r.call(w, 'mail.message', 'message_fetch', [['id', 'in', ids[-4:]]], limit=limit)
            r.call(w, 'mail.message', 'message_fetch', [['channel_ids', 'in', [mod]]], limit, [mod])
        for m in ([mod], [mod, cid], [cid], [], None, False, [99999], mod, 'x'):
            r.call(w, 'mail.message', 'message_fetch', [['channel_ids', 'in', [mod]]], limit=2, moderated_channel_ids=m)
        for d in ([], None, False, [['id', '<', ids[4]]], [['id', '<', ids[4]], ['channel_ids', 'in', [cid]]], [['channel_ids', 'in', [cid]], ['needaction', '=', True]], [['notification_ids', '!=', False]], [['notification_ids', '=', False]], [['notification_ids.res_partner_id', 'in', [alice, bob]]], [['notification_ids.is_read', '=', False], ['notification_ids.res_partner_id', '!=', alice]],
                  ['|', ['notification_ids.is_read', '=', True], ['starred', '=', True]], ['!', ['notification_ids.is_read', '=', True]], [['notified_partner_ids', 'in', [alice]]], [['notified_partner_ids', '=', False]], [['needaction_partner_ids', 'in', [alice]]], [['has_error', '=', False]], [['body', '=', '<p>page 1</p>']], [['body', 'like', 'PAGE']], [['subject', '=', False]], [['date', '>', '2001-01-01']],
                  [['author_id', 'child_of', alice]], [['author_id.user_ids.login', '=', 'bob']], [['author_id.user_ids', '!=', False]], [['model', '=', 'res.partner'], ['res_id', '=', doc]], [['res_id', '=', str(doc)]], [['attachment_ids', '=', False]], [['subtype_id', '=', 'Discussions']], [['subtype_id.internal', '=', True]], [['parent_id', '!=', False]], [['message_type', 'in', ['comment']]], [['channel_ids.name', '=', 'pages']], [['channel_ids', '=', 'pages']], [['moderation_status', '=', 'accepted']], [['need_moderation', '=', True]], [['need_moderation', '!=', True]], [['need_moderation', '=', False]],
                  [['starred', '=', False]], [['tracking_value_ids', '!=', False]], 'x', [['a', 'b']], [1], ['&'], [['id', 'in', 'x']], {'a': 1}):
            r.call(w, 'mail.message', 'search', d, 1, 3)
            r.call(w, 'mail.message', 'search_count', d)
    r.call('demo', 'mail.message', 'message_fetch')
    r.call('demo', 'mail.message', 'message_fetch', domain=[['id', 'in', ids]], limit=2)
    for w in ('admin', 'alice'):
        for d in ([['message_ids.body', 'ilike', 'doc']], [['message_ids.author_id', '=', demo]], [['message_ids', 'ilike', 'Pages']], [['user_ids.login', 'in', ['alice', 'bob']]], [['activity_ids.summary', '=', 'x']], [['message_follower_ids.partner_id', '=', alice]], ['|', ['message_ids.body', 'ilike', 'doc'], ['name', '=', 'Alice Martin']], ['!', ['message_ids.body', 'ilike', 'doc']]):
            r.call(w, 'res.partner', 'search', d, 0, 4, 'id')
            r.call(w, 'res.partner', 'search_count', d)
            r.call(w, 'res.partner', 'read_group', d, ['color'], ['is_company'])
            r.call(w, 'res.partner', 'search_read', d, ['name'], 0, 2, 'id desc')
    for w in ('demo', 'alice', 'portal'):
        r.call(w, 'mail.message', 'read_group', [['notification_ids.is_read', '=', False]], ['res_id'], ['model'])
        r.call(w, 'mail.message', 'read_group', [['id', 'in', ids]], ['res_id:max'], ['author_id'], orderby='author_id')
        r.call(w, 'mail.message', 'message_fetch_failed')


def scenario_long_conversation(r):
    """Two colleagues, a guest of the portal and an administrator over a long conversation."""
    demo, alice, bob, portal = partners(r, 'admin', 'demo', 'alice', 'bob', 'portal')
    r.call('alice', 'res.users', 'write', [8], {'lang': 'fr_FR', 'tz': 'Europe/Brussels'})
    r.call('bob', 'res.users', 'write', [9], {'notification_type': 'email'})
    company = r.call('admin', 'res.partner', 'create', {'name': 'Société Générale d’Essai', 'is_company': True, 'email': 'contact@sge.example.com', 'user_id': 8}, context=QUIET)
    person = r.call('admin', 'res.partner', 'create', {'name': 'Chloé Noël', 'parent_id': company, 'email': 'chloe@sge.example.com', 'lang': 'fr_FR'})
    cid = channel_of(r, 'alice', 'Essai général', 'groups', [demo, portal])
    cid = cid['id']
    msgs = []
    def say(who, text, model='res.partner', rid=person, **kw):
        m = r.call(who, model, 'message_post', [rid], **dict(dict(body=text, **POST), **kw))
        if isinstance(m, int): msgs.append(m)
        return m
    say('demo', '<p>Bonjour Chloé,<br/>Voici l’offre.</p>', partner_ids=[person], subject='Offre n°1')
    say('alice', 'Je m’en occupe', subtype='mail.mt_note')
    say('portal', 'Et moi ?')
    say('demo', '@Bob regarde', partner_ids=[bob], subtype='mail.mt_note')
    say('demo', 'Au canal', model='mail.channel', rid=cid)
    say('portal', 'Merci à tous 😀', model='mail.channel', rid=cid, partner_ids=[alice])
    say('demo', 'Suite', parent_id=msgs[0])
    say('demo', 'Suite de la suite', parent_id=msgs[-1])
    say('admin', '<ul><li>un</li><li>deux</li></ul>', rid=company, channel_ids=[cid])
    r.call('admin', 'res.partner', 'write', [person], {'email': 'c.noel@sge.example.com', 'name': 'Chloé N.', 'user_id': 6}, context=QUIET)
    r.call('admin', 'res.partner', 'write', [company], {'user_id': False, 'name': 'SGE'})
    r.call('alice', 'res.partner', 'message_subscribe', [person], [alice])
    r.call('demo', 'res.partner', 'message_subscribe', [person], [bob], None, [1])
    say('demo', 'Pour les abonnés')
    r.call('alice', 'mail.message', 'toggle_message_starred', [msgs[0]])
    r.call('alice', 'mail.message', 'toggle_message_starred', [msgs[1]])
    r.call('alice', 'mail.message', 'set_message_done', msgs)
    r.call('demo', 'mail.message', 'write', [msgs[1]], {'body': 'édité'})
    r.call('alice', 'mail.message', 'write', [msgs[1]], {'body': '<p>édité</p>'})
    for w in EVERYBODY:
        r.call(w, 'mail.message', 'message_fetch', [['model', '=', 'res.partner'], ['res_id', 'in', [person, company]]], limit=50)
        r.call(w, 'mail.message', 'message_fetch', [['needaction', '=', True]], limit=50)
        r.call(w, 'mail.message', 'message_fetch', [['starred', '=', True]], limit=50)
        r.call(w, 'mail.message', 'message_fetch', [['channel_ids', 'in', [cid]]], limit=2)
        r.call(w, 'mail.channel', 'channel_fetch_message', [cid])
        r.call(w, 'res.partner', 'read', [person, company], ['name', 'message_ids', 'message_follower_ids', 'message_needaction_counter', 'message_has_error', 'message_partner_ids'])
        r.call(w, 'mail.message', 'message_fetch_failed')
        r.json(w, '/mail/init_messaging')
        peek(r, w)
    r.call('alice', 'mail.message', 'message_fetch', [['model', '=', 'res.partner'], ['res_id', '=', person]], limit=50, context=FR)
    r.call('alice', 'mail.message', 'message_fetch', [['model', '=', 'res.partner'], ['res_id', '=', person]], limit=50, context={'lang': 'fr_FR', 'tz': 'Asia/Tokyo', 'bin_size': True})
    followers = r.call('demo', 'mail.followers', 'search', [['res_model', '=', 'res.partner'], ['res_id', '=', person]], order='id')
    r.json('alice', '/mail/read_followers', follower_ids=followers, res_model='res.partner', context=FR)
    r.call('demo', 'res.partner', 'message_unsubscribe', [person], [alice, bob])
    r.call('demo', 'res.partner', 'copy', person)
    r.call('admin', 'res.partner', 'unlink', [person])
    for w in ('demo', 'alice', 'portal'):
        r.call(w, 'mail.message', 'message_format', msgs)
        r.call(w, 'mail.message', 'search', [['id', 'in', msgs]], order='id')
        r.call(w, 'mail.message', 'message_fetch', [['starred', '=', True]], limit=50)
    r.call('admin', 'res.partner', 'write', [company], {'active': False})
    r.call('demo', 'mail.message', 'message_fetch', [['model', '=', 'res.partner'], ['res_id', '=', company]])
    r.call('demo', 'res.partner', 'message_post', [company], body='archivée', **POST)
    r.call('admin', 'mail.channel', 'unlink', [cid])
    for w in EVERYBODY:
        r.json(w, '/mail/init_messaging')
        r.call(w, 'mail.message', 'search', [['id', 'in', msgs]], order='id')


def scenario_body_pictures(r):
    """Attachments that the body shows: by cid, by name, by data, given and existing; main attachments."""
    demo, alice = partners(r, 'admin', 'demo', 'alice')
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Images'})
    cid = channel_of(r, 'demo', 'images', 'public', [alice])['id']
    data = 'data:image/png;base64,' + PNG
    bodies = ['<p>a <img src="cid:un"/></p>', '<img src="cid:un"><img src="cid:deux"><img src="cid:trois">', '<p><img data-filename="un.png" src="x"></p>', 'texte <img src="%s"/>' % data, '<img src="%s" data-filename="é.png"/><img src="%s" data-filename="autre.png"/>' % (data, data), '<img src="%s"/><img src="data:image/gif;base64,%s"/>' % (data, GIF), "<img src='%s'/>" % data, '<a href="%s">x</a>' % data,
              '<img src="data:image/svg+xml;base64,PHN2Zz4="/>', '<img src="data:image/jpeg;base64,"/>', '<img src="data:image/png;base64,A"/>', '<img src="data:image/png;base64,AAAA AAAA"/>', '<img src="data:image/png;base64,AA\nAA"/>', '<img src="DATA:IMAGE/PNG;BASE64,%s"/>' % PNG, '<img src=%s/>' % data, '<p style="background:url(%s)">b</p>' % data, 'é <img src="cid:un" alt="é">' + 'x' * 50, '<!DOCTYPE html><html><body><img src="cid:un"></body></html>', '<img src="cid:">', '<img>', '<img src="cid:un" data-filename="un.png">', '', False]
    lists = [[], [['un.png', 'a', {'cid': 'un'}]], [['un.png', 'a', {'cid': 'un'}], ['deux.png', 'b', {'cid': 'deux'}]], [['un.png', 'a'], ['un.png', 'b']], [['un.png', 'a', {}], ['x', 'y', None]]]
    ids = []
    for n, body in enumerate(bodies):
        for model, rid in (('res.partner', doc), ('mail.channel', cid)):
            ids.append(r.call('demo', model, 'message_post', [rid], body=body, attachments=lists[n % len(lists)] or lists[(n + 1) % len(lists)] if n < 12 else lists[1], **POST))
    ids += [r.call('demo', 'res.partner', 'message_post', [doc], body=body, **POST) for body in bodies]
    r.call('demo', 'mail.message', 'message_format', ids)
    r.call('demo', 'ir.attachment', 'search_read', [['res_model', 'in', ['res.partner', 'mail.channel']], ['id', '>', 440]], ['name', 'mimetype', 'file_size', 'description', 'res_model', 'type', 'public', 'res_name'], order='id')
    r.call('demo', 'res.partner', 'read', [doc], ['message_main_attachment_id', 'message_attachment_count'])
    r.call('demo', 'mail.channel', 'read', [cid], ['message_main_attachment_id', 'message_attachment_count'])
    pdf = 'JVBERi0xLjQK'
    for kind in (('txt', TEXT), ('png', PNG), ('pdf', pdf)):
        other = r.call('demo', 'res.partner', 'create', {'name': kind[0]})
        several = [r.call('demo', 'ir.attachment', 'create', {'name': 'f.' + k, 'datas': d, 'res_model': 'mail.compose.message', 'res_id': 0}) for k, d in (('txt', TEXT), kind, ('png', PNG))]
        m = r.call('demo', 'res.partner', 'message_post', [other], body='x', attachment_ids=several, **POST)
        r.call('demo', 'res.partner', 'read', [other], ['message_main_attachment_id'])
        r.call('demo', 'mail.message', 'message_format', [m])
        r.call('demo', 'ir.attachment', 'read', several, ['res_model', 'res_id'])
        for force in (False, True):
            for w in ('alice', 'portal', 'demo'):
                r.call(w, 'ir.attachment', 'register_as_main_attachment', [several[0]], force)
        r.call('demo', 'res.partner', 'read', [other], ['message_main_attachment_id'])
        r.call('demo', 'ir.attachment', 'unlink', several[:1])
        r.call('demo', 'mail.message', 'message_format', [m])
        r.call('demo', 'mail.message', 'write', [m], {'attachment_ids': [[3, several[1]]]})
        r.call('demo', 'mail.message', 'message_format', m)
        r.call('alice', 'mail.message', 'write', [m], {'attachment_ids': [[4, several[1]]]})
    free = r.call('demo', 'mail.message', 'create', {'body': 'libre', 'attachment_ids': [[0, 0, {'name': 'l.txt', 'datas': TEXT}]], 'partner_ids': [[4, alice]]})
    r.call('demo', 'mail.message', 'message_format', [free])
    r.call('alice', 'mail.message', 'message_format', [ids[0], free])
    r.call('alice', 'mail.message', 'message_format', [free, ids[0]])
    r.call('demo', 'mail.message', 'message_fetch', [['id', 'in', [free, ids[0]]]])
    r.call('demo', 'mail.message', 'unlink', [free])
    peek(r, 'alice')


def mails():
    """(name, text) of e-mails."""
    def head(n, sender='Zoé Dupond <zoe@example.com>', to='accueil@example.com', subject='Sujet', extra=''):
        return 'From: %s\nTo: %s\nSubject: %s\nMessage-Id: <g%s@example.com>\nDate: Tue, 02 Jan 2018 03:04:05 +0100\nMIME-Version: 1.0\n%s' % (sender, to, subject, n, extra)
    yield 'plain', head(1) + 'Content-Type: text/plain; charset=utf-8\n\nBonjour à tous\n\n> cité\n> encore\n\n-- \nZoé\n'
    yield 'latin1', (head(2, subject='=?iso-8859-1?Q?=C9t=E9?=') + 'Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nL=E9 caf=E9 =\nsuite\n')
    yield 'base64', head(3, subject='=?utf-8?B?w4l0w6k=?= suite') + 'Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n' + base64.b64encode('<p>Été <b>gras</b><script>x</script></p>'.encode()).decode() + '\n'
    yield 'alternative', head(4) + 'Content-Type: multipart/alternative; boundary="b"\n\nprologue\n--b\nContent-Type: text/plain; charset=utf-8\n\ntexte\n--b\nContent-Type: text/html; charset=utf-8\n\n<html><head><style>p{}</style></head><body><p>html é</p><blockquote>q</blockquote></body></html>\n--b--\nepilogue\n'
    yield 'mixed', head(5) + 'Content-Type: multipart/mixed; boundary="m"\n\n--m\nContent-Type: text/plain; charset=utf-8\n\nvoir pièce\n--m\nContent-Type: application/pdf; name="r\u00e9sum\u00e9.pdf"\nContent-Disposition: attachment; filename="=?utf-8?B?csOpc3Vtw6kucGRm?="\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n--m\nContent-Type: text/plain; charset=utf-8; name="n.txt"\nContent-Disposition: attachment; filename="n.txt"\n\ncontenu\n--m--\n'
    yield 'related', head(6) + 'Content-Type: multipart/related; boundary="r"\n\n--r\nContent-Type: text/html; charset=utf-8\n\n<p>image <img src="cid:img1@x" alt="i"></p>\n--r\nContent-Type: image/png; name="p.png"\nContent-ID: <img1@x>\nContent-Disposition: inline; filename="p.png"\nContent-Transfer-Encoding: base64\n\n' + PNG + '\n--r--\n'
    yield 'nested', head(7) + 'Content-Type: multipart/mixed; boundary="o"\n\n--o\nContent-Type: multipart/alternative; boundary="i"\n\n--i\nContent-Type: text/plain\n\nun\n--i\nContent-Type: text/html\n\n<b>un</b>\n--i--\n--o\nContent-Type: text/html; charset=utf-8\n\n<i>deux</i>\n--o\nContent-Type: message/rfc822\n\nFrom: a@b.c\nSubject: dedans\n\ncorps dedans\n--o\nContent-Type: text/calendar; name="i.ics"\n\nBEGIN:VCALENDAR\n--o--\n'
    yield 'nosubject', 'From: x@y.z\nTo: accueil@example.com\nMessage-Id: <g8@example.com>\n\nrien\n'
    yield 'nothing', 'To: accueil@example.com\nMessage-Id: <g9@example.com>\n\nsans expéditeur\n'
    yield 'noid', 'From: zoe@example.com\nTo: accueil@example.com\nSubject: sans id\n\ncorps\n'
    yield 'baddate', head(11, extra='Date: hier\n').replace('Date: Tue, 02 Jan 2018 03:04:05 +0100\n', '') + '\ncorps\n'
    yield 'cc', head(12, to='accueil@example.com, "Bob" <bob@example.com>', extra='Cc: alice@example.com, Inconnu <inc@example.com>\n') + '\ncc\n'
    yield 'delivered', head(13, to='autre@example.com', extra='Delivered-To: accueil@example.com\n') + '\ndelivered\n'
    yield 'internal', head(14, sender='Bob <bob@example.com>') + '\nde bob\n'
    yield 'portal', head(15, sender='joel.willis63@example.com') + '\ndu portail\n'
    yield 'auto', head(16, extra='Auto-Submitted: auto-replied\n') + '\nabsent\n'
    yield 'bounce', head(17, sender='MAILER-DAEMON@example.com', to='bounce+1-mail.channel-1@example.com') + 'Content-Type: multipart/report; report-type=delivery-status; boundary="z"\n\n--z\n\nnon remis\n--z\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; zoe@example.com\nAction: failed\nStatus: 5.1.1\n--z--\n'
    yield 'longsubject', head(18, subject='=?utf-8?Q?=C3=A9?=\n =?utf-8?Q?t=C3=A9?= ' + 'x' * 90 + '\n suite') + '\nlong\n'
    yield 'html only broken', head(19) + 'Content-Type: text/html\n\n<p>a<p>b<table><tr><td>c\n'
    yield 'win1252', head(20) + 'Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n\n=80 =93cit=E9=94\n'
    yield 'badcharset', head(21) + 'Content-Type: text/plain; charset=nimporte\n\nbad charset\n'
    yield 'empty', head(22) + 'Content-Type: text/plain\n\n'
    yield 'onlyattachment', head(23) + 'Content-Type: image/gif; name="g.gif"\nContent-Disposition: attachment; filename="g.gif"\nContent-Transfer-Encoding: base64\n\n' + GIF + '\n'
    yield 'rfc2231', head(24) + "Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain\n\nt\n--q\nContent-Type: text/csv; name*=utf-8''%C3%A9.csv\nContent-Disposition: attachment; filename*=utf-8''%C3%A9t%C3%A9.csv\n\na;b\n--q--\n"
    yield 'manyfrom', head(25, sender='A <a@x.y>, Bob <bob@example.com>') + '\ndeux\n'
    yield 'encodedfrom', head(26, sender='=?utf-8?B?w4lsaXNl?= <elise@example.com>') + '\nélise\n'
    yield 'dup', head(1) + '\nencore le même\n'
    yield 'crlf', head(27).replace('\n', '\r\n') + 'Content-Type: text/plain\r\n\r\nligne 1\r\nligne 2\r\n'


def scenario_mail_kinds(r):
    """E-mails of every kind on an alias, a document, a channel, and to nobody."""
    cid = channel_of(r, 'demo', 'accueil')['id']
    r.call('demo', 'mail.channel', 'write', [cid], {'alias_name': 'accueil'})
    r.call('admin', 'ir.config_parameter', 'set_param', 'mail.catchall.domain', 'example.com')
    for name, text in mails():
        r.xml('admin', 'mail.thread', 'message_process', 'mail.channel', text, thread_id=cid)
    r.call('admin', 'mail.message', 'search_read', [['model', '=', 'mail.channel'], ['res_id', '=', cid]], ROW, order='id')
    r.call('demo', 'mail.channel', 'channel_fetch_message', [cid], limit=100)
    r.call('admin', 'ir.attachment', 'search_read', [['res_model', '=', 'mail.channel'], ['res_id', '=', cid]], ['name', 'mimetype', 'file_size', 'description', 'checksum'], order='id')
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Fil', 'email': 'fil@example.com'})
    for name, text in mails():
        r.xml('admin', 'mail.thread', 'message_process', 'res.partner', text.replace('<g', '<h'), thread_id=doc)
    r.call('admin', 'mail.message', 'search_read', [['model', '=', 'res.partner'], ['res_id', '=', doc]], ROW, order='id')
    for name, text in list(mails())[:12]:
        r.xml('admin', 'mail.thread', 'message_process', False, text.replace('<g', '<i'))
    r.call('admin', 'mail.message', 'search_read', [['message_id', 'like', '<i']], ROW, order='id')
    for name, text in list(mails())[:6]:
        r.xml('admin', 'mail.thread', 'message_process', 'res.partner', text.replace('<g', '<j'))
        r.xml('admin', 'mail.thread', 'message_process', 'res.partner', text.replace('<g', '<k'), custom_values={'city': 'Liège'}, strip_attachments=True, save_original=True)
    r.call('admin', 'res.partner', 'search_read', [['email', '=', 'zoe@example.com']], ['name', 'email', 'city', 'message_ids', 'message_partner_ids'], order='id')
    r.call('admin', 'ir.attachment', 'search_read', [['res_model', '=', 'res.partner'], ['id', '>', 442]], ['name', 'mimetype', 'file_size', 'description'], order='id')
    r.call('admin', 'mail.mail', 'search_read', [], ['subject', 'email_to', 'state', 'body_html', 'recipient_ids'], order='id')
    for who in ('demo', 'portal'):
        r.xml(who, 'mail.thread', 'message_process', 'res.partner', next(mails())[1].replace('<g', '<l'), thread_id=doc)
    r.xml('admin', 'mail.thread', 'message_process', 'no.model', next(mails())[1].replace('<g', '<m'))
    r.xml('admin', 'mail.thread', 'message_process', 'res.partner', '')
    r.xml('admin', 'mail.thread', 'message_process', 'res.partner', 'pas un courriel')
    r.xml('admin', 'mail.thread', 'message_process', 'res.partner', next(mails())[1].replace('<g', '<n').encode())
    r.call('admin', 'mail.thread', 'message_process', 'res.partner', next(mails())[1].replace('<g', '<o'))
    r.call('admin', 'mail.thread', 'message_process', 'res.partner', next(mails())[1].replace('<g', '<p'), thread_id=99999)


def scenario_people_who_leave(r):
    """Users and contacts that are archived: who is shared, who is told, who is suggested."""
    alice, bob = partners(r, 'admin', 'alice', 'bob')
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Départ'})
    r.call('demo', 'res.partner', 'message_subscribe', [doc], [alice, bob])
    look = ['partner_share', 'user_ids', 'active', 'im_status']
    for model, record, values in (('res.users', 8, {'active': False}), ('res.partner', alice, {'active': False}), ('res.users', 8, {'active': True}), ('res.users', 9, {'groups_id': [[6, 0, [8]]]})):
        r.call('admin', model, 'write', [record], values)
        r.call('admin', 'res.partner', 'read', [alice, bob], look)
        post = r.call('demo', 'res.partner', 'message_post', [doc], body='qui reste ?', partner_ids=[alice], **POST)
        r.call('demo', 'mail.message', 'message_format', [post])
        r.call('admin', 'mail.notification', 'search_read', [['mail_message_id', '=', post]], ['res_partner_id', 'notification_type', 'notification_status'], order='id')
        r.call('demo', 'res.partner', 'get_mention_suggestions', 'example.com')
        r.call('demo', 'res.partner', 'read', [doc], ['message_partner_ids', 'message_has_error'])
