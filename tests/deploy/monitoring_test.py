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


def check_statements(text):
    """A histogram's buckets rise to its count, and the kinds that were used have been counted."""
    for kind in ('select', 'insert', 'update', 'commit'):
        buckets = [int(count) for count in re.findall(r'^chatterd_statement_seconds_bucket\{kind="%s",le="[^"]+"\} (\d+)$' % kind, text, re.M)]
        count = int(re.search(r'^chatterd_statement_seconds_count\{kind="%s"\} (\d+)$' % kind, text, re.M).group(1))
        assert buckets == sorted(buckets) and buckets[-1] == count, (kind, buckets, count)
        assert count > 0 or kind == 'commit', kind
    for cache in ('hits', 'misses'):
        assert int(re.search(r'^chatterd_cache_%s_total (\d+)$' % cache, text, re.M).group(1)) > 0, cache


def main():
    alerts = ALERTS.read_text()
    panels = json.loads(DASHBOARD.read_text())['panels']
    expressions = [target['expr'] for panel in panels for target in panel['targets']]
    places = [(panel['gridPos']['x'], panel['gridPos']['y']) for panel in panels]
    assert len(set(places)) == len(panels), 'two panels lie on each other'
    assert len({panel['id'] for panel in panels}) == len(panels)
    with Chatterd(new_database('monitoring'), '--slow-statement', '1') as server:
        web = Web(server.url, server.database, 'demo', 'demo')
        web.call('res.partner', 'search_count', [('name', 'ilike', 'secret')] * 300)
        channel = web.call('mail.channel', 'channel_create', 'Measured')['id']
        web.call('mail.channel', 'message_post', [channel], body='secret', message_type='comment')
        web.call('res.partner', 'search_count', [])
        traced = urllib.request.Request(server.url + '/web/webclient/version_info', b'{}', {
            'Content-Type': 'application/json', 'traceparent': '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'})
        for _ in range(2):
            urllib.request.urlopen(traced, timeout=30).close()
            traced.add_header('traceparent', '00-4bf92f3577b34da6a3ce929d0e0e473"-00f067aa0ba902b7-01')    # none
        with urllib.request.urlopen(server.url + '/metrics', timeout=30) as reply:
            text = reply.read().decode()
        assert server.log().count('trace=') == server.log().count('trace=4bf92f3577b34da6a3ce929d0e0e4736') == 1, server.log()
        log = server.log()
    check_statements(text)
    slow = re.findall(r'msg="slow statement" ms=\d+ sql=".*', log)
    assert slow and not any('secret' in line for line in slow), log
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
