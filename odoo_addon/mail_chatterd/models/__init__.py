from . import ir_autovacuum
from . import mail_chatterd
from . import mail_chatterd_check
from . import mail_chatterd_code
from . import res_config_settings
