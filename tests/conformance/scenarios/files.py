"""Files, pictures and the links of mails: every form of their addresses, for those who may and those who may not."""
import base64
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import PNG, TEXT   # noqa: E402

WHO = ('demo', 'portal', 'public')


def fetch(r, who, path, verb='GET', body=None, headers=()):
    answer = r.http(who, verb, path, body, headers)
    if answer['http'] >= 500:    # what stock Odoo trips over is answered with a clear refusal instead
        r.loose()


def make(r, who, name, **values):
    return r.call(who, 'ir.attachment', 'create', [dict(values, name=name)])[0]


def scenario_file_routes(r):
    """/web/content in all its forms: by id, external id and model; names, tokens, caches, redirections."""
    mine = [make(r, 'demo', 'a.txt', datas=TEXT), make(r, 'demo', 'ohne', datas=PNG), make(r, 'demo', 'url', type='url', url='https://example.com/h?a=1&b=2'),
            make(r, 'demo', 'pub.pdf', datas=base64.b64encode(b'%PDF-1.4 x').decode(), public=True), make(r, 'demo', 'vide.txt', datas=''), make(r, 'demo', 'rien'),
            make(r, 'demo', 'ici', type='url', url='/web/static/none.png'), make(r, 'admin', 'adm.html', datas=base64.b64encode(b'<html>x</html>').decode()),
            make(r, 'admin', 'servi', datas=TEXT, url='/fichiers/servi.txt', mimetype='text/plain'), make(r, 'demo', 'on.txt', datas=TEXT, res_model='res.partner', res_id=9)]
    numbers = [int(i) for i in mine]
    for who in WHO:
        for number in numbers:
            for path in ('/web/content/%d', '/web/image/%d'):
                fetch(r, who, path % number)
    first = numbers[0]
    for tail in ('?download=true', '?download=', '?unique=1', '?mimetype=text/x', '?filename=z.pdf&download=1', '?token=abc', '?filename_field=nope&download=1', '/f.txt?download=1', '/f.txt', '-abc', '-abc/f.txt',
                 '-abc/x/y/f.txt', '?field=datas', '?field=nope', '?field=res_model', '?access_token=faux', '?access_token=', '/'):
        for who in ('demo', 'public'):
            fetch(r, who, '/web/content/%d%s' % (first, tail))
    sha = r.call('demo', 'ir.attachment', 'read', [mine[0]], ['checksum'])[0]['checksum']
    for tag in (sha, '"%s"' % sha, 'x'):
        fetch(r, 'demo', '/web/content/%d' % first, headers={'If-None-Match': tag})
        fetch(r, 'public', '/web/content/%d' % first, headers={'If-None-Match': tag})
    for path in ('', '/', '/0', '/-1', '/99999', '/99999999999', '/abc', '/base.main_partner', '/base.main_partner/x.png', '/base.nope', '/res.partner/9/image_128', '/res.partner/9/image_128/z', '/res.partner/9/image_128/z.png?download=1',
                 '/res.partner/9/nope', '/no.model/9/x', '?model=res.partner&id=9&field=image_128', '?id=', '?model=res.partner&field=image_128', '/res.partner/9/comment', '/mail.channel/1/image_128', '/res.company/1/logo',
                 '?id=%d' % first, '?xmlid=base.main_partner&model=res.partner&field=image_128'):
        for who in WHO:
            fetch(r, who, '/web/content' + path)
    fetch(r, 'demo', '/web/content/%d' % first, 'HEAD')
    fetch(r, 'demo', '/web/content/%d' % first, 'POST', '')
    fetch(r, 'demo', '/web/content/%d' % first, 'POST', '{}', {'Content-Type': 'application/json'})
    for path in ('/fichiers/servi.txt', '/fichiers/rien.txt', '/web/static/x.png', '/web/binary/company_logo', '/logo', '/logo.png', '/logo.png?company=1', '/logo?company=99', '/logo?company=x'):
        for who in WHO:
            fetch(r, who, path)
    for who in WHO:
        fetch(r, who, '/web/binary/upload_attachment', 'POST', 'callback=x&model=res.partner&id=9', {'Content-Type': 'application/x-www-form-urlencoded'})


def scenario_image_routes(r):
    """/web/image in all its forms: sizes, crops, qualities, what stands in for a missing picture."""
    mine = make(r, 'demo', 'b.png', datas=PNG)
    number = int(mine)
    for path in ('', '/', '/0', '/99999', '/base.main_partner', '/base.nope/30x40', '/res.partner/9/image_128/30x30', '/res.partner/9/image_128/30x30/z.png?download=1', '/res.partner/9/image_1920?width=40',
                 '/res.partner/9/image_1920?height=40', '/res.partner/9/image_1920?width=40&height=20&crop=1', '/res.partner/9/image_1920/40x20?crop=top', '/res.partner/9/image_1920/40x20?crop=', '/res.partner/9/image_1920?crop=1',
                 '/res.partner/9/image_1920?width=x', '/res.partner/9/image_1920?quality=10', '/res.partner/9/image_1920?quality=x', '/res.partner/9/image_1920?width=99999', '/res.partner/9/image_1920?width=-5',
                 '/res.partner/7/image_1920?quality=10', '/res.partner/41/image_128', '/res.partner/41/image_64', '/res.partner/41/image_1920', '/res.partner/41/image_128?download=1', '/res.partner/41/image_128/50x60',
                 '/res.partner/99999/image_256', '/res.partner/9/comment', '/no.model/9/image', '/res.users/6/image_128', '/res.users/6/image_small', '/mail.channel/1/image_128', '/mail.channel/1/image_1920/64x64', '/res.company/1/logo',
                 '/res.company/1/logo_web', '/%d/5x5' % number, '/%d/q.png' % number, '/%d-u/q.png' % number, '/%d-u/3x3/q.png' % number, '/%d-u' % number, '/%d?unique=zz' % number, '/%d?download=1' % number):
        for who in WHO:
            fetch(r, who, '/web/image' + path)
    for path in ('/web/binary/image?model=res.partner&id=9&field=image_1920&resize=30,20', '/web/partner_image/9', '/web/partner_image/41', '/web/partner_image/9/image_256', '/web/partner_image/9/image_256/res.users',
                 '/web/partner_image/41/image_1920', '/web/partner_image/9/nope', '/web/partner_image/99999', '/mail/res.partner/9/avatar/7', '/mail/mail.channel/1/avatar/7', '/mail/mail.channel/1/avatar/41',
                 '/mail/mail.channel/1/avatar/2', '/mail/no.model/1/avatar/7', '/mail/mail.channel/999/avatar/7', '/mail/mail.channel/1/avatar/x', '/mail/mail.channel/2/avatar/7'):
        for who in WHO:
            fetch(r, who, path)
    r.get('demo', '/web/image/{id}', id=mine)
    r.get('demo', '/web/image/res.partner/9/image_128')
    r.get('demo', '/web/image/mail.channel/1/image_128')


def scenario_mail_links(r):
    """The links of mails: /mail/view and /mail/assign."""
    hidden = r.call('alice', 'mail.channel', 'channel_create', 'cachée', 'private')['id']
    for who in ('demo', 'admin', 'portal', 'public'):
        for tail in ('', '?model=res.partner&res_id=9', '?model=res.partner', '?model=no.model&res_id=1', '?model=mail.channel&res_id=1', '?model=mail.channel&res_id=%d' % hidden, '?model=res.partner&res_id=99999',
                     '?model=res.partner&res_id=x', '?message_id=1', '?message_id=x', '?message_id=99999', '?message_id=5&model=res.partner&res_id=9', '?model=res.users&res_id=2', '?model=ir.rule&res_id=1'):
            fetch(r, who, '/mail/view' + tail)
        for tail in ('?model=res.partner&res_id=9', '?model=res.partner&res_id=9&token=faux', '', '?model=res.partner'):
            fetch(r, who, '/mail/assign' + tail)
    fetch(r, 'demo', '/mail/view', 'POST', 'a=1', {'Content-Type': 'application/x-www-form-urlencoded'})
    fetch(r, 'demo', '/mail/assign', 'POST', '')
