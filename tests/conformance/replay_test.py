"""Replays one recorded conversation against chatterd on its own copy of a database, and reports every difference.

    replay_test.py world FILE                on a database that `chatterd init` made, with the people of tests/support/world
    replay_test.py recorded FILE             on the database of a stock Odoo 13 that ../shared/conformance holds
    replay_test.py database:NAME FILE FILES  on a copy of this database of the test cluster and of its folder of attachments

Steps that open_differences.json lists for a conversation, on one database or on all, may differ, and so may the order of keys at
the places that key_order.txt lists; they are printed, and so is one that no longer does. CHATTERD_KEY_ORDER names a file that gets
the places of this run, one JSON object a line.
"""
import argparse
import json
import os
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
import recording  # noqa: E402
from chatterd import PROGRAM, cluster  # noqa: E402
from replay import Server, places, replay  # noqa: E402
from world import recorded, world  # noqa: E402


def listed_places():
    lines = (HERE / 'key_order.txt').read_text().splitlines()
    return {line for line in lines if line and not line.startswith('#')}


def main(mode, path, files=None):
    name = pathlib.Path(path).stem
    about, steps = recording.read(path)
    template, files = (mode[9:], files) if mode.startswith('database:') else {'world': world, 'recorded': recorded}[mode]()
    work = pathlib.Path(tempfile.mkdtemp(prefix='replay-'))
    start = "%s serve --database '{dsn}' --listen 127.0.0.1:{port} --filestore {filestore} --data %s" % (PROGRAM, work / 'data')
    options = argparse.Namespace(start=start, url=None, template=template, files=files, admin=cluster.dsn('postgres'),
                                 dsn=cluster.dsn('{db}'), wait=120, logs=str(work))
    differing, orders = {}, {}
    os.environ.update(cluster.environment())
    server = Server(options, name)
    try:
        for number, step, difference, reordered in replay(steps, server):
            if difference:
                differing[number] = difference
                print('#%d %s as %s\n    %s' % (number, recording.label(step), step['as'], difference))
            for place, keys in places(step, reordered).items():
                orders.setdefault(place, (number, *keys))
    finally:
        server.close()
        log = (work / (name + '.server.log')).read_text(errors='replace')
        shutil.rmtree(work, ignore_errors=True)
    entry = json.loads((HERE / 'open_differences.json').read_text()).get(name, {})
    known = set(entry.get('steps', []) + entry.get(mode, []))
    if known:
        print('known to differ: steps %s; passing by now: %s' % (sorted(known & set(differing)), sorted(known - set(differing))))
    new = set(differing) - known
    open_places = listed_places()
    for place, (number, expected, got) in orders.items():
        if place not in open_places:
            print('#%d other order of keys at %s\n    expected %s\n    got      %s' % (number, place, expected, got))
            new.add(number)
    if os.environ.get('CHATTERD_KEY_ORDER'):
        with open(os.environ['CHATTERD_KEY_ORDER'], 'a') as out:
            out.write(''.join(json.dumps([place, name, *keys]) + '\n' for place, keys in orders.items()))
    print('%d steps, %d of them differ without being listed' % (len(steps), len(new)))
    if new:
        # a request of a failed step is easily found again by its error
        print('\n'.join([line for line in log.splitlines() if 'level=error' in line][-10:]))
    return 1 if new or not steps else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
