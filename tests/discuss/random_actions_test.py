"""People do things in Discuss at random; what the tables say must stay true after each.

    random_actions_test.py [STEPS] [SEED]

The seed is printed: the same one does the same things again.
"""
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd, RpcError, Web, cluster, new_database  # noqa: E402

steps = int(sys.argv[1]) if len(sys.argv) > 1 else 150
seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 9)
print('seed %d: %s %d %d' % (seed, sys.argv[0], steps, seed))
chance = random.Random(seed)
# Refusals are part of life: who has left a channel may not post there, and Odoo's methods that fold and pin have no
# better words than Python's for who is not a member.
REFUSALS = ('AccessError', 'MissingError', 'UserError', 'ValidationError', 'IndexError', 'ValueError')

# Each must find nothing.
INVARIANTS = {
    'a member row without its channel or partner': """
        SELECT m.id FROM mail_channel_partner m LEFT JOIN mail_channel c ON c.id = m.channel_id
        LEFT JOIN res_partner p ON p.id = m.partner_id WHERE c.id IS NULL OR p.id IS NULL""",
    'somebody who is a member twice': """
        SELECT channel_id, partner_id FROM mail_channel_partner GROUP BY 1, 2 HAVING count(*) > 1""",
    'a notification without its message': """
        SELECT n.id FROM mail_message_res_partner_needaction_rel n LEFT JOIN mail_message m ON m.id = n.mail_message_id
        WHERE m.id IS NULL""",
    'somebody who was mentioned, prefers the inbox, and has no notification': """
        SELECT r.mail_message_id, r.res_partner_id FROM mail_message_res_partner_rel r
        JOIN mail_message m ON m.id = r.mail_message_id AND m.moderation_status IS DISTINCT FROM 'pending_moderation'
        JOIN res_users u ON u.partner_id = r.res_partner_id AND u.active AND u.notification_type = 'inbox'
        WHERE r.res_partner_id <> coalesce(m.author_id, 0) AND NOT EXISTS (
            SELECT 1 FROM mail_message_res_partner_needaction_rel n
            WHERE n.mail_message_id = m.id AND n.res_partner_id = r.res_partner_id)""",
    'a message of a channel that is not shown in it': """
        SELECT m.id FROM mail_message m WHERE m.model = 'mail.channel' AND m.message_type <> 'user_notification'
        AND EXISTS (SELECT 1 FROM mail_channel c WHERE c.id = m.res_id)
        AND NOT EXISTS (SELECT 1 FROM mail_message_mail_channel_rel r WHERE r.mail_message_id = m.id)""",
    'a message of a channel that is no more': """
        SELECT m.id FROM mail_message m WHERE m.model = 'mail.channel'
        AND NOT EXISTS (SELECT 1 FROM mail_channel c WHERE c.id = m.res_id)""",
    'a follower of a channel that is no more': """
        SELECT f.id FROM mail_followers f WHERE f.res_model = 'mail.channel'
        AND NOT EXISTS (SELECT 1 FROM mail_channel c WHERE c.id = f.res_id)""",
    'a channel without its alias': """
        SELECT c.id FROM mail_channel c LEFT JOIN mail_alias a ON a.id = c.alias_id WHERE a.id IS NULL""",
    'an alias whose channel is no more': """
        SELECT a.id FROM mail_alias a JOIN ir_model m ON m.id = a.alias_parent_model_id AND m.model = 'mail.channel'
        WHERE NOT EXISTS (SELECT 1 FROM mail_channel c WHERE c.id = a.alias_parent_thread_id)""",
    'a star on a message that is no more': """
        SELECT s.mail_message_id FROM mail_message_res_partner_starred_rel s
        LEFT JOIN mail_message m ON m.id = s.mail_message_id WHERE m.id IS NULL""",
    'a seen message that is no more': """
        SELECT p.id FROM mail_channel_partner p LEFT JOIN mail_message m ON m.id = p.seen_message_id
        WHERE p.seen_message_id IS NOT NULL AND m.id IS NULL""",
}


class Person:
    def __init__(self, server, login):
        self.login = login
        self.web = Web(server.url, server.database, login, login)
        self.uid = self.web.info['uid']
        self.partner = self.web.info['partner_id']
        self.last = 0

    def call(self, model, method, *args, **kwargs):
        return self.web.call(model, method, *args, **kwargs)


def unread(partner):
    """The counters of the partner's channels, recounted from the rows."""
    return {int(channel): int(count) for channel, count in cluster.sql("""
        SELECT s.channel_id, count(m.id) FROM mail_channel_partner s
        LEFT JOIN mail_message_mail_channel_rel r ON r.mail_channel_id = s.channel_id
        LEFT JOIN mail_message m ON m.id = r.mail_message_id AND m.res_id = s.channel_id AND m.model = 'mail.channel'
            AND (s.seen_message_id IS NULL OR s.seen_message_id < m.id)
            AND m.message_type NOT IN ('notification', 'user_notification') AND m.author_id IS DISTINCT FROM %d
        WHERE s.partner_id = %d GROUP BY 1""" % (partner, partner), database)}


def needaction(partner):
    return int(cluster.sql("SELECT count(*) FROM mail_message_res_partner_needaction_rel WHERE res_partner_id = %d "
                           "AND is_read IS NOT true" % partner, database)[0][0])


def check(people):
    broken = cluster.sql(' UNION ALL '.join(
        "SELECT '%s', (SELECT count(*) FROM (%s) q)" % (name.replace("'", "''"), query)
        for name, query in INVARIANTS.items()), database)
    for name, count in broken:
        assert count == '0', '%s: %s' % (name, count)
    person = chance.choice(people)
    waiting = needaction(person.partner)
    assert person.web.json('/mail/needaction') == waiting, 'inbox counter of ' + person.login
    shown = person.web.json('/mail/init_messaging')
    assert shown['needaction_inbox_counter'] == waiting, 'inbox counter of ' + person.login
    slots = {channel['id']: channel for slot in shown['channel_slots'].values() for channel in slot}
    counters = unread(person.partner)
    members = {}
    for channel, partner in cluster.sql('SELECT channel_id, partner_id FROM mail_channel_partner', database):
        members.setdefault(int(channel), set()).add(int(partner))
    for number, channel in slots.items():
        assert channel['message_unread_counter'] == counters[number], 'unread of channel %d for %s' % (number, person.login)
        assert {member['id'] for member in channel['members']} == members[number], 'members of channel %d' % number
        assert person.partner in members[number]
    joined = {int(row[0]) for row in cluster.sql("""
        SELECT c.id FROM mail_channel c JOIN mail_channel_partner p ON p.channel_id = c.id
        WHERE p.partner_id = %d AND (c.channel_type = 'channel' OR p.is_pinned)""" % person.partner, database)}
    assert set(slots) == joined, 'channels of ' + person.login


def bus_rows():
    return int(cluster.sql('SELECT coalesce(max(id), 0) FROM bus_bus', database)[0][0])


class Discuss:
    """The actions. One that changes what others see answers true: it must have told them by the bus."""

    def __init__(self, people):
        self.people = people
        self.channels, self.messages = [], []
        self.uuids = {}

    def channel(self):
        return chance.choice(self.channels)

    def message(self):
        return chance.choice(self.messages)

    def create(self, person):
        made = person.call('mail.channel', 'channel_create', 'room %d é' % chance.randrange(10 ** 6),
                           chance.choice(['public', 'private']))
        self.channels.append(made['id'])
        self.uuids[made['id']] = made['uuid']
        return True

    def chat(self, person):
        other = chance.choice([p for p in self.people if p is not person])
        made = person.call('mail.channel', 'channel_get', [other.partner])
        if made['id'] not in self.channels:
            self.channels.append(made['id'])
            self.uuids[made['id']] = made['uuid']

    def post(self, person):
        mentioned = chance.sample([p.partner for p in self.people], chance.randrange(3))
        self.messages.append(person.call(
            'mail.channel', 'message_post', [self.channel()], body='<p>Déjà %d <b>😀</b></p>' % chance.randrange(10 ** 6),
            message_type='comment', subtype='mail.mt_comment', partner_ids=mentioned))
        return True

    def join(self, person):
        person.call('mail.channel', 'channel_join_and_get_info', [self.channel()])
        return True

    def leave(self, person):
        person.call('mail.channel', 'action_unfollow', [self.channel()])
        return True

    def invite(self, person):
        person.call('mail.channel', 'channel_invite', [self.channel()], [chance.choice(self.people).partner])

    def see(self, person):
        person.call('mail.channel', 'channel_seen', [self.channel()])

    def fetched(self, person):
        person.call('mail.channel', 'channel_fetched', [self.channel()])

    def fold(self, person):
        person.call('mail.channel', 'channel_fold', self.uuids[self.channel()], chance.choice(['folded', 'open', 'closed', None]))

    def minimize(self, person):
        person.call('mail.channel', 'channel_minimize', self.uuids[self.channel()], chance.choice([True, False]))

    def pin(self, person):
        person.call('mail.channel', 'channel_pin', self.uuids[self.channel()], chance.choice([True, False]))

    def rename(self, person):
        person.call('mail.channel', 'channel_set_custom_name', self.channel(), chance.choice(['mine', False]))

    def star(self, person):
        person.call('mail.message', 'toggle_message_starred', [self.message()])
        return True

    def done(self, person):
        person.call('mail.message', 'set_message_done', [self.message()])

    def all_read(self, person):
        person.call('mail.message', 'mark_all_as_read')

    def unstar_all(self, person):
        person.call('mail.message', 'unstar_all')
        return True

    def command(self, person):
        person.call('mail.channel', 'execute_command', [self.channel()], command=chance.choice(['help', 'who', 'leave']))

    def delete_message(self, person):
        message = self.message()
        person.call('mail.message', 'unlink', [message])
        self.messages.remove(message)

    def delete_channel(self, person):
        channel = self.channel()
        person.call('mail.channel', 'unlink', [channel])
        self.channels.remove(channel)


database = new_database('random_actions')
with Chatterd(database) as server:
    people = [Person(server, login) for login in ('alice', 'bob', 'carol', 'demo')]
    discuss = Discuss(people)
    for person in people:
        discuss.create(person)
    for _ in range(5):
        try:
            discuss.post(chance.choice(people))
        except RpcError:
            pass
    names = [name for name in vars(Discuss) if not name.startswith('_') and name not in ('channel', 'message')]
    weights = [{'post': 12, 'delete_channel': 1, 'delete_message': 1, 'join': 4}.get(name, 3) for name in names]
    refused = 0
    for step in range(steps):
        person, action = chance.choice(people), chance.choices(names, weights)[0]
        before = bus_rows()
        try:
            tells = getattr(discuss, action)(person)
            if tells and action not in ('leave', 'join'):
                assert bus_rows() > before, 'nobody was told'
        except RpcError as error:
            name = (error.error.get('data') or {}).get('name', '')
            if not name.endswith(REFUSALS):
                raise AssertionError('seed %d, step %d: %s by %s: %s' % (seed, step, action, person.login, error))
            refused += 1
        if not discuss.channels:
            discuss.create(person)
        if not discuss.messages:
            continue
        try:
            check(people)
        except AssertionError as failure:
            raise SystemExit('seed %d, step %d, after %s by %s: %s' % (seed, step, action, person.login, failure))
    print('%d steps, %d of them refused, %d messages, %d channels' % (
        steps, refused, len(discuss.messages), len(discuss.channels)))
