"""Two databases in a stock Odoo, and in an engine: who has said nothing, says it in the address, logs in here and there, comes to
another host or names what is not there, gets the same answers.

    ODOO_HOME=/path/to/odoo13 databases_beside_odoo_test.py
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from odoo import Engine, Odoo, environment, need_odoo  # noqa: E402
from visitor import Visitor  # noqa: E402

need_odoo()


class Asking:
    """What a visitor of either server does, and what came of it."""

    def __init__(self, port, host='localhost'):
        self.visitor, self.port = Visitor(port, host), str(port)

    def page(self, path):
        status, headers, _text = self.visitor.get(path)
        return status, (headers['Location'] or '').replace(self.port, 'PORT')

    def session(self):
        return self.told(self.visitor.json('/web/session/get_session_info'))

    def json(self, path, params=None):
        return self.told(self.visitor.json(path, params))

    def rpc(self, service, method, *args):
        return self.told(self.visitor.rpc(service, method, *args))

    def log_in(self, database, password='admin'):
        return self.told(self.visitor.log_in(database, 'admin', password))

    @staticmethod
    def told(answer):
        if not isinstance(answer, dict):
            return answer
        if 'error' in answer:
            data = answer['error'].get('data') or {}
            # libpq's newer releases begin with the address
            _address, fatal, reason = (data.get('message') or '').rpartition('FATAL:')
            return answer['error']['code'], data.get('name'), fatal + reason
        return {key: answer.get(key) for key in ('db', 'uid', 'server_serie')}


def nothing_said(asking, first, second):
    yield from (asking.page(path) for path in ('/web', '/web?db=nowhere', '/web?db=', '/web/image/1', '/web/content/1', '/mail/view'))
    yield from (asking.json(path) for path in ('/web/database/list', '/web/webclient/version_info', '/web/session/get_session_info',
                                               '/web/session/check', '/web/session/modules', '/mail/init_messaging',
                                               '/web/session/destroy', '/nowhere'))
    yield asking.json('/longpolling/poll', {'channels': [], 'last': 0})
    yield asking.json('/web/dataset/call_kw', {'model': 'res.users', 'method': 'read', 'args': [[2], ['login']], 'kwargs': {}})


def said_in_the_address(asking, first, second):
    yield asking.page('/web?db=' + second)
    yield asking.json('/mail/init_messaging')
    yield asking.session()
    yield asking.json('/longpolling/poll', {'channels': ['x'], 'last': 0, 'options': {'peek': True}})
    yield asking.page('/web/login?db=' + first)
    yield asking.session()


def logged_in(asking, first, second):
    yield asking.log_in('nowhere')
    yield asking.log_in(first, 'wrong')
    yield asking.log_in(first)
    yield asking.session()
    yield asking.json('/web/dataset/call_kw', {'model': 'res.users', 'method': 'search_count', 'args': [[]], 'kwargs': {}})
    yield asking.page('/web?db=' + second)
    yield asking.session()
    yield asking.page('/web?db=' + second)
    yield asking.log_in(second)
    yield asking.log_in(first)
    yield asking.session()
    yield asking.page('/web/session/logout')
    yield asking.session()
    yield asking.json('/mail/init_messaging')


def named_in_calls(asking, first, second):
    yield from (asking.rpc('db', 'db_exist', name) for name in (first, second, 'nowhere'))
    yield from (asking.rpc('common', 'login', name, 'admin', 'admin') for name in (first, second, 'nowhere', 7, False))
    yield from (asking.rpc('common', 'authenticate', name, 'admin', password, {}) for name in (first, 'nowhere') for password in ('admin', 'x'))
    yield from (asking.rpc('object', 'execute', name, 2, 'admin', 'res.users', 'search_count', []) for name in (first, second, 'nowhere'))


def listed(asking, first, second):
    yield asking.rpc('db', 'list')


def from_another_host(asking, first, second):
    yield asking.json('/web/database/list')
    yield asking.session()
    yield asking.json('/mail/init_messaging')
    yield asking.log_in(second)
    yield asking.session()
    yield asking.log_in(first)
    yield asking.session()
    yield asking.page('/web/session/logout')
    yield asking.session()


def compare(scene, odoo, engine, names, host='localhost'):
    differing = 0
    for step, (stock, ours) in enumerate(zip(scene(Asking(odoo.port, host), *names), scene(Asking(engine.port, host), *names))):
        if stock != ours:
            differing += 1
            print('%s, step %d at %s:\n  stock    %s\n  chatterd %s' % (scene.__name__, step, host, stock, ours))
    return differing


def main():
    state = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-databases-'))
    names = ['several%d_%d' % (number, os.getpid()) for number in (1, 2)]
    both = ','.join(names)
    try:
        subprocess.run(['createdb', '-E', 'UTF8', '-T', 'template0', names[0]], env=environment, check=True)
        Odoo(names[0], state, '--no-http', '--stop-after-init', '-i', 'mail', wait=False).finish()
        subprocess.run(['createdb', '-T', names[0], names[1]], env=environment, check=True)
        shutil.copytree(state / 'data' / 'filestore' / names[0], state / 'data' / 'filestore' / names[1])
        differing = 0
        with Odoo(both, state) as odoo, Engine(both, state) as engine:
            for scene in (nothing_said, said_in_the_address, logged_in, named_in_calls, listed):
                differing += compare(scene, odoo, engine, names)
        with Odoo(both, state, '--db-filter=^%d$') as odoo, Engine(both, state, '--dbfilter', '^%d$') as engine:
            for host in (names[0] + '.example.com', 'www.%s.example.com' % names[1], names[0], 'nowhere.example.com'):
                differing += compare(from_another_host, odoo, engine, names, host)
        assert not differing, '%d answers differ' % differing
    except BaseException:
        for log in state.glob('*.log'):
            print('%s\n%s' % (log, log.read_text(errors='replace')[-2000:]))
        raise
    finally:
        for name in names:
            subprocess.run(['dropdb', '--if-exists', '--force', name], env=environment, stderr=subprocess.DEVNULL)
        shutil.rmtree(state, ignore_errors=True)


if __name__ == '__main__':
    main()
