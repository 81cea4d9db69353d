"""Which code of this database keeps what in Python: classes by engine/guard.py, and what people made in the database itself."""
import json
import logging

import psycopg2

from odoo import api, http, models
from odoo.modules.module import adapt_version, load_information_from_description_file

from odoo.addons.bus.controllers.main import BusController
from odoo.addons.mail.controllers.main import MailController
from odoo.addons.web.controllers.main import DataSet

from ..engine.guard import Extension, Known, concerns, extensions, module_of, reason, where
from ..engine.reach import CODE, GATEWAY, MODELS, REACH, READING

_logger = logging.getLogger(__name__)

# {database: (what it was found for, reasons)}: looking at all classes for each call would cost more than the call.
_reasons = {}
# {database: (what it was found for, names)} of _off_the_shortcut
_off = {}
# The engine makes session tokens of these (chatterd::session_token)
TOKEN_FIELDS = {"id", "login", "password", "active"}

WRITTEN = sorted({model for _uses, writes in REACH.values() for model in writes})
# Whether somebody may read a document
DOCUMENTS = tuple(name for name in READING if not name.startswith(("_compute_", "name_", "_name", "_get_name", "_order", "_generate"))) + (
    "get_mail_message_access",)
MANUAL = "(made by hand)"


def version_of(module):
    """The version of a module's code, as Odoo counts: "13.0.1.1"; "" when there is none."""
    return adapt_version(load_information_from_description_file(module).get("version") or "1.0")


def _subclasses(cls):
    for each in cls.__subclasses__():
        yield each
        yield from _subclasses(each)


class MailChatterd(models.AbstractModel):
    _inherit = "mail.chatterd"

    @api.model
    def _kept(self, description):
        """{"model.method" or "/route": why it stays in Python} of what could be delegated; `description` is the engine's."""
        registry = self.env.registry
        found_for = (id(registry), registry.registry_sequence, description["version"], tuple(description["modules"]))
        known = _reasons.get(self.env.cr.dbname)
        if known is None or known[0] != found_for:
            kept, besides = self._find_reasons(description)
            known = _reasons[self.env.cr.dbname] = (found_for, kept)
            self._publish("kept", sorted(kept) + besides)
            self._publish("documents", self._left_documents(description))
        return known[1]

    @api.model
    def _off_the_shortcut(self, description):
        """The names of REACH that go Odoo's whole way, as unknown code stands in it (see controllers/shortcut.py)."""
        registry = self.env.registry
        found_for = (id(registry), registry.registry_sequence, description["version"])
        known = _off.get(self.env.cr.dbname)
        if known is None or known[0] != found_for:
            known = _off[self.env.cr.dbname] = (found_for, self._find_off_the_shortcut(description))
        return known[1]

    @api.model
    def _find_off_the_shortcut(self, description):
        way, known = CODE["way"], Known(description["modules"], version_of)
        # an engine that does not prove sessions, or a token that it cannot make
        closed = not description.get("hearsay") or self.env["res.users"]._get_session_token_fields() != TOKEN_FIELDS
        for model, uses in way["models"].items():
            closed = closed or any(concerns(each, tuple(uses), False) and not known.passes(each)
                                   for each in extensions(model, type(self.env[model])) if each.kind in ("method", "patch"))
        for name, functions in way["http"].items():
            # what Odoo itself does not have in this class it inherits
            closed = closed or any(getattr(vars(getattr(http, name)).get(each), "__module__", http.__name__) != http.__name__ for each in functions)
        if closed or any(name in vars(cls) for cls in self._unknown_controllers(DataSet, known) for name in way["calls"]):
            return frozenset(REACH) if closed else frozenset(name for name in REACH if not name.startswith("/"))
        return frozenset()

    @api.model
    def _unknown_controllers(self, base, known):
        """Classes of unknown modules that are installed here; one that another database has installed is in memory as well."""
        for cls in _subclasses(base):
            module = module_of(cls)
            if module is not None and not known.module(module) and module in self.env.registry._init_modules:
                yield cls

    @api.model
    def _find_reasons(self, description):
        """({name of REACH: why it stays in Python}, names of GATEWAY that do)."""
        known = Known(description["modules"], version_of)
        found = {model: [] for model in MODELS}
        for model in MODELS:
            if model in self.env:
                found[model] = [each for each in extensions(model, type(self.env[model])) if not known.passes(each)]
        for extension in self._made_in_database(known):
            found[extension.model].append(extension)
        controllers = self._controllers(known)
        kept = {}
        for name, (uses, writes) in REACH.items():
            model, _dot, method = name.rpartition(".")
            served = name in description["routes"] if name.startswith("/") else method in description["methods"].get(model, ())
            reasons = ["not served"] if not served else sorted({
                reason(extension)
                for reached in set(uses) | writes
                for extension in found[reached]
                if concerns(extension, uses.get(reached, ()), reached in writes)
            } | set(controllers.get(name, ())))
            if reasons:
                kept[name] = "; ".join(reasons)
        return kept, [name for name in GATEWAY if any(found.values()) or controllers.get(name)]

    @api.model
    def _made_in_database(self, known):
        """Extensions that no class shows: automated actions, fields made by hand, and values computed from what is written."""
        found = []
        if "base.automation" in self.env:
            for rule in self.env["base.automation"].sudo().search([("model_name", "in", WRITTEN)]):
                found.append(Extension("base_automation", rule.model_name, rule.name, "automation", "base.automation, %s" % rule.id))
        for default in self.env["ir.default"].sudo().search([("field_id.model", "in", WRITTEN)]):
            field = self.env[default.field_id.model]._fields.get(default.field_id.name)
            unknown = field and self._unknown_module(field, known)
            if unknown:
                found.append(Extension(unknown, field.model_name, field.name, "default", "ir.default, %s" % default.id))
        for model in WRITTEN:
            for field in self.env[model]._fields.values():
                if field.manual and field.required:
                    found.append(Extension(MANUAL, model, field.name, "field", "ir.model.fields"))
                for computed in self._computed_from(field):
                    unknown = computed.store and self._unknown_module(computed, known)
                    if unknown:
                        name = computed.name if computed.model_name == model else "%s → %s" % (field.name, computed)
                        found.append(Extension(unknown, model, name, "computed", self._where_defined(computed, unknown)))
                # nothing has to change for it
                if field.store and (field.compute or field.related) and not field.inherited and self._unknown_module(field, known):
                    unknown = self._unknown_module(field, known)
                    found.append(Extension(unknown, model, field.name, "computed", self._where_defined(field, unknown)))
        return found

    @api.model
    def _controllers(self, known):
        """{route: reasons}: controllers of unknown modules that are installed here."""
        found = {}
        for route, names in CODE["controllers"].items():
            for base in (MailController, BusController):
                for cls in self._unknown_controllers(base, known):
                    found.setdefault(route, []).extend(
                        reason(Extension(module_of(cls), cls.__name__, name, "method", where(cls))) for name in names if name in vars(cls))
        return found

    @api.model
    def _unknown_module(self, field, known):
        """A module of the field whose code is not known, or None. Odoo's own fields have none."""
        if field.manual:
            return MANUAL
        modules = field._modules or ([field._module] if field._module else [])
        return next((module for module in modules if not known.module(module)), None)

    @api.model
    def _where_defined(self, field, module):
        for cls in type(self.env[field.model_name]).__mro__:
            if module_of(cls) == module and field.name in vars(cls):
                return where(cls)
        return "ir.model.fields"

    @api.model
    def _computed_from(self, field):
        """The fields that are computed anew when this one changes."""
        trees = [self.env.registry.field_triggers.get(field, {})]
        while trees:
            tree = trees.pop()
            for label, below in tree.items():
                if label is None:
                    yield from below
                else:
                    trees.append(below)

    @api.model
    def _left_documents(self, description):
        """The models of documents of which unknown code decides who may read them: that the engine must not."""
        known = Known(description["modules"], version_of)
        left = []
        for name, model in self.env.items():
            if name in MODELS or model._abstract or model._transient or "message_ids" not in model._fields:
                continue
            if any(each.kind in ("method", "patch") and concerns(each, DOCUMENTS, False) and not known.passes(each)
                   for each in extensions(name, type(model))):
                left.append(name)
        return sorted(left)

    @api.model
    def _publish(self, name, values):
        """Tells the engine, which nginx reaches past Odoo, what it is to leave to Odoo. In a transaction of its own."""
        text = json.dumps(values)
        if self._setting(name, "[]") == text or self.env.registry.in_test_mode():
            return
        try:
            with self.env.registry.cursor() as cr:
                params = self.env(cr=cr)["ir.config_parameter"].sudo()
                params.set_param("mail_chatterd." + name, text)
        except psycopg2.OperationalError as error:
            # another process is writing the same
            _logger.info("mail_chatterd.%s was not written: %s", name, error)
