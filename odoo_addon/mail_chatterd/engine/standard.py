"""The modules of Odoo 13 community whose code was read: by version, since another version may do something else.

What they extend either is done by the engine, cannot act in a call that is delegated, or is named in LEFT. docs/modules.md of
chatterd says what it is for each.
"""
from .reach import CODE

# {module: version in its manifest}
STANDARD = {name: version for version, names in CODE["standard"].items() for name in names}
# {module: {model: names of methods}}: what acts in delegated calls, so that an engine has to know the module
LEFT = CODE["left"]
