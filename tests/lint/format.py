"""Every C++ file is formatted as .clang-format says; `format.py --fix` formats those that are not."""
import pathlib
import shutil
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
# Other versions break lines differently.
program = shutil.which('clang-format-14')
if not program:
    print('skipped: clang-format-14 is not installed')
    sys.exit(77)
files = [str(path) for folder in ('bridge', 'models', 'rpc', 'tests') for path in sorted((SOURCE / folder).rglob('*.?pp'))]
if sys.argv[1:] == ['--fix']:
    sys.exit(subprocess.run([program, '-i', *files]).returncode)
done = subprocess.run([program, '--dry-run', '-Werror', *files], stderr=subprocess.PIPE, text=True)
if done.returncode:
    print(done.stderr[:4000])
    print('python3 tests/lint/format.py --fix formats what is not')
sys.exit(done.returncode)
