"""A Debian of its own for the tests that install something: made once for all of them, from the registry."""
import fcntl
import os
import pathlib
import subprocess

from chatterd import cluster


def run(*words, **options):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    if done.returncode:
        raise RuntimeError('%s: %s' % (' '.join(map(str, words)), (done.stdout + done.stderr)[-3000:]))
    return done.stdout


def may_mount():
    return os.geteuid() == 0 and not subprocess.run(['unshare', '--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'],
                                                    capture_output=True).returncode


def bookworm():
    """A tar file with a minimal bookworm; it stays for the next run, so that its apt has to be told what there is."""
    cluster.folder.parent.mkdir(exist_ok=True)
    tar = pathlib.Path('%s-bookworm.tar' % cluster.folder)
    with open('%s.lock' % tar, 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not tar.exists():
            run('mmdebstrap', '--variant=minbase', 'bookworm', '%s.new.tar' % tar)
            os.rename('%s.new.tar' % tar, tar)
    return tar
