"""Templates of e-mails and the composer that uses them."""
from common import FR, POST, TEXT, channel_of, partners, peek

MAIL = ['subject', 'body_html', 'body', 'email_from', 'email_to', 'email_cc', 'reply_to', 'recipient_ids', 'partner_ids', 'model', 'res_id', 'record_name', 'auto_delete', 'state', 'attachment_ids', 'notification',
        'message_type', 'author_id', 'scheduled_date', 'no_auto_thread']
MESSAGE = ['body', 'subject', 'message_type', 'subtype_id', 'author_id', 'email_from', 'record_name', 'parent_id', 'model', 'res_id', 'partner_ids', 'channel_ids', 'notified_partner_ids', 'no_auto_thread',
           'add_sign', 'attachment_ids']
QUIET = {'mail_notify_force_send': False, 'mail_auto_subscribe_no_notify': True}


def contact(r, name='Nadia Durand', **values):
    return r.call('demo', 'res.partner', 'create', dict({'name': name, 'email': 'nadia@example.com', 'city': 'Lyon', 'lang': 'fr_FR', 'comment': 'Une note'}, **values))


def render(r, doc, texts, who='demo', **kwargs):
    """The texts as bodies of one template."""
    template = r.call(who, 'mail.template', 'create', {'name': 'Textes', 'model_id': model(r, 'res.partner')})
    for text in texts:
        r.call(who, 'mail.template', 'write', [template], {'body_html': text})
        r.call(who, 'mail.template', 'generate_email', [template], doc, ['body_html'], **kwargs)


def model(r, name):
    return r.call('admin', 'ir.model', 'search', [['model', '=', name]])[0]


def scenario_template_language(r):
    """What a template's text may say."""
    child = contact(r, 'Enfant & Cie', email='')
    doc = contact(r, child_ids=[[4, child]], category_id=[[6, 0, []]], credit_limit=12.5, color=3)
    render(r, doc, [
        '${object.name}', '${object.name} a ${object.email or "rien"} et ${object.phone or "rien"}', '${object.phone}', '${object}', '${object.id}', '${object.parent_id.name}', '${object.parent_id}', '${object.child_ids}',
        '${object.child_ids.name}', "<p>${'<b>' + object.name + '</b>'}</p>", "${'<b>'|safe}", "${'<b>'}", '${object.nope}', '${object.nope.other}', '${nope}', '${nope.other}', '${object._name}', '${object.__class__}', '${object.name.__class__}',
        '% if object.city == "Lyon":\nde Lyon\n% elif object.city:\nd’ailleurs\n% else:\nde nulle part\n% endif\nfin', '% for child in object.child_ids:\n  ${child.name}, ${loop.index}\n% endfor\n', '% set x = 3\n${x * 2 + 1} ${x / 2} ${x // 2} ${x % 2} ${x ** 2} ${-x ** 2}',
        '<% if object.city %>oui<% endif %>\nsuite', '<%doc>secret</%doc>visible', 'avant\n## commentaire\naprès', 'a ## b\nc', '50 % de remise', '% nope', '${', '${object.name', '% if object:\nsans fin', "${object.name|upper} ${object.name|length} ${[1,2,3]|join('-')}",
        "${object.name|nope}", '${ctx}', '${ctx.get("lang")}', '${user.name} ${user.partner_id.email} ${user.company_id.name}', '${object.city[0]} ${object.city[-2:]} ${object.city[::-1]}', "${'%s à %s' % (object.name, object.city)} ${'%05.2f|%-5s|%5d|%x' % (3.14159, 'ab', 42, 255)}",
        "${'{} {0}'.format(1)}", "${'{0} {1}'.format(object.name, 2)} ${'{:>6}|{:.2f}'.format('x', 2.5)}", '${object.name.split()} ${object.name.lower()} ${object.name.replace("a", "A")}', '${1 if object.city else 2} ${(1 if False)}', '${1 == 1.0} ${1 < 2 < 3} ${"a" in "abc"} ${not 1}',
        '${None} ${True} ${False}', '${False}', '${""}', '${12.0} ${1e20} ${0.1 + 0.2} ${10 / 4} ${1/3}', '${[1, "a", None]} ${(1,)} ${{"a": 1}}', "${len(object.child_ids)} ${abs(-3)} ${min(3, 1)} ${max([1, 5])} ${sum([1, 2])} ${round(2.567, 1)} ${round(2.5)} ${str(12)}",
        "${quote('a b/ç')} ${urlencode({'a': 'b c', 'd': 1})}", "${datetime.date(2020, 2, 29)} ${datetime.datetime(2020, 1, 2, 3, 4, 5).strftime('%d/%m/%Y %H:%M')} ${datetime.timedelta(days=1, hours=3)}",
        '${datetime.date(2020, 1, 31) + relativedelta(months=1)} ${datetime.date(2020, 3, 31) - relativedelta(months=1, days=2)} ${datetime.datetime(2020, 5, 5) + relativedelta(day=31, hour=4)}', "${format_date(datetime.date(2020, 2, 9))} ${format_date('2020-02-09')} ${format_date(False)}",
        "${format_date(datetime.date(2020, 2, 9), 'EEEE d MMMM y')} ${format_date('2020-02-09', 'full', 'fr_FR')} ${format_date('2020-02-09', lang_code='fr_FR')}", "${format_datetime('2020-02-09 13:05:06', tz='Europe/Paris')} ${format_datetime('2020-07-09 13:05:06', 'UTC', 'medium', 'fr_FR')}",
        "${format_datetime('2020-07-09 13:05:06', 'America/New_York', 'short')}", '${format_amount(1234567.891, user.company_id.currency_id)} ${format_amount(-12.5, user.company_id.currency_id, "fr_FR")}', '${format_duration(1.5)} ${format_duration(-0.25)}',
        "${object.mapped('child_ids.name')} ${object.child_ids.mapped('id') == object.child_ids.ids}", "${object.child_ids.filtered('email')} ${object.sudo().name}", '${object.with_context(lang="fr_FR").country_id.name}', "${object.env.user.name} ${object.env['res.partner'].search_count([('id', '=', object.id)])}",
        '${object.create_date.year > 2000} ${object.date}', '${object.credit_limit} ${object.color} ${object.active}', "${object.lang} ${object.type} ${object['name']} ${object['nope']}", '<% set y %>bloc <b>${object.name}</b><% endset %>${y}', '<% macro m(a, b=2) %>[${a}:${b}]<% endmacro %>${m(1)}${m(1, b="<")}',
        "<% filter upper %>abc ${object.name}<% endfilter %>", "<% raw %>${object.name}<% endraw %>", '<% include "x" %>', '${range(5)|list} ${range(3)|sum} ${range(200000)}', "${'a' ~ 1 ~ '<'}", "${object.name is defined} ${nope is defined} ${3 is odd} ${None is none}", '% for i in range(3) if i != 1\n${i}${"," if not loop.last}\n% endfor',
        '% for k, v in {"a": 1, "b": 2}.items():\n${k}=${v};\n% endfor', "${object.child_ids|map(attribute='name')|join(', ')} ${['b', 'A', 'c']|sort|join} ${'hello world'|title} ${'x'|default('y')} ${nope|default('y')}", "${[3,1,2]|sort(reverse=true)} ${'<p>a</p> b'|striptags} ${'a b c d e'|truncate(5, True)}",
        '${1/0}', '${object.name + 1}', '${object.write({"name": "pirate"}) and ""}${object.name}' if False else '${1 +}', "${'a\\nb'} ${'é'}", '${map(str, [1, 2])|list} ${filter(None, [0, 1, 2])|list}', "${(object.name or '')[:3]} ${object.email.split('@')[1]}", '${ object.name }  \n${- 5}\n', "<a href=\"/web/x?a=${object.id}\">l</a> <img src='/y'/>",
        '${object.comment|safe}', "${object.name or '''vide'''}", "<p>Dear ${object.name},<br/>\n% if user.signature:\n<div>${user.signature | safe}</div>\n% endif\n</p>"])
    r.call('demo', 'mail.template', 'render_post_process', '<a href="/web">x</a>')
    r.call('demo', 'mail.template', 'build_expression', [], 'partner_id', 'name', 'rien')
    r.call('demo', 'mail.template', 'build_expression', [], 'name', False, False)


def scenario_template_emails(r):
    """E-mails made of templates: recipients, languages, attachments, sending, copies."""
    alice, bob = partners(r, 'demo', 'alice', 'bob')
    doc, other = contact(r), contact(r, 'Oscar English', email='oscar@example.com', lang='en_US')
    partner = model(r, 'res.partner')
    template = r.call('demo', 'mail.template', 'create', {
        'name': 'Bienvenue', 'model_id': partner, 'subject': 'Welcome ${object.name}', 'body_html': '<p>Hello ${object.name}, <a href="/web">here</a></p>', 'email_from': '${user.email_formatted|safe}', 'lang': '${object.lang}', 'partner_to': '${object.id},%d' % alice,
        'email_cc': 'cc@example.com', 'reply_to': 'rep@example.com', 'scheduled_date': '2035-01-02'})
    r.call('demo', 'mail.template', 'write', [template], {'subject': 'Bienvenue ${object.name}', 'body_html': '<p>Bonjour ${object.name}, ${format_date("2020-02-09")}</p>'}, context=FR)
    r.call('demo', 'mail.template', 'read', [template], ['name', 'model', 'model_id', 'subject', 'body_html', 'lang', 'auto_delete'])
    r.call('demo', 'mail.template', 'read', [template], ['subject', 'body_html'], context=FR)
    r.call('demo', 'mail.template', 'generate_email', [template], doc)
    r.call('demo', 'mail.template', 'generate_email', [template], [doc, other])
    r.call('demo', 'mail.template', 'generate_email', [template], other, ['subject', 'email_to'])
    r.call('demo', 'mail.template', 'generate_email', [template], [doc, other], context={'tpl_partners_only': True})
    r.call('demo', 'mail.template', 'generate_email', [template], doc, context={'template_preview_lang': 'en_US'})
    r.call('demo', 'mail.template', 'generate_email', [template], doc, context={'tpl_force_default_to': True})
    mail = r.call('demo', 'mail.template', 'send_mail', [template], doc)
    r.call('admin', 'mail.mail', 'read', [mail], MAIL)
    mail = r.call('demo', 'mail.template', 'send_mail', [template], other, email_values={'subject': 'Autre', 'auto_delete': False}, notif_layout='mail.mail_notification_light')
    r.call('admin', 'mail.mail', 'read', [mail], MAIL)
    attachment = r.call('demo', 'ir.attachment', 'create', {'name': 'note.txt', 'datas': TEXT})
    r.call('demo', 'mail.template', 'write', [template], {'attachment_ids': [[6, 0, [attachment]]], 'user_signature': True, 'use_default_to': True, 'lang': False, 'email_from': False})
    r.call('demo', 'mail.template', 'generate_email', [template], doc)
    mail = r.call('demo', 'mail.template', 'send_mail', [template], doc)
    r.call('admin', 'mail.mail', 'read', [mail], MAIL)
    r.call('demo', 'mail.template', 'write', [template], {'use_default_to': False, 'partner_to': '${object.parent_id.id},3,', 'email_to': 'Zoe <zoe@example.com>, nadia@example.com'})
    r.call('demo', 'mail.template', 'generate_email', [template], doc)
    r.call('demo', 'mail.template', 'generate_email', [template], doc, context={'tpl_partners_only': True})
    r.call('demo', 'mail.template', 'write', [template], {'partner_to': 'abc'})
    r.call('demo', 'mail.template', 'generate_email', [template], doc)
    copy = r.call('demo', 'mail.template', 'copy', [template])
    r.call('demo', 'mail.template', 'read', [copy], ['name', 'subject', 'body_html', 'attachment_ids', 'model'])
    r.call('demo', 'mail.template', 'copy', [template], context=FR)
    r.call('demo', 'mail.template', 'default_get', ['name', 'model_id', 'model', 'auto_delete'], context={'default_model': 'res.partner'})
    r.call('admin', 'mail.template', 'create_action', [template])
    r.call('demo', 'mail.template', 'unlink_action', [template])
    r.call('demo', 'mail.template', 'unlink', [copy])
    r.call('demo', 'mail.template', 'search_read', [['name', 'like', 'Bienvenue']], ['name', 'model'], order='id')
    for who in ('alice', 'portal'):
        r.call(who, 'mail.template', 'generate_email', [template], other, ['subject'])
        r.call(who, 'mail.template', 'create', {'name': 'De ' + who})
    r.call('demo', 'mail.template', 'write', [template], {'partner_to': False, 'body_html': '${object.nope.x}'})
    r.call('demo', 'mail.template', 'generate_email', [template], doc, ['subject'])
    r.call('demo', 'mail.template', 'generate_email', [template], [], ['subject'])
    r.call('demo', 'mail.template', 'generate_email', [], doc)
    empty = r.call('demo', 'mail.template', 'create', {'name': 'Vide'})
    r.call('demo', 'mail.template', 'generate_email', [empty], doc)


WIZARD = ['subject', 'body', 'parent_id', 'email_from', 'author_id', 'model', 'res_id', 'record_name', 'message_type', 'subtype_id', 'composition_mode', 'reply_to', 'no_auto_thread', 'is_log', 'partner_ids',
          'attachment_ids', 'active_domain', 'use_active_domain', 'notify', 'auto_delete', 'template_id', 'mail_server_id', 'add_sign', 'layout']


def posted(r, doc, who='demo'):
    r.call(who, 'mail.message', 'search_read', [['model', '=', 'res.partner'], ['res_id', '=', doc]], MESSAGE, order='id')


def scenario_composer(r):
    """The full composer: what it opens with, templates in it, posting and logging."""
    alice, bob = partners(r, 'demo', 'alice', 'bob')
    doc = contact(r)
    at = {'active_model': 'res.partner', 'active_id': doc, 'active_ids': [doc], 'default_model': 'res.partner', 'default_res_id': doc, 'default_composition_mode': 'comment'}
    r.call('demo', 'mail.compose.message', 'fields_get', WIZARD, ['type', 'string', 'required', 'readonly', 'relation', 'selection', 'help', 'store'])
    r.call('demo', 'mail.compose.message', 'default_get', WIZARD, context=at)
    r.call('demo', 'mail.compose.message', 'default_get', WIZARD, context={'active_model': 'res.partner', 'active_id': doc})
    r.call('demo', 'mail.compose.message', 'default_get', WIZARD)
    r.call('demo', 'mail.compose.message', 'default_get', ['model', 'res_id', 'record_name', 'subject'], context={'default_model': 'res.users', 'default_res_id': 6})
    r.call('demo', 'mail.compose.message', 'default_get', WIZARD, context=dict(at, default_composition_mode='mass_mail', active_domain=[['id', '=', doc]]))
    r.call('demo', 'mail.compose.message', 'default_get', WIZARD, context={'default_model': 'res.country', 'default_res_id': 75, 'default_composition_mode': 'reply'})
    first = r.call('demo', 'res.partner', 'message_post', [doc], body='<p>premier</p>', subject='Objet', partner_ids=[alice], **POST)
    r.call('demo', 'mail.compose.message', 'default_get', WIZARD, context={'default_parent_id': first, 'default_model': 'res.partner', 'default_res_id': doc})
    r.call('demo', 'mail.compose.message', 'default_get', WIZARD, context=dict(FR, default_parent_id=first))
    r.call('demo', 'mail.compose.message', 'get_record_data', {'model': 'res.partner', 'res_id': doc})
    r.call('demo', 'mail.compose.message', 'get_record_data', {'parent_id': first})
    r.call('demo', 'mail.compose.message', 'get_record_data', {})
    wizard = r.call('demo', 'mail.compose.message', 'create', {'body': '<p onclick="x()">Bonjour</p>', 'partner_ids': [[6, 0, [bob]]]}, context=at)
    r.call('demo', 'mail.compose.message', 'read', [wizard], WIZARD)
    r.call('demo', 'mail.compose.message', 'action_send_mail', [wizard], context=at)
    posted(r, doc)
    peek(r, 'bob')
    attachment = r.call('demo', 'ir.attachment', 'create', {'name': 'note.txt', 'datas': TEXT, 'res_model': 'mail.compose.message', 'res_id': 0})
    wizard = r.call('demo', 'mail.compose.message', 'create', {'body': '<p>Note</p>', 'is_log': True, 'subject': 'Interne', 'attachment_ids': [[6, 0, [attachment]]]}, context=at)
    r.call('demo', 'mail.compose.message', 'send_mail', [wizard], context=at)
    posted(r, doc)
    r.call('demo', 'ir.attachment', 'read', [attachment], ['name', 'res_model', 'res_id'])
    wizard = r.call('demo', 'mail.compose.message', 'create', {'body': 'réponse', 'parent_id': first}, context=at)
    r.call('demo', 'mail.compose.message', 'read', [wizard], WIZARD)
    r.call('demo', 'mail.compose.message', 'send_mail', [wizard], context=at)
    posted(r, doc)
    r.call('alice', 'mail.compose.message', 'read', [wizard], ['body'])
    r.call('portal', 'mail.compose.message', 'create', {'body': 'x'}, context=at)
    wizard = r.call('alice', 'mail.compose.message', 'create', {'body': 'd’alice', 'model': 'res.partner', 'res_id': doc, 'subtype_id': False}, context={'default_composition_mode': 'comment'})
    r.call('alice', 'mail.compose.message', 'send_mail', [wizard])
    wizard = r.call('demo', 'mail.compose.message', 'create', {'body': 'sans document', 'partner_ids': [[6, 0, [bob]]], 'subject': 'Seul'})
    r.call('demo', 'mail.compose.message', 'send_mail', [wizard])
    wizard = r.call('demo', 'mail.compose.message', 'create', {'body': 'à personne'})
    r.call('demo', 'mail.compose.message', 'send_mail', [wizard])
    wizard = r.call('demo', 'mail.compose.message', 'create', {'body': 'sur un pays', 'partner_ids': [[6, 0, [bob]]], 'model': 'res.country', 'res_id': 75})
    r.call('demo', 'mail.compose.message', 'send_mail', [wizard])
    peek(r, 'bob')


def scenario_composer_templates(r):
    """Templates in the composer: choosing one, saving one, posting with one, mass mailing."""
    alice, bob = partners(r, 'demo', 'alice', 'bob')
    doc, other = contact(r), contact(r, 'Oscar English', email='oscar@example.com', lang='en_US')
    at = {'active_model': 'res.partner', 'active_id': doc, 'active_ids': [doc], 'default_model': 'res.partner', 'default_res_id': doc, 'default_composition_mode': 'comment'}
    attachment = r.call('demo', 'ir.attachment', 'create', {'name': 'note.txt', 'datas': TEXT})
    template = r.call('demo', 'mail.template', 'create', {
        'name': 'Bienvenue', 'model_id': model(r, 'res.partner'), 'subject': 'Welcome ${object.name}', 'body_html': '<p style="color: red">Hello ${object.name}, <a href="/web">here</a></p>', 'email_from': 'Service <service@example.com>', 'lang': '${object.lang}',
        'partner_to': '%d' % bob, 'email_to': 'nadia@example.com', 'reply_to': 'rep@example.com', 'attachment_ids': [[6, 0, [attachment]]]})
    bare = r.call('demo', 'mail.template', 'create', {'name': 'Simple', 'model_id': model(r, 'res.partner'), 'subject': 'Simple ${object.id and 1}', 'body_html': '<p>${object.city}</p>', 'user_signature': True})
    for mode in ('comment', 'mass_mail'):
        r.call('demo', 'mail.compose.message', 'onchange_template_id', [], template, mode, 'res.partner', doc)
        r.call('demo', 'mail.compose.message', 'onchange_template_id', [], bare, mode, 'res.partner', doc)
    r.call('demo', 'mail.compose.message', 'onchange_template_id', [], False, 'comment', 'res.partner', doc, context=at)
    r.call('demo', 'mail.compose.message', 'generate_email_for_composer', template, [doc, other])
    r.call('demo', 'mail.compose.message', 'generate_email_for_composer', bare, doc, ['subject', 'partner_to'])
    wizard = r.call('demo', 'mail.compose.message', 'create', {'template_id': template}, context=at)
    r.call('demo', 'mail.compose.message', 'onchange_template_id_wrapper', [wizard], context=at)
    r.call('demo', 'mail.compose.message', 'read', [wizard], WIZARD)
    r.call('demo', 'mail.compose.message', 'get_mail_values', [wizard], [doc])
    r.call('demo', 'mail.compose.message', 'action_send_mail', [wizard], context=at)
    posted(r, doc)
    r.call('demo', 'ir.attachment', 'search_read', [['name', '=', 'note.txt']], ['name', 'res_model', 'res_id'], order='id')
    wizard = r.call('demo', 'mail.compose.message', 'create', {'body': '<p>À garder ${object.name}</p>', 'subject': 'Gardé'}, context=at)
    r.call('demo', 'mail.compose.message', 'save_as_template', [wizard], context=at)
    r.call('demo', 'mail.compose.message', 'read', [wizard], ['subject', 'body', 'template_id'])
    r.call('demo', 'mail.template', 'search_read', [['name', 'ilike', 'Gardé']], ['name', 'subject', 'body_html', 'model'])
    r.call('demo', 'res.partner', 'message_post_with_template', [doc], bare)
    posted(r, doc)
    r.call('demo', 'res.partner', 'message_post_with_template', [doc], template, message_type='comment', subtype_id=1, context=FR)
    posted(r, doc)
    r.call('demo', 'res.partner', 'message_post_with_template', [doc], False, body='<p>sans modèle</p>')
    posted(r, doc)
    r.call('demo', 'res.partner', 'message_post_with_view', [doc], 'mail.nope')
    mass = dict(at, default_composition_mode='mass_mail', active_ids=[doc, other], default_template_id=bare)
    wizard = r.call('demo', 'mail.compose.message', 'create', {'subject': 'À ${object.name}', 'body': '<p>${object.city} ${object.name}</p>', 'auto_delete': False}, context=mass)
    r.call('demo', 'mail.compose.message', 'render_message', [wizard], [doc, other], context=mass)
    r.call('demo', 'mail.compose.message', 'get_mail_values', [wizard], [doc, other], context=mass)
    plain = dict(at, default_composition_mode='mass_mail', active_ids=[doc, other])
    wizard = r.call('demo', 'mail.compose.message', 'create', {'subject': 'À ${object.name}', 'body': '<p>${object.city}</p>', 'no_auto_thread': True}, context=plain)
    r.call('demo', 'mail.compose.message', 'get_mail_values', [wizard], [doc, other], context=plain)
    post = dict(at, default_composition_mode='mass_post', active_ids=[doc, other])
    wizard = r.call('demo', 'mail.compose.message', 'create', {'body': '<p>à tous</p>', 'notify': True, 'subject': 'Tous'}, context=post)
    r.call('demo', 'mail.compose.message', 'send_mail', [wizard], context=post)
    wizard = r.call('demo', 'mail.compose.message', 'create', {'body': '<p>par domaine</p>', 'use_active_domain': True, 'active_domain': "[['id', '=', %d]]" % other}, context=post)
    posted(r, doc)
    posted(r, other)


def scenario_composer_onchange(r):
    """The form of the composer as the web client opens it and chooses a template."""
    alice, bob = partners(r, 'demo', 'alice', 'bob')
    doc = contact(r)
    at = {'active_model': 'res.partner', 'active_id': doc, 'default_model': 'res.partner', 'default_res_id': doc, 'default_composition_mode': 'comment'}
    attachment = r.call('demo', 'ir.attachment', 'create', {'name': 'note.txt', 'datas': TEXT})
    template = r.call('demo', 'mail.template', 'create', {
        'name': 'Bienvenue', 'model_id': model(r, 'res.partner'), 'subject': 'Welcome ${object.name}', 'body_html': '<p>Hello ${object.name}</p>', 'email_from': 'Service <service@example.com>', 'partner_to': '%d' % bob,
        'reply_to': 'rep@example.com', 'attachment_ids': [[6, 0, [attachment]]]})
    bare = r.call('demo', 'mail.template', 'create', {'name': 'Simple', 'model_id': model(r, 'res.partner'), 'body_html': '<p>${object.city}</p>'})
    spec = dict.fromkeys(['composition_mode', 'model', 'res_id', 'is_log', 'parent_id', 'mail_server_id', 'active_domain', 'email_from', 'partner_ids', 'subject', 'notify', 'no_auto_thread', 'reply_to', 'body', 'attachment_ids', 'add_sign'], '')
    spec['template_id'] = '1'
    start = {'composition_mode': 'comment', 'model': 'res.partner', 'res_id': doc, 'is_log': False, 'parent_id': False, 'mail_server_id': False, 'active_domain': False, 'email_from': '"Marc Demo" <mark.brown23@example.com>', 'partner_ids': [[6, False, []]],
             'subject': 'Re: Nadia Durand', 'notify': False, 'no_auto_thread': False, 'reply_to': False, 'body': '', 'attachment_ids': [[6, False, []]], 'template_id': False, 'add_sign': True}
    r.call('demo', 'mail.compose.message', 'onchange', [], start, list(start), spec, context=at)
    r.call('demo', 'mail.compose.message', 'onchange', [], dict(start, template_id=template), 'template_id', spec, context=at)
    r.call('demo', 'mail.compose.message', 'onchange', [], dict(start, template_id=template, partner_ids=[[6, False, [alice]]], subject='Le mien'), 'template_id', spec, context=at)
    r.call('demo', 'mail.compose.message', 'onchange', [], dict(start, template_id=bare, body='<p>écrit</p>'), 'template_id', spec, context=at)
    r.call('demo', 'mail.compose.message', 'onchange', [], dict(start, template_id=template), list(start), spec, context=dict(at, default_template_id=template))
    r.call('demo', 'mail.compose.message', 'onchange', [], dict(start, template_id=template, composition_mode='mass_mail'), 'template_id', spec, context=at)
    r.call('demo', 'mail.compose.message', 'onchange', [], dict(start, subject='Changé', body='<p>x</p>', attachment_ids=[[6, False, [attachment]]]), 'template_id', spec, context=at)
    r.call('demo', 'mail.compose.message', 'onchange', [], dict(start, body='<p>x</p>'), 'body', spec, context=at)
    r.call('demo', 'mail.compose.message', 'onchange', [], start, 'nope', spec, context=at)
