"""A company's database: a stock Odoo 13 with the modules that companies have, live chat and demo data.

    ODOO_HOME=/path/to/odoo13 company.py [DUMP]

Made by the stock Odoo at the first run, in some minutes, in the PostgreSQL of PGHOST (see tests/support/odoo.py), and kept:
dropdb chatterd_company_template starts anew. With DUMP the database is also written there, by pg_dump -Fc.
"""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from odoo import Odoo, environment, need_odoo, sql  # noqa: E402

TEMPLATE = 'chatterd_company_template'
# In the order of a company that grows; each step is one Odoo, so that a step that fails can be seen.
STEPS = ('mail,contacts,calendar,note', 'crm,sale_management', 'account,purchase,stock', 'hr,project', 'im_livechat,website_livechat')
# Everybody of the demo data may work in these applications.
GROUPS = ('sales_team.group_sale_manager', 'account.group_account_manager', 'purchase.group_purchase_manager', 'stock.group_stock_manager',
          'project.group_project_manager', 'hr.group_hr_manager', 'im_livechat.im_livechat_group_manager')


def has(database):
    return sql('postgres', "SELECT 1 FROM pg_database WHERE datname = '%s'" % database)


def make(state):
    """Makes the template unless it is there; `state` is an empty folder for the Odoos."""
    if has(TEMPLATE):
        return
    making = TEMPLATE + '_making'
    for command in (['dropdb', '--if-exists', making], ['createdb', '-E', 'UTF8', '-T', 'template0', making]):
        subprocess.run(command, env=environment, check=True)
    for modules in STEPS:
        # The attachments go into the database, so that a copy of it has them.
        if modules != STEPS[0]:
            sql(making, "INSERT INTO ir_config_parameter (key, value) VALUES ('ir_attachment.location', 'db') ON CONFLICT DO NOTHING")
        process = Odoo(making, state, '--no-http', '--stop-after-init', '-i', modules, wait=False).process
        if process.wait():
            raise RuntimeError('%s: see %s' % (modules, state))
        print('installed ' + modules, flush=True)
    sql('postgres', 'ALTER DATABASE %s RENAME TO %s' % (making, TEMPLATE))


def copy(name):
    """A copy of the template for this test alone; its name."""
    subprocess.run(['dropdb', '--if-exists', name], env=environment, check=True)
    subprocess.run(['createdb', '-T', TEMPLATE, name], env=environment, check=True)
    return name


if __name__ == '__main__':
    need_odoo()
    make(pathlib.Path(tempfile.mkdtemp(prefix='chatterd-company-')))
    if len(sys.argv) > 1:
        subprocess.run(['pg_dump', '-Fc', '-f', sys.argv[1], TEMPLATE], env=environment, check=True)
