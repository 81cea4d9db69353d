"""chatterd migrate from exports of Slack and Mattermost, and what becomes of what they say:

    chats_test.py slack | mattermost | again | undo | merge | archive | absent
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'support'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from chatterd import Chatterd, Web, cluster, standalone  # noqa: E402
import migrate_test  # noqa: E402
from chat_exports import PICTURE, PLAN, Mattermost, Slack, write  # noqa: E402
from chats import exported, run, verify, report, told, imported, one, person, mention, QUOTE, link  # noqa: E402
from migrate_test import contents, database, rows, source_database, undo, work  # noqa: E402


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
        'nowhere/2020-09-14.json': [say('U2', '40', 'of no list')],
        'teams/acme/channels.json': [], 'teams/acme/general/2020-09-14.json': [say('U2', '50', 'of a workspace of a grid')]}
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
                 'whose e-mail address somebody else has too; they log in with their name and @slack: 2',
                 'give each workspace\'s folder (teams/NAME) as --from: 1'):
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
        {'slack': slack, 'mattermost': mattermost, 'again': again, 'undo': undo_all, 'merge': merge, 'archive': archive, 'absent': absent}[sys.argv[1]]()
    finally:
        migrate_test.clean()
