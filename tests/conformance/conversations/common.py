"""What the scenario files share: who is who, and two small files."""

# A 1x1 transparent PNG, a short text and a 2x2 GIF, base64.
PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
TEXT = 'TGUgcHJvY8OocyB2ZXJiYWwgZGUgbGEgcsOpdW5pb24u'
GIF = 'R0lGODlhAgACAIAAAP///wAAACH5BAAAAAAALAAAAAACAAIAAAICRAoAOw=='

# A comment as the web client posts it.
POST = {'message_type': 'comment', 'subtype': 'mail.mt_comment'}
FR = {'lang': 'fr_FR'}


def partner_of(r, who, login):
    """The partner behind a log-in."""
    return r.call(who, 'res.users', 'search_read', [['login', '=', login]], ['partner_id'])[0]['partner_id'][0]


def partners(r, who, *logins):
    return [partner_of(r, who, login) for login in logins]


def channel_of(r, who, name, privacy='public', members=()):
    """A new channel with members besides its creator; its description as channel_create answers it."""
    channel = r.call(who, 'mail.channel', 'channel_create', name, privacy)
    if members:
        r.call(who, 'mail.channel', 'channel_invite', [channel['id']], list(members))
    return channel


def peek(r, who, last=0, channels=()):
    """What the bus holds for somebody; the id of the last of it, for the next peek."""
    rows = r.json(who, '/longpolling/poll', channels=list(channels), last=last, options={'peek': True})['notifications']
    return rows[-1]['id'] if rows else last
