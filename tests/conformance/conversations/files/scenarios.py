"""Files, pictures and the links of mails: every form of their addresses, for those who may and those who may not."""
import base64

from common import GIF, PNG, TEXT, channel_of, partners

WHO = ('demo', 'portal', 'public')


def fetch(r, who, path, verb='GET', body=None, headers=()):
    r.http(who, verb, path, body, headers)


def encoded(content):
    return base64.b64encode(content).decode()


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


def scenario_files_of_all(r):
    """Attachments of every kind and owner, pictures by every address, for people of every kind; what stock refuses with an error."""
    ch = channel_of(r, 'alice', 'secret', 'private')['id']
    a = [make(r, 'alice', 'sur canal.txt', datas=TEXT, res_model='mail.channel', res_id=ch),
         make(r, 'alice', 'image.png', datas=PNG, res_model='mail.channel', res_id=ch),
         make(r, 'alice', 'sans ext', datas=encoded(b'%PDF-1.4 x'), res_model='mail.channel', res_id=1),
         make(r, 'alice', 'url4', type='url', url='https://example.org/a/b'),
         make(r, 'alice', 'url5', type='url', url='/nope/x/y'),
         make(r, 'alice', 'url6', type='url', url=''),
         make(r, 'alice', 'd.svg', datas=encoded(b'<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>')),
         make(r, 'admin', 'e.svg', datas=encoded(b'<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>')),
         make(r, 'alice', 'f.html', datas=encoded(b'<b>x</b>'), public=True),
         make(r, 'alice', 'g.gif', datas=GIF, public=True, description='x'),
         make(r, 'alice', 'h.json', datas=encoded(b'{"a":1}'), public=True),
         make(r, 'alice', 'i.csv', datas=encoded(b'a;b'), public=True, mimetype='text/csv'),
         make(r, 'alice', 'j', datas=encoded(b'PK\x03\x04xxxx'), public=True),
         make(r, 'alice', 'k.unknownext', datas=encoded(b'\x00\x01'), public=True),
         make(r, 'alice', 'message', datas=encoded(b'x'), res_model='mail.compose.message', res_id=0),
         ]
    nums = [int(i) for i in a]
    r.call('alice', 'ir.attachment', 'read', a, ['name', 'mimetype', 'type', 'url', 'public', 'res_model', 'res_id', 'file_size', 'checksum', 'local_url', 'access_token', 'res_name', 'index_content', 'image_src', 'image_width', 'image_height'])
    for who in ('admin', 'alice', 'portal', 'public', 'bob'):
        for n in nums:
            r.http(who, 'GET', '/web/content/%d' % n)
            r.http(who, 'GET', '/web/image/%d' % n)
            r.http(who, 'GET', '/web/image/%d?width=20&height=20' % n)
        r.http(who, 'GET', '/web/content/%d?download=true' % nums[0])
        r.http(who, 'GET', '/web/content/%d?download=true' % nums[3])
        r.http(who, 'GET', '/web/content?model=ir.attachment&id=%d&field=datas' % nums[0])
        r.http(who, 'GET', '/web/content/ir.attachment/%d/datas' % nums[0])
        r.http(who, 'GET', '/web/content/ir.attachment/%d/datas/x.txt?download=1' % nums[0])
        r.http(who, 'GET', '/web/content/ir.attachment/%d/name' % nums[0])
        r.http(who, 'GET', '/web/content/ir.attachment/%d/raw' % nums[0])
        r.http(who, 'GET', '/web/content/ir.attachment/%d/db_datas' % nums[0])
        r.http(who, 'GET', '/web/image/ir.attachment/%d/datas' % nums[1])
        r.http(who, 'GET', '/web/image?model=ir.attachment&id=%d&field=datas&width=30' % nums[1])
        r.http(who, 'GET', '/web/image/%d/30x' % nums[1])
        r.http(who, 'GET', '/web/image/%d/0x0' % nums[1])
        r.http(who, 'GET', '/web/image/%d/30x40?crop=center' % nums[1])
        r.http(who, 'GET', '/web/image/%d/30x40?crop=bottom' % nums[1])
        r.http(who, 'GET', '/web/image/%d/30x40?crop=nope' % nums[1])
        r.http(who, 'GET', '/web/image/%d?crop=true&width=8&height=4' % 425)
        r.http(who, 'GET', '/web/image/%d?quality=95' % 425)
        r.http(who, 'GET', '/web/image/%d?quality=-1' % 425)
        r.http(who, 'GET', '/web/image/%d?quality=1000' % 425)
    for who in ('alice', 'portal', 'public'):
        for path in ('/web/content/mail.mt_comment', '/web/content/base.user_admin', '/web/content/base.user_admin?field=image_128', '/web/image/base.user_admin?field=image_128', '/web/image/base.user_admin', '/web/image/base.partner_root?field=image_128&width=10', '/web/image/base.partner_root/x.png', '/web/image/base.partner_root/10x10?field=image_128',
            '/web/image/base.main_company?field=logo', '/web/image/mail.channel_all_employees?field=image_128', '/web/image/nope', '/web/image/base.main_partner?model=res.partner&field=image_128',
            '/web/content/base.main_company?field=logo', '/web/content/base.user_demo?field=signature', '/web/content/base.user_demo?field=login','/web/content/base.user_demo?field=partner_id','/web/content/base.user_demo?field=id', '/web/content/base.user_demo?field=active',
            '/web/content/res.users/2/image_1920', '/web/content/res.users/2/image_1920?download=1', '/web/content/res.users/2/image_1920/photo.png?download=1', '/web/image/res.users/2/image_1024/96x96', '/web/image/res.users/99999/image_128', '/web/image?model=res.users&id=6&field=image_128', '/web/image?model=res.users&field=image_128&id=', '/web/image?model=res.users&id=&field=avatar&unique=20200101', '/web/image?model=res.users&id=x&field=image_128',
            '/web/image?model=mail.channel&field=image_128&id=1&unique=', '/web/image/mail.channel/1/image_128?unique=123', '/web/image/mail.channel/%d/image_128' % ch, '/web/image/mail.channel/%d/image_256' % ch, '/web/content/mail.channel/%d/image_128' % ch, '/web/content/mail.channel/%d/uuid' % ch, '/web/content/mail.message/1/body', '/web/content/mail.message/1/subject', '/web/image/res.partner/10/image_64', '/web/image/res.partner/10/image_512/10x10', '/web/image/res.partner/10/image', '/web/image/res.partner/10/image_medium', '/web/image/res.partner/10/name', '/web/image/res.partner/10/email?download=1', '/web/content/res.partner/10/email', '/web/content/res.partner/10/id', '/web/content/res.partner/10/child_ids', '/web/content/res.partner/10/category_id', '/web/content/res.partner/10/country_id','/web/content/res.partner/10/color','/web/content/res.partner/10/create_date',
            '/web/image/res.country/21/image', '/web/image/res.country/21/image/30x20', '/web/image/res.lang/1/flag_image', '/web/image/res.company/1/favicon', '/web/image/res.company/1/logo/100x100', '/web/content/res.company/1/favicon', '/web/content/ir.module.module/1/icon_image', '/web/image/ir.module.module/1/icon_image', '/web/content/ir.ui.menu/1/web_icon_data', '/web/image/hr.employee/1/image_128', '/web/image/mail.template/1/x', '/web/image/mail.thread/1/x', '/web/content/mail.thread/1/message_ids', '/web/image/mail.activity.mixin/1/activity_ids',
            '/web/content/9999999999', '/web/image/9999999999', '/web/image/2147483648', '/web/image/res.partner/2147483648/image_128', '/web/image/res.partner/-1/image_128', '/web/image/res.partner/0/image_128', '/web/content/res.partner/0/image_128',
            '/web/partner_image', '/web/partner_image/', '/web/partner_image/10/', '/web/partner_image/10/image_64/res.partner/', '/web/partner_image/x', '/web/partner_image?rec_id=10', '/web/partner_image?rec_id=x', '/web/partner_image/10?width=5',
            '/web/binary/image', '/web/binary/image?model=res.partner&id=10', '/web/binary/image?model=res.partner&id=10&field=image_128', '/web/binary/image?model=res.partner&id=10&field=image_128&resize=10', '/web/binary/image?model=res.partner&id=10&field=image_128&resize=10,10', '/web/binary/image?model=res.partner&id=&field=image_128', '/web/binary/image?model=res.partner&id=10&field=image_128&resize=a,b', '/web/binary/image?model=res.partner&id=99999&field=image_128',
            '/web/binary/company_logo?company=1', '/web/binary/company_logo?dbname=nope', '/web/binary/company_logo?dbname=', '/logo?company=', '/logo.png?company=0', '/logo.png?x=1',
            '/web/binary/upload_attachment', '/web/binary/upload_attachment?callback=x&model=res.partner&id=9', '/web/binary/upload', '/web/binary/upload?callback=x',
            '/mail/static/src/img/nope.png', '/web/static/', '/nope', '/favicon.ico', '/robots.txt', '/web/nope', '/mail', '/web/session/nope'):
            r.http(who, 'GET', path)


def scenario_pictures(r):
    """Pictures of companies, contacts, users and channels: written, removed, copied; files copied and changed."""
    look = ['name', 'res_model', 'res_field', 'res_id', 'mimetype', 'type', 'public', 'url']

    def at(model, ids, who='admin'):
        r.call(who, 'ir.attachment', 'search_read', [['res_model', '=', model], ['res_id', 'in', ids], ['res_field', '!=', False]], look, order='res_field')
    for v in ({'name': 'Filiale'}, {'name': 'Filiale 2', 'logo': PNG}, {'name': 'Filiale 3', 'logo': False, 'favicon': False}, {'name': 'Filiale 4', 'favicon': PNG, 'email': 'f4@example.com'}):
        c = r.call('admin', 'res.company', 'create', v)
        p = r.call('admin', 'res.company', 'read', [c], ['name', 'partner_id', 'email', 'currency_id', 'parent_id', 'sequence', 'primary_color'])[0]['partner_id'][0]
        r.call('admin', 'res.company', 'search_count', [['id', '=', c], ['favicon', '!=', False]])
        r.call('admin', 'res.company', 'search_count', [['id', '=', c], ['logo_web', '!=', False]])
        at('res.company', [c]); at('res.partner', [p])
        r.http('admin', 'GET', '/web/image/res.company/%d/logo' % c)
        r.http('admin', 'GET', '/web/image/res.company/%d/favicon' % c)
        r.http('admin', 'GET', '/logo.png?company=%d' % c)
    for pid in (9, 3, 41, 26):
        cp = r.call('admin', 'res.partner', 'copy', pid, context={'mail_auto_subscribe_no_notify': True})
        r.call('admin', 'res.partner', 'read', [cp], ['name', 'email', 'message_follower_ids', 'category_id', 'parent_id', 'user_ids', 'child_ids'])
        at('res.partner', [cp])
        r.http('demo', 'GET', '/web/image/res.partner/%d/image_128' % cp)
    n = r.call('demo', 'res.partner', 'create', {'name': 'Portrait', 'image_1920': PNG})
    at('res.partner', [n])
    r.call('demo', 'res.partner', 'write', [n], {'image_1920': GIF})
    at('res.partner', [n])
    r.call('demo', 'res.partner', 'read', [n], ['image_1920', 'image_1024', 'image_512', 'image_256', 'image_128'], context={'bin_size': True})
    r.call('demo', 'res.partner', 'write', [n], {'image_1920': False})
    at('res.partner', [n])
    r.call('demo', 'res.partner', 'write', [n], {'image_1920': 'pas une image'})
    r.call('demo', 'res.partner', 'write', [n], {'image_128': PNG})
    r.call('demo', 'res.partner', 'write', [n], {'image_1920': base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"/>').decode()})
    at('res.partner', [n])
    ch = channel_of(r, 'alice', 'Image', 'public')['id']
    at('mail.channel', [ch])
    r.call('alice', 'mail.channel', 'write', [ch], {'image_128': PNG})
    at('mail.channel', [ch])
    r.call('alice', 'mail.channel', 'write', [ch], {'image_128': False})
    at('mail.channel', [ch])
    r.http('alice', 'GET', '/web/image/mail.channel/%d/image_128' % ch)
    r.call('alice', 'mail.channel', 'read', [ch], ['image_128'], context={'bin_size': True})
    cc = r.call('alice', 'mail.channel', 'copy', ch)
    at('mail.channel', [cc])
    r.call('alice', 'res.users', 'write', [8], {'image_1920': PNG})
    r.call('alice', 'res.users', 'read', [8], ['image_128', 'image_1920'], context={'bin_size': True})
    at('res.partner', partners(r, 'admin', 'alice'))
    a = r.call('alice', 'ir.attachment', 'create', {'name': 'o.png', 'datas': PNG, 'res_model': 'mail.channel', 'res_id': ch, 'description': 'd'})
    b = r.call('alice', 'ir.attachment', 'copy', a)
    r.call('alice', 'ir.attachment', 'read', [a, b], ['name', 'checksum', 'store_fname', 'res_model', 'res_id', 'description', 'mimetype', 'file_size', 'index_content', 'original_id', 'type', 'display_name', 'company_id'])
    r.call('alice', 'ir.attachment', 'copy', a, {'name': 'p.txt', 'datas': TEXT})
    r.call('alice', 'ir.attachment', 'write', [a], {'datas': TEXT, 'name': 'q.txt'})
    r.call('alice', 'ir.attachment', 'read', [a], ['name', 'mimetype', 'checksum', 'file_size', 'index_content'])
    r.call('alice', 'ir.attachment', 'write', [a], {'mimetype': 'text/html'})
    r.call('admin', 'ir.attachment', 'write', [a], {'mimetype': 'text/html'})
    r.call('alice', 'ir.attachment', 'read', [a], ['mimetype'])
    r.call('alice', 'ir.attachment', 'search', [['index_content', 'ilike', 'proc']])
    r.call('bob', 'ir.attachment', 'search_read', [['res_model', '=', 'mail.channel'], ['res_id', '=', ch]], ['name'], order='id')
    r.call('portal', 'ir.attachment', 'search_read', [['res_model', '=', 'mail.channel'], ['res_id', '=', ch]], ['name'], order='id')
    r.call('bob', 'ir.attachment', 'read_group', [['res_model', '=', 'mail.channel']], ['file_size'], ['mimetype'])
    r.call('bob', 'ir.attachment', 'name_search', 'q')
    r.call('bob', 'ir.attachment', 'unlink', [b])
    r.call('carol', 'ir.attachment', 'create_unique', [{'name': 'u.txt', 'datas': TEXT}])
    r.call('carol', 'ir.attachment', 'create', {'name': 'x', 'datas': 'é'})
    r.call('carol', 'ir.attachment', 'create', {'name': 'x', 'datas': 'YQ'})
    r.call('carol', 'ir.attachment', 'create', {'name': 'x', 'datas': 'YQ==', 'res_model': 'res.users', 'res_id': 2})
    r.call('carol', 'ir.attachment', 'create', {'name': 'x', 'datas': 'YQ==', 'res_model': 'no.model', 'res_id': 2})
    r.call('carol', 'ir.attachment', 'create', {'name': 'x', 'datas': 'YQ==', 'res_model': 'res.partner', 'res_id': 9, 'res_field': 'image_128'})
    r.call('carol', 'ir.attachment', 'create', {'name': 'x', 'db_datas': 'YQ==', 'store_fname': '../x'})
