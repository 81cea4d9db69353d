"""Alerts and dashboard speak of metrics that a server under load really has; promtool, where it is installed, reads the rules."""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from chatterd import Chatterd, Web, new_database  # noqa: E402

MONITORING = HERE.parents[1] / 'docs/deploy/monitoring'
ALERTS, DASHBOARD = MONITORING / 'chatterd-alerts.yml', MONITORING / 'chatterd-dashboard.json'


def named(text):
    return set(re.findall(r'\bchatterd_[a-z_]+', text))


def main():
    alerts = ALERTS.read_text()
    panels = json.loads(DASHBOARD.read_text())['panels']
    expressions = [target['expr'] for panel in panels for target in panel['targets']]
    places = [(panel['gridPos']['x'], panel['gridPos']['y']) for panel in panels]
    assert len(set(places)) == len(panels), 'two panels lie on each other'
    assert len({panel['id'] for panel in panels}) == len(panels)
    with Chatterd(new_database('monitoring')) as server:
        web = Web(server.url, server.database, 'demo', 'demo')
        web.call('res.partner', 'search_count', [])
        with urllib.request.urlopen(server.url + '/metrics', timeout=30) as reply:
            text = reply.read().decode()
    known = set(re.findall(r'^(chatterd_[a-z_]+)[ {]', text, re.M))
    for metric in sorted(named(alerts) | named(' '.join(expressions))):
        assert metric in known, '%s is no metric of chatterd' % metric
    unseen = {name for name in known if not name.endswith(('_sum', '_count'))} - named(' '.join(expressions)) - named(alerts)
    print('metrics in no panel and no alert: %s' % ', '.join(sorted(unseen)))
    if shutil.which('promtool'):
        subprocess.run(['promtool', 'check', 'rules', str(ALERTS)], check=True)
    else:
        print('promtool is not installed: the form of the rules was not looked at')


if __name__ == '__main__':
    main()
