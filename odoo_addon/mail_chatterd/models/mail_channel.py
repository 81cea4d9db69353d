"""The methods of mail.channel that the web client calls."""
from odoo import api, models, tools

from ..engine.guard import ANYTHING, INFO, NAMES, READING, STATE
from .delegation import delegated, wait_for

MODEL = "mail.channel"


def _posted(channel, kwargs):
    """The message of a post that got no answer, by the Message-Id that it was given before it was sent."""
    env = channel.env

    def look():
        env.cr.commit()
        domain = [("message_id", "=", kwargs["message_id"])]
        return env["mail.message"].sudo().search(domain, limit=1).id

    # An engine that died has no transaction any more once the database has noticed, which takes no second.
    seconds = 1.5 if not env["mail.chatterd"]._is_there() else 30.0
    return wait_for(look, seconds)


class MailChannel(models.Model):
    _inherit = MODEL

    @api.model
    @delegated(MODEL, ANYTHING, repeatable=False)
    def channel_create(self, name, privacy="public"):
        return super().channel_create(name, privacy=privacy)

    @api.model
    @delegated(MODEL, ANYTHING)
    def channel_get(self, partners_to, pin=True):
        return super().channel_get(partners_to, pin=pin)

    @api.model
    @delegated(MODEL, ANYTHING)
    def channel_get_and_minimize(self, partners_to):
        return super().channel_get_and_minimize(partners_to)

    @delegated(MODEL, INFO)
    def channel_info(self, extra_info=False):
        return super().channel_info(extra_info=extra_info)

    @delegated(MODEL, READING)
    def channel_fetch_message(self, last_id=False, limit=20):
        return super().channel_fetch_message(last_id=last_id, limit=limit)

    @delegated(MODEL, INFO)
    def channel_fetch_preview(self):
        return super().channel_fetch_preview()

    @api.model
    @delegated(MODEL, INFO)
    def channel_fetch_slot(self):
        return super().channel_fetch_slot()

    @api.model
    @delegated(MODEL, INFO)
    def channel_fetch_listeners(self, uuid):
        return super().channel_fetch_listeners(uuid)

    @api.model
    @delegated(MODEL, STATE, repeatable=False)
    def channel_fold(self, uuid, state=None):
        return super().channel_fold(uuid, state=state)

    @api.model
    @delegated(MODEL, STATE)
    def channel_minimize(self, uuid, minimized=True):
        return super().channel_minimize(uuid, minimized=minimized)

    @api.model
    @delegated(MODEL, STATE)
    def channel_pin(self, uuid, pinned=False):
        return super().channel_pin(uuid, pinned=pinned)

    @delegated(MODEL, STATE)
    def channel_seen(self):
        return super().channel_seen()

    @delegated(MODEL, STATE)
    def channel_fetched(self):
        return super().channel_fetched()

    @delegated(MODEL, ANYTHING)
    def channel_invite(self, partner_ids):
        return super().channel_invite(partner_ids)

    @delegated(MODEL, ANYTHING)
    def channel_join_and_get_info(self):
        return super().channel_join_and_get_info()

    @api.model
    @delegated(MODEL, INFO)
    def channel_search_to_join(self, name=None, domain=None):
        return super().channel_search_to_join(name=name, domain=domain)

    @api.model
    @delegated(MODEL, STATE)
    def channel_set_custom_name(self, channel_id, name=False):
        return super().channel_set_custom_name(channel_id, name=name)

    @delegated(MODEL, STATE)
    def notify_typing(self, is_typing, is_website_user=False):
        return super().notify_typing(is_typing, is_website_user=is_website_user)

    @delegated(MODEL, ANYTHING)
    def action_follow(self):
        return super().action_follow()

    @delegated(MODEL, ANYTHING, repeatable=False)
    def action_unfollow(self):
        return super().action_unfollow()

    @api.model
    @delegated(MODEL, NAMES)
    def get_mention_suggestions(self, search, limit=8):
        return super().get_mention_suggestions(search, limit=limit)

    @delegated(MODEL, ANYTHING, repeatable=False)
    def execute_command(self, command="", **kwargs):
        return super().execute_command(command=command, **kwargs)

    @api.returns("mail.message", lambda value: value.id)
    def message_post(self, **kwargs):
        # A Message-Id of our own tells afterwards whether a post without an answer took effect.
        if "message_id" not in kwargs and len(self) == 1:
            identity = "%s-%s" % (self.id, MODEL)
            message_id = tools.generate_tracking_message_id(identity)
            kwargs = dict(kwargs, message_id=message_id)
        posted = self._message_post_delegated(**kwargs)
        if isinstance(posted, models.BaseModel):
            return posted
        return self.env["mail.message"].browse(posted or [])

    @delegated(MODEL, ANYTHING, name="message_post", found=_posted)
    def _message_post_delegated(self, **kwargs):
        return super().message_post(**kwargs)
