"""Texts that Odoo 13 makes with QWeb views: the same things done to a stock Odoo and to chatterd make the same messages and e-mails.

    ODOO_HOME=/path/to/odoo13 views_beside_odoo_test.py [NAME…]

On a full database with the views of Odoo's modules, in English and French, and some views of our own that use what a view can
use. The rows of messages, e-mails and activities are compared after each step. A NAME does only the steps whose names begin so.

The database is made by the stock Odoo at the first run, in some minutes, and kept: dropdb chatterd_views_template starts anew.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from beside_odoo_test import Side, differences, first_difference, level, mend  # noqa: E402
from odoo import Engine, Odoo, environment, make_template, sql  # noqa: E402

TEMPLATE = 'chatterd_views_template'
MODULES = 'mail,contacts,crm,sale_management,project,note,im_livechat,hr,test_mail'
TABLES = 'mail_message mail_mail mail_mail_res_partner_rel mail_message_res_partner_needaction_rel mail_activity mail_tracking_value'.split()
FRENCH = {'lang': 'fr_FR', 'tz': 'Europe/Paris'}
ENGLISH = {'lang': 'en_US', 'tz': 'America/New_York'}

# External id → arch, or (arch, inherited view, mode, priority, group).
VIEWS = {
    'layout': """<t t-name="chatterd_test.layout"><!-- a comment --><t t-set="link" t-value="button_access and button_access['url']"/>
<div t-att-class="'a %s' % record._name" t-attf-title="Re {{record_name or 'x'}} #{subtype.name}" t-att="{'data-a': 1, 'data-b': False, 'data-c': '&lt;&amp;'}">
  <t t-call="chatterd_test.part"><t t-set="inner" t-value="1 + 1"/>Body <b t-esc="inner"/></t>
  <a t-if="has_button_access" t-att-href="link" t-esc="button_access['title']"/><b t-elif="actions">no</b><i t-else="">none</i>
  <ul><li t-foreach="tracking_values" t-as="change"><t t-esc="change_index"/> <t t-esc="' '.join(str(c) for c in change)"/></li></ul>
  <p>Dear customer</p><p title="Help me">The <b>end</b> of <t t-esc="model_description"/></p><br/><input type="text" value=""/>
  <section t-raw="message.body"/><footer t-raw="signature">no signature</footer>
  <u t-esc="website_url">no site</u><u t-esc="lang"/><s t-esc="is_discussion"/><em groups="base.group_user">for us</em>
</div></t>""",
    'part': """<t t-name="chatterd_test.part"><h3>Part</h3><t t-raw="0"/><t t-esc="inner"/><u t-esc="nothing or 'no outer'"/></t>""",
    'more': ("""<data><xpath expr="//footer" position="before"><hr/><q>added</q></xpath><xpath expr="//ul" position="attributes">
        <attribute name="class" add="one two" separator=" "/></xpath><u position="replace"><u>replaced $0 <v>$0</v></u></u>
        <xpath expr="//h4" position="inside"/></data>""".replace('<xpath expr="//h4" position="inside"/>', ''), 'layout', 'extension', 16, None),
    'after': ("""<xpath expr="//q" position="after"> text <x/><xpath expr="//hr" position="move"/> end</xpath>""", 'more', 'extension', 5, None),
    'hidden': ("""<xpath expr="//q" position="after"><z/></xpath>""", 'layout', 'extension', 99, 'base.group_portal'),
    'child': ("""<xpath expr="//section" position="replace"><section class="child"><t t-raw="message.body"/></section></xpath>""", 'layout', 'primary', 16, None),
    'fields': """<t><h1 t-field="object.name"/><h2 t-field="object.country_id"/><p t-field="object.category_id"/><p t-field="object.comment"/>
<p t-field="object.create_date" t-options='{"format": "yyyy"}'/><p t-field="object.date"/><p t-field="object.color"/><p t-field="object.partner_latitude"/>
<p t-field="object.type"/><p t-field="object.active"/><p t-field="object.email">no address</p><p t-field="object.user_id.name"/><p t-field="object.lang"/>
<p t-esc="1234567.891" t-options="{'widget': 'float', 'precision': 2}"/><p t-esc="1234567" t-options="{'widget': 'integer'}"/>
<p t-esc="-1234.5" t-options="{'widget': 'monetary', 'display_currency': object.env.company.currency_id}"/>
<p t-esc="1.5" t-options="{'widget': 'float_time'}"/><p t-esc="3725" t-options="{'widget': 'duration', 'round': 'minute'}"/>
<p t-esc="1.75" t-options="{'widget': 'duration', 'unit': 'hour', 'digital': True, 'round': 'minute'}"/>
<p t-esc="'2020-01-03 10:00:00'" t-options="{'widget': 'relative', 'now': '2020-01-01 10:00:00'}"/>
<p t-esc="'2020-01-03 22:30:00'" t-options="{'widget': 'datetime'}"/><p t-esc="'2020-01-03 22:30:00'" t-options="{'widget': 'datetime', 'hide_seconds': True, 'time_only': True}"/>
<p t-esc="'2020-07-14'" t-options="{'widget': 'date'}"/><p t-raw="'a\\nb&lt;c'" t-options="{'widget': 'text'}"/>
<div t-field="object.parent_id" t-options='{"widget": "contact", "fields": ["name", "address", "phone", "email"]}'/>
<div t-field="object.self" t-options='{"widget": "contact", "fields": ["name", "city"], "no_marker": True}'/>
<span t-esc="object.child_ids.mapped('name')"/><span t-esc="[c.name for c in object.child_ids if c.email]"/><span t-esc="object.env.user.name if object else ''"/>
</t>""",
    'words': """<t t-name="other"><t t-foreach="3" t-as="n"><t t-esc="n_index"/><t t-esc="n_first"/><t t-esc="n_last"/><t t-esc="n_parity"/><t t-esc="n_size"/></t>
<t t-foreach="{'a': 1}" t-as="k"><t t-esc="k"/>=<t t-esc="k_value"/></t><t t-set="long">A <b>body</b></t><t t-raw="long"/><t t-esc="long"/>
<t t-esc="-2 ** 2"/> <t t-esc="7 // 2"/> <t t-esc="not 1 and 2 or 3"/> <t t-esc="1 &lt; 2 &lt; 3"/> <t t-esc="none is None"/> <t t-esc="missing"/>
<t t-esc="'%05.1f|%s' % (3.14159, {'a': [1, (2,)]})"/><t t-esc="dict(a=1).get('b', 'c')"/><t t-esc="'abc'[::-1]"/><t t-esc="sum([x * y for x in range(3) for y in (1, 2)])"/>
<img t-att-src="'/x?a=1&amp;b=%s' % object.id"/><span t-att-title="0" t-att-lang="''" t-att-dir="None">é€</span><t t-esc="&quot;it's&quot;"/><t t-esc="value"/></t>""",
    'wrong': """<t><p t-esc="object.no_such_field"/></t>""",
    'syntax': """<t><p t-esc="1 +"/></t>""",
    'lost': """<t><t t-call="chatterd_test.not_there"/></t>""",
}
TERMS = {'layout': {'Dear customer': 'Cher client', 'Help me': 'Aidez-moi', 'The <b>end</b> of': 'La <b>fin</b> de', 'for us': 'pour nous', 'none': 'rien',
                    'Body': 'Corps', 'no signature': 'sans signature'},
         'part': {'Part': 'Partie'}, 'more': {'added': 'ajouté'}, 'fields': {'no address': "pas d'adresse"}}


def quoted(value):
    return 'NULL' if value is None else "'%s'" % str(value).replace("'", "''")


def prepare(database):
    """Everybody reads e-mails, demo is French, and our views are there."""
    text = ["UPDATE res_users SET notification_type = 'email'",
            "UPDATE res_partner SET lang = 'fr_FR' WHERE id = (SELECT partner_id FROM res_users WHERE login = 'demo')",
            "UPDATE res_company SET email = 'info@company.example', phone = '+32 1'",
            "UPDATE res_partner SET website = 'www.company.example', email = 'info@company.example', phone = '+32 1' WHERE id = 1"]
    for name, given in VIEWS.items():
        arch, parent, mode, priority, group = given if isinstance(given, tuple) else (given, None, 'primary', 16, None)
        of = lambda key: "(SELECT id FROM ir_ui_view WHERE key = 'chatterd_test.%s')" % key  # noqa: E731
        text += ["INSERT INTO ir_ui_view (name, key, type, arch_db, mode, active, priority, inherit_id) VALUES (%s, %s, 'qweb', %s, %s, true, %d, %s)" % (
                     quoted(name), quoted('chatterd_test.' + name), quoted(arch), quoted(mode), priority, of(parent) if parent else 'NULL'),
                 "INSERT INTO ir_model_data (module, name, model, res_id, noupdate) VALUES ('chatterd_test', %s, 'ir.ui.view', %s, true)" % (quoted(name), of(name))]
        if group:
            text.append("INSERT INTO ir_ui_view_group_rel SELECT %s, res_id FROM ir_model_data WHERE module || '.' || name = %s" % (of(name), quoted(group)))
        text += ["INSERT INTO ir_translation (lang, type, name, res_id, src, value, state) VALUES ('fr_FR', 'model_terms', 'ir.ui.view,arch_db', %s, %s, %s, 'translated')" % (
            of(name), quoted(source), quoted(value)) for source, value in TERMS.get(name, {}).items()]
    sql(database, ';'.join(text))


def steps(ids):
    """(name, who, model, method, args, kwargs)."""
    partner, demo = ids['partner'], ids['demo']
    both = (('admin', ENGLISH), ('demo', FRENCH))
    layouts = [None, 'mail.message_notification_email', 'mail.mail_notification_light', 'mail.mail_notification_borders', 'chatterd_test.layout', 'chatterd_test.child',
               'chatterd_test.not_there', 'chatterd_test.wrong', 'chatterd_test.syntax', 'chatterd_test.lost', 'mail.mail_notification_paynow']
    for layout in layouts:
        for who, context in both:
            for subtype in ('mail.mt_comment', 'mail.mt_note'):
                yield ('post %s' % layout, who, 'res.partner', 'message_post', [[partner]],
                       {'body': '<p>Hé &amp; ho</p>', 'subtype': subtype, 'partner_ids': [demo], 'email_layout_xmlid': layout, 'context': context})
        yield ('without language %s' % layout, 'admin', 'res.partner', 'message_post', [[partner]], {'body': 'x', 'partner_ids': [demo], 'email_layout_xmlid': layout, 'add_sign': False})
        yield ('notify %s' % layout, 'admin', 'res.partner', 'message_notify', [[partner]],
               {'body': '<b>x</b>', 'subject': 'S', 'partner_ids': [demo], 'email_layout_xmlid': layout, 'model_description': 'Chose', 'context': ENGLISH})
    yield ('tracking', 'admin', 'res.partner', 'write', [[partner], {'email': 'other@mail.example'}], {'context': ENGLISH})
    for view in ('chatterd_test.words', 'chatterd_test.fields', 'mail.message_user_assigned', 'chatterd_test.wrong', 'chatterd_test.not_there', 'chatterd_test.lost'):
        for who, context in both:
            for record in (partner, ids['parent']):
                yield ('view ' + view, who, 'res.partner', 'message_post_with_view', [[record], view],
                       {'values': {'value': 'v<', 'items': [1, 2]}, 'subtype_id': ids['note'], 'context': context})
            yield ('schedule ' + view, who, 'res.partner', 'activity_schedule_with_view', [[record]],
                   {'act_type_xmlid': 'mail.mail_activity_data_todo', 'views_or_xmlid': view, 'render_context': {'value': 3}, 'context': context})
    for who, other, context in (('admin', 'demo', ENGLISH), ('demo', 'admin', FRENCH), ('admin', 'admin', FRENCH)):
        for more in ({}, {'summary': 'Call <him>', 'note': '<p>Note & <b>more</b></p>'}, {'note': '<p><br></p>'}):
            values = dict({'res_id': partner, 'res_model_id': ids['res.partner'], 'activity_type_id': ids['call'], 'user_id': ids['user ' + other], 'date_deadline': '2031-05-06'}, **more)
            for method, feedback in (('action_feedback', {'feedback': 'Line <1>\nLine 2'}), ('action_feedback', {}), ('action_done', {})):
                yield ('activity', who, 'mail.activity', 'create', [values], {'context': context})
                yield ('activity', who, 'mail.activity', method, ['last'], dict(feedback, context=context))
    channel = ids['channel']
    yield ('guidelines', 'admin', 'mail.channel', 'write', [[channel], {'moderator_ids': [[6, 0, [ids['user admin']]]], 'email_send': True, 'moderation': True,
                                                                       'moderation_guidelines': True, 'moderation_guidelines_msg': 'Be <brief>\nand kind'}], {})
    for context in (ENGLISH, FRENCH):
        yield ('guidelines', 'admin', 'mail.channel', 'send_guidelines', [[channel]], {'context': context})
    for layout in (None, 'mail.mail_notification_light', 'chatterd_test.layout'):
        for who, context in both:
            yield ('with template %s' % layout, who, 'res.partner', 'message_post_with_template', [[ids['parent']], ids['template']],
                   {'email_layout_xmlid': layout, 'partner_ids': [[6, 0, [demo]]], 'subtype_id': ids['note'], 'context': context})
    for layout in ('mail.mail_notification_light', 'chatterd_test.layout', 'mail.message_notification_email', 'chatterd_test.not_there', 'mail.mail_notification_borders'):
        for who, context in both:
            yield ('template %s' % layout, who, 'mail.template', 'send_mail', [ids['template'], partner],
                   {'notif_layout': layout, 'email_values': {'auto_delete': False}, 'context': context})


def find_ids(database):
    one = lambda text: int(sql(database, text)[0][0])  # noqa: E731
    user = lambda login: one("SELECT id FROM res_users WHERE login = '%s'" % login)  # noqa: E731
    person = lambda login: one("SELECT partner_id FROM res_users WHERE login = '%s'" % login)  # noqa: E731
    reference = lambda xml_id: one("SELECT res_id FROM ir_model_data WHERE module || '.' || name = '%s'" % xml_id)  # noqa: E731
    found = {'partner': one('SELECT id FROM res_partner WHERE parent_id IS NOT NULL AND email IS NOT NULL AND user_id IS NULL ORDER BY id LIMIT 1'),
             'note': reference('mail.mt_note'), 'call': reference('mail.mail_activity_data_call'), 'channel': reference('mail.channel_all_employees'),
             'template': reference('chatterd_test.letter'), 'user admin': user('admin'), 'user demo': user('demo')}
    found['res.partner'] = one("SELECT id FROM ir_model WHERE model = 'res.partner'")
    found['parent'] = one('SELECT parent_id FROM res_partner WHERE id = %d' % found['partner'])
    found.update((login, person(login)) for login in ('admin', 'demo', 'portal'))
    return found


def run(wanted):
    names = {side: 'views_%s_%d' % (side, os.getpid()) for side in ('odoo', 'chatterd')}
    state = pathlib.Path(tempfile.mkdtemp(prefix='chatterd-views-'))
    done = refused = found = 0
    try:
        make_template(TEMPLATE, MODULES, state)
        for name in names.values():
            subprocess.run(['createdb', '-T', TEMPLATE, name], env=environment, check=True)
            (state / 'data' / 'filestore' / name).mkdir(parents=True)
            prepare(name)
            sql(name, """INSERT INTO mail_followers (res_model, res_id, partner_id) SELECT 'res.partner', p.id, u.partner_id FROM res_users u, res_partner p
                WHERE u.login IN ('admin', 'demo', 'portal') AND p.id IN (SELECT id FROM res_partner WHERE parent_id IS NOT NULL);
                UPDATE res_partner SET lang = 'fr_FR' WHERE id IN (SELECT parent_id FROM res_partner);
                INSERT INTO mail_followers_mail_message_subtype_rel SELECT f.id, s.id FROM mail_followers f, mail_message_subtype s WHERE s.res_model IS NULL ON CONFLICT DO NOTHING;
                WITH made AS (INSERT INTO mail_template (name, model_id, model, subject, body_html, email_from, email_to, lang)
                SELECT 'Letter', id, model, 'To ${object.name}', '<p>Dear ${object.name}</p>', 'a@b.example', 'c@d.example', '${object.lang}' FROM ir_model WHERE model = 'res.partner' RETURNING id)
                INSERT INTO ir_model_data (module, name, model, res_id, noupdate) SELECT 'chatterd_test', 'letter', 'mail.template', id, true FROM made""")
        ids = find_ids(names['odoo'])
        with Odoo(names['odoo'], state) as odoo, Engine(names['chatterd'], state) as engine:
            sides = [Side(name, server.url, names[key], ('admin', 'demo'), TABLES) for name, server, key in (('Odoo', odoo, 'odoo'), ('chatterd', engine, 'chatterd'))]
            level(*sides)
            for name, who, model, method, args, kwargs in steps(ids):
                if wanted and not any(name.startswith(word) for word in wanted):
                    continue
                if args == ['last']:
                    args = [[sides[0].query('SELECT max(id) FROM mail_activity')[0][0]]]
                step = (who, '/web/dataset/call_kw', {'model': model, 'method': method, 'args': args, 'kwargs': kwargs})
                theirs, mine = (side.answer(step) for side in sides)
                lines = [] if theirs == mine or (theirs.get('error') == 'internal' and 'error' in mine) else ['answer ' + first_difference(theirs, mine)]
                lines += differences(*sides)
                done += 1
                refused += 'error' in theirs
                if 'error' in theirs and os.environ.get('BESIDE_DEBUG'):
                    print('refused: %s %s' % (name, theirs['error']))
                if lines:
                    found += 1
                    print('%s by %s: %s' % (name, who, json.dumps([model, method, args, kwargs], ensure_ascii=False)[:500]))
                    for line in lines[:8]:
                        print('  ' + line)
                    sys.stdout.flush()
                    mend(*sides)
                level(*sides)
            for side in sides:
                side.connection.close()
            print('%d steps, %d of them refused, %d differ' % (done, refused, found))
    finally:
        for name in names.values():
            subprocess.run(['dropdb', '--if-exists', '--force', name], env=environment, stderr=subprocess.DEVNULL)
        shutil.rmtree(state, ignore_errors=True)
    return found


if __name__ == '__main__':
    sys.exit(1 if run(sys.argv[1:]) else 0)
