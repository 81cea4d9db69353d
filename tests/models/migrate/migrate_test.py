"""chatterd migrate, from copies of the database that tests/support/world.py makes, or of a stock Odoo's, to new ones:

    migrate_test.py round_trip | back | selection | faults | again | report_page | merge | undo | conversations [recorded]
"""
import html.parser
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'support'))
from chatterd import PROGRAM, cluster, standalone  # noqa: E402
from world import recorded, world  # noqa: E402

work = pathlib.Path(tempfile.mkdtemp(prefix='migrate-'))
made = []


def database(name, of=None):
    """A new database: a copy, or an empty one."""
    name = 'migrate_%s_%d' % (name, os.getpid())
    cluster.drop(name)
    cluster.sql('CREATE DATABASE "%s" TEMPLATE "%s"' % (name, of or 'template0'))
    made.append(name)
    return name


def place(end, name):
    """The options for one end: an archive's file, or a database with its filestore."""
    if name.endswith('.tar.zst'):
        return ['--' + end, str(work / name)]
    return ['--' + end, cluster.dsn(name), '--%s-filestore' % end, str(work / ('files-' + name))]


def migrate(source, target, *options, command=(), status=0, source_options=()):
    words = [str(PROGRAM), 'migrate', *command, *(place('from', source) if source else []), *place('to', target), *options]
    done = subprocess.run(words, env=cluster.environment(), capture_output=True, text=True)
    if done.returncode != status:
        raise AssertionError('%s: status %d, not %d\n%s%s' % (' '.join(words), done.returncode, status, done.stdout[-4000:], done.stderr[-2000:]))
    return done.stdout


def verify(source, target, *options, status=0):
    return migrate(source, target, *options, command=['verify'], status=status)


def killed_after(moment, source_options, target, *options):
    """A run that gets kill -9 after so many seconds: whether it was still there to get it, and the options to go on with."""
    process = subprocess.Popen([str(PROGRAM), 'migrate', *source_options, *place('to', target), *options], env=cluster.environment(),
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    killed = False
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        killed = True
    assert process.wait() in (0, -signal.SIGKILL), process.stderr.read()
    state = cluster.sql("SELECT to_regclass('chatterd_migrate.run')", target)[0][0]
    resume = ['--resume'] if state and ['running'] in cluster.sql('SELECT state FROM chatterd_migrate.run', target) else []
    print('killed after %.2f s: %s' % (moment, resume))
    return killed, resume


def undo(target, *options):
    return migrate(None, target, *options, command=['undo'])


def plain(name):
    """A copy of the source as it is, with its attachments."""
    template, files = recorded() if sys.argv[2:] == ['recorded'] else world()
    name = database(name, template)
    shutil.copytree(files, work / ('files-' + name))
    return name


def source_database(name):
    """A source with stars, an answer, mentions, tracking and canned responses too."""
    name = plain(name)
    cluster.sql("""
        INSERT INTO mail_message_res_partner_starred_rel (mail_message_id, res_partner_id) SELECT min(m.id), 3 FROM mail_message m;
        UPDATE mail_channel_partner s SET fold_state = 'folded', seen_message_id = (SELECT max(id) FROM mail_message m WHERE m.model = 'mail.channel'
          AND m.res_id = s.channel_id);
        INSERT INTO mail_message_mail_channel_rel (mail_message_id, mail_channel_id) SELECT id, res_id FROM mail_message WHERE model = 'mail.channel';
        INSERT INTO mail_message_res_partner_needaction_rel (mail_message_id, res_partner_id, is_read, notification_type, notification_status)
          SELECT id, 3, id % 2 = 0, 'inbox', 'sent' FROM mail_message m WHERE model = 'mail.channel' AND NOT EXISTS (
            SELECT FROM mail_message_res_partner_needaction_rel n WHERE n.mail_message_id = m.id AND n.res_partner_id = 3);
        INSERT INTO mail_tracking_value (field, field_desc, field_type, old_value_char, new_value_char, mail_message_id)
          SELECT 'name', 'Name', 'char', 'a', E'b\\tc\\\\d', min(id) FROM mail_message;
        INSERT INTO mail_shortcode (source, substitution) VALUES ('hi', 'Hello'), ('by', 'Bye');
        UPDATE mail_message SET parent_id = (SELECT min(id) FROM mail_message) WHERE id = (SELECT max(id) FROM mail_message);
        UPDATE mail_message SET body = '<p><a href="/web#model=res.partner&amp;id=7" data-oe-id="7" data-oe-model="res.partner">@Marc</a> '
          || '<img src="/web/image/' || (SELECT min(attachment_id) FROM message_attachment_rel) || '"/></p>'
          WHERE id = (SELECT max(id) FROM mail_message WHERE model = 'mail.channel')""", name)
    return name


def rows(table, name):
    return int(cluster.sql('SELECT count(*) FROM ' + table, name)[0][0])


def contents(name):
    """Every row of every table that a migration may touch, to compare a database with itself."""
    tables = [table for table, in cluster.sql(
        "SELECT table_name FROM information_schema.tables WHERE table_schema IN ('public', 'chatterd_migrate') AND table_type = 'BASE TABLE' "
        "AND (table_name ~ '^(mail_|res_|message_|ir_attachment|ir_model_data)') ORDER BY 1", name)]
    found = {table: [] for table in tables}
    # in one statement: a psql for each of 200 tables took minutes in all
    for table, row in cluster.sql(' UNION ALL '.join('SELECT \'%s\', md5(t::text) FROM "%s" t' % (table, table) for table in tables), name):
        found[table].append(row)
    return {table: sorted(held) for table, held in found.items()}


def unpacked(name):
    folder = work / ('tree-' + name)
    folder.mkdir()
    subprocess.run(['tar', '-C', str(folder), '-xf', str(work / name)], check=True)
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob('*') if path.is_file()}


def round_trip():
    """Stock database -> archive -> empty standalone -> archive: the same archive; and both databases equal it."""
    source, target = source_database('trip'), database('trip_new')
    migrate(source, 'one.tar.zst')
    verify(source, 'one.tar.zst')
    migrate('one.tar.zst', target)
    verify('one.tar.zst', target)
    verify(source, target)
    migrate(target, 'two.tar.zst')
    verify('one.tar.zst', 'two.tar.zst')
    one, two = unpacked('one.tar.zst'), unpacked('two.tar.zst')
    differing = sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))
    assert differing == ['manifest.json'], differing
    assert json.loads(one['manifest.json'])['version'] == 1
    # ids are kept, and the next one is above them
    assert cluster.sql('SELECT max(id) FROM mail_message', source) == cluster.sql('SELECT max(id) FROM mail_message', target)
    assert int(cluster.sql("SELECT nextval('mail_message_id_seq')", target)[0][0]) > int(cluster.sql('SELECT max(id) FROM mail_message', target)[0][0])
    # an archive that was cut off is refused
    (work / 'cut.tar.zst').write_bytes((work / 'one.tar.zst').read_bytes()[:3000])
    migrate('cut.tar.zst', database('cut'), status=2)


def selection():
    """One channel, a range of dates, the threads of one model: only that and the people it needs; verify knows the same selection."""
    source = source_database('select')
    channel, name = cluster.sql("SELECT id, name FROM mail_channel WHERE id = (SELECT res_id FROM mail_message WHERE model = 'mail.channel' GROUP BY 1 "
                                'ORDER BY count(*) DESC LIMIT 1)', source)[0]
    middle, = cluster.sql('SELECT date::date FROM mail_message ORDER BY date OFFSET (SELECT count(*) / 2 FROM mail_message) LIMIT 1', source)[0]
    for options, condition in [(['--channel', name], "model = 'mail.channel' AND res_id = %s OR EXISTS (SELECT FROM mail_message_mail_channel_rel r "
                                                     'WHERE r.mail_message_id = m.id AND r.mail_channel_id = %s)' % (channel, channel)),
                               (['--model', 'res.partner', '--no-archived'], "model = 'res.partner'"),
                               (['--since', middle], "date >= '%s'" % middle),
                               (['--until', middle], "date < '%s'" % middle)]:
        wanted = cluster.sql('SELECT id FROM mail_message m WHERE %s ORDER BY 1' % condition, source)
        target = database('selected')
        migrate(source, target, *options)
        assert cluster.sql('SELECT id FROM mail_message ORDER BY 1', target) == wanted, options
        verify(source, target, *options)
        migrate(source, 'selected.tar.zst', *options)
        verify(source, 'selected.tar.zst', *options)
        cluster.drop(target)
    assert 'no channel' in subprocess.run([str(PROGRAM), 'migrate', *place('from', source), *place('to', 'x.tar.zst'), '--channel', 'nowhere'],
                                          env=cluster.environment(), capture_output=True, text=True).stderr


def back():
    """Stock database -> standalone -> the same stock database: everything is found where it was, nothing is created."""
    source, away = source_database('back'), database('back_away')
    migrate(source, away)
    migrate(away, source, '--report', str(work / 'back.json'))
    report = json.loads((work / 'back.json').read_text())
    created = {name: tally['created'] for name, tally in report['models'].items() if tally['created'] or tally['updated']}
    assert not created, created
    verify(away, source)


def faults():
    """A changed body, a missing notification, a wrong byte of an attachment, a moved reading position, a doubled message: each is found alone."""
    source, pristine = source_database('fault'), database('fault_new')
    migrate(source, pristine)
    verify(source, pristine)
    for fault, told in [
            ("UPDATE mail_message SET body = body || ' ' WHERE id = (SELECT max(id) FROM mail_message)", 'changed: mail.message'),
            ("UPDATE mail_message SET date = date + interval '1 microsecond' WHERE id = (SELECT min(id) FROM mail_message)", 'date is'),
            ("UPDATE mail_message SET author_id = 3 WHERE id = (SELECT max(id) FROM mail_message WHERE author_id <> 3)", 'author_id is'),
            ('DELETE FROM mail_message_res_partner_needaction_rel WHERE id = (SELECT max(id) FROM mail_message_res_partner_needaction_rel)',
             'missing: mail.notification'),
            ('UPDATE mail_message_res_partner_needaction_rel SET is_read = NOT coalesce(is_read, false) WHERE id = '
             '(SELECT max(id) FROM mail_message_res_partner_needaction_rel)', 'changed: mail.notification'),
            ('DELETE FROM mail_message_res_partner_starred_rel', 'missing: mail_message_res_partner_starred_rel'),
            ('UPDATE mail_channel_partner SET seen_message_id = NULL WHERE id = (SELECT min(id) FROM mail_channel_partner WHERE seen_message_id '
             'IS NOT NULL)', 'seen_message_id is nothing'),
            ("INSERT INTO mail_message (model, res_id, body, message_type) SELECT 'mail.channel', min(id), '<p>x</p>', 'comment' FROM mail_channel",
             'extra: mail.message'),
            ('DELETE FROM message_attachment_rel WHERE attachment_id = (SELECT max(attachment_id) FROM message_attachment_rel)',
             'missing: message_attachment_rel')]:
        name = database('faulty', pristine)
        (work / ('files-' + name)).symlink_to(work / ('files-' + pristine))
        before = contents(name)
        cluster.sql(fault, name)
        assert contents(name) != before, 'the fault changed nothing: ' + fault
        report = verify(source, name, status=1)
        assert told in report, (fault, report)
        (work / ('files-' + name)).unlink()
    stored, = cluster.sql("SELECT a.store_fname FROM ir_attachment a JOIN message_attachment_rel r ON r.attachment_id = a.id "
                          "WHERE a.file_size > 0 LIMIT 1", pristine)[0]
    file = work / ('files-' + pristine) / stored
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    report = verify(source, pristine, status=1)
    assert 'has other bytes in the target' in report and '1 difference,' in report, report
    file.unlink()
    assert 'SHA-1 is nothing' in verify(source, pristine, status=1)
    file.write_bytes(whole)
    verify(source, pristine)


def again():
    """A second run creates nothing; it brings over what changed and what is new."""
    source, target = source_database('again'), database('again_new')
    migrate(source, target)
    before = contents(target)
    migrate(source, target, '--report', str(work / 'again.json'))
    report = json.loads((work / 'again.json').read_text())
    assert all(tally['created'] == 0 and tally['updated'] == 0 for tally in report['models'].values()), report['models']
    assert report['contents']['copied'] == 0
    after = contents(target)
    changed = [table for table in before if table not in ('run', 'progress', 'batch', 'sequence') and before[table] != after.get(table)]
    assert not changed, changed
    cluster.sql("""UPDATE mail_message SET body = '<p>edited</p>' WHERE id = (SELECT max(id) FROM mail_message);
        INSERT INTO mail_message (model, res_id, body, message_type, author_id, date) SELECT 'mail.channel', min(id), '<p>new</p>', 'comment', 3, now()
          FROM mail_channel""", source)
    verify(source, target, status=1)
    migrate(source, target, '--report', str(work / 'again.json'))
    messages = json.loads((work / 'again.json').read_text())['models']['mail.message']
    assert (messages['created'], messages['updated']) == (1, 1), messages
    verify(source, target)
    undo(target)
    assert rows('mail_message', target) == rows('mail_message', source) - 1


class Page(html.parser.HTMLParser):
    """The report as a reader gets it: its texts, its bars, and what it would load."""

    def __init__(self, text):
        super().__init__()
        self.open, self.texts, self.bars, self.loads = [], [], [], []
        self.feed(text)
        assert not self.open, 'left open: %s' % self.open

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag != 'meta':
            self.open.append(tag)
        if tag == 'rect':
            self.bars.append(values)
        self.loads += [values[name] for name in ('src', 'href') if name in values] + ([tag] if tag == 'script' else [])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.texts.append(data)


def report_page():
    """The page shows the messages of each channel and month, and loads nothing; names are shown as they are."""
    source, target = source_database('page'), database('page_new')
    cluster.sql("UPDATE mail_channel SET name = '<b>R&D</b> \"x\"' WHERE id = 1; UPDATE mail_message SET date = '2025-11-05' WHERE id = "
                "(SELECT min(id) FROM mail_message WHERE model = 'mail.channel')", source)
    migrate(source, target, '--report-html', str(work / 'page.html'))
    page = Page((work / 'page.html').read_text())
    assert not page.loads, page.loads
    by_month = cluster.sql("SELECT to_char(date, 'YYYY-MM'), count(*) FROM mail_message WHERE model = 'mail.channel' GROUP BY 1", source)
    by_channel = cluster.sql("SELECT res_id, to_char(date, 'YYYY-MM'), count(*) FROM mail_message WHERE model = 'mail.channel' "
                             "GROUP BY 1, 2", source)
    assert len(by_month) > 1 and len(page.bars) == len(by_month) + len(by_channel), (by_month, by_channel, page.bars)
    for month, count in by_month:
        assert '%s: %s' % (month, count) in page.texts, (month, count)
    assert '<b>R&D</b> "x"' in page.texts
    messages = rows('mail_message', source)
    assert format(messages, ',') in page.texts


def merge():
    """Into a database with people, channels and messages of its own: ids are mapped, in texts too; people are found; undo removes it all."""
    source, target = source_database('merge'), database('merge_into', standalone())
    cluster.sql("INSERT INTO res_partner (name, email, email_normalized, active, type) SELECT 'Ann ' || i, 'ann@here.org', 'ann@here.org', true, "
                "'contact' FROM generate_series(1, 2) i", target)
    # two people of the target have the address of one of the source: nobody can know
    cluster.sql("INSERT INTO res_partner (name, email, email_normalized, active, type) VALUES ('Ann', 'ann@here.org', 'ann@here.org', true, 'contact')", source)
    one, = cluster.sql("SELECT id FROM res_partner WHERE email_normalized = 'ann@here.org'", source)[0]
    cluster.sql("INSERT INTO mail_message_res_partner_rel (mail_message_id, res_partner_id) SELECT max(id), %s FROM mail_message" % one, source)
    before = contents(target)
    rehearsal = migrate(source, target, '--dry-run', status=1)
    assert 'conflict' in rehearsal and 'ann@here.org' in rehearsal, rehearsal
    assert 'conflict' in migrate(source, target, status=1)
    (work / 'map.txt').write_text('# decided\nres.partner %s create\n' % one)
    decided = ['--mapping', str(work / 'map.txt')]
    undone = {table: kept for table, kept in contents(target).items() if table in before}
    assert undone == before, 'a refused run wrote'
    rehearsal = migrate(source, target, '--dry-run', *decided)
    assert 'mail.message' in rehearsal and 'would take about' in rehearsal
    migrate(source, target, *decided)
    verify(source, target, *decided)
    logins = [login for login, in cluster.sql('SELECT login FROM res_users ORDER BY 1', target)]
    assert len(logins) == len(set(logins)) and 'alice' in logins
    # the mention names the partner's and the picture's numbers here
    mapped = dict(cluster.sql("SELECT name, res_id FROM ir_model_data WHERE module = '__chatterd_migrate__'", target))
    texts = ' '.join(body for body, in cluster.sql("SELECT body FROM mail_message WHERE body LIKE '%@Marc%'", target))
    marc, = cluster.sql("SELECT partner_id FROM res_users WHERE login = 'demo'", target)[0]
    assert 'data-oe-id="%s"' % marc in texts and 'id=%s"' % marc in texts, texts
    assert any('/web/image/%s"' % number in texts for name, number in mapped.items() if '_ir_attachment_' in name), texts
    count = rows('mail_message', target)
    migrate(source, target, *decided)
    assert rows('mail_message', target) == count
    undo(target)
    undo(target)
    after = contents(target)
    assert after == before, [table for table in before if before[table] != after.get(table)] + [t for t in after if t not in before]
    assert 'no run to undo' in subprocess.run([str(PROGRAM), 'migrate', 'undo', '--to', cluster.dsn(target)], env=cluster.environment(),
                                              capture_output=True, text=True).stderr


def undo_fresh():
    """Undoing a migration into a new database leaves it as it was set up: records, files and numbers."""
    source, target = source_database('undo'), database('undo_new')
    setup = subprocess.run([str(PROGRAM), 'init', '--database', cluster.dsn(target), '--filestore', str(work / ('files-' + target))],
                           env=cluster.environment(), capture_output=True, text=True)
    assert setup.returncode == 0, setup.stderr
    cluster.sql('DELETE FROM mail_message; DELETE FROM mail_channel; DELETE FROM mail_followers; DELETE FROM mail_alias', target)
    files = lambda: {file.name for file in (work / ('files-' + target)).rglob('*') if file.is_file() and len(file.name) == 40}
    before, files_before = contents(target), files()
    migrate(source, target)
    assert contents(target) != before and files() > files_before
    undo(target)
    after = contents(target)
    assert after == before, [table for table in before if before[table] != after.get(table)] + [t for t in after if t not in before]
    assert files() == files_before
    migrate(source, target)
    verify(source, target)


def more_messages(name, count):
    cluster.sql("""INSERT INTO mail_message (date, body, model, res_id, message_type, subtype_id, author_id, message_id, create_uid, write_uid, create_date,
          write_date) SELECT now(), '<p>' || i || ' ' || repeat(md5(i::text), 8) || '</p>', 'mail.channel', (SELECT min(id) FROM mail_channel), 'comment', 1, 3,
          '<' || i || '@test>', 2, 2, now(), now() FROM generate_series(1, %d) i;
        UPDATE mail_channel_partner s SET fold_state = 'folded', seen_message_id = (SELECT max(id) FROM mail_message m WHERE m.model = 'mail.channel'
          AND m.res_id = s.channel_id);
        INSERT INTO mail_message_mail_channel_rel (mail_message_id, mail_channel_id) SELECT id, res_id FROM mail_message m WHERE message_id LIKE '%%@test>' ON CONFLICT DO NOTHING;
        INSERT INTO mail_message_res_partner_needaction_rel (mail_message_id, res_partner_id, is_read, notification_type, notification_status)
          SELECT id, 7, id %% 3 = 0, 'inbox', 'sent' FROM mail_message WHERE message_id LIKE '%%@test>'""" % count, name)


def conversations():
    """The recorded conversations pass on a new database that all was migrated to."""
    source, target = plain('plain'), database('talk')
    migrate(source, target, '--all-partners')
    verify(source, target, '--all-partners')
    folder = pathlib.Path(__file__).resolve().parents[2] / 'conformance'
    names = (pathlib.Path(__file__).parent / 'conversations.txt').read_text().splitlines()
    known = json.loads((folder / 'open_differences.json').read_text())
    failed = []
    for name in [line for line in names if line and not line.startswith('#')]:
        file, = folder.glob('conversations/*/%s.jsonl' % name)
        done = subprocess.run([sys.executable, str(folder / 'replay_test.py'), 'database:' + target, str(file), str(work / ('files-' + source))],
                              capture_output=True, text=True)
        # The number of Discuss's menu is the installation's.
        listed = known.get(name, {}).get('steps', [])
        details = [text for step, text in re.findall(r'^#(\d+) .*\n    (.*)$', done.stdout, re.M)
                   if int(step) not in listed and '.menu_id:' not in text]
        replayed = re.search(r'^\d+ steps, .*$', done.stdout, re.M)
        print(name, replayed and replayed.group(0), details)
        if not replayed or details:
            failed.append(name)
            print(done.stdout[-3000:], done.stderr[-1000:])
    assert not failed, failed


def clean():
    for one in made:
        cluster.drop(one)
    shutil.rmtree(work, ignore_errors=True)


if __name__ == '__main__':
    try:
        {'round_trip': round_trip, 'back': back, 'selection': selection, 'faults': faults, 'again': again, 'merge': merge, 'undo': undo_fresh,
         'conversations': conversations, 'report_page': report_page}[sys.argv[1]]()
    finally:
        clean()
