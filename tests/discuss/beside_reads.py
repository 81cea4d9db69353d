"""What beside_reads_test.py asks: random requests that change nothing, (who, path, params), on every model that both servers have.

Domains, orders, groupings and lists of fields are made of the fields that stock describes and of values that it has for them,
and now and then of what is not there or makes no sense."""
import json

PEOPLE = ('admin', 'admin', 'demo', 'demo', 'alice', 'portal')
COMPARISONS = ('=', '!=', '<>', '<', '<=', '>', '>=', '=?', 'in', 'not in', 'like', 'not like', 'ilike', 'not ilike', '=like', '=ilike', 'child_of', 'parent_of')
ODD = (False, None, True, '', 0, 1, -1, 2.5, 'x', 'a', '%', '12', '2020-01-01', '2026-01-01 12:00:00', [], [False], [1], [1, 2, False], ['a', False], 'admin', [None], [True])
# Texts and values that come where nobody expects them; halves of characters as a cut-off emoji leaves them.
SPOILERS = ODD + ('😀', 'a 😀 b', '\ud83d', 'cut \ud83d off', '\ude00', '\x00', 'a\x00b', '\x01\x1b\x7f', '\t\r\n', '\u200f\u202eעברית', 'مرحبا', 'Z\u0351\u0301a', '\ufeff',
                  '\ufffe', 'é', 'ß', 'x' * 10000, '😀' * 3000, "'", '"', '\\', '%s', '%(a)s', '{}', '<b>', '&amp;', '--', ';', '1; x', 'None', 'False', 'id', 'name', '__class__', '$1', '1' * 40,
                  1e308, -0.0, 2 ** 31, -2 ** 31 - 1, 2 ** 53, {}, {'a': 1}, {'id': [1]}, [[]], [{}], [[1, 2]], [['id', '=', 1]], [True, None], '2020-01-02 03:04', '2020-01-02T03:04:05',
                  '2020-01-02 03:04:05+02:00', '2020-13-45', '24:00')
CONTEXTS = ({}, {}, {}, {}, {'lang': 'fr_FR'}, {'lang': 'en_US', 'tz': 'Europe/Brussels'}, {'lang': 'fr_FR', 'tz': 'Asia/Tokyo'}, {'active_test': False}, {'bin_size': True},
            {'active_test': False, 'lang': 'fr_FR'}, {'tz': 'America/New_York'}, {'lang': None}, {'prefetch_fields': False})
# What the clock, a secret or the machine decides, or what reads of others change.
UNASKED = {('ir.cron', 'nextcall'), ('ir.cron', 'lastcall'), ('res.users', 'login_date'), ('res.users', 'log_ids'), ('ir.model.data', 'display_name'), ('ir.model', 'count'),
           ('ir.module.module', 'icon_image'),      # a file of Odoo's tree
           ('ir.config_parameter', 'value'), ('ir.config_parameter', 'write_uid'), ('ir.config_parameter', 'write_date'), ('ir.config_parameter', '__last_update')}
# ir.cron: its actions were left out of the recorded database.
UNASKED_MODELS = {'res.users.log', 'bus.presence', 'ir.cron'}


class Subject:
    """A model: its fields as stock describes them, its ids, and values that it has."""

    def __init__(self, name, fields, ids, rows):
        self.name, self.fields, self.ids = name, fields, ids
        self.values = {field: [row[field] for row in rows if row.get(field) not in (False, None, [])] for field in fields}
        self.names = sorted(fields)
        self.stored = [field for field in self.names if fields[field].get('store')]
        self.columns = [field for field in self.stored if fields[field]['type'] not in ('one2many', 'many2many', 'binary')]
        self.temporal = [field for field in self.columns if fields[field]['type'] in ('date', 'datetime')]


class Questions:
    """Random questions; `subjects` are by name."""

    def __init__(self, chance, subjects):
        self.chance, self.subjects = chance, subjects
        self.kinds = [kind for kind, weight in ((self.search_read, 10), (self.search, 4), (self.search_count, 3), (self.read, 6), (self.read_group, 6), (self.name_search, 3),
                                                (self.name_get, 1), (self.fields_get, 1), (self.default_get, 1), (self.export_data, 2), (self.rights, 1), (self.metadata, 1),
                                                (self.web_views, 1), (self.copy_data, 1)) for _ in range(weight)]

    def question(self):
        return self.chance.choice(self.kinds)(self.chance.choice(list(self.subjects.values())))

    def spoiled(self, question):
        """The question with something odd in one place of its arguments, at any depth."""
        who, path, params = json.loads(json.dumps(question))
        inside = params if 'args' in params else {'args': params}
        places = [(inside, key) for key in ('args', 'kwargs') if inside.get(key)]
        found = []
        while places:
            container, key = places.pop()
            if container is not inside:
                found.append((container, key))
            value = container[key]
            places += [(value, inner) for inner in (value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ())]
        if found:
            container, key = self.chance.choice(found)
            odd = self.chance.choice(SPOILERS)
            if isinstance(container, dict) and self.chance.random() < 0.1 and isinstance(odd, str):
                container[odd] = container.pop(key)     # a name instead of a value
            else:
                container[key] = odd
        return who, path, params

    def call(self, subject, method, *args, **kwargs):
        who = self.chance.choice(PEOPLE)
        context = self.chance.choice(CONTEXTS)
        if context:
            kwargs['context'] = context
        return who, '/web/dataset/call_kw/%s/%s' % (subject.name, method), {'model': subject.name, 'method': method, 'args': list(args), 'kwargs': kwargs}

    def rarely(self):
        return self.chance.random() < 0.04

    # --------------------------------------------------------------------------------- domains

    def path(self, subject):
        """A field, or one of a related record: (dotted name, description, values)."""
        if self.rarely():
            return self.chance.choice(('nope', 'id.name', 'name.nope', 'create_uid.nope')), {'type': 'char'}, []
        name = self.chance.choice(self.names(subject))
        field = subject.fields[name]
        if field.get('relation') in self.subjects and self.chance.random() < 0.3:
            rest, inner, values = self.path(self.subjects[field['relation']])
            return name + '.' + rest, inner, values
        return name, field, subject.values.get(name, [])

    def names(self, subject):
        return subject.names if self.chance.random() < 0.4 else subject.stored

    def operand(self, field, values):
        chance = self.chance.random()
        if chance < 0.12:
            return self.chance.choice(ODD)
        if field['type'] in ('many2one', 'one2many', 'many2many'):
            target = self.subjects.get(field.get('relation'))
            ids = target.ids if target else [1]
            if chance < 0.5 and ids:
                return self.chance.choice(ids)
            if chance < 0.7 and ids:
                return [self.chance.choice(ids + [False]) for _ in range(self.chance.randrange(4))]
            if chance < 0.85 and target and target.values.get('display_name'):
                return self.part(self.chance.choice(target.values['display_name']))
            return self.chance.choice((False, [], 99999, 1))
        if field['type'] == 'boolean':
            return self.chance.choice((True, False, True, False, None, 1, 0, [True], [False], [True, False], 'x'))
        if not values:
            return self.chance.choice(ODD)
        value = self.chance.choice(values)
        if chance < 0.3:
            return [self.chance.choice(values + [False]) for _ in range(self.chance.randrange(4))]
        return self.part(value) if isinstance(value, str) and chance < 0.6 else value

    def part(self, text):
        if not isinstance(text, str) or len(text) < 3:
            return text
        start = self.chance.randrange(len(text))
        text = text[start:start + self.chance.randrange(1, 8)]
        return self.chance.choice((text, text, text.upper(), text + '%', '%' + text, text.replace('a', '_')))

    def term(self, subject):
        if self.chance.random() < 0.02:
            return self.chance.choice(([1, '=', 1], [0, '=', 1], ['name', '='], 'x', [], ['id', 'in'], ['name', 'nope', 1], [1, '=', 0], ['id', '=', 1, 2], None, 3, True))
        name, field, values = self.path(subject)
        value = self.operand(field, values)
        if isinstance(value, list) and self.chance.random() < 0.85:
            return [name, self.chance.choice(('in', 'not in')), value]
        if field['type'] in ('char', 'text', 'html', 'selection', 'many2one', 'one2many', 'many2many', 'reference') or self.chance.random() < 0.2:
            return [name, self.chance.choice(COMPARISONS), value]
        return [name, self.chance.choice(('=', '!=', '<', '<=', '>', '>=', '=?', 'in', '<>')), value]

    def domain(self, subject):
        terms = [self.term(subject) for _ in range(self.chance.choice((0, 1, 1, 1, 2, 2, 3)))]
        if not terms:
            return self.chance.choice(([], [], [], None, False)) if self.rarely() else []
        out = []
        for term in terms[:-1]:
            out += [self.chance.choice(('&', '|'))] * (self.chance.random() < 0.6) + ['!'] * (self.chance.random() < 0.15)
            out.append(term)
        out += ['!'] * (self.chance.random() < 0.15) + [terms[-1]]
        # an operator needs two terms
        while sum(1 for token in out if token in ('&', '|')) > len(terms) - 1:
            out.remove(next(token for token in out if token in ('&', '|')))
        return out

    # ---------------------------------------------------------------------------------- others

    def order(self, subject):
        """Ends in id, so that the order is all told; or none."""
        if self.chance.random() < 0.25:
            return None
        if self.rarely():
            return self.chance.choice(('nope', 'id desc, nope', 'id; select', '', ' id', 'ID', 'id asc', 'id,', 'name nulls first'))
        names = [self.chance.choice(self.names(subject)) for _ in range(self.chance.choice((0, 1, 1, 2)))]
        return ', '.join([name + self.chance.choice(('', ' desc', ' asc', ' DESC')) for name in names] + ['id' + self.chance.choice(('', ' desc'))])

    def some_fields(self, subject):
        if self.rarely():
            return self.chance.choice((None, [], False, ['nope'], ['id'], ['name', 'nope'], 'name'))
        return sorted({self.chance.choice(subject.names) for _ in range(self.chance.choice((1, 3, 6)))})

    def limit(self):
        return self.chance.choice((None, None, 1, 3, 10, 80, 0, False)) if not self.rarely() else self.chance.choice(('', 'x', '2', -1, 1.5, [], True))

    def offset(self):
        return self.chance.choice((0, 0, 0, 1, 2, 5, 1000)) if not self.rarely() else self.chance.choice((None, False, '', 'x', '1', -1))

    def paging(self, subject):
        kwargs = {}
        for name, value in (('order', self.order(subject)), ('limit', self.limit()), ('offset', self.offset())):
            if self.chance.random() < 0.7:
                kwargs[name] = value
        return kwargs

    def search_read(self, subject):
        return self.call(subject, 'search_read', self.domain(subject), self.some_fields(subject), **self.paging(subject))

    def search(self, subject):
        kwargs = self.paging(subject)
        if self.chance.random() < 0.1:
            kwargs['count'] = True
        return self.call(subject, 'search', self.domain(subject), **kwargs)

    def search_count(self, subject):
        return self.call(subject, 'search_count', self.domain(subject))

    def some_ids(self, subject):
        ids = [self.chance.choice(subject.ids) for _ in range(self.chance.randrange(1, 4))] if subject.ids else [1]
        if self.rarely():
            return self.chance.choice((ids[0], ids + [99999], [], [ids[0], ids[0]], [str(ids[0])], [False], None, 'x'))
        return list(dict.fromkeys(ids))

    def read(self, subject):
        kwargs = {}
        if self.chance.random() < 0.3:
            kwargs['load'] = self.chance.choice(('_classic_read', '_classic_write', None, False, '', 'x'))
        return self.call(subject, 'read', self.some_ids(subject), self.some_fields(subject), **kwargs)

    def read_group(self, subject):
        groups = []
        for _ in range(self.chance.choice((0, 1, 1, 1, 2, 2, 3))):
            name = self.chance.choice(subject.temporal if subject.temporal and self.chance.random() < 0.4 else subject.columns if self.chance.random() < 0.9 else subject.names)
            if name in subject.temporal and self.chance.random() < 0.8:
                name += ':' + self.chance.choice(('day', 'week', 'month', 'quarter', 'year', 'hour'))
            groups.append(name)
        fields = []
        for _ in range(self.chance.choice((0, 1, 1, 2, 3))):
            name = self.chance.choice(subject.columns if self.chance.random() < 0.9 else subject.names)
            form = self.chance.choice(('{0}', '{0}', '{0}:{1}', 'total:{1}({0})'))
            fields.append(form.format(name, self.chance.choice(('sum', 'max', 'min', 'avg', 'count', 'count_distinct', 'array_agg', 'bool_and', 'bool_or'))))
        kwargs = {}
        if self.chance.random() < 0.4:
            kwargs['lazy'] = self.chance.choice((True, False))
        if self.chance.random() < 0.3 and groups:
            kwargs['orderby'] = self.chance.choice((groups[0], groups[0] + ' desc', groups[0].split(':')[0], groups[0].split(':')[0] + '_count desc', ', '.join(groups),
                                                    fields[0].split(':')[0] + ' desc' if fields else 'id', self.chance.choice(subject.names)))
        if self.chance.random() < 0.2:
            kwargs['limit'] = self.chance.choice((1, 2, 5, 0, None, False))
            kwargs['offset'] = self.chance.choice((0, 1, 2))
        method = self.chance.choice(('read_group', 'read_group', 'read_group', 'web_read_group'))
        return self.call(subject, method, self.domain(subject), fields, groups if len(groups) != 1 or self.chance.random() < 0.7 else groups[0], **kwargs)

    def name_search(self, subject):
        names = subject.values.get('display_name') or ['x']
        kwargs = {'name': self.part(self.chance.choice(names))} if self.chance.random() < 0.9 else {}
        if self.chance.random() < 0.3:
            kwargs['args'] = self.domain(subject)
        if self.chance.random() < 0.4:
            kwargs['operator'] = self.chance.choice(COMPARISONS)
        if self.chance.random() < 0.4:
            kwargs['limit'] = self.limit()
        return self.call(subject, 'name_search', **kwargs)

    def name_get(self, subject):
        return self.call(subject, 'name_get', self.some_ids(subject))

    def fields_get(self, subject):
        args = [self.some_fields(subject)] if self.chance.random() < 0.8 else []
        return self.call(subject, 'fields_get', *args)

    def default_get(self, subject):
        question = self.call(subject, 'default_get', self.some_fields(subject))
        field, = self.chance.sample(subject.names, 1)
        if subject.values[field] and self.chance.random() < 0.5:
            kwargs = question[2]['kwargs']
            kwargs['context'] = dict(kwargs.get('context') or {}, **{'default_' + field: self.chance.choice(subject.values[field] + [False])})
            question[2]['args'] = [[field]]
        return question

    def export_data(self, subject):
        def path(of, depth=0):
            name = self.chance.choice([name for name in of.names if name != 'id'])
            target = self.subjects.get(of.fields[name].get('relation'))
            if target and depth < 2 and self.chance.random() < 0.5:
                return name + '/' + self.chance.choice((path(target, depth + 1), '.id'))
            return self.chance.choice((name, name, name, name, '.id'))      # 'id' makes external ids
        return self.call(subject, 'export_data', self.some_ids(subject), [path(subject) for _ in range(self.chance.choice((1, 2, 4)))])

    def rights(self, subject):
        operation = self.chance.choice(('read', 'write', 'create', 'unlink')) if not self.rarely() else 'nope'
        if self.chance.random() < 0.5:
            return self.call(subject, 'check_access_rights', operation, *self.chance.choice(((), (False,), (True,))))
        if self.chance.random() < 0.3:
            return self.call(subject, 'check_field_access_rights', operation, self.some_fields(subject))
        return self.call(subject, 'check_access_rule', self.some_ids(subject), operation)

    def metadata(self, subject):
        return self.call(subject, self.chance.choice(('get_metadata', 'get_external_id', 'get_xml_id', 'exists', 'fields_get_keys')), self.some_ids(subject))

    def web_views(self, subject):
        if self.chance.random() < 0.5:
            return self.call(subject, 'web_search_read', self.domain(subject), self.some_fields(subject), **self.paging(subject))
        params = {'model': subject.name, 'fields': self.some_fields(subject), 'domain': self.domain(subject)}
        for name, value in (('offset', self.offset()), ('limit', self.limit()), ('sort', self.order(subject))):
            if self.chance.random() < 0.5:
                params[name] = value
        return self.chance.choice(PEOPLE), '/web/dataset/search_read', params

    def copy_data(self, subject):
        return self.call(subject, 'copy_data', [self.chance.choice(subject.ids or [1])])


def subjects_of(stock, ours):
    """The models that both sides serve."""
    found = {}
    admin = stock.people['admin']
    for name in sorted(row['model'] for row in admin.call('ir.model', 'search_read', [['transient', '=', False], ['model', 'not in', sorted(UNASKED_MODELS)]], ['model'])):
        try:
            ours.people['admin'].call(name, 'fields_get', [], ['type'])
            fields = admin.call(name, 'fields_get')
            ids = admin.call(name, 'search', [], context={'active_test': False})
        except Exception:
            continue
        if not ids and not stock.query('SELECT to_regclass(%s)', name.replace('.', '_'))[0][0]:
            continue
        fields = {field: described for field, described in fields.items() if (name, field) not in UNASKED}
        readable = [field for field in fields if fields[field]['type'] not in ('binary', 'one2many')]
        try:
            rows = admin.call(name, 'read', ids[:40] + ids[-20:], readable, load='_classic_write') if ids else []
        except Exception:
            rows = []
        found[name] = Subject(name, fields, ids, json.loads(json.dumps(rows)))
    return found
