"""Shows steps of a recorded conversation as a person would read them:

    show.py NAME            all steps, a line each
    show.py NAME 7 9        these steps in full

    $ tests/conformance/show.py inbox 4
    #4 demo: mail.channel.message_post([mail.channel(5)], body='@alice number 0', partner_ids=[res.partner(41)], …)
      → 38
"""
import json
import pathlib
import sys

import recording

CONVERSATIONS = pathlib.Path(__file__).resolve().parent / 'conversations'
WIDTH = 130


def said(value):
    """A value in Python's spelling, with records by name."""
    if isinstance(value, dict):
        if set(value) == {'$id'}:
            return '%s(%s)' % tuple(value['$id'])
        if set(value) == {'$bin'}:
            return '<%d characters of base64>' % len(value['$bin'])
        return '{%s}' % ', '.join('%r: %s' % (k, said(v)) for k, v in value.items())
    if isinstance(value, list):
        return '[%s]' % ', '.join(said(v) for v in value)
    return repr(value)


def request(step):
    kind = step['kind']
    if kind in ('get', 'http'):
        words = [step.get('verb', 'GET'), step['path']]
        words += ['%s: %s' % header for header in (step.get('headers') or {}).items()]
        sent = step.get('json', step.get('body'))
        return ' '.join(words) + ('' if sent is None else ' ← ' + (sent if isinstance(sent, str) else said(sent)))
    args, kwargs = step.get('args', []), step.get('kwargs', step.get('params', {}))
    if kind == 'xml' and recording.label(step) != 'xmlrpc %s.%s' % (step['service'], step['method']):
        args, kwargs = args[5:]
    return '%s(%s)' % (recording.label(step), ', '.join([said(a) for a in args] + ['%s=%s' % (k, said(v)) for k, v in kwargs.items()]))


def answer(step):
    """The answer in a line."""
    found = step['answer']
    if 'error' in found:
        data = found['error'].get('data') or {}
        return '✗ %s: %s' % (data.get('name') or found['error'].get('message'), data.get('message'))
    if 'fault' in found:
        return '✗ fault %(code)s: %(last_line)s' % found['fault']
    if 'http' in found:
        return '→ ' + ' '.join(str(v) if k != 'json' else said(v) for k, v in found.items())
    return '→ ' + (said(found['result']) if 'result' in found else 'nothing')


def cut(text):
    text = text.replace('\n', '⏎')
    return text if len(text) <= WIDTH else text[:WIDTH - 1] + '…'


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    found = [pathlib.Path(sys.argv[1])] if sys.argv[1].endswith('.jsonl') else list(CONVERSATIONS.glob('*/%s.jsonl' % sys.argv[1]))
    if not found:
        sys.exit('no conversation %s below %s' % (sys.argv[1], CONVERSATIONS))
    about, steps = recording.read(found[0])
    wanted = [int(word) for word in sys.argv[2:]]
    print('%s: %s' % (found[0].stem, about))
    for number, step in enumerate(steps):
        loose = '   (any answer will do)' if step.get('loose') else ''
        if not wanted:
            print(cut('#%d %s: %s' % (number, step['as'], request(step))) + loose)
            print('     ' + cut(answer(step)))
        elif number in wanted:
            print('#%d %s: %s%s' % (number, step['as'], request(step), loose))
            first = answer(step)
            print('  ' + (first if first[0] == '✗' or len(first) < WIDTH else '→'))
            if len(first) >= WIDTH and first[0] != '✗':
                print(json.dumps(step['answer'], indent=2, ensure_ascii=False))


if __name__ == '__main__':
    main()
