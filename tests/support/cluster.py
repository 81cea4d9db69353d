"""The ctest fixtures: `cluster.py start` before the tests that need PostgreSQL, `cluster.py stop` after, and the templates."""
import sys

from chatterd import cluster, standalone
from world import recorded, world

if sys.argv[1] == 'start':
    cluster.start()
    print('cluster in %s' % cluster.folder)
elif sys.argv[1] == 'stop':
    cluster.stop()
else:
    print({'standalone': standalone, 'world': world, 'recorded': recorded}[sys.argv[1]]())
