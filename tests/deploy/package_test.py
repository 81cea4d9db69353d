"""The Debian package: made by cpack, found in order by lintian, installed in a Debian of its own, where it answers its first
call as the service's account, and purged without a trace."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from chatterd import PROGRAM, Web, cluster, free_port, skip, wait_for_health  # noqa: E402
from debian import bookworm, may_mount, run  # noqa: E402

BUILD = PROGRAM.parent


def made(folder):
    run('cpack', '--config', BUILD / 'CPackConfig.cmake', '-B', folder, cwd=folder)
    package, = folder.glob('chatterd_*.deb')
    assert re.fullmatch(r'chatterd_\d+\.\d+\.\d+_(amd64|arm64)\.deb', package.name), package.name
    return package


def check_contents(package):
    listed = run('dpkg-deb', '--contents', package)
    for path in ('/usr/bin/chatterd', '/lib/systemd/system/chatterd.service', '/lib/systemd/system/chatterd.socket', '/lib/sysusers.d/chatterd.conf',
                 '/etc/chatterd/chatterd.conf', '/usr/share/man/man8/chatterd.8.gz',
                 '/usr/share/bash-completion/completions/chatterd', '/etc/nginx/chatterd/proxy.conf',
                 '/usr/share/chatterd/odoo_addon/mail_chatterd/__manifest__.py', '/usr/share/doc/chatterd/copyright',
                 '/usr/share/doc/chatterd/changelog.gz', '/usr/share/doc/chatterd/operations.md'):
        assert re.search(r'\.(/usr)?%s$' % re.escape(path), listed, re.M), path
    assert re.search(r'^-rw-r----- root/root .*/etc/chatterd/chatterd.conf$', listed, re.M), 'who reads the configuration'
    assert '__pycache__' not in listed
    print('%s: %.1f MB' % (package.name, package.stat().st_size / 1e6))


def check_policy(package):
    done = subprocess.run(['lintian', '--fail-on', 'error', '--tag-display-limit', '0', '--allow-root', str(package)],
                          capture_output=True, text=True)
    print(done.stdout + done.stderr)
    assert done.returncode == 0, 'lintian finds errors'


class Root:
    """A Debian in a folder, without any service running in it."""

    def __init__(self, folder):
        self.folder = folder / 'root'
        self.folder.mkdir()
        run('tar', '-xf', bookworm(), '-C', self.folder, '--exclude=./dev/*')
        shutil.copy('/etc/resolv.conf', self.folder / 'etc/resolv.conf')
        self.mounted = []
        self.mount('proc', 'proc', '-t', 'proc')
        self.mount('/dev', 'dev', '--bind')

    def mount(self, what, where, *options):
        (self.folder / where).mkdir(parents=True, exist_ok=True)
        run('mount', *options, what, self.folder / where)
        self.mounted.append(where)

    def run(self, *words):
        return run('chroot', self.folder, 'env', 'DEBIAN_FRONTEND=noninteractive', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', *words)

    def files(self):
        found = subprocess.run(['find', str(self.folder), '-xdev', '-name', '*chatterd*', '-not', '-path', '*/var/lib/dpkg/*',
                                '-not', '-path', '*/var/cache/*', '-not', '-path', '*/var/log/*'], capture_output=True, text=True)
        return sorted(line[len(str(self.folder)):] for line in found.stdout.split('\n') if line)

    def close(self):
        for where in reversed(self.mounted):
            subprocess.run(['umount', str(self.folder / where)], check=False)


def check_installation(package, folder):
    root = Root(folder)
    try:
        shutil.copy(package, root.folder / 'chatterd.deb')
        root.run('apt-get', 'update', '-qq')     # the Debian may have been made days ago
        root.run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', '/chatterd.deb')
        (root.folder / 'chatterd.deb').unlink()
        assert 'chatterd' in root.run('getent', 'passwd', 'chatterd')
        assert root.run('stat', '-c', '%U:%G %a', '/etc/chatterd/chatterd.conf').strip() == 'root:chatterd 640'
        assert root.run('stat', '-c', '%U %a', '/var/lib/chatterd').strip() == 'chatterd 700'
        assert root.run('chatterd', '--version').strip()

        # the first call: on a database of the tests' cluster, whose socket the Debian sees
        root.mount(cluster.folder, 'run/cluster', '--bind')
        os.chmod(cluster.folder, 0o711)     # the socket is for all, its folder was not
        database = 'package_%d' % os.getpid()
        cluster.sql('CREATE DATABASE "%s" TEMPLATE template0' % database)
        port = free_port()
        configuration = root.folder / 'etc/chatterd/chatterd.conf'
        dsn = cluster.dsn(database).replace(str(cluster.folder), '/run/cluster')
        text = configuration.read_text()
        assert 'listen = 127.0.0.1:8070\n' in text
        configuration.write_text(text.replace('listen = 127.0.0.1:8070\n', 'listen = 127.0.0.1:%d\ndatabase = %s\n' % (port, dsn)))
        server = subprocess.Popen(
            ['chroot', str(root.folder), 'setpriv', '--reuid', 'chatterd', '--regid', 'chatterd', '--clear-groups', 'env',
             'CHATTERD_ADMIN_PASSWORD=first', '/usr/bin/chatterd', 'serve', '--config', '/etc/chatterd/chatterd.conf'])
        try:
            url = 'http://127.0.0.1:%d' % port
            wait_for_health(url, server)
            web = Web(url, database, 'admin', 'first')
            channel = web.call('mail.channel', 'channel_create', 'From a package 😀', 'public')
            assert channel['name'] == 'From a package 😀'
        finally:
            server.terminate()
            server.wait(30)
            cluster.drop(database)
        assert server.returncode == 0, server.returncode
        subprocess.run(['umount', str(root.folder / 'run/cluster')], check=True)
        root.mounted.remove('run/cluster')
        (root.folder / 'run/cluster').rmdir()

        root.run('apt-get', 'purge', '-y', '-qq', 'chatterd')
        left = root.files()
        assert not left, left
        assert subprocess.run(['chroot', str(root.folder), 'getent', 'passwd', 'chatterd'], capture_output=True).returncode
    finally:
        root.close()


def main():
    for program in ('cpack', 'lintian', 'mmdebstrap'):
        if not shutil.which(program):
            skip('%s is not installed' % program)
    if not may_mount():
        skip('only who may mount makes a Debian of its own')
    folder = pathlib.Path(tempfile.mkdtemp(prefix='package-'))
    os.chmod(folder, 0o755)
    try:
        package = made(folder)
        check_contents(package)
        check_policy(package)
        check_installation(package, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
