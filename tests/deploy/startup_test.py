"""What is looked at before anything is served: one line in the log for what only makes it slow or wrong in places, one line and
exit status 2 for what would do harm."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from chatterd import PROGRAM, Chatterd, cluster, cluster_files, new_database, standalone  # noqa: E402
from moved_clock import moved_clock  # noqa: E402


def refusal(*words, account=None):
    done = subprocess.run([str(PROGRAM), 'serve', '--listen', '127.0.0.1:0', *map(str, words)], env=cluster.environment(),
                          capture_output=True, text=True, user=account, group=account, extra_groups=None if account is None else [])
    assert done.returncode == 2, (words, done.returncode, done.stderr)
    assert done.stderr.splitlines()[-1].startswith('chatterd: '), done.stderr
    return done.stderr.splitlines()[-1]


def warnings(server):
    return [line for line in server.log().splitlines() if 'level=warning' in line]


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-startup-'))
    folder.chmod(0o755)
    database = new_database('startup')
    try:
        # nothing to say of a sound one
        files = folder / 'files'
        shutil.copytree(cluster_files(standalone()), files)
        server = Chatterd(database, '--filestore', str(files))
        assert server.stop() == 0 and not warnings(server), warnings(server)

        (folder / 'file').write_text('in the way')
        said = refusal('--database', cluster.dsn(database), '--data', folder / 'data', '--filestore', folder / 'file' / 'store')
        assert 'the filestore' in said and 'cannot be made' in said, said
        if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'ro', 'tmpfs', str(files)], capture_output=True).returncode == 0:
            try:
                said = refusal('--database', cluster.dsn(database), '--data', folder / 'data', '--filestore', files)
                assert 'cannot be written to: Read-only file system' in said, said
            finally:
                subprocess.run(['umount', str(files)], check=True)

        for encoding in ('LATIN1', 'SQL_ASCII'):
            other = new_database('startup_other', of=lambda: 'template0')
            cluster.drop(other)
            cluster.sql("CREATE DATABASE \"%s\" TEMPLATE template0 ENCODING '%s' LOCALE 'C'" % (other, encoding))
            said = refusal('--database', cluster.dsn(other), '--data', folder / 'data')
            assert 'is in %s' % encoding in said, said
            cluster.drop(other)

        # attachments that are elsewhere, and a large table without an index
        cluster.sql("INSERT INTO ir_attachment (name, type, store_fname) VALUES ('x', 'binary', 'aa/aa')", database)
        cluster.sql("DROP INDEX mail_notification_unread_idx; "
                    "UPDATE pg_class SET reltuples = 500000 WHERE relname = 'mail_message_res_partner_needaction_rel'", database)
        server = Chatterd(database, '--filestore', str(files))
        assert server.stop() == 0
        found = warnings(server)
        assert len(found) == 2 and 'missing=1' in found[0] and 'mail_notification_unread_idx' in found[1], found

        # clocks that differ: by a library that moves this machine's
        variables, _ = moved_clock(folder, 3600)
        server = Chatterd(database, '--filestore', str(files), environment=variables)
        assert server.stop() == 0
        assert any('seconds_ahead=3600' in line or 'seconds_ahead=3599' in line for line in warnings(server)), warnings(server)
    finally:
        cluster.drop(database)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
