"""`chatterd doctor`: what it finds in a broken database, what its fixes do, and that it changes nothing else."""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / 'support'))
from chatterd import PROGRAM, cluster, new_database  # noqa: E402

database = new_database('doctor')


def doctor(*options, of=database):
    done = subprocess.run([str(PROGRAM), 'doctor', '--database', cluster.dsn(of), '--json', *options], capture_output=True, text=True,
                          env=cluster.environment())
    lines = [line for line in done.stdout.splitlines() if line.startswith('{')]
    return done.returncode, {finding['id']: finding for finding in json.loads(lines[-1])['findings']} if lines else done.stderr


def sql(text):
    return cluster.sql(text, database)


def seen(findings):
    return {name for name, finding in findings.items() if finding['severity'] in ('warning', 'problem')}


try:
    status, findings = doctor()
    assert status == 0 and not seen(findings), findings

    # broken in several ways
    sql("SELECT setval('mail_message_id_seq', 1, false)")
    sql("INSERT INTO mail_followers (res_model, res_id, partner_id) SELECT 'mail.channel', 987654, min(id) FROM res_partner")
    sql("UPDATE pg_class SET reltuples = 5000000 WHERE relname = 'bus_bus'")
    sql("UPDATE ir_attachment SET store_fname = 'aa/missing' WHERE id = (SELECT min(id) FROM ir_attachment WHERE store_fname IS NOT NULL)")
    index = 'index:bus_bus_create_date_idx'
    broken = {'sequence:mail_message', 'orphans:mail_followers:mail.channel', index}
    with tempfile.TemporaryDirectory() as empty:
        status, findings = doctor('--filestore', empty)
        assert status == 1 and seen(findings) == broken | {'filestore'}, seen(findings)

    # a module that overrides: found in its Python, and only where it extends the model itself
    sql("INSERT INTO ir_module_module (name, state) VALUES ('custom', 'installed')")
    with tempfile.TemporaryDirectory() as addons:
        module = pathlib.Path(addons) / 'custom' / 'models'
        module.mkdir(parents=True)
        (module.parent / '__manifest__.py').write_text("{'name': 'Custom'}")    # a folder without one is no module, as for Odoo
        (module / 'channel.py').write_text(
            "class Channel(models.Model):\n    _inherit = 'mail.channel'\n\n    def channel_info(self):\n        pass\n\n    def own(self):\n"
            "        pass\n\n\nclass Case(models.Model):\n    _name = 'custom.case'\n    _inherit = ['mail.thread']\n\n"
            "    def message_post(self, **kwargs):\n        pass\n")
        status, findings = doctor('--addons-path', addons)
        reason = 'custom: method mail.channel.channel_info (custom/models/channel.py, Channel)'
        assert findings['kept:mail.channel.channel_info']['detail'] == findings['kept:mail.channel.message_post']['detail'] == reason, findings
        assert 'kept:res.partner.im_search' not in findings, findings
        assert '"mail.channel.channel_info"' in findings['delegation']['detail'], findings['delegation']
        # nginx sends more than the addon, of which nothing is known
        for besides in ('"mail.channel.*"', '"mail.message.*"', '"/mail/get_partner_info"', '"/mail/get_suggested_recipients"'):
            assert besides in findings['delegation']['detail'], findings['delegation']
    sql("DELETE FROM ir_module_module WHERE name = 'custom'")

    # looking has changed nothing; a named fix mends what it names
    assert seen(doctor()[1]) == broken
    for name in sorted(broken):
        status, findings = doctor('--fix', name)
        assert name not in seen(findings), (name, seen(findings))
    assert sql("SELECT count(*) FROM pg_indexes WHERE indexname = 'bus_bus_create_date_idx'") == [['1']]
    assert sql("SELECT count(*) FROM mail_followers WHERE res_id = 987654") == [['0']]

    # a record rule that is no domain
    sql("INSERT INTO ir_rule (name, model_id, active, domain_force, perm_read, perm_write, perm_create, perm_unlink, global) "
        "SELECT 'odd', id, true, '[(''id'', ''='', open())]', true, true, true, true, true FROM ir_model WHERE model = 'mail.shortcode'")
    status, findings = doctor()
    odd = [finding for name, finding in findings.items() if name.startswith('rule:')]
    assert status == 1 and 'odd' in odd[0]['title'] and len(odd) == 1, findings
    sql("DELETE FROM ir_rule WHERE name = 'odd'")
    assert doctor()[1]['rules']['severity'] == 'ok'

    # what cannot be looked at, or does not exist, is said so
    assert doctor('--fix', 'nonsense')[0] == 2

    # the indexes of frequent requests: all at once, and as they are listed
    listed = json.loads((pathlib.Path(__file__).resolve().parents[4] / 'odoo_addon/mail_chatterd/engine/indexes.json').read_text())
    definitions = "SELECT indexname, indexdef FROM pg_indexes WHERE indexname IN (%s) ORDER BY 1" % ', '.join(
        "'%s'" % index['name'] for index in listed)
    made = sql(definitions)
    assert len(made) == len(listed), made               # by init
    for index in listed:
        sql('DROP INDEX ' + index['name'])
    missing = doctor()[1]['indexes']
    extensions = [index for index in listed if index['extension']]
    assert missing['severity'] == 'note' and len(missing['fix']) == len(listed) + len(extensions), missing
    assert all(index['serves'] in missing['detail'] for index in listed), missing
    assert doctor('--fix', 'indexes')[1]['indexes']['severity'] == 'ok'
    assert sql(definitions) == made
    assert doctor('--nonsense')[0] == 2
    assert doctor(of='no_such_database')[0] == 2
    status, findings = doctor(of='postgres')
    assert status == 1 and seen(findings) == {'series'}, findings
finally:
    cluster.drop(database)
