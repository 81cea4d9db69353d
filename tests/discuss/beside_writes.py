"""What beside_writes_test.py does to records in general: create, write, copy, unlink and load with values of every kind for every
type of field, right, odd and wrong, by who may and who may not."""
from beside_actions import PNG, TEXT, call

TEXTS = ['abc', 'Été', '  blancs ', '', False, None, 12, 1.5, True, '<p>a <b>b</b></p>', 'x' * 70, ['x'], {'a': 1}, 'deux\nlignes', '%s', "l'été", 'A@B.com', 0]
NUMBERS = [0, 1, 7, -3, '4', 2.9, '2.5', False, None, True, '', 'douze', 2 ** 31, [1], '1e2', ' 5 ', 0.1234567, 1e15]
BOOLEANS = [True, False, None, 0, 1, '', 'oui', [], [False], {}, 'False']
DATES = ['2020-02-29', '1999-12-31', '2020-02-30', '2020-01-01 10:20:30', '2020-01-01T10:20:30', False, None, '', 'x', 12, '2020-1-1', '2020-01-01 10:20:30.123456', '01/02/2020', True,
         '2020-01-01 25:00:00', '2020-01-01 10:20', '0001-01-01', '9999-12-31', ' 2020-01-01', '2020-01-01+02:00', ['2020-01-01']]
BINARIES = [TEXT, PNG, False, '', 'not base64!', None, 12, 'YQ', 'YQ==']
# Models and whether their records of the template may be changed, by whom most often.
MODELS = {'res.partner': True, 'res.partner.category': True, 'res.partner.title': True, 'res.partner.industry': True, 'res.bank': True, 'res.partner.bank': True, 'res.country.state': True,
          'res.country.group': True, 'res.currency.rate': True, 'mail.shortcode': True, 'mail.message.subtype': False, 'mail.activity.type': False, 'mail.blacklist': True, 'mail.alias': False,
          'ir.config_parameter': False, 'ir.attachment': True, 'mail.moderation': True, 'mail.channel.partner': True, 'res.groups': False, 'res.users': False, 'res.company': False,
          'ir.model.data': False, 'ir.default': False, 'ir.sequence': False, 'mail.channel': True, 'res.currency': False, 'ir.translation': False, 'res.country': False,
          'mail.template': False, 'ir.rule': False, 'ir.model.access': False, 'res.lang': False}
# What ends sessions, asks the network, or needs what the recorded database has not.
UNTOUCHED = {'password', 'new_password', 'image_1920', 'image_1024', 'image_512', 'image_256', 'image_128', 'logo', 'logo_web', 'favicon', 'activity_ids', 'message_ids', 'website_message_ids', 'groups_id',
             'message_follower_ids', 'log_ids', 'company_ids', 'user_ids', 'users', 'uuid', 'access_token', 'signup_token', 'store_fname', 'db_datas', 'raw', 'report_template', 'ref_ir_act_window',
             'view_access', 'menu_access', 'paperformat_id', 'external_report_layout_id', 'address_view_id', 'action_id', 'mail_server_id', 'message_main_attachment_id', 'model_access', 'rule_groups',
             'category_parent_id', 'message_channel_ids', 'message_partner_ids'}


class Fields:
    """The fields of each model, as stock describes them to the administrator."""

    def __init__(self, stock):
        self.stock, self.known = stock, {}

    def __getitem__(self, model):
        if model not in self.known:
            described = self.stock.people['admin'].call(model, 'fields_get')
            self.known[model] = {name: field for name, field in described.items() if name not in UNTOUCHED and not name.startswith(('in_group_', 'sel_groups_'))}
        return self.known[model]


def table_of(model):
    return model.replace('.', '_')


def value_of(w, field, depth=0):
    kind = field['type']
    if kind in ('char', 'text', 'html'):
        return w.pick(*TEXTS[:4], *TEXTS)
    if kind in ('integer', 'float', 'monetary', 'many2one_reference'):
        return w.pick(*NUMBERS)
    if kind == 'boolean':
        return w.pick(*BOOLEANS)
    if kind in ('date', 'datetime'):
        return w.pick(*DATES[:5], *DATES)
    if kind == 'selection':
        return w.pick(*[key for key, _ in field['selection'][:40]], False, 'nonsense', None, '', 1)
    if kind == 'binary':
        return w.pick(*BINARIES)
    if kind == 'reference':
        return w.pick(False, 'res.partner,1', 'x', 'res.partner,99999', None, 'nope,1')
    target = field.get('relation')
    known = w.exists(target)
    if kind == 'many2one':
        return w.pick(*[w.one(table_of(target), recent=40) for _ in range(4)] if known else [False], False, None, '', 99999, 'x', [1], [1, 'x'], True, 0, -1, {}, 1.0, '1')
    some = w.some(table_of(target)) if known else []
    one = w.one(table_of(target)) if known else 99999
    return w.pick([[6, 0, some]], [[4, one]], [[4, one, 0]], [[3, one]], [[2, one]], [[5]], [[5, 0, 0]], some, [], False, None, [[6, 0, [99999]]], [[1, one, values_of(w, target, 1)]] if depth < 1 and known else [],
                  [[0, 0, values_of(w, target, 2)]] if depth < 1 and known else [], [[0, 0, {}]], 'x', [[7, 1, 1]], [one], [[6, 0, some], [4, one]], [[6]], 12, [(4, one)], [[1, one, {}]], [['x']], [[]], [False],
                  [[6, False, some]], [[6, 0, False]], [[0, False, {'name': 'ligne'}], [0, 'virtual', {'name': 'autre'}]])


def values_of(w, model, most):
    fields = w.fields[model]
    names = [name for name, field in fields.items() if not field['readonly'] or w.chance.random() < 0.1]
    values = {name: value_of(w, fields[name], 1 if most < 3 else 0) for name in w.chance.sample(names, min(len(names), w.chance.randrange(1, most + 1)))}
    if w.chance.random() < 0.01:
        values['nope'] = 1
    return values


def good_value(w, field):
    """One that is most likely taken."""
    kind = field['type']
    if kind in ('char', 'text', 'html'):
        return w.pick('un', 'deux', 'Été', 'x%d' % w.chance.randrange(1000))
    if kind in ('integer', 'many2one_reference'):
        return w.pick(1, 2, 3)
    if kind in ('float', 'monetary'):
        return w.pick(1, 2.5)
    if kind == 'boolean':
        return w.pick(True, False)
    if kind == 'date':
        return '2020-02-%02d' % w.chance.randrange(1, 29)
    if kind == 'datetime':
        return '2020-02-%02d 01:02:03' % w.chance.randrange(1, 29)
    if kind == 'selection':
        return w.pick(*[key for key, _ in field['selection'][:40]])
    if kind == 'many2one' and w.exists(field['relation']):
        return w.one(table_of(field['relation']), recent=20)
    return False


def create(w, model, who):
    fields = w.fields[model]
    values = {name: good_value(w, field) for name, field in fields.items() if field['required'] and w.chance.random() < 0.9}
    if 'name' in fields and not fields['name']['readonly'] and w.chance.random() < 0.8:
        values['name'] = w.pick('nouveau', 'Été %d' % w.chance.randrange(99), 'x')
    values.update(values_of(w, model, 4))
    return call(who, model, 'create', w.pick(values, values, values, [values], [values, {'name': 'b'}]), context=w.context())


def step(w):
    """A random request that writes."""
    model = w.pick(*MODELS)
    who = w.pick('admin', 'admin', 'admin', 'demo', 'demo', 'alice', 'portal')
    new = w.ids(table_of(model), 'id > %d' % w.last[model])
    every = w.ids(table_of(model)) if MODELS[model] else new
    one = w.chance.choice(new if new and w.chance.random() < 0.6 else every) if every else 99999
    if w.chance.random() < 0.02:
        one = 99999
    kind = w.chance.random()
    if kind < 0.35 or not every:
        return create(w, model, who)
    if kind < 0.75:
        return call(who, model, 'write', w.pick([one], [one], [one], one, [one, w.chance.choice(every)]), values_of(w, model, 3), context=w.context())
    if kind < 0.83:
        return call(who, model, 'copy', w.pick(one, [one]), *w.pick([], [], [values_of(w, model, 2)]), context=w.context())
    if kind < 0.90:
        return call(who, model, 'unlink', w.pick([one], [one], [one, w.chance.choice(every)], one))
    if kind < 0.94:
        return call(who, model, 'name_create', w.pick('par nom', 'x <x@y.fr>', '', False), context=w.context())
    if kind < 0.97:
        return call(who, model, w.pick('toggle_active', 'toggle_active', 'copy_data'), [one])
    names = w.chance.sample(list(w.fields[model]), 2)
    return call(who, model, 'load', ['name'] + names, [['importé', *[w.pick('', 'x', '1', '2020-02-29', 'Yes', 'Wood Corner', '0', '1.5') for _ in names]] for _ in range(w.pick(1, 1, 2))], context=w.context())
