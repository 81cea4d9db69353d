"""People who post and listen while something fails: what was acknowledged is there once, and was heard once."""
import collections
import re
import threading
import time
import urllib.error

from chatterd import RpcError, Web


class Load:
    """People who post one after the other, and remember what was acknowledged."""

    def __init__(self, server, channel, people=4):
        self.acknowledged, self.tried, self.errors = [], 0, collections.Counter()
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.server, self.channel = server, channel
        self.threads = [threading.Thread(target=self.post, args=(number,)) for number in range(people)]
        for thread in self.threads:
            thread.start()

    def post(self, number):
        web, count = None, 0
        while not self.over.is_set():
            count += 1
            text = 'post-%d-%d-%d-end' % (id(self) % 100000, number, count)
            try:
                web = web or Web(self.server.url, self.server.database, 'alice', 'alice')
                with self.lock:
                    self.tried += 1
                web.call('mail.channel', 'message_post', [self.channel], body=text, message_type='comment', subtype='mail.mt_comment')
                with self.lock:
                    self.acknowledged.append(text)
            except (RpcError, OSError, ValueError, urllib.error.URLError) as error:
                web = web if isinstance(error, RpcError) else None
                with self.lock:
                    self.errors[str(error)[:80]] += 1
                time.sleep(0.05)

    def wait_for(self, more, patience=60):
        goal, end = len(self.acknowledged) + more, time.time() + patience
        while len(self.acknowledged) < goal:
            assert time.time() < end, 'no more posts succeed: %r' % self.errors
            time.sleep(0.02)

    def stop(self):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def check(self, sql):
        found = collections.Counter(body.replace('<p>', '').replace('</p>', '') for body, in sql(
            "SELECT body FROM mail_message WHERE res_id = %d AND model = 'mail.channel'" % self.channel))
        lost = [text for text in self.acknowledged if not found[text]]
        twice = [text for text in self.acknowledged if found[text] > 1]
        assert not lost and not twice, (lost[:5], twice[:5])
        print('    %d of %d posts acknowledged, each there once; errors: %s' % (
            len(self.acknowledged), self.tried, dict(self.errors.most_common(3))))


class Ear:
    """Somebody who polls all the while: hears each post once, in the order of the rows, whatever happens in between."""

    def __init__(self, server, channel):
        self.heard, self.rows, self.over = [], [], threading.Event()
        self.server, self.channel = server, channel
        web = Web(server.url, server.database, 'bob', 'bob')
        web.call('mail.channel', 'channel_join_and_get_info', [channel])
        self.last = max([0] + [row['id'] for row in web.poll([], 0)])
        self.thread = threading.Thread(target=self.listen, args=(web,))
        self.thread.start()

    def listen(self, web):
        while not self.over.is_set():
            try:
                rows = web.poll([], self.last)
            except (RpcError, OSError, ValueError, urllib.error.URLError):
                time.sleep(0.05)
                continue
            for row in rows:
                self.last = max(self.last, row['id'])
                self.rows.append(row['id'])
                self.heard += re.findall(r'post-\d+-\d+-\d+-end', str(row['message'].get('body')))

    def check(self, load, sql):
        posted = {body.replace('<p>', '').replace('</p>', '') for body, in sql(
            "SELECT body FROM mail_message WHERE res_id = %d AND model = 'mail.channel' AND body LIKE '%%-end%%'" % self.channel)}
        end = time.time() + 120
        while not posted <= set(self.heard):
            assert time.time() < end, ('not heard', sorted(posted - set(self.heard))[:5])
            time.sleep(0.05)
        self.over.set()
        Web(self.server.url, self.server.database, 'alice', 'alice').call(
            'mail.channel', 'message_post', [self.channel], body='the end', message_type='comment', subtype='mail.mt_comment')
        self.thread.join(120)
        twice = [text for text, count in collections.Counter(self.heard).items() if count > 1]
        assert not twice and self.rows == sorted(set(self.rows)), (twice[:5], 'rows out of order')


def new_channel(server):
    return Web(server.url, server.database, 'alice', 'alice').call('mail.channel', 'channel_create', 'Faults')['id']
