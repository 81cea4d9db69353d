"""Resources that fail under the server: what was acknowledged is there exactly once, and the server goes on when they are back."""
import base64
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error

from people import refused
from chatterd import Chatterd, Cluster, RpcError, Web, cluster, new_database, standalone
from moved_clock import moved_clock
from replication import Replication
from under_load import Ear, Load, new_channel


def the_engine_is_killed_under_load():
    server = Chatterd(new_database('killed'))
    load = None
    try:
        load = Load(server, new_channel(server))
        for _ in range(3):
            load.wait_for(10)
            server.process.kill()
            server.process.wait()
            restarted = Chatterd(server.database, data=server.data)
            restarted.own_data = server.own_data
            load.server = server = restarted
        load.wait_for(10)
        load.stop()
        load.check(lambda text: cluster.sql(text, server.database))
    finally:
        if load:
            load.over.set()
        server.stop()
        cluster.drop(server.database)
        shutil.rmtree(server.data, ignore_errors=True)


def wait_until_gone(data):
    """A killed postmaster leaves its file, and its children for a moment."""
    def lives(process):
        try:
            return os.readlink('%s/cwd' % process) == str(data)
        except OSError:
            return False        # gone, or dead and not yet fetched
    end = time.time() + 60
    while any(lives(process) for process in pathlib.Path('/proc').glob('[0-9]*')):
        assert time.time() < end, 'PostgreSQL does not die'
        time.sleep(0.05)
    for left in [data / 'postmaster.pid', *data.parent.glob('.s.PGSQL.*')]:
        left.unlink(missing_ok=True)


def postgresql_is_killed_and_comes_back():
    own = Cluster()
    own.folder = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-faults-'))
    own.data = own.folder / 'data'
    os.chmod(own.folder, 0o755)
    data = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-data-'))
    try:
        own.start()
        own.sql('CREATE DATABASE faults TEMPLATE template0')
        dump = subprocess.run(['pg_dump', '-d', standalone()], env=cluster.environment(), capture_output=True, check=True).stdout
        subprocess.run(['psql', '-q', '-X', '-d', 'faults'], input=dump, env=own.environment(), stdout=subprocess.DEVNULL, check=True)
        # a commit that is promised is on the disk here, unlike in other tests
        own.sql('ALTER DATABASE faults SET synchronous_commit = on')
        server = Chatterd(None, '--database', own.dsn('faults'), data=data)
        server.database = 'faults'
        try:
            load = Load(server, new_channel(server))
            for _ in range(2):
                load.wait_for(10)
                os.kill(int((own.data / 'postmaster.pid').read_text().split()[0]), signal.SIGKILL)
                wait_until_gone(own.data)
                own.start()
            load.wait_for(20)
            load.stop()
            load.check(lambda text: own.sql(text, 'faults'))
            assert server.process.poll() is None
        finally:
            load.over.set()
            server.stop()
    finally:
        own.stop()
        shutil.rmtree(own.folder, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


def connections_are_short():
    """PostgreSQL gives fewer connections than there are workers (SQLSTATE 53300): all posts are served."""
    database = new_database('short')
    role = 'short_%d' % os.getpid()
    cluster.sql('CREATE ROLE %s SUPERUSER LOGIN' % role)
    cluster.sql("ALTER ROLE %s NOSUPERUSER CONNECTION LIMIT 6" % role)
    cluster.sql('GRANT ALL ON ALL TABLES IN SCHEMA public TO %s; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO %s' % (role, role), database)
    data = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-data-'))
    server = None
    try:
        server = Chatterd(None, '--database', cluster.dsn(database).replace('user=' + cluster.environment()['PGUSER'], 'user=' + role),
                          '--workers', '12', data=data)
        server.database = database
        load = Load(server, new_channel(server), people=12)
        load.wait_for(180, 120)
        load.stop()
        load.check(lambda text: cluster.sql(text, database))
        assert not load.errors, load.errors
    finally:
        if server:
            server.stop()
        cluster.drop(database)
        cluster.sql('DROP ROLE ' + role)
        shutil.rmtree(data, ignore_errors=True)


def a_database_that_is_only_read():
    with Chatterd(new_database('readonly')) as server:
        web = Web(server.url, server.database, 'alice', 'alice')
        channel = new_channel(server)

        def switch(value):
            cluster.sql('ALTER DATABASE "%s" SET default_transaction_read_only = %s' % (server.database, value))
            cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s' AND pid <> pg_backend_pid()" % server.database)
        switch('on')
        for _ in range(5):
            error = refused(web.call, 'mail.channel', 'message_post', [channel], body='not kept', message_type='comment')
            assert 'read-only' in error['message'], error
        switch('off')
        web.call('mail.channel', 'message_post', [channel], body='kept', message_type='comment')
        bodies = cluster.sql("SELECT body FROM mail_message WHERE res_id = %d AND model = 'mail.channel'" % channel, server.database)
        assert ['<p>kept</p>'] in bodies and ['<p>not kept</p>'] not in bodies, bodies


def statements_that_take_too_long():
    """A statement that waits behind a lock is cut off: its caller gets an error, the worker is free, and nothing of the call stays."""
    with Chatterd(new_database('slow'), '--statement-time', '1', '--request-time', '5', '--workers', '2') as server:
        web = Web(server.url, server.database, 'alice', 'alice')
        channel = new_channel(server)
        lock = subprocess.Popen(['psql', '-q', '-X', '-d', server.database, '-c', 'BEGIN; LOCK TABLE mail_message; SELECT pg_sleep(300)'],
                                env=cluster.environment(), stdout=subprocess.DEVNULL)
        try:
            for _ in range(400):
                if cluster.sql("SELECT 1 FROM pg_locks WHERE relation = 'mail_message'::regclass AND mode = 'AccessExclusiveLock' AND granted",
                               server.database):
                    break
                time.sleep(0.05)
            for number in range(3):
                error = refused(web.call, 'mail.channel', 'message_post', [channel], body='not kept', message_type='comment')
                assert 'statement timeout' in error['message'], error
                # what needs no message is served meanwhile
                assert web.call('res.users', 'context_get')
        finally:
            lock.kill()
            lock.wait()
            cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(300)%' AND pid <> pg_backend_pid()")
        web.call('mail.channel', 'message_post', [channel], body='kept', message_type='comment')
        bodies = cluster.sql("SELECT body FROM mail_message WHERE res_id = %d AND model = 'mail.channel' AND body <> ''" % channel,
                             server.database)
        assert ['<p>kept</p>'] in bodies and ['<p>not kept</p>'] not in bodies, bodies


def disks_that_are_full():
    folder = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-full-'))
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', str(folder)], capture_output=True).returncode:
        print('    skipped: no right to mount a small file system')
        folder.rmdir()
        return
    try:
        (folder / 'data').mkdir()
        with Chatterd(new_database('full'), '--filestore', str(folder / 'files'), data=folder / 'data') as server:
            web = Web(server.url, server.database, 'alice', 'alice')
            channel = new_channel(server)
            large = base64.b64encode(os.urandom(400000)).decode()
            error = refused(web.call, 'ir.attachment', 'create', {'name': 'large', 'datas': large})
            assert str(folder) not in str(error), error
            assert cluster.sql("SELECT count(*) FROM ir_attachment WHERE name = 'large'", server.database) == [['0']]
            assert not [path for path in (folder / 'files').rglob('*') if path.is_file() and path.stat().st_size > 100000], 'left over'
            # posts need no file
            web.call('mail.channel', 'message_post', [channel], body='x', message_type='comment')
            filler = folder / 'filler'
            with open(filler, 'wb', buffering=0) as file:
                try:
                    while True:
                        file.write(b'x' * 4096)
                except OSError:
                    pass
            try:
                Web(server.url, server.database, 'bob', 'bob')
                raise AssertionError('a session was promised that is not kept')
            except (RpcError, urllib.error.HTTPError) as error:
                text = str(error) + (error.read().decode() if isinstance(error, urllib.error.HTTPError) else str(error.error))
                assert str(folder) not in text, text
            web.call('mail.channel', 'message_post', [channel], body='y', message_type='comment')
            filler.unlink()
            bob = Web(server.url, server.database, 'bob', 'bob')
            small = base64.b64encode(b'z' * 1000).decode()
            made = bob.call('ir.attachment', 'create', {'name': 'small', 'datas': small})
            assert bob.call('ir.attachment', 'read', [made], ['datas'])[0]['datas'] == small
    finally:
        subprocess.run(['umount', '-l', str(folder)], check=True)
        folder.rmdir()


def the_clock_moves():
    """The host's clock jumps, PostgreSQL's does not: nobody is thrown out by a day either way, polls are answered, nothing is lost."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-clock-'))
    variables, move = moved_clock(folder)
    try:
        with Chatterd(new_database('clock'), environment=variables) as server:
            alice, bob = (Web(server.url, server.database, name, name) for name in ('alice', 'bob'))
            channel = alice.call('mail.channel', 'channel_create', 'Clock', 'public')['id']
            bob.call('mail.channel', 'channel_join_and_get_info', [channel])
            last = max([0] + [row['id'] for row in bob.poll([], 0)])
            number = 0
            for seconds in (0, 3600, 86400, 0, -3600, -86400, 3 * 86400, -2 * 86400, 0):
                heard = []

                def listen(heard=heard, last=last):
                    heard.extend(bob.poll([], last))
                thread = threading.Thread(target=listen)
                thread.start()
                time.sleep(0.2)
                move(seconds)
                number += 1
                posted = alice.call('mail.channel', 'message_post', [channel], body='at %d' % number, message_type='comment',
                                    subtype='mail.mt_comment')
                thread.join(30)
                assert not thread.is_alive() and heard, 'the poll was not answered %d seconds later' % seconds
                last = max(row['id'] for row in heard)
                assert any('at %d' % number in str(row['message']) for row in heard), (seconds, heard)
                assert bob.call('mail.message', 'search_count', [('id', '=', posted)]) == 1
                # somebody new comes, and the addon's door counts its minute
                assert Web(server.url, server.database, 'carol', 'carol').info['uid']
            bodies = [body for body, in cluster.sql("SELECT body FROM mail_message WHERE model = 'mail.channel' AND res_id = %d AND body LIKE "
                                                    "'%%at %%'" % channel, server.database)]
            assert len(bodies) == number, bodies
            print('    %d jumps of the clock' % number)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def a_standby_is_promoted():
    """Two servers in the connection string: when the first dies and the second is promoted, posts go on there; those that were
    acknowledged are there, as PostgreSQL was told to wait for the standby."""
    data = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-data-'))
    server = load = ear = None
    with Replication('faults') as pair:
        first, second = pair.primary, pair.standby
        try:
            first.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
            first.sql("ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
            first.sql('ALTER DATABASE faults SET synchronous_commit = remote_apply')
            first.sql('SELECT pg_reload_conf()')
            for _ in range(600):
                if first.sql("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"):
                    break
                time.sleep(0.05)
            server = Chatterd(None, '--database', pair.dsn(first, second) + ' target_session_attrs=read-write', data=data)
            server.database = 'faults'
            channel = new_channel(server)
            ear = Ear(server, channel)
            load = Load(server, channel)
            load.wait_for(20)
            os.kill(int((first.data / 'postmaster.pid').read_text().split()[0]), signal.SIGKILL)
            killed = time.time()
            second.run(second.program('pg_ctl'), '-D', str(second.data), '-w', 'promote')
            second.sql("ALTER SYSTEM SET synchronous_commit = 'local'")
            second.sql("ALTER SYSTEM SET synchronous_standby_names = ''")
            second.sql('SELECT pg_reload_conf()')
            promoted, heard = time.time(), len(ear.heard)
            while len(ear.heard) == heard:
                assert time.time() < promoted + 120, 'no poll hears what is posted on the new primary'
                time.sleep(0.02)
            print('    promoted %.1f s after the kill; a poll heard a new post %.1f s after that' % (promoted - killed, time.time() - promoted))
            load.wait_for(20)
            load.stop()
            load.check(lambda text: second.sql(text, 'faults'))
            ear.check(load, lambda text: second.sql(text, 'faults'))
            while not second.sql("SELECT 1 FROM pg_stat_activity WHERE application_name = 'chatterd listen faults'"):
                assert time.time() < promoted + 120, 'nobody listens on the new primary'
                time.sleep(0.1)
            # polls hear what is posted on the new one
            alice, bob = (Web(server.url, 'faults', name, name) for name in ('alice', 'bob'))
            bob.call('mail.channel', 'channel_join_and_get_info', [load.channel])
            last = max([0] + [row['id'] for row in bob.poll([], 0)])
            heard = []
            thread = threading.Thread(target=lambda: heard.extend(bob.poll([], last)))
            thread.start()
            time.sleep(0.5)
            alice.call('mail.channel', 'message_post', [load.channel], body='on the second', message_type='comment', subtype='mail.mt_comment')
            thread.join(30)
            assert 'on the second' in str(heard), heard
        finally:
            if load:
                load.over.set()
            if ear:
                ear.over.set()
            if server:
                server.stop()
            shutil.rmtree(data, ignore_errors=True)


for test in (the_engine_is_killed_under_load, postgresql_is_killed_and_comes_back, connections_are_short, a_database_that_is_only_read,
             statements_that_take_too_long, disks_that_are_full, the_clock_moves, a_standby_is_promoted):
    if len(sys.argv) < 2 or test.__name__ in sys.argv[1:]:
        print('  ' + test.__name__, flush=True)
        test()
