"""chatterd migrate where names come from data: models, fields, external ids, languages and files that are called as nobody expects.

    names_test.py database | server

Whatever stands there is a text: it reaches no SQL and no path, hides no other record, and comes out as it went in.
"""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'support'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from chatterd import cluster, standalone  # noqa: E402
import migrate_test  # noqa: E402
from migrate_test import database, migrate, rows, source_database, undo, verify, work  # noqa: E402
from rpc_test import empty_server, over_rpc, server, to_rpc  # noqa: E402

ODD = ['', ' ', '.', '..', '...', 'res partner', 'Res.Partner', 'RES.PARTNER', 'res.partner ', ' res.partner', 'res..partner', 'res_partner', 'a"b', "a'b", "a''b",
       "'; DROP TABLE mail_message; --", '"; DROP TABLE mail_message; --', "' OR '1'='1", '%s', '%', '%(x)s', '{}', '$1', ':x', '\\', '\\\\', '\\N', '\\.', "\\'", 'a\nb', 'a\tb',
       'a\rb', '\x01', '\x7f', 'a,b', 'base.group_user,base.group_system', 'ünï.cödé', '模型', '😀', '\u202egpj', '\ufeff', '\ufffd', 'x' * 63, 'x' * 64, 'a.' * 400, 'id',
       'select', 'order', 'null', 'false', 'True', '0', '-1', '1e9', 'pg_class', 'pg.class', 'information_schema.tables', 'public.res_partner', 'mail_message',
       'mail.message.res.partner.rel', 'mail.message.res.partner.needaction.rel', 'message.attachment.rel', 'reference', 'chatterd.migrate.run', '../../etc/passwd',
       '/etc/passwd', 'C:\\x', '<script>', '&amp;', 'odd.view', 'odd.text', 'odd.big', 'odd.null', 'odd.bytes', 'odd.mixed', 'odd.foreign', 'Odd.Quoted', 'odd quoted']


def literal(text):
    return "E'%s'" % text.replace('\\', '\\\\').replace("'", "''")


ARRAY = 'ARRAY[%s]' % ', '.join(literal(text) for text in ODD)

# Tables and views that are no models, or that a target has in another shape.
TABLES = """
    CREATE VIEW odd_view AS SELECT 1 AS id, 'view'::text AS name;
    CREATE TABLE odd_text (id text, name text); INSERT INTO odd_text VALUES ('one', 'x'), (NULL, NULL);
    CREATE TABLE odd_big (id bigint, name text); INSERT INTO odd_big VALUES (9007199254740993, 'x'), (1, 'big');
    CREATE TABLE odd_null (id int, name int); INSERT INTO odd_null VALUES (NULL, 1), (1, NULL);
    CREATE TABLE odd_bytes (id int, name bytea); INSERT INTO odd_bytes VALUES (1, '\\\\xff00');
    CREATE TABLE "Odd_Quoted" (id int, "name" text); INSERT INTO "Odd_Quoted" VALUES (1, 'x')
    ; INSERT INTO ir_model (model, name, state) SELECT 'odd.' || n, n, 'manual' FROM unnest(ARRAY['view', 'text', 'big', 'null', 'bytes', 'mixed']) n
"""
SOURCE_TABLES = TABLES + '; CREATE TABLE odd_mixed (id int, name text); INSERT INTO odd_mixed VALUES (1, \'x\')'
TARGET_TABLES = TABLES + "; CREATE TABLE odd_mixed (id uuid, name int); INSERT INTO odd_mixed VALUES ('00000000-0000-0000-0000-000000000001', 1)"


def odd_source(name):
    """A source whose columns of names have all of that, one row each."""
    name = source_database(name)
    cluster.sql(SOURCE_TABLES, name)
    cluster.sql("""
        CREATE TEMP TABLE odd AS SELECT text, number FROM unnest(%s) WITH ORDINALITY o(text, number);
        INSERT INTO mail_message (model, res_id, body, subject, record_name, message_type, date, message_id, email_from, reply_to)
          SELECT text, 1, '<p>odd ' || number || '</p>', text, text, 'comment', now(), '<odd' || number || '@x>' || text, text, text FROM odd;
        INSERT INTO mail_message (model, res_id, body, message_type, date) SELECT text, n, '<p>odd id</p>', 'comment', now()
          FROM odd, unnest(ARRAY[0, -1, 2147483647, NULL]) n WHERE number < 20;
        INSERT INTO mail_followers (res_model, res_id, partner_id) SELECT text, 1, 3 FROM odd;
        INSERT INTO ir_attachment (name, res_model, res_id, res_field, type, url, mimetype, db_datas, checksum)
          SELECT text || '.', text, 1, CASE WHEN number %% 2 = 0 THEN text END, 'binary', text, text, convert_to(text, 'UTF8'), left(encode(sha256(text::bytea), 'hex'), 40)
          FROM odd WHERE text !~ E'\\\\\\\\';
        INSERT INTO mail_tracking_value (field, field_desc, field_type, old_value_char, new_value_text, mail_message_id)
          SELECT text, text, text, text, text, (SELECT max(id) FROM mail_message) FROM odd;
        INSERT INTO mail_message_subtype (name, res_model, relation_field, description, "default", sequence) SELECT text || ' ', text, text, text, true, 1 FROM odd;
        INSERT INTO ir_model_data (module, name, model, res_id) SELECT 'odd', text, 'mail.message.subtype', s.id FROM odd JOIN mail_message_subtype s ON s.name = text || ' ';
        INSERT INTO mail_channel (name, public, uuid, channel_type, email_send, alias_id, description)
          SELECT text || ' channel', 'private', left(number || ' uuid ' || text, 50), 'channel', false, (SELECT alias_id FROM mail_channel ORDER BY id LIMIT 1), text FROM odd;
        INSERT INTO mail_message (model, res_id, body, message_type, date, subtype_id)
          SELECT 'mail.channel', c.id, '<p>odd in a channel</p>', 'comment', now(), (SELECT id FROM mail_message_subtype s WHERE s.name = odd.text || ' ' LIMIT 1)
          FROM odd JOIN mail_channel c ON c.name = text || ' channel';
        INSERT INTO res_partner (name, lang, tz, email, active, type, ref, display_name, commercial_partner_id, partner_share)
          SELECT text || ' person', text, text, text, true, 'contact', text, text || ' person', 1, true FROM odd;
        UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE '%% person';
        INSERT INTO mail_channel_partner (channel_id, partner_id, fold_state, custom_channel_name)
          SELECT c.id, p.id, 'open', text FROM odd JOIN mail_channel c ON c.name = text || ' channel' JOIN res_partner p ON p.name = text || ' person';
        INSERT INTO mail_shortcode (source, substitution) SELECT text, text FROM odd;
        INSERT INTO res_groups (name) SELECT text || ' group' FROM odd;
        INSERT INTO ir_model_data (module, name, model, res_id) SELECT text, text, 'res.groups', g.id FROM odd JOIN res_groups g ON g.name = text || ' group';
        INSERT INTO res_groups_users_rel (gid, uid) SELECT g.id, 2 FROM odd JOIN res_groups g ON g.name = text || ' group';
        INSERT INTO res_users (login, password, partner_id, company_id, notification_type, odoobot_state, share, active)
          SELECT text || ' login', text, p.id, 1, 'email', 'disabled', true, true FROM odd JOIN res_partner p ON p.name = text || ' person';
        INSERT INTO res_groups_users_rel (gid, uid) SELECT g.id, u.id FROM odd JOIN res_groups g ON g.name = text || ' group' JOIN res_users u ON u.login = text || ' login';
        INSERT INTO res_company_users_rel (cid, user_id) SELECT 1, id FROM res_users WHERE login LIKE '%% login'""" % ARRAY, name)
    return name


def comes_through(name, refused=0):
    """All of it is there, as it was."""
    for column, table, text in [('model', 'mail_message', "body ~ 'odd [0-9]'"), ('name', 'mail_channel', "uuid LIKE '% uuid %'"), ('source', 'mail_shortcode', 'true'),
                                ('tz', 'res_partner', "name LIKE '% person'"), ('field', 'mail_tracking_value', 'true')]:
        found = int(cluster.sql('SELECT count(*) FROM %s WHERE %s' % (table, text), name)[0][0])
        assert found >= len(ODD) - refused, (table, found)


def from_database():
    source = odd_source('names')
    migrate(source, 'names.tar.zst')
    verify(source, 'names.tar.zst')
    fresh = database('names_fresh')
    migrate('names.tar.zst', fresh)
    verify('names.tar.zst', fresh)
    verify(source, fresh)
    comes_through(fresh)
    other = database('names_other', standalone())
    cluster.sql(TARGET_TABLES, other)
    before = rows('mail_message', other)
    print(migrate(source, other)[-6000:])
    verify(source, other)
    comes_through(other)
    migrate(source, other)
    verify(source, other)
    for options in [['--model', "a'b"], ['--model', ''], ['--channel', "'; DROP TABLE mail_message; -- channel"], ['--channel', '\\ channel'], ['--no-archived', '--all-partners']]:
        selected = database('names_selected', standalone())
        cluster.sql(TARGET_TABLES, selected)
        migrate(source, selected, *options)
        verify(source, selected, *options)
        cluster.drop(selected)
    undo(other, '--run', '2')
    undo(other)
    assert rows('mail_message', other) == before


def from_server():
    source = odd_source('names_served')
    cluster.sql('''UPDATE mail_message SET body = replace(body, '"/>', '">')''', source)
    cluster.sql("UPDATE res_users SET password = (SELECT password FROM res_users WHERE login = 'demo') WHERE id = 1", source)
    with server(source) as running:
        over_rpc(running.url, source, 'names_rpc.tar.zst')
        over_rpc(running.url, source, 'names_rpc.tar.zst', command=['verify'])
        target = database('names_rpc', standalone())
        cluster.sql(TARGET_TABLES, target)
        over_rpc(running.url, source, target)
        over_rpc(running.url, source, target, command=['verify'])
        comes_through(target)
    into, running = empty_server()
    cluster.sql(TARGET_TABLES, into)
    with running:
        for _ in range(2):
            assert "Missing required value for the field 'Changed Field'" in to_rpc('names_rpc.tar.zst', running.url, into)
            told = to_rpc('names_rpc.tar.zst', running.url, into, command=['verify'], status=1)
            # what a server wants a text for and has none: a field, a model, what is replaced
            assert '3 differences' in told, told
            for name in ('mail.tracking.value', 'mail.followers', 'mail.shortcode'):
                assert 'missing: ' + name in told, told
        comes_through(into, refused=1)


if __name__ == '__main__':
    try:
        {'database': from_database, 'server': from_server}[sys.argv[1]]()
    finally:
        migrate_test.clean()
