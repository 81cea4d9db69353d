"""A real nginx with one of the configurations of docs/deploy."""
import pathlib
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PATIENCE, SOURCE, free_port, skip  # noqa: E402

NGINX = shutil.which('nginx', path='/usr/sbin:/usr/bin:/sbin:/bin')
if not NGINX:
    skip('nginx is not installed')
DEPLOY = SOURCE / 'docs' / 'deploy'
# Its certificate is vouched for by nobody.
insecure = ssl._create_unverified_context()


class Nginx:
    """One of the configurations, with this test's addresses in the place of an administrator's."""

    def __init__(self, site, odoo, chatterd, *more):
        """The ports of an Odoo, of a chatterd, and of further ones."""
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-nginx-'))
        self.folder.chmod(0o755)
        self.port, http = free_port(), free_port()
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=chat.example.com',
                        '-keyout', str(self.folder / 'key.pem'), '-out', str(self.folder / 'cert.pem')], check=True, capture_output=True)
        replaced = {'/etc/ssl/certs/chat.example.com.pem': self.folder / 'cert.pem',
                    '/etc/ssl/private/chat.example.com.key': self.folder / 'key.pem',
                    '/etc/nginx/chatterd/proxy.conf': self.folder / 'proxy.conf',
                    '/etc/nginx/chatterd/proxy_headers.conf': self.folder / 'proxy_headers.conf',
                    '127.0.0.1:8069': '127.0.0.1:%d' % odoo, '127.0.0.1:8070': '127.0.0.1:%d' % chatterd,
                    **{'127.0.0.1:%d' % (8071 + number): '127.0.0.1:%d' % port for number, port in enumerate(more)},
                    'listen 80;': 'listen 127.0.0.1:%d;' % http, 'listen 443 ': 'listen 127.0.0.1:%d ' % self.port}
        for source, name in ((site, 'site.conf'), ('nginx-proxy.conf', 'proxy.conf'), ('nginx-proxy_headers.conf', 'proxy_headers.conf')):
            text = (DEPLOY / source).read_text()
            for old, new in replaced.items():
                text = text.replace(old, str(new))
            (self.folder / name).write_text(text)
        temporary = ''.join('%s_temp_path %s/%s;' % (kind, self.folder, kind)
                            for kind in ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
        (self.folder / 'nginx.conf').write_text(
            'daemon off; worker_processes 1; pid %s/pid; error_log %s/error.log; events { worker_connections 1024; }\n'
            'http { %s access_log %s/access.log; include %s/site.conf; }\n' % ((self.folder, self.folder, temporary) + (self.folder,) * 2))
        command = [NGINX, '-p', str(self.folder), '-c', str(self.folder / 'nginx.conf'), '-e', str(self.folder / 'error.log')]
        checked = subprocess.run(command + ['-t'], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        self.url = 'https://127.0.0.1:%d' % self.port
        deadline = time.time() + PATIENCE
        while True:
            try:
                self.open('/healthz').close()
                break
            except OSError as error:
                if isinstance(error, urllib.error.HTTPError):
                    break
                assert self.process.poll() is None and time.time() < deadline, (self.folder / 'error.log').read_text()
                time.sleep(0.02)

    def open(self, path):
        return urllib.request.urlopen(urllib.request.Request(self.url + path, headers={'Host': 'chat.example.com'}), context=insecure,
                                      timeout=PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        if raised[0]:
            print((self.folder / 'error.log').read_text())
        shutil.rmtree(self.folder, ignore_errors=True)
