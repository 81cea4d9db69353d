"""Replays one recorded conversation against chatterd on its own copy of a database, and reports every difference.

    replay_transcript.py attached TRANSCRIPT      on the Odoo 13 database that the conversation was recorded on
    replay_transcript.py database:NAME TRANSCRIPT on a copy of this database of the test cluster
    replay_transcript.py standalone TRANSCRIPT    on a database that `chatterd init` made, with the recording's people and channels

Steps that open_differences.json lists for a transcript may differ; they are printed, and so is one that no longer does.
Status 77, a skip, when ../shared/conformance is not there: replay.py and the recorded database are in it.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import CONFORMANCE, PROGRAM, cluster, need_conformance, recorded_people, template  # noqa: E402

mode, transcript = sys.argv[1:3]
need_conformance()
if not pathlib.Path(transcript).exists():
    sys.exit('no such transcript: ' + transcript)
work = pathlib.Path(tempfile.mkdtemp(prefix='replay-'))
try:
    name = mode[9:] if mode.startswith('database:') else template() if mode == 'attached' else recorded_people()
    start = "%s serve --database '{dsn}' --listen 127.0.0.1:{port} --filestore {filestore} --data %s" % (PROGRAM, work / 'data')
    replay = subprocess.run([sys.executable, str(CONFORMANCE / 'replay.py'), '--template', name, '--admin', cluster.dsn('postgres'),
                             '--dsn', cluster.dsn('{db}'), '--logs', str(work), '--wait', '120', '--keep-going',
                             '--start', start, transcript], env=dict(os.environ, **cluster.environment()),
                            stdout=subprocess.PIPE, text=True)
    print(replay.stdout)
    known = json.loads((pathlib.Path(__file__).parent / 'open_differences.json').read_text())
    listed = set(known.get(pathlib.Path(transcript).stem, {}).get('steps', []))
    differing = {int(step) for step in re.findall(r'^ +DIFF \S+ #(\d+)', replay.stdout, re.M)}
    complete = re.search(r'^\d+ passed, \d+ failed$', replay.stdout, re.M)
    status = 0 if complete and differing <= listed else 1
    if listed:
        print('known to differ: steps %s; passing by now: %s' % (sorted(listed & differing), sorted(listed - differing)))
    if status:
        print('unexpected differences in steps %s' % sorted(differing - listed))
        for log in work.glob('*.log'):
            # a request of a failed step is easily found again by its error
            lines = [line for line in log.read_text(errors='replace').splitlines() if 'level=error' in line]
            print('\n'.join(lines[-10:]))
finally:
    shutil.rmtree(work, ignore_errors=True)
sys.exit(status)
