"""What the actions of beside_odoo_test.py have in common. Each is a random request, (who, path, params), or None where there is
nothing to do it to. A text {uuid:ID} stands for the uuid of that channel on either side.

The recorded database has no views: what renders one, as finishing an activity or assigning a contact does, is left out."""

PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
TEXT = 'TGUgcHJvY8OocyB2ZXJiYWwgZGUgbGEgcsOpdW5pb24u'
PEOPLE = ('admin', 'demo', 'alice', 'bob', 'carol', 'portal')
BODIES = ['Salut', '<p>Déjà <b>vu</b> 😀</p>', 'a < b & c', '', '<p></p>', '<script>alert(1)</script><p>x</p>', False, 'http://www.odoo.com and <a href="http://x.org">y</a>',
          '<p>deux<br/>lignes</p>\n<blockquote>cité</blockquote>', 'https://example.com/?a=1&b=2', '<img src="data:image/png;base64,%s"/>' % PNG,
          '<table><tr><td style="color:red">t</td></tr></table>', '   ', '<p>:smile: ;) @nobody #room</p>', 'x' * 300,
          '<div class="a" onclick="b()">mail <a href="mailto:a@b.c">a@b.c</a></div>', '-- \nsignature', '<p>%s ${object.name}</p>', '\u200bzero', '<!-- c --><p>k</p>',
          '\u202eעברית \u200f 😀 مرحبا', 'a\x01b\x1b\x7f', '\U0001f9d1\u200d\U0001f4bb', '<p>' + 'long ' * 1500 + '</p>', 'x' * 20000, '\t\r\n.\r']
NAMES = ['potager', 'Éte & <b>', 'General', '', 'salle 2', 'a' * 80, 'Ünïcode 漢字', '  spaced ', "l'été", '#dièse', '%_\\', '😀 \U0001f9d1\u200d\U0001f4bb', '\u202eעברית', 'a\x01b', 'n' * 300]
EMAILS = ['x@example.com', '"Jean, le Grand" <jean@example.com>', 'not an address', 'Élodie <elodie@exämple.fr>', 'a@b.c, d@e.f', '', False, 'DEMO@yourcompany.com']


class World:
    """What there is, read from stock's database."""

    def __init__(self, chance, stock):
        self.chance, self.stock = chance, stock

    def ids(self, table, where='true'):
        return [number for number, in self.stock.query('SELECT id FROM %s WHERE %s ORDER BY id' % (table, where))]

    def one(self, table, where='true', recent=12):
        """A record, most often one of the newest; rarely one that is not there."""
        if self.chance.random() < 0.03:
            return 99999
        found = self.ids(table, where)
        if not found:
            return 99999
        return self.chance.choice(found[-recent:] if self.chance.random() < 0.7 else found)

    def some(self, table, where='true', most=3):
        return [self.one(table, where) for _ in range(self.chance.randrange(most + 1))]

    def who(self):
        return self.chance.choice(PEOPLE)

    def member(self, channel):
        """Somebody, most often a member of the channel."""
        logins = [login for login, in self.stock.query(
            'SELECT u.login FROM mail_channel_partner m JOIN res_users u ON u.partner_id = m.partner_id WHERE m.channel_id = %s ORDER BY 1', channel)]
        logins = [login for login in logins if login in PEOPLE]
        return self.chance.choice(logins) if logins and self.chance.random() < 0.75 else self.who()

    def pick(self, *values):
        return self.chance.choice(values)

    def maybe(self, **values):
        """Each of the values, or not."""
        return {key: value for key, value in values.items() if self.chance.random() < 0.5}

    def context(self):
        return self.pick({}, {}, {}, {'lang': 'fr_FR'}, {'lang': 'en_US', 'tz': 'Europe/Brussels'}, {'lang': 'fr_FR', 'tz': 'Asia/Tokyo', 'active_test': False},
                         {'mail_create_nosubscribe': True}, {'mail_post_autofollow': True}, {'mail_notrack': True}, {'tracking_disable': True}, {'mail_create_nolog': True},
                         {'bin_size': True})

    def partner(self):
        return self.one('res_partner', recent=30)

    def user_partner(self):
        return self.pick(*[number for number, in self.stock.query(
            "SELECT partner_id FROM res_users WHERE login IN ('admin', 'demo', 'alice', 'bob', 'carol', 'portal') ORDER BY 1")])

    def channel(self):
        return self.one('mail_channel')

    def message(self):
        return self.one('mail_message')

    def document(self):
        """(model, id)"""
        return self.pick(('res.partner', self.partner()), ('mail.channel', self.channel()), ('res.partner', self.partner()))


def call(who, model, method, *args, **kwargs):
    return who, '/web/dataset/call_kw/%s/%s' % (model, method), {'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs}


ACTIONS = []


def action(weight=3):
    def register(function):
        function.weight = weight
        ACTIONS.append(function)
        return function
    return register
