"""chatterd migrate from exports of Slack and Mattermost, and what --delete takes away again:

    chats_test.py slack | mattermost | again | undo | kills | broken | faults | delete | merge | archive | server | absent
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'support'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from chatterd import PROGRAM, Chatterd, Web, cluster, standalone  # noqa: E402
import migrate_test  # noqa: E402
from chat_exports import PICTURE, PLAN, Mattermost, Slack, write  # noqa: E402
from migrate_test import contents, database, killed_after, place, source_database, rows, undo, work  # noqa: E402

written = 0


def exported(chat, zipped=True):
    """An export of the chat in the temporary folder."""
    global written
    written += 1
    return write(chat.files(), work / ('export-%d%s' % (written, '.zip' if zipped else '')), zipped)


def run(source, target, *options, command=(), status=0):
    words = [str(PROGRAM), 'migrate', *command, '--from', str(source), *place('to', target), *options]
    done = subprocess.run(words, env=cluster.environment(), capture_output=True, text=True)
    assert done.returncode == status, '%s: status %d, not %d\n%s%s' % (' '.join(words), done.returncode, status, done.stdout[-4000:], done.stderr[-2000:])
    return done.stdout + done.stderr


def verify(source, target, *options, status=0):
    return run(source, target, *options, command=['verify'], status=status)


def report(source, target, *options):
    run(source, target, *options, '--report', str(work / 'report.json'))
    return json.loads((work / 'report.json').read_text())


def told(report_):
    return '\n'.join(notice['text'] for notice in report_['notices'])


def imported(name):
    """The messages that came, by a piece of their bodies."""
    out = {}
    for line in cluster.sql("SELECT row_to_json(x) FROM (SELECT m.*, c.name AS channel, (SELECT array_agg(res_partner_id) FROM mail_message_res_partner_rel r "
                            'WHERE r.mail_message_id = m.id) AS recipients FROM mail_message m JOIN mail_channel c ON c.id = m.res_id AND '
                            "m.model = 'mail.channel' WHERE m.message_id LIKE '%.import>' ORDER BY m.id) x", name):
        message = json.loads('\t'.join(line))
        out[message['body']] = message
    return out


def one(messages, piece):
    found = [message for body, message in messages.items() if piece in body]
    assert len(found) == 1, (piece, list(messages))
    return found[0]


def person(name, where, of='partner_id'):
    return int(cluster.sql("SELECT %s FROM %s" % (of, where), name)[0][0])


def mention(model, number, name):
    kind = {'res.partner': ('o_mail_redirect', '@'), 'mail.channel': ('o_channel_redirect', '#')}[model]
    return ('<a href="/web#model=%s&amp;id=%d" class="%s" data-oe-id="%d" data-oe-model="%s" target="_blank">%s%s</a>'
            % (model, number, kind[0], number, model, kind[1], name))


QUOTE = '<div style="border-left-style:solid; border-left-width:3px; border-left-color:#cccccc; padding-left:8px">'


def link(url, label):
    return '<a href="%s" target="_blank" rel="noreferrer noopener">%s</a>' % (url, label)


def slack():
    """A workspace comes with its people, channels, chats, threads, files and texts; a ZIP and its folder are the same."""
    target = database('slack', standalone())
    export = exported(Slack())
    rehearsal = run(export, target, '--dry-run')
    assert 'would take about' in rehearsal and not cluster.sql("SELECT to_regclass('chatterd_migrate.run') WHERE to_regclass('chatterd_migrate.run') IS NOT NULL", target)
    done = report(export, target)
    verify(export, target)
    verify(exported(Slack(), zipped=False), target)
    assert done['source']['kind'] == 'slack' and done['models']['mail.message']['created'] == 20, done['models']
    for what in ('reactions, which Odoo 13 does not have: 2', 'bytes are not in the export; their messages link to Slack: 1', 'deleted in Slack: 1',
                 'earlier versions of messages that were changed: 1', 'pictures of people: 1', 'archived channels that came as others', 'pins of messages'):
        assert what in told(done), (what, told(done))
    # people: found by e-mail, created, archived, a guest, a program
    alice = person(target, "res_users WHERE login = 'alice'")
    ann = person(target, "res_users WHERE login = 'ann@example.org'")
    assert cluster.sql('SELECT name, function, tz, phone, email FROM res_partner WHERE id = %d' % ann, target) == [['Ann Lee', 'Chief', 'Europe/Berlin', '+49 30 1', 'Ann@example.org']]
    assert cluster.sql("SELECT count(*) FROM res_users WHERE login LIKE 'alice%'", target) == [['1']]
    gone = person(target, "res_users WHERE login = 'gone@example.org' AND NOT active")
    assert cluster.sql('SELECT active FROM res_partner WHERE id = %d' % gone, target) == [['f']]
    assert cluster.sql("SELECT u.share, d.name FROM res_users u JOIN res_groups_users_rel r ON r.uid = u.id JOIN ir_model_data d ON d.model = 'res.groups' AND "
                       "d.res_id = r.gid AND d.module = 'base' WHERE login = 'guest@example.org'", target) == [['t', 'group_portal']]
    robot = person(target, "res_partner p WHERE name = 'CI' AND NOT EXISTS (SELECT FROM res_users u WHERE u.partner_id = p.id)", 'id')
    assert not cluster.sql("SELECT FROM res_users WHERE login = 'other@example.net'", target)
    assert cluster.sql("SELECT name, tz FROM res_partner WHERE email = 'other@example.net'", target) == [['Nul Stranger', '']]
    # channels and seats
    channels = {name: (kind, public, members.split(';') if members else []) for name, kind, public, members in cluster.sql(
        "SELECT name, channel_type, public, (SELECT string_agg(p.name, ';' ORDER BY p.name) FROM mail_channel_partner s JOIN res_partner p ON p.id = s.partner_id "
        "WHERE s.channel_id = c.id) FROM mail_channel c WHERE id IN (SELECT res_id FROM ir_model_data WHERE module = '__chatterd_migrate__' AND "
        "model = 'mail.channel')", target)}
    assert channels == {
        'general': ('channel', 'groups', ['Alice Martin', 'Ann Lee', 'Gone "G" Girl', 'Guest']), 'überall': ('channel', 'groups', ['Alice Martin']),
        'secret': ('channel', 'private', ['Alice Martin', 'Ann Lee']), 'Ann Lee, Alice (from Slack)': ('chat', 'private', ['Alice Martin', 'Ann Lee']),
        'Ann Lee, Alice (from Slack), Gone "G" Girl': ('chat', 'private', ['Alice Martin', 'Ann Lee', 'Gone "G" Girl'])}, channels
    general, everywhere = (person(target, "mail_channel WHERE name = '%s' AND id IN (SELECT res_id FROM ir_model_data WHERE module = '__chatterd_migrate__' "
                                  "AND model = 'mail.channel')" % name, 'id') for name in ('general', 'überall'))
    assert not cluster.sql('SELECT FROM mail_channel_partner s WHERE seen_message_id IS DISTINCT FROM (SELECT max(id) FROM mail_message m WHERE m.model = '
                           "'mail.channel' AND m.res_id = s.channel_id) AND channel_id >= %d" % everywhere, target)
    # texts
    messages = imported(target)
    hello = one(messages, 'Hello')
    assert hello['body'] == ('<p>Hello %s, <b>bold</b> <i>it</i> <s>no</s> <code>a &lt; b</code> and snake_case 2*3*4 🎉 :own:</p>' % mention('res.partner', ann, 'Ann Lee'))
    assert hello['recipients'] == [ann] and hello['author_id'] == alice and hello['date'] == '2020-01-01T12:00:00.000002'
    rich = one(messages, 'see <a')
    assert rich['body'] == ('<p>see %s %s %s @channel</p>%squoted <b>line</b><br>more</div><ul><li>one</li><li>two</li></ul><ol><li>first</li></ol>'
                            '<pre>x = "&lt;y&gt;"\n  &amp; z</pre>' % (link('https://example.org/?a=1&amp;b=2', 'the &lt;page&gt;'), link('http://plain.org', 'http://plain.org'),
                                                                       mention('mail.channel', everywhere, 'überall'), QUOTE)), rich['body']
    assert rich['write_date'] == '2020-01-01T12:05:00' and rich['create_date'] == rich['date'] == '2020-01-01T12:00:01.12345'
    assert one(messages, 'click')['body'] == '<p>click scriptalert(1)/script &lt;b&gt;</p>'
    assert one(messages, 'waves')['body'] == '<p><i>waves</i></p>'
    assert one(messages, 'in blocks')['body'] == '<p><b>only</b> in blocks</p>'
    joined = one(messages, 'joined')
    assert joined['message_type'] == 'notification' and joined['recipients'] is None
    assert joined['body'] == '<div class="o_mail_notification">joined %s</div>' % mention('mail.channel', general, 'general')
    build = one(messages, 'Build 7')
    assert build['author_id'] == robot and 'a preview' not in build['body'] and '<p>passed <b>well</b></p>' in build['body'], build
    weather = one(messages, 'from a program')
    assert weather['author_id'] is None and weather['email_from'] == 'Weather <evil>'
    assert one(messages, 'from another')['author_id'] == person(target, "res_partner WHERE name = 'Olga Other'", 'id')
    assert one(messages, 'old &amp;')['recipients'] == [gone]
    # changes, deletions, threads
    assert not [body for body in messages if 'first version' in body or 'will be deleted' in body]
    assert one(messages, 'second version')['write_date'] == '2020-01-01T12:00:12'
    thread = one(messages, 'The thread')['id']
    assert one(messages, '<p>answer</p>')['parent_id'] == one(messages, 'late answer')['parent_id'] == thread
    headless = one(messages, 'answer to what is gone')
    assert headless['parent_id'] is None and one(messages, '<p>another</p>')['parent_id'] == headless['id']
    ids = [message['id'] for message in sorted(messages.values(), key=lambda message: (message['date'], message['id']))]
    assert ids == sorted(ids)
    # files
    picture = one(messages, 'a picture')
    assert picture['body'] == '<p>a picture</p><p>%s</p>' % link('https://files.slack.com/F2', 'lost.txt')
    assert 'xoxe' not in ' '.join(messages)
    stored, = cluster.sql("SELECT a.name, a.mimetype, a.res_model, a.res_id, a.store_fname FROM ir_attachment a JOIN message_attachment_rel r ON r.attachment_id = a.id "
                          'WHERE r.message_id = %d' % picture['id'], target)
    assert stored[:4] == ['Picture one.png', 'image/png', 'mail.channel', str(general)]
    assert (work / ('files-' + target) / stored[4]).read_bytes() == PICTURE
    served(target, general, ann, one(messages, 'Hello')['id'], picture['id'])
    migrate_test.made.remove(target)      # the server dropped it


def served(name, channel, ann, hello, picture):
    """The engine serves what came as it serves its own, and new messages go on where the old ones end."""
    with Chatterd(name, '--filestore', str(work / ('files-' + name))) as running:
        alice = Web(running.url, name, 'alice', 'alice')
        fetched = alice.call('mail.channel', 'channel_fetch_message', [channel], False, 50)
        by_id = {message['id']: message for message in fetched}
        assert by_id[hello]['body'].startswith('<p>Hello <a') and by_id[hello]['partner_ids'] == [ann], by_id[hello]
        assert not by_id[hello]['needaction_partner_ids']
        file, = by_id[picture]['attachment_ids']
        with alice.opener.open('%s/web/content/%d' % (running.url, file['id'])) as reply:
            assert reply.read() == PICTURE
        found = alice.call('mail.message', 'search_read', [['id', '=', hello]], ['author_id', 'channel_ids', 'date', 'parent_id'])
        assert found[0]['channel_ids'] == [channel] and found[0]['author_id'][1] == 'Alice Martin', found
        slots = alice.json('/mail/init_messaging')['channel_slots']
        names = {slot['name']: slot for kind in slots.values() for slot in kind}
        assert {'general', 'überall', 'secret'} <= names.keys(), names.keys()
        assert all(slot['message_unread_counter'] == 0 for slot in names.values()), names
        alice.call('mail.channel', 'message_post', [channel], body='new here', message_type='comment', subtype='mail.mt_comment')
        assert 'new here' in alice.call('mail.channel', 'channel_fetch_message', [channel], False, 1)[0]['body']


def mattermost():
    """Lines come with their people, channels, chats, threads, files, saved posts and texts; however they are packed."""
    target = database('mattermost', standalone())
    chat = Mattermost()
    export = exported(chat)
    done = report(export, target)
    verify(export, target)
    verify(exported(chat, zipped=False), target)
    verify(exported(chat, zipped=False) / 'import.jsonl', target)
    assert done['models']['mail.message']['created'] == 11, done['models']
    assert 'pictures of people: 1' in told(done), told(done)
    alice, ann = person(target, "res_users WHERE login = 'alice'"), person(target, "res_users WHERE login = 'ann@example.org'")
    old = person(target, "mail_channel WHERE name = 'Old'", 'id')
    messages = imported(target)
    rich = one(messages, 'Head')
    assert rich['body'] == (
        '<h1>Head</h1><p><b>bold</b> <i>it</i> <s>no</s> <code>a&lt;b</code> %s. and @nobody %s 🎉 :own:<br>next line</p><ul><li>one</li><li>two</li></ul>'
        '%s<p>quoted</p></div><pre>x = "&lt;y&gt;"</pre><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr>'
        '</tbody></table><p>%s %s &lt;script&gt;alert(1)&lt;/script&gt;</p>' % (
            mention('res.partner', alice, 'Al'), mention('mail.channel', old, 'Old'), QUOTE, link('https://example.org/?a=1&amp;b=2', 'link'),
            link('https://plain.org', 'https://plain.org'))), rich['body']
    assert rich['recipients'] == [alice]
    thread = one(messages, 'The thread')
    assert thread['write_date'] == '2020-01-01T12:01:40' and one(messages, '<p>answer</p>')['parent_id'] == one(messages, 'another')['parent_id'] == thread['id']
    assert one(messages, '<p>answer</p>')['date'] == '2020-01-01T12:00:03.001'
    assert cluster.sql('SELECT res_partner_id FROM mail_message_res_partner_starred_rel WHERE mail_message_id = %d' % thread['id'], target) == [[str(ann)]]
    assert one(messages, 'another')['body'] == '<p>another</p><p>passwd</p>'      # nothing outside of the export is read
    assert one(messages, 'twice</p>')['id'] < one(messages, 'twice at once')['id']
    assert one(messages, 'click')['body'] == '<p>click %s</p>' % link('https://example.org/x.png', 'x')
    assert one(messages, 'sunny')['email_from'] == 'Weather' and one(messages, 'joined')['message_type'] == 'notification'
    files = {name: (work / ('files-' + target) / stored).read_bytes() for name, stored in cluster.sql(
        'SELECT a.name, a.store_fname FROM ir_attachment a JOIN message_attachment_rel r ON r.attachment_id = a.id', target)}
    assert files['picture.png'] == PICTURE and files['plan.pdf'] == PLAN, files.keys()
    kinds = {name: (kind, public) for name, kind, public in cluster.sql('SELECT name, channel_type, public FROM mail_channel', target)}
    assert kinds['Town Square'] == ('channel', 'groups') and kinds['Board'] == ('channel', 'private'), kinds
    assert kinds['Al, Ann Lee'] == kinds['Al, Ann Lee, gone'] == ('chat', 'private'), kinds
    undo(target)
    assert not imported(target)
    # a selection
    selected = database('selected', standalone())
    options = ['--channel', 'Town Square', '--since', '2020-01-01 12:00:03', '--no-archived']
    run(export, selected, *options)
    verify(export, selected, *options)
    messages = imported(selected)
    assert len(messages) == 6 and one(messages, 'another')['parent_id'] == one(messages, '<p>answer</p>')['id'], list(messages)
    assert 'no channel Nowhere' in run(export, selected, '--channel', 'Nowhere', status=2)


def again():
    """A later export of a workspace brings what is new and what was edited, and doubles nothing; what people set in Odoo since stays theirs."""
    for chat, channel in ((Slack(), 'general'), (Mattermost(), 'Town Square')):
        target = database('again', standalone())
        run(exported(chat), target)
        before = rows('mail_message', target)
        cluster.sql("UPDATE res_users SET signature = 'mine', notification_type = 'inbox', password = 'secret' WHERE login = 'ann@example.org'", target)
        same = report(exported(chat), target)
        assert all(tally['created'] == tally['updated'] == 0 for tally in same['models'].values()), same['models']
        if isinstance(chat, Slack):
            chat.days['general/2020-03-01.json'] = [{'type': 'message', 'user': 'U1', 'text': 'brand new', 'ts': '1583000000.000100', 'thread_ts': '1577880002.000100'}]
            day = next(name for name, day in chat.days.items() for message in day if message.get('text') == 'The thread')
            next(message for message in chat.days[day] if message.get('text') == 'The thread').update(text='The edited thread', edited={'ts': '1583000001.000000'})
        else:
            thread = next(line['post'] for line in chat.posts if line['post']['message'] == 'The thread')
            thread.update(message='The edited thread', edit_at=1583000001000)
            thread['replies'].append({'user': 'ann', 'message': 'brand new', 'create_at': 1583000000000})
        later = exported(chat)
        verify(later, target, status=1)
        done = report(later, target)['models']
        assert (done['mail.message']['created'], done['mail.message']['updated']) == (1, 1), done['mail.message']
        assert rows('mail_message', target) == before + 1
        verify(later, target)
        messages = imported(target)
        assert one(messages, 'brand new')['parent_id'] == one(messages, 'edited thread')['id']
        assert cluster.sql("SELECT count(*) FROM mail_channel_partner s JOIN mail_channel c ON c.id = s.channel_id WHERE c.name = '%s' AND seen_message_id = %d"
                           % (channel, one(messages, 'brand new')['id']), target) != [['0']]
        assert cluster.sql("SELECT signature, notification_type, password FROM res_users WHERE login = 'ann@example.org'", target) == [['mine', 'inbox', 'secret']]
        undo(target)
        assert one(imported(target), 'The thread') and rows('mail_message', target) == before


def undo_all():
    """Undoing leaves a database with data of its own as it was; the export can come again."""
    for chat in (Slack(), Mattermost()):
        target, export = database('undo', standalone()), exported(chat)
        before = contents(target)
        run(export, target)
        assert contents(target) != before
        undo(target)
        after = contents(target)
        assert after == before, [table for table in before if before[table] != after.get(table)]
        run(export, target)
        verify(export, target)


def big():
    chat = Slack()
    for i in range(30000):
        chat.say('general', '%d.%06d' % (1580000000 + i // 3, i % 3 + 1 if i % 2 else 123450 + i % 3), 'U%d' % (1 + i % 2), 'message number %d of <@U1>' % i)
    return chat


def kills():
    """Killed at any moment, a run goes on with --resume, and nothing is lost or double."""
    export = exported(big())
    dice = random.Random(os.environ.get('CHATTERD_SEED') or 7)
    start = time.monotonic()
    run(export, database('whole'))
    length, killed = time.monotonic() - start, 0
    for attempt in range(int(os.environ.get('CHATTERD_KILLS') or 3)):
        target = database('killed', standalone() if attempt % 2 else None)
        resume = []
        for moment in (length * (0.3 + 0.6 * dice.random()), length * (0.3 + 0.4 * dice.random())):
            hit, resume = killed_after(moment, ['--from', str(export)], target, *resume)
            killed += hit
        run(export, target, *resume)
        verify(export, target)
        assert cluster.sql("SELECT count(*), count(DISTINCT message_id) FROM mail_message WHERE message_id LIKE '%.import>'", target) == [['30020', '30020']]
    assert killed, 'no run was killed'


def broken():
    """What is no export is refused, with the file and the line; a damaged record is left out, and told."""
    target = database('broken', standalone())

    def refused(source, *pieces):
        said = run(source, target, '--dry-run', status=2)
        assert all(piece in said for piece in pieces), said

    def folder(name, **files):
        return write({file.replace('__', '.').replace('_of_', '/'): data for file, data in files.items()}, work / name, False)

    refused(work / 'nowhere.zip', 'there is no file or folder')
    refused(folder('empty', readme__txt=b'x'), 'no export of Slack', 'none of Mattermost')
    refused(folder('both', users__json=b'[]', import__jsonl=b''), 'has both')
    refused(folder('list', users__json=b'{"ok": false}', channels__json=b'[]'), 'users.json, line 1: is no list')
    refused(folder('nobody', users__json=b'[]', channels__json=b'[]'), 'neither people nor channels')
    refused(folder('early', import__jsonl=b'{"type": "team", "team": {"name": "x"}}\n') / 'import.jsonl', 'import.jsonl, line 1: the version must come first')
    refused(folder('text', import__jsonl=b'\nhello\n') / 'import.jsonl', 'import.jsonl, line 2: is no JSON')
    refused(folder('newer', import__jsonl=b'{"type": "version", "version": 2}\n') / 'import.jsonl', 'version 2')
    (work / 'plain.txt').write_text('x')
    refused(work / 'plain.txt', 'neither a folder, nor a ZIP')
    whole = exported(Slack()).read_bytes()
    (work / 'cut.zip').write_bytes(whole[:len(whole) // 2])
    refused(work / 'cut.zip', 'cannot read the ZIP')
    said = subprocess.run([str(PROGRAM), 'migrate', '--from', cluster.dsn(target), '--to', str(exported(Slack()))], env=cluster.environment(), capture_output=True, text=True)
    assert said.returncode == 2 and 'cannot be the target' in said.stderr, said
    assert not imported(target)
    # the rest comes
    files = Slack().files()
    files['general/2020-02-01.json'] = (b'[\n{"type": "message", "user": "U1", "text": "fine one", "ts": "1580515200.000100"},\n'
                                        b'{"type": "message", "user": "U1", "text": "bad \\q", "ts": "1580515201.000100"},\n'
                                        b'{"type": "message", "user": "U1", "text": "when?"},\n'
                                        b'{"type": "message", "user": "U1", "text": "fine too", "ts": "1580515202.000100"},\n'
                                        b'{"type": "message", "user": "U1", "text": "cut o')
    files['unknown/2020-02-01.json'] = b'[]'
    export = write(files, work / 'damaged.zip', True)
    done = report(export, target)
    for piece in ('general/2020-02-01.json, line 3: is no JSON', 'general/2020-02-01.json, line 4: a message without its time',
                  'general/2020-02-01.json, line 6: the file is cut off here', 'folders of channels that no list has; they came as private ones: 1'):
        assert piece in told(done), (piece, told(done))
    assert done['models']['mail.message']['created'] == 22
    verify(export, target)
    chat = Mattermost()
    lines = chat.lines().decode().splitlines()
    lines[12:12] = ['{"type": "post", "post": {"team": "main"', '{"type": "strange"}',
                    json.dumps(chat.post('ann', 0, 'no time')), json.dumps({'type': 'post', 'post': {'user': 'ann', 'create_at': 1577880000000}})]
    export = write(dict(chat.files(), **{'import.jsonl': '\n'.join(lines).encode()}), work / 'damaged-mattermost.zip', True)
    done = report(export, target)
    for piece in ('line 13: is no JSON', 'line 14: an unknown type "strange"', 'line 15: a post without its time', 'line 16: a post that does not say in which channel'):
        assert 'import.jsonl, ' + piece in told(done), (piece, told(done))
    assert done['models']['mail.message']['created'] == 11
    verify(export, target)


def faults():
    """What changes in the target afterwards is found."""
    export, pristine = exported(Slack()), database('pristine', standalone())
    run(export, pristine)
    imports = "message_id LIKE '%.import>'"
    for fault, piece in [
            ("UPDATE mail_message SET body = body || ' ' WHERE body LIKE '%%The thread%%' AND %s" % imports, 'changed: mail.message'),
            ("UPDATE mail_message SET parent_id = NULL WHERE body LIKE '%%late answer%%' AND %s" % imports, 'parent_id is nothing'),
            ("DELETE FROM mail_message WHERE body LIKE '%%waves%%' AND %s" % imports, 'missing: mail.message'),
            ('DELETE FROM mail_message_res_partner_rel WHERE mail_message_id = (SELECT max(mail_message_id) FROM mail_message_res_partner_rel)',
             'missing: mail_message_res_partner_rel'),
            ("UPDATE mail_channel SET public = 'public' WHERE name = 'secret'", 'public is "public"'),
            ("DELETE FROM mail_channel_partner WHERE channel_id = (SELECT id FROM mail_channel WHERE name = 'secret') AND partner_id = (SELECT partner_id FROM "
             "res_users WHERE login = 'alice')", 'missing: mail.channel.partner'),
            ('UPDATE mail_channel_partner SET seen_message_id = NULL WHERE id = (SELECT max(id) FROM mail_channel_partner)', 'seen_message_id is nothing'),
            ("DELETE FROM message_attachment_rel WHERE message_id = (SELECT id FROM mail_message WHERE body LIKE '%%a picture%%' AND %s)" % imports,
             'missing: message_attachment_rel')]:
        name = database('faulty', pristine)
        (work / ('files-' + name)).symlink_to(work / ('files-' + pristine))
        cluster.sql(fault.replace('%%', '%'), name)
        said = verify(export, name, status=1)
        assert piece in said, (fault, said)
        (work / ('files-' + name)).unlink()


def delete():
    """What the source has deleted goes with --delete, and comes back with undo; what hangs on others' records stays."""
    source, target = source_database('source'), database('target')
    migrate_test.migrate(source, target)
    before = contents(target)
    seat, = cluster.sql("SELECT max(u) FROM chatterd_migrate.batch, unnest(source) u WHERE model = 'mail.channel.partner' AND action = 'created'", target)[0]
    cluster.sql("""DELETE FROM mail_message_res_partner_starred_rel;
        DELETE FROM mail_message WHERE id IN (SELECT max(id) FROM mail_message WHERE model = 'mail.channel' UNION SELECT min(id) FROM mail_message);
        DELETE FROM mail_channel_partner WHERE id = %s;
        INSERT INTO mail_message (model, res_id, body, message_type, author_id, date) SELECT 'mail.channel', min(id), '<p>new</p>', 'comment', 3, now()
          FROM mail_channel""" % seat, source)
    migrate_test.migrate(source, target)
    migrate_test.verify(source, target, status=1)       # without --delete it stays
    undo(target)
    assert contents_without_journal(target) == {table: kept for table, kept in contents_without_journal(target, before).items()}
    rehearsal = migrate_test.migrate(source, target, '--delete', '--dry-run')
    assert 'no longer in the source, removed' in rehearsal, rehearsal
    assert contents_without_journal(target) == contents_without_journal(target, before)
    assert 'had another one' in run_failing(source, target, '--delete', '--since', '2020-01-01')
    migrate_test.migrate(source, target, '--delete', '--report', str(work / 'delete.json'))
    removed = {name: tally['removed'] for name, tally in json.loads((work / 'delete.json').read_text())['models'].items() if tally['removed']}
    assert removed['mail.message'] == 2 and removed['mail.channel.partner'] == 1 and removed['mail_message_res_partner_starred_rel'] == 1, removed
    migrate_test.verify(source, target)
    again = migrate_test.migrate(source, target, '--delete')
    assert 'no longer in the source' not in again, again
    first, = cluster.sql('SELECT min(id) FROM chatterd_migrate.run', target)[0]
    said = subprocess.run([str(PROGRAM), 'migrate', 'undo', '--to', cluster.dsn(target), '--run', first], env=cluster.environment(), capture_output=True, text=True)
    assert said.returncode == 2 and 'undo that one first' in said.stderr, said
    undo(target)
    undo(target)
    after = contents_without_journal(target)
    was = contents_without_journal(target, before)
    assert after == was, [table for table in was if was[table] != after.get(table)]
    # people of the target work with what came: it stays
    cluster.sql("""INSERT INTO mail_message_res_partner_starred_rel (mail_message_id, res_partner_id) SELECT res_id, 3 FROM ir_model_data WHERE module = '__chatterd_migrate__' AND
        model = 'mail.message' ON CONFLICT DO NOTHING""", target)
    said = migrate_test.migrate(source, target, '--delete')
    assert 'stays' in said and 'mail_message_res_partner_starred_rel hang on it' in said, said
    # a workspace
    chat, talk = Slack(), database('talk', standalone())
    run(exported(chat), talk)
    count = rows('mail_message', talk)
    whole = contents_without_journal(talk)
    chat.groups.clear()
    del chat.days[next(name for name in chat.days if name.startswith('secret/'))]
    chat.channels[0]['members'].remove('U4')
    chat.users = [user for user in chat.users if user['id'] != 'U4']
    later = exported(chat)
    run(later, talk, '--delete')
    verify(later, talk)
    assert rows('mail_message', talk) == count - 1 and cluster.sql("SELECT FROM mail_channel WHERE name = 'secret'", talk) == []
    assert cluster.sql("SELECT FROM res_users WHERE login = 'guest@example.org'", talk) == []
    undo(talk)
    after = contents_without_journal(talk)
    assert after == whole, [table for table in whole if whole[table] != after.get(table)]


def contents_without_journal(name, of=None):
    return {table: kept for table, kept in (of or contents(name)).items() if table not in ('run', 'progress', 'batch', 'old_row', 'late', 'content', 'sequence')}


def run_failing(source, target, *options):
    return subprocess.run([str(PROGRAM), 'migrate', *place('from', source), *place('to', target), *options], env=cluster.environment(),
                          capture_output=True, text=True).stderr


def merge():
    """A database, a workspace and a server into one target: each equals its own source, and people that they share are one."""
    target, source = database('all'), source_database('one')
    chats = [exported(Slack()), exported(Mattermost())]
    migrate_test.migrate(source, target)
    for export in chats:
        run(export, target)
    migrate_test.verify(source, target)
    for export in chats:
        verify(export, target)
    assert cluster.sql("SELECT count(*) FROM res_partner WHERE email_normalized = 'ann@example.org'", target) == [['1']]
    texts = imported(target)
    ann = person(target, "res_users WHERE login = 'ann@example.org'")
    assert one(texts, 'a secret')['author_id'] == one(texts, 'Head')['author_id'] == ann
    for _ in range(2):
        undo(target)
    migrate_test.verify(source, target)
    # two servers that call things by the same names are told apart by what they were told to be called
    run(chats[1], target, '--from-key', 'firstone')
    assert 'if this is the same server, give --from-key firstone' in run(chats[1], target, '--from-key', 'otherone')
    assert cluster.sql("SELECT count(*) FROM mail_channel WHERE name = 'Town Square'", target) == [['2']]
    for key in ('firstone', 'otherone'):
        verify(chats[1], target, '--from-key', key)


def archive():
    """An export becomes an archive, and the archive a database: the same as from the export itself."""
    for number, chat in enumerate((Slack(), Mattermost())):
        export, name, target = exported(chat), 'chat%d.tar.zst' % number, database('unpacked')
        run(export, name)
        verify(export, name)
        migrate_test.migrate(name, target)
        migrate_test.verify(name, target)
        verify(export, target)
        assert int(cluster.sql('SELECT max(id) FROM mail_message', target)[0][0]) < 1000
        same = report(export, target)
        assert all(tally['created'] == tally['updated'] == 0 for tally in same['models'].values()), same['models']


def server():
    """Into a running server by RPC: as into a database; a second run changes nothing, undo takes all back."""
    for chat in (Slack(), Mattermost()):
        name, export = database('server', standalone()), exported(chat)
        cluster.sql("UPDATE res_users SET password = (SELECT password FROM res_users WHERE login = 'demo') WHERE id = 1", name)
        environment = dict(cluster.environment(), CHATTERD_TO_PASSWORD='demo')
        before = {table: rows(table, name) for table in ('mail_message', 'mail_channel', 'res_partner', 'res_users', 'ir_attachment')}
        with Chatterd(name, '--filestore', str(work / ('files-' + name))) as running:
            def over_rpc(*words, status=0):
                end = ['--to', '%s/%s' % (running.url, name), '--to-login', '__system__']
                done = subprocess.run([str(PROGRAM), 'migrate', *words, *end], env=environment, capture_output=True, text=True)
                assert done.returncode == status, (words, done.stdout[-4000:], done.stderr[-2000:])
                return done.stdout + done.stderr

            assert 'needs a target database' in over_rpc('--from', str(export), '--delete', status=2)
            over_rpc('--from', str(export))
            over_rpc('verify', '--from', str(export))
            count = rows('mail_message', name)
            assert count > before['mail_message']
            texts, ann = imported(name), person(name, "res_users WHERE login = 'ann@example.org'")
            assert any('data-oe-id="%d"' % ann in body for body in texts) or isinstance(chat, Mattermost)
            over_rpc('--from', str(export))
            assert rows('mail_message', name) == count
            over_rpc('undo')
            after = {table: rows(table, name) for table in before}
            assert after == before, (before, after)
        migrate_test.made.remove(name)


def absent():
    """What an export does not say is private; people with one address have one log-in; names from data are no SQL; half characters are words."""
    target = database('absent', standalone())
    slack_people = [
        ('U0', 'zed', 'Dup@example.org', True), ('U1', 'ann', 'dup@example.org', False), ('U2', 'two', 'DUP@example.org', False),
        ('U3', None, None, False), ('U4', 'bare', '', None)]
    users = [{'id': number, 'team_id': 'T9', 'name': name, 'deleted': deleted, 'profile': {'real_name': name, 'email': mail} if name else None}
             for number, name, mail, deleted in slack_people]
    say = lambda user, ts, text, **more: dict({'type': 'message', 'user': user, 'ts': '16000800%s.000100' % ts, 'text': text}, **more)  # noqa: E731
    huddle = {'created_by': 'U1', 'participant_history': ['U1', 'U2'], 'date_start': 1600080000, 'date_end': 1600083600}
    files = {
        'users.json': users,
        'channels.json': [{'id': 'C1', 'name': None, 'members': None, 'created': None}, {'id': 'C2', 'name': 'two', 'members': ['U1']}],
        'groups.json': [{'id': 'G1', 'name': 'closed', 'members': None}],
        'dms.json': [{'id': 'D1', 'user': 'U2', 'members': None}],
        'C1/2020-09-14.json': [say('U1', '01', 'by id')],
        'two/2020-09-14.json': [
            say('U1', '10', 'first version'), say('U1', '11', 'half \ud83d an emoji'),
            say('USLACKBOT', '12', '', subtype='huddle_thread', room=huddle),
            say('U1', '13', 'begins', slackdump_thread_replies=[say('U2', '14', 'nested reply', thread_ts='1600080013.000100')]),
            say('U1', '15', 'hidden', files=[{'id': 'F1', 'mode': 'hidden_by_limit'}]),
            say('U1', '16', 'pasted', files=[{'id': 'F2', 'mode': 'snippet', 'name': 's.py', 'preview': 'print("words")'}]),
            say('U1', '17', 'to download', files=[{'id': 'F3', 'name': 'x', 'url_private_download': 'https://files.example/x?t=xoxe-secret'}]),
            say('U1', '18', 'not to be seen', files=[{'id': 'F4', 'file_access': 'access_denied'}])],
        'two/2020-09-15.json': [say('U1', '10', 'second version', edited={'user': 'U1', 'ts': '1600080099.000000'})],
        'closed/2020-09-14.json': [say('U1', '20', 'only authors read this')],
        'D1/2020-09-14.json': [say('U1', '30', 'to two alone')],
        'nowhere/2020-09-14.json': [say('U2', '40', 'of no list')]}
    export = write({name: json.dumps(value).encode() for name, value in files.items()}, work / 'absent.zip', True)
    done = report(export, target)
    verify(export, target)
    texts = imported(target)
    for piece in ('by id', 'second version', 'half \ufffd an emoji', 'held a huddle with', '60 minutes', 'begins', 'nested reply', 'hidden', 'words',
                  'https://files.example/x', 'only authors', 'to two alone', 'of no list'):
        one(texts, piece)
    assert not any('first version' in body or 'xoxe' in body for body in texts), list(texts)
    seats = lambda channel: sorted(row[0] for row in cluster.sql(  # noqa: E731
        "SELECT p.name FROM mail_channel_partner s JOIN res_partner p ON p.id = s.partner_id JOIN mail_channel c ON c.id = s.channel_id WHERE c.name = '%s'" % channel, target))
    kinds = dict(cluster.sql("SELECT name, public FROM mail_channel WHERE channel_type = 'channel' AND name IN ('closed', 'nowhere', 'C1', 'two')", target))
    assert kinds == {'closed': 'private', 'nowhere': 'private', 'C1': 'groups', 'two': 'groups'}, kinds
    assert seats('closed') == ['ann'] and seats('nowhere') == ['two'], (seats('closed'), seats('nowhere'))
    chat = one(texts, 'to two alone')['res_id']
    assert cluster.sql('SELECT count(*) FROM mail_channel_partner WHERE channel_id = %d' % chat, target) == [['2']]
    logins = dict(cluster.sql("SELECT u.login, p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id WHERE u.login LIKE '%@slack' OR u.login = 'dup@example.org'", target))
    assert logins['dup@example.org'] == 'ann' and logins['u0@slack'] == 'zed' and logins['u2@slack'] == 'two', logins
    for what in ('they came as private ones: 1', 'those who wrote there are in them', 'hides from its free plan: 1', 'earlier versions of messages that were changed: 1',
                 'files of which the export has neither bytes nor an address: 2', 'without an e-mail address; they log in with their name and @slack: 2',
                 'whose e-mail address somebody else has too; they log in with their name and @slack: 2'):
        assert what in told(done), (what, told(done))
    assert cluster.sql("SELECT name FROM res_partner WHERE name ILIKE '%slackbot%'", target) == [['Slackbot']]
    # Mattermost: unknown types, posts of no channel, chats of nobody, paths of Windows, half characters
    chat = Mattermost()
    chat.head.insert(5, {'type': 'channel', 'channel': {'team': 'main', 'name': 'odd', 'display_name': 'Odd', 'type': 'X'}})
    chat.posts += [dict(chat.post('ann', 1577880020000, 'in an odd one'), post=dict(chat.post('ann', 1577880020000, 'in an odd one')['post'], channel='odd')),
                   {'type': 'post', 'post': {'team': 'main', 'channel': 'lost', 'user': 'gone', 'message': 'in a lost one', 'create_at': 1577880021000}},
                   chat.post('ann', 1577880022000, 'half \ud83d an emoji', attachments=[{'path': '20200101\\teams\\t\\picture.png'}])]
    chat.tail += [{'type': 'direct_post', 'direct_post': {'channel_members': members, 'user': user, 'message': 'to nobody, ' + user, 'create_at': at}}
                  for members, user, at in ((None, 'ann', 1577880030000), ([], 'gone', 1577880031000))]
    other = database('absent_mattermost', standalone())
    export = write(chat.files(), work / 'absent-mattermost.zip', True)
    done = report(export, other)
    verify(export, other)
    texts = imported(other)
    kinds = dict(cluster.sql("SELECT name, public FROM mail_channel WHERE name IN ('Odd', 'lost')", other))
    assert kinds == {'Odd': 'private', 'lost': 'private'}, kinds
    for piece, members in (('in an odd one', 'Ann Lee'), ('in a lost one', 'gone'), ('to nobody, ann', 'Ann Lee'), ('to nobody, gone', 'gone')):
        found = cluster.sql('SELECT p.name FROM mail_channel_partner s JOIN res_partner p ON p.id = s.partner_id WHERE s.channel_id = %d' % one(texts, piece)['res_id'], other)
        assert found == [[members]], (piece, found)
    assert one(texts, 'half \ufffd an emoji')['id'] in {int(row[0]) for row in cluster.sql('SELECT message_id FROM message_attachment_rel', other)}
    for what in ('a kind that Mattermost did not have', 'channels that only posts name', 'to whom; they are in a chat of their author alone: 2'):
        assert what in told(done), (what, told(done))
    # documents' models are data: none of these names is a table's
    odd = database('absent_names', standalone())
    cluster.sql("INSERT INTO mail_message (model, res_id, body, message_type, date) SELECT m, 1, 'odd', 'comment', now() FROM unnest(ARRAY['', 'res partner', "
                "'x\"; DROP TABLE mail_message --', 'no.such', 'pg_class', 'mail.message.res.partner.rel', 'ünï', repeat('a.', 90)]) m", odd)
    cluster.sql("INSERT INTO ir_attachment (name, res_model, res_id, type) SELECT 'odd', m, 1, 'binary' FROM unnest(ARRAY['', 'res partner', E'a\\'b']) m", odd)
    into = database('absent_names_target', standalone())
    migrate_test.migrate(odd, into)
    migrate_test.verify(odd, into)
    assert int(cluster.sql("SELECT count(*) FROM mail_message WHERE body = 'odd'", into)[0][0]) == 8


if __name__ == '__main__':
    try:
        {'slack': slack, 'mattermost': mattermost, 'again': again, 'undo': undo_all, 'kills': kills, 'broken': broken, 'faults': faults, 'delete': delete,
         'merge': merge, 'archive': archive, 'server': server, 'absent': absent}[sys.argv[1]]()
    finally:
        migrate_test.clean()
