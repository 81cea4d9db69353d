"""On a company's database, the same calls to a stock Odoo and to one with the addon: same answers, rows and bus, and who answered.

    ODOO_HOME=/path/to/odoo13 company_test.py [--keep-going] [reading] [documents] [channels] [livechats]

The database is company.py's (73 modules, live chat and demo data). Every method and route that the addon may delegate is called,
on channels, chats and live chats, and on the messages of documents; polls too. Prints how many were delegated.
"""
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'discuss'))
from odoo import Engine, Odoo, environment, need_odoo, sql  # noqa: E402

need_odoo()
import company  # noqa: E402
from beside_odoo_test import TABLES, UNCOMPARED, Side, differences, first_difference, level, mend  # noqa: E402
from chatterd import PROGRAM, SOURCE, Web, free_port  # noqa: E402
from trouble_test import polls_answered  # noqa: E402

sys.path.insert(0, str(SOURCE / 'odoo_addon' / 'mail_chatterd'))
from engine.reach import REACH  # noqa: E402

# chance decides it: a lead is a day old when its assignment, in whole seconds, lies before its creation, which has fractions
UNCOMPARED.update({('rating_rating', 'access_token'), ('crm_lead', 'day_open')})
# Of these the median times are printed: one client, one call at a time.
SHOWN = ('/mail/init_messaging', 'mail.channel.message_post', 'mail.channel.channel_fetch_message', 'mail.message.message_fetch',
         'mail.channel.channel_seen')
PARTS = [word for word in sys.argv[1:] if not word.startswith('--')]
KEEP_GOING = '--keep-going' in sys.argv
LOGINS = ('admin', 'demo')
DOCUMENTS = ('crm.lead', 'sale.order', 'project.task', 'hr.employee', 'account.move', 'purchase.order', 'stock.picking', 'calendar.event',
             'note.note', 'product.template', 'res.partner', 'mail.channel')


def call(who, model, method, *args, **kwargs):
    return who, '/web/dataset/call_kw', {'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs}


def one(side, text, *values):
    return side.query(text, *values)[0][0]


def partners(stock):
    return {login: one(stock, 'SELECT partner_id FROM res_users WHERE login = %s', login) for login in LOGINS + ('portal',)}


def reading(stock):
    """Messages of documents, lists, suggestions."""
    partner = partners(stock)
    # what belongs to a document is written by Odoo on both sides
    for model in DOCUMENTS[:9]:
        found = stock.query('SELECT id FROM "%s" ORDER BY id LIMIT 1' % model.replace('.', '_'))
        if found:
            yield call('admin', model, 'message_post', [found[0][0]], body='to the %s' % model, message_type='comment', subtype='mail.mt_comment',
                       partner_ids=[partner['demo']])
    for who in LOGINS:
        yield who, '/mail/init_messaging', {}
        yield who, '/mail/needaction', {}
        yield call(who, 'mail.channel', 'channel_fetch_slot')
        yield call(who, 'res.partner', 'get_needaction_count')
        yield call(who, 'res.partner', 'get_starred_count')
        yield call(who, 'res.partner', 'get_mention_suggestions', 'a')
        yield call(who, 'res.partner', 'get_mention_suggestions', 'Mitchell', limit=20)
        yield call(who, 'res.partner', 'im_search', 'a')
        yield call(who, 'mail.channel', 'get_mention_suggestions', '')
        yield call(who, 'mail.channel', 'channel_search_to_join', 'a')
        yield call(who, 'mail.message', 'message_fetch', [], limit=100)
        yield call(who, 'mail.message', 'message_fetch', [['needaction', '=', True]], limit=30)
        for model in DOCUMENTS:
            yield call(who, 'mail.message', 'message_fetch', [['model', '=', model]], limit=30)
            ids = [number for number, in stock.query('SELECT id FROM mail_message WHERE model = %s ORDER BY id DESC LIMIT 8', model)]
            yield call(who, 'mail.message', 'message_format', ids)
            follower = stock.query('SELECT id, res_model FROM mail_followers WHERE res_model = %s ORDER BY id LIMIT 1', model)
            if follower:
                yield who, '/mail/read_followers', {'follower_ids': [follower[0][0]], 'res_model': model}
                yield who, '/mail/read_subscription_data', {'follower_id': follower[0][0], 'res_model': model}
        yield call(who, 'mail.message', 'message_fetch_failed', [])


def documents(stock):
    """The chatter of documents, action by action: what belongs to the document is Odoo's on both sides, lists are delegated."""
    partner = partners(stock)
    comment = one(stock, "SELECT res_id FROM ir_model_data WHERE module = 'mail' AND name = 'mt_comment'")
    todo = one(stock, "SELECT res_id FROM ir_model_data WHERE module = 'mail' AND name = 'mail_activity_data_todo'")
    for model in DOCUMENTS[:9]:
        document = one(stock, 'SELECT max(id) FROM "%s"' % model.replace('.', '_'))
        of_document = [['model', '=', model], ['res_id', '=', document]]
        kind = one(stock, 'SELECT id FROM ir_model WHERE model = %s', model)
        yield 'admin', '/mail/get_suggested_recipients', {'model': model, 'res_ids': [document]}
        yield 'admin', '/mail/get_partner_info', {'model': model, 'res_ids': [document], 'emails': ['demo@example.com', 'nobody@example.com']}
        yield call('admin', model, 'message_subscribe', [document], partner_ids=[partner['demo']], subtype_ids=[comment])
        yield call('admin', model, 'message_post', [document], body='<p>a comment</p>', message_type='comment', subtype='mail.mt_comment')
        yield call('demo', model, 'message_post', [document], body='<p>a note to @admin</p>', message_type='comment', subtype='mail.mt_note',
                   partner_ids=[partner['admin']])
        for who in LOGINS:
            yield call(who, 'mail.message', 'message_fetch', of_document, limit=30)
            yield who, '/mail/needaction', {}
        follower = stock.query('SELECT max(id) FROM mail_followers WHERE res_model = %s AND res_id = %s', model, document)[0][0]
        if follower:
            yield 'admin', '/mail/read_followers', {'follower_ids': [follower], 'res_model': model}
            yield 'admin', '/mail/read_subscription_data', {'follower_id': follower, 'res_model': model}
        yield call('admin', 'mail.activity', 'create', {'res_model_id': kind, 'res_id': document, 'activity_type_id': todo, 'user_id': 2,
                                                         'summary': 'look at it', 'date_deadline': '2026-12-24'})
        activity = one(stock, 'SELECT max(id) FROM mail_activity')
        yield call('admin', 'mail.activity', 'activity_format', [activity])
        yield call('admin', 'res.users', 'systray_get_activities')
        yield call('admin', 'mail.activity', 'action_feedback', [activity], feedback='seen')
        yield call('admin', 'mail.wizard.invite', 'create', {'res_model': model, 'res_id': document, 'partner_ids': [[6, 0, [partner['portal']]]],
                                                              'send_mail': True, 'message': '<p>join</p>'})
        yield call('admin', 'mail.wizard.invite', 'add_followers', [one(stock, 'SELECT max(id) FROM mail_wizard_invite')])
        yield call('admin', 'mail.compose.message', 'create', {'model': model, 'res_id': document, 'composition_mode': 'comment', 'body': '<p>composed</p>',
                                                                'subject': 'composed', 'partner_ids': [[6, 0, [partner['demo']]]]})
        yield call('admin', 'mail.compose.message', 'send_mail', [one(stock, 'SELECT max(id) FROM mail_compose_message')])
        yield call('admin', model, 'message_unsubscribe', [document], partner_ids=[partner['demo']])
        yield call('admin', 'mail.message', 'message_fetch', of_document, limit=30)
        last = stock.query('SELECT max(id) FROM mail_message WHERE model = %s AND res_id = %s', model, document)[0][0]
        yield call('demo', 'mail.message', 'message_format', [last])
        yield call('demo', 'mail.message', 'toggle_message_starred', [last])
        yield call('demo', 'mail.message', 'mark_all_as_read', domain=of_document)


def channels(stock):
    """Channels and chats, the inbox."""
    partner = partners(stock)
    portal = partner['portal']
    yield call('admin', 'mail.channel', 'channel_create', 'Kitchen', privacy='public')
    kitchen = one(stock, "SELECT max(id) FROM mail_channel")
    yield call('admin', 'mail.channel', 'channel_invite', [kitchen], partner_ids=[partner['demo'], portal])
    yield call('demo', 'mail.channel', 'message_post', [kitchen], body='<p>soup</p>', message_type='comment', subtype='mail.mt_comment')
    yield call('admin', 'mail.channel', 'message_post', [kitchen], body='<p>@demo</p>', message_type='comment', subtype='mail.mt_comment',
               partner_ids=[partner['demo'], portal])
    yield call('admin', 'mail.channel', 'channel_create', 'Cellar', privacy='private')
    for command in ('help', 'who', 'lead', 'history', 'nothing'):
        yield call('admin', 'mail.channel', 'execute_command', [kitchen], command=command, body='/' + command)
    yield call('admin', 'mail.channel', 'channel_get', [partner['demo']])
    chat = one(stock, 'SELECT max(id) FROM mail_channel')
    yield call('admin', 'mail.channel', 'channel_get_and_minimize', [partner['demo']])
    yield call('admin', 'mail.channel', 'channel_pin', '{uuid:%d}' % chat, False)
    yield call('demo', 'mail.channel', 'message_post', [chat], body='<p>hi</p>', message_type='comment', subtype='mail.mt_comment')
    for who in LOGINS:
        for channel in (kitchen, chat):
            yield call(who, 'mail.channel', 'channel_info', [channel])
            yield call(who, 'mail.channel', 'channel_fetch_message', [channel])
            yield call(who, 'mail.channel', 'channel_fetch_preview', [channel])
            yield call(who, 'mail.channel', 'channel_fetched', [channel])
            yield call(who, 'mail.channel', 'channel_seen', [channel])
            yield call(who, 'mail.channel', 'channel_fold', '{uuid:%d}' % channel, 'folded')
            yield call(who, 'mail.channel', 'channel_minimize', '{uuid:%d}' % channel, False)
            yield call(who, 'mail.channel', 'channel_fetch_listeners', '{uuid:%d}' % channel)
            yield call(who, 'mail.channel', 'notify_typing', [channel], is_typing=True)
            yield call(who, 'mail.channel', 'channel_set_custom_name', channel, 'mine')
    general = one(stock, "SELECT id FROM mail_channel WHERE name = 'general'")
    for who in LOGINS:
        yield call(who, 'mail.channel', 'action_unfollow', [general])
        yield call(who, 'mail.channel', 'channel_join_and_get_info', [general])
        yield call(who, 'mail.channel', 'action_follow', [kitchen])
    inbox = [number for number, in stock.query('SELECT mail_message_id FROM mail_message_res_partner_needaction_rel WHERE res_partner_id = %s '
                                               'ORDER BY 1 DESC LIMIT 4', partner['demo'])]
    yield call('demo', 'mail.message', 'toggle_message_starred', inbox[:1])
    yield call('demo', 'mail.message', 'set_message_done', inbox[:2])
    yield call('demo', 'mail.message', 'unstar_all')
    yield call('demo', 'mail.message', 'mark_all_as_read', domain=[])
    yield call('demo', 'mail.message', 'moderate', inbox[:1], 'accept')


def livechats(stock):
    """An operator and two visitors, whose side is Odoo's on both."""
    partner = partners(stock)
    for visitor, members in (('Visitor #1', [partner['admin']]), ('Portal', [partner['admin'], partner['portal']])):
        yield call('admin', 'mail.channel', 'create', {
            'name': visitor + ', Mitchell', 'channel_type': 'livechat', 'public': 'private', 'email_send': False, 'anonymous_name': visitor,
            'livechat_operator_id': partner['admin'], 'livechat_channel_id': one(stock, 'SELECT min(id) FROM im_livechat_channel'),
            'channel_partner_ids': [[4, member] for member in members]})
        channel = one(stock, 'SELECT max(id) FROM mail_channel')
        uuid = '{uuid:%d}' % channel
        yield 'nobody', '/mail/chat_post', {'uuid': uuid, 'message_content': 'is anybody there?'}
        yield call('admin', 'mail.channel', 'channel_pin', uuid, True)
        yield call('admin', 'mail.channel', 'channel_info', [channel])
        yield call('admin', 'mail.channel', 'channel_fetch_message', [channel])
        yield call('admin', 'mail.channel', 'message_post', [channel], body='<p>can I help?</p>', message_type='comment', subtype='mail.mt_comment')
        yield 'nobody', '/mail/chat_post', {'uuid': uuid, 'message_content': 'yes'}
        yield 'nobody', '/mail/chat_history', {'uuid': uuid}
        yield call('admin', 'mail.channel', 'notify_typing', [channel], is_typing=True)
        yield call('admin', 'mail.channel', 'execute_command', [channel], command='history', body='/history')
        yield call('admin', 'mail.channel', 'channel_fetch_slot')
        yield 'admin', '/mail/init_messaging', {}
        yield call('admin', 'mail.channel', 'channel_seen', [channel])
        yield call('admin', 'mail.channel', 'channel_fold', uuid, 'folded')
        yield 'nobody', '/im_livechat/feedback', {'uuid': uuid, 'rate': 10, 'reason': 'fine'}
        yield call('admin', 'mail.channel', 'execute_command', [channel], command='lead', body='/lead a big one')
        yield call('admin', 'mail.channel', 'channel_pin', uuid, False)
        yield 'nobody', '/mail/chat_post', {'uuid': uuid, 'message_content': 'one more thing'}


def steps(stock):
    """What is called, in turn, on both sides, under the same ids."""
    for part in (reading, documents, channels, livechats):
        if not PARTS or part.__name__ in PARTS:
            yield from part(stock)


def refused_as_a_whole(answer):
    """Stock reads the main attachment of an employee, which others than HR may not, for who may read the message."""
    return "'Employee' (hr.employee)" in str(answer.get('error'))


def tables():
    # what an installation writes differs by the addon itself
    return [table for table in TABLES if table not in ('ir_model_data', 'ir_translation')] + ['website_visitor', 'rating_rating', 'crm_lead']


def doctor_is_content(database):
    """Before anything is installed: nothing to mend, and every record rule of all modules can be evaluated."""
    dsn = 'host=%(PGHOST)s port=%(PGPORT)s user=%(PGUSER)s password=%(PGPASSWORD)s dbname=' % environment + database
    done = subprocess.run([str(PROGRAM), 'doctor', '--json', '--database', dsn], capture_output=True, text=True)
    findings = {finding['id']: finding for finding in json.loads(done.stdout)['findings']}
    assert done.returncode == 0, [finding for finding in findings.values() if finding['severity'] in ('warning', 'problem')]
    assert findings['rules']['severity'] == 'ok'
    print('doctor: ' + findings['rules']['title'])


def polls_are_delegated(side, url):
    """A poll with what calendar adds to it, and one of a visitor who is not logged in, hear what is sent."""
    for session, channels in ((side.people['demo'], []), (Web(url, side.database), ['news'])):
        heard = []
        last = side.query('SELECT coalesce(max(id), 1) FROM bus_bus')[0][0]
        poll = threading.Thread(target=lambda: heard.extend(session.poll(channels, last)))  # noqa: B023
        poll.start()
        time.sleep(1)
        if channels:
            side.people['admin'].json('/longpolling/send', {'channel': 'news', 'message': 'today'})
        else:
            side.people['admin'].call('mail.channel', 'message_post', [side.query("SELECT id FROM mail_channel WHERE name = 'general'")[0][0]],
                                      body='tell', message_type='comment', subtype='mail.mt_comment')
        poll.join()
        assert heard, 'a poll heard nothing'


def run(state):
    company.make(state)
    names = {side: company.copy('company_%s_%d' % (side, os.getpid())) for side in ('stock', 'ours')}
    doctor_is_content(names['ours'])
    # The query for recipients, the same on both sides, promises no order, and notifications get their ids by it: where its UNION
    # is sorted rather than hashed, they come by their ids.
    for name in names.values():
        sql(name, 'ALTER DATABASE "%s" SET enable_hashagg = off' % name)
    port = free_port()
    Odoo(names['ours'], state, '--no-http', '--stop-after-init', '-i', 'mail_chatterd', wait=False).finish()
    sql(names['ours'], "INSERT INTO ir_config_parameter (key, value) VALUES ('mail_chatterd.url', 'http://127.0.0.1:%d')" % port)
    failures = 0
    with Engine(names['ours'], state, port=port) as engine, Odoo(names['stock'], state) as odoo, Odoo(names['ours'], state) as ours_odoo:
        stock, ours = (Side('Odoo', odoo.url, names['stock'], LOGINS, tables()), Side('chatterd', ours_odoo.url, names['ours'], LOGINS, tables()))
        for side, url in ((stock, odoo.url), (ours, ours_odoo.url)):
            side.people['nobody'] = Web(url, side.database)
        level(stock, ours)
        delegated, times, answered = {}, {}, Answered(state / 'engine.log')
        for step in steps(stock):
            name = step[1] if step[1] != '/web/dataset/call_kw' else '%(model)s.%(method)s' % step[2]
            began = time.perf_counter()
            theirs = stock.answer(step)
            between = time.perf_counter()
            answered.since()
            asked = time.perf_counter()
            mine = ours.answer(step)
            times.setdefault(name, []).append((between - began, time.perf_counter() - asked))
            if name in REACH:
                delegated.setdefault(name, []).append(answered.since().get(name, 0))
            lines = differences(stock, ours)
            if refused_as_a_whole(theirs) and 'result' in mine:
                print('%s %s: stock refuses all messages because of one of an employee' % (step[0], name))
            elif theirs != mine or json.dumps(theirs) != json.dumps(mine):
                lines.insert(0, 'answer %s' % first_difference(theirs, mine))
            if lines:
                failures += 1
                print('%s %s\n  %s' % (step[0], json.dumps(step[1:])[:300], '\n  '.join(lines[:8])), flush=True)
                assert KEEP_GOING, 'the first difference'
                mend(stock, ours)
            level(stock, ours)
        before = polls_answered(engine)
        polls_are_delegated(ours, ours_odoo.url)
        polls = polls_answered(engine) - before
        assert polls == 2, '%s of 2 polls were delegated' % polls
        delegated['/longpolling/poll'] = [polls]
        served = sorted(name for name, counts in delegated.items() if any(counts))
        print('%d of %d methods and routes were delegated; not: %s' % (len(served), len(REACH), sorted(set(REACH) - set(served))))
        print('calls that were left to Odoo: %s' % {name: counts.count(0) for name, counts in sorted(delegated.items()) if counts.count(0)})
        for name in [name for name in SHOWN if name in times]:
            stock_ms, ours_ms = (statistics.median(pair[side] for pair in times[name]) * 1000 for side in (0, 1))
            print('%-40s %3d calls, median: stock %6.1f ms, with the addon %6.1f ms' % (name, len(times[name]), stock_ms, ours_ms))
        print(ours.people['admin'].call('mail.chatterd.check', 'default_get', ['report'])['report'].split('<table')[0])
        for side in (stock, ours):
            side.connection.close()
    assert not failures, '%d differences' % failures
    assert PARTS or len(served) >= len(REACH) - 1


class Answered:
    """What the engine has answered since the last time, from its log: {"model.method" or "/route": number}."""

    def __init__(self, log):
        self.log, self.place = log, 0

    def since(self):
        with self.log.open() as lines:
            lines.seek(self.place)
            text = lines.read()
            self.place = lines.tell()
        found = {}
        for line in text.splitlines():
            if ' status=200 ' not in line:
                continue
            call, route = (re.search(' %s="?([^" ]*)' % key, line) for key in ('call', 'route'))
            name = call and call.group(1) or route and route.group(1)
            found[name] = found.get(name, 0) + 1
        return found


if __name__ == '__main__':
    folder = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-company-'))
    try:
        run(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
