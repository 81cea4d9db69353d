from . import mail_chatterd
from . import delegation
from . import mail_channel
from . import mail_message
from . import res_partner
from . import res_config_settings
from . import mail_chatterd_check
