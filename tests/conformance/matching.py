"""The comparison of a recorded answer with a live one.

Two servers give different ids, dates and tokens to the records they create, so values are equal modulo three things:

* ids      integers under id-like keys are matched through a one-to-one map per model, learned as the answers come in;
* dates    any two date-times are equal when they have the same shape;
* tokens   uuids, RFC 2822 message ids and access tokens, one-to-one as well.

A large picture in base64 is a picture of the same type. Everything else is equal, a missing key and a null are not, and the keys of
an object come in the recorded order.
"""
import json
import re

from terms import (ANY_RECORD, DATE, EMBEDDED_ID, IGNORED, OBJECT_MODEL, RECORD_ID, SERVER, TOKEN, UNORDERED, bus_channel_model,
                   id_model, is_error, is_internal_error, is_large_picture, is_term, picture_type, res_id_model)


class Mismatch(Exception):
    pass


def clip(value, size=600):
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= size else text[:size] + '…'


def skeleton(text):
    text = RECORD_ID.sub(lambda found: re.sub(r'\d+', '<id>', found.group()), text)
    text = DATE.sub('<date>', SERVER.sub('<server>', text))
    return EMBEDDED_ID.sub('<id>', TOKEN.sub('<token>', text))


class Matcher:
    """Compares answers of one conversation and learns the id map on the way."""

    def __init__(self, recorded_db='', live_db=''):
        self.ids = {}       # model -> {recorded: live}
        self.tokens = {}    # recorded -> live
        self.databases = (recorded_db, live_db)
        self.reordered = []     # (where, recorded keys, live keys) of the objects of the last answer in another order

    def compare(self, recorded, live, model):
        """Raises Mismatch; fills `reordered`."""
        self.reordered = []
        self.match(recorded, live, model, 'answer', 'answer')

    def _bind(self, table, recorded, live, where):
        known = table.get(recorded)
        if known is None:
            if live in table.values() and recorded != live:
                raise Mismatch('%s: %r already stands for another record, not %r' % (where, live, recorded))
            table[recorded] = live
        elif known != live:
            raise Mismatch('%s: expected the record known as %r, got %r' % (where, known, live))

    def _bind_id(self, model, recorded, live, where):
        self._bind(self.ids.setdefault(model, {}), recorded, live, where)

    def _text(self, recorded, live, where):
        if skeleton(recorded) != skeleton(live):
            raise Mismatch('%s: expected %r, got %r' % (where, recorded, live))
        for r, l in zip(TOKEN.findall(recorded), TOKEN.findall(live)):
            self._bind(self.tokens, r, l, where)

    def match(self, recorded, live, model, key=None, where='$'):
        if key in IGNORED:
            return
        if isinstance(recorded, bool) or recorded is None or isinstance(live, bool) or live is None:
            if recorded is not live:
                raise Mismatch('%s: expected %r, got %r' % (where, recorded, live))
        elif isinstance(recorded, (int, float)) and isinstance(live, (int, float)):
            owner = id_model(key, model)
            if owner and isinstance(recorded, int):
                self._bind_id(owner, recorded, live, where)
            elif recorded != live:
                raise Mismatch('%s: expected %r, got %r' % (where, recorded, live))
        elif isinstance(recorded, str) and isinstance(live, str):
            if (recorded, live) != self.databases:
                self._text(recorded, live, where)
        elif bus_channel_model(recorded) and bus_channel_model(live):
            self.match(recorded[:2], live[:2], model, None, where)
            self._bind_id(bus_channel_model(recorded), recorded[2], live[2], where)
        elif is_internal_error(recorded):
            if not is_error(live):
                raise Mismatch('%s: expected an error, got %s' % (where, clip(live)))
        elif isinstance(recorded, dict) and set(recorded) == {'$picture'} and isinstance(live, str):
            if picture_type(live) != recorded['$picture']:
                raise Mismatch('%s: expected a picture of type %s, got %s' % (where, recorded['$picture'], clip(live, 40)))
        elif isinstance(recorded, dict) and isinstance(live, dict):
            self._objects(recorded, live, model, where)
        elif isinstance(recorded, list) and isinstance(live, list):
            self._lists(recorded, live, model, key, where)
        else:
            raise Mismatch('%s: expected %s %s, got %s %s' % (
                where, type(recorded).__name__, clip(recorded), type(live).__name__, clip(live)))

    def _objects(self, recorded, live, model, where):
        missing, extra = set(recorded) - set(live) - IGNORED, set(live) - set(recorded) - IGNORED
        if missing or extra:
            text = '%s: missing keys %s, unexpected keys %s' % (where, sorted(missing), sorted(extra))
            refusal = next((live[key] for key in ('error', 'fault') if key in extra), None)
            raise Mismatch(text if refusal is None else '%s\n    got %s' % (text, clip(refusal, 600)))
        for k in sorted(recorded, key=lambda k: k != 'id'):
            if k not in live or k in IGNORED or k == 'size' and is_large_picture(recorded):
                continue
            inner = OBJECT_MODEL.get(k, model)
            if k == 'res_id' and res_id_model(recorded) and isinstance(live[k], int) and not isinstance(live[k], bool):
                self._bind_id(res_id_model(recorded), recorded[k], live[k], where + '.res_id')
            else:
                self.match(recorded[k], live[k], inner, k, '%s.%s' % (where, k))
        orders = [[k for k in keys if k not in IGNORED] for keys in (recorded, live)]
        if orders[0] != orders[1]:
            self.reordered.append((where, *orders))

    def _lists(self, recorded, live, model, key, where):
        if len(recorded) != len(live):
            raise Mismatch('%s: expected %d elements, got %d\n    expected %s\n    got      %s' % (
                where, len(recorded), len(live), clip(recorded), clip(live)))
        if key in UNORDERED:
            return self._unordered(recorded, live, model, key, where)
        if is_term(recorded) and is_term(live) and recorded[:2] == live[:2]:
            field = recorded[0].split('.')[-1]
            if field == 'res_id' and isinstance(recorded[2], int) and isinstance(live[2], int):
                return self._bind_id(ANY_RECORD, recorded[2], live[2], where)
            return self.match(recorded[2], live[2], model, field, where + '[2]')
        for n, (r, l) in enumerate(zip(recorded, live)):
            self.match(r, l, model, key, '%s[%d]' % (where, n))

    def _unordered(self, recorded, live, model, key, where):
        rest = list(live)
        # elements that are known already bind first, so that a new one can't take their place
        for n, r in enumerate(recorded):
            for l in rest:
                saved = ({m: dict(t) for m, t in self.ids.items()}, dict(self.tokens), list(self.reordered))
                try:
                    self.match(r, l, model, key, '%s[%d]' % (where, n))
                except Mismatch:
                    self.ids, self.tokens, self.reordered = saved
                else:
                    rest.remove(l)
                    break
            else:
                raise Mismatch('%s[%d]: nothing in the answer matches %s; left over: %s' % (
                    where, n, clip(r), clip(rest)))
