"""Sends the steps of a conversation to a server, as one of its people: a web session (cookies) and the XML-RPC routes."""
import base64
import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
import xmlrpc.client

from terms import unpack

TIMEOUT = 90


def xml_value(value):
    """An XML-RPC answer as JSON: binaries and date-times are marked, since Odoo sends neither."""
    if isinstance(value, xmlrpc.client.Binary):
        return {'$bin': base64.b64encode(value.data).decode()}
    if isinstance(value, xmlrpc.client.DateTime):
        return {'$datetime': str(value)}
    if isinstance(value, dict):
        return {k: xml_value(v) for k, v in value.items()}
    if isinstance(value, list):
        return [xml_value(v) for v in value]
    return value


class Stay(urllib.request.HTTPRedirectHandler):
    """A redirection is an answer, not a way to go."""

    def redirect_request(self, *_):
        return None


class Client:
    """One person's connection."""

    def __init__(self, url, db, login=None, password=None):
        self.url, self.db, self.login, self.password = url.rstrip('/'), db, login, password
        self.cookies = http.cookiejar.CookieJar()
        self.opener = self._opener()
        self.uid = None
        if login:
            answer = self.json('/web/session/authenticate', {'db': db, 'login': login, 'password': password})
            self.uid = (answer.get('result') or {}).get('uid')

    def _opener(self, *handlers):
        return urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies), *handlers)

    def json(self, path, params):
        """A JSON route: {'result': …}, {'error': …}, {} when the answer has neither, or {'http': status}."""
        body = json.dumps({'jsonrpc': '2.0', 'method': 'call', 'id': 1, 'params': params}).encode()
        request = urllib.request.Request(self.url + path, body, {'Content-Type': 'application/json'})
        try:
            with self.opener.open(request, timeout=TIMEOUT) as reply:
                answer = json.loads(reply.read().decode())
        except urllib.error.HTTPError as error:
            return {'http': error.code}
        return {k: v for k, v in answer.items() if k in ('result', 'error')}

    def get(self, path):
        try:
            with self.opener.open(urllib.request.Request(self.url + path), timeout=TIMEOUT) as reply:
                body = reply.read()
                return {'http': reply.status, 'type': reply.headers.get_content_type(), 'size': len(body)}
        except urllib.error.HTTPError as error:
            return {'http': error.code}

    def http(self, method, path, body=None, headers=()):
        """Any request. JSON answers are compared whole, of others only status and content type (and redirection)."""
        request = urllib.request.Request(self.url + path, None if body is None else body.encode(), dict(headers), method=method)
        try:
            reply = self._opener(Stay).open(request, timeout=TIMEOUT)
        except urllib.error.HTTPError as error:
            reply = error
        with reply:
            answer = {'http': reply.status, 'type': reply.headers.get_content_type()}
            text = reply.read().decode('utf-8', 'replace')
            if reply.headers.get('Location'):
                answer['location'] = urllib.parse.urlsplit(reply.headers['Location']).path
            if answer['type'] == 'application/json':
                answer['json'] = json.loads(text)
            return answer

    def xml(self, service, method, args, prefix='/xmlrpc/2'):
        """A fault is told by its code and the last line of its text; of `/xmlrpc/`, the code is a text too."""
        proxy = xmlrpc.client.ServerProxy('%s%s/%s' % (self.url, prefix, service), allow_none=True)
        try:
            return {'result': xml_value(getattr(proxy, method)(*args))}
        except xmlrpc.client.Fault as fault:
            lines = str(fault.faultString).strip().splitlines()
            return {'fault': {'code': fault.faultCode, 'last_line': lines[-1] if lines else ''}}
        except xmlrpc.client.ProtocolError as error:
            return {'http': error.errcode}


def perform(client, step, known, db):
    """Sends one step; `known`, a `Matcher`, translates what was recorded into this server's terms."""
    kind = step['kind']
    if kind == 'call':
        return client.json('/web/dataset/call_kw/%s/%s' % (step['model'], step['method']), {
            'model': step['model'], 'method': step['method'],
            'args': unpack(step['args'], known), 'kwargs': unpack(step['kwargs'], known)})
    if kind == 'json':
        return client.json(step['path'], unpack(step['params'], known))
    if kind == 'xml':
        args = unpack(step['args'], known)
        if step['service'] == 'object':
            args[0:3] = [db, client.uid, client.password]
        elif args:
            args[0] = db
        return client.xml(step['service'], step['method'], args, step.get('prefix', '/xmlrpc/2'))
    if kind == 'service':       # the same services over JSON; None stands for database, user id and password
        args = unpack(step['args'], known)
        for n, own in enumerate([db, client.uid, client.password][:3 if step['service'] == 'object' else 1]):
            if n < len(args) and args[n] is None:
                args[n] = own
        return client.json('/jsonrpc', {'service': step['service'], 'method': step['method'], 'args': args})
    if kind == 'http':
        body = step.get('body')
        if 'json' in step:
            body = json.dumps(unpack(step['json'], known))
        return client.http(step['verb'], step['path'], body, step.get('headers', {}))
    if kind == 'get':
        path = step['path']
        for model, number in re.findall(r'\{([a-z.]+):(\d+)\}', path):
            path = path.replace('{%s:%s}' % (model, number), str(known.ids.get(model, {}).get(int(number), number)))
        return client.get(path)
    raise ValueError('unknown step kind %r' % kind)
