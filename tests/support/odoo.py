"""A stock Odoo 13 for the tests that want one: where ODOO_HOME names a tree, started by shared/odoo13/run-odoo.

Its PostgreSQL is the one of PGHOST, PGUSER and PGPASSWORD, by default the role `odoo` (password `odoo`) on 127.0.0.1, which
may create databases.
"""
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from chatterd import PATIENCE, PROGRAM, SOURCE, free_port, skip

ODOO_HOME = os.environ.get('ODOO_HOME')
STARTER = SOURCE.parent / 'shared' / 'odoo13' / 'run-odoo'
environment = dict({'PGHOST': '127.0.0.1', 'PGPORT': '5432', 'PGUSER': 'odoo', 'PGPASSWORD': 'odoo'}, **os.environ)


def need_odoo():
    if not ODOO_HOME:
        skip('ODOO_HOME names no Odoo 13 tree')
    if not STARTER.exists():
        skip('no %s' % STARTER)


def sql(database, text):
    """Runs it; answers the rows, a list of texts each."""
    done = subprocess.run(['psql', '-XAtq', '-F', '\t', '-d', database, '-c', text], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [line.split('\t') for line in done.stdout.splitlines()]


def wait_until_open(url, server):
    deadline = time.time() + PATIENCE
    while True:
        try:
            return urllib.request.urlopen(url, timeout=PATIENCE).close()
        except urllib.error.HTTPError:
            return None      # a refusal is an answer: the route is for POST
        except OSError:
            assert server.process.poll() is None and time.time() < deadline, 'no answer at ' + url
            time.sleep(0.1)


class Odoo:
    """A stock server on a database; its files are below the folder `state`, data/filestore/<database> among them."""

    def __init__(self, database, state, *options, wait=True):
        self.database, self.port = database, free_port()
        self.url = 'http://127.0.0.1:%d' % self.port
        self.log = state / ('odoo-%s.log' % database)
        addons = '%s/odoo/addons,%s' % (ODOO_HOME, SOURCE / 'odoo_addon')
        words = [str(STARTER), database, str(self.port), '--max-cron-threads=0', '--workers=0', '--limit-time-real=86400', '--addons-path=' + addons]
        self.process = subprocess.Popen(words + list(options), stdin=subprocess.DEVNULL, stdout=self.log.open('a'), stderr=subprocess.STDOUT,
                                        env=dict(environment, ODOO_STATE=str(state)), cwd=state)
        if wait:
            wait_until_open(self.url + '/web/webclient/version_info', self)

    def finish(self):
        """Waits for a server that ends by itself; it must have had nothing to complain of."""
        status = self.process.wait()
        assert status == 0, 'Odoo ended with %s:\n%s' % (status, self.log.read_text(errors='replace')[-3000:])
        errors = [line for line in self.log.read_text(errors='replace').splitlines() if ' ERROR ' in line]
        assert not errors, errors[:5]

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Engine:
    """chatterd on a database, or on several ("a,b", as Odoo names them), and the file store of Odoo; it can be killed and started
    again."""

    def __init__(self, database, state, *options, port=None):
        self.state = state
        port = port or free_port()
        server = 'host=%(PGHOST)s port=%(PGPORT)s user=%(PGUSER)s password=%(PGPASSWORD)s dbname=' % environment
        names = database.split(',')
        filestore = state / 'data' / 'filestore' / ('' if len(names) > 1 else database)
        self.port, self.url = port, 'http://127.0.0.1:%d' % port
        self.words = [str(PROGRAM), 'serve', '--listen', '127.0.0.1:%d' % port, '--data', str(state / 'engine'),
                      '--filestore', str(filestore)] + ['--database=' + server + name for name in names] + list(options)
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=(self.state / 'engine.log').open('a'))
        wait_until_open(self.url + '/healthz', self)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.process.terminate()
        self.process.wait()


@contextlib.contextmanager
def stock(name):
    """A stock server on a database of its own, that of the screens' tests or one with mail alone."""
    need_odoo()
    state = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-stock-'))
    database, template = '%s_%d' % (name, os.getpid()), 'chatterd_screens_template'
    try:
        if not sql('postgres', "SELECT 1 FROM pg_database WHERE datname = '%s'" % template):
            template = 'chatterd_mail_template'
            make_template(template, 'mail', state)
        subprocess.run(['createdb', '-T', template, database], env=environment, check=True)
        (state / 'data' / 'filestore' / database).mkdir(parents=True)
        with Odoo(database, state) as server:
            yield server
    finally:
        subprocess.run(['dropdb', '--if-exists', '--force', database], env=environment, stderr=subprocess.DEVNULL)
        shutil.rmtree(state, ignore_errors=True)


def make_template(name, modules, state):
    """A database in English and French that a stock Odoo makes with the modules, once: dropdb starts anew."""
    if sql('postgres', "SELECT 1 FROM pg_database WHERE datname = '%s'" % name):
        return
    making = name + '_new'
    subprocess.run(['dropdb', '--if-exists', making], env=environment, check=True)
    Odoo(making, state, '--no-http', '--stop-after-init', '-i', modules, '--load-language=en_US,fr_FR', wait=False).finish()
    sql('postgres', 'ALTER DATABASE %s RENAME TO %s' % (making, name))
    shutil.rmtree(state / 'data' / 'filestore' / making, ignore_errors=True)
