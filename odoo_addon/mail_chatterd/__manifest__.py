# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl.html).
{
    "name": "Discuss by chatterd",
    "summary": "Lets the chatterd engine answer Discuss, with stock Odoo as its fallback",
    "version": "13.0.1.0.0",
    "category": "Discuss",
    "website": "https://github.com/chatterd/chatterd",
    "author": "chatterd",
    "license": "LGPL-3",
    "application": False,
    "installable": True,
    "depends": ["mail", "bus", "base_setup"],
    "data": ["views/res_config_settings_views.xml", "views/mail_chatterd_check_views.xml"],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
