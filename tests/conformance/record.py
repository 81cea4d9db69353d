"""Records conversations with a stock Odoo 13, on the database that world.py makes there.

    record.py --template DATABASE --files FOLDER --start 'that-wrapper {db} {port} {filestore}' TOPIC [NAME …]

Every function `scenario_<name>` of conversations/TOPIC/scenarios.py gets a server on a fresh copy of the template database and a
`Recorder`, and becomes conversations/TOPIC/<name>.jsonl. README.md says how a stock server is set up.
"""
import argparse
import importlib.util
import json
import pathlib
import sys

import recording
from client import Client, perform
from matching import Matcher, clip
from replay import Server, add_server_options
from terms import Id, answer_model, pack, type_ids, without_pictures

CONVERSATIONS = pathlib.Path(__file__).resolve().parent / 'conversations'


def plain(value):
    """Packed parameters with the ids as the numbers that they are on this server."""
    if isinstance(value, dict):
        return value['$id'][1] if set(value) == {'$id'} else {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list) else value


def without_tracebacks(answer):
    """An answer without what only describes the server that gave it."""
    if isinstance(answer, dict):
        return {k: '' if k == 'debug' else without_tracebacks(v) for k, v in answer.items()}
    if isinstance(answer, list):
        return [without_tracebacks(v) for v in answer]
    return answer


def renamed(value, name):
    """The database has the same name in every recording."""
    if isinstance(value, dict):
        return {k: renamed(v, name) for k, v in value.items()}
    if isinstance(value, list):
        return [renamed(v, name) for v in value]
    return value.replace(name, recording.DATABASE) if isinstance(value, str) else value


class Recorder:
    """What a scenario talks to: each call is sent, written down, and its answer handed back."""

    def __init__(self, url, db):
        self.url, self.db, self.steps, self.clients = url, db, [], {}

    def client(self, who):
        if who not in self.clients:
            self.clients[who] = Client(self.url, self.db, *[who] * 2 if who in recording.PEOPLE else [])
        return self.clients[who]

    def _step(self, step, raw):
        if any('"exception_type"' in json.dumps(step.get(k)) or '"fault"' in json.dumps(step.get(k)) for k in ('args', 'kwargs', 'params')):
            raise ValueError('%s: the answer of a step that failed is used: %s' % (recording.label(step), clip(step, 900)))
        answer = perform(self.client(step['as']), dict(step, **raw), Matcher(), self.db)
        step['answer'] = without_pictures(without_tracebacks(answer))
        self.steps.append(renamed(step, self.db))
        typed = type_ids(answer, answer_model(dict(step, **raw)))
        return typed.get('result') if set(typed) <= {'result'} else typed

    def loose(self):
        """The last step failed by a fault of stock Odoo itself: any answer will do."""
        self.steps[-1]['loose'] = True

    def call(self, who, model, method, /, *args, **kwargs):
        """A method of a model, the way the web client calls it."""
        return self._step({'kind': 'call', 'as': who, 'model': model, 'method': method, 'args': pack(args), 'kwargs': pack(kwargs)},
                          {'args': json.loads(json.dumps(args)), 'kwargs': json.loads(json.dumps(kwargs))})

    def json(self, who, path, /, **params):
        """A JSON route."""
        return self._step({'kind': 'json', 'as': who, 'path': path, 'params': pack(params)},
                          {'params': json.loads(json.dumps(params))})

    def xml(self, who, model, method, /, *args, **kwargs):
        """execute_kw over XML-RPC."""
        return self._xml(who, '/xmlrpc/2', model, method, args, kwargs)

    def xml1(self, who, model, method, /, *args, **kwargs):
        """execute_kw over the older XML-RPC routes, whose faults have strings for codes."""
        return self._xml(who, '/xmlrpc', model, method, args, kwargs)

    def _xml(self, who, prefix, model, method, args, kwargs):
        packed = [None, None, None, model, method, pack(args), pack(kwargs)]
        return self._step({'kind': 'xml', 'as': who, 'service': 'object', 'method': 'execute_kw', 'args': packed, 'prefix': prefix},
                          {'args': [None, None, None, model, method, plain(pack(args)), plain(pack(kwargs))]})

    def common(self, method, *args, service='common', prefix='/xmlrpc/2'):
        """A method of the XML-RPC `common` (or `db`) service; the first argument is the database."""
        return self._step({'kind': 'xml', 'as': 'public', 'service': service, 'method': method, 'args': list(args), 'prefix': prefix}, {})

    def service(self, who, service, method, /, *args):
        """A call of `/jsonrpc`; None as first arguments stands for the database, the user id and the password."""
        return self._step({'kind': 'service', 'as': who, 'service': service, 'method': method, 'args': pack(args)},
                          {'args': plain(pack(args))})

    def http(self, who, verb, path, body=None, headers=(), json=None):
        """A raw HTTP request with a text or a JSON value as its body."""
        step = {'kind': 'http', 'as': who, 'verb': verb, 'path': path, 'headers': dict(headers)}
        if json is not None:
            return self._step(dict(step, json=pack(json)), {'json': plain(pack(json))})
        return self._step(dict(step, body=body), {})

    def get(self, who, path, /, **ids):
        """A page or file; `{name}` in the path is filled in with an id."""
        packed = path
        for name, value in ids.items():
            packed = packed.replace('{%s}' % name, '{%s:%d}' % (value.model, value) if isinstance(value, Id) else str(value))
        return self._step({'kind': 'get', 'as': who, 'path': packed}, {})


def scenarios(topic):
    """The functions of a topic by name."""
    sys.path.insert(0, str(CONVERSATIONS))      # they share common.py
    spec = importlib.util.spec_from_file_location('scenarios', CONVERSATIONS / topic / 'scenarios.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name[9:]: function for name, function in vars(module).items() if name.startswith('scenario_')}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('topic')
    parser.add_argument('names', nargs='*')
    add_server_options(parser)
    options = parser.parse_args()
    for name, function in scenarios(options.topic).items():
        if options.names and name not in options.names:
            continue
        server = Server(options, name)
        try:
            recorder = Recorder(server.url, server.db)
            function(recorder)
        finally:
            server.close()
        recording.write(CONVERSATIONS / options.topic / (name + '.jsonl'), (function.__doc__ or '').strip(), recorder.steps)
        errors = sum('error' in s['answer'] or 'fault' in s['answer'] for s in recorder.steps)
        print('%-30s %3d steps, %d of them answered with an error' % (name, len(recorder.steps), errors), flush=True)


if __name__ == '__main__':
    main()
