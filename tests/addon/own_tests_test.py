"""Odoo's own tests of Discuss and of what extends it, on a company's database, without the addon and with it and a running engine:
the same tests have the same results.

    ODOO_HOME=/path/to/odoo13 own_tests_test.py [module …]

All of them run when everything is loaded, also those that Odoo runs while it installs a module: so the addon is there for each,
and nothing has to be installed for them. What fails on a stock Odoo (they are of 2019) may fail with the addon too.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import company  # noqa: E402
from chatterd import PATIENCE, SOURCE  # noqa: E402
from odoo import ODOO_HOME, Engine, Odoo, environment, need_odoo, sql  # noqa: E402

MODULES = ('mail', 'test_mail', 'im_livechat', 'calendar', 'hr', 'project', 'crm')
# A module of the server's, not of a database's: whatever may run after the installation is run then, and a page may take its time.
ALL_AFTER_INSTALLATION = '''
from odoo.tests.common import HttpCase, TagsSelector

check, url_open = TagsSelector.check, HttpCase.url_open
TagsSelector.check = lambda self, test: self.include == {('post_install', None, None, None)} or check(self, test)
HttpCase.url_open = lambda self, *args, **options: url_open(self, *args, **dict({'timeout': %d}, **options))
''' % PATIENCE


def results(log):
    """What became of each test, by file, class and method; and what it says of its statements, where it counts them. A part of a
    test that fails says only that: it is the test's that was started last."""
    found, test = {}, None
    for line in log.splitlines():
        if started := re.search(r' odoo\.addons\.([\w.]+): Starting (\S+) \.\.\.', line):
            test = '%s %s' % started.groups()
            found[test] = 'passed'
        elif whole_class := re.search(r': ERROR: (setUpClass|tearDownClass) \(([\w.]+)\)', line):
            found[whole_class[2]] = 'ERROR'
        elif failed := re.search(r' ERROR \S+ [\w.]+: (FAIL|ERROR): ', line):
            found[test] = re.sub(r'^\w+', failed[1], found[test])
        elif re.search(r' odoo\.addons\.[\w.]+: skipped ', line):
            found[test] = 'skipped'
        elif counted := re.search(r'Query count \w+ than expected.*? in \w+', line):
            found[test] += '; ' + counted[0]
    return found


def run(database, state, modules):
    patch = state / 'addons' / 'all_after_installation'
    patch.mkdir(parents=True, exist_ok=True)
    (patch / '__init__.py').write_text(ALL_AFTER_INSTALLATION)
    (patch / '__manifest__.py').write_text("{'name': 'All tests after the installation'}")
    server = Odoo(database, state, '--stop-after-init', '--test-enable', '--test-tags', ','.join('/' + name for name in modules),
                  '--load', 'base,web,' + patch.name, '--addons-path', '%s/odoo/addons,%s,%s' % (ODOO_HOME, SOURCE / 'odoo_addon', patch.parent),
                  wait=False)
    server.process.wait()
    found = results(server.log.read_text(errors='replace'))
    assert found, server.log.read_text(errors='replace')[-3000:]
    return found


def install(database, state, module):
    Odoo(database, state, '--no-http', '--stop-after-init', '-i', module, wait=False).finish()
    (state / ('odoo-%s.log' % database)).unlink()


def summary(found):
    kinds = [result.split(';')[0] for result in found.values()]
    return ', '.join('%d %s' % (kinds.count(kind), kind) for kind in ('passed', 'skipped', 'FAIL', 'ERROR'))


def main(modules):
    state = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-own-tests-'))
    without, beside = ('chatterd_own_tests_%s_%d' % (side, os.getpid()) for side in ('without', 'with'))
    try:
        company.make(state)
        company.copy(without)
        install(without, state, 'test_mail')
        subprocess.run(['createdb', '-T', without, beside], env=environment, check=True)
        expected = run(without, state, modules)
        print('without the addon: ' + summary(expected), flush=True)
        with Engine(beside, state) as engine:
            sql(beside, "INSERT INTO ir_config_parameter (key, value) VALUES ('mail_chatterd.url', '%s') ON CONFLICT (key) DO UPDATE "
                        "SET value = EXCLUDED.value" % engine.url)
            install(beside, state, 'mail_chatterd')
            assert sql(beside, "SELECT value FROM ir_config_parameter WHERE key = 'mail_chatterd.url'") == [[engine.url]]
            found = run(beside, state, modules)
        print('with the addon:    ' + summary(found), flush=True)
        differences = ['%s: %s without the addon, %s with it' % (name, expected.get(name, 'not run'), found.get(name, 'not run'))
                       for name in sorted(set(expected) | set(found)) if expected.get(name) != found.get(name)]
        for name, result in sorted(expected.items()):
            if result.startswith(('FAIL', 'ERROR')):
                print('on a stock Odoo already: %s: %s' % (name, result))
        print('\n'.join(differences) or 'no difference')
        for name in (without, beside):
            if differences:
                print('see %s' % (state / ('odoo-%s.log' % name)))
        assert not differences
        shutil.rmtree(state, ignore_errors=True)
    finally:
        for name in (without, beside):
            subprocess.run(['dropdb', '--if-exists', '--force', name], env=environment, stderr=subprocess.DEVNULL)


if __name__ == '__main__':
    need_odoo()
    main(sys.argv[1:] or MODULES)
