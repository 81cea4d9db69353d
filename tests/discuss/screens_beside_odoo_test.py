"""Screens: fields_view_get and load_views of every model that both have, of every type of view, from a stock Odoo 13 and from chatterd.

    ODOO_HOME=/path/to/odoo13 screens_beside_odoo_test.py [MODEL…]

On a full database in two languages, made by the stock Odoo at the first run, in a minute or two, and kept
(dropdb chatterd_screens_template starts anew); then on the same one without any view, which has Odoo's default views. Its
modules are those whose fields are all declared here, and hr and sms, which have more. Arches are compared as text, fields with
all their attributes, and what actions and reports a view offers. What only Odoo's modules declare is left out of a view here: there, what both have must be the same.
"""
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from beside_odoo_test import Side, first_difference, same  # noqa: E402
from odoo import Engine, Odoo, environment, make_template, sql  # noqa: E402

TEMPLATE = 'chatterd_screens_template'
MODULES = 'mail,contacts,calendar,note,im_livechat,hr,fetchmail,rating'
TYPES = ('form', 'tree', 'list', 'search', 'kanban', 'calendar', 'graph', 'pivot', 'activity', 'qweb', 'diagram', 'nope', '')
CONTEXTS = ({}, {'lang': 'fr_FR'}, {'create': False, 'edit': False, 'delete': 0}, {'lang': 'fr_FR', 'category_id': 1, 'force_email': True}, {'tree_view_ref': 'base.view_partner_tree'})
# Models whose screens are not stock's, and why.
# Without views hr's own res.users fails, which wants its view of a profile.
DIFFERENT = {'ir.cron': 'what it inherits of ir.actions.server is in Odoo alone',
             'ir.module.module': 'server actions, and what a module depends on, are in Odoo alone',
             'im_livechat.channel.rule': 'the helps of its fields are in Odoo alone'}


@contextlib.contextmanager
def both(statements=''):
    names = {side: 'screens_%s_%d' % (side, os.getpid()) for side in ('odoo', 'chatterd')}
    state = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-screens-'))
    try:
        make_template(TEMPLATE, MODULES, state)
        for name in names.values():
            subprocess.run(['createdb', '-T', TEMPLATE, name], env=environment, check=True)
            (state / 'data' / 'filestore' / name).mkdir(parents=True)
            if statements:
                sql(name, statements)
        with Odoo(names['odoo'], state) as odoo, Engine(names['chatterd'], state) as engine:
            sides = [Side(name, server.url, names[key], ('admin', 'demo', 'portal'), []) for name, server, key in (('Odoo', odoo, 'odoo'), ('chatterd', engine, 'chatterd'))]
            yield sides
            for side in sides:
                side.connection.close()
    finally:
        for name in names.values():
            subprocess.run(['dropdb', '--if-exists', '--force', name], env=environment, stderr=subprocess.DEVNULL)
        shutil.rmtree(state, ignore_errors=True)


def forget_dependencies(shown):
    """Fields may depend on some that are in Odoo alone."""
    for description in [shown] + list(shown.values()):
        if isinstance(description, dict):
            description.pop('depends', None)
            for nested in description.values():
                if isinstance(nested, dict):
                    forget_dependencies(nested)


def known_part(answer, declared):
    """Stock's answer without what is in Odoo alone: fields that are not declared here, and `search_view`, which prints Python."""
    result = answer.get('result')
    if not isinstance(result, dict):
        return answer
    if 'fields_views' in result:
        result['fields'] = {name: result['fields'][name] for name in result['fields'] if name in declared}
    forget_dependencies(result)
    for shown in [result] + list(result.get('fields_views', {}).values()):
        for action in shown.get('toolbar', {}).get('action', []):
            action.pop('search_view', None)
    return answer


def fields_of(shown, path=''):
    """{path: description} of a view and of those nested in it."""
    found = {}
    for name, description in (shown.get('fields') or {}).items():
        if not isinstance(description, dict):
            continue        # `help` is a field of ir.cron, and Side blanks what has that key
        found[path + name] = {key: value for key, value in description.items() if key not in ('views', 'depends')}
        for kind, nested in (description.get('views') or {}).items():
            found.update(fields_of(nested, '%s%s/%s/' % (path, name, kind)))
    return found


def in_odoo_alone(theirs, mine, foreign):
    """Whether all that differs is in fields that are not declared here, or of models that are not: what both have is the same."""
    if 'result' not in theirs or 'result' not in mine:
        return False
    pairs = [(theirs['result'], mine['result'])]
    if 'fields_views' in theirs['result']:
        pairs = [(shown, mine['result']['fields_views'].get(kind, {})) for kind, shown in theirs['result']['fields_views'].items()]
    missing = False
    for stock, ours in pairs:
        a, b = fields_of(stock), fields_of(ours)
        of_foreign = {path for path in a if any(a.get(path[:end], {}).get('relation') in foreign for end in range(len(path)) if path[end] == '/')}
        missing = missing or bool(a.keys() - b.keys()) or bool(of_foreign)
        if b.keys() - a.keys() or any(a[path] != b[path] for path in b.keys() - of_foreign):
            return False
        keys = ('arch', 'fields')
        if {key: value for key, value in stock.items() if key not in keys} != {key: value for key, value in ours.items() if key not in keys}:
            return False
    return missing


def abstract(stock, model):
    return not stock.query('SELECT to_regclass(%s) IS NOT NULL', model.replace('.', '_'))[0][0]


def models_of(stock, ours):
    """Those that chatterd answers for, with the fields that it declares."""
    found = {}
    for name, in stock.query('SELECT model FROM ir_model ORDER BY model'):
        described = ours.answer(('admin', '/web/dataset/call_kw', {'model': name, 'method': 'fields_get', 'args': [], 'kwargs': {}}))
        if 'result' in described and 'id' in described['result'] and not abstract(stock, name):
            found[name] = described['result']
    return found


def questions(stock, models):
    for model in models:
        call = lambda who, method, *args, **kwargs: (who, '/web/dataset/call_kw', {'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs})  # noqa: E731
        for kind in TYPES:
            for who in ('admin', 'demo', 'portal'):
                yield model, kind, call(who, 'fields_view_get', False, kind, toolbar=True)
            for context in CONTEXTS[1:]:
                yield model, kind, call('admin', 'fields_view_get', None, kind, context=context)
        for number, kind in stock.query('SELECT id, type FROM ir_ui_view WHERE model = %s ORDER BY id', model):
            yield model, kind, call('admin', 'fields_view_get', number, kind)
            yield model, kind, call('demo', 'fields_view_get', number, kind)
        yield model, 'load', call('admin', 'load_views', [[False, 'list'], [None, 'form'], [False, 'search']], {'toolbar': True, 'load_filters': True})
        yield model, 'load', call('demo', 'load_views', [[False, 'kanban']], {'load_filters': True, 'action_id': 1})


def run(wanted):
    asked = refused = found = known = 0
    for statements in ('', 'SET session_replication_role = replica; DELETE FROM ir_ui_view; DELETE FROM report_layout'):
        with both(statements) as (stock, ours):
            models = models_of(stock, ours)
            foreign = {name for name, in stock.query('SELECT model FROM ir_model')} - models.keys()
            for model, kind, step in questions(stock, [name for name in models if not wanted or name in wanted]):
                theirs, mine = stock.answer(step), ours.answer(step)
                asked += 1
                refused += 'error' in theirs
                if same(known_part(theirs, models[model]), known_part(mine, models[model])):
                    continue
                if in_odoo_alone(theirs, mine, foreign) or model in DIFFERENT or (statements and model == 'res.users'):
                    known += 1
                    continue
                found += 1
                print('%s by %s%s: %s' % (model, step[0], ' without views' if statements else '', json.dumps(step[2])))
                print('  ' + first_difference(theirs, mine))
                sys.stdout.flush()
    print('%d questions, %d of them refused, %d differ, %d for a reason' % (asked, refused, found, known))
    return found


if __name__ == '__main__':
    sys.exit(1 if run(sys.argv[1:]) else 0)
