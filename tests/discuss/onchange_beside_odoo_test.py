"""Forms: what a change of each field of each form changes in its other fields, from a stock Odoo 13 and from chatterd.

    ODOO_HOME=/path/to/odoo13 onchange_beside_odoo_test.py [MODEL…]

On the database of screens_beside_odoo_test.py. Of each model that both have, the form's fields that both have are asked as Odoo's web
client asks: when a new record's form opens, and for each field with values that change something, in a new form and in one of a
record. Only fields that both forms show are asked for; what is computed by modules that are in Odoo alone is not.
"""
import json
import sys

from beside_odoo_test import first_difference, same
from screens_beside_odoo_test import both, models_of

# What the answers cannot be compared in, and why.
UNCOMPARED = {'image_1920': 'a picture has as many encodings as there are libraries',
              'write_date': 'the clock', '__last_update': 'the clock', 'create_date': 'the clock'}


def call(model, method, *args, **kwargs):
    return ('admin', '/web/dataset/call_kw', {'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs})


def shown(value, field):
    """The value of a field that was read, as a form sends it."""
    if field['type'] == 'many2one':
        return value[0] if isinstance(value, list) and value else value or False
    if field['type'] in ('one2many', 'many2many'):
        return [[6, False, value or []]]
    return value


def changes(stock, field, value):
    """Values other than this one."""
    kind = field['type']
    if kind == 'boolean':
        return [not value]
    if kind == 'selection':
        return [key for key, _ in field['selection'] if key != value][:3] + [False]
    if kind in ('char', 'text'):
        return ['Changed &amp; "new" 😀', 'someone@example.com', False]
    if kind == 'html':
        return ['<p>changed</p>', False]
    if kind in ('integer', 'float', 'monetary'):
        return [7, 0]
    if kind == 'date':
        return ['2030-02-03', False]
    if kind == 'datetime':
        return ['2030-02-03 04:05:06', False]
    if kind == 'many2one':
        found = stock.answer(call(field['relation'], 'search', [], 0, 3, 'id')).get('result', [])
        return [one for one in found if one != value] + [False]
    if kind == 'many2many':
        found = stock.answer(call(field['relation'], 'search', [], 0, 2, 'id')).get('result', [])
        return [[[6, False, found]], [[6, False, []]]]
    return []


def questions(stock, ours, model):
    """The steps of a model's form."""
    views = [side.answer(call(model, 'fields_view_get', False, 'form')).get('result') for side in (stock, ours)]
    if not all(views):
        return
    fields = {name: field for name, field in views[0]['fields'].items()
              if name in views[1]['fields'] and isinstance(field, dict) and field['type'] not in ('binary', 'one2many') and name not in UNCOMPARED}
    spec = {name: '1' if field.get('on_change') or 'on_change="1"' in views[0]['arch'].split('name="%s"' % name)[-1].split('>')[0] else ''
            for name, field in fields.items()}
    defaults = stock.answer(call(model, 'default_get', list(fields))).get('result')
    if defaults is None:
        return
    new = {name: shown(defaults.get(name, False), field) for name, field in fields.items()}
    new.update({name: value or [] for name, value in defaults.items() if name in fields and fields[name]['type'] == 'many2many'})
    yield call(model, 'onchange', [], {}, [], spec)
    yield call(model, 'onchange', [], new, [], spec)
    forms = [([], new)]
    for record in stock.answer(call(model, 'search', [], 0, 2, 'id desc')).get('result', []):
        rows = stock.answer(call(model, 'read', [record], list(fields))).get('result')
        if rows:
            forms.append(([record], {name: shown(rows[0][name], field) for name, field in fields.items()}))
    for ids, values in forms:
        for name, field in fields.items():
            for value in changes(stock, field, values[name]):
                yield call(model, 'onchange', ids, dict(values, **{name: value}), name, spec)


def run(wanted):
    asked = refused = found = empty = broken = 0
    with both() as (stock, ours):
        for model in models_of(stock, ours):
            if wanted and model not in wanted:
                continue
            for step in questions(stock, ours, model):
                theirs, mine = stock.answer(step), ours.answer(step)
                asked += 1
                refused += 'error' in theirs
                empty += not theirs.get('result', {}).get('value') if isinstance(theirs.get('result'), dict) else False
                if theirs.get('error') == 'internal':       # Python showed through
                    broken += 1
                    continue
                if same(theirs, mine):
                    continue
                found += 1
                args = step[2]['args']
                changed = {name: args[1].get(name) for name in ([args[2]] if isinstance(args[2], str) else args[2])}
                print('%s %s: %s' % (model, args[0], json.dumps(changed)[:200]))
                print('  ' + first_difference(theirs, mine)[:700])
                sys.stdout.flush()
    print('%d questions, %d of them refused, %d without an answer from Odoo, %d change nothing, %d differ' % (asked, refused, broken, empty, found))
    return found


if __name__ == '__main__':
    sys.exit(1 if run(sys.argv[1:]) else 0)
