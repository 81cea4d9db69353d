"""The main job on an empty data folder, as `./run --demo` starts it: a private cluster is made, the database set up, and a
message arrives by long-poll. A second start finds everything, sets up nothing, and refuses a folder that is in use."""
import pathlib
import re
import subprocess
import sys
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PROGRAM, Chatterd, Web  # noqa: E402
from python_clients import Receiver  # noqa: E402


def version_files(folder):
    """When the cluster in a data folder, and each database in it, was made."""
    found = {path: path.stat().st_mtime_ns for path in folder.rglob('PG_VERSION')}
    assert found, 'no cluster in %s' % folder
    return found


with Chatterd(None, '--demo') as server:
    said = server.out.read_text()
    assert server.url in said, said
    password = re.search(r'login admin, password (\S+)', said).group(1)
    assert Web(server.url, 'chatterd', 'admin', password).info['is_admin'] is True
    # the first call that was printed is a good one
    command = said[said.index('  curl '):].splitlines()[0].strip()
    answer = subprocess.run(['sh', '-c', command], capture_output=True, text=True).stdout
    assert re.search(r'"result": \d+', answer), (command, answer)

    # and so is the address of the page for people, which comes last
    address = said.strip().splitlines()[-1].strip()
    page = urllib.request.urlopen(address, timeout=60).read().decode()
    assert address == server.url + '/' and 'type="module"' in page, (address, page)

    alice = Web(server.url, 'chatterd', 'alice', 'alice')
    channel = alice.call('mail.channel', 'channel_create', 'cellar', 'public')['id']
    Web(server.url, 'chatterd', 'bob', 'bob').call('mail.channel', 'channel_join_and_get_info', [channel])
    receiver = Receiver(server.url, 'chatterd', 'bob', 'is anybody here')
    receiver.start()
    message = alice.call('mail.channel', 'message_post', [channel], body='is anybody here?', message_type='comment',
                         subtype='mail.mt_comment')
    assert receiver.result()['id'] == message
    assert alice.call('mail.channel', 'channel_fetch_message', [channel], limit=30)[0]['id'] == message

    second = subprocess.run([str(PROGRAM), 'serve', '--data', str(server.data), '--listen', '127.0.0.1:0'], capture_output=True,
                            text=True)
    assert second.returncode == 2 and 'already using the data folder' in second.stderr, second

    assert server.stop() == 0
    made = version_files(server.data)
    again = Chatterd(None, '--demo', data=server.data)
    try:
        assert version_files(server.data) == made, 'the cluster was set up again'
        assert 'password' not in again.out.read_text().replace('the password is the login', ''), again.out.read_text()
        bob = Web(again.url, 'chatterd', 'bob', 'bob')
        assert bob.call('mail.channel', 'channel_fetch_message', [channel], limit=30)[0]['id'] == message
    finally:
        assert again.stop() == 0
