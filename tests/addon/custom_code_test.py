"""Custom modules, one for each way of changing what Discuss does: each keeps what reaches it in Odoo, and acts as without the addon.

    ODOO_HOME=/path/to/odoo13 custom_code_test.py

The settings' table names module, file and class. What no custom code reaches is still delegated.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PROGRAM, RpcError, Web, free_port  # noqa: E402
from odoo import ODOO_HOME, SOURCE, Engine, Odoo, environment, need_odoo, sql  # noqa: E402

need_odoo()

HEAD = 'from odoo import api, exceptions, fields, http, models\n'
# {module: (its Python, methods and routes that it must keep)}
MODULES = {
    'x_post': ("""
class Channel(models.Model):
    _inherit = 'mail.channel'
    @api.returns('mail.message', lambda value: value.id)
    def message_post(self, **kwargs):
        return super().message_post(**dict(kwargs, subject='by x_post'))
""", ['mail.channel.message_post']),
    'x_recipients': ("""
class Followers(models.Model):
    _inherit = 'mail.followers'
    def _get_recipient_data(self, *args, **kwargs):
        return super()._get_recipient_data(*args, **kwargs)
""", ['mail.channel.message_post']),
    'x_mail': ("""
class Mail(models.Model):
    _inherit = 'mail.mail'
    @api.model_create_multi
    def create(self, values_list):
        return super().create(values_list)
""", ['mail.channel.message_post']),
    'x_bus': ("""
class Bus(models.Model):
    _inherit = 'bus.bus'
    @api.model
    def sendmany(self, notifications):
        return super().sendmany(notifications)
""", ['mail.channel.channel_seen', 'mail.channel.notify_typing']),
    'x_notification': ("""
class Notification(models.Model):
    _inherit = 'mail.notification'
    @api.model_create_multi
    def create(self, values_list):
        return super().create(values_list)
""", ['mail.channel.message_post', 'mail.message.set_message_done']),
    'x_constraint': ("""
class Message(models.Model):
    _inherit = 'mail.message'
    @api.constrains('body')
    def _check_body(self):
        if any('forbidden' in (message.body or '') for message in self):
            raise exceptions.ValidationError('x_constraint says no')
""", ['mail.channel.message_post']),
    'x_computed': ("""
class Message(models.Model):
    _inherit = 'mail.message'
    x_length = fields.Integer(compute='_compute_x_length', store=True)
    @api.depends('body')
    def _compute_x_length(self):
        for message in self:
            message.x_length = len(message.body or '')
""", ['mail.channel.message_post']),
    'x_far': ("""
class Channel(models.Model):
    _inherit = 'mail.channel'
    x_message_count = fields.Integer(compute='_compute_x_message_count', store=True)
    @api.depends('channel_message_ids')
    def _compute_x_message_count(self):
        for channel in self:
            channel.x_message_count = len(channel.channel_message_ids)
""", ['mail.channel.message_post']),
    'x_default': ("""
class Channel(models.Model):
    _inherit = 'mail.channel'
    x_colour = fields.Char(default=lambda self: 'blue')
""", ['mail.channel.channel_create']),
    'x_setting': ("""
class Subtype(models.Model):
    _inherit = 'mail.message.subtype'
    _order = 'id'
""", ['mail.message.message_format']),
    'x_field': ("""
class Message(models.Model):
    _inherit = 'mail.message'
    body = fields.Html(sanitize=False)
""", ['mail.channel.message_post']),
    'x_mixin': ("""
class Mixin(models.AbstractModel):
    _name = 'x.mixin'
    _description = 'Mixin'
    def write(self, values):
        return super().write(values)
class Seat(models.Model):
    _name = 'mail.channel.partner'
    _inherit = ['mail.channel.partner', 'x.mixin']
    def write(self, values):
        return super().write(values)
""", ['mail.channel.channel_seen', 'mail.channel.channel_fold']),
    'x_patch': ("""
from odoo.addons.mail.models.mail_message import Message
stock = Message.message_format
def message_format(self):
    return [dict(values, x_patch=True) for values in stock(self)]
Message.message_format = message_format
""", ['mail.message.message_format', '/mail/init_messaging']),
    'x_command': ("""
class Channel(models.Model):
    _inherit = 'mail.channel'
    def _define_command_dance(self):
        return {'help': 'Dance'}
""", ['/mail/init_messaging', 'mail.channel.execute_command']),
    'x_suggestion': ("""
class Partner(models.Model):
    _inherit = 'res.partner'
    @api.model
    def get_mention_suggestions(self, search, limit=8):
        return [[], [{'id': 1, 'name': 'x_suggestion', 'email': False}]]
""", ['res.partner.get_mention_suggestions']),
    'x_document': ("""
class Diary(models.Model):
    _name = 'x.diary'
    _description = 'Diary'
    _inherit = ['mail.thread']
    name = fields.Char()
    def check_access_rule(self, operation):
        super().check_access_rule(operation)
        if any(diary.create_uid != self.env.user for diary in self.sudo()):
            raise exceptions.AccessError('x_document says no')
""", []),
    'x_controller': ("""
from odoo.addons.mail.controllers.main import MailController
class Controller(MailController):
    @http.route()
    def needaction(self):
        return 4711
""", []),
}
# In the way that a request takes through Odoo, which the addon's shortcut goes past: installed afterwards, one after the other.
IN_THE_WAY = {
    'x_call': """
from odoo.addons.web.controllers.main import DataSet
class Calls(DataSet):
    @http.route()
    def call_kw(self, model, method, args, kwargs, path=None):
        if method == 'get_needaction_count':
            return 'x_call'
        return super().call_kw(model, method, args, kwargs, path=path)
""",
    'x_token': """
class Users(models.Model):
    _inherit = 'res.users'
    def _get_session_token_fields(self):
        return super()._get_session_token_fields() | {'signature'}
""",
    'x_way': """
from odoo.http import request
class Http(models.AbstractModel):
    _inherit = 'ir.http'
    @classmethod
    def _dispatch(cls):
        if request.httprequest.headers.get('X-Stop'):
            return request._json_response('x_way')
        return super()._dispatch()
""",
}
ACCESS = 'id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink\nall,all,model_x_diary,base.group_user,1,1,1,1\n'
STANDARD = 'mail,contacts,base_automation'


def write_modules(folder):
    for name, python in [(name, python) for name, (python, _kept) in MODULES.items()] + list(IN_THE_WAY.items()):
        module = folder / name
        (module / 'models').mkdir(parents=True)
        (module / '__init__.py').write_text('from . import models\n')
        (module / 'models' / '__init__.py').write_text('from . import code\n')
        (module / 'models' / 'code.py').write_text(HEAD + python)
        data = []
        if name == 'x_document':
            (module / 'ir.model.access.csv').write_text(ACCESS)
            data = ['ir.model.access.csv']
        (module / '__manifest__.py').write_text(repr({'name': name, 'version': '13.0.1.0.0', 'depends': ['mail'], 'data': data}))


def rows_of(admin):
    """{name: reason, "" when delegated}, as the check shows them."""
    report = admin.call('mail.chatterd.check', 'default_get', ['report'])['report']
    return {name: reason.partition('kept in Odoo: ')[2] for name, reason in re.findall(r'<tr><td>(.*?)</td><td>(.*?)</td></tr>', report)}


def refused(call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except RpcError as error:
        return error.error['data']['message']
    raise AssertionError('it was accepted')


def check(admin, demo, database):
    rows = rows_of(admin)
    for module, (_python, kept) in MODULES.items():
        for name in kept:
            assert '%s/models/code.py' % module in rows[name], '%s does not keep %s: %s' % (module, name, rows[name])
            # the reason names the class, or the function that was put into another's
            assert re.search(r'\(%s/models/code.py, \w+\)' % module, rows[name]), rows[name]
    for name in ('res.partner.im_search', 'res.partner.get_starred_count', 'mail.channel.get_mention_suggestions'):
        assert rows[name] == '', 'no module touches %s: %s' % (name, rows[name])

    channel = admin.call('mail.channel', 'channel_create', 'custom')['id']
    post = lambda body: admin.call('mail.channel', 'message_post', [channel], body=body, message_type='comment', subtype='mail.mt_comment')  # noqa: E731
    message = post('hello')
    assert refused(post, 'forbidden fruit').startswith('x_constraint says no')
    assert sql(database, 'SELECT subject, x_length > 0 FROM mail_message WHERE id = %d' % message) == [['by x_post', 't']]
    assert sql(database, 'SELECT x_colour, x_message_count > 0 FROM mail_channel WHERE id = %d' % channel) == [['blue', 't']]
    assert admin.call('mail.message', 'message_format', [message])[0]['x_patch']
    assert 'dance' in [command['name'] for command in admin.json('/mail/init_messaging')['commands']]
    assert admin.call('res.partner', 'get_mention_suggestions', 'a')[1][0]['name'] == 'x_suggestion'
    assert admin.json('/mail/needaction') == 4711
    # who may read a document is the document's code to say
    diary = admin.call('x.diary', 'create', {'name': 'mine'})
    admin.call('x.diary', 'message_post', [diary], body='secret', message_type='comment', subtype='mail.mt_comment')
    of_diary = [['model', '=', 'x.diary'], ['body', 'like', 'secret']]
    assert len(admin.call('mail.message', 'message_fetch', of_diary)) == 1
    assert demo.call('mail.message', 'message_fetch', of_diary) == stock_fetch(demo, of_diary)
    assert sql(database, "SELECT value FROM ir_config_parameter WHERE key = 'mail_chatterd.documents'") == [['["x.diary"]']]


def doctor_says_the_same(database, state):
    """What it prints to be kept where nginx is used without the addon is what the addon keeps."""
    dsn = 'host=%(PGHOST)s port=%(PGPORT)s user=%(PGUSER)s password=%(PGPASSWORD)s dbname=' % environment + database
    done = subprocess.run([str(PROGRAM), 'doctor', '--json', '--database', dsn, '--addons-path', '%s/odoo/addons,%s' % (ODOO_HOME, state / 'addons')],
                          capture_output=True, text=True)
    detail, = [finding['detail'] for finding in json.loads(done.stdout)['findings'] if finding['id'] == 'delegation']
    (kept,), = sql(database, "SELECT value FROM ir_config_parameter WHERE key = 'mail_chatterd.kept'")
    assert sorted(json.loads(detail[detail.index('['):])) == sorted(json.loads(kept)), (detail, kept)
    assert {'mail.channel.*', 'mail.message.*'} < set(json.loads(kept))


def stock_fetch(session, domain):
    """What plain Python answers: this is not the call that the web client makes."""
    found = session.call('mail.message', 'search_read', domain, ['id'])
    return found and session.call('mail.message', 'message_format', [row['id'] for row in found])


def made_in_the_database(admin, database):
    """Automated actions and fields by hand, which no file has."""
    message_model = int(sql(database, "SELECT id FROM ir_model WHERE model = 'mail.channel.partner'")[0][0])
    admin.call('base.automation', 'create', {'name': 'note who joins', 'model_id': message_model, 'trigger': 'on_write', 'state': 'code', 'code': 'pass'})
    assert 'base_automation acts on mail.channel.partner.note who joins' in rows_of(admin)['mail.channel.channel_seen']
    mail_channel = int(sql(database, "SELECT id FROM ir_model WHERE model = 'mail.channel'")[0][0])
    admin.call('ir.model.fields', 'create', {'name': 'x_place', 'field_description': 'Place', 'model_id': mail_channel, 'ttype': 'char'})
    admin.call('ir.default', 'set', 'mail.channel', 'x_place', 'here')
    assert 'has a default for mail.channel.x_place' in rows_of(admin)['mail.channel.channel_create']
    channel = admin.call('mail.channel', 'channel_create', 'placed')['id']
    assert sql(database, 'SELECT x_place FROM mail_channel WHERE id = %d' % channel) == [['here']]


def in_the_way(odoo, database):
    """Each is heard by the calls that the shortcut would have taken, as soon as it is installed."""
    def admin():
        return Web(odoo.url, database, 'admin', 'admin')

    def install(name):
        session = admin()
        session.call('ir.module.module', 'update_list')
        session.call('ir.module.module', 'button_immediate_install', session.call('ir.module.module', 'search', [['name', '=', name]]))

    asked = lambda session: session.call('res.partner', 'get_needaction_count')  # noqa: E731
    waiting = admin()
    assert asked(waiting) == asked(admin()) == 0
    install('x_call')
    assert asked(waiting) == asked(admin()) == 'x_call'
    install('x_token')
    # what was a session is none any more
    assert 'xpired' in refused(asked, waiting)
    waiting, other = admin(), admin()
    other.call('res.users', 'write', [other.info['uid']], {'signature': 'another'})
    for route in ('/mail/needaction', '/mail/init_messaging'):
        assert 'xpired' in refused(waiting.json, route)
    install('x_way')
    waiting = admin()
    waiting.opener.addheaders.append(('X-Stop', 'please'))
    assert waiting.json('/mail/init_messaging') == asked(waiting) == 'x_way'


def main():
    state = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-custom-'))
    database = 'chatterd_custom_%d' % os.getpid()
    try:
        write_modules(state / 'addons')
        subprocess.run(['createdb', '-E', 'UTF8', '-T', 'template0', database], env=environment, check=True)
        addons = '--addons-path=%s/odoo/addons,%s,%s' % (ODOO_HOME, SOURCE / 'odoo_addon', state / 'addons')
        modules = ','.join([STANDARD, 'mail_chatterd'] + list(MODULES))
        Odoo(database, state, addons, '--no-http', '--stop-after-init', '-i', modules, wait=False).finish()
        port = free_port()
        sql(database, "INSERT INTO ir_config_parameter (key, value) VALUES ('mail_chatterd.url', 'http://127.0.0.1:%d')" % port)
        with Engine(database, state, port=port), Odoo(database, state, addons) as odoo:
            admin, demo = Web(odoo.url, database, 'admin', 'admin'), Web(odoo.url, database, 'demo', 'demo')
            check(admin, demo, database)
            doctor_says_the_same(database, state)
            made_in_the_database(admin, database)
            in_the_way(odoo, database)
    except BaseException:
        for log in state.glob('*.log'):
            print(log.read_text(errors='replace')[-3000:])
        raise
    finally:
        subprocess.run(['dropdb', '--if-exists', '--force', database], env=environment, stderr=subprocess.DEVNULL)
        shutil.rmtree(state, ignore_errors=True)


if __name__ == '__main__':
    main()
