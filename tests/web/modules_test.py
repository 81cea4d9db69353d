"""The page's modules that need no browser, in Node: modules/*.test.mjs."""
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from chatterd import skip  # noqa: E402

if not shutil.which('node'):
    skip('node is not installed')
files = sorted(str(path) for path in (HERE / 'modules').glob('*.test.mjs'))
assert files
sys.exit(subprocess.run(['node', '--test', *files]).returncode)
