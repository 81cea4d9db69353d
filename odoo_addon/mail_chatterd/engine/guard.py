"""Which methods may go to the engine: those that nothing changes which the engine does not know."""

OWN_MODULE = "mail_chatterd"

# What a delegated method depends on, as beginnings of method names; ANYTHING: every method of the models involved.
ANYTHING = ("",)
READING = ("message_f", "_message_read", "_message_format", "_get_message_format", "_search", "_find_allowed", "check_access", "_read",
           "read", "name_get", "_compute_", "_non_employee")
INFO = READING + ("channel_info", "partner_info", "channel_fetch_slot", "search")
STATE = INFO + ("channel_", "_execute_channel", "notify_typing", "write")
NAMES = ("get_mention_suggestions", "get_mention_commands", "im_search", "name_get", "_name_search", "name_search", "_search", "search",
         "read", "_compute_im_status", "_compute_display_name")

# How views show a model, which Discuss does not use: any module may change that.
VIEWS = {"fields_view_get", "load_views", "get_empty_list_help", "read_group", "read_progress_bar", "search_panel_select_range",
         "search_panel_select_multi_range", "get_formview_id", "get_formview_action", "onchange", "export_data", "load"}

# Overrides of modules that the engine does not know and that change nothing of what is delegated:
HARMLESS = {
    # only when a rating is given, which Discuss does not
    ("rating", "message_post"),
    # only for users who are no employees: their calls are not delegated
    ("portal", "_non_employee_message_domain"),
    ("website_mail", "_non_employee_message_domain"),
    # the engine's polls hear the channel that it adds
    ("calendar", "_poll"),
    # only for the virtual ids of recurring meetings, whose chatter is not delegated
    ("calendar", "_search"),
    ("calendar", "_find_allowed_model_wise"),
}


def module_of(cls):
    """The Odoo module that a class of a model's inheritance comes from, or None for Odoo's own core."""
    parts = cls.__module__.split(".")
    return parts[2] if parts[:2] == ["odoo", "addons"] and len(parts) > 2 else None


def unknown_overrides(model_class, known_modules):
    """{module: sorted names}: the methods of the model that modules override which the engine does not know.

    A method that a module adds is no override. `model_class` is the class in Odoo's registry, or a controller's.
    """
    found = {}
    mro = model_class.__mro__
    for place, cls in enumerate(mro):
        module = module_of(cls)
        if module is None or module in known_modules or module == OWN_MODULE:
            continue
        for name, value in vars(cls).items():
            if name.startswith("__") or not callable(value):
                continue
            if name in VIEWS or (module, name) in HARMLESS:
                continue
            if any(name in vars(below) for below in mro[place + 1 :]):
                found.setdefault(module, set()).add(name)
    return {module: sorted(names) for module, names in sorted(found.items())}


def stands_in_the_way(overrides, uses):
    """Sorted "module: method" of the overrides ({module: names}) that concern what uses these beginnings of names."""
    return [
        "%s: %s" % (module, name)
        for module, names in sorted(overrides.items())
        for name in names
        if name.startswith(uses)
    ]
