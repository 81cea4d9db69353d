"""Two PostgreSQL clusters of a test's own: a primary, and a standby that follows it by streaming replication."""
import os
import pathlib
import shutil
import subprocess
import tempfile

from chatterd import Cluster, cluster, standalone


class Replication:
    """With a copy of chatterd's own database named `database`.

        with Replication('people') as pair:
            pair.primary.sql(…); pair.standby.sql(…)
    """

    def __init__(self, database):
        self.database = database
        self.primary, self.standby = self._clusters = Cluster(), Cluster()
        for own in self._clusters:
            own.folder = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-standby-'))
            own.data = own.folder / 'data'
            os.chmod(own.folder, 0o755)
        self.user = self.primary.environment()['PGUSER']

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        primary, standby = self.primary, self.standby
        primary.start()
        primary.sql('CREATE DATABASE "%s" TEMPLATE template0' % self.database)
        dump = subprocess.run(['pg_dump', '-d', standalone()], env=cluster.environment(), capture_output=True, check=True).stdout
        subprocess.run(['psql', '-q', '-X', '-d', self.database], input=dump, env=primary.environment(), stdout=subprocess.DEVNULL, check=True)
        if standby.account:
            os.chown(standby.folder, standby.account.pw_uid, standby.account.pw_gid)
        standby.run(standby.program('pg_basebackup'), '-h', str(primary.folder), '-U', self.user, '-D', str(standby.data), '-R', '-X', 'stream',
                    '-c', 'fast')
        standby.start()

    def __exit__(self, *raised):
        for own in self._clusters:
            own.run(own.program('pg_ctl'), '-D', str(own.data), '-m', 'immediate', 'stop', check=False)
            shutil.rmtree(own.folder, ignore_errors=True)

    def dsn(self, *clusters):
        """Of the database on these, by default on the primary."""
        return 'host=%s port=5432 user=%s dbname=%s' % (
            ','.join(str(own.folder) for own in clusters or [self.primary]), self.user, self.database)
