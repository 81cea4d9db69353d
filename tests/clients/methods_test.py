"""docs/methods.md says no more than is true: every method in it answers. `methods_test.py --write` writes the list anew."""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'support'), str(HERE.parents[1] / 'odoo_addon' / 'mail_chatterd')]
from chatterd import SOURCE, Chatterd, cluster, new_database  # noqa: E402
from engine.client import Client  # noqa: E402

DOCUMENT = SOURCE / 'docs' / 'methods.md'
HEAD = """# Methods that are here

Written by `tests/clients/methods_test.py --write` from a running chatterd with its own database: the models and their methods that
answer remote calls. On an attached database those of its installed modules come along. A method that is not here raises
`AttributeError`, as it would in Odoo; the addon leaves it to Odoo.

**Not here, and left to Odoo when attached:** menus, reports, installing modules, settings (`res.config.settings`), and the models of applications (sales, projects, …).
"""


def text_of(methods):
    common = set.intersection(*(set(names) for names in methods.values()))
    lines = [HEAD, '## Of every model', '', ', '.join('`%s`' % name for name in sorted(common)), '', '## Of each']
    for model in sorted(methods):
        own = sorted(set(methods[model]) - common)
        lines += ['', '**%s**' % model + (': ' + ', '.join('`%s`' % name for name in own) if own else '')]
    return '\n'.join(lines) + '\n'


with Chatterd(new_database('methods')) as server:
    cluster.sql("INSERT INTO ir_config_parameter (key, value) VALUES ('mail_chatterd.secret', 'a secret of this test')", server.database)
    methods = Client(server.url, 'a secret of this test').describe(server.database)['methods']
assert len(methods) > 30 and 'channel_fetch_message' in methods['mail.channel'], sorted(methods)
if sys.argv[1:] == ['--write']:
    DOCUMENT.write_text(text_of(methods))
    sys.exit(0)
text = DOCUMENT.read_text()
common = re.findall(r'`(\w+)`', text[text.index('## Of every model'):text.index('## Of each')])
said = {model: re.findall(r'`(\w+)`', names) + common for model, names in re.findall(r'^\*\*([\w.]+)\*\*(.*)$', text[text.index('## Of each'):], re.M)}
assert len(said) > 30
untrue = sorted('%s.%s' % (model, name) for model, names in said.items() for name in names if name not in methods.get(model, ()))
assert not untrue, 'docs/methods.md promises what does not answer: %s' % untrue
missing = sum(len(set(names) - set(said.get(model, ()))) for model, names in methods.items())
print('%d methods are not in docs/methods.md' % missing)
