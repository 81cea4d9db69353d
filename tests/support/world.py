"""The databases that conversations and migrations start from.

    world()      made here: `chatterd init`, and the people, channels, messages, files and French words of world/*.json
    recorded()   of a stock Odoo 13, as ../shared/conformance holds it; only where that is

Both answer (name of the template database, folder of its attachments in Odoo's layout). What the files of world/ say is what the
recorded answers say, with the same ids. The same statements give a stock Odoo's database the same world, to record on:

    world.py statements DATABASE FILESTORE    prints them for a database that psql reaches, and writes its attachments
"""
import base64
import functools
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tarfile

from chatterd import CONFORMANCE, PROGRAM, cluster, cluster_files, skip

FOLDER = pathlib.Path(__file__).parent / 'world'
PARTS = ('people', 'discuss')
# Columns that hold the number of a model, which differs between databases: the files have its name.
MODEL_COLUMNS = {('mail_alias', 'alias_model_id'), ('mail_alias', 'alias_parent_model_id'), ('mail_activity_type', 'res_model_id')}
# What translated records of an installation are known by.
KEYS = {'ir.model': 'SELECT id, model FROM ir_model',
        'ir.model.fields': "SELECT id, model || ',' || name FROM ir_model_fields",
        'res.groups': "SELECT res_id, module || '.' || name FROM ir_model_data WHERE model = 'res.groups'",
        'mail.message.subtype': "SELECT res_id, module || '.' || name FROM ir_model_data WHERE model = 'mail.message.subtype'"}


def password(word):
    """As passlib's pbkdf2_sha512 writes it, which Odoo uses; the salt is of the word, so that a world is made alike each time."""
    def ab64(data):
        return base64.b64encode(data).decode().rstrip('=').replace('+', '.')
    salt = hashlib.sha512(word.encode()).digest()[:16]
    return '$pbkdf2-sha512$25000$%s$%s' % (ab64(salt), ab64(hashlib.pbkdf2_hmac('sha512', word.encode(), salt, 25000)))


def quoted(value):
    return "'%s'" % value.replace("'", "''")


class World:
    """The statements that put the world into a database, for the tables and columns that it has."""

    def __init__(self, query):
        """`query(text)` answers the rows of a statement, texts each."""
        self.query = query
        self.columns = {}
        for table, column in query("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"):
            self.columns.setdefault(table, set()).add(column)
        self.models = {model: int(number) for number, model in query(KEYS['ir.model'])}

    def statements(self):
        out = ['SET session_replication_role = replica;']
        for part in PARTS:
            data = json.loads((FOLDER / (part + '.json')).read_text())
            for table, content in data.items():
                if isinstance(content, dict) and 'rows' in content:
                    out += self.table(table, content)
            out += ['DELETE FROM %s;' % table for table in data.get('emptied', [])]
            out += [self.external_id(*row) for row in data['external_ids']]
        attachments = json.loads((FOLDER / 'files.json').read_text())
        out += self.table('ir_attachment', attachments['ir_attachment'])
        out += self.translations()
        # Numbers of records that were there once: new ones get the same as on a stock Odoo's database.
        for table, number in json.loads((FOLDER / 'discuss.json').read_text())['next'].items():
            out.append("SELECT setval('%s_id_seq', %d, false);" % (table, number))
        return out

    def table(self, table, content):
        rows = []
        for values in content['rows']:
            row = dict(content.get('all', {}), **dict(zip(content['columns'], values)))
            for column in row:
                if (table, column) in MODEL_COLUMNS and row[column]:
                    row[column] = self.models[row[column]]
            if table == 'ir_attachment':
                row.update(stored(row.pop('file')))
            if table == 'res_users':
                row['password'] = password(row['login']) if row['active'] else None
            if row.get('logo_web'):     # a column with the base64 text
                row['logo_web'] = '\\x' + base64.b64encode(contents()[row['logo_web']]).hex()
            rows.append({column: value for column, value in row.items() if column in self.columns[table]})
        names = ', '.join('"%s"' % column for column in rows[0])
        kept = ' WHERE %s' % content['replaces'] if 'replaces' in content else ''
        out = ['DELETE FROM %s%s;' % (table, kept),
               'INSERT INTO %s (%s) SELECT %s FROM json_populate_recordset(null::%s, %s);' % (
                   table, names, names, table, quoted(json.dumps(rows)))]
        if 'id' in self.columns[table]:
            out.append("SELECT setval('%s_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM %s), false);" % (table, table))
        return out

    def external_id(self, module, name, model, record, noupdate):
        where = 'module = %s AND name = %s' % (quoted(module), quoted(name))
        return ('DELETE FROM ir_model_data WHERE %s; INSERT INTO ir_model_data (module, name, model, res_id, noupdate) '
                'VALUES (%s, %s, %s, %d, %s);' % (where, quoted(module), quoted(name), quoted(model), record, noupdate))

    def translations(self):
        columns, *rows = json.loads((FOLDER / 'french.json').read_text())
        known = {model: {key: int(number) for number, key in self.query(text)} for model, text in KEYS.items()}
        out = []
        for kind, name, record, source, translation, module in rows:
            if isinstance(record, str):
                record = known[name.split(',')[0]].get(record)
                if record is None:
                    continue        # a model or field of a module that this database has not
            out.append({'type': kind, 'name': name, 'res_id': record, 'src': source, 'value': translation, 'module': module,
                        'lang': 'fr_FR', 'state': 'translated'})
        names = 'type, name, res_id, src, value, module, lang, state'
        return ["DELETE FROM ir_translation WHERE lang = 'fr_FR'; SELECT setval('ir_translation_id_seq', 10001, false);",
                'INSERT INTO ir_translation (%s) SELECT %s FROM json_populate_recordset(null::ir_translation, %s);' % (
                    names, names, quoted(json.dumps(out))),
                "UPDATE res_lang SET active = true WHERE code IN ('en_US', 'fr_FR');"]


@functools.lru_cache
def contents():
    """The files of attachments by name."""
    return {name: base64.b64decode(text) for name, text in json.loads((FOLDER / 'files.json').read_text())['contents'].items()}


def stored(name):
    """What a row of ir_attachment says about the file `name` in the file store."""
    digest = hashlib.sha1(contents()[name]).hexdigest()
    return {'checksum': digest, 'store_fname': '%s/%s' % (digest[:2], digest), 'file_size': len(contents()[name])}


def write_files(folder):
    for name, content in contents().items():
        path = pathlib.Path(folder) / stored(name)['store_fname']
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def run(statements, *psql, **environment):
    subprocess.run(['psql', '-q', '-X', '-v', 'ON_ERROR_STOP=1', *psql], input='\n'.join(statements) + '\n', text=True,
                   stdout=subprocess.DEVNULL, check=True, **environment)


def made_from():
    """Changes when the program or the world does."""
    status = PROGRAM.stat()
    digest = hashlib.sha1(pathlib.Path(__file__).read_bytes() + b''.join(f.read_bytes() for f in sorted(FOLDER.glob('*.json'))))
    return '%x_%x_%s' % (status.st_mtime_ns, status.st_size, digest.hexdigest()[:8])


def world():
    name = 'world_' + made_from()
    with cluster.locked():
        if not cluster.has(name):
            for old, in cluster.sql("SELECT datname FROM pg_database WHERE datname LIKE 'world\\_%'"):
                cluster.drop(old)
                shutil.rmtree(cluster_files(old), ignore_errors=True)
            cluster.drop('making')
            cluster.sql('CREATE DATABASE making TEMPLATE template0')
            done = subprocess.run([str(PROGRAM), 'init', '--database', cluster.dsn('making')], env=cluster.environment(),
                                  capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError('chatterd init: ' + done.stdout + done.stderr)
            statements = World(lambda text: cluster.sql(text, 'making')).statements()
            run(statements, '-d', 'making', env=cluster.environment())
            write_files(cluster_files(name))
            # Rows that nothing orders come as the plan finds them: the plans are those of the recordings (see Cluster.start).
            cluster.sql('ANALYZE', 'making')
            cluster.sql('ALTER DATABASE making RENAME TO "%s"' % name)
    return name, cluster_files(name)


def recorded():
    dump = CONFORMANCE / 'odoo13.sql.gz'
    if not dump.exists():
        skip('the recorded database of a stock Odoo 13 is not there: no %s' % dump)
    # Its name says which file it came from: a new recording makes a new template.
    name = 'odoo13_' + hashlib.sha1(dump.read_bytes()).hexdigest()[:8]
    with cluster.locked():
        if not cluster.has(name):
            cluster.drop('loading')
            cluster.sql('CREATE DATABASE loading TEMPLATE template0')
            unzip = subprocess.Popen(['zcat', str(dump)], stdout=subprocess.PIPE)
            subprocess.run(['psql', '-q', '-X', '-v', 'ON_ERROR_STOP=1', '-d', 'loading'], stdin=unzip.stdout,
                           stdout=subprocess.DEVNULL, env=cluster.environment(), check=True)
            if unzip.wait():
                raise RuntimeError('zcat %s failed' % dump)
            cluster.sql('ALTER DATABASE loading RENAME TO "%s"' % name)
        if not any(cluster_files(name).iterdir()):
            with tarfile.open(CONFORMANCE / 'filestore.tar.gz') as tar:
                tar.extractall(cluster_files(name))
    return name, cluster_files(name)


def main():
    _, database, filestore = sys.argv[1:]

    def query(text):
        done = subprocess.run(['psql', '-q', '-X', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', text],
                              capture_output=True, text=True, check=True)
        return [line.split('\t') for line in done.stdout.splitlines()]
    write_files(filestore)
    run(World(query).statements(), '-d', database)


if __name__ == '__main__':
    main()
