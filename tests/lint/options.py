"""The guides know every option that the program has, and no others: `options.py PROGRAM`."""
import os
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
program = sys.argv[1] if len(sys.argv) > 1 else os.environ['CHATTERD_PROGRAM']


def options(*command):
    """The names that the help of a command lists, without dashes."""
    text = subprocess.run([program, *command, '--help'], stdout=subprocess.PIPE, text=True, check=True).stdout
    return set(re.findall(r'^ +--([a-z-]+)', text, re.M))


def complaints():
    serve = options('serve')
    guide = (SOURCE / 'docs/operations.md').read_text()
    table = guide[guide.index('## Options'):guide.index('## Standalone')]
    rows = set(re.findall(r'^\| `([a-z-]+)` \|', table, re.M))
    assert len(serve) > 10 and len(rows) > 10, (serve, rows)        # a check that finds nothing may be blind
    yield from ('docs/operations.md has no row for --%s' % name for name in sorted(serve - rows))
    yield from ('docs/operations.md has a row for --%s, which is no option' % name for name in sorted(rows - serve))
    migrate, guide = options('migrate'), (SOURCE / 'docs/migration.md').read_text()
    assert len(migrate) > 10, migrate
    yield from ('docs/migration.md does not mention --%s' % name for name in sorted(migrate) if '--' + name not in guide)


found = list(complaints())
print('\n'.join(found) or 'the guides have all options')
sys.exit(1 if found else 0)
