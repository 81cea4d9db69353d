"""Clients that the registries have, in their own languages, do the same things and must be told the same.

    peers_test.py PEER [--stock]

With --stock the server is a stock Odoo 13 (ODOO_HOME, as in tests/support/odoo.py). Each program gets URL DATABASE LOGIN PASSWORD NAME, where log-in, password and name have emoji and accents, and prints what it was told as
key=value: version, uid, denied (a wrong password), name, color (the largest int), negative, latitude (a double), flag (true), none (a
many2one that is not set), date (sent as a date-time), bytes (all 256 sent as base64 and read back), nil (sent where the client can),
message (a message's record), fault, missing and access (fault codes of XML-RPC; over JSON-RPC what says the same), order (the keys of a row). What a client cannot do it leaves out;
the list of what each can is here, so that nothing is left out by chance."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from chatterd import Chatterd, Web, new_database, skip  # noqa: E402
from odoo import stock  # noqa: E402

NAME = 'Peer 😀 é漢 & <b> "c" \'d\''
LOGIN, PASSWORD = 'peer-é@example.com', 'pass 😀 é漢 &<>'
EVERY = {'version': '13.0', 'denied': 'false', 'name': NAME, 'color': '2147483647', 'negative': '-5', 'latitude': '1.5', 'flag': 'true', 'none': 'false',
         'date': '2020-01-31', 'bytes': 'same', 'message': NAME, 'fault': '1', 'missing': '2', 'access': '3'}
OPTIONAL = {'nil': 'false', 'order': 'id,name,color,partner_latitude,is_company,parent_id,date'}


def interpreter(program, check, package):
    """The command, or a skip that names the package."""
    if not shutil.which(program):
        skip('no %s: apt-get install %s' % (program, package))
    if subprocess.run([program] + check, capture_output=True).returncode:
        skip('%s cannot load it: apt-get install %s' % (program, package))
    return program


def php(folder):
    return [interpreter('php', ['-r', 'exit(function_exists("xmlrpc_encode_request") ? 0 : 1);'], 'php-cli php-xmlrpc'), HERE / 'peer.php']


def ruby(folder):
    return [interpreter('ruby', ['-e', 'require "xmlrpc/client"'], 'ruby ruby-xmlrpc'), HERE / 'peer.rb']


def rpc_xml(folder):
    return [interpreter('perl', ['-MRPC::XML::Client', '-e', '1'], 'librpc-xml-perl'), HERE / 'peer.pl']


def xmlrpc_lite(folder):
    return [interpreter('perl', ['-MXMLRPC::Lite', '-e', '1'], 'libxmlrpc-lite-perl'), HERE / 'peer_lite.pl']


def xmlrpc_c(folder):
    """xmlrpc-c knows no character beyond U+FFFF: its own check refuses an emoji, to send and to read. It gets names without."""
    if not shutil.which('g++'):
        skip('no g++')
    program = folder / 'xmlrpc_c'
    built = subprocess.run(['g++', '-std=c++20', str(HERE / 'xmlrpc_c.cpp'), '-o', str(program), '-lxmlrpc_client', '-lxmlrpc', '-lxmlrpc_util'],
                           capture_output=True, text=True)
    if built.returncode:
        skip('xmlrpc-c has no client here: apt-get install libxmlrpc-core-c3-dev\n' + built.stderr[:500])
    return [program]


def java(folder):
    """aXMLRPC. Its rows are hash maps: they have no order."""
    library = pathlib.Path('/usr/share/java/axmlrpc.jar')
    if not shutil.which('javac') or not shutil.which('java'):
        skip('no javac: apt-get install default-jdk-headless')
    if not library.exists():
        skip('no %s: apt-get install libaxmlrpc-java' % library)
    subprocess.run(['javac', '-cp', str(library), '-d', str(folder), str(HERE / 'Peer.java')], check=True)
    return ['java', '-cp', '%s:%s' % (library, folder), 'Peer']


def tcl(folder):
    return [interpreter('tclsh', [str(HERE / 'peer.tcl'), '--check'], 'tcl tcllib'), HERE / 'peer.tcl']


def go(folder):
    """The standard library. The compiler wants a home and a cache."""
    if not shutil.which('go'):
        skip('no go: apt-get install golang-go')
    program = folder / 'peer'
    subprocess.run(['go', 'build', '-o', str(program), str(HERE / 'peer.go')], check=True,
                   env={'PATH': '/usr/bin:/bin', 'HOME': str(folder), 'GOCACHE': str(folder / 'cache'), 'GO111MODULE': 'off', 'CGO_ENABLED': '0'})
    return [program]


# What each can besides EVERY.
PEERS = {php: ['order'], ruby: ['nil', 'order'], rpc_xml: ['nil'], xmlrpc_lite: [], xmlrpc_c: ['nil', 'order'], java: ['nil'], tcl: ['nil', 'order'],
         go: ['nil']}
BASIC_PLANE = (xmlrpc_c,)


def expected(peer, name):
    wanted = dict(EVERY, **{key: OPTIONAL[key] for key in PEERS[peer]})
    return dict(wanted, name=name, message=name)


def run(peer, on_stock):
    with tempfile.TemporaryDirectory() as folder:
        command = peer(pathlib.Path(folder))
        with stock('peer') if on_stock else Chatterd(new_database('peer_' + peer.__name__)) as server:
            admin = Web(server.url, server.database, 'admin', 'admin')
            plain = peer in BASIC_PLANE
            name, password = (NAME.replace('😀', '☃'), PASSWORD.replace('😀', '☃')) if plain else (NAME, PASSWORD)
            groups = admin.call('res.users', 'read', [admin.info['uid']], ['groups_id'])[0]['groups_id']
            # stock cannot post for somebody whose address is beyond ASCII
            email = LOGIN.replace('é', 'e') if on_stock else LOGIN
            uid = admin.call('res.users', 'create', {'name': 'Peer', 'login': LOGIN, 'password': password, 'email': email, 'groups_id': [[6, 0, groups]]},
                             context={'no_reset_password': True})
            done = subprocess.run([str(word) for word in command] + [server.url, server.database, LOGIN, password, name], capture_output=True, text=True,
                                  env={'PATH': '/usr/bin:/bin', 'LANG': 'C.UTF-8', 'LC_ALL': 'C.UTF-8'})
            told = dict(line.split('=', 1) for line in done.stdout.splitlines() if '=' in line)
            assert done.returncode == 0, (told, done.stderr[-3000:])
            wanted = dict(expected(peer, name), uid=str(uid))
            wrong = {key: (told.get(key), value) for key, value in wanted.items() if told.get(key) != value}
            assert not wrong and set(told) == set(wanted), 'told and expected: %s; besides %s' % (wrong, set(told) - set(wanted))
            # and what arrived
            found = admin.call('res.partner', 'search_read', [['name', '=', name]], ['color', 'partner_latitude', 'is_company', 'date'])
            assert [(row['color'], row['partner_latitude'], row['is_company'], row['date']) for row in found] == [(-5, 1.5, True, '2020-01-31')], found
            bodies = admin.call('mail.message', 'search_read', [['model', '=', 'res.partner'], ['res_id', '=', found[0]['id']], ['body', 'like', 'Peer']], ['body'])
            assert any('漢' in row['body'] and (plain or '😀' in row['body']) for row in bodies), bodies
            print('%s: %d answers as expected' % (peer.__name__, len(wanted)))


if __name__ == '__main__':
    run(next(peer for peer in PEERS if peer.__name__ == sys.argv[1]), '--stock' in sys.argv)
