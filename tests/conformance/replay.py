"""Replays recorded conversations against a server and reports every difference.

    replay.py --start './chatterd serve --database {dsn} --listen 127.0.0.1:{port} --filestore {filestore}' FILE.jsonl …

For every conversation a fresh copy of the template database and of its attachments is made, the server is started on it with the
given command, the steps are sent one by one and each answer is compared with the recorded one. With --url instead of --start, a
server that already runs is used as it is (the database is then yours to reset). Status 0 when every step matched.

The tests of this folder call `replay` on a cluster of their own: replay_test.py.
"""
import argparse
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import recording
from client import Client, perform
from matching import Matcher, Mismatch
from terms import answer_model, comparable


class Server:
    """The server under test, on its own copy of a template database.

    `options` has start (the command), url, db, template, admin, dsn, files (folder of the template's attachments), wait, logs.
    """

    def __init__(self, options, name):
        self.options, self.process, self.filestore = options, None, None
        if options.url:
            self.url, self.db = options.url, options.db
            return
        self.db = 'replay_%d' % os.getpid()
        self._psql('DROP DATABASE IF EXISTS "%s"' % self.db)
        self._psql('CREATE DATABASE "%s" TEMPLATE "%s"' % (self.db, options.template))
        ports = [self._free_port(), self._free_port()]
        self.url = 'http://127.0.0.1:%d' % ports[0]
        if '{filestore}' in options.start:
            self.filestore = pathlib.Path(tempfile.mkdtemp(prefix='filestore-'))
            if options.files:
                shutil.copytree(options.files, self.filestore, dirs_exist_ok=True)
        command = options.start.format(db=self.db, dsn=options.dsn.format(db=self.db), port=ports[0], side_port=ports[1],
                                       filestore=self.filestore)
        self.log = open(os.path.join(options.logs, name + '.server.log'), 'w')
        # A group of its own: what a wrapping script started ends with it.
        self.process = subprocess.Popen(shlex.split(command), stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True)
        self._wait(time.time() + options.wait)

    @staticmethod
    def _free_port():
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            return s.getsockname()[1]

    def _psql(self, statement):
        subprocess.run(['psql', '-q', '-X', '-v', 'ON_ERROR_STOP=1', '-d', self.options.admin, '-c', statement],
                       check=True, stdout=subprocess.DEVNULL)

    def _wait(self, deadline):
        while True:
            try:
                return urllib.request.urlopen(self.url + '/web/webclient/version_info', b'{}', 5).close()
            except urllib.error.HTTPError:
                return None
            except OSError:
                if self.process.poll() is not None or time.time() > deadline:
                    self.close()
                    raise SystemExit('the server did not start:\n' + pathlib.Path(self.log.name).read_text(errors='replace')[-3000:])
                time.sleep(0.02)

    def close(self):
        if self.process:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
            self._psql('DROP DATABASE IF EXISTS "%s" WITH (FORCE)' % self.db)
        if self.filestore:
            shutil.rmtree(self.filestore, ignore_errors=True)


def replay(steps, server):
    """Sends the steps; yields (number, step, None or what differs, the objects whose keys came in another order)."""
    matcher, clients = Matcher(recording.DATABASE, server.db), {}
    for number, step in enumerate(steps):
        difference = None
        try:
            who = step['as']
            if who not in clients:
                clients[who] = Client(server.url, server.db, *[who] * 2 if who in recording.PEOPLE else [])
            live = perform(clients[who], step, matcher, server.db)
            matcher.reordered = []
            if not step.get('loose'):       # stock fails here by a fault of its own
                matcher.compare(comparable(step, step['answer']), comparable(step, live), answer_model(step))
        except Mismatch as mismatch:
            difference = str(mismatch)
        except Exception as error:          # a dead server fails every step that is left
            difference = '%s: %s' % (type(error).__name__, error)
        yield number, step, difference, matcher.reordered


def places(step, reordered):
    """Where keys came in another order, without the numbers that change from step to step: {place: (recorded, live)}."""
    what = re.sub(r'\d+', 'N', recording.label(step).split('?')[0])
    found = {}
    for where, *orders in reordered:
        if what.endswith('.fields_get'):        # one place for all fields of all models
            what, where = '*.fields_get', re.sub(r'result\.\w+', 'result.*', where, 1)
        found.setdefault('%s %s' % (what, re.sub(r'\d+', 'N', where)), orders)
    return found


def add_server_options(parser):
    parser.add_argument('--start', help='command that starts the server; {db}, {dsn}, {port}, {side_port} and {filestore} are filled in')
    parser.add_argument('--url', help='use a running server instead')
    parser.add_argument('--db', default='world', help='database name on the running server')
    parser.add_argument('--template', default='world', help='template database to copy for each conversation')
    parser.add_argument('--files', help="folder with the template's attachments, in Odoo's layout")
    parser.add_argument('--admin', default='postgresql:///postgres', help='where databases are created and dropped')
    parser.add_argument('--dsn', default='postgresql:///{db}', help='how {dsn} is made from {db}')
    parser.add_argument('--wait', type=float, default=60, help='seconds to wait for the server')
    parser.add_argument('--logs', default='/tmp', help='folder for the server logs')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('conversations', nargs='+')
    add_server_options(parser)
    parser.add_argument('--any-order', action='store_true', help='the order of keys is not looked at')
    options = parser.parse_args()
    if not (options.start or options.url):
        parser.error('give --start or --url')
    total = failed = 0
    for path in options.conversations:
        name, steps = pathlib.Path(path).stem, recording.read(path)[1]
        server = Server(options, name)
        differing = 0
        try:
            for number, step, difference, reordered in replay(steps, server):
                if not difference and reordered and not options.any_order:
                    difference = 'other order of keys: %s' % places(step, reordered)
                if difference:
                    differing += 1
                    print('  DIFF %s #%d %s as %s\n       %s' % (name, number, recording.label(step), step['as'], difference))
        finally:
            server.close()
        total, failed = total + len(steps), failed + differing
        print('%s %s (%d steps)' % ('FAIL' if differing else 'pass', name, len(steps)), flush=True)
    print('%d steps, %d of them differ' % (total, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
