"""The chatter of documents: messages, followers, the inbox, tracking, attachments, and who may do what."""
import base64

from common import FR, GIF, PNG, POST, TEXT, channel_of, partners, peek

QUIET = {'mail_auto_subscribe_no_notify': True}    # the template of that e-mail is not in the database
FORMAT = ['body', 'subject', 'message_type', 'subtype_id', 'author_id', 'email_from', 'reply_to', 'record_name', 'parent_id', 'model', 'res_id', 'partner_ids', 'channel_ids', 'notified_partner_ids',
          'needaction', 'starred', 'no_auto_thread', 'add_sign', 'moderation_status', 'attachment_ids', 'has_error', 'need_moderation', 'display_name']


def scenario_post_on_contacts(r):
    """Posting on a document: types, subtypes, addressees, parents, authors, wrong arguments."""
    alice, bob, carol, demo = partners(r, 'demo', 'alice', 'bob', 'carol', 'demo')
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Dossier', 'email': 'dossier@example.com'})
    channel = channel_of(r, 'demo', 'dossiers', 'public', [carol])['id']
    first = r.call('demo', 'res.partner', 'message_post', [doc], body='premier', **POST)
    posts = [
        dict(body='note', subtype='mail.mt_note'), dict(body='sans sous-type'), dict(body='sous-type par id', subtype_id=2), dict(body='sous-type faux', subtype='mail.nope'), dict(body='court', subtype='mt_comment'),
        dict(body='courriel', message_type='email', subtype='mail.mt_comment'), dict(body='avis', message_type='notification'), dict(body='type faux', message_type='nope'),
        dict(body='à alice', partner_ids=[alice], **POST), dict(body='à deux', partner_ids=[alice, bob], subtype='mail.mt_note'), dict(body='à moi-même', partner_ids=[demo], **POST),
        dict(body='partenaires faux', partner_ids=[99999]), dict(body='au canal', channel_ids=[channel], **POST), dict(body='canaux faux', channel_ids='x'),
        dict(body='réponse', parent_id=first, **POST), dict(body='parent faux', parent_id=99999, **POST), dict(body='parent false', parent_id=False, **POST), dict(body='sujet', subject='Objet', **POST),
        dict(body='auteur', author_id=bob, **POST), dict(body='expéditeur', email_from='"Autre" <autre@example.com>', **POST), dict(body='sans auteur', author_id=False, email_from='inconnu@example.com', **POST),
        dict(body='nom', record_name='Autre nom', **POST), dict(body='sans signature', add_sign=False, **POST), dict(body='date', date='2019-05-06 07:08:09', **POST), dict(body='inconnu', nope=1, **POST),
        dict(body='réponse à', reply_to='rep@example.com', **POST), dict(body=False, **POST), dict(body=12), dict(**POST), dict(body='<p>html</p>', attachments=[['a.txt', 'contenu']], **POST),
        dict(body='en français', context=FR, **POST), dict(body='sans suivi', context={'mail_create_nosubscribe': True}, **POST), dict(body='modèle', model='res.users', res_id=6), dict(body='fil', no_auto_thread=True, **POST)]
    for kwargs in posts:
        r.call('demo', 'res.partner', 'message_post', [doc], **kwargs)
    r.call('demo', 'mail.message', 'search_read', [['model', '=', 'res.partner'], ['res_id', '=', doc]], FORMAT, order='id')
    r.call('demo', 'mail.message', 'message_fetch', [['model', '=', 'res.partner'], ['res_id', '=', doc]], limit=100)
    r.call('demo', 'res.partner', 'message_post', doc, body='id seul')
    r.call('demo', 'res.partner', 'message_post', [doc, 9], body='deux documents')
    r.call('demo', 'res.partner', 'message_post', [], body='aucun')
    r.call('demo', 'res.partner', 'message_post', [doc], 'positionnel')
    for who in ('alice', 'portal', 'public'):
        r.call(who, 'res.partner', 'message_post', [doc], body='par ' + who, **POST)
    r.call('demo', 'res.partner', 'message_notify', [doc], partner_ids=[alice, bob], body='<p>avis</p>', subject='Notification', model='res.partner', res_id=doc)
    r.call('demo', 'mail.thread', 'message_notify', [], partner_ids=[alice], body='sans document')
    r.call('demo', 'res.partner', 'message_notify', [doc], body='à personne')
    r.call('demo', 'res.partner', 'read', [doc], ['message_ids', 'message_follower_ids', 'message_partner_ids', 'message_needaction', 'message_unread', 'message_has_error', 'message_attachment_count'])
    for who in ('alice', 'bob', 'carol'):
        r.json(who, '/mail/needaction')
        r.call(who, 'mail.message', 'message_fetch', [['needaction', '=', True]], limit=30)
    r.call('demo', 'mail.channel', 'channel_fetch_message', [channel])
    peek(r, 'alice')


def scenario_post_html(r):
    """Bodies of every kind, as they are kept."""
    channel = channel_of(r, 'demo', 'balises')['id']
    bodies = [
        '<b>gras</b> <i>italique</i> <u>souligné</u> <s>barré</s>', '<h1>Titre</h1><h2 class="x" id="y">Sous-titre</h2>', '<ul><li>un<li>deux</ul>', '<p>un<p>deux', '<br>', '<br/><br/>', '   ', '\n\nligne\n\nligne\n',
        'a & b &amp; c &lt; d', '&copy; &eacute; &#233; &#x1F600; &nope;', '"guillemets" \'simples\'', '<p>&nbsp;</p>', '<P CLASS="Maj">MAJ</P>', '<a href="http://a.example.com?x=1&y=2">lien</a>', '<a href=\'#\' onclick="x()">a</a>',
        '<a href="JaVaScRiPt:alert(1)">x</a>', '<a href="data:text/html,<script>x</script>">x</a>', '<a href="vbscript:x">x</a>', '<a href="mailto:a@example.com">m</a>', '<a href="//example.com/x" target="_blank" rel="noopener">x</a>',
        '<img src="https://example.com/a.png" width="10" height="20" alt="é"/>', '<img src="cid:1234"/>', '<img src="javascript:x"/>', '<img src="data:image/gif;base64,%s"/>' % GIF, '<img src="data:image/png;base64,%s" data-filename="vue.png"/>' % PNG,
        '<img src="data:image/png;base64,!!"/>', '<svg><script>x</script><circle r="1"/></svg>', '<math><mi>x</mi></math>', '<video src="a.mp4" controls></video>', '<object data="x"></object><embed src="x"/>', '<input value="x"><button>ok</button>',
        '<div style="color: red; background: url(javascript:x); width: expression(alert(1)); font-size: 12px">style</div>', '<p style="position:absolute; display:none; text-align: center">s</p>', '<font color="red" size="3" face="x">f</font>',
        '<span data-oe-model="x" data-custom="y" aria-label="z" role="button" title="t" lang="fr" dir="rtl">attr</span>', '<table border="1" cellpadding="2"><tbody><tr><th colspan="2">a</th></tr></tbody></table>',
        '<blockquote>cité<blockquote>deux</blockquote></blockquote>', '<div>texte</div><div class="gmail_quote">On a écrit<blockquote>cité</blockquote></div>', '<pre>  garde  les   espaces\n  ici</pre>', '<code>x &lt; y</code>', '-- <br>signature', '<p>-- </p><p>Marc</p>',
        '<html><head><title>t</title><style>p{}</style></head><body bgcolor="#fff"><p>corps</p></body></html>', '<body><p>corps</p></body>', '<!DOCTYPE html><p>doc</p>', '<?xml version="1.0"?><p>xml</p>', '<![CDATA[cdata]]>', '<!-- c --> après',
        '<p>a</b>c</p>', '<b><i>x</b></i>', '<p><div>bloc</div></p>', '<custom-tag>x</custom-tag>', '<o:p>office</o:p>', '<script src="x"></script>', '<SCRIPT>x</SCRIPT>', '<scr<script>ipt>x</scr</script>ipt>', '<p>x\x0b\x1fy</p>', '<p>\u200b\u00a0\u2028</p>',
        '👍🏽 👩‍👩‍👧', '漢字かな', 'العربية', '<p dir="rtl">עברית</p>', 'x' * 300, '<p>' * 30 + 'profond', '<noscript><p>x</p></noscript>', '<marquee>x</marquee>', '<base href="x"><link rel="stylesheet" href="x"><meta charset="x">x', '<t t-esc="x">x</t>', '<textarea>a<b></textarea>',
        '<p t-if="1">x</p>', '${object.name}', '% for x in y:', '@Alice #general :) <3', '<a name="x"></a><a></a><p></p><span></span>', '<p>a</p>\n<p>b</p>\n', '<p>a</p>b<p>c</p>', 'texte<p>para</p>', '<details><summary>s</summary>d</details>', '<iframe srcdoc="x"></iframe>',
        '<p class="a b  c">classes</p>', '<hr>', '<ol start="3"><li value="5">x</li></ol>', '<sub>1</sub><sup>2</sup><small>3</small><big>4</big><tt>5</tt><kbd>6</kbd>', '<section><article><header>h</header></article></section>', '<center>c</center>', '<label for="x">l</label>']
    for body in bodies:
        r.call('demo', 'mail.channel', 'message_post', [channel], body=body, **POST)
    r.call('demo', 'mail.channel', 'channel_fetch_message', [channel], limit=200)
    r.call('demo', 'mail.message', 'search_read', [['model', '=', 'mail.channel'], ['res_id', '=', channel], ['body', 'ilike', 'gras']], ['body'])
    r.call('demo', 'ir.attachment', 'search_read', [['res_model', '=', 'mail.channel'], ['res_id', '=', channel]], ['name', 'mimetype', 'file_size'], order='id')


def scenario_followers_more(r):
    """Following: subtypes, channels, several documents, automatic following, and rights."""
    demo, alice, bob, carol, portal, admin = partners(r, 'admin', 'demo', 'alice', 'bob', 'carol', 'portal', 'admin')
    docs = [r.call('demo', 'res.partner', 'create', {'name': 'Suivi %d' % n, 'email': 'suivi%d@example.com' % n, **({'user_id': 9} if n == 2 else {})}, context=QUIET) for n in range(3)]
    look = ['message_partner_ids', 'message_channel_ids', 'message_is_follower', 'message_follower_ids']
    r.call('demo', 'res.partner', 'read', docs, look)
    channel = channel_of(r, 'demo', 'suivis', 'public', [carol])['id']
    r.call('demo', 'res.partner', 'message_subscribe', docs[:2], [alice, bob])
    r.call('demo', 'res.partner', 'message_subscribe', [docs[0]], partner_ids=[carol], subtype_ids=[1, 2])
    r.call('demo', 'res.partner', 'message_subscribe', [docs[0]], partner_ids=[carol], subtype_ids=[2])
    r.call('demo', 'res.partner', 'message_subscribe', [docs[1]], partner_ids=[carol], subtype_ids=[])
    r.call('demo', 'res.partner', 'message_subscribe', [docs[0]], channel_ids=[channel], subtype_ids=[1, 3])
    r.call('demo', 'res.partner', 'message_subscribe', [docs[0]], partner_ids=[portal])
    r.call('demo', 'res.partner', 'message_subscribe', [docs[0]], partner_ids=[99999])
    r.call('demo', 'res.partner', 'message_subscribe', [docs[0]], partner_ids=[])
    r.call('demo', 'res.partner', 'message_subscribe', [docs[0]])
    r.call('demo', 'mail.followers', 'search_read', [['res_model', '=', 'res.partner'], ['res_id', 'in', docs]], ['res_model', 'res_id', 'partner_id', 'channel_id', 'subtype_ids', 'display_name'], order='id')
    followers = r.call('demo', 'mail.followers', 'search', [['res_model', '=', 'res.partner'], ['res_id', '=', docs[0]]], order='id')
    for who in ('demo', 'carol', 'portal'):
        r.json(who, '/mail/read_followers', follower_ids=followers, res_model='res.partner')
        r.json(who, '/mail/read_subscription_data', res_model='res.partner', follower_id=followers[0])
        r.json(who, '/mail/read_subscription_data', res_model='res.partner', follower_id=followers[-1])
    r.json('demo', '/mail/read_followers', follower_ids=[], res_model='res.partner')
    r.json('demo', '/mail/read_followers', follower_ids=followers + [99999], res_model='res.partner')
    r.json('demo', '/mail/read_followers', follower_ids=followers[:1], res_model='res.partner', context=FR)
    r.json('demo', '/mail/read_subscription_data', res_model='res.partner', follower_id=99999)
    r.call('alice', 'res.partner', 'message_subscribe', [docs[2]], partner_ids=[alice])
    r.call('alice', 'res.partner', 'message_subscribe', [docs[2]], partner_ids=[carol])
    r.call('alice', 'res.partner', 'message_unsubscribe', [docs[1]], [alice])
    r.call('alice', 'res.partner', 'message_unsubscribe', [docs[1]], [bob])
    r.call('portal', 'res.partner', 'message_subscribe', [docs[2]], partner_ids=[portal])
    r.call('demo', 'res.partner', 'message_unsubscribe', docs, [bob], [channel])
    r.call('demo', 'res.partner', 'read', docs, look)
    r.call('alice', 'res.partner', 'read', docs, look)
    r.call('demo', 'res.partner', 'search', [['message_is_follower', '=', True], ['id', 'in', docs]], order='id')
    r.call('alice', 'res.partner', 'search', [['message_is_follower', '=', True]], order='id')
    r.call('demo', 'res.partner', 'search', [['message_partner_ids', 'in', [carol]]], order='id')
    r.call('demo', 'res.partner', 'search', [['message_channel_ids', 'in', [channel]]], order='id')
    r.call('demo', 'res.partner', 'message_post', [docs[0]], body='discussion', **POST)
    r.call('demo', 'res.partner', 'message_post', [docs[0]], body='note', subtype='mail.mt_note')
    r.call('demo', 'res.partner', 'message_post', [docs[0]], body='activité', subtype='mail.mt_activities')
    for who in ('alice', 'bob', 'carol', 'portal'):
        r.call(who, 'mail.message', 'message_fetch', [['needaction', '=', True]])
    r.call('demo', 'res.partner', 'write', [docs[1]], {'user_id': 8}, context=QUIET)
    r.call('demo', 'res.partner', 'read', [docs[1]], look)
    r.call('demo', 'mail.followers', 'write', followers[:1], {'subtype_ids': [[6, 0, [3]]]})
    r.call('alice', 'mail.followers', 'unlink', followers[:1])
    r.call('admin', 'mail.followers', 'write', followers[:1], {'subtype_ids': [[6, 0, [3]]]})
    r.call('admin', 'mail.followers', 'unlink', followers[:1])
    r.call('demo', 'res.partner', 'unlink', [docs[0]])
    r.call('demo', 'mail.followers', 'search_count', [['res_model', '=', 'res.partner'], ['res_id', '=', docs[0]]])
    r.json('demo', '/mail/get_suggested_recipients', model='res.partner', res_ids=docs[1:])
    r.json('demo', '/mail/get_suggested_recipients', model='mail.channel', res_ids=[channel])
    r.json('demo', '/mail/get_partner_info', model='res.partner', res_ids=docs[1:], emails=['suivi1@example.com', 'Alice <alice@example.com>', 'nope', ''])
    r.json('alice', '/mail/get_partner_info', model='mail.channel', res_ids=[channel], emails=['mark.brown23@example.com'], link_mail=True)


def scenario_inbox_more(r):
    """The inbox, its history and the starred messages of several people at once."""
    demo, alice, bob, carol = partners(r, 'demo', 'demo', 'alice', 'bob', 'carol')
    cid = channel_of(r, 'demo', 'boîtes', 'public', [alice, bob])['id']
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Boîte'})
    ids = [r.call('demo', 'mail.channel', 'message_post', [cid], body='n°%d' % n, partner_ids=who, **POST) for n, who in enumerate(([alice], [alice, bob], [bob], [alice, carol]))]
    ids += [r.call('demo', 'res.partner', 'message_post', [doc], body='doc', partner_ids=[alice], subtype='mail.mt_note')]
    for who in ('alice', 'bob', 'carol', 'demo'):
        r.json(who, '/mail/needaction')
        r.call(who, 'res.partner', 'get_needaction_count')
        r.call(who, 'mail.message', 'message_fetch', [['needaction', '=', True]], limit=3)
    for domain in ([['needaction', '=', True], ['id', '<', ids[3]]], [['needaction', '!=', True], ['id', 'in', ids]], [['needaction', '=', False], ['id', 'in', ids]], [['starred', '=', True]], [['starred', '=', False], ['id', 'in', ids]],
                   [['notification_ids.is_read', '=', False]], [['author_id', '=', demo], ['id', '>=', ids[0]]], [['channel_ids', 'in', [cid]], ['body', 'ilike', 'n°']], [['model', '=', 'res.partner'], ['res_id', '=', doc]],
                   [['notified_partner_ids', 'in', [alice]]], [['needaction_partner_ids', 'in', [alice]]], [['nope', '=', 1]], []):
        r.call('alice', 'mail.message', 'message_fetch', domain, limit=4)
    r.call('alice', 'mail.message', 'message_fetch', [['channel_ids', 'in', [cid]]], 2)
    r.call('alice', 'mail.message', 'message_fetch', [['id', 'in', ids]], limit=0)
    r.call('alice', 'mail.message', 'message_fetch', [['id', 'in', ids]], limit=None)
    r.call('alice', 'mail.message', 'message_format', ids[:2])
    r.call('carol', 'mail.message', 'message_format', ids[4:])
    r.call('carol', 'mail.message', 'message_format', [99999])
    r.call('alice', 'mail.message', 'toggle_message_starred', ids[:1])
    r.call('alice', 'mail.message', 'toggle_message_starred', ids[:2])
    r.call('bob', 'mail.message', 'toggle_message_starred', ids[1:2])
    r.call('alice', 'mail.message', 'set_message_done', ids[2:3])
    r.call('alice', 'mail.message', 'set_message_done', ids)
    r.call('alice', 'mail.message', 'set_message_done', [])
    r.call('bob', 'mail.message', 'mark_all_as_read', [['id', '=', ids[1]]])
    r.call('bob', 'mail.message', 'mark_all_as_read', domain=[['channel_ids', 'in', [cid]]])
    r.call('bob', 'mail.message', 'mark_all_as_read', domain=[])
    r.call('carol', 'mail.message', 'mark_all_as_read', domain=None)
    for who in ('alice', 'bob', 'carol'):
        r.call(who, 'mail.message', 'search_read', [['id', 'in', ids]], ['needaction', 'starred', 'has_error', 'notified_partner_ids', 'starred_partner_ids'], order='id')
        r.call(who, 'res.partner', 'get_starred_count')
        peek(r, who)
    r.call('admin', 'mail.notification', 'search_read', [['mail_message_id', 'in', ids]], ['mail_message_id', 'res_partner_id', 'is_read', 'notification_type', 'notification_status', 'failure_type'], order='mail_message_id, res_partner_id')
    r.call('alice', 'mail.message', 'search_read', [['needaction', '=', False], ['id', 'in', ids]], ['body'], order='id')
    r.call('alice', 'mail.message', 'unstar_all')
    r.call('alice', 'mail.message', 'unstar_all')
    r.call('portal', 'mail.message', 'message_fetch', [['needaction', '=', True]])
    r.call('portal', 'mail.message', 'mark_all_as_read')
    r.call('public', 'mail.message', 'message_fetch', [])
    r.json('alice', '/mail/init_messaging', context=FR)


def scenario_tracking(r):
    """Changes that a document's chatter notes, and how they are shown in two languages."""
    alice, = partners(r, 'demo', 'alice')
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Piste', 'email': 'a@example.com'})
    look = [['model', '=', 'res.partner'], ['res_id', '=', doc]]
    r.call('demo', 'mail.message', 'message_fetch', look)
    for values in ({'name': 'Piste 2'}, {'email': 'b@example.com'}, {'phone': '1', 'mobile': '2'}, {'email': 'b@example.com'}, {'email': False}, {'parent_id': 9}, {'parent_id': False}, {'user_id': 8}, {'active': False}, {'active': True}, {'type': 'invoice'},
                   {'color': 3}, {'vat': 'X'}):
        r.call('demo', 'res.partner', 'write', [doc], values, context=QUIET)
        r.call('demo', 'mail.message', 'message_fetch', look, limit=1)
    r.call('demo', 'res.partner', 'write', [doc], {'email': 'c@example.com'}, context={'tracking_disable': True})
    r.call('demo', 'res.partner', 'write', [doc], {'email': 'd@example.com'}, context={'mail_notrack': True})
    r.call('demo', 'mail.message', 'message_fetch', look, limit=1)
    r.call('demo', 'mail.message', 'message_fetch', look, limit=20, context=FR)
    r.call('demo', 'res.partner', 'create', {'name': 'Sans journal'}, context={'mail_create_nolog': True})
    r.call('demo', 'res.partner', 'create', {'name': 'Sans suivi'}, context={'mail_create_nosubscribe': True})
    r.call('demo', 'res.partner', 'create', {'name': 'Sans rien'}, context={'tracking_disable': True})
    r.call('demo', 'res.partner', 'create', {'name': 'En français'}, context=FR)
    r.call('demo', 'mail.message', 'message_fetch', [['model', '=', 'res.partner'], ['res_id', '>=', doc]], limit=5)
    cid = channel_of(r, 'demo', 'piste', 'public')['id']
    for values in ({'public': 'groups'}, {'name': 'piste 2'}, {'description': 'x'}, {'email_send': True}):
        r.call('demo', 'mail.channel', 'write', [cid], values)
    r.call('demo', 'mail.channel', 'channel_fetch_message', [cid])
    r.call('admin', 'mail.tracking.value', 'search_read', [['mail_message_id.res_id', '=', doc], ['mail_message_id.model', '=', 'res.partner']],
           ['field', 'field_desc', 'field_type', 'old_value_char', 'new_value_char', 'old_value_integer', 'new_value_integer', 'old_value_text', 'tracking_sequence'], order='id')
    r.call('demo', 'mail.message', 'search_count', [['tracking_value_ids', '!=', False]])
    r.call('demo', 'res.partner', 'write', [doc], {'user_id': False, 'email': 'e@example.com', 'parent_id': 10})
    r.call('demo', 'mail.message', 'message_fetch', look, limit=1)
    r.call('demo', 'res.partner', 'unlink', [doc])
    r.call('demo', 'mail.message', 'search_count', look)


def scenario_attachments_more(r):
    """Files: types and names, links, rights through the document, tokens, downloads and pictures."""
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Porte-documents'})
    mine = [r.call('demo', 'ir.attachment', 'create', values) for values in (
        {'name': 'a.txt', 'datas': TEXT}, {'name': 'b.png', 'datas': PNG}, {'name': 'c', 'datas': PNG}, {'name': 'd.html', 'datas': base64.b64encode(b'<html><script>x</script></html>').decode()},
        {'name': 'e.svg', 'datas': base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"></svg>').decode()}, {'name': 'f.gif', 'datas': GIF, 'res_model': 'res.partner', 'res_id': doc}, {'name': 'g.pdf', 'datas': base64.b64encode(b'%PDF-1.4 x').decode(), 'public': True},
        {'name': 'h', 'type': 'url', 'url': 'https://example.com/h'}, {'name': 'vide.txt', 'datas': ''}, {'name': 'i.json', 'datas': base64.b64encode(b'{}').decode(), 'mimetype': 'application/json'}, {'name': 'sans données'},
        {'name': 'j.docx', 'datas': base64.b64encode(b'PK\x03\x04rest').decode()}, {'name': 'k.bin', 'datas': base64.b64encode(bytes(range(40))).decode()}, {'name': 'é à.txt', 'datas': TEXT, 'description': 'accents'})]
    look = ['name', 'mimetype', 'file_size', 'checksum', 'type', 'url', 'public', 'res_model', 'res_id', 'res_name', 'res_field', 'description', 'store_fname', 'db_datas']
    r.call('demo', 'ir.attachment', 'read', mine, look)
    r.call('demo', 'ir.attachment', 'read', mine[:1], ['datas'])
    r.call('demo', 'ir.attachment', 'read', mine[:2], ['datas'], context={'bin_size': True})
    r.call('demo', 'ir.attachment', 'search', [['res_model', '=', 'res.partner'], ['res_id', '=', doc]])
    r.call('demo', 'ir.attachment', 'search_read', [['id', 'in', mine]], ['name', 'mimetype'])
    for who in ('alice', 'portal', 'admin'):
        for n in (0, 5, 6):
            r.call(who, 'ir.attachment', 'read', [mine[n]], ['name'])
        r.call(who, 'ir.attachment', 'search_count', [['id', 'in', mine]])
        r.call(who, 'ir.attachment', 'write', [mine[0]], {'name': 'pris.txt'})
    for who in ('demo', 'alice', 'portal', 'public'):
        for n in (0, 5, 6):
            r.get(who, '/web/content/{id}', id=mine[n])
            if who == 'portal' and n != 6:
                r.loose()   # stock: HTTP 500
    for n in (1, 2, 3, 4, 8, 9, 10, 11, 12, 13):
        r.get('demo', '/web/content/{id}', id=mine[n])
    r.get('demo', '/web/content/{id}?download=true', id=mine[3])
    r.get('demo', '/web/content/{id}/autre.txt', id=mine[0])
    r.get('demo', '/web/content?model=ir.attachment&id={id}&field=datas', id=mine[0])
    r.get('demo', '/web/content/ir.attachment/{id}/datas', id=mine[0])
    r.get('demo', '/web/image/{id}', id=mine[1])
    r.get('demo', '/web/image/{id}', id=mine[5])
    r.get('public', '/web/image/{id}', id=mine[1])
    r.call('alice', 'ir.attachment', 'create', {'name': 'x', 'datas': TEXT, 'res_model': 'res.partner', 'res_id': doc})
    r.call('portal', 'ir.attachment', 'create', {'name': 'x', 'datas': TEXT})
    r.call('demo', 'ir.attachment', 'write', [mine[0]], {'datas': PNG})
    r.call('demo', 'ir.attachment', 'read', [mine[0]], ['name', 'mimetype', 'file_size', 'checksum'])
    r.call('demo', 'ir.attachment', 'copy', mine[0])
    post = r.call('demo', 'res.partner', 'message_post', [doc], body='pièces', attachment_ids=mine[:3], **POST)
    r.call('demo', 'mail.message', 'message_format', [post])
    r.call('demo', 'ir.attachment', 'read', mine[:3], ['res_model', 'res_id', 'res_name'])
    r.call('demo', 'res.partner', 'read', [doc], ['message_attachment_count', 'message_main_attachment_id'])
    r.call('demo', 'ir.attachment', 'register_as_main_attachment', [mine[1]])
    r.call('demo', 'res.partner', 'read', [doc], ['message_main_attachment_id'])
    r.call('demo', 'mail.message', 'unlink', [post])
    r.call('demo', 'ir.attachment', 'search', [['id', 'in', mine[:3]]], order='id')
    r.call('demo', 'ir.attachment', 'unlink', mine[6:8])
    r.call('alice', 'ir.attachment', 'unlink', mine[:1])
    r.call('demo', 'res.partner', 'unlink', [doc])
    r.call('demo', 'ir.attachment', 'search', [['id', 'in', mine]], order='id')
    for path in ('/web/image/res.partner/7/image_128', '/web/image/res.partner/41/image_128', '/web/image/mail.channel/1/image_128', '/web/image/res.users/6/image_128', '/web/image?model=res.partner&id=9&field=image_128', '/web/image/425', '/web/image/425/10x10',
                 '/web/image/res.partner/9/nope', '/web/image/no.model/1/x', '/web/content/425?unique=1', '/mail/mail.channel/1/avatar/7', '/mail/res.partner/33/avatar/7', '/web/partner_image/9', '/web/content/425'):
        r.http('demo', 'GET', path)
        r.http('public', 'GET', path)


def scenario_access_matrix(r):
    """Rights on every model of Discuss, by every kind of user."""
    models = ['mail.channel', 'mail.channel.partner', 'mail.message', 'mail.message.subtype', 'mail.notification', 'mail.followers', 'mail.tracking.value', 'mail.mail', 'mail.alias', 'mail.activity', 'mail.activity.type', 'mail.moderation',
              'mail.blacklist', 'mail.shortcode', 'mail.template', 'bus.bus', 'bus.presence', 'res.partner', 'res.partner.category', 'res.users', 'res.groups', 'res.company', 'res.country', 'res.lang', 'res.currency', 'ir.attachment', 'ir.config_parameter',
              'ir.model', 'ir.rule', 'ir.model.access', 'ir.translation', 'ir.model.data', 'sms.sms', 'snailmail.letter', 'phone.blacklist', 'ir.cron', 'ir.sequence', 'ir.default', 'ir.property', 'res.users.log', 'res.partner.bank']
    for who in ('admin', 'demo', 'alice', 'portal'):
        for model in models:
            for operation in ('read', 'write', 'create', 'unlink') if who in ('alice', 'portal') else ('read', 'create'):
                r.call(who, model, 'check_access_rights', operation, raise_exception=False)
    for who in ('demo', 'portal'):
        for model in models:
            r.call(who, model, 'search_count', [['id', '=', 1]])


def scenario_access_errors(r):
    """What a refusal says, by model, operation, rule and field."""
    for who in ('alice', 'portal'):
        for model in ('mail.message', 'mail.channel', 'mail.followers', 'mail.mail', 'mail.alias', 'mail.blacklist', 'mail.template', 'res.groups', 'res.company', 'res.country', 'ir.config_parameter', 'ir.rule', 'ir.model', 'bus.bus', 'mail.message.subtype', 'res.users'):
            r.call(who, model, 'create', {'name': 'x'})
            r.call(who, model, 'write', [1], {'create_uid': 1} if model == 'mail.message' else {'display_name': 'x'})
            r.call(who, model, 'unlink', [1])
            r.call(who, model, 'read', [1], ['id'])
    private = channel_of(r, 'demo', 'privé', 'private')['id']
    held = r.call('demo', 'mail.channel', 'message_post', [private], body='secret', **POST)
    doc = r.call('demo', 'res.partner', 'message_post', [9], body='sur un contact', **POST)
    for who in ('alice', 'portal', 'admin'):
        r.call(who, 'mail.message', 'read', [held, doc], ['body'])
        r.call(who, 'mail.message', 'search', [['id', 'in', [held, doc]]], order='id')
        r.call(who, 'mail.message', 'message_fetch', [['id', 'in', [held, doc]]])
        r.call(who, 'mail.message', 'write', [doc], {'subject': 'x'})
        r.call(who, 'mail.message', 'unlink', [doc])
        r.call(who, 'mail.message', 'create', {'model': 'mail.channel', 'res_id': private, 'body': 'x'})
        r.call(who, 'mail.channel', 'write', [private, 1], {'description': 'x'})
        r.call(who, 'mail.channel.partner', 'search_count', [['channel_id', '=', private]])
        r.call(who, 'mail.channel', 'search_read', [['id', 'in', [private, 1]]], ['name'])
        r.call(who, 'mail.channel', 'copy', private)


def scenario_messages_as_records(r):
    """mail.message through plain create, write, copy and read."""
    demo, alice = partners(r, 'demo', 'demo', 'alice')
    doc = r.call('demo', 'res.partner', 'create', {'name': 'Fiche'})
    new = r.call('demo', 'mail.message', 'create', {'body': 'nu'})
    r.call('demo', 'mail.message', 'read', [new], FORMAT)
    on = r.call('demo', 'mail.message', 'create', {'body': '<p onclick="x">sur</p>', 'model': 'res.partner', 'res_id': doc, 'message_type': 'comment', 'subtype_id': 1})
    r.call('demo', 'mail.message', 'read', [on], FORMAT)
    r.call('alice', 'mail.message', 'read', [on, new], ['body'])
    r.call('alice', 'mail.message', 'create', {'body': 'x', 'model': 'res.partner', 'res_id': doc})
    r.call('alice', 'mail.message', 'create', {'body': 'à moi', 'author_id': alice})
    r.call('demo', 'mail.message', 'create', {'body': 'x', 'author_id': alice, 'partner_ids': [[6, 0, [alice]]], 'subject': 'S', 'parent_id': on, 'record_name': 'R', 'reply_to': 'r@example.com', 'email_from': 'e@example.com', 'message_id': '<a@b>', 'date': '2001-02-03 04:05:06'})
    r.call('demo', 'mail.message', 'search_read', [['message_id', '=', '<a@b>']], FORMAT + ['message_id'])
    r.call('demo', 'mail.message', 'create', [{'body': 'a'}, {'body': 'b'}])
    r.call('demo', 'mail.message', 'create', {'body': 'x', 'model': 'no.model', 'res_id': 1})
    r.call('demo', 'mail.message', 'create', {'body': 'x', 'model': 'res.partner', 'res_id': 99999})
    r.call('demo', 'mail.message', 'create', {'body': '<img src="data:image/png;base64,%s">' % PNG, 'model': 'res.partner', 'res_id': doc})
    r.call('demo', 'mail.message', 'write', [on], {'body': '<script>x</script>changé', 'subject': 'sujet', 'starred_partner_ids': [[4, demo]]})
    r.call('demo', 'mail.message', 'read', [on], FORMAT)
    r.call('demo', 'mail.message', 'write', [on], {'model': 'mail.channel', 'res_id': 1})
    r.call('demo', 'mail.message', 'message_format', [on])
    r.call('demo', 'mail.message', 'copy', on)
    r.call('demo', 'mail.message', 'name_get', [on, new])
    r.call('demo', 'mail.message', 'name_search', 'Fiche')
    r.call('demo', 'mail.message', 'search', [['body', 'ilike', 'changé']])
    r.call('demo', 'mail.message', 'search_count', [['author_id.name', 'ilike', 'marc']])
    r.call('demo', 'mail.message', 'search', [['date', '<', '2002-01-01'], ['author_id', '=', alice]])
    r.call('demo', 'mail.message', 'search', [['id', '<', 35]], limit=3, order='date desc, id desc')
    r.call('demo', 'mail.message', 'search', [['id', '<', 30]], limit=5)
    r.call('alice', 'mail.message', 'search', [['id', '<', 35]], limit=50)
    r.call('portal', 'mail.message', 'search', [['id', '<', 35]], limit=50)
    r.call('bob', 'mail.message', 'search', [['id', '<', 35]], limit=4, offset=2)
    r.call('bob', 'mail.message', 'search', [], count=True)
    r.call('bob', 'mail.message', 'search_count', [['model', '=', 'res.partner']])
    r.call('bob', 'mail.message', 'read_group', [], ['id'], ['model'])
    r.call('demo', 'mail.message', 'read', [1])
    r.call('demo', 'mail.message', 'read_group', [['id', '<', 35]], ['id'], ['date:month', 'author_id'])
    r.call('demo', 'mail.message', 'fields_get', ['author_id'], ['string'], context=FR)
    r.call('demo', 'mail.message', 'is_thread_message', [on])
    r.call('demo', 'mail.message', 'message_fetch_failed', [])
    r.call('demo', 'mail.message', 'unlink', [on])
    r.call('alice', 'mail.message', 'unlink', [new])
    r.call('demo', 'mail.message', 'unlink', [new, 1])
    r.call('demo', 'mail.message', 'search', [['id', 'in', [new, on, 1]]], order='id')


def scenario_activities(r):
    """Activities: planned, rescheduled, done and dropped; the counters in the menu."""
    alice, = partners(r, 'demo', 'alice')
    doc = r.call('demo', 'res.partner', 'create', {'name': 'À faire'})
    kinds = r.call('demo', 'mail.activity.type', 'search_read', [], ['name', 'summary', 'icon', 'category', 'delay_count', 'delay_unit', 'delay_from', 'res_model_id', 'default_next_type_id', 'force_next', 'decoration_type'], order='id')
    model = r.call('admin', 'ir.model', 'search', [['model', '=', 'res.partner']])[0]
    todo = [r.call('demo', 'mail.activity', 'create', {'res_model_id': model, 'res_id': doc, 'activity_type_id': kinds[n]['id'], 'date_deadline': day, 'summary': 'Tâche %d' % n, 'note': '<p>note<script>x</script></p>', 'user_id': 6})
            for n, day in enumerate(('2001-01-01', '2099-01-01'))]
    r.call('demo', 'mail.activity', 'read', todo, ['summary', 'note', 'state', 'res_name', 'res_model', 'res_id', 'display_name', 'icon', 'user_id', 'activity_type_id', 'activity_category', 'can_write', 'has_recommended_activities', 'date_deadline', 'automated'])
    look = ['activity_ids', 'activity_state', 'activity_user_id', 'activity_type_id', 'activity_date_deadline', 'activity_summary', 'activity_exception_decoration', 'activity_exception_icon']
    r.call('demo', 'res.partner', 'read', [doc], look)
    r.call('demo', 'mail.activity', 'activity_format', todo)
    r.call('demo', 'res.users', 'systray_get_activities')
    r.call('demo', 'res.partner', 'search', [['activity_state', '=', 'overdue']])
    r.call('demo', 'res.partner', 'search', [['activity_user_id', '=', 6]])
    r.call('demo', 'res.partner', 'search', [['activity_summary', 'ilike', 'tâche']])
    r.call('demo', 'res.partner', 'search', [['activity_date_deadline', '=', '2001-01-01']])
    r.call('demo', 'mail.activity', 'write', todo[:1], {'date_deadline': '2098-12-31', 'summary': 'Plus tard'})
    r.call('demo', 'res.partner', 'read', [doc], look)
    r.call('alice', 'mail.activity', 'write', todo[:1], {'summary': 'x'})
    r.call('alice', 'mail.activity', 'read', todo[:1], ['summary', 'can_write'])
    r.call('portal', 'mail.activity', 'read', todo[:1], ['summary'])
    r.call('alice', 'mail.activity', 'create', {'res_model_id': model, 'res_id': doc, 'date_deadline': '2099-01-01'})
    r.call('demo', 'mail.activity', 'create', {'res_model_id': model, 'res_id': doc, 'date_deadline': '2099-01-01', 'user_id': 6})
    r.call('demo', 'mail.activity', 'unlink', todo[1:])
    r.call('demo', 'res.partner', 'read', [doc], look)
    r.call('demo', 'mail.activity', 'get_activity_data', 'res.partner', [['id', '=', doc]])
    r.call('demo', 'res.partner', 'unlink', [doc])
    r.call('demo', 'mail.activity', 'search', [['id', 'in', todo]], order='id')
    peek(r, 'demo')
