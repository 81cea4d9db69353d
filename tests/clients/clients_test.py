"""One client does the main job against chatterd: `clients_test.py xmlrpc|odoorpc|curl|NPM-PACKAGE`."""
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'support')]
from chatterd import Chatterd, new_database, skip  # noqa: E402
from python_clients import CLIENTS  # noqa: E402

client = sys.argv[1]
if client not in CLIENTS and not shutil.which('node'):
    skip('node is not installed')
if client not in CLIENTS and not (HERE / 'node_modules' / client).exists():
    skip('%s is not there: `npm ci` in tests/clients installs it' % client)
with Chatterd(new_database('clients')) as server:
    if client in CLIENTS:
        print('%s: channel %d, message %d' % (client, *CLIENTS[client](server.url, server.database)))
    else:
        done = subprocess.run(['node', str(HERE / 'npm_clients.mjs'), client, server.url, server.database])
        assert done.returncode == 0, client
    errors = [line for line in server.log().splitlines() if 'level=error' in line and 'no_such_method' not in line]
    assert not errors, errors
