"""One engine, several databases with the same people, sessions ids, channels: each request is about one of them, chosen by session,
host or name as in Odoo, and nothing of one is heard or seen in another."""
import pathlib
import shutil
import sys
import tempfile
import threading
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PATIENCE, SOURCE, Chatterd, RpcError, Web, cluster, new_database  # noqa: E402
from visitor import Visitor  # noqa: E402

sys.path.insert(0, str(SOURCE / 'odoo_addon' / 'mail_chatterd'))
from engine.client import Client, NotServed  # noqa: E402

POSTS = 40


def page_database(text):
    """The database that the page is about."""
    return text.partition('name="database" content="')[2].partition('"')[0]


class SeveralDatabases(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.names = [new_database('multi_a'), new_database('multi_b')]
        for name in cls.names:
            cluster.sql("INSERT INTO ir_config_parameter (key, value) VALUES ('mail_chatterd.secret', 'secret of %s')" % name, name)
        cls.first, cls.second = cls.names
        cls.server = Chatterd(cls.first, '--database', cluster.dsn(cls.second))

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)
        cluster.drop(cls.second)

    def web(self, database, login):
        return Web(self.server.url, database, login, login)

    # ------------------------------------------------------------------ posts and polls

    def test_what_is_posted_at_once_in_both_is_heard_in_its_own(self):
        """Copies of one template: ids of channels, people and rows of the bus are the same in both."""
        heard, problems, channels = {}, [], {}
        for name in self.names:
            alice, bob = self.web(name, 'alice'), self.web(name, 'bob')
            channel = alice.call('mail.channel', 'channel_create', 'both')['id']
            alice.call('mail.channel', 'channel_invite', [channel], [bob.info['partner_id']])
            channels[name] = channel
            last = max([n['id'] for n in bob.poll(peek=True)['notifications']], default=0)
            heard[name] = []

            def listen(name=name, bob=bob, last=last):
                try:
                    while len(heard[name]) < POSTS:
                        for notification in bob.poll(last=last):
                            last = max(last, notification['id'])
                            if notification['channel'][1] == 'mail.channel' and 'body' in notification['message']:
                                heard[name].append((notification['channel'][0], notification['message']['body']))
                except Exception as error:
                    problems.append(error)

            def post(name=name, alice=alice, channel=channel):
                try:
                    for number in range(POSTS):
                        alice.call('mail.channel', 'message_post', [channel], body='%s %d' % (name, number),
                                   message_type='comment', subtype='mail.mt_comment')
                except Exception as error:
                    problems.append(error)

            channels[name] = [threading.Thread(target=listen), threading.Thread(target=post)]
        for threads in channels.values():
            for thread in threads:
                thread.start()
        for threads in channels.values():
            for thread in threads:
                thread.join()
        self.assertEqual(problems, [])
        for name in self.names:
            self.assertEqual(heard[name], [(name, '<p>%s %d</p>' % (name, number)) for number in range(POSTS)])
            there = cluster.sql("SELECT count(*) FROM mail_message WHERE body LIKE '%%multi_%%' AND body NOT LIKE '%%%s %%'" % name, name)
            self.assertEqual(there, [['0']])

    def test_a_text_channel_of_one_is_not_that_of_the_other(self):
        """Visitors' channels are texts without the database's name."""
        first, second = self.web(self.first, 'alice'), self.web(self.second, 'alice')
        for web in (first, second):
            self.assertEqual(web.poll(['visitors'], peek=True)['notifications'], [])
        first.json('/longpolling/send', {'channel': 'visitors', 'message': 'of the first'})
        self.assertEqual([n['message'] for n in first.poll(['visitors'])], ['of the first'])
        self.assertEqual(second.poll(['visitors'], peek=True)['notifications'], [])

    def test_files_are_each_databases_own(self):
        made = self.web(self.first, 'alice').call('ir.attachment', 'create', {'name': 'a', 'datas': 'b25seSBpbiB0aGUgZmlyc3Q='})
        stored, = cluster.sql('SELECT store_fname FROM ir_attachment WHERE id = %d' % made, self.first)
        self.assertTrue((self.server.data / 'filestore' / self.first / stored[0]).exists())
        self.assertFalse((self.server.data / 'filestore' / self.second / stored[0]).exists())

    # ------------------------------------------------------------------ sessions

    def test_a_session_is_of_one_database(self):
        """The people of both have the same ids, passwords and secret: what tells them apart is the session alone."""
        visitor = Visitor(self.server.port)
        self.assertEqual(visitor.log_in(self.first)['db'], self.first)
        self.assertEqual(visitor.whereabouts(), self.first)
        mine = visitor.cookie
        # another database in the address: nobody is logged in there, and the session is gone
        status, headers, _text = visitor.get('/web?db=' + self.second)
        self.assertEqual((status, headers['Location']), (302, '%s/web?db=%s' % (self.server.url.replace('127.0.0.1', 'localhost'), self.second)))
        self.assertNotEqual(visitor.cookie, mine)
        status, headers, _text = visitor.get('/web?db=' + self.second)
        self.assertEqual(status, 302)
        status, _headers, text = visitor.get('/web?db=' + self.second)
        self.assertEqual((status, page_database(text)), (200, self.second))
        self.assertEqual(visitor.json('/mail/init_messaging')['error']['code'], 100)
        again = Visitor(self.server.port)
        again.cookie = mine
        self.assertIsNone(again.whereabouts())

    def test_a_changed_password_is_changed_in_one(self):
        first, second = self.web(self.first, 'carol'), self.web(self.second, 'carol')
        first.call('res.users', 'change_password', 'carol', 'other')
        with self.assertRaises(RpcError):
            first.call('res.users', 'read', [first.info['uid']], ['login'])
        second.call('res.users', 'read', [second.info['uid']], ['login'])
        self.assertEqual(self.web(self.second, 'carol').info['db'], self.second)
        with self.assertRaises(RpcError):
            self.web(self.first, 'carol')

    def test_who_has_not_said_which_is_asked(self):
        visitor = Visitor(self.server.port)
        for path in ('/', '/web', '/web/login', '/discuss'):
            status, headers, _text = visitor.get(path)
            self.assertEqual((status, headers['Location'].partition(str(self.server.port))[2]), (303, '/web/database/selector'), path)
        status, _headers, text = visitor.get('/web/database/selector')
        for name in self.names:
            self.assertIn('<a href="/web?db=%s">%s</a>' % (name, name), text)
        # a database that is not there is none
        self.assertEqual(visitor.get('/web?db=nowhere')[0], 303)
        # what Odoo's modules answer is not there before, what the server itself answers is
        self.assertEqual(visitor.json('/web/dataset/call_kw', {'model': 'res.users', 'method': 'read', 'args': [], 'kwargs': {}})
                         ['error']['code'], 404)
        self.assertEqual(visitor.json('/longpolling/poll', {'channels': [], 'last': 0})['error']['code'], 404)
        self.assertEqual(visitor.get('/web/image/1')[0], 404)
        self.assertEqual(visitor.json('/web/session/get_session_info')['error']['code'], 100)
        self.assertEqual(visitor.json('/web/webclient/version_info')['server_serie'], '13.0')
        self.assertIn(['en_US', 'English (US)'], visitor.json('/web/session/get_lang_list'))
        # the choice stays, also for who logs out
        self.assertEqual(visitor.get('/web/login?db=' + self.first)[0], 302)
        self.assertEqual(page_database(visitor.get('/web/login')[2]), self.first)
        visitor.log_in(self.first)
        visitor.get('/web/session/logout')
        self.assertEqual(page_database(visitor.get('/web/login')[2]), self.first)

    # ------------------------------------------------------------------ names

    def test_calls_name_their_database(self):
        def rpc(service, method, *args):
            answer = Visitor(self.server.port).rpc(service, method, *args)
            return answer if not isinstance(answer, dict) or 'error' not in answer else answer['error']['data']
        for name in self.names:
            uid = rpc('common', 'authenticate', name, 'alice', 'alice', {})
            found = rpc('object', 'execute_kw', name, uid, 'alice', 'res.users', 'read', [[uid], ['login']])
            self.assertEqual(found[0]['login'], 'alice')
            self.assertTrue(rpc('db', 'db_exist', name))
        self.assertEqual(rpc('db', 'list'), self.names)
        self.assertFalse(rpc('db', 'db_exist', 'nowhere'))
        for asked in (rpc('common', 'login', 'nowhere', 'alice', 'alice'), rpc('object', 'execute', 'nowhere', 2, 'x', 'res.users', 'read', [2])):
            self.assertEqual((asked['name'], asked['message']),
                             ('psycopg2.OperationalError', 'FATAL:  database "nowhere" does not exist\n'))
        answer = Visitor(self.server.port).log_in('nowhere')
        self.assertEqual(answer['error']['data']['message'], 'FATAL:  database "nowhere" does not exist\n')
        self.assertEqual(Visitor(self.server.port).json('/web/database/list'), self.names)

    def test_the_addon_is_served_by_its_own_databases_secret(self):
        for name in self.names:
            client = Client(self.server.url, 'secret of ' + name)
            self.assertEqual(client.describe(name)['database'], name)
            uid = int(cluster.sql("SELECT id FROM res_users WHERE login = 'alice'", name)[0][0])
            call = {'database': name, 'uid': uid, 'context': {}, 'model': 'mail.channel', 'method': 'channel_create', 'args': ['by addon'],
                    'kwargs': {}}
            client.call(call)
            for other in set(self.names) - {name}:
                with self.assertRaises(NotServed):
                    client.describe(other)
                with self.assertRaises(NotServed):
                    client.call(dict(call, database=other))
        uuids = [Client(self.server.url, 'secret of ' + name).describe(name)['uuid'] for name in self.names]
        # a copy that was given its own uuid asks nothing of the other's engine
        with self.assertRaises(NotServed):
            Client(self.server.url, 'secret of ' + self.first, uuid=uuids[0] + ' of the copy').describe(self.first)

    def test_metrics_and_log_say_of_which(self):
        self.web(self.first, 'bob').json('/mail/init_messaging')
        connection = urllib.request.urlopen(self.server.url + '/metrics', timeout=PATIENCE)
        text = connection.read().decode()
        for name in self.names:
            self.assertIn('chatterd_pool_connections{database="%s"} ' % name, text)
            self.assertIn('chatterd_parked_polls{database="%s"} ' % name, text)
        self.assertEqual(text.count('# TYPE chatterd_pool_connections gauge'), 1)
        self.assertRegex(self.server.log(), 'database=%s .*route=/mail/init_messaging' % self.first)


class ChosenByHost(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.names = [new_database('sales'), new_database('hr')]
        cls.user = cls.names[0].replace('sales', 'owner')
        cluster.sql('CREATE ROLE %s SUPERUSER LOGIN' % cls.user)
        for name in cls.names:
            cluster.sql('ALTER DATABASE "%s" OWNER TO %s' % (name, cls.user))
        cls.files = pathlib.Path(tempfile.mkdtemp(prefix='files-of-several-'))
        # no database is named: all Odoo ones of this user are served
        cls.options = ['--database', 'host=%s port=5432 user=%s' % (cluster.folder, cls.user), '--dbfilter', '^%d$',
                       '--filestore', str(cls.files)]
        cls.server = Chatterd(None, *cls.options)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)
        for name in cls.names:
            cluster.drop(name)
        cluster.sql('DROP ROLE %s' % cls.user)
        shutil.rmtree(cls.files)

    def test_each_has_its_folder_of_files(self):
        self.assertEqual(sorted(folder.name for folder in self.files.iterdir()), sorted(self.names))

    def test_a_host_shows_its_database(self):
        for name in self.names:
            for host in (name + '.example.com', 'www.%s.example.com' % name):
                visitor = Visitor(self.server.port, host)
                self.assertEqual(visitor.json('/web/database/list'), [name])
                self.assertEqual(page_database(visitor.get('/web')[2]), name)
                self.assertEqual(visitor.log_in(name)['db'], name)
                self.assertEqual(visitor.whereabouts(), name)
                self.assertEqual(visitor.json('/mail/init_messaging')['mail_failures'], [])

    def test_the_start_page_names_what_its_host_shows(self):
        with Chatterd(None, *self.options, '--no-page') as server:
            for name in self.names:
                page = Visitor(server.port, name + '.example.com').get('/')[2]
                page = page.decode() if isinstance(page, bytes) else page
                self.assertEqual([other for other in self.names if other in page], [name])

    def test_another_databases_session_is_none_here(self):
        sales, hr = self.names
        visitor = Visitor(self.server.port, sales + '.example.com')
        visitor.log_in(sales)
        visitor.host = hr + '.example.com'
        self.assertIsNone(visitor.whereabouts())
        visitor = Visitor(self.server.port, sales + '.example.com')
        self.assertEqual(visitor.get('/web?db=' + hr)[0], 200)
        self.assertEqual(page_database(visitor.get('/web?db=' + hr)[2]), sales)
        # as in Odoo, a log-in may name what the host does not show, and the next request forgets it
        self.assertEqual(visitor.log_in(hr)['db'], hr)
        self.assertIsNone(visitor.whereabouts())

    def test_a_host_of_none_has_none(self):
        visitor = Visitor(self.server.port, 'elsewhere.example.com')
        self.assertEqual(visitor.json('/web/database/list'), [])
        self.assertEqual(visitor.get('/web')[0], 303)
        self.assertEqual(sorted(Visitor(self.server.port).rpc('db', 'list')), sorted(self.names))


if __name__ == '__main__':
    unittest.main(warnings="ignore")
