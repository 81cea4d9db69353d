"""Engines that are restarted while people talk: nobody who has sent a request is turned away, nothing is lost or doubled."""
import collections
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'support')]
from chatterd import PATIENCE, PROGRAM, Chatterd, Web, cluster, new_database, wait_for_health  # noqa: E402
from nginx import Nginx, insecure  # noqa: E402


class Talk:
    """People who post and people who listen, all through one address."""

    def __init__(self, url, database, posters=3, listeners=3):
        self.url, self.database = url, database
        self.posted, self.errors = [], []
        self.heard = [[] for _ in range(listeners)]
        self.over, self.closing = threading.Event(), threading.Event()
        first = self.person('alice')
        self.channel = first.call('mail.channel', 'channel_create', 'Rolling', 'public')['id']
        self.start = max([0] + [row['id'] for row in first.poll([], 0)])
        first.call('mail.channel', 'channel_join_and_get_info', [self.channel])
        self.posting = [threading.Thread(target=self.guarded, args=(self.post, number)) for number in range(posters)]
        self.listening = [threading.Thread(target=self.guarded, args=(self.listen, heard)) for heard in self.heard]
        for thread in self.posting + self.listening:
            thread.start()

    def person(self, name):
        return Web(self.url, self.database, name, name, urllib.request.HTTPSHandler(context=insecure))

    def guarded(self, work, argument):
        try:
            work(argument)
        except Exception as error:  # noqa: B902: any error is one that a client has seen
            self.errors.append((work.__name__, repr(error)))

    def post(self, number):
        web, count = self.person('alice'), 0
        while not self.over.is_set():
            count += 1
            text = 'post-%d-%d-end' % (number, count)
            web.call('mail.channel', 'message_post', [self.channel], body=text, message_type='comment', subtype='mail.mt_comment')
            self.posted.append(text)

    def listen(self, heard):
        web, last = self.person('alice'), self.start
        while not self.closing.is_set():
            for row in web.poll([], last):
                last = max(last, row['id'])
                heard += re.findall(r"'body': '<p>(post-\d+-\d+-end)", str(row['message']))

    def wait_for(self, more):
        goal, end = len(self.posted) + more, time.time() + PATIENCE
        while len(self.posted) < goal:
            assert not self.errors, self.errors
            assert time.time() < end, 'no more posts succeed'
            time.sleep(0.02)

    def finish(self):
        self.over.set()
        for thread in self.posting:
            thread.join()
        end = time.time() + PATIENCE
        while any(len(heard) < len(self.posted) for heard in self.heard) and not self.errors:
            assert time.time() < end, ([len(heard) for heard in self.heard], len(self.posted))
            time.sleep(0.05)
        self.closing.set()
        self.person('alice').call('mail.channel', 'message_post', [self.channel], body='the end', message_type='comment',
                                  subtype='mail.mt_comment')
        for thread in self.listening:
            thread.join()
        assert not self.errors, self.errors

    def check(self):
        there = collections.Counter(body.replace('<p>', '').replace('</p>', '') for body, in cluster.sql(
            "SELECT body FROM mail_message WHERE model = 'mail.channel' AND res_id = %d AND body LIKE '%%post-%%'" % self.channel,
            self.database))
        assert there == collections.Counter(self.posted), 'lost or doubled'
        for heard in self.heard:
            assert collections.Counter(heard) == there, (len(heard), len(self.posted))
            for number in range(len(self.posting)):
                mine = [text for text in heard if text.startswith('post-%d-' % number)]
                assert mine == ['post-%d-%d-end' % (number, count + 1) for count in range(len(mine))], 'out of order'


def three_engines_are_restarted_one_after_the_other():
    database = new_database('rolling')
    data = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-data-'))
    engines, talk = [], None
    try:
        for _ in range(3):
            engines.append(Chatterd(database, '--proxy-mode', data=data))
        with Nginx('nginx-engines.conf', 1, *[engine.port for engine in engines]) as front:
            talk = Talk(front.url, database)
            for _ in range(2):
                for number, engine in enumerate(engines):
                    talk.wait_for(15)
                    assert engine.stop() == 0, engine.log()
                    talk.wait_for(15)
                    engines[number] = Chatterd(database, '--proxy-mode', data=data, port=engine.port)
            talk.wait_for(15)
            talk.finish()
            talk.check()
            print('    6 restarts, %d posts, heard by %d, no error' % (len(talk.posted), len(talk.heard)))
    finally:
        if talk:
            talk.over.set()
            talk.closing.set()
        for engine in engines:
            engine.stop()
        cluster.drop(database)
        shutil.rmtree(data, ignore_errors=True)


REQUEST = b'POST /web/webclient/version_info HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'


def answer_of(connection):
    data = b''
    while b'\r\n\r\n' not in data:
        more = connection.recv(65536)
        if not more:
            raise ConnectionError('closed after %r' % data)
        data += more
    head, _, body = data.partition(b'\r\n\r\n')
    length = int(re.search(rb'(?i)content-length: (\d+)', head).group(1))
    while len(body) < length:
        more = connection.recv(65536)
        if not more:
            raise ConnectionError('cut off')
        body += more
    return head


def whoever_got_through_is_answered():
    """Without a proxy: hundreds connect while the engine ends; each is refused, or has its answer. Connections that are kept are
    told with their last answer."""
    database = new_database('through')
    server = Chatterd(database)
    counts, errors = collections.Counter(), []
    over = threading.Event()

    def newcomers():
        while not over.is_set():
            try:
                connection = socket.create_connection(('127.0.0.1', server.port), PATIENCE)
            except ConnectionError:
                counts['refused'] += 1
                over.wait(0.01)
                continue
            try:
                with connection:
                    connection.sendall(REQUEST)
                    answer_of(connection)
                    counts['answered'] += 1
            except OSError as error:
                errors.append(repr(error))

    def regulars():
        connection = socket.create_connection(('127.0.0.1', server.port), PATIENCE)
        try:
            while True:
                connection.sendall(REQUEST)
                if b'connection: close' in answer_of(connection).lower():
                    counts['told'] += 1
                    return
        except OSError as error:
            errors.append(repr(error))
    threads = [threading.Thread(target=newcomers) for _ in range(6)] + [threading.Thread(target=regulars) for _ in range(3)]
    try:
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        assert server.stop() == 0, server.log()
        end = time.time() + PATIENCE
        while not counts['refused']:
            assert time.time() < end
            time.sleep(0.05)
    finally:
        over.set()
        for thread in threads:
            thread.join()
        server.stop()
        cluster.drop(database)
    assert not errors, (errors[:5], counts)
    assert counts['told'] == 3 and counts['answered'], counts
    print('    %s' % dict(counts))


def whoever_connects_between_two_engines_waits():
    """The socket is somebody else's (systemd's, docs/deploy/chatterd.socket): it goes on listening when an engine ends."""
    database = new_database('inherited')
    data = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-data-'))
    listening = socket.create_server(('127.0.0.1', 0))
    url = 'http://127.0.0.1:%d' % listening.getsockname()[1]
    processes = []

    def start():
        processes.append(subprocess.Popen(
            ['sh', '-c', 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@" 3<&%d' % listening.fileno(), str(PROGRAM), 'serve', '--data', str(data),
             '--database', cluster.dsn(database)], pass_fds=[listening.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=cluster.environment()))
    try:
        start()
        wait_for_health(url, processes[0])
        processes[0].terminate()
        assert processes[0].wait(PATIENCE) == 0
        with socket.create_connection(listening.getsockname(), PATIENCE) as connection:
            connection.sendall(REQUEST)
            start()
            assert b' 200 ' in answer_of(connection)
    finally:
        for process in processes:
            process.terminate()
            process.wait()
        listening.close()
        cluster.drop(database)
        shutil.rmtree(data, ignore_errors=True)


for test in (whoever_connects_between_two_engines_waits, whoever_got_through_is_answered, three_engines_are_restarted_one_after_the_other):
    if len(sys.argv) < 2 or test.__name__ in sys.argv[1:]:
        print('  ' + test.__name__, flush=True)
        test()
