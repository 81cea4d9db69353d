"""`chatterd backup` while people post and delete files, and `chatterd restore` of it: what the database names is there, nobody
has to wait, and what was acknowledged before is in it. Odoo's collection of unused files runs all the while."""
import base64
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from chatterd import PROGRAM, Chatterd, Web, cluster, new_database  # noqa: E402


def chatterd(*words, status=0):
    done = subprocess.run([str(PROGRAM), *map(str, words)], env=cluster.environment(), capture_output=True, text=True)
    assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


class Office:
    """People who post with files, remove some again, and a collection of files that no row names, as Odoo has it."""

    def __init__(self, server, files):
        self.server, self.files = server, files
        self.posted, self.errors, self.rounds, self.removed = [], [], 0, 0
        self.over = threading.Event()
        self.channel = Web(server.url, server.database, 'alice', 'alice').call('mail.channel', 'channel_create', 'Files')['id']
        self.threads = [threading.Thread(target=self.guarded, args=(work,)) for work in (self.post, self.post, self.remove, self.collect)]
        for thread in self.threads:
            thread.start()

    def guarded(self, work):
        try:
            while not self.over.is_set():
                work()
        except Exception as error:  # noqa: B902: told by check()
            self.errors.append(repr(error))

    def post(self):
        web = Web(self.server.url, self.server.database, 'alice', 'alice')
        while not self.over.is_set():
            content = os.urandom(20000)
            number = web.call('ir.attachment', 'create', {'name': 'f', 'datas': base64.b64encode(content).decode(),
                                                          'res_model': 'mail.compose.message', 'res_id': 0})
            posted = web.call('mail.channel', 'message_post', [self.channel], body='with a file', message_type='comment',
                              attachment_ids=[number])
            self.posted.append((posted, number, hashlib.sha1(content).hexdigest()))

    def remove(self):
        web = Web(self.server.url, self.server.database, 'alice', 'alice')
        while not self.over.is_set():
            if len(self.posted) > 4:
                web.call('ir.attachment', 'unlink', [self.posted[-3][1]])
                time.sleep(0.05)

    def collect(self):
        """ir.attachment _file_gc, over and over."""
        time.sleep(0.02)
        checklist = {path.name: path for path in (self.files / 'checklist').rglob('*') if path.is_file()}
        if not checklist:
            return
        rows = cluster.sql("BEGIN; LOCK ir_attachment IN SHARE MODE; SELECT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL; "
                           'COMMIT', self.server.database)
        kept = {name.split('/')[-1] for name, in rows}
        young = {name for _, _, name in self.posted[-40:]}
        for name, note in checklist.items():
            file = self.files / name[:2] / name
            if name not in kept and (name in young or file.exists()):
                if any(name == sha for _, _, sha in self.posted):
                    self.removed += file.exists()
                    file.unlink(missing_ok=True)
                    note.unlink(missing_ok=True)
        self.rounds += 1

    def wait_for(self, more):
        goal, end = len(self.posted) + more, time.time() + 120
        while len(self.posted) < goal:
            assert time.time() < end and not self.errors, self.errors
            time.sleep(0.02)

    def stop(self):
        self.over.set()
        for thread in self.threads:
            thread.join()
        assert not self.errors, self.errors


def check(database, files):
    """Each file that a row names is there, and is what its name says."""
    named = [name for name, in cluster.sql('SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL', database)]
    for name in named:
        assert hashlib.sha1((files / name).read_bytes()).hexdigest() == name.split('/')[-1], name
    return len(named)


def saved_and_restored(folder):
    files = folder / 'files'
    with Chatterd(new_database('backup'), '--filestore', str(files)) as server:
        options = ('--database', cluster.dsn(server.database), '--filestore', files)
        office = Office(server, files)
        try:
            office.wait_for(20)
            for number in range(3):
                before = [post for post, _, _ in office.posted]
                more = ('--previous', folder / ('backup%d' % (number - 1))) if number else ()
                said = chatterd('backup', '--to', folder / ('backup%d' % number), *options, *more)
                assert ('linked' in said) == bool(number), said
                office.wait_for(10)
                restored = new_database('restored%d' % number, of=lambda: 'template0')
                place = folder / ('restored%d' % number)
                chatterd('restore', '--from', folder / ('backup%d' % number), '--database', cluster.dsn(restored), '--filestore', place)
                named = check(restored, place)
                there = {int(row) for row, in cluster.sql('SELECT id FROM mail_message', restored)}
                assert set(before) <= there, 'acknowledged before the backup, and not in it'
                listed = json.loads((folder / ('backup%d' % number) / 'backup.json').read_text())
                assert listed['messages'] == len(there) and listed['missing'] == [], listed
                print('    backup %d: %d files named, %d posts before, %d messages in it' % (number, named, len(before), len(there)))
                if number == 2:
                    serve_restored(restored, place)
                cluster.drop(restored)
        finally:
            office.over.set()
        office.stop()
        print('    %d posts, %d collections took away %d files meanwhile' % (len(office.posted), office.rounds, office.removed))
        assert office.removed
        refusals(folder, options, files)


def serve_restored(database, files):
    server = Chatterd(database, '--filestore', str(files))
    try:
        web = Web(server.url, database, 'alice', 'alice')
        row, = web.call('ir.attachment', 'search_read', [('name', '=', 'f')], ['datas', 'checksum'], limit=1)
        assert hashlib.sha1(base64.b64decode(row['datas'])).hexdigest() == row['checksum']
        web.call('mail.channel', 'message_post', [web.call('mail.channel', 'search', [('name', '=', 'Files')])[0]], body='goes on',
                 message_type='comment')
    finally:
        assert server.stop() == 0


def refusals(folder, options, files):
    said = chatterd('backup', '--to', folder / 'backup0', *options, status=2)
    assert 'is there already' in said, said
    said = chatterd('restore', '--from', folder / 'backup0', *options, status=2)
    assert 'is not empty' in said, said
    said = chatterd('restore', '--from', files, *options, status=2)
    assert 'chatterd: ' in said, said
    said = chatterd('backup', '--to', folder / 'elsewhere', '--database', 'host=127.0.0.1 port=1 dbname=x', status=2)
    assert said.count('\n') == 1 and not (folder / 'elsewhere').exists(), said
    said = chatterd('backup', '--to', folder / 'elsewhere', '--data', folder / 'nothing', status=2)
    assert 'no private cluster' in said, said
    # a file that the live database has lost is named, and the backup is made all the same
    name, = cluster.sql('SELECT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL LIMIT 1', options[1].split('dbname=')[1])[0]
    (files / name).rename(folder / 'lost')
    said = chatterd('backup', '--to', folder / 'with-loss', *options, status=1)
    assert 'missing in the filestore: ' + name in said, said
    # a backup that the disk has damaged
    damaged = next(path for path in (folder / 'with-loss' / 'filestore').rglob('*') if path.is_file())
    damaged.write_bytes(b'x' * damaged.stat().st_size)
    database = new_database('damaged', of=lambda: 'template0')
    said = chatterd('restore', '--from', folder / 'with-loss', '--database', cluster.dsn(database), '--filestore', folder / 'damaged', status=1)
    assert 'damaged: ' + str(damaged.relative_to(folder / 'with-loss' / 'filestore')) in said and 'missing' in said, said
    cluster.drop(database)


def the_private_cluster(folder):
    """The same without --database, beside the running server, and into a new data folder."""
    data, other = folder / 'data', folder / 'other'
    for place in (data, other):
        place.mkdir(mode=0o711)
    server = Chatterd(None, '--demo', data=data)
    try:
        web = Web(server.url, 'chatterd', 'alice', 'alice')
        channel = web.call('mail.channel', 'channel_create', 'Kept')['id']
        chatterd('backup', '--to', folder / 'private', '--data', data)
    finally:
        assert server.stop() == 0
    chatterd('restore', '--from', folder / 'private', '--data', other)
    server = Chatterd(None, data=other)
    try:
        web = Web(server.url, 'chatterd', 'alice', 'alice')
        assert web.call('mail.channel', 'read', [channel], ['name'])[0]['name'] == 'Kept'
    finally:
        assert server.stop() == 0


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-backup-'))
    folder.chmod(0o755)
    try:
        for test in (saved_and_restored, the_private_cluster):
            print('  ' + test.__name__, flush=True)
            test(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
