"""A journey through the page in Debian's Chromium: browser_test.py NAME runs journeys/NAME.mjs on a server of its own.

The journey asks for things by lines that begin with "@" and reads the answer as a line of JSON: @kill (as kill -9), @stop, @start,
@sql TEXT (its rows), @log."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from chatterd import PROGRAM, Chatterd, cluster, cluster_files, new_database, skip  # noqa: E402
from world import recorded  # noqa: E402

name = sys.argv[1]
journey = HERE / 'journeys' / (name + '.mjs')
first_lines = journey.read_text()[:400]
if not shutil.which('node'):
    skip('node is not installed')
if not (HERE / 'node_modules' / 'playwright-core').exists():
    skip('playwright-core is not there: `npm ci` in tests/web installs it')
browser = next((path for path in ('/usr/bin/chromium', '/usr/bin/chromium-browser') if pathlib.Path(path).exists()), None)
if not browser:
    skip('there is no Chromium: tests/install-packages --tests installs it')


def restart(server):
    port = server.port
    server.process.wait()
    words = list(server.process.args)
    with open(server.out, 'a') as out, open(server.err, 'a') as err:
        server.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=cluster.environment())
    assert port == server.port
    server.wait_until_ready()


def answer(server, command, rest):
    if command == 'kill':
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
    elif command == 'stop':
        server.process.send_signal(signal.SIGTERM)
        server.process.wait()
    elif command == 'start':
        restart(server)
    elif command == 'sql':
        return cluster.sql(rest, server.database)
    elif command == 'log':
        return server.log()
    else:
        raise ValueError(command)
    return True


def with_livechat():
    """A database as `chatterd init --demo --with im_livechat` makes it; its name."""
    made = 'web_livechat_%d' % os.getpid()
    cluster.sql('CREATE DATABASE %s TEMPLATE template0' % made)
    with tempfile.TemporaryDirectory(prefix='chatterd-livechat-') as files:
        done = subprocess.run([str(PROGRAM), 'init', '--database', cluster.dsn(made), '--demo', '--with', 'im_livechat', '--admin-password', 'admin',
                               '--filestore', files], env=cluster.environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert '/im_livechat/loader/1' in done.stdout, done.stdout
    return made


def start():
    database = 'web_' + name.replace('-', '_')
    if name == 'livechat':
        return Chatterd(with_livechat())
    if name != 'attached':
        return Chatterd(new_database(database))
    # an Odoo's own database, with the files that belong to it
    template, files = recorded()
    database = new_database(database, lambda: template)
    shutil.copytree(files, cluster_files(database), dirs_exist_ok=True)
    return Chatterd(database, '--filestore', str(cluster_files(database)))


with start() as server:
    node = subprocess.Popen(['node', str(journey), server.url, server.database, browser], cwd=HERE, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True, bufsize=1)
    try:
        for line in node.stdout:
            if not line.startswith('@'):
                print(line, end='', flush=True)
                continue
            command, _, rest = line[1:].rstrip('\n').partition(' ')
            node.stdin.write(json.dumps(answer(server, command, json.loads(rest) if rest else '')) + '\n')
            node.stdin.flush()
        status = node.wait()
    finally:
        node.kill()
        if name == 'attached':
            shutil.rmtree(cluster_files(server.database), ignore_errors=True)
    assert status == 0, 'the journey ended with status %d' % status
