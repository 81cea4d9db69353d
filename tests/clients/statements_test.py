"""SQL statements of a request after warm-up, whatever the number of channels, members and messages."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd, Web, cluster, new_database  # noqa: E402

failures = []


def check(server, call, limit, run):
    run()       # fills the caches
    before = len(server.statements(call))
    run()
    counts = server.statements(call)[before:]
    assert counts, 'no log line of ' + call
    print('%-45s %3d of at most %d' % (call, counts[-1], limit))
    if counts[-1] > limit:
        failures.append('%s: %d statements, at most %d' % (call, counts[-1], limit))


with Chatterd(new_database('statements')) as server:
    alice = Web(server.url, server.database, 'alice', 'alice')
    bob = Web(server.url, server.database, 'bob', 'bob')
    people = alice.call('res.users', 'search_read', [['login', 'in', ['bob', 'carol', 'demo']]], ['partner_id'])
    partners = [user['partner_id'][0] for user in people]
    channels = [alice.call('mail.channel', 'channel_create', 'room %d' % n, 'public')['id'] for n in range(12)]
    for channel in channels:
        alice.call('mail.channel', 'channel_invite', [channel], partners)
    for partner in partners:
        alice.call('mail.channel', 'channel_get', [partner])
    channel = channels[0]

    def post(body='<p>a message</p>', **more):
        return alice.call('mail.channel', 'message_post', [channel], body=body, message_type='comment', subtype='mail.mt_comment',
                          **more)

    messages = [post() for n in range(35)]
    check(server, 'mail.channel.message_post', 10, post)
    check(server, 'mail.channel.message_post', 10, lambda: post(partner_ids=partners))
    check(server, 'mail.channel.channel_fetch_message', 6,
          lambda: alice.call('mail.channel', 'channel_fetch_message', [channel], limit=30))
    check(server, 'mail.message.message_fetch', 6,
          lambda: alice.call('mail.message', 'message_fetch', [['channel_ids', 'in', [channel]]], limit=30))
    check(server, 'mail.channel.read', 3, lambda: alice.call('mail.channel', 'read', channels, ['name', 'description', 'public']))
    check(server, 'res.partner.read', 3, lambda: alice.call('res.partner', 'read', partners, ['name', 'email', 'city']))
    check(server, 'res.partner.search_count', 3, lambda: alice.call('res.partner', 'search_count', [['name', 'ilike', 'bob']]))
    check(server, 'mail.shortcode.search_read', 3, lambda: alice.call('mail.shortcode', 'search_read', [], ['source']))
    inbox = [post(partner_ids=partners) for n in range(4)]
    check(server, 'mail.message.set_message_done', 6, lambda: bob.call('mail.message', 'set_message_done', [inbox.pop()]))

    def init_messaging():
        bob.json('/mail/init_messaging', {})

    # routes carry no name of a method: the line is found by its route
    def route_statements(route):
        lines = [line for line in server.log().splitlines() if 'route=%s ' % route in line]
        return [int(line.split('statements=')[1].split()[0]) for line in lines]

    server.statements, calls = route_statements, server.statements
    check(server, '/mail/init_messaging', 12, init_messaging)
    few = route_statements('/mail/init_messaging')[-1]
    for n in range(20):
        more = alice.call('mail.channel', 'channel_create', 'more %d' % n, 'public')['id']
        alice.call('mail.channel', 'channel_invite', [more], partners)
    init_messaging()
    many = route_statements('/mail/init_messaging')[-1]
    if many > few:
        failures.append('/mail/init_messaging: %d statements with 12 channels, %d with 32' % (few, many))
    server.statements = calls

    # A large channel: its members are rows, not statements.
    cluster.sql("""
        WITH people AS (
            INSERT INTO res_partner (name, display_name, active, type, lang, color)
            SELECT 'Person ' || n, 'Person ' || n, true, 'contact', 'en_US', 0 FROM generate_series(1, 5000) n RETURNING id)
        INSERT INTO mail_channel_partner (channel_id, partner_id, is_pinned)
            SELECT %d, id, true FROM people""" % channel, server.database)
    check(server, 'mail.channel.message_post', 10, post)

print('\n'.join(failures))
sys.exit(1 if failures else 0)
