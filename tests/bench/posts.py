"""Posts a second, beside what PostgreSQL takes of the same rows:

    posts.py URL DATABASE [--connections 8] [--seconds 5] [--share 0.8]

The database is one whose channel `office-25` the user alice (password alice) may write to, such as the office database of
docs/benchmarks.md; PGHOST, PGPORT and PGUSER as usual. First `bench_load` posts there, then pgbench writes what such a post writes
(the message, its channel, two rows of the bus as long as those that the posts made) as one transaction by hand. With --share, the
exit status is 1 when the posts are fewer than that share of the transactions.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PROGRAM, Web  # noqa: E402

LOAD = os.environ.get('CHATTERD_LOAD') or str(PROGRAM.parent / 'tests' / 'bench_load')

TRANSACTION = """
BEGIN;
INSERT INTO mail_message (add_sign, author_id, body, date, email_from, message_id, message_type, model, moderation_status, record_name, reply_to,
    res_id, subtype_id, create_uid, create_date, write_uid, write_date)
  SELECT add_sign, author_id, body, now() AT TIME ZONE 'UTC', email_from, random()::text, message_type, model, moderation_status, record_name,
    reply_to, res_id, subtype_id, create_uid, now() AT TIME ZONE 'UTC', write_uid, now() AT TIME ZONE 'UTC' FROM mail_message WHERE id = {message}
  RETURNING id AS message \\gset
INSERT INTO mail_message_mail_channel_rel (mail_message_id, mail_channel_id) VALUES (:message, {room});
INSERT INTO bus_bus (channel, message, create_uid, create_date, write_uid, write_date)
  SELECT repeat('c', n), repeat('m', {length}), {user}, now() AT TIME ZONE 'UTC', {user}, now() AT TIME ZONE 'UTC' FROM unnest(ARRAY[30, 12]) n;
COMMIT;
"""


def psql(database, query):
    return subprocess.run(['psql', '-XAtc', query, database], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('url')
    parser.add_argument('database')
    parser.add_argument('--connections', type=int, default=8)
    parser.add_argument('--seconds', type=float, default=5)
    parser.add_argument('--share', type=float)
    options = parser.parse_args()
    web = Web(options.url, options.database, 'alice', 'alice')
    cookie = next('%s=%s' % (c.name, c.value) for handler in web.opener.handlers if hasattr(handler, 'cookiejar') for c in handler.cookiejar)
    room = int(psql(options.database, "select id from mail_channel where uuid = 'office-25'"))
    post = {'body': '<p>hello</p>', 'message_type': 'comment', 'subtype': 'mail.mt_comment'}
    message = web.call('mail.channel', 'message_post', [room], **post)
    length = int(psql(options.database, 'select length(message) from bus_bus order by id desc limit 1'))
    user = int(psql(options.database, "select id from res_users where login = 'alice'"))
    host, port = re.fullmatch(r'https?://([^:/]+):(\d+)/?', options.url).groups()
    with tempfile.TemporaryDirectory() as folder:
        body, script = pathlib.Path(folder) / 'body', pathlib.Path(folder) / 'script'
        body.write_text(json.dumps({'jsonrpc': '2.0', 'method': 'call', 'id': 1, 'params': {
            'model': 'mail.channel', 'method': 'message_post', 'args': [[room]], 'kwargs': post}}))
        script.write_text(TRANSACTION.format(message=message, room=room, length=length, user=user))
        answer = subprocess.run([LOAD, host, port, '/web/dataset/call_kw/mail.channel/message_post', cookie, str(body),
                                 str(options.connections), str(options.seconds)], stdout=subprocess.PIPE, text=True, check=True).stdout
        posts = json.loads(answer)
        assert posts['errors'] == 0, posts
        bench = subprocess.run(['pgbench', '-n', '-M', 'prepared', '-c', str(options.connections), '-j', '2', '-T', str(max(1, round(options.seconds))),
                                '-f', str(script), options.database], stdout=subprocess.PIPE, text=True, check=True).stdout
    rate = posts['calls'] / posts['seconds']
    by_hand = float(re.search(r'tps = ([\d.]+)', bench).group(1))
    print('%d connections: %.0f posts/s, p50 %.2f ms, p99 %.2f ms; %.0f transactions/s by hand: %.0f %%' % (
        options.connections, rate, posts['p50'], posts['p99'], by_hand, 100 * rate / by_hand))
    sys.exit(options.share is not None and rate < options.share * by_hand)


if __name__ == '__main__':
    main()
