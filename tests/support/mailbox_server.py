"""A mail server on this machine that keeps what arrives. Addresses with "refused" in them do not exist there."""
import collections
import email
import email.policy

from chatterd import free_port, skip

try:
    from aiosmtpd.controller import Controller
except ImportError:
    skip('python3-aiosmtpd is not installed')


class Arrived(collections.namedtuple('Arrived', 'sender recipients content')):
    """One mail: the envelope's addresses, and the bytes."""

    @property
    def message(self):
        return email.message_from_bytes(self.content, policy=email.policy.default)


class Mailbox:
    """Listens from the beginning, until stop() or the end of a `with`."""

    def __init__(self):
        self.mails = []
        self.controller = Controller(self, hostname='127.0.0.1', port=free_port())
        self.controller.start()
        self.port = self.controller.port

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.controller:
            self.controller.stop()
        self.controller = None

    def take(self):
        """What has arrived since the last call."""
        mails, self.mails = self.mails, []
        return mails

    async def handle_RCPT(self, server, session, envelope, address, options):
        if 'refused' in address:
            return '550 5.1.1 no such user'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(Arrived(envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return '250 OK'
