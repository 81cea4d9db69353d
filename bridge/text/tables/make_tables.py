#!/usr/bin/python3
"""Writes the tables of this folder, from Python's own (Debian's python3 and python3-tz): ./make_tables.py

time_zones.txt    the zones that Odoo offers, in its order: pytz.all_timezones, "Etc/…" last (res.partner._tz_get)
single_byte.txt   one encoding a line that maps bytes to characters: its names, a colon, and the characters of the bytes 80 to ff
                  as hexadecimal numbers, consecutive ones as first-last; fffd where a byte means nothing
"""
import encodings
import encodings.aliases
import importlib
import pathlib
import pkgutil
import re

import pytz

HERE = pathlib.Path(__file__).resolve().parent


def plain(name):
    return re.sub('[^a-z0-9]', '', name.lower())


def characters(codec):
    """What the bytes 80 to ff are; None where the codec is no extension of ASCII of one byte a character."""
    table = getattr(importlib.import_module('encodings.' + codec), 'decoding_table', None)
    if not table and codec not in ('ascii', 'latin_1'):
        return None
    every = bytes(range(256)).decode(codec, 'replace')
    return [ord(c) for c in every[128:]] if every[:128] == bytes(range(128)).decode() else None


def runs(numbers):
    out = []
    for number in numbers:
        if out and number == out[-1][1] + 1:
            out[-1][1] = number
        else:
            out.append([number, number])
    return ' '.join('%04x' % a if a == b else '%04x-%04x' % (a, b) for a, b in out)


def single_byte():
    names = {module.name: {plain(module.name)} for module in pkgutil.iter_modules(encodings.__path__)}
    for alias, codec in encodings.aliases.aliases.items():
        if alias[0].isalpha():      # as names in XML begin
            names.get(codec, set()).add(plain(alias))
    for windows in ('mbcs', 'oem'):     # of another system
        names.pop(windows)
    for codec, known in sorted(names.items()):
        upper = characters(codec)
        if upper:
            yield '%s: %s' % (' '.join(sorted(known)), runs(upper))


def main():
    (HERE / 'single_byte.txt').write_text('\n'.join(single_byte()) + '\n')
    zones = sorted(pytz.all_timezones, key=lambda name: name if not name.startswith('Etc/') else '_')
    (HERE / 'time_zones.txt').write_text('\n'.join(zones) + '\n')


if __name__ == '__main__':
    main()
