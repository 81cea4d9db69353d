"""chatterd migrate from database to database, killed on its way:

    interruption_test.py kills | bulk | tables

`kills` takes the number of kill -9 from CHATTERD_KILLS (3).
"""
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'support'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from chatterd import PROGRAM, cluster, standalone  # noqa: E402
import migrate_test  # noqa: E402
from migrate_test import database, killed_after, migrate, more_messages, place, source_database, rows, undo, verify  # noqa: E402


def kills():
    """Killed at any moment, a run goes on with --resume, and the target is as if nothing had happened."""
    source = source_database('kill')
    more_messages(source, 24000)
    seed = int(os.environ.get('CHATTERD_SEED') or random.randrange(1 << 30))
    print('CHATTERD_SEED=%d' % seed)
    dice = random.Random(seed)
    start = time.monotonic()
    whole = database('kill_whole')
    migrate(source, whole)
    length = time.monotonic() - start
    killed = 0
    for attempt in range(int(os.environ.get('CHATTERD_KILLS') or 3)):
        # every other one into a database that has its own
        target = database('kill_new', standalone() if attempt % 2 else None)
        resume = []
        for moment in (dice.random() * length * 0.9, dice.random() * length / 2):
            hit, resume = killed_after(moment, place('from', source), target, *resume)
            killed += hit
        migrate(source, target, *resume)
        verify(source, target)
        assert structure(target) == structure(standalone())
        assert not cluster.sql("SELECT message_id FROM mail_message WHERE message_id LIKE '%@test>' GROUP BY 1 HAVING count(*) > 1", target)
        cluster.drop(target)
    assert killed, 'no run was killed'


def tables():
    """At whichever table a run ends, --resume goes on: what was brought before it is known again."""
    source = source_database('tables')
    for number, table in enumerate(('res_partner', 'res_users', 'res_groups_users_rel', 'mail_channel', 'mail_message', 'mail_followers', 'ir_attachment')):
        target = database('tables_new', standalone() if number % 2 else None)
        if not number % 2:
            subprocess.run([str(PROGRAM), 'init', '--database', cluster.dsn(target), '--admin-password', 'admin'], check=True,
                           stdout=subprocess.DEVNULL, env=cluster.environment())
        cluster.sql("""CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no further''; END';
            CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION refuse()""" % table, target)
        migrate(source, target, status=2)
        assert cluster.sql('SELECT state FROM chatterd_migrate.run', target) == [['running']]
        cluster.sql('DROP FUNCTION refuse CASCADE', target)
        migrate(source, target, '--resume')
        verify(source, target)
        cluster.drop(target)


def structure(name):
    """The indexes and foreign keys of a database."""
    return sorted(line for line, in cluster.sql("""SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL
        SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""", name))


def killed_midway(source, target, aside):
    """A run that was killed when it had some of the messages: with indexes put aside, or without."""
    for _ in range(10):
        process = subprocess.Popen([str(PROGRAM), 'migrate', *place('from', source), *place('to', target)], env=cluster.environment(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and rows('mail_message', target) < 3000:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        if process.wait() == -signal.SIGKILL and (rows('chatterd_migrate.put_aside', target) > 0) == aside:
            return
        undo(target)  # the run was faster than the look at it
    raise AssertionError('no run was killed on its way')


def doctor(name):
    done = subprocess.run([str(PROGRAM), 'doctor', '--database', cluster.dsn(name), '--json'], env=cluster.environment(), capture_output=True, text=True)
    return {finding['id']: finding for finding in json.loads(done.stdout.splitlines()[-1])['findings']}


def bulk():
    """A table that is filled from nothing gets its indexes and foreign keys back: after a kill and --resume, after an undo, when
    somebody deleted what rows point at; and who holds a lock is not waited for."""
    source = source_database('bulk')
    more_messages(source, 24000)
    author, = cluster.sql("SELECT id, name FROM res_partner WHERE NOT EXISTS (SELECT FROM res_users u WHERE u.partner_id = res_partner.id) AND id NOT "
                          "IN (SELECT partner_id FROM res_company) ORDER BY id LIMIT 1", source)
    cluster.sql("UPDATE mail_message SET author_id = %s WHERE message_id LIKE '%%7@test>'" % author[0], source)
    target = database('bulk_new', standalone())
    wanted = structure(target)

    killed_midway(source, target, aside=True)
    assert len(structure(target)) < len(wanted)
    assert 'migrate undo' in doctor(target)['migration']['detail']
    undo(target)
    assert structure(target) == wanted and 'migration' not in doctor(target)

    killed_midway(source, target, aside=True)
    there, = cluster.sql("SELECT DISTINCT author_id FROM mail_message WHERE message_id LIKE '%7@test>'", target)
    cluster.sql('DELETE FROM res_partner WHERE id = %s' % there[0], target)
    assert rows('mail_message WHERE author_id = %s' % there[0], target) > 0
    migrate(source, target, '--resume')
    assert structure(target) == wanted
    assert rows('mail_message WHERE author_id = %s' % there[0], target) == 0
    assert rows("mail_message WHERE message_id LIKE '%@test>'", target) == 24000
    undo(target)

    holder = subprocess.Popen(['psql', '-q', '-X', '-d', target, '-c', 'BEGIN; LOCK TABLE mail_message IN ACCESS SHARE MODE; SELECT pg_sleep(3600)'],
                              env=cluster.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while rows("pg_locks WHERE relation = 'mail_message'::regclass AND mode = 'AccessShareLock'", target) == 0:
            time.sleep(0.05)
        killed_midway(source, target, aside=False)
        assert structure(target) == wanted
        migrate(source, target, '--resume')
    finally:
        holder.terminate()
        holder.wait()
    verify(source, target)


try:
    {'kills': kills, 'bulk': bulk, 'tables': tables}[sys.argv[1]]()
finally:
    migrate_test.clean()
