"""Fills an Odoo 13 database with a large company's Discuss, always the same for the same sizes:

    generate_large.py DSN [--messages 1000000] [--users 5000] [--channels 2000]

The people are big1, big2, …; password "big". big1 is in all channels, follows, is mentioned and stars more than the others.
For a copy of a database: it is not meant to be undone. Needs psql.
"""
import argparse
import subprocess
import time

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument('dsn')
parser.add_argument('--messages', type=int, default=1000000)
parser.add_argument('--users', type=int, default=5000)
parser.add_argument('--channels', type=int, default=2000)
options = parser.parse_args()

# Mixing numbers without a random generator: the same on every server.
STEPS = [
    ('people', """
        CREATE TEMP TABLE people AS SELECT n, nextval('res_partner_id_seq')::int AS partner, nextval('res_users_id_seq')::int AS usr
            FROM generate_series(1, {users}) n ORDER BY n;
        INSERT INTO res_partner (id, name, display_name, company_id, active, email, email_normalized, lang, tz, is_company, type, color,
                partner_share, create_uid, create_date, write_uid, write_date)
            SELECT partner, 'Big ' || n, 'Big ' || n, NULL, true, 'big' || n || '@example.com', 'big' || n || '@example.com', 'en_US', 'UTC', false,
                'contact', 0, false, 1, now(), 1, now() FROM people;
        UPDATE res_partner SET commercial_partner_id = id WHERE id IN (SELECT partner FROM people);
        INSERT INTO res_users (id, active, login, password, company_id, partner_id, share, notification_type, odoobot_state, create_uid,
                create_date, write_uid, write_date)
            SELECT usr, true, 'big' || n, 'big', (SELECT min(id) FROM res_company), partner, false, 'inbox', 'disabled', 1, now(), 1, now()
            FROM people;
        INSERT INTO res_company_users_rel (cid, user_id) SELECT (SELECT min(id) FROM res_company), usr FROM people;
        INSERT INTO res_groups_users_rel (gid, uid) SELECT gid, usr FROM people, (SELECT DISTINCT gid FROM res_groups_users_rel WHERE gid IN
            (WITH RECURSIVE own AS (SELECT res_id AS gid FROM ir_model_data WHERE module = 'base' AND name = 'group_user' UNION SELECT i.hid FROM
             res_groups_implied_rel i JOIN own ON i.gid = own.gid) SELECT gid FROM own)) g;"""),
    ('channels', """
        CREATE TEMP TABLE rooms AS SELECT n, nextval('mail_channel_id_seq')::int AS channel, nextval('mail_alias_id_seq')::int AS alias
            FROM generate_series(1, {channels}) n ORDER BY n;
        INSERT INTO mail_alias (id, alias_model_id, alias_defaults, alias_contact, alias_force_thread_id, create_uid, create_date, write_uid, write_date)
            SELECT alias, (SELECT id FROM ir_model WHERE model = 'mail.channel'), '{{}}', 'everyone', channel, 1, now(), 1, now() FROM rooms;
        INSERT INTO mail_channel (id, name, channel_type, uuid, email_send, public, moderation, alias_id, create_uid, create_date, write_uid, write_date)
            SELECT channel, 'big channel ' || n, 'channel', md5('room' || n), false, CASE n % 3 WHEN 0 THEN 'private' ELSE 'public' END, false, alias,
                1, now(), 1, now() FROM rooms;
        INSERT INTO mail_channel_partner (partner_id, channel_id, fold_state, is_minimized, is_pinned, create_uid, create_date, write_uid, write_date)
            SELECT DISTINCT p.partner, r.channel, 'open', false, true, 1, now(), 1, now() FROM rooms r CROSS JOIN generate_series(1, 20) k
            JOIN people p ON p.n = 2 + (r.n * 7919 + k * 104729) % ({users} - 1)
            UNION ALL SELECT (SELECT partner FROM people WHERE n = 1), channel, 'open', false, true, 1, now(), 1, now() FROM rooms
            UNION ALL SELECT p.partner, r.channel, 'open', false, true, 1, now(), 1, now() FROM people p, rooms r WHERE r.n = {channels} AND p.n > 1
                AND NOT EXISTS (SELECT 1 FROM generate_series(1, 20) k WHERE p.n = 2 + (r.n * 7919 + k * 104729) % ({users} - 1));"""),
    ('messages', """
        CREATE TEMP TABLE posts AS SELECT n, nextval('mail_message_id_seq')::int AS message,
            1 + (abs(hashint8(n)) % {channels}) AS room, 1 + (abs(hashint8(n + 1000000007)) % {users}) AS author
            FROM generate_series(1, {messages}) n ORDER BY n;
        INSERT INTO mail_message (id, subject, date, body, model, res_id, record_name, message_type, subtype_id, email_from, author_id, message_id,
                reply_to, add_sign, create_uid, create_date, write_uid, write_date)
            SELECT o.message, NULL, d.at, '<p>message ' || o.n || ' about ' || md5(o.n::text) || '</p>', 'mail.channel', r.channel, 'big channel ' || r.n,
                'comment', (SELECT res_id FROM ir_model_data WHERE module = 'mail' AND name = 'mt_comment'), 'big@example.com', p.partner,
                '<' || o.n || '.big@example.com>', 'big@example.com', true, p.usr, d.at, p.usr, d.at
            FROM posts o JOIN rooms r ON r.n = o.room JOIN people p ON p.n = o.author
            CROSS JOIN LATERAL (SELECT timestamp '2020-01-01' + o.n * interval '30 seconds' AS at) d ORDER BY o.n;
        INSERT INTO mail_message_mail_channel_rel (mail_message_id, mail_channel_id) SELECT o.message, r.channel FROM posts o JOIN rooms r ON r.n = o.room
            ORDER BY o.n;"""),
    ('inboxes, stars, failures', """
        INSERT INTO mail_message_res_partner_needaction_rel (mail_message_id, res_partner_id, is_read, notification_type, notification_status)
            SELECT o.message, p.partner, o.n % 3 > 0, 'inbox', CASE o.n % 2000 WHEN 0 THEN 'exception' ELSE 'sent' END FROM posts o
            JOIN people p ON p.n = CASE WHEN o.n % 10 = 0 THEN 1 ELSE 1 + (o.n * 31) % {users} END WHERE o.n % 5 = 0;
        INSERT INTO mail_message_res_partner_starred_rel (mail_message_id, res_partner_id) SELECT o.message, p.partner FROM posts o
            JOIN people p ON p.n = CASE WHEN o.n % 100 = 0 THEN 1 ELSE 1 + (o.n * 17) % {users} END WHERE o.n % 50 = 0;
        UPDATE mail_channel_partner c SET seen_message_id = last.id, fetched_message_id = last.id FROM (SELECT mail_channel_id,
            max(mail_message_id) AS id FROM mail_message_mail_channel_rel GROUP BY 1) last WHERE last.mail_channel_id = c.channel_id AND c.id % 2 = 0;
        INSERT INTO mail_followers (res_model, res_id, partner_id) SELECT 'res.partner', partner, partner FROM people;"""),
    ('statistics', 'ANALYZE;'),
]

script = ['\\set ON_ERROR_STOP 1', '\\timing off', "SET client_min_messages = warning;"]
for name, text in STEPS:
    script += ['\\echo %s' % name, text.format(users=options.users, channels=options.channels, messages=options.messages)]
started = time.time()
subprocess.run(['psql', '-XqAt', '-d', options.dsn], input='\n'.join(script) + '\n', text=True, check=True)
print('%d messages, %d people, %d channels in %.0f s' % (options.messages, options.users, options.channels, time.time() - started))
