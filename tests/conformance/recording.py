"""The form in which conversations are kept: a line says what the conversation is about, then one step a line.

A step is who asks, what, and what came back; what is empty is left out:

    {"as": "demo", "call": "mail.channel.channel_create", "args": ["support", "public"], "result": {…}}
    {"as": "demo", "json": "/longpolling/poll", "params": {…}, "result": […]}
    {"as": "demo", "xml": "mail.channel.search", "args": […], "kwargs": {…}, "fault": {…}}     execute_kw of /xmlrpc/2 or "prefix"
    {"as": "public", "xmlrpc": "common.version", "args": […], "result": {…}}                    any other XML-RPC call
    {"as": "demo", "jsonrpc": "object.execute_kw", "args": […], "error": {…}}                   the services of /jsonrpc
    {"as": "demo", "http": "POST /mail/…", "headers": {…}, "body": "…" or "sent": …, "answer": {…}}
    {"as": "demo", "get": "/web/content/{ir.attachment:7}", "answer": {"http": 200, "type": …, "size": …}}

`"answer": {}` is an answer with neither result nor error, which is how Odoo sends None. `"loose": true` says that any answer will
do. A large picture in an answer is {"$picture": "image/png"}, a record's id in a request is {"$mail.channel": 5}. A value that comes
up again in a conversation is named once, on the line before the step that has it first, and called by its name in all:

    {"$": "headers 4f0", "is": {…}}
    {"as": "demo", "http": "POST /mail/…", "headers": {"$": "headers 4f0"}, …}
"""
import collections
import hashlib
import json

# What a conversation's database is called in its recording.
DATABASE = 'the_database'
# Everybody's password is their name.
PEOPLE = ['admin', 'demo', 'portal', 'alice', 'bob', 'carol']
# A value is worth a name when it is at least so long.
NAMED_FROM = 160


def label(step):
    kind = step['kind']
    if kind == 'call':
        return '%s.%s' % (step['model'], step['method'])
    if kind in ('xml', 'service'):
        what = step['args'][3:5] if kind == 'xml' and _is_execute(step) else (step['service'], step['method'])
        return '%s %s.%s' % ('xmlrpc' if kind == 'xml' else 'jsonrpc', *what)
    return '%s %s' % (step['verb'], step['path']) if kind == 'http' else step['path']


def _is_execute(step):
    args = step['args']
    return step['service'] == 'object' and step['method'] == 'execute_kw' and len(args) == 7 and args[:3] == [None] * 3


def _shorten_ids(value):
    if isinstance(value, dict):
        if set(value) == {'$id'}:
            return {'$' + value['$id'][0]: value['$id'][1]}
        return {k: _shorten_ids(v) for k, v in value.items()}
    return [_shorten_ids(v) for v in value] if isinstance(value, list) else value


def _lengthen_ids(value):
    if isinstance(value, dict):
        if len(value) == 1:
            (key, number), = value.items()
            if key.startswith('$') and key != '$bin':
                return {'$id': [key[1:], number]}
        return {k: _lengthen_ids(v) for k, v in value.items()}
    return [_lengthen_ids(v) for v in value] if isinstance(value, list) else value


def to_line(step):
    """A step as it is written, before repeated values get names."""
    kind, line = step['kind'], {'as': step['as']}
    if kind == 'call':
        line.update(call=label(step), args=step['args'], kwargs=step['kwargs'])
    elif kind == 'json':
        line.update(json=step['path'], params=step['params'])
    elif kind == 'xml' and _is_execute(step):
        line.update(xml='%s.%s' % tuple(step['args'][3:5]), args=step['args'][5], kwargs=step['args'][6])
    elif kind in ('xml', 'service'):
        line.update({'xmlrpc' if kind == 'xml' else 'jsonrpc': '%s.%s' % (step['service'], step['method']), 'args': step['args']})
    elif kind == 'http':
        line.update(http=label(step), headers=step['headers'])
        line.update({'sent': step['json']} if 'json' in step else {'body': step['body']})
    else:
        line.update(get=step['path'])
    if step.get('prefix', '/xmlrpc/2') != '/xmlrpc/2':
        line['prefix'] = step['prefix']
    line = {k: _shorten_ids(v) for k, v in line.items() if v is not None and v != [] and v != {}}
    if 'json' in step:
        line['sent'] = _shorten_ids(step['json'])
    if step.get('loose'):
        line['loose'] = True
    answer = step['answer']
    line.update(answer if len(answer) == 1 and set(answer) <= {'result', 'error', 'fault'} else {'answer': answer})
    return line


def from_line(line):
    """The step that `to_line` wrote."""
    kind = next(kind for kind in ('call', 'json', 'xmlrpc', 'xml', 'jsonrpc', 'http', 'get') if kind in line)
    request = {k: _lengthen_ids(line[k]) for k in ('args', 'kwargs', 'params', 'sent') if k in line}
    args, kwargs = request.get('args', []), request.get('kwargs', {})
    step = {'kind': {'xmlrpc': 'xml', 'jsonrpc': 'service'}.get(kind, kind), 'as': line['as']}
    target = line[kind]
    if kind == 'call':
        model, method = target.rsplit('.', 1)
        step.update(model=model, method=method, args=args, kwargs=kwargs)
    elif kind == 'json':
        step.update(path=target, params=request.get('params', {}))
    elif kind == 'xml':
        step.update(service='object', method='execute_kw', args=[None, None, None, *target.rsplit('.', 1), args, kwargs])
    elif kind in ('xmlrpc', 'jsonrpc'):
        service, method = target.split('.', 1)
        step.update(service=service, method=method, args=args)
    elif kind == 'http':
        verb, path = target.split(' ', 1)
        step.update(verb=verb, path=path, headers=line.get('headers', {}))
        step.update({'json': request['sent']} if 'sent' in line else {'body': line.get('body')})
    else:
        step.update(path=target)
    if step['kind'] == 'xml':
        step['prefix'] = line.get('prefix', '/xmlrpc/2')
    if line.get('loose'):
        step['loose'] = True
    found = [k for k in ('result', 'error', 'fault') if k in line]
    step['answer'] = line['answer'] if not found else {found[0]: line[found[0]]}
    return step


def _dump(value):
    return json.dumps(value, ensure_ascii=False)


class Names:
    """Finds what comes up again in the lines of a conversation and gives it names."""

    def __init__(self, lines):
        self.seen, self.key, self.names, self.defined = collections.Counter(), {}, {}, []
        for line in lines:
            for key, value in line.items():
                self._count(key, value)
        self.worth = {text for text, times in self.seen.items() if times > 1}

    def _count(self, key, value):
        """Inside a value that was seen before nothing is counted again: its name stands for all of it."""
        text = _dump(value)
        if len(text) < NAMED_FROM:
            return
        self.seen[text] += 1
        self.key.setdefault(text, key)
        if self.seen[text] == 1:
            self._each(value, key, self._count)

    @staticmethod
    def _each(value, key, do):
        if isinstance(value, dict):
            return {k: do(k, v) for k, v in value.items()}
        return [do(key, v) for v in value] if isinstance(value, list) else value

    def shorten(self, key, value):
        text = _dump(value)
        if text in self.names:
            return {'$': self.names[text]}
        short = self._each(value, key, self.shorten)
        if text not in self.worth:
            return short
        # Not counted: a step more would give new names to all that follow, and a difference must show only what changed.
        digest, length = hashlib.sha1(text.encode()).hexdigest(), 3
        while '%s %s' % (self.key[text], digest[:length]) in self.names.values():
            length += 1
        self.names[text] = '%s %s' % (self.key[text], digest[:length])
        self.defined.append({'$': self.names[text], 'is': short})
        return {'$': self.names[text]}


def write(path, about, steps):
    """`path` without its folder and ending is the conversation's name."""
    lines = [to_line(step) for step in steps]
    names, out = Names(lines), [{'about': about}]
    for line in lines:
        short = {key: names.shorten(key, value) for key, value in line.items()}
        out += names.defined + [short]
        names.defined = []
    with open(path, 'w') as file:
        file.write(''.join(_dump(line) + '\n' for line in out))


def expand(value, names):
    if isinstance(value, dict):
        if set(value) == {'$'}:
            return names[value['$']]
        return {k: expand(v, names) for k, v in value.items()}
    return [expand(v, names) for v in value] if isinstance(value, list) else value


def read(path):
    """What the conversation is about, and its steps with every name replaced by what it stands for."""
    names, steps, about = {}, [], ''
    with open(path) as file:
        for text in file:
            line = json.loads(text)
            if 'about' in line:
                about = line['about']
            elif '$' in line:
                names[line['$']] = expand(line['is'], names)
            else:
                steps.append(from_line({k: expand(v, names) for k, v in line.items()}))
    return about, steps
