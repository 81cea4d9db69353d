"""How PostgreSQL answers the frequent requests: through indexes only, reading a bounded number of pages, with statistics and without."""
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd, Web, cluster, new_database  # noqa: E402

# Where a scan of the whole table costs more each month. (res_users is read as a whole for suggestions: they start from the users.)
GROWING = {'mail_message', 'mail_message_mail_channel_rel', 'mail_message_res_partner_rel', 'mail_message_res_partner_needaction_rel',
           'mail_message_res_partner_starred_rel', 'mail_channel_partner', 'mail_followers', 'mail_tracking_value',
           'message_attachment_rel', 'ir_attachment', 'res_partner', 'bus_bus'}

# A company: 5,000 contacts, 40 users, 30 channels with 95,000 messages, 5,000 messages on contacts, inboxes, histories and stars.
COMPANY = """
    CREATE TEMP TABLE people AS WITH made AS (
        INSERT INTO res_partner (name, display_name, email, active, type, lang, color, partner_share)
        SELECT 'Person ' || n, 'Person ' || n, 'p' || n || '@example.com', true, 'contact', 'en_US', 0, n > 40
        FROM generate_series(1, 5000) n RETURNING id) SELECT id, row_number() OVER (ORDER BY id) AS n FROM made;
    INSERT INTO res_users (login, active, company_id, partner_id, notification_type, share, odoobot_state)
        SELECT 'p' || n, true, (SELECT min(id) FROM res_company), id, 'inbox', false, 'disabled' FROM people WHERE n <= 40;
    CREATE TEMP TABLE own AS SELECT partner_id AS id FROM res_users WHERE login = 'alice';
    CREATE TEMP TABLE rooms AS WITH made AS (
        INSERT INTO mail_channel (name, channel_type, public, uuid, alias_id)
        SELECT 'room ' || n, 'channel', CASE WHEN n % 3 = 0 THEN 'private' ELSE 'public' END, 'room-' || n,
            (SELECT min(id) FROM mail_alias)
        FROM generate_series(1, 30) n RETURNING id) SELECT id, row_number() OVER (ORDER BY id) AS n FROM made;
    INSERT INTO mail_channel_partner (channel_id, partner_id, is_pinned, fold_state)
        SELECT r.id, p.id, true, 'open' FROM rooms r, people p WHERE p.n <= 40
        UNION ALL SELECT r.id, own.id, true, 'open' FROM rooms r, own;
    INSERT INTO mail_followers (res_model, res_id, channel_id) SELECT 'mail.channel', id, id FROM rooms;
    INSERT INTO mail_followers (res_model, res_id, partner_id)
        SELECT 'res.partner', p.id, f.id FROM people p JOIN people f ON f.n IN (p.n %% 40 + 1, (p.n + 7) %% 40 + 1) WHERE p.n > 40;
    INSERT INTO mail_followers_mail_message_subtype_rel (mail_followers_id, mail_message_subtype_id)
        SELECT f.id, d.res_id FROM mail_followers f CROSS JOIN ir_model_data d
        WHERE (f.channel_id IN (SELECT id FROM rooms) OR f.partner_id IN (SELECT id FROM people)) AND d.module = 'mail' AND d.name = 'mt_comment';
    WITH new AS (
        INSERT INTO mail_message (message_type, model, res_id, body, date, author_id, email_from, subtype_id, message_id)
        SELECT 'comment', 'mail.channel', r.id, '<p>message ' || g || '</p>', now() at time zone 'UTC', p.id, 'x@example.com',
            (SELECT min(id) FROM mail_message_subtype), '<m' || g || '@x>'
        FROM generate_series(1, 95000) g JOIN rooms r ON r.n = g %% 30 + 1 JOIN people p ON p.n = g %% 40 + 1 RETURNING id, res_id)
        INSERT INTO mail_message_mail_channel_rel (mail_message_id, mail_channel_id) SELECT id, res_id FROM new;
    INSERT INTO mail_message (message_type, model, res_id, body, date, author_id, email_from, subtype_id, message_id)
        SELECT 'comment', 'res.partner', p.id, '<p>call ' || g || '</p>', now() at time zone 'UTC', a.id, 'x@example.com',
            (SELECT min(id) FROM mail_message_subtype), '<d' || g || '@x>'
        FROM generate_series(1, 5000) g JOIN people p ON p.n = g %% 50 + 1 JOIN people a ON a.n = g %% 40 + 1;
    INSERT INTO mail_message_res_partner_needaction_rel (mail_message_id, res_partner_id, is_read, notification_type, notification_status)
        SELECT m.id, CASE WHEN m.id %% 4 = 0 THEN own.id ELSE p.id END, m.id %% 200 <> 0, 'inbox', 'sent'
        FROM mail_message m CROSS JOIN own JOIN people p ON p.n = m.id %% 40 + 1 WHERE m.message_id LIKE '<_%%@x>' AND m.id %% 2 = 0;
    INSERT INTO mail_message_res_partner_starred_rel (mail_message_id, res_partner_id)
        SELECT m.id, CASE WHEN m.id %% 3 = 0 THEN own.id ELSE p.id END
        FROM mail_message m CROSS JOIN own JOIN people p ON p.n = m.id %% 40 + 1 WHERE m.message_id LIKE '<_%%@x>' AND m.id %% 10 = 0;
    INSERT INTO mail_message_res_partner_rel (mail_message_id, res_partner_id)
        SELECT m.id, p.id FROM mail_message m JOIN people p ON p.n = m.id %% 4000 + 1 WHERE m.message_id LIKE '<_%%@x>' AND m.id %% 3 = 0;
    INSERT INTO mail_tracking_value (mail_message_id, field, field_desc, field_type, new_value_char)
        SELECT id, 'name', 'Name', 'char', 'x' FROM mail_message WHERE message_id LIKE '<_%%@x>' AND id %% 4 = 0;
    WITH files AS (
        INSERT INTO ir_attachment (name, type, mimetype, res_model, res_id)
        SELECT id::text, 'binary', 'text/plain', 'mail.message', id FROM mail_message WHERE message_id LIKE '<_%%@x>' AND id %% 5 = 0
        RETURNING id, res_id)
        INSERT INTO message_attachment_rel (message_id, attachment_id) SELECT res_id, id FROM files;
    UPDATE mail_channel_partner c SET seen_message_id = (
        SELECT mail_message_id FROM mail_message_mail_channel_rel r WHERE r.mail_channel_id = c.channel_id
        ORDER BY mail_message_id DESC OFFSET 5 LIMIT 1) FROM rooms WHERE rooms.id = c.channel_id;
""".replace('%%', '%')

# Their answers say little, or another number each time.
WRITING = ('a comment', 'a star', 'seen')

FORGOTTEN = """
    DELETE FROM pg_statistic;
    UPDATE pg_class SET reltuples = -1, relpages = 0, relallvisible = 0 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r';
"""


def nodes(plan):
    yield plan
    for inner in plan.get('Plans', ()):
        yield from nodes(inner)


def plans_since(offset):
    """The statements that the databases with auto_explain have run: [(text, plan)]."""
    with open(cluster.folder / 'log') as log:
        log.seek(offset)
        text = log.read()
    found = re.findall(r'duration: [\d.]+ ms  plan:\n(.*?\n\t?\})(?=\n(?!\t))', text + '\n.', re.S)
    return [(' '.join(entry['Query Text'].split()), entry['Plan']) for entry in map(json.loads, found)]


def check(server, database):
    web = Web(server.url, database, 'alice', 'alice')

    def one(query):
        return int(cluster.sql(query, database)[0][0])

    room = one("SELECT id FROM mail_channel WHERE uuid = 'room-25'")
    person = one("SELECT id FROM res_partner WHERE email = 'p10@example.com'")
    middle = one("SELECT max(id) / 2 FROM mail_message")

    def page(*domain):
        return lambda: web.call('mail.message', 'message_fetch', [term if term == '|' else list(term) for term in domain], limit=30)

    def comment():
        return web.call('mail.channel', 'message_post', [room], body='<p>hello</p>', message_type='comment', subtype='mail.mt_comment',
                        partner_ids=colleagues)

    def star():
        return web.call('mail.message', 'toggle_message_starred', [starred])

    colleagues = [int(row[0]) for row in cluster.sql("SELECT id FROM res_partner WHERE email IN ('p11@example.com', 'p12@example.com')", database)]
    starred = one('SELECT max(mail_message_id) FROM mail_message_mail_channel_rel WHERE mail_channel_id = %d' % room)

    # request → statements besides the check of the caches, and the pages that one of them may read
    requests = {
        'a channel': (1, 900, lambda: web.call('mail.channel', 'channel_fetch_message', [room], limit=30)),
        'a channel, older': (1, 900, lambda: web.call('mail.channel', 'channel_fetch_message', [room], last_id=middle, limit=30)),
        'a channel, newer': (1, 900, page(('channel_ids', 'in', [room]), ('id', '>', middle))),
        # one more where somebody else's documents decide
        'the inbox': (2, 1200, page(('needaction', '=', True))),
        'the history': (2, 1200, page(('needaction', '=', False))),
        'starred': (2, 1200, page(('starred', '=', True))),
        'a contact': (2, 900, page(('model', '=', 'res.partner'), ('res_id', '=', person))),
        # in both places where the web client looks; without statistics PostgreSQL cannot know how rare the word is
        'a word': (3, 2000, page('|', ('subject', 'ilike', 'message 4711'), ('body', 'ilike', 'message 4711'))),
        'suggestions': (1, 400, lambda: web.call('res.partner', 'get_mention_suggestions', 'Person 1', limit=8)),
        'contacts': (1, 100, lambda: web.call('res.partner', 'search_read', [], ['name', 'email'], limit=10)),
        'everything': (12, 1600, lambda: web.json('/mail/init_messaging', {})),
        # what writes: an insert reads some pages for each index and each key
        'a comment': (7, 250, comment),
        'a star': (4, 150, star),
        'seen': (1, 60, lambda: web.call('mail.channel', 'channel_seen', [room])),
    }

    def mark():
        """The last statement of a pipeline is logged when the next one comes on its connection: this one."""
        web.call('res.currency', 'search_count', [])

    failures = []
    for name, (most, pages, run) in requests.items():
        for _ in range(3):      # prepared, with the caches filled
            answer = run()
        assert answer or name in WRITING, name
        mark()
        offset = (cluster.folder / 'log').stat().st_size
        assert run() == answer or name in WRITING, name
        mark()
        # neither the check of the caches nor the feed's reading of the bus, which is no request's
        plans = [(text, plan) for text, plan in plans_since(offset)
                 if not any(other in text for other in ('res_currency', 'base_registry_signaling', 'FROM bus_bus', 'pg_advisory_xact_lock_shared'))]
        assert plans, name
        read = [plan['Shared Hit Blocks'] + plan['Shared Read Blocks'] for _, plan in plans]
        print('%-18s %2d statements, at most %4d pages' % (name, len(plans), max(read)))
        if len(plans) > most:
            failures.append('%s: %d statements, at most %d: %s' % (name, len(plans), most, [text[:60] for text, _ in plans]))
        for (text, plan), count in zip(plans, read):
            for node in nodes(plan):
                if node['Node Type'] == 'Seq Scan' and node.get('Relation Name') in GROWING:
                    failures.append('%s reads all of %s: %s' % (name, node['Relation Name'], text[:200]))
            if count > pages:
                failures.append('%s reads %d pages, at most %d: %s' % (name, count, pages, text[:200]))
    return failures


failures = []
for statistics in ('statistics', 'none'):
    database = new_database('plans_' + statistics)
    cluster.sql(COMPANY, database)
    cluster.sql('VACUUM', database)
    cluster.sql('ANALYZE' if statistics == 'statistics' else FORGOTTEN, database)
    for setting in ("session_preload_libraries = 'auto_explain'", 'auto_explain.log_min_duration = 0', 'auto_explain.log_analyze = on',
                    'auto_explain.log_buffers = on', 'auto_explain.log_timing = off', "auto_explain.log_format = 'json'"):
        cluster.sql('ALTER DATABASE "%s" SET %s' % (database, setting))
    with Chatterd(database) as server:
        print('-- ' + statistics)
        failures += ['%s: %s' % (statistics, failure) for failure in check(server, database)]
    cluster.drop(database)
assert not failures, '\n'.join(failures)
