"""The keys of answers come in Odoo's order: clients print them as columns, and some read them by place.

    key_order_test.py                           chatterd beside what a stock Odoo 13 was seen to answer (key_order.json)
    key_order_test.py --record URL DATABASE     writes key_order.json anew, from a stock Odoo 13 whose admin has the password admin

Of each call of the web client and of remote clients, the recording has the keys of every object in the answer, by the place of the
object. Databases differ in what is installed: keys that only one side has are passed over, the others must come in the same order."""
import json
import pathlib
import sys
import xmlrpc.client

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd, RpcError, Web, new_database  # noqa: E402

FACTS = pathlib.Path(__file__).with_suffix('').with_name('key_order.json')
# What every field has, and what only some have: told once, not for each of a thousand fields.
MODELS = ('mail.channel', 'mail.message', 'mail.activity', 'mail.followers', 'mail.template', 'mail.compose.message', 'mail.channel.partner', 'mail.mail',
          'mail.alias', 'mail.notification', 'mail.activity.type', 'mail.message.subtype', 'mail.tracking.value', 'mail.wizard.invite', 'mail.moderation',
          'mail.shortcode', 'mail.resend.message', 'mail.blacklist', 'bus.bus', 'bus.presence', 'res.partner', 'res.users', 'res.company', 'res.groups',
          'res.lang', 'res.currency', 'res.country', 'res.country.state', 'res.partner.category', 'res.partner.title', 'res.partner.bank', 'res.bank',
          'ir.attachment', 'ir.model', 'ir.model.fields', 'ir.model.access', 'ir.rule', 'ir.config_parameter', 'ir.mail_server', 'ir.sequence')


def shapes(value, place=''):
    """(place, keys) of each object in the value; lists are one place, and so are objects whose keys are data."""
    if isinstance(value, dict):
        keys = list(value)
        data = all(key.isdigit() for key in keys)
        if not data:
            yield place, keys
        for key, item in value.items():
            yield from shapes(item, '%s.%s' % (place, '*' if data else key))
    elif isinstance(value, list):
        for item in value:
            yield from shapes(item, place + '[]')


def calls(web, url, database):
    """(name, answer) of each call."""
    admin, uid = web.info['partner_id'], web.info['uid']

    def call(model, method, *args, **kwargs):
        answer = web.call(model, method, *args, **kwargs)
        return '%s.%s' % (model, method), answer

    def error(name, what):
        try:
            what()
        except RpcError as refused:
            return 'error ' + name, refused.error
        raise AssertionError('%s was not refused' % name)

    yield 'session_info', web.info
    yield 'get_session_info', web.json('/web/session/get_session_info')
    yield 'version_info', web.json('/web/webclient/version_info')
    for model in MODELS:
        name, answer = call(model, 'fields_get')
        yield '%s %s' % (name, 'order'), {field: None for field in answer}
        yield 'fields_get', list(answer.values())
        yield 'fields_get of some', call(model, 'fields_get', list(answer)[:4], ['type', 'string', 'help', 'selection', 'readonly', 'relation'])[1]
    channel = call('mail.channel', 'channel_create', 'Order of keys', 'public')
    yield channel
    channel = channel[1]['id']
    partner = web.call('res.partner', 'create', {'name': 'Order of Keys', 'email': 'order@example.com'})
    other = web.call('res.users', 'create', {'name': 'Another', 'login': 'another@example.com', 'email': 'another@example.com', 'password': 'another'},
                     context={'no_reset_password': True})
    other = web.call('res.users', 'read', [other], ['partner_id'])[0]['partner_id'][0]
    yield call('mail.channel', 'channel_get', [other])
    yield call('mail.channel', 'channel_get_and_minimize', [other])
    yield call('mail.channel', 'channel_info', [channel], 'join')
    posted = web.call('mail.channel', 'message_post', [channel], body='<p>words</p>', message_type='comment', subtype='mail.mt_comment',
                      partner_ids=[other], attachments=[['a.txt', 'words']])
    tracked = web.call('res.partner', 'message_post', [partner], body='a note', partner_ids=[other])
    yield call('mail.message', 'message_format', [posted, tracked])
    yield call('mail.message', 'message_fetch', [['channel_ids', 'in', [channel]]], limit=5)
    yield call('mail.channel', 'channel_fetch_preview', [channel])
    yield call('mail.channel', 'channel_fetch_listeners', web.call('mail.channel', 'read', [channel], ['uuid'])[0]['uuid'])
    yield call('mail.channel', 'channel_search_to_join', 'general')
    yield call('mail.channel', 'get_mention_suggestions', 'gen')
    yield 'init_messaging', web.json('/mail/init_messaging')
    yield 'im_status', web.json('/longpolling/im_status', {'partner_ids': [admin]})
    yield 'poll', web.poll(peek=True)
    yield call('res.partner', 'im_search', 'a')
    yield call('res.partner', 'get_mention_suggestions', 'a')
    yield call('res.partner', 'get_static_mention_suggestions')
    yield call('res.users', 'systray_get_activities')
    web.call('res.partner', 'message_subscribe', [partner], [other])
    followers = web.call('res.partner', 'read', [partner], ['message_follower_ids'])[0]['message_follower_ids']
    yield 'read_followers', web.json('/mail/read_followers', {'follower_ids': followers, 'res_model': 'res.partner', 'context': {}})
    yield 'read_subscription_data', web.json('/mail/read_subscription_data', {'follower_id': followers[0], 'res_model': 'res.partner'})
    todo = web.call('mail.activity.type', 'create', {'name': 'A kind of thing to do'})
    contacts = web.call('ir.model', 'search', [['model', '=', 'res.partner']])[0]
    activity = web.call('mail.activity', 'create', {'res_model_id': contacts, 'res_id': partner, 'activity_type_id': todo, 'summary': 'a thing', 'user_id': uid})
    yield call('mail.activity', 'activity_format', [activity])
    yield call('mail.activity', 'get_activity_data', 'res.partner', [['id', '=', partner]])
    yield call('mail.activity', 'action_feedback_schedule_next', [activity], feedback='done')
    yield call('res.partner', 'read', [partner], ['name', 'id', 'email', 'display_name', 'active', 'category_id'])
    yield 'read of all fields', call('res.partner', 'read', [partner])[1]
    yield call('res.partner', 'search_read', [['id', '=', partner]], ['phone', 'name', 'email'])
    yield call('res.partner', 'web_search_read', [['id', '=', partner]], ['phone', 'name', 'email'])
    yield 'dataset search_read', web.json('/web/dataset/search_read', {'model': 'res.partner', 'fields': ['email', 'name'], 'domain': [['id', '=', partner]]})
    for method in ('read_group', 'web_read_group'):
        for lazy in (True, False):
            yield '%s lazy=%s' % (method, lazy), call('res.partner', method, [['id', 'in', [partner, other]]], ['active', 'color:sum', 'id:count'], ['company_id', 'create_date:month'], lazy=lazy)[1]
    yield 'read_group without groups', call('res.partner', 'read_group', [['id', '=', partner]], ['color'], [])[1]
    yield 'default_get', call('mail.channel', 'default_get', ['public', 'name', 'moderation', 'email_send', 'channel_type', 'uuid', 'image_128'])[1]
    yield 'default_get of a partner', call('res.partner', 'default_get', ['type', 'active', 'lang', 'tz', 'color', 'is_company', 'company_id', 'category_id'])[1]
    yield call('mail.compose.message', 'default_get', ['model', 'res_id', 'body', 'subject', 'author_id', 'composition_mode', 'message_type', 'subtype_id', 'reply_to'],
               context={'default_model': 'res.partner', 'default_res_id': partner})
    yield call('res.partner', 'get_metadata', [partner])
    yield call('res.partner', 'export_data', [partner], ['name', 'email'])
    yield call('res.partner', 'load', ['name', 'email'], [['Loaded', 'loaded@example.com']])
    yield 'get_formview_action', call('res.partner', 'get_formview_action', [partner])[1]
    yield call('mail.channel', 'channel_join_and_get_info', [channel])
    yield call('mail.channel', 'channel_seen', [channel])
    yield call('mail.channel', 'channel_minimize', web.call('mail.channel', 'read', [channel], ['uuid'])[0]['uuid'], True)
    yield 'poll after all', [notification for notification in web.poll(peek=True)['notifications']]
    yield 'attachment', call('ir.attachment', 'create', {'name': 'a.txt', 'datas': 'YQ=='}) and web.call('ir.attachment', 'search_read', [['name', '=', 'a.txt']], ['mimetype', 'name', 'file_size'], limit=1)
    yield error('missing', lambda: web.call('res.partner', 'write', [99999999], {'name': 'x'}))
    yield error('user', lambda: web.call('res.partner', 'read_group', [], [], ['nope']))
    yield error('validation', lambda: web.call('res.partner', 'write', [partner], {'parent_id': partner}))
    yield error('internal', lambda: web.call('res.partner', 'nope'))
    demo = Web(url, database, 'another@example.com', 'another')
    yield error('access', lambda: demo.call('ir.config_parameter', 'search_read', []))
    yield error('expired', lambda: Web(url, database).call('res.partner', 'search', []))
    yield 'version', xmlrpc.client.ServerProxy(url + '/xmlrpc/2/common').version()
    yield 'xmlrpc read', xmlrpc.client.ServerProxy(url + '/xmlrpc/2/object').execute_kw(
        database, uid, 'admin', 'res.partner', 'read', [[partner]], {'fields': ['name', 'id', 'email', 'active', 'color']})


def record(url, database):
    facts = {}
    for name, answer in calls(Web(url, database, 'admin', 'admin'), url, database):
        for place, keys in shapes(answer):
            known = facts.setdefault(name, {}).setdefault(place, [])
            if keys not in known:
                known.append(keys)
    # an order that a longer one has is told by it
    for places in facts.values():
        for place, known in places.items():
            places[place] = [keys for keys in known if not any(keys is not other and [key for key in other if key in keys] == keys for other in known)]
    text = ',\n'.join(' %s: {%s}' % (json.dumps(name), ',\n  '.join('%s: %s' % (json.dumps(place), json.dumps(known)) for place, known in places.items()))
                      for name, places in facts.items())
    FACTS.write_text('{\n%s\n}\n' % text)


def misplaced(keys, known):
    """How Odoo orders these keys, where that is another way; None where it is the same."""
    best = max(known, key=lambda other: len(set(other) & set(keys)))
    theirs, ours = [key for key in best if key in keys], [key for key in keys if key in best]
    return None if theirs == ours else (theirs, ours)


if __name__ == '__main__':
    if sys.argv[1:2] == ['--record']:
        record(*sys.argv[2:4])
        sys.exit()
    facts = json.loads(FACTS.read_text())
    found, compared = {}, 0
    with Chatterd(new_database('key_order')) as server:
        web = Web(server.url, server.database, 'admin', 'admin')
        seen = set()
        for name, answer in calls(web, server.url, server.database):
            seen.add(name)
            for place, keys in shapes(answer):
                known = facts.get(name, {}).get(place)
                compared += bool(known)
                difference = known and misplaced(keys, known)
                if difference:
                    found.setdefault((name, place), difference)
    for (name, place), (theirs, ours) in found.items():
        print('%s%s:\n    Odoo     %s\n    chatterd %s' % (name, place, ' '.join(theirs), ' '.join(ours)))
    assert set(facts) <= seen, set(facts) - seen
    print('%d objects compared, %d in another order' % (compared, len(found)))
    assert compared > 1000
    sys.exit(1 if found else 0)
