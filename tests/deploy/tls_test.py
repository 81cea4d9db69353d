"""TLS without a proxy: people talk over it, certificates are changed without a restart, whoever vanishes is noticed. And proxies:
what they say of others is believed of those that are trusted."""
import http.cookiejar
import json
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from chatterd import PATIENCE, PROGRAM, Chatterd, Web, cluster, new_database  # noqa: E402


def certificate(folder, name):
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=' + name,
                    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', str(folder / 'key.pem'), '-out', str(folder / 'cert.pem')],
                   check=True, capture_output=True)


def wait_for(what, condition):
    end = time.time() + PATIENCE
    while not condition():
        assert time.time() < end, what
        time.sleep(0.02)


def subject(port):
    with ssl._create_unverified_context().wrap_socket(socket.create_connection(('127.0.0.1', port))) as wrapped:
        text = ssl.DER_cert_to_PEM_cert(wrapped.getpeercert(True))
        version = wrapped.version()
    shown = subprocess.run(['openssl', 'x509', '-noout', '-subject'], input=text, capture_output=True, text=True, check=True).stdout
    return shown.split('=')[-1].strip(), version


def people_talk_over_tls():
    folder = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-tls-'))
    certificate(folder, 'first')
    database = new_database('tls')
    server = Chatterd(database, '--tls-cert', str(folder / 'cert.pem'), '--tls-key', str(folder / 'key.pem'), '--metrics-listen',
                      '127.0.0.1:0', wait=False)
    try:
        wait_for('starts', lambda: 'at https://' in server.out.read_text() or server.process.poll() is not None)
        assert server.process.poll() is None, server.log()
        url = 'https://127.0.0.1:%d' % server.port
        trusted = ssl.create_default_context(cafile=str(folder / 'cert.pem'))

        def person(name):
            return Web(url, database, name, name, urllib.request.HTTPSHandler(context=trusted))
        alice, bob = person('alice'), person('bob')
        jar = next(handler.cookiejar for handler in alice.opener.handlers if isinstance(handler, urllib.request.HTTPCookieProcessor))
        assert isinstance(jar, http.cookiejar.CookieJar) and all(cookie.secure for cookie in jar), list(jar)
        channel = alice.call('mail.channel', 'channel_create', 'Safe', 'public')['id']
        bob.call('mail.channel', 'channel_join_and_get_info', [channel])
        last = max([0] + [row['id'] for row in bob.poll([], 0)])
        heard = []
        thread = threading.Thread(target=lambda: heard.extend(bob.poll([], last)))
        thread.start()
        large = 'x' * 300000    # more than a buffer, both ways
        alice.call('mail.channel', 'message_post', [channel], body='safe ' + large, message_type='comment', subtype='mail.mt_comment')
        thread.join(PATIENCE)
        assert large in str(heard), len(str(heard))
        assert 'remote=127.0.0.1' in server.log()

        # another certificate, by SIGHUP; polls go on, and files that do not fit change nothing
        name, version = subject(server.port)
        assert name == 'first' and version in ('TLSv1.2', 'TLSv1.3'), (name, version)
        certificate(folder, 'second')
        server.process.send_signal(signal.SIGHUP)
        wait_for('the second certificate', lambda: subject(server.port)[0] == 'second')
        (folder / 'cert.pem').write_text('nonsense')
        server.process.send_signal(signal.SIGHUP)
        wait_for('the refusal', lambda: 'for TLS' in server.log())
        assert subject(server.port)[0] == 'second'

        # older versions, plain HTTP, and whoever says nothing
        for attempt in (b'GET / HTTP/1.0\r\n\r\n', b'\x16\x03\x01\x00\x05hello', b''):
            with socket.create_connection(('127.0.0.1', server.port)) as plain:
                plain.sendall(attempt)
                plain.shutdown(socket.SHUT_WR)
                plain.settimeout(PATIENCE)
                try:
                    while plain.recv(1000):
                        pass
                except ConnectionError:
                    pass
        assert person_again(url, database)
    finally:
        status = server.stop()
        cluster.drop(database)
        shutil.rmtree(folder, ignore_errors=True)
    assert status == 0, server.log()


def person_again(url, database):
    return Web(url, database, 'bob', 'bob', urllib.request.HTTPSHandler(context=ssl._create_unverified_context())).info['uid']


def whoever_vanishes_is_noticed():
    folder = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-tls-'))
    certificate(folder, 'vanish')
    database = new_database('tls_gone')
    server = Chatterd(database, '--tls-cert', str(folder / 'cert.pem'), '--tls-key', str(folder / 'key.pem'), wait=False)
    try:
        wait_for('starts', lambda: 'at https://' in server.out.read_text() or server.process.poll() is not None)
        insecure = ssl._create_unverified_context()
        web = Web('https://127.0.0.1:%d' % server.port, database, 'alice', 'alice', urllib.request.HTTPSHandler(context=insecure))
        jar = next(handler.cookiejar for handler in web.opener.handlers if isinstance(handler, urllib.request.HTTPCookieProcessor))
        cookie = '; '.join('%s=%s' % (one.name, one.value) for one in jar)
        last = max([0] + [row['id'] for row in web.poll([], 0)])
        body = json.dumps({'params': {'channels': [], 'last': last}}).encode()
        wrapped = insecure.wrap_socket(socket.create_connection(('127.0.0.1', server.port)))
        wrapped.sendall(b'POST /longpolling/poll HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nCookie: %s\r\nContent-Length: %d\r\n\r\n'
                        % (cookie.encode(), len(body)) + body)

        def parked():
            with urllib.request.urlopen('https://127.0.0.1:%d/metrics' % server.port, context=insecure) as reply:
                return re.search(r'^chatterd_parked_polls (\S+)', reply.read().decode(), re.M).group(1)
        wait_for('the poll is parked', lambda: parked() == '1')
        wrapped.close()
        wait_for('the poll is gone', lambda: parked() == '0')
    finally:
        status = server.stop()
        cluster.drop(database)
        shutil.rmtree(folder, ignore_errors=True)
    assert status == 0, server.log()


def trusted_proxies_are_believed():
    database = new_database('proxies')
    headers = {'X-Forwarded-Host': 'chat.example.com', 'X-Forwarded-For': '6.6.6.6, 1.2.3.4, 127.0.0.5', 'X-Forwarded-Proto': 'https',
               'Content-Type': 'application/json'}

    def remote(*options):
        server = Chatterd(database, *options)
        try:
            request = urllib.request.Request(server.url + '/web/webclient/version_info', b'{}', headers)
            urllib.request.urlopen(request, timeout=PATIENCE).close()
            wait_for('a log line', lambda: 'version_info' in server.log())
            return re.search(r'remote=(\S+).*version_info', server.log()).group(1)
        finally:
            assert server.stop() == 0
    try:
        assert remote() == '127.0.0.1'
        assert remote('--proxy-mode') == '127.0.0.5'
        assert remote('--trusted-proxies', '10.0.0.0/8,::1') == '127.0.0.1'
        assert remote('--trusted-proxies', '127.0.0.0/8') == '1.2.3.4'
        assert remote('--trusted-proxies', '127.0.0.0/8, 1.2.0.0/16') == '6.6.6.6'
        for wrong in ('localhost', '10.0.0.0/33', '1.2.3'):
            done = subprocess.run([str(PROGRAM), 'serve', '--trusted-proxies', wrong], capture_output=True, text=True)
            assert done.returncode == 2 and 'no address or network' in done.stderr, done
        done = subprocess.run([str(PROGRAM), 'serve', '--tls-cert', 'x'], capture_output=True, text=True)
        assert done.returncode == 2 and 'tls-key' in done.stderr, done
    finally:
        cluster.drop(database)


for test in (people_talk_over_tls, whoever_vanishes_is_noticed, trusted_proxies_are_believed):
    if len(sys.argv) < 2 or test.__name__ in sys.argv[1:]:
        print('  ' + test.__name__, flush=True)
        test()
