"""What the Python tests share: a private PostgreSQL, a running chatterd, a small JSON client. Standard library only.

    with Chatterd(new_database('mine')) as server:        # a fresh chatterd database with the demo people
        alice = Web(server.url, server.database, 'alice', 'alice')
        alice.call('mail.channel', 'channel_create', 'cellar')

One cluster serves all tests of a source tree; the ctest fixture `cluster` starts and stops it (cluster.py). Its folder stays
in the temporary folder, so that the next run finds the restored templates there.
"""
import atexit
import fcntl
import hashlib
import http.cookiejar
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get('CHATTERD_PROGRAM') or SOURCE / 'build' / 'chatterd')
# What may lie beside the project: the database of a stock Odoo 13, as it was recorded (world.py).
CONFORMANCE = pathlib.Path(os.environ.get('CHATTERD_CONFORMANCE') or SOURCE.parent / 'shared' / 'conformance')
SKIPPED = 77        # ctest's SKIP_RETURN_CODE
# A sanitizer build on a busy machine takes its time.
PATIENCE = 120


def skip(reason):
    print('skipped: ' + reason)
    sys.exit(SKIPPED)


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Cluster:
    """PostgreSQL in a folder of the temporary folder, on a unix socket; root runs it as the account postgres."""

    def __init__(self):
        self.account = pwd.getpwnam('postgres') if os.geteuid() == 0 else None
        # A socket path holds 107 characters, and root's folders are closed to the account: so not in the build tree.
        name = 'chatterd-test-%d' % os.geteuid()
        tree = hashlib.sha1(str(SOURCE).encode()).hexdigest()[:8]
        self.folder = pathlib.Path(tempfile.gettempdir()) / name / ('py-' + tree)
        self.data = self.folder / 'data'

    def environment(self):
        user = self.account.pw_name if self.account else pwd.getpwuid(os.geteuid()).pw_name
        kept = {name: value for name, value in os.environ.items() if not name.startswith(('PG', 'CHATTERD_'))}
        return dict(kept, PGHOST=str(self.folder), PGUSER=user, PGPORT='5432')

    def dsn(self, database):
        return 'host=%s port=5432 user=%s dbname=%s' % (self.folder, self.environment()['PGUSER'], database)

    def program(self, name):
        versions = sorted(pathlib.Path('/usr/lib/postgresql').glob('*/bin/initdb'), key=lambda p: int(p.parts[-3]))
        return str(versions[-1].parent / name) if versions else name

    def run(self, *words, check=True):
        account = {'user': self.account.pw_uid, 'group': self.account.pw_gid, 'extra_groups': []} if self.account else {}
        done = subprocess.run(words, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, **account)
        if check and done.returncode:
            raise RuntimeError('%s:\n%s' % (' '.join(words), done.stdout))
        return done.returncode

    def locked(self):
        """A file lock against another test run on the same tree."""
        lock = open(str(self.folder) + '.lock', 'w')
        fcntl.flock(lock, fcntl.LOCK_EX)
        return lock

    def start(self):
        self.folder.parent.mkdir(exist_ok=True)
        os.chmod(self.folder.parent, 0o755)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if self.folder.stat().st_uid not in (os.geteuid(), self.account and self.account.pw_uid):
            raise RuntimeError('%s belongs to somebody else' % self.folder)
        if self.account:
            os.chown(self.folder, self.account.pw_uid, self.account.pw_gid)
        with self.locked():
            if not (self.data / 'PG_VERSION').exists():
                shutil.rmtree(self.data, ignore_errors=True)
                self.run(self.program('initdb'), '-D', str(self.data), '-E', 'UTF8', '--locale=C.UTF-8', '--auth=trust',
                         '--no-sync', '--no-instructions')
            if self.running():
                return
            # A test cluster may be lost with the power; it need not be waited for. Rows that nothing orders, such as the
            # recipients of a message, come as the plan finds them, so statistics change only when a test asks for it.
            options = ("-k %s -c listen_addresses= -c port=5432 -c fsync=off -c synchronous_commit=off -c jit=off "
                       "-c full_page_writes=off -c autovacuum=off -c max_connections=300" % self.folder)
            # The log is a file, not a pipe: the server outlives us.
            self.run(self.program('pg_ctl'), '-D', str(self.data), '-w', '-t', str(PATIENCE), '-o', options,
                     '-l', str(self.folder / 'log'), 'start')

    def running(self):
        return self.data.exists() and self.run(self.program('pg_ctl'), '-D', str(self.data), 'status', check=False) == 0

    def stop(self):
        if self.running():
            self.run(self.program('pg_ctl'), '-D', str(self.data), '-w', '-m', 'fast', 'stop')

    def sql(self, text, database='postgres'):
        """Runs it; answers the rows, a list of texts each."""
        done = subprocess.run(['psql', '-q', '-X', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', text],
                              env=self.environment(), capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError('%s: %s' % (text, done.stderr))
        return [line.split('\t') for line in done.stdout.splitlines()]

    def has(self, database):
        return bool(self.sql("SELECT 1 FROM pg_database WHERE datname = '%s'" % database))

    def drop(self, database):
        self.sql('DROP DATABASE IF EXISTS "%s" WITH (FORCE)' % database)


cluster = Cluster()


def standalone():
    """A database as `chatterd init --demo` makes it, made anew when the program changed; its name."""
    status = PROGRAM.stat()
    name = 'standalone_%x_%x' % (status.st_mtime_ns, status.st_size)
    with cluster.locked():
        if not cluster.has(name):
            for old, in cluster.sql("SELECT datname FROM pg_database WHERE datname LIKE 'standalone%'"):
                cluster.drop(old)
            cluster.drop('making')
            cluster.sql('CREATE DATABASE making TEMPLATE template0')
            filestore = cluster_files(name)
            done = subprocess.run([str(PROGRAM), 'init', '--database', cluster.dsn('making'), '--demo', '--admin-password', 'admin',
                                   '--filestore', str(filestore)], env=cluster.environment(), capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError('chatterd init: ' + done.stdout + done.stderr)
            cluster.sql('ALTER DATABASE making RENAME TO "%s"' % name)
    return name


def cluster_files(name):
    """Where the attachments of the template `name` are."""
    folder = cluster.folder.parent / ('files-' + cluster.folder.name) / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def new_database(name, of=standalone):
    """A copy of a template for this test alone; its name."""
    name = '%s_%d' % (name, os.getpid())
    cluster.drop(name)
    cluster.sql('CREATE DATABASE "%s" TEMPLATE "%s"' % (name, of()))
    return name


def wait_for_health(url, process):
    """Until the server answers; kills one that does not, or has ended."""
    deadline = time.time() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(url + '/healthz', timeout=5).close()
            return
        except (OSError, urllib.error.URLError):
            if process.poll() is not None or time.time() > deadline:
                process.kill()
                raise RuntimeError('chatterd did not start') from None
            time.sleep(0.01)


class Chatterd:
    """`chatterd serve` on a database of the cluster, or with its own private one (database=None)."""

    def __init__(self, database='', *options, data=None, wait=True, program=None, environment=None, port=None):
        self.database = 'chatterd' if database is None else database
        self.own_data = data is None
        self.data = pathlib.Path(data or tempfile.mkdtemp(prefix='chatterd-data-'))
        if self.own_data:
            atexit.register(shutil.rmtree, self.data, ignore_errors=True)
        if database is None and os.geteuid() == 0:
            os.chmod(self.data, 0o711)      # PostgreSQL's account must reach its cluster
        self.port = port or free_port()
        self.url = 'http://127.0.0.1:%d' % self.port
        words = [str(program or PROGRAM), 'serve', '--listen', '127.0.0.1:%d' % self.port, '--data', str(self.data)]
        if database is not None:
            words += ['--database', cluster.dsn(database)]
        self.out, self.err = self.data / 'out.txt', self.data / 'log.txt'
        with open(self.out, 'w') as out, open(self.err, 'w') as err:
            self.process = subprocess.Popen(words + list(options), stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                            env=dict(cluster.environment(), **(environment or {})))
        atexit.register(self.stop)      # whatever becomes of the test; before its folder goes
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self):
        try:
            wait_for_health(self.url, self.process)
        except RuntimeError as error:
            raise RuntimeError('%s:\n%s%s' % (error, self.out.read_text(), self.err.read_text())) from None

    def log(self):
        return self.err.read_text()

    def statements(self, call):
        """The statement counts of the requests so far whose log line names this call, in order."""
        found = re.findall(r'msg=request .*?call="?%s"? .*?statements=(\d+)' % re.escape(call), self.log())
        return [int(number) for number in found]

    def metrics(self, prefix):
        """The counters of /metrics without labels whose names begin so, by the rest of their names."""
        with urllib.request.urlopen(self.url + '/metrics', timeout=30) as reply:
            found = re.findall(r'^%s(\w+) (\S+)$' % re.escape(prefix), reply.read().decode(), re.M)
        return {name: float(value) for name, value in found}

    def stop(self):
        atexit.unregister(self.stop)
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, kind, *rest):
        status = self.stop()
        if kind or status:
            print('---- the end of the server\'s log\n' + self.log()[-3000:])
        if self.own_data:
            shutil.rmtree(self.data, ignore_errors=True)
        if self.database != 'chatterd':
            cluster.drop(self.database)
        if status and not kind:
            raise RuntimeError('chatterd ended with status %d' % status)


class RpcError(Exception):
    """The error object of a JSON-RPC answer."""

    def __init__(self, error):
        super().__init__('%s: %s' % (error.get('message'), (error.get('data') or {}).get('message')))
        self.error = error


class Web:
    """A web session as a browser has it: cookies and JSON routes."""

    def __init__(self, url, database, login=None, password=None, *handlers):
        self.url, self.database = url, database
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar), *handlers)
        self.info = None
        if login:
            self.info = self.json('/web/session/authenticate', {'db': database, 'login': login, 'password': password})

    def json(self, path, params=None, timeout=PATIENCE):
        body = json.dumps({'jsonrpc': '2.0', 'method': 'call', 'id': 1, 'params': params or {}}).encode()
        request = urllib.request.Request(self.url + path, body, {'Content-Type': 'application/json'})
        with self.opener.open(request, timeout=timeout) as reply:
            answer = json.loads(reply.read())
        if 'error' in answer:
            raise RpcError(answer['error'])
        return answer.get('result')

    def call(self, model, method, *args, **kwargs):
        return self.json('/web/dataset/call_kw/%s/%s' % (model, method),
                         {'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs})

    def poll(self, channels=(), last=0, timeout=PATIENCE, **options):
        return self.json('/longpolling/poll', {'channels': list(channels), 'last': last, 'options': options}, timeout)
