"""Clients that hold, flood and break off, all at once, while one that is well works: it always gets its answer, and the memory stays bounded.

The crowd is a process of its own that yields to the server: it stands for other machines. The figures are printed; how long an
answer takes on a busy machine says nothing, so only that there is one is asserted.
"""
import multiprocessing
import os
import socket
import threading
import time

from people import call_body, connect, memory, status_of
from chatterd import Chatterd, Web, new_database

SECONDS = 15
BOUND = 400         # MB, whatever they do
HEAD = b'POST /web/dataset/call_kw HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'


def quietly(work):
    def run():
        while not over.is_set():
            try:
                work()
            except (OSError, ValueError):
                pass
            time.sleep(0.01)
    return run


def drip(start, more, pause=0.2):
    """Sends a beginning, and the rest a byte at a time."""
    connections = [connect(server, start) for _ in range(50)]
    while not over.is_set():
        for connection in connections:
            try:
                connection.send(more)
            except OSError:
                connections.remove(connection)
                connections.append(connect(server, start))
        time.sleep(pause)
    for connection in connections:
        connection.close()


def idle():
    connections = [connect(server) for _ in range(2000)]
    over.wait()
    for connection in connections:
        connection.close()


def half_closed():
    for data in (b'', HEAD, HEAD + b'Content-Length: 100\r\n\r\n{', b'GET /web/webclient/version_info HTTP/1.1\r\n'):
        with connect(server, data) as connection:
            connection.shutdown(socket.SHUT_WR)
            status_of(connection)


def pipelining():
    body = b'{"params": {}}'
    one = b'POST /web/webclient/version_info HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' % (len(body), body)
    with connect(server, one * 200) as connection:
        connection.settimeout(5)
        connection.recv(1000)       # and leaves the rest


def big_bodies():
    with connect(server, HEAD + b'Content-Length: %d\r\n\r\n' % (60 << 20)) as connection:
        for _ in range(60):
            connection.sendall(b'x' * (1 << 20))
        status_of(connection)


def big_bodies_of_somebody():
    cookie = [c for c in greedy_cookies if c.name == 'session_id'][0].value.encode()
    with connect(server, HEAD + b'Cookie: session_id=' + cookie + b'\r\nContent-Length: %d\r\n\r\n' % (100 << 20)) as connection:
        for _ in range(90):
            connection.sendall(b'x' * (1 << 20))
        time.sleep(1)               # never finished


def polls():
    web = Web(server.url, server.database, 'bob', 'bob')
    sid = [h for h in web.opener.handlers if hasattr(h, 'cookiejar')][0].cookiejar
    cookie = [c for c in sid if c.name == 'session_id'][0].value.encode()
    body = b'{"params": {"channels": [], "last": 1, "options": {}}}'
    request = (b'POST /longpolling/poll HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nCookie: session_id=' + cookie +
               b'\r\nContent-Length: %d\r\n\r\n' % len(body) + body)
    connections = [connect(server, request) for _ in range(1000)]
    over.wait()
    for connection in connections:
        connection.close()


def garbage():
    for data in (b'\x16\x03\x01' + b'\0' * 200, b'GET / HTTP/9.9\r\n\r\n', b'\r\n' * 1000, b'A' * 100000, b'GET ' + b'/' * 100000,
                 b'GET / HTTP/1.1\r\n' + b'X: y\r\n' * 10000):
        with connect(server, data) as connection:
            connection.settimeout(5)
            connection.recv(100)


def crowd():
    os.nice(10)
    threads = [threading.Thread(target=quietly(work), daemon=True) for work in
               (half_closed, pipelining, big_bodies, big_bodies, big_bodies_of_somebody, big_bodies_of_somebody, garbage)]
    threads += [threading.Thread(target=lambda: drip(b'POST / HTTP/1.1\r\nHost: x\r\nX: ', b'a'), daemon=True),
                threading.Thread(target=lambda: drip(HEAD + b'Content-Length: 100000\r\n\r\n', b' '), daemon=True),
                threading.Thread(target=idle, daemon=True), threading.Thread(target=polls, daemon=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS + 30)


with Chatterd(new_database('hostile'), '--workers', '4', '--max-memory', '256') as server:
    processes = multiprocessing.get_context('fork')
    over = processes.Event()
    greedy = Web(server.url, server.database, 'carol', 'carol')
    greedy_cookies = list([h for h in greedy.opener.handlers if hasattr(h, 'cookiejar')][0].cookiejar)
    healthy = Web(server.url, server.database, 'alice', 'alice')
    channel = healthy.call('mail.channel', 'channel_create', 'Well')['id']
    others = processes.Process(target=crowd)
    others.start()
    times, most, sent, seen = [], 0, 0, {}
    end = time.monotonic() + SECONDS
    try:
        while time.monotonic() < end:
            begun = time.monotonic()
            if sent % 5 == 0:
                healthy.call('mail.channel', 'message_post', [channel], body='well %d' % sent, message_type='comment')
            else:
                healthy.json('/mail/init_messaging')
            times.append(time.monotonic() - begun)
            sent += 1
            most = max(most, memory(server))
            if sent % 50 == 0:
                seen = {name: max(value, seen.get(name, 0)) for name, value in server.metrics('chatterd_').items()
                        if name in ('connections', 'parked_polls')}
            time.sleep(0.01)
    finally:
        over.set()
        others.join(SECONDS + 60)
        if others.is_alive():
            others.kill()
    times.sort()
    print('%d calls of a healthy client: median %.0f ms, p99 %.0f ms, slowest %.0f ms; memory %.0f MB at most; %s' % (
        len(times), 1000 * times[len(times) // 2], 1000 * times[len(times) * 99 // 100], 1000 * times[-1], most,
        dict(seen, **{name: int(value) for name, value in server.metrics('chatterd_').items() if name in ('connections_total', 'refused_total')})))
    assert seen.get('connections', 0) > 2000 and seen.get('parked_polls', 0) >= 500, 'the crowd did not come: %r' % seen
    assert most < BOUND, most
    posted = healthy.call('mail.message', 'search_count', [('res_id', '=', channel), ('model', '=', 'mail.channel'), ('message_type', '=', 'comment')])
    assert posted == (sent + 4) // 5, (posted, sent)
