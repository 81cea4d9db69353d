"""Small exports of Slack and Mattermost as their own tools write them, made up here."""
import json
import pathlib
import zipfile

PICTURE = b'\x89PNG\r\n\x1a\n' + bytes(range(64))
PLAN = b'%PDF-1.4\nthe plan\n'


class Slack:
    """A workspace that grows. Its files by name, as an export has them."""

    def __init__(self):
        self.users = [
            {'id': 'U1', 'team_id': 'T9', 'name': 'ann', 'deleted': False, 'real_name': 'Ann Lee', 'tz': 'Europe/Berlin', 'is_bot': False,
             'profile': {'real_name': 'Ann Lee', 'display_name': 'ann', 'title': 'Chief', 'email': 'Ann@example.org', 'phone': '+49 30 1',
                         'image_original': 'https://avatars.example.org/ann.png'}},
            {'id': 'U2', 'team_id': 'T9', 'name': 'alice', 'real_name': 'Alice (from Slack)', 'profile': {'real_name': 'Alice (from Slack)', 'email': 'alice@example.com'}},
            {'id': 'U3', 'team_id': 'T9', 'name': 'gone', 'deleted': True, 'profile': {'real_name': 'Gone "G" Girl', 'email': 'gone@example.org'}},
            {'id': 'U4', 'team_id': 'T9', 'name': 'guest', 'is_restricted': True, 'profile': {'real_name': 'Guest', 'email': 'guest@example.org'}},
            {'id': 'U5', 'team_id': 'T9', 'name': 'nomail', 'profile': {'real_name': 'No Mail'}},
            {'id': 'U6', 'team_id': 'T8', 'name': 'other', 'is_stranger': True, 'tz': 'Mars\0', 'profile': {'real_name': 'Nul\0 Stranger', 'email': 'other@example.net'}},
            {'id': 'UB', 'team_id': 'T9', 'name': 'ci', 'is_bot': True, 'profile': {'real_name': 'CI', 'bot_id': 'B1'}}]
        self.channels = [
            {'id': 'C1', 'name': 'general', 'created': 1500000000, 'creator': 'U1', 'is_general': True, 'is_archived': False,
             'members': ['U1', 'U2', 'U3', 'U4'], 'purpose': {'value': 'For <all> & more'}, 'topic': {'value': ''}},
            {'id': 'C2', 'name': 'überall', 'created': 1500000100, 'creator': 'U2', 'is_archived': True, 'members': ['U2'],
             'topic': {'value': 'old things'}, 'purpose': {'value': ''}}]
        self.groups = [{'id': 'G1', 'name': 'secret', 'created': 1500000200, 'creator': 'U2', 'members': ['U1', 'U2']}]
        self.dms = [{'id': 'D1', 'created': 1500000300, 'members': ['U1', 'U2']}]
        self.mpims = [{'id': 'G2', 'name': 'mpdm-ann--alice--gone-1', 'created': 1500000400, 'creator': 'U1', 'members': ['U1', 'U2', 'U3']}]
        self.days = {}
        self.uploads = {'F1': ('picture.png', PICTURE)}
        self.talk()

    def say(self, folder, ts, user, text, **more):
        day = self.days.setdefault('%s/2020-0%d-01.json' % (folder, 1 + int(float(ts)) // 86400 % 7), [])
        message = dict({'type': 'message', 'user': user, 'text': text, 'ts': ts}, **more)
        if user is None:
            del message['user']
        day.append(message)
        return message

    def talk(self):
        say = self.say
        say('general', '1577880000.000001', 'U1', '<@U1> has joined the channel', subtype='channel_join')
        say('general', '1577880000.000002', 'U2', 'Hello <@U1>, *bold* _it_ ~no~ `a < b` and snake_case 2*3*4 :tada: :own:')
        say('general', '1577880001.123450', 'U1', 'see <https://example.org/?a=1&amp;b=2|the &lt;page&gt;> <http://plain.org> <#C2|überall> <!channel>\n'
            '&gt; quoted *line*\n&gt; more\n• one\n• two\n1. first\n```\nx = "&lt;y&gt;"\n  &amp; z```', edited={'user': 'U1', 'ts': '1577880300.000000'})
        say('general', '1577880002.000100', 'U1', 'The thread', thread_ts='1577880002.000100', reply_count=2,
            reactions=[{'name': '+1', 'users': ['U1', 'U2'], 'count': 2}], pinned_to=['C1'])
        say('general', '1577880003.000100', 'U2', 'answer', thread_ts='1577880002.000100', parent_user_id='U1')
        say('general', '1577966400.000100', 'U3', 'late answer', thread_ts='1577880002.000100')
        say('general', '1577880004.000100', 'U1', 'a picture', files=[
            {'id': 'F1', 'name': 'Picture one.png', 'mimetype': 'image/png', 'size': len(PICTURE), 'url_private': 'https://files.slack.com/F1?t=xoxe-secret',
             'url_private_download': 'https://files.slack.com/F1/download?t=xoxe-secret'},
            {'id': 'F2', 'name': 'lost.txt', 'mimetype': 'text/plain', 'url_private': 'https://files.slack.com/F2?t=xoxe-secret', 'mode': 'hosted'},
            {'id': 'F3', 'mode': 'tombstone'}, {'id': 'F1', 'name': 'Picture one.png', 'mimetype': 'image/png'}])
        say('general', '1577880005.000100', None, '', subtype='bot_message', bot_id='B1', username='CI', attachments=[
            {'fallback': 'Build', 'title': 'Build 7', 'title_link': 'https://ci.example.org/7', 'text': 'passed *well*', 'fields': [{'title': 'Branch', 'value': 'main'}]},
            {'from_url': 'https://example.org', 'text': 'a preview'}])
        say('general', '1577880006.000100', None, 'from a program', subtype='bot_message', bot_id='B7', username='Weather <evil>')
        say('general', '1577880007.000100', 'U1', '<javascript:alert(1)|click> <script>alert(1)</script> &lt;b&gt;', blocks=[])
        say('general', '1577880008.000100', 'U9', 'from another workspace', user_profile={'real_name': 'Olga Other'})
        say('general', '1577880009.000100', 'U1', 'will be deleted')
        self.days['general/2020-01-02.json'] = [
            {'type': 'message', 'subtype': 'message_deleted', 'deleted_ts': '1577880009.000100', 'ts': '1577880010.000100', 'channel': 'C1'},
            {'type': 'message', 'subtype': 'message_changed', 'ts': '1577880012.000100', 'message': {
                'type': 'message', 'user': 'U2', 'text': 'second version', 'ts': '1577880011.000100', 'edited': {'user': 'U2', 'ts': '1577880012.000000'}}}]
        say('general', '1577880011.000100', 'U2', 'first version')
        say('general', '1577880013.000100', 'U1', 'answer to what is gone', thread_ts='1500000000.000000')
        say('general', '1577880014.000100', 'U2', 'another', thread_ts='1500000000.000000')
        say('general', '1577880015.000100', 'U1', 'waves', subtype='me_message')
        say('general', '1577880016.000100', 'U5', '', blocks=[{'type': 'section', 'text': {'type': 'mrkdwn', 'text': '*only* in blocks'}}])
        # two at one moment
        say('überall', '1577880000.000002', 'U2', 'old & <@U3>')
        say('secret', '1577880100.000100', 'U1', 'a secret')
        say('D1', '1577880200.000100', 'U2', 'just us')
        say('mpdm-ann--alice--gone-1', '1577880300.000100', 'U1', 'three of us')

    def files(self):
        out = {'users.json': self.users, 'channels.json': self.channels, 'groups.json': self.groups, 'dms.json': self.dms, 'mpims.json': self.mpims,
               'integration_logs.json': [], **self.days}
        files = {name: json.dumps(value, indent=1).encode() for name, value in out.items()}
        files.update(('__uploads/%s/%s' % (number, name), data) for number, (name, data) in self.uploads.items())
        return files


class Mattermost:
    """Lines as `mmctl export` writes them."""

    def __init__(self):
        self.data = {'data/20200101/teams/t/picture.png': PICTURE, 'data/plan.pdf': PLAN}
        seats = lambda *names: [{'name': 'main', 'roles': 'team_user', 'channels': [{'name': name, 'roles': 'channel_user'} for name in names]}]
        self.head = [
            {'type': 'version', 'version': 1, 'info': {'generator': 'mattermost-server', 'version': '7.8.0'}},
            {'type': 'role', 'role': {'name': 'x'}},
            {'type': 'emoji', 'emoji': {'name': 'own', 'image': 'own.png'}},
            {'type': 'team', 'team': {'name': 'main', 'display_name': 'Main', 'type': 'O'}},
            {'type': 'channel', 'channel': {'team': 'main', 'name': 'town-square', 'display_name': 'Town Square', 'type': 'O', 'header': 'h', 'purpose': 'p'}},
            {'type': 'channel', 'channel': {'team': 'main', 'name': 'board', 'display_name': 'Board', 'type': 'P'}},
            {'type': 'channel', 'channel': {'team': 'main', 'name': 'old', 'display_name': 'Old', 'type': 'O', 'deleted_at': 1577880000000}},
            {'type': 'user', 'user': {'username': 'ann', 'email': 'ann@example.org', 'first_name': 'Ann', 'last_name': 'Lee', 'position': 'Chief',
                                      'profile_image': 'profile/ann.png', 'roles': 'system_user', 'teams': seats('town-square', 'board')}},
            {'type': 'user', 'user': {'username': 'alice.b', 'email': 'alice@example.com', 'nickname': 'Al', 'roles': 'system_user', 'teams': seats('town-square', 'board', 'old')}},
            {'type': 'user', 'user': {'username': 'gone', 'email': 'gone@example.org', 'roles': 'system_user', 'delete_at': 1577880000000, 'teams': seats('town-square')}},
            {'type': 'bot', 'bot': {'username': 'robot', 'owner': 'ann', 'display_name': 'Robot'}}]
        self.posts = [
            self.post('ann', 1577880000000, 'joined', type='system_join_channel'),
            self.post('ann', 1577880001000, '# Head\n**bold** *it* ~~no~~ `a<b` @alice.b. and @nobody ~old :tada: :own:\nnext line\n\n* one\n* two\n\n> quoted\n\n'
                      '```\nx = "<y>"\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[link](https://example.org/?a=1&b=2) https://plain.org <script>alert(1)</script>'),
            self.post('alice.b', 1577880002000, 'The thread', edit_at=1577880100000, is_pinned=True, flagged_by=['ann'],
                      reactions=[{'user': 'ann', 'emoji_name': '+1', 'create_at': 1}],
                      replies=[{'user': 'ann', 'message': 'answer', 'create_at': 1577880003001},
                               {'user': 'gone', 'message': 'another', 'create_at': 1577880004000,
                                'attachments': [{'path': '20200101/teams/t/picture.png'}, {'path': '/etc/passwd'}]}]),
            self.post('robot', 1577880005000, '', props={'override_username': 'Weather', 'attachments': [{'text': '**sunny**', 'title': 'Today'}]}),
            self.post('ann', 1577880006000, 'twice'), self.post('ann', 1577880006000, 'twice at once'),
            self.post('ann', 1577880007000, '[click](javascript:alert(1)) ![x](https://example.org/x.png)')]
        self.tail = [
            {'type': 'direct_channel', 'direct_channel': {'members': ['ann', 'alice.b'], 'header': ''}},
            {'type': 'direct_channel', 'direct_channel': {'participants': [{'username': 'ann'}, {'username': 'alice.b'}, {'username': 'gone'}]}},
            {'type': 'direct_post', 'direct_post': {'channel_members': ['alice.b', 'ann'], 'user': 'ann', 'message': 'just us', 'create_at': 1577880010000,
                                                    'attachments': [{'path': 'data/plan.pdf'}]}},
            {'type': 'direct_post', 'direct_post': {'channel_members': ['ann', 'alice.b', 'gone'], 'user': 'gone', 'message': 'three', 'create_at': 1577880011000}}]

    @staticmethod
    def post(user, at, message, **more):
        return {'type': 'post', 'post': dict({'team': 'main', 'channel': 'town-square', 'user': user, 'message': message, 'create_at': at}, **more)}

    def lines(self):
        return ''.join(json.dumps(line) + '\n' for line in self.head + self.posts + self.tail).encode()

    def files(self):
        return {'import.jsonl': self.lines(), **self.data}


def write(files, where, zipped):
    """The files as a ZIP or as a folder; its path."""
    where = pathlib.Path(where)
    if zipped:
        with zipfile.ZipFile(where, 'w', zipfile.ZIP_DEFLATED) as out:
            for name, data in files.items():
                out.writestr(name, data)
        return where
    for name, data in files.items():
        path = where / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return where
