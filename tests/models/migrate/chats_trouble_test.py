"""chatterd migrate from exports of Slack and Mattermost when it is killed, refused or hindered, into a running server, and with --delete:

    chats_trouble_test.py kills | broken | odd | faults | delete | server
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
from chatterd import PROGRAM, Chatterd, cluster, standalone  # noqa: E402
import migrate_test  # noqa: E402
from chat_exports import Mattermost, Slack, write  # noqa: E402
from chats import QUOTE, exported, run, verify, report, told, imported, one, person, contents_without_journal, run_failing  # noqa: E402
from migrate_test import contents, database, killed_after, rows, source_database, undo, work  # noqa: E402


def big():
    chat = Slack()
    for i in range(12000):
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
        assert cluster.sql("SELECT count(*), count(DISTINCT message_id) FROM mail_message WHERE message_id LIKE '%.import>'", target) == [['12020', '12020']]
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


def odd():
    """Facts that are there twice, in another form or beyond what can be: the closed one, the one that can be, and told."""
    target = database('odd', standalone())
    chat = Slack()
    chat.channels += [{'id': 'G1', 'name': 'secret', 'members': ['U4']}, {'id': 'C8', 'name': 'secret', 'members': []},
                      {'id': 'C9', 'name': 'old-group', 'is_group': True, 'members': ['U1']}]
    chat.say('general', '1577880020.000100', 'UX', 'by a program', bot_profile={'name': 'Poll'})
    chat.say('general', '1577880021.000100', 'U1', 'one text')
    chat.say('general', '1577880021.000100', 'U1', 'another text')
    chat.say('general', '1577880022.000100', 'U1', 1234567, files=[None, {}], attachments=[
        {'blocks': [{'type': 'section', 'text': {'type': 'mrkdwn', 'text': 'in a *block*'}}]}])
    export = exported(chat)
    done = report(export, target)
    assert 'different texts; the first is there: 1' in told(done), told(done)
    messages = imported(target)
    assert one(messages, 'by a program')['email_from'] == 'Poll'
    assert one(messages, '1234567')['body'] == '<p>1234567</p>' + QUOTE + '<p>in a <b>block</b></p></div>'
    assert one(messages, 'a secret')['channel'] == 'secret'
    kinds = dict(cluster.sql('SELECT name, string_agg(DISTINCT public, %s) FROM mail_channel GROUP BY name' % "','", target))
    assert kinds['old-group'] == 'private', kinds
    secret = one(messages, 'a secret')['res_id']
    assert cluster.sql('SELECT public FROM mail_channel WHERE id = %d' % secret, target) == [['private']]
    verify(export, target)
    chat = Mattermost()
    chat.head[4:4] = [{'type': 'team', 'team': {'name': 'board', 'display_name': 'Board', 'type': 'I'}},
                      {'type': 'channel', 'channel': {'team': 'board', 'name': 'minutes', 'display_name': 'Minutes', 'type': 'O'}}]
    chat.head.insert(8, {'type': 'channel', 'channel': {'team': 'main', 'name': 'board', 'display_name': 'Board', 'type': 'O'}})
    chat.posts += [chat.post('ann', '1577880040000', 'time as text'), chat.post('ann', 10 ** 18, 'never'),
                   chat.post('ann', 1577880041000, 'deleted', delete_at=1577880042000), chat.post('ann', 1577880043000, 'http://x.example/?q=*a*'),
                   chat.post('ann', 1577880044000, 'plan', attachments=[{'path': '/data\\plan.pdf'}])]
    export = exported(chat)
    done = report(export, target)
    for piece in ('messages that were deleted in Mattermost: 1', 'a post without its time', 'open channels of teams that people are invited to'):
        assert piece in told(done), (piece, told(done))
    messages = imported(target)
    assert one(messages, 'time as text')['date'].startswith('2020-01-01'), messages
    assert not [body for body in messages if body in ('<p>never</p>', '<p>deleted</p>')]
    assert cluster.sql("SELECT DISTINCT public FROM mail_channel WHERE name IN ('Board: Minutes', 'Main: Board')", target) == [['private']]
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


if __name__ == '__main__':
    try:
        {'kills': kills, 'broken': broken, 'odd': odd, 'faults': faults, 'delete': delete, 'server': server}[sys.argv[1]]()
    finally:
        migrate_test.clean()
