"""XML-RPC carries every text: all characters that XML can hold, in every encoding that Python's expat reads, on both versions of the
routes, in values, names of struct members, log-ins and passwords. What it cannot hold is refused in a request and left out of an answer."""
import encodings
import encodings.aliases
import pathlib
import pkgutil
import re
import sys
import urllib.request
import xml.sax.saxutils
import xmlrpc.client

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd, Web, new_database  # noqa: E402

VERSIONS = ('/xmlrpc/', '/xmlrpc/2/')
EMOJI = '😀 \U0001f9d1\u200d\U0001f4bb é漢 \U0010fffd'


def characters():
    """All that XML can hold, but for the space, which ends of texts may lose."""
    return ''.join(chr(c) for c in range(0x21, 0x110000) if not 0xd800 <= c < 0xe000 and c not in (0xfffe, 0xffff))


def value(item):
    if isinstance(item, dict):
        return '<value><struct>%s</struct></value>' % ''.join('<member><name>%s</name>%s</member>' % (xml.sax.saxutils.escape(name), value(one))
                                                              for name, one in item.items())
    if isinstance(item, list):
        return '<value><array><data>%s</data></array></value>' % ''.join(value(one) for one in item)
    if isinstance(item, int):
        return '<value><int> %d\n</int></value>' % item
    return '<value><string>%s</string></value>' % xml.sax.saxutils.escape(item)


def document(method, params, encoding=None):
    declared = ' encoding="%s"' % encoding if encoding else ''
    return '<?xml version="1.0"%s?>\n<methodCall><methodName>%s</methodName><params>%s</params></methodCall>' % (
        declared, method, ''.join('<param>%s</param>' % value(param) for param in params))


class Client:
    def __init__(self, server, version):
        self.url, self.database = server.url + version, server.database

    def send(self, service, body):
        request = urllib.request.Request(self.url + service, body, {'Content-Type': 'text/xml'})
        with urllib.request.urlopen(request) as reply:
            return xmlrpc.client.loads(reply.read())[0][0]

    def call(self, model, method, *args, encode=str.encode, encoding=None):
        return self.send('object', encode(document('execute', [self.database, 2, 'admin', model, method] + list(args), encoding)))


def readable_encodings():
    """Encodings of one byte a character by all the names under which Python's own server reads them, with their characters."""
    names = set(encodings.aliases.aliases) | set(encodings.aliases.aliases.values()) | {m.name for m in pkgutil.iter_modules(encodings.__path__)}
    found = {}
    for name in sorted(names | {'iso-8859-1', 'us-ascii', 'windows-1252'}):
        name = name.replace('_', '-')

        def read(byte):
            try:
                return xmlrpc.client.loads(document('m', ['?'], name).encode().replace(b'?</string>', bytes([byte]) + b'</string>'))[0][0]
            except Exception:
                return None
        if read(ord('a')) != 'a' or re.search('utf|cp65001|charmap|escape|2022|hz|^u8$', name):
            continue
        table = {read(byte): byte for byte in range(0xa0 if name.startswith('iso') else 0x80, 0x100)}
        found[name] = {character: byte for character, byte in table.items() if character and len(character) == 1}
    return found


def encoder(table):
    return lambda text: b''.join(bytes([ord(c) if ord(c) < 0x80 else table[c]]) for c in text)


with Chatterd(new_database('xmlrpc_texts')) as server:
    clients = [Client(server, version) for version in VERSIONS]
    partner = clients[1].call('res.partner', 'create', {'name': 'Texts'})

    def there_and_back(client, text, **how):
        client.call('res.partner', 'write', [partner], {'comment': text}, **how)
        return client.call('res.partner', 'read', [partner], ['comment'])[0]['comment']

    every = characters()
    for client in clients:
        for start in range(0, len(every), 80000):
            text = every[start:start + 80000]
            assert there_and_back(client, text) == text, start
        for codec, mark in (('utf-8-sig', None), ('utf-16', 'UTF-16'), ('utf-16', None), ('utf-16-le', None), ('utf-16-be', 'utf-16'), ('utf-8', 'UTF-8')):
            assert there_and_back(client, EMOJI, encode=lambda text: text.encode(codec), encoding=mark) == EMOJI, codec
        references = document('execute', [server.database, 2, 'admin', 'res.partner', 'write', [partner], {'comment': '?!'}])
        for reference in ('&#128512;', '&#x1F600;', '<![CDATA[😀]]>', '<!-- a -->😀'):
            assert client.send('object', references.replace('?!', reference).encode()) is True
            assert client.call('res.partner', 'read', [partner], ['comment'])[0]['comment'] == '😀', reference
        # blanks between words, and a carriage return that is written as one
        assert client.send('object', references.replace('?!', 'a &#13;\tb\nc').encode()) is True
        assert client.call('res.partner', 'read', [partner], ['comment'])[0]['comment'] == 'a \r\tb\nc'
        for unreadable in ('&#1;', '\x1b', '&#xd83d;', '\ufffe', '&#0;', '&nope;'):
            try:
                client.send('object', references.replace('?!', unreadable).encode())
            except xmlrpc.client.Fault as fault:
                assert fault.faultCode not in (2, 3, 4), fault
            else:
                raise AssertionError('%r was read' % unreadable)
    known = readable_encodings()
    assert len(known) > 150, len(known)
    tables = {}
    for name, table in known.items():
        tables.setdefault(tuple(sorted(table.items())), []).append((name, table))
    for number, names in enumerate(tables.values()):
        for name, table in names[:1]:
            text = 'words ' + ''.join(table)
            assert there_and_back(clients[number % 2], text, encode=encoder(table), encoding=name) == text, name
        for name, table in names[1:]:
            text = 'a%s' % next(iter(table), '')
            assert clients[number % 2].call('res.partner', 'name_search', text, [], '=', 0, encode=encoder(table), encoding=name) == [], name
    print('%d characters, %d encodings by %d names' % (len(every), len(tables), len(known)))

    # a log-in and a password that no keyboard has, names of members, and an answer with what XML cannot hold
    login, password = 'user 😀', 'pass 漢😀 &<>"\'é'
    web = Web(server.url, server.database, 'admin', 'admin')
    web.call('res.users', 'create', {'name': 'Emoji 😀', 'login': login, 'password': password, 'email': 'emoji@example.com'}, context={'no_reset_password': True})
    for client in clients:
        uid = client.send('common', document('authenticate', [server.database, login, password, {'😀': 'é', '<&>': '漢'}]).encode())
        assert uid > 2, uid
        assert client.send('common', document('login', [server.database, login, password]).encode()) == uid
        assert client.send('common', document('login', [server.database, login, password[:-1]]).encode()) is False
        named = client.send('object', document('execute_kw', [server.database, uid, password, 'res.users', 'read', [[uid]], {
            'fields': ['name'], 'context': {'😀': '😀'}}]).encode())
        assert named == [{'id': uid, 'name': 'Emoji 😀'}], named
    controls = ''.join(map(chr, range(1, 32)))
    web.call('res.partner', 'write', [partner], {'comment': 'a%sb' % controls})
    assert web.call('res.partner', 'read', [partner], ['comment'])[0]['comment'] == 'a%sb' % controls
    for client in clients:
        assert client.call('res.partner', 'read', [partner], ['comment'])[0]['comment'] == 'a\t\n\rb'
    # half a character in JSON
    web.call('res.partner', 'write', [partner], {'comment': 'half \ud83d and \ude00 words'})
    assert web.call('res.partner', 'read', [partner], ['comment'])[0]['comment'] == 'half \ufffd and \ufffd words'
    channel = web.call('mail.channel', 'channel_create', 'Texts', 'public')['id']
    message = web.call('mail.channel', 'message_post', [channel], body='<p>Hello \ud83d world 😀</p>', message_type='comment', subtype='mail.mt_comment')
    for client in clients:
        assert client.call('mail.message', 'read', [message], ['body'])[0]['body'] == '<p>Hello \ufffd world 😀</p>'
