"""Mails as the world sends them: each is taken, with its words, files and moment, by the person who wrote it."""
import base64
import pathlib
import random
import re
import sys
import xmlrpc.client

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd, Web, cluster, new_database  # noqa: E402

PDF = b'%PDF-1.4\n1 0 obj<<>>endobj\n\xe2\xe3\xcf\xd3'
PNG = base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==')
ZIP = base64.b64encode


def one(values):
    assert len(values) == 1, values
    return values[0]


class Inbox:
    """A channel, and the mails that are put into it as a mail gateway does it: over XML-RPC, as bytes."""

    def __init__(self, server):
        self.admin = Web(server.url, server.database, 'admin', 'admin')
        self.proxy = xmlrpc.client.ServerProxy(server.url + '/xmlrpc/2/object', allow_none=True)
        self.database, self.count = server.database, 0
        call = self.admin.call
        call('ir.config_parameter', 'set_param', 'mail.catchall.domain', 'lists.example.com')
        call('ir.config_parameter', 'set_param', 'mail.catchall.alias', 'catchall')
        call('ir.config_parameter', 'set_param', 'mail.bounce.alias', 'bounce')
        self.channel = call('mail.channel', 'create', {'name': 'Inbox', 'public': 'public', 'email_send': False})
        self.ann = call('res.partner', 'create', {'name': 'Ann', 'email': 'ann@example.com'})

    def process(self, mail, original=False, model='mail.channel'):
        if isinstance(mail, str):
            mail = mail.encode()
        return self.proxy.execute_kw(self.database, 2, 'admin', 'mail.thread', 'message_process',
                                     [model, xmlrpc.client.Binary(mail), {}, original, False, self.channel])

    def put(self, mail, original=False):
        """The message that the mail has become, with its files as [(name, bytes)]."""
        before = self.newest()
        assert self.process(mail, original) == self.channel, mail[:300]
        message = one(self.admin.call('mail.message', 'search_read', [['id', '>', before], ['model', '=', 'mail.channel']],
                                      ['body', 'subject', 'date', 'email_from', 'author_id', 'attachment_ids', 'message_id', 'parent_id']))
        rows = self.admin.call('ir.attachment', 'read', message['attachment_ids'], ['name', 'datas'])
        message['files'] = sorted((row['name'], base64.b64decode(row['datas'] or '')) for row in rows)
        return message

    def newest(self):
        return one(self.admin.call('mail.message', 'search_read', [], ['id'], 0, 1, 'id desc'))['id']

    def mail(self, headers='', body='x', **given):
        """A mail of Ann's; `given` replaces headers of hers."""
        self.count += 1
        fields = {'From': 'Ann <ann@example.com>', 'To': 'inbox@elsewhere.example', 'Subject': 'Hello',
                  'Message-Id': '<in-%d@example.com>' % self.count, 'Date': 'Tue, 02 Jan 2018 03:04:05 +0100'}
        fields.update({name.replace('_', '-'): value for name, value in given.items()})
        lines = ['%s: %s' % pair for pair in fields.items() if pair[1] is not None]
        head = '\n'.join(lines + headers.splitlines()) + '\n\n'
        return head.encode('utf-8', 'surrogateescape') + (body if isinstance(body, bytes) else body.encode())

    def parts(self, *parts, kind='mixed', **given):
        return self.mail('MIME-Version: 1.0\nContent-Type: multipart/%s; boundary="=b"' % kind,
                         b''.join(b'--=b\n' + part + b'\n' for part in parts) + b'--=b--\n', **given)


def part(headers, content=b'', encode=True):
    if encode and content:
        return headers.encode('utf-8', 'surrogateescape') + b'\nContent-Transfer-Encoding: base64\n\n' + base64.encodebytes(content)
    return headers.encode() + b'\n\n' + content


TEXT = part('Content-Type: text/plain; charset=utf-8', b'Hello there\n', False)


def words_in_any_charset(box):
    kinds = [('cp-850', 'Een \u00e9', 'cp850'), ('windows-874', '\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35', 'cp874'),
             ('utf-8//TRANSLIT', 'na\u00efve', 'utf-8'), ('GB2312', '\u4f60\u597d', 'gbk'), ('ks_c_5601-1987', '\uc548\ub155', 'cp949'),
             ('windows-949', '\uc548\ub155', 'cp949'), ('hz-gb-2312', '\u4f60\u597d', 'hz'), ('unicode-1-1-utf-7', 'H\u00e9', 'utf-7'),
             ('iso-8859-1', '\u201cquoted\u201d \u20ac', 'cp1252'), ('iso-8859-1', '\u00fcber', 'utf-8'), ('us-ascii', '\u00fcber', 'utf-8'),
             ('windows-1251', '\u041f\u0440\u0438\u0432\u0435\u0442', 'utf-8'), ('x-euc-jp', '\u3053\u3093', 'euc-jp'),
             ('nobody-knows', '\u00fcber', 'utf-8'), ('iso-2022-jp', '\u3053\u3093', 'iso-2022-jp'), ('x-sjis', '\u3053\u3093', 'shift_jis')]
    for label, text, codec in kinds:
        data = text.encode(codec)
        subject = '=?%s?B?%s?=' % (label, base64.b64encode(data).decode())
        for type_ in ('plain', 'html'):
            message = box.put(box.mail('Content-Type: text/%s; charset="%s"\nContent-Transfer-Encoding: base64' % (type_, label),
                                       base64.encodebytes(data), Subject=subject))
            assert message['subject'] == text, (label, message['subject'], text)
            assert text in message['body'], (label, message['body'], text)
    raw = box.put(box.mail(Subject='raw \u00e9', From='Zo\u00e9 <zoe@example.com>', body='x'))
    assert (raw['subject'], raw['email_from']) == ('raw \u00e9', '"Zo\u00e9" <zoe@example.com>'), raw


def dates(box):
    for text, moment in [('Fri, 18 Sep 2020 08:15:00 +02:00', '2020-09-18 06:15:00'), ('2020-09-18T08:15:00Z', '2020-09-18 08:15:00'),
                         ('Fri, 18 Sep 2020 08h15 +0200', '2020-09-18 06:15:00'), ('Fri, 18 Sep 2020 8:15 PM +0000', '2020-09-18 20:15:00'),
                         ('fre, 28 maj 1999 21:47:11 +0200', '1999-05-28 19:47:11')]:
        assert box.put(box.mail(Date=text))['date'] == moment, text
    for text in ('nonsense', 'Fri, 18 Sep 2020 25:15:00 +0000', 'Fri, 18 Sep 2020 08:15:00 +9999', '05/06/2020 08:15:00',
                 'Fri, 18 Sep 99999 08:15:00 +0000'):
        assert box.put(box.mail(Date=text))['date'] > '2024', text


def senders(box):
    for sender, shown, known in [
            ('=?utf-8?Q?=E2=80=AAann=40example=2Ecom=E2=80=AC?= <ann@example.com>', None, True),
            ('=?iso-8859-1?Q?L=DF=2C_Ann?= <ann@example.com>', '"L\u00df, Ann" <ann@example.com>', True),
            ('ann@example.com (Ann B)', '"Ann B" <ann@example.com>', True), ('"Ann (Office)" <ANN@Example.COM>', None, True),
            ('=?utf-8?q?Ann_=3Cann=40example=2Ecom=3E?=', '"Ann" <ann@example.com>', True),
            ('Team: ann@example.com, x@example.com;', 'ann@example.com', True),
            ('=?utf-8?B?%s?=\n =?utf-8?B?%s?= <e@example.com>' % (ZIP('É'.encode()).decode(), ZIP('lé'.encode()).decode()),
             '"\u00c9l\u00e9" <e@example.com>', False),
            ('Ann @ Work <ann@example.com>', '"Ann @ Work" <ann@example.com>', True), ('ann@work <ann@example.com>', None, True),
            ('<@relay.example,@b.example:ann@example.com>', 'ann@example.com', True), ('Ann ann@example.com>', None, True),
            ('Ann :( <ann@example.com>', 'ann@example.com', True), ('Ann <\u200bann@example.com\u200b>', None, True),
            ('Ann <ann@example.com.>', None, True), ("'ann@example.com'", None, True), ('Ann &lt;ann@example.com&gt;', None, True),
            ('some@one.example via List <list@lists2.example>', '"some@one.example via List" <list@lists2.example>', False),
            ('w@m\u00fcller.example', None, False), ('', '(unknown sender)', False), ('nobody', 'nobody', False)]:
        message = box.put(box.mail(From=sender))
        assert bool(message['author_id'] and message['author_id'][0] == box.ann) == known, (sender, message)
        assert shown is None or message['email_from'] == shown, (sender, message['email_from'])
        assert not message['author_id'] or message['author_id'][0] in (box.ann, False), (sender, message)


def files(box):
    names = [('filename="x.pdf"', 'x.pdf'), ("filename*0*=UTF-8''%74%C3%A4;\n filename*1*=%C3%B6.pdf", 't\u00e4\u00f6.pdf'),
             ('filename*1="b.pdf"; filename*0="a-"', 'a-b.pdf'), ('filename="../../etc/passwd"', 'passwd'),
             ('filename="C:\\\\Temp\\\\y.pdf"', 'y.pdf'), ('filename=""', 'inner.pdf'), ('filename="a\n b.pdf"', 'a b.pdf'),
             ('filename="old.pdf"; filename*=UTF-8\'\'%E2%82%AC.pdf', '\u20ac.pdf'), ('filename="%s.pdf"' % ('x' * 300), 'x' * 300 + '.pdf'),
             ('filename="=?utf-8?B?YQBiLnBkZg==?="', 'ab.pdf')]
    for given, name in names:
        message = box.put(box.parts(TEXT, part('Content-Type: application/pdf; name="inner.pdf"\nContent-Disposition: attachment; '
                                               + given, PDF)))
        assert message['files'] == [(name, PDF)], (given, message['files'])
        assert 'Hello there' in message['body'], message
    for kind, name in (('application/pkcs7-mime; smime-type=enveloped-data', 'smime.p7m'), ('application/x-pkcs7-signature', 'smime.p7s')):
        assert [file for file, _ in box.put(box.parts(TEXT, part('Content-Type: ' + kind, PDF)))['files']] == [name], kind
    # a wrong type, no type, no padding; the mail is the file; no name
    for headers in ('Content-Type: bin/plain; name="x.pdf"', 'Content-Type: base64; name="x.pdf"', 'Content-Type: application; name="x.pdf"',
                    'Content-Type: message/rfc822; name="x.pdf"', 'Content-Type: text/plain; charset=utf-8; name="x.pdf"'):
        assert box.put(box.parts(TEXT, part(headers + '\nContent-Disposition: attachment', PDF)))['files'] == [('x.pdf', PDF)], headers
    whole = box.mail('Content-Type: application/pdf; name="Slip.pdf"\nContent-Transfer-Encoding: base64', base64.encodebytes(PDF))
    assert box.put(whole)['files'] == [('Slip.pdf', PDF)]
    cut = box.mail('Content-Type: application/pdf; name="Slip.pdf"\nContent-Transfer-Encoding: base64', ZIP(PDF).rstrip(b'='))
    assert box.put(cut)['files'] == [('Slip.pdf', PDF)]
    assert box.put(box.parts(TEXT, part('Content-Type: application/pdf', PDF)))['files'] == [('attachment.pdf', PDF)]
    calendar = b'BEGIN:VCALENDAR\nEND:VCALENDAR\n'
    message = box.put(box.parts(TEXT, part('Content-Type: text/html', b'<p>Invite</p>', False),
                                part('Content-Type: text/calendar; method=REQUEST', calendar), kind='alternative'))
    assert message['files'] == [('invite.ics', calendar)] and 'Invite' in message['body'], message
    for kind, name in (('application/ms-tnef', 'winmail.dat'), ('application/ics', 'invite.ics')):
        assert box.put(box.parts(TEXT, part('Content-Type: ' + kind, PDF)))['files'] == [(name, PDF)], kind
    message = box.put(box.parts(TEXT, part('Content-Type: message/rfc822', b'Subject: Offer 12/34\n\nx', False)))
    assert [name for name, _ in message['files']] == ['Offer 12-34.eml'], message['files']
    inner = b'From: x@example.com\nSubject: inner\nContent-Type: multipart/mixed; boundary=in\n\n--in\n\nInner text\n--in--'
    message = box.put(box.parts(TEXT, part('Content-Type: message/rfc822', inner, False)))
    assert message['files'] == [('inner.eml', inner)] and 'Inner text' not in message['body'], message
    original = box.mail(body=b'\xff\xfe \x00 raw')
    assert box.put(original, True)['files'] == [('original_email.eml', original)]


def pictures(box):
    for url, cid, name in [('cid:a@x', '<a@x>', 'name="p.png"'), ('CID:img9', 'img9', 'name="p.png"'), ('cid:n@x', '<n@x>', 'x=y'),
                           ('cid:a%25b@c%20d', '<a%b@c d>', 'name="p.png"'), ('cid:%3Ca@x%3E', '<a@x> (comment)', 'name="p.png"'),
                           ('cid://a@x?1', '"a@x"', 'x=y'), ('cid:p.png', '', 'name="p.png"'),
                           ('http://x.example/a.png', '\nContent-Location: http://x.example/a.png', 'name="p.png"')]:
        message = box.put(box.parts(part('Content-Type: text/html; charset=utf-8', b'<p>See <img src="%s"></p>' % url.encode(), False),
                                    part('Content-Type: image/png; %s\nContent-ID: %s' % (name, cid), PNG), kind='related'))
        assert len(message['files']) == 1 and message['files'][0][1] == PNG, (url, message['files'])
        assert re.search(r'src="/web/image/%d\?access_token=' % message['attachment_ids'][0], message['body']), (url, message['body'])


def texts(box):
    alternative = (b'Content-Type: multipart/alternative; boundary=al\n\n--al\nContent-Type: text/plain\n\nplain\n--al\n'
                   b'Content-Type: text/html\n\n<p>rich</p>\n--al--')
    body = box.put(box.parts(alternative, part('Content-Type: text/plain', b'list footer\n', False)))['body']
    assert 'rich' in body and 'list footer' in body and 'plain' not in body and body.find('rich') < body.find('footer'), body
    body = box.put(box.parts(part('Content-Type: text/html', b'<p>First</p>', False), part('Content-Type: text/html', b'<p>Second</p>', False)))['body']
    assert body.count('First') == body.count('Second') == 1 and body.find('First') < body.find('Second'), body
    body = box.put(box.parts(part('Content-Type: text/plain', b'only plain\n', False), part('Content-Type: text/html', b'<!-- none -->', False),
                             kind='alternative'))['body']
    assert 'only plain' in body, body
    # a version for one program, and one in marks that few read, are no files and hide no other
    plain = part('Content-Type: text/plain', b'only plain\n', False)
    message = box.put(box.parts(plain, part('Content-Type: text/x-amp-html', b'<html amp4email>amp</html>', False),
                                part('Content-Type: text/watch-html', b'<b>watch</b>', False), part('Content-Type: text/html', b'<p>rich</p>', False),
                                kind='alternative'))
    assert 'rich' in message['body'] and 'amp' not in message['body'] and not message['files'], message
    message = box.put(box.parts(plain, part('Content-Type: text/enriched', b'<bold>marked</bold>', False), kind='alternative'))
    assert 'only plain' in message['body'] and 'marked' not in message['body'] and not message['files'], message
    assert 'marked' in box.put(box.parts(part('Content-Type: text/enriched', b'<bold>marked</bold>', False), kind='alternative'))['body']
    for empty in ('&#160;', '&#xA0; \u200b', '<br>&nbsp;'):
        page = part('Content-Type: text/html; charset=utf-8', empty.encode(), False)
        body = box.put(box.parts(part('Content-Type: text/plain', b'only plain\n', False), page, kind='alternative'))['body']
        assert 'only plain' in body, (empty, body)
    body = box.put(box.mail('Content-Type: text/html', '<div>new<blockquote>' * 300 + 'old' + '</blockquote></div>' * 300))['body']
    assert 'new' in body and 'old' in body, body[-300:]
    body = box.put(box.mail('Content-Type: text/html', '<p><![if !supportLists]>1.<![endif]>first</p>'))['body']
    assert body == '<p>1.first</p>', body
    body = box.put(box.mail('Content-Type: text/html', '<p>a</p><!--[if mso]><p>mso</p><![endif]--><!--[if !mso]><!--><p>b</p><!--<![endif]--><p>c</p>'))['body']
    assert re.sub('<!--.*?-->', '', body) == '<p>a</p><p>b</p><p>c</p>', body
    message = box.put(box.mail('Content-Type: text/plain; name="body.txt"', 'words'))
    assert 'words' in message['body'] and not message['files'], message
    message = box.put(box.mail('Content-Type: text/markdown', '# words'))
    assert '# words' in message['body'] and not message['files'], message
    body = box.put(box.mail(body='write to <someone@example.com> & <b>you</b>\n'))['body']
    assert 'to &lt;someone@example.com&gt; &amp; &lt;b&gt;you' in body, body
    body = box.put(box.mail('Content-Type: text/html', '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns='
                            '"http://www.w3.org/1999/xhtml"><body><p>XHTML</p></body></html>'))['body']
    assert '<p>XHTML</p>' in body, body
    body = box.put(box.mail(body=b'nul \x00 and bell \x07 here'))['body']
    assert 'nul  and bell  here' in body, body
    body = box.put(box.mail('Content-Type: text/html', '<p>ok</p><script>alert(1)</script><img src=x onerror=alert(1)>'))['body']
    assert 'script' not in body and 'onerror' not in body and 'ok' in body, body


def structures(box):
    crlf = box.mail(body='mac line ends\n').replace(b'\n', b'\r')
    message = box.put(crlf)
    assert 'mac line ends' in message['body'] and message['subject'] == 'Hello', message
    broken = box.mail().replace(b'Subject', b'X-Broken header without colon\nSubject')
    assert box.put(broken)['subject'] == 'Hello'
    blank = b'To: inbox@elsewhere.example\n\nSubject: Order\nFrom: ann@example.com\nMessage-Id: <blank@example.com>\n\nOrder text\n'
    message = box.put(blank)
    assert message['subject'] == 'Order' and 'Order text' in message['body'] and message['author_id'][0] == box.ann, message
    message = box.put(box.mail('Content-Type: multipart/mixed', '--x\nContent-Type: text/plain\n\nno boundary given\n--x--\n'))
    assert 'no boundary given' in message['body'] and '--x' not in message['body'], message
    message = box.put(box.mail('Content-Type: multipart/mixed; boundary=y', 'no part at all\n'))
    assert 'no part at all' in message['body'], message


def identities(box):
    mail = box.mail(Message_Id='\n <folded@example.com>')
    assert box.put(mail)['message_id'] == '<folded@example.com>'
    assert box.process(mail) is False
    for odd in ('<[with space]@example.com> (added by me)', 'bare@example.com', '<%s@example.com>' % ('x' * 5000), '<a@x> <b@x>'):
        mail = box.mail(Message_Id=odd)
        box.put(mail)
        assert box.process(mail) is False, odd
    for absent in (None, '<>', ''):
        mail = box.mail(Message_Id=absent)
        box.put(mail)
        box.put(mail)
    first = box.put(box.mail())
    answer = first['message_id'].replace('example', 'exam\n ple')
    assert box.put(box.mail('References: <zz@x>\n ' + answer))['parent_id'][0] == first['id']
    assert box.put(box.mail('References: ' + first['message_id'].strip('<>')))['parent_id'][0] == first['id']
    assert box.put(box.mail('References: <zz@x>\nIn-Reply-To: ' + first['message_id']))['parent_id'][0] == first['id']


def routes(box):
    call = box.admin.call
    listed = call('mail.channel', 'create', {'name': 'List', 'public': 'public', 'alias_name': 'list', 'alias_contact': 'everyone'})
    notice = call('mail.channel', 'create', {'name': 'Second', 'public': 'public', 'alias_name': 'list2', 'alias_contact': 'everyone'})
    for to, where in [('LIST@Lists.Example.com', listed), ('list+tag@lists.example.com', listed), ('list@other.example', box.channel),
                      ('notcatchall@lists.example.com', box.channel), ('"list" <list2@lists.example.com>', notice),
                      ('list@lists.example.com.', listed), ('"list"@lists.example.com', listed), ('List @ Work <list@lists.example.com>', listed),
                      ('\u200blist@lists.example.com', listed), ("'list@lists.example.com'", listed)]:
        assert box.process(box.mail(To=to)) == where, to
    assert box.process(box.mail('Delivered-To: catchall@lists.example.com', To='list@lists.example.com')) == listed
    assert box.process(box.mail('X-Original-To: list@lists.example.com', To='undisclosed-recipients:;')) == listed
    mails = lambda: call('mail.mail', 'search_count', [])  # noqa: E731
    before = mails()
    assert box.process(box.mail(To='catchall@lists.example.com')) is False
    assert mails() == before + 1
    for machine in ('X-Auto-Response-Suppress: All', 'X-Autoreply: yes', 'List-Unsubscribe: <mailto:x@y.example>',
                    'Auto-Submitted: auto-replied', 'Precedence: bulk', 'List-Id: <x.example>', 'Return-Path: <>'):
        assert box.process(box.mail(machine, To='catchall@lists.example.com')) is False
    assert box.process(box.mail(From='catchall@lists.example.com', To='catchall@lists.example.com')) is False
    assert mails() == before + 1


def bounces(box):
    call = box.admin.call
    status = ('Content-Type: message/delivery-status\n\n%s')
    returned = 'Content-Type: %s\n\nMessage-Id: %s\nSubject: x\n\nx\n'
    whole = 'Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; %s\nAction: failed\n'
    kinds = [(status % whole, 'message/rfc822', ''), (status % 'Reporting-MTA: dns; mx\nFinal-Recipient: rfc822; %s\nAction: failed\n', 'message/rfc822', ''),
             (status % 'Reporting-MTA: dns; mx\n\nOriginal-Recipient: rfc822;%s\nAction: failed\n', 'message/rfc822', ''),
             (status % whole, 'text/rfc822-headers', ''), ('Content-Type: text/plain\n\nHi. This is the qmail-send program.\n\n<%s>:\nno mailbox\n', 'message/rfc822', ''),
             ('Content-Type: text/plain\n\nMail to %s failed\n', 'message/rfc822', 'X-Failed-Recipients: %s'),
             (status % whole.replace('failed', 'failed (no such user)'), 'message/global-headers', ''),
             (status % ('X-Original-Message-Id: %m\n' + whole), 'application/octet-stream', ''),
             (status % whole, 'application/octet-stream', 'In-Reply-To: %m'),
             (status % whole, 'application/octet-stream', 'References: <x@y> %m'),
             ('Content-Type: text/plain\n\nUndelivered:\n\n  %s\n\n---- copy ----\nFrom: x@y\nMessage-ID: %m\n\nx\n',
              'application/octet-stream', 'X-Failed-Recipients: %s')]
    for number, (report, kind, header) in enumerate(kinds + [(status % whole.replace('failed', 'delayed'), 'message/rfc822', '')]):
        email = 'gone%d@example.com' % number
        gone = call('res.partner', 'create', {'name': 'Gone', 'email': email})
        case = call('res.partner', 'create', {'name': 'Case'})
        posted = call('res.partner', 'message_post', [case], body='<p>?</p>', message_type='comment', subtype='mail.mt_comment',
                      partner_ids=[gone])
        message_id = one(call('mail.message', 'read', [posted], ['message_id']))['message_id']
        header = header.replace('%s', email).replace('%m', message_id)
        mail = box.parts(report.replace('%s', email).replace('%m', message_id).encode(), (returned % (kind, message_id)).encode(),
                         kind='report; report-type=delivery-status', From='MAILER-DAEMON@mx.example', To='bounce+1@lists.example.com')
        if header:
            mail = header.encode() + b'\n' + mail
        assert box.process(mail) is False
        row = one(call('mail.notification', 'search_read', [['mail_message_id', '=', posted]], ['notification_status']))
        assert (row['notification_status'] == 'bounce') == (number < len(kinds)), (number, row)
    # one report of several: each counts
    people = [call('res.partner', 'create', {'name': 'Gone', 'email': email}) for email in ('two@example.com', 'Three@example.com', 'four@example.com')]
    posted = call('res.partner', 'message_post', [case], body='<p>?</p>', message_type='comment', subtype='mail.mt_comment', partner_ids=people)
    message_id = one(call('mail.message', 'read', [posted], ['message_id']))['message_id']
    report = status % ('Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; two@example.com\nAction: failed\n\n'
                       'Final-Recipient: rfc822; three@example.com\nAction: failed\n\nFinal-Recipient: rfc822; four@example.com\nAction: relayed\n')
    box.process(box.parts(report.encode(), (returned % ('message/rfc822', message_id)).encode(), kind='report; report-type=delivery-status',
                          From='MAILER-DAEMON@mx.example', To='bounce+1@lists.example.com'))
    assert [row['message_bounce'] for row in call('res.partner', 'read', people, ['message_bounce'])] == [1, 1, 0]
    told = call('mail.notification', 'search_read', [['mail_message_id', '=', posted]], ['res_partner_id', 'notification_status'])
    assert {row['res_partner_id'][0] for row in told if row['notification_status'] == 'bounce'} == set(people[:2]), told
    # reports on other things are for people
    for kind in ('feedback-report', 'tlsrpt'):
        message = box.put(box.parts(TEXT, part('Content-Type: application/pdf; name="r.pdf"', PDF), kind='report; report-type=' + kind))
        assert [name for name, _ in message['files']] == ['r.pdf'], (kind, message)
    # what a person passes on is a mail like others
    passed_on = (status % whole.replace('%s', 'x@example.com')).replace('status\n', 'status; name=d.txt\nContent-Disposition: attachment\n')
    assert [name for name, _ in box.put(box.parts(TEXT, passed_on.encode()))['files']] == ['d.txt']


def whatever_comes(box):
    """Mails with something broken in them, at random: none fails, and none is offered twice for nothing."""
    pieces = [TEXT, part('Content-Type: text/html', '<p>é <img src="cid:i"></p>'.encode(), False),
              part('Content-Type: image/png\nContent-ID: <i>', PNG), part('Content-Type: application/pdf; name="x.pdf"', PDF),
              part('Content-Type: message/rfc822', b'Subject: in\n\nin', False), part('Content-Type: text/calendar', b'BEGIN:VCALENDAR')]
    odd = [b'\x00', b'\xff', b'\r', b'\n', b'=?utf-8?B?', b'<', b'"', b'--=b', b'%', b'\xf0\x9f\x98\x80', b';', b':', b'(' * 3000, b'x' * 3000]
    generator = random.Random(11)
    for step in range(300):
        some = generator.sample(pieces, generator.randint(1, 4))
        mail = bytearray(box.parts(*some, kind=generator.choice(['mixed', 'related', 'alternative'])))
        for _ in range(generator.randint(1, 6)):
            at = generator.randrange(len(mail))
            mail[at:at + generator.choice([0, 0, 1, 30])] = generator.choice(odd)
        mail = bytes(mail).replace(b'in-', b'damaged-%d-' % step)
        answer = box.process(mail)
        assert answer in (box.channel, False), (step, answer)


with Chatterd(new_database('mail_in')) as server:
    box = Inbox(server)
    for test in (words_in_any_charset, dates, senders, files, pictures, texts, structures, identities, routes, bounces, whatever_comes):
        test(box)
        print('%s: as they should be' % test.__name__)
