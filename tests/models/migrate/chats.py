"""What the tests of exports share: running, and looking at what came."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'support'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from chatterd import PROGRAM, cluster  # noqa: E402
from chat_exports import write  # noqa: E402
from migrate_test import contents, place, work  # noqa: E402

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


def contents_without_journal(name, of=None):
    return {table: kept for table, kept in (of or contents(name)).items() if table not in ('run', 'progress', 'batch', 'old_row', 'late', 'content', 'sequence')}


def run_failing(source, target, *options):
    return subprocess.run([str(PROGRAM), 'migrate', *place('from', source), *place('to', target), *options], env=cluster.environment(),
                          capture_output=True, text=True).stderr
