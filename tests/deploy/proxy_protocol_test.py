"""The PROXY protocol, by a real HAProxy that passes on connections: who a client is comes from their header, in both versions,
before HTTP and before TLS; of nobody else is it believed."""
import contextlib
import http.client
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from chatterd import PATIENCE, Chatterd, cluster, free_port, new_database, skip  # noqa: E402

HAPROXY = shutil.which('haproxy', path='/usr/sbin:/usr/bin:/sbin:/bin')
CLIENT = '127.0.0.7'      # no address of the proxy's
unchecked = ssl._create_unverified_context()


@contextlib.contextmanager
def haproxy(folder, bind, server):
    """With one way through it, whose port it gives."""
    port = free_port()
    (folder / 'haproxy.cfg').write_text('''
defaults
    mode tcp
    timeout connect 60s
    timeout client 600s
    timeout server 600s
    option redispatch
    retries 100
listen chat
    bind 127.0.0.1:%d %s
    server engine 127.0.0.1:%s
''' % (port, bind, server))
    process = subprocess.Popen([HAPROXY, '-q', '-db', '-f', str(folder / 'haproxy.cfg')], stdin=subprocess.DEVNULL)
    try:
        deadline = time.time() + PATIENCE
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(('127.0.0.1', port)) == 0:
                    break
            assert process.poll() is None and time.time() < deadline, 'haproxy does not start'
            time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()


def ask(server, port, tls=False):
    """Asks from CLIENT; the answer's cookie, and whose request the log says it was."""
    before = len(remotes(server))
    made = dict(source_address=(CLIENT, 0), timeout=PATIENCE)
    connection = http.client.HTTPSConnection('127.0.0.1', port, context=unchecked, **made) if tls else http.client.HTTPConnection(
        '127.0.0.1', port, **made)
    connection.request('POST', '/web/webclient/version_info', b'{}', {'Content-Type': 'application/json'})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200, answer.status
    wait_for(server, lambda: len(remotes(server)) > before)
    return answer.headers.get('Set-Cookie', ''), remotes(server)[-1]


def remotes(server):
    return re.findall(r'msg=request .*remote=(\S+)', server.log())


def wait_for(server, condition):
    deadline = time.time() + PATIENCE
    while not condition():
        assert server.process.poll() is None and time.time() < deadline, server.log()
        time.sleep(0.02)


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-haproxy-'))
    certificate, key, both = folder / 'cert.pem', folder / 'key.pem', folder / 'both.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=chat.example.com', '-keyout', str(key),
                    '-out', str(certificate)], check=True, capture_output=True)
    both.write_text(certificate.read_text() + key.read_text())
    database = new_database('proxy_protocol')
    expected = ('--proxy-protocol', '--trusted-proxies', '127.0.0.1')
    try:
        with Chatterd(database, *expected, wait=False) as server:
            wait_for(server, lambda: 'msg=serving' in server.log())
            for sending in ('send-proxy', 'send-proxy-v2', 'send-proxy-v2 check check-send-proxy inter 100ms'):
                with haproxy(folder, '', '%d %s' % (server.port, sending)) as port:
                    cookie, remote = ask(server, port)
                    assert remote == CLIENT and 'session_id' in cookie and 'Secure' not in cookie, (sending, remote, cookie)
            # the client's TLS ends in the proxy, which says so
            with haproxy(folder, 'ssl crt %s' % both, '%d send-proxy-v2-ssl' % server.port) as port:
                cookie, remote = ask(server, port, tls=True)
                assert remote == CLIENT and 'Secure' in cookie, (remote, cookie)
            # a proxy that was not told to send it
            with haproxy(folder, '', str(server.port)) as port, socket.create_connection(('127.0.0.1', port)) as plain:
                plain.sendall(b'GET /web HTTP/1.1\r\nHost: x\r\n\r\n')
                assert not received(plain)
            wait_for(server, lambda: 'no PROXY header' in server.log())
            # others than the proxy
            for header in (b'PROXY TCP4 192.0.2.7 10.0.0.1 51234 443\r\n', b'\r\n\r\n\0\r\nQUIT\n\x20\0\0\0'):
                with socket.create_connection(('127.0.0.1', server.port), source_address=(CLIENT, 0)) as claiming:
                    claiming.sendall(header + b'GET /web HTTP/1.1\r\nHost: x\r\n\r\n')
                    assert b' 400 ' in received(claiming)
            assert ask(server, server.port)[1] == CLIENT
            assert '192.0.2.7' not in server.log()
        # TLS in the engine: the header comes before it
        database = new_database('proxy_protocol')
        with Chatterd(database, *expected, '--tls-cert', str(certificate), '--tls-key', str(key), wait=False) as server:
            wait_for(server, lambda: 'msg=serving' in server.log())
            for sending in ('send-proxy', 'send-proxy-v2'):
                with haproxy(folder, '', '%d %s' % (server.port, sending)) as port:
                    cookie, remote = ask(server, port, tls=True)
                    assert remote == CLIENT and 'Secure' in cookie, (sending, remote, cookie)
            assert ask(server, server.port, tls=True)[1] == CLIENT
    finally:
        cluster.drop(database)
        shutil.rmtree(folder, ignore_errors=True)


def received(connection):
    try:
        return connection.recv(1000)
    except ConnectionError:
        return b''


if __name__ == '__main__':
    if not HAPROXY:
        skip('haproxy is not installed')
    main()
