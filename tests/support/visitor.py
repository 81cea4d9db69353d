"""A client that says which host it means, keeps its cookie and follows nothing."""
import http.client
import json

from chatterd import PATIENCE


class Visitor:
    def __init__(self, port, host='localhost'):
        self.port, self.host, self.cookie = port, host, None

    def send(self, method, path, body=None):
        """(status, headers, text)"""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=PATIENCE)
        headers = {'Host': '%s:%d' % (self.host, self.port)}
        if self.cookie:
            headers['Cookie'] = 'session_id=' + self.cookie
        if body is not None:
            headers['Content-Type'] = 'application/json'
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        text = reply.read().decode()
        for name, value in reply.getheaders():
            if name == 'Set-Cookie' and value.startswith('session_id='):
                self.cookie = value.partition(';')[0].partition('=')[2]
        connection.close()
        return reply.status, reply.headers, text

    def get(self, path):
        return self.send('GET', path)

    def json(self, path, params=None):
        """The result, or the error as {'error': …}."""
        answer = json.loads(self.send('POST', path, json.dumps({'jsonrpc': '2.0', 'id': 1, 'params': params or {}}))[2])
        return {'error': answer['error']} if 'error' in answer else answer.get('result')

    def rpc(self, service, method, *args):
        return self.json('/jsonrpc', {'service': service, 'method': method, 'args': list(args)})

    def log_in(self, database, login='alice', password=None):
        return self.json('/web/session/authenticate', {'db': database, 'login': login, 'password': password or login})

    def whereabouts(self):
        """The database of the session, as the server says; None of nobody's."""
        return self.json('/web/session/get_session_info').get('db')
