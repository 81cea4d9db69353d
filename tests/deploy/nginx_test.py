"""The nginx configurations of docs/deploy with a real nginx: who answers what, what falls back, and a chatterd that dies.

A second chatterd on the same database stands for Odoo: it speaks the same protocol. With the real Odoo, tests/addon does this.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PATIENCE, Chatterd, RpcError, Web, cluster, new_database  # noqa: E402
from nginx import Nginx, insecure  # noqa: E402


def browser(nginx, database, login):
    """A web session through nginx, whose certificate nobody vouches for."""
    return Web(nginx.url, database, login, login, urllib.request.HTTPSHandler(context=insecure))


def calls(server, name):
    """The statuses of the requests so far that the server logged under this name."""
    return [line.split(' status=')[1].split()[0] for line in server.log().splitlines()
            if 'msg=request' in line and (' call=%s ' % name in line or ' route=%s ' % name in line)]


def test_longpolling_goes_to_chatterd_and_all_else_to_odoo(odoo, database):
    with Chatterd(database, '--proxy-mode', '--odoo', odoo.url) as engine, \
            Nginx('nginx-longpolling.conf', odoo.port, engine.port) as nginx:
        engine.database = 'chatterd'        # the caller drops it
        alice, bob = (browser(nginx, database, name) for name in ('alice', 'bob'))
        partner = bob.call('res.users', 'read', [bob.info['uid']], ['partner_id'])[0]['partner_id'][0]
        channel = alice.call('mail.channel', 'channel_get', [partner])
        last = max([notice['id'] for notice in bob.poll(peek=True)['notifications']], default=0)
        heard = []
        poll = threading.Thread(target=lambda: heard.extend(bob.poll(last=last)))
        poll.start()
        wait_for(lambda: 'chatterd_parked_polls 1' in engine_metrics(engine) or heard)
        alice.call('mail.channel', 'message_post', channel['id'], body='by nginx', message_type='comment', subtype='mail.mt_comment')
        poll.join(PATIENCE)
        assert heard, 'nothing was delivered'
        assert calls(odoo, 'mail.channel.message_post') == ['200'] and not calls(engine, 'mail.channel.message_post')


def test_discuss_goes_to_chatterd_what_it_declines_to_odoo(odoo, database):
    with Chatterd(database, '--proxy-mode', '--odoo', odoo.url) as engine, Nginx('nginx-discuss.conf', odoo.port, engine.port) as nginx:
        engine.database = 'chatterd'
        alice = browser(nginx, database, 'alice')
        before = len(calls(odoo, '/mail/init_messaging'))
        alice.json('/mail/init_messaging')
        assert calls(engine, '/mail/init_messaging') == ['200'] and len(calls(odoo, '/mail/init_messaging')) == before

        channel = alice.call('mail.channel', 'channel_create', 'gateway', 'public')['id']
        post = lambda body: alice.call('mail.channel', 'message_post', channel, body=body,  # noqa: E731
                                            message_type='comment', subtype='mail.mt_comment')
        post('one')
        assert calls(engine, 'mail.channel.message_post') == ['200']

        # kept in Odoo: the engine declines, and a body of megabytes arrives whole
        admin = browser(nginx, database, 'admin')
        admin.call('ir.config_parameter', 'set_param', 'mail_chatterd.kept', json.dumps(['mail.channel.message_post']))
        already = len(calls(odoo, 'mail.channel.message_post'))
        large = '<p>%s</p>' % ('long ' * 400000)
        message = post(large)
        assert calls(engine, 'mail.channel.message_post') == ['200', '421']
        assert calls(odoo, 'mail.channel.message_post')[already:] == ['200']
        stored = alice.call('mail.message', 'read', [message], ['body'])[0]['body']
        assert stored == large, (len(stored), len(large))
        admin.call('ir.config_parameter', 'set_param', 'mail_chatterd.kept', False)

        # an error that Odoo would raise as well comes from the engine
        try:
            alice.call('mail.channel', 'message_post', 987654, body='x')
            raise AssertionError('posted into nothing')
        except RpcError as error:
            assert error.error['data']['name'] in ('odoo.exceptions.MissingError', 'odoo.exceptions.AccessError'), error.error

        # who is logged out of Odoo is so here within seconds
        alice.json('/web/session/destroy')
        deadline = time.time() + PATIENCE
        while True:
            try:
                alice.json('/mail/init_messaging')
            except RpcError as error:
                assert error.error['code'] == 100, error.error
                break
            assert time.time() < deadline
            time.sleep(0.2)


def test_a_dead_chatterd_costs_speed_and_no_message(odoo, database):
    engine = Chatterd(database, '--proxy-mode', '--odoo', odoo.url)
    port = engine.port
    with Nginx('nginx-discuss.conf', odoo.port, port) as nginx:
        alice = browser(nginx, database, 'alice')
        channel = alice.call('mail.channel', 'channel_create', 'survivors', 'public')['id']
        posted, failures, stop = [], [], threading.Event()

        def post():
            number = 0
            while not stop.is_set():
                number += 1
                body = 'message %d' % number
                try:
                    posted.append((body, alice.call('mail.channel', 'message_post', channel, body=body, message_type='comment',
                                                         subtype='mail.mt_comment')))
                except urllib.error.HTTPError as error:
                    assert error.code == 502, error
                    failures.append(body)       # cut off while it was being answered: the browser is told so

        writer = threading.Thread(target=post)
        writer.start()
        wait_for(lambda: len(posted) > 20)
        engine.process.kill()
        engine.process.wait()
        count = len(posted)
        wait_for(lambda: len(posted) > count + 20)
        alice.json('/mail/init_messaging')
        assert calls(odoo, 'mail.channel.message_post'), 'Odoo has not taken over'
        again = subprocess.Popen(engine.process.args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(engine.err, 'w'),
                                 env=cluster.environment())
        try:
            wait_for(lambda: calls(engine, 'mail.channel.message_post'))
            stop.set()
            writer.join(PATIENCE)
            rows = cluster.sql("SELECT body FROM mail_message WHERE model = 'mail.channel' AND res_id = %d AND body LIKE "
                               "'%%message%%'" % channel, database)
            stored = [body.replace('<p>', '').replace('</p>', '') for body, in rows]
            assert len(stored) == len(set(stored)), 'doubled'
            assert not {body for body, _ in posted} - set(stored), 'lost'
            assert set(stored) - {body for body, _ in posted} <= set(failures)
            assert len(failures) <= 1, failures
            print('%d posts, %d cut off by the kill' % (len(posted), len(failures)))
        finally:
            stop.set()
            again.terminate()
            again.wait()
            shutil.rmtree(engine.data, ignore_errors=True)


def engine_metrics(engine):
    with urllib.request.urlopen(engine.url + '/metrics', timeout=PATIENCE) as answer:
        return answer.read().decode()


def wait_for(condition):
    deadline = time.time() + PATIENCE
    while not condition():
        assert time.time() < deadline, 'waited too long'
        time.sleep(0.02)


with Chatterd(new_database('nginx'), '--proxy-mode') as odoo_server:
    for test in (test_longpolling_goes_to_chatterd_and_all_else_to_odoo, test_discuss_goes_to_chatterd_what_it_declines_to_odoo,
                 test_a_dead_chatterd_costs_speed_and_no_message):
        test(odoo_server, odoo_server.database)
        print('ok: ' + test.__name__)
