"""What code changes the models that a delegated call reaches, and which of it keeps the call in Python.

Code is known when it is Odoo's own and engine/standard.py lists its module in this version; all other code is respected: what
it could change stays in Python. Nothing here needs Odoo, so that a test can look at classes of its own.
"""
import collections
import sys

from .reach import CODE
from .standard import LEFT, STANDARD

OWN_MODULE = "mail_chatterd"

# How views show a model, which Discuss does not use: any module may change that.
VIEWS = set(CODE["views"])
# What a class may say of a field without changing what it does.
LABELS = set(CODE["labels"])
# Settings of a class that decide which records come, in which order, under which name.
SETTINGS = CODE["settings"]
# Methods that are called when records are created, written or deleted.
WRITING = set(CODE["writing"])
# Of the models that Discuss only looks at, the fields that it shows or decides by.
FIELDS = CODE["fields"]

# One piece of code. kind: "method", "command", "constraint", "field", "default", "setting", "patch", and of what is no class
# "automation" and "computed".
Extension = collections.namedtuple("Extension", "module model name kind where")


def module_of(thing):
    """The Odoo module that a class or function comes from, or None for Odoo's own core and for what is no addon."""
    parts = (getattr(thing, "__module__", None) or "").split(".")
    return parts[2] if parts[:2] == ["odoo", "addons"] and len(parts) > 2 else None


def _is_core(thing):
    return (getattr(thing, "__module__", None) or "").split(".")[0] in ("odoo", "openerp", "builtins", "abc", "functools", "decorator")


class Known:
    """Whose code may be passed over: `modules` are those that the engine knows, `version_of(module)` the installed version."""

    def __init__(self, modules, version_of):
        self._modules, self._version_of = set(modules), version_of
        self._verdicts = {}

    def module(self, module):
        """Whether the code of this module, in this version, was read."""
        if module not in self._verdicts:
            version = STANDARD.get(module)
            installed = self._version_of(module) or ""
            # Odoo puts its own series before the version of a manifest
            plain = installed[5:] if installed.startswith("13.0.") else installed
            self._verdicts[module] = module == OWN_MODULE or (version is not None and version == plain)
        return self._verdicts[module]

    def left(self, module, model, name):
        """Whether this code of a known module acts in delegated calls and the engine does not have it."""
        return module not in self._modules and name in LEFT.get(module, {}).get(model, ())

    def passes(self, extension):
        return self.module(extension.module) and not self.left(extension.module, extension.model, extension.name)


def where(thing):
    """The file, from the module's folder on, and the class or function."""
    file = getattr(sys.modules.get(getattr(thing, "__module__", None) or ""), "__file__", None)
    code = getattr(thing, "__code__", None)
    path = (file or (code and code.co_filename) or "?").replace("\\", "/")
    module = module_of(thing)
    if module and "/%s/" % module in path:
        path = module + path.rpartition("/" + module)[2]
    return "%s, %s" % (path, getattr(thing, "__qualname__", getattr(thing, "__name__", "?")))


def _is_field(value):
    # by its class: one that is not set up yet answers no question
    return hasattr(type(value), "column_type") and hasattr(type(value), "convert_to_cache")


def _bare(value):
    """The function below decorators and static methods."""
    value = getattr(value, "__func__", value)
    while hasattr(value, "__wrapped__"):
        value = value.__wrapped__
    return value


def _field_extension(make, name, value, redefines):
    args = dict(value.args or {})
    if redefines and set(args) - LABELS:
        return make(name, "field", None)
    if args.get("default") is not None:
        return make(name, "default", None)
    if args.get("required"):
        return make(name, "field", None)
    return None


def extensions(model, model_class):
    """Every Extension of the model. `model_class` is the class in Odoo's registry, or a controller's.

    A method that a module adds is none, unless it is a command of Discuss.
    """
    found = []
    mro = model_class.__mro__
    for place, cls in enumerate(mro):
        module = module_of(cls)

        def make(name, kind, thing, module=module, cls=cls):
            by = module or module_of(thing) or (getattr(thing, "__module__", None) or "?").split(".")[0]
            return Extension(by, model, name, kind, where(thing if thing is not None and module is None else cls))

        for name, value in list(vars(cls).items()):
            if name.startswith("__"):
                continue
            function = _bare(value) if callable(value) or isinstance(value, (classmethod, staticmethod)) else None
            if module is None:
                # a class of the core or of the registry: what somebody has put there
                if function is not None and not isinstance(function, type) and hasattr(function, "__code__") and not _is_own(function):
                    if module_of(function) or not _is_core(function):
                        found.append(make(name, "patch", function))
                continue
            below = [other for other in mro[place + 1 :] if name in vars(other)]
            if _is_field(value):
                extension = _field_extension(make, name, value, any(_is_field(vars(other)[name]) for other in below))
                if extension:
                    found.append(extension)
            elif name in SETTINGS:
                if value is not None:
                    found.append(make(name, "setting", None))
            elif function is not None and not isinstance(function, type):
                if getattr(function, "_constrains", None):
                    found.append(make(name, "constraint", None))
                if name.startswith(("_define_command_", "_execute_command_")):
                    found.append(make(name, "command", None))
                elif below and name not in VIEWS:
                    found.append(make(name, "method", None))
                # put into the class of another module
                other = module_of(function)
                if other and other != module and hasattr(function, "__code__") and not _is_own(function):
                    found.append(Extension(other, model, name, "patch", where(function)))
    return found


def _is_own(function):
    return module_of(function) == OWN_MODULE


def concerns(extension, uses, written):
    """Whether this code acts in a call that uses these beginnings of names of the model and, if `written`, writes its records."""
    if written:
        return True
    if extension.kind in ("constraint", "default", "automation", "computed"):
        return False
    if extension.kind == "field":
        return extension.name in FIELDS.get(extension.model, {extension.name})
    if extension.kind == "setting":
        return True
    return extension.name not in WRITING and extension.name.startswith(uses)


def reason(extension):
    """"x_module extends mail.message.create (x_module/models/mail.py, Message)"""
    verb = {
        "method": "extends",
        "command": "has the command",
        "constraint": "checks",
        "field": "changes the field",
        "default": "has a default for",
        "setting": "sets",
        "patch": "replaces",
        "automation": "acts on",
        "computed": "computes from",
    }[extension.kind]
    return "%s %s %s.%s (%s)" % (extension.module, verb, extension.model, extension.name, extension.where)
