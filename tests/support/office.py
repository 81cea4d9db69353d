"""People in an office, for simulations of one: sessions, channels of TEAM people each and one of all, polls, and what people do."""
import asyncio
import base64
import json
import os
import random

from chatterd import Web

TEAM = 20               # people in a channel; each has one, and that of all


class Office:
    """On the new database of a server of chatterd's; `sql` asks that database."""

    def __init__(self, server, sql, people):
        self.server, self.sql = server, sql
        admin = Web(server.url, server.database, 'admin', 'admin')
        logins = ['p%d' % number for number in range(people)]
        users = []
        for begin in range(0, people, 100):
            users += admin.call('res.users', 'create', [{'login': login, 'name': login, 'email': login + '@example.com', 'password': login,
                                                         'notification_type': 'inbox'} for login in logins[begin:begin + 100]])
        self.partners = [row['partner_id'][0] for row in admin.call('res.users', 'read', users, ['partner_id'])]
        self.everybody = admin.call('mail.channel', 'create', {'name': 'everybody', 'public': 'public',
                                                               'channel_partner_ids': [[6, 0, self.partners]]})
        self.channels = [admin.call('mail.channel', 'create', {'name': 'team %d' % begin, 'public': 'public', 'channel_partner_ids': [
            [6, 0, self.partners[begin:begin + TEAM]]]}) for begin in range(0, people, TEAM)]
        sql('VACUUM ANALYZE')
        self.last = int(sql('SELECT coalesce(max(id), 0) FROM bus_bus')[0][0])
        self.people = [Person(self, login, self.channels[number // TEAM]) for number, login in enumerate(logins)]


class Person:
    def __init__(self, office, login, channel):
        self.office, self.channel, self.heard = office, channel, 0
        web = Web(office.server.url, office.server.database, login, login)
        jar = next(one.cookiejar for one in web.opener.handlers if hasattr(one, 'cookiejar'))
        self.cookie = '; '.join('%s=%s' % (one.name, one.value) for one in jar)
        self.last = office.last
        self.lines, self.polling = None, None

    async def ask(self, path, params, lines):
        reader, writer = lines
        body = json.dumps({'jsonrpc': '2.0', 'method': 'call', 'id': 1, 'params': params}).encode()
        writer.write(('POST %s HTTP/1.1\r\nHost: x\r\nCookie: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n'
                      % (path, self.cookie, len(body))).encode() + body)
        head = (await reader.readuntil(b'\r\n\r\n')).decode().lower()
        answer = json.loads(await reader.readexactly(int(head.split('content-length: ')[1].split('\r')[0])))
        assert 'error' not in answer, answer
        return answer.get('result')

    async def call(self, model, method, *args, **kwargs):
        return await self.ask('/web/dataset/call_kw/%s/%s' % (model, method),
                              {'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs}, self.lines)

    async def connect(self):
        return await asyncio.open_connection('127.0.0.1', self.office.server.port, limit=1 << 24)

    async def listen(self):
        lines = await self.connect()
        while True:
            for row in await self.ask('/longpolling/poll', {'channels': [], 'last': self.last, 'options': {}}, lines):
                self.last = max(self.last, row['id'])
                self.heard += 1

    async def begin(self):
        self.polling = asyncio.create_task(self.listen())

    async def end(self):
        if self.polling:
            self.polling.cancel()
            await asyncio.gather(self.polling, return_exceptions=True)
            self.polling = None

    async def act(self, action):
        self.lines = self.lines or await self.connect()
        await getattr(self, action.replace(' ', '_'))()

    async def post(self, channel=None, **values):
        return await self.call('mail.channel', 'message_post', [channel or self.channel],
                               **dict({'body': 'what is new %d' % random.randrange(10 ** 9), 'message_type': 'comment',
                                       'subtype': 'mail.mt_comment'}, **values))

    async def post_to_all(self):
        await self.post(self.office.everybody)

    async def mention(self):
        await self.post(partner_ids=random.sample(self.office.partners, 2))

    async def post_file(self):
        """Of 20 to 60 KB, no two alike."""
        content = base64.b64encode(os.urandom(random.randrange(20_000, 60_000))).decode()
        file = await self.call('ir.attachment', 'create', {'name': 'plan.bin', 'datas': content, 'res_model': 'mail.compose.message', 'res_id': 0})
        await self.post(attachment_ids=[file])

    async def open(self):
        await self.call('mail.channel', 'channel_fetch_message', self.channel, limit=30)
        await self.call('mail.channel', 'channel_seen', [self.channel])

    async def load(self):
        await self.ask('/mail/init_messaging', {}, self.lines)
        await self.call('mail.channel', 'channel_fetch_message', self.channel, limit=30)

    async def read_inbox(self):
        await self.call('mail.message', 'message_fetch', [['needaction', '=', True]], limit=30)
        await self.call('mail.message', 'mark_all_as_read', domain=[])

    async def star(self):
        page = await self.call('mail.channel', 'channel_fetch_message', self.channel, limit=30)
        if page:
            await self.call('mail.message', 'toggle_message_starred', [random.choice(page)['id']])

    async def search(self):
        await self.call('mail.message', 'message_fetch', [['body', 'ilike', 'new %d' % random.randrange(10 ** 5)]], limit=30)

    async def note_on_contact(self):
        await self.call('res.partner', 'message_post', [random.choice(self.office.partners)], body='called back', message_type='comment',
                        subtype='mail.mt_note')

    async def type(self):
        await self.call('mail.channel', 'notify_typing', [self.channel], is_typing=True)
