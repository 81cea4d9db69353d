"""The addon in a stock Odoo 13, with the real web client: installed, used through every way of attaching, engine killed, uninstalled.

    ODOO_HOME=/path/to/odoo13 odoo_test.py [variant …]      variants: stock addon nginx-longpolling nginx-discuss

Needs the starter of stock Odoo beside the project (shared/odoo13), Debian's chromium and npm's playwright-core, and a
PostgreSQL on 127.0.0.1 whose role `odoo` (password `odoo`) may create databases, or PGHOST, PGUSER and PGPASSWORD of another.
Prints a table of the times per call, side by side; screenshots stay in the folder it names.
"""
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'deploy'))
from chatterd import PATIENCE, Web, free_port, skip  # noqa: E402
from odoo import Engine, Odoo, environment, need_odoo, sql  # noqa: E402

JOURNEY = pathlib.Path(__file__).parent / 'journey'
need_odoo()
if not shutil.which('chromium') or not (JOURNEY / 'node_modules').exists():
    skip('chromium, or playwright-core in %s (npm ci), is missing' % JOURNEY)
from nginx import Nginx  # noqa: E402

MODULES = 'mail,contacts'
VARIANTS = ('stock', 'addon', 'nginx-longpolling', 'nginx-discuss')
# What the table shows: the calls of Discuss.
SHOWN = ('/mail/init_messaging', 'mail.channel.message_post', 'mail.channel.channel_fetch_message', 'mail.channel.channel_seen',
         'mail.message.message_fetch', 'mail.channel.channel_create', 'mail.message.toggle_message_starred', 'res.partner.im_search')

def journey(url, database, name, *options):
    """The journey's report; every posted message is in the database exactly once."""
    done = subprocess.run(['node', str(JOURNEY / 'journey.mjs'), url, database, str(state / 'shots' / name)] + list(options),
                          stdout=subprocess.PIPE, text=True)
    assert done.returncode == 0, 'the journey broke off'
    report = json.loads(done.stdout)
    for body in report['posted']:
        (count,), = sql(database, "SELECT count(*) FROM mail_message WHERE body LIKE '%%%s%%'" % body.replace("'", "''"))
        assert count == '1', '"%s" is in the database %s times' % (body, count)
    assert not report['problems'], report['problems']
    return report


def use(variant, database):
    """One journey through this way of attaching; the calls' times."""
    port = free_port()
    with Odoo(database, state, *(['--proxy-mode'] if variant.startswith('nginx') else [])) as odoo:
        if variant == 'stock':
            return journey(odoo.url, database, variant)['calls'], 0
        admin = Web(odoo.url, database, 'admin', 'admin')
        set_param = lambda key, value: admin.call('ir.config_parameter', 'set_param', 'mail_chatterd.' + key, value)  # noqa: E731
        set_param('url', 'http://127.0.0.1:%d' % port)
        if variant == 'addon':
            set_param('enabled', 'True')
            with Engine(database, state, port=port) as engine:
                calls = journey(odoo.url, database, variant)['calls']
                share = served(engine, calls)
                killed(odoo.url, database, engine)
                return calls, share
        set_param('enabled', 'False')
        with Engine(database, state, '--proxy-mode', '--odoo', odoo.url, port=port) as engine, Nginx(variant + '.conf', odoo.port, port) as nginx:
            calls = journey(nginx.url, database, variant)['calls']
            return calls, served(engine, calls)


def killed(url, database, engine):
    """The journey again, with the engine killed in the middle and brought back."""
    flag = state / 'pause'

    def storm():
        while not flag.exists():
            time.sleep(0.1)
        time.sleep(1)
        engine.kill()
        time.sleep(3)
        engine.start()
        time.sleep(2)
        flag.unlink()

    thread = threading.Thread(target=storm, daemon=True)
    thread.start()
    journey(url, database, 'killed', '--pause-file', str(flag))
    thread.join(PATIENCE)
    print('killed in the middle and brought back: no message lost or doubled, no error shown')


def served(engine, calls):
    """The share of the journey's calls that the engine answered."""
    with urllib.request.urlopen(engine.url + '/metrics', timeout=PATIENCE) as answer:
        text = answer.read().decode()
    counted = sum(float(value) for route, value in re.findall(r'chatterd_requests_total\{route="([^"]+)",status="200"\} (\S+)', text)
                  if route.startswith(('/mail', '/longpolling', '/web/dataset')))
    return counted / max(len([call for call in calls if call['name'] != '/web/webclient/load_menus']), 1)


def table(times):
    print('%-42s' % 'call, ms: median p90' + ''.join('%22s' % variant for variant in times))
    for name in SHOWN:
        cells = []
        for calls in times.values():
            values = sorted(call['ms'] for call in calls if call['name'] == name)
            cells.append('%8.1f %8.1f (%d)' % (statistics.median(values), values[int(len(values) * 0.9)], len(values)) if values else '-')
        print('%-42s' % name + ''.join('%22s' % cell for cell in cells))


state = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-odoo-'))
base = 'chatterd_odoo_%d' % os.getpid()
try:
    Odoo(base, state, '--no-http', '--stop-after-init', '-i', MODULES, wait=False).finish()
    Odoo(base, state, '--no-http', '--stop-after-init', '-i', 'mail_chatterd', wait=False).finish()
    print('installed')
    figures, shares = {}, {}
    for wanted in sys.argv[1:] or VARIANTS:
        if wanted == 'stock':
            sql(base, "INSERT INTO ir_config_parameter (key, value) VALUES ('mail_chatterd.enabled', 'False') ON CONFLICT (key) DO UPDATE SET value = 'False'")
        figures[wanted], shares[wanted] = use(wanted, base)
        print('%s: %d calls, answered by chatterd: %.0f %%' % (wanted, len(figures[wanted]), 100 * shares[wanted]))
    table(figures)
    with Odoo(base, state) as odoo:
        admin = Web(odoo.url, base, 'admin', 'admin')
        module = admin.call('ir.module.module', 'search', [['name', '=', 'mail_chatterd']])
        admin.call('ir.module.module', 'button_immediate_uninstall', module)
    left = sql(base, "SELECT key FROM ir_config_parameter WHERE key LIKE 'mail_chatterd.%'")
    assert not left, left
    with Odoo(base, state) as odoo:
        assert 'channel_slots' in Web(odoo.url, base, 'admin', 'admin').json('/mail/init_messaging')
    print('uninstalled, and nothing is left of it')
    print('screenshots: %s' % (state / 'shots'))
finally:
    subprocess.run(['dropdb', '--if-exists', base], env=environment)
