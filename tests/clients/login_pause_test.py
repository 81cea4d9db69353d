"""After failed log-ins an account waits at the address where they failed. Nobody else does: one wrong script behind a proxy must not stop
the mail gateway; and who tries many accounts is stopped all the same."""
import pathlib
import sys
import xmlrpc.client

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd, RpcError, Web, new_database  # noqa: E402

PAUSE = 'Too many login failures, please wait a bit before trying again.'
LIMIT = 3

with Chatterd(new_database('login_pause')) as server:
    admin = Web(server.url, server.database, 'admin', 'admin')
    for key, setting in (('base.login_cooldown_after', LIMIT), ('base.login_cooldown_duration', 3600)):
        admin.call('ir.config_parameter', 'set_param', key, str(setting))
    for login in ('gateway', 'script', 'late', 'another'):
        admin.call('res.users', 'create', {'name': login, 'login': login, 'email': login + '@example.com', 'password': login}, context={'no_reset_password': True})
    ids = {row['login']: row['id'] for row in admin.call('res.users', 'search_read', [], ['login'])}
    common, remote = [xmlrpc.client.ServerProxy(server.url + '/xmlrpc/2/' + service) for service in ('common', 'object')]

    def call(login, password=None):
        """What the caller is told: an answer, or the text of the refusal."""
        try:
            return remote.execute_kw(server.database, ids[login], password or login, 'res.users', 'read', [[ids[login]]], {'fields': ['login']})[0]['login']
        except xmlrpc.client.Fault as fault:
            assert fault.faultCode == 3, fault
            return fault.faultString

    def log_in(login, password=None):
        return common.login(server.database, login, password or login)

    def web_log_in(login, password=None):
        try:
            Web(server.url, server.database, login, password or login)
            return 'in'
        except RpcError as error:
            return error.error['data']['message']

    # an account is stopped after its failures, in calls and in log-ins, with the right password too, which nobody has seen there yet
    assert [call('script', 'wrong') for _ in range(LIMIT)] == ['Access denied'] * LIMIT, call('script', 'wrong')
    assert call('script') == PAUSE, call('script')
    assert [log_in('script', 'wrong') for _ in range(LIMIT)] == [False] * LIMIT
    assert log_in('script') is False and web_log_in('script') == PAUSE
    # others at the same address are not
    assert call('gateway') == 'gateway' and log_in('gateway') == ids['gateway'] and web_log_in('gateway') == 'in'
    # a caller whose password is known passes, whatever others try with his name
    assert [call('gateway', 'guess %d' % number) for number in range(LIMIT + 2)] == ['Access denied'] * LIMIT + [PAUSE] * 2
    assert call('gateway') == 'gateway'
    # a success forgets the failures
    assert [call('late', 'wrong') for _ in range(LIMIT - 1)] == ['Access denied'] * (LIMIT - 1)
    assert call('late') == 'late'
    assert [call('late', 'wrong') for _ in range(LIMIT - 1)] == ['Access denied'] * (LIMIT - 1)
    assert log_in('late') == ids['late']
    # who tries one name after the other is stopped by the sum; who has been there before is not
    refused = [web_log_in('nobody %d' % number, 'x') for number in range(10 * LIMIT + 1)]
    assert PAUSE in refused and refused[0] != PAUSE, refused
    assert web_log_in('another') == PAUSE
    assert log_in('late') == ids['late'] and call('late') == 'late' and web_log_in('gateway') == 'in'
    # the limit 0 stops nobody
    admin.call('ir.config_parameter', 'set_param', 'base.login_cooldown_after', '0')
    assert web_log_in('another') == 'in' and log_in('script') == ids['script']
