"""The container: what the Containerfile and the compose file set are options that there are; the image builds, and what runs in it
serves a database, not as root, and is healthy as the Containerfile asks. No registry is needed: the Debian that the image is made
from is made here, and of the first stage, which compiles, only the package is taken, from this build."""
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from chatterd import PATIENCE, PROGRAM, Chatterd, Web, cluster, free_port, new_database, skip, wait_for_health  # noqa: E402
from debian import bookworm, may_mount, run  # noqa: E402
from package_test import made  # noqa: E402

CONTAINER = HERE.parents[1] / 'docs/deploy/container'
TEXT = (CONTAINER / 'Containerfile').read_text()
CHECK = json.loads(re.search(r'HEALTHCHECK.*?CMD (\[.*?\])\n', TEXT, re.S).group(1))


def check_for(port):
    return [word.replace('8069', str(port)) for word in CHECK]


def what_is_set_exists():
    assert CHECK[0] == '/bin/bash' and '/127.0.0.1/8069' in CHECK[2]

    def healthy(port):
        return subprocess.run(check_for(port), capture_output=True, timeout=60).returncode == 0
    with Chatterd(new_database('container')) as server:
        assert healthy(server.port)
    assert not healthy(free_port())
    options = set(re.findall(r'--([a-z-]+)', subprocess.run([str(PROGRAM), 'serve', '--help'], capture_output=True, text=True).stdout))
    used = set(re.findall(r'CHATTERD_([A-Z_]+)', TEXT + (CONTAINER / 'compose.yaml').read_text())) - {'HARDEN'}
    assert used, 'nothing is set'
    for name in used:
        assert name.lower().replace('_', '-') in options, name
    assert re.search(r'^USER (?!0|root)', TEXT, re.M), 'not as root'


class Images:
    """Buildah with a store of its own, without a daemon and without namespaces."""

    def __init__(self, folder):
        self.words = ['buildah', '--root', folder / 'store', '--runroot', folder / 'run', '--storage-driver', 'vfs']

    def __call__(self, *words, **options):
        return run(*self.words, *words, **options).strip()

    @contextlib.contextmanager
    def container(self, image):
        name = self('from', '--pull-never', image)
        try:
            yield name
        finally:
            self('rm', name)

    def inside(self, container, *words, options=()):
        """The command that runs there, with what the image sets."""
        return [str(word) for word in [*self.words, 'run', '--isolation', 'chroot', *options, container, '--', *words]]


def the_image_builds_and_serves():
    for program in ('buildah', 'mmdebstrap', 'cpack'):
        if not shutil.which(program):
            skip('%s is not installed; what the files set exists' % program)
    if not may_mount():
        skip('only who may mount builds an image; what the files set exists')
    folder = pathlib.Path(tempfile.mkdtemp(prefix='container-'))
    images = Images(folder)
    try:
        base = re.search(r'^FROM (\S+)$', TEXT, re.M).group(1)
        scratch = images('from', 'scratch')
        images('add', scratch, bookworm(), '/')
        images('commit', '--rm', scratch, base)
        (folder / 'packages').mkdir()
        made(folder / 'packages')
        stages = re.split(r'(?m)^(?=FROM )', TEXT)
        assert len(stages) == 3 and stages[1].startswith('FROM %s AS build\n' % base) and 'cpack' in stages[1], 'two stages'
        (folder / 'Containerfile').write_text(stages[0] + 'FROM scratch AS build\nCOPY packages/chatterd_*.deb /packages/\n' + stages[2])
        images('bud', '--isolation', 'chroot', '--pull-never', '--format', 'docker', '-f', folder / 'Containerfile', '-t', 'chatterd', folder)
        settings = json.loads(images('inspect', '--type', 'image', 'chatterd'))['Docker']['config']
        assert settings['Healthcheck']['Test'][1:] == CHECK, settings
        with images.container('chatterd') as container:
            check_inside(images, container, settings)
    finally:
        subprocess.run([*map(str, images.words), 'rmi', '--all', '--force'], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def check_inside(images, container, settings):
    def say(*words):
        return run(*images.inside(container, *words)).strip()
    assert say('id', '-u') == '101'
    program, = settings['Entrypoint']
    assert say(program, '--version') == run(PROGRAM, '--version').strip()
    assert say('sh', '-c', 'command -v pg_dump psql').count('/') >= 2     # of backup and restore
    assert say('sh', '-c', 'touch /etc/x 2> /dev/null || echo refused') == 'refused'
    database, port = 'container_image_%d' % os.getpid(), free_port()
    cluster.sql('CREATE DATABASE "%s" TEMPLATE template0' % database)
    os.chmod(cluster.folder, 0o711)     # the socket is for all, its folder was not
    options = ['-v', '%s:/run/cluster' % cluster.folder]
    for name, value in (('DATABASE', cluster.dsn(database).replace(str(cluster.folder), '/run/cluster')), ('LISTEN', '127.0.0.1:%d' % port),
                        ('ADMIN_PASSWORD', 'first')):
        options += ['--env', 'CHATTERD_%s=%s' % (name, value)]
    server = subprocess.Popen(images.inside(container, program, *settings['Cmd'], options=options))
    try:
        url = 'http://127.0.0.1:%d' % port
        wait_for_health(url, server)
        web = Web(url, database, 'admin', 'first')
        assert web.call('mail.channel', 'channel_create', 'In a container', 'public')['name'] == 'In a container'
        say(*check_for(port))
        # the program itself, which is inside: whoever started it does not pass signals on
        found = run('pgrep', '-f', '^%s serve$' % program).split()
        inside = [pid for pid in found if environment_of(pid).get('CHATTERD_LISTEN') == '127.0.0.1:%d' % port]
        assert len(inside) == 1, (found, inside)
        os.kill(int(inside[0]), 15)
        server.wait(PATIENCE)
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()
        cluster.drop(database)
    assert server.returncode == 0, server.returncode


def environment_of(pid):
    text = pathlib.Path('/proc', pid, 'environ').read_text(errors='replace')
    return dict(pair.split('=', 1) for pair in text.split('\0') if '=' in pair)


if __name__ == '__main__':
    what_is_set_exists()
    the_image_builds_and_serves()
