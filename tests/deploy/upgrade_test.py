"""A database that an older chatterd made gets what a new one would have, and nothing else changes; `serve` refuses it before,
where somebody else may use it, and does the upgrade itself on its private cluster. The older one is a new one from which a
table, columns, constraints, indexes, models, rights, records and texts are taken away."""
import pathlib
import re
import subprocess
import sys
import tempfile
import shutil

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from chatterd import PROGRAM, Chatterd, Web, cluster, new_database  # noqa: E402

OLDER = """
    DROP TABLE mail_blacklist CASCADE;
    DROP TABLE res_groups_implied_rel CASCADE;
    ALTER TABLE mail_channel DROP COLUMN moderation_guidelines_msg, DROP COLUMN email_send;
    ALTER TABLE res_users DROP COLUMN odoobot_state;
    ALTER TABLE mail_message_subtype DROP CONSTRAINT mail_message_subtype_parent_id_fkey;
    DROP INDEX mail_message_model_res_id_idx;
    DROP INDEX mail_channel_partner_partner_idx;
    DELETE FROM ir_model_fields WHERE model = 'mail.blacklist';
    DELETE FROM ir_model_access WHERE model_id IN (SELECT id FROM ir_model WHERE model = 'mail.blacklist');
    DELETE FROM ir_model WHERE model = 'mail.blacklist';
    DELETE FROM ir_model_fields WHERE model = 'res.users' AND name = 'odoobot_state';
    DELETE FROM ir_model_data d WHERE model = 'ir.model.access' AND NOT EXISTS (SELECT FROM ir_model_access a WHERE a.id = d.res_id);
    DELETE FROM ir_model_data d WHERE model = 'ir.model' AND NOT EXISTS (SELECT FROM ir_model a WHERE a.id = d.res_id);
    DELETE FROM ir_rule WHERE id = (SELECT res_id FROM ir_model_data WHERE model = 'ir.rule' AND name = 'mail_channel_rule');
    DELETE FROM ir_model_data WHERE model = 'ir.rule' AND name = 'mail_channel_rule';
    DELETE FROM ir_translation WHERE lang = 'fr_FR' AND type = 'code';
    DELETE FROM mail_activity_type WHERE id = (SELECT res_id FROM ir_model_data WHERE name = 'mail_activity_data_call');
    DELETE FROM ir_model_data WHERE name = 'mail_activity_data_call';
    DELETE FROM ir_config_parameter WHERE key IN ('chatterd.version', 'base_setup.show_effect');
    -- what an administrator did stays
    UPDATE ir_model_access SET perm_unlink = NOT perm_unlink WHERE id = (SELECT min(id) FROM ir_model_access);
    UPDATE ir_config_parameter SET value = '7' WHERE key = 'base.login_cooldown_after';
    INSERT INTO ir_config_parameter (key, value) VALUES ('of.the.team', 'kept');
    CREATE TABLE of_the_team (id int);
    ALTER TABLE res_partner ADD COLUMN x_size varchar;
"""
EXPECTED = ('table mail_blacklist', 'table res_groups_implied_rel', 'column mail_channel.moderation_guidelines_msg text',
            'column mail_channel.email_send boolean', 'column res_users.odoobot_state character varying', 'index mail_message_model_res_id_idx',
            'index mail_channel_partner_partner_idx', 'constraint mail_message_subtype_parent_id_fkey', 'model mail.blacklist',
            'field mail.blacklist.email', 'field res.users.odoobot_state', 'choice res.users.odoobot_state.', 'rule mail.mail_channel_rule',
            'right mail.access_mail_blacklist', 'parameter base_setup.show_effect', 'activity type Call', 'French texts: ')


def chatterd(*words, status=0):
    done = subprocess.run([str(PROGRAM), *map(str, words)], env=cluster.environment(), capture_output=True, text=True)
    assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


def dump(database, *options):
    """Without the sequences of ids, which no rollback takes back, and pg_dump's own random marks."""
    text = subprocess.run(['pg_dump', '-d', database, *options], env=cluster.environment(), capture_output=True, text=True, check=True).stdout
    return [line for line in text.splitlines() if not re.match(r"SELECT pg_catalog.setval\('public.\w+_id_seq'|\\(un)?restrict ", line)]


def shape(database):
    """Tables with their columns in the order of the names, constraints and indexes."""
    return cluster.sql("""
        SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
        UNION SELECT 'constraint', o.conrelid::regclass::text, pg_get_constraintdef(o.oid), '', '' FROM pg_constraint o
        WHERE o.connamespace = 'public'::regnamespace
        UNION SELECT 'index', i.indrelid::regclass::text, regexp_replace(pg_get_indexdef(i.indexrelid), 'INDEX .* ON', 'ON'), '', ''
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace ORDER BY 1, 2, 3""", database)


def named(database):
    return cluster.sql("SELECT module, name, model FROM ir_model_data ORDER BY 1, 2, 3", database)


def an_older_database_is_brought_up_to_date():
    fresh, old = new_database('fresh'), new_database('older')
    options = ('--database', cluster.dsn(old))
    try:
        cluster.sql(OLDER, old)
        said = chatterd('serve', *options, '--listen', '127.0.0.1:0', status=2)
        assert 'is of an older chatterd and lacks' in said and said.count('chatterd: ') == 1, said
        before = dump(old)
        planned = chatterd('upgrade', '--dry-run', *options)
        assert dump(old) == before, 'a dry run changed something'
        for line in EXPECTED:
            assert '+ ' + line in planned, (line, planned)
        done = chatterd('upgrade', *options)
        assert re.findall(r'^\+ .*', done, re.M) == re.findall(r'^\+ .*', planned, re.M)
        own = [('column', 'of_the_team', 'id'), ('column', 'res_partner', 'x_size')]
        got = [line for line in shape(old) if tuple(line[:3]) not in own]
        wanted = shape(fresh)
        assert got == wanted, [line for line in got + wanted if (line in got) != (line in wanted)]
        assert named(old) == named(fresh), [line for line in named(old) + named(fresh) if (line in named(old)) != (line in named(fresh))]
        for query, expected in (("SELECT value FROM ir_config_parameter WHERE key = 'of.the.team'", 'kept'),
                                ("SELECT value FROM ir_config_parameter WHERE key = 'base.login_cooldown_after'", '7')):
            assert cluster.sql(query, old) == [[expected]]
        changed = "SELECT perm_unlink FROM ir_model_access WHERE id = (SELECT min(id) FROM ir_model_access)"
        assert cluster.sql(changed, old) != cluster.sql(changed, fresh)
        assert not [line for line in chatterd('upgrade', '--dry-run', *options).splitlines() if line.startswith('+')]
        use(old)
        print('    %d things added' % len(re.findall(r'^\+ ', done, re.M)))
    finally:
        for database in (fresh, old):
            cluster.drop(database)


def use(database):
    server = Chatterd(database)
    try:
        alice = Web(server.url, database, 'alice', 'alice')
        channel = alice.call('mail.channel', 'channel_create', 'After')['id']
        alice.call('mail.channel', 'message_post', [channel], body='goes on', message_type='comment')
        admin = Web(server.url, database, 'admin', 'admin')
        assert admin.call('mail.blacklist', 'create', {'email': 'a@example.com'})
        assert admin.call('mail.activity.type', 'search_count', [('name', '=', 'Call')]) == 1
    finally:
        assert server.stop() == 0, server.log()


def a_database_of_the_first_day_is_brought_up_to_date():
    """That program was built and its database upgraded once; here it is made of a new one (older/11f2a02.sql)."""
    fresh, old = new_database('fresh'), new_database('first')
    options = ('--database', cluster.dsn(old))
    try:
        cluster.sql((HERE / 'older/11f2a02.sql').read_text(), old)
        said = chatterd('serve', *options, '--listen', '127.0.0.1:0', status=2)
        assert 'is of an older chatterd and lacks' in said, said
        planned = chatterd('upgrade', '--dry-run', *options)
        assert re.findall(r'^\+ .*', chatterd('upgrade', *options), re.M) == re.findall(r'^\+ .*', planned, re.M)
        for found in (shape, named):
            there = found(old)
            lacking = [line for line in found(fresh) if line not in there]
            assert not lacking, lacking
        assert '+ ' not in chatterd('upgrade', '--dry-run', *options)
        use(old)
        print('    %d things added' % len(re.findall(r'^\+ ', planned, re.M)))
    finally:
        for database in (fresh, old):
            cluster.drop(database)


def a_database_that_was_dumped_and_restored_lacks_nothing():
    """PostgreSQL writes some of its checks otherwise than those of the database that was dumped."""
    database = new_database('restored')
    dumped = subprocess.run(['pg_dump', '-d', database], env=cluster.environment(), capture_output=True, check=True).stdout
    try:
        cluster.drop(database)
        cluster.sql('CREATE DATABASE "%s" TEMPLATE template0' % database)
        subprocess.run(['psql', '-q', '-X', '-v', 'ON_ERROR_STOP=1', '-d', database], env=cluster.environment(), input=dumped, check=True,
                       stdout=subprocess.DEVNULL)
        assert '+ ' not in chatterd('upgrade', '--dry-run', '--database', cluster.dsn(database))
    finally:
        cluster.drop(database)


def the_private_cluster_upgrades_itself():
    data = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-upgrade-'))
    data.chmod(0o711)
    try:
        assert Chatterd(None, data=data).stop() == 0
        server = Chatterd(None, data=data)
        subprocess.run(['psql', '-q', '-X', '-v', 'ON_ERROR_STOP=1', '-h', str(data / 'socket'), '-U', 'chatterd', '-d', 'chatterd', '-c',
                        'ALTER TABLE mail_channel DROP COLUMN email_send; UPDATE ir_config_parameter SET value = $$0.1.0 x$$ '
                        'WHERE key = $$chatterd.version$$'], check=True)
        assert server.stop() == 0
        server = Chatterd(None, data=data)
        assert 'added="column mail_channel.email_send boolean"' in server.log(), server.log()
        said = chatterd('doctor', '--data', data)
        assert 'A database that chatterd has made' in said and 'code is not known' not in said, said
        assert server.stop() == 0
    finally:
        shutil.rmtree(data, ignore_errors=True)


def a_later_release_is_refused():
    database = new_database('later')
    try:
        cluster.sql("UPDATE ir_config_parameter SET value = '0.99.1 x' WHERE key = 'chatterd.version'", database)
        for command in ('serve', 'upgrade'):
            said = chatterd(command, '--database', cluster.dsn(database), '--listen', '127.0.0.1:0', status=2)
            assert 'is of chatterd 0.99.1' in said and said.count('chatterd: ') == 1, said
        # an Odoo's database is Odoo's, whatever it says of chatterd
        cluster.sql("UPDATE ir_module_module SET latest_version = '13.0.1.3' WHERE name = 'base'", database)
        said = chatterd('upgrade', '--database', cluster.dsn(database), status=2)
        assert "is Odoo's" in said, said
        server = Chatterd(database)
        assert server.stop() == 0
    finally:
        cluster.drop(database)


for test in (an_older_database_is_brought_up_to_date, a_database_of_the_first_day_is_brought_up_to_date,
             a_database_that_was_dumped_and_restored_lacks_nothing, the_private_cluster_upgrades_itself, a_later_release_is_refused):
    if len(sys.argv) < 2 or test.__name__ in sys.argv[1:]:
        print('  ' + test.__name__, flush=True)
        test()
