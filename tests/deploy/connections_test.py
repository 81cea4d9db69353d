"""The ways to a database that administrators use: passwords in files and services, which `ps` does not show, names in
pg_stat_activity, and pgbouncer, which must keep sessions."""
import json
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from chatterd import PROGRAM, Chatterd, Cluster, Web, cluster, free_port, standalone  # noqa: E402

PASSWORD = "s3cr3t'pass"
QUOTED = PASSWORD.replace("'", "\\'")
PGBOUNCER = shutil.which('pgbouncer', path='/usr/sbin:/usr/bin')


class Guarded(Cluster):
    """A cluster that asks the role `chat` for a password, also on its socket."""

    def __init__(self):
        super().__init__()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-guarded-'))
        self.data = self.folder / 'data'
        os.chmod(self.folder, 0o755)

    def fill(self):
        self.start()
        self.sql("CREATE ROLE chat LOGIN SUPERUSER PASSWORD '%s'" % PASSWORD.replace("'", "''"))
        self.sql('CREATE DATABASE guarded TEMPLATE template0')
        dump = subprocess.run(['pg_dump', '-d', standalone()], env=cluster.environment(), capture_output=True, check=True).stdout
        subprocess.run(['psql', '-q', '-X', '-d', 'guarded'], input=dump, env=self.environment(), stdout=subprocess.DEVNULL, check=True)
        rules = self.data / 'pg_hba.conf'
        rules.write_text('local all chat scram-sha-256\n' + rules.read_text())
        self.sql('SELECT pg_reload_conf()')

    def dsn(self, more=''):
        return 'host=%s port=5432 user=chat dbname=guarded %s' % (self.folder, more)

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def people_talk(server):
    """A post reaches a poll: reading, writing and both ends of the bus work."""
    alice, bob = (Web(server.url, 'guarded', name, name) for name in ('alice', 'bob'))
    channel = alice.call('mail.channel', 'channel_create', 'Talk', 'public')['id']
    bob.call('mail.channel', 'channel_join_and_get_info', [channel])
    last = max([0] + [row['id'] for row in bob.poll([], 0)])
    heard = []
    thread = threading.Thread(target=lambda: heard.extend(bob.poll([], last)))
    thread.start()
    alice.call('mail.channel', 'message_post', [channel], body='are you there?', message_type='comment', subtype='mail.mt_comment')
    thread.join(60)
    assert 'are you there?' in str(heard), heard
    return channel


def wait_for(what, condition):
    end = time.time() + 60
    while not condition():
        assert time.time() < end, what
        time.sleep(0.05)


def names(own):
    return {name for name, in own.sql("SELECT DISTINCT application_name FROM pg_stat_activity WHERE usename = 'chat'")}


def passwords_come_from_where_libpq_looks(own, folder):
    lines = folder / 'passwords'
    lines.write_text('*:*:*:chat:%s\n' % PASSWORD.replace('\\', '\\\\'))
    lines.chmod(0o600)
    home = folder / 'home'
    home.mkdir()
    shutil.copy(lines, home / '.pgpass')
    services = folder / 'services'
    services.write_text('[talk]\nhost=%s\nport=5432\nuser=chat\ndbname=guarded\npassword=%s\n' % (own.folder, PASSWORD))
    for kind, dsn, more in (('passfile', own.dsn('passfile=%s' % lines), {}), ('.pgpass', own.dsn(), {'HOME': str(home)}),
                            ('service', 'service=talk', {'PGSERVICEFILE': str(services)})):
        server = Chatterd(None, '--database', dsn, environment=more)
        try:
            people_talk(server)
            wait_for(kind, lambda: {'chatterd worker guarded', 'chatterd notify guarded', 'chatterd listen guarded'} <= names(own))
        finally:
            assert server.stop() == 0, server.log()
        print('    %s: posts and polls' % kind)
    server = Chatterd(None, '--database', own.dsn("passfile=%s application_name='ours'" % lines))
    try:
        people_talk(server)
        assert names(own) == {'ours'}, names(own)
    finally:
        server.stop()


def ps_shows_no_password(own):
    uri = 'postgresql://chat:%s@/guarded?host=%s' % (PASSWORD.replace("'", '%27'), own.folder)
    for dsn in (own.dsn("password='%s'" % QUOTED), own.dsn("password = s3cr3t\\'pass"), uri, uri.replace('chat:s3cr3t%27pass@', '')
                + '&user=chat&password=s3cr3t%27pass'):
        server = Chatterd(None, '--database', dsn, '--admin-password', 's3cr3t-admin')
        try:
            people_talk(server)
            line = pathlib.Path('/proc/%d/cmdline' % server.process.pid).read_bytes()
            assert b's3cr3t' not in line and b'pass' in line and b'guarded' in line, line
            assert 's3cr3t' not in server.log() + server.out.read_text()
        finally:
            server.stop()


class Pgbouncer:
    def __init__(self, own, folder, mode, more=''):
        self.folder = folder
        self.port = free_port()
        (folder / 'users').write_text('"chat" "%s"\n' % PASSWORD)
        (folder / 'pgbouncer.ini').write_text(
            '[databases]\n* = host=%s port=5432 user=chat password=\'%s\'\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %d\n'
            'unix_socket_dir =\nauth_type = plain\nauth_file = %s/users\npool_mode = %s\ndefault_pool_size = 20\nlogfile = %s/log\n%s\n'
            % (own.folder, PASSWORD.replace("'", "''"), self.port, folder, mode, folder, more))
        account = pwd.getpwnam('postgres') if os.geteuid() == 0 else None
        if account:
            for path in [folder, *folder.iterdir()]:
                os.chown(path, account.pw_uid, account.pw_gid)
        who = {'user': account.pw_uid, 'group': account.pw_gid, 'extra_groups': []} if account else {}
        self.process = subprocess.Popen([PGBOUNCER, '-q', str(folder / 'pgbouncer.ini')], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who)

    def dsn(self):
        return "host=127.0.0.1 port=%d user=chat password='%s' dbname=guarded" % (self.port, QUOTED)

    def answers(self):
        assert self.process.poll() is None, (self.folder / 'log').read_text()
        return subprocess.run(['psql', '-X', '-c', 'SELECT 1', self.dsn()], capture_output=True).returncode == 0

    def __enter__(self):
        wait_for('pgbouncer does not answer', self.answers)
        return self

    def __exit__(self, *raised):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


def pgbouncer_must_keep_sessions(own, folder):
    if not PGBOUNCER:
        return print('    skipped: pgbouncer is not installed')
    inner = folder / 'session'
    inner.mkdir()
    with Pgbouncer(own, inner, 'session') as pooler:
        server = Chatterd(None, '--database', pooler.dsn())
        try:
            people_talk(server)
            wait_for('names', lambda: {'chatterd worker guarded', 'chatterd listen guarded'} <= names(own))
            # what the pooler loses comes back
            own.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'chat'")
            wait_for('listens again', lambda: 'chatterd listen guarded' in names(own))
            people_talk(server)
        finally:
            assert server.stop() == 0, server.log()
    for mode, more in (('transaction', ''), ('transaction', 'server_round_robin = 1'), ('statement', '')):
        inner = folder / ('%s%d' % (mode, len(more)))
        inner.mkdir()
        with Pgbouncer(own, inner, mode, more) as pooler:
            # others use it meanwhile
            busy = [subprocess.Popen(['psql', '-q', '-X', '-o', '/dev/null', pooler.dsn()], stdin=subprocess.PIPE) for _ in range(3)]
            for one in busy:
                one.stdin.write(b'SELECT pg_sleep(0.01);\n' * 1000)
                one.stdin.close()
            try:
                for command in ('serve', 'user'):
                    done = subprocess.run([str(PROGRAM), command] + (['list'] if command == 'user' else ['--listen', '127.0.0.1:0'])
                                          + ['--database', pooler.dsn(), '--data', str(folder / 'data')], capture_output=True, text=True)
                    assert done.returncode == 2 and done.stderr.count('chatterd: ') == 1, (done.returncode, done.stderr)
                    assert 'pool_mode = session' in done.stderr, done.stderr
            finally:
                for one in busy:
                    one.kill()
                    one.wait()
        print('    %s mode is refused' % mode)


def doctor_names_slow_statements(own, folder):
    lines = folder / 'passwords'

    def report():
        done = subprocess.run([str(PROGRAM), 'doctor', '--slow', '--json', '--database', own.dsn('passfile=%s' % lines)],
                              capture_output=True, text=True)
        assert done.returncode in (0, 1), done.stderr
        return [finding for finding in json.loads(done.stdout)['findings'] if finding['id'].startswith('slow')]
    found, = report()
    assert found['id'] == 'slow' and 'CREATE EXTENSION' in found['detail'], found
    own.sql('CREATE EXTENSION pg_stat_statements', 'guarded')
    found, = report()
    assert 'without its library' in found['detail'], found
    own.sql("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'")
    own.stop()
    own.start()
    own.sql('SELECT pg_sleep(0.5)', 'guarded')
    # long enough to be among the ten longest
    own.sql("SELECT count(*) FROM res_partner p, pg_class c, pg_attribute a WHERE p.name LIKE '%x%' OR a.attnum > c.relnatts", 'guarded')
    found = report()
    counted, = [finding for finding in found if 'c.relnatts' in finding['detail']]
    assert 'Scan' in counted['detail'].split('\n', 1)[1], counted
    slept, = [finding for finding in found if 'pg_sleep' in finding['detail']]
    assert 'in 1 calls' in slept['title'] and 'Scan' not in slept['detail'] and len(found) <= 10, found


def main():
    own = Guarded()
    folder = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-connections-'))
    folder.chmod(0o755)
    try:
        own.fill()
        for test, arguments in ((passwords_come_from_where_libpq_looks, (own, folder)), (ps_shows_no_password, (own,)),
                                (pgbouncer_must_keep_sessions, (own, folder)), (doctor_names_slow_statements, (own, folder))):
            print('  ' + test.__name__, flush=True)
            test(*arguments)
    finally:
        own.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
