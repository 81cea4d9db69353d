"""What the values of a conversation mean: which integers are ids and of which model, which lists have no promised order,
what only describes the server. Standard library only, as everything in this folder.
"""
import base64
import re
import xmlrpc.client

# Which model an integer under a given key belongs to.  `*` is the model that
# the request itself addresses.
KEY_MODEL = {
    'id': '*', 'ids': '*',
    'message_id': 'mail.message', 'message_ids': 'mail.message', 'last_message_id': 'mail.message',
    'seen_message_id': 'mail.message', 'fetched_message_id': 'mail.message', 'mail_message_id': 'mail.message',
    'parent_id': 'mail.message', 'child_ids': 'mail.message',
    'channel_id': 'mail.channel', 'channel_ids': 'mail.channel', 'moderation_channel_ids': 'mail.channel',
    'message_channel_ids': 'mail.channel',
    'partner_id': 'res.partner', 'partner_ids': 'res.partner', 'author_id': 'res.partner',
    'res_partner_id': 'res.partner', 'message_partner_ids': 'res.partner', 'channel_partner_ids': 'res.partner',
    'needaction_partner_ids': 'res.partner', 'history_partner_ids': 'res.partner', 'starred_partner_ids': 'res.partner',
    'notified_partner_ids': 'res.partner',
    'channel_last_seen_partner_ids': 'mail.channel.partner',
    'message_follower_ids': 'mail.followers', 'follower_ids': 'mail.followers', 'follower_id': 'mail.followers',
    'attachment_ids': 'ir.attachment', 'message_main_attachment_id': 'ir.attachment',
    'notification_ids': 'mail.notification', 'moderation_ids': 'mail.moderation',
    'alias_id': 'mail.alias', 'tracking_value_ids': 'mail.tracking.value',
    'alias_force_thread_id': 'mail.channel', 'alias_parent_thread_id': 'mail.channel',
    'create_uid': 'res.users', 'write_uid': 'res.users', 'user_id': 'res.users', 'user_ids': 'res.users', 'uid': 'res.users',
    'moderator_ids': 'res.users', 'subtype_id': 'mail.message.subtype', 'subtype_ids': 'mail.message.subtype',
    'group_public_id': 'res.groups', 'group_ids': 'res.groups', 'groups_id': 'res.groups',
    'commercial_partner_id': 'res.partner',
    'alias_model_id': 'ir.model', 'alias_parent_model_id': 'ir.model', 'res_model_id': 'ir.model', 'model_id': 'ir.model',
}
# Keys that mean something else on one model.
MODEL_KEY = {
    ('res.partner', 'parent_id'): 'res.partner', ('res.partner', 'child_ids'): 'res.partner',
    ('mail.message.subtype', 'parent_id'): 'mail.message.subtype',
}
# The answer itself: `search`, `create`, `name_get`, … answer with ids of the addressed model.
KEY_MODEL['result'] = KEY_MODEL['unordered_result'] = '*'
# Methods whose integer answers are counts or flags, not ids.
COUNTS = {'search_count', 'get_needaction_count', 'get_starred_count', 'check_access_rights', 'needaction'}

# Sub-objects whose own `id` belongs to another model than the request's.
OBJECT_MODEL = {
    'members': 'res.partner', 'direct_partner': 'res.partner', 'attachment_ids': 'ir.attachment',
    'tracking_value_ids': 'mail.tracking.value', 'last_message': 'mail.message', 'message': 'mail.message',
    'channel_channel': 'mail.channel', 'channel_direct_message': 'mail.channel', 'channel_private_group': 'mail.channel',
    'followers': 'mail.followers', 'subtypes': 'mail.message.subtype', 'shortcodes': 'mail.shortcode',
    'mail_failures': 'mail.message', 'elements': 'mail.message', 'notifications': 'bus.bus',
}
# Answers of these methods or routes hold records of another model than the one addressed.
ANSWER_MODEL = {
    'mail.channel/channel_fetch_message': 'mail.message', 'mail.channel/message_post': 'mail.message',
    'mail.channel/channel_seen': 'mail.message', 'mail.channel/channel_fetch_listeners': 'res.partner',
    '/mail/chat_post': 'mail.message', '/mail/chat_history': 'mail.message',
    '/longpolling/poll': 'bus.bus', '/longpolling/im_status': 'res.partner',
    '/web/binary/upload_attachment': 'ir.attachment',
}
# The same for methods that every thread has.
METHOD_MODEL = {'message_post': 'mail.message', 'message_notify': 'mail.message'}
# Lists without a promised order.
UNORDERED = {
    'members', 'seen_partners_info', 'partner_ids', 'channel_ids', 'needaction_partner_ids', 'history_partner_ids',
    'starred_partner_ids', 'message_ids', 'message_partner_ids', 'message_channel_ids', 'channel_partner_ids',
    'moderation_channel_ids', 'notified_partner_ids', 'message_follower_ids', 'channel_last_seen_partner_ids',
    'customer_email_data', 'subtype_ids', 'groups_id', 'commands', 'notifications', 'channels', 'unordered_result',
}
# Methods that answer with the rows of a query without ORDER BY.
UNORDERED_METHODS = {'channel_fetch_listeners', 'channel_fetch_preview', 'im_search'}
# Never compared: they describe the server, not the data.
IGNORED = {'debug', 'server_version', 'server_version_info', 'web.base.url', 'cache_hashes', 'session_id',
           'expiration_date', 'expiration_reason', 'warning', 'max_time_between_keys_in_ms', 'web_tours',
           'notification_type_tour', '__last_update', 'currencies'}

# A moment, or the week of one.
DATE = re.compile(r'\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?|\bW\d\d? \d{4}\b')
TOKEN = re.compile(
    r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'      # uuid
    r'|<[^<>@\s"]+@[^<>@\s"]+>'                                           # message id
    r'|(?<=access_token=)[^"&\s]+|(?<=unique=)[^"&\s]+')
EMBEDDED_ID = re.compile(r'(?<=data-oe-id=")\d+|(?<=data-oe-id=)\d+|(?<=/web/image/)\d+|(?<=/web/content/)\d+'
                         r'|(?<=res_id=)\d+')
# A term of a domain may name a record of any model: its ids are known by this.
ANY_RECORD = '(res_id)'
# Where the server listens, as links in bodies have it.
SERVER = re.compile(r'https?://(127\.0\.0\.1|localhost)(:\d+)?')

# Ids that texts quote: "(Record: mail.channel(7,), User: 6)", "mail.channel(7, 8)", "(Records: [7, 8], User: 6)", "sales (id=2)".
RECORD_ID = re.compile(r'([a-z_]+(\.[a-z_]+)+\(|Records: \[|\(id=)[\d, ]+')


# How base64 texts of pictures begin.
PICTURES = {'iVBORw0KGgo': 'image/png', '/9j/': 'image/jpeg', 'R0lGOD': 'image/gif'}


def picture_type(text):
    """The media type of a picture in base64, or None."""
    return next((kind for start, kind in PICTURES.items() if text.startswith(start)), None) if isinstance(text, str) else None


def is_large_picture(answer):
    """Is this the answer of a route that sent a picture whose size is the server's or its encoder's?"""
    return str(answer.get('type')).startswith('image/') and isinstance(answer.get('size'), int) and answer['size'] > 900


def without_pictures(answer):
    """An answer where a large picture, which is a file of the server or the work of its encoder, is only known by its type."""
    if isinstance(answer, dict):
        return {k: without_pictures(v) for k, v in answer.items()}
    if isinstance(answer, list):
        return [without_pictures(v) for v in answer]
    kind = picture_type(answer)
    return {'$picture': kind} if kind and len(answer) > 1000 else answer


class Id(int):
    """A record id that remembers its model, so that a transcript can name it symbolically."""

    def __new__(cls, value, model):
        self = super().__new__(cls, value)
        self.model = model
        return self


def bus_channel_model(value):
    """The model of the id in a bus channel such as [db, "mail.channel", 7], else None."""
    if isinstance(value, list) and len(value) == 3 and isinstance(value[1], str) \
            and isinstance(value[2], int) and not isinstance(value[2], bool):
        return {'mail.channel': 'mail.channel', 'res.partner': 'res.partner', 'ir.needaction': 'res.partner'}.get(value[1])


def id_model(key, model):
    """The model of an integer under `key` of a record of `model`, or None when it is no id."""
    owner = MODEL_KEY.get((model, key)) or KEY_MODEL.get(key)
    if owner == '*':
        return None if model and model.startswith('(') else model      # counts and envelopes are compared as they are
    return owner


def res_id_model(value):
    """The model that `res_id` of this object points into: its `model` or `res_model` says so."""
    for key in ('model', 'res_model'):
        if isinstance(value.get(key), str) and isinstance(value.get('res_id'), int) and not isinstance(value['res_id'], bool):
            return value[key]
    return None


def is_term(value):
    """Does this look like a term of a domain: [field, operator, value]?"""
    return isinstance(value, list) and len(value) == 3 and isinstance(value[0], str) and isinstance(value[1], str)


def type_ids(value, model, key=None):
    """Turn the integers of an answer that are record ids into `Id`s."""
    if bus_channel_model(value):
        return value[:2] + [Id(value[2], bus_channel_model(value))]
    if isinstance(value, dict):
        out = {}
        for k, v in value.items():
            inner = OBJECT_MODEL.get(k, model)
            if k == 'res_id' and res_id_model(value):
                out[k] = Id(v, res_id_model(value))
            else:
                out[k] = type_ids(v, inner, k)
        return out
    if isinstance(value, list):
        return [type_ids(v, model, key) for v in value]
    if isinstance(value, int) and not isinstance(value, bool):
        owner = id_model(key, model)
        if owner:
            return Id(value, owner)
    return value


def pack(value):
    """JSON form of request parameters: an `Id` becomes {"$id": [model, n]}, bytes (XML-RPC only) {"$bin": base64}."""
    if isinstance(value, Id):
        return {'$id': [value.model, int(value)]}
    if isinstance(value, bytes):
        return {'$bin': base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {k: pack(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [pack(v) for v in value]
    return value


def unpack(value, known):
    """Inverse of `pack`: recorded ids, tokens and database name become this server's (`known` is a `Matcher`)."""
    if isinstance(value, dict):
        if set(value) == {'$id'}:
            model, number = value['$id']
            return known.ids.get(model, {}).get(number, number)
        if set(value) == {'$bin'}:
            return xmlrpc.client.Binary(base64.b64decode(value['$bin']))
        return {k: unpack(v, known) for k, v in value.items()}
    if isinstance(value, list):
        return [unpack(v, known) for v in value]
    if isinstance(value, str):
        if value and value == known.databases[0]:
            return known.databases[1]
        return TOKEN.sub(lambda found: known.tokens.get(found.group(), found.group()), value)
    return value


def is_error(answer):
    """Any error answer: JSON-RPC error, XML-RPC fault."""
    return isinstance(answer, dict) and any(isinstance(answer.get(k), dict) for k in ('error', 'fault'))


def is_internal_error(answer):
    """An answer in which a Python exception shows through: only that it is an error is the interface."""
    if not is_error(answer):
        return False
    if 'fault' in answer:
        code = answer['fault'].get('code')
        return code == 1 or isinstance(code, str) and not code.startswith(('warning -- ', 'AccessDenied'))
    data = answer['error'].get('data')
    return isinstance(data, dict) and data.get('exception_type') == 'internal_error' and answer['error'].get('code') == 200


def thread_answer_model(model, method):
    return ANSWER_MODEL.get('%s/%s' % (model, method)) or METHOD_MODEL.get(method, model)


def answer_model(step):
    """The model whose ids the answer of a step holds; a name in brackets when it holds none of its own."""
    kind, args = step['kind'], step.get('args') or []
    if kind == 'http':
        return '(envelope)'
    if kind == 'call':
        model, method = step['model'], step['method']
    elif kind in ('xml', 'service'):
        if step['service'] != 'object' or len(args) < 5:
            return '(envelope)'
        model, method = args[3:5]
    elif kind == 'json' and isinstance(step['params'].get('model'), str):
        model, method = step['params']['model'], step['params'].get('method')
    else:
        model, method = None, step.get('path', '').rsplit('/', 1)[-1]
    if method in COUNTS:
        return '(count)'
    if model:
        return thread_answer_model(model, method)
    return ANSWER_MODEL.get(step.get('path'), 'mail.message')


def comparable(step, answer):
    """The answer of a step as `Matcher.match` wants it: a list without a promised order is marked as such."""
    called = step['args'][4] if step['kind'] in ('xml', 'service') and len(step['args']) > 4 else step.get('method')
    if isinstance(called, str) and called in UNORDERED_METHODS and 'result' in answer:
        return {'unordered_result' if k == 'result' else k: v for k, v in answer.items()}
    return answer
