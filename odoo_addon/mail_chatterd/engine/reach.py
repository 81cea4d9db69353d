"""What each delegated method and route reaches, from code.json, which `chatterd doctor` reads as well.

A group of code.json names methods and routes, the beginnings of the names that they use of each model ("@reading": what reading
records goes through; "": everything), and the models that they write, which are watched as a whole. In READING are methods that
every model has: rights, rules, names, computed fields; of partners and users only those computed fields that Discuss reads.
"""
import json
import pathlib

CODE = json.loads((pathlib.Path(__file__).parent / "code.json").read_text())
_BEGINNINGS = CODE["beginnings"]
READING = tuple(_BEGINNINGS["reading"])


def _expanded(names):
    return tuple(each for name in names for each in (_BEGINNINGS[name[1:]] if name.startswith("@") else [name]))


def _reach(name, group):
    uses = {model: _expanded(names) for model, names in group["uses"].items()}
    model, _dot, method = name.rpartition(".")
    if not name.startswith("/"):
        # its own name is not always a beginning of the group's
        uses[model] = uses.get(model, ()) + (method,)
    return uses, set(group["writes"])


# {"model.method" or "/route": ({model: beginnings of names}, {models that are written})}
REACH = {name: _reach(name, group) for group in CODE["reach"] for name in group["names"]}
# What nginx sends to the engine besides, and the addon does not: it may reach anything that is watched.
GATEWAY = CODE["gateway"]
# Every model whose extensions matter to something.
MODELS = sorted({model for uses, writes in REACH.values() for model in set(uses) | writes})
