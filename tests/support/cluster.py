"""The ctest fixture `cluster`: `cluster.py start` before the tests that need PostgreSQL or the templates, `cluster.py stop` after."""
import sys

from chatterd import CONFORMANCE, cluster, standalone, template

if sys.argv[1] == 'start':
    cluster.start()
    print('cluster in %s' % cluster.folder)
    if (CONFORMANCE / 'odoo13.sql.gz').exists():
        print('the recorded Odoo 13 database: %s' % template())
    else:
        print('no %s: the conversations with a stock Odoo 13 will be skipped' % CONFORMANCE)
elif sys.argv[1] == 'init':
    print('a new installation: %s' % standalone())
else:
    cluster.stop()
