"""Four times as much input costs about four times as much: counted in instructions, by valgrind, for each case of cases.cpp.

    complexity_test.py [NAME…]      those cases only, with their figures
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import skip  # noqa: E402

PROGRAM = os.environ['COMPLEXITY_PROGRAM']
MOST = 5.0          # n log n is 4.8 at n = 1,000
SMALL = 1000000     # instructions that say nothing: valgrind counts a copy of libc's by the byte when it is long, and by 32 when short

if not shutil.which('valgrind'):
    skip('valgrind is not installed')
wanted = sys.argv[1:]
names = [name for name in subprocess.run([PROGRAM, '--list'], capture_output=True, text=True, check=True).stdout.splitlines()
         if not wanted or name in wanted]
with tempfile.TemporaryDirectory() as folder:
    counted = []
    subprocess.run(['valgrind', '--tool=callgrind', '--collect-atstart=no', '--toggle-collect=complexity_measured',
                    '--dump-after=complexity_measured', '--callgrind-out-file=%s/out' % folder, PROGRAM, *wanted],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ, G_SLICE='always-malloc'))
    number = 1
    while os.path.exists('%s/out.%d' % (folder, number)):
        text = pathlib.Path('%s/out.%d' % (folder, number)).read_text()
        counted.append(int(re.search(r'^(?:summary|totals): (\d+)', text, re.M).group(1)))
        number += 1
assert len(counted) >= 3 * len(names), (len(counted), len(names))
bad = []
for at, name in enumerate(names):
    small, large = counted[3 * at + 1], counted[3 * at + 2]
    ratio = large / small
    slow = ratio > MOST and large > SMALL
    if slow:
        bad.append(name)
    if slow or wanted:
        print('%-40s %12d -> %12d  x %.1f%s' % (name, small, large, ratio, '  TOO MUCH' if slow else ''))
print('%d cases, %d cost more than %.0f times for four times as much' % (len(names), len(bad), MOST))
assert not bad, bad
